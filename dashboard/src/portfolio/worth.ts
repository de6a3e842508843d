import Big from "big.js";
import type { Balance, Freshness, Instrument, Money, Position } from "../api/wire";
import { valued } from "../account/pnl";
import { accountFreshAt, accountFreshness, viewOf } from "../account/view";
import { worst } from "../stream/freshness";
import type { StreamState } from "../stream/state";

/** What one account is worth in one asset, as it can be said now. */
export interface Worth {
  account: string;
  /** The wallet and what open positions would bring; null where something for it is not known. */
  equity: string | null;
  unrealised: string | null;
  /** Which instrument's mark is missing, if that is why. */
  needs: string | null;
  /** The worst of the account and of every mark that was used; null while nothing is known of the account. */
  freshness: Freshness | null;
  /** When the account was fresh, on this page's clock. */
  freshAt: number | null;
}

export type Instruments = ReadonlyMap<string, Pick<Instrument, "quote" | "settle" | "inverse">>;

export function worthOf(state: StreamState, account: string, asset: string, instruments: Instruments): Worth {
  const view = viewOf(state, account);
  const own = accountFreshness(state, account);
  const unknown: Worth = { account, equity: null, unrealised: null, needs: null, freshness: own, freshAt: accountFreshAt(state, account) };
  if (view === null) return unknown;
  let unrealised = new Big(0);
  const states = own === null ? [] : [own];
  for (const position of Object.values(view.positions)) {
    const instrument = instruments.get(position.instrument);
    if (instrument === undefined) return { ...unknown, needs: position.instrument };
    if (instrument.settle !== asset) continue;
    const { pnl, freshness } = valued(state, position, instrument, own);
    if (pnl === null) return { ...unknown, needs: position.instrument, freshness };
    unrealised = unrealised.plus(pnl.amount);
    if (freshness !== null) states.push(freshness);
  }
  const wallet = view.balances[asset]?.wallet ?? "0";
  return { ...unknown, equity: unrealised.plus(wallet).toFixed(), unrealised: unrealised.toFixed(), freshness: states.length === 0 ? null : worst(states) };
}

export interface Total {
  equity: string | null;
  unrealised: string | null;
  freshness: Freshness | null;
  /** Parts that are in the total and are not current. */
  old: readonly Worth[];
  /** Accounts that are not in the total, for nothing can be said of them. */
  missing: readonly Worth[];
}

/** Accounts of one kind of money together, in one asset; other kinds are never added. */
export function totalOf(worths: readonly Worth[]): Total {
  const known = worths.filter((w) => w.equity !== null);
  const sum = (of: (w: Worth) => string | null) => (known.length === 0 ? null : known.reduce((all, w) => all.plus(of(w) ?? "0"), new Big(0)).toFixed());
  const states = known.map((w) => w.freshness).filter((f) => f !== null);
  return {
    equity: sum((w) => w.equity),
    unrealised: sum((w) => w.unrealised),
    freshness: states.length === 0 ? null : worst(states),
    old: known.filter((w) => w.freshness !== null && w.freshness !== "live" && w.freshness !== "polling"),
    missing: worths.filter((w) => w.equity === null),
  };
}

/** What speaks for showing an asset first: what was traded, what is held, what is looked at, and only then who has some. */
export interface Reasons {
  /** Fills that settled in it. */
  fills: ReadonlyMap<string, number>;
  balances: readonly Readonly<Record<string, Balance>>[];
  positions: readonly Position[];
  instruments: Instruments;
  /** What the instrument that was looked at last settles in. */
  looked: string | null;
}

/** Assets that accounts hold, trade or settle in, the one to begin with first. */
export function assetsOf({ fills, balances, positions, instruments, looked }: Reasons): string[] {
  const settled = positions.map((p) => instruments.get(p.instrument)?.settle).filter((a) => a !== undefined);
  const wallets = balances.flatMap((held) => Object.values(held)).filter((b) => !new Big(b.wallet).eq(0)).map((b) => b.asset);
  const all = new Set([...fills.keys(), ...settled, ...wallets]);
  const times = (list: readonly string[], asset: string) => list.filter((a) => a === asset).length;
  const rank = (asset: string) => [fills.get(asset) ?? 0, times(settled, asset), Number(asset === looked), times(wallets, asset)];
  return [...all].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    const at = x.findIndex((n, i) => n !== y[i]);
    return at < 0 ? (a < b ? -1 : 1) : y[at]! - x[at]!;
  });
}

/** Places of an amount: cents of what is money, more of what is dear. */
export const placesOfAsset = (asset: string) => (/USD|EUR|INR|DAI/.test(asset) ? 2 : 6);

const ORDER: readonly string[] = ["REAL", "PAPER", "SIM", "TEST"];

/** Kinds of money that there are, real first. */
export const kindsOf = (accounts: readonly { money: Money }[]): Money[] => [...new Set(accounts.map((a) => a.money))].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
