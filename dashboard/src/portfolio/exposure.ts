import Big from "big.js";
import type { Freshness, Instrument, Position } from "../api/wire";
import { quotient } from "../account/contract";
import { isReckoned } from "../account/pnl";
import { accountFreshAt, accountFreshness, viewOf } from "../account/view";
import { freshnessOf, isCurrent, worst } from "../stream/freshness";
import type { StreamState } from "../stream/state";
import { totalOf, worthOf } from "./worth";

export type Contracts = ReadonlyMap<string, Pick<Instrument, "base" | "quote" | "settle" | "inverse" | "kind" | "size_decimals">>;

/** A part that counts and is not current. */
export interface OldPart {
  account: string;
  instrument: string;
  /** In the quote asset; negative is short. */
  value: string;
  freshness: Freshness;
  /** When its account or its mark was fresh, whichever is older, on this page's clock. */
  freshAt: number | null;
}

/** What is held of one asset, all accounts and contracts together. */
export interface Exposure {
  base: string;
  quote: string;
  /** In base units; negative is short. Null where a mark for it is missing. */
  qty: string | null;
  /** What is held long and what short, both above zero; null like `qty`. */
  long: string | null;
  short: string | null;
  /** In the quote asset, with the sign of what is held. Null where a mark for it is missing. */
  value: string | null;
  /** Decimal places of quantities. */
  places: number;
  freshness: Freshness | null;
  old: readonly OldPart[];
  /** Which instrument's mark is missing, if one is. */
  needs: string | null;
}

/** All that is priced in one quote asset: another one's values are never added to it. */
export interface QuoteExposure {
  quote: string;
  rows: readonly Exposure[];
  /** Longs less shorts, and the value of every position regardless of its side; null unless all rows are known. */
  net: string | null;
  gross: string | null;
  /** The same as multiples of the equity in the quote asset, where all of it is known and is what backs these positions. */
  netTimes: string | null;
  grossTimes: string | null;
  freshness: Freshness | null;
}

export interface Exposures {
  quotes: readonly QuoteExposure[];
  /** Accounts of which nothing is known yet. */
  unknown: readonly string[];
  /** Instruments whose contract is not known (yet). */
  unnamed: readonly string[];
  /** Instruments whose quantity does not say what follows the asset's price: options, and what is settled in a third asset. */
  apart: readonly string[];
}

/** Places of a quantity of an asset that follows from a price. */
const DERIVED_PLACES = 6;
const TIMES_PLACES = 2;

interface Part extends Omit<OldPart, "value" | "freshness"> {
  base: string;
  quote: string;
  settle: string;
  places: number;
  qty: Big | null;
  value: Big | null;
  freshness: Freshness | null;
}

/** What accounts of one kind of money hold together, as it can be said now. */
export function exposuresOf(state: StreamState, accounts: readonly string[], contracts: Contracts): Exposures {
  const parts: Part[] = [];
  const unknown: string[] = [];
  const unnamed = new Set<string>();
  const apart = new Set<string>();
  for (const account of accounts) {
    const view = viewOf(state, account);
    if (view === null) unknown.push(account);
    for (const position of Object.values(view?.positions ?? {})) {
      const contract = contracts.get(position.instrument);
      if (contract === undefined) unnamed.add(position.instrument);
      else if (contract.kind === "option" || !isReckoned(contract)) apart.add(position.instrument);
      else parts.push(partOf(state, account, position, contract));
    }
  }
  const quotes = [...new Set(parts.map((p) => p.quote))].sort();
  return { quotes: quotes.map((quote) => inQuote(state, accounts, quote, parts.filter((p) => p.quote === quote), contracts)), unknown, unnamed: [...unnamed].sort(), apart: [...apart].sort() };
}

type Contract = Contracts extends ReadonlyMap<string, infer C> ? C : never;

/** A linear quantity is of the base asset; an inverse one is of the quote asset, and is worth that whatever the price. */
function partOf(state: StreamState, account: string, position: Position, contract: Contract): Part {
  const { base, quote, settle, inverse } = contract;
  const { mark, freshness, freshAt } = markOf(state, account, position);
  const held = new Big(position.qty);
  const at = mark === null ? null : new Big(mark);
  const known = at !== null && at.gt(0);
  return {
    account, instrument: position.instrument, base, quote, settle, freshness, freshAt,
    places: inverse ? DERIVED_PLACES : contract.size_decimals,
    qty: !inverse ? held : known ? quotient(held, at) : null,
    value: inverse ? held : known ? held.times(at) : null,
  };
}

