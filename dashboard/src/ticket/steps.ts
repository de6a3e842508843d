import { formatAge } from "../format/age";
import { formatPrice } from "../format/number";
import type { Places } from "../account/order-text";
import type { Bracket, LegRow } from "../api/brackets";
import type { Phase, Seen } from "./intent";

export interface TicketStep {
  key: string;
  tone: "done" | "wait" | "warn" | "bad" | "open";
  text: string;
  /** Milliseconds since the click; null while it has not happened. */
  atMs: number | null;
}

type Sent = Extract<Phase, { seen: unknown }>;

export const routeWord = (route: "ws" | "rest" | null) => (route === "ws" ? "WebSocket" : route === "rest" ? "request" : "the gateway");

/** What happened to a sent intent and what is waited for: accepted here, accepted by the venue and filled are three lines. */
export function stepsOf(phase: Sent, expected: "ws" | "rest" | null, places: Places): TicketStep[] {
  const { order, seen, intent } = phase;
  const route = order?.route ?? expected;
  const kind = intent.words.kind;
  const silent = phase.at === "unknown";
  const steps: TicketStep[] = [savedStep(phase)];
  if (phase.at === "refused" && seen.accepted === undefined) {
    steps.push({ key: "no", tone: "bad", text: phase.refused.by === "venue" ? route === null ? "Refused by the venue" : `Sent via ${routeWord(route)}, refused by the venue` : "Refused by the gateway: nothing was sent", atMs: phase.refused.tookMs });
    return steps;
  }
  // Of what was not saved here nobody knows whether it left.
  if (silent && seen.saved === undefined) return [...steps, ...askedSteps(phase)];
  if (seen.accepted !== undefined) steps.push({ key: "sent", tone: "done", text: `Accepted by venue via ${routeWord(route)}`, atMs: seen.accepted });
  else if (silent) steps.push({ key: "sent", tone: "warn", text: `Sent via ${routeWord(route)}: no answer`, atMs: seen.sent ?? null }, ...askedSteps(phase));
  else steps.push({ key: "sent", tone: "wait", text: `Placing ${kind} order via ${routeWord(route)}…`, atMs: seen.sent ?? null });
  if (order !== null && (order.status === "filled" || Number(order.executed_qty) !== 0)) steps.push(filledStep(phase, places));
  else if (seen.accepted !== undefined && phase.at === "working") steps.push({ key: "filled", tone: "wait", text: "Waiting for the fill…", atMs: null });
  steps.push(...legSteps(phase.bracket, seen, places));
  if (order !== null && phase.at === "result" && order.status !== "filled") steps.push(endStep(order.status, order.reason, seen.ended ?? seen.accepted ?? null));
  return steps;
}

function savedStep({ at, seen, intent }: Sent): TicketStep {
  if (seen.saved !== undefined) return { key: "saved", tone: "done", text: `Intent saved ${shortId(intent.orderId)}`, atMs: seen.saved };
  if (at === "unknown") return { key: "saved", tone: "warn", text: "Sent to the gateway: no answer", atMs: null };
  return { key: "saved", tone: at === "refused" ? "open" : "wait", text: at === "refused" ? "Intent not saved" : "Saving the intent…", atMs: null };
}

/** What is asked while nobody knows. */
function askedSteps({ asking, order }: Extract<Phase, { at: "unknown" }>): TicketStep[] {
  if (order?.status === "unknown") return [{ key: "asked", tone: "wait", text: "The gateway asks the venue until its evidence is here", atMs: null }];
  const before: TicketStep[] = asking.count === 0 ? [] : [{ key: "asked", tone: "open", text: `Asked by its name: ${asking.said}`, atMs: null }];
  return [...before, { key: "asking", tone: "wait", text: asking.count === 0 ? "Asking the gateway by its name…" : `Asking again, ${asking.count + 1} of ${asking.most}`, atMs: null }];
}

function filledStep({ order, fills, seen }: Sent, places: Places): TicketStep {
  const count = fills.length > 1 ? ` (${fills.length} fills)` : "";
  const whole = order!.status === "filled";
  const text = `${whole ? "Filled" : "Filled so far:"} ${formatPrice(order!.executed_qty, places.size)} at ${formatPrice(order!.average_price, places.price)}${count}`;
  return { key: "filled", tone: "done", text, atMs: seen.filled ?? seen.ended ?? null };
}

/** The legs, once there is something to protect. */
export function legSteps(bracket: Bracket | null, seen: Seen, places: Places): TicketStep[] {
  if (bracket === null || bracket.state === "entering" || bracket.state === "refused") return [];
  return [legStep("TP", "Take profit", bracket.take_profit, seen.tp, places), legStep("SL", "Stop loss", bracket.stop_loss, seen.sl, places)].filter((s) => s !== null);
}

function legStep(short: "TP" | "SL", long: string, leg: LegRow | null, atMs: Seen["tp"], places: Places): TicketStep | null {
  if (leg === null) return null;
  const price = formatPrice(leg.trigger_price, places.price);
  switch (leg.state) {
    case "waiting":
    case "placing":
      return { key: short, tone: "wait", text: `Placing ${short} ${price}…`, atMs: null };
    case "failed":
      return { key: short, tone: "bad", text: `${long} ${price} refused: ${leg.refusal?.message ?? "no reason told"}`, atMs: null };
    case "canceled":
      return { key: short, tone: "warn", text: `${long} ${price} canceled`, atMs: null };
    default:
      return { key: short, tone: "done", text: `${long} ${price} ${leg.state === "live" ? "open" : leg.state === "done" ? "executed" : leg.state}`, atMs: atMs ?? null };
  }
}

/** `protected in 92 ms`, or that it is not; null where nothing was to be protected. */
export function protectionWords(bracket: Bracket | null, seen: Seen): string | null {
  if (bracket === null) return null;
  if (bracket.state === "protected") return `protected${seen.tp === undefined && seen.sl === undefined ? "" : ` in ${formatAge(Math.max(seen.tp ?? 0, seen.sl ?? 0))}`}`;
  return bracket.state === "unprotected" ? "not protected" : null;
}

function endStep(status: string, reason: string | null, atMs: number | null): TicketStep {
  const why = reason === null || reason === "" ? "" : `: ${reason}`;
  switch (status) {
    case "canceled":
      return { key: "end", tone: "warn", text: `Canceled${why}`, atMs };
    case "expired":
      return { key: "end", tone: "warn", text: `Expired${why}`, atMs };
    case "untriggered":
      return { key: "end", tone: "done", text: "Waits for its trigger", atMs };
    default:
      return { key: "end", tone: "done", text: "Rests in the book", atMs };
  }
}

/** The beginning and the end of a name: enough to find it again. */
export const shortId = (id: string) => (id.length <= 14 ? id : `${id.slice(0, 8)}-${id.slice(-4)}`);
