import Big from "big.js";
import type { Instrument, Side } from "../api/wire";
import { floorTo } from "./exact";
import type { Refused } from "./refused";

/** The nearest value that would do, and the field that it belongs to. */
export interface Remedy {
  field: "size" | "price" | "trigger";
  value: string;
}

interface Context {
  side: Side;
  qty: string | null;
  /** What the order is valued at: its own price, or the market's. */
  price: string | null;
  /** The largest quantity that fits what is free; null if not known. */
  most: string | null;
  instrument: Pick<Instrument, "lot_size" | "tick_size">;
}

/** What would have been taken, as far as anybody here knows; null if nobody does. */
export function remedyOf(refused: Refused, context: Context): Remedy | null {
  const { nearest, code, field } = refused;
  const { instrument, price, most, qty, side } = context;
  if (code === "notional_too_small" || code === "notional_cap") return byWorth(code, nearest, price, instrument.lot_size);
  if (code === "price_collar" && nearest !== null) {
    const inside = floorTo(new Big(nearest), instrument.tick_size);
    const value = side === "buy" || inside.eq(nearest) ? inside : inside.plus(instrument.tick_size);
    return { field: "price", value: value.toFixed() };
  }
  if (nearest !== null && (field === "qty" || field === "price" || field === "trigger_price")) {
    return { field: field === "qty" ? "size" : field === "price" ? "price" : "trigger", value: nearest };
  }
  // The venue did not say why in words that a program reads; if the money is short by what is known here, that is why.
  if (refused.by === "venue" && most !== null && qty !== null && new Big(most).gt(0) && new Big(most).lt(qty)) return { field: "size", value: most };
  return null;
}

function byWorth(code: string, bound: string | null, price: string | null, lot: string): Remedy | null {
  if (bound === null || price === null || new Big(price).lte(0)) return null;
  const exact = new Big(bound).div(price);
  const below = floorTo(exact, lot);
  const qty = code === "notional_cap" || below.times(price).gte(bound) ? below : below.plus(lot);
  return qty.lte(0) ? null : { field: "size", value: qty.toFixed() };
}
