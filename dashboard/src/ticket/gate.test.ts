import { describe, expect, it } from "vitest";
import { slips, usualSize } from "./fat-finger";
import { gateOf, type GateInput } from "./gate";

const open: GateInput = { kind: "market", reducing: false, price: "live", ageMs: 40, account: "live", commands: "ws", killed: false, blocked: null };
const gate = (over: Partial<GateInput>) => gateOf({ ...open, ...over }).kind;

describe("freshness decides", () => {
  it("live: all", () => expect(gate({})).toBe("open"));
  it("polling: a market order is asked about above two seconds", () => {
    expect(gate({ price: "polling", ageMs: 1900 })).toBe("open");
    expect(gate({ price: "polling", ageMs: 2100 })).toBe("asks");
    expect(gate({ price: "polling", ageMs: 2100, kind: "limit" })).toBe("open");
  });
  it("stale: market and stops are blocked, a limit needs a second yes", () => {
    for (const kind of ["market", "stop_market", "stop_limit", "take_profit_market"] as const) expect(gate({ price: "stale", kind })).toBe("blocked");
    expect(gate({ price: "stale", kind: "limit" })).toBe("asks");
  });
  it("down: nothing", () => {
    expect(gate({ price: "down", kind: "limit" })).toBe("blocked");
    expect(gate({ commands: null })).toBe("blocked");
    expect(gate({ account: "down" })).toBe("blocked");
  });
  it("never holds back what reduces", () => {
    for (const over of [{ price: "down" }, { price: "stale" }, { commands: null }, { killed: true }, { blocked: "journal" }, { price: null }] as const) {
      expect(gate({ ...over, reducing: true })).toBe("open");
    }
  });
  it("names the rule and the age", () => {
    expect(gateOf({ ...open, price: "stale", ageMs: 14_200 })).toMatchObject({ title: "Price is 14.2 s old" });
  });
});

describe("a slip of the finger", () => {
  const market = { bid: "99", ask: "100" };
  it("is a limit more than 2 % through the market", () => {
    expect(slips({ side: "buy", price: "102.1", qty: "1" }, market, null)).toHaveLength(1);
    expect(slips({ side: "buy", price: "102", qty: "1" }, market, null)).toEqual([]);
    expect(slips({ side: "sell", price: "97", qty: "1" }, market, null)).toHaveLength(1);
    expect(slips({ side: "sell", price: "120", qty: "1" }, market, null)).toEqual([]);
  });
  it("is ten times the usual size, once there is a usual one", () => {
    expect(usualSize(["1", "2"])).toBeNull();
    expect(usualSize(["1", "3", "2"])).toBe("2");
    expect(slips({ side: "buy", price: null, qty: "20" }, market, "2")).toHaveLength(1);
    expect(slips({ side: "buy", price: null, qty: "19.9" }, market, "2")).toEqual([]);
  });
});
