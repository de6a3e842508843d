import type { Freshness } from "../api/wire";
import { freshnessOf, isCurrent } from "../stream/freshness";
import type { StreamState } from "../stream/state";

export interface LastPrice {
  price: string | null;
  /** The taker's side of that trade; 0 when only the ticker is known. */
  sign: number;
  freshness: Freshness | null;
  freshAt: number | null;
}

/** The last trade that is known: from the tape, or from the ticker while the tape is not current. */
export function lastPrice(state: StreamState, instrument: string): LastPrice {
  const tape = state.topics[`trades.${instrument}`];
  const ticker = state.topics[`ticker.${instrument}`];
  const tapeState = freshnessOf(tape);
  const tickerState = freshnessOf(ticker);
  const newest = tape?.data?.kind === "trades" ? tape.data.trades[0] : undefined;
  if (newest && (isCurrent(tapeState) || !isCurrent(tickerState))) {
    return {
      price: newest.price,
      sign: newest.side === "buy" ? 1 : -1,
      freshness: tapeState,
      freshAt: tape?.freshAt ?? null,
    };
  }
  const last = ticker?.data?.kind === "ticker" ? ticker.data.ticker.last : null;
  return { price: last, sign: 0, freshness: tickerState, freshAt: ticker?.freshAt ?? null };
}
