import Big from "big.js";
import type { Instrument, Preview } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { ABSENT, formatPrice } from "../format/number";
import type { Fields } from "./fields";
import type { FigureRow } from "./rows";
import type { Known, Reckoned } from "./reckon";

/** What an order comes to, as rows; a figure that cannot be computed says what it needs. */
export function figureRows(fields: Fields, reckoned: Reckoned, known: Known, marginMode: string | null, previewed: Previewed): FigureRow[] {
  const { instrument, leverage } = known;
  const money = (text: string | null) => (text === null ? null : `${formatPrice(text, 2, true)} ${instrument.settle}`);
  const needs = (words: string): Pick<FigureRow, "value" | "quiet"> => ({ value: words, quiet: true });
  const or = (value: string | null, words: string) => (value === null ? needs(words) : { value });
  const rows: FigureRow[] = [];
  if (fields.kind === "market") rows.push({ name: "Worst price", ...worst(reckoned, instrument), title: "The last level of the book that this size would reach" });
  rows.push({ name: "Order value", ...or(money(reckoned.value), reckoned.qty === null ? ABSENT : fields.kind === "market" ? "needs a live book" : ABSENT) });
  rows.push({ name: `Margin${leverage === null ? "" : ` at ${formatPrice(leverage, 0)}×`}${marginMode === null ? "" : `, ${marginMode}`}`, ...or(money(reckoned.margin), leverage === null ? "needs the leverage" : ABSENT) });
  rows.push({ name: "Est. liquidation", ...liquidation(previewed, instrument) });
  rows.push({ name: "Fee, maker / taker", ...fees(fields, reckoned, known, previewed.preview), title: "At what this account's last fills here were charged, or what the venue says that it charges" });
  return rows;
}

/** What the gateway said of these fields, if it was asked and has answered. */
export interface Previewed {
  preview: Preview | null;
  pending: boolean;
}

/** Where the venue would close the position that is there once the order is filled. */
export function liquidation({ preview, pending }: Previewed, instrument: Instrument): Pick<FigureRow, "value" | "quiet" | "title"> {
  if (preview === null) return { value: pending ? "…" : ABSENT, quiet: true };
  if (preview.liquidation_price !== null) {
    const title = "Mark price at which the venue closes the position once this order is filled, from the venue's own margin brackets";
    return { value: `${formatPrice(preview.liquidation_price, placesOfTick(instrument.tick_size), true)} ${instrument.quote}`, title };
  }
  const missing = preview.needs.find((n) => n.figure === "liquidation_price")?.needs;
  if (missing === undefined) return { value: "none", title: "At no price: the position would be flat, or is backed by more than it can lose" };
  return { value: "not known", quiet: true, title: `It needs ${missing}` };
}

function worst({ met, qty }: Reckoned, instrument: Instrument): Pick<FigureRow, "value" | "quiet"> {
  if (qty === null) return { value: ABSENT, quiet: true };
  if (met === null) return { value: "needs a live book", quiet: true };
  const price = formatPrice(met.worst, placesOfTick(instrument.tick_size));
  return new Big(met.qty).lt(qty) ? { value: `book holds ${formatPrice(met.qty, instrument.size_decimals)} only`, quiet: true } : { value: `${price} ${instrument.quote}` };
}

function fees(fields: Fields, reckoned: Reckoned, known: Known, preview: Preview | null): Pick<FigureRow, "value" | "quiet"> {
  const [maker, taker] = [reckoned.makerFee ?? preview?.maker_fee ?? null, reckoned.takerFee ?? preview?.taker_fee ?? null];
  if (reckoned.value === null) return { value: ABSENT, quiet: true };
  if (maker === null && taker === null) return { value: "not known", quiet: true };
  const amount = (fee: string | null) => (fee === null ? "?" : formatPrice(fee, 2, true));
  return { value: fields.kind === "market" ? `${amount(taker)} ${known.instrument.settle}` : `${amount(maker)} / ${amount(taker)} ${known.instrument.settle}` };
}
