import type { Instrument } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { formatPrice, formatSigned } from "../format/number";
import { isCurrent } from "../stream/freshness";
import type { Freshness } from "../api/wire";
import type { Fields } from "./fields";
import type { Leg, LegBy } from "./legs";
import type { Reckoned } from "./reckon";
import { write } from "./ticket-store";
import styles from "./ticket.module.css";

interface Props {
  fields: Fields;
  reckoned: Reckoned;
  instrument: Instrument;
  fresh: Freshness | null;
}

/** Take profit and stop loss, each by price, percent or the money that it would end with. */
export function LegsFields({ fields, reckoned, instrument, fresh }: Props) {
  return (
    <div className={styles.block}>
      <LegField which="tp" fields={fields} leg={reckoned.tp} error={reckoned.errors.tp} instrument={instrument} current={isCurrent(fresh)} />
      <LegField which="sl" fields={fields} leg={reckoned.sl} error={reckoned.errors.sl} instrument={instrument} current={isCurrent(fresh)} />
    </div>
  );
}

interface LegProps {
  which: "tp" | "sl";
  fields: Fields;
  leg: Leg | null;
  error: string | undefined;
  instrument: Instrument;
  /** What a leg comes to has a colour only beside a price that is current. */
  current: boolean;
}

function LegField({ which, fields, leg, error, instrument, current }: LegProps) {
  const typed = fields[which];
  const name = which === "tp" ? "TP" : "SL";
  const wrong = error !== undefined && typed.text !== "";
  const put = (change: Partial<typeof typed>) => write({ [which]: { ...typed, ...change } });
  return (
    <div>
      <label className={styles.field} data-wrong={wrong}>
        <span title={which === "tp" ? "Take profit" : "Stop loss"}>{name}</span>
        <input name={which} inputMode="decimal" autoComplete="off" spellCheck={false} value={typed.text} onChange={(e) => put({ text: e.target.value })} aria-invalid={wrong} aria-describedby={`ticket-${which}-note`} aria-label={which === "tp" ? "Take profit" : "Stop loss"} data-test={`ticket-${which}`} />
        <select aria-label={`${name} by`} value={typed.by} onChange={(e) => put({ by: e.target.value as LegBy, text: "" })}>
          <option value="price">{instrument.quote}</option>
          <option value="percent">%</option>
          <option value="pnl">PnL {instrument.settle}</option>
        </select>
      </label>
      <p className={wrong ? styles.error : styles.hint} id={`ticket-${which}-note`}>
        {wrong ? `${name} ${error}` : leg !== null && "price" in leg ? <LegWords leg={leg} by={typed.by} instrument={instrument} current={current} /> : ""}
      </p>
    </div>
  );
}

function LegWords({ leg, by, instrument, current }: { leg: Exclude<Leg, { why: string }>; by: LegBy; instrument: Instrument; current: boolean }) {
  const sign = leg.percent === null ? "0" : leg.percent.startsWith("-") ? "-1" : "1";
  return (
    <>
      {by !== "price" && <>at {formatPrice(leg.price, placesOfTick(instrument.tick_size))} · </>}
      {leg.percent !== null && <span className="n plain" data-sign={current ? sign : "0"}>{formatSigned(leg.percent, 2)}%</span>}
      {leg.pnl !== null && <> · {formatSigned(leg.pnl, 2)} {instrument.settle}</>}
    </>
  );
}
