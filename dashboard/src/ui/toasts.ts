import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Money } from "../api/wire";

export type ToastTone = "done" | "bad" | "unknown" | "repair" | "alarm";

export interface Toast {
  /** What it is about; a later word about the same takes its place. */
  key: string;
  tone: ToastTone;
  title: string;
  text: string;
  money: Money | null;
  /** Stays until somebody puts it away. */
  stays: boolean;
}

/** Shown at once; the oldest that does not stay goes first. */
const MOST = 3;

const toasts = createStore<{ shown: readonly Toast[] }>(() => ({ shown: [] }));

export const useToasts = () => useStore(toasts, (s) => s.shown);

export function toast(next: Toast): void {
  toasts.setState(({ shown }) => ({ shown: kept([...shown.filter((t) => t.key !== next.key), next]) }));
}

export const dismiss = (key: string) => toasts.setState(({ shown }) => ({ shown: shown.filter((t) => t.key !== key) }));

/** What was not known is known: the word about it is in the tables. */
export const settled = (key: string) => toasts.setState((s) => (s.shown.some((t) => t.key === key && t.tone === "unknown") ? { shown: s.shown.filter((t) => t.key !== key) } : s));

/** At most so many. It is never the only place of a fact, so what has no room may go. */
export function kept(all: readonly Toast[]): readonly Toast[] {
  let rest = [...all];
  while (rest.length > MOST) {
    const at = rest.findIndex((t) => !t.stays);
    rest = rest.filter((_, i) => i !== Math.max(0, at));
  }
  return rest;
}
