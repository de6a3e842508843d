import { freshnessOf } from "../stream/freshness";
import { useStream } from "../stream/store";
import { Glyph } from "../ui/glyph";
import styles from "./repair-notice.module.css";

/** Names the gap while a topic is being repaired. */
export function RepairNotice({ topic, what }: { topic: string; what: string }) {
  const repairing = useStream((s) => freshnessOf(s.topics[topic]) === "repairing");
  const expected = useStream((s) => s.topics[topic]?.expected ?? null);
  const got = useStream((s) => s.topics[topic]?.got ?? null);
  const reason = useStream((s) => s.topics[topic]?.reason ?? null);
  if (!repairing) return null;
  return (
    <div className={styles.notice} role="note">
      <b>
        <Glyph state="repairing" /> Repairing {what}
      </b>
      <span>{expected !== null && got !== null ? `gap: expected ${expected}, got ${got}` : (reason ?? "a snapshot was asked for")}</span>
    </div>
  );
}
