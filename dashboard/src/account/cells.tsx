import { Link } from "wouter";
import type { Order } from "../api/wire";
import { formatPrice, formatSigned, signOf } from "../format/number";
import { clockTimeMillis, clockTimeOf, dateOf } from "../format/time";
import { isFinal } from "../stream/account";
import { askCancel, useCancel } from "./cancels";
import { sideArrow, sideSign, sideWord, statusWord, symbolOf, venueOf } from "./order-text";
import { askMove, canMove } from "../deeds/move-order";
import { store } from "../stream/store";
import { useAccounts } from "./chosen";
import { useInstruments } from "./places";
import { useView, viewOf } from "./view";
import styles from "./cells.module.css";

/** A number of the wire; pressing copy takes the exact value from its title. */
export function Num({ text, places, sign, rounded = false }: { text: string | null; places: number; sign?: number; rounded?: boolean }) {
  return (
    // Another number is another element: one that grows to the left would count as moved.
    <span key={text} className="n plain" title={text ?? undefined} data-sign={sign === undefined ? undefined : String(sign)}>
      {formatPrice(text, places, rounded)}
    </span>
  );
}

/** An average of prices: one place more than they have, the whole on hover. */
export const Average = ({ text, places }: { text: string | null; places: number }) => <Num text={text} places={places + 1} rounded />;

/** Profit and other amounts whose sign matters. */
export function SignedNum({ text, places }: { text: string | null; places: number }) {
  return (
    <span key={text} className="n plain" title={text ?? undefined} data-sign={String(signOf(text))}>
      {formatSigned(text, places)}
    </span>
  );
}

export function Side({ side }: { side: Order["side"] }) {
  return (
    <span className="n plain" data-sign={String(sideSign(side))}>
      <i className={styles.arrow} aria-hidden="true">{sideArrow(side)}</i> {sideWord(side)}
    </span>
  );
}

/** The instrument, with a bar in the colour of the side where there is one. */
export function InstrumentCell({ instrument, sign = 0 }: { instrument: string; sign?: number }) {
  return (
    <span className={`${styles.instrument} n plain`} data-sign={String(sign)} title={instrument}>
      <Link href={`/trade/${instrument}`}>{symbolOf(instrument)}</Link> <span className="label">{venueOf(instrument)}</span>
    </span>
  );
}

/** Today's times without the date; the whole, with milliseconds, on hover. */
export function Time({ text }: { text: string | null }) {
  if (text === null) return <span className={styles.quiet}>–</span>;
  const day = dateOf(text);
  return (
    <span key={text} className={styles.quiet} title={`${day} ${clockTimeMillis(text)} UTC`}>
      {day === dateOf(new Date().toISOString()) ? "" : `${day} `}{clockTimeOf(text)}
    </span>
  );
}

/** Where an order stands: a word and a shape, and why on hover. */
export function Status({ order, account }: { order: Order; account: string }) {
  const command = useView(account, (v) => v.commands[order.order_id] ?? null);
  const cancel = useCancel(account, order.order_id);
  const final = isFinal(order);
  const canceling = !final && (cancel?.kind === "pending" || (command?.command === "cancel" && command.outcome === null));
  const unsure = !final && !canceling && cancel?.kind === "unknown";
  const refused = !final && !canceling && cancel?.kind === "refused";
  const word = canceling ? "Canceling…" : unsure ? "Cancel unknown" : refused ? "Cancel refused" : statusWord(order.status);
  const tone = canceling || unsure ? "unknown" : refused ? "rejected" : order.status;
  return (
    <span className={styles.status} data-status={tone} title={(refused && cancel.said) || order.reason || word}>
      {word}
    </span>
  );
}

interface ActionsProps {
  order: Order;
  account: string;
  open: boolean;
  onWhy: (order: string) => void;
}

/** Why, and cancel while there is something to cancel. */
export function OrderActions({ order, account, open, onWhy }: ActionsProps) {
  return (
    <span className={styles.actions}>
      <button type="button" className={styles.action} onClick={() => onWhy(order.order_id)} aria-label={`Why ${order.order_id}`} title="Everything that happened to it (W)">
        Why
      </button>
      {open && (
        <button
          type="button"
          className={styles.action}
          onClick={() => askCancel(account, order)}
          aria-label={`Cancel ${symbolOf(order.instrument)} ${order.order_id}`}
          title="Cancel this order (X); asks first"
          data-test="cancel"
        >
          Cancel
        </button>
      )}
      {open && <MoveAction order={order} account={account} />}
    </span>
  );
}

/** The twin of dragging its line: the same question, with a field. */
function MoveAction({ order, account: name }: { order: Order; account: string }) {
  const movable = useView(name, (v) => canMove(order, v)) === true;
  const { accounts } = useAccounts();
  const instrument = useInstruments(movable ? [order.instrument] : []).get(order.instrument);
  const account = accounts.find((a) => a.account === name);
  if (!movable || account === undefined || instrument === undefined) return null;
  const move = () => askMove(account, order, instrument, order.price ?? order.trigger_price ?? "", viewOf(store.getState(), name));
  return <button type="button" className={styles.action} onClick={move} aria-label={`Move ${symbolOf(order.instrument)} ${order.order_id}`} title="To another price; asks first" data-test="move-order">Move</button>;
}
