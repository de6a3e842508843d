import type { Candle } from "../api/wire";
import { MAX_LIVE_CANDLES } from "./state";

/** Candles by opening time, oldest first; a changed candle replaces the one that opened at the same time. */
export function mergeLiveCandles(held: readonly Candle[], changed: readonly Candle[]): readonly Candle[] {
  const byOpening = new Map(held.map((c) => [c.open_ts, c]));
  for (const candle of changed) byOpening.set(candle.open_ts, candle);
  return [...byOpening.values()]
    .sort((a, b) => (a.open_ts < b.open_ts ? -1 : a.open_ts > b.open_ts ? 1 : 0))
    .slice(-MAX_LIVE_CANDLES);
}

/** History and live candles in one list. A closed candle is never replaced by one that is still open. */
export function joinCandles(history: readonly Candle[], live: readonly Candle[]): readonly Candle[] {
  const closed = new Set(history.filter((c) => c.closed).map((c) => c.open_ts));
  const changed = live.filter((c) => c.closed || !closed.has(c.open_ts));
  const byOpening = new Map(history.map((c) => [c.open_ts, c]));
  for (const candle of changed) byOpening.set(candle.open_ts, candle);
  return [...byOpening.values()].sort((a, b) => (a.open_ts < b.open_ts ? -1 : 1));
}
