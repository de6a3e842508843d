// Brackets: an entry and what protects it, or what protects a position that is there.
import type { Side } from "./wire";

/** One leg as it is asked for. */
export interface LegWanted {
  trigger_price: string;
  price?: string;
  trigger_by?: "mark" | "last";
}

export interface LegRow {
  trigger_price: string;
  price: string | null;
  trigger_by: string;
  /** Null: whatever the position is. */
  covered_qty: string | null;
  executed_qty: string;
  /** Newest last. */
  orders: string[];
  attempts: number;
  state: "waiting" | "placing" | "live" | "triggered" | "done" | "canceled" | "failed";
  refusal: { code: string | null; message: string } | null;
  next_try_at: string | null;
}

export interface Bracket {
  bracket_id: string;
  instrument: string;
  /** Of the entry: buy protects a long. */
  side: Side;
  position_side: string;
  state: "entering" | "protecting" | "protected" | "unprotected" | "done" | "refused";
  since: string;
  reason: string | null;
  /** The legs are held together by the gateway, not by the venue. */
  synthetic: boolean;
  entry_order_id: string | null;
  qty: string | null;
  held_qty: string | null;
  if_unprotected: "alert" | "close";
  stop_loss: LegRow | null;
  take_profit: LegRow | null;
  created_at: string;
  updated_at: string;
}

export const isOver = (bracket: Pick<Bracket, "state">) => bracket.state === "done" || bracket.state === "refused";
