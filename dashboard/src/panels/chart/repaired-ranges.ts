import type { IChartApi, IPrimitivePaneView, ISeriesPrimitive, Logical, SeriesAttachedParameter, Time } from "lightweight-charts";

/** Candles that a repair brought back or completed: first and last position in the list of candles, and what to say. */
export interface RepairedRange {
  first: number;
  last: number;
  text: string;
}

const STRIPE = 3;
const PERIOD = 8;

/** Hatches repaired candles behind the series, with their receipt at the bottom. */
export class RepairedRanges implements ISeriesPrimitive<Time> {
  private chart: IChartApi | null = null;
  private update: () => void = () => undefined;
  private ranges: readonly RepairedRange[] = [];
  private colour = "";
  private ground = "";
  private font = "11px sans-serif";

  attached(parameter: SeriesAttachedParameter<Time>): void {
    this.chart = parameter.chart as IChartApi;
    this.update = parameter.requestUpdate;
  }

  detached(): void {
    this.chart = null;
  }

  show(ranges: readonly RepairedRange[], colour: string, ground: string, font: string): void {
    this.ranges = ranges;
    this.colour = colour;
    this.ground = ground;
    this.font = font;
    this.update();
  }

  paneViews(): readonly IPrimitivePaneView[] {
    const { chart, ranges, colour, ground, font } = this;
    if (!chart || ranges.length === 0) return [];
    const scale = chart.timeScale();
    const half = scale.options().barSpacing / 2;
    const spans = ranges.flatMap((range) => {
      const from = scale.logicalToCoordinate(range.first as Logical);
      const to = scale.logicalToCoordinate(range.last as Logical);
      return from === null || to === null ? [] : [{ from: from - half, to: to + half, text: range.text }];
    });
    return [
      {
        zOrder: () => "bottom",
        renderer: () => ({
          draw: (target) =>
            target.useMediaCoordinateSpace(({ context, mediaSize }) => {
              for (const span of spans) hatch(context, span.from, span.to, mediaSize.height, colour);
            }),
        }),
      },
      {
        zOrder: () => "top",
        renderer: () => ({
          draw: (target) =>
            target.useMediaCoordinateSpace(({ context, mediaSize }) => {
              const newest = spans[spans.length - 1];
              if (newest && newest.to > 0 && newest.from < mediaSize.width) {
                label(context, newest.text, newest.to, mediaSize, colour, ground, font);
              }
            }),
        }),
      },
    ];
  }
}

function hatch(context: CanvasRenderingContext2D, from: number, to: number, height: number, colour: string): void {
  context.save();
  context.beginPath();
  context.rect(from, 0, to - from, height);
  context.clip();
  context.globalAlpha = 0.28;
  context.strokeStyle = colour;
  context.lineWidth = STRIPE;
  context.beginPath();
  const distance = PERIOD * Math.SQRT2;
  for (let x = from - height; x < to + height; x += distance) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
  context.restore();
}

/** A tag that ends at the range's right edge, above the volume. */
function label(
  context: CanvasRenderingContext2D,
  text: string,
  right: number,
  size: { width: number; height: number },
  colour: string,
  ground: string,
  font: string,
): void {
  context.save();
  context.font = font;
  const width = context.measureText(text).width + 14;
  const left = Math.min(Math.max(right, width + 4), size.width - 4) - width;
  const top = Math.round(size.height * 0.79) - 20;
  context.fillStyle = ground;
  context.strokeStyle = colour;
  context.beginPath();
  context.roundRect(Math.round(left) + 0.5, top + 0.5, Math.round(width), 20, 4);
  context.fill();
  context.stroke();
  context.fillStyle = colour;
  context.textBaseline = "middle";
  context.fillText(text, left + 7, top + 11);
  context.restore();
}
