import { describe, expect, it } from "vitest";
import { formatAge, untilText } from "./age";
import { compareDecimal, fromFixedPoint, isZero, placesOfTick, toFixedPoint } from "./decimal";
import { formatCompact, formatPrice, formatRate, formatSigned, group, signOf } from "./number";
import { clockTimeMillis, clockTimeOf, countdown, dateOf, parseTime } from "./time";

const table = <A, B>(name: string, run: (input: A) => B, rows: [A, B][]) =>
  describe(name, () => {
    it.each(rows)("%j is %j", (input, expected) => expect(run(input)).toEqual(expected));
  });

table("an age", formatAge, [
  [null, "–"], [0, "0 ms"], [-5, "0 ms"], [38.2, "38 ms"], [999.4, "999 ms"], [999.6, "1.0 s"], [1600, "1.6 s"], [14_200, "14.2 s"],
  [59_949, "59.9 s"], [59_960, "1m 00s"], [128_000, "2m 08s"], [3_599_999, "1h 00m"], [3_840_000, "1h 04m"], [90_000_000, "1d 01h"],
]);
table("time until", untilText, [[-1, "0 s"], [2100, "3 s"], [72_000, "1m 12s"]]);
table("a countdown", countdown, [[8_049_000, "02:14:09"], [-1, "00:00:00"]]);

table("a price of one decimal", (text: string | null) => formatPrice(text, 1), [
  [null, "–"], ["", "–"], ["97412.5", "97,412.5"], ["97412.50", "97,412.5"], ["97412", "97,412.0"], ["97412.55", "97,412.55"],
  ["0.5", "0.5"], ["-1234.5", "\u22121,234.5"], ["1000000.00", "1,000,000.0"],
]);
it("a price without decimals keeps none", () => expect(formatPrice("1234.000", 0)).toBe("1,234"));
it("a derived price is rounded to its places", () => expect(formatPrice("97415.27214567", 1, true)).toBe("97,415.3"));
table("a signed number", (text: string | null) => formatSigned(text, 2), [
  ["1182.4", "+1,182.40"], ["-95.05", "\u221295.05"], ["0", "0.00"], ["-0.001", "0.00"], [null, "–"],
]);
table("a rate", (text: string | null) => formatRate(text), [["0.00008700", "+0.0087%"], ["-0.0001", "\u22120.0100%"], ["0", "0.0000%"], [null, "–"]]);
table("a compact number", formatCompact, [
  ["14820000000.12", "14.82B"], ["412600000", "412.60M"], ["9999.5", "9,999.50"], ["12345", "12.35K"], ["1.5", "1.50"], [null, "–"],
]);
table("places of a tick", placesOfTick, [["0.10", 1], ["0.01", 2], ["5", 0], ["10", 0], ["0.00000500", 6], ["1.0", 0]]);
table("a date", dateOf, [["2026-11-21T23:59:59.999Z", "21 Nov"], ["soon", "–"]]);
table("a sign", signOf, [["-0.1", -1], ["0.000", 0], ["3", 1], [null, 0]]);
table("grouping", group, [["123", "123"], ["1234", "1,234"], ["-1234567.125", "\u22121,234,567.125"]]);

describe("decimals as text", () => {
  it.each([
    ["1.5", "1.50", 0], ["100", "99.99", 1], ["9.9", "10", -1], ["0.0001", "0.00009", 1], ["-1", "1", -1], ["-2", "-1", -1], ["007.10", "7.1", 0], ["0", "-0.0", 0],
  ])("%s against %s is %i", (a, b, expected) => {
    expect(Math.sign(compareDecimal(a, b))).toBe(expected);
    expect(Math.sign(compareDecimal(b, a))).toBe(expected === 0 ? 0 : -expected);
  });

  it("know zero in every writing", () => {
    expect(["0", "0.000", "-0.0", "00"].every(isZero)).toBe(true);
    expect(isZero("0.0001")).toBe(false);
  });

  it("go to fixed point and back, beyond what a float can hold", () => {
    expect(toFixedPoint("90071992547409.931", 4)).toBe(900719925474099310n);
    expect(fromFixedPoint(900719925474099310n, 4)).toBe("90071992547409.9310");
    expect(fromFixedPoint(-5n, 2)).toBe("-0.05");
    expect(fromFixedPoint(7n, 0)).toBe("7");
    expect(() => toFixedPoint("1.23", 1)).toThrow(RangeError);
  });
});

describe("time", () => {
  it("is read with nine digits after the second", () => {
    expect(parseTime("2026-11-21T08:01:30.123456789Z")).toBe(Date.UTC(2026, 10, 21, 8, 1, 30, 123));
    expect(parseTime("2026-11-21T08:01:30.5Z")).toBe(Date.UTC(2026, 10, 21, 8, 1, 30, 500));
    expect(parseTime("2026-11-21T08:01:30Z")).toBe(Date.UTC(2026, 10, 21, 8, 1, 30));
    expect(parseTime("soon")).toBeNaN();
  });

  it("is written in UTC", () => {
    expect(clockTimeOf("2026-11-21T08:01:30.123456789Z")).toBe("08:01:30");
    expect(clockTimeMillis("2026-11-21T08:01:30.123456789Z")).toBe("08:01:30.123");
  });
});

it("texts of one length order like their numbers, whatever the place of the point", () => {
  expect(compareDecimal("99.5", "100")).toBeLessThan(0);
  expect(compareDecimal("9.95", "99.5")).toBeLessThan(0);
  expect(compareDecimal("-9.5", "-9.4")).toBeLessThan(0);
  expect(compareDecimal("09.5", "10.0")).toBeLessThan(0);
});
