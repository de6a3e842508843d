import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

const KEY = "twinline.asks";

/** Accounts whose orders leave without the confirm view, because their owner said so. */
const without = createStore<{ accounts: readonly string[] }>(() => ({ accounts: kept() }));

export const useAsksFirst = (account: string): boolean => useStore(without, (s) => !s.accounts.includes(account));
export const asksFirst = (account: string): boolean => !without.getState().accounts.includes(account);

export function setAsksFirst(account: string, asks: boolean): void {
  const rest = without.getState().accounts.filter((a) => a !== account);
  without.setState({ accounts: asks ? rest : [...rest, account] });
  try {
    localStorage.setItem(KEY, JSON.stringify(without.getState().accounts));
  } catch {
    // The choice then lasts as long as the page.
  }
}

function kept(): string[] {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]") as unknown;
    return Array.isArray(found) ? found.filter((a): a is string => typeof a === "string") : [];
  } catch {
    return [];
  }
}
