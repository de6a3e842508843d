import { expect, it } from "vitest";
import type { Candle, Fill, Order, Position } from "../../api/wire";
import { ownFills, ownLines } from "./own-lines";

const instrument = { tick_size: "0.10", size_decimals: 3, base: "BTC", inverse: false };
const order = (more: Partial<Order>) => ({ side: "buy", type: "limit", qty: "0.250", executed_qty: "0.100", price: "97180.00", trigger_price: null, status: "open", ...more }) as Order;
const position = { qty: "0.370", entry_price: "96842.104864865" } as Position;

it("names a position with its profit, and rounds its entry to the tick", () => {
  expect(ownLines([position], [], instrument, "97415.2", "live")).toEqual([{ kind: "position", price: "96842.1", text: "Long 0.370 · +212.05", sign: 0 }]);
  expect(ownLines([{ ...position, qty: "-0.370" }], [], instrument, null, "live")[0]!.text).toBe("Short 0.370 · PnL not current");
});

it("tells what waits at the venue by what is left of it, and a trigger by its price", () => {
  const stop = order({ side: "sell", type: "stop_market", price: null, trigger_price: "96480.0", status: "untriggered", executed_qty: "0" });
  expect(ownLines([], [order({}), stop], instrument, null, "live").map((l) => [l.kind, l.price, l.text, l.sign])).toEqual([
    ["limit", "97180.00", "Limit buy 0.150", 1],
    ["stop", "96480.0", "SL sell 0.250", -1],
  ]);
});

it("has no colour and no profit while the account is not current", () => {
  expect(ownLines([position], [order({})], instrument, "97415.2", "stale").map((l) => [l.text, l.sign])).toEqual([["Long 0.370 · PnL not current", 0], ["Limit buy 0.150", 0]]);
});

it("does not draw an order without a price, and marks one of which nobody knows", () => {
  expect(ownLines([], [order({ price: null }), order({ status: "unknown" })], instrument, null, "live").map((l) => l.text)).toEqual(["Limit buy 0.150 ?"]);
});

it("adds up the fills of one side in one candle", () => {
  const candles = ["08:00", "08:01", "08:02"].map((t) => ({ open_ts: `2026-11-21T${t}:00.000000000Z` }) as Candle);
  const fill = (time: string, qty: string, side: Fill["side"] = "buy") => ({ ts: `2026-11-21T${time}.000000000Z`, qty, side }) as Fill;
  expect(ownFills([fill("08:01:10", "0.1"), fill("08:01:00", "0.02"), fill("08:01:59", "0.3", "sell"), fill("07:59:59", "9"), fill("08:09:00", "1")], candles, 3)).toEqual([
    { index: 1, side: "buy", text: "B 0.120" },
    { index: 1, side: "sell", text: "S 0.300" },
    { index: 2, side: "buy", text: "B 1.000" },
  ]);
});
