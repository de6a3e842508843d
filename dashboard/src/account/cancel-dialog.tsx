import { useRef } from "react";
import type { Account, Order } from "../api/wire";
import { formatAge } from "../format/age";
import { formatPrice } from "../format/number";
import { isFinal } from "../stream/account";
import { useStream } from "../stream/store";
import { useQuarterPaint, write } from "../stream/use-paint";
import { Dialog } from "../ui/dialog";
import { FreshnessBadge } from "../ui/freshness-badge";
import { MoneyBadge } from "../ui/money-badge";
import { askCancel, closeCancel, sendCancel, useAsked, useCancel, type CancelState } from "./cancels";
import { useAccounts } from "./chosen";
import { orderSentence, remainingOf, symbolOf, venueOf, type Places } from "./order-text";
import { placesOf, useInstruments } from "./places";
import { accountFreshAt, accountFreshness, useView } from "./view";
import { showWhy } from "./why";
import styles from "./cancel-dialog.module.css";

/** Asks before an order is canceled, and says what became of it until the venue's evidence is here. */
export function CancelDialog() {
  const asked = useAsked();
  const { accounts } = useAccounts();
  if (asked === null) return null;
  const account = accounts.find((a) => a.account === asked.account);
  return account ? <Question key={asked.order.order_id} account={account} asked={asked.order} /> : null;
}

function Question({ account, asked }: { account: Account; asked: Order }) {
  const name = account.account;
  const id = asked.order_id;
  const told = useView(name, (v) => v.orders[id] ?? v.ended.find((o) => o.order_id === id) ?? null);
  const sent = useCancel(name, id);
  const order = sent?.kind === "ended" ? sent.order : (told ?? asked);
  const instruments = useInstruments([order.instrument]);
  const places = placesOf(instruments.get(order.instrument));
  const ended = isFinal(order);
  const fresh = useStream((s) => accountFreshness(s, name));
  return (
    <Dialog label={`Cancel ${symbolOf(order.instrument)}`} onClose={closeCancel}>
      <div className={styles.body} data-test="cancel-dialog" data-state={ended ? "ended" : (sent?.kind ?? "asking")}>
        <header className={styles.head}>
          <MoneyBadge money={account.money} /> <b>{name}</b> <span className="label">{account.venue}</span>
          <FreshnessBadge name={`Account ${name}`} freshness={(s) => accountFreshness(s, name)} freshAt={(s) => accountFreshAt(s, name)} />
        </header>
        <h2>{ended || sent !== null ? orderSentence(order, places) : `Cancel ${orderSentence(order, places).toLowerCase()}?`}</h2>
        <p className={styles.said} role="status">
          {ended ? <EndedText order={order} sent={sent} places={places} /> : <SentText sent={sent} order={order} places={places} />}
        </p>
        <dl>
          <Row name="Instrument" value={`${symbolOf(order.instrument)} ${venueOf(order.instrument)}`} />
          <Row name="Still to be executed" value={ended ? "nothing" : formatPrice(remainingOf(order), places.size)} />
          <Row name="Executed, and staying so" value={`${formatPrice(order.executed_qty, places.size)}${order.qty === null ? "" : ` of ${formatPrice(order.qty, places.size)}`}`} />
          <Row name="Name here" value={id} mono />
        </dl>
        {!ended && fresh !== null && fresh !== "live" && (
          <p className={styles.warning}>
            The account is {fresh.toUpperCase()}: the order may have changed already. The cancel is sent all the same, over whichever way is open.
          </p>
        )}
        <form method="dialog" className={styles.buttons}>
          {sent !== null && (
            <button type="button" className="button" onClick={() => { closeCancel(); setTimeout(() => showWhy(name, id)); }}>Why</button>
          )}
          <button type="submit" className="button" data-first>{ended ? "Close" : sent === null ? "Keep the order" : "Close"}</button>
          {!ended && <SendButton account={name} order={order} sent={sent} />}
        </form>
      </div>
    </Dialog>
  );
}

function SendButton({ account, order, sent }: { account: string; order: Order; sent: CancelState | null }) {
  const busy = sent?.kind === "pending";
  const send = () => {
    if (sent?.kind === "refused") askCancel(account, order);
    void sendCancel(account, order.order_id);
  };
  return (
    <button type="button" className={`button ${styles.danger}`} disabled={busy} onClick={send} data-test="send-cancel">
      {busy ? "Canceling…" : sent === null ? "Cancel the order" : "Send the cancel again"}
    </button>
  );
}

function Row({ name, value, mono = false }: { name: string; value: string; mono?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={mono ? "mono" : undefined}>{value}</dd>
    </div>
  );
}

/** How the order ended, which need not be by this cancel. */
function EndedText({ order, sent, places }: { order: Order; sent: CancelState | null; places: Places }) {
  const took = sent?.kind === "ended" ? ` after ${formatAge(sent.tookMs)}` : "";
  switch (order.status) {
    case "filled":
      return <><b data-tone="warn">Filled</b> before the cancel reached the venue: {formatPrice(order.executed_qty, places.size)} were executed.</>;
    case "rejected":
      return <><b data-tone="bad">Refused</b>: there was nothing to cancel.</>;
    case "expired":
      return <><b>Expired</b> by its own terms{took}.</>;
    default:
      return <><b data-tone="done">Canceled</b>, as the venue shows{took}.</>;
  }
}

function SentText({ sent, order, places }: { sent: CancelState | null; order: Order; places: Places }) {
  if (sent === null) {
    return <>The venue is asked to take it out of the book. Until it has, up to {formatPrice(remainingOf(order), places.size)} can still be executed.</>;
  }
  switch (sent.kind) {
    case "pending":
      return <><b data-tone="wait">On its way</b> for <Since from={sent.since} />. This can be closed: the order's row goes on telling.</>;
    case "refused":
      return <><b data-tone="bad">Not canceled</b>: {sent.said}. <span className="mono">{sent.code}</span> The order is as it was.</>;
    case "ended":
      return <><b data-tone="done">Ended</b>, as the venue shows.</>;
    case "unknown":
      return <><b data-tone="warn">Not known yet</b> whether it is canceled: {sent.said}. Nothing is assumed; what the venue shows next ends it.</>;
  }
}

function Since({ from }: { from: number }) {
  const text = useRef<HTMLSpanElement>(null);
  useQuarterPaint((_, at) => void write(text.current, formatAge(at - from)));
  return <span ref={text} className={styles.since} />;
}
