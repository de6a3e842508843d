import { useMemo, useRef } from "react";
import { Link, useLocation } from "wouter";
import { placesOfTick } from "../format/decimal";
import { formatPrice, formatSigned, signOf } from "../format/number";
import { freshnessOf, isCurrent, worstOf } from "../stream/freshness";
import type { Topic } from "../stream/state";
import { useStream } from "../stream/store";
import { mark, usePaint, write } from "../stream/use-paint";
import { useTopics } from "../stream/use-topics";
import { FreshnessBadge } from "../ui/freshness-badge";
import { Glyph } from "../ui/glyph";
import { Note } from "../ui/note";
import { Panel, PanelTitle } from "../ui/panel";
import { Star } from "./star";
import { watchWellKnown } from "./suggest";
import { useWatched, type Watched } from "./watched";
import styles from "./watch-list.module.css";

interface Props {
  className?: string | undefined;
  /** After a choice, where the list lies over the page. */
  onChosen?: () => void;
  /** Finds more instruments to watch. */
  onSearch: () => void;
}

/** The starred instruments: last price, change of the day, freshness. Subscribed only while it is on screen. */
export function WatchList({ className, onChosen, onSearch }: Props) {
  const rows = useWatched();
  const topics = useMemo(() => rows.map(topicOf), [rows]);
  useTopics(topics);
  return (
    <Panel
      label="Watch list"
      className={className}
      head={
        <>
          <PanelTitle>Watch list</PanelTitle>
          <button type="button" className={`button quiet ${styles.add}`} onClick={onSearch} aria-haspopup="dialog" title="Search, and press Ctrl Enter or the star">
            Add
          </button>
        </>
      }
      badge={
        rows.length > 0 && (
          <FreshnessBadge name="Watch list" freshness={(s) => worstOf(s, topics)} freshAt={(s) => oldest(topics.map((t) => s.topics[t]))} />
        )
      }
    >
      {rows.length === 0 ? (
        <Note title="Nothing is watched yet" action={{ label: "Watch the well-known ones", run: () => void watchWellKnown().catch(() => undefined) }}>
          Press the star beside an instrument, here or in the search, to keep its price in sight.
        </Note>
      ) : (
        <ul className={styles.rows}>
          {rows.map((row) => (
            <Row key={row.instrument} row={row} onChosen={onChosen} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ row, onChosen }: { row: Watched; onChosen: (() => void) | undefined }) {
  const [path] = useLocation();
  const topic = topicOf(row);
  const price = useRef<HTMLSpanElement>(null);
  const change = useRef<HTMLSpanElement>(null);
  const painted = useRef<Topic | undefined>(undefined);
  const fresh = useStream((s) => freshnessOf(s.topics[topic]));
  const error = useStream((s) => s.topics[topic]?.error ?? null);
  usePaint((s) => {
    const held = s.topics[topic];
    if (held === painted.current) return;
    painted.current = held;
    const ticker = held?.data?.kind === "ticker" ? held.data.ticker : null;
    const sign = isCurrent(freshnessOf(held)) ? signOf(ticker?.change_pct) : 0;
    write(price.current, formatPrice(ticker?.last, placesOfTick(row.tick_size)));
    write(change.current, ticker?.change_pct == null ? "–" : `${sign > 0 ? "▲ " : sign < 0 ? "▼ " : ""}${formatSigned(ticker.change_pct, 2)}%`);
    mark(change.current, "sign", String(sign));
  });
  const href = `/trade/${row.instrument}`;
  return (
    <li className={styles.row} data-fresh={fresh ?? "none"} data-watched={row.instrument}>
      <Link href={href} className={styles.open} aria-current={decodeURIComponent(path) === href ? "page" : undefined} onClick={onChosen} title={error ?? undefined}>
        <span className={styles.state}>{fresh !== null && <Glyph state={fresh} />}</span>
        <b>
          {row.symbol}
          <span className="visually-hidden">, {fresh ?? "waiting for data"}</span>
        </b>
        <span ref={price} className="n" />
        <span ref={change} className="n" />
      </Link>
      <Star instrument={row} className={styles.star} />
    </li>
  );
}

const topicOf = (row: Watched) => `ticker.${row.instrument}`;

/** A list is as old as its oldest row. */
function oldest(topics: readonly (Topic | undefined)[]): number | null {
  const times = topics.map((t) => t?.freshAt ?? null).filter((t) => t !== null);
  return times.length === 0 ? null : Math.min(...times);
}
