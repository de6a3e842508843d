import { describe, expect, it } from "vitest";
import type { Fill, HistoryEvent, Transaction } from "../api/wire";
import { foundWords, happenings, midnights, moneyWord, type Told } from "./today";

const at = (time: string) => `2026-11-22T${time}Z`;
const MIDNIGHT = Date.UTC(2026, 10, 22);
const fill = (trade: string, time: string, more: Partial<Fill> = {}): Fill => ({
  instrument: "a:BTCUSDT", trade_id: trade, venue_order_id: "v1", order_id: "o1", side: "sell", position_side: "both", kind: "trade", price: "100", qty: "1", realized_pnl: "0.1",
  fee: "0", fee_asset: "USDT", maker: false, busted: false, ts: at(time), ...more,
});
const moved = (kind: string, time: string, amount = "-1"): Transaction => ({ id: time, kind, asset: "USDT", amount, instrument: null, trade_id: null, ts: at(time) });
const repaired = (seq: number, time: string, fills: number): HistoryEvent =>
  ({ epoch: 1, seq, data: { event: "repaired", fills, orders: 0, holdings: 0, from: at("00:00:00"), to: at(time), reason: "" } }) as unknown as HistoryEvent;
const told = (more: Partial<Told>): Told => ({ account: "x", fills: [], moreFills: false, transactions: [], repairs: [], ...more });
const lines = (all: Told[], limit = 8) => happenings(all, MIDNIGHT, limit).map((h) => `${h.ts.slice(11, 19)} ${h.account} ${h.what}`);

describe("what changed today", () => {
  it("is of all accounts, newest first, and bounded", () => {
    const all = [
      told({ fills: [fill("1", "10:00:00")], transactions: [moved("funding", "08:00:00")] }),
      told({ account: "y", transactions: [moved("transfer", "09:00:00")], repairs: [repaired(5, "11:00:00.5", 1), repaired(4, "10:30:00", 0)] }),
    ];
    expect(lines(all)).toEqual(["11:00:00 y repair", "10:00:00 x fills", "09:00:00 y money", "08:00:00 x money"]);
    expect(lines(all, 2)).toEqual(["11:00:00 y repair", "10:00:00 x fills"]);
  });

  it("leaves out yesterday, what the venue took back, and what fills say already", () => {
    const yesterday = { ...fill("1", "10:00:00"), ts: "2026-11-21T23:59:59.999Z" };
    expect(lines([told({ fills: [yesterday, fill("2", "10:00:00", { busted: true })], transactions: [moved("fee", "10:00:00"), moved("realized_pnl", "10:00:00")] })])).toEqual([]);
  });

  it("says of a first look only what had been missed", () => {
    const look = (fills: number, holdings: number, reason: string) => {
      const event = repaired(1, "10:00:00", fills);
      return lines([told({ repairs: [{ ...event, data: { ...event.data, holdings, reason } as HistoryEvent["data"] }] })]).length;
    };
    expect([look(0, 4, ""), look(1, 4, ""), look(0, 1, "connection lost"), look(0, 0, "connection lost")]).toEqual([0, 1, 1, 0]);
  });

  it("says the fills of one order at once, exactly", () => {
    const parts = [fill("3", "10:00:02", { price: "103", qty: "0.2", realized_pnl: "0.2" }), fill("2", "10:00:01", { price: "100", qty: "0.1" })];
    expect(happenings([told({ fills: [...parts, fill("1", "09:00:00", { order_id: "o2" })] })], MIDNIGHT, 8)).toMatchObject([
      { what: "fills", ts: at("10:00:02"), fills: 2, qty: "0.3", price: "102", realized: "0.3" },
      { what: "fills", fills: 1, qty: "1", realized: "0.1" },
    ]);
  });

  it("does not say what an order realised while a part of it is not known", () => {
    const realized = (t: Partial<Told>) => happenings([told(t)], MIDNIGHT, 8).map((h) => (h.what === "fills" ? h.realized : "?"));
    expect(realized({ fills: [fill("2", "10:00:00"), fill("1", "09:00:00", { realized_pnl: null })] })).toEqual([null]);
    expect(realized({ fills: [fill("2", "10:00:00", { order_id: "o2" }), fill("1", "09:00:00")], moreFills: true })).toEqual(["0.1", null]);
  });

  it("orders times by what they are, however many digits they have", () => {
    const parts = [fill("1", "10:00:00.5", { order_id: "a" }), fill("2", "10:00:00.25", { order_id: "b" }), fill("3", "10:00:00", { order_id: "c" })];
    expect(happenings([told({ fills: parts })], MIDNIGHT, 8).map((h) => h.ts)).toEqual([at("10:00:00.5"), at("10:00:00.25"), at("10:00:00")]);
  });
});

it.each([[{ fills: 1, orders: 0, holdings: 0 }, "1 fill"], [{ fills: 2, orders: 1, holdings: 0 }, "2 fills and 1 order"], [{ fills: 1, orders: 1, holdings: 2 }, "1 fill, 1 order and 2 holdings"]])("%j is found as %s", (found, words) => {
  expect(foundWords(found)).toBe(words);
});

it.each([["transfer", "5", "Transfer in"], ["transfer", "-5", "Transfer out"], ["funding", "-1", "Funding"], ["AUTO_EXCHANGE", "1", "Auto exchange"]])("%s of %s is said as %s", (kind, amount, word) => {
  expect(moneyWord(kind, amount)).toBe(word);
});

it("midnight is that of the reader, before and after now", () => {
  const now = new Date(2026, 10, 22, 13, 5).getTime();
  expect(midnights(now)).toEqual({ last: new Date(2026, 10, 22).getTime(), next: new Date(2026, 10, 23).getTime() });
});
