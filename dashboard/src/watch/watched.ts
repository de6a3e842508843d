import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Instrument } from "../api/wire";

/** What a row of the watch list needs before the first tick: nothing is fetched to draw it. */
export type Watched = Pick<Instrument, "instrument" | "venue" | "symbol" | "tick_size">;

const KEY = "twinline.watch";

const watched = createStore<{ rows: readonly Watched[] }>(() => ({ rows: kept() }));

export const useWatched = () => useStore(watched, (s) => s.rows);
export const useIsWatched = (instrument: string) => useStore(watched, (s) => s.rows.some((r) => r.instrument === instrument));

/** Puts an instrument at the end of the list, or takes it away. */
export function toggleWatched(instrument: Watched): void {
  const { rows } = watched.getState();
  const without = rows.filter((r) => r.instrument !== instrument.instrument);
  keep(without.length < rows.length ? without : [...rows, rowOf(instrument)]);
}

/** Adds those that are not in the list yet. */
export function watchAll(instruments: readonly Watched[]): void {
  const { rows } = watched.getState();
  keep([...rows, ...instruments.filter((i) => rows.every((r) => r.instrument !== i.instrument)).map(rowOf)]);
}

/** Takes over what is starred in another tab. */
export function followOtherTabs(): void {
  window.addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) watched.setState({ rows: kept() });
  });
}

const rowOf = ({ instrument, venue, symbol, tick_size }: Watched): Watched => ({ instrument, venue, symbol, tick_size });

function keep(rows: readonly Watched[]): void {
  watched.setState({ rows });
  try {
    localStorage.setItem(KEY, JSON.stringify(rows));
  } catch {
    // The list then lasts as long as the page.
  }
}

function kept(): readonly Watched[] {
  try {
    const rows: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(rows) ? rows.filter(isWatched) : [];
  } catch {
    return [];
  }
}

/** Storage can hold anything: an older page wrote it, or a person did. */
function isWatched(row: unknown): row is Watched {
  if (typeof row !== "object" || row === null) return false;
  const r = row as Record<string, unknown>;
  return (
    typeof r["instrument"] === "string" &&
    typeof r["venue"] === "string" &&
    typeof r["symbol"] === "string" &&
    typeof r["tick_size"] === "string"
  );
}
