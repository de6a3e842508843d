import { useMemo, useRef, useState } from "react";
import Big from "big.js";
import { useAccounts } from "../account/chosen";
import { viewOf } from "../account/view";
import type { Instrument, Order, Side } from "../api/wire";
import { askMove } from "../deeds/move-order";
import { compareDecimal, placesOfTick } from "../format/decimal";
import { formatPrice } from "../format/number";
import { isCurrent, freshnessOf } from "../stream/freshness";
import type { Book } from "../stream/book";
import type { StreamState } from "../stream/state";
import { store, useStream } from "../stream/store";
import { useTopics } from "../stream/use-topics";
import { mark, usePaint, write } from "../stream/use-paint";
import { fieldsNow, callTicket } from "../ticket/ticket-store";
import { hasPrice } from "../ticket/fields";
import { FreshnessBadge } from "../ui/freshness-badge";
import { Note, Skeleton } from "../ui/note";
import { Panel, PanelTitle, type MarketPanelProps } from "../ui/panel";
import { useHeight } from "../ui/use-height";
import { useRowHeight } from "../ui/use-row-height";
import { GROUPINGS, bidShare, groupLevels, groupingStep, type Rung } from "./group-levels";
import { lastPrice } from "./last-price";
import { ownRungs, singleOrders } from "./own-rungs";
import { RepairNotice } from "./repair-notice";
import styles from "./ladder.module.css";

const FIXED = 24 + 32 + 34;

/** The order book as a ladder: asks above, bids below, the last price between them. */
export function Ladder({ instrument, className, titled = true }: MarketPanelProps) {
  const topic = `book.${instrument.instrument}`;
  const topics = useMemo(
    () => [topic, `bbo.${instrument.instrument}`, `trades.${instrument.instrument}`, `ticker.${instrument.instrument}`],
    [topic, instrument.instrument],
  );
  useTopics(topics);
  const fresh = useStream((s) => freshnessOf(s.topics[topic]));
  const waiting = useStream((s) => (s.topics[topic]?.data ?? null) === null);
  const error = useStream((s) => s.topics[topic]?.error ?? null);
  const [multiple, setMultiple] = useState<number>(1);
  const [box, height] = useHeight<HTMLDivElement>();
  const rowHeight = useRowHeight();
  const rows = Math.max(0, Math.min(40, Math.floor((height - FIXED) / 2 / rowHeight)));
  return (
    <Panel
      label="Book"
      className={className}
      fresh={fresh}
      head={
        <>
          <PanelTitle hidden={!titled}>Book</PanelTitle>
          <select
            className="select"
            aria-label="Group prices by"
            value={multiple}
            onChange={(e) => setMultiple(Number(e.target.value))}
          >
            {GROUPINGS.map((m) => (
              <option key={m} value={m}>
                {groupingStep(instrument.tick_size, m)}
              </option>
            ))}
          </select>
        </>
      }
      badge={
        <FreshnessBadge
          topic={topic}
          name={`${instrument.symbol} book`}
          freshness={(s) => freshnessOf(s.topics[topic])}
          freshAt={(s) => s.topics[topic]?.freshAt ?? null}
          reason={(s) => s.topics[topic]?.reason ?? null}
        />
      }
    >
      <div ref={box} className={styles.box}>
        {error !== null ? (
          <Note title="No book" tone="error">{error}</Note>
        ) : waiting ? (
          <Skeleton rows={8} />
        ) : (
          <Rungs instrument={instrument} topic={topic} rows={rows} multiple={multiple} />
        )}
        <RepairNotice topic={topic} what="the book" />
      </div>
    </Panel>
  );
}

type OpenOrders = Readonly<Record<string, Order>>;
const NO_ORDERS: OpenOrders = {};

interface RungsProps {
  instrument: Instrument;
  topic: string;
  rows: number;
  multiple: number;
}

