import { describe, expect, it } from "vitest";
import type { DataMessage, Freshness, ServerMessage, StateMessage, Trade } from "../api/wire";
import { apply, type StreamInput } from "./apply";
import { freshnessOf, pageIsStale, serverNow, venueFreshness, worstOf } from "./freshness";
import { initialState, MAX_TRADES, type StreamState } from "./state";

const BOOK = "book.binance:BTCUSDT";
const TRADES = "trades.binance:BTCUSDT";
const CANDLES = "candles.binance:BTCUSDT.1m";
const EMITTED = "2026-11-21T08:00:10.500000000Z";

const run = (state: StreamState, ...inputs: StreamInput[]) => inputs.reduce(apply, state);
const hear = (message: ServerMessage, at = 1000): StreamInput => ({ type: "message", message, at });
const hello = (epoch = 1, at = 900) =>
  hear({ type: "hello", epoch, version: "0.1.0", heartbeat_ms: 1000, ts_emit: EMITTED }, at);
const watch = (...topics: string[]): StreamInput => ({ type: "watch", topics, at: 800 });

function data(type: "snapshot" | "event", topic: string, epoch: number, seq: number, payload: unknown, more: Partial<DataMessage> = {}) {
  return hear({
    type, topic, epoch, seq, freshness: "live", source: "ws", ts_venue: null,
    ts_recv: "2026-11-21T08:00:10.460000000Z", ts_emit: EMITTED, merged: 0, data: payload, ...more,
  } as DataMessage, 1000);
}
const state = (topic: string, epoch: number, seq: number, freshness: Freshness, more: Partial<StateMessage> = {}) =>
  hear({ type: "state", topic, epoch, seq, freshness, reason: null, expected: null, got: null, ts_recv: null, ts_emit: EMITTED, ...more } as StateMessage);

const levels = (bids: [string, string][], asks: [string, string][], venue_seq = "1") => ({ venue_seq, bids, asks });
const trade = (id: string, price = "100.0"): Trade => ({ id, price, size: "1", side: "buy", ts: EMITTED });

function bookOf(s: StreamState) {
  const held = s.topics[BOOK]?.data;
  return held?.kind === "book" ? held.book : null;
}
const withBook = () =>
  run(initialState, watch(BOOK), hello(), data("snapshot", BOOK, 7, 10, levels([["100.0", "1"], ["99.9", "2"]], [["100.1", "3"]])));

describe("snapshots", () => {
  it("fill a topic and make it current", () => {
    const s = withBook();
    expect(bookOf(s)?.bids).toEqual([["100.0", "1"], ["99.9", "2"]]);
    expect(s.topics[BOOK]).toMatchObject({ epoch: 7, seq: 10, askedAt: null, broken: false, pageStale: false });
    expect(freshnessOf(s.topics[BOOK])).toBe("live");
  });

  it("date the data by the gateway's own delay, on this page's clock", () => {
    expect(withBook().topics[BOOK]!.freshAt).toBe(1000 - 40);
  });

  it("without data say nothing is known, without inventing an age", () => {
    const s = run(initialState, watch(BOOK), hello(), data("snapshot", BOOK, 7, 1, null, { freshness: "repairing", ts_recv: null }));
    expect(s.topics[BOOK]).toMatchObject({ data: null, freshAt: null });
    // Nothing was ever shown, so nothing is being repaired: it is on its way. That there is no way is said at once.
    expect(freshnessOf(s.topics[BOOK])).toBeNull();
    const down = run(s, data("snapshot", BOOK, 7, 2, null, { freshness: "down", ts_recv: null }));
    expect(freshnessOf(down.topics[BOOK])).toBe("down");
  });

  it("of a topic nobody watches are ignored", () => {
    const s = run(initialState, hello());
    expect(run(s, data("snapshot", BOOK, 1, 1, levels([], []))).topics).toEqual({});
  });

  it("count what was merged for a slow reader", () => {
    const s = run(withBook(), data("snapshot", BOOK, 7, 90, levels([["1", "1"]], []), { merged: 79 }));
    expect(s.merged).toBe(79);
    expect(s.topics[BOOK]).toMatchObject({ seq: 90, merged: 79 });
    expect(bookOf(s)?.bids).toEqual([["1", "1"]]);
  });
});

