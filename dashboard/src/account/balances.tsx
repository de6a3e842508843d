import type { Balance } from "../api/wire";
import { formatPrice } from "../format/number";
import { usePhone } from "../ui/use-media";
import { Num, Time } from "./cells";
import { DataTable, type Column } from "./data-table";
import { byText, byValue } from "./ordering";
import { NothingKnown } from "./nothing-known";
import { PortfolioMargins } from "./portfolio-margin";
import styles from "./orders.module.css";

const COLUMNS: Column<Balance>[] = [
  { id: "asset", name: "Asset", width: 120, pinned: "first", order: (a, b) => byText(a.asset, b.asset), cell: (b) => <b>{b.asset}</b> },
  { id: "wallet", name: "Wallet", hint: "All of it: realised profit and fees included, unrealised profit not", width: 176, right: true, order: (a, b) => byValue(a.wallet, b.wallet), cell: (b) => <Num text={b.wallet} places={2} /> },
  { id: "available", name: "Available", hint: "What new orders may use, when the venue said so last", width: 176, right: true, order: (a, b) => byValue(a.available, b.available), cell: (b) => <Num text={b.available} places={2} /> },
  { id: "cross", name: "Backs cross positions", width: 176, right: true, cell: (b) => <Num text={b.cross_wallet} places={2} /> },
  { id: "changed", name: "Changed UTC", width: 120, right: true, cell: (b) => <Time text={b.ts} /> },
];

/** What is in the account, asset by asset, to the last digit. */
export function Balances({ account, balances }: { account: string; balances: readonly Balance[] }) {
  const phone = usePhone();
  if (balances.length === 0) {
    return <NothingKnown account={account} title="No balance">What the venue holds for this account appears here, asset by asset.</NothingKnown>;
  }
  const rows = [...balances].sort((a, b) => byText(a.asset, b.asset));
  if (phone) {
    return (
      <>
      <PortfolioMargins account={account} />
      <ul data-test="cards-balances">
        {rows.map((b) => (
          <li key={b.asset} className={styles.card} data-row={b.asset}>
            <div>
              <p className={styles.name}><b>{b.asset}</b></p>
              <p className={styles.quiet}>available <span className="n plain">{formatPrice(b.available, 2)}</span></p>
            </div>
            <p className={styles.sum}><span className="n plain">{formatPrice(b.wallet, 2)}</span><span className="label">wallet</span></p>
          </li>
        ))}
      </ul>
      </>
    );
  }
  return (
    <>
      <PortfolioMargins account={account} />
      <DataTable kind="balances" caption="Balances" columns={COLUMNS} rows={rows} rowKey={(b) => b.asset} />
    </>
  );
}
