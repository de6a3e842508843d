import { describe, expect, it } from "vitest";
import type { Freshness, Position } from "../api/wire";
import { initialState, type StreamState, type Topic } from "../stream/state";
import { bySize, exposuresOf, sharesOf, type Contracts } from "./exposure";

const linear = (base: string, quote = "USDT") => ({ base, quote, settle: quote, inverse: false, kind: "perpetual" as const, size_decimals: 3 });
const contracts: Contracts = new Map<string, Contracts extends ReadonlyMap<string, infer C> ? C : never>([
  ["a:BTCUSDT", linear("BTC")],
  ["b:BTCUSDT", linear("BTC")],
  ["a:ETHUSDT", linear("ETH")],
  ["d:BTCUSD", linear("BTC", "USD")],
  ["i:BTCUSD", { ...linear("BTC", "USD"), settle: "BTC", inverse: true }],
  ["o:C-BTC", { ...linear("BTC"), kind: "option" }],
  ["q:BTCUSD", { ...linear("BTC", "USD"), settle: "ETH" }],
]);

const topic = (data: unknown, freshness: Freshness, freshAt = 0): Topic =>
  ({ epoch: 1, seq: 1, freshness, source: "ws", reason: null, expected: null, got: null, freshAt, merged: 0, broken: false, pageStale: false, askedAt: null, resuming: false, error: null, data }) as Topic;

const position = (instrument: string, qty: string, mark: string | null = null) =>
  ({ instrument, position_side: "both", qty, entry_price: "1", mark_price: mark, unrealized_pnl: null }) as Position;

interface Held { positions: Position[]; fresh?: Freshness; wallet?: Record<string, string> }

/** A page that listens to these accounts and marks. A mark is its price, or price and freshness. */
function page(accounts: Record<string, Held>, marks: Record<string, string | [string, Freshness]>): StreamState {
  const topics: Record<string, Topic> = {};
  for (const [name, { positions, fresh = "live", wallet = {} }] of Object.entries(accounts)) {
    const balances = Object.fromEntries(Object.entries(wallet).map(([asset, amount]) => [asset, { asset, wallet: amount }]));
    topics[`account.${name}`] = topic({ kind: "account", account: { positions: Object.fromEntries(positions.map((p) => [p.instrument, p])), balances } }, fresh);
  }
  for (const [name, told] of Object.entries(marks)) {
    const [mark, fresh] = typeof told === "string" ? [told, "live" as const] : told;
    topics[`mark.${name}`] = topic({ kind: "mark", mark: { mark } }, fresh);
  }
  return { ...initialState, topics };
}

const of = (state: StreamState, accounts = ["x", "y"]) => exposuresOf(state, accounts, contracts);

