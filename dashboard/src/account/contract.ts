import Big from "big.js";
import type { Instrument } from "../api/wire";

/**
 * What is a quantity of a contract worth, and what does it gain? A linear one is worth quantity times price, in the quote asset. An
 * inverse one has quantities in quote units and is worth quantity over price, in the asset that it is settled in.
 */
export type Contract = Pick<Instrument, "inverse">;

/** Places of a quotient: more than any venue settles with. */
export const PLACES = 18;

/** The exact quotient, rounded once, half away from zero. */
export function quotient(over: Big, under: Big, places = PLACES): Big {
  const Exact = Big();
  Exact.DP = places;
  Exact.RM = Big.roundHalfUp;
  return new Big(new Exact(over).div(under));
}

export const valueOf = ({ inverse }: Contract, qty: Big, price: string | Big): Big => (inverse ? quotient(qty, new Big(price)) : qty.times(price));

/** The quantity that is worth so much. */
export const quantityFor = ({ inverse }: Contract, value: Big, price: string | Big): Big => (inverse ? value.times(price) : value.div(price));

/** What a signed quantity (negative is short) has gained from one price to another. */
export function gainOf({ inverse }: Contract, qty: Big, entry: Big, exit: Big): Big {
  const moved = exit.minus(entry).times(qty);
  return inverse ? quotient(moved, entry.times(exit)) : moved;
}

/** What quantities are counted in, and what values are. */
export const quantityAsset = (of: Pick<Instrument, "inverse" | "base" | "quote">) => (of.inverse ? of.quote : of.base);
export const valueAsset = (of: Pick<Instrument, "inverse" | "quote" | "settle">) => (of.inverse ? of.settle : of.quote);
