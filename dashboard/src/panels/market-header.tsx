import Big from "big.js";
import { useMemo, useRef } from "react";
import type { Freshness, Instrument } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { formatCompact, formatPrice, formatRate, formatSigned, signOf, ABSENT } from "../format/number";
import { countdown, parseTime } from "../format/time";
import { freshnessOf, isCurrent, serverNow, worstOf } from "../stream/freshness";
import type { StreamState } from "../stream/state";
import { useStream } from "../stream/store";
import { useTopics } from "../stream/use-topics";
import { mark, usePaint, useQuarterPaint, write } from "../stream/use-paint";
import { FreshnessBadge } from "../ui/freshness-badge";
import { PriceText } from "../ui/price-text";
import { TransportBadge } from "../ui/transport-badge";
import { toggleDrawer, useDrawer } from "../watch/drawer";
import { Star } from "../watch/star";
import { lastPrice } from "./last-price";
import styles from "./market-header.module.css";

interface Props {
  instrument: Instrument;
  onSearch: () => void;
}

/** The instrument and its key figures, each as current as its own topic. */
export function MarketHeader({ instrument, onSearch }: Props) {
  const id = instrument.instrument;
  const topics = useMemo(() => [`ticker.${id}`, `mark.${id}`, `bbo.${id}`, `trades.${id}`], [id]);
  useTopics(topics);
  const change = useRef<HTMLSpanElement>(null);
  const price = useStream((s) => lastPrice(s, id).freshness);

  usePaint((s) => {
    const ticker = s.topics[`ticker.${id}`]?.data;
    const t = ticker?.kind === "ticker" ? ticker.ticker : null;
    const sign = isCurrent(freshnessOf(s.topics[`ticker.${id}`])) ? signOf(t?.change) : 0;
    const arrow = sign > 0 ? "▲ " : sign < 0 ? "▼ " : "";
    write(
      change.current,
      t?.change == null
        ? ""
        : `${arrow}${formatSigned(t.change, placesOfTick(instrument.tick_size))} (${formatSigned(t.change_pct, 2)}%)`,
    );
    mark(change.current, "sign", String(sign));
  });

  return (
    <section className={styles.header} aria-label="Market">
      <WatchButton />
      <Star instrument={instrument} className={styles.star} />
      <button type="button" className={styles.symbol} onClick={onSearch} aria-haspopup="dialog" title="Choose another instrument">
        <b>
          {instrument.symbol} <i aria-hidden="true">⌄</i>
        </b>
        <span>
          {kindWord(instrument.kind)} · {instrument.venue}
          {instrument.status !== "trading" && <em> · {instrument.status}</em>}
        </span>
      </button>
      <div className={styles.price} data-fresh={price ?? "none"}>
        <PriceText instrument={instrument} className={styles.last} />
        <span ref={change} className={`${styles.change} n`} data-fresh-of={`ticker.${id}`} />
      </div>
      <dl className={styles.figures}>
        <Figure name="Mark" topic={`mark.${id}`} read={(s) => formatPrice(markOf(s, id)?.mark, placesOfTick(instrument.tick_size), true)} />
        <Figure name="Index" topic={`mark.${id}`} read={(s) => formatPrice(markOf(s, id)?.index, placesOfTick(instrument.tick_size), true)} />
        <Figure name="Funding / next" topic={`mark.${id}`} wide quarterly read={(s, at) => funding(s, id, at)} />
        <Figure name="24h high" topic={`ticker.${id}`} read={(s) => formatPrice(tickerOf(s, id)?.high, placesOfTick(instrument.tick_size))} />
        <Figure name="24h low" topic={`ticker.${id}`} read={(s) => formatPrice(tickerOf(s, id)?.low, placesOfTick(instrument.tick_size))} />
        <Figure
          name="24h volume"
          topic={`ticker.${id}`}
          // "888.88M USDT": letters are wider than digits.
          room={9 + Math.ceil(instrument.quote.length * 1.2)}
          read={(s) => {
            const t = tickerOf(s, id);
            return t?.quote_volume == null
              ? `${formatCompact(t?.volume)} ${t?.volume == null ? "" : instrument.base}`
              : `${formatCompact(t.quote_volume)} ${instrument.quote}`;
          }}
        />
        <Figure name="Bid / ask" topic={`bbo.${id}`} wide read={(s) => quote(s, instrument)} />
        <Figure name="Spread" topic={`bbo.${id}`} read={(s) => spread(s, instrument)} />
      </dl>
      <div className={styles.state}>
        <TransportBadge venue={instrument.venue} />
        <FreshnessBadge
          boxed
          name={instrument.symbol}
          freshness={(s) => worstOf(s, topics)}
          freshAt={(s) => marketFreshAt(s, topics)}
          reason={(s) => topics.map((t) => s.topics[t]?.reason ?? null).find((r) => r !== null) ?? null}
        />
      </div>
    </section>
  );
}

