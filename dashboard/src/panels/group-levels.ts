import type { Level, Side } from "../api/wire";
import { fromFixedPoint, placesOf, toFixedPoint } from "../format/decimal";

/** One row of the ladder. Numbers are widths of bars between 0 and 1, everything else stays a decimal string. */
export interface Rung {
  price: string;
  size: string;
  /** Size from the best price to here. */
  total: string;
  /** Price times size from the best price to here. */
  value: string;
  level: number;
  depth: number;
}

/** Multiples of the tick that prices can be grouped by. */
export const GROUPINGS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10000] as const;

/** The tick times the multiple, without useless zeros: 0.10 times 25 is `2.5`. */
export function groupingStep(tick: string, multiple: number): string {
  const scale = placesOf(tick);
  const text = fromFixedPoint(toFixedPoint(tick, scale) * BigInt(multiple), scale);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/**
 * The first `rows` groups of one side, best first. A bid belongs to the step at or below it, an ask to the step at or
 * above it, so that no group promises a better price than it holds. Without a step every level stands for itself.
 */
export function groupLevels(
  levels: readonly Level[],
  side: Side,
  step: string | null,
  rows: number,
): Rung[] {
  if (levels.length === 0 || rows === 0) return [];
  let priceScale = step === null ? 0 : placesOf(step);
  let sizeScale = 0;
  for (const [price, size] of levels) {
    priceScale = Math.max(priceScale, placesOf(price));
    sizeScale = Math.max(sizeScale, placesOf(size));
  }
  const width = step === null ? 1n : toFixedPoint(step, priceScale);
  const groups: { price: bigint; size: bigint; value: bigint }[] = [];
  for (const [priceText, sizeText] of levels) {
    const exact = toFixedPoint(priceText, priceScale);
    const below = exact - (exact % width);
    const price = side === "buy" || below === exact ? below : below + width;
    const size = toFixedPoint(sizeText, sizeScale);
    const last = groups[groups.length - 1];
    if (last && last.price === price) {
      last.size += size;
      last.value += exact * size;
      continue;
    }
    if (groups.length === rows) break;
    groups.push({ price, size, value: exact * size });
  }
  const sum = groups.reduce((a, g) => a + g.size, 0n);
  const largest = groups.reduce((a, g) => (g.size > a ? g.size : a), 0n);
  let total = 0n;
  let value = 0n;
  return groups.map((group) => {
    total += group.size;
    value += group.value;
    return {
      price: fromFixedPoint(group.price, priceScale),
      size: fromFixedPoint(group.size, sizeScale),
      total: fromFixedPoint(total, sizeScale),
      value: fromFixedPoint(value, priceScale + sizeScale),
      level: ratio(group.size, largest),
      depth: ratio(total, sum),
    };
  });
}

/** The share of bids in what both sides show, in whole percent; null when both are empty. */
export function bidShare(bids: readonly Rung[], asks: readonly Rung[]): number | null {
  const bid = bids[bids.length - 1]?.total ?? "0";
  const ask = asks[asks.length - 1]?.total ?? "0";
  const scale = Math.max(placesOf(bid), placesOf(ask));
  const b = toFixedPoint(bid, scale);
  const all = b + toFixedPoint(ask, scale);
  return all === 0n ? null : Number((b * 100n + all / 2n) / all);
}

function ratio(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 10_000n) / whole) / 10_000;
}
