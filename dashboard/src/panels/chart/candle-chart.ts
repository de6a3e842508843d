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
import { dragLines } from "./drag-lines";
import type { OwnFill, OwnLine } from "./own-lines";
import { OwnMarks, colourOf } from "./own-marks";
import { RepairedRanges, type RepairedRange } from "./repaired-ranges";

export interface CandleChart {
  /** All candles, oldest first. */
  show(candles: readonly Candle[]): void;
  /** Colours of the current theme; grey while what is shown is not current. */
  paint(current: boolean): void;
  /** Hatches what repairs brought back, oldest first. */
  markRepaired(ranges: readonly RepairedRange[]): void;
  /** Draws own positions and orders as lines, and own fills beside their candles. */
  markOwn(lines: readonly OwnLine[], fills: readonly OwnFill[]): void;
  /** Scrolls so that the newest candles are seen. */
  toNow(): void;
  /** Scrolls by a share of what is seen; below zero to the past. */
  move(share: number): void;
  /** Shows so many times as many candles, the newest that is seen staying where it is. */
  zoom(factor: number): void;
  destroy(): void;
}

interface Options {
  decimals: number;
  tick: string;
  /** The candle under the pointer, or the newest. */
  onPoint: (candle: Candle | null) => void;
  /** The beginning of what is loaded came into view. */
  onBeginning: () => void;
  /** An own order was dragged to another price; it is to be asked about. */
  onMoved: (order: string, price: string) => void;
  /** The newest candle went out of sight, or came back. */
  onAway: (away: boolean) => void;
}

/** Solid for what is held, dashed for what waits in the book, dotted for what stops. */
const OWN_STYLES = { position: LineStyle.Solid, limit: LineStyle.LargeDashed, take: LineStyle.LargeDashed, stop: LineStyle.Dotted } as const;
/** Fewer candles than this are no chart. */
const LEAST_SEEN = 8;

