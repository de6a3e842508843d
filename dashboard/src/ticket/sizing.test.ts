import { describe, expect, it } from "vitest";
import { readDecimal, stepped } from "./exact";
import { mostQty, shareOf, sized } from "./sizing";
import { throughBook } from "./through-book";

describe("a typed number", () => {
  it.each([["0.250", "0.25"], ["1,234.5", "1234.5"], [".5", "0.5"], ["7.", "7"], [" 12 ", "12"]])("%s is %s", (text, value) => expect(readDecimal(text)).toBe(value));
  it.each(["", "1,5", "1e3", "-1", "abc", "1.2.3", "0x10"])("%s is none", (text) => expect(readDecimal(text)).toBeNull());
  it("keeps every digit", () => expect(readDecimal("0.123456789012345678")).toBe("0.123456789012345678"));
  it("moves by ticks, never to zero", () => {
    expect(stepped("100.1", "0.1", 1)).toBe("100.2");
    expect(stepped("0.1", "0.1", -1)).toBe("0.1");
  });
});

describe("a size", () => {
  const context = { lot: "0.001", contract: "0.001", price: "97000", most: "0.9", inverse: false };
  it("in base units goes as it was typed", () => expect(sized("0.1234", "base", context)).toEqual({ qty: "0.1234", cut: false }));
  it("in quote units is cut down to the lot", () => expect(sized("1000", "quote", context)).toEqual({ qty: "0.01", cut: true }));
  it("in contracts is so many times one of them", () => expect(sized("250", "contracts", context)).toEqual({ qty: "0.25", cut: false }));
  it("as a share is of what fits", () => expect(sized("50", "share", context)).toEqual({ qty: "0.45", cut: false }));
  it("says what it needs", () => {
    expect(sized("1000", "quote", { ...context, price: null })).toEqual({ why: "needs a price" });
    expect(sized("50", "share", { ...context, most: null })).toEqual({ why: "needs the available balance and a price" });
    expect(sized("101", "share", context)).toEqual({ why: "is more than 100 %" });
  });
  it("fits what is free with its fee, and what can be closed", () => {
    const free = { lot: "0.001", price: "100", available: "100", leverage: "10", feeRate: "0", closable: "0", inverse: false, reduceOnly: false };
    expect(mostQty(free)).toBe("10");
    expect(mostQty({ ...free, feeRate: "0.1" })).toBe("5");
    expect(mostQty({ ...free, closable: "2" })).toBe("12");
    expect(mostQty({ ...free, closable: "2", reduceOnly: true })).toBe("2");
    expect(mostQty({ ...free, available: null })).toBeNull();
    expect(shareOf("5", "10")).toBe(50);
  });
  it("of an inverse contract is in quote units, and its value in the coin", () => {
    const inverse = { ...context, lot: "1", contract: "1", price: "50000", inverse: true };
    expect(sized("0.01", "quote", inverse)).toEqual({ qty: "500", cut: false });
    expect(sized("250", "contracts", inverse)).toEqual({ qty: "250", cut: false });
    const free = { lot: "1", price: "50000", available: "0.1", leverage: "10", feeRate: "0", closable: "0", inverse: true, reduceOnly: false };
    expect(mostQty(free)).toBe("50000");
    expect(mostQty({ ...free, feeRate: "0.1", closable: "7" })).toBe("25007");
  });
});

describe("the book", () => {
  const linear = { inverse: false };
  const book = { venueSeq: null, bids: [["99.9", "1"], ["99", "2"]], asks: [["100.1", "0.5"], ["101", "0.5"]] } as const;
  it("is walked from its best level", () => {
    expect(throughBook(book, "buy", "0.6", linear)).toEqual({ qty: "0.6", average: "100.25", worst: "101", best: "100.1" });
    expect(throughBook(book, "sell", "1", linear)).toMatchObject({ worst: "99.9" });
  });
  it("of an inverse contract gives the price of its whole value", () => {
    const asks = [["100", "500"], ["125", "500"]] as const;
    expect(throughBook({ ...book, asks }, "buy", "1000", { inverse: true })).toMatchObject({ average: "111.111111111111", worst: "125" });
  });
  it("does not hold what it does not show", () => {
    expect(throughBook(book, "buy", "5", linear)).toMatchObject({ qty: "1", worst: "101" });
    expect(throughBook(null, "buy", "1", linear)).toBeNull();
  });
});
