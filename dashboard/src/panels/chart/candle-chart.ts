import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  HistogramSeries,
  LineStyle,
  createChart,
  type IPriceLine,
  type UTCTimestamp,
} from "lightweight-charts";
import type { Candle } from "../../api/wire";
import { compareDecimal } from "../../format/decimal";
import { formatPrice } from "../../format/number";
import { parseTime } from "../../format/time";
import { token } from "../../theme/theme";

export interface CandleChart {
  /** All candles, oldest first. */
  show(candles: readonly Candle[]): void;
  /** Colours of the current theme; grey while what is shown is not current. */
  paint(current: boolean): void;
  /** Scrolls so that the newest candles are seen. */
  toNow(): void;
  destroy(): void;
}

interface Options {
  decimals: number;
  tick: string;
  /** The candle under the pointer, or the newest. */
  onPoint: (candle: Candle | null) => void;
  /** The beginning of what is loaded came into view. */
  onBeginning: () => void;
}

/** Coordinates are the only place where prices become floats: the library draws with them, nothing is computed. */
export function createCandleChart(box: HTMLElement, options: Options): CandleChart {
  const precision = options.decimals;
  const chart = createChart(box, {
    autoSize: true,
    layout: { attributionLogo: false, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11 },
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.1, bottom: 0.22 } },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false, rightOffset: 4, barSpacing: 9 },
    localization: {
      priceFormatter: (price: number) => formatPrice(price.toFixed(precision), precision),
    },
  });
  const candles = chart.addSeries(CandlestickSeries, {
    lastValueVisible: false,
    priceLineVisible: false,
    priceFormat: { type: "price", precision, minMove: Number(options.tick) },
  });
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: "volume",
    lastValueVisible: false,
    priceLineVisible: false,
    priceFormat: { type: "volume" },
  });
  chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });

  let shown: readonly Candle[] = [];
  let isCurrent = true;
  let lastLine: IPriceLine | null = null;
  let tints = { up: "", down: "" };
  let framed = false;

  const timeOf = (c: Candle) => Math.floor(parseTime(c.open_ts) / 1000) as UTCTimestamp;
  const bar = (c: Candle) => ({
    time: timeOf(c),
    open: Number(c.open),
    high: Number(c.high),
    low: Number(c.low),
    close: Number(c.close),
  });
  const rises = (c: Candle) => compareDecimal(c.close, c.open) >= 0;
  const column = (c: Candle) => ({
    time: timeOf(c),
    value: Number(c.volume),
    color: rises(c) ? tints.up : tints.down,
  });

  chart.subscribeCrosshairMove((point) => {
    const at = point.time as UTCTimestamp | undefined;
    options.onPoint(at === undefined ? null : (shown.find((c) => timeOf(c) === at) ?? null));
  });
  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    if (range && range.from < 10 && shown.length > 0) options.onBeginning();
  });

  function show(next: readonly Candle[]) {
    const before = shown;
    shown = next;
    const appended = continues(before, next);
    if (appended === null) {
      candles.setData(next.map(bar));
      volume.setData(next.map(column));
    } else {
      for (const candle of appended) {
        candles.update(bar(candle));
        volume.update(column(candle));
      }
    }
    if (!framed && next.length > 0) {
      framed = true;
      toNow();
    }
    drawLast();
  }

  function drawLast() {
    const last = shown[shown.length - 1];
    if (!last) {
      if (lastLine) candles.removePriceLine(lastLine);
      lastLine = null;
      return;
    }
    const colour = isCurrent ? token(rises(last) ? "upbtn" : "downbtn") : token("bg3");
    const style = {
      price: Number(last.close),
      color: isCurrent ? token(rises(last) ? "up" : "down") : token("ink3"),
      lineWidth: 1 as const,
      lineStyle: LineStyle.Dotted,
      axisLabelVisible: true,
      axisLabelColor: colour,
      axisLabelTextColor: isCurrent ? token(rises(last) ? "upbtn-text" : "downbtn-text") : token("ink2"),
      title: "",
    };
    if (lastLine) lastLine.applyOptions(style);
    else lastLine = candles.createPriceLine(style);
  }

  function paint(current: boolean) {
    isCurrent = current;
    const up = token(current ? "up" : "ink3");
    const down = token(current ? "down" : "ink3");
    const ground = token("bg1");
    const line = token("line");
    chart.applyOptions({
      layout: { background: { type: ColorType.Solid, color: ground }, textColor: token("ink3") },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      crosshair: {
        vertLine: { color: token("ctl"), labelBackgroundColor: token("bg3") },
        horzLine: { color: token("ctl"), labelBackgroundColor: token("bg3") },
      },
    });
    // Rising candles are hollow, falling ones filled: the direction does not hang on colour.
    candles.applyOptions({
      upColor: ground,
      borderUpColor: up,
      wickUpColor: up,
      downColor: down,
      borderDownColor: down,
      wickDownColor: down,
    });
    tints = { up: `${up}4d`, down: `${down}4d` };
    volume.setData(shown.map(column));
    drawLast();
  }

  function toNow() {
    chart.timeScale().setVisibleLogicalRange({ from: shown.length - visibleBars(box), to: shown.length + 3 });
  }

  return { show, paint, toNow, destroy: () => chart.remove() };
}

function visibleBars(box: HTMLElement): number {
  return Math.max(30, Math.floor((box.clientWidth - 70) / 9));
}

/** The candles that are new at the end, when everything before is the same; null if the list must be set anew. */
function continues(before: readonly Candle[], next: readonly Candle[]): readonly Candle[] | null {
  if (before.length === 0 || next.length < before.length) return null;
  for (let i = 0; i < before.length - 1; i += 1) if (before[i] !== next[i]) return null;
  if (before[before.length - 1]!.open_ts !== next[before.length - 1]!.open_ts) return null;
  return next.slice(before.length - 1);
}
