import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** The topic whose freshness somebody wants explained. */
const inspected = createStore<{ topic: string | null }>(() => ({ topic: null }));

export const inspect = (topic: string | null) => inspected.setState({ topic });
export const useInspected = () => useStore(inspected, (s) => s.topic);
