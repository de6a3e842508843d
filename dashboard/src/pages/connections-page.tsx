import { useState } from "react";
import type { Freshness } from "../api/wire";
import { AccountsTable } from "../account/accounts-table";
import { DeadManSwitches } from "../account/dead-man";
import { ChannelMatrix } from "../panels/channel-matrix";
import { LinksTable } from "../panels/links-table";
import { RateBudgets } from "../panels/rate-budgets";
import { GapCount, RepairLanes } from "../panels/repair-lanes";
import { RepairReceipt } from "../panels/repair-receipt";
import { RepairsTable } from "../panels/repairs-table";
import { pageIsStale, worst } from "../stream/freshness";
import { useStream } from "../stream/store";
import { Glyph } from "../ui/glyph";
import { Skeleton } from "../ui/note";
import styles from "./connections-page.module.css";

const STATES: Freshness[] = ["live", "polling", "repairing", "stale", "down"];

/** Every way data arrives, how old it is, what it costs, and what had to be repaired. */
export function ConnectionsPage() {
  const [picked, setPicked] = useState<string | null>(null);
  const waiting = useStream((s) => (s.topics["connections"]?.data ?? null) === null);
  const newest = useStream((s) => s.connections.repairs[0]?.id ?? null);
  return (
    <main className={styles.page} id="main">
      <header className={styles.title}>
        <h1>Connections</h1>
        <p>Age is the time since the newest data of that channel, by the gateway's clock.</p>
        <StateCounts />
      </header>
      {waiting ? (
        <Skeleton rows={8} />
      ) : (
        <div className={styles.cards}>
          <section className={styles.card} aria-label="Channels">
            <h2>Channels</h2>
            <div className={styles.wide} role="region" aria-label="Channels, table" tabIndex={0}><ChannelMatrix /></div>
          </section>
          <section className={styles.card} aria-label="Rate budgets">
            <h2>Rate budgets <span><i /> reserved for cancels</span></h2>
            <RateBudgets />
          </section>
          <section className={`${styles.card} ${styles.across}`} aria-label="Accounts">
            <h2>Accounts</h2>
            <div className={styles.wide} role="region" aria-label="Accounts, table" tabIndex={0}><AccountsTable /></div>
          </section>
          <section className={`${styles.card} ${styles.across}`} aria-label="Dead-man's switch">
            <h2>Dead-man&apos;s switch</h2>
            <DeadManSwitches />
          </section>
          <section className={styles.card} aria-label="Links">
            <h2>Links</h2>
            <div className={styles.wide} role="region" aria-label="Links, table" tabIndex={0}><LinksTable /></div>
          </section>
          <section className={styles.card} aria-label="What came in">
            <h2>What came in</h2>
            <Counters />
          </section>
          <section className={styles.card} aria-label="Repair receipts">
            <h2>Repair receipts <GapCount /></h2>
            <RepairLanes picked={picked ?? newest} onPick={setPicked} />
            <div className={styles.wide} role="region" aria-label="Repair receipts, table" tabIndex={0}><RepairsTable brief picked={picked ?? newest} onPick={setPicked} /></div>
          </section>
          <section className={styles.card} aria-label="Receipt">
            <h2>Receipt</h2>
            <RepairReceipt id={picked} />
          </section>
        </div>
      )}
    </main>
  );
}

function StateCounts() {
  const counts = useStream((s) => {
    const stale = pageIsStale(s);
    const states = Object.values(s.connections.channels).map((c) => (stale ? worst([c.freshness, "stale"]) : c.freshness));
    return STATES.map((state) => states.filter((f) => f === state).length).join(" ");
  }).split(" ");
  return (
    <ul className={styles.counts} aria-label="Channels per state">
      {STATES.map((state, i) => (
        <li key={state} data-state={state} data-none={counts[i] === "0"}>
          <b>{counts[i]}</b> <Glyph state={state} /> {state.toUpperCase()}
        </li>
      ))}
    </ul>
  );
}

/** What the decoder met that it did not expect. */
function Counters() {
  const counters = useStream((s) => s.connections.counters);
  if (!counters) return null;
  const rows: [string, number][] = [
    ["Gaps noticed", counters.gaps],
    ["Duplicates dropped", counters.duplicates],
    ["Malformed frames", counters.malformed_frames],
    ["Unknown events", counters.unknown_events],
    ["Unknown fields", counters.unknown_fields],
  ];
  return (
    <dl className={styles.counters}>
      {rows.map(([name, count]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
  );
}
