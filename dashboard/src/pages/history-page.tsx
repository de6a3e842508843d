import { useMemo, useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { PastRows } from "../account/account-panel";
import { FetchPast } from "../account/fetch-past";
import { useAccounts } from "../account/chosen";
import { Fills } from "../account/fills";
import { Orders } from "../account/orders";
import { byText } from "../account/ordering";
import { OrderStory } from "../account/order-story";
import { Transactions } from "../account/transactions";
import { usePast, type Past } from "../account/use-past";
import { accountFreshAt, accountFreshness, accountReason, topicOf, useView } from "../account/view";
import { endedQuery, exportPath, fillsQuery, transactionsQuery } from "../api/queries";
import type { Account, Fill, Instrument, Order, Transaction } from "../api/wire";
import { fillKey, transactionKey, type AccountView } from "../stream/account";
import { FreshnessBadge } from "../ui/freshness-badge";
import { MoneyBadge } from "../ui/money-badge";
import { Note } from "../ui/note";
import { Tabs, panelOf } from "../ui/tabs";
import styles from "./history-page.module.css";

interface Props {
  /** `orders`, `fills` or `transactions`. */
  list: string | undefined;
  /** The order whose story is open. */
  order: string | undefined;
  /** The one that was looked at last: the page can show its part alone. */
  instrument: Instrument | null;
}

const LISTS = ["orders", "fills", "transactions"] as const;
type List = (typeof LISTS)[number];
const isList = (text: string | undefined): text is List => (LISTS as readonly (string | undefined)[]).includes(text);

/** What happened to the account: orders, fills and movements of money, as far back as the gateway holds them, and why. */
export function HistoryPage({ list, order, instrument }: Props) {
  const { account, failed, again } = useAccounts();
  const [, go] = useLocation();
  const [one, setOne] = useState(false);
  const shown = isList(list) ? list : "orders";
  return (
    <main className={styles.page} id="main">
      <header className={styles.title}>
        <h1>History</h1>
        {account !== null && <Whose account={account} />}
      </header>
      {account === null ? (
        <div className={styles.card}>
          {failed !== null ? (
            <Note title="Accounts did not load" tone="error" action={{ label: "Try again", run: again }}>{failed}.</Note>
          ) : (
            <Note title="No account">Orders and fills appear here once an account is configured: [accounts.NAME] in twinline.toml.</Note>
          )}
        </div>
      ) : (
        <div className={styles.columns} data-story={order !== undefined}>
          <section className={styles.card} aria-label={shown}>
            <div className={styles.tabs}>
              <Tabs
                label="Orders, fills or transactions"
                tabs={LISTS.map((id) => ({ id: `past-${id}`, name: `${id[0]!.toUpperCase()}${id.slice(1)}` }))}
                chosen={`past-${shown}`}
                onChoose={(id) => go(`/history/${id.slice("past-".length)}`)}
              />
              {instrument !== null && shown !== "transactions" && (
                <div className="segments" role="group" aria-label="Instruments shown">
                  <button type="button" aria-pressed={!one} onClick={() => setOne(false)} data-test="filter-all">All</button>
                  <button type="button" aria-pressed={one} onClick={() => setOne(true)} data-test="filter-one">{instrument.symbol}</button>
                </div>
              )}
            </div>
            <div role="tabpanel" id={panelOf(`past-${shown}`)} aria-labelledby={`tab-past-${shown}`}>
              {shown === "orders" && <OrderList key={account.account} account={account.account} instrument={one ? (instrument?.instrument ?? null) : null} picked={order ?? null} />}
              {shown === "fills" && <FillList key={account.account} account={account.account} instrument={one ? (instrument?.instrument ?? null) : null} />}
              {shown === "transactions" && <TransactionList key={account.account} account={account.account} />}
            </div>
          </section>
          {order !== undefined && (
            <aside className={styles.card} aria-label="Why">
              <div className={styles.storyHead}>
                <h2>Why</h2>
                <button type="button" className="button quiet" onClick={() => go("/history/orders")} data-test="close-story">Close</button>
              </div>
              <div className={styles.story} role="region" aria-label="Story of the order" tabIndex={0}>
                <OrderStory key={order} account={account.account} order={order} />
              </div>
            </aside>
          )}
        </div>
      )}
    </main>
  );
}

function Whose({ account: { account, money, venue } }: { account: Account }) {
  return (
    <>
      <p className={styles.whose}><MoneyBadge money={money} /> <b>{account}</b> {venue}</p>
      <FreshnessBadge
        boxed
        topic={topicOf(account)}
        name={`Account ${account}`}
        freshness={(s) => accountFreshness(s, account)}
        freshAt={(s) => accountFreshAt(s, account)}
        reason={(s) => accountReason(s, account)}
      />
    </>
  );
}

type OrdersWanted = "all" | "open" | "closed";
const STATES: { id: OrdersWanted; name: string }[] = [{ id: "all", name: "All" }, { id: "open", name: "Open" }, { id: "closed", name: "Ended" }];
const orderKey = (o: Order) => o.order_id;
const orderTime = (o: Order) => o.created_at;
const NONE: Readonly<Record<string, Order>> = {};

function OrderList({ account, instrument, picked }: { account: string; instrument: string | null; picked: string | null }) {
  const [, go] = useLocation();
  const [state, setState] = useState<OrdersWanted>("all");
  const open = useView(account, (v) => v.orders) ?? NONE;
  const wanted = (o: Order) => instrument === null || o.instrument === instrument;
  const past = usePast<Order>({ account, list: "ended", query: endedQuery(account, instrument), told: endedOf, wanted, key: orderKey, time: orderTime });
  const rows = useMemo(() => {
    const waiting = state === "closed" ? [] : Object.values(open).filter(wanted);
    const ended = state === "open" ? [] : past.rows;
    return [...waiting, ...ended].sort((a, b) => byText(b.created_at, a.created_at));
  }, [open, past.rows, state, instrument]);
  return (
    <>
      <div className={styles.filters}>
        <div className="segments" role="group" aria-label="Orders shown">
          {STATES.map(({ id, name }) => (
            <button key={id} type="button" aria-pressed={id === state} onClick={() => setState(id)} data-test={`orders-${id}`}>{name}</button>
          ))}
        </div>
        <span className="label">{counted(rows.length, past, past.more && state !== "open")}</span>
        <Export account={account} list="orders" instrument={instrument} />
        <FetchPast account={account} list="orders" instrument={instrument} />
      </div>
      <Scroll name="Orders">
        <PastRows past={{ ...past, rows, more: past.more && state !== "open" }} what="Orders" empty={<Note title="No order">{state === "all" ? "Orders of this account appear here, wherever they were placed." : "None of these; another filter shows the others."}</Note>}>
          {(orders) => <Orders account={account} orders={orders} open={false} picked={picked} onWhy={(id) => go(`/history/orders/${id}`)} />}
        </PastRows>
      </Scroll>
    </>
  );
}

const endedOf = (v: AccountView) => v.ended;

type SidesWanted = "all" | Fill["side"];
const SIDES: { id: SidesWanted; name: string }[] = [{ id: "all", name: "All" }, { id: "buy", name: "Bought" }, { id: "sell", name: "Sold" }];

/** All that the journal holds of a list, as a file. */
const Export = ({ account, list, instrument = null }: { account: string; list: "fills" | "orders" | "transactions"; instrument?: string | null }) => (
  <a className={`button ${styles.export}`} href={exportPath(account, list, instrument)} download title="All that the journal holds, as CSV" data-test={`export-${list}`}>
    Export CSV
  </a>
);

const fillsOf = (v: AccountView) => v.fills;
const fillTime = (f: Fill) => f.ts;

function FillList({ account, instrument }: { account: string; instrument: string | null }) {
  const [, go] = useLocation();
  const wanted = (f: Fill) => instrument === null || f.instrument === instrument;
  const past = usePast<Fill>({ account, list: "fills", query: fillsQuery(account, instrument), told: fillsOf, wanted, key: fillKey, time: fillTime });
  const [side, setSide] = useState<SidesWanted>("all");
  const rows = side === "all" ? past.rows : past.rows.filter((f) => f.side === side);
  return (
    <>
      <div className={styles.filters}>
        <div className="segments" role="group" aria-label="Sides shown">
          {SIDES.map(({ id, name }) => (
            <button key={id} type="button" aria-pressed={id === side} onClick={() => setSide(id)} data-test={`fills-${id}`}>{name}</button>
          ))}
        </div>
        <span className="label">{counted(rows.length, past, past.more)}{side !== "all" && ` of ${past.rows.length} that are loaded`}</span>
        <Export account={account} list="fills" instrument={instrument} />
        <FetchPast account={account} list="fills" instrument={instrument} />
      </div>
      <Scroll name="Fills">
        <PastRows past={{ ...past, rows }} what="Fills" empty={<Note title={side === "all" ? "No fill yet" : "None of these"}>{side === "all" ? "Each part of an order that is executed appears here with its price and fee." : "The other side shows the others."}</Note>}>
          {(fills) => <Fills account={account} fills={fills} onWhy={(id) => go(`/history/orders/${id}`)} />}
        </PastRows>
      </Scroll>
    </>
  );
}

const transactionsOf = (v: AccountView) => v.transactions;
const transactionTime = (t: Transaction) => t.ts;
const always = () => true;

function TransactionList({ account }: { account: string }) {
  const [kind, setKind] = useState("");
  const past = usePast<Transaction>({ account, list: "transactions", query: transactionsQuery(account), told: transactionsOf, wanted: always, key: transactionKey, time: transactionTime });
  const kinds = [...new Set(past.rows.map((t) => t.kind))].sort();
  const rows = kind === "" ? past.rows : past.rows.filter((t) => t.kind === kind);
  return (
    <>
      <div className={styles.filters}>
        <label>
          <span className="label">Kind</span>{" "}
          <select className="select" value={kind} onChange={(e) => setKind(e.target.value)} data-test="transaction-kind">
            <option value="">all</option>
            {kinds.map((k) => <option key={k} value={k}>{k.replaceAll("_", " ")}</option>)}
          </select>
        </label>
        <span className="label">{counted(rows.length, past, past.more)}{kind !== "" && ` of ${past.rows.length} that are loaded`}</span>
        <Export account={account} list="transactions" />
        <FetchPast account={account} list="transactions" instrument={null} />
      </div>
      <Scroll name="Transactions">
        <PastRows past={{ ...past, rows }} what="Transactions" empty={<Note title="No money has moved yet">Fees, funding, realised profit and transfers appear here.</Note>}>
          {(shown) => <Transactions transactions={shown} />}
        </PastRows>
      </Scroll>
    </>
  );
}

/** How many rows are here; nothing while nobody knows. */
function counted(count: number, past: Pick<Past<unknown>, "pending" | "failed">, more: boolean): string {
  if (count === 0 && (past.pending || past.failed !== null)) return "";
  return `${count}${more ? "+" : ""} row${count === 1 && !more ? "" : "s"}`;
}

function Scroll({ name, children }: { name: string; children: ReactNode }) {
  return <div className={styles.scroll} role="region" aria-label={`${name}, table`} tabIndex={0}>{children}</div>;
}
