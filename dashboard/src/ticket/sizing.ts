import Big from "big.js";
import { quantityFor, valueOf } from "../account/contract";
import { floorTo, readDecimal } from "./exact";

/**
 * What a typed size counts: quantity, the venue's contracts, value, or percent of what could be traded. Quantity is in base units and
 * value in quote units; of an inverse contract quantity is in quote units and value in the asset that it is settled in.
 */
export type Unit = "base" | "contracts" | "quote" | "share";

export interface SizeContext {
  lot: string;
  /** Quantity of one contract. */
  contract: string;
  inverse: boolean;
  /** What converts values into quantities; null while there is none. */
  price: string | null;
  /** The largest quantity that could be traded; null if that is not known. */
  most: string | null;
}

export type Sized = { qty: string; cut: boolean } | { why: string };

/** The quantity, cut down to the lot and never up. `cut` says that something was cut off. */
export function sized(text: string, unit: Unit, context: SizeContext): Sized {
  const value = readDecimal(text);
  if (value === null) return { why: text.trim() === "" ? "needs a size" : "is not a number" };
  const wanted = inBase(new Big(value), unit, context);
  if ("why" in wanted) return wanted;
  // Nothing is rounded behind anybody's back: what was typed as a quantity goes as it is, and the gateway judges it.
  if (unit === "base") return { qty: value, cut: false };
  const qty = floorTo(wanted.qty, context.lot);
  return { qty: qty.toFixed(), cut: !qty.eq(wanted.qty) };
}

function inBase(value: Big, unit: Unit, { contract, inverse, price, most }: SizeContext): { qty: Big } | { why: string } {
  if (unit === "base") return { qty: value };
  if (unit === "contracts") return { qty: value.times(contract) };
  if (unit === "share") {
    if (value.gt(100)) return { why: "is more than 100 %" };
    return most === null ? { why: "needs the available balance and a price" } : { qty: new Big(most).times(value).div(100) };
  }
  if (price === null || new Big(price).lte(0)) return { why: "needs a price" };
  return { qty: quantityFor({ inverse }, value, price) };
}

export interface MostContext {
  lot: string;
  price: string | null;
  available: string | null;
  leverage: string | null;
  /** Share of the value that the venue charges; what is not known is taken as a tenth of a percent. */
  feeRate: string | null;
  inverse: boolean;
  /** What is held on the other side, as a quantity: it can be closed without margin, and is all that reduces. */
  closable: string;
  reduceOnly: boolean;
}

/** ASSUMED: no venue here charges more to those whose own rate is not known yet. */
const ASSUMED_FEE = "0.001";

/** The largest quantity that could be traded with what is free, fees kept aside; null if something is not known. */
export function mostQty({ lot, price, available, leverage, feeRate, closable, inverse, reduceOnly }: MostContext): string | null {
  if (reduceOnly) return floorTo(new Big(closable), lot).toFixed();
  if (price === null || available === null || leverage === null) return null;
  const times = new Big(leverage);
  if (times.lte(0) || new Big(price).lte(0)) return null;
  const free = new Big(available).lt(0) ? new Big(0) : new Big(available);
  if (inverse) {
    const each = new Big(1).div(times).plus(feeRate ?? ASSUMED_FEE);
    return floorTo(free.times(price).div(each).plus(closable), lot).toFixed();
  }
  const one = valueOf({ inverse }, new Big(1), price);
  const perUnit = one.div(times).plus(one.times(feeRate ?? ASSUMED_FEE));
  return floorTo(free.div(perUnit).plus(closable), lot).toFixed();
}

/** How much of the largest a quantity is, in whole percent between 0 and 100. */
export function shareOf(qty: string | null, most: string | null): number {
  if (qty === null || most === null || new Big(most).lte(0)) return 0;
  const share = new Big(qty).div(most).times(100);
  return Math.max(0, Math.min(100, Math.round(Number(share.toFixed(2)))));
}
