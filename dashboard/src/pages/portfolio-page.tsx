import Big from "big.js";
import { useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useShallow } from "zustand/react/shallow";
import { Balances } from "../account/balances";
import { useAccounts } from "../account/chosen";
import { useInstruments } from "../account/places";
import { Positions } from "../account/positions";
import { accountFreshness, topicOf, useView, viewOf } from "../account/view";
import type { Account, Money, Performance, PerformanceRow } from "../api/wire";
import { AccountsOverview } from "../portfolio/accounts-overview";
import { together } from "../portfolio/curve";
import { CurveChart } from "../portfolio/curve-chart";
import { ExportDialog } from "../portfolio/export-dialog";
import { NetExposure } from "../portfolio/net-exposure";
import { Statistics } from "../portfolio/statistics";
import { Figure, LiveTotal } from "../portfolio/summary";
import { usePerformances, type Performances } from "../portfolio/use-performance";
import { WhatChanged } from "../portfolio/what-changed";
import { assetsOf, kindsOf, placesOfAsset, type Instruments } from "../portfolio/worth";
import { parseTime } from "../format/time";
import { useStream } from "../stream/store";
import { useTopics } from "../stream/use-topics";
import { MoneyBadge } from "../ui/money-badge";
import { Note, Skeleton } from "../ui/note";
import styles from "./portfolio-page.module.css";

const PERIODS = [{ id: "1D", days: 1, name: "1 day" }, { id: "7D", days: 7, name: "7 days" }, { id: "30D", days: 30, name: "30 days" }, { id: "90D", days: 90, name: "90 days" }, { id: "All", days: null, name: "all time" }] as const;
type Period = (typeof PERIODS)[number];
const DAY_MS = 86_400_000;

/**
 * All accounts together: what they are worth, what they made, what they hold. Kinds of money and assets are never added. `looked` is
 * what the instrument that was looked at last settles in.
 */
export function PortfolioPage({ looked }: { looked: string | null }) {
  const { accounts, failed, again, early } = useAccounts();
  const kinds = kindsOf(accounts);
  const [wanted, setKind] = useState<Money | null>(null);
  const kind = wanted !== null && kinds.includes(wanted) ? wanted : (kinds[0] ?? null);
  const [exporting, setExporting] = useState(false);
  const own = useMemo(() => accounts.filter((a) => a.money === kind), [accounts, kind]);
  return (
    <main className={styles.page} id="main">
      <header className={styles.title}>
        <h1>Portfolio</h1>
        {kind !== null && <p className={styles.whose}><MoneyBadge money={kind} /> {own.length} account{own.length === 1 ? "" : "s"}. Kinds of money are never added.</p>}
        <div className={styles.tools}>
          {kinds.length > 1 && (
            <div className="segments" role="group" aria-label="Kind of money">
              {kinds.map((k) => (
                <button key={k} type="button" aria-pressed={k === kind} onClick={() => setKind(k)} data-test={`money-${k}`}>
                  {k} · {accounts.filter((a) => a.money === k).length}
                </button>
              ))}
            </div>
          )}
          {accounts.length > 0 && <button type="button" className="button" onClick={() => setExporting(true)} data-test="export">Export…</button>}
        </div>
      </header>
      {accounts.length > 0 ? (
        <Whole key={kind} accounts={own} looked={looked} />
      ) : early ? (
        <Skeleton rows={8} />
      ) : (
        <div className={styles.card}>
          {failed !== null ? (
            <Note title="Accounts did not load" tone="error" action={{ label: "Try again", run: again }}>{failed}.</Note>
          ) : (
            <Note title="No account">Equity, positions and results appear here once an account is configured: [accounts.NAME] in twinline.toml.</Note>
          )}
        </div>
      )}
      {exporting && <ExportDialog accounts={accounts} onClose={() => setExporting(false)} />}
    </main>
  );
}

