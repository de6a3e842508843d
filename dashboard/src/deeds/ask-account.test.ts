import { describe, expect, it } from "vitest";
import { leverageFault } from "./ask-account";

describe("a leverage", () => {
  it("lies between what the venue takes", () => {
    expect(leverageFault("10", "1", "20")).toBeNull();
    expect(leverageFault("0", "1", "20")).toBe("must be a number of at least 1");
    expect(leverageFault("x", "1", "20")).toBe("must be a number of at least 1");
    expect(leverageFault("21", "1", "20")).toBe("must not be above 20");
  });

  it("is left to the venue where that has told no bound", () => {
    expect(leverageFault("500", "1", null)).toBeNull();
  });
});
