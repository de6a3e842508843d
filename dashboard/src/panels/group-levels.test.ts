import { describe, expect, it } from "vitest";
import { bidShare, groupLevels, groupingStep } from "./group-levels";

describe("grouping steps", () => {
  it("are exact multiples of the tick", () => {
    expect(groupingStep("0.10", 1)).toBe("0.1");
    expect(groupingStep("0.10", 25)).toBe("2.5");
    expect(groupingStep("0.10", 100)).toBe("10");
    expect(groupingStep("0.00001", 25)).toBe("0.00025");
    expect(groupingStep("5", 100)).toBe("500");
  });
});

describe("the ladder", () => {
  it("adds sizes up without a float's error", () => {
    const rungs = groupLevels([["1.3", "0.1"], ["1.2", "0.2"], ["1.1", "0.3"]], "buy", null, 10);
    expect(rungs.map((r) => r.total)).toEqual(["0.1", "0.3", "0.6"]);
    expect(rungs[1]!.value).toBe("0.37");
  });

  it("puts a bid below and an ask above, never promising a better price", () => {
    const bids = groupLevels([["100.4", "1"], ["100.1", "2"], ["99.9", "4"]], "buy", "0.5", 10);
    expect(bids.map((r) => [r.price, r.size])).toEqual([["100.0", "3"], ["99.5", "4"]]);
    const asks = groupLevels([["100.5", "1"], ["100.6", "2"], ["101.0", "4"]], "sell", "0.5", 10);
    expect(asks.map((r) => [r.price, r.size])).toEqual([["100.5", "1"], ["101.0", "6"]]);
  });

  it("completes the last group it shows before it stops", () => {
    const rungs = groupLevels([["10.9", "1"], ["10.1", "1"], ["9.9", "1"], ["9.1", "1"], ["8.5", "7"]], "buy", "1", 2);
    expect(rungs.map((r) => [r.price, r.total])).toEqual([["10.0", "2"], ["9.0", "4"]]);
  });

  it("keeps levels off the tick apart while nothing is grouped", () => {
    const rungs = groupLevels([["100.05", "1"], ["100.0", "1"]], "buy", null, 10);
    expect(rungs.map((r) => r.price)).toEqual(["100.05", "100.00"]);
  });

  it("gives bars as shares of the largest level and of the whole side", () => {
    const rungs = groupLevels([["2", "1"], ["1", "3"]], "buy", null, 10);
    expect(rungs.map((r) => [r.level, r.depth])).toEqual([[0.3333, 0.25], [1, 1]]);
  });

  it("is empty without levels or rows", () => {
    expect(groupLevels([], "buy", null, 10)).toEqual([]);
    expect(groupLevels([["1", "1"]], "buy", null, 0)).toEqual([]);
  });

  it("weighs the sides against each other", () => {
    const bids = groupLevels([["1", "3"]], "buy", null, 5);
    const asks = groupLevels([["2", "1.0"]], "sell", null, 5);
    expect(bidShare(bids, asks)).toBe(75);
    expect(bidShare([], asks)).toBe(0);
    expect(bidShare([], [])).toBeNull();
  });
});
