import { expect, it } from "vitest";
import type { Candle } from "../../api/wire";
import { summaryOf } from "./summary";

const candle = (minute: number, open: string, high: string, low: string, close: string) =>
  ({ open_ts: `2026-11-21T12:0${minute}:00.000000000Z`, open, high, low, close }) as Candle;

it("tells the way, both ends and the range", () => {
  const text = summaryOf([candle(0, "100.0", "101.5", "99.5", "101.0"), candle(1, "101.0", "1002.0", "9.5", "102.0")], 1);
  expect(text).toContain("The last 2 candles go up, from 100.0 at 12:00 to 102.0, between 9.5 and 1,002.0.");
});

it("says nothing of nothing", () => expect(summaryOf([], 1)).toBe(""));
