import { useState } from "react";
import { pageIsStale } from "../stream/freshness";
import { useStream } from "../stream/store";
import { FreshnessBadge } from "../ui/freshness-badge";
import { Tabs, panelOf } from "../ui/tabs";
import { ChannelMatrix } from "./channel-matrix";
import { LinksTable } from "./links-table";
import { RepairsTable } from "./repairs-table";
import styles from "./bottom-panel.module.css";

/** Below the market: how it arrives, and what had to be repaired. */
export function BottomPanel({ className }: { className?: string | undefined }) {
  const [tab, setTab] = useState("connections");
  const repairs = useStream((s) => s.connections.repairs.length);
  const channels = useStream((s) => Object.keys(s.connections.channels).length);
  const waiting = useStream((s) => (s.topics["connections"]?.data ?? null) === null);
  return (
    <section className={`${styles.bottom} ${className ?? ""}`} aria-label="Connections and repairs">
      <header className={styles.head}>
        <Tabs
          label="Connections and repairs"
          tabs={[
            { id: "connections", name: "Connections", count: channels },
            { id: "repairs", name: "Repairs", count: repairs },
          ]}
          chosen={tab}
          onChoose={setTab}
        />
        <FreshnessBadge
          name="Connections"
          freshness={(s) => (waiting ? null : pageIsStale(s) ? "stale" : "live")}
          freshAt={(s) => s.socket.heardAt}
        />
      </header>
      <div className={styles.body} role="tabpanel" id={panelOf(tab)} aria-labelledby={`tab-${tab}`}>
        {waiting ? null : tab === "connections" ? (
          <div className={styles.split}>
            <div className={styles.scroll} role="region" aria-label="Channels, table" tabIndex={0}><ChannelMatrix /></div>
            <div className={styles.scroll} role="region" aria-label="Links, table" tabIndex={0}><LinksTable /></div>
          </div>
        ) : (
          <div className={styles.scroll} role="region" aria-label="Repairs, table" tabIndex={0}><RepairsTable /></div>
        )}
      </div>
    </section>
  );
}
