import Big from "big.js";
import type { Side } from "../api/wire";

/** A limit this much worse than the market is asked about. */
const THROUGH = "0.02";
/** Times the usual size that is asked about. */
const TIMES = 10;
/** Fewer sizes than this are no habit. */
const HABIT = 3;

/** In words, what looks like a slip: a limit far through the market, or a size far beyond the usual. Empty if nothing does. */
export function slips(order: { side: Side; price: string | null; qty: string | null }, market: { bid: string | null; ask: string | null }, usual: string | null): string[] {
  const found: string[] = [];
  const best = order.side === "buy" ? market.ask : market.bid;
  if (order.price !== null && best !== null && new Big(best).gt(0)) {
    const through = new Big(order.price).minus(best).div(best).times(order.side === "buy" ? 1 : -1);
    if (through.gt(THROUGH)) found.push(`The price is ${through.times(100).toFixed(1)} % through the market: it would be filled at once, up to that price.`);
  }
  if (order.qty !== null && usual !== null && new Big(usual).gt(0)) {
    const times = new Big(order.qty).div(usual);
    if (times.gte(TIMES)) found.push(`The size is ${times.toFixed(0, Big.roundDown)} times the usual one here (${usual}).`);
  }
  return found;
}

/** The middle of the sizes that were traded here; null if there are too few to speak of a habit. */
export function usualSize(sizes: readonly string[]): string | null {
  if (sizes.length < HABIT) return null;
  const sorted = sizes.map((s) => new Big(s)).sort((a, b) => a.cmp(b));
  return sorted[Math.floor(sorted.length / 2)]!.toFixed();
}
