import { useEffect, useRef } from "react";
import type { Account, Instrument } from "../api/wire";
import { useView } from "../account/view";
import { askCancelAllOf, askClose } from "../deeds/ask";
import { placesOfTick } from "../format/decimal";
import { formatPrice } from "../format/number";
import { isCurrent } from "../stream/freshness";
import { draftOf, mayLeave } from "./draft";
import { hasPrice, hasTrigger, KIND_WORDS, mayPostOnly, trails, type Fields, type Kind } from "./fields";
import { figureRows } from "./figures";
import { gateOf, type Gate } from "./gate";
import { openIntent } from "./intents";
import { asksFirst } from "./asks-first";
import { LegsFields } from "./legs-fields";
import { MarginControls } from "./margin-controls";
import { pathMedian } from "./path-times";
import { PriceField } from "./price-field";
import { reckon, type Reckoned } from "./reckon";
import { RouteBadge, Rows } from "./rows";
import { SizeField } from "./size-field";
import { TrailField } from "./trail-field";
import { useCalled, useFields, write } from "./ticket-store";
import { usePreview } from "./use-preview";
import { priceFreshness, useKnown, useMarket, useWay } from "./use-known";
import styles from "./ticket.module.css";

interface Props {
  account: Account;
  instrument: Instrument;
}

/** The fields of an order and what it would come to. Its button opens the confirm view; nothing is sent from here unless the account allows it. */
export function TicketForm({ account, instrument }: Props) {
  const fields = useFields();
  const market = useMarket(instrument.instrument);
  const { known, mode, marginMode, usual } = useKnown(account, instrument, fields, market);
  const way = useWay(account);
  const offered = useView(account.account, (v) => v.bracketsOffered) === true;
  const fresh = priceFreshness(market, way.silent);
  // An old book is no quote: what would come of it is not reckoned.
  const reckoned = reckon(fields, isCurrent(fresh) ? known : { ...known, book: null });
  const gate = gateOf({ kind: fields.kind, reducing: fields.reduceOnly, price: fresh, ageMs: market.ageMs, account: way.fresh, commands: way.commands, killed: way.killed, blocked: way.blocked });
  const form = useRef<HTMLFormElement>(null);
  useSizeFocus(form);
  const submit = () => {
    const wrong = Object.keys(reckoned.errors)[0];
    if (wrong !== undefined) form.current?.querySelector<HTMLElement>(`[name=${wrong}]`)?.focus();
    if (wrong !== undefined || gate.kind === "blocked") return;
    const draft = draftOf({ account, instrument, fields, reckoned, mode, market, gate, usual });
    openIntent(draft, draft.asked.length > 0 || asksFirst(account.account));
  };
  const previewed = usePreview(account.account, instrument.instrument, fields, reckoned, mode);
  const rows = [...figureRows(fields, reckoned, known, marginMode, previewed), { name: "Route", ...(way.silent ? { value: "not known: no word from the gateway", quiet: true } : { value: <RouteBadge route={way.commands} median={way.commands === null ? null : pathMedian(account.account, way.commands)} /> }) }];
  return (
    <form ref={form} className={styles.form} data-price={fresh ?? "none"} data-test="ticket-form" onSubmit={(e) => { e.preventDefault(); submit(); }} noValidate>
      {gate.kind === "blocked" && <Blocked gate={gate} />}
      <Sides side={fields.side} />
      <div className={styles.line}>
        <Kinds kind={fields.kind} />
        <MarginControls account={account} instrument={instrument} leverage={known.leverage} marginMode={marginMode} />
      </div>
      <p className={styles.free} data-fresh={way.fresh ?? "none"}>
        <span className="label">Available</span> <span key={known.available} className="n">{known.available === null ? "–" : `${formatPrice(known.available, 2, true)} ${instrument.settle}`}</span>
      </p>
      {hasTrigger(fields.kind) && <PriceField name="trigger" label="Trigger" text={fields.trigger} error={reckoned.errors.trigger} instrument={instrument} market={market} quotes={false} />}
      {trails(fields.kind) && <TrailField fields={fields} error={reckoned.errors.trail} instrument={instrument} />}
      {hasPrice(fields.kind) && <PriceField name="price" label="Price" text={fields.price} error={reckoned.errors.price} instrument={instrument} market={market} quotes={isCurrent(fresh)} />}
      <SizeField fields={fields} reckoned={reckoned} instrument={instrument} />
      {fields.protect && <LegsFields fields={fields} reckoned={reckoned} instrument={instrument} fresh={fresh} />}
      <Terms fields={fields} offered={offered} />
      <Rows rows={rows} />
      <Submit fields={fields} reckoned={reckoned} gate={gate} account={account} instrument={instrument} />
      {gate.kind !== "open" && <SafeWays account={account} instrument={instrument} />}
    </form>
  );
}

/** A key, the ladder or a table asked for the ticket: the size is where to go on. */
function useSizeFocus(form: React.RefObject<HTMLFormElement | null>): void {
  const called = useCalled();
  const before = useRef(called);
  useEffect(() => {
    if (before.current === called) return;
    before.current = called;
    form.current?.querySelector<HTMLInputElement>("[name=size]")?.focus();
  }, [form, called]);
}

function Blocked({ gate }: { gate: Extract<Gate, { kind: "blocked" }> }) {
  return (
    <div className={styles.blocked} role="status" data-test="ticket-blocked">
      <b>△ {gate.title}</b>
      <p>{gate.words}</p>
    </div>
  );
}

