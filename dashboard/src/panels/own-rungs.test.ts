import { expect, it } from "vitest";
import type { Order } from "../api/wire";
import { ownRungs } from "./own-rungs";

const order = (price: string | null, qty: string, more: Partial<Order> = {}) => ({ side: "buy", price, qty, executed_qty: "0", status: "open", ...more }) as Order;
const rungs = (...prices: string[]) => prices.map((price) => ({ price }));
const at = (orders: Order[], prices: string[], step: string | null = null, side: "buy" | "sell" = "buy") => Object.fromEntries(ownRungs(orders, side, rungs(...prices), step));

it("adds up what is left of own orders at a price, however it is written", () => {
  expect(at([order("97180.00", "0.250", { executed_qty: "0.1" }), order("97180.0", "0.100")], ["97180.1", "97180.0"])).toEqual({ "97180.0": "0.25" });
});
it("groups like the ladder: bids down, asks up", () => {
  expect(at([order("97180.3", "1")], ["97182.5", "97180.0"], "2.5")).toEqual({ "97180.0": "1" });
  expect(at([order("97180.3", "1", { side: "sell" })], ["97180.0", "97182.5"], "2.5", "sell")).toEqual({ "97182.5": "1" });
});
it("knows only what is in the book", () => {
  expect(at([order("100", "1", { status: "untriggered" }), order("100", "1", { status: "pending" }), order(null, "1"), order("100", "1", { side: "sell" })], ["100"])).toEqual({});
});
it("of an empty side is nothing", () => expect(at([order("100", "1")], [])).toEqual({}));
