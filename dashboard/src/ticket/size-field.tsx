import Big from "big.js";
import type { Instrument } from "../api/wire";
import { quantityAsset, valueAsset, valueOf } from "../account/contract";
import { formatPrice } from "../format/number";
import { floorTo } from "./exact";
import type { Fields } from "./fields";
import type { Reckoned } from "./reckon";
import { shareOf, type Unit } from "./sizing";
import { write } from "./ticket-store";
import styles from "./ticket.module.css";

interface Props {
  fields: Fields;
  reckoned: Reckoned;
  instrument: Instrument;
}

const MARKS = [0, 25, 50, 75, 100];
const VALUE_PLACES = 2;
/** Of a value in the asset that an inverse contract is settled in. */
const COIN_PLACES = 8;

/** How much, as a quantity, in contracts or as a value, or as a share of what fits; a slider and buttons do the same. */
export function SizeField({ fields, reckoned, instrument }: Props) {
  const { qty, most, errors } = reckoned;
  const wrong = errors.size !== undefined && fields.size.trim() !== "";
  const share = shareOf(qty, most);
  const put = (percent: number) => write({ size: sizeAt(percent, fields.unit, reckoned, instrument) });
  return (
    <div className={styles.block}>
      <label className={styles.field} data-wrong={wrong}>
        <span>Size</span>
        <input name="size" inputMode="decimal" autoComplete="off" spellCheck={false} value={fields.size} onChange={(e) => write({ size: e.target.value })} aria-invalid={wrong} aria-describedby={wrong ? "ticket-size-error" : "ticket-size-note"} data-test="ticket-size" />
        <select aria-label="Size in" value={fields.unit} onChange={(e) => write({ unit: e.target.value as Unit, size: "" })} data-test="ticket-unit">
          <option value="base">{quantityAsset(instrument)}</option>
          {countsContracts(instrument) && <option value="contracts">contracts</option>}
          <option value="quote">{valueAsset(instrument)}</option>
          <option value="share">% of {fields.reduceOnly ? "position" : "balance"}</option>
        </select>
      </label>
      <p className={wrong ? styles.error : styles.hint} id={wrong ? "ticket-size-error" : "ticket-size-note"}>{wrong ? `Size ${errors.size}` : note(fields, reckoned, instrument)}</p>
      <div className={styles.slider} style={{ "--share": `${share}%` } as React.CSSProperties}>
        <input type="range" min={0} max={100} step={1} value={share} disabled={most === null} aria-label="Share of what fits" aria-valuetext={`${share} percent`} onChange={(e) => put(Number(e.target.value))} />
        <div role="group" aria-label="Share of what fits">
          {MARKS.map((m) => (
            <button key={m} type="button" disabled={most === null} onClick={() => put(m)} data-test={`share-${m}`}>{m === 100 ? "100%" : m}</button>
          ))}
        </div>
      </div>
    </div>
  );
}

/** True where the venue's unit is a contract and not the quantity itself. */
const countsContracts = (instrument: Instrument) => !new Big(instrument.contract_size).eq(1);

function sizeAt(percent: number, unit: Unit, { most, at }: Reckoned, instrument: Instrument): string {
  if (percent === 0 || most === null) return "";
  if (unit === "share") return String(percent);
  const qty = floorTo(new Big(most).times(percent).div(100), instrument.lot_size);
  if (unit === "contracts") return qty.div(instrument.contract_size).toFixed();
  if (unit === "base" || at === null) return qty.toFixed(Math.max(instrument.size_decimals, 0));
  return valueOf(instrument, qty, at).toFixed(instrument.inverse ? COIN_PLACES : VALUE_PLACES, Big.roundUp);
}

/** What was typed as a quantity, or in contracts where the venue counts those. */
function note(fields: Fields, { qty, most, cut }: Reckoned, instrument: Instrument): string {
  const told: string[] = [];
  if (qty !== null && fields.unit !== "base") told.push(`= ${formatPrice(qty, instrument.size_decimals)} ${quantityAsset(instrument)}${cut ? ", cut to the lot" : ""}`);
  if (qty !== null && countsContracts(instrument) && fields.unit !== "contracts") told.push(`= ${formatPrice(new Big(qty).div(instrument.contract_size).toFixed(), 0)} contracts`);
  if (told.length === 0 && most !== null) told.push(`at most ${formatPrice(most, instrument.size_decimals)} ${quantityAsset(instrument)} ${fields.reduceOnly ? "to reduce" : "fit"}`);
  return told.join(" · ");
}
