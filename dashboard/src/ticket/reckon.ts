import Big from "big.js";
import type { Instrument, Side } from "../api/wire";
import { valueOf } from "../account/contract";
import type { Book } from "../stream/book";
import { isMultiple, readDecimal } from "./exact";
import { hasPrice, hasTrigger, trails, type Fields } from "./fields";
import { legOf, type Leg } from "./legs";
import { mostQty, sized } from "./sizing";
import { throughBook, type Met } from "./through-book";

/** Everything that figures are made of, as it is now. What is not known is null. */
export interface Known {
  instrument: Instrument;
  book: Book | null;
  bid: string | null;
  ask: string | null;
  mark: string | null;
  leverage: string | null;
  available: string | null;
  /** What is held, as a quantity; negative is short. In hedge mode of the side that is traded. */
  held: string;
  makerRate: string | null;
  takerRate: string | null;
}

export type FieldName = "price" | "trigger" | "trail" | "size" | "tp" | "sl";

/** What the fields come to. A figure that cannot be computed is null. */
export interface Reckoned {
  qty: string | null;
  /** Something was cut off to reach the lot. */
  cut: boolean;
  price: string | null;
  trigger: string | null;
  /** How far a trailing stop stays behind. */
  trail: string | null;
  /** What values are reckoned at: its own price, or what the book would give. */
  at: string | null;
  met: Met | null;
  most: string | null;
  value: string | null;
  margin: string | null;
  makerFee: string | null;
  takerFee: string | null;
  tp: Leg | null;
  sl: Leg | null;
  errors: Partial<Record<FieldName, string>>;
}

const MONEY = 8;

export function reckon(fields: Fields, known: Known): Reckoned {
  const price = hasPrice(fields.kind) ? onTick(fields.price, known.instrument.tick_size) : { value: null };
  const trigger = hasTrigger(fields.kind) ? onTick(fields.trigger, known.instrument.tick_size) : { value: null };
  const trail = trails(fields.kind) ? distance(fields, known.instrument.tick_size) : { value: null };
  const quote = fields.side === "buy" ? known.ask : known.bid;
  const guess = price.value ?? trigger.value ?? quote ?? known.mark;
  const most = mostQty({
    lot: known.instrument.lot_size,
    price: guess,
    available: known.available,
    leverage: known.leverage,
    feeRate: known.takerRate,
    closable: closable(fields.side, known.held),
    inverse: known.instrument.inverse,
    reduceOnly: fields.reduceOnly,
  });
  const size = sized(fields.size, fields.unit, { lot: known.instrument.lot_size, contract: known.instrument.contract_size, inverse: known.instrument.inverse, price: guess, most });
  const qty = "qty" in size ? size.qty : null;
  const met = fields.kind === "market" && qty !== null && new Big(qty).gt(0) ? throughBook(known.book, fields.side, qty, known.instrument) : null;
  const at = fields.kind === "market" ? (met?.average ?? null) : (price.value ?? trigger.value ?? (trails(fields.kind) ? quote : null));
  const entry = { long: fields.side === "buy", price: at ?? quote, qty, tick: known.instrument.tick_size, inverse: known.instrument.inverse };
  const tp = fields.protect ? legOf("tp", fields.tp, entry) : null;
  const sl = fields.protect ? legOf("sl", fields.sl, entry) : null;
  return {
    tp,
    sl,
    qty,
    cut: "qty" in size && size.cut,
    price: price.value,
    trigger: trigger.value,
    trail: trail.value,
    at,
    met,
    most,
    ...money(qty, at, fields, known),
    errors: { ...errorsOf(fields, price, trigger, size, known.instrument), ...(trail.why !== undefined && { trail: trail.why }), ...legErrors(fields, tp, sl) },
  };
}

/** What of a position the side would close. */
function closable(side: Side, held: string): string {
  const qty = new Big(held);
  return (side === "buy" ? qty.lt(0) : qty.gt(0)) ? qty.abs().toFixed() : "0";
}

function money(qty: string | null, at: string | null, fields: Fields, known: Known) {
  if (qty === null || at === null) return { value: null, margin: null, makerFee: null, takerFee: null };
  const value = valueOf(known.instrument, new Big(qty), at);
  const opening = fields.reduceOnly ? new Big(0) : new Big(qty).minus(closable(fields.side, known.held));
  const share = opening.lte(0) || new Big(qty).eq(0) ? new Big(0) : opening.div(qty);
  const fee = (rate: string | null) => (rate === null ? null : value.times(rate).round(MONEY).toFixed());
  const margin = share.eq(0) ? "0" : known.leverage === null ? null : value.times(share).div(known.leverage).round(MONEY).toFixed();
  return { value: value.round(MONEY).toFixed(), margin, makerFee: fee(known.makerRate), takerFee: fee(known.takerRate) };
}

type Typed = { value: string | null; why?: string };

function onTick(text: string, tick: string): Typed {
  if (text.trim() === "") return { value: null, why: "needs a price" };
  const value = readDecimal(text);
  if (value === null || new Big(value).lte(0)) return { value: null, why: "is not a price" };
  return isMultiple(value, tick) ? { value } : { value, why: `is not a multiple of ${new Big(tick).toFixed()}` };
}

/** A share of the price is in percent; an amount moves by ticks. */
function distance({ trail, trailBy }: Fields, tick: string): Typed {
  if (trail.trim() === "") return { value: null, why: "is needed" };
  const value = readDecimal(trail);
  if (value === null || new Big(value).lte(0)) return { value: null, why: "is not above zero" };
  if (trailBy === "percent") return new Big(value).lt(100) ? { value } : { value, why: "is all of the price" };
  return isMultiple(value, tick) ? { value } : { value, why: `is not a multiple of ${new Big(tick).toFixed()}` };
}

function errorsOf(fields: Fields, price: Typed, trigger: Typed, size: { why: string } | { qty: string }, instrument: Instrument): Reckoned["errors"] {
  const errors: Reckoned["errors"] = {};
  if (hasPrice(fields.kind) && price.why !== undefined) errors.price = price.why;
  if (hasTrigger(fields.kind) && trigger.why !== undefined) errors.trigger = trigger.why === "needs a price" ? "needs a trigger" : trigger.why;
  const why = "why" in size ? size.why : sizeError(size.qty, instrument, fields.kind === "market");
  if (why !== null) errors.size = why;
  return errors;
}

function legErrors(fields: Fields, tp: Leg | null, sl: Leg | null): Reckoned["errors"] {
  const errors: Reckoned["errors"] = {};
  if (tp !== null && "why" in tp) errors.tp = tp.why;
  if (sl !== null && "why" in sl) errors.sl = sl.why;
  if (fields.protect && tp === null && sl === null) errors.sl = "or take profit needs a value";
  return errors;
}

/** The largest of a market order the venue may hold lower than this; it says so then. */
function sizeError(qty: string, instrument: Instrument, market: boolean): string | null {
  const value = new Big(qty);
  if (value.lte(0)) return "is less than one lot";
  if (!isMultiple(qty, instrument.lot_size)) return `is not a multiple of ${new Big(instrument.lot_size).toFixed()}`;
  if (instrument.min_qty !== null && value.lt(instrument.min_qty)) return `is below the least of ${instrument.min_qty}`;
  if (!market && instrument.max_qty !== null && value.gt(instrument.max_qty)) return `is above the most of ${instrument.max_qty}`;
  return null;
}
