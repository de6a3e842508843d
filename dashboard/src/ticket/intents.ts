// The one wish of this tab, and everything that touches the world for it: the request, the tab's memory, the other tabs.
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { viewOf } from "../account/view";
import { ApiError, command, fetchJson, fetchOrder } from "../api/client";
import type { Bracket } from "../api/brackets";
import type { AccountView } from "../stream/account";
import type { Fill, HistoryEvent, Order, Page } from "../api/wire";
import { store as stream } from "../stream/store";
import { after, isUnderWay, START, type Intent, type IntentEvent, type Machine, type Phase } from "./intent";
import { keepPhase, keptPhase } from "./intent-storage";
import { chanceName } from "./names";
import { followTabs, type OtherIntent } from "./other-tabs";
import { notePath } from "./path-times";
import { refusedBy } from "./refused";
import { timed } from "./timed";

interface Intents {
  machine: Machine;
  others: readonly OtherIntent[];
  /** The last one that came to an end, for the story below the ticket. */
  last: Extract<Phase, { seen: unknown }> | null;
}

const intents = createStore<Intents>(() => ({ machine: START, others: [], last: null }));

export const usePhase = () => useStore(intents, (s) => s.machine.phase);
export const phaseNow = () => intents.getState().machine.phase;
export const useOthers = () => useStore(intents, (s) => s.others);
export const useLast = () => useStore(intents, (s) => s.last);

/** Questions without the order being found, after which it never arrived. */
const MOST_ASKED = 8;
const ASK_MS = [300, 600, 1200, 2000, 3000];

let tell: ((phase: Phase) => void) | null = null;

/** Begins to follow other tabs and the stream, and goes on with what this tab was doing. Once per page. */
export function startIntents(): void {
  if (tell !== null) return;
  tell = followTabs(chanceName(), (others) => intents.setState({ others }));
  stream.subscribe(look);
  const kept = keptPhase();
  if (kept === null) return;
  dispatch({ type: "restored", phase: kept });
  if (kept.at === "working") void settle(kept.intent, "The page was loaded anew", true);
}

function dispatch(event: IntentEvent): void {
  const { machine, last } = intents.getState();
  const next = after(machine, event, performance.now());
  if (next === machine) return;
  const phase = next.phase;
  intents.setState({ machine: next, last: phase.at === "result" || phase.at === "refused" ? phase : last });
  keepPhase(phase);
  tell?.(phase);
  noteAccepted(machine.phase, phase);
  if (phase.at === "result" && machine.phase.at !== "result") void refine(phase);
}

/** The gateway wrote down when each step was; until it has told, the page's own times stand. */
async function refine({ intent, seen }: Extract<Phase, { at: "result" }>): Promise<void> {
  try {
    const at = `/accounts/${encodeURIComponent(intent.account)}/orders/${encodeURIComponent(intent.orderId)}/why`;
    const { data } = await fetchJson<Page<HistoryEvent>>(at);
    dispatch({ type: "timed", orderId: intent.orderId, seen: timed(data, seen) });
  } catch {
    // The page's own times are coarser and true.
  }
}

export type Draft = Omit<Intent, "key" | "orderId" | "sentAt" | "path" | "body"> & { path: string; bodyOf: (orderId: string) => Readonly<Record<string, unknown>> };

/** Makes the wish and its key. With `ask` its confirm view is shown, else it leaves at once. */
export function openIntent({ bodyOf, ...draft }: Draft, ask: boolean): void {
  const name = chanceName();
  const orderId = `tp-${name}`;
  dispatch({ type: "opened", intent: { ...draft, key: `page-${name}`, orderId, body: bodyOf(orderId), sentAt: null } });
  const phase = phaseNow();
  // What is open already is not sent by asking for something else.
  if (!ask && phase.at === "confirm" && phase.intent.orderId === orderId) send(Infinity);
}

/** Sends the wish, the first time it is called; afterwards it only counts. */
export const pressSend = () => send(performance.now());

function send(pressedAt: number): void {
  const { machine } = intents.getState();
  const next = after(machine, { type: "send", at: Date.now() }, pressedAt);
  if (next === machine) return;
  intents.setState({ machine: { ...next, changedAt: machine.phase.at === "working" ? machine.changedAt : performance.now() } });
  keepPhase(next.phase);
  tell?.(next.phase);
  if (machine.phase.at === "confirm" && next.phase.at === "working") void deliver(next.phase.intent);
}

export const goBack = () => dispatch({ type: "back" });
export const newOrder = () => dispatch({ type: "done" });

