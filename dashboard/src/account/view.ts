import type { Freshness, Transport } from "../api/wire";
import type { AccountView } from "../stream/account";
import { freshnessOf } from "../stream/freshness";
import type { StreamState } from "../stream/state";
import { useStream } from "../stream/store";

export const topicOf = (account: string) => `account.${account}`;

/** What the stream tells of an account; null until its snapshot is here. */
export function viewOf(state: StreamState, account: string | null): AccountView | null {
  const data = account === null ? undefined : state.topics[topicOf(account)]?.data;
  return data?.kind === "account" ? data.account : null;
}

export const accountFreshness = (state: StreamState, account: string): Freshness | null => freshnessOf(state.topics[topicOf(account)]);

export const accountFreshAt = (state: StreamState, account: string): number | null => state.topics[topicOf(account)]?.freshAt ?? null;

export const accountReason = (state: StreamState, account: string): string | null => state.topics[topicOf(account)]?.reason ?? null;

/** Which way news of an account comes, by how current it is. */
export function transportOf(freshness: Freshness): Transport {
  if (freshness === "live" || freshness === "repairing") return "ws";
  return freshness === "polling" ? "http" : "down";
}

/** A part of what the stream tells; renders when that part changes. */
export function useView<T>(account: string | null, select: (view: AccountView) => T): T | null {
  return useStream((s) => {
    const view = viewOf(s, account);
    return view === null ? null : select(view);
  });
}
