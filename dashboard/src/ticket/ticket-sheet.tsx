import { useEffect, useRef } from "react";
import { useAccounts } from "../account/chosen";
import type { Instrument } from "../api/wire";
import { usePhase } from "./intents";
import { Ticket } from "./ticket";
import { callTicket, openSheet, useSheet } from "./ticket-store";
import { moneyWords } from "./ticket-form";
import styles from "./ticket-sheet.module.css";

/** On a phone: two fixed buttons, and the ticket as a sheet behind them. Closing it forgets nothing. */
export function TicketSheet({ instrument }: { instrument: Instrument }) {
  const open = useSheet();
  const { account } = useAccounts();
  const phase = usePhase();
  const busy = phase.at !== "editing";
  if (account === null) return null;
  return (
    <>
      <div className={styles.bar}>
        {busy ? (
          <button type="button" className={styles.back} onClick={() => openSheet(true)} data-test="sheet-open">Back to the order: {phase.intent.words.what}</button>
        ) : (
          (["buy", "sell"] as const).map((side) => (
            <button key={side} type="button" data-side={side} onClick={() => callTicket({ side })} data-test={`sheet-${side}`}>
              <b>{side === "buy" ? "▲ Long" : "▼ Short"}</b>
              <span>{moneyWords(account.money).split(" · ")[0]} · {account.account}</span>
            </button>
          ))
        )}
      </div>
      {open && <Sheet instrument={instrument} />}
    </>
  );
}

function Sheet({ instrument }: { instrument: Instrument }) {
  const element = useRef<HTMLDialogElement>(null);
  const phase = usePhase();
  useEffect(() => {
    if (element.current !== null && !element.current.open) element.current.showModal();
  }, []);
  const close = () => openSheet(false);
  return (
    <dialog
      ref={element}
      data-sheet
      className={styles.sheet}
      aria-label="Order ticket"
      onClose={close}
      onCancel={(event) => {
        // Escape is Back in the question; the sheet stays.
        if (phase.at === "confirm") event.preventDefault();
      }}
      onPointerDown={(event) => {
        if (event.target === element.current) close();
      }}
    >
      <Ticket instrument={instrument} onClose={close} className={styles.inside} />
    </dialog>
  );
}
