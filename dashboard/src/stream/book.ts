import type { BookLevels, Level } from "../api/wire";
import { compareDecimal, isZero } from "../format/decimal";

/** An order book: both sides best first, no level with size zero. Never changed in place. */
export interface Book {
  venueSeq: string | null;
  bids: readonly Level[];
  asks: readonly Level[];
}

const ascending = (a: Level, b: Level) => compareDecimal(a[0], b[0]);
const descending = (a: Level, b: Level) => compareDecimal(b[0], a[0]);

/** A book made of a snapshot alone: nothing of an earlier book can survive in it. */
export function bookFromSnapshot(levels: BookLevels): Book {
  return {
    venueSeq: levels.venue_seq,
    bids: mergeSide([], levels.bids, descending),
    asks: mergeSide([], levels.asks, ascending),
  };
}

/** The book after one event of changed levels. */
export function bookAfter(book: Book, change: BookLevels): Book {
  return {
    venueSeq: change.venue_seq ?? book.venueSeq,
    bids: mergeSide(book.bids, change.bids, descending),
    asks: mergeSide(book.asks, change.asks, ascending),
  };
}

/** Both lists in order; a changed level replaces the one at its price, size zero removes it. */
function mergeSide(
  side: readonly Level[],
  changes: readonly Level[],
  order: (a: Level, b: Level) => number,
): readonly Level[] {
  if (changes.length === 0) return side;
  const sorted = [...changes].sort(order);
  const merged: Level[] = [];
  let next = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    const change = sorted[i]!;
    const following = sorted[i + 1];
    // The sort is stable: of two changes at one price the later one counts.
    if (following && order(change, following) === 0) continue;
    while (next < side.length && order(side[next]!, change) < 0) {
      merged.push(side[next]!);
      next += 1;
    }
    if (next < side.length && order(side[next]!, change) === 0) next += 1;
    if (!isZero(change[1])) merged.push(change);
  }
  while (next < side.length) {
    merged.push(side[next]!);
    next += 1;
  }
  return merged;
}