async function deliver(intent: Intent): Promise<void> {
  const from = performance.now();
  try {
    const answer = await command<unknown>("POST", intent.path, intent.key, intent.body);
    found(orderIn(answer), bracketIn(answer));
  } catch (error) {
    const refused = refusedBy(error, performance.now() - from);
    if (refused !== null) return dispatch({ type: "refused", refused });
    await settle(intent, sentence(error));
    return;
  }
  await settle(intent, null);
}

/** The order in an answer: the answer itself, or its member. */
function orderIn(answer: unknown): Order | null {
  if (typeof answer !== "object" || answer === null) return null;
  if ("order_id" in answer) return answer as Order;
  return "order" in answer ? (answer as { order: Order | null }).order : null;
}

function bracketIn(answer: unknown): Bracket | null {
  return typeof answer === "object" && answer !== null && "bracket" in answer ? (answer as { bracket: Bracket }).bracket : null;
}

function found(order: Order | null, bracket: Bracket | null = null): void {
  if (order === null) return;
  const phase = phaseNow();
  const fills = "intent" in phase ? fillsOf(phase.intent.account, order.order_id) : [];
  dispatch({ type: "told", order, fills, bracket, at: Date.now() });
}

/**
 * Asks for the order by the name that it was sent under until its outcome is known; the stream mostly tells before. Nothing is
 * sent again. `said` is why there was no answer; null if there was one. After a reload it is asked at once.
 */
async function settle(intent: Intent, said: string | null, atOnce = false): Promise<void> {
  let missing = 0;
  for (let turn = 0; ; turn += 1) {
    if (!concerns(intent)) return;
    if (!atOnce || turn > 0) {
      const wait = ASK_MS[Math.min(turn, ASK_MS.length - 1)]!;
      if (said !== null) dispatch({ type: "silent", asking: { count: turn, most: MOST_ASKED, nextAt: Date.now() + wait, said } });
      await new Promise((resolve) => setTimeout(resolve, said === null ? Math.max(wait, 2000) : wait));
      if (!concerns(intent)) return;
    }
    try {
      found(await fetchOrder(intent.account, intent.orderId));
      said = null;
    } catch (error) {
      const absent = error instanceof ApiError && error.status === 404;
      missing += absent ? 1 : 0;
      said = absent ? "not found yet" : sentence(error);
      if (missing >= MOST_ASKED) return dispatch({ type: "refused", refused: neverArrived(intent) });
    }
  }
}

const neverArrived = (intent: Intent) => ({
  by: "gateway" as const,
  said: `The gateway was asked ${MOST_ASKED} times and has no such order: the request never arrived.`,
  code: "never_arrived",
  field: null,
  nearest: null,
  tookMs: Date.now() - (intent.sentAt ?? Date.now()),
});

/** True while the outcome of this very wish is waited for. */
function concerns(intent: Intent): boolean {
  const phase = phaseNow();
  return isUnderWay(phase) && "intent" in phase && phase.intent.key === intent.key;
}

/** What the stream says of the order, in the frame in which it says it. */
let seen: { order: Order | null; fills: number; bracket: Bracket | null } = { order: null, fills: 0, bracket: null };
function look(): void {
  const phase = phaseNow();
  if (!("seen" in phase)) return;
  const view = viewOf(stream.getState(), phase.intent.account);
  const id = phase.intent.orderId;
  const order = view?.orders[id] ?? view?.ended.find((o) => o.order_id === id) ?? null;
  if (order === null) return;
  const fills = fillsOf(phase.intent.account, id);
  const bracket = bracketFor(view, id);
  if (seen.order === order && seen.fills === fills.length && seen.bracket === bracket) return;
  seen = { order, fills: fills.length, bracket };
  dispatch({ type: "told", order, fills, bracket, at: Date.now() });
}

/** What protects an order's position: the bracket bears the entry's name. */
function bracketFor(view: AccountView | null, order: string): Bracket | null {
  return Object.values(view?.brackets ?? {}).find((b) => b.entry_order_id === order) ?? null;
}

function fillsOf(account: string, order: string): readonly Fill[] {
  return (viewOf(stream.getState(), account)?.fills ?? []).filter((f) => f.order_id === order && !f.busted);
}

function noteAccepted(before: Phase, next: Phase): void {
  if (!("seen" in next) || next.seen.accepted === undefined || ("seen" in before && before.seen.accepted !== undefined)) return;
  const route = next.order?.route;
  if (route === "ws" || route === "rest") notePath(next.intent.account, route, next.seen.accepted);
}

const sentence = (error: unknown) => (error instanceof Error ? error.message : String(error));
