import type { Fill, Money, Order } from "../api/wire";
import { isOver, type Bracket } from "../api/brackets";
import type { Refused } from "./refused";

/** One wish. Whatever is clicked, pressed, repeated or reloaded carries its key, until the outcome is known. */
export interface Intent {
  /** `Idempotency-Key` of every request of it. */
  key: string;
  /** The order's name here and at the venue: made with the key, so that it can be asked for whatever became of the request. */
  orderId: string;
  account: string;
  venue: string;
  money: Money;
  instrument: string;
  path: string;
  body: Readonly<Record<string, unknown>>;
  /** `Long 0.250 BTC at market`, and the pieces of it that the result needs. */
  words: Words;
  /** Questions that were asked in words, and were said yes to. */
  asked: readonly string[];
  /** Unix milliseconds; null while it was not sent. */
  sentAt: number | null;
}

export interface Words {
  long: boolean;
  what: string;
  /** `market`, `limit`… */
  kind: string;
  /** What was asked for: the best price or the limit, when it was confirmed. */
  price: string | null;
  base: string;
  quote: string;
}

/** When the page saw a step for the first time, in milliseconds since the click. */
export interface Seen {
  saved?: number;
  sent?: number;
  accepted?: number;
  filled?: number;
  ended?: number;
  tp?: number;
  sl?: number;
}

/** Questions about an order of which no answer came. */
export interface Asking {
  count: number;
  most: number;
  /** Unix milliseconds of the next one; null after the last. */
  nextAt: number | null;
  said: string;
}

interface Sent {
  intent: Intent;
  order: Order | null;
  fills: readonly Fill[];
  /** What protects it, where legs were asked for and are known. */
  bracket: Bracket | null;
  seen: Seen;
}

export type Phase =
  | { at: "editing" }
  | { at: "confirm"; intent: Intent }
  | ({ at: "working"; ignored: number } & Sent)
  | ({ at: "result" } & Sent)
  | ({ at: "refused"; refused: Refused } & Sent)
  | ({ at: "unknown"; asking: Asking } & Sent);

export type IntentEvent =
  | { type: "opened"; intent: Intent }
  | { type: "back" }
  /** Clicked, pressed or repeated; only the first one sends. */
  | { type: "send"; at: number }
  | { type: "told"; order: Order; fills: readonly Fill[]; bracket?: Bracket | null; at: number }
  | { type: "refused"; refused: Refused }
  | { type: "silent"; asking: Asking }
  /** Times of the steps as the gateway wrote them down, which are finer than what a page sees. */
  | { type: "timed"; orderId: string; seen: Seen }
  | { type: "restored"; phase: Phase }
  | { type: "done" };

export interface Machine {
  phase: Phase;
  /** When the phase became another, on the page's clock: what is pressed right after it was meant for the one before. */
  changedAt: number;
}

/** A press this soon after a change was meant for what stood there before. */
export const STRAY_MS = 400;

export const START: Machine = { phase: { at: "editing" }, changedAt: -Infinity };

const FINAL = new Set(["filled", "canceled", "expired", "rejected"]);

/** The machine after an event; the same object if nothing changed. `now` is the page's clock in milliseconds. */
export function after(machine: Machine, event: IntentEvent, now: number): Machine {
  const next = phaseAfter(machine, event, now);
  if (next === machine.phase) return machine;
  return { phase: next, changedAt: next.at === machine.phase.at ? machine.changedAt : now };
}

function phaseAfter({ phase, changedAt }: Machine, event: IntentEvent, now: number): Phase {
  const stray = now - changedAt < STRAY_MS;
  switch (event.type) {
    case "restored":
      return event.phase;
    case "opened":
      // A second wish cannot begin while one is open.
      return phase.at === "editing" && !stray ? { at: "confirm", intent: event.intent } : phase;
    case "back":
      return phase.at === "confirm" && !stray ? { at: "editing" } : phase;
    case "send":
      return sendPressed(phase, stray, event.at);
    case "told":
      return told(phase, event);
    case "timed":
      return phase.at === "result" && phase.intent.orderId === event.orderId ? { ...phase, seen: event.seen } : phase;
    case "refused":
      return "seen" in phase && phase.at !== "result" ? { at: "refused", refused: event.refused, ...sentOf(phase) } : phase;
    case "silent":
      return phase.at === "working" || phase.at === "unknown" ? { at: "unknown", asking: event.asking, ...sentOf(phase) } : phase;
    case "done":
      return (phase.at === "result" || phase.at === "refused") && !stray ? { at: "editing" } : phase;
  }
}

