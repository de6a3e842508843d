import { useMemo, useRef } from "react";
import type { Instrument, Trade } from "../api/wire";
import { compareDecimal, placesOfTick } from "../format/decimal";
import { formatPrice } from "../format/number";
import { clockTimeOf } from "../format/time";
import { freshnessOf } from "../stream/freshness";
import type { StreamState } from "../stream/state";
import { store, useStream } from "../stream/store";
import { mark, usePaint, write } from "../stream/use-paint";
import { useTopics } from "../stream/use-topics";
import { FreshnessBadge } from "../ui/freshness-badge";
import { Note, Skeleton } from "../ui/note";
import { Panel, PanelTitle, type MarketPanelProps } from "../ui/panel";
import { useHeight } from "../ui/use-height";
import { useRowHeight } from "../ui/use-row-height";
import styles from "./tape.module.css";

const NAMES = 24;

/** Trades as they happen, newest first. Pointing at the list holds it still and counts what is new. */
export function Tape({ instrument, className, titled = true }: MarketPanelProps) {
  const topic = `trades.${instrument.instrument}`;
  useTopics(useMemo(() => [topic], [topic]));
  const fresh = useStream((s) => freshnessOf(s.topics[topic]));
  const waiting = useStream((s) => (s.topics[topic]?.data ?? null) === null);
  const error = useStream((s) => s.topics[topic]?.error ?? null);
  const merged = useStream((s) => s.topics[topic]?.merged ?? 0);
  const [box, height] = useHeight<HTMLDivElement>();
  const rowHeight = useRowHeight();
  const rows = Math.max(0, Math.min(100, Math.floor((height - NAMES) / rowHeight)));
  return (
    <Panel
      label="Trades"
      className={className}
      fresh={fresh}
      head={
        <>
          <PanelTitle hidden={!titled}>Trades</PanelTitle>
          {merged > 0 && (
            <span className="label" title={`${merged} trades were folded together because this page was slow`}>
              {merged} merged
            </span>
          )}
        </>
      }
      badge={
        <FreshnessBadge
          topic={topic}
          name={`${instrument.symbol} trades`}
          freshness={(s) => freshnessOf(s.topics[topic])}
          freshAt={(s) => s.topics[topic]?.freshAt ?? null}
          reason={(s) => s.topics[topic]?.reason ?? null}
        />
      }
    >
      <div ref={box} className={styles.box}>
        {error !== null ? (
          <Note title="No trades" tone="error">{error}</Note>
        ) : waiting ? (
          <Skeleton rows={8} />
        ) : (
          <Rows instrument={instrument} topic={topic} rows={rows} />
        )}
      </div>
    </Panel>
  );
}

function Rows({ instrument, topic, rows }: { instrument: Instrument; topic: string; rows: number }) {
  const list = useRef<HTMLDivElement>(null);
  const news = useRef<HTMLSpanElement>(null);
  const held = useRef<readonly Trade[] | null>(null);
  const painted = useRef<{ trades: readonly Trade[] | null; rows: number }>({ trades: null, rows: 0 });

  const tradesOf = (state: StreamState) => {
    const data = state.topics[topic]?.data;
    return data?.kind === "trades" ? data.trades : [];
  };

  usePaint((state) => {
    const newest = tradesOf(state);
    const trades = held.current ?? newest;
    if (held.current) {
      const first = held.current[0]?.id;
      const since = newest.findIndex((t) => t.id === first);
      write(news.current, since === 0 ? "" : `${since < 0 ? `${newest.length}+` : since} new`);
    } else write(news.current, "");
    if (painted.current.trades === trades && painted.current.rows === rows) return;
    painted.current = { trades, rows };
    const large = largeSize(trades);
    const elements = list.current?.children ?? [];
    for (let i = 0; i < elements.length; i += 1) paintRow(elements[i] as HTMLElement, trades[i], large);
  });

  function paintRow(row: HTMLElement, trade: Trade | undefined, large: string | null) {
    const [arrow, price, size, time] = row.children as unknown as HTMLElement[];
    const sign = trade ? (trade.side === "buy" ? "1" : "-1") : "0";
    mark(row, "side", trade?.side ?? "none");
    mark(row, "large", String(trade !== undefined && large !== null && compareDecimal(trade.size, large) >= 0));
    mark(arrow, "sign", sign);
    mark(price, "sign", sign);
    write(arrow, trade ? (trade.side === "buy" ? "▲" : "▼") : "");
    write(price, trade ? formatPrice(trade.price, placesOfTick(instrument.tick_size)) : "");
    write(size, trade ? formatPrice(trade.size, instrument.size_decimals) : "");
    write(time, trade ? clockTimeOf(trade.ts) : "");
  }

  return (
    <div role="table" aria-label={`${instrument.symbol} trades, newest first`} className={styles.tape}>
      <div role="row" className={styles.names}>
        <span role="columnheader">Price</span>
        <span role="columnheader">Size</span>
        <span role="columnheader">Time UTC</span>
      </div>
      <div
        ref={list}
        role="rowgroup"
        className={styles.list}
        onMouseEnter={() => {
          held.current = tradesOf(store.getState());
        }}
        onMouseLeave={() => {
          held.current = null;
        }}
      >
        {Array.from({ length: rows }, (_, i) => (
          <div key={i} role="row" className={styles.row}>
            <i className={`${styles.arrow} n plain`} aria-hidden="true" />
            <span role="cell" className={`${styles.price} n plain`} />
            <span role="cell" className="n plain" />
            <span role="cell" className={styles.time} />
          </div>
        ))}
      </div>
      <span ref={news} className={styles.news} />
    </div>
  );
}

/** The size that one trade in twelve reaches; null while there are too few to say. */
function largeSize(trades: readonly Trade[]): string | null {
  if (trades.length < 24) return null;
  const sizes = trades.map((t) => t.size).sort(compareDecimal);
  return sizes[Math.floor((sizes.length * 11) / 12)] ?? null;
}
