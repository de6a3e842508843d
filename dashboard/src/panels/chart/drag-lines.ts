import type { IChartApi, IPriceLine, ISeriesApi } from "lightweight-charts";
import Big from "big.js";
import { formatPrice } from "../../format/number";
import { nearestTo } from "../../ticket/exact";
import type { OwnLine } from "./own-lines";

/** How near a line has to be to be taken, and how far it has to go to be meant, in pixels. */
const GRIP = 5;
const MEANT = 3;

interface Parts {
  box: HTMLElement;
  chart: IChartApi;
  series: ISeriesApi<"Candlestick">;
  lines: () => readonly OwnLine[];
  ghostColour: () => string;
  tick: string;
  decimals: number;
  /** Where a line was let go, on the tick. Nothing was changed: it is to be asked about. */
  onMoved: (order: string, price: string) => void;
}

/** Own order lines can be dragged: a ghost goes along, the line stays. Escape lets go. Returns how to end it. */
export function dragLines({ box, chart, series, lines, ghostColour, tick, decimals, onMoved }: Parts): () => void {
  let held: { order: string; fromY: number; y: number; ghost: IPriceLine | null } | null = null;
  const yOf = (event: PointerEvent) => event.clientY - box.getBoundingClientRect().top;
  const near = (y: number) => lines().find((l) => l.order !== undefined && Math.abs((series.priceToCoordinate(Number(l.price)) ?? Infinity) - y) <= GRIP);
  const priceAt = (y: number) => {
    const price = series.coordinateToPrice(y);
    if (price === null || !Number.isFinite(price) || price <= 0) return null;
    return nearestTo(new Big(price.toFixed(decimals + 2)), tick).toFixed(decimals);
  };
  const free = (is: boolean) => chart.applyOptions({ handleScroll: is, handleScale: is });
  const end = () => {
    if (held?.ghost) series.removePriceLine(held.ghost);
    if (held !== null) free(true);
    held = null;
  };
  const down = (event: PointerEvent) => {
    const y = yOf(event);
    const line = event.button === 0 ? near(y) : undefined;
    if (line?.order === undefined) return;
    held = { order: line.order, fromY: y, y, ghost: null };
    free(false);
    box.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const move = (event: PointerEvent) => {
    const y = yOf(event);
    if (held === null) {
      box.style.cursor = near(y) === undefined ? "" : "ns-resize";
      return;
    }
    held.y = y;
    const price = priceAt(y);
    if (price === null) return;
    const style = { price: Number(price), color: ghostColour(), lineWidth: 2 as const, lineStyle: 3, axisLabelVisible: true, title: `to ${formatPrice(price, decimals)}` };
    if (held.ghost) held.ghost.applyOptions(style);
    else held.ghost = series.createPriceLine(style);
  };
  const up = () => {
    const was = held;
    end();
    const price = was === null || Math.abs(was.y - was.fromY) < MEANT ? null : priceAt(was.y);
    if (was !== null && price !== null) onMoved(was.order, price);
  };
  // The chart's own handling of the same press would scroll it away below the pointer.
  const hush = (event: Event) => {
    if (held !== null) event.stopPropagation();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "Escape") end();
  };
  const capture = { capture: true };
  box.addEventListener("pointerdown", down, capture);
  box.addEventListener("pointermove", move, capture);
  box.addEventListener("pointerup", up, capture);
  box.addEventListener("pointercancel", end, capture);
  for (const kind of ["mousedown", "touchstart", "mousemove", "touchmove"]) box.addEventListener(kind, hush, capture);
  document.addEventListener("keydown", key);
  return () => {
    end();
    box.removeEventListener("pointerdown", down, capture);
    box.removeEventListener("pointermove", move, capture);
    box.removeEventListener("pointerup", up, capture);
    box.removeEventListener("pointercancel", end, capture);
    for (const kind of ["mousedown", "touchstart", "mousemove", "touchmove"]) box.removeEventListener(kind, hush, capture);
    document.removeEventListener("keydown", key);
  };
}
