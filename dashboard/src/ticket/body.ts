import type { Side } from "../api/wire";
import { hasPrice, hasTrigger, trails, type Fields } from "./fields";
import type { Reckoned } from "./reckon";

/** An order as `POST /orders` takes it. */
export type OrderBody = Readonly<Record<string, string | boolean>>;

export interface Mode {
  /** Long and short stand beside each other. */
  hedge: boolean;
}

/** In hedge mode the side of the position says what reduces: buying reduces the short one. */
export function positionSide(side: Side, reduceOnly: boolean, { hedge }: Mode): "both" | "long" | "short" {
  if (!hedge) return "both";
  return (side === "buy") !== reduceOnly ? "long" : "short";
}

/** The body of an order; the fields must have been reckoned without errors. */
export function bodyOf(instrument: string, fields: Fields, reckoned: Reckoned, mode: Mode, orderId: string): OrderBody {
  const { kind, side } = fields;
  return {
    instrument,
    side,
    type: kind,
    qty: reckoned.qty!,
    ...(hasPrice(kind) && { price: reckoned.price!, time_in_force: fields.term }),
    ...(hasTrigger(kind) && { trigger_price: reckoned.trigger! }),
    ...(trails(kind) && (fields.trailBy === "amount" ? { trailing_amount: reckoned.trail! } : { trailing_percent: reckoned.trail! })),
    ...(fields.postOnly && { post_only: true }),
    ...(fields.reduceOnly && !mode.hedge && { reduce_only: true }),
    ...(mode.hedge && { position_side: positionSide(side, fields.reduceOnly, mode) }),
    client_order_id: orderId,
  };
}

/** A bracket as `POST /brackets` takes it: the order, and the legs that were typed. */
export function bracketOf(entry: OrderBody, { tp, sl }: Pick<Reckoned, "tp" | "sl">): Readonly<Record<string, unknown>> {
  return {
    entry,
    ...(sl !== null && "price" in sl && { stop_loss: { trigger_price: sl.price } }),
    ...(tp !== null && "price" in tp && { take_profit: { trigger_price: tp.price } }),
  };
}
