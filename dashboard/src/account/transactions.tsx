import type { Transaction } from "../api/wire";
import { formatSigned, signOf } from "../format/number";
import { placesOf as placesIn } from "../format/decimal";
import { transactionKey } from "../stream/account";
import { usePhone } from "../ui/use-media";
import { InstrumentCell, Time } from "./cells";
import { DataTable, type Column } from "./data-table";
import { byText, byValue } from "./ordering";
import { symbolOf } from "./order-text";
import styles from "./orders.module.css";

const kindWord = (kind: string) => `${kind.slice(0, 1).toUpperCase()}${kind.slice(1).toLowerCase().replaceAll("_", " ")}`;

const COLUMNS: Column<Transaction>[] = [
  { id: "time", name: "Time UTC", width: 124, pinned: "first", order: (a, b) => byText(a.ts, b.ts), cell: (t) => <Time text={t.ts} /> },
  { id: "kind", name: "Kind", width: 132, order: (a, b) => byText(a.kind, b.kind), cell: (t) => kindWord(t.kind) },
  { id: "amount", name: "Amount", width: 168, right: true, order: (a, b) => byValue(a.amount, b.amount), cell: (t) => <Amount transaction={t} /> },
  { id: "asset", name: "Asset", width: 84, cell: (t) => t.asset },
  { id: "instrument", name: "Instrument", width: 176, order: (a, b) => byText(a.instrument, b.instrument), cell: (t) => (t.instrument === null ? "–" : <InstrumentCell instrument={t.instrument} />) },
  { id: "id", name: "Name at the venue", width: 176, cell: (t) => <span className="mono label" title={t.id}>{t.id}</span> },
];

/** To the last digit that the venue told, and never fewer than two. */
function Amount({ transaction: t }: { transaction: Transaction }) {
  return (
    <span className="n plain" title={t.amount} data-sign={String(signOf(t.amount))}>
      {formatSigned(t.amount, Math.max(2, placesIn(trimmed(t.amount))))}
    </span>
  );
}

const trimmed = (text: string) => (text.includes(".") ? text.replace(/0+$/, "") : text);

/** Movements of money, newest first. */
export function Transactions({ transactions }: { transactions: readonly Transaction[] }) {
  const phone = usePhone();
  if (phone) {
    return (
      <ul data-test="cards-transactions">
        {transactions.map((t) => (
          <li key={transactionKey(t)} className={styles.card} data-row={transactionKey(t)}>
            <div>
              <p className={styles.name}><b>{kindWord(t.kind)}</b> {t.instrument !== null && <span className="label">{symbolOf(t.instrument)}</span>}</p>
              <p className={styles.quiet}><Time text={t.ts} /></p>
            </div>
            <p className={styles.sum}><Amount transaction={t} /><span className="label">{t.asset}</span></p>
          </li>
        ))}
      </ul>
    );
  }
  return <DataTable kind="transactions" caption="Transactions, newest first" columns={COLUMNS} rows={transactions} rowKey={transactionKey} />;
}
