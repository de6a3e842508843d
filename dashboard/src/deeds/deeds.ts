import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { ApiError } from "../api/client";
import type { Account } from "../api/wire";
import { toast } from "../ui/toasts";
import { STRAY_MS } from "../ticket/intent";
import { chanceName } from "../ticket/names";

/** Something that changes an account and is asked about first: what follows from it, what it concerns, and how it is done. */
export interface Deed {
  account: Account;
  title: string;
  /** What follows, in a sentence or two. */
  consequence: string;
  rows: readonly (readonly [name: string, value: string])[];
  /** The word of the button that does it, and of the one that does not. */
  act: string;
  keep: string;
  /** Cannot be taken back: red, and with real money the account's name has to be typed. */
  danger: boolean;
  /** A value that can be changed before it is done. */
  field?: { label: string; unit: string; value: string; why: (value: string) => string | null; /** Whole numbers between which a slider goes. */ slide?: { min: string; max: string } };
  /** Does it under its key, and says what came of it. */
  run: (key: string, value: string) => Promise<string>;
}

export type DeedState =
  | { kind: "asking" }
  | { kind: "pending"; since: number }
  | { kind: "done"; said: string; tookMs: number }
  | { kind: "refused"; said: string; code: string }
  /** It left, and nobody knows what it did. */
  | { kind: "unknown"; said: string };

interface Asked {
  deed: Deed | null;
  /** One for each question: however often it is confirmed, it is done once. */
  key: string;
  state: DeedState;
  changedAt: number;
}

const deeds = createStore<Asked>(() => ({ deed: null, key: "", state: { kind: "asking" }, changedAt: 0 }));

export const useDeed = () => useStore(deeds);
export const useIsAsked = () => useStore(deeds, (s) => s.deed !== null);

/** Opens the question; nothing is done. One that is under way is not replaced. */
export function ask(deed: Deed): void {
  if (deeds.getState().state.kind === "pending") return;
  deeds.setState({ deed, key: `page-${chanceName()}`, state: { kind: "asking" }, changedAt: performance.now() });
}

export function closeDeed(): void {
  deeds.setState((s) => ({ deed: null, state: s.state.kind === "pending" ? s.state : { kind: "asking" } }));
}

/** Does it, once. A press right after the question appeared was meant for something else. */
export async function act(value: string): Promise<void> {
  const { deed, state, changedAt } = deeds.getState();
  if (deed === null || state.kind === "pending" || state.kind === "done" || state.kind === "unknown" || performance.now() - changedAt < STRAY_MS) return;
  const since = performance.now();
  // A no was an answer to that key; what is asked after it is another question.
  const key = state.kind === "refused" ? `page-${chanceName()}` : deeds.getState().key;
  const now = (next: DeedState) => {
    const closed = deeds.getState().deed === null;
    deeds.setState({ state: next, changedAt: performance.now() });
    if (closed && next.kind !== "pending") toldLater(deed, next);
  };
  now({ kind: "pending", since });
  try {
    now({ kind: "done", said: await deed.run(key, value), tookMs: performance.now() - since });
  } catch (error) {
    now(outcomeOf(error));
  }
}

/** The dialog was put away while it was under way: its outcome is told beside the page's work. */
function toldLater(deed: Deed, state: DeedState): void {
  const said = "said" in state ? state.said : "";
  const tone = state.kind === "done" ? "done" : state.kind === "unknown" ? "unknown" : "bad";
  toast({ key: deed.title, tone, title: `${deed.title.replace(/\?$/, "")}: ${state.kind}`, text: `${deed.account.account} · ${said}`, money: deed.account.money, stays: state.kind !== "done" });
}

/** A failure is a refusal only if the gateway says that nothing was applied. */
export function outcomeOf(error: unknown): DeedState {
  const said = error instanceof Error ? error.message : String(error);
  const problem = error instanceof ApiError ? error.problem : null;
  if (problem === null || problem.outcome !== "not_applied") return { kind: "unknown", said };
  return { kind: "refused", said, code: problem.venue_code ?? problem.code };
}
