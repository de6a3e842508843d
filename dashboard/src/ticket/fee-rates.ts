import Big from "big.js";
import type { Fill } from "../api/wire";

const PLACES = 6;

/** What the last fills in an instrument were charged, as shares of their value; null where there was none of that kind. */
export function feeRates(fills: readonly Fill[], instrument: { instrument: string; quote: string }): { maker: string | null; taker: string | null } {
  const rate = (maker: boolean) => {
    for (const fill of fills) {
      if (fill.instrument !== instrument.instrument || fill.maker !== maker || fill.fee === null || fill.fee_asset !== instrument.quote) continue;
      const value = new Big(fill.price).times(fill.qty);
      if (value.gt(0)) return new Big(fill.fee).div(value).round(PLACES).toFixed();
    }
    return null;
  };
  return { maker: rate(true), taker: rate(false) };
}
