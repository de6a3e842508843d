import type { ReactNode } from "react";
import styles from "./note.module.css";

interface Props {
  title: string;
  children?: ReactNode;
  tone?: "quiet" | "error";
  action?: Action;
  other?: Action;
}

interface Action {
  label: string;
  run: () => void;
}

/** An empty or failed place: what belongs here, what still works, and a way on. */
export function Note({ title, children, tone = "quiet", action, other }: Props) {
  return (
    <div className={styles.note} data-tone={tone} role={tone === "error" ? "alert" : undefined}>
      <h2>{tone === "error" && <span aria-hidden="true">△ </span>}{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {action && (
        <div className={styles.actions}>
          {[action, other].filter((a) => a !== undefined).map((a) => (
            <button key={a.label} type="button" className="button" onClick={a.run}>
              {a.label}
            </button>
          ))}
        </div>
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