function Whole({ accounts, looked }: { accounts: readonly Account[]; looked: string | null }) {
  const names = useMemo(() => accounts.map((a) => a.account), [accounts]);
  const held = useStream(useShallow((s) => names.map((a) => viewOf(s, a)?.positions)));
  const balances = useStream(useShallow((s) => names.map((a) => viewOf(s, a)?.balances)));
  const positions = held.flatMap((p) => Object.values(p ?? {}));
  const traded = [...new Set(positions.map((p) => p.instrument))].sort();
  useTopics([...names.map(topicOf), ...traded.map((i) => `mark.${i}`)]);
  const instruments = useInstruments(traded);
  const [period, setPeriod] = useState<Period>(PERIODS[2]);
  const [chosen, setAsset] = useState<string | null>(null);
  const from = useMemo(() => (period.days === null ? null : new Date(Date.now() - period.days * DAY_MS).toISOString()), [period]);
  const results = usePerformances(names, from);
  const fills = new Map<string, number>();
  for (const row of results.each.flatMap((p) => p?.assets ?? [])) fills.set(row.asset, (fills.get(row.asset) ?? 0) + row.fills);
  const early = (results.pending && results.failed === null) || balances.every((b) => b === undefined);
  const assets = early ? [] : assetsOf({ fills, balances: balances.map((b) => b ?? {}), positions, instruments, looked });
  // What is shown stays what it is, whatever happens to the reasons for it.
  const begun = useRef<string | undefined>(undefined);
  begun.current ??= assets[0];
  const asset = chosen !== null && assets.includes(chosen) ? chosen : begun.current;
  if (asset === undefined || early) {
    return early ? (
      <Skeleton rows={8} />
    ) : (
      <div className={styles.card}><Note title="Nothing in these accounts yet">What the venue holds for them appears here as soon as it tells.</Note></div>
    );
  }
  return (
    <div className={styles.grid}>
      <div className={styles.choices}>
        <div className="segments" role="group" aria-label="Period">
          {PERIODS.map((p) => (
            <button key={p.id} type="button" aria-pressed={p === period} onClick={() => setPeriod(p)} aria-label={p.name} data-test={`period-${p.id}`}>{p.id}</button>
          ))}
        </div>
        {assets.length > 1 && (
          <label>
            <span className="label">Asset</span>{" "}
            <select className="select" value={asset} onChange={(e) => setAsset(e.target.value)} data-test="asset">
              {assets.map((a) => <option key={a}>{a}</option>)}
            </select>
          </label>
        )}
      </div>
      <Summary accounts={accounts} asset={asset} instruments={instruments} results={results} period={period} />
      <section className={`${styles.card} ${styles.result}`} aria-label="Profit and loss">
        <h2>Profit and loss <span>{asset}, without deposits</span></h2>
        <Curve results={results} asset={asset} from={from} />
      </section>
      <section className={`${styles.card} ${styles.exposure}`} aria-label="Net exposure">
        <h2>Net exposure <span>{accounts.length === 1 ? "by the current marks" : "all accounts, by the current marks"}</span></h2>
        <NetExposure accounts={accounts} traded={traded} contracts={instruments} />
      </section>
      <section className={`${styles.card} ${styles.accounts}`} aria-label="Accounts">
        <h2>Accounts</h2>
        <div className={styles.wide} role="region" aria-label="Accounts, table" tabIndex={0}>
          <AccountsOverview accounts={accounts} performances={results.each} asset={asset} instruments={instruments} period={period.name} />
        </div>
      </section>
      <section className={`${styles.card} ${styles.today}`} aria-label="What changed today">
        <h2>What changed today <span>fills, funding, transfers, repairs · UTC</span></h2>
        <WhatChanged accounts={accounts} />
      </section>
      <StatisticsCard accounts={accounts} results={results} asset={asset} />
      {accounts.map((a) => <Holdings key={a.account} account={a} alone={accounts.length === 1} />)}
    </div>
  );
}

const rowsOf = (results: Performances, asset: string): PerformanceRow[] => results.each.flatMap((p) => p?.assets.filter((a) => a.asset === asset) ?? []);
const sum = (rows: readonly PerformanceRow[], of: (row: PerformanceRow) => string) => rows.reduce((all, row) => all.plus(of(row)), new Big(0)).toFixed();

interface SummaryProps {
  accounts: readonly Account[];
  asset: string;
  instruments: Instruments;
  results: Performances;
  period: Period;
}

