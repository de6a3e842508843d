// The gateway's wire contract, as it is on the wire and nothing else.
// Money, prices and sizes are decimal strings; times are RFC 3339 in UTC.

export type Freshness = "live" | "polling" | "repairing" | "stale" | "down";
export type Transport = "ws" | "http" | "down";
export type Money = "REAL" | "TEST" | "SIM";
export type Source = "ws" | "rest" | null;
export type Side = "buy" | "sell";
/** Price and size. */
export type Level = readonly [string, string];

export interface Page<T> {
  data: T[];
  next: string | null;
}

export interface Session {
  authenticated: boolean;
  version?: string;
  demo?: boolean;
  expires_at?: string;
}

/** RFC 9457, with what became of the request. */
export interface Problem {
  title: string;
  status: number;
  detail?: string;
  code?: string;
  retryable?: boolean;
  outcome?: "applied" | "not_applied" | "unknown";
}

export interface VenueState {
  venue: string;
  freshness: Freshness;
  transport: Transport;
  reason: string | null;
  since: string;
  next_try_at: string | null;
  money: Money;
}

export interface Venue extends VenueState {
  name: string;
  environment: string;
  demo: boolean;
  clock_offset_ms: string | null;
  clock_error_ms: string | null;
  capabilities: {
    channels: string[];
    candle_intervals: string[];
    history: string[];
  };
}

export interface Instrument {
  instrument: string;
  venue: string;
  symbol: string;
  alias: string;
  kind: string;
  base: string;
  quote: string;
  settle: string;
  underlying: string;
  status: string;
  price_decimals: number;
  size_decimals: number;
  tick_size: string;
  lot_size: string;
  min_qty: string | null;
  max_qty: string | null;
  min_notional: string | null;
  contract_size: string;
  expiry: string | null;
}

export interface Ticker {
  last: string | null;
  change: string | null;
  change_pct: string | null;
  open: string | null;
  high: string | null;
  low: string | null;
  volume: string | null;
  quote_volume: string | null;
  weighted_avg: string | null;
  open_ts: string | null;
  close_ts: string | null;
}

export interface Quote {
  price: string;
  size: string;
}

export interface Bbo {
  bid: Quote | null;
  ask: Quote | null;
  venue_seq: string | null;
}

export interface Mark {
  mark: string;
  index: string | null;
  settle_estimate: string | null;
  funding_rate: string | null;
  next_funding_ts: string | null;
}

export interface Trade {
  id: string;
  price: string;
  size: string;
  /** The taker's side. */
  side: Side;
  ts: string;
}

export interface Candle {
  open_ts: string;
  close_ts: string;
  open: string;
  high: string;
  low: string;
  close: string;
  volume: string;
  quote_volume: string | null;
  trades: number | null;
  closed: boolean;
}

export interface BookLevels {
  venue_seq: string | null;
  /** Best first in a snapshot; in an event only what changed, size "0" removes. */
  bids: Level[];
  asks: Level[];
}

export interface Trades {
  /** Newest first. */
  trades: Trade[];
}

export interface Candles {
  candles: Candle[];
}

export interface Repair {
  id: string;
  incident: string;
  venue: string;
  instrument: string | null;
  channel: string;
  cause: string;
  reason: string;
  detected_at: string;
  repaired_at: string;
  took_ms: number;
  missed: { from: string | null; to: string | null } | null;
  source: string;
  /** Rows brought back. */
  found: number;
  note: string;
}

export interface Link {
  venue: string;
  link: string;
  state: "connecting" | "open" | "backoff" | "closed";
  since: string;
  attempt: number;
  next_try_at: string | null;
  reason: string | null;
  last_frame_at: string | null;
  subscriptions: number;
  rtt_ms: string | null;
}

export interface Channel {
  venue: string;
  instrument: string | null;
  channel: string;
  freshness: Freshness;
  source: Source;
  last_recv_at: string | null;
  age_ms: number | null;
  bound_ms: number;
  reason: string | null;
  since: string;
}

export interface Limit {
  venue: string;
  bucket: string;
  scope: string;
  window_ms: number;
  cap: number;
  used: number;
  reserved_for_cancels: number;
  resets_at: string | null;
  polling: "idle" | "admitted" | "refused";
  poll_interval_ms: number | null;
  banned_until: string | null;
  queued: number;
}

export interface Counters {
  unknown_fields: number;
  unknown_events: number;
  malformed_frames: number;
  duplicates: number;
  gaps: number;
}

export interface ConnectionsSnapshot {
  connections: { venues: VenueState[]; links: Link[]; channels: Channel[]; counters: Counters };
  repairs: Repair[];
  limits: Limit[];
}

export interface ConnectionsChange {
  venues?: VenueState[];
  links?: Link[];
  channels?: Channel[];
  removed_channels?: Pick<Channel, "venue" | "instrument" | "channel">[];
  repairs?: Repair[];
  limits?: Limit[];
  counters?: Counters;
}

export interface Positioned {
  topic: string;
  epoch: number;
  seq: number;
  freshness: Freshness;
  ts_recv: string | null;
  ts_emit: string;
}

export interface DataMessage extends Positioned {
  type: "snapshot" | "event";
  source: Source;
  ts_venue: string | null;
  /** Events folded into this one because this reader was slow. */
  merged: number;
  data: unknown;
}

export interface StateMessage extends Positioned {
  type: "state";
  reason: string | null;
  expected: string | null;
  got: string | null;
}

export type ServerMessage =
  | DataMessage
  | StateMessage
  | { type: "hello"; epoch: number; version: string; heartbeat_ms: number; ts_emit: string }
  | { type: "heartbeat"; ts_emit: string }
  | { type: "authenticated" }
  | { type: "subscribed" | "unsubscribed"; id: number; topics: string[] }
  | { type: "pong"; id: number }
  | { type: "error"; id?: number; code: string; detail: string; topic?: string };

export interface FaultRequest {
  venue: string;
  name: string;
  seed?: number;
  rate?: number;
  for_ms?: number;
  channel?: string;
  symbol?: string;
}
