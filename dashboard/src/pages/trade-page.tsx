import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { instrumentQuery } from "../api/queries";
import type { Instrument, Venue } from "../api/wire";
import { BottomPanel } from "../panels/bottom-panel";
import { ChartPanel } from "../panels/chart/chart-panel";
import { Ladder } from "../panels/ladder";
import { MarketHeader } from "../panels/market-header";
import { Tape } from "../panels/tape";
import { Ticket } from "../ticket/ticket";
import { TicketSheet } from "../ticket/ticket-sheet";
import { Note, Skeleton } from "../ui/note";
import { Tabs, panelOf } from "../ui/tabs";
import { keepInstrument } from "./kept-instrument";
import { useDocumentTitle } from "./use-document-title";
import { Splitter } from "../ui/splitter";
import { useColumns, usePhone, useSharedColumn, useWatchColumn } from "../ui/use-media";
import { closeDrawer, useDrawer } from "../watch/drawer";
import { WatchList } from "../watch/watch-list";
import { SIZES, useSizes, type Part } from "./kept-sizes";
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
      <main className={styles.failed} id="main">
        <h1 className="visually-hidden">{id}</h1>
        <div className={styles.card}>
          <Note
            title={`${id} did not load`}
            tone="error"
            action={{ label: "Choose another instrument", run: onSearch }}
            other={{ label: "Try again", run: () => void refetch() }}
          >
            {error.message}. Other instruments are not affected.
          </Note>
        </div>
      </main>
    );
  }
  if (!instrument) {
    return (
      <main className={styles.page} id="main">
        <h1 className="visually-hidden">{id}</h1>
        <Skeleton rows={10} />
      </main>
    );
  }
  return <Market key={instrument.instrument} instrument={instrument} venue={venue} onSearch={onSearch} />;
}

function Market({ instrument, venue, onSearch }: MarketProps) {
  const phone = usePhone();
  useDocumentTitle(instrument, venue?.money ?? null);
  useEffect(() => keepInstrument(instrument.instrument), [instrument.instrument]);
  return (
    <main className={styles.page} id="main">
      <h1 className="visually-hidden">{instrument.symbol} on {instrument.venue}</h1>
      {phone ? (
        <>
          <MarketHeader instrument={instrument} onSearch={onSearch} />
          <OneColumn instrument={instrument} venue={venue} onSearch={onSearch} />
          <TicketSheet instrument={instrument} />
        </>
      ) : (
        <div className={styles.beside}>
          <div className={styles.market}>
            <MarketHeader instrument={instrument} onSearch={onSearch} />
            <Grid instrument={instrument} venue={venue} onSearch={onSearch} />
          </div>
          <Ticket instrument={instrument} />
        </div>
      )}
    </main>
  );
}

interface MarketProps {
  instrument: Instrument;
  venue: Venue | undefined;
  onSearch: () => void;
}

/** One view at a time. */
function OneColumn({ instrument, venue, onSearch }: MarketProps) {
  const [tab, setTab] = useState("chart");
  const views: Record<string, () => ReactNode> = {
    chart: () => (
      <div className={styles.phoneChart}>
        <ChartPanel instrument={instrument} venue={venue} />
        <BottomPanel instrument={instrument} parts="account" />
      </div>
    ),
    book: () => <Ladder instrument={instrument} titled={false} />,
    trades: () => <Tape instrument={instrument} titled={false} />,
    watch: () => <WatchList onChosen={() => setTab("chart")} onSearch={onSearch} />,
    info: () => <Info instrument={instrument} />,
  };
  return (
    <>
      <div className={styles.phoneTabs}>
        <Tabs
          label="Views"
          tabs={[
            { id: "chart", name: "Chart" },
            { id: "book", name: "Book" },
            { id: "trades", name: "Trades" },
            { id: "watch", name: "Watch" },
            { id: "info", name: "Info" },
          ]}
          chosen={tab}
          onChoose={setTab}
        />
      </div>
      <div className={styles.phoneBody} role="tabpanel" id={panelOf(tab)} aria-labelledby={`tab-${tab}`}>{views[tab]?.()}</div>
    </>
  );
}

/** Chart, book and trades side by side as far as there is room, tables below, the watch list at the left of a wide page. */
function Grid({ instrument, venue, onSearch }: MarketProps) {
  const shared = useSharedColumn();
  const columns = useColumns();
  const watchColumn = useWatchColumn();
  const drawer = useDrawer();
  const [sizes, resize] = useSizes();
  const [side, setSide] = useState("book");
  const splitter = (part: Part, label: string, edge: "left" | "right" | "top") => (
    <Splitter
      label={label}
      edge={edge}
      size={sizes[part]}
      {...SIZES[part]}
      onSize={(size) => resize(part, size)}
      className={styles[edge === "top" ? "bottom" : part]}
    />
  );
  const book = <Ladder instrument={instrument} titled={!shared} className={shared ? styles.sideBody! : styles.book!} />;
  const trades = <Tape instrument={instrument} titled={!shared} className={shared ? styles.sideBody! : styles.trades!} />;
  const widths = Object.fromEntries(Object.entries(sizes).map(([part, size]) => [`--${part}`, `${size}px`]));
  return (
    <div className={styles.grid} style={widths} data-watch={watchColumn}>
      {watchColumn && <WatchList className={styles.watch} onSearch={onSearch} />}
      <ChartPanel instrument={instrument} venue={venue} className={styles.chart!} />
      {shared ? (
        <div className={styles.side}>
          <div className={styles.sideTabs}>
            <Tabs
              label="Book or trades"
              tabs={[
                { id: "book", name: "Book" },
                { id: "trades", name: "Trades" },
              ]}
              chosen={side}
              onChoose={setSide}
            />
          </div>
          <div className={styles.sideView} role="tabpanel" id={panelOf(side)} aria-labelledby={`tab-${side}`}>{side === "book" ? book : trades}</div>
        </div>
      ) : (
        <>
          {book}
          {trades}
        </>
      )}
      <BottomPanel className={styles.bottom} instrument={instrument} />
      {watchColumn && splitter("watch", "Width of the watch list", "right")}
      {columns && splitter("book", "Width of the book", "left")}
      {columns && splitter("trades", "Width of the trades", "left")}
      {(columns || shared) && splitter("bottom", "Height of the tables", "top")}
      {drawer && !watchColumn && <Drawer onSearch={onSearch} />}
    </div>
  );
}

/** The watch list over the chart. It stays until it is closed, so that one instrument after the other can be looked at. */
function Drawer({ onSearch }: { onSearch: () => void }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") closeDrawer();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <div className={styles.drawer} id="watch-drawer">
      <WatchList onSearch={onSearch} />
    </div>
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
      <BottomPanel instrument={i} parts="connections" />
    </div>
  );
}
