import { useMemo, useState } from "react";
import { formatSigned, signOf } from "../format/number";
import { clockTimeOf, dateOf } from "../format/time";
import { drawn, type Point } from "./curve";
import { placesOfAsset } from "./worth";
import styles from "./curve-chart.module.css";

interface Props {
  points: readonly Point[];
  asset: string;
  /** Unix milliseconds. */
  from: number;
  to: number;
}

/** The net result over time. A pointer or the arrow keys read single points; the sums themselves are the gateway's. */
export function CurveChart({ points, asset, from, to }: Props) {
  const places = placesOfAsset(asset);
  const shape = useMemo(() => drawn(points, from, to), [points, from, to]);
  const [picked, setPicked] = useState<number | null>(null);
  const last = points.length - 1;
  const at = picked === null ? last : Math.min(picked, last);
  const point = points[at];
  const place = shape.places[at];
  if (point === undefined || place === undefined) return null;
  const said = `${dateOf(point.ts)} ${clockTimeOf(point.ts)} UTC, ${formatSigned(point.net, places)} ${asset}`;
  const move = (event: React.KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, PageDown: at - 20, PageUp: at + 20, Home: 0, End: last };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setPicked(Math.max(0, Math.min(last, to)));
  };
  const pointAt = (event: React.PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 100;
    setPicked(Math.max(0, shape.places.findLastIndex((p) => p.x <= x)));
  };
  return (
    <figure className={styles.figure} data-test="pnl-curve" data-points={points.length}>
      <figcaption className={styles.read} aria-hidden="true">
        <span>{dateOf(point.ts)} {clockTimeOf(point.ts)}</span>{" "}
        <b key={point.net} className="n" data-sign={String(signOf(point.net))}>{formatSigned(point.net, places)}</b> {asset}
      </figcaption>
      <div className={styles.chart}>
        <div
          className={styles.plot}
          role="slider"
          tabIndex={0}
          aria-label={`Net result, from ${formatSigned(shape.lowest, places)} to ${formatSigned(shape.highest, places)} ${asset}`}
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={at}
          aria-valuetext={said}
          onKeyDown={move}
          onPointerMove={pointAt}
          onPointerLeave={() => setPicked(null)}
          onBlur={() => setPicked(null)}
        >
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            <path className={styles.area} d={shape.area} />
            <path className={styles.zero} d={`M0 ${shape.zero}H100`} />
            <path className={styles.line} d={shape.line} />
          </svg>
          <i className={styles.dot} style={{ left: `${place.x}%`, top: `${place.y}%` }} data-sign={String(signOf(point.net))} />
        </div>
        <div className={styles.scale} aria-hidden="true">
          {signOf(shape.highest) !== 0 && <span style={{ top: 0 }}>{formatSigned(shape.highest, places)}</span>}
          {apart(shape.zero) && <span style={{ top: `${shape.zero}%` }}>0</span>}
          {signOf(shape.lowest) !== 0 && <span style={{ top: "100%" }}>{formatSigned(shape.lowest, places)}</span>}
        </div>
      </div>
      <div className={styles.times} aria-hidden="true">
        <span>{timeText(from, to)}</span>
        <span>{timeText(to, from)}</span>
      </div>
    </figure>
  );
}

/** The label of zero has room between those of the edges, or is one of them. */
const apart = (zero: number) => zero === 0 || zero === 100 || (zero > 9 && zero < 91);

const DAY_MS = 86_400_000;

/** The time of day within a day, else the date. */
function timeText(at: number, other: number): string {
  const text = new Date(at).toISOString();
  return Math.abs(at - other) > DAY_MS * 1.5 ? dateOf(text) : `${dateOf(text)} ${clockTimeOf(text)}`;
}
