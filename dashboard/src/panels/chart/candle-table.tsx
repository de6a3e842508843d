import { useEffect, useState } from "react";
import type { Candle, Instrument } from "../../api/wire";
import { compareDecimal, placesOfTick } from "../../format/decimal";
import { formatPrice } from "../../format/number";
import { clockTimeOf, dateOf } from "../../format/time";
import table from "../table.module.css";
import styles from "./chart-panel.module.css";

const ROWS = 120;
const RENEW_MS = 1000;

/** The newest candles as figures, newest first: what the drawing says, for those who cannot or do not want to see it. */
export function CandleTable({ instrument, interval, candles }: { instrument: Instrument; interval: string; candles: () => readonly Candle[] }) {
  const rows = useRenewed(candles);
  const places = placesOfTick(instrument.tick_size);
  return (
    <div className={styles.figures} role="region" aria-label="Candles, table" tabIndex={0} data-test="candle-table">
      <table className={table.table}>
        <caption className="visually-hidden">{`${instrument.symbol} candles of ${interval}, newest first, renewed once a second`}</caption>
        <thead>
          <tr>
            <th scope="col">Opened UTC</th>
            {["Open", "High", "Low", "Close", `Volume (${instrument.base})`].map((name) => (
              <th key={name} scope="col" className={table.right}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((c) => (
            <tr key={c.open_ts}>
              <th scope="row">{dateOf(c.open_ts)} {clockTimeOf(c.open_ts).slice(0, 5)}{!c.closed && <span className="label"> open</span>}</th>
              {[c.open, c.high, c.low].map((price, i) => (
                <td key={i} className={`${table.right} n plain`}>{formatPrice(price, places)}</td>
              ))}
              <Close candle={c} places={places} />
              <td className={`${table.right} n plain`}>{formatPrice(c.volume, instrument.size_decimals)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Close({ candle, places }: { candle: Candle; places: number }) {
  const sign = Math.sign(compareDecimal(candle.close, candle.open));
  return (
    <td className={`${table.right} n plain`} data-sign={sign}>
      {sign !== 0 && <span className={styles.arrow}>{sign > 0 ? "▲" : "▼"}</span>}
      {formatPrice(candle.close, places)}
    </td>
  );
}

/** The newest rows, looked at once a second: a table that is read must not run away. */
function useRenewed(candles: () => readonly Candle[]): readonly Candle[] {
  const read = () => candles().slice(-ROWS).reverse();
  const [rows, setRows] = useState(read);
  useEffect(() => {
    const timer = setInterval(() => setRows(read()), RENEW_MS);
    return () => clearInterval(timer);
    // `candles` reads a ref: it is the same list whichever render made it.
  }, []);
  return rows;
}
