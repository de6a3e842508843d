import { formatAge } from "../format/age";
import { group } from "../format/number";
import { clockTimeMillis } from "../format/time";
import { useStream } from "../stream/store";
import { Note } from "../ui/note";
import { causeWord, foundSentence, missedText, whereOf } from "./repairs-table";
import styles from "./repair-receipt.module.css";

const SOURCES: Record<string, string> = { rest: "requests (REST)", stream: "the stream itself" };

/** One receipt in full. */
export function RepairReceipt({ id }: { id: string | null }) {
  const repair = useStream((s) => s.connections.repairs.find((r) => r.id === id) ?? s.connections.repairs[0] ?? null);
  if (!repair) return <Note title="No receipt yet">Choose a repair to see what was missed and what proves that it is closed.</Note>;
  const rows: [string, string][] = [
    ["Where", `${whereOf(repair)} · ${repair.channel}`],
    ["Cause", causeWord(repair.cause)],
    ["Reason", repair.reason],
    ["Open from", `${clockTimeMillis(repair.detected_at)} UTC`],
    ["Closed at", `${clockTimeMillis(repair.repaired_at)} UTC`],
    ["Took", formatAge(repair.took_ms)],
    ["Found in", SOURCES[repair.source] ?? repair.source],
    ["Rows brought back", group(String(repair.found))],
  ];
  const missed = missedText(repair);
  if (missed !== null) rows.push(["Missed", missed]);
  return (
    <div className={styles.receipt}>
      <h3>{foundSentence(repair)}</h3>
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
