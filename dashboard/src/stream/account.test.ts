import { describe, expect, it } from "vitest";
import type { AccountChange, AccountSnapshot, DataMessage, Fill, Order, Position, ServerMessage } from "../api/wire";
import { MAX_TOLD, type AccountView } from "./account";
import { apply, type StreamInput } from "./apply";
import { freshnessOf } from "./freshness";
import { initialState, type StreamState } from "./state";

const TOPIC = "account.demo";
const EMITTED = "2026-11-21T08:00:10.500000000Z";
const HEARD = "2026-11-21T08:00:10.460000000Z";

const run = (state: StreamState, ...inputs: StreamInput[]) => inputs.reduce(apply, state);
const hear = (message: object, at = 1000): StreamInput => ({ type: "message", message: message as ServerMessage, at });
const hello = (epoch = 1, at = 900, emitted = EMITTED) => hear({ type: "hello", epoch, version: "0.1.0", heartbeat_ms: 1000, ts_emit: emitted }, at);
const told = (type: "snapshot" | "event", epoch: number, seq: number, payload: unknown, more: Partial<DataMessage> = {}) =>
  hear({ type, topic: TOPIC, epoch, seq, freshness: "live", source: "ws", ts_venue: null, ts_recv: type === "event" ? HEARD : null, ts_emit: EMITTED, merged: 0, data: payload, ...more });
const snapshot = (epoch: number, seq: number, more: Partial<AccountSnapshot> = {}) =>
  told("snapshot", epoch, seq, { account: { account: "demo", heard_at: HEARD }, orders: [], positions: [], balances: [], settings: [], ...more });
const event = (epoch: number, seq: number, change: AccountChange) => told("event", epoch, seq, change);

const order = (id: string, status: Order["status"] = "open", more: Partial<Order> = {}) => ({ order_id: id, status, executed_qty: "0", ...more }) as Order;
const placed = (id: string, status?: Order["status"]): AccountChange => ({ event: "order_placed", order: order(id, status) });
const fill = (id: string, more: Partial<Fill> = {}): AccountChange => ({ event: "fill", fill: { trade_id: id, instrument: "x:A", fee: null, ...more } as Fill });
const position = (qty: string) => ({ instrument: "x:A", position_side: "both", qty }) as Position;

function viewOf(s: StreamState): AccountView {
  const data = s.topics[TOPIC]?.data;
  if (data?.kind !== "account") throw new Error("the account is not known");
  return data.account;
}
const begin = () => run(initialState, { type: "watch", topics: [TOPIC], at: 800 }, hello(), snapshot(1, 7, { orders: [order("a")], positions: [position("0.5")] }));
const cut = (s: StreamState) => run(s, { type: "socket", phase: "waiting", at: 2000 });

