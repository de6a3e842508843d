import { describe, expect, it } from "vitest";
import type { Order } from "../api/wire";
import { after, START, STRAY_MS, type Intent, type IntentEvent, type Machine } from "./intent";
import { keepPhase, keptPhase } from "./intent-storage";

const intent = (over: Partial<Intent> = {}): Intent => ({
  key: "page-k", orderId: "tp-k", account: "demo", venue: "v", money: "SIM", instrument: "v:BTC", path: "/accounts/demo/orders",
  body: { type: "market" }, words: { long: true, what: "1 BTC at market", kind: "market", price: "100", base: "BTC", quote: "USD" }, asked: [], sentAt: null, ...over,
});
const order = (over: Partial<Order>): Order => ({ order_id: "tp-k", status: "open", accepted_by: "gateway", route: null, executed_qty: "0", average_price: null, reason: null, ...over }) as Order;
const told = (over: Partial<Order>, at: number): IntentEvent => ({ type: "told", order: order(over), fills: [], at });

/** Runs events at their times of the page's clock. */
function run(...events: [number, IntentEvent][]): Machine {
  return events.reduce((machine, [now, event]) => after(machine, event, now), START);
}

const opened: [number, IntentEvent] = [0, { type: "opened", intent: intent() }];
const sent: [number, IntentEvent] = [1000, { type: "send", at: 5000 }];

describe("a wish", () => {
  it("leaves once, however often it is clicked", () => {
    const clicks = Array.from({ length: 100 }, (_, i): [number, IntentEvent] => [1000 + i, { type: "send", at: 5000 + i }]);
    const { phase } = run(opened, ...clicks);
    expect(phase).toMatchObject({ at: "working", ignored: 99, intent: { key: "page-k", sentAt: 5000 } });
  });
  it("is not sent by a press that was meant for what stood there before", () => {
    expect(run(opened, [STRAY_MS - 1, { type: "send", at: 1 }]).phase.at).toBe("confirm");
    expect(run(opened, [STRAY_MS, { type: "send", at: 1 }]).phase.at).toBe("working");
    expect(run(opened, [STRAY_MS - 1, { type: "back" }]).phase.at).toBe("confirm");
  });
  it("does not begin while another is open", () => {
    const { phase } = run(opened, [2000, { type: "opened", intent: intent({ key: "page-other" }) }]);
    expect(phase).toMatchObject({ at: "confirm", intent: { key: "page-k" } });
  });
  it("goes back only before it was sent", () => {
    expect(run(opened, [1000, { type: "back" }]).phase.at).toBe("editing");
    expect(run(opened, sent, [3000, { type: "back" }]).phase.at).toBe("working");
    expect(run(opened, sent, [3000, { type: "done" }]).phase.at).toBe("working");
  });
  it("tells accepted here, accepted by the venue and filled apart, each at its time since the click", () => {
    const { phase } = run(opened, sent, [1010, told({ status: "pending" }, 5010)], [1040, told({ accepted_by: "venue", route: "ws" }, 5040)], [1050, told({ status: "filled", accepted_by: "venue", route: "ws" }, 5050)]);
    expect(phase).toMatchObject({ at: "result", seen: { saved: 10, sent: 40, accepted: 40, filled: 50 } });
  });
  it("ends when a limit order rests, and not before the venue has it", () => {
    const limit = intent({ body: { type: "limit", time_in_force: "gtc" } });
    const begin: [number, IntentEvent] = [0, { type: "opened", intent: limit }];
    expect(run(begin, sent, [1010, told({}, 5010)]).phase.at).toBe("working");
    expect(run(begin, sent, [1010, told({ accepted_by: "venue" }, 5010)]).phase.at).toBe("result");
  });
  it("is not undone by an answer that comes after the stream's word", () => {
    const { phase } = run(opened, sent, [1020, told({ status: "filled", accepted_by: "venue" }, 5020)], [1030, told({ status: "open" }, 5030)]);
    expect(phase).toMatchObject({ at: "result", order: { status: "filled" } });
  });
  it("is unknown after silence, keeps its key, and is ended by evidence alone", () => {
    const silent: [number, IntentEvent] = [2000, { type: "silent", asking: { count: 1, most: 8, nextAt: null, said: "no answer" } }];
    expect(run(opened, sent, silent).phase).toMatchObject({ at: "unknown", intent: { key: "page-k" } });
    expect(run(opened, sent, silent, [3000, { type: "send", at: 1 }]).phase.at).toBe("unknown");
    expect(run(opened, sent, silent, [3000, { type: "done" }]).phase.at).toBe("unknown");
    expect(run(opened, sent, silent, [3000, told({ status: "filled", accepted_by: "venue" }, 9000)]).phase.at).toBe("result");
  });
  it("listens to its own order alone", () => {
    const { phase } = run(opened, sent, [1010, told({ order_id: "other", status: "filled" }, 5010)]);
    expect(phase.at).toBe("working");
  });
});

describe("the tab's memory", () => {
  const memory = () => {
    const held = new Map<string, string>();
    return { setItem: (k: string, v: string) => void held.set(k, v), removeItem: (k: string) => void held.delete(k), getItem: (k: string) => held.get(k) ?? null };
  };
  it("asks again after a reload, and waits again for what was sent, under the same key", () => {
    const store = memory();
    keepPhase(run(opened).phase, store);
    expect(keptPhase(store)).toMatchObject({ at: "confirm", intent: { key: "page-k" } });
    keepPhase(run(opened, sent).phase, store);
    expect(keptPhase(store)).toMatchObject({ at: "working", intent: { key: "page-k", sentAt: 5000 } });
  });
  it("is empty once the outcome was put away", () => {
    const store = memory();
    keepPhase(run(opened, sent).phase, store);
    keepPhase(run(opened, sent, [1020, told({ status: "filled", accepted_by: "venue" }, 5020)]).phase, store);
    expect(keptPhase(store)).toMatchObject({ at: "working", seen: { filled: 20 } });
    keepPhase(run(opened, sent, [1020, told({ status: "filled", accepted_by: "venue" }, 5020)], [2000, { type: "done" }]).phase, store);
    expect(keptPhase(store)).toBeNull();
  });
  it("does not trust what it cannot read", () => {
    expect(keptPhase({ getItem: () => "{" })).toBeNull();
    expect(keptPhase({ getItem: () => '{"form":1,"intent":{}}' })).toBeNull();
  });
});
