import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { instrumentQuery } from "../api/queries";
import type { Instrument, Venue } from "../api/wire";
import { BottomPanel } from "../panels/bottom-panel";
import { ChartPanel } from "../panels/chart/chart-panel";
import { Ladder } from "../panels/ladder";
import { MarketHeader } from "../panels/market-header";
import { Tape } from "../panels/tape";
import { Note, Skeleton } from "../ui/note";
import { Tabs } from "../ui/tabs";
import { keepInstrument } from "./kept-instrument";
import { useDocumentTitle } from "./use-document-title";
import { usePhone } from "../ui/use-phone";
import styles from "./trade-page.module.css";

interface Props {
  id: string;
  venue: Venue | undefined;
  onSearch: () => void;
}

/** One instrument: figures, candles, book, trades, and how they arrive. */
export function TradePage({ id, venue, onSearch }: Props) {
  const { data: instrument, error, refetch } = useQuery(instrumentQuery(id));
  if (error && !instrument) {
    return (
      <main className={styles.page}>
        <Note title={`${id} did not load`} tone="error" action={{ label: "Try again", run: () => void refetch() }}>
          {error.message}.
        </Note>
        <Note title="Another instrument" action={{ label: "Search", run: onSearch }}>
          Everything the gateway knows can be searched by symbol or alias.
        </Note>
      </main>
    );
  }
  if (!instrument) {
    return (
      <main className={styles.page}>
        <Skeleton rows={10} />
      </main>
    );
  }
  return <Market key={instrument.instrument} instrument={instrument} venue={venue} onSearch={onSearch} />;
}

function Market({ instrument, venue, onSearch }: { instrument: Instrument; venue: Venue | undefined; onSearch: () => void }) {
  const phone = usePhone();
  const [tab, setTab] = useState("chart");
  useDocumentTitle(instrument, venue?.money ?? null);
  useEffect(() => keepInstrument(instrument.instrument), [instrument.instrument]);
  const chart = <ChartPanel instrument={instrument} venue={venue} className={styles.chart!} />;
  const book = <Ladder instrument={instrument} className={styles.book!} />;
  const trades = <Tape instrument={instrument} className={styles.trades!} />;
  return (
    <main className={styles.page} id="main">
      <h1 className="visually-hidden">{instrument.symbol} on {instrument.venue}</h1>
      <MarketHeader instrument={instrument} onSearch={onSearch} />
      {phone ? (
        <>
          <div className={styles.phoneTabs}>
            <Tabs
              label="Views"
              tabs={[
                { id: "chart", name: "Chart" },
                { id: "book", name: "Book" },
                { id: "trades", name: "Trades" },
                { id: "info", name: "Info" },
              ]}
              chosen={tab}
              onChoose={setTab}
            />
          </div>
          <div className={styles.phoneBody}>
            {tab === "chart" ? chart : tab === "book" ? book : tab === "trades" ? trades : <Info instrument={instrument} />}
          </div>
        </>
      ) : (
        <div className={styles.grid}>
          {chart}
          {book}
          {trades}
          <BottomPanel className={styles.bottom} />
        </div>
      )}
    </main>
  );
}

/** What the instrument is, and how its data arrives: the fourth tab of a phone. */
function Info({ instrument: i }: { instrument: Instrument }) {
  const rows: [string, string][] = [
    ["Alias", i.alias],
    ["Kind", i.kind],
    ["Status", i.status],
    ["Settled in", i.settle],
    ["Tick", i.tick_size],
    ["Step", i.lot_size],
    ["Contract size", `${i.contract_size} ${i.base}`],
    ["Least value", i.min_notional === null ? "–" : `${i.min_notional} ${i.quote}`],
  ];
  return (
    <div className={styles.info}>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <BottomPanel />
    </div>
  );
}
