import { useQuery } from "@tanstack/react-query";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { accountsQuery } from "../api/queries";
import type { Account } from "../api/wire";

const KEY = "twinline.account";

const chosen = createStore<{ name: string | null }>(() => ({ name: kept() }));

/** Makes an account the one that the page shows. */
export function chooseAccount(name: string): void {
  chosen.setState({ name });
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // The choice then lasts as long as the page.
  }
}

const NONE: readonly Account[] = [];

/** All accounts, and the chosen one: the last visit's, or the first. Null while there is none. */
export function useAccounts(): { accounts: readonly Account[]; account: Account | null; pending: boolean; early: boolean; failed: string | null; again: () => void } {
  const { data, isPending, failureCount, error, refetch } = useQuery(accountsQuery);
  const name = useStore(chosen, (s) => s.name);
  const accounts = data ?? NONE;
  return {
    accounts,
    account: accounts.find((a) => a.account === name) ?? accounts[0] ?? null,
    pending: isPending,
    // The first answer is on its way; nobody should wait for a second one.
    early: isPending && failureCount === 0,
    failed: data === undefined && error ? error.message : null,
    again: () => void refetch(),
  };
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
