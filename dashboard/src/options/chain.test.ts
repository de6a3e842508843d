import { describe, expect, it } from "vitest";
import type { Instrument } from "../api/wire";
import { chainsOf, chosenOf, pathOf } from "./chain";

const option = (right: "call" | "put", strike: string, day: string, more: Partial<Instrument> = {}) =>
  ({
    instrument: `delta:${right}-${strike}-${day}`,
    venue: "delta",
    underlying: "BTC",
    status: "trading",
    expiry: `${day}T12:00:00.000000000Z`,
    option: { right, strike },
    ...more,
  }) as Instrument;

describe("chains", () => {
  it("puts calls and puts of one strike beside each other, lowest strike first", () => {
    const [chain, ...rest] = chainsOf([
      option("put", "100000", "2026-12-25"),
      option("call", "9000", "2026-12-25"),
      option("call", "100000.0", "2026-12-25"),
    ]);
    expect(rest).toEqual([]);
    expect(chain!.rungs.map((r) => [r.strike, r.call !== null, r.put !== null])).toEqual([
      ["9000", true, false],
      ["100000", true, true],
    ]);
  });

  it("keeps days, assets and venues apart, and leaves out what is no option or has ended", () => {
    const all = chainsOf([
      option("call", "1", "2026-12-25"),
      option("call", "1", "2026-12-18"),
      option("call", "1", "2026-12-18", { underlying: "ETH" }),
      option("call", "1", "2026-12-11", { status: "delisted" }),
      option("call", "1", "2026-12-11", { option: null }),
    ]);
    expect(all.map(pathOf)).toEqual(["/options/delta/BTC/2026-12-18", "/options/delta/BTC/2026-12-25", "/options/delta/ETH/2026-12-18"]);
  });

  it("finds the chain of a path, or the nearest to it", () => {
    const all = chainsOf([option("call", "1", "2026-12-18"), option("call", "1", "2026-12-25"), option("put", "1", "2026-12-25", { underlying: "ETH" })]);
    expect(chosenOf(all, "delta", "BTC", "2026-12-25")!.day).toBe("2026-12-25");
    expect(chosenOf(all, "delta", "ETH", "2026-12-18")!.underlying).toBe("ETH");
    expect(chosenOf(all)!.day).toBe("2026-12-18");
    expect(chosenOf([])).toBeNull();
  });
});
