import type { AccountChange, Money } from "../api/wire";
import { formatPrice } from "../format/number";
import type { Toast } from "../ui/toasts";
import { symbolOf, type Places } from "./order-text";

interface Whose {
  account: string;
  money: Money;
  places: (instrument: string) => Places;
}

/** What of an account is worth interrupting somebody for; null for what is only bookkeeping. */
export function toastOf(change: AccountChange, { account, money, places }: Whose): Toast | null {
  switch (change.event) {
    case "order_executed": {
      const { order } = change;
      if (order.status !== "filled") return null;
      const of = places(order.instrument);
      const at = order.average_price === null ? "" : ` at ${formatPrice(order.average_price, of.price)}`;
      const via = order.route === "ws" ? " · via WebSocket" : order.route === "rest" ? " · via a request" : "";
      return { key: order.order_id, tone: "done", title: `${order.side === "sell" ? "Sold" : "Bought"} ${formatPrice(order.executed_qty, of.size)} ${symbolOf(order.instrument)}${at}`, text: `${account}${via}`, money, stays: false };
    }
    case "order_rejected":
      return { key: change.order.order_id, tone: "bad", title: `Refused: ${change.order.reason ?? "nothing was placed"}`, text: `${account} · ${symbolOf(change.order.instrument)} · nothing was placed`, money, stays: true };
    case "order_updated":
      return change.order.status === "unknown" ? { key: change.order.order_id, tone: "unknown", title: "Outcome unknown, asking the venue", text: `${account} · ${symbolOf(change.order.instrument)} · stays until known`, money, stays: true } : null;
    case "alert":
      return { key: `alert ${change.text}`, tone: "alarm", title: change.text, text: account, money, stays: true };
    default:
      return null;
  }
}
