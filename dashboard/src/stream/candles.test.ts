import { describe, expect, it } from "vitest";
import type { Candle } from "../api/wire";
import { joinCandles } from "./candles";

const candle = (minute: number, close: string, closed: boolean): Candle => ({
  open_ts: `2026-11-21T08:0${minute}:00Z`, close_ts: `2026-11-21T08:0${minute}:59Z`, open: "1", high: "2", low: "1", close, volume: "1", quote_volume: null, trades: null, closed,
});

describe("history and live candles", () => {
  it("join in order, the live one counting while history still was open", () => {
    const joined = joinCandles([candle(1, "a", true), candle(2, "old", false)], [candle(3, "c", false), candle(2, "new", false)]);
    expect(joined.map((c) => c.close)).toEqual(["a", "new", "c"]);
  });

  it("keep a closed candle of history against an unfinished live one", () => {
    expect(joinCandles([candle(1, "whole", true)], [candle(1, "part", false)]).map((c) => c.close)).toEqual(["whole"]);
    expect(joinCandles([candle(1, "whole", true)], [candle(1, "final", true)]).map((c) => c.close)).toEqual(["final"]);
  });
});
