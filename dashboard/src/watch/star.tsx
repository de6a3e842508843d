import { toggleWatched, useIsWatched, type Watched } from "./watched";
import styles from "./star.module.css";

/** Puts an instrument into the watch list, or takes it out. */
export function Star({ instrument, className }: { instrument: Watched; className?: string | undefined }) {
  const on = useIsWatched(instrument.instrument);
  return (
    <button
      type="button"
      className={`${styles.star} ${className ?? ""}`}
      aria-pressed={on}
      aria-label={`Watch ${instrument.symbol}`}
      title={on ? "Take out of the watch list" : "Put into the watch list"}
      data-test="star"
      onClick={() => toggleWatched(instrument)}
    >
      <StarShape on={on} />
    </button>
  );
}

export function StarShape({ on }: { on: boolean }) {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" fill={on ? "currentColor" : "none"} stroke="currentColor" strokeWidth="1.2" strokeLinejoin="round" aria-hidden="true">
      <path d="m7 1.6 1.7 3.5 3.8.5-2.8 2.7.7 3.8L7 10.3l-3.4 1.8.7-3.8L1.5 5.6l3.8-.5z" />
    </svg>
  );
}