describe("events", () => {
  it("continue the chain", () => {
    const s = run(withBook(), data("event", BOOK, 7, 11, levels([["100.0", "0"], ["99.95", "4"]], [["100.1", "9"]])));
    expect(bookOf(s)?.bids).toEqual([["99.95", "4"], ["99.9", "2"]]);
    expect(bookOf(s)?.asks).toEqual([["100.1", "9"]]);
    expect(s).toMatchObject({ events: 1, wishes: [] });
  });

  it("that were seen already change nothing", () => {
    const s = withBook();
    const again = run(s, data("event", BOOK, 7, 10, levels([["1", "1"]], [])));
    expect(bookOf(again)).toBe(bookOf(s));
    expect(again.wishes).toEqual([]);
  });

  it("after a gap break the chain: old numbers stay, not current, and the topic is wished anew", () => {
    const s = run(withBook(), data("event", BOOK, 7, 12, levels([["50", "1"]], [])));
    expect(s.wishes).toEqual([BOOK]);
    expect(s.topics[BOOK]).toMatchObject({ broken: true, expected: "7:11", got: "7:12" });
    expect(freshnessOf(s.topics[BOOK])).toBe("repairing");
    expect(bookOf(s)?.bids[0]).toEqual(["100.0", "1"]);
  });

  it("are ignored while the chain is broken, even when they would fit", () => {
    const s = run(withBook(), data("event", BOOK, 7, 12, levels([["50", "1"]], [])));
    const asked = run(s, { type: "asked", topics: [BOOK], at: 1100 }, data("event", BOOK, 7, 11, levels([["51", "1"]], [])));
    expect(asked.wishes).toEqual([]);
    expect(bookOf(asked)).toBe(bookOf(s));
    expect(freshnessOf(asked.topics[BOOK])).toBe("repairing");
  });

  it("of another epoch break the chain, and the snapshot that follows leaves no ghost level", () => {
    const broken = run(withBook(), data("event", BOOK, 8, 11, levels([["100.0", "5"]], [])));
    expect(broken.wishes).toEqual([BOOK]);
    const s = run(
      broken,
      { type: "asked", topics: [BOOK], at: 1100 },
      data("snapshot", BOOK, 8, 3, levels([["98.0", "1"]], [["98.1", "1"]])),
      data("event", BOOK, 8, 4, levels([["98.0", "2"]], [])),
    );
    expect(bookOf(s)).toMatchObject({ bids: [["98.0", "2"]], asks: [["98.1", "1"]] });
    expect(freshnessOf(s.topics[BOOK])).toBe("live");
  });

  it("of a book nobody has yet are not taken for a book", () => {
    const s = run(initialState, watch(BOOK), hello(), data("snapshot", BOOK, 7, 1, null), data("event", BOOK, 7, 2, levels([["1", "1"]], [])));
    expect(bookOf(s)).toBeNull();
    expect(s.wishes).toEqual([BOOK]);
  });

  it("add trades in front and keep the list bounded", () => {
    const many = Array.from({ length: MAX_TRADES }, (_, i) => trade(`old${i}`));
    const s = run(
      initialState, watch(TRADES), hello(),
      data("snapshot", TRADES, 1, 1, { trades: many }),
      data("event", TRADES, 1, 2, { trades: [trade("b"), trade("a")] }, { merged: 3 }),
    );
    const held = s.topics[TRADES]!.data;
    expect(held?.kind === "trades" && held.trades.slice(0, 3).map((t) => t.id)).toEqual(["b", "a", "old0"]);
    expect(held?.kind === "trades" && held.trades.length).toBe(MAX_TRADES);
    expect(s.topics[TRADES]!.merged).toBe(3);
  });

  it("replace the candle that opened at the same time, and a snapshot drops an unfinished one", () => {
    const candle = (minute: string, close: string, closed: boolean) => ({
      open_ts: `2026-11-21T08:0${minute}:00.000000000Z`, close_ts: "", open: "1", high: "1", low: "1", close, volume: "1", quote_volume: null, trades: null, closed,
    });
    const closes = (s: StreamState) => {
      const held = s.topics[CANDLES]!.data;
      return held?.kind === "candles" ? held.candles.map((c) => c.close) : null;
    };
    const s = run(
      initialState, watch(CANDLES), hello(),
      data("snapshot", CANDLES, 1, 1, { candles: [candle("1", "1.1", true), candle("2", "1.2", false)] }),
      data("event", CANDLES, 1, 2, { candles: [candle("2", "1.25", false)] }),
    );
    expect(closes(s)).toEqual(["1.1", "1.25"]);
    const later = run(s, data("snapshot", CANDLES, 2, 1, { candles: [candle("4", "1.4", true), candle("5", "1.5", false)] }));
    expect(closes(later)).toEqual(["1.1", "1.4", "1.5"]);
  });
});

