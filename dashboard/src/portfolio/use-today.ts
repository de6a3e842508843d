import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useShallow } from "zustand/react/shallow";
import { joined } from "../account/joined";
import { viewOf } from "../account/view";
import { accountRepairsQuery, newestFillsQuery, newestTransactionsQuery } from "../api/queries";
import type { Fill, Transaction } from "../api/wire";
import { fillKey, MAX_TOLD, transactionKey, type AccountView } from "../stream/account";
import { useStream } from "../stream/store";
import { happenings, midnights, type Happening, type Told } from "./today";

export interface Today {
  rows: readonly Happening[];
  /** Some list is not here yet. */
  pending: boolean;
  /** It is being asked for: what is here may not be the newest. */
  loading: boolean;
  failed: string | null;
  again: () => void;
}

const NONE: readonly never[] = [];
const timeOf = (row: Fill | Transaction) => row.ts;

/** What happened to these accounts since midnight: the newest rows of each list, fetched once, and what the stream tells. */
export function useToday(accounts: readonly string[], limit: number): Today {
  const client = useQueryClient();
  const from = useMidnight();
  const since = new Date(from).toISOString();
  // Nothing is fetched before the stream listens: what happens meanwhile would be in neither.
  const stands = useStream(useShallow((s) => accounts.map((a) => standOf(viewOf(s, a)))));
  const live = useStream(useShallow((s) => accounts.flatMap((a) => [viewOf(s, a)?.fills ?? NONE, viewOf(s, a)?.transactions ?? NONE])));
  const enabled = (i: number) => ({ enabled: stands[i] !== "" });
  const fills = useQueries({ queries: accounts.map((a, i) => ({ ...newestFillsQuery(a), ...enabled(i) })) });
  const moved = useQueries({ queries: accounts.map((a, i) => ({ ...newestTransactionsQuery(a, since), ...enabled(i) })) });
  const repairs = useQueries({ queries: accounts.map((a, i) => ({ ...accountRepairsQuery(a), ...enabled(i) })) });
  useAgainWhen(accounts, stands);
  const answers = [...fills, ...moved, ...repairs];
  const told: Told[] = accounts.map((account, i) => ({
    account,
    fills: joined(fills[i]?.data?.data ?? NONE, (live[2 * i] ?? NONE) as readonly Fill[], fillKey, timeOf),
    moreFills: fills[i]?.data == null || fills[i].data.next !== null,
    transactions: joined(moved[i]?.data?.data ?? NONE, (live[2 * i + 1] ?? NONE) as readonly Transaction[], transactionKey, timeOf),
    repairs: repairs[i]?.data ?? NONE,
  }));
  const changed = answers.map((a) => a.dataUpdatedAt).join();
  return {
    rows: useMemo(() => happenings(told, from, limit), [changed, live, from, limit]),
    pending: answers.some((a) => a.isPending),
    loading: answers.some((a) => a.isLoading),
    failed: answers.find((a) => a.error !== null && a.data === undefined)?.error?.message ?? null,
    again: () => void client.refetchQueries({ queryKey: ["newest"], predicate: (q) => q.state.status === "error" }),
  };
}

/** Where an account's history stands: another place says that something may have been missed, or was repaired. */
function standOf(view: AccountView | null): string {
  if (view === null) return "";
  const repair = view.recent.findLast((r) => r.change.event === "repaired")?.seq ?? 0;
  return `${view.chain} ${Math.floor(view.told.fills / (MAX_TOLD / 2))} ${Math.floor(view.told.transactions / (MAX_TOLD / 2))} ${repair}`;
}

/** Where each account's history stood when its lists were fetched; also while nobody looks. */
const fetchedAt = new Map<string, string>();

function useAgainWhen(accounts: readonly string[], stands: readonly string[]): void {
  const client = useQueryClient();
  useEffect(() => {
    accounts.forEach((account, i) => {
      const stand = stands[i] ?? "";
      const before = fetchedAt.get(account);
      if (stand === "" || before === stand) return;
      fetchedAt.set(account, stand);
      if (before !== undefined) void client.invalidateQueries({ queryKey: ["newest", account] });
    });
  }, [accounts, stands, client]);
}

/** The day's beginning; it moves on at the next one. */
function useMidnight(): number {
  const [days, setDays] = useState(() => midnights(Date.now()));
  useEffect(() => {
    const timer = setTimeout(() => setDays(midnights(Date.now())), days.next - Date.now() + 1);
    return () => clearTimeout(timer);
  }, [days]);
  return days.last;
}
