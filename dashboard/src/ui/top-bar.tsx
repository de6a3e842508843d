import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import { AccountSwitcher } from "../account/account-switcher";
import { anyOptionsQuery } from "../api/queries";
import type { Account, Freshness, Instrument, Money, Venue } from "../api/wire";
import { pageIsStale, venueFreshness, worst } from "../stream/freshness";
import type { StreamState } from "../stream/state";
import { useStream } from "../stream/store";
import { chooseTheme, useTheme } from "../theme/theme";
import { FreshnessBadge } from "./freshness-badge";
import { MoneyBadge } from "./money-badge";
import { PlugMenu } from "./plug-menu";
import { SettingsMenu } from "./settings-menu";
import { useFoldedVenues } from "./use-media";
import styles from "./top-bar.module.css";

interface Props {
  venues: Venue[];
  venue: Venue | undefined;
  instrument: Instrument | null;
  money: Money | null;
  accounts: readonly Account[];
  account: Account | null;
  demo: boolean;
  tradePath: string;
  onPalette: () => void;
  onHelp: () => void;
}

/** Pages, venues, search, and whose money this is. */
export function TopBar({ venues, venue, instrument, money, accounts, account, demo, tradePath, onPalette, onHelp }: Props) {
  const folded = useFoldedVenues();
  return (
    <header className={styles.bar} data-money={money ?? "none"}>
      {account === null && <span className={styles.money}>{money && <MoneyBadge money={money} />}</span>}
      <Link href="/" className={styles.brand} aria-label="Twinline, trade page">
        <Mark /> <b>Twinline</b>
      </Link>
      <Pages tradePath={tradePath} className={styles.pages!} />
      <div className={styles.venues}>
        {folded ? (
          <FoldedVenues venues={venues} />
        ) : (
          venues.map((v) => (
            <Link key={v.venue} href="/connections" className={styles.venue}>
              <FreshnessBadge
                name={v.name}
                title={v.name}
                freshness={(s) => venueFreshness(s, v.venue)}
                freshAt={(s) => venueFreshAt(s, v.venue)}
                reason={(s) => s.connections.venues[v.venue]?.reason ?? null}
              />
            </Link>
          ))
        )}
      </div>
      <button type="button" className={styles.search} onClick={onPalette} aria-label="Search or run" title="Search or run (Ctrl K)" data-test="search">
        <Loupe /> <span>Search or run…</span> <span className="kbd">Ctrl K</span>
      </button>
      {account !== null && <span className={styles.account}><AccountSwitcher accounts={accounts} account={account} /></span>}
      {demo && venue && <PlugMenu venue={venue.venue} instrument={instrument} />}
      <ThemeButton />
      <SettingsMenu />
      <button type="button" className={`button quiet icon ${styles.help}`} onClick={onHelp} aria-label="Keys and words" title="Keys and words (?)">?</button>
    </header>
  );
}

/** One pill for all venues: how many are live, and what the worst of them is. */
function FoldedVenues({ venues }: { venues: Venue[] }) {
  const live = useStream((s) => venues.filter((v) => venueFreshness(s, v.venue) === "live").length);
  return (
    <Link href="/connections" className={styles.venue}>
      <FreshnessBadge
        name={`${live} of ${venues.length} venues live`}
        title={`${live} of ${venues.length} live`}
        freshness={(s) => worstKnown(venues.map((v) => venueFreshness(s, v.venue)))}
        freshAt={(s) => oldest(venues.map((v) => venueFreshAt(s, v.venue)))}
        reason={(s) => venues.map((v) => s.connections.venues[v.venue]?.reason ?? null).find((r) => r !== null) ?? null}
      />
    </Link>
  );
}

function worstKnown(states: readonly (Freshness | null)[]): Freshness | null {
  const known = states.filter((f) => f !== null);
  return known.length === 0 ? null : worst(known);
}

function oldest(times: readonly (number | null)[]): number | null {
  const known = times.filter((t) => t !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** The pages, at the top or, on a phone, at the bottom. */
export function Pages({ tradePath, className }: { tradePath: string; className: string }) {
  const [path] = useLocation();
  const { data: options } = useQuery(anyOptionsQuery);
  const here = ["portfolio", "options", "history", "connections"].find((page) => path.startsWith(`/${page}`)) ?? "trade";
  const current = (page: string) => (here === page ? "page" : undefined);
  return (
    <nav aria-label="Pages" className={className}>
      <Link href={tradePath} aria-current={current("trade")}>
        <PageIcon path="M1.5 12 6 7l3 3 6.5-7M11.5 3h4v4" /> Trade
      </Link>
      <Link href="/portfolio" aria-current={current("portfolio")}>
        <PageIcon path="M8.5 1.5v6.5h6.5M8.5 1.5a6.5 6.5 0 1 0 6.5 6.5 6.5 6.5 0 0 0-6.5-6.5Z" /> Portfolio
      </Link>
      {options === true && (
        <Link href="/options" aria-current={current("options")}>
          <PageIcon path="M2 4h4M2 8h4M2 12h4M11 4h4M11 8h4M11 12h4M8.5 2v12" /> Options
        </Link>
      )}
      <Link href="/history" aria-current={current("history")}>
        <PageIcon path="M3 3.5h11M3 8h11M3 12.5h7" /> History
      </Link>
      <Link href="/connections" aria-current={current("connections")}>
        <PageIcon path="M5.7 5.7 11.3 10.3M3.5 6.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM13.5 13.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z" /> Connections
      </Link>
    </nav>
  );
}

/** Seen where the pages stand at the bottom. */
function PageIcon({ path }: { path: string }) {
  return (
    <svg width="17" height="16" viewBox="0 0 17 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

function ThemeButton() {
  const theme = useTheme();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      className={`button quiet icon ${styles.theme}`}
      aria-label={`Switch to the ${other} theme`}
      title={`Switch to the ${other} theme (D)`}
      data-test="theme"
      onClick={() => chooseTheme(other)}
    >
      <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.4" aria-hidden="true">
        <circle cx="7" cy="7" r="5.5" />
        <path d="M7 1.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
      </svg>
    </button>
  );
}

/** The newest data of any of the venue's channels. */
function venueFreshAt(state: StreamState, venue: string): number | null {
  let newest: number | null = null;
  if (!pageIsStale(state)) {
    for (const [name, topic] of Object.entries(state.topics)) {
      if (topic.freshAt !== null && name.includes(`.${venue}:`)) newest = Math.max(newest ?? 0, topic.freshAt);
    }
  }
  for (const row of Object.values(state.connections.channels)) {
    if (row.venue === venue && row.freshAt !== null) newest = Math.max(newest ?? 0, row.freshAt);
  }
  return newest;
}

function Mark() {
  return (
    <svg width="20" height="16" viewBox="0 0 20 16" fill="none" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
      <path d="M1.5 3h4c4 0 4 5 8 5h5" stroke="currentColor" />
      <path d="M1.5 13h4c2.5 0 3.4-1.7 4.6-3.2" stroke="var(--ink3)" />
    </svg>
  );
}

function Loupe() {
  return (
    <svg width="13" height="13" viewBox="0 0 13 13" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" aria-hidden="true">
      <circle cx="5.5" cy="5.5" r="4" />
      <path d="m8.6 8.6 3 3" />
    </svg>
  );
}
