import { describe, expect, it } from "vitest";
import { backoff } from "./backoff";

describe("backoff", () => {
  it("doubles its ceiling up to five seconds", () => {
    const ceilings = [1, 2, 3, 4, 5, 6, 50].map((attempt) => backoff(attempt, () => 1));
    expect(ceilings).toEqual([500, 1000, 2000, 4000, 5000, 5000, 5000]);
  });

  it("may be anywhere below the ceiling, so that many pages do not come back at once", () => {
    expect(backoff(4, () => 0)).toBe(0);
    expect(backoff(4, () => 0.25)).toBe(1000);
    for (let i = 0; i < 200; i += 1) expect(backoff(3)).toBeLessThanOrEqual(2000);
  });
});
