import { keepPreviousData, useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { performanceQuery } from "../api/queries";
import type { Performance } from "../api/wire";
import { viewOf } from "../account/view";
import { useStream } from "../stream/store";

/** Changes come in bunches: so long after the last one the gateway is asked anew. */
const CALM_MS = 600;

export interface Performances {
  /** In the order of the accounts; null where the answer is not here. */
  each: readonly (Performance | null)[];
  pending: boolean;
  failed: string | null;
  again: () => void;
}

/** What came of each account's trading since `from`. Nothing is polled: an account's own events say when it has changed. */
export function usePerformances(accounts: readonly string[], from: string | null): Performances {
  const client = useQueryClient();
  const answers = useQueries({ queries: accounts.map((account) => ({ ...performanceQuery(account, from), placeholderData: keepPreviousData })) });
  const stands = useStream((s) =>
    accounts
      .map((account) => {
        const view = viewOf(s, account);
        return view === null ? "" : `${view.chain} ${view.told.fills} ${view.told.transactions} ${pending(view.fills)}`;
      })
      .join("|"),
  );
  const before = useRef(stands);
  useEffect(() => {
    if (before.current === stands) return;
    before.current = stands;
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: ["performance"] }), CALM_MS);
    return () => clearTimeout(timer);
  }, [client, stands]);
  return {
    each: answers.map((a) => a.data ?? null),
    pending: answers.some((a) => a.isPending),
    failed: answers.find((a) => a.error !== null && a.data === undefined)?.error?.message ?? null,
    again: () => void client.refetchQueries({ queryKey: ["performance"] }),
  };
}

/** Fills of which something is still to be told: that changes what came of them. */
const pending = (fills: readonly { fee: string | null; busted: boolean }[]) => `${fills.filter((f) => f.fee === null).length} ${fills.filter((f) => f.busted).length}`;
