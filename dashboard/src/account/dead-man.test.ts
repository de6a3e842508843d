import { expect, it } from "vitest";
import type { AccountSnapshot } from "../api/wire";
import { accountAfter, accountFromSnapshot } from "../stream/account";

it("the account knows how its dead-man's switch stands, and follows each word of it", () => {
  const deadMan = { state: "armed", timeout_s: 60, since: null, last_refreshed_at: null, expires_at: null, covered: ["v:BTC"], not_covered: [], reason: null } as const;
  const snapshot = { account: {}, orders: [], positions: [], balances: [], settings: [], brackets: [], dead_man: deadMan } as unknown as AccountSnapshot;
  const held = accountFromSnapshot(snapshot, "1:1", null);
  expect(held.deadMan).toEqual(deadMan);
  const change = { event: "dead_man", dead_man: { ...deadMan, state: "not_protected", reason: "refused" } } as unknown as Parameters<typeof accountAfter>[1];
  expect(accountAfter(held, change, 2).deadMan).toMatchObject({ state: "not_protected", reason: "refused" });
});
