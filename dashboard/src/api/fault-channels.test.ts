import { expect, it } from "vitest";
import { FAULT_CHANNELS, venueWord } from "./fault-channels";

it("speaks to the simulated venue in its own words", () => {
  expect(Object.fromEntries(FAULT_CHANNELS.map((c) => [c, venueWord(c)]))).toEqual({
    book: "depth",
    bbo: "bookTicker",
    trades: "aggTrade",
    candles: "kline",
    mark: "markPrice",
    ticker: "ticker",
  });
});
