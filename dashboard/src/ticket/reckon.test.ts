import { describe, expect, it } from "vitest";
import type { Instrument } from "../api/wire";
import { bodyOf, positionSide } from "./body";
import { BLANK, changed, type Fields } from "./fields";
import { reckon, type Known } from "./reckon";

const instrument = { instrument: "v:BTC", tick_size: "0.10", lot_size: "0.001", min_qty: "0.001", max_qty: "10", contract_size: "1", base: "BTC", quote: "USDT", settle: "USDT" } as Instrument;
const known: Known = {
  instrument, bid: "99.9", ask: "100.1", mark: "100", leverage: "10", available: "1000", held: "0", makerRate: "0.0002", takerRate: "0.0005",
  book: { venueSeq: null, bids: [["99.9", "5"]], asks: [["100.1", "0.5"], ["101", "5"]] },
};
const fields = (over: Partial<Fields>): Fields => ({ ...BLANK, price: "100", size: "1", ...over });

describe("a trailing stop", () => {
  const trailing = (over: Partial<Fields>) => fields({ kind: "trailing_stop_market", price: "", side: "sell", ...over });
  const body = (over: Partial<Fields>) => bodyOf("v:BTC", trailing(over), reckon(trailing(over), known), { hedge: false }, "id");
  it("stays behind by an amount or by a share, as it was typed", () => {
    expect(body({ trail: "2.5" })).toEqual({ instrument: "v:BTC", side: "sell", type: "trailing_stop_market", qty: "1", trailing_amount: "2.5", client_order_id: "id" });
    expect(body({ trail: "1.5", trailBy: "percent" })).toMatchObject({ trailing_percent: "1.5" });
    expect(reckon(trailing({ trail: "2.5" }), known)).toMatchObject({ at: "99.9", trigger: null, errors: {} });
  });
  it("needs a distance that there can be", () => {
    const why = (over: Partial<Fields>) => reckon(trailing(over), known).errors.trail;
    expect([why({}), why({ trail: "0" }), why({ trail: "x" }), why({ trail: "2.55" }), why({ trail: "100", trailBy: "percent" })]).toEqual([
      "is needed", "is not above zero", "is not above zero", "is not a multiple of 0.1", "is all of the price",
    ]);
    expect(reckon(fields({}), known).errors.trail).toBeUndefined();
  });
});

describe("an order comes to", () => {
  it("value, margin and fees at its limit, exactly", () => {
    expect(reckon(fields({}), known)).toMatchObject({ qty: "1", at: "100", value: "100", margin: "10", makerFee: "0.02", takerFee: "0.05", errors: {} });
  });
  it("what the book gives at market", () => {
    expect(reckon(fields({ kind: "market" }), known)).toMatchObject({ at: "100.55", met: { worst: "101" }, value: "100.55" });
    expect(reckon(fields({ kind: "market" }), { ...known, book: null })).toMatchObject({ at: null, value: null, margin: null });
  });
  it("no margin for what it closes", () => {
    expect(reckon(fields({ side: "sell" }), { ...known, held: "1" })).toMatchObject({ margin: "0" });
    expect(reckon(fields({ side: "sell", size: "3" }), { ...known, held: "1" })).toMatchObject({ margin: "20" });
    expect(reckon(fields({ reduceOnly: true, side: "sell" }), { ...known, held: "1" })).toMatchObject({ margin: "0", most: "1" });
  });
  it("needs what is missing, and is never zero instead", () => {
    expect(reckon(fields({}), { ...known, leverage: null, takerRate: null })).toMatchObject({ margin: null, takerFee: null });
  });
  it("errors by field", () => {
    expect(reckon(fields({ price: "100.05" }), known).errors).toEqual({ price: "is not a multiple of 0.1" });
    expect(reckon(fields({ price: "", size: "" }), known).errors).toEqual({ price: "needs a price", size: "needs a size" });
    expect(reckon(fields({ size: "0.0005" }), known).errors).toEqual({ size: "is not a multiple of 0.001" });
    expect(reckon(fields({ kind: "stop_market", trigger: "x" }), known).errors).toEqual({ trigger: "is not a price" });
  });
});

describe("its body", () => {
  const body = (over: Partial<Fields>, hedge = false) => bodyOf("v:BTC", fields(over), reckon(fields(over), known), { hedge }, "tp-1");
  it("holds what belongs to the type and nothing else", () => {
    expect(body({})).toEqual({ instrument: "v:BTC", side: "buy", type: "limit", qty: "1", price: "100", time_in_force: "gtc", client_order_id: "tp-1" });
    expect(body({ kind: "market" })).toEqual({ instrument: "v:BTC", side: "buy", type: "market", qty: "1", client_order_id: "tp-1" });
    expect(body({ kind: "stop_limit", trigger: "101", reduceOnly: true })).toMatchObject({ type: "stop_limit", trigger_price: "101", price: "100", reduce_only: true });
  });
  it("says by the position's side what reduces in hedge mode", () => {
    expect(positionSide("buy", false, { hedge: true })).toBe("long");
    expect(positionSide("sell", true, { hedge: true })).toBe("long");
    expect(body({ reduceOnly: true }, true)).toMatchObject({ position_side: "short" });
    expect(body({ reduceOnly: true }, true)).not.toHaveProperty("reduce_only");
  });
  it("drops terms that the type does not have", () => {
    expect(changed(fields({ postOnly: true }), { kind: "market" })).toMatchObject({ postOnly: false, term: "gtc" });
    expect(changed(fields({ postOnly: true }), { term: "ioc" })).toMatchObject({ postOnly: false });
  });
});
