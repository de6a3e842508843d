import type { Candle, Repair } from "../../api/wire";
import { formatAge } from "../../format/age";
import { foundText } from "../repairs-table";
import type { RepairedRange } from "./repaired-ranges";

const MOST = 20;

/** Where in the list of candles (oldest first) each repair of this interval lies; oldest first. */
export function repairedRanges(
  repairs: readonly Repair[],
  instrument: string,
  interval: string,
  candles: readonly Candle[],
): RepairedRange[] {
  const ranges: RepairedRange[] = [];
  const found = repairs.filter((r) => r.instrument === instrument && r.channel === `candles.${interval}`).slice(0, MOST);
  for (const repair of found.toReversed()) {
    const last = openAt(candles, repair.repaired_at);
    if (last < 0) continue;
    const first = Math.max(0, openAt(candles, repair.detected_at));
    const text = `↻ repaired: ${foundText(repair)} · ${formatAge(repair.took_ms)}`;
    const before = ranges[ranges.length - 1];
    // Two repairs of one candle are hatched once; the later one says what happened.
    if (before && first <= before.last) ranges[ranges.length - 1] = { first: Math.min(first, before.first), last: Math.max(last, before.last), text };
    else ranges.push({ first, last, text });
  }
  return ranges;
}

/** The candle that was open at that time; -1 before the first. Times of one writing compare as text. */
function openAt(candles: readonly Candle[], time: string): number {
  let index = candles.length - 1;
  while (index >= 0 && candles[index]!.open_ts > time) index -= 1;
  return index;
}