describe("net exposure", () => {
  it("nets longs and shorts of an asset over accounts and venues, exactly", () => {
    const state = page(
      { x: { positions: [position("a:BTCUSDT", "0.3"), position("a:ETHUSDT", "-4.2")], wallet: { USDT: "1000" } }, y: { positions: [position("b:BTCUSDT", "-0.1")] } },
      { "a:BTCUSDT": "100.1", "b:BTCUSDT": "100.3", "a:ETHUSDT": "10" },
    );
    const [usdt] = of(state).quotes;
    expect(usdt?.rows).toMatchObject([
      { base: "BTC", qty: "0.2", long: "0.3", short: "0.1", value: "20", freshness: "live", old: [] },
      { base: "ETH", qty: "-4.2", long: "0", short: "4.2", value: "-42", freshness: "live" },
    ]);
    // 30.03 and -10.03 of one asset are 40.06 of risk at two venues.
    expect(usdt).toMatchObject({ net: "-22", gross: "82.06" });
  });

  it("is a multiple of the equity that backs it, and of nothing else", () => {
    const held = { positions: [position("a:BTCUSDT", "2")], wallet: { USDT: "302" } };
    // Bought at 1 and marked at 100: the equity is 302 and 198.
    expect(of(page({ x: held, y: { positions: [] } }, { "a:BTCUSDT": "100" })).quotes[0]).toMatchObject({ netTimes: "0.40", grossTimes: "0.40" });
    expect(of(page({ x: held }, { "a:BTCUSDT": "100" })).quotes[0]).toMatchObject({ net: "200", netTimes: null });
    expect(of(page({ x: { ...held, wallet: { USDT: "-500" } }, y: { positions: [] } }, { "a:BTCUSDT": "100" })).quotes[0]).toMatchObject({ netTimes: null });
  });

  it("carries the worst state of its parts, and names those that are old", () => {
    const accounts = { x: { positions: [position("a:BTCUSDT", "1")] }, y: { positions: [position("b:BTCUSDT", "2")], fresh: "down" as const } };
    const [usdt] = of(page(accounts, { "a:BTCUSDT": "10", "b:BTCUSDT": "10" })).quotes;
    expect(usdt).toMatchObject({ net: "30", freshness: "down" });
    expect(usdt?.rows[0]).toMatchObject({ freshness: "down", old: [{ account: "y", value: "20", freshness: "down" }] });
  });

  it("is old where only the mark is", () => {
    const [usdt] = of(page({ x: { positions: [position("a:BTCUSDT", "1")] } }, { "a:BTCUSDT": ["10", "stale"] }), ["x"]).quotes;
    expect(usdt?.rows[0]).toMatchObject({ value: "10", freshness: "stale", old: [{ instrument: "a:BTCUSDT" }] });
  });

  it("takes the mark that was told with the position where the stream has none, and calls it old", () => {
    const state = page({ x: { positions: [position("a:BTCUSDT", "2", "7")] } }, {});
    const without = { ...state, topics: { ...state.topics, "mark.a:BTCUSDT": topic(null, "down") } };
    expect(of(without, ["x"]).quotes[0]?.rows[0]).toMatchObject({ value: "14", freshness: "stale" });
    expect(of(state, ["x"]).quotes[0]).toMatchObject({ net: null, gross: null, rows: [{ qty: "2", value: null, needs: "a:BTCUSDT" }] });
  });

  it("of an inverse contract is its quantity over the mark, and worth that quantity", () => {
    const state = page({ x: { positions: [position("i:BTCUSD", "-500")], wallet: { BTC: "9" } }, y: { positions: [position("d:BTCUSD", "3")] } }, { "i:BTCUSD": "250", "d:BTCUSD": "100" });
    const [usd] = of(state).quotes;
    // -500 USD at 250 are -2 BTC.
    expect(usd?.rows).toMatchObject([{ base: "BTC", qty: "1", value: "-200", places: 6 }]);
    expect(usd).toMatchObject({ quote: "USD", net: "-200", gross: "800", netTimes: null });
  });

  it("never adds two quote assets", () => {
    const state = page({ x: { positions: [position("a:BTCUSDT", "1"), position("d:BTCUSD", "1")] } }, { "a:BTCUSDT": "10", "d:BTCUSD": "10" });
    expect(of(state, ["x"]).quotes.map(({ quote, net, rows }) => [quote, net, rows.length])).toEqual([["USD", "10", 1], ["USDT", "10", 1]]);
  });

  it("of what cancels out is zero and still there", () => {
    const state = page({ x: { positions: [position("a:BTCUSDT", "1.50")] }, y: { positions: [position("b:BTCUSDT", "-1.5")] } }, { "a:BTCUSDT": "10", "b:BTCUSDT": "10" });
    const [usdt] = of(state).quotes;
    expect(usdt).toMatchObject({ net: "0", gross: "30", rows: [{ base: "BTC", qty: "0", value: "0" }] });
    expect(sharesOf(usdt!)).toEqual([0]);
  });

  it("leaves out and names what quantities do not tell, and what is not known", () => {
    const state = page({ x: { positions: [position("o:C-BTC", "5"), position("q:BTCUSD", "5"), position("z:NEW", "1")] } }, { "o:C-BTC": "1", "q:BTCUSD": "1" });
    expect(of(state)).toEqual({ quotes: [], unknown: ["y"], unnamed: ["z:NEW"], apart: ["o:C-BTC", "q:BTCUSD"] });
    expect(of(page({ x: { positions: [] } }, {}), ["x"])).toEqual({ quotes: [], unknown: [], unnamed: [], apart: [] });
  });
});

it("bars are shares of the largest, shorts to the left; rows go by size", () => {
  const state = page({ x: { positions: [position("a:BTCUSDT", "-1"), position("a:ETHUSDT", "4")] } }, { "a:BTCUSDT": "10", "a:ETHUSDT": "10" });
  const [usdt] = of(state, ["x"]).quotes;
  expect(sharesOf(usdt!)).toEqual([-0.25, 1]);
  expect([...usdt!.rows].sort(bySize).map((r) => r.base)).toEqual(["ETH", "BTC"]);
});
