import { formatAge } from "../format/age";
import { clockTimeMillis } from "../format/time";
import { useStream } from "../stream/store";
import { Note } from "../ui/note";
import { causeWord, foundText, missedText, whereOf } from "./repairs-table";
import styles from "./repair-receipt.module.css";

/** One receipt in full. */
export function RepairReceipt({ id }: { id: string | null }) {
  const repair = useStream((s) => s.connections.repairs.find((r) => r.id === id) ?? s.connections.repairs[0] ?? null);
  if (!repair) return <Note title="No receipt yet">Choose a repair to see what was missed and what proves that it is closed.</Note>;
  const rows: [string, string][] = [
    ["Where", `${whereOf(repair)} · ${repair.channel}`],
    ["Cause", causeWord(repair.cause)],
    ["Reason", repair.reason],
    ["Noticed at", clockTimeMillis(repair.detected_at)],
    ["Closed at", clockTimeMillis(repair.repaired_at)],
    ["Took", formatAge(repair.took_ms)],
    ["Found in", repair.source],
    ["Rows brought back", String(repair.found)],
  ];
  const missed = missedText(repair);
  if (missed !== null) rows.push(["Missed", missed]);
  return (
    <div className={styles.receipt}>
      <h3>{foundText(repair)}</h3>
      {repair.note !== "" && <p className={styles.note}>{repair.note}</p>}
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value === "" ? "–" : value}</dd>
          </div>
        ))}
      </dl>
      <p className="mono label">{repair.id} · incident {repair.incident}</p>
    </div>
  );
}
