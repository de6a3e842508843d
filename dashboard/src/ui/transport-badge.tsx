import type { StreamState } from "../stream/state";
import { useStream } from "../stream/store";
import styles from "./transport-badge.module.css";

/** How a venue's data arrives: WS, HTTP while polling, or down with the reason. */
export function TransportBadge({ venue }: { venue: string }) {
  const transport = useStream((s) => shownTransport(s, venue));
  const reason = useStream((s) => s.connections.venues[venue]?.reason ?? null);
  if (transport === null) return <span className={styles.badge} data-transport="none">–</span>;
  const text = { ws: "WS", http: "HTTP", down: "DOWN", page: "PAGE OFFLINE" }[transport];
  return (
    <span
      className={styles.badge}
      data-transport={transport}
      title={transport === "ws" ? "streams are live" : (reason ?? undefined)}
    >
      <span className="visually-hidden">Transport </span>
      {text}
    </span>
  );
}

function shownTransport(state: StreamState, venue: string): "ws" | "http" | "down" | "page" | null {
  if (state.socket.silent) return "page";
  return state.connections.venues[venue]?.transport ?? null;
}
