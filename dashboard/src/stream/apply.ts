import type {
  Bbo,
  BookLevels,
  Candles,
  ConnectionsChange,
  ConnectionsSnapshot,
  DataMessage,
  Mark,
  ServerMessage,
  StateMessage,
  Ticker,
  Trades,
} from "../api/wire";
import { parseTime } from "../format/time";
import { bookAfter, bookFromSnapshot } from "./book";
import { mergeLiveCandles } from "./candles";
import { changeConnections, resetConnections } from "./connections";
import {
  MAX_TRADES,
  SILENCE_MS,
  type SocketPhase,
  type StreamState,
  type Topic,
  type TopicData,
} from "./state";

/** Everything that can change what the page knows. `at` is the page's monotonic clock in milliseconds. */
export type StreamInput =
  | { type: "message"; message: ServerMessage; at: number }
  | {
      type: "socket";
      phase: SocketPhase;
      at: number;
      attempt?: number;
      nextTryAt?: number | null;
      reason?: string | null;
    }
  | { type: "watch"; topics: readonly string[]; at: number }
  | { type: "unwatch"; topics: readonly string[] }
  /** The socket has asked again for these broken topics. */
  | { type: "asked"; topics: readonly string[]; at: number }
  /** Time has passed. */
  | { type: "clock"; at: number };

/** The next state. Pure: same arguments, same answer; returns the same object when nothing changed. */
export function apply(state: StreamState, input: StreamInput): StreamState {
  switch (input.type) {
    case "message":
      return applyMessage(heard(state, input.at), input.message, input.at);
    case "socket":
      return {
        ...state,
        socket: {
          ...state.socket,
          phase: input.phase,
          attempt: input.attempt ?? state.socket.attempt,
          nextTryAt: input.nextTryAt ?? null,
          reason: input.reason === undefined ? state.socket.reason : input.reason,
        },
      };
    case "watch":
      return { ...state, topics: { ...state.topics, ...fresh(input.topics, state, input.at) } };
    case "unwatch": {
      const topics = { ...state.topics };
      for (const topic of input.topics) delete topics[topic];
      return { ...state, topics, wishes: state.wishes.filter((w) => !input.topics.includes(w)) };
    }
    case "asked":
      return {
        ...mapTopics(state, (topic, name) =>
          input.topics.includes(name) ? { ...topic, askedAt: input.at } : topic,
        ),
        wishes: state.wishes.filter((w) => !input.topics.includes(w)),
      };
    case "clock":
      return applyClock(state, input.at);
  }
}

function applyMessage(state: StreamState, message: ServerMessage, at: number): StreamState {
  switch (message.type) {
    case "hello":
      // Every topic is subscribed again after a hello; until its snapshot is here, events mean nothing.
      return {
        ...mapTopics(state, (topic) => ({ ...topic, askedAt: at, error: null })),
        epoch: message.epoch,
        version: message.version,
        clock: { serverMs: parseTime(message.ts_emit), at },
        wishes: [],
        // Ids of receipts begin anew with every start of the gateway.
        connections: state.epoch === message.epoch ? state.connections : { ...state.connections, repairs: [] },
        socket: { ...state.socket, phase: "open", attempt: 0, reason: null, opened: state.socket.opened + 1 },
      };
    case "heartbeat":
      return { ...state, clock: { serverMs: parseTime(message.ts_emit), at } };
    case "snapshot":
      return applySnapshot(state, message, at);
    case "event":
      return applyEvent(state, message, at);
    case "state":
      return applyState(state, message, at);
    case "error": {
      const topic = message.topic === undefined ? undefined : state.topics[message.topic];
      // Giving back what is not held any more harms nobody.
      if (!topic || message.code === "not_subscribed") return state;
      return withTopic(state, message.topic!, { ...topic, askedAt: null, error: message.detail });
    }
    default:
      // Answers to our own requests, and whatever a newer gateway says.
      return state;
  }
}

function applySnapshot(state: StreamState, message: DataMessage, at: number): StreamState {
  const topic = state.topics[message.topic];
  if (!topic) return state;
  const data = snapshotData(message, topic);
  const next = withTopic(state, message.topic, {
    epoch: message.epoch,
    seq: message.seq,
    freshness: message.freshness,
    source: message.source,
    reason: null,
    expected: null,
    got: null,
    freshAt: freshAt(message.ts_recv, message.ts_emit, at),
    data,
    merged: topic.merged + message.merged,
    broken: false,
    pageStale: false,
    askedAt: null,
    error: null,
  });
  const connections =
    data?.kind === "connections"
      ? resetConnections(state.connections, message.data as ConnectionsSnapshot, message.ts_emit, at)
      : state.connections;
  return {
    ...next,
    connections,
    merged: state.merged + message.merged,
    wishes: state.wishes.includes(message.topic)
      ? state.wishes.filter((w) => w !== message.topic)
      : state.wishes,
  };
}

function applyEvent(state: StreamState, message: DataMessage, at: number): StreamState {
  const topic = state.topics[message.topic];
  // While a snapshot is on its way, whatever arrives belongs to the chain that was lost.
  if (!topic || topic.broken || topic.askedAt !== null) return state;
  if (message.epoch === topic.epoch && message.seq <= topic.seq) return state;
  const chained = message.epoch === topic.epoch && message.seq === topic.seq + 1;
  const data = chained ? eventData(message, topic) : undefined;
  if (data === undefined) return breakChain(state, message, topic);
  const next = withTopic(state, message.topic, {
    ...topic,
    seq: message.seq,
    freshness: message.freshness,
    source: message.source,
    ...(message.freshness === "live" ? { reason: null, expected: null, got: null } : null),
    freshAt: freshAt(message.ts_recv, message.ts_emit, at) ?? topic.freshAt,
    data,
    merged: topic.merged + message.merged,
  });
  return {
    ...next,
    events: state.events + 1,
    merged: state.merged + message.merged,
    connections:
      data?.kind === "connections"
        ? changeConnections(state.connections, message.data as ConnectionsChange, message.ts_emit, at)
        : state.connections,
  };
}

