import Big from "big.js";
import type { Order, OrderStatus, OrderType } from "../api/wire";
import { formatPrice } from "../format/number";

const TYPES: Record<OrderType, string> = {
  limit: "Limit",
  market: "Market",
  stop_limit: "Stop limit",
  stop_market: "Stop",
  take_profit_limit: "Take profit limit",
  take_profit_market: "Take profit",
  trailing_stop_market: "Trailing stop",
};
const STATUSES: Record<OrderStatus, string> = {
  pending: "Pending",
  untriggered: "Waits for trigger",
  open: "Open",
  partially_filled: "Partly filled",
  filled: "Filled",
  canceled: "Canceled",
  expired: "Expired",
  rejected: "Refused",
  unknown: "Unknown",
};

export const typeWord = (type: Order["type"]) => (type === null ? "–" : TYPES[type]);
export const statusWord = (status: OrderStatus) => STATUSES[status];
export const sideWord = (side: Order["side"]) => (side === null ? "–" : side === "buy" ? "Buy" : "Sell");
export const sideArrow = (side: Order["side"]) => (side === null ? "" : side === "buy" ? "▲" : "▼");
export const sideSign = (side: Order["side"]) => (side === null ? 0 : side === "buy" ? 1 : -1);
export const symbolOf = (instrument: string) => instrument.slice(instrument.indexOf(":") + 1);
export const venueOf = (instrument: string) => instrument.slice(0, Math.max(0, instrument.indexOf(":")));

/** What is still to be executed; null for an order that closes whatever is there then. */
export function remainingOf(order: Pick<Order, "qty" | "executed_qty">): string | null {
  return order.qty === null ? null : new Big(order.qty).minus(order.executed_qty).toFixed();
}

/** Executed share in whole percent; null if the quantity is open. */
export function executedShare(order: Pick<Order, "qty" | "executed_qty">): number | null {
  if (order.qty === null) return null;
  const qty = new Big(order.qty);
  return qty.eq(0) ? null : Number(new Big(order.executed_qty).div(qty).times(100).toFixed(0, Big.roundDown));
}

/** The terms that are not price and quantity, in a few words. */
export function flagsOf(order: Order): string[] {
  const flags: string[] = [];
  if (order.time_in_force !== null && order.time_in_force !== "gtc") flags.push(order.time_in_force.toUpperCase());
  if (order.post_only) flags.push("post only");
  if (order.reduce_only) flags.push("reduce only");
  if (order.close_position) flags.push("closes the position");
  if (order.position_side !== null && order.position_side !== "both") flags.push(order.position_side);
  if (order.trailing_amount !== null) flags.push(`trails by ${order.trailing_amount}`);
  if (order.trailing_percent !== null) flags.push(`trails ${order.trailing_percent}%`);
  if (order.origin === "external") flags.push("placed elsewhere");
  return flags;
}

/** How prices and quantities of an instrument are written; as they came until it is known. */
export interface Places {
  price: number;
  size: number;
}
export const AS_TOLD: Places = { price: 0, size: 0 };

/** `Limit buy 0.250 at 97,180.0`: an order in a few words. */
export function orderSentence(order: Order, places: Places): string {
  const qty = order.qty === null ? (order.close_position ? "the whole position" : "") : formatPrice(order.qty, places.size);
  const trigger = order.trigger_price === null ? "" : `, triggered at ${formatPrice(order.trigger_price, places.price)}`;
  const price = order.price === null ? "" : ` at ${formatPrice(order.price, places.price)}`;
  return `${typeWord(order.type)} ${sideWord(order.side).toLowerCase()} ${qty}${price}${trigger}`.replace(/ +/g, " ").trim();
}
