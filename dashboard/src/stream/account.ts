import type { Account, AccountChange, AccountSnapshot, Balance, DeadMan, Fill, Order, Position, Setting, Transaction } from "../api/wire";
import { isOver, type Bracket } from "../api/brackets";
import { isZero } from "../format/decimal";

/** What became of a command on an order. */
export interface Command {
  command: string;
  /** Null while it is under way. */
  outcome: string | null;
  detail: string;
}

/** An account as its topic tells it. Lists that only grow hold what was told since the page began to listen, newest first. */
export interface AccountView {
  /** As the last snapshot said it; how current the account is, the topic says. */
  row: Account;
  /** Orders that are not final, by their name. */
  orders: Readonly<Record<string, Order>>;
  positions: Readonly<Record<string, Position>>;
  balances: Readonly<Record<string, Balance>>;
  settings: readonly Setting[];
  /** Brackets that are not over, by their name. */
  brackets: Readonly<Record<string, Bracket>>;
  /** False for a gateway that knows nothing of brackets: none can be asked for. */
  bracketsOffered: boolean;
  /** Whether orders are ended when the gateway is gone; null for a gateway that knows nothing of that. */
  deadMan: DeadMan | null;
  ended: readonly Order[];
  fills: readonly Fill[];
  transactions: readonly Transaction[];
  /** Commands on open orders, by the order's name. */
  commands: Readonly<Record<string, Command>>;
  /** How many rows each list was told, those that fell out of it included. */
  told: { ended: number; fills: number; transactions: number };
  /** Where the lists begin. Another place than before says that something may have been missed: it is fetched again. */
  chain: string;
  /** The last events as they came, oldest first: what is to be spoken. */
  recent: readonly { seq: number; change: AccountChange }[];
}

/** Rows that each list holds; older ones are fetched. */
export const MAX_TOLD = 200;

/** More than one frame brings. */
const MAX_RECENT = 30;

const FINAL = new Set(["filled", "canceled", "expired", "rejected"]);
export const isFinal = (order: Order) => FINAL.has(order.status);
export const positionKey = (p: Pick<Position, "instrument" | "position_side">) => `${p.instrument}|${p.position_side}`;
/** The venue's names of fills are unique per instrument. */
export const fillKey = (f: Pick<Fill, "instrument" | "trade_id">) => `${f.instrument}|${f.trade_id}`;
/** Unique together. */
export const transactionKey = (t: Pick<Transaction, "id" | "kind" | "asset">) => `${t.id}|${t.kind}|${t.asset}`;

/** All that is known anew. `lists` are those that this goes on with: nothing lies between them and it. */
export function accountFromSnapshot(snapshot: AccountSnapshot, place: string, lists: AccountView | null): AccountView {
  const orders = byKey(snapshot.orders, (o) => o.order_id);
  return {
    row: snapshot.account,
    orders,
    positions: byKey(snapshot.positions, positionKey),
    balances: byKey(snapshot.balances, (b) => b.asset),
    settings: snapshot.settings,
    bracketsOffered: "brackets" in snapshot,
    brackets: byKey(snapshot.brackets ?? [], (b) => b.bracket_id),
    deadMan: snapshot.dead_man ?? null,
    ended: lists?.ended ?? [],
    fills: lists?.fills ?? [],
    transactions: lists?.transactions ?? [],
    commands: Object.fromEntries(Object.entries(lists?.commands ?? {}).filter(([id]) => id in orders)),
    told: lists?.told ?? { ended: 0, fills: 0, transactions: 0 },
    chain: lists?.chain ?? place,
    recent: lists?.recent ?? [],
  };
}

/** The account after one event. Each event holds the whole of what it changes. */
export function accountAfter(held: AccountView, change: AccountChange, seq: number): AccountView {
  return { ...held, ...changed(held, change), recent: [...held.recent, { seq, change }].slice(-MAX_RECENT) };
}

function changed(held: AccountView, change: AccountChange): Partial<AccountView> {
  switch (change.event) {
    case "order_placed":
    case "order_executed":
    case "order_cancelled":
    case "order_rejected":
    case "order_updated":
      return orderChanged(held, change.order);
    case "command_sent":
      return { commands: { ...held.commands, [change.order_id]: { command: change.command, outcome: null, detail: change.detail } } };
    case "command_ended":
      return change.order_id in held.orders
        ? { commands: { ...held.commands, [change.order_id]: { command: change.command, outcome: change.outcome, detail: change.detail } } }
        : { commands: without(held.commands, change.order_id) };
    case "fill":
    case "fill_updated":
      return told(held, "fills", change.fill, fillKey);
    case "position_opened":
    case "position_updated":
    case "position_closed":
      return { positions: positionsAfter(held, change.position) };
    case "balance_updated":
      return { balances: { ...held.balances, [change.balance.asset]: change.balance } };
    case "transaction":
      return told(held, "transactions", change.transaction, transactionKey);
    case "setting_changed":
      return { settings: [...held.settings.filter((s) => s.setting !== change.setting.setting || s.instrument !== change.setting.instrument), change.setting] };
    case "bracket_updated": {
      const { bracket } = change;
      return { brackets: isOver(bracket) ? without(held.brackets, bracket.bracket_id) : { ...held.brackets, [bracket.bracket_id]: bracket } };
    }
    case "dead_man":
      return { deadMan: change.dead_man };
    case "margin_blocked":
    case "margin_released":
    case "alert":
    case "repaired":
      return {};
    default:
      // A newer gateway may tell more; what it holds takes a place in the history all the same.
      return {};
  }
}

function orderChanged(held: AccountView, order: Order): Partial<AccountView> {
  if (!isFinal(order)) return { orders: { ...held.orders, [order.order_id]: order } };
  return {
    orders: without(held.orders, order.order_id),
    commands: without(held.commands, order.order_id),
    ...told(held, "ended", order, (o) => o.order_id),
  };
}

function positionsAfter(held: AccountView, position: Position): AccountView["positions"] {
  const key = positionKey(position);
  return isZero(position.qty) ? without(held.positions, key) : { ...held.positions, [key]: position };
}

type Lists = { ended: Order; fills: Fill; transactions: Transaction };

/** A row that is new goes to the front; one that is told again is replaced where it stands. */
function told<K extends keyof Lists>(held: AccountView, list: K, row: Lists[K], key: (row: Lists[K]) => string): Partial<AccountView> {
  const rows = held[list] as readonly Lists[K][];
  const at = rows.findIndex((r) => key(r) === key(row));
  if (at >= 0) return { [list]: rows.with(at, row) };
  return { [list]: [row, ...rows].slice(0, MAX_TOLD), told: { ...held.told, [list]: held.told[list] + 1 } };
}

function byKey<Row>(rows: readonly Row[], key: (row: Row) => string): Record<string, Row> {
  return Object.fromEntries(rows.map((row) => [key(row), row]));
}

function without<Row>(rows: Readonly<Record<string, Row>>, key: string): Readonly<Record<string, Row>> {
  if (!(key in rows)) return rows;
  const rest = { ...rows };
  delete rest[key];
  return rest;
}
