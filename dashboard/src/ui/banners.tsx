import { useRef } from "react";
import { Link } from "wouter";
import { useAccounts } from "../account/chosen";
import { accountFreshness, accountReason } from "../account/view";
import type { Freshness, Repair } from "../api/wire";
import { untilText } from "../format/age";
import { clockTime, clockTimeOf, parseTime } from "../format/time";
import { foundText, whereOf } from "../panels/repairs-table";
import { serverNow, worseFirst } from "../stream/freshness";
import { tryNow } from "../stream/socket";
import type { StreamState, VenueRow } from "../stream/state";
import { UnprotectedBanner, useUnprotected } from "../ticket/unprotected";
import { useStream } from "../stream/store";
import { useQuarterPaint, write } from "../stream/use-paint";
import { useNow } from "./use-now";
import { Glyph } from "./glyph";
import styles from "./banners.module.css";

const RECOVERY_MS = 5000;
const MOST = 3;

interface Props {
  venueName: (venue: string) => string;
}

/** One line per venue that is not live, worst first; for five seconds after it is back, the receipt. */
export function Banners({ venueName }: Props) {
  const venues = useStream((s) => s.connections.venues);
  const silent = useStream((s) => s.socket.silent);
  const recovering = Object.values(venues).some((v) => v.recoveredAt !== null);
  const now = useNow(recovering);
  const { account } = useAccounts();
  const unprotected = useUnprotected(account?.account ?? null);
  const broken = Object.values(venues)
    .filter((v) => v.freshness !== "live")
    .sort((a, b) => worseFirst(a.freshness, b.freshness));
  const recovered = Object.values(venues).filter(
    (v) => v.freshness === "live" && v.recoveredAt !== null && now - v.recoveredAt < RECOVERY_MS,
  );
  // While the page hears nothing, what it last heard about venues is no news.
  if (silent) return <aside className={styles.banners} aria-label="Notices"><PageBanner /></aside>;
  const shown = broken.slice(0, MOST);
  return (
    <aside className={styles.banners} aria-label="Notices">
      {account !== null && unprotected.map((u) => (
        <Line key={u.bracket_id} state="down">
          <span className={styles.tag}>UNPROTECTED</span>
          <UnprotectedBanner account={account} bracket={u} />
        </Line>
      ))}
      {shown.map((v) => (
        <VenueBanner key={v.venue} row={v} name={venueName(v.venue)} />
      ))}
      {broken.length > MOST && <p className={styles.more}>and {broken.length - MOST} more</p>}
      <AccountBanner venues={venues} />
      {recovered.map((v) => (
        <RecoveryBanner key={v.venue} row={v} name={venueName(v.venue)} />
      ))}
    </aside>
  );
}

function Line({ state, children }: { state: Freshness | "recovered"; children: React.ReactNode }) {
  return (
    <div className={styles.line} data-state={state} data-test="banner">
      {children}
    </div>
  );
}

function Tag({ state }: { state: Freshness }) {
  return (
    <span className={styles.tag}>
      <Glyph state={state} /> {state.toUpperCase()}
    </span>
  );
}

function VenueBanner({ row, name }: { row: VenueRow; name: string }) {
  const next = useRef<HTMLElement>(null);
  const nextBox = useRef<HTMLSpanElement>(null);
  const link = useStream((s) => nextLink(s, row.venue));
  const nextTry = row.next_try_at ?? link?.next_try_at ?? null;
  useQuarterPaint((s, at) => {
    const now = serverNow(s, at);
    const left = nextTry === null || now === null ? null : parseTime(nextTry) - now;
    if (nextBox.current) nextBox.current.hidden = left === null;
    write(next.current, left === null ? "" : left <= 0 ? "now" : untilText(left));
  });
  return (
    <Line state={row.freshness}>
      <Tag state={row.freshness} />
      <p>
        <b>{name}</b> {whatIsWrong(row)} since {clockTimeOf(row.outageSince ?? row.since)}
        {row.reason !== null && <>: {row.reason}</>}.{" "}
        <span className={styles.effect}>{whatIsShown(row.freshness)}</span>
      </p>
      <span className={styles.next}>
        {link !== null && link.attempt > 1 && <>Attempt {link.attempt} · </>}
        <span ref={nextBox}>Next try in <b ref={next} /></span>
      </span>
      <Link href="/connections" className="button">Details</Link>
    </Line>
  );
}

