import type { IChartApi, IPrimitivePaneView, ISeriesApi, ISeriesPrimitive, Logical, SeriesAttachedParameter, Time } from "lightweight-charts";
import type { OwnFill, OwnLine } from "./own-lines";

/** A fill, with the candle that it is drawn at. */
export interface MarkedFill extends OwnFill {
  low: number;
  high: number;
}

export interface OwnColours {
  up: string;
  down: string;
  ink: string;
  quiet: string;
  ground: string;
  font: string;
}

/** A line with its price as a coordinate knows it, and as the axis writes it. */
export interface MarkedLine extends OwnLine {
  at: number;
  axis: string;
}

interface Placed {
  left: number;
  right: number;
  top: number;
}

const TAG = 18;
/** Chips at one edge; beyond them a count. A narrow chart has room for one. */
const MOST_CHIPS = 3;
const NARROW = 520;

/** Over the series: a tag at each own level, a chip for each that is out of sight, and fills beside their candles. */
export class OwnMarks implements ISeriesPrimitive<Time> {
  private chart: IChartApi | null = null;
  private series: ISeriesApi<"Candlestick"> | null = null;
  private update: () => void = () => undefined;
  private lines: readonly MarkedLine[] = [];
  private fills: readonly MarkedFill[] = [];
  private colours: OwnColours = { up: "", down: "", ink: "", quiet: "", ground: "", font: "11px sans-serif" };

  attached(parameter: SeriesAttachedParameter<Time>): void {
    this.chart = parameter.chart as IChartApi;
    this.series = parameter.series as ISeriesApi<"Candlestick">;
    this.update = parameter.requestUpdate;
  }

  detached(): void {
    this.chart = null;
    this.series = null;
  }

  show(lines: readonly MarkedLine[], fills: readonly MarkedFill[], colours: OwnColours): void {
    this.lines = lines;
    this.fills = fills;
    this.colours = colours;
    this.update();
  }

  paneViews(): readonly IPrimitivePaneView[] {
    if (this.lines.length === 0 && this.fills.length === 0) return [];
    return [
      {
        zOrder: () => "top",
        renderer: () => ({
          draw: (target) =>
            target.useMediaCoordinateSpace(({ context, mediaSize }) => {
              context.save();
              context.font = this.colours.font;
              context.textBaseline = "middle";
              this.drawFills(context);
              this.drawLines(context, mediaSize);
              context.restore();
            }),
        }),
      },
    ];
  }

  private drawLines(context: CanvasRenderingContext2D, size: { width: number; height: number }): void {
    const seen: { line: MarkedLine; y: number }[] = [];
    const above: MarkedLine[] = [];
    const below: MarkedLine[] = [];
    for (const line of this.lines) {
      const y = this.y(line.at);
      if (y === null) continue;
      if (y < 0) above.push(line);
      else if (y > size.height) below.push(line);
      else seen.push({ line, y });
    }
    const placed: Placed[] = [];
    for (const { line, y } of seen) tag(context, line.text, Math.round(y) - TAG / 2, this.colour(line), this.colours.ground, placed);
    this.drawChips(context, above.sort((a, b) => a.at - b.at), "↑", size, 28, 1);
    this.drawChips(context, below.sort((a, b) => b.at - a.at), "↓", size, size.height - TAG - 6, -1);
  }

  /** The nearest levels that are out of sight, at the right edge. */
  private drawChips(context: CanvasRenderingContext2D, lines: readonly MarkedLine[], arrow: string, size: { width: number }, top: number, step: number): void {
    const most = size.width < NARROW ? 1 : MOST_CHIPS;
    const told = lines.slice(0, most).map((line) => ({ text: `${arrow} ${line.text} at ${line.axis}`, colour: this.colour(line) }));
    if (lines.length > most) told.push({ text: `${arrow} and ${lines.length - most} more`, colour: this.colours.quiet });
    told.forEach(({ text, colour }, i) => {
      const width = context.measureText(text).width + 14;
      chip(context, text, size.width - width - 8, top + i * step * (TAG + 4), width, colour, this.colours.ground);
    });
  }

  private drawFills(context: CanvasRenderingContext2D): void {
    const scale = this.chart?.timeScale();
    let labelled = { buy: -Infinity, sell: -Infinity };
    for (const fill of this.fills) {
      const x = scale?.logicalToCoordinate(fill.index as Logical) ?? null;
      const edge = this.y(fill.side === "buy" ? fill.low : fill.high);
      if (x === null || edge === null) continue;
      const way = fill.side === "buy" ? 1 : -1;
      const y = edge + way * 6;
      context.fillStyle = fill.side === "buy" ? this.colours.up : this.colours.down;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x - 4, y + way * 6);
      context.lineTo(x + 4, y + way * 6);
      context.fill();
      const width = context.measureText(fill.text).width;
      // A label that would lie over its neighbour is left out; the mark stays.
      if (x - width / 2 < labelled[fill.side]) continue;
      context.fillText(fill.text, x - width / 2, y + way * 14);
      labelled = { ...labelled, [fill.side]: x + width / 2 + 6 };
    }
  }

  private y(price: number): number | null {
    return this.series?.priceToCoordinate(price) ?? null;
  }

  private colour(line: MarkedLine): string {
    return colourOf(line, this.colours);
  }
}

/** The colour of a level: of its direction, or of no direction at all. */
export function colourOf(line: OwnLine, colours: Pick<OwnColours, "up" | "down" | "ink" | "quiet">): string {
  if (line.sign > 0) return colours.up;
  if (line.sign < 0) return colours.down;
  return line.kind === "position" ? colours.ink : colours.quiet;
}

/** At the left, beside those that stand at the same height already. */
function tag(context: CanvasRenderingContext2D, text: string, top: number, colour: string, ground: string, placed: Placed[]): void {
  const width = Math.round(context.measureText(text).width) + 14;
  let left = 12;
  for (const other of placed.filter((p) => Math.abs(p.top - top) < TAG + 2).sort((a, b) => a.left - b.left)) {
    if (left < other.right + 4 && left + width > other.left) left = other.right + 6;
  }
  placed.push({ left, right: left + width, top });
  chip(context, text, left, top, width, colour, ground);
}

function chip(context: CanvasRenderingContext2D, text: string, left: number, top: number, width: number, colour: string, ground: string): void {
  context.fillStyle = ground;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(Math.round(left) + 0.5, Math.round(top) + 0.5, Math.round(width), TAG, 4);
  context.fill();
  context.stroke();
  context.fillStyle = colour;
  context.fillText(text, Math.round(left) + 7.5, Math.round(top) + TAG / 2 + 1);
}
