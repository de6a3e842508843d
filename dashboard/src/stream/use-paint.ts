import { useEffect, useRef } from "react";
import type { StreamState } from "./state";
import { sameShape } from "../format/same-shape";
import { store } from "./store";

type Paint = (state: StreamState, at: number) => void;

/** Runs at every frame in which the stream changed: it writes text into elements that React has made. */
export function usePaint(paint: Paint): void {
  const current = useRef(paint);
  current.current = paint;
  useEffect(() => {
    current.current(store.getState(), performance.now());
  });
  useEffect(() => store.subscribe((state) => current.current(state, performance.now())), []);
}

const quarterly = new Set<() => void>();
setInterval(() => {
  if (document.visibilityState === "visible") for (const run of quarterly) run();
}, 250);

/** Runs four times a second, all together: ages and countdowns. */
export function useQuarterPaint(paint: Paint): void {
  const current = useRef(paint);
  current.current = paint;
  useEffect(() => {
    current.current(store.getState(), performance.now());
  });
  useEffect(() => {
    const run = () => current.current(store.getState(), performance.now());
    quarterly.add(run);
    return () => {
      quarterly.delete(run);
    };
  }, []);
}

/** Writes only what changed: layout is not touched for a number that stayed the same. */
export function write(element: Element | null | undefined, text: string): boolean {
  if (!element) return false;
  const node = element.firstChild;
  if (node === null) {
    if (text === "") return false;
    element.textContent = text;
    return true;
  }
  if (node.nodeValue === text) return false;
  // A text of the same shape stays where it is, and so does its node, which is cheaper.
  // Another one in a right-aligned cell begins elsewhere; that is a new text and not one that moved.
  if (sameShape(node.nodeValue ?? "", text)) node.nodeValue = text;
  else element.textContent = text;
  return true;
}

export function mark(element: HTMLElement | SVGElement | null | undefined, name: string, value: string): void {
  if (element && element.dataset[name] !== value) element.dataset[name] = value;
}
