import type { ReactNode } from "react";
import type { Freshness } from "../api/wire";
import styles from "./panel.module.css";

interface Props {
  label: string;
  /** What stands in the header, before the badge. */
  head: ReactNode;
  badge?: ReactNode;
  fresh?: Freshness | null;
  className?: string | undefined;
  children: ReactNode;
}

/** One flush panel: header of 32 px, body that fills the rest. Its `data-fresh` decides how its numbers look. */
export function Panel({ label, head, badge, fresh = "live", className, children }: Props) {
  return (
    <section
      className={`${styles.panel} ${className ?? ""}`}
      aria-label={label}
      data-panel={label.toLowerCase()}
      data-fresh={fresh ?? "none"}
    >
      <header className={styles.head}>
        <div className={styles.tools}>{head}</div>
        {badge}
      </header>
      <div className={styles.body}>{children}</div>
    </section>
  );
}

export function PanelTitle({ children }: { children: ReactNode }) {
  return <h2 className={styles.title}>{children}</h2>;
}
