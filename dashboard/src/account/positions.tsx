import { useMemo, useRef } from "react";
import type { Instrument, Order, Position } from "../api/wire";
import { formatPrice, formatRate, formatSigned, signOf, ABSENT } from "../format/number";
import type { StreamState } from "../stream/state";
import { positionKey } from "../stream/account";
import { mark, usePaint, write } from "../stream/use-paint";
import { useTopics } from "../stream/use-topics";
import { useStream } from "../stream/store";
import { usePhone } from "../ui/use-media";
import { Average, InstrumentCell, Num } from "./cells";
import { PositionActions } from "./position-actions";
import { DataTable, type Column } from "./data-table";
import { byText, byValue } from "./ordering";
import { symbolOf, venueOf } from "./order-text";
import { placesOf, useInstruments } from "./places";
import { mayColour, valued } from "./pnl";
import { protectionOf } from "./protection";
import { accountFreshness, useView } from "./view";
import { NothingKnown } from "./nothing-known";
import styles from "./positions.module.css";

interface Props {
  account: string;
  positions: readonly Position[];
  /** All open orders: some of them protect positions. */
  orders: readonly Order[];
  filtered: boolean;
}

/** What is held, what it is worth now, and what would close it. Profit follows the mark of each instrument. */
export function Positions({ account, positions, orders, filtered }: Props) {
  const names = positions.map((p) => p.instrument);
  const instruments = useInstruments(names);
  const marks = useMemo(() => [...new Set(names)].map((i) => `mark.${i}`), [names.join(" ")]);
  useTopics(marks);
  const phone = usePhone();
  const columns = useMemo(() => columnsOf(account, instruments, orders), [account, instruments, orders]);
  if (positions.length === 0) {
    return (
      <NothingKnown account={account} title={filtered ? "No position in this instrument" : "No open position"}>
        Choose Long or Short in the ticket: what is bought or sold short appears here with its profit at the current mark.
      </NothingKnown>
    );
  }
  const sorted = [...positions].sort((a, b) => byText(positionKey(a), positionKey(b)));
  if (phone) {
    return (
      <ul className={styles.cards} data-test="cards-positions">
        {sorted.map((p) => (
          <Card key={positionKey(p)} account={account} position={p} instrument={instruments.get(p.instrument)} orders={orders} />
        ))}
      </ul>
    );
  }
  return <DataTable kind="positions" caption="Open positions" columns={columns} rows={sorted} rowKey={positionKey} />;
}

function columnsOf(account: string, instruments: ReadonlyMap<string, Instrument>, orders: readonly Order[]): Column<Position>[] {
  const of = (p: Position) => placesOf(instruments.get(p.instrument));
  return [
    { id: "instrument", name: "Instrument", width: 140, pinned: "first", order: (a, b) => byText(a.instrument, b.instrument), cell: (p) => <InstrumentCell instrument={p.instrument} sign={signOf(p.qty)} /> },
    { id: "size", name: "Size", width: 148, right: true, cell: (p) => <Size position={p} instrument={instruments.get(p.instrument)} /> },
    { id: "entry", name: "Entry", width: 88, right: true, cell: (p) => <Average text={p.entry_price} places={of(p).price} /> },
    { id: "mark", name: "Mark", width: 88, right: true, cell: (p) => <Valued account={account} position={p} instrument={instruments.get(p.instrument)} what="mark" /> },
    { id: "pnl", name: "Unrealised PnL", hint: "At the mark price, fees and funding not counted", width: 160, right: true, cell: (p) => <Valued account={account} position={p} instrument={instruments.get(p.instrument)} what="pnl" /> },
    { id: "liquidation", name: "Liquidation", hint: "As the venue told it last", width: 84, right: true, order: (a, b) => byValue(a.liquidation_price, b.liquidation_price), cell: (p) => <Num text={p.liquidation_price} places={of(p).price} rounded /> },
    { id: "margin", name: "Margin", width: 76, right: true, cell: (p) => <span key={marginText(p)} className={styles.quiet}>{marginText(p)}</span> },
    { id: "protection", name: "Protection", hint: "Orders that close it by themselves", width: 184, cell: (p) => <ProtectionText account={account} position={p} orders={orders} places={of(p).price} /> },
    { id: "actions", name: "", width: 136, pinned: "last", cell: (p) => <PositionActions account={account} position={p} instrument={instruments.get(p.instrument)} /> },
  ];
}

const longWord = (p: Position) => (signOf(p.qty) < 0 ? "Short" : "Long");
const longArrow = (p: Position) => (signOf(p.qty) < 0 ? "▼" : "▲");
const unsigned = (text: string) => text.replace(/^-/, "");

function sizeText(p: Position, instrument: Instrument | undefined): string {
  return `${longArrow(p)} ${longWord(p)} ${formatPrice(unsigned(p.qty), placesOf(instrument).size)}${instrument ? ` ${instrument.base}` : ""}`;
}

