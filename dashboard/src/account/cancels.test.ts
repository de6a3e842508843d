import { expect, it } from "vitest";
import { ApiError } from "../api/client";
import type { Problem } from "../api/wire";
import { outcomeOf } from "./cancels";

const problem = (outcome: Problem["outcome"], more: Partial<Problem> = {}) =>
  ({ type: "about:blank", title: "no", status: 422, detail: "it may not be", code: "order_rejected", retryable: false, outcome, ...more }) as Problem;

it("is refused only where the gateway says that nothing was applied", () => {
  expect(outcomeOf(new ApiError(422, problem("not_applied"), "it may not be"), 5)).toEqual({ kind: "refused", said: "it may not be", code: "order_rejected", tookMs: 5 });
  expect(outcomeOf(new ApiError(504, problem("unknown"), "no answer"), 5)).toMatchObject({ kind: "unknown" });
});
it("names the venue's own words", () => {
  const refused = new ApiError(422, problem("not_applied", { venue_code: "-2011", venue_message: "Unknown order sent." }), "no");
  expect(outcomeOf(refused, 5)).toMatchObject({ code: "-2011 Unknown order sent." });
});
it.each([new ApiError(0, null, "the gateway does not answer"), new ApiError(502, null, "answered 502"), new TypeError("lost")])(
  "is unknown when nobody says what happened: %s",
  (error) => expect(outcomeOf(error, 5)).toMatchObject({ kind: "unknown" }),
);
