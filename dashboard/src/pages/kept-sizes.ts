import { useState } from "react";

const KEY = "twinline.sizes";

/** What each sized part may measure in pixels, and what it measures until somebody moves its splitter. */
export const SIZES = {
  watch: { least: 220, most: 420, usual: 280 },
  book: { least: 232, most: 480, usual: 264 },
  trades: { least: 200, most: 420, usual: 216 },
  bottom: { least: 120, most: 480, usual: 196 },
} as const;

export type Part = keyof typeof SIZES;
type Sizes = Record<Part, number>;

/** The sizes of the parts of the trade page, kept for the next visit. */
export function useSizes(): [Sizes, (part: Part, size: number) => void] {
  const [sizes, setSizes] = useState(kept);
  const resize = (part: Part, size: number) =>
    setSizes((before) => {
      const next = { ...before, [part]: size };
      keep(next);
      return next;
    });
  return [sizes, resize];
}

function kept(): Sizes {
  let found: Partial<Record<Part, unknown>> = {};
  try {
    found = (JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {}) as typeof found;
  } catch {
    found = {};
  }
  const size = (part: Part) => {
    const { least, most, usual } = SIZES[part];
    const value = found[part];
    return typeof value === "number" && value >= least && value <= most ? value : usual;
  };
  return { watch: size("watch"), book: size("book"), trades: size("trades"), bottom: size("bottom") };
}

function keep(sizes: Sizes): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(sizes));
  } catch {
    // The sizes then last as long as the page.
  }
}
