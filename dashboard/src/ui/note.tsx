import type { ReactNode } from "react";
import styles from "./note.module.css";

interface Props {
  title: string;
  children?: ReactNode;
  tone?: "quiet" | "error";
  action?: { label: string; run: () => void };
}

/** An empty or failed place: what belongs here, what still works, and one way on. */
export function Note({ title, children, tone = "quiet", action }: Props) {
  return (
    <div className={styles.note} data-tone={tone} role={tone === "error" ? "alert" : undefined}>
      <h3>{tone === "error" && <span aria-hidden="true">△ </span>}{title}</h3>
      {children !== undefined && <p>{children}</p>}
      {action && (
        <button type="button" className="button" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}

/** Grey bars of the final size; they only appear when loading takes longer than a blink. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <div className={styles.skeleton} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, i) => (
        <i key={i} data-width={i % 4} />
      ))}
    </div>
  );
}