function Rungs({ instrument, topic, rows, multiple }: RungsProps) {
  const asks = useRef<HTMLDivElement>(null);
  const bids = useRef<HTMLDivElement>(null);
  const last = useRef<HTMLElement>(null);
  const quote = useRef<HTMLSpanElement>(null);
  const shareBar = useRef<HTMLElement>(null);
  const bidText = useRef<HTMLSpanElement>(null);
  const askText = useRef<HTMLSpanElement>(null);
  /** The one own order at the rung where the pointer went down. */
  const dragged = useRef<Order | null>(null);
  const hovered = useRef<{ side: Side; index: number } | null>(null);
  const { account } = useAccounts();
  const painted = useRef<{ book: Book | null; orders: OpenOrders; key: string; bids: Rung[]; asks: Rung[]; own: ReadonlyMap<string, Order> }>({
    book: null,
    orders: NO_ORDERS,
    key: "",
    bids: [],
    asks: [],
    own: new Map(),
  });
  const places = placesOfTick(instrument.tick_size);
  const step = multiple === 1 ? null : groupingStep(instrument.tick_size, multiple);
  const stepPlaces = multiple === 1 ? places : placesOfTick(step!);

  usePaint((state) => {
    paintMid(state);
    const data = state.topics[topic]?.data;
    if (data?.kind !== "book") return;
    const key = `${rows} ${multiple}`;
    const orders = viewOf(state, account?.account ?? null)?.orders ?? NO_ORDERS;
    if (painted.current.book !== data.book || painted.current.orders !== orders || painted.current.key !== key) {
      painted.current = {
        book: data.book,
        orders,
        key,
        bids: groupLevels(data.book.bids, "buy", step, rows),
        asks: groupLevels(data.book.asks, "sell", step, rows),
        own: new Map(),
      };
      const own = Object.values(orders).filter((o) => o.instrument === instrument.instrument);
      painted.current.own = singleOrders(own, [...painted.current.bids, ...painted.current.asks]);
      paintSide(asks.current, painted.current.asks, ownRungs(own, "sell", painted.current.asks, step));
      paintSide(bids.current, painted.current.bids, ownRungs(own, "buy", painted.current.bids, step));
    }
    paintFoot();
  });

  function paintSide(side: HTMLDivElement | null, rungs: Rung[], own: ReadonlyMap<string, string>) {
    if (!side) return;
    for (let i = 0; i < side.children.length; i += 1) {
      const row = side.children[i] as HTMLElement;
      const rung = rungs[i];
      const [depth, level, price, size, total, mine] = row.children as unknown as HTMLElement[];
      const waiting = rung === undefined ? undefined : own.get(rung.price);
      write(mine, waiting === undefined ? "" : formatPrice(waiting, instrument.size_decimals));
      mark(row, "own", String(waiting !== undefined));
      write(price, rung ? formatPrice(rung.price, stepPlaces) : "");
      write(size, rung ? formatPrice(rung.size, instrument.size_decimals) : "");
      write(total, rung ? formatPrice(rung.total, instrument.size_decimals) : "");
      scale(depth!, rung?.depth ?? 0);
      scale(level!, rung?.level ?? 0);
    }
  }

  function paintMid(state: StreamState) {
    const trade = lastPrice(state, instrument.instrument);
    const current = isCurrent(trade.freshness);
    write(last.current, `${formatPrice(trade.price, places)}${current && trade.sign !== 0 ? (trade.sign > 0 ? " ▲" : " ▼") : ""}`);
    mark(last.current, "sign", current ? String(trade.sign) : "0");
    mark(last.current?.parentElement, "fresh", trade.freshness ?? "none");
    const bbo = state.topics[`bbo.${instrument.instrument}`];
    const data = bbo?.data;
    const quoted = data?.kind === "bbo" && isCurrent(freshnessOf(bbo));
    write(
      quote.current,
      quoted
        ? `${formatPrice(data.bbo.bid?.price, places)} / ${formatPrice(data.bbo.ask?.price, places)}`
        : "last known",
    );
  }

  function paintFoot() {
    const { bids: b, asks: a } = painted.current;
    const at = hovered.current;
    const rung = at && (at.side === "buy" ? b : a)[at.index];
    if (rung) {
      const total = new Big(rung.total);
      const average = total.eq(0) ? null : new Big(rung.value).div(total).toFixed(places);
      write(bidText.current, `Σ ${formatPrice(rung.total, instrument.size_decimals)}`);
      write(askText.current, `avg ${formatPrice(average, places)}`);
      return;
    }
    const share = bidShare(b, a);
    if (shareBar.current) scale(shareBar.current, (share ?? 50) / 100);
    write(bidText.current, share === null ? "" : `B ${share}%`);
    write(askText.current, share === null ? "" : `${100 - share}% S`);
  }

  /** Arrows go up and down the ladder as it is drawn; the first one begins at the market. */
  function point(key: string): boolean {
    const up = key === "ArrowUp" ? 1 : key === "ArrowDown" ? -1 : 0;
    if (up === 0 && key !== "Escape") return false;
    const before = hovered.current;
    // Asks count upwards from the market, bids downwards.
    const at = before === null ? (up > 0 ? 0 : -1) : (before.side === "sell" ? before.index : -1 - before.index) + up;
    const count = at >= 0 ? painted.current.asks.length : painted.current.bids.length;
    const index = Math.min(at >= 0 ? at : -1 - at, count - 1);
    hovered.current = up === 0 || count === 0 ? null : { side: at >= 0 ? "sell" : "buy", index };
    markPointed();
    paintFoot();
    return true;
  }

  const rungAt = (which: Side, index: number): Rung | undefined => (which === "buy" ? painted.current.bids : painted.current.asks)[index];

  /** An own order was let go over another price: that is a question, and nothing is sent. */
  function drop(which: Side, index: number) {
    const order = dragged.current;
    const rung = rungAt(which, index);
    dragged.current = null;
    if (order === null || rung === undefined || account === null || order.price === null || compareDecimal(order.price, rung.price) === 0) return;
    askMove(account, order, instrument, rung.price, viewOf(store.getState(), account.account));
  }

  /** Fills the limit price of the ticket; nothing is sent. */
  function fill(which: Side, index: number) {
    const rung = rungAt(which, index);
    if (rung !== undefined) callTicket({ price: rung.price, ...(hasPrice(fieldsNow().kind) ? {} : { kind: "limit" as const }) });
  }

  function markPointed() {
    for (const [which, box] of [["sell", asks.current], ["buy", bids.current]] as const) {
      for (let i = 0; i < (box?.children.length ?? 0); i += 1) {
        const pointed = hovered.current?.side === which && hovered.current.index === i;
        mark(box!.children[i] as HTMLElement, "pointed", String(pointed));
      }
    }
  }

  const side = (which: Side) => (
    <div
      ref={which === "sell" ? asks : bids}
      className={styles.side}
      data-side={which}
      role="rowgroup"
      aria-label={which === "sell" ? "Asks" : "Bids"}
    >
      {Array.from({ length: rows }, (_, i) => (
        <div
          key={i}
          role="row"
          className={styles.row}
          onClick={() => fill(which, i)}
          onPointerDown={() => {
            dragged.current = painted.current.own.get(rungAt(which, i)?.price ?? "") ?? null;
          }}
          onPointerUp={() => drop(which, i)}
          onMouseEnter={() => {
            hovered.current = { side: which, index: i };
            paintFoot();
          }}
          onMouseLeave={() => {
            hovered.current = null;
            paintFoot();
          }}
        >
          <i className={styles.depth} aria-hidden="true" />
          <i className={styles.level} aria-hidden="true" />
          <span role="cell" className={`${styles.price} n plain`} data-sign={which === "sell" ? "-1" : "1"} />
          <span role="cell" className="n plain" />
          <span role="cell" className={`${styles.total} n plain`} />
          <span role="cell" className={`${styles.own} n plain`} title="Your orders here" />
        </div>
      ))}
    </div>
  );

  return (
    <div
      role="table"
      aria-label={`${instrument.symbol} order book; arrows tell the sum up to a price, Enter takes the price into the ticket`}
      className={styles.ladder}
      data-test="ladder"
      tabIndex={0}
      onKeyDown={(event) => {
        const at = hovered.current;
        if (event.key === "Enter" && at !== null) fill(at.side, at.index);
        if (point(event.key)) event.preventDefault();
      }}
      onBlur={() => point("Escape")}
    >
      <div role="row" className={styles.names}>
        <span role="columnheader">Price ({instrument.quote})</span>
        <span role="columnheader">Size ({instrument.base})</span>
        <span role="columnheader">Total</span>
        <span role="columnheader" className="visually-hidden">Yours</span>
      </div>
      {side("sell")}
      <div className={styles.mid} role="row">
        <b ref={last} role="cell" className={`${styles.last} n key`} data-test="ladder-last" />
        <span ref={quote} role="cell" className={styles.quote} />
      </div>
      {side("buy")}
      <div className={styles.foot}>
        <div className={styles.share} aria-hidden="true">
          <i />
          <i ref={shareBar} />
        </div>
        <div className={styles.shareText} data-test="ladder-foot">
          <span ref={bidText} className="n plain" data-sign="1" />
          <span ref={askText} className="n plain" data-sign="-1" />
        </div>
      </div>
    </div>
  );
}

function scale(bar: HTMLElement, share: number) {
  const transform = `scaleX(${share})`;
  if (bar.style.transform !== transform) bar.style.transform = transform;
}