/** The live mark; without one, that which was told with the position, and has not moved since. */
function markOf(state: StreamState, account: string, position: Position): { mark: string | null; freshness: Freshness | null; freshAt: number | null } {
  const own = accountFreshness(state, account);
  const topic = state.topics[`mark.${position.instrument}`];
  const live = topic?.data?.kind === "mark" ? topic.data.mark.mark : null;
  const marked = freshnessOf(topic);
  const onItsWay = live === null && marked === null;
  const states = [own, live === null && !onItsWay ? "stale" : marked].filter((f) => f !== null);
  const times = [accountFreshAt(state, account), live === null ? null : (topic?.freshAt ?? null)].filter((t) => t !== null);
  return { mark: live ?? (onItsWay ? null : position.mark_price), freshness: states.length === 0 ? null : worst(states), freshAt: times.length === 0 ? null : Math.min(...times) };
}

function inQuote(state: StreamState, accounts: readonly string[], quote: string, parts: readonly Part[], contracts: Contracts): QuoteExposure {
  const bases = [...new Set(parts.map((p) => p.base))].sort();
  const rows = bases.map((base) => rowOf(base, quote, parts.filter((p) => p.base === base)));
  const net = sum(parts.map((p) => p.value));
  const gross = sum(parts.map((p) => p.value?.abs() ?? null));
  const states = parts.map((p) => p.freshness).filter((f) => f !== null);
  const equity = parts.every((p) => p.settle === quote) ? totalOf(accounts.map((a) => worthOf(state, a, quote, contracts))) : null;
  const backing = equity === null || equity.equity === null || equity.missing.length > 0 ? null : new Big(equity.equity);
  const times = (of: Big | null) => (of === null || backing === null || backing.lte(0) ? null : quotient(of, backing, TIMES_PLACES).toFixed(TIMES_PLACES));
  const all = backing === null || equity?.freshness == null ? states : [...states, equity.freshness];
  return {
    quote, rows, net: net?.toFixed() ?? null, gross: gross?.toFixed() ?? null,
    netTimes: times(net), grossTimes: times(gross), freshness: all.length === 0 ? null : worst(all),
  };
}

function rowOf(base: string, quote: string, parts: readonly Part[]): Exposure {
  const states = parts.map((p) => p.freshness).filter((f) => f !== null);
  const old = parts.flatMap(({ account, instrument, value, freshness, freshAt }) =>
    value === null || freshness === null || isCurrent(freshness) ? [] : [{ account, instrument, value: value.toFixed(), freshness, freshAt }],
  );
  return {
    base, quote, old,
    qty: sum(parts.map((p) => p.qty))?.toFixed() ?? null,
    long: sum(parts.map((p) => side(p.qty, 1)))?.toFixed() ?? null,
    short: sum(parts.map((p) => side(p.qty, -1)))?.toFixed() ?? null,
    value: sum(parts.map((p) => p.value))?.toFixed() ?? null,
    places: Math.max(...parts.map((p) => p.places)),
    freshness: states.length === 0 ? null : worst(states),
    needs: parts.find((p) => p.qty === null || p.value === null)?.instrument ?? null,
  };
}

const side = (qty: Big | null, sign: 1 | -1): Big | null => (qty === null ? null : qty.times(sign).gt(0) ? qty.abs() : new Big(0));

/** Null as soon as one of them is not known: a part is never taken for the whole. */
const sum = (all: readonly (Big | null)[]): Big | null => all.reduce<Big | null>((a, b) => (a === null || b === null ? null : a.plus(b)), new Big(0));

/** How long each bar is, as a share of the longest in its quote asset: negative goes to the left. For drawing alone. */
export function sharesOf({ rows }: Pick<QuoteExposure, "rows">): number[] {
  const longest = rows.reduce((most, { value }) => (value !== null && new Big(value).abs().gt(most) ? new Big(value).abs() : most), new Big(0));
  return rows.map(({ value }) => (value === null || longest.eq(0) ? 0 : Number(quotient(new Big(value), longest, 4))));
}

/** Larger ones first; those that are not known yet last, by name. Reordered when holdings change, not with each mark. */
export function bySize(a: Exposure, b: Exposure): number {
  if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null) || (a.base < b.base ? -1 : 1);
  return new Big(b.value).abs().cmp(new Big(a.value).abs()) || (a.base < b.base ? -1 : 1);
}
