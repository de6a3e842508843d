import { QueryClient, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ApiError, fetchJson } from "./client";
import type { Account, Candle, Fill, HistoryEvent, Instrument, Order, Page, Performance, Transaction, Venue } from "./wire";

/** Only snapshots and history. Nothing here repeats by itself: what changes comes over the stream. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: "always",
      retry: (failures, error) => failures < 3 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
      retryDelay: (failures) => Math.random() * Math.min(4000, 300 * 2 ** failures),
    },
  },
});

export const venuesQuery = queryOptions({
  queryKey: ["venues"],
  queryFn: ({ signal }) => fetchJson<Page<Venue>>("/venues", { signal }).then((page) => page.data),
});

export const instrumentQuery = (id: string) =>
  queryOptions({
    queryKey: ["instruments", "one", id],
    queryFn: ({ signal }) => fetchJson<Instrument>(`/instruments/${encodeURIComponent(id)}`, { signal }),
  });

export const searchQuery = (text: string) =>
  infiniteQueryOptions({
    queryKey: ["instruments", "search", text],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: "50" });
      if (text !== "") query.set("q", text);
      if (pageParam !== "") query.set("cursor", pageParam);
      return fetchJson<Page<Instrument>>(`/instruments?${query}`, { signal });
    },
    getNextPageParam: (page) => page.next,
  });

/** Whether any venue lists options: without, there is no page of them to go to. */
export const anyOptionsQuery = queryOptions({
  queryKey: ["instruments", "any options"],
  queryFn: async ({ signal }) => {
    const page: Page<Instrument> = await fetchJson<Page<Instrument>>("/instruments?kind=option&limit=1", { signal });
    return page.data.some((instrument) => instrument.kind === "option");
  },
  staleTime: Infinity,
});

/** All options that are listed: what their chains are made of. Their prices come over the stream, for what is looked at. */
export const optionsQuery = queryOptions({
  queryKey: ["instruments", "options"],
  queryFn: async ({ signal }) => {
    const all: Instrument[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query = new URLSearchParams({ kind: "option", limit: "1000" });
      if (cursor !== "") query.set("cursor", cursor);
      const page: Page<Instrument> = await fetchJson<Page<Instrument>>(`/instruments?${query}`, { signal });
      all.push(...page.data);
      cursor = page.next;
    }
    return all;
  },
});

/** The newest page of history, and older ones as the chart is dragged back. Each page is oldest first. */
export const candlesQuery = (instrument: string, interval: string) =>
  infiniteQueryOptions({
    queryKey: ["candles", instrument, interval],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ interval, limit: "500" });
      if (pageParam !== "") query.set("to", pageParam);
      return fetchJson<Page<Candle>>(`/instruments/${encodeURIComponent(instrument)}/candles?${query}`, { signal });
    },
    // An empty or short page is the beginning of history.
    getNextPageParam: (page) => (page.data.length < 2 ? undefined : page.data[0]!.open_ts),
    maxPages: 20,
  });

export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: ({ signal }) => fetchJson<Page<Account>>("/accounts", { signal }).then((page) => page.data),
});

/** Rows of one page of an account's past. */
const ROWS = 100;

/** One account's past, newest first. The stream tells what follows the newest row. */
function pastQuery<Row>(account: string, list: string, parameters: Readonly<Record<string, string | null>>) {
  return infiniteQueryOptions({
    queryKey: ["past", account, list, parameters],
    initialPageParam: "",
    queryFn: ({ signal, pageParam }) => {
      const query = new URLSearchParams({ limit: String(ROWS) });
      for (const [name, value] of Object.entries(parameters)) if (value !== null) query.set(name, value);
      if (pageParam !== "") query.set("cursor", pageParam);
      return fetchJson<Page<Row>>(`/accounts/${encodeURIComponent(account)}/${list}?${query}`, { signal });
    },
    getNextPageParam: (page: Page<Row>) => page.next,
  });
}

export type PastQuery<Row> = ReturnType<typeof pastQuery<Row>>;

/** Orders that are final; those that are not, the stream tells. */
export const endedQuery = (account: string, instrument: string | null) => pastQuery<Order>(account, "orders", { status: "closed", instrument });
export const fillsQuery = (account: string, instrument: string | null) => pastQuery<Fill>(account, "fills", { instrument });
export const transactionsQuery = (account: string) => pastQuery<Transaction>(account, "transactions", {});

/** One page of the newest rows. What an account's day shows is far fewer, and no two lists hide each other's. */
const newestQuery = <Row>(account: string, list: string, parameters: Readonly<Record<string, string>> = {}) =>
  queryOptions({
    queryKey: ["newest", account, list, parameters],
    queryFn: ({ signal }) => fetchJson<Page<Row>>(`/accounts/${encodeURIComponent(account)}/${list}?${new URLSearchParams({ limit: String(ROWS), ...parameters })}`, { signal }),
  });

export const newestFillsQuery = (account: string) => newestQuery<Fill>(account, "fills");
export const newestTransactionsQuery = (account: string, from: string) => newestQuery<Transaction>(account, "transactions", { from });

/** Receipts of an account's repairs, newest first, since the gateway started. */
export const accountRepairsQuery = (account: string) =>
  queryOptions({
    queryKey: ["newest", account, "repairs"],
    queryFn: ({ signal }) => fetchJson<Page<HistoryEvent>>(`/accounts/${encodeURIComponent(account)}/repairs`, { signal }).then((page) => page.data),
  });

/** What came of an account's trading, summed up by the gateway. */
export const performanceQuery = (account: string, from: string | null) =>
  queryOptions({
    queryKey: ["performance", account, from],
    queryFn: ({ signal }) =>
      fetchJson<Performance>(`/accounts/${encodeURIComponent(account)}/performance${from === null ? "" : `?from=${encodeURIComponent(from)}`}`, { signal }),
  });

/** Where one of an account's lists is downloaded as CSV. */
export const exportPath = (account: string, list: "fills" | "orders" | "transactions", instrument: string | null = null) =>
  `/api/v1/accounts/${encodeURIComponent(account)}/export?list=${list}${instrument === null ? "" : `&instrument=${encodeURIComponent(instrument)}`}`;

/** Everything that the journal holds of one order, oldest first. */
export const whyQuery = (account: string, order: string) =>
  queryOptions({
    queryKey: ["why", account, order],
    queryFn: ({ signal }) =>
      fetchJson<Page<HistoryEvent>>(`/accounts/${encodeURIComponent(account)}/orders/${encodeURIComponent(order)}/why`, { signal }).then((page) => page.data),
  });

export const orderQuery = (account: string, order: string) =>
  queryOptions({
    queryKey: ["order", account, order],
    queryFn: ({ signal }) => fetchJson<Order>(`/accounts/${encodeURIComponent(account)}/orders/${encodeURIComponent(order)}`, { signal }),
  });

/** After a reconnect: whatever was fetched may have changed while nobody told us. */
export function refetchAll(): void {
  void queryClient.invalidateQueries();
}