/** Coordinates are the only place where prices become floats: the library draws with them, nothing is computed. */
export function createCandleChart(box: HTMLElement, options: Options): CandleChart {
  const precision = options.decimals;
  const chart = createChart(box, {
    autoSize: true,
    layout: { attributionLogo: false, fontFamily: readPalette().font, fontSize: 11 },
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: { borderVisible: false, entireTextOnly: true, minimumWidth: 72, scaleMargins: { top: 0.1, bottom: 0.22 } },
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
  const repaired = new RepairedRanges();
  candles.attachPrimitive(repaired);
  const own = new OwnMarks();
  candles.attachPrimitive(own);
  chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });

  let shown: readonly Candle[] = [];
  let isCurrent = true;
  let lastLine: IPriceLine | null = null;
  let tints = { up: "", down: "" };
  // Read once per theme: asking the browser for a custom property in every frame would force a style pass.
  let palette = readPalette();
  let framed = false;
  // Whoever still holds the chart of the interval before may draw once more.
  let gone = false;
  let isAway = false;
  let ranges: readonly RepairedRange[] = [];
  let ownLines: readonly OwnLine[] = [];
  let ownFills: readonly OwnFill[] = [];
  let ownLevels: IPriceLine[] = [];

  const stopDragging = dragLines({ box, chart, series: candles, lines: () => ownLines, ghostColour: () => palette.ink1, tick: options.tick, decimals: precision, onMoved: options.onMoved });

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
    if (!range || shown.length === 0) return;
    if (range.from < 10) options.onBeginning();
    const away = range.to < shown.length - 1;
    if (away !== isAway) options.onAway(away);
    isAway = away;
  });

  function show(next: readonly Candle[]) {
    if (gone) return;
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
    const rising = rises(last);
    const style = {
      price: Number(last.close),
      color: isCurrent ? (rising ? palette.up : palette.down) : palette.ink3,
      lineWidth: 1 as const,
      lineStyle: LineStyle.Dotted,
      axisLabelVisible: true,
      axisLabelColor: isCurrent ? (rising ? palette.upbtn : palette.downbtn) : palette.bg3,
      axisLabelTextColor: isCurrent ? (rising ? palette.upbtnText : palette.downbtnText) : palette.ink2,
      title: "",
    };
    if (lastLine) lastLine.applyOptions(style);
    else lastLine = candles.createPriceLine(style);
  }

  function paint(current: boolean) {
    if (gone) return;
    isCurrent = current;
    palette = readPalette();
    const up = current ? palette.up : palette.ink3;
    const down = current ? palette.down : palette.ink3;
    const ground = palette.bg1;
    chart.applyOptions({
      layout: { background: { type: ColorType.Solid, color: ground }, textColor: palette.ink3 },
      // Quiet even where separators are not: with more contrast they would lie over the candles like a fence.
      grid: { vertLines: { color: palette.bg3 }, horzLines: { color: palette.bg3 } },
      crosshair: {
        vertLine: { color: palette.ctl, labelBackgroundColor: palette.bg3 },
        horzLine: { color: palette.ctl, labelBackgroundColor: palette.bg3 },
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
    markRepaired(ranges);
    markOwn(ownLines, ownFills);
  }

  function markOwn(lines: readonly OwnLine[], fills: readonly OwnFill[]) {
    ownLines = lines;
    ownFills = fills;
    if (gone) return;
    const marked = fills.flatMap((fill) => {
      const candle = shown[fill.index];
      return candle ? [{ ...fill, low: Number(candle.low), high: Number(candle.high) }] : [];
    });
    const colours = { up: palette.up, down: palette.down, ink: palette.ink1, quiet: palette.ink2, ground: palette.bg1, font: `500 11px ${palette.font}` };
    own.show(lines.map((line) => ({ ...line, at: Number(line.price), axis: formatPrice(line.price, precision) })), marked, colours);
    for (const level of ownLevels) candles.removePriceLine(level);
    ownLevels = lines.map((line) => {
      const color = colourOf(line, colours);
      const lineStyle = OWN_STYLES[line.kind];
      return candles.createPriceLine({ price: Number(line.price), color, lineWidth: 1, lineStyle, axisLabelVisible: true, axisLabelColor: palette.bg3, axisLabelTextColor: color, title: "" });
    });
  }

  function markRepaired(next: readonly RepairedRange[]) {
    ranges = next;
    if (gone) return;
    repaired.show(next, palette.rep, palette.repbg, `500 11px ${palette.font}`);
  }

  function toNow() {
    chart.timeScale().setVisibleLogicalRange({ from: shown.length - visibleBars(box), to: shown.length + 3 });
  }

  function move(share: number) {
    const seen = chart.timeScale().getVisibleLogicalRange();
    if (!seen) return;
    const by = (seen.to - seen.from) * share;
    chart.timeScale().setVisibleLogicalRange({ from: seen.from + by, to: seen.to + by });
  }

  function zoom(factor: number) {
    const seen = chart.timeScale().getVisibleLogicalRange();
    if (!seen) return;
    const span = Math.max(LEAST_SEEN, (seen.to - seen.from) * factor);
    chart.timeScale().setVisibleLogicalRange({ from: seen.to - span, to: seen.to });
  }

  function destroy() {
    gone = true;
    stopDragging();
    chart.remove();
  }

  return { show, paint, markRepaired, markOwn, toNow, move, zoom, destroy };
}

function readPalette() {
  return {
    bg1: token("bg1"), bg3: token("bg3"), ctl: token("ctl"), ink1: token("ink1"), ink2: token("ink2"), ink3: token("ink3"),
    up: token("up"), down: token("down"), upbtn: token("upbtn"), downbtn: token("downbtn"),
    upbtnText: token("upbtn-text"), downbtnText: token("downbtn-text"), rep: token("rep"), repbg: token("repbg"),
    font: getComputedStyle(document.body).fontFamily,
  };
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
