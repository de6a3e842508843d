import { useRef, useState } from "react";
import { FAULT_CHANNELS, type FaultChannel } from "../api/fault-channels";
import type { Instrument } from "../api/wire";
import { healing, plugActions, silence, type PlugAction } from "./plug-actions";
import { useDismiss } from "./use-dismiss";
import styles from "./plug-menu.module.css";

interface Props {
  venue: string;
  instrument: Instrument | null;
}

/** Breaks the simulated venue on purpose, so that anybody can watch the repair. Only in a demo. */
export function PlugMenu({ venue, instrument }: Props) {
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState<{ text: string; failed: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const [channel, setChannel] = useState<FaultChannel>("book");
  const box = useRef<HTMLDivElement>(null);
  useDismiss(box, open, () => setOpen(false));

  const heal = healing(venue);
  const silent = silence(venue, instrument, channel);
  const act = (action: PlugAction) => {
    setBusy(true);
    setSaid(null);
    action.run().then(
      () => {
        setSaid({ text: `Done: ${action.label.toLowerCase()}.`, failed: false });
        setBusy(false);
      },
      (error: Error) => {
        setSaid({ text: `Not done: ${error.message}.`, failed: true });
        setBusy(false);
      },
    );
  };

  return (
    <div ref={box} className={styles.box}>
      <button
        type="button"
        className={`button ${styles.plug}`}
        aria-label="Pull the plug"
        aria-expanded={open}
        aria-controls="plug-menu"
        data-test="plug"
        onClick={() => setOpen(!open)}
      >
        <PlugIcon /> <span>Pull the plug</span>
      </button>
      {open && (
        <div id="plug-menu" className={styles.menu} role="group" aria-label={`Faults of ${venue}`}>
          <p className="label">Break {venue} and watch the repair. Simulated venue only.</p>
          {plugActions(venue, instrument).map((a) => (
            <button key={a.id} type="button" className={styles.item} disabled={busy} data-fault={a.id} onClick={() => act(a)}>
              <b>{a.label}</b>
              <span>{a.hint}</span>
            </button>
          ))}
          <div className={styles.silence}>
            <button
              type="button"
              className={styles.item}
              disabled={busy}
              data-fault="silent"
              onClick={() => act(silent)}
            >
              <b>Silence one channel for 15 s</b>
              <span>{silent.hint}</span>
            </button>
            <select className="select" aria-label="Channel to silence" value={channel} onChange={(e) => setChannel(e.target.value as FaultChannel)}>
              {FAULT_CHANNELS.map((c) => (
                <option key={c}>{c}</option>
              ))}
            </select>
          </div>
          <button type="button" className={`${styles.item} ${styles.heal}`} disabled={busy} data-fault="heal" onClick={() => act(heal)}>
            <b>{heal.label}</b>
            <span>{heal.hint}</span>
          </button>
          <p className={styles.said} role="status" data-failed={said?.failed ?? false}>{said?.text ?? " "}</p>
        </div>
      )}
    </div>
  );
}

function PlugIcon() {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" aria-hidden="true">
      <path d="M5 1.5v2.5M9 1.5v2.5M3 4h8v2.5a4 4 0 0 1-8 0zM7 10.5V13" />
    </svg>
  );
}
