import type {
  Account,
  Channel,
  ConnectionsChange,
  ConnectionsSnapshot,
  Limit,
  Link,
  Repair,
  VenueState,
} from "../api/wire";
import { parseTime } from "../format/time";
import { MAX_REPAIRS, type ChannelRow, type ConnectionsState, type VenueRow } from "./state";

export const channelKey = (row: Pick<Channel, "venue" | "instrument" | "channel">) =>
  `${row.venue}|${row.instrument ?? ""}|${row.channel}`;
export const linkKey = (row: Pick<Link, "venue" | "link">) => `${row.venue}|${row.link}`;
export const limitKey = (row: Pick<Limit, "venue" | "bucket" | "scope" | "window_ms"> & { account?: string | null }) =>
  `${row.venue}|${row.bucket}|${row.scope}|${row.account ?? ""}|${row.window_ms}`;

/** All rows anew. Only what the page itself remembers of an outage survives. */
export function resetConnections(
  held: ConnectionsState,
  snapshot: ConnectionsSnapshot,
  emitted: string,
  at: number,
): ConnectionsState {
  const { connections } = snapshot;
  return {
    venues: upsert({}, connections.venues, (v) => v.venue, (v) => venueRow(held.venues[v.venue], v, at)),
    accounts: upsert({}, connections.accounts ?? [], (a) => a.account, (a: Account) => a),
    links: upsert({}, connections.links, linkKey, (l) => l),
    channels: upsert({}, connections.channels, channelKey, (c) => channelRow(c, emitted, at)),
    limits: upsert({}, snapshot.limits ?? [], limitKey, (l) => l),
    repairs: mergeRepairs(held.repairs, snapshot.repairs ?? []),
    counters: connections.counters,
  };
}

/** The rows after one event: whole rows replace the ones with their key, removed channels go. */
export function changeConnections(
  held: ConnectionsState,
  change: ConnectionsChange,
  emitted: string,
  at: number,
): ConnectionsState {
  let channels = change.channels
    ? upsert(held.channels, change.channels, channelKey, (c) => channelRow(c, emitted, at))
    : held.channels;
  if (change.removed_channels?.length) {
    const kept = { ...channels };
    for (const row of change.removed_channels) delete kept[channelKey(row)];
    channels = kept;
  }
  return {
    venues: change.venues
      ? upsert(held.venues, change.venues, (v) => v.venue, (v) => venueRow(held.venues[v.venue], v, at))
      : held.venues,
    accounts: change.accounts ? upsert(held.accounts, change.accounts, (a) => a.account, (a: Account) => a) : held.accounts,
    links: change.links ? upsert(held.links, change.links, linkKey, (l) => l) : held.links,
    channels,
    limits: change.limits ? upsert(held.limits, change.limits, limitKey, (l) => l) : held.limits,
    repairs: change.repairs ? mergeRepairs(held.repairs, change.repairs) : held.repairs,
    counters: change.counters ?? held.counters,
  };
}

function upsert<Row, Kept>(
  held: Readonly<Record<string, Kept>>,
  rows: readonly Row[],
  key: (row: Row) => string,
  keep: (row: Row) => Kept,
): Record<string, Kept> {
  const next = { ...held };
  for (const row of rows) next[key(row)] = keep(row);
  return next;
}

function venueRow(held: VenueRow | undefined, row: VenueState, at: number): VenueRow {
  if (row.freshness !== "live") {
    const outageSince = held?.outageSince ?? row.since;
    return { ...row, outageSince, recoveredAt: null, recoveredFrom: null };
  }
  if (held && held.freshness !== "live") {
    return { ...row, outageSince: null, recoveredAt: at, recoveredFrom: held.outageSince };
  }
  return {
    ...row,
    outageSince: null,
    recoveredAt: held?.recoveredAt ?? null,
    recoveredFrom: held?.recoveredFrom ?? null,
  };
}

function channelRow(row: Channel, emitted: string, at: number): ChannelRow {
  const age =
    row.age_ms ?? (row.last_recv_at === null ? null : parseTime(emitted) - parseTime(row.last_recv_at));
  return { ...row, freshAt: age === null ? null : at - Math.max(0, age) };
}

function mergeRepairs(held: readonly Repair[], rows: readonly Repair[]): readonly Repair[] {
  const byId = new Map(held.map((r) => [r.id, r]));
  for (const row of rows) byId.set(row.id, row);
  return [...byId.values()]
    .sort((a, b) => (a.repaired_at < b.repaired_at ? 1 : a.repaired_at > b.repaired_at ? -1 : 0))
    .slice(0, MAX_REPAIRS);
}
