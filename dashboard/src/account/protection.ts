import type { Order, Position } from "../api/wire";

/** Orders that close a position by themselves: what takes its profit, and what limits its loss. */
export interface Protection {
  takes: readonly Order[];
  stops: readonly Order[];
}

const STOPS = new Set(["stop_limit", "stop_market", "trailing_stop_market"]);
const TAKES = new Set(["take_profit_limit", "take_profit_market"]);

/** Of all open orders those of the other side that can only reduce this position. */
export function protectionOf(position: Position, orders: readonly Order[]): Protection {
  const closing = position.qty.startsWith("-") ? "buy" : "sell";
  const own = orders.filter(
    (o) =>
      o.instrument === position.instrument &&
      o.side === closing &&
      (o.position_side ?? "both") === position.position_side &&
      (o.reduce_only || o.close_position || position.position_side !== "both"),
  );
  const of = (types: ReadonlySet<string>) => own.filter((o) => o.type !== null && types.has(o.type));
  return { takes: of(TAKES), stops: of(STOPS) };
}
