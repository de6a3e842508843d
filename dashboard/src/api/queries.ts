import { QueryClient, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ApiError, fetchJson } from "./client";
import type { Candle, Instrument, Page, Venue } from "./wire";

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

/** After a reconnect: whatever was fetched may have changed while nobody told us. */
export function refetchAll(): void {
  void queryClient.invalidateQueries();
}
