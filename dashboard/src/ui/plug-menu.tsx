import { useEffect, useRef, useState } from "react";
import { healFaults, injectFault } from "../api/client";
import type { FaultRequest, Instrument } from "../api/wire";
import styles from "./plug-menu.module.css";

interface Props {
  venue: string;
  instrument: Instrument | null;
}

interface Action {
  id: string;
  label: string;
  hint: string;
  run: () => Promise<unknown>;
}

const CHANNELS = ["book", "trades", "bbo", "ticker", "mark", "candles"] as const;

/** Breaks the simulated venue on purpose, so that anybody can watch the repair. Only in a demo. */
export function PlugMenu({ venue, instrument }: Props) {
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState<{ text: string; failed: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const [channel, setChannel] = useState<string>("book");
  const box = useRef<HTMLDivElement>(null);
  useDismiss(box, open, () => setOpen(false));

  const inject = (fault: Omit<FaultRequest, "venue">) => injectFault({ venue, ...fault });
  const symbol = instrument?.symbol;
  const aimed = symbol === undefined ? {} : { symbol };
  const actions: Action[] = [
    {
      id: "cut",
      label: "Cut the streams for 10 s",
      hint: "sockets closed, new ones refused: requests take over",
      // Refuse first: otherwise a quick reconnect could slip through between the two.
      run: async () => {
        await inject({ name: "ws-refuse", for_ms: 10_000 });
        await inject({ name: "ws-cut" });
      },
    },
    {
      id: "half-open",
      label: "Leave the sockets half open",
      hint: "connected, but nothing arrives any more",
      run: () => inject({ name: "ws-half-open" }),
    },
    {
      id: "drop",
      label: "Drop one book change",
      hint: "the book loses its chain and is replaced",
      run: () => inject({ name: "delta-drop", rate: 1, for_ms: 150, ...aimed }),
    },
    {
      id: "restart",
      label: "Restart the venue",
      hint: "all sequences begin anew",
      run: () => inject({ name: "restart" }),
    },
  ];
  const act = (label: string, run: () => Promise<unknown>) => {
    setBusy(true);
    setSaid(null);
    run().then(
      () => {
        setSaid({ text: `Done: ${label.toLowerCase()}.`, failed: false });
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
          {actions.map((a) => (
            <button key={a.id} type="button" className={styles.item} disabled={busy} data-fault={a.id} onClick={() => act(a.label, a.run)}>
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
              onClick={() => act(`Silence ${channel}`, () => inject({ name: "ws-silent", channel, for_ms: 15_000, ...aimed }))}
            >
              <b>Silence one channel for 15 s</b>
              <span>the socket lives, this channel says nothing</span>
            </button>
            <select className="select" aria-label="Channel to silence" value={channel} onChange={(e) => setChannel(e.target.value)}>
              {CHANNELS.map((c) => (
                <option key={c}>{c}</option>
              ))}
            </select>
          </div>
          <button type="button" className={`${styles.item} ${styles.heal}`} disabled={busy} data-fault="heal" onClick={() => act("Heal all", () => healFaults(venue))}>
            <b>Heal all</b>
            <span>take every fault away</span>
          </button>
          <p className={styles.said} role="status" data-failed={said?.failed ?? false}>{said?.text ?? " "}</p>
        </div>
      )}
    </div>
  );
}

/** Closes on Escape and on a press outside. */
function useDismiss(box: React.RefObject<HTMLElement | null>, open: boolean, close: () => void) {
  const current = useRef(close);
  current.current = close;
  useEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") current.current();
    };
    const onPress = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) current.current();
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("pointerdown", onPress);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("pointerdown", onPress);
    };
  }, [box, open]);
}

function PlugIcon() {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" aria-hidden="true">
      <path d="M5 1.5v2.5M9 1.5v2.5M3 4h8v2.5a4 4 0 0 1-8 0zM7 10.5V13" />
    </svg>
  );
}
