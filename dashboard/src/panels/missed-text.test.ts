import { expect, it } from "vitest";
import type { Repair } from "../api/wire";
import { missedText } from "./repairs-table";

const missed = (from: string | null, to: string | null) => missedText({ missed: { from, to } } as Repair);

it("says nothing of a range that nobody knows", () => {
  expect(missed(null, null)).toBeNull();
  expect(missedText({ missed: null } as Repair)).toBeNull();
});
it("names the end that is known", () => {
  expect(missed("17", null)).toBe("from 17");
  expect(missed(null, "19")).toBe("up to 19");
  expect(missed("17", "19")).toBe("17 → 19");
});
it("writes times of the day", () => {
  expect(missed("2026-11-21T08:01:30.123456789Z", "2026-11-21T08:01:31.000000000Z")).toBe("08:01:30.123 → 08:01:31.000");
});
