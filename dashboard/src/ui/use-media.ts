import { useSyncExternalStore } from "react";

const queries = new Map<string, MediaQueryList>();

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const list = queries.get(query) ?? matchMedia(query);
  queries.set(query, list);
  return useSyncExternalStore(
    (changed) => {
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => list.matches,
  );
}

/** The one-column layout. */
export const usePhone = () => useMedia("(max-width: 767px)");
/** Book and trades share one column. */
export const useSharedColumn = () => useMedia("(min-width: 1200px) and (max-width: 1439px)");
/** Every part of the market has a column of its own, with splitters between. */
export const useColumns = () => useMedia("(min-width: 1440px)");
/** There is room for the watch list beside the chart. */
export const useWatchColumn = () => useMedia("(min-width: 1920px)");
/** The top bar has no room for a pill per venue. */
export const useFoldedVenues = () => useMedia("(max-width: 1199px)");
