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
  return repairs
    .filter((r) => r.instrument === instrument && r.channel === `candles.${interval}`)
    .slice(0, MOST)
    .map((r) => ({
      first: openAt(candles, r.detected_at),
      last: openAt(candles, r.repaired_at),
      text: `↻ repaired: ${foundText(r)} · ${formatAge(r.took_ms)}`,
    }))
    .filter((range) => range.last >= 0)
    .map((range) => ({ ...range, first: Math.max(0, range.first) }))
    .toReversed();
}

/** The candle that was open at that time; -1 before the first. Times of one writing compare as text. */
function openAt(candles: readonly Candle[], time: string): number {
  let index = candles.length - 1;
  while (index >= 0 && candles[index]!.open_ts > time) index -= 1;
  return index;
}
