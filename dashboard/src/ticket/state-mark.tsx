import styles from "./ticket.module.css";

export type MarkTone = "done" | "warn" | "bad" | "unknown" | "unprotected";

const PATHS: Record<MarkTone, string> = {
  done: "M5 9.3 8 12.2l5-5.6",
  warn: "M9 5v5M9 12.8v.2",
  bad: "m4 4 10 10",
  unknown: "M6.8 7a2.3 2.3 0 1 1 3.4 2c-.9.5-1.2.9-1.2 1.6M9 13v.1",
  unprotected: "",
};

/** The outcome as a shape: a tick, a mark, a barred ring, a question, a shield. */
export function StateMark({ tone }: { tone: MarkTone }) {
  return (
    <svg className={styles.mark} data-tone={tone} width="18" height="18" viewBox="0 0 18 18" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {tone === "unprotected" ? <path d="M9 1.5 15.5 4v4.6c0 4-2.8 6.6-6.5 7.9-3.7-1.3-6.5-3.9-6.5-7.9V4z" /> : <circle cx="9" cy="9" r="7.2" />}
      <path d={PATHS[tone]} />
    </svg>
  );
}
