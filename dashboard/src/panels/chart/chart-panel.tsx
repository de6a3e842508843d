import { useEffect, useMemo, useRef, useState } from "react";
import type { Candle, Instrument, Venue } from "../../api/wire";
import { formatCompact, formatPrice, signOf } from "../../format/number";
import { compareDecimal, placesOfTick } from "../../format/decimal";
import { repairedRanges } from "./repaired-candles";
import { joinCandles } from "../../stream/candles";
import { freshnessOf, isCurrent } from "../../stream/freshness";
import { repaint, useStream } from "../../stream/store";
import { mark, usePaint, write } from "../../stream/use-paint";
import { useTopics } from "../../stream/use-topics";
import { useSettings } from "../../theme/settings";
import { useTheme } from "../../theme/theme";
import { FreshnessBadge } from "../../ui/freshness-badge";
import { Note, Skeleton } from "../../ui/note";
import { Panel, PanelTitle } from "../../ui/panel";
import type { CandleChart } from "./candle-chart";
import { CandleTable } from "./candle-table";
import { Intervals, Tools } from "./chart-tools";
import { keptInterval, keepInterval, shownIntervals } from "./intervals";
import { summaryOf } from "./summary";
import { liveCandles, useHistory } from "./use-history";
import { useMoved, useOwnMarks } from "./use-own-marks";
import styles from "./chart-panel.module.css";

/** The chart is drawn anew at most this often. */
const REDRAW_MS = 48;
const SUMMARY_MS = 5000;

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
  const [chart, setChart] = useState<CandleChart | null>(null);
  const [away, setAway] = useState(false);
  const [table, setTable] = useState(false);
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
        <>
          <PanelTitle hidden>Chart</PanelTitle>
          <Intervals offered={intervals} chosen={interval} onChoose={choose} />
          <Tools chart={chart} away={away} table={table} onTable={() => setTable(!table)} />
        </>
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
      <Candles
        key={topic}
        instrument={instrument}
        interval={interval}
        topic={topic}
        money={venue?.money ?? null}
        table={table}
        chart={chart}
        onChart={setChart}
        onAway={setAway}
      />
    </Panel>
  );
}

interface CandlesProps {
  instrument: Instrument;
  interval: string;
  topic: string;
  money: string | null;
  table: boolean;
  chart: CandleChart | null;
  onChart: (chart: CandleChart | null) => void;
  onAway: (away: boolean) => void;
}

function Candles({ instrument, interval, topic, money, table, chart, onChart, onAway }: CandlesProps) {
  const box = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLDivElement>(null);
  const summary = useRef<HTMLParagraphElement>(null);
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

  const moved = useMoved(instrument);

  useEffect(() => {
    let gone = false;
    let made: CandleChart | null = null;
    void import("./candle-chart").then(({ createCandleChart }) => {
      if (gone || !box.current) return;
      made = createCandleChart(box.current, {
        decimals: placesOfTick(instrument.tick_size),
        tick: instrument.tick_size,
        onPoint: (candle) => {
          pointed.current = candle;
          paintLegend();
        },
        onBeginning: () => older.current(),
        onMoved: (order, price) => moved.current(order, price),
        onAway,
      });
      onChart(made);
    });
    return () => {
      gone = true;
      onChart(null);
      onAway(false);
      made?.destroy();
    };
    // The component is keyed by its topic: one instrument and interval per chart.
  }, []);

  // For those who ask; it is not read out by itself.
  useEffect(() => {
    const renew = () => write(summary.current, summaryOf(joined.current, placesOfTick(instrument.tick_size)));
    const timer = setInterval(renew, SUMMARY_MS);
    renew();
    return () => clearInterval(timer);
  }, [candles, instrument.tick_size]);

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

  useOwnMarks(chart, instrument, () => joined.current);

  function paintLegend() {
    const candle = pointed.current ?? joined.current[joined.current.length - 1];
    const values = legend.current?.querySelectorAll<HTMLElement>("[data-value]");
    if (!candle || !values) return;
    mark(legend.current, "empty", "false");
    const sign = String(compareDecimal(candle.close, candle.open) || 0);
    const texts = [candle.open, candle.high, candle.low, candle.close];
    texts.forEach((text, i) => {
      write(values[i], formatPrice(text, placesOfTick(instrument.tick_size)));
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
        aria-label={`${instrument.symbol} candles of ${interval}`}
        aria-describedby="chart-summary"
      />
      <p ref={summary} id="chart-summary" className="visually-hidden" />
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
      {table && <CandleTable instrument={instrument} interval={interval} candles={() => joined.current} />}
      {history.failed === null && candles === null && (
        <div className={styles.over}><Skeleton rows={6} /></div>
      )}
      {candles !== null && candles.length === 0 && (
        <div className={styles.over}>
          <Note title="No candle yet">The venue has no history of this interval. The first trade begins one.</Note>
        </div>
      )}
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
