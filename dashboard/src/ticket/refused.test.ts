import { describe, expect, it } from "vitest";
import { ApiError } from "../api/client";
import type { HistoryEvent, Problem } from "../api/wire";
import { refusedBy } from "./refused";
import { remedyOf } from "./remedy";
import { timed } from "./timed";

const problem = (over: Partial<Problem>) => new ApiError(422, { type: "about:blank", title: "no", status: 422, detail: "", code: "bad_tick", retryable: false, outcome: "not_applied", ...over } as Problem, "no");
const context = { side: "buy", qty: "0.5", price: "100", most: "0.217", instrument: { lot_size: "0.001", tick_size: "0.1" } } as const;
const remedy = (over: Partial<Problem>) => remedyOf(refusedBy(problem(over), 36)!, context);

describe("a refusal", () => {
  it("says whose rule, the field and the nearest value", () => {
    expect(refusedBy(problem({ detail: "97000.05 is not a multiple of 0.1; nearest: 97000.1", field: "price" }), 3)).toMatchObject({ by: "gateway", code: "bad_tick", field: "price", nearest: "97000.1" });
    expect(refusedBy(problem({ code: "order_rejected", venue_code: "-9", venue_message: "Margin is insufficient." }), 36)).toMatchObject({ by: "venue", said: "Margin is insufficient.", code: "-9" });
  });
  it("is none if nobody says that nothing was applied", () => {
    expect(refusedBy(problem({ outcome: "unknown" }), 1)).toBeNull();
    expect(refusedBy(new ApiError(0, null, "no answer"), 1)).toBeNull();
  });
  it("offers the nearest value as one step", () => {
    expect(remedy({ code: "bad_lot", field: "qty", detail: "0.5003 is not a multiple of 0.001; nearest: 0.5" })).toEqual({ field: "size", value: "0.5" });
    expect(remedy({ code: "qty_too_large", field: "qty", detail: "0.5 is above the most of 0.4" })).toEqual({ field: "size", value: "0.4" });
    expect(remedy({ code: "price_collar", field: "price", detail: "120 is beyond 105.07 (reference 100.07)" })).toEqual({ field: "price", value: "105" });
    expect(remedy({ code: "notional_too_small", field: "qty", detail: "worth 3, below the least of 5" })).toEqual({ field: "size", value: "0.05" });
    expect(remedy({ code: "notional_cap", field: "qty", detail: "worth 50, above the cap of 20" })).toEqual({ field: "size", value: "0.2" });
    expect(remedy({ code: "order_rejected", venue_code: "-9", detail: "no" })).toEqual({ field: "size", value: "0.217" });
  });
});

it("steps have the gateway's distances, and end when the page saw the end", () => {
  const event = (ms: number, order: object) => ({ ts_recv: `2026-11-21T10:00:00.${String(ms).padStart(3, "0")}000000Z`, data: { event: "order_updated", order } }) as unknown as HistoryEvent;
  const events = [event(100, { status: "pending", accepted_by: "gateway" }), event(125, { status: "open", accepted_by: "venue" }), event(130, { status: "filled", accepted_by: "venue" })];
  expect(timed(events, { saved: 32, sent: 32, accepted: 32, filled: 32, ended: 32 })).toEqual({ saved: 2, sent: 27, accepted: 27, filled: 32, ended: 32 });
  expect(timed([], { saved: 32 })).toEqual({ saved: 32 });
});
