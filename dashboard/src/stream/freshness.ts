import type { Freshness } from "../api/wire";
import type { StreamState, Topic } from "./state";

const rank: Record<Freshness, number> = { live: 0, polling: 1, repairing: 2, stale: 3, down: 4 };

export function worst(states: readonly Freshness[]): Freshness {
  return states.reduce<Freshness>((a, b) => (rank[b] > rank[a] ? b : a), "live");
}

export const worseFirst = (a: Freshness, b: Freshness) => rank[b] - rank[a];

/** A number in this state may show colour and motion. */
export const isCurrent = (state: Freshness | null) => state === "live" || state === "polling";

/** What may be shown of a topic: the gateway's word, unless the page itself knows worse. Null while nothing came. */
export function freshnessOf(topic: Topic | undefined): Freshness | null {
  if (!topic || (topic.data === null && topic.askedAt !== null && !topic.pageStale)) return null;
  if (topic.pageStale) return topic.freshness === "down" ? "down" : "stale";
  // Nothing was ever shown, so there is nothing to repair: it is on its way.
  if (topic.data === null && topic.freshness === "repairing") return null;
  if (topic.broken) return worst([topic.freshness, "repairing"]);
  return topic.freshness;
}

/** The worst of several topics, leaving out those of which nothing is known yet. Null if that is all of them. */
export function worstOf(state: StreamState, names: readonly string[]): Freshness | null {
  const known = names.map((n) => freshnessOf(state.topics[n])).filter((f) => f !== null);
  return known.length === 0 ? null : worst(known);
}

/** A venue's state for the page: stale while the page's own socket is silent. */
export function venueFreshness(state: StreamState, venue: string): Freshness | null {
  const row = state.connections.venues[venue];
  if (!row) return null;
  return pageIsStale(state) ? worst([row.freshness, "stale"]) : row.freshness;
}

/** The connections topic itself is not current. */
export function pageIsStale(state: StreamState): boolean {
  return state.socket.silent || (state.topics["connections"]?.pageStale ?? false);
}

/** Unix milliseconds on the gateway's clock. */
export function serverNow(state: StreamState, at: number): number | null {
  return state.clock === null ? null : state.clock.serverMs + (at - state.clock.at);
}
