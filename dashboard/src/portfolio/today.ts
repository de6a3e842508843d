import Big from "big.js";
import type { AccountChange, Fill, HistoryEvent, Transaction } from "../api/wire";
import { parseTime } from "../format/time";

export type Repaired = Extract<AccountChange, { event: "repaired" }>;

/** Something that happened to one account. */
export type Happening = { key: string; account: string; ts: string } & (
  | { what: "fills"; instrument: string; side: Fill["side"]; kind: Fill["kind"]; order: string | null; fills: number; qty: string; price: string; realized: string | null }
  | { what: "money"; kind: string; instrument: string | null; amount: string; asset: string }
  | { what: "repair"; repair: Repaired }
);

/** What is known of one account's past: the newest rows of each list, newest first. */
export interface Told {
  account: string;
  fills: readonly Fill[];
  /** There are older fills than these. */
  moreFills: boolean;
  transactions: readonly Transaction[];
  repairs: readonly HistoryEvent[];
}

/** A fill says these itself: its fee is in the lists, what it realised stands in its row. */
const SAID_BY_FILLS = new Set(["fee", "realized_pnl"]);

/** What happened since `from` (Unix milliseconds), newest first, at most `limit` of it. */
export function happenings(told: readonly Told[], from: number, limit: number): Happening[] {
  const all = told.flatMap((t) => [...ofFills(t, from), ...ofMoney(t), ...ofRepairs(t)]);
  return all.filter((h) => parseTime(h.ts) >= from).sort(newestFirst).slice(0, limit);
}

const newestFirst = (a: Happening, b: Happening) => parseTime(b.ts) - parseTime(a.ts) || (a.ts === b.ts ? (a.key < b.key ? -1 : 1) : a.ts < b.ts ? 1 : -1);

/** Fills of one order are one line: what it executed since `from`, and what that realised. */
function ofFills({ account, fills, moreFills }: Told, from: number): Happening[] {
  const orders = new Map<string, Fill[]>();
  for (const fill of fills) {
    if (fill.busted || parseTime(fill.ts) < from) continue;
    const key = `${account}|${fill.instrument}|${fill.order_id ?? fill.venue_order_id}|${fill.side}`;
    orders.set(key, [...(orders.get(key) ?? []), fill]);
  }
  // Of the order with the oldest row there may be more than was fetched: what it realised in all is not known.
  const oldest = moreFills ? fills.at(-1) : undefined;
  return [...orders].map(([key, parts]) => oneOrder(account, key, parts, oldest !== undefined && parts.includes(oldest)));
}

function oneOrder(account: string, key: string, parts: readonly Fill[], cut: boolean): Happening {
  const last = parts.reduce((a, b) => (parseTime(b.ts) > parseTime(a.ts) ? b : a));
  const qty = parts.reduce((all, f) => all.plus(f.qty), new Big(0));
  const value = parts.reduce((all, f) => all.plus(new Big(f.price).times(f.qty)), new Big(0));
  const known = !cut && parts.every((f) => f.realized_pnl !== null);
  return {
    what: "fills", key, account, ts: last.ts, instrument: last.instrument, side: last.side, kind: last.kind, order: last.order_id, fills: parts.length,
    qty: qty.toFixed(), price: qty.eq(0) ? last.price : averageOf(value, qty),
    realized: known ? parts.reduce((all, f) => all.plus(f.realized_pnl ?? "0"), new Big(0)).toFixed() : null,
  };
}

/** The quotient is for reading alone: no sum is made of it. */
const averageOf = (value: Big, qty: Big) => value.div(qty).toFixed();

function ofMoney({ account, transactions }: Told): Happening[] {
  return transactions
    .filter((t) => !SAID_BY_FILLS.has(t.kind))
    .map(({ id, kind, asset, amount, instrument, ts }) => ({ what: "money", key: `${account}|${id}|${kind}|${asset}`, account, ts, kind, instrument, amount, asset }));
}

/** Repairs that found something; that there was a gap and nothing in it is said elsewhere. */
const foundAny = ({ fills, orders, holdings, reason }: Repaired) =>
  // Without a reason it is the first look after a start: balances that are read then were not missed.
  fills + orders > 0 || (holdings > 0 && reason !== "");

function ofRepairs({ account, repairs }: Told): Happening[] {
  return repairs.flatMap(({ epoch, seq, data }) =>
    data.event === "repaired" && foundAny(data) ? [{ what: "repair", key: `${account}|repair|${epoch}|${seq}`, account, ts: data.to, repair: data }] : [],
  );
}

const counted = (n: number, one: string) => (n === 0 ? [] : [`${n} ${one}${n === 1 ? "" : "s"}`]);

/** `1 fill and 2 orders`. */
export function foundWords({ fills, orders, holdings }: Pick<Repaired, "fills" | "orders" | "holdings">): string {
  const found = [...counted(fills, "fill"), ...counted(orders, "order"), ...counted(holdings, "holding")];
  return found.length < 2 ? found.join("") : `${found.slice(0, -1).join(", ")} and ${found.at(-1)}`;
}

/** A movement of money in a word. */
export function moneyWord(kind: string, amount: string): string {
  if (kind === "transfer") return new Big(amount).lt(0) ? "Transfer out" : "Transfer in";
  return `${kind.slice(0, 1).toUpperCase()}${kind.slice(1).toLowerCase().replaceAll("_", " ")}`;
}

/** The last midnight where the reader is, in Unix milliseconds, and the next. */
export function midnights(now: number): { last: number; next: number } {
  const day = new Date(now);
  const at = (days: number) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + days).getTime();
  return { last: at(0), next: at(1) };
}
