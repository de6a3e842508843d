import { useEffect, useState } from "react";
import type { Repair } from "../api/wire";
import { clockTime, parseTime } from "../format/time";
import { serverNow } from "../stream/freshness";
import { store, useStream } from "../stream/store";
import { causeWord, foundText, whereOf } from "./repairs-table";
import styles from "./repair-lanes.module.css";

const SPAN_MS = 60 * 60_000;
const MARKS = 6;
const STEP_MS = 10_000;

/** One lane per venue over the last hour: every gap as a bar, a tick where its receipt was written. */
export function RepairLanes({ picked, onPick }: { picked: string | null; onPick: (id: string) => void }) {
  const repairs = useStream((s) => s.connections.repairs);
  const venues = useStream((s) => Object.keys(s.connections.venues).sort().join(" ")).split(" ").filter((v) => v !== "");
  const now = useServerTime();
  if (now === null) return null;
  const from = now - SPAN_MS;
  const recent = repairs.filter((r) => parseTime(r.repaired_at) > from);
  return (
    <div className={styles.lanes} role="group" aria-label="Gaps of the last hour">
      <div className={styles.marks} aria-hidden="true">
        {Array.from({ length: MARKS + 1 }, (_, i) => (
          <span key={i} style={{ left: `${(i / MARKS) * 100}%` }}>
            {i === MARKS ? "now" : clockTime(from + (i * SPAN_MS) / MARKS).slice(0, 5)}
          </span>
        ))}
      </div>
      {venues.map((venue) => (
        <div key={venue} className={styles.lane}>
          <b>{venue}</b>
          <div className={styles.track}>
            {recent.filter((r) => r.venue === venue).map((r) => (
              <Gap key={r.id} repair={r} from={from} picked={picked === r.id} onPick={onPick} />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

function Gap({ repair, from, picked, onPick }: { repair: Repair; from: number; picked: boolean; onPick: (id: string) => void }) {
  const start = Math.max(0, (parseTime(repair.detected_at) - from) / SPAN_MS) * 100;
  const end = ((parseTime(repair.repaired_at) - from) / SPAN_MS) * 100;
  const name = `${whereOf(repair)} ${repair.channel}: ${causeWord(repair.cause)}, ${foundText(repair)}`;
  return (
    <button
      type="button"
      className={styles.gap}
      style={{ left: `${start}%`, width: `max(6px, ${end - start}%)` }}
      aria-label={name}
      title={name}
      aria-pressed={picked}
      onClick={() => onPick(repair.id)}
    >
      <i />
    </button>
  );
}

/** The gateway's time, renewed every ten seconds: a lane of an hour moves by less than a pixel between. */
function useServerTime(): number | null {
  const known = useStream((s) => s.clock !== null);
  const repairs = useStream((s) => s.connections.repairs);
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const renew = () => setNow(serverNow(store.getState(), performance.now()));
    renew();
    const timer = setInterval(renew, STEP_MS);
    return () => clearInterval(timer);
  }, [known, repairs]);
  return now;
}
