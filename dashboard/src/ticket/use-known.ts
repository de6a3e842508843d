import { useInfiniteQuery } from "@tanstack/react-query";
import Big from "big.js";
import { useEffect, useMemo, useRef, useState } from "react";
import { endedQuery, fillsQuery } from "../api/queries";
import { accountFreshness, useView } from "../account/view";
import type { Account, Freshness, Instrument } from "../api/wire";
import type { AccountView } from "../stream/account";
import { freshnessOf, pageIsStale, worst } from "../stream/freshness";
import type { StreamState, Topic } from "../stream/state";
import { store, useStream } from "../stream/store";
import { useQuarterPaint } from "../stream/use-paint";
import { useTopics } from "../stream/use-topics";
import { usualSize } from "./fat-finger";
import { feeRates } from "./fee-rates";
import { positionSide } from "./body";
import type { Fields } from "./fields";
import type { Known } from "./reckon";

/** How the market stands, looked at four times a second. */
export interface MarketNow {
  book: Known["book"];
  bid: string | null;
  ask: string | null;
  mark: string | null;
  /** The better of book and quote: either says what the price is. */
  fresh: Freshness | null;
  /** Age of that, while it is not live; rounded, so that nothing is drawn for its own sake. */
  ageMs: number | null;
}

const RANK: Record<Freshness, number> = { live: 0, polling: 1, repairing: 2, stale: 3, down: 4 };
const AGE_STEP = 200;

export function useMarket(instrument: string): MarketNow {
  useTopics(useMemo(() => [`bbo.${instrument}`, `book.${instrument}`, `mark.${instrument}`], [instrument]));
  const [now, setNow] = useState(() => marketOf(store.getState(), instrument, performance.now()));
  const shown = useRef(now);
  useQuarterPaint((state, at) => {
    const next = marketOf(state, instrument, at);
    const before = shown.current;
    if ((Object.keys(next) as (keyof MarketNow)[]).every((k) => next[k] === before[k])) return;
    shown.current = next;
    setNow(next);
  });
  useEffect(() => setNow((shown.current = marketOf(store.getState(), instrument, performance.now()))), [instrument]);
  return now;
}

function marketOf(state: StreamState, instrument: string, at: number): MarketNow {
  const [bbo, book, mark] = ["bbo", "book", "mark"].map((kind) => state.topics[`${kind}.${instrument}`]);
  const price = better(bbo, book);
  const data = book?.data?.kind === "book" ? book.data.book : null;
  const quote = bbo?.data?.kind === "bbo" ? bbo.data.bbo : null;
  const fresh = price === undefined ? null : freshnessOf(price);
  const ageMs = price?.freshAt == null ? null : Math.floor(Math.max(0, at - price.freshAt) / AGE_STEP) * AGE_STEP;
  return {
    book: data,
    bid: quote?.bid?.price ?? data?.bids[0]?.[0] ?? null,
    ask: quote?.ask?.price ?? data?.asks[0]?.[0] ?? null,
    mark: mark?.data?.kind === "mark" ? mark.data.mark.mark : null,
    fresh,
    ageMs: fresh === "live" ? null : ageMs,
  };
}

function better(a: Topic | undefined, b: Topic | undefined): Topic | undefined {
  const [x, y] = [a, b].map((t) => (t === undefined ? null : freshnessOf(t)));
  if (x === null || x === undefined) return b;
  return y !== null && y !== undefined && RANK[y] < RANK[x] ? b : a;
}

const NOTHING: readonly never[] = [];

/** What is known of the account that the figures need. */
export function useKnown(account: Account, instrument: Instrument, fields: Fields, market: MarketNow) {
  const name = account.account;
  const id = instrument.instrument;
  const settings = useView(name, (v) => v.settings) ?? NOTHING;
  const setting = (what: string) => settings.find((s) => s.setting === what && (s.instrument === null || s.instrument === id))?.value ?? null;
  const mode = { hedge: setting("hedge_mode") === "true" };
  const side = positionSide(fields.side, fields.reduceOnly, mode);
  const held = useView(name, (v) => v.positions[`${id}|${side}`]?.qty ?? null) ?? "0";
  const available = useView(name, (v) => v.balances[instrument.settle]?.available ?? null);
  const told = useView(name, (v) => v.fills) ?? NOTHING;
  const fetched = useInfiniteQuery(fillsQuery(name, null)).data?.pages[0]?.data ?? NOTHING;
  const rates = useMemo(() => feeRates([...told, ...fetched], instrument), [told, fetched, instrument]);
  const known: Known = {
    instrument,
    book: market.book,
    bid: market.bid,
    ask: market.ask,
    mark: market.mark,
    leverage: setting("leverage"),
    available,
    held,
    makerRate: rates.maker,
    takerRate: rates.taker,
  };
  return { known, mode, marginMode: setting("margin_mode"), usual: useUsual(name, id) };
}

const ended = (v: AccountView) => v.ended;

/** The usual size of what was filled in an instrument. */
function useUsual(account: string, instrument: string): string | null {
  const told = useView(account, ended) ?? NOTHING;
  const fetched = useInfiniteQuery(endedQuery(account, null)).data?.pages[0]?.data ?? NOTHING;
  return useMemo(() => {
    const sizes = [...told, ...fetched].filter((o) => o.instrument === instrument && new Big(o.executed_qty).gt(0)).map((o) => o.executed_qty);
    return usualSize(sizes.slice(0, 50));
  }, [told, fetched, instrument]);
}

/** Which way commands of an account leave, and whether they may, as the gateway told last. */
export function useWay(account: Account) {
  const row = useStream((s) => s.connections.accounts[account.account]) ?? account;
  const silent = useStream(pageIsStale);
  const fresh = useStream((s) => accountFreshness(s, account.account));
  const commands = row.commands === "ws" || row.commands === "rest" ? row.commands : null;
  return { commands, killed: row.killed, blocked: row.blocked, fresh, silent } as const;
}

/** The price as the page knows it: with the page's own socket silent, nothing is current. */
export const priceFreshness = (market: MarketNow, silent: boolean): Freshness | null => (silent && market.fresh !== null ? worst([market.fresh, "stale"]) : market.fresh);
