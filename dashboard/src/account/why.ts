import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** The order whose story somebody wants to read. */
const why = createStore<{ of: { account: string; order: string } | null }>(() => ({ of: null }));

export const showWhy = (account: string, order: string) => why.setState({ of: { account, order } });
export const closeWhy = () => why.setState({ of: null });
export const useWhy = () => useStore(why, (s) => s.of);
