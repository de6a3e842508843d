import Big from "big.js";
import { gainOf } from "../account/contract";
import { nearestTo, readDecimal } from "./exact";

/** How a leg is typed: as a price, as percent from the entry, or as the profit or loss it would end with. */
export type LegBy = "price" | "percent" | "pnl";

export interface LegText {
  by: LegBy;
  text: string;
}

export const NO_LEG: LegText = { by: "price", text: "" };

export interface Entry {
  long: boolean;
  /** The price that the entry is expected to have; null if not known. */
  price: string | null;
  qty: string | null;
  tick: string;
  inverse: boolean;
}

export type Leg = { price: string; percent: string | null; pnl: string | null } | { why: string };

/** The trigger of a leg on the tick, and what it comes to; null if none was typed. Percent and amounts are typed without a sign. */
export function legOf(which: "tp" | "sl", { by, text }: LegText, entry: Entry): Leg | null {
  if (text.trim() === "") return null;
  const value = readDecimal(text);
  if (value === null || new Big(value).lte(0)) return { why: "is not a number above zero" };
  // A profit is above the entry of a long and below that of a short; a loss the other way round.
  const way = (which === "tp") === entry.long ? 1 : -1;
  const exact = exactPrice(by, new Big(value), way, entry);
  if ("why" in exact) return exact;
  const price = nearestTo(exact.price, entry.tick);
  if (price.lte(0)) return { why: "would be below zero" };
  if (by === "price" && !price.eq(value)) return { why: `is not a multiple of ${new Big(entry.tick).toFixed()}` };
  if (entry.price !== null && price.minus(entry.price).times(way).lte(0)) return { why: `must be ${way > 0 ? "above" : "below"} the entry` };
  return { price: price.toFixed(), ...worth(price, entry) };
}

function exactPrice(by: LegBy, value: Big, way: number, { price, qty, inverse }: Entry): { price: Big } | { why: string } {
  if (by === "price") return { price: value };
  if (price === null) return { why: "needs the entry's price" };
  if (by === "percent") return { price: new Big(price).times(new Big(1).plus(value.div(100).times(way))) };
  if (qty === null || new Big(qty).lte(0)) return { why: "needs a size" };
  if (!inverse) return { price: new Big(price).plus(value.div(qty).times(way)) };
  // Worth so much more or less than at the entry: never more than all of it, however high the price.
  const left = new Big(qty).minus(value.times(price).times(way));
  return left.lte(0) ? { why: "is more than this contract can bring" } : { price: new Big(price).times(qty).div(left) };
}

const SHARE_PLACES = 4;

/** The move from the entry in percent of its price, and in money; signed, as the position would feel it. */
function worth(price: Big, entry: Entry): { percent: string | null; pnl: string | null } {
  if (entry.price === null || new Big(entry.price).lte(0)) return { percent: null, pnl: null };
  const move = price.minus(entry.price).times(entry.long ? 1 : -1);
  const gain = (qty: string) => gainOf(entry, new Big(qty).times(entry.long ? 1 : -1), new Big(entry.price ?? 0), price).toFixed();
  return { percent: move.div(entry.price).times(100).round(SHARE_PLACES).toFixed(), pnl: entry.qty === null ? null : gain(entry.qty) };
}
