import { useRef } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { command } from "../api/client";
import { isOver, type Bracket } from "../api/brackets";
import type { Account, Order } from "../api/wire";
import { placesOf, useInstruments } from "../account/places";
import { symbolOf } from "../account/order-text";
import { useView } from "../account/view";
import { askLeg } from "../deeds/ask-leg";
import { outcomeOf, type DeedState } from "../deeds/deeds";
import { formatAge } from "../format/age";
import { formatPrice } from "../format/number";
import { parseTime } from "../format/time";
import { serverNow } from "../stream/freshness";
import { useQuarterPaint, write } from "../stream/use-paint";
import { StateMark } from "./state-mark";
import { StepList } from "./step-list";
import { legSteps } from "./steps";
import styles from "./ticket.module.css";

/** Closes that were pressed, by bracket and by when it lost its protection: each is sent once, under one key. */
const closes = createStore<{ states: Readonly<Record<string, DeedState>> }>(() => ({ states: {} }));

/** Brackets of which part is held without protection. */
export function useUnprotected(account: string | null): readonly Bracket[] {
  const brackets = useView(account, (v) => v.brackets);
  return Object.values(brackets ?? {}).filter((b) => b.state === "unprotected" && !isOver(b));
}

/** Red, and before everything else: what is open without a stop, since when, and the way out. */
export function Unprotected({ account, bracket }: { account: Account; bracket: Bracket }) {
  const instrument = useInstruments([bracket.instrument]).get(bracket.instrument);
  const places = placesOf(instrument);
  const name = `${bracket.bracket_id} ${bracket.since}`;
  const state = useStore(closes, (s) => s.states[name] ?? null);
  const held = bracket.held_qty === null ? "" : `${formatPrice(bracket.held_qty, places.size)} `;
  return (
    <section className={styles.unprotected} role="alert" data-test="unprotected" aria-label={`${symbolOf(bracket.instrument)} is not protected`}>
      <div className={styles.outcome}>
        <StateMark tone="unprotected" />
        <div>
          <h3>{bracket.side === "buy" ? "Long" : "Short"} {held}{instrument?.base ?? symbolOf(bracket.instrument)} is not protected</h3>
          <p>{bracket.reason === null ? "" : `${bracket.reason}; `}open without protection for <b><Since bracket={bracket} /></b></p>
        </div>
      </div>
      <StepList steps={legSteps(bracket, {}, places)} />
      <p className={styles.note}>{bracket.if_unprotected === "close" ? "Your rule for this: it is closed at market." : "Your rule for this: you are told, and the gateway goes on trying."}</p>
      {state !== null && <p className={styles.note} role="status">{state.kind === "pending" ? "The close is on its way." : state.kind === "done" ? state.said : "said" in state ? `Close ${state.kind}: ${state.said}` : ""}</p>}
      <div className={styles.buttons}>
        <button type="button" className={`${styles.primary} ${styles.danger}`} disabled={state?.kind === "pending" || state?.kind === "done"} onClick={() => void close(account, bracket, name)} data-test="close-now">Close now</button>
        <button type="button" className={styles.big} onClick={() => askLeg(account, bracket, "stop_loss", instrument, bracket.stop_loss?.trigger_price ?? "")}>Keep open, set stop…</button>
      </div>
    </section>
  );
}

/** The same in one line above every page: on a phone the ticket is behind a button. */
export function UnprotectedBanner({ account, bracket }: { account: Account; bracket: Bracket }) {
  const instrument = useInstruments([bracket.instrument]).get(bracket.instrument);
  const name = `${bracket.bracket_id} ${bracket.since}`;
  const state = useStore(closes, (s) => s.states[name] ?? null);
  const held = bracket.held_qty === null ? "" : ` ${formatPrice(bracket.held_qty, placesOf(instrument).size)}`;
  return (
    <>
      <p><b>{bracket.side === "buy" ? "Long" : "Short"}{held} {symbolOf(bracket.instrument)}</b> on {account.account} is not protected{bracket.reason === null ? "" : ` (${bracket.reason})`} for <Since bracket={bracket} /></p>
      <span className={styles.bannerSide}>
        <button type="button" className={`button ${styles.danger}`} disabled={state?.kind === "pending" || state?.kind === "done"} onClick={() => void close(account, bracket, name)}>Close now</button>
      </span>
    </>
  );
}

/** Without a question: it only reduces, and every second counts. However often it is pressed, it is sent once. */
async function close(account: Account, bracket: Bracket, name: string): Promise<void> {
  const held = closes.getState().states[name];
  if (held?.kind === "pending" || held?.kind === "done") return;
  const note = (state: DeedState) => closes.setState(({ states }) => ({ states: { ...states, [name]: state } }));
  const from = performance.now();
  note({ kind: "pending", since: from });
  try {
    const side = bracket.position_side === "both" ? "" : `?position_side=${bracket.position_side}`;
    // Made of what is closed and since when it is open: the same for every press, tab and reload.
    const key = `page-close-${bracket.bracket_id}-${parseTime(bracket.since)}`;
    const order = await command<Order>("DELETE", `/accounts/${encodeURIComponent(account.account)}/positions/${encodeURIComponent(bracket.instrument)}${side}`, key);
    note({ kind: "done", said: `The close is ${order.status}.`, tookMs: performance.now() - from });
  } catch (error) {
    note(outcomeOf(error));
  }
}

/** Counts on the gateway's clock, which is the one that wrote down when it began. */
function Since({ bracket }: { bracket: Bracket }) {
  const text = useRef<HTMLSpanElement>(null);
  useQuarterPaint((state, at) => {
    const now = serverNow(state, at);
    write(text.current, now === null ? "?" : formatAge(now - parseTime(bracket.since)));
  });
  return <span ref={text} className={styles.since} data-test="open-for" />;
}
