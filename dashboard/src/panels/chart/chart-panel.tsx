import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { candlesQuery } from "../../api/queries";
import type { Candle, Instrument, Venue } from "../../api/wire";
import { formatCompact, formatPrice, signOf } from "../../format/number";
import { compareDecimal } from "../../format/decimal";
import { parseTime } from "../../format/time";
import { repairedRanges } from "./repaired-candles";
import { joinCandles } from "../../stream/candles";
import { freshnessOf, isCurrent } from "../../stream/freshness";
import type { StreamState } from "../../stream/state";
import { repaint, useStream } from "../../stream/store";
import { mark, usePaint, write } from "../../stream/use-paint";
import { useTopics } from "../../stream/use-topics";
import { useSettings } from "../../theme/settings";
import { useTheme } from "../../theme/theme";
import { FreshnessBadge } from "../../ui/freshness-badge";
import { Note } from "../../ui/note";
import { Panel } from "../../ui/panel";
import type { CandleChart } from "./candle-chart";
import { keptInterval, keepInterval, shownIntervals } from "./intervals";
import styles from "./chart-panel.module.css";

/** The chart is drawn anew at most this often. */
const REDRAW_MS = 48;

interface Props {
  instrument: Instrument;
  venue: Venue | undefined;
  className?: string;
}

/** Candles: history by request, then every change over the stream. */
export function ChartPanel({ instrument, venue, className }: Props) {
  const intervals = shownIntervals(venue?.capabilities.candle_intervals ?? ["1m"]);
  const [chosen, setChosen] = useState(keptInterval);
  const interval = intervals.includes(chosen) ? chosen : (intervals[0] ?? "1m");
  const topic = `candles.${instrument.instrument}.${interval}`;
  useTopics(useMemo(() => [topic], [topic]));
  const fresh = useStream((s) => freshnessOf(s.topics[topic]));
  const choose = (next: string) => {
    setChosen(next);
    keepInterval(next);
  };
  return (
    <Panel
      label="Chart"
      className={className}
      fresh={fresh}
      head={
        <div className={`segments ${styles.intervals}`} role="group" aria-label="Candle interval">
          {intervals.map((i) => (
            <button key={i} type="button" aria-pressed={i === interval} onClick={() => choose(i)}>
              {i}
            </button>
          ))}
        </div>
      }
      badge={
        <FreshnessBadge
          topic={topic}
          name={`${instrument.symbol} candles`}
          freshness={(s) => freshnessOf(s.topics[topic])}
          freshAt={(s) => s.topics[topic]?.freshAt ?? null}
          reason={(s) => s.topics[topic]?.reason ?? null}
        />
      }
    >
      <Candles key={topic} instrument={instrument} interval={interval} topic={topic} money={venue?.money ?? null} />
    </Panel>
  );
}

interface CandlesProps {
  instrument: Instrument;
  interval: string;
  topic: string;
  money: string | null;
}

