import type { ReactNode } from "react";
import styles from "./ticket.module.css";

export interface FigureRow {
  name: string;
  value: ReactNode;
  title?: string | undefined;
  /** Says what is missing instead of a value. */
  quiet?: boolean;
}

/** Names at the left, figures at the right; each keeps its line whatever stands in it. */
export function Rows({ rows }: { rows: readonly FigureRow[] }) {
  return (
    <dl className={styles.rows}>
      {rows.map((row) => (
        <div key={row.name} title={row.title}>
          <dt>{row.name}</dt>
          {/* Another text is another element: one that grows to the left would count as moved. */}
          <dd key={typeof row.value === "string" ? row.value : undefined} data-quiet={row.quiet === true}>{row.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Which way an order would leave: WS, HTTP while polling, or that there is no way. */
export function RouteBadge({ route, median }: { route: "ws" | "rest" | null; median: number | null }) {
  return (
    <>
      <span className={styles.route} data-route={route ?? "none"} data-test="route">{route === "ws" ? "WS" : route === "rest" ? "HTTP" : "NO WAY"}</span>{" "}
      {median !== null && <span>p50 {median} ms</span>}
    </>
  );
}
