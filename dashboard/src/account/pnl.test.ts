import { describe, expect, it } from "vitest";
import type { Position } from "../api/wire";
import { initialState, type StreamState, type Topic } from "../stream/state";
import { pnlAt, valued } from "./pnl";

const position = (qty: string, entry: string | null, told: string | null = null) =>
  ({ instrument: "binance:BTCUSDT", position_side: "both", qty, entry_price: entry, mark_price: "100.0", unrealized_pnl: told }) as Position;
const linear = { quote: "USDT", settle: "USDT", inverse: false };
const marked = (mark: string, freshness: Topic["freshness"] = "live"): StreamState => ({
  ...initialState,
  topics: {
    "mark.binance:BTCUSDT": {
      epoch: 1, seq: 1, freshness, source: "ws", reason: null, expected: null, got: null, freshAt: 0, merged: 0, broken: false, pageStale: false,
      askedAt: null, resuming: false, error: null,
      data: { kind: "mark", mark: { mark, index: null, settle_estimate: null, funding_rate: null, next_funding_ts: null } },
    },
  },
});

describe("profit at a mark", () => {
  it.each([
    ["0.370", "96842.10", "97415.20", "212.047", "0.00591788"],
    ["-4.2", "3318.44", "3341.07", "-95.046", "-0.00681947"],
    ["0.003", "97412.50000001", "97412.5", "-0.00000000003", "0"],
    ["1", "100", "100", "0", "0"],
  ])("of %s from %s at %s is %s", (qty, entry, mark, amount, share) => {
    expect(pnlAt(position(qty, entry), mark, linear)).toEqual({ amount, share });
  });

  it("is beyond what a float can hold", () => {
    expect(pnlAt(position("12345678901234.5", "0.00000001"), "0.00000003", linear)?.amount).toBe("246913.57802469");
  });

  it("needs an entry", () => expect(pnlAt(position("1", null), "5", linear)).toBeNull());
});

describe("a valuation", () => {
  it("follows the live mark", () => {
    expect(valued(marked("110"), position("2", "100", "1"), linear, "live")).toMatchObject({ mark: "110", pnl: { amount: "20" }, freshness: "live" });
  });

  it("is as old as the older of position and mark", () => {
    expect(valued(marked("110", "stale"), position("2", "100"), linear, "live").freshness).toBe("stale");
    expect(valued(marked("110"), position("2", "100"), linear, "down").freshness).toBe("down");
    expect(valued(marked("110"), position("2", "100"), linear, "polling").freshness).toBe("polling");
  });

  it("without a mark is what the gateway told, and not current", () => {
    expect(valued(initialState, position("2", "100", "7.5"), linear, "live")).toEqual({ mark: "100.0", pnl: { amount: "7.5", share: null }, freshness: "stale" });
  });

  it("of an inverse contract is in the asset that it is settled in", () => {
    const inverse = { quote: "USD", settle: "BTC", inverse: true };
    expect(valued(marked("125"), position("200", "100"), inverse, "live").pnl).toEqual({ amount: "0.4", share: "0.2" });
    expect(valued(marked("125"), position("-200", "100"), inverse, "live").pnl).toEqual({ amount: "-0.4", share: "-0.2" });
  });

  it("of a contract that is settled in a third asset is the gateway's", () => {
    const quanto = { quote: "USD", settle: "BTC", inverse: false };
    expect(valued(marked("110"), position("2", "100"), quanto, "live").pnl).toBeNull();
    expect(valued(marked("110"), position("2", "100", "0.01"), quanto, "live")).toMatchObject({ pnl: { amount: "0.01" }, freshness: "stale" });
  });
});
