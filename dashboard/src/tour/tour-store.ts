import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

const KEY = "twinline.tour";
const SEEN = "seen";

/** Which step is shown; null while there is no tour. */
const tour = createStore<{ at: number | null }>(() => ({ at: null }));

export const useTourStep = () => useStore(tour, (s) => s.at);

/** From the beginning, whether it was seen or not. */
export const beginTour = () => tour.setState({ at: 0 });

export const showStep = (at: number) => tour.setState({ at });

/** Ends it, seen or skipped: it does not come by itself again. */
export function endTour(): void {
  tour.setState({ at: null });
  try {
    localStorage.setItem(KEY, SEEN);
  } catch {
    // It is offered once more at the next visit.
  }
}

/** Begins it for who has not seen it. */
export function offerTour(): void {
  if (tour.getState().at === null && !isSeen()) beginTour();
}

function isSeen(): boolean {
  try {
    return localStorage.getItem(KEY) === SEEN;
  } catch {
    // Nothing can be remembered here: better never than at every visit.
    return true;
  }
}