function Summary({ accounts, asset, instruments, results, period }: SummaryProps) {
  const rows = rowsOf(results, asset);
  const places = placesOfAsset(asset);
  const here = results.each.every((p) => p !== null);
  const deepest = rows.map((r) => r.max_drawdown?.amount ?? "0").reduce((a, b) => (new Big(b).gt(a) ? b : a), "0");
  return (
    <section className={`${styles.card} ${styles.summary}`} aria-label="In all">
      <LiveTotal accounts={accounts} asset={asset} instruments={instruments} />
      <Figure name={`Net result, ${period.name}`} text={here ? sum(rows, (r) => r.net_pnl) : null} places={places} signed note="fees and funding included" />
      <Figure name="Fees" text={here ? sum(rows, (r) => r.fees) : null} places={places} note="paid to the venue" />
      <Figure name="Funding" text={here ? sum(rows, (r) => r.funding) : null} places={places} signed note="below zero was paid" />
      <Figure name="Max drawdown" text={here && deepest !== "0" ? deepest : null} places={places} note={accounts.length === 1 ? "of the net result" : "the deepest of one account"} />
    </section>
  );
}

function Curve({ results, asset, from }: { results: Performances; asset: string; from: string | null }) {
  const [, go] = useLocation();
  const points = useMemo(() => together(rowsOf(results, asset).map((r) => r.curve)), [results.each.map((p) => `${p?.epoch} ${p?.seq}`).join(), asset, from]);
  const to = useMemo(() => Date.now(), [points]);
  if (results.failed !== null) return <Note title="Results did not load" tone="error" action={{ label: "Try again", run: results.again }}>{results.failed}. What is held now is shown all the same.</Note>;
  if (results.pending) return <div className={styles.curve}><Skeleton rows={6} /></div>;
  const first = points[0];
  if (first === undefined) {
    return (
      <div className={styles.curve}>
        <Note title="No result in this period yet" action={{ label: "Place an order", run: () => go("/") }}>The curve begins with the first fee, funding payment or closed trade.</Note>
      </div>
    );
  }
  return <div className={styles.curve}><CurveChart points={points} asset={asset} from={from === null ? parseTime(first.ts) : parseTime(from)} to={to} /></div>;
}

function StatisticsCard({ accounts, results, asset }: { accounts: readonly Account[]; results: Performances; asset: string }) {
  const [chosen, setChosen] = useState(accounts[0]?.account ?? "");
  const of = results.each.find((p): p is Performance => p?.account === chosen);
  return (
    <section className={`${styles.card} ${styles.statistics}`} aria-label="Statistics">
      <h2>
        Statistics
        {accounts.length > 1 && (
          <select className="select" aria-label="Account of the statistics" value={chosen} onChange={(e) => setChosen(e.target.value)}>
            {accounts.map((a) => <option key={a.account}>{a.account}</option>)}
          </select>
        )}
      </h2>
      {of !== undefined ? (
        <Statistics of={of} asset={asset} />
      ) : results.failed !== null ? (
        <Note title="Statistics did not load" tone="error" action={{ label: "Try again", run: results.again }}>{results.failed}.</Note>
      ) : (
        <Skeleton rows={7} />
      )}
    </section>
  );
}

/** What one account holds now. */
function Holdings({ account: { account }, alone }: { account: Account; alone: boolean }) {
  const positions = useView(account, (v) => v.positions);
  const orders = useView(account, (v) => v.orders);
  const balances = useView(account, (v) => v.balances);
  const fresh = useStream((s) => accountFreshness(s, account));
  const whose = alone ? "" : ` of ${account}`;
  return (
    <>
      <section className={`${styles.card} ${styles.across}`} aria-label={`Positions${whose}`} data-fresh={fresh ?? "none"}>
        <h2>Positions{whose}</h2>
        <div className={styles.wide} role="region" aria-label={`Positions${whose}, table`} tabIndex={0}>
          {positions === null ? <Skeleton rows={3} /> : <Positions account={account} positions={Object.values(positions)} orders={Object.values(orders ?? {})} filtered={false} />}
        </div>
      </section>
      <section className={`${styles.card} ${styles.across}`} aria-label={`Balances${whose}`} data-fresh={fresh ?? "none"}>
        <h2>Balances{whose}</h2>
        <div className={styles.wide} role="region" aria-label={`Balances${whose}, table`} tabIndex={0}>
          {balances === null ? <Skeleton rows={3} /> : <Balances account={account} balances={Object.values(balances)} />}
        </div>
      </section>
    </>
  );
}
