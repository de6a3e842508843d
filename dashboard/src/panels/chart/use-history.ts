import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { candlesQuery } from "../../api/queries";
import type { Candle } from "../../api/wire";
import { parseTime } from "../../format/time";
import { joinCandles } from "../../stream/candles";
import type { StreamState } from "../../stream/state";
import { useStream } from "../../stream/store";

/** Fetched candles, oldest first, fetched again whenever the stream says that something was missed. */
export function useHistory(instrument: string, interval: string, topic: string) {
  const options = candlesQuery(instrument, interval);
  const client = useQueryClient();
  const query = useInfiniteQuery(options);
  const candles = useMemo(() => {
    if (!query.data) return null;
    return joinCandles(query.data.pages.toReversed().flatMap((page) => page.data), []);
  }, [query.data]);

  const epoch = useStream((s) => s.topics[topic]?.epoch ?? 0);
  const repairs = useStream(
    (s) => s.connections.repairs.find((r) => r.instrument === instrument && r.channel.startsWith("candles"))?.id ?? "",
  );
  const hole = useStream((s) => {
    const live = liveCandles(s, topic);
    const last = candles?.[candles.length - 1];
    const next = last && live.find((c) => c.open_ts > last.open_ts);
    return last && next && parseTime(next.open_ts) > parseTime(last.close_ts) + 1000 ? next.open_ts : "";
  });
  const first = useRef(true);
  useEffect(() => {
    if (first.current && epoch === 0) return;
    if (first.current) {
      first.current = false;
      if (hole === "") return;
    }
    void client.invalidateQueries({ queryKey: ["candles", instrument, interval] });
  }, [client, epoch, repairs, hole, instrument, interval]);

  const { hasNextPage, isFetching, fetchNextPage, refetch, error } = query;
  const needOlder = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return {
    candles,
    needOlder,
    failed: error ? error.message : null,
    again: () => void refetch(),
  };
}

const none: readonly Candle[] = [];

/** What the stream has told of since the page began to listen, oldest first. */
export function liveCandles(state: StreamState, topic: string): readonly Candle[] {
  const data = state.topics[topic]?.data;
  return data?.kind === "candles" ? data.candles : none;
}