function Candles({ instrument, interval, topic, money }: CandlesProps) {
  const box = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<CandleChart | null>(null);
  const pointed = useRef<Candle | null>(null);
  const painted = useRef<{ history: unknown; live: unknown; chart: unknown; at: number }>({ history: null, live: null, chart: null, at: 0 });
  const joined = useRef<readonly Candle[]>([]);
  const theme = useTheme();
  const { pair, swapped } = useSettings();
  const current = useStream((s) => isCurrent(freshnessOf(s.topics[topic]) ?? "live"));
  const history = useHistory(instrument.instrument, interval, topic);
  const { candles, needOlder } = history;
  const older = useRef(needOlder);
  older.current = needOlder;

  useEffect(() => {
    let gone = false;
    let made: CandleChart | null = null;
    void import("./candle-chart").then(({ createCandleChart }) => {
      if (gone || !box.current) return;
      made = createCandleChart(box.current, {
        decimals: instrument.price_decimals,
        tick: instrument.tick_size,
        onPoint: (candle) => {
          pointed.current = candle;
          paintLegend();
        },
        onBeginning: () => older.current(),
      });
      setChart(made);
    });
    return () => {
      gone = true;
      made?.destroy();
    };
    // The component is keyed by its topic: one instrument and interval per chart.
  }, []);

  useEffect(() => {
    chart?.paint(current);
  }, [chart, current, theme, pair, swapped]);

  usePaint((state, at) => {
    const live = liveCandles(state, topic);
    const p = painted.current;
    if (!chart || candles === null || (p.history === candles && p.live === live && p.chart === chart)) return;
    // A redraw is the dearest thing on this page. What is left out here is drawn by a later frame.
    if (p.history === candles && p.chart === chart && at - p.at < REDRAW_MS) {
      repaint();
      return;
    }
    painted.current = { history: candles, live, chart, at };
    joined.current = joinCandles(candles, live);
    chart.show(joined.current);
    paintLegend();
  });

  const repairs = useStream((s) => s.connections.repairs);
  const count = joined.current.length;
  useEffect(() => {
    chart?.markRepaired(repairedRanges(repairs, instrument.instrument, interval, joined.current));
  }, [chart, repairs, candles, count, instrument.instrument, interval]);

  function paintLegend() {
    const candle = pointed.current ?? joined.current[joined.current.length - 1];
    const values = legend.current?.querySelectorAll<HTMLElement>("[data-value]");
    if (!candle || !values) return;
    mark(legend.current, "empty", "false");
    const sign = String(compareDecimal(candle.close, candle.open) || 0);
    const texts = [candle.open, candle.high, candle.low, candle.close];
    texts.forEach((text, i) => {
      write(values[i], formatPrice(text, instrument.price_decimals));
      mark(values[i], "sign", sign);
    });
    write(values[4], formatCompact(candle.volume));
    mark(values[4], "sign", String(signOf("0")));
  }

  return (
    <div className={styles.box}>
      <div
        ref={box}
        className={styles.chart}
        role="img"
        aria-label={`${instrument.symbol} candles of ${interval}; the figures of the newest candle are below`}
      />
      {money !== null && money !== "REAL" && (
        <div className={styles.watermark} aria-hidden="true">
          {money === "SIM" ? "SIMULATED" : money}
        </div>
      )}
      <div ref={legend} className={styles.legend} data-test="chart-legend" data-empty="true">
        <span>{instrument.symbol} · {interval}</span>
        {["O", "H", "L", "C", "Vol"].map((name) => (
          <span key={name}>
            {name} <b className="n" data-value />
          </span>
        ))}
        {!current && <span className={styles.warning}>last candle incomplete</span>}
      </div>
      {history.failed !== null && candles === null && (
        <div className={styles.over}>
          <Note title="History did not load" tone="error" action={{ label: "Try again", run: history.again }}>
            {history.failed}. Live data is not affected.
          </Note>
        </div>
      )}
      <a
        className={styles.attribution}
        href="https://www.tradingview.com/"
        target="_blank"
        rel="noreferrer"
        title="TradingView Lightweight Charts™, Copyright © 2025 TradingView, Inc."
      >
        TradingView
      </a>
    </div>
  );
}

/** Fetched candles, oldest first, fetched again whenever the stream says that something was missed. */
function useHistory(instrument: string, interval: string, topic: string) {
  const options = candlesQuery(instrument, interval);
  const client = useQueryClient();
  const query = useInfiniteQuery(options);
  const candles = useMemo(() => {
    if (!query.data) return null;
    return joinCandles(query.data.pages.toReversed().flatMap((page) => page.data), []);
  }, [query.data]);

  const epoch = useStream((s) => s.topics[topic]?.epoch ?? 0);
  const repairs = useStream(
    (s) => s.connections.repairs.find((r) => r.instrument === instrument && r.channel.startsWith("candles"))?.id ?? "",
  );
  const hole = useStream((s) => {
    const live = liveCandles(s, topic);
    const last = candles?.[candles.length - 1];
    const next = last && live.find((c) => c.open_ts > last.open_ts);
    return last && next && parseTime(next.open_ts) > parseTime(last.close_ts) + 1000 ? next.open_ts : "";
  });
  const first = useRef(true);
  useEffect(() => {
    if (first.current && epoch === 0) return;
    if (first.current) {
      first.current = false;
      if (hole === "") return;
    }
    void client.invalidateQueries({ queryKey: ["candles", instrument, interval] });
  }, [client, epoch, repairs, hole, instrument, interval]);

  const { hasNextPage, isFetching, fetchNextPage, refetch, error } = query;
  const needOlder = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return {
    candles,
    needOlder,
    failed: error ? error.message : null,
    again: () => void refetch(),
  };
}

const none: readonly Candle[] = [];

function liveCandles(state: StreamState, topic: string): readonly Candle[] {
  const data = state.topics[topic]?.data;
  return data?.kind === "candles" ? data.candles : none;
}

