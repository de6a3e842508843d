import { expect, it } from "vitest";
import type { AccountChange } from "../api/wire";
import { toastOf } from "../account/news";
import { kept, type Toast } from "./toasts";

const of = (key: string, stays = false): Toast => ({ key, tone: "done", title: key, text: "", money: null, stays });

it("shows three, and lets go first what need not stay", () => {
  expect(kept([of("a"), of("b", true), of("c"), of("d")]).map((t) => t.key)).toEqual(["b", "c", "d"]);
  expect(kept([of("a", true), of("b", true), of("c", true), of("d", true)]).map((t) => t.key)).toEqual(["b", "c", "d"]);
});

it("tells of what was filled, of alarms, and of what nobody knows; not of bookkeeping", () => {
  const places = { price: 1, size: 3 };
  const order = { order_id: "1", instrument: "v:BTCUSDT", side: "buy", status: "filled", executed_qty: "0.25", average_price: "97414.1", route: "ws", origin: "gateway" };
  const toast = (change: object) => toastOf(change as AccountChange, { account: "demo", money: "SIM", places: () => places });
  expect(toast({ event: "order_executed", order })).toMatchObject({ title: "Bought 0.250 BTCUSDT at 97,414.1", text: "demo · via WebSocket", stays: false });
  expect(toast({ event: "order_updated", order: { ...order, status: "unknown" } })).toMatchObject({ tone: "unknown", stays: true });
  expect(toast({ event: "alert", text: "margin is low" })).toMatchObject({ tone: "alarm", stays: true });
  expect(toast({ event: "balance_updated", balance: {} })).toBeNull();
  expect(toast({ event: "order_executed", order: { ...order, status: "partially_filled" } })).toBeNull();
});
