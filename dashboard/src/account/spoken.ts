import type { AccountChange } from "../api/wire";
import { sideWord, statusWord, symbolOf } from "./order-text";

/** What happened to the account in a short sentence, for those who listen; null for what is only bookkeeping. */
export function spoken(change: AccountChange): string | null {
  switch (change.event) {
    case "fill":
      return `${change.fill.side === "buy" ? "Bought" : "Sold"} ${change.fill.qty} ${symbolOf(change.fill.instrument)} at ${change.fill.price}`;
    case "order_placed":
    case "order_cancelled":
    case "order_rejected":
      return `Order ${sideWord(change.order.side).toLowerCase()} ${symbolOf(change.order.instrument)}: ${statusWord(change.order.status).toLowerCase()}`;
    case "order_updated":
      return change.order.status === "unknown" ? `Order ${symbolOf(change.order.instrument)}: nobody knows yet whether the venue has it` : null;
    case "command_ended":
      return change.outcome === "done" ? null : `The ${change.command} was ${change.outcome === "refused" ? "refused" : "sent, and its outcome is not known yet"}`;
    case "position_closed":
      return `Position in ${symbolOf(change.position.instrument)} is closed`;
    case "alert":
      return change.text;
    default:
      return null;
  }
}
