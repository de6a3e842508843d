import { useRef, useState } from "react";
import type { Account } from "../api/wire";
import { useStream } from "../stream/store";
import { Glyph } from "../ui/glyph";
import { MoneyBadge } from "../ui/money-badge";
import { useDismiss } from "../ui/use-dismiss";
import { Link } from "wouter";
import { askCancelAllOf, askKillSwitch } from "../deeds/ask";
import { askCheck, askCloseAll } from "../deeds/ask-account";
import { chooseAccount } from "./chosen";
import { DEAD_MAN_WORDS } from "./dead-man-words";
import { accountFreshness } from "./view";
import styles from "./account-switcher.module.css";

interface Props {
  accounts: readonly Account[];
  account: Account;
}

/** Whose account the page shows, and what kind of money is in it. */
export function AccountSwitcher({ accounts, account }: Props) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useDismiss(box, open, () => setOpen(false));
  const choose = (name: string) => {
    chooseAccount(name);
    setOpen(false);
    box.current?.querySelector<HTMLElement>("[aria-expanded]")?.focus();
  };
  return (
    <div ref={box} className={styles.box}>
      <button
        type="button"
        className={styles.button}
        aria-label={`Account ${account.account} on ${account.venue}, ${account.money}`}
        aria-expanded={open}
        aria-controls="account-menu"
        title="Account ([ and ])"
        data-test="account"
        onClick={() => setOpen(!open)}
      >
        <MoneyBadge money={account.money} /> <b>{account.account}</b> <span className={styles.venue}>{account.venue}</span>
        <svg width="9" height="6" viewBox="0 0 9 6" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden="true"><path d="m1 1 3.5 3.5L8 1" /></svg>
      </button>
      {open && (
        <div id="account-menu" className={styles.menu} role="group" aria-label="Accounts">
          {accounts.map((a) => (
            <Choice key={a.account} account={a} chosen={a.account === account.account} onChoose={() => choose(a.account)} />
          ))}
          <Deeds account={account} onDone={() => setOpen(false)} />
        </div>
      )}
    </div>
  );
}

function Choice({ account: a, chosen, onChoose }: { account: Account; chosen: boolean; onChoose: () => void }) {
  // Only the chosen account is listened to; of the others the last answer is known, and no age is claimed.
  const fresh = useStream((s) => accountFreshness(s, a.account));
  return (
    <button type="button" className={styles.choice} aria-pressed={chosen} data-account={a.account} onClick={onChoose}>
      <MoneyBadge money={a.money} /> <b>{a.account}</b> <span className={styles.venue}>{a.venue}</span>
      {chosen && fresh !== null && (
        <span className={styles.state}>
          <Glyph state={fresh} /> {fresh.toUpperCase()}
        </span>
      )}
    </button>
  );
}

const useDeadManState = (account: Account) => useStream((s) => s.connections.accounts[account.account]?.dead_man ?? account.dead_man);

/** What stops an account: each asks before it is done. */
function Deeds({ account, onDone }: { account: Account; onDone: () => void }) {
  const killed = useStream((s) => s.connections.accounts[account.account]?.killed ?? account.killed);
  const deadMan = useDeadManState(account);
  const run = (deed: () => void) => () => {
    onDone();
    deed();
  };
  return (
    <div className={styles.deeds}>
      <button type="button" className="button" onClick={run(() => askCancelAllOf(account))} data-test="menu-cancel-all">Cancel all orders…</button>
      <button type="button" className="button" onClick={run(() => askCloseAll(account))} data-test="menu-close-all">Close all positions…</button>
      <button type="button" className="button" onClick={run(() => askCheck(account))} data-test="menu-check">Test the key…</button>
      <button type="button" className="button" onClick={run(() => askKillSwitch(account, killed))} data-test="kill-switch">{killed ? "Kill switch: on…" : "Kill switch…"}</button>
      <Link href="/connections" className={`button ${styles.deadMan}`} data-state={deadMan} onClick={onDone} data-test="menu-dead-man">Dead-man's switch: {DEAD_MAN_WORDS[deadMan]}</Link>
    </div>
  );
}
