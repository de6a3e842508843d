import type { Repair } from "../api/wire";
import { formatAge } from "../format/age";
import { group } from "../format/number";
import { clockTimeMillis, clockTimeOf } from "../format/time";
import { useStream } from "../stream/store";
import { Note } from "../ui/note";
import styles from "./table.module.css";

interface Props {
  picked?: string | null;
  onPick?: (id: string) => void;
  /** Leaves out what the receipt beside the table says in full. */
  brief?: boolean;
}

/** Repair receipts, newest first: what was missed, why, and what was brought back. */
export function RepairsTable({ picked, onPick, brief = false }: Props) {
  const repairs = useStream((s) => s.connections.repairs);
  if (repairs.length === 0) {
    return <Note title="Nothing had to be repaired">When a stream breaks, what was fetched to close the gap is written down here.</Note>;
  }
  return (
    <table className={styles.table} data-test="repairs">
      <caption className="visually-hidden">Repair receipts</caption>
      <thead>
        <tr>
          <th scope="col">Closed at</th>
          <th scope="col">Where</th>
          <th scope="col">Channel</th>
          <th scope="col">Cause</th>
          {!brief && <th scope="col">Missed</th>}
          <th scope="col">Found</th>
          {!brief && <th scope="col">Source</th>}
          <th scope="col" className={styles.right}>Took</th>
        </tr>
      </thead>
      <tbody>
        {repairs.map((r) => (
          <tr key={r.id} title={r.note} className={picked === r.id ? styles.picked : undefined} data-repair={r.id}>
            <th scope="row">
              {onPick ? (
                <button type="button" className={styles.pick} aria-pressed={picked === r.id} onClick={() => onPick(r.id)}>
                  {clockTimeOf(r.repaired_at)}
                </button>
              ) : (
                clockTimeOf(r.repaired_at)
              )}
            </th>
            <td><b>{whereOf(r)}</b></td>
            <td>{r.channel}</td>
            <td className={styles.give} title={r.reason || undefined}>
              <span>{causeWord(r.cause)}{r.reason && <> · {r.reason}</>}</span>
            </td>
            {!brief && <td className={styles.quiet}>{missedText(r) ?? "–"}</td>}
            <td>{foundText(r)}</td>
            {!brief && <td className={styles.quiet}>{r.source}</td>}
            <td className={styles.right}>{formatAge(r.took_ms)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export const whereOf = (r: Repair) =>
  r.instrument === null ? r.venue : `${r.venue} · ${r.instrument.slice(r.instrument.indexOf(":") + 1)}`;

export const causeWord = (cause: string) => cause.replaceAll("_", " ");

/** What was brought back, in a few words; the receipt's own note is the whole sentence. */
export function foundText(r: Repair): string {
  if (r.channel.startsWith("book")) return "book replaced";
  const thing = r.channel.startsWith("candles") ? "candle" : r.channel.startsWith("trades") ? "trade" : null;
  // Of these only the newest value counts.
  if (thing === null) return r.found === 0 ? "nothing was missed" : "newest value";
  if (r.found === 0) return `no ${thing} was missed`;
  return `${group(String(r.found))} ${thing}${r.found === 1 ? "" : "s"}`;
}

/** The same as a sentence, for the head of a receipt. */
export function foundSentence(r: Repair): string {
  if (r.channel.startsWith("book")) return "The book was replaced";
  const text = foundText(r);
  if (text === "newest value") return "The newest value was fetched";
  if (r.found === 0) return text[0]!.toUpperCase() + text.slice(1);
  return `${text} ${r.found === 1 ? "was" : "were"} missed and found`;
}

/** From where to where the channel was not seen: ids of the venue, or times. Null when neither end is known. */
export function missedText(r: Repair): string | null {
  const end = (text: string | null) => (text !== null && /^\d{4}-\d\d-\d\dT/.test(text) ? clockTimeMillis(text) : text);
  const from = end(r.missed?.from ?? null);
  const to = end(r.missed?.to ?? null);
  if (from !== null && to !== null) return `${from} → ${to}`;
  if (from !== null) return `from ${from}`;
  return to === null ? null : `up to ${to}`;
}
