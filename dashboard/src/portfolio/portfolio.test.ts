import { describe, expect, it } from "vitest";
import { drawn, together } from "./curve";
import { assetsOf, kindsOf, totalOf, type Worth } from "./worth";

const worth = (change: Partial<Worth>): Worth => ({ account: "main", equity: "0.1", unrealised: "0.1", needs: null, freshness: "live", freshAt: 0, ...change });

describe("a total", () => {
  it("is exact, and carries the worst state of its parts", () => {
    const total = totalOf([worth({}), worth({ account: "b", equity: "0.2", unrealised: "-0.3", freshness: "stale" })]);
    expect(total).toMatchObject({ equity: "0.3", unrealised: "-0.2", freshness: "stale" });
    expect(total.old.map((w) => w.account)).toEqual(["b"]);
  });
  it("names what is not in it, and is nothing without any part", () => {
    const missing = worth({ account: "dex", equity: null, unrealised: null, needs: "venue:X", freshness: null });
    expect(totalOf([worth({}), missing])).toMatchObject({ equity: "0.1", missing: [missing] });
    expect(totalOf([missing])).toMatchObject({ equity: null, unrealised: null, freshness: null });
  });
});

describe("what is shown together", () => {
  it("is one kind of money, real first", () => {
    expect(kindsOf([{ money: "SIM" }, { money: "REAL" }, { money: "SIM" }])).toEqual(["REAL", "SIM"]);
  });
  it("is one asset: what was traded first, then what is looked at, what most have, and none that is empty", () => {
    const balance = (asset: string, wallet: string) => ({ [asset]: { asset, wallet, available: null, cross_wallet: null, ts: "" } });
    const balances = [{ ...balance("USDT", "5"), ...balance("BNB", "0"), ...balance("ADA", "1") }, { ...balance("USDT", "1"), ...balance("BTC", "2") }];
    const none = { fills: new Map<string, number>(), balances, positions: [], instruments: new Map(), looked: null };
    expect(assetsOf(none)).toEqual(["USDT", "ADA", "BTC"]);
    expect(assetsOf({ ...none, looked: "BTC" })).toEqual(["BTC", "USDT", "ADA"]);
    expect(assetsOf({ ...none, looked: "BTC", fills: new Map([["USDC", 3]]) })).toEqual(["USDC", "BTC", "USDT", "ADA"]);
  });
});

describe("curves", () => {
  it("are added where either of them changes", () => {
    const a = [{ ts: "2026-01-01T00:00:01Z", net_pnl: "0.1" }, { ts: "2026-01-01T00:00:03Z", net_pnl: "-1" }];
    const b = [{ ts: "2026-01-01T00:00:02Z", net_pnl: "0.2" }];
    expect(together([a, b]).map((p) => p.net)).toEqual(["0.1", "0.3", "-0.8"]);
  });
  it("begin at zero and go in steps", () => {
    const at = (s: number, net: string) => ({ ts: new Date(s * 1000).toISOString(), net });
    const shape = drawn([at(25, "10"), at(50, "-10")], 0, 100_000);
    expect(shape).toMatchObject({ line: "M0 50H25V0H50V100H100", zero: 50, highest: "10", lowest: "-10" });
    expect(drawn([], 0, 1)).toMatchObject({ line: "M0 50H100", highest: "0", lowest: "0" });
  });
});
