import Big from "big.js";
import { describe, expect, it } from "vitest";
import { gainOf, quantityFor, quotient, valueOf } from "./contract";

const [linear, inverse] = [{ inverse: false }, { inverse: true }];
const big = (text: string) => new Big(text);

describe("a contract", () => {
  it("is worth quantity times price, or quantity over price", () => {
    expect(valueOf(linear, big("0.5"), "94948.1").toFixed()).toBe("47474.05");
    expect(valueOf(inverse, big("100"), "62500").toFixed()).toBe("0.0016");
    expect(quantityFor(inverse, big("0.0016"), "62500").toFixed()).toBe("100");
  });
  it.each([
    ["100", "50000", "62500", "0.0004"],
    ["-100", "50000", "62500", "-0.0004"],
    ["1000", "60000", "59999.5", "-0.000000138890046306"],
    ["1", "3", "7", "0.190476190476190476"],
  ])("that is inverse gains, of %s from %s to %s, %s", (qty, entry, exit, gain) => {
    expect(gainOf(inverse, big(qty), big(entry), big(exit)).toFixed()).toBe(gain);
  });
  it("is rounded once, half away from zero", () => {
    expect(quotient(big("1"), big("8"), 2).toFixed()).toBe("0.13");
    expect(quotient(big("-1"), big("8"), 2).toFixed()).toBe("-0.13");
    expect(quotient(big("2"), big("0.3"), 3).toFixed()).toBe("6.667");
  });
});
