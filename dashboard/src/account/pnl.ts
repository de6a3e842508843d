import Big from "big.js";
import type { Freshness, Instrument, Position } from "../api/wire";
import { freshnessOf, isCurrent, worst } from "../stream/freshness";
import type { StreamState } from "../stream/state";
import { gainOf, quotient, valueOf, type Contract } from "./contract";

/** Unrealised profit in the settlement asset, and as a share of the value at entry. */
export interface Pnl {
  amount: string;
  /** Null where the entry is unknown or zero. */
  share: string | null;
}

const SHARE_PLACES = 8;

type Kind = Pick<Instrument, "quote" | "settle" | "inverse">;

/** True where profit follows from quantity and prices alone: inverse, or settled in what prices are quoted in. */
export const isReckoned = (instrument: Kind) => instrument.inverse || instrument.quote === instrument.settle;

/** At a mark price: what the quantity has gained since the entry, exactly. Null if the entry is unknown. */
export function pnlAt(position: Pick<Position, "qty" | "entry_price">, mark: string, contract: Contract): Pnl | null {
  if (position.entry_price === null) return null;
  const entry = new Big(position.entry_price);
  const qty = new Big(position.qty);
  if (contract.inverse && (entry.lte(0) || new Big(mark).lte(0))) return null;
  const amount = gainOf(contract, qty, entry, new Big(mark));
  if (qty.eq(0) || entry.eq(0)) return { amount: amount.toFixed(), share: null };
  // An inverse contract is worth less where its price is higher: the share is of the value at entry all the same.
  const share = contract.inverse
    ? quotient(new Big(mark).minus(entry).times(qty.gt(0) ? 1 : -1), new Big(mark), SHARE_PLACES)
    : quotient(amount, valueOf(contract, qty, entry).abs(), SHARE_PLACES);
  return { amount: amount.toFixed(), share: share.toFixed() };
}

/** A position's mark and profit as they can be shown now, and how current both are. */
export interface Valuation {
  mark: string | null;
  pnl: Pnl | null;
  /** The worst of the position and of the mark. */
  freshness: Freshness | null;
}

/**
 * By the live mark where the stream has one; else as the gateway told with the position, which is as old as that. A contract that is
 * settled in a third asset is not computed here: its profit is the gateway's.
 */
export function valued(state: StreamState, position: Position, instrument: Kind | null, account: Freshness | null): Valuation {
  const topic = state.topics[`mark.${position.instrument}`];
  const data = topic?.data;
  const mark = data?.kind === "mark" ? data.mark.mark : null;
  const markState = freshnessOf(topic);
  if (mark !== null && instrument !== null && isReckoned(instrument)) {
    return { mark, pnl: pnlAt(position, mark, instrument), freshness: both(account, markState) };
  }
  const told = position.unrealized_pnl === null ? null : { amount: position.unrealized_pnl, share: null };
  // Told once, and the market has moved since.
  return { mark: mark ?? position.mark_price, pnl: told, freshness: both(account, told === null ? markState : "stale") };
}

function both(a: Freshness | null, b: Freshness | null): Freshness | null {
  const known = [a, b].filter((f) => f !== null);
  return known.length === 0 ? null : worst(known);
}

/** Colour and sign are for what is current. */
export const mayColour = (freshness: Freshness | null) => isCurrent(freshness);