function Sides({ side }: { side: Fields["side"] }) {
  return (
    <div className={styles.sides} role="group" aria-label="Side">
      {(["buy", "sell"] as const).map((s) => (
        <button key={s} type="button" aria-pressed={s === side} data-side={s} data-test={`side-${s}`} onClick={() => write({ side: s })} title={s === "buy" ? "Long (B)" : "Short (S)"}>
          <i aria-hidden="true">{s === "buy" ? "▲" : "▼"}</i> {s === "buy" ? "Long" : "Short"}
        </button>
      ))}
    </div>
  );
}

const STOPS: readonly Kind[] = ["stop_market", "stop_limit", "take_profit_market", "trailing_stop_market"];

function Kinds({ kind }: { kind: Kind }) {
  const stop = STOPS.includes(kind);
  return (
    <div className={styles.kinds} role="group" aria-label="Order type">
      {(["limit", "market"] as const).map((k) => (
        <button key={k} type="button" aria-pressed={kind === k} onClick={() => write({ kind: k })} data-test={`kind-${k}`} title={`${KIND_WORDS[k]} (${k === "limit" ? "L" : "M"})`}>{KIND_WORDS[k]}</button>
      ))}
      <select className={styles.stop} data-on={stop} aria-label="Stop orders" value={stop ? kind : ""} onChange={(e) => write({ kind: e.target.value as Kind })} data-test="kind-stop">
        {!stop && <option value="" disabled>Stop</option>}
        {STOPS.map((k) => <option key={k} value={k}>{KIND_WORDS[k]}</option>)}
      </select>
    </div>
  );
}

function Terms({ fields, offered }: { fields: Fields; offered: boolean }) {
  const resting = fields.kind === "limit" || fields.kind === "stop_limit";
  return (
    <div className={styles.terms} data-tour="protect">
      <label title="A take profit and a stop loss are placed as soon as it is filled"><input type="checkbox" checked={fields.protect} disabled={fields.reduceOnly || !offered} onChange={(e) => write({ protect: e.target.checked })} name="protect" data-test="protect" /> TP/SL</label>
      <label title="Refused rather than taken from the book at once"><input type="checkbox" checked={fields.postOnly} disabled={!mayPostOnly(fields)} onChange={(e) => write({ postOnly: e.target.checked })} name="post_only" /> Post only</label>
      <label title="Never opens or enlarges a position; never held back by old data"><input type="checkbox" checked={fields.reduceOnly} onChange={(e) => write({ reduceOnly: e.target.checked })} name="reduce_only" /> Reduce only</label>
      <select className="select" aria-label="Time in force" value={fields.term} disabled={!resting} onChange={(e) => write({ term: e.target.value as Fields["term"] })} title="How long it stays: until canceled, or only what is filled at once, or all at once or nothing">
        <option value="gtc">GTC</option>
        <option value="ioc">IOC</option>
        <option value="fok">FOK</option>
      </select>
    </div>
  );
}

/** What reduces risk is one step away, however old the price is. */
function SafeWays({ account, instrument }: Props) {
  const positions = useView(account.account, (v) => v.positions);
  const held = Object.values(positions ?? {}).find((p) => p.instrument === instrument.instrument);
  return (
    <div className={styles.buttons}>
      <button type="button" className={styles.big} onClick={() => askCancelAllOf(account)}>Cancel orders…</button>
      <button type="button" className={styles.big} disabled={held === undefined} onClick={() => held && askClose(account, held, instrument, null)}>Close position…</button>
    </div>
  );
}

interface SubmitProps {
  fields: Fields;
  reckoned: Reckoned;
  gate: Gate;
  account: Account;
  instrument: Instrument;
}

function Submit({ fields, reckoned, gate, account, instrument }: SubmitProps) {
  const { side } = fields;
  const size = reckoned.qty === null || reckoned.errors.size !== undefined ? "" : ` ${formatPrice(reckoned.qty, instrument.size_decimals)} ${instrument.base}`;
  const at = reckoned.price === null || reckoned.errors.price !== undefined ? "" : ` at ${formatPrice(reckoned.price, placesOfTick(instrument.tick_size))}`;
  const wrong = Object.keys(reckoned.errors).length > 0;
  const state = gate.kind === "blocked" ? "blocked" : gate.kind === "asks" ? "asks" : side;
  return (
    <>
      <button type="submit" className={styles.submit} data-state={state} aria-disabled={gate.kind === "blocked" || wrong} data-test="ticket-submit">
        {gate.kind === "blocked" ? (
          <><b>{fields.kind === "market" ? "Market order" : `${KIND_WORDS[fields.kind]} order`} blocked</b><span>{gate.short}</span></>
        ) : gate.kind === "asks" ? (
          <><b>Place {KIND_WORDS[fields.kind].toLowerCase()}{at} anyway…</b><span>asks again · {moneyWords(account.money)} · {account.account}</span></>
        ) : (
          <><b>{side === "buy" ? "▲ Long" : "▼ Short"}{size}{at}{mayLeave(account.account) ? "" : "…"}</b><span>{moneyWords(account.money)} · {account.account} · {account.venue}</span></>
        )}
      </button>
      {gate.kind === "open" && gate.note !== null && <p className={styles.note}>{gate.note}</p>}
    </>
  );
}

export const moneyWords = (money: string) => (money === "REAL" ? "REAL money" : money === "SIM" ? "SIM · no real money" : `${money} · no real money`);
