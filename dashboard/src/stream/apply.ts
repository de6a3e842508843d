import type {
  AccountSnapshot,
  ConnectionsChange,
  ConnectionsSnapshot,
  DataMessage,
  GapMessage,
  ServerMessage,
  StateMessage,
} from "../api/wire";
import { parseTime } from "../format/time";
import { changeConnections, resetConnections } from "./connections";
import { serverNow } from "./freshness";
import { SILENCE_MS, type SocketPhase, type StreamState, type Topic } from "./state";
import { eventData, snapshotData } from "./topic-data";

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
      // Every topic is subscribed again after a hello; until its snapshot is here, events mean nothing, unless they go on
      // where the page stopped.
      return {
        ...mapTopics(state, (topic) => ({ ...topic, askedAt: at, error: null, resuming: canResume(topic) })),
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
    case "gap":
      return applyGap(state, message);
    case "error": {
      const topic = message.topic === undefined ? undefined : state.topics[message.topic];
      // Giving back what is not held any more harms nobody.
      if (!topic || message.code === "not_subscribed") return state;
      return withTopic(state, message.topic!, { ...topic, askedAt: null, resuming: false, error: message.detail });
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
    freshAt: freshAt(heardAt(message), message.ts_emit, at),
    data,
    merged: topic.merged + message.merged,
    broken: false,
    pageStale: false,
    askedAt: null,
    resuming: false,
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
  if (!topic || topic.broken || (topic.askedAt !== null && !topic.resuming)) return state;
  if (wasSeen(message, topic)) return state;
  const data = follows(message, topic) ? eventData(message, topic) : undefined;
  if (data === undefined) return breakChain(state, message, topic);
  const next = withTopic(state, message.topic, {
    ...topic,
    epoch: message.epoch,
    seq: message.seq,
    source: message.source,
    // What is told again says how things stood then; the snapshot that follows it says how they stand now.
    ...(topic.resuming ? { freshAt: toldAgainAt(state, message, at) ?? topic.freshAt } : freshnessIn(message, topic, at)),
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

function freshnessIn(message: DataMessage, topic: Topic, at: number): Partial<Topic> {
  return {
    freshness: message.freshness,
    ...(message.freshness === "live" ? { reason: null, expected: null, got: null } : null),
    freshAt: freshAt(message.ts_recv, message.ts_emit, at) ?? topic.freshAt,
  };
}

/** A history that goes on over restarts of the gateway: its `seq` has no hole, whatever the epoch. */
const isLossless = (name: string) => name.startsWith("account.");

function wasSeen(message: DataMessage, topic: Topic): boolean {
  if (message.seq > topic.seq) return false;
  return isLossless(message.topic) ? message.epoch <= topic.epoch : message.epoch === topic.epoch;
}

function follows(message: DataMessage, topic: Topic): boolean {
  if (message.seq !== topic.seq + 1) return false;
  return message.epoch === topic.epoch || (isLossless(message.topic) && message.epoch > topic.epoch);
}

const canResume = (topic: Topic) => topic.data?.kind === "account" && !topic.broken;

/** The gateway cannot go on where this page stopped. A snapshot follows; until then the old numbers are not current. */
function applyGap(state: StreamState, message: GapMessage): StreamState {
  const topic = state.topics[message.topic];
  if (!topic) return state;
  return withTopic(state, message.topic, {
    ...topic,
    broken: true,
    resuming: false,
    reason: message.reason,
    expected: `${message.from_epoch}:${message.from_seq + 1}`,
    got: `${message.epoch}:${message.seq}`,
  });
}

/** What is held can no longer be continued: it stays on screen as not current, and the topic is asked for again. */
function breakChain(state: StreamState, message: DataMessage, topic: Topic): StreamState {
  const next = withTopic(state, message.topic, {
    ...topic,
    broken: true,
    resuming: false,
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

/** A snapshot of an account stands for all that was heard so far; it says itself when that was. */
function heardAt(message: DataMessage): string | null {
  if (!isLossless(message.topic) || message.data === null) return message.ts_recv;
  return (message.data as AccountSnapshot).account.heard_at;
}

/** When an event that is told again was received, by the gateway's clock and not by when it came here. */
function toldAgainAt(state: StreamState, message: DataMessage, at: number): number | null {
  const now = serverNow(state, at);
  return now === null || message.ts_recv === null ? null : at - Math.max(0, now - parseTime(message.ts_recv));
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
      resuming: false,
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
