import Big from "big.js";
import type { Candle, Fill, Freshness, Instrument, Order, Position } from "../../api/wire";
import { pnlAt, mayColour } from "../../account/pnl";
import { remainingOf, sideWord } from "../../account/order-text";
import { placesOfTick } from "../../format/decimal";
import { formatPrice, formatSigned, signOf } from "../../format/number";

/** A level of one's own in the chart: a position's entry, or an order. */
export interface OwnLine {
  kind: "position" | "limit" | "stop" | "take";
  price: string;
  text: string;
  /** The direction whose colour it has; 0 for none. */
  sign: number;
  /** The order that can be dragged by it. */
  order?: string;
}

/** Fills of one side in one candle. */
export interface OwnFill {
  index: number;
  side: "buy" | "sell";
  text: string;
}

/** Of a profit in the asset that an inverse contract is settled in. */
const COIN_PLACES = 8;
const STOPS = new Set(["stop_limit", "stop_market", "trailing_stop_market"]);
const TAKES = new Set(["take_profit_limit", "take_profit_market"]);

/** Orders and positions of one instrument as lines; without colour while the account is not current. */
export function ownLines(
  positions: readonly Position[],
  orders: readonly Order[],
  instrument: Pick<Instrument, "tick_size" | "size_decimals" | "base" | "inverse">,
  mark: string | null,
  freshness: Freshness | null,
  movable: (order: Order) => boolean = () => false,
): OwnLine[] {
  const current = mayColour(freshness);
  const size = (qty: string | null) => (qty === null ? "all" : formatPrice(qty.replace(/^-/, ""), instrument.size_decimals));
  const held = positions.flatMap((p): OwnLine[] => {
    if (p.entry_price === null) return [];
    const pnl = mark === null || !current ? null : pnlAt(p, mark, instrument);
    const worth = pnl === null ? "PnL not current" : formatSigned(pnl.amount, instrument.inverse ? COIN_PLACES : 2);
    const price = new Big(p.entry_price).toFixed(placesOfTick(instrument.tick_size));
    return [{ kind: "position", price, text: `${signOf(p.qty) < 0 ? "Short" : "Long"} ${size(p.qty)} · ${worth}`, sign: 0 }];
  });
  const waiting = orders.flatMap((o): OwnLine[] => {
    const price = o.status === "untriggered" || o.price === null ? (o.trigger_price ?? o.price) : o.price;
    if (price === null) return [];
    const kind = o.type !== null && STOPS.has(o.type) ? "stop" : o.type !== null && TAKES.has(o.type) ? "take" : "limit";
    const word = { stop: "SL", take: "TP", limit: "Limit" }[kind];
    const unsure = o.status === "unknown" || o.status === "pending" ? " ?" : "";
    return [{ kind, price, text: `${word} ${sideWord(o.side).toLowerCase()} ${size(remainingOf(o))}${unsure}`, sign: current ? (o.side === "buy" ? 1 : o.side === "sell" ? -1 : 0) : 0, ...(movable(o) && { order: o.order_id }) }];
  });
  return [...held, ...waiting];
}

/** Fills by the candle in which they happened, those of one side together. Candles are oldest first, times of one writing. */
export function ownFills(fills: readonly Fill[], candles: readonly Candle[], sizeDecimals: number): OwnFill[] {
  const groups = new Map<string, { index: number; side: OwnFill["side"]; qty: Big }>();
  for (const fill of fills) {
    const index = openAt(candles, fill.ts);
    if (index < 0) continue;
    const key = `${index} ${fill.side}`;
    const group = groups.get(key);
    groups.set(key, { index, side: fill.side, qty: (group?.qty ?? new Big(0)).plus(fill.qty) });
  }
  return [...groups.values()]
    .sort((a, b) => a.index - b.index)
    .map(({ index, side, qty }) => ({ index, side, text: `${side === "buy" ? "B" : "S"} ${formatPrice(qty.toFixed(), sizeDecimals)}` }));
}

/** The candle that was open at that time; -1 before the first. */
function openAt(candles: readonly Candle[], time: string): number {
  let low = 0;
  let high = candles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (candles[middle]!.open_ts <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
