import type { Instrument } from "../api/wire";
import type { Fields } from "./fields";
import { write } from "./ticket-store";
import styles from "./ticket.module.css";

interface Props {
  fields: Pick<Fields, "trail" | "trailBy">;
  error: string | undefined;
  instrument: Instrument;
}

/** How far behind the best price a stop stays: an amount of the price, or a share of it. */
export function TrailField({ fields: { trail, trailBy }, error, instrument }: Props) {
  const wrong = error !== undefined && trail !== "";
  return (
    <div className={styles.block}>
      <label className={styles.field} data-wrong={wrong}>
        <span>Distance</span>
        <input name="trail" inputMode="decimal" autoComplete="off" spellCheck={false} value={trail} onChange={(e) => write({ trail: e.target.value })} aria-invalid={wrong} aria-describedby={wrong ? "ticket-trail-error" : undefined} data-test="ticket-trail" />
        <span className={styles.unit}>{trailBy === "amount" ? instrument.quote : "%"}</span>
      </label>
      {wrong && <p className={styles.error} id="ticket-trail-error">Distance {error}</p>}
      <div className={styles.quick} role="group" aria-label="Distance as">
        {([["amount", `In ${instrument.quote}`], ["percent", "In %"]] as const).map(([by, word]) => (
          <button key={by} type="button" aria-pressed={trailBy === by} onClick={() => write({ trailBy: by, trail: "" })} data-test={`trail-${by}`} title="Venues trail by the one or the other; one that does not says so">{word}</button>
        ))}
      </div>
    </div>
  );
}