/** The account alone is behind: of a venue that is not live, the venue's own line says enough. */
function AccountBanner({ venues }: { venues: Readonly<Record<string, VenueRow>> }) {
  const { account } = useAccounts();
  const name = account?.account ?? "";
  const fresh = useStream((s) => accountFreshness(s, name));
  const reason = useStream((s) => accountReason(s, name));
  if (account === null || fresh === null || fresh === "live" || venues[account.venue]?.freshness !== "live") return null;
  return (
    <Line state={fresh}>
      <Tag state={fresh} />
      <p>
        <b>Account {name}</b> {accountWrong(fresh)}{reason !== null && <>: {reason}</>}.{" "}
        <span className={styles.effect}>{accountShown(fresh)}</span>
      </p>
      <Link href="/connections" className="button">Details</Link>
    </Line>
  );
}

const accountWrong = (state: Freshness) => (state === "polling" ? "has no stream" : state === "repairing" ? "is being repaired" : state === "stale" ? "is silent" : "cannot be reached");

function accountShown(state: Freshness): string {
  if (state === "polling") return "Orders and positions come by request and are a little older; market data is live.";
  if (state === "repairing") return "What was missed is being fetched; market data is live.";
  return "Orders and positions are as last known; market data is live.";
}

function RecoveryBanner({ row, name }: { row: VenueRow; name: string }) {
  const repairs = useStream((s) => s.connections.repairs);
  const from = row.recoveredFrom;
  const receipts = from === null ? [] : repairs.filter((r) => r.venue === row.venue && r.repaired_at >= from);
  return (
    <Line state="recovered">
      <span className={styles.tag}><Glyph state="live" /> LIVE</span>
      <p>
        <b>{name}</b> is live again.{" "}
        {receipts.length > 0 && (
          <span className={styles.effect}>
            {receipts.length} gap{receipts.length === 1 ? "" : "s"} closed: {receiptText(receipts)}.
          </span>
        )}
      </p>
      <Link href="/connections" className={styles.receipt}>Receipt</Link>
    </Line>
  );
}

/** The first few things that were brought back. */
function receiptText(receipts: readonly Repair[]): string {
  const told = receipts.slice(0, MOST).map((r) => `${whereOf(r)} ${r.channel}, ${foundText(r)}`);
  return told.join("; ") + (receipts.length > MOST ? `; and ${receipts.length - MOST} more` : "");
}

/** The page's own stream has been silent for too long: everything below is last known. */
function PageBanner() {
  const next = useRef<HTMLElement>(null);
  const reason = useStream((s) => s.socket.reason);
  const waiting = useStream((s) => s.socket.phase === "waiting");
  const attempt = useStream((s) => s.socket.attempt);
  const since = useStream((s) => (s.socket.silentSince === null ? null : serverNow(s, s.socket.silentSince)));
  useQuarterPaint((s, at) => {
    write(next.current, s.socket.nextTryAt === null ? "" : untilText(s.socket.nextTryAt - at));
  });
  return (
    <Line state="stale">
      <Tag state="stale" />
      <p>
        <b>This page</b> has heard nothing from the gateway{since !== null && <> since {clockTime(since)}</>}
        {reason !== null && <>: {reason}</>}. <span className={styles.effect}>Everything below is last known.</span>
      </p>
      <span className={styles.next}>
        {attempt > 1 && <>Attempt {attempt} · </>}
        {waiting ? <>Next try in <b ref={next} /></> : "Connecting…"}
      </span>
      <button type="button" className="button" onClick={tryNow} disabled={!waiting}>Try now</button>
    </Line>
  );
}

function nextLink(state: StreamState, venue: string) {
  return (
    Object.values(state.connections.links).find((l) => l.venue === venue && l.next_try_at !== null) ??
    Object.values(state.connections.links).find((l) => l.venue === venue && l.state !== "open") ??
    null
  );
}

function whatIsWrong(row: VenueRow): string {
  switch (row.freshness) {
    case "down":
      return "cannot be reached";
    case "stale":
      return "is silent";
    case "repairing":
      return "is being repaired";
    case "polling":
      return "has no stream";
    case "live":
      return "is live";
  }
}

function whatIsShown(state: Freshness): string {
  switch (state) {
    case "polling":
      return "Numbers come by request and are a little older.";
    case "repairing":
      return "Last known numbers are dimmed until the gap is closed.";
    case "stale":
    case "down":
      return "Numbers below are last known, not quotes.";
    case "live":
      return "";
  }
}
