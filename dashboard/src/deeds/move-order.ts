import type { Account, Instrument, Order } from "../api/wire";
import type { AccountView } from "../stream/account";
import { askEdit } from "./ask";
import { askLeg } from "./ask-leg";

/** True for what can be moved to another price: it waits at the venue with a limit, or is the leg of a bracket. */
export function canMove(order: Order, view: AccountView | null): boolean {
  return legOf(order, view) !== null || (order.type === "limit" && order.price !== null && (order.status === "open" || order.status === "partially_filled"));
}

/** Asks about another price for an order: its limit, or the trigger of the leg that it is. */
export function askMove(account: Account, order: Order, instrument: Instrument, price: string, view: AccountView | null): void {
  const leg = legOf(order, view);
  if (leg === null) askEdit(account, order, instrument, price);
  else askLeg(account, leg.bracket, leg.which, instrument, price);
}

function legOf(order: Order, view: AccountView | null) {
  for (const bracket of Object.values(view?.brackets ?? {})) {
    for (const which of ["stop_loss", "take_profit"] as const) if (bracket[which]?.orders.includes(order.order_id)) return { bracket, which };
  }
  return null;
}
