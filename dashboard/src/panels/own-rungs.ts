import type { Order, Side } from "../api/wire";
import { remainingOf } from "../account/order-text";
import { compareDecimal, fromFixedPoint, placesOf, toFixedPoint } from "../format/decimal";

const IN_BOOK = new Set(["open", "partially_filled"]);

/**
 * What of one's own orders waits at each rung of a side, by the rung's price as `groupLevels` writes it. Like there, a bid
 * belongs to the step at or below it, an ask to the step at or above it.
 */
export function ownRungs(orders: readonly Order[], side: Side, rungs: readonly { price: string }[], step: string | null): ReadonlyMap<string, string> {
  const own = orders.filter((o) => o.side === side && o.price !== null && IN_BOOK.has(o.status));
  const first = rungs[0];
  if (own.length === 0 || first === undefined) return new Map();
  const scale = Math.max(placesOf(first.price), placesOf(step ?? ""), ...own.map((o) => placesOf(o.price!)));
  const sizes = own.map((o) => remainingOf(o) ?? "0");
  const sizeScale = Math.max(...sizes.map(placesOf));
  const width = step === null ? 1n : toFixedPoint(step, scale);
  const sums = new Map<bigint, bigint>();
  own.forEach((order, i) => {
    const exact = toFixedPoint(order.price!, scale);
    const below = exact - (exact % width);
    const price = side === "buy" || below === exact ? below : below + width;
    sums.set(price, (sums.get(price) ?? 0n) + toFixedPoint(sizes[i]!, sizeScale));
  });
  const found = new Map<string, string>();
  for (const { price } of rungs) {
    const sum = sums.get(toFixedPoint(price, scale));
    if (sum !== undefined) found.set(price, fromFixedPoint(sum, sizeScale));
  }
  return found;
}

/** The order at each price where exactly one of one's own waits: that one can be dragged. */
export function singleOrders(orders: readonly Order[], rungs: readonly { price: string }[]): ReadonlyMap<string, Order> {
  const found = new Map<string, Order>();
  const waiting = orders.filter((o) => o.type === "limit" && o.price !== null && IN_BOOK.has(o.status));
  if (waiting.length === 0) return found;
  for (const { price } of rungs) {
    const here = waiting.filter((o) => compareDecimal(o.price!, price) === 0);
    if (here.length === 1) found.set(price, here[0]!);
  }
  return found;
}
