import Big from "big.js";
import type { Instrument } from "../api/wire";

/** A strike with the call and the put that are listed at it. */
export interface Rung {
  strike: string;
  call: Instrument | null;
  put: Instrument | null;
}

/** Options that follow one asset at one venue and expire on one day, by strike. */
export interface Chain {
  venue: string;
  underlying: string;
  /** Day of expiry in UTC, `2026-12-25`. */
  day: string;
  rungs: Rung[];
}

/** All chains of a list, by venue, asset and day. What is no call and no put is left out, and so is what has ended. */
export function chainsOf(instruments: readonly Instrument[]): Chain[] {
  const chains = new Map<string, Chain>();
  for (const instrument of instruments) {
    const { option, expiry, venue, underlying } = instrument;
    if (option === null || expiry === null || instrument.status === "delisted") continue;
    const day = expiry.slice(0, 10);
    const key = `${venue} ${underlying} ${day}`;
    const chain = chains.get(key) ?? { venue, underlying, day, rungs: [] };
    chains.set(key, chain);
    // Strikes of one height may be written with more zeros or fewer.
    let rung = chain.rungs.find((r) => new Big(r.strike).eq(option.strike));
    if (!rung) chain.rungs.push((rung = { strike: option.strike, call: null, put: null }));
    rung[option.right] = instrument;
  }
  const all = [...chains.values()];
  for (const chain of all) chain.rungs.sort((a, b) => new Big(a.strike).cmp(b.strike));
  return all.sort((a, b) => a.venue.localeCompare(b.venue) || a.underlying.localeCompare(b.underlying) || a.day.localeCompare(b.day));
}

/** The chain that a path names, or the nearest to it: the same asset's first day, or the first of all. */
export function chosenOf(chains: readonly Chain[], venue?: string, underlying?: string, day?: string): Chain | null {
  const same = chains.filter((c) => c.venue === venue && c.underlying === underlying);
  return same.find((c) => c.day === day) ?? same[0] ?? chains[0] ?? null;
}

export const pathOf = (chain: Pick<Chain, "venue" | "underlying" | "day">) => `/options/${chain.venue}/${chain.underlying}/${chain.day}`;
