import { ApiError } from "../api/client";

/** A no: whose, why, which field, and the nearest value that would do. Nothing was placed. */
export interface Refused {
  by: "venue" | "gateway";
  said: string;
  code: string;
  field: string | null;
  nearest: string | null;
  tookMs: number;
}

/** What an error means for an order: a refusal only if the gateway says that nothing was applied; else null, nobody knows. */
export function refusedBy(error: unknown, tookMs: number): Refused | null {
  const problem = error instanceof ApiError ? error.problem : null;
  if (problem === null || problem.outcome !== "not_applied") return null;
  const venue = problem.venue_code ?? null;
  const said = problem.venue_message ?? problem.detail ?? problem.title;
  return {
    by: venue === null ? "gateway" : "venue",
    said,
    code: venue === null ? problem.code : `${venue}`,
    field: problem.field ?? fieldOf(problem.code),
    nearest: nearestIn(problem.detail ?? ""),
    tookMs,
  };
}

/** Codes that are always about one field. */
function fieldOf(code: string): string | null {
  if (code.startsWith("qty_") || code.startsWith("notional") || code === "bad_lot" || code === "bad_qty") return "qty";
  if (code.startsWith("price_") || code === "bad_tick" || code === "bad_price") return "price";
  return null;
}

/** The gateway names the nearest value that would do, or the bound that was crossed. */
export function nearestIn(detail: string): string | null {
  const found = /nearest: (\d+(?:\.\d+)?)/.exec(detail) ?? /is beyond (\d+(?:\.\d+)?)/.exec(detail) ?? /(?:least|most|cap) of (\d+(?:\.\d+)?)/.exec(detail);
  return found?.[1] ?? null;
}

export const FIELD_WORDS: Readonly<Record<string, string>> = {
  qty: "Size",
  price: "Price",
  trigger_price: "Trigger",
  reduce_only: "Reduce only",
  post_only: "Post only",
  time_in_force: "Time in force",
  position_side: "Position side",
  instrument: "Instrument",
};
