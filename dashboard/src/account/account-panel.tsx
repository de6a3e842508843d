import { type ReactNode } from "react";
import { endedQuery, fillsQuery } from "../api/queries";
import type { Account, Fill, Order } from "../api/wire";
import { fillKey, type AccountView } from "../stream/account";
import { useStream } from "../stream/store";
import { Note, Skeleton } from "../ui/note";
import { Balances } from "./balances";
import { Fills } from "./fills";
import { Orders } from "./orders";
import { NothingKnown } from "./nothing-known";
import { Positions } from "./positions";
import { usePast, type Past } from "./use-past";
import { accountFreshness, topicOf, useView } from "./view";
import styles from "./account-panel.module.css";

export const ACCOUNT_TABS = ["positions", "orders", "history", "fills", "balances"] as const;
export type AccountTab = (typeof ACCOUNT_TABS)[number];

const NONE: readonly never[] = [];
const endedOf = (v: AccountView) => v.ended;
const fillsOf = (v: AccountView) => v.fills;
const idOf = (o: Order) => o.order_id;
const changedAt = (o: Order) => o.updated_at ?? o.created_at;
const filledAt = (f: Fill) => f.ts;

/** What the tables below the market show of one account, all of it or one instrument's part. */
export function useAccountRows(account: string, instrument: string | null) {
  const wanted = (row: { instrument: string }) => instrument === null || row.instrument === instrument;
  const positions = useView(account, (v) => v.positions);
  const orders = useView(account, (v) => v.orders);
  const balances = useView(account, (v) => v.balances);
  const ended = usePast<Order>({ account, list: "ended", query: endedQuery(account, instrument), told: endedOf, wanted, key: idOf, time: changedAt });
  const fills = usePast<Fill>({ account, list: "fills", query: fillsQuery(account, instrument), told: fillsOf, wanted, key: fillKey, time: filledAt });
  const open = Object.values(orders ?? {});
  return {
    known: positions !== null,
    positions: Object.values(positions ?? {}).filter(wanted),
    open,
    orders: open.filter(wanted).sort((a, b) => (a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : 0)),
    balances: Object.values(balances ?? {}),
    ended,
    fills,
  };
}

export type AccountRows = ReturnType<typeof useAccountRows>;

/** The tabs of an account, each with how many rows it has. */
export function accountTabs(rows: AccountRows) {
  const count = (n: number) => (rows.known ? String(n) : undefined);
  // Of a past that is not here nobody knows how much there is.
  const past = (p: Past<unknown>) => (p.rows.length === 0 && (p.pending || p.failed !== null) ? undefined : `${p.rows.length}${p.more || p.failed !== null ? "+" : ""}`);
  return [
    { id: "positions", name: "Positions", count: count(rows.positions.length) },
    { id: "orders", name: "Open orders", count: count(rows.orders.length) },
    { id: "history", name: "Order history", count: past(rows.ended) },
    { id: "fills", name: "Fills", count: past(rows.fills) },
    { id: "balances", name: "Balances", count: count(rows.balances.length) },
  ];
}

interface Props {
  account: Account;
  tab: AccountTab;
  rows: AccountRows;
  filtered: boolean;
}

/** One tab of an account: its rows, or why there are none. */
export function AccountPanel({ account: { account }, tab, rows, filtered }: Props) {
  const fresh = useStream((s) => accountFreshness(s, account));
  const error = useStream((s) => s.topics[topicOf(account)]?.error ?? null);
  // What is past stays true, however old the account is.
  const shown = tab === "history" || tab === "fills" ? "live" : (fresh ?? "none");
  return (
    <div data-panel="account" data-tab={tab} data-fresh={shown}>
      {error !== null ? (
        <Note title={`${account} is not told`} tone="error">{error}. The market is not affected.</Note>
      ) : !rows.known ? (
        <Skeleton rows={4} />
      ) : (
        <Tab account={account} tab={tab} rows={rows} filtered={filtered} />
      )}
    </div>
  );
}

function Tab({ account, tab, rows, filtered }: { account: string; tab: AccountTab; rows: AccountRows; filtered: boolean }) {
  switch (tab) {
    case "positions":
      return <Positions account={account} positions={rows.positions} orders={rows.open} filtered={filtered} />;
    case "orders":
      if (rows.orders.length > 0) return <Orders account={account} orders={rows.orders} open />;
      return (
        <NothingKnown account={account} title={filtered ? "No open order in this instrument" : "No open order"}>
          Place a limit order or a stop in the ticket: orders that wait at the venue appear here, wherever they were placed.
        </NothingKnown>
      );
    case "history":
      return (
        <PastRows past={rows.ended} what="Order history" empty={<Note title="No order has ended yet">What was filled, canceled, expired or refused appears here.</Note>}>
          {(orders) => <Orders account={account} orders={orders} open={false} />}
        </PastRows>
      );
    case "fills":
      return (
        <PastRows past={rows.fills} what="Fills" empty={<Note title="No fill yet">Each part of an order that is executed appears here with its price and fee.</Note>}>
          {(fills) => <Fills account={account} fills={fills} />}
        </PastRows>
      );
    case "balances":
      return <Balances account={account} balances={rows.balances ?? NONE} />;
  }
}

interface PastProps<Row> {
  past: Past<Row>;
  what: string;
  empty: ReactNode;
  children: (rows: readonly Row[]) => ReactNode;
}

/** Fetched rows and told ones; what the stream told is shown even where the rest did not load. */
export function PastRows<Row>({ past, what, empty, children }: PastProps<Row>) {
  const { rows, pending, failed } = past;
  return (
    <>
      {rows.length > 0 && children(rows)}
      {failed !== null && (
        <Note title={`${what} did not load`} tone="error" action={{ label: "Try again", run: past.again }}>
          {failed}. {rows.length > 0 ? "What is new since this page is open is shown." : "What happens from now on appears all the same."}
        </Note>
      )}
      {pending && failed === null && <Skeleton rows={4} />}
      {!pending && failed === null && rows.length === 0 && empty}
      {past.more && failed === null && (
        <p className={styles.older}>
          <button type="button" className="button" disabled={past.loadingMore} onClick={past.loadMore} data-test="older">
            {past.loadingMore ? "Loading older rows…" : "Load older rows"}
          </button>
        </p>
      )}
    </>
  );
}
