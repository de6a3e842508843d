import { lazy, Suspense, useState, type ReactNode } from "react";
import { ACCOUNT_TABS, AccountPanel, accountTabs, useAccountRows, type AccountTab } from "../account/account-panel";
import { useAccounts } from "../account/chosen";
import { accountFreshAt, accountFreshness, accountReason, topicOf } from "../account/view";
import type { Account, Instrument } from "../api/wire";
import { pageIsStale } from "../stream/freshness";
import { useStream } from "../stream/store";
import { askCancelAllOf } from "../deeds/ask";
import { FreshnessBadge } from "../ui/freshness-badge";
import { Note, Skeleton } from "../ui/note";
import { Tabs, panelOf } from "../ui/tabs";
import styles from "./bottom-panel.module.css";

/** Comes with its tab: an account's positions stand there first. */
const ConnectionView = lazy(() => import("./connection-view").then((m) => ({ default: m.ConnectionView })));

interface Props {
  className?: string | undefined;
  instrument: Instrument;
  /** What stands in it: a phone has the two parts in two places. */
  parts?: "all" | "account" | "connections";
}

/** Below the market: the account, how the market arrives, and what had to be repaired. */
export function BottomPanel({ className, instrument, parts = "all" }: Props) {
  const { account, pending, failed, again } = useAccounts();
  const box = `${styles.bottom} ${className ?? ""}`;
  if (parts === "connections") return <Below className={box} />;
  if (pending) return <section className={box} aria-label="Account"><Skeleton rows={4} /></section>;
  if (account !== null) return <WithAccount key={account.account} className={box} account={account} instrument={instrument} alone={parts === "account"} />;
  const note = failed !== null && (
    <Note title="Accounts did not load" tone="error" action={{ label: "Try again", run: again }}>{failed}. The market is not affected.</Note>
  );
  if (parts === "all") return <Below key={String(note !== false)} className={box} account={note || null} />;
  if (note) return <section className={box} aria-label="Account">{note}</section>;
  return (
    <section className={box} aria-label="Account">
      <Note title="No account">Positions and orders appear here once an account is configured: [accounts.NAME] in twinline.toml.</Note>
    </section>
  );
}

const isAccountTab = (tab: string): tab is AccountTab => (ACCOUNT_TABS as readonly string[]).includes(tab);

function WithAccount({ className, account, instrument, alone }: { className: string; account: Account; instrument: Instrument; alone: boolean }) {
  const [tab, setTab] = useState<string>("positions");
  const [one, setOne] = useState(false);
  const rows = useAccountRows(account.account, one ? instrument.instrument : null);
  const below = useConnectionTabs();
  const name = account.account;
  return (
    <section className={className} aria-label="Account and connections" data-tour="tables">
      <header className={styles.head}>
        <Tabs label="Account and connections" tabs={alone ? accountTabs(rows) : [...accountTabs(rows), ...below]} chosen={tab} onChoose={setTab} />
        <div className={styles.tools}>
          {isAccountTab(tab) ? (
            <>
              {!alone && <button type="button" className="button" disabled={rows.open.length === 0} onClick={() => askCancelAllOf(account)} title="Cancel all orders (Shift X); asks first" data-test="cancel-all">Cancel all…</button>}
              {tab === "balances" ? <span /> : <Filter symbol={instrument.symbol} one={one} onChoose={setOne} />}
              <FreshnessBadge
                topic={topicOf(name)}
                name={`Account ${name}`}
                freshness={(s) => accountFreshness(s, name)}
                freshAt={(s) => accountFreshAt(s, name)}
                reason={(s) => accountReason(s, name) ?? "since the venue's last word about this account"}
              />
            </>
          ) : (
            <ConnectionsBadge />
          )}
        </div>
      </header>
      <div className={styles.body} role="tabpanel" id={panelOf(tab)} aria-labelledby={`tab-${tab}`}>
        {isAccountTab(tab) ? (
          <div className={styles.scroll} role="region" aria-label={`${tab}, table`} tabIndex={0}>
            <AccountPanel account={account} tab={tab} rows={rows} filtered={one} />
          </div>
        ) : (
          <Suspense fallback={<Skeleton rows={4} />}><ConnectionView tab={tab} /></Suspense>
        )}
      </div>
    </section>
  );
}

/** All of the account, or only what is of the instrument above. */
function Filter({ symbol, one, onChoose }: { symbol: string; one: boolean; onChoose: (one: boolean) => void }) {
  return (
    <div className="segments" role="group" aria-label="Instruments shown">
      <button type="button" aria-pressed={!one} onClick={() => onChoose(false)} data-test="filter-all">All</button>
      <button type="button" aria-pressed={one} onClick={() => onChoose(true)} data-test="filter-one">{symbol}</button>
    </div>
  );
}

/** Without an account; `account` says why, where there should be one. */
function Below({ className, account = null }: { className: string; account?: ReactNode }) {
  const [tab, setTab] = useState(account === null ? "connections" : "account");
  const below = useConnectionTabs();
  return (
    <section className={className} aria-label="Connections and repairs">
      <header className={styles.head}>
        <Tabs label="Connections and repairs" tabs={account === null ? below : [{ id: "account", name: "Account" }, ...below]} chosen={tab} onChoose={setTab} />
        <ConnectionsBadge />
      </header>
      <div className={styles.body} role="tabpanel" id={panelOf(tab)} aria-labelledby={`tab-${tab}`}>
        {tab === "account" ? account : <Suspense fallback={<Skeleton rows={4} />}><ConnectionView tab={tab} /></Suspense>}
      </div>
    </section>
  );
}

function useConnectionTabs() {
  const repairs = useStream((s) => s.connections.repairs.length);
  const channels = useStream((s) => Object.keys(s.connections.channels).length);
  return [
    { id: "connections", name: "Connections", count: channels },
    { id: "repairs", name: "Repairs", count: repairs },
  ];
}

const isWaiting = (waiting: { topics: Readonly<Record<string, { data: unknown } | undefined>> }) => (waiting.topics["connections"]?.data ?? null) === null;

function ConnectionsBadge() {
  const waiting = useStream(isWaiting);
  return (
    <FreshnessBadge
      name="Connections"
      freshness={(s) => (waiting ? null : pageIsStale(s) ? "stale" : "live")}
      freshAt={(s) => s.socket.heardAt}
    />
  );
}
