import { describe, expect, it } from "vitest";
import type { Bracket, LegRow } from "../api/brackets";
import type { AccountSnapshot, Order } from "../api/wire";
import { accountAfter, accountFromSnapshot } from "../stream/account";
import { bracketOf } from "./body";
import { after, START, type Intent, type IntentEvent, type Machine } from "./intent";
import { legSteps, protectionWords } from "./steps";

const leg = (over: Partial<LegRow>): LegRow => ({ trigger_price: "96480.0", price: null, trigger_by: "last", covered_qty: "0.25", executed_qty: "0", orders: ["x"], attempts: 1, state: "live", refusal: null, next_try_at: null, ...over });
const bracket = (over: Partial<Bracket>): Bracket => ({
  bracket_id: "tp-k", instrument: "v:BTC", side: "buy", position_side: "both", state: "protecting", since: "2026-11-21T10:00:00Z", reason: null, synthetic: true,
  entry_order_id: "tp-k", closing_orders: [], qty: "0.25", held_qty: "0.25", if_unprotected: "alert", stop_loss: leg({}), take_profit: leg({ trigger_price: "98600.0" }), created_at: "", updated_at: "", ...over,
});
const intent: Intent = {
  key: "page-k", orderId: "tp-k", account: "demo", venue: "v", money: "SIM", instrument: "v:BTC", path: "/accounts/demo/brackets",
  body: { entry: { type: "market" }, stop_loss: { trigger_price: "96480.0" } }, words: { long: true, what: "0.25 BTC at market", kind: "market", price: null, base: "BTC", quote: "USDT" }, asked: [], sentAt: null,
};
const filled = { order_id: "tp-k", status: "filled", accepted_by: "venue", route: "ws", executed_qty: "0.25" } as Order;
const told = (b: Bracket | null, at: number): [number, IntentEvent] => [at, { type: "told", order: filled, fills: [], bracket: b, at: 5000 + at }];

function run(...events: [number, IntentEvent][]): Machine {
  return ([[0, { type: "opened", intent }], [1000, { type: "send", at: 6000 }], ...events] as [number, IntentEvent][]).reduce((m, [now, event]) => after(m, event, now), START);
}

describe("a wish with legs", () => {
  it("is not over when its entry is filled, but when what is held is protected", () => {
    expect(run(told(bracket({}), 1040)).phase.at).toBe("working");
    const { phase } = run(told(bracket({ stop_loss: leg({ state: "placing" }) }), 1040), told(bracket({ state: "protected" }), 1090));
    expect(phase).toMatchObject({ at: "result", seen: { filled: 40, tp: 40, sl: 90 } });
    expect("bracket" in phase && protectionWords(phase.bracket, phase.seen)).toBe("protected in 90 ms");
  });
  it("is over, and says so, when it stands unprotected", () => {
    const { phase } = run(told(bracket({ state: "unprotected", stop_loss: leg({ state: "failed", refusal: { code: "-1", message: "would trigger at once" } }) }), 1090));
    expect(phase.at).toBe("result");
    expect("bracket" in phase && protectionWords(phase.bracket, phase.seen)).toBe("not protected");
    const steps = legSteps(bracket({ stop_loss: leg({ state: "failed", refusal: { code: "-1", message: "would trigger at once" } }) }), {}, { price: 1, size: 3 });
    expect(steps.map((s) => [s.tone, s.text])).toEqual([["done", "Take profit 98,600.0 open"], ["bad", "Stop loss 96,480.0 refused: would trigger at once"]]);
  });
  it("is not taken back by an answer that is older than what the stream has told", () => {
    const { phase } = run(
      told(bracket({ state: "protected", updated_at: "2026-11-21T10:00:00.090000000Z" }), 1090),
      told(bracket({ stop_loss: leg({ state: "placing" }), updated_at: "2026-11-21T10:00:00.040000000Z" }), 1095),
    );
    expect("bracket" in phase && phase.bracket?.state).toBe("protected");
  });
  it("asks for the legs that were typed and for no others", () => {
    const entry = { type: "market" };
    expect(bracketOf(entry, { tp: null, sl: { price: "99", percent: null, pnl: null } })).toEqual({ entry, stop_loss: { trigger_price: "99" } });
    expect(bracketOf(entry, { tp: { price: "103", percent: null, pnl: null }, sl: null })).toEqual({ entry, take_profit: { trigger_price: "103" } });
  });
});

it("the account holds brackets that are not over, and knows whether any can be asked for", () => {
  const snapshot = (more: object) => ({ account: {}, orders: [], positions: [], balances: [], settings: [], ...more }) as unknown as AccountSnapshot;
  expect(accountFromSnapshot(snapshot({}), "1:1", null)).toMatchObject({ bracketsOffered: false, brackets: {} });
  const held = accountFromSnapshot(snapshot({ brackets: [bracket({})] }), "1:1", null);
  expect(held).toMatchObject({ bracketsOffered: true, brackets: { "tp-k": { state: "protecting" } } });
  const told = (b: Bracket) => ({ event: "bracket_updated", bracket: b }) as unknown as Parameters<typeof accountAfter>[1];
  const unprotected = accountAfter(held, told(bracket({ state: "unprotected" })), 2);
  expect(unprotected.brackets["tp-k"]?.state).toBe("unprotected");
  expect(accountAfter(unprotected, told(bracket({ state: "done" })), 3).brackets).toEqual({});
});
