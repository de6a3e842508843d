import Big from "big.js";
import { useMemo, type ReactNode } from "react";
import { Link } from "wouter";
import { chooseAccount } from "../account/chosen";
import { symbolOf } from "../account/order-text";
import { placesOf, useInstruments } from "../account/places";
import { accountFreshness } from "../account/view";
import type { Account, Fill, Freshness, Instrument } from "../api/wire";
import { formatAge } from "../format/age";
import { placesOf as placesIn } from "../format/decimal";
import { ABSENT, formatPrice, formatSigned, signOf } from "../format/number";
import { clockTimeOf, dateOf, parseTime } from "../format/time";
import { isCurrent } from "../stream/freshness";
import { useStream } from "../stream/store";
import { Note, Skeleton } from "../ui/note";
import { foundWords, moneyWord, type Happening } from "./today";
import { useToday } from "./use-today";
import { placesOfAsset } from "./worth";
import styles from "./what-changed.module.css";

/** Lines that the panel has room for, without ever changing its height. */
const LINES = 8;

/** What happened to these accounts since midnight, newest first: orders that were filled, money that moved, repairs that found something. */
export function WhatChanged({ accounts }: { accounts: readonly Account[] }) {
  const names = useMemo(() => accounts.map((a) => a.account), [accounts]);
  const { rows, pending, loading, failed, again } = useToday(names, LINES);
  const instruments = useInstruments(rows.flatMap((h) => ("instrument" in h && h.instrument !== null ? [h.instrument] : [])));
  const old = useStream((s) => names.find((a) => oldState(accountFreshness(s, a)) !== null) ?? null);
  const state = useStream((s) => (old === null ? null : oldState(accountFreshness(s, old))));
  return (
    <div className={styles.panel} data-test="today" data-fresh={state ?? "live"}>
      <div className={styles.body}>
        {rows.length > 0 && failed !== null && (
          <p className={`${styles.line} ${styles.failed}`} role="alert">
            <span className={styles.text} title={failed}>△ Not all of it loaded: {failed}</span>
            <button type="button" className="button quiet" onClick={again}>Try again</button>
          </p>
        )}
        {rows.length > 0 && (failed !== null || !loading) && (
          <ol aria-label="What changed today, newest first">
            {rows.slice(0, failed === null ? LINES : LINES - 1).map((h) => <Line key={h.key} of={h} alone={names.length === 1} instruments={instruments} />)}
          </ol>
        )}
        {rows.length === 0 && failed !== null && (
          <Note title="Today did not load" tone="error" action={{ label: "Try again", run: again }}>{failed}. What happens from now on appears all the same.</Note>
        )}
        {failed === null && (loading || rows.length === 0) && (pending ? <Skeleton rows={5} /> : (
          <Note title={old === null ? "Nothing yet today" : "Nothing today when it was last heard"}>
            Fills with what they realised, funding, transfers and repairs since midnight, your local time, appear here.
          </Note>
        ))}
      </div>
      <p className={styles.foot}>
        <span data-test="today-note">{old === null ? "" : `${old} is ${(state ?? "").toUpperCase()}: what came since is not here yet`}</span>
        <Link href="/history/fills" onClick={() => names[0] !== undefined && names.length === 1 && chooseAccount(names[0])} data-test="today-history">All in History</Link>
      </p>
    </div>
  );
}

const oldState = (fresh: Freshness | null) => (fresh === null || isCurrent(fresh) ? null : fresh);

interface LineProps {
  of: Happening;
  alone: boolean;
  instruments: ReadonlyMap<string, Instrument>;
}

function Line({ of: h, alone, instruments }: LineProps) {
  const { mark, text, at, amount } = wordsOf(h, instruments);
  return (
    <li className={styles.line} data-what={h.what}>
      <time dateTime={h.ts} title={localTime(h.ts)} className={styles.time}>{timeText(h.ts)}</time>
      <span className={styles.mark} data-mark={h.what} aria-hidden="true">{mark}</span>
      <span className={styles.text} title={`${text}${at}`}>
        {text}{at !== "" && <span className={styles.at}>{at}</span>}
      </span>
      {!alone && <span className={`label ${styles.whose}`} title={h.account}>{h.account}</span>}
      <span className={styles.amount}>{amount}</span>
    </li>
  );
}

interface Words {
  mark: string;
  text: string;
  /** Left out where there is no room. */
  at: string;
  amount: ReactNode;
}

function wordsOf(h: Happening, instruments: ReadonlyMap<string, Instrument>): Words {
  switch (h.what) {
    case "fills": return filled(h, instruments.get(h.instrument));
    case "money": return { mark: "", at: "", text: `${moneyWord(h.kind, h.amount)}${h.instrument === null ? "" : `, ${symbolOf(h.instrument)}`}`, amount: <Amount text={h.amount} asset={h.asset} quiet={h.kind === "transfer"} /> };
    case "repair": return { mark: "⟳", at: "", text: `Repair: ${foundWords(h.repair)} found`, amount: <span className={styles.quiet} title={h.repair.reason}>gap of {formatAge(parseTime(h.repair.to) - parseTime(h.repair.from))}</span> };
  }
}

const KINDS: Record<Fill["kind"], string> = { trade: "", liquidation: "Liquidation: ", auto_deleverage: "Auto-deleveraged: ", settlement: "Settled: " };

function filled(h: Extract<Happening, { what: "fills" }>, instrument: Instrument | undefined): Words {
  const places = placesOf(instrument);
  const price = formatPrice(h.price, places.price + (h.fills > 1 ? 1 : 0), true);
  const verb = h.side === "buy" ? "bought" : "sold";
  const said = `${KINDS[h.kind]}${KINDS[h.kind] === "" ? `${verb[0]!.toUpperCase()}${verb.slice(1)}` : verb}`;
  const opens = h.realized !== null && signOf(h.realized) === 0;
  return {
    mark: h.side === "buy" ? "▲" : "▼",
    text: `${said} ${formatPrice(h.qty, places.size)} ${symbolOf(h.instrument)}`,
    at: opens ? "" : ` at ${price}`,
    amount: opens ? <span className={styles.quiet}>at <span className="n plain">{price}</span></span> : <Amount text={h.realized} asset={instrument?.settle ?? ""} />,
  };
}

/** With the asset it is in; the exact amount on hover. Money that comes or goes is neither gain nor loss. */
function Amount({ text, asset, quiet = false }: { text: string | null; asset: string; quiet?: boolean }) {
  if (text === null) return <span className={styles.quiet} title="What it realised is not known yet">{ABSENT}</span>;
  const cents = placesOfAsset(asset);
  // What is too small for cents is written out: it was not nothing.
  const places = signOf(text) !== 0 && signOf(new Big(text).toFixed(cents)) === 0 ? placesIn(text) : cents;
  return (
    <span title={`${text} ${asset}`}>
      <span className="n plain" data-sign={quiet ? "0" : String(signOf(text))}>{formatSigned(text, places)}</span> <span className="label">{asset}</span>
    </span>
  );
}

/** In UTC as everywhere; the date where the reader's midnight lies on the day before. */
function timeText(ts: string): string {
  const day = dateOf(ts);
  return day === dateOf(new Date().toISOString()) ? clockTimeOf(ts) : `${day} ${clockTimeOf(ts)}`;
}

const localTime = (ts: string) => `${clockTimeOf(ts)} UTC, ${new Date(parseTime(ts)).toLocaleTimeString(undefined, { timeZoneName: "short" })}`;
