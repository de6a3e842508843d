import Big from "big.js";
import type { Level, Side } from "../api/wire";
import { quantityFor, valueOf, type Contract } from "../account/contract";
import type { Book } from "../stream/book";

/** What a market order would meet. */
export interface Met {
  /** Quantity that the known book holds of it. */
  qty: string;
  average: string;
  worst: string;
  best: string;
}

const PLACES = 12;

/** Goes through the other side from its best level until the quantity is met or the known book ends. Null if there is nothing. */
export function throughBook(book: Book | null, side: Side, qty: string, contract: Contract): Met | null {
  const levels: readonly Level[] = book === null ? [] : side === "buy" ? book.asks : book.bids;
  const wanted = new Big(qty);
  let met = new Big(0);
  let value = new Big(0);
  let worst: string | null = null;
  for (const [price, size] of levels) {
    const left = wanted.minus(met);
    if (left.lte(0)) break;
    const taken = left.lt(size) ? left : new Big(size);
    met = met.plus(taken);
    value = value.plus(valueOf(contract, taken, price));
    worst = price;
  }
  if (worst === null || met.eq(0)) return null;
  return { qty: met.toFixed(), average: averageOf(contract, met, value).round(PLACES).toFixed(), worst, best: levels[0]![0] };
}

/** The price at which the whole quantity has this value. */
const averageOf = (contract: Contract, met: Big, value: Big) => (contract.inverse ? met.div(value) : quantityFor(contract, value, met));
