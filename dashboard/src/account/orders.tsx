import { useMemo } from "react";
import type { Instrument, Order } from "../api/wire";
import { formatPrice } from "../format/number";
import { isFinal } from "../stream/account";
import { useStream } from "../stream/store";
import { usePhone } from "../ui/use-media";
import { askCancel } from "./cancels";
import { Average, InstrumentCell, Num, OrderActions, Side, Status, Time } from "./cells";
import { DataTable, type Column } from "./data-table";
import { byText, byValue } from "./ordering";
import { executedShare, flagsOf, sideArrow, sideSign, sideWord, symbolOf, typeWord } from "./order-text";
import { placesOf, useInstruments } from "./places";
import { accountFreshness } from "./view";
import { showWhy } from "./why";
import styles from "./orders.module.css";

interface Props {
  account: string;
  orders: readonly Order[];
  /** Open ones can be canceled; of the others it is told how they ended. */
  open: boolean;
  picked?: string | null;
  onWhy?: (order: string) => void;
}

/** Orders, newest first. X in a row asks to cancel it, W tells its story. */
export function Orders({ account, orders, open, picked = null, onWhy = (order) => showWhy(account, order) }: Props) {
  const instruments = useInstruments(orders.map((o) => o.instrument));
  const phone = usePhone();
  const columns = useMemo(() => columnsOf(account, instruments, onWhy, open), [open, account, instruments]);
  if (phone) {
    return (
      <ul className={styles.cards} data-test={`cards-orders-${open ? "open" : "ended"}`}>
        {orders.map((o) => (
          <Card key={o.order_id} account={account} order={o} instrument={instruments.get(o.instrument)} open={isOpen(o)} onWhy={onWhy} />
        ))}
      </ul>
    );
  }
  return (
    <DataTable
      kind={open ? "orders-open" : "orders-ended"}
      caption={open ? "Open orders" : "Orders"}
      columns={columns}
      rows={orders}
      rowKey={(o) => o.order_id}
      picked={picked}
      onKey={(o, key) => {
        if (key === "w") onWhy(o.order_id);
        if (key === "x" && isOpen(o)) askCancel(account, o);
      }}
    />
  );
}

const isOpen = (o: Order) => !isFinal(o);

const columnsOf = (account: string, instruments: ReadonlyMap<string, Instrument>, onWhy: (order: string) => void, open: boolean): Column<Order>[] => {
  const of = (o: Order) => placesOf(instruments.get(o.instrument));
  const ended: Column<Order>[] = [
    { id: "average", name: "Average", hint: "Average price of what was executed", width: 100, right: true, order: (a, b) => byValue(a.average_price, b.average_price), cell: (o) => <Average text={o.average_price} places={of(o).price} /> },
    { id: "ended", name: "Changed UTC", width: 112, right: true, order: (a, b) => byText(changedAt(a), changedAt(b)), cell: (o) => <Time text={changedAt(o)} /> },
  ];
  const waiting: Column<Order>[] = [
    { id: "terms", name: "Terms", width: 100, cell: (o) => <span className={styles.quiet} title={flagsOf(o).join(", ")}>{flagsOf(o).join(", ") || "–"}</span> },
    { id: "created", name: "Placed UTC", width: 112, right: true, order: (a, b) => byText(a.created_at, b.created_at), cell: (o) => <Time text={o.created_at} /> },
  ];
  return [
    { id: "instrument", name: "Instrument", width: 152, pinned: "first", order: (a, b) => byText(a.instrument, b.instrument), cell: (o) => <InstrumentCell instrument={o.instrument} sign={sideSign(o.side)} /> },
    { id: "type", name: "Type", width: 108, order: (a, b) => byText(a.type, b.type), cell: (o) => <span title={flagsOf(o).join(", ") || typeWord(o.type)}>{typeWord(o.type)}</span> },
    { id: "side", name: "Side", width: 64, order: (a, b) => byText(a.side, b.side), cell: (o) => <Side side={o.side} /> },
    { id: "status", name: "Status", width: 124, order: (a, b) => byText(a.status, b.status), cell: (o) => <Status order={o} account={account} /> },
    { id: "price", name: "Price", width: 92, right: true, order: (a, b) => byValue(a.price, b.price), cell: (o) => <Num text={o.price} places={of(o).price} /> },
    { id: "trigger", name: "Trigger", width: 92, right: true, order: (a, b) => byValue(a.trigger_price, b.trigger_price), cell: (o) => <Num text={o.trigger_price} places={of(o).price} /> },
    { id: "size", name: "Size", width: 88, right: true, order: (a, b) => byValue(a.qty, b.qty), cell: (o) => (o.close_position ? <span title="Whatever the position is then">all</span> : <Num text={o.qty} places={of(o).size} />) },
    { id: "executed", name: "Executed", width: 116, right: true, order: (a, b) => byValue(a.executed_qty, b.executed_qty), cell: (o) => <Executed order={o} places={of(o).size} /> },
    ...(open ? waiting : ended),
    { id: "actions", name: "", width: open ? 196 : 136, pinned: "last", cell: (o) => <OrderActions order={o} account={account} open={isOpen(o)} onWhy={onWhy} /> },
  ];
};

const changedAt = (o: Order) => o.updated_at ?? o.created_at;

function Executed({ order, places }: { order: Order; places: number }) {
  const share = executedShare(order);
  return (
    <>
      <Num text={order.executed_qty} places={places} />
      {share !== null && <span key={share} className={styles.quiet}> {share}%</span>}
    </>
  );
}

interface CardProps {
  account: string;
  order: Order;
  instrument: Instrument | undefined;
  open: boolean;
  onWhy: (order: string) => void;
}

function Card({ account, order: o, instrument, open, onWhy }: CardProps) {
  const places = placesOf(instrument);
  const fresh = useStream((s) => accountFreshness(s, account));
  const price = o.price ?? o.trigger_price ?? o.average_price;
  return (
    <li className={styles.card} data-row={o.order_id} data-fresh={open ? (fresh ?? "none") : "live"}>
      <div>
        <p className={styles.name}>
          <span className="n plain" data-sign={String(sideSign(o.side))}>{sideArrow(o.side)} {sideWord(o.side)}</span> <b>{symbolOf(o.instrument)}</b>{" "}
          <span className="label">{typeWord(o.type)}</span>
        </p>
        <p className={styles.quiet}>
          <span className="n plain">{o.qty === null ? "all" : formatPrice(o.qty, places.size)}</span>{" "}
          {price !== null && <>at <span className="n plain">{formatPrice(price, places.price)}</span></>} · executed <Executed order={o} places={places.size} />
        </p>
        <p className={styles.quiet}><Status order={o} account={account} /> · <Time text={changedAt(o)} /></p>
      </div>
      <OrderActions order={o} account={account} open={open} onWhy={onWhy} />
    </li>
  );
}
