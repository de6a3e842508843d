import type { Candle } from "../../api/wire";
import { compareDecimal } from "../../format/decimal";
import { formatPrice } from "../../format/number";
import { clockTimeOf } from "../../format/time";

const SPAN = 60;

/** The newest candles in a sentence or two, for the drawing's description. Empty while there are none. */
export function summaryOf(candles: readonly Candle[], places: number): string {
  const span = candles.slice(-SPAN);
  const first = span[0];
  const last = span[span.length - 1];
  if (!first || !last) return "";
  const price = (text: string) => formatPrice(text, places);
  const low = span.reduce((a, c) => (compareDecimal(c.low, a) < 0 ? c.low : a), first.low);
  const high = span.reduce((a, c) => (compareDecimal(c.high, a) > 0 ? c.high : a), first.high);
  const turn = compareDecimal(last.close, first.open);
  const way = turn > 0 ? "up" : turn < 0 ? "down" : "unchanged";
  return (
    `The last ${span.length} candles go ${way}, from ${price(first.open)} at ${clockTimeOf(first.open_ts).slice(0, 5)} to ${price(last.close)}, ` +
    `between ${price(low)} and ${price(high)}. The same figures are there as a table.`
  );
}
