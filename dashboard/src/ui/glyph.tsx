import type { Freshness } from "../api/wire";
import styles from "./glyph.module.css";

/** The state's shape: dot, half disc, open ring arrow, triangle, cross. */
export function Glyph({ state }: { state: Freshness }) {
  switch (state) {
    case "live":
      return (
        <svg className={styles.glyph} data-state={state} viewBox="0 0 12 12" aria-hidden="true">
          <circle cx="6" cy="6" r="3" fill="currentColor" />
        </svg>
      );
    case "polling":
      return (
        <svg className={styles.glyph} data-state={state} viewBox="0 0 12 12" aria-hidden="true">
          <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M6 1.8a4.2 4.2 0 0 1 0 8.4z" fill="currentColor" />
        </svg>
      );
    case "repairing":
      return (
        <svg className={styles.glyph} data-state={state} viewBox="0 0 12 12" aria-hidden="true">
          <path d="M10 6a4 4 0 1 1-1.5-3.1" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
          <path d="M10.6.9v3.2H7.4z" fill="currentColor" />
        </svg>
      );
    case "stale":
      return (
        <svg className={styles.glyph} data-state={state} viewBox="0 0 12 12" aria-hidden="true">
          <path d="M6 1.6 11 10.4H1z" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
          <path d="M6 5v2.2M6 8.6v.2" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" />
        </svg>
      );
    case "down":
      return (
        <svg className={styles.glyph} data-state={state} viewBox="0 0 12 12" aria-hidden="true">
          <path d="m2.5 2.5 7 7m0-7-7 7" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        </svg>
      );
  }
}