/** What is held can no longer be continued: it stays on screen as not current, and the topic is asked for again. */
function breakChain(state: StreamState, message: DataMessage, topic: Topic): StreamState {
  const next = withTopic(state, message.topic, {
    ...topic,
    broken: true,
    reason: message.epoch === topic.epoch ? "events missing between gateway and page" : "the stream started anew",
    expected: `${topic.epoch}:${topic.seq + 1}`,
    got: `${message.epoch}:${message.seq}`,
  });
  return { ...next, wishes: [...state.wishes.filter((w) => w !== message.topic), message.topic] };
}

function applyState(state: StreamState, message: StateMessage, at: number): StreamState {
  const topic = state.topics[message.topic];
  if (!topic) return state;
  return withTopic(state, message.topic, {
    ...topic,
    freshness: message.freshness,
    reason: message.reason,
    expected: message.expected,
    got: message.got,
    freshAt: freshAt(message.ts_recv, message.ts_emit, at) ?? topic.freshAt,
  });
}

function applyClock(state: StreamState, at: number): StreamState {
  const { socket } = state;
  const silent = socket.heardAt !== null && at - socket.heardAt > SILENCE_MS;
  let next = state;
  if (silent && !socket.silent) {
    next = { ...next, socket: { ...socket, silent: true, silentSince: socket.heardAt } };
  }
  return mapTopics(next, (topic) => {
    const overdue = topic.askedAt !== null && at - topic.askedAt > SILENCE_MS;
    return !topic.pageStale && topic.data !== null && (silent || overdue)
      ? { ...topic, pageStale: true }
      : topic;
  });
}

/** Any message is a sign of life of the socket; topics stay stale until their own snapshot. */
function heard(state: StreamState, at: number): StreamState {
  return {
    ...state,
    socket: { ...state.socket, heardAt: at, silent: false, silentSince: null },
  };
}

function snapshotData(message: DataMessage, topic: Topic): TopicData | null {
  if (message.data === null) return null;
  const kind = message.topic.split(".", 1)[0];
  switch (kind) {
    case "bbo":
      return { kind, bbo: message.data as Bbo };
    case "ticker":
      return { kind, ticker: message.data as Ticker };
    case "mark":
      return { kind, mark: message.data as Mark };
    case "book":
      return { kind, book: bookFromSnapshot(message.data as BookLevels) };
    case "trades":
      return { kind, trades: (message.data as Trades).trades.slice(0, MAX_TRADES) };
    case "candles": {
      // A candle that was still open when the chain broke may have missed trades; only closed ones are kept.
      const held = topic.data?.kind === "candles" ? topic.data.candles.filter((c) => c.closed) : [];
      return { kind, candles: mergeLiveCandles(held, (message.data as Candles).candles) };
    }
    case "connections":
      return { kind };
    default:
      return null;
  }
}

/** Undefined when the event needs data that is not held. */
function eventData(message: DataMessage, topic: Topic): TopicData | null | undefined {
  const held = topic.data;
  if (message.data === null) return held;
  switch (message.topic.split(".", 1)[0]) {
    case "book":
      return held?.kind === "book"
        ? { kind: "book", book: bookAfter(held.book, message.data as BookLevels) }
        : undefined;
    case "trades": {
      const before = held?.kind === "trades" ? held.trades : [];
      return { kind: "trades", trades: [...(message.data as Trades).trades, ...before].slice(0, MAX_TRADES) };
    }
    case "candles": {
      const before = held?.kind === "candles" ? held.candles : [];
      return { kind: "candles", candles: mergeLiveCandles(before, (message.data as Candles).candles) };
    }
    case "connections":
      return held?.kind === "connections" ? held : undefined;
    default:
      return snapshotData(message, topic);
  }
}

/** When data that the gateway received at `received` and sent at `emitted` was fresh, on this page's clock. */
function freshAt(received: string | null, emitted: string, at: number): number | null {
  if (received === null) return null;
  const held = parseTime(emitted) - parseTime(received);
  return Number.isFinite(held) ? at - Math.max(0, held) : at;
}

function fresh(names: readonly string[], state: StreamState, at: number): Record<string, Topic> {
  const topics: Record<string, Topic> = {};
  for (const name of names) {
    topics[name] = state.topics[name] ?? {
      epoch: 0,
      seq: 0,
      freshness: "stale",
      source: null,
      reason: null,
      expected: null,
      got: null,
      freshAt: null,
      data: null,
      merged: 0,
      broken: false,
      pageStale: false,
      askedAt: at,
      error: null,
    };
  }
  return topics;
}

function withTopic(state: StreamState, name: string, topic: Topic): StreamState {
  return { ...state, topics: { ...state.topics, [name]: topic } };
}

function mapTopics(state: StreamState, change: (topic: Topic, name: string) => Topic): StreamState {
  let changed = false;
  const topics: Record<string, Topic> = {};
  for (const [name, topic] of Object.entries(state.topics)) {
    const next = change(topic, name);
    topics[name] = next;
    if (next !== topic) changed = true;
  }
  return changed ? { ...state, topics } : state;
}
