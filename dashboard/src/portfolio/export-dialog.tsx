import type { Account } from "../api/wire";
import { exportPath } from "../api/queries";
import { Dialog } from "../ui/dialog";
import { MoneyBadge } from "../ui/money-badge";
import styles from "./export-dialog.module.css";

const LISTS = ["fills", "orders", "transactions"] as const;

/** Each list of each account as a file: all that the journal holds. */
export function ExportDialog({ accounts, onClose }: { accounts: readonly Account[]; onClose: () => void }) {
  return (
    <Dialog label="Export as CSV" onClose={onClose}>
      <div className={styles.body}>
        <h2>Export as CSV</h2>
        <p>Everything that the journal holds, newest first. Numbers and times are exactly those of the API.</p>
        <ul>
          {accounts.map((a) => (
            <li key={a.account}>
              <span className={styles.whose}><MoneyBadge money={a.money} /> <b>{a.account}</b></span>
              {LISTS.map((list) => (
                <a key={list} className="button" href={exportPath(a.account, list)} download data-test={`export-${list}`}>
                  {list[0]!.toUpperCase()}{list.slice(1)}<span className="visually-hidden"> of {a.account}</span>
                </a>
              ))}
            </li>
          ))}
        </ul>
        <form method="dialog">
          <button className="button" type="submit" data-first>Close</button>
        </form>
      </div>
    </Dialog>
  );
}
