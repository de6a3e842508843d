import { describe, expect, it } from "vitest";
import type { AccountChange, Fill, HistoryEvent, Order } from "../api/wire";
import { story } from "./story";

const order = (more: Partial<Order> = {}): Order => ({
  order_id: "tw-1", client_order_id: "tw-1", venue_order_id: null, instrument: "binance:BTCUSDT", side: "buy", position_side: "both", type: "limit", qty: "0.250",
  price: "97180.0", trigger_price: null, trigger_by: null, trailing_percent: null, activation_price: null, trailing_amount: null, time_in_force: "gtc", expires_at: null, post_only: false,
  reduce_only: false, close_position: false, status: "pending", venue_status: "", executed_qty: "0", average_price: null, reason: null, refusal_code: null,
  accepted_by: "gateway", route: null, origin: "gateway", actor: "token", created_at: "2026-11-21T08:00:00.000000000Z", updated_at: null, ...more,
});
const fill: Fill = {
  trade_id: "77", instrument: "binance:BTCUSDT", order_id: "tw-1", venue_order_id: "9", side: "buy", position_side: "both", price: "97180.0", qty: "0.100", fee: "3.8872",
  fee_asset: "USDT", realized_pnl: "0", maker: true, kind: "trade", busted: false, ts: "2026-11-21T08:00:01.000000000Z",
};
const event = (data: AccountChange, ms: number): HistoryEvent => ({
  epoch: 1, seq: ms, ts_venue: null, ts_recv: `2026-11-21T08:00:00.${String(ms).padStart(3, "0")}000000Z`, source: "ws", via: "event", data,
});
const tell = (...data: AccountChange[]) => story(data.map((d, i) => event(d, i * 40)), { price: 1, size: 3 });
const titles = (...data: AccountChange[]) => tell(...data).map((s) => s.title);

describe("the story of an order", () => {
  it("goes from the wish to the end, each step with its time", () => {
    const open = order({ status: "open", accepted_by: "venue", route: "ws", venue_order_id: "9" });
    const steps = tell(
      { event: "order_placed", order: order() },
      { event: "order_updated", order: open },
      { event: "fill", fill },
      { event: "order_executed", order: { ...open, status: "partially_filled", executed_qty: "0.100", average_price: "97180.0" } },
      { event: "command_sent", order_id: "tw-1", command: "cancel", detail: "" },
      { event: "order_cancelled", order: { ...open, status: "canceled", executed_qty: "0.100" } },
    );
    expect(steps.map((s) => s.title)).toEqual([
      "Intent saved", "Accepted by the venue through the WebSocket", "Bought 0.100 at 97,180.0", "Executed 0.100 at 97,180.0 on average", "The cancel is sent", "Canceled",
    ]);
    expect(steps.map((s) => s.sinceMs)).toEqual([0, 40, 80, 120, 160, 200]);
    expect(steps[0]!.detail).toBe("Limit buy 0.250 at 97,180.0. Wanted by token.");
    expect(steps[5]!.detail).toBe("0.100 of 0.250 were executed.");
  });

  it("says whose no it was, and in which words", () => {
    const [, refused] = tell({ event: "order_placed", order: order() }, { event: "order_rejected", order: order({ status: "rejected", accepted_by: "venue", reason: "Margin is insufficient", refusal_code: "-2019" }) });
    expect(refused).toMatchObject({ tone: "bad", title: "Refused by the venue", detail: "Margin is insufficient. Code -2019." });
  });

  it("never calls silence an end", () => {
    const [, unknown] = tell({ event: "order_placed", order: order() }, { event: "order_updated", order: order({ status: "unknown", reason: "no answer for 3 s" }) });
    expect(unknown).toMatchObject({ tone: "warn", title: "Nobody knows yet whether the venue has it" });
    expect(titles({ event: "command_ended", order_id: "tw-1", command: "cancel", outcome: "unknown", detail: "" })).toEqual(["What became of the cancel is not known yet"]);
  });

  it("says what an edit changed", () => {
    const open = order({ status: "open", accepted_by: "venue" });
    const [, edited] = tell({ event: "order_placed", order: open }, { event: "order_updated", order: { ...open, price: "97100.0" } });
    expect(edited).toMatchObject({ title: "Changed", detail: "Price 97,180.0 → 97,100.0." });
  });

  it("takes a number that is only written otherwise for the same", () => {
    const open = order({ status: "open", accepted_by: "venue" });
    expect(tell({ event: "order_placed", order: open }, { event: "order_updated", order: { ...open, price: "97180.00" } })[1]).toMatchObject({ title: "More is known of it" });
  });

  it("of an order from elsewhere begins when it was first seen", () => {
    expect(tell({ event: "order_placed", order: order({ origin: "external", actor: null }) })[0]).toMatchObject({ tone: "note", title: "First seen" });
  });

  it("of nothing is empty", () => expect(story([], { price: 1, size: 3 })).toEqual([]));
});
