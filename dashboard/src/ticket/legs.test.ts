import { describe, expect, it } from "vitest";
import { legOf, type Entry, type LegBy } from "./legs";

const long: Entry = { long: true, price: "100", qty: "2", tick: "0.1", inverse: false };
const short: Entry = { ...long, long: false };
const leg = (which: "tp" | "sl", by: LegBy, text: string, entry = long) => legOf(which, { by, text }, entry);

describe("a leg of an inverse contract", () => {
  const inverse: Entry = { long: true, price: "50000", qty: "1000", tick: "0.5", inverse: true };
  it("comes to what it brings in the coin", () => expect(leg("tp", "price", "62500", inverse)).toEqual({ price: "62500", percent: "25", pnl: "0.004" }));
  it("by what it brings is where that much is gained or lost", () => {
    expect(leg("tp", "pnl", "0.004", inverse)).toMatchObject({ price: "62500" });
    expect(leg("sl", "pnl", "0.005", inverse)).toMatchObject({ price: "40000", pnl: "-0.005" });
    expect(leg("tp", "pnl", "0.004", { ...inverse, long: false })).toMatchObject({ price: "41666.5" });
    expect(leg("tp", "pnl", "0.02", inverse)).toEqual({ why: "is more than this contract can bring" });
  });
});

describe("a leg", () => {
  it("by price says what it comes to", () => {
    expect(leg("tp", "price", "103")).toEqual({ price: "103", percent: "3", pnl: "6" });
    expect(leg("sl", "price", "99")).toEqual({ price: "99", percent: "-1", pnl: "-2" });
    expect(leg("sl", "price", "101", short)).toEqual({ price: "101", percent: "-1", pnl: "-2" });
  });
  it("by percent and by money lies on the right side and on the tick", () => {
    expect(leg("tp", "percent", "1.55")).toMatchObject({ price: "101.6" });
    expect(leg("sl", "percent", "1")).toMatchObject({ price: "99" });
    expect(leg("tp", "percent", "1", short)).toMatchObject({ price: "99" });
    expect(leg("tp", "pnl", "5")).toMatchObject({ price: "102.5", pnl: "5" });
    expect(leg("sl", "pnl", "5", short)).toMatchObject({ price: "102.5", pnl: "-5" });
  });
  it("says why not", () => {
    expect(leg("tp", "price", "99")).toEqual({ why: "must be above the entry" });
    expect(leg("sl", "price", "99", short)).toEqual({ why: "must be above the entry" });
    expect(leg("sl", "price", "99.05")).toEqual({ why: "is not a multiple of 0.1" });
    expect(leg("sl", "percent", "1", { ...long, price: null })).toEqual({ why: "needs the entry's price" });
    expect(leg("sl", "pnl", "1", { ...long, qty: null })).toEqual({ why: "needs a size" });
    expect(leg("sl", "percent", "200")).toEqual({ why: "would be below zero" });
    expect(leg("sl", "percent", "x")).toEqual({ why: "is not a number above zero" });
  });
  it("is none where none was typed", () => expect(leg("tp", "price", " ")).toBeNull());
});