describe("an account", () => {
  it("begins with a snapshot, as old as what was heard last of it", () => {
    const s = begin();
    expect(Object.keys(viewOf(s).orders)).toEqual(["a"]);
    expect(s.topics[TOPIC]).toMatchObject({ epoch: 1, seq: 7, freshAt: 1000 - 40 });
    expect(freshnessOf(s.topics[TOPIC])).toBe("live");
  });

  it("stays as young as the venue was heard while nothing happens, and takes no event for it", () => {
    const heard = (second: number) =>
      hear({ type: "state", topic: TOPIC, epoch: 1, seq: 7, freshness: "live", reason: null, expected: null, got: null, ts_recv: `2026-11-21T08:00:${second}.460000000Z`, ts_emit: `2026-11-21T08:00:${second}.500000000Z` }, second * 1000);
    const s = run(begin(), ...[11, 12, 13, 14, 40].map(heard));
    expect(s.topics[TOPIC]).toMatchObject({ epoch: 1, seq: 7, freshness: "live", freshAt: 40_000 - 40, broken: false });
    expect(s.wishes).not.toContain(TOPIC);
    expect(Object.keys(viewOf(s).orders)).toEqual(["a"]);
    expect(viewOf(run(s, event(1, 8, placed("b")))).orders).toHaveProperty("b");
  });

  it("keeps what is open, and remembers what ended, newest first", () => {
    const s = run(begin(), event(1, 8, placed("b")), event(1, 9, { event: "order_cancelled", order: order("a", "canceled") }), event(1, 10, { event: "order_executed", order: order("b", "filled") }));
    expect(viewOf(s).orders).toEqual({});
    expect(viewOf(s).ended.map((o) => o.order_id)).toEqual(["b", "a"]);
  });

  it("takes an order that was refused at once for one that ended", () => {
    expect(viewOf(run(begin(), event(1, 8, placed("b", "rejected")))).ended.map((o) => o.order_id)).toEqual(["b"]);
  });

  it("holds each fill once, and the last word of it", () => {
    const s = run(begin(), event(1, 8, fill("1")), event(1, 9, fill("2")), event(1, 10, { ...fill("1", { fee: "0.4" }), event: "fill_updated" } as AccountChange));
    expect(viewOf(s).fills.map((f) => [f.trade_id, f.fee])).toEqual([["2", null], ["1", "0.4"]]);
    expect(viewOf(s).told.fills).toBe(2);
  });

  it("has no position that is flat, however it is told", () => {
    expect(viewOf(run(begin(), event(1, 8, { event: "position_closed", position: position("0") }))).positions).toEqual({});
    expect(viewOf(run(begin(), event(1, 8, { event: "position_updated", position: position("0.000") }))).positions).toEqual({});
    expect(Object.values(viewOf(run(begin(), event(1, 8, { event: "position_updated", position: position("-1") }))).positions).map((p) => p.qty)).toEqual(["-1"]);
  });

  it("says which commands are under way, until the order ends", () => {
    const sent = run(begin(), event(1, 8, { event: "command_sent", order_id: "a", command: "cancel", detail: "" }));
    expect(viewOf(sent).commands).toEqual({ a: { command: "cancel", outcome: null, detail: "" } });
    const ended = run(sent, event(1, 9, { event: "order_cancelled", order: order("a", "canceled") }), event(1, 10, { event: "command_ended", order_id: "a", command: "cancel", outcome: "done", detail: "" }));
    expect(viewOf(ended).commands).toEqual({});
  });

  it("gives events that it does not know their place", () => {
    const s = run(begin(), event(1, 8, { event: "invented" } as unknown as AccountChange), event(1, 9, placed("b")));
    expect(s.wishes).toEqual([]);
    expect(Object.keys(viewOf(s).orders)).toEqual(["a", "b"]);
  });

  it("bounds its lists, and counts what fell out of them", () => {
    const many = Array.from({ length: MAX_TOLD + 5 }, (_, i) => event(1, 8 + i, fill(String(i))));
    const view = viewOf(run(begin(), ...many));
    expect(view.fills).toHaveLength(MAX_TOLD);
    expect(view.fills[0]!.trade_id).toBe(String(MAX_TOLD + 4));
    expect(view.told.fills).toBe(MAX_TOLD + 5);
  });
});

describe("out of sequence", () => {
  it("an event that skips one is never applied; the account is asked for anew, and the old rows are not current", () => {
    const s = run(begin(), event(1, 9, placed("b")));
    expect(Object.keys(viewOf(s).orders)).toEqual(["a"]);
    expect(s.wishes).toEqual([TOPIC]);
    expect(freshnessOf(s.topics[TOPIC])).toBe("repairing");
    const later = run(s, { type: "asked", topics: [TOPIC], at: 1100 }, event(1, 8, placed("c")));
    expect(Object.keys(viewOf(later).orders)).toEqual(["a"]);
  });

  it("what was told before is not told twice", () => {
    const s = run(begin(), event(1, 7, placed("b")), event(1, 3, placed("c")));
    expect(Object.keys(viewOf(s).orders)).toEqual(["a"]);
    expect(s.wishes).toEqual([]);
  });

  it("a later epoch goes on with the next number, for the history outlives the gateway", () => {
    const s = run(begin(), event(2, 8, placed("b")));
    expect(Object.keys(viewOf(s).orders)).toEqual(["a", "b"]);
    expect(s.topics[TOPIC]).toMatchObject({ epoch: 2, seq: 8 });
    expect(run(begin(), event(2, 7, placed("b"))).wishes).toEqual([TOPIC]);
    expect(run(s, event(1, 9, placed("c"))).wishes).toEqual([TOPIC]);
  });
});

