import type { AccountView } from "./account";
import type { Book } from "./book";
import type {
  Account,
  Bbo,
  Candle,
  Channel,
  Counters,
  Freshness,
  Limit,
  Link,
  Mark,
  Repair,
  Source,
  Ticker,
  Trade,
  VenueState,
} from "../api/wire";

/** What the page holds of one topic. Times ending in `At` are this page's own monotonic clock, in milliseconds. */
export interface Topic<D = TopicData> {
  epoch: number;
  seq: number;
  freshness: Freshness;
  source: Source;
  reason: string | null;
  expected: string | null;
  got: string | null;
  /** When the newest data was received by the gateway, on this page's clock. Null while nothing is known. */
  freshAt: number | null;
  data: D | null;
  /** Events that were folded together since the page was opened. */
  merged: number;
  /** The page lost the chain of this topic and waits for a snapshot. */
  broken: boolean;
  /** The page's own socket is silent, or its snapshot is overdue: whatever the gateway said last no longer counts. */
  pageStale: boolean;
  /** When the page last asked for this topic; null once the snapshot is here. */
  askedAt: number | null;
  /** Asked to go on after the place that is held: what follows it is on its way, and then a snapshot. */
  resuming: boolean;
  error: string | null;
}

export type TopicData =
  | { kind: "bbo"; bbo: Bbo }
  | { kind: "ticker"; ticker: Ticker }
  | { kind: "mark"; mark: Mark }
  | { kind: "book"; book: Book }
  | { kind: "trades"; trades: readonly Trade[] }
  | { kind: "candles"; candles: readonly Candle[] }
  | { kind: "account"; account: AccountView }
  | { kind: "connections" };

/** A channel's row and when it arrived here, so that its age can go on counting. */
export interface ChannelRow extends Channel {
  freshAt: number | null;
}

/** A venue's row, with the outage that ended last. */
export interface VenueRow extends VenueState {
  /** Set while a venue is not live: when that began, as the gateway said it. */
  outageSince: string | null;
  /** When the venue came back, on this page's clock. */
  recoveredAt: number | null;
  /** The start of the outage which `recoveredAt` ended. */
  recoveredFrom: string | null;
}

export interface ConnectionsState {
  venues: Readonly<Record<string, VenueRow>>;
  /** How each account is now: which way its commands leave, and why they do not. */
  accounts: Readonly<Record<string, Account>>;
  links: Readonly<Record<string, Link>>;
  channels: Readonly<Record<string, ChannelRow>>;
  limits: Readonly<Record<string, Limit>>;
  /** Newest first. */
  repairs: readonly Repair[];
  counters: Counters | null;
}

export type SocketPhase = "idle" | "connecting" | "open" | "waiting" | "signed_out";

export interface SocketState {
  phase: SocketPhase;
  /** The last sign of life, on this page's clock. */
  heardAt: number | null;
  /** No sign of life for longer than the limit. */
  silent: boolean;
  /** When the silence began, on this page's clock. */
  silentSince: number | null;
  attempt: number;
  nextTryAt: number | null;
  reason: string | null;
  /** How often a stream was opened. */
  opened: number;
}

export interface StreamState {
  socket: SocketState;
  /** The gateway's epoch: it rises at every start. */
  epoch: number | null;
  version: string | null;
  /** The gateway's clock (Unix milliseconds) at one moment of this page's clock. */
  clock: { serverMs: number; at: number } | null;
  topics: Readonly<Record<string, Topic>>;
  connections: ConnectionsState;
  /** Topics whose chain broke: the socket asks for them again and then takes the wish away. */
  wishes: readonly string[];
  events: number;
  merged: number;
}

export const MAX_TRADES = 200;
export const MAX_REPAIRS = 200;
export const MAX_LIVE_CANDLES = 600;
/** Longer silence than this makes every number on the page stale. */
export const SILENCE_MS = 3000;

export const emptyConnections: ConnectionsState = {
  venues: {},
  accounts: {},
  links: {},
  channels: {},
  limits: {},
  repairs: [],
  counters: null,
};

export const initialState: StreamState = {
  socket: {
    phase: "idle",
    heardAt: null,
    silent: false,
    silentSince: null,
    attempt: 0,
    nextTryAt: null,
    reason: null,
    opened: 0,
  },
  epoch: null,
  version: null,
  clock: null,
  topics: {},
  connections: emptyConnections,
  wishes: [],
  events: 0,
  merged: 0,
};