function sendPressed(phase: Phase, stray: boolean, at: number): Phase {
  if (phase.at === "working") return { ...phase, ignored: phase.ignored + 1 };
  if (phase.at !== "confirm" || stray) return phase;
  return { at: "working", ignored: 0, intent: { ...phase.intent, sentAt: at }, order: null, fills: [], bracket: null, seen: {} };
}

/** What the stream or an answer says of the order; later words never take back what is known. */
function told(phase: Phase, { order, fills, bracket, at }: Extract<IntentEvent, { type: "told" }>): Phase {
  if (!("seen" in phase) || phase.intent.orderId !== order.order_id) return phase;
  const since = at - (phase.intent.sentAt ?? at);
  const held = phase.order;
  // A late answer must not undo an end that the stream has told already.
  const newest = held !== null && FINAL.has(held.status) && !FINAL.has(order.status) ? held : order;
  const legs = later(phase.bracket, bracket ?? null);
  const seen = seenLegs(seenAfter(phase.seen, newest, since), legs, since);
  const sent = { ...sentOf(phase), order: newest, fills: fills.length > 0 ? fills : phase.fills, bracket: legs, seen };
  if (phase.at === "refused" && newest.status === "rejected") return { ...phase, ...sent };
  if (newest.status === "unknown") return { at: "unknown", asking: phase.at === "unknown" ? phase.asking : { count: 0, most: 0, nextAt: null, said: newest.reason ?? "The venue has not answered" }, ...sent };
  if (newest.status === "pending") return phase.at === "unknown" ? { ...phase, ...sent } : { at: "working", ignored: phase.at === "working" ? phase.ignored : 0, ...sent };
  if (newest.status === "rejected") return { ...phase, ...sent };
  return settled(newest, phase.intent, legs) ? { at: "result", ...sent } : phase.at === "unknown" ? { at: "working", ignored: 0, ...sent } : { ...phase, ...sent };
}

/** An answer may be older than what the stream has told meanwhile. */
function later(held: Bracket | null, told: Bracket | null): Bracket | null {
  if (held === null || told === null) return told ?? held;
  return held.bracket_id === told.bracket_id && held.updated_at > told.updated_at ? held : told;
}

/** Nothing more is waited for: it ended, or it rests where it was meant to rest. */
function settled(order: Order, intent: Intent, bracket: Bracket | null): boolean {
  // A fill that is not protected yet is not the end of what was asked for.
  if (bracket !== null && Number(order.executed_qty) !== 0 && !isOver(bracket) && bracket.state !== "protected" && bracket.state !== "unprotected") return false;
  if (FINAL.has(order.status)) return true;
  const terms = orderTerms(intent);
  const ends = terms["type"] === "market" || terms["time_in_force"] === "ioc" || terms["time_in_force"] === "fok";
  return !ends && order.accepted_by === "venue";
}

function seenAfter(seen: Seen, order: Order, since: number): Seen {
  const next: Seen = { ...seen, saved: seen.saved ?? since };
  if (order.route !== null) next.sent ??= since;
  if (order.accepted_by === "venue") {
    next.sent ??= since;
    next.accepted ??= since;
  }
  if (order.status === "filled") next.filled ??= since;
  if (FINAL.has(order.status)) next.ended ??= since;
  return next;
}

/** What was asked for of the order itself: the body, or the entry in it. */
export const orderTerms = ({ body }: Pick<Intent, "body">): Readonly<Record<string, unknown>> =>
  typeof body["entry"] === "object" && body["entry"] !== null ? (body["entry"] as Record<string, unknown>) : body;

function seenLegs(seen: Seen, bracket: Bracket | null, since: number): Seen {
  const next = { ...seen };
  if (bracket?.take_profit?.state === "live") next.tp ??= since;
  if (bracket?.stop_loss?.state === "live") next.sl ??= since;
  return next;
}

const sentOf = ({ intent, order, fills, bracket, seen }: Sent): Sent => ({ intent, order, fills, bracket, seen });

/** Its outcome is not known: nobody may begin another on this page, and a reload must find it. */
export const isOpen = (phase: Phase): phase is Exclude<Phase, { at: "editing" }> => phase.at !== "editing";
export const isUnderWay = (phase: Phase): boolean => phase.at === "working" || phase.at === "unknown";
