import type { Instrument, Side } from "../api/wire";
import { NO_LEG, type LegText } from "./legs";
import type { Unit } from "./sizing";

export type Kind = "limit" | "market" | "stop_market" | "stop_limit" | "take_profit_market" | "trailing_stop_market";
export type Term = "gtc" | "ioc" | "fok";

/** What the ticket holds while somebody writes it. Texts stay as they were typed. */
export interface Fields {
  side: Side;
  kind: Kind;
  price: string;
  trigger: string;
  /** How far behind the best price a trailing stop stays. Venues take the one or the other. */
  trail: string;
  trailBy: "amount" | "percent";
  size: string;
  unit: Unit;
  term: Term;
  postOnly: boolean;
  reduceOnly: boolean;
  /** A take profit and a stop loss go with it. */
  protect: boolean;
  tp: LegText;
  sl: LegText;
}

export const BLANK: Fields = { side: "buy", kind: "limit", price: "", trigger: "", trail: "", trailBy: "amount", size: "", unit: "base", term: "gtc", postOnly: false, reduceOnly: false, protect: false, tp: NO_LEG, sl: NO_LEG };

export const KIND_WORDS: Record<Kind, string> = {
  limit: "Limit",
  market: "Market",
  stop_market: "Stop market",
  stop_limit: "Stop limit",
  take_profit_market: "Take profit",
  trailing_stop_market: "Trailing",
};

export const hasPrice = (kind: Kind) => kind === "limit" || kind === "stop_limit";
export const trails = (kind: Kind) => kind === "trailing_stop_market";
export const hasTrigger = (kind: Kind) => kind !== "limit" && kind !== "market" && !trails(kind);
export const mayPostOnly = (f: Pick<Fields, "kind" | "term">) => f.kind === "limit" && f.term === "gtc";

/** The other type, side or term, with everything that does not belong to it taken back. */
export function changed(fields: Fields, change: Partial<Fields>): Fields {
  const next = { ...fields, ...change };
  // What only reduces has nothing to protect.
  return { ...next, protect: next.protect && !next.reduceOnly, postOnly: next.postOnly && mayPostOnly(next), term: next.kind === "limit" || next.kind === "stop_limit" ? next.term : "gtc" };
}

const KEY = "twinline.ticket";

/** Type, unit and terms of the last visit; prices and sizes are never kept. */
export function keptFields(): Fields {
  try {
    const found = (JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {}) as Partial<Record<keyof Fields, unknown>>;
    const kind = typeof found.kind === "string" && found.kind in KIND_WORDS ? (found.kind as Kind) : BLANK.kind;
    const unit = found.unit === "quote" ? "quote" : BLANK.unit;
    return { ...BLANK, kind, unit };
  } catch {
    return BLANK;
  }
}

export function keepFields({ kind, unit }: Fields): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ kind, unit: unit === "quote" ? unit : "base" }));
  } catch {
    // The next visit then begins with the usual ones.
  }
}

export type Steps = Pick<Instrument, "instrument" | "tick_size" | "lot_size" | "min_qty" | "max_qty" | "min_notional" | "base" | "quote">;
