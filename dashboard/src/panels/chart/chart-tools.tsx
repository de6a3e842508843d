import { usePhone } from "../../ui/use-media";
import type { CandleChart } from "./candle-chart";
import styles from "./chart-panel.module.css";

interface IntervalsProps {
  offered: readonly string[];
  chosen: string;
  onChoose: (interval: string) => void;
}

/** Side by side where there is room; a phone has room for one. */
export function Intervals({ offered, chosen, onChoose }: IntervalsProps) {
  const phone = usePhone();
  if (phone) {
    return (
      <select className={`select ${styles.interval}`} aria-label="Candle interval" value={chosen} onChange={(e) => onChoose(e.target.value)}>
        {offered.map((i) => (
          <option key={i}>{i}</option>
        ))}
      </select>
    );
  }
  return (
    <div className={`segments ${styles.intervals}`} role="group" aria-label="Candle interval">
      {offered.map((i) => (
        <button key={i} type="button" aria-pressed={i === chosen} onClick={() => onChoose(i)}>
          {i}
        </button>
      ))}
    </div>
  );
}

interface ToolsProps {
  chart: CandleChart | null;
  /** The newest candle is out of sight. */
  away: boolean;
  table: boolean;
  onTable: () => void;
}

/** What dragging and pinching do, as buttons; and the candles as figures. */
export function Tools({ chart, away, table, onTable }: ToolsProps) {
  return (
    <div className={styles.tools} role="group" aria-label="Chart">
      {!table && (
        <>
          <Tool name="Earlier" path="M8.5 3 4.5 7l4 4" onPress={() => chart?.move(-0.5)} />
          <Tool name="Later" path="m5.5 3 4 4-4 4" onPress={() => chart?.move(0.5)} />
          <Tool name="Zoom out" path="M3 7h8" onPress={() => chart?.zoom(1.5)} />
          <Tool name="Zoom in" path="M3 7h8M7 3v8" onPress={() => chart?.zoom(1 / 1.5)} />
          {/* Always there, so that nothing beside it moves when the chart does. */}
          <Tool name="To the newest candle" path="M3 3.5 6.5 7 3 10.5M10.5 3v8" onPress={() => chart?.toNow()} marked={away} test="chart-now" />
        </>
      )}
      <Tool name={table ? "Show the chart" : "Show the figures as a table"} path="M2 3h10M2 7h10M2 11h10M6 3v8" onPress={onTable} pressed={table} test="chart-table" />
    </div>
  );
}

interface ToolProps {
  name: string;
  path: string;
  onPress: () => void;
  pressed?: boolean;
  marked?: boolean;
  test?: string;
}

function Tool({ name, path, onPress, pressed, marked = false, test }: ToolProps) {
  return (
    <button type="button" aria-label={name} title={name} aria-pressed={pressed} data-marked={marked} data-test={test} onClick={onPress}>
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  );
}
