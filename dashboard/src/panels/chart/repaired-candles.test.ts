import { expect, it } from "vitest";
import type { Candle, Repair } from "../../api/wire";
import { repairedRanges } from "./repaired-candles";

const candle = (minute: number) => ({ open_ts: `2026-11-21T08:0${minute}:00.000000000Z` }) as Candle;
const candles = [1, 2, 3, 4].map(candle);
const repair = (from: string, to: string, channel = "candles.1m") =>
  ({ instrument: "x:A", channel, detected_at: `2026-11-21T08:${from}.000000000Z`, repaired_at: `2026-11-21T08:${to}.000000000Z`, took_ms: 1400, found: 2, note: "" }) as Repair;

it("a repair covers every candle that was open during the gap", () => {
  const ranges = repairedRanges([repair("02:30", "04:05"), repair("00:10", "01:30"), repair("01:00", "02:00", "book")], "x:A", "1m", candles);
  expect(ranges).toEqual([
    { first: 0, last: 0, text: "↻ repaired: 2 candles · 1.4 s" },
    { first: 1, last: 3, text: "↻ repaired: 2 candles · 1.4 s" },
  ]);
});

it("a repair before what is loaded, or of another interval, is not drawn", () => {
  expect(repairedRanges([repair("00:10", "00:30")], "x:A", "1m", candles)).toEqual([]);
  expect(repairedRanges([repair("02:30", "04:05")], "x:A", "5m", candles)).toEqual([]);
});

it("two repairs of the same candle are hatched once, with the later receipt", () => {
  const later = { ...repair("02:40", "03:10"), found: 5 };
  expect(repairedRanges([later, repair("02:05", "02:20")], "x:A", "1m", candles)).toEqual([
    { first: 1, last: 2, text: "↻ repaired: 5 candles · 1.4 s" },
  ]);
});
