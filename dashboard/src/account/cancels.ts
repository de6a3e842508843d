import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { ApiError, cancelOrder } from "../api/client";
import type { Order } from "../api/wire";

/** What became of a cancel that this page sent. */
export type CancelState =
  | { kind: "pending"; since: number }
  /** The venue shows that the order has ended; perhaps it was filled before. */
  | { kind: "ended"; order: Order; tookMs: number }
  | { kind: "refused"; said: string; code: string | null; tookMs: number }
  /** It left, and nobody knows what it did. Only the stream ends this. */
  | { kind: "unknown"; said: string; tookMs: number };

export interface Asked {
  account: string;
  order: Order;
}

/** Cancels that are remembered; older ones are forgotten. */
const MOST = 100;

interface Cancels {
  /** The order of which the dialog asks. */
  asked: Asked | null;
  states: Readonly<Record<string, CancelState>>;
}

const cancels = createStore<Cancels>(() => ({ asked: null, states: {} }));
const nameOf = (account: string, order: string) => `${account}|${order}`;

export const useAsked = () => useStore(cancels, (s) => s.asked);
export const useCancel = (account: string, order: string): CancelState | null => useStore(cancels, (s) => s.states[nameOf(account, order)] ?? null);

/** Opens the dialog; nothing is sent. A question about an order that was answered before begins anew. */
export function askCancel(account: string, order: Order): void {
  cancels.setState(({ states }) => ({ asked: { account, order }, states: reconsidered(states, nameOf(account, order.order_id)) }));
}

export const closeCancel = () => cancels.setState({ asked: null });

/** Sends the cancel once, however often it is asked for. */
export async function sendCancel(account: string, order: string): Promise<void> {
  const key = nameOf(account, order);
  if (cancels.getState().states[key]?.kind === "pending") return;
  const since = performance.now();
  note(key, { kind: "pending", since });
  try {
    const ended = await cancelOrder(account, order);
    note(key, { kind: "ended", order: ended, tookMs: performance.now() - since });
  } catch (error) {
    note(key, outcomeOf(error, performance.now() - since));
  }
}

/** A failure is a refusal only if the gateway says that nothing was applied. */
export function outcomeOf(error: unknown, tookMs: number): CancelState {
  const said = error instanceof Error ? error.message : String(error);
  const problem = error instanceof ApiError ? error.problem : null;
  if (problem === null || problem.outcome !== "not_applied") return { kind: "unknown", said, tookMs };
  const venue = problem.venue_code == null ? null : `${problem.venue_code}${problem.venue_message ? ` ${problem.venue_message}` : ""}`;
  return { kind: "refused", said, code: venue ?? problem.code, tookMs };
}

function note(key: string, state: CancelState): void {
  cancels.setState(({ states }) => {
    const rest = Object.entries(states).filter(([k]) => k !== key);
    return { states: Object.fromEntries([...rest.slice(-(MOST - 1)), [key, state]]) };
  });
}

/** A refusal that was read is no answer to the next question; what is under way or unknown stays. */
function reconsidered(states: Cancels["states"], key: string): Cancels["states"] {
  if (states[key]?.kind !== "refused") return states;
  return Object.fromEntries(Object.entries(states).filter(([k]) => k !== key));
}
