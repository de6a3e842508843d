import { fetchSession } from "../api/client";
import type { ServerMessage } from "../api/wire";
import { backoff } from "./backoff";
import type { Line } from "./line";
import { commitOnVisibility, dispatch, latest } from "./store";
import { openLine } from "./worker-line";

/** The one connection of the page. Topics are counted: the last reader's leaving ends the subscription. */
let socket: Line | null = null;
let started = false;
let helloed = false;
let attempt = 0;
let retry: ReturnType<typeof setTimeout> | undefined;
let requestId = 0;
const readers = new Map<string, number>();
const leaving = new Map<string, ReturnType<typeof setTimeout>>();

/** How long a topic is kept after its last reader has gone, so that moving between pages costs nothing. */
const LINGER_MS = 2000;
const WATCHDOG_MS = 250;

const now = () => performance.now();

export function start(): void {
  if (started) return;
  started = true;
  connect();
  setInterval(watchdog, WATCHDOG_MS);
  // First the watchdog: what is then committed says how old it is.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") watchdog();
  });
  commitOnVisibility();
}

/** Connects at once instead of waiting for the next try. */
export function tryNow(): void {
  if (socket !== null) return;
  connect();
}

/** Subscribes; call the result to give the topics back. */
export function watch(topics: readonly string[]): () => void {
  const added: string[] = [];
  for (const topic of topics) {
    const timer = leaving.get(topic);
    if (timer !== undefined) {
      clearTimeout(timer);
      leaving.delete(topic);
      readers.set(topic, 1);
      continue;
    }
    const count = readers.get(topic) ?? 0;
    readers.set(topic, count + 1);
    if (count === 0) added.push(topic);
  }
  if (added.length > 0) {
    dispatch({ type: "watch", topics: added, at: now() });
    send({ op: "subscribe", id: nextId(), topics: added });
  }
  return () => {
    for (const topic of topics) release(topic);
  };
}

function release(topic: string): void {
  const count = readers.get(topic) ?? 0;
  if (count > 1) {
    readers.set(topic, count - 1);
    return;
  }
  readers.set(topic, 0);
  leaving.set(topic, setTimeout(() => leave(topic), LINGER_MS));
}

function leave(topic: string): void {
  // While nobody answers, what was last known is all there is: whoever comes back finds it, marked as old.
  if (latest().socket.silent) {
    leaving.set(topic, setTimeout(() => leave(topic), LINGER_MS));
    return;
  }
  leaving.delete(topic);
  readers.delete(topic);
  send({ op: "unsubscribe", id: nextId(), topics: [topic] });
  dispatch({ type: "unwatch", topics: [topic] });
}

function connect(): void {
  clearTimeout(retry);
  helloed = false;
  attempt += 1;
  dispatch({ type: "socket", phase: "connecting", at: now(), attempt });
  const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/stream`;
  const opened: Line = openLine(url, {
    onMessages: (messages, at) => {
      for (const message of messages) if (socket === opened) receive(message, at);
    },
    onClose: (code, reason) => {
      if (socket === opened) closed(code, reason);
    },
  });
  socket = opened;
}

function receive(message: ServerMessage, at: number): void {
  dispatch({ type: "message", message, at });
  if (message.type === "hello") {
    helloed = true;
    attempt = 0;
    subscribeAll();
  }
  const { wishes } = latest();
  if (wishes.length > 0) {
    send({ op: "unsubscribe", id: nextId(), topics: wishes });
    send({ op: "subscribe", id: nextId(), topics: wishes });
    dispatch({ type: "asked", topics: wishes, at: now() });
  }
}

/** Everything that is read; what can be resumed goes on where it stopped, and then says how it stands. */
function subscribeAll(): void {
  const topics = [...readers.keys()];
  if (topics.length === 0) return;
  const held = latest().topics;
  const resumed = topics.filter((name) => held[name]?.resuming);
  const after = Object.fromEntries(resumed.map((name) => [name, { epoch: held[name]!.epoch, seq: held[name]!.seq }]));
  send({ op: "subscribe", id: nextId(), topics, ...(resumed.length > 0 && { after }) });
  // Asked for again, a topic gives a snapshot: how current it is now is in no event.
  if (resumed.length > 0) send({ op: "subscribe", id: nextId(), topics: resumed });
}

function closed(code: number, reason: string): void {
  const wasOpen = helloed;
  socket = null;
  helloed = false;
  const why = reason || closeReason(code, wasOpen);
  if (wasOpen && code !== 4001) {
    wait(why);
    return;
  }
  // A refused upgrade has no readable reason; the session says whether it was the login.
  fetchSession().then(
    (session) => {
      if (session.authenticated) wait(why);
      else dispatch({ type: "socket", phase: "signed_out", at: now(), reason: "the session is no longer valid" });
    },
    () => wait(why),
  );
}

function wait(reason: string): void {
  if (socket !== null) return;
  const delay = backoff(attempt + 1);
  dispatch({ type: "socket", phase: "waiting", at: now(), attempt, nextTryAt: now() + delay, reason });
  clearTimeout(retry);
  retry = setTimeout(connect, delay);
}

/** Notices silence, and replaces a connection that is open but says nothing: only snapshots bring the page back. */
function watchdog(): void {
  dispatch({ type: "clock", at: now() });
  if (socket === null || !helloed || !latest().socket.silent) return;
  const dead = socket;
  socket = null;
  dead.close();
  wait("no heartbeat for 3 s");
}

function send(message: object): void {
  if (helloed) socket?.send(JSON.stringify(message));
}

function nextId(): number {
  requestId += 1;
  return requestId;
}

function closeReason(code: number, wasOpen: boolean): string {
  if (code === 4001) return "not authenticated";
  if (code === 4008) return "this page read too slowly";
  if (code === 4009) return "too many connections";
  return wasOpen ? `connection closed (${code})` : "the gateway does not answer";
}