describe("state messages", () => {
  it("change the freshness and name the gap without consuming a seq", () => {
    const s = run(withBook(), state(BOOK, 7, 10, "repairing", { reason: "gap", expected: "88214", got: "88219" }));
    expect(s.topics[BOOK]).toMatchObject({ freshness: "repairing", expected: "88214", got: "88219", seq: 10, freshAt: 960 });
    const next = run(s, data("event", BOOK, 7, 11, levels([["100.0", "8"]], [])));
    expect(next.wishes).toEqual([]);
    expect(next.topics[BOOK]).toMatchObject({ freshness: "live", reason: null, expected: null });
  });
});

describe("silence", () => {
  it("of three seconds makes everything stale in one step", () => {
    const s = run(withBook(), watch(TRADES), data("snapshot", TRADES, 1, 1, { trades: [trade("a")] }));
    expect(run(s, { type: "clock", at: 3900 })).toBe(s);
    const silent = run(s, { type: "clock", at: 4001 });
    expect(silent.socket).toMatchObject({ silent: true, silentSince: 1000 });
    expect(worstOf(silent, [BOOK, TRADES])).toBe("stale");
    expect(freshnessOf(silent.topics[TRADES])).toBe("stale");
    expect(pageIsStale(silent)).toBe(true);
  });

  it("ends per topic with its own snapshot, not with any message", () => {
    const silent = run(withBook(), { type: "clock", at: 4001 });
    const back = run(silent, hello(2, 5000));
    expect(back.socket).toMatchObject({ silent: false, opened: 2, phase: "open" });
    expect(freshnessOf(back.topics[BOOK])).toBe("stale");
    const stray = run(back, data("event", BOOK, 7, 11, levels([["100.0", "8"]], [])));
    expect(freshnessOf(stray.topics[BOOK])).toBe("stale");
    const fresh = run(back, data("snapshot", BOOK, 9, 1, levels([["90", "1"]], [])));
    expect(freshnessOf(fresh.topics[BOOK])).toBe("live");
    expect(bookOf(fresh)?.bids).toEqual([["90", "1"]]);
  });

  it("of one topic whose snapshot is overdue makes only that topic stale", () => {
    const s = run(withBook(), hello(2, 2000), hear({ type: "heartbeat", ts_emit: EMITTED }, 5100), { type: "clock", at: 5101 });
    expect(s.socket.silent).toBe(false);
    expect(freshnessOf(s.topics[BOOK])).toBe("stale");
  });

  it("never makes a topic that is down look better", () => {
    const s = run(withBook(), state(BOOK, 7, 10, "down"), { type: "clock", at: 9000 });
    expect(freshnessOf(s.topics[BOOK])).toBe("down");
  });
});