describe("after a cut", () => {
  it("goes on where it stopped, and is current only with the snapshot that follows", () => {
    const back = run(cut(run(begin(), event(1, 8, fill("1")))), { type: "clock", at: 5000 }, hello(1, 5100));
    expect(back.topics[TOPIC]).toMatchObject({ resuming: true, epoch: 1, seq: 8, pageStale: true });
    const resumed = run(back, event(1, 9, fill("2")), event(1, 10, { event: "order_cancelled", order: order("a", "canceled") }));
    expect(viewOf(resumed).fills.map((f) => f.trade_id)).toEqual(["2", "1"]);
    expect(freshnessOf(resumed.topics[TOPIC])).toBe("stale");
    const { chain } = viewOf(resumed);
    const current = run(resumed, snapshot(1, 10));
    expect(freshnessOf(current.topics[TOPIC])).toBe("live");
    // Nothing was missed: what was told stays, and nothing has to be fetched again.
    expect(viewOf(current)).toMatchObject({ chain, orders: {} });
    expect(viewOf(current).fills).toHaveLength(2);
  });

  it("dates what is told again by when it happened, and not by when it came here", () => {
    const back = run(cut(begin()), hello(1, 61_000, "2026-11-21T08:01:10.500000000Z"));
    const resumed = run(back, hear({ type: "event", topic: TOPIC, epoch: 1, seq: 8, freshness: "down", source: "ws", ts_venue: null, ts_recv: "2026-11-21T08:00:40.500000000Z", ts_emit: "2026-11-21T08:00:40.600000000Z", merged: 0, data: fill("1") }, 61_000));
    expect(resumed.topics[TOPIC]).toMatchObject({ freshAt: 31_000, freshness: "live" });
  });

  it("that cannot be closed says so, and nothing of before is taken for complete", () => {
    const back = run(cut(run(begin(), event(1, 8, fill("1")))), hello(3, 5100));
    const gap = run(back, hear({ type: "gap", topic: TOPIC, reason: "not held", from_epoch: 1, from_seq: 8, epoch: 3, seq: 40 }));
    expect(gap.topics[TOPIC]).toMatchObject({ broken: true, resuming: false, expected: "1:9", got: "3:40", reason: "not held" });
    expect(viewOf(run(gap, event(3, 41, fill("9")))).fills).toHaveLength(1);
    const anew = run(gap, snapshot(3, 40));
    expect(viewOf(anew).fills).toEqual([]);
    expect(viewOf(anew).chain).not.toBe(viewOf(gap).chain);
    expect(freshnessOf(anew.topics[TOPIC])).toBe("live");
  });

  it("an event that skips one ends the resumption", () => {
    const back = run(cut(begin()), hello(1, 5100), event(1, 9, fill("2")));
    expect(viewOf(back).fills).toEqual([]);
    expect(back.wishes).toEqual([TOPIC]);
    expect(back.topics[TOPIC]).toMatchObject({ broken: true, resuming: false });
  });

  it("begins anew if nothing was known before", () => {
    const s = run(initialState, { type: "watch", topics: [TOPIC], at: 800 }, hello(), hello(1, 2000));
    expect(s.topics[TOPIC]).toMatchObject({ resuming: false, askedAt: 2000 });
  });
});
