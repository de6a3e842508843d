import Big from "big.js";
import { parseTime } from "../format/time";

/** The net result after a change; `ts` as the gateway wrote it. */
export interface Point {
  ts: string;
  net: string;
}

/** Several accounts' curves as one: at each change of any of them, the sum of what each had come to. */
export function together(curves: readonly (readonly { ts: string; net_pnl: string }[])[]): Point[] {
  const steps = curves.flatMap((curve, of) => curve.map((p) => ({ ts: p.ts, of, net: new Big(p.net_pnl) })));
  steps.sort((a, b) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0));
  const last = curves.map(() => new Big(0));
  return steps.map(({ ts, of, net }) => {
    last[of] = net;
    return { ts, net: last.reduce((sum, part) => sum.plus(part), new Big(0)).toFixed() };
  });
}

/** Where a curve lies in a box of 100 by 100, and which amounts its edges stand for. */
export interface Drawn {
  /** The line, as steps: a result stays what it was until something changes it. */
  line: string;
  /** The same down to zero. */
  area: string;
  /** Per point. */
  places: readonly { x: number; y: number }[];
  /** From the top, in percent. */
  zero: number;
  highest: string;
  lowest: string;
}

/** Draws a curve from `from` to `to`, both Unix milliseconds; it begins at zero. */
export function drawn(points: readonly Point[], from: number, to: number): Drawn {
  const nets = points.map((p) => new Big(p.net));
  const highest = nets.reduce((a, b) => (b.gt(a) ? b : a), new Big(0));
  const lowest = nets.reduce((a, b) => (b.lt(a) ? b : a), new Big(0));
  const range = highest.minus(lowest);
  // A place on the screen is no amount: here alone does one become a number.
  const down = (net: Big) => (range.eq(0) ? 50 : Number(highest.minus(net).div(range).times(100).toFixed(3)));
  const across = (ts: string) => round(Math.min(100, Math.max(0, ((parseTime(ts) - from) / Math.max(1, to - from)) * 100)));
  const places = points.map((p, i) => ({ x: across(p.ts), y: down(nets[i]!) }));
  const zero = down(new Big(0));
  const line = `M0 ${zero}${places.map((p) => `H${p.x}V${p.y}`).join("")}H100`;
  return { line, area: `${line}V${zero}H0Z`, places, zero, highest: highest.toFixed(), lowest: lowest.toFixed() };
}

const round = (x: number) => Math.round(x * 1000) / 1000;
