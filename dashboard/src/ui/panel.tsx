import type { ReactNode } from "react";
import type { Freshness, Instrument } from "../api/wire";
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

/** What a panel that shows one part of a market is given. */
export interface MarketPanelProps {
  instrument: Instrument;
  className?: string;
  /** False where a tab above already says what this is. */
  titled?: boolean;
}

/** Hidden, it is still a heading for those who read by headings. */
export function PanelTitle({ children, hidden = false }: { children: ReactNode; hidden?: boolean }) {
  return <h2 className={hidden ? "visually-hidden" : styles.title}>{children}</h2>;
}
