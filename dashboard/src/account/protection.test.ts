import { expect, it } from "vitest";
import type { Order, Position } from "../api/wire";
import { protectionOf } from "./protection";

const long = { instrument: "x:A", position_side: "both", qty: "0.5" } as Position;
const order = (more: Partial<Order>) =>
  ({ order_id: "1", instrument: "x:A", side: "sell", type: "stop_market", position_side: "both", reduce_only: true, close_position: false, ...more }) as Order;
const ids = (position: Position, orders: Order[]) => {
  const { takes, stops } = protectionOf(position, orders);
  return [takes.length, stops.length];
};

it("is what closes the position on the other side", () => {
  expect(ids(long, [order({}), order({ type: "take_profit_market", reduce_only: false, close_position: true })])).toEqual([1, 1]);
  expect(ids({ ...long, qty: "-0.5" }, [order({})])).toEqual([0, 0]);
  expect(ids({ ...long, qty: "-0.5" }, [order({ side: "buy" })])).toEqual([0, 1]);
});
it("is no order that could open another position, none of another instrument, and no plain limit", () => {
  expect(ids(long, [order({ reduce_only: false }), order({ instrument: "x:B" }), order({ type: "limit" })])).toEqual([0, 0]);
});
it("of one side of a hedge is what closes that side", () => {
  expect(ids({ ...long, position_side: "long" }, [order({ position_side: "long", reduce_only: false }), order({ position_side: "short" })])).toEqual([0, 1]);
});
