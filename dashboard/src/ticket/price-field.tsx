import type { KeyboardEvent } from "react";
import Big from "big.js";
import type { Instrument } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { nearestTo, readDecimal, stepped } from "./exact";
import type { MarketNow } from "./use-known";
import { write } from "./ticket-store";
import styles from "./ticket.module.css";

interface Props {
  name: "price" | "trigger";
  label: string;
  text: string;
  error: string | undefined;
  instrument: Instrument;
  market: MarketNow;
  /** Whether what the market says now may be taken over: never an old price. */
  quotes: boolean;
}

/** A price as text; arrows move it by a tick, with Shift by ten. */
export function PriceField({ name, label, text, error, instrument, market, quotes }: Props) {
  const places = placesOfTick(instrument.tick_size);
  const put = (value: string) => write({ [name]: new Big(value).toFixed(Math.max(places, 0)) });
  const move = (by: number) => {
    const from = readDecimal(text) ?? market.mark ?? market.bid;
    if (from !== null) put(stepped(from, instrument.tick_size, by));
  };
  const onKey = (event: KeyboardEvent) => {
    const way = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (way === 0) return;
    event.preventDefault();
    move(way * (event.shiftKey ? 10 : 1));
  };
  const middle = market.bid === null || market.ask === null ? null : nearestTo(new Big(market.bid).plus(market.ask).div(2), instrument.tick_size).toFixed();
  // What was not touched yet is not wrong yet.
  const wrong = error !== undefined && text !== "";
  return (
    <div className={styles.block}>
      <label className={styles.field} data-wrong={wrong}>
        <span>{label}</span>
        <input name={name} inputMode="decimal" autoComplete="off" spellCheck={false} value={text} onChange={(e) => write({ [name]: e.target.value })} onKeyDown={onKey} aria-invalid={wrong} aria-describedby={wrong ? `ticket-${name}-error` : undefined} data-test={`ticket-${name}`} />
        <span className={styles.unit}>{instrument.quote}</span>
      </label>
      {wrong && <p className={styles.error} id={`ticket-${name}-error`}>{label} {error}</p>}
      {name === "price" && (
        <div className={styles.quick} role="group" aria-label="Set the price">
          {([["Bid", market.bid], ["Mid", middle], ["Ask", market.ask]] as const).map(([word, value]) => (
            <button key={word} type="button" disabled={!quotes || value === null} onClick={() => put(value!)}>{word}</button>
          ))}
          <button type="button" onClick={() => move(-1)}>−1 tick</button>
          <button type="button" onClick={() => move(1)}>+1 tick</button>
        </div>
      )}
    </div>
  );
}
