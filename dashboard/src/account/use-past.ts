import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { PastQuery } from "../api/queries";
import { MAX_TOLD, type AccountView } from "../stream/account";
import { joined } from "./joined";
import { useView } from "./view";

interface Options<Row> {
  account: string;
  /** Which of the account's lists the stream goes on with. */
  list: "ended" | "fills" | "transactions";
  query: PastQuery<Row>;
  told: (view: AccountView) => readonly Row[];
  wanted: (row: Row) => boolean;
  key: (row: Row) => string;
  /** Rows are shown newest first by this. */
  time: (row: Row) => string;
}

export interface Past<Row> {
  rows: readonly Row[];
  pending: boolean;
  failed: string | null;
  again: () => void;
  /** There are older rows than those that are here. */
  more: boolean;
  loadingMore: boolean;
  loadMore: () => void;
}

/** Which stretch of the stream each answer was fetched in. */
const fetchedIn = new Map<string, string>();
const NONE: readonly never[] = [];

/** An account's past: pages that were fetched, and what the stream told since, without a hole between them. */
export function usePast<Row>({ account, list, query, told, wanted, key, time }: Options<Row>): Past<Row> {
  const client = useQueryClient();
  // Nothing is fetched before the stream listens: what happens meanwhile would be in neither.
  const stretch = useView(account, (v) => `${v.chain} ${Math.floor(v.told[list] / (MAX_TOLD / 2))}`);
  const live = useView(account, told) ?? (NONE as readonly Row[]);
  const past = useInfiniteQuery({ ...query, enabled: stretch !== null });
  const name = JSON.stringify(query.queryKey);
  useEffect(() => {
    if (stretch === null) return;
    const before = fetchedIn.get(name);
    fetchedIn.set(name, stretch);
    if (before !== undefined && before !== stretch) void client.invalidateQueries({ queryKey: JSON.parse(name) as unknown[] });
  }, [client, name, stretch]);
  const fetched = past.data?.pages;
  const rows = useMemo(
    () => joined(fetched?.flatMap((page) => page.data) ?? [], live.filter(wanted), key, time),
    // `key` and `time` are the same functions whichever render made them; `wanted` follows the query.
    [fetched, live, name],
  );
  return {
    rows,
    pending: past.isPending,
    failed: past.error ? past.error.message : null,
    again: () => void past.refetch(),
    more: past.hasNextPage,
    loadingMore: past.isFetchingNextPage,
    loadMore: () => void past.fetchNextPage(),
  };
}
