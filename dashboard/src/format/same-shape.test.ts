import { expect, it } from "vitest";
import { sameShape } from "./same-shape";

it.each([
  ["97,412.5", "97,399.1", true],
  ["14 ms", "85 ms", true],
  ["1.2 s", "85 ms", false],
  ["+1.0%", "\u22121.0%", false],
  ["9.9 s", "10.0 s", false],
  ["", "", true],
])("%j and %j take the same room: %s", (a, b, expected) => {
  expect(sameShape(a, b)).toBe(expected);
  expect(sameShape(b, a)).toBe(expected);
});
