import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { apply, type StreamInput } from "./apply";
import { noteArrived, noteFrame } from "./painted";
import { initialState, type StreamState } from "./state";

/** What is on screen. Committed once per frame, so that everything on the page changes together. */
export const store = createStore<StreamState>(() => initialState);

/** What is known. It runs ahead of `store` by less than a frame. */
let known = initialState;
let scheduled = false;

export const latest = () => known;

export function dispatch(input: StreamInput): void {
  if (input.type === "message") noteArrived(input.message);
  const next = apply(known, input);
  if (next === known) return;
  known = next;
  schedule();
}

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  // A hidden page gets no frames; its state still has to reach the title once a second.
  if (document.visibilityState === "hidden") hiddenCommit = setTimeout(commit, 1000);
  else requestAnimationFrame(commit);
}

let hiddenCommit: ReturnType<typeof setTimeout> | undefined;

/**
 * A frame that was asked for before the page was hidden comes only when it is seen again: the title would stand still
 * meanwhile. And a page that is seen again shows what is known in its first frame.
 */
export function commitOnVisibility(): void {
  document.addEventListener("visibilitychange", () => {
    if (!scheduled) return;
    clearTimeout(hiddenCommit);
    if (document.visibilityState === "hidden") hiddenCommit = setTimeout(commit, 1000);
    else commit();
  });
}

function commit(): void {
  if (!scheduled) return;
  scheduled = false;
  const frameAt = performance.now();
  store.setState(known, true);
  noteFrame(frameAt);
}

/** Runs at the next frame even though nothing arrived. */
export function repaint(): void {
  schedule();
}

/** For structure: renders only when the selected value changes. */
export function useStream<T>(select: (state: StreamState) => T): T {
  return useStore(store, select);
}
