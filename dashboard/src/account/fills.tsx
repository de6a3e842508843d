import Big from "big.js";
import { useMemo } from "react";
import type { Fill, Instrument } from "../api/wire";
import { fillKey } from "../stream/account";
import { ABSENT, formatPrice, formatSigned, signOf } from "../format/number";
import { usePhone } from "../ui/use-media";
import { InstrumentCell, Num, Side, SignedNum, Time } from "./cells";
import { DataTable, type Column } from "./data-table";
import { byText, byValue } from "./ordering";
import { sideArrow, sideSign, sideWord, symbolOf } from "./order-text";
import { placesOf, useInstruments } from "./places";
import { showWhy } from "./why";
import cells from "./cells.module.css";
import styles from "./orders.module.css";

interface Props {
  account: string;
  fills: readonly Fill[];
  onWhy?: (order: string) => void;
}

const KINDS: Record<Fill["kind"], string> = { trade: "", liquidation: "liquidation", auto_deleverage: "auto-deleveraged", settlement: "settlement" };
const roleOf = (f: Fill) => KINDS[f.kind] || (f.maker === null ? ABSENT : f.maker ? "maker" : "taker");

/** Fills, newest first. */
export function Fills({ account, fills, onWhy = (order) => showWhy(account, order) }: Props) {
  const instruments = useInstruments(fills.map((f) => f.instrument));
  const phone = usePhone();
  const columns = useMemo(() => columnsOf(instruments, onWhy), [instruments, account]);
  if (phone) {
    return (
      <ul data-test="cards-fills">
        {fills.map((f) => (
          <Card key={fillKey(f)} fill={f} instrument={instruments.get(f.instrument)} />
        ))}
      </ul>
    );
  }
  return (
    <DataTable
      kind="fills"
      caption="Fills, newest first"
      columns={columns}
      rows={fills}
      rowKey={fillKey}
      onKey={(f, key) => {
        if (key === "w" && f.order_id !== null) onWhy(f.order_id);
      }}
    />
  );
}

function columnsOf(instruments: ReadonlyMap<string, Instrument>, onWhy: (order: string) => void): Column<Fill>[] {
  const of = (f: Fill) => placesOf(instruments.get(f.instrument));
  return [
    { id: "time", name: "Time UTC", width: 116, pinned: "first", order: (a, b) => byText(a.ts, b.ts), cell: (f) => <Time text={f.ts} /> },
    { id: "instrument", name: "Instrument", width: 160, order: (a, b) => byText(a.instrument, b.instrument), cell: (f) => <InstrumentCell instrument={f.instrument} sign={sideSign(f.side)} /> },
    { id: "side", name: "Side", width: 68, order: (a, b) => byText(a.side, b.side), cell: (f) => <Side side={f.side} /> },
    { id: "price", name: "Price", width: 100, right: true, order: (a, b) => byValue(a.price, b.price), cell: (f) => <Num text={f.price} places={of(f).price} /> },
    { id: "size", name: "Size", width: 96, right: true, order: (a, b) => byValue(a.qty, b.qty), cell: (f) => <Num text={f.qty} places={of(f).size} /> },
    { id: "value", name: "Value", hint: "Price times size", width: 116, right: true, cell: (f) => <Num text={new Big(f.price).times(f.qty).toFixed(2)} places={2} /> },
    { id: "fee", name: "Fee", hint: "Negative is a rebate", width: 132, right: true, cell: (f) => <Fee fill={f} /> },
    { id: "realized", name: "Realised PnL", hint: "Without fees", width: 116, right: true, order: (a, b) => byValue(a.realized_pnl, b.realized_pnl), cell: (f) => <SignedNum text={f.realized_pnl} places={2} /> },
    { id: "role", name: "Role", width: 96, order: (a, b) => byText(roleOf(a), roleOf(b)), cell: (f) => <span className={styles.quiet}>{roleOf(f)}</span> },
    {
      id: "why", name: "", width: 72, pinned: "last",
      cell: (f) => f.order_id !== null && (
        <button type="button" className={cells.action} onClick={() => onWhy(f.order_id!)} aria-label={`Why ${f.order_id}`} title="The story of its order (W)">Why</button>
      ),
    },
  ];
}

function Fee({ fill }: { fill: Fill }) {
  if (fill.fee === null) return <span className={styles.quiet} title="The venue has not told it yet">{ABSENT}</span>;
  return (
    <span title={fill.fee}>
      <span className="n plain">{formatPrice(fill.fee, 4, false)}</span> <span className={styles.quiet}>{fill.fee_asset}</span>
    </span>
  );
}

function Card({ fill: f, instrument }: { fill: Fill; instrument: Instrument | undefined }) {
  const places = placesOf(instrument);
  return (
    <li className={styles.card} data-row={fillKey(f)}>
      <div>
        <p className={styles.name}>
          <span className="n plain" data-sign={String(sideSign(f.side))}>{sideArrow(f.side)} {sideWord(f.side)}</span> <b>{symbolOf(f.instrument)}</b>{" "}
          <span className="label">{roleOf(f)}</span>
        </p>
        <p className={styles.quiet}>
          <span className="n plain">{formatPrice(f.qty, places.size)}</span> at <span className="n plain">{formatPrice(f.price, places.price)}</span> · <Time text={f.ts} />
        </p>
      </div>
      <p className={styles.sum}>
        <span className="n plain" data-sign={String(signOf(f.realized_pnl))}>{formatSigned(f.realized_pnl, 2)}</span>
        <span className="label">fee <Fee fill={f} /></span>
      </p>
    </li>
  );
}