describe("connections", () => {
  const row = (channel: string, freshness: Freshness = "live", age_ms: number | null = 100) => ({
    venue: "binance", instrument: "binance:BTCUSDT", channel, freshness, source: "ws", last_recv_at: null, age_ms, bound_ms: 3000, reason: null, since: EMITTED,
  });
  const venue = (freshness: Freshness, since = EMITTED) => ({ venue: "binance", freshness, transport: "ws", reason: null, since, next_try_at: null, money: "SIM" });
  const repair = (id: string, repaired_at: string) => ({ id, repaired_at, venue: "binance" });
  const link = (state: string) => ({ venue: "binance", link: "public-0", state });
  const begin = () =>
    run(initialState, watch("connections"), hello(), data("snapshot", "connections", 1, 1, {
      connections: { venues: [venue("live")], links: [link("open")], channels: [row("book"), row("bbo")], counters: { gaps: 0 } },
      repairs: [repair("r1", "2026-11-21T07:00:00Z")],
      limits: [],
    }));

  it("upsert whole rows by their key and remove channels", () => {
    const s = run(begin(), data("event", "connections", 1, 2, {
      links: [link("backoff")], channels: [row("book", "polling", 1600)], removed_channels: [{ venue: "binance", instrument: "binance:BTCUSDT", channel: "bbo" }],
    }));
    expect(Object.keys(s.connections.channels)).toEqual(["binance|binance:BTCUSDT|book"]);
    expect(s.connections.channels["binance|binance:BTCUSDT|book"]).toMatchObject({ freshness: "polling", freshAt: 1000 - 1600 });
    expect(s.connections.links["binance|public-0"]).toMatchObject({ state: "backoff" });
    expect(s.connections.repairs).toHaveLength(1);
  });

  it("put new receipts first and never twice", () => {
    const s = run(begin(), data("event", "connections", 1, 2, { repairs: [repair("r2", "2026-11-21T08:00:00Z"), repair("r1", "2026-11-21T07:00:00Z")] }));
    expect(s.connections.repairs.map((r) => r.id)).toEqual(["r2", "r1"]);
  });

  it("remember an outage from its beginning to the moment of recovery", () => {
    const down = run(begin(), data("event", "connections", 1, 2, { venues: [venue("polling", "2026-11-21T08:00:01Z")] }));
    expect(down.connections.venues["binance"]).toMatchObject({ outageSince: "2026-11-21T08:00:01Z", recoveredAt: null });
    const worse = run(down, data("event", "connections", 1, 3, { venues: [venue("stale", "2026-11-21T08:00:05Z")] }));
    expect(worse.connections.venues["binance"]).toMatchObject({ outageSince: "2026-11-21T08:00:01Z" });
    const up = run(worse, data("event", "connections", 1, 4, { venues: [venue("live")] }));
    expect(up.connections.venues["binance"]).toMatchObject({ outageSince: null, recoveredAt: 1000, recoveredFrom: "2026-11-21T08:00:01Z" });
  });

  it("are replaced whole by a snapshot", () => {
    const s = run(begin(), data("snapshot", "connections", 2, 5, { connections: { venues: [venue("live")], links: [], channels: [row("trades")], counters: { gaps: 1 } }, repairs: [], limits: [] }));
    expect(Object.keys(s.connections.channels)).toEqual(["binance|binance:BTCUSDT|trades"]);
    expect(s.connections.links).toEqual({});
  });

  it("lose the receipts of a gateway that has started anew, whose ids begin anew", () => {
    expect(run(begin(), hello(1, 3000)).connections.repairs).toHaveLength(1);
    expect(run(begin(), hello(2, 3000)).connections.repairs).toEqual([]);
  });

  it("are stale when the page is", () => {
    const s = run(begin(), { type: "clock", at: 9000 });
    expect(venueFreshness(s, "binance")).toBe("stale");
  });
});

describe("the rest", () => {
  it("keeps the gateway's clock", () => {
    const s = run(initialState, hello(), hear({ type: "heartbeat", ts_emit: EMITTED }, 2000));
    expect(serverNow(s, 2500)).toBe(Date.parse("2026-11-21T08:00:11.000Z"));
  });

  it("asks for every topic again after a hello", () => {
    const s = run(withBook(), hello(2, 5000));
    expect(s.topics[BOOK]!.askedAt).toBe(5000);
    expect(s.epoch).toBe(2);
  });

  it("keeps what the gateway refused", () => {
    const s = run(initialState, watch(BOOK), hello(), hear({ type: "error", id: 1, code: "unknown_topic", detail: "no such topic", topic: BOOK }));
    expect(s.topics[BOOK]).toMatchObject({ error: "no such topic", askedAt: null });
  });

  it("forgets topics that nobody watches", () => {
    expect(run(withBook(), { type: "unwatch", topics: [BOOK] }).topics).toEqual({});
  });

  it("never changes a state in place", () => {
    const freeze = (value: unknown): unknown => {
      if (typeof value === "object" && value !== null && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(freeze);
      return value;
    };
    const s = freeze(withBook()) as StreamState;
    expect(() => run(s, data("event", BOOK, 7, 11, levels([["100.0", "0"]], [])), state(BOOK, 7, 11, "stale"), { type: "clock", at: 9000 })).not.toThrow();
  });
});
