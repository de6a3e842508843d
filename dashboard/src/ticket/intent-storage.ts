import type { Intent, Phase, Seen } from "./intent";

const KEY = "twinline.intent";
const FORM = 1;

interface Kept {
  form: number;
  intent: Intent;
  seen: Seen;
}

/** Kept by the tab until its outcome was put away: a reload, and a tab made from this one, go on with the same key. */
export function keepPhase(phase: Phase, store: Pick<Storage, "setItem" | "removeItem"> = sessionStorage): void {
  try {
    if (phase.at === "confirm") store.setItem(KEY, JSON.stringify({ form: FORM, intent: phase.intent, seen: {} } satisfies Kept));
    else if (phase.at === "working" || phase.at === "unknown" || phase.at === "result") store.setItem(KEY, JSON.stringify({ form: FORM, intent: phase.intent, seen: phase.seen } satisfies Kept));
    else store.removeItem(KEY);
  } catch {
    // Without storage the wish lasts as long as the page; its key is still the only one that it is sent under.
  }
}

/** What the tab was doing before it was loaded anew: asking, or waiting for an outcome, which is then asked for again. A refusal was read. */
export function keptPhase(store: Pick<Storage, "getItem"> = sessionStorage): Phase | null {
  try {
    const found = JSON.parse(store.getItem(KEY) ?? "null") as Kept | null;
    if (found === null || found.form !== FORM || typeof found.intent?.key !== "string" || typeof found.intent.path !== "string") return null;
    if (found.intent.sentAt === null) return { at: "confirm", intent: found.intent };
    return { at: "working", intent: found.intent, order: null, fills: [], bracket: null, seen: found.seen, ignored: 0 };
  } catch {
    return null;
  }
}
