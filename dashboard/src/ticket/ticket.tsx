import { useEffect, useRef } from "react";
import { chooseAccount, useAccounts } from "../account/chosen";
import { accountFreshAt, accountFreshness, accountReason, topicOf } from "../account/view";
import type { Account, Instrument } from "../api/wire";
import { FreshnessBadge } from "../ui/freshness-badge";
import { MoneyBadge } from "../ui/money-badge";
import { Note } from "../ui/note";
import { startIntents, useOthers, usePhase } from "./intents";
import { LastOrder } from "./last-order";
import { TicketConfirm } from "./ticket-confirm";
import { TicketForm } from "./ticket-form";
import { TicketProgress } from "./ticket-progress";
import { Unprotected, useUnprotected } from "./unprotected";
import { ticketOf } from "./ticket-store";
import styles from "./ticket.module.css";

interface Props {
  instrument: Instrument;
  className?: string | undefined;
  /** In the sheet of a phone: how it is put away. */
  onClose?: () => void;
}

/** The order ticket: one wish at a time, from its fields to the venue's evidence of what became of it. */
export function Ticket({ instrument, className, onClose }: Props) {
  const { accounts, account } = useAccounts();
  const phase = usePhase();
  useEffect(startIntents, []);
  useEffect(() => ticketOf(instrument.instrument), [instrument.instrument]);
  const box = useRef<HTMLElement>(null);
  useFocusOfPhase(box, phase.at);
  const shown = "intent" in phase ? (accounts.find((a) => a.account === phase.intent.account) ?? account) : account;
  const unprotected = useUnprotected(shown?.account ?? null);
  return (
    <section ref={box} className={`${styles.ticket} ${className ?? ""}`} aria-label="Order ticket" data-test="ticket" data-phase={phase.at} data-money={shown?.money ?? "none"}>
      <h2 className="visually-hidden">Order ticket</h2>
      <Head account={shown} onClose={onClose} />
      <div className={styles.scroll}>
        {shown !== null && unprotected.map((b) => <Unprotected key={b.bracket_id} account={shown} bracket={b} />)}
        {phase.at === "confirm" ? (
          <TicketConfirm phase={phase} account={shown} instrument={instrument} />
        ) : phase.at !== "editing" ? (
          <TicketProgress phase={phase} instrument={instrument} />
        ) : account === null ? (
          <Note title="No account">Orders are placed once an account is configured: [accounts.NAME] in twinline.toml.</Note>
        ) : !tradesAt(account, instrument) ? (
          <Elsewhere account={account} accounts={accounts} instrument={instrument} />
        ) : (
          <TicketForm key={account.account} account={account} instrument={instrument} />
        )}
        {account !== null && <Foot account={account} />}
      </div>
    </section>
  );
}

function Head({ account, onClose }: { account: Account | null; onClose: (() => void) | undefined }) {
  return (
    <header className={styles.head}>
      {account !== null && (
        <>
          <MoneyBadge money={account.money} /> <b>{account.account}</b> <span className="label">{account.venue}</span>
          <FreshnessBadge
            topic={topicOf(account.account)}
            name={`Account ${account.account}, for the ticket`}
            freshness={(s) => accountFreshness(s, account.account)}
            freshAt={(s) => accountFreshAt(s, account.account)}
            reason={(s) => accountReason(s, account.account)}
          />
        </>
      )}
      {onClose && <button type="button" className="button quiet icon" aria-label="Close the ticket" onClick={onClose}>✕</button>}
    </header>
  );
}

/** Orders go to the venue of the account; play money trades whatever any venue lists. */
const tradesAt = (account: Account, instrument: Instrument) => account.money === "PAPER" || account.venue === instrument.venue;

/** An instrument of another venue needs another account. */
function Elsewhere({ account, accounts, instrument }: { account: Account; accounts: readonly Account[]; instrument: Instrument }) {
  const there = accounts.find((a) => tradesAt(a, instrument));
  return (
    <Note
      title={`${account.account} trades at ${account.venue}`}
      {...(there && { action: { label: `Use ${there.account}`, run: () => chooseAccount(there.account) } })}
    >
      {instrument.symbol} is at {instrument.venue}{there === undefined ? ", and no account there is configured" : ""}.
    </Note>
  );
}

/** What other tabs have open on the account, and how the last order went. */
function Foot({ account }: { account: Account }) {
  const others = useOthers().filter((o) => o.account === account.account);
  return (
    <div className={styles.foot}>
      {others.map((o) => (
        <p key={o.tab} className={styles.other} role="status" data-test="other-tab">
          Another tab {o.sent ? "waits for the outcome of" : "asks about"}: {o.what}
        </p>
      ))}
      <LastOrder />
    </div>
  );
}

/** The focus follows what the ticket shows, if it was in the ticket, and begins at the safe button. */
function useFocusOfPhase(box: React.RefObject<HTMLElement | null>, at: string): void {
  const before = useRef(at);
  useEffect(() => {
    if (before.current === at) return;
    before.current = at;
    const active = document.activeElement;
    if (active !== null && active !== document.body && !box.current?.contains(active)) return;
    box.current?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, [box, at]);
}