function Size({ position: p, instrument }: { position: Position; instrument: Instrument | undefined }) {
  const text = sizeText(p, instrument);
  return <span key={text} className="n plain" data-sign={String(signOf(p.qty))} title={p.qty}>{text}</span>;
}

function marginText(p: Position): string {
  const leverage = p.leverage === null ? "" : `${formatPrice(p.leverage, 0)}×`;
  const amount = p.isolated_margin === null || signOf(p.isolated_margin) === 0 ? "" : formatPrice(p.isolated_margin, 2, true);
  return [amount, p.margin_mode ?? "", leverage].filter((t) => t !== "").join(" · ") || ABSENT;
}

interface ValuedProps {
  account: string;
  position: Position;
  instrument: Instrument | undefined;
  what: "mark" | "pnl";
}

/** Painted with each frame in which the mark changed; it carries the worst state of position and mark. */
function Valued({ account, position, instrument, what }: ValuedProps) {
  const box = useRef<HTMLSpanElement>(null);
  const number = useRef<HTMLSpanElement>(null);
  usePaint((s) => {
    const { text, sign, fresh } = valuedText(s, account, position, instrument, what);
    write(number.current, text);
    mark(number.current, "sign", sign);
    mark(box.current, "fresh", fresh);
  });
  return (
    <span ref={box} title={what === "pnl" ? "At the mark price" : undefined}>
      <span ref={number} className="n" />
    </span>
  );
}

function valuedText(s: StreamState, account: string, p: Position, instrument: Instrument | undefined, what: "mark" | "pnl") {
  const value = valued(s, p, instrument ?? null, accountFreshness(s, account));
  const fresh = value.freshness ?? "none";
  if (what === "mark") return { text: formatPrice(value.mark, placesOf(instrument).price, true), sign: "0", fresh };
  if (value.pnl === null) return { text: "needs a live mark", sign: "0", fresh };
  const share = value.pnl.share === null ? "" : ` (${formatRate(value.pnl.share, 2)})`;
  return { text: `${formatSigned(value.pnl.amount, 2)}${share}`, sign: mayColour(value.freshness) ? String(signOf(value.pnl.amount)) : "0", fresh };
}

function ProtectionText({ account, position, orders, places }: { account: string; position: Position; orders: readonly Order[]; places: number }) {
  const brackets = useView(account, (v) => v.brackets);
  const open = Object.values(brackets ?? {}).some((b) => b.state === "unprotected" && b.instrument === position.instrument && b.position_side === position.position_side);
  const { takes, stops } = protectionOf(position, orders);
  const told = [
    ...takes.map((o) => `TP ${formatPrice(o.trigger_price, places)}`),
    ...stops.map((o) => `SL ${o.trigger_price === null ? "trailing" : formatPrice(o.trigger_price, places)}`),
  ];
  const text = `${open ? "NOT PROTECTED " : ""}${told.length === 0 ? (open ? "" : "none") : told.join(" · ")}`.trim();
  return (
    <span className={styles.protection} data-state={open ? "unprotected" : stops.length > 0 ? "stopped" : "open"} title={text}>
      <svg width="11" height="12" viewBox="0 0 11 12" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden="true">
        <path d="M5.5 1 10 2.6v3.2c0 2.6-1.9 4.4-4.5 5.2C2.9 10.2 1 8.4 1 5.8V2.6z" />
      </svg>
      {text}
    </span>
  );
}

function Card({ account, position: p, instrument, orders }: { account: string; position: Position; instrument: Instrument | undefined; orders: readonly Order[] }) {
  const places = placesOf(instrument);
  const fresh = useStream((s) => accountFreshness(s, account));
  return (
    <li className={styles.card} data-row={positionKey(p)} data-fresh={fresh ?? "none"}>
      <div>
        <p className={styles.name}>
          <span className="n plain" data-sign={String(signOf(p.qty))}>{longArrow(p)} {longWord(p)}</span> <b>{symbolOf(p.instrument)}</b>{" "}
          <span className="label">{venueOf(p.instrument)} {marginText(p)}</span>
        </p>
        <p className={styles.quiet}>
          <span className="n plain">{formatPrice(unsigned(p.qty), places.size)}</span> {instrument?.base} entry{" "}
          <Average text={p.entry_price} places={places.price} />
          {p.liquidation_price !== null && <> liq <Num text={p.liquidation_price} places={places.price} rounded /></>}
        </p>
        <ProtectionText account={account} position={p} orders={orders} places={places.price} />
      </div>
      <p className={styles.worth}>
        <Valued account={account} position={p} instrument={instrument} what="pnl" />
        <span className="label">mark <Valued account={account} position={p} instrument={instrument} what="mark" /></span>
        <PositionActions account={account} position={p} instrument={instrument} />
      </p>
    </li>
  );
}

