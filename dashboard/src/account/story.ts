import type { AccountChange, Fill, HistoryEvent, Order } from "../api/wire";
import { compareDecimal } from "../format/decimal";
import { formatPrice } from "../format/number";
import { parseTime } from "../format/time";
import { flagsOf, orderSentence, statusWord, type Places } from "./order-text";

/** One step of an order's story. */
export interface Step {
  key: string;
  tone: "done" | "wait" | "warn" | "bad" | "note";
  title: string;
  detail: string;
  at: string;
  /** Milliseconds since the first step, by this machine's clock. */
  sinceMs: number;
  source: HistoryEvent["source"];
  /** What told it: an event, a decision made here, or the request that was answered. */
  via: string;
}

type Told = Pick<Step, "tone" | "title" | "detail">;

/** What happened to an order, from its wish to its end. Each step says what is new since the one before. */
export function story(events: readonly HistoryEvent[], places: Places): Step[] {
  const first = events[0] === undefined ? 0 : parseTime(events[0].ts_recv);
  let before: Order | null = null;
  return events.flatMap((event) => {
    const told = tell(event.data, before, places);
    if ("order" in event.data) before = event.data.order;
    if (told === null) return [];
    return [{ key: `${event.epoch}.${event.seq}`, ...told, at: event.ts_recv, sinceMs: parseTime(event.ts_recv) - first, source: event.source, via: event.via }];
  });
}

function tell(change: AccountChange, before: Order | null, places: Places): Told | null {
  switch (change.event) {
    case "order_placed":
      return placed(change.order, places);
    case "order_updated":
      return updated(change.order, before, places);
    case "order_executed":
      return { tone: "done", title: executedTitle(change.order, places), detail: change.order.status === "filled" ? "All of it." : rest(change.order, places) };
    case "order_cancelled":
      return { tone: "done", title: statusWord(change.order.status), detail: join(change.order.reason, rest(change.order, places)) };
    case "order_rejected":
      return { tone: "bad", title: change.order.accepted_by === "gateway" && change.order.refusal_code === null ? "Refused" : "Refused by the venue", detail: join(change.order.reason, code(change.order)) };
    case "command_sent":
      return { tone: "wait", title: `${commandWord(change.command)} is sent`, detail: sentence(change.detail) };
    case "command_ended":
      return ended(change.command, change.outcome, change.detail);
    case "fill":
      return { tone: "done", title: fillTitle(change.fill, places), detail: fillDetail(change.fill) };
    case "fill_updated":
      return { tone: "note", title: `More is known of the fill at ${formatPrice(change.fill.price, places.price)}`, detail: fillDetail(change.fill) };
    case "alert":
      return { tone: "warn", title: sentence(change.text), detail: "" };
    default:
      return null;
  }
}

function placed(order: Order, places: Places): Told {
  const flags = flagsOf(order).join(", ");
  if (order.origin === "external") return { tone: "note", title: "First seen", detail: join(orderSentence(order, places), flags) };
  const by = order.actor === null ? "" : `Wanted by ${order.actor}.`;
  return { tone: "done", title: "Intent saved", detail: join(orderSentence(order, places), flags, by) };
}

function updated(order: Order, before: Order | null, places: Places): Told {
  if (order.status === "unknown") return { tone: "warn", title: "Nobody knows yet whether the venue has it", detail: join(order.reason, "Nothing is sent twice; the venue is asked.") };
  const changes = changesOf(order, before, places);
  if (before !== null && before.accepted_by === "gateway" && order.accepted_by === "venue") {
    const route = order.route === null ? "" : ` through ${order.route === "ws" ? "the WebSocket" : "a request"}`;
    return { tone: "done", title: `Accepted by the venue${route}`, detail: join(order.venue_order_id === null ? "" : `Its name there is ${order.venue_order_id}.`, changes) };
  }
  if (before !== null && before.status !== order.status) return { tone: "note", title: statusWord(order.status), detail: join(order.reason, changes) };
  return { tone: "note", title: changes === "" ? "More is known of it" : "Changed", detail: changes === "" ? venueWord(order) : sentence(changes) };
}

/** What of its terms is another than before. */
function changesOf(order: Order, before: Order | null, places: Places): string {
  if (before === null) return "";
  const changes: string[] = [];
  const change = (name: string, was: string | null, is: string | null, digits: number) => {
    const same = was === is || (was !== null && is !== null && compareDecimal(was, is) === 0);
    if (!same) changes.push(`${name} ${formatPrice(was, digits)} → ${formatPrice(is, digits)}`);
  };
  change("price", before.price, order.price, places.price);
  change("size", before.qty, order.qty, places.size);
  change("trigger", before.trigger_price, order.trigger_price, places.price);
  return changes.join(", ");
}

function ended(command: string, outcome: string, detail: string): Told {
  const word = commandWord(command);
  if (outcome === "done") return { tone: "done", title: `${word} was done`, detail: sentence(detail) };
  if (outcome === "refused") return { tone: "bad", title: `${word} was refused`, detail: sentence(detail) };
  return { tone: "warn", title: `What became of the ${command} is not known yet`, detail: sentence(detail) };
}

const commandWord = (command: string) => `The ${command}`;
const code = (order: Order) => (order.refusal_code === null ? "" : `Code ${order.refusal_code}.`);
const venueWord = (order: Order) => (order.venue_status === "" ? "" : `The venue calls it ${order.venue_status}.`);
const executedTitle = (order: Order, places: Places) =>
  `Executed ${formatPrice(order.executed_qty, places.size)}${order.average_price === null ? "" : ` at ${formatPrice(order.average_price, places.price)} on average`}`;
const rest = (order: Order, places: Places) =>
  order.qty === null || compareDecimal(order.executed_qty, order.qty) === 0 ? "" : `${formatPrice(order.executed_qty, places.size)} of ${formatPrice(order.qty, places.size)} were executed.`;

const fillTitle = (fill: Fill, places: Places) =>
  `${fill.side === "buy" ? "Bought" : "Sold"} ${formatPrice(fill.qty, places.size)} at ${formatPrice(fill.price, places.price)}`;

function fillDetail(fill: Fill): string {
  const role = fill.maker === null ? "" : fill.maker ? "as maker" : "as taker";
  const fee = fill.fee === null ? "fee not told yet" : `fee ${formatPrice(fill.fee, 4)} ${fill.fee_asset ?? ""}`.trim();
  const realized = fill.realized_pnl === null ? "" : `realised ${formatPrice(fill.realized_pnl, 2)}`;
  return sentence([role, fee, realized, `trade ${fill.trade_id}`].filter((t) => t !== "").join(", "));
}

function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  return `${trimmed[0]!.toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? "" : "."}`;
}

const join = (...parts: (string | null)[]) => parts.map((p) => sentence(p ?? "")).filter((p) => p !== "").join(" ");
