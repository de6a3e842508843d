import Big from "big.js";
import type { Instrument } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { ABSENT, formatPrice } from "../format/number";
import type { Fields } from "./fields";
import type { FigureRow } from "./rows";
import type { Known, Reckoned } from "./reckon";

/** What an order comes to, as rows; a figure that cannot be computed says what it needs. */
export function figureRows(fields: Fields, reckoned: Reckoned, known: Known, marginMode: string | null): FigureRow[] {
  const { instrument, leverage } = known;
  const money = (text: string | null) => (text === null ? null : `${formatPrice(text, 2, true)} ${instrument.settle}`);
  const needs = (words: string): Pick<FigureRow, "value" | "quiet"> => ({ value: words, quiet: true });
  const or = (value: string | null, words: string) => (value === null ? needs(words) : { value });
  const rows: FigureRow[] = [];
  if (fields.kind === "market") rows.push({ name: "Worst price", ...worst(reckoned, instrument), title: "The last level of the book that this size would reach" });
  rows.push({ name: "Order value", ...or(money(reckoned.value), reckoned.qty === null ? ABSENT : fields.kind === "market" ? "needs a live book" : ABSENT) });
  rows.push({ name: `Margin${leverage === null ? "" : ` at ${formatPrice(leverage, 0)}×`}${marginMode === null ? "" : `, ${marginMode}`}`, ...or(money(reckoned.margin), leverage === null ? "needs the leverage" : ABSENT) });
  rows.push({ name: "Est. liquidation", ...needs("needs the venue's brackets"), title: "The price depends on the venue's maintenance margin brackets, which are not read yet. The position's own price is in the table once it is open." });
  rows.push({ name: "Fee, maker / taker", ...fees(fields, reckoned, known), title: "At what this account's last fills here were charged" });
  return rows;
}

function worst({ met, qty }: Reckoned, instrument: Instrument): Pick<FigureRow, "value" | "quiet"> {
  if (qty === null) return { value: ABSENT, quiet: true };
  if (met === null) return { value: "needs a live book", quiet: true };
  const price = formatPrice(met.worst, placesOfTick(instrument.tick_size));
  return new Big(met.qty).lt(qty) ? { value: `book holds ${formatPrice(met.qty, instrument.size_decimals)} only`, quiet: true } : { value: `${price} ${instrument.quote}` };
}

function fees(fields: Fields, reckoned: Reckoned, known: Known): Pick<FigureRow, "value" | "quiet"> {
  if (known.makerRate === null && known.takerRate === null) return { value: "needs a first fill", quiet: true };
  const amount = (fee: string | null) => (fee === null ? "?" : formatPrice(fee, 2, true));
  if (reckoned.value === null) return { value: ABSENT, quiet: true };
  if (fields.kind === "market") return reckoned.takerFee === null ? { value: "needs a first fill", quiet: true } : { value: `${amount(reckoned.takerFee)} ${known.instrument.settle}` };
  return { value: `${amount(reckoned.makerFee)} / ${amount(reckoned.takerFee)} ${known.instrument.settle}` };
}
