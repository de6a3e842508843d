import { formatAge } from "../format/age";
import type { TicketStep } from "./steps";
import styles from "./ticket.module.css";

const WORDS: Record<TicketStep["tone"], string> = { done: "done", wait: "under way", warn: "not known", bad: "refused", open: "not reached" };
const PATHS: Record<TicketStep["tone"], string> = {
  done: "M3 6.2 5.2 8.4 9 4",
  wait: "M6 1.2a4.8 4.8 0 0 1 4.8 4.8",
  warn: "M6 3v3.4M6 8.7v.1",
  bad: "m2.6 2.6 6.8 6.8",
  open: "",
};

/** Steps with the time since the click; what is waited for turns. */
export function StepList({ steps }: { steps: readonly TicketStep[] }) {
  return (
    <ol className={styles.steps} data-test="ticket-steps">
      {steps.map((step) => (
        <li key={step.key} data-tone={step.tone} data-step={step.key}>
          <svg viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
            <circle cx="6" cy="6" r="5" strokeOpacity="0.45" />
            <path d={PATHS[step.tone]} />
          </svg>
          <span><span className="visually-hidden">{WORDS[step.tone]}: </span>{step.text}</span>
          <span className={styles.at}>{step.atMs === null ? "" : formatAge(step.atMs)}</span>
        </li>
      ))}
    </ol>
  );
}