/** Opens the watch list where it has no column or tab of its own. */
function WatchButton() {
  const open = useDrawer();
  return (
    <button
      type="button"
      className={`button quiet icon ${styles.watch}`}
      aria-label="Watch list"
      aria-expanded={open}
      aria-controls="watch-drawer"
      title="Watch list (G W)"
      data-test="watch"
      onClick={toggleDrawer}
    >
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" aria-hidden="true">
        <path d="M1.5 3h11M1.5 7h11M1.5 11h7" />
      </svg>
    </button>
  );
}

interface FigureProps {
  name: string;
  topic: string;
  wide?: boolean;
  /** Digits' widths kept free, where a longer number must not push what follows aside. */
  room?: number;
  /** Repainted with the ages too, because it counts down. */
  quarterly?: boolean;
  read: (state: StreamState, at: number) => string;
}

function Figure({ name, topic, wide = false, room, quarterly = false, read }: FigureProps) {
  const value = useRef<HTMLElement>(null);
  const fresh = useStream((s) => freshnessOf(s.topics[topic]));
  const paint = (s: StreamState, at: number) => void write(value.current, read(s, at));
  usePaint(quarterly ? () => undefined : paint);
  useQuarterPaint(quarterly ? paint : () => undefined);
  return (
    <div className={styles.figure} data-wide={wide} data-fresh={fresh ?? "none"} data-test={`figure-${name}`}>
      <dt className="label">{name}</dt>
      <dd ref={value} className="n" style={room === undefined ? undefined : { minWidth: `${room}ch` }} />
    </div>
  );
}

/** The age of what is worst; of the newest data while everything is live. */
function marketFreshAt(state: StreamState, topics: readonly string[]): number | null {
  const worst = worstOf(state, topics);
  const times = topics
    .filter((t) => freshnessOf(state.topics[t]) === worst)
    .map((t) => state.topics[t]?.freshAt ?? null)
    .filter((t) => t !== null);
  if (times.length === 0) return null;
  return isCurrent(worst as Freshness | null) ? Math.max(...times) : Math.min(...times);
}

const tickerOf = (s: StreamState, id: string) => {
  const data = s.topics[`ticker.${id}`]?.data;
  return data?.kind === "ticker" ? data.ticker : null;
};
const markOf = (s: StreamState, id: string) => {
  const data = s.topics[`mark.${id}`]?.data;
  return data?.kind === "mark" ? data.mark : null;
};
const bboOf = (s: StreamState, id: string) => {
  const data = s.topics[`bbo.${id}`]?.data;
  return data?.kind === "bbo" ? data.bbo : null;
};

function funding(state: StreamState, id: string, at: number): string {
  const m = markOf(state, id);
  if (m?.funding_rate == null) return ABSENT;
  const now = serverNow(state, at);
  const left = m.next_funding_ts === null || now === null ? "" : ` ${countdown(parseTime(m.next_funding_ts) - now)}`;
  return `${formatRate(m.funding_rate)}${left}`;
}

function quote(state: StreamState, instrument: Instrument): string {
  const bbo = bboOf(state, instrument.instrument);
  if (!bbo) return ABSENT;
  const places = placesOfTick(instrument.tick_size);
  return `${formatPrice(bbo.bid?.price, places)} / ${formatPrice(bbo.ask?.price, places)}`;
}

function spread(state: StreamState, instrument: Instrument): string {
  const bbo = bboOf(state, instrument.instrument);
  if (!bbo?.bid || !bbo.ask) return ABSENT;
  return formatPrice(new Big(bbo.ask.price).minus(bbo.bid.price).toFixed(), placesOfTick(instrument.tick_size));
}

function kindWord(kind: string): string {
  const words: Record<string, string> = { perpetual: "Perp", future: "Future", spot: "Spot", option: "Option" };
  return words[kind] ?? kind;
}
