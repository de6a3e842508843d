import type { Freshness } from "../api/wire";
import { formatAge } from "../format/age";
import type { Kind } from "./fields";

export interface GateInput {
  kind: Kind;
  /** True for what can only reduce a position: it is never held back by old data. */
  reducing: boolean;
  /** How current the price is that the order is judged by, and how old; null while nothing is known. */
  price: Freshness | null;
  ageMs: number | null;
  /** How current the account is. */
  account: Freshness | null;
  /** Which way commands leave now; null if they cannot. */
  commands: "ws" | "rest" | null;
  killed: boolean;
  blocked: string | null;
}

/** Whether an order may be wanted now: at once, after a question in words, or not at all and why. */
export type Gate = { kind: "open"; note: string | null } | { kind: "asks"; title: string; words: string } | { kind: "blocked"; title: string; words: string; short: string };

/** A market order at a polled price older than this is asked about. */
const POLLED_MS = 2000;

export function gateOf(input: GateInput): Gate {
  if (input.reducing) return { kind: "open", note: input.commands === null ? "There is no way to the venue now: it may be refused, and nothing is queued." : null };
  return reachable(input) ?? priced(input) ?? { kind: "open", note: null };
}

function reachable({ commands, account, killed, blocked }: GateInput): Gate | null {
  if (killed) return block("The kill switch is on", "Only what reduces a position is sent. Cancel, close and reduce-only stay open.", "kill switch");
  if (blocked !== null) return block("New orders are refused", `${sentence(blocked)} Cancel, close and reduce-only stay open.`, "account blocked");
  if (commands === null || account === "down") return block("No way to the venue", "Nothing is sent and nothing is queued. It opens by itself when the venue is reached again.", "no way to the venue");
  return null;
}

function priced({ kind, price, ageMs }: GateInput): Gate | null {
  const old = ageMs === null ? "of unknown age" : `${formatAge(ageMs)} old`;
  if (price === null) return kind === "limit" ? null : block("No price yet", "Market and stop orders need a live price.", "no price yet");
  if (price === "down") return block("The venue is down", "Nothing is sent. It opens by itself at the first fresh quote.", "venue down");
  if (price === "stale") {
    if (kind !== "limit") return block(`Price is ${old}`, "Market and stop orders are blocked. A limit order needs your own price and a confirmation. Cancel, close and reduce-only stay open.", `price ${old}`);
    return { kind: "asks", title: `Price is ${old}`, words: `The last known price is ${old}. I want this order at my own price anyway.` };
  }
  if (price === "polling" && kind === "market" && (ageMs === null || ageMs > POLLED_MS)) {
    return { kind: "asks", title: `Price is polled, ${old}`, words: `The price comes by requests and is ${old}. I want a market order anyway.` };
  }
  return null;
}

const block = (title: string, words: string, short: string): Gate => ({ kind: "blocked", title, words, short });

function sentence(text: string): string {
  const trimmed = text.trim();
  return `${trimmed.slice(0, 1).toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? "" : "."}`;
}
