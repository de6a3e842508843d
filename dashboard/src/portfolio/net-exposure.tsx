import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { useShallow } from "zustand/react/shallow";
import { NothingKnown } from "../account/nothing-known";
import { symbolOf } from "../account/order-text";
import { accountFreshness, viewOf } from "../account/view";
import { mayColour } from "../account/pnl";
import { instrumentQuery } from "../api/queries";
import type { Account } from "../api/wire";
import { formatAge } from "../format/age";
import { ABSENT, formatPrice, formatSigned, group, signOf } from "../format/number";
import { isCurrent } from "../stream/freshness";
import { store, useStream } from "../stream/store";
import { mark, useQuarterPaint, write } from "../stream/use-paint";
import { Note, Skeleton } from "../ui/note";
import { bySize, exposuresOf, sharesOf, type Contracts, type Exposure, type Exposures, type QuoteExposure } from "./exposure";
import { placesOfAsset } from "./worth";
import styles from "./net-exposure.module.css";

interface Props {
  accounts: readonly Account[];
  /** Instruments of all open positions; the page listens to their marks. */
  traded: readonly string[];
  contracts: Contracts;
}

/** What all these accounts hold of each asset, longs and shorts netted, at the current marks. */
export function NetExposure({ accounts, traded, contracts }: Props) {
  const failure = useFailed(traded);
  const names = useMemo(() => accounts.map((a) => a.account), [accounts]);
  const old = useStream((s) => names.find((a) => !isCurrent(accountFreshness(s, a))) ?? names[0] ?? "");
  if (traded.length === 0) {
    return (
      <NothingKnown account={old} title="No open position">
        What is long and what is short appears here by asset, {accounts.length === 1 ? "all its contracts" : "all accounts"} together.
      </NothingKnown>
    );
  }
  if (traded.every((i) => !contracts.has(i))) {
    return failure === null ? <Skeleton rows={5} /> : <Note title="Exposure did not load" tone="error" action={{ label: "Try again", run: failure.again }}>{failure.said}. The positions themselves are listed below.</Note>;
  }
  return <Live names={names} contracts={contracts} failed={failure?.said ?? null} />;
}

/** Why contracts did not load, if so. The answers are those of the page: nothing is asked twice. */
function useFailed(traded: readonly string[]): { said: string; again: () => void } | null {
  const client = useQueryClient();
  const said = useQueries({ queries: traded.map((i) => instrumentQuery(i)), combine: (all) => all.find((q) => q.error !== null && q.data === undefined)?.error?.message ?? null });
  return said === null ? null : { said, again: () => void client.refetchQueries({ queryKey: ["instruments", "one"], predicate: (q) => q.state.status === "error" }) };
}

type Cells = Map<string, HTMLElement>;

/** The rows stand still while marks move: React makes them when holdings change, four times a second their texts are written. */
function Live({ names, contracts, failed }: { names: readonly string[]; contracts: Contracts; failed: string | null }) {
  const held = useStream(useShallow((s) => names.map((a) => viewOf(s, a)?.positions)));
  const marked = useStream((s) => [...contracts.keys()].filter((i) => s.topics[`mark.${i}`]?.data?.kind === "mark").length);
  const quotes = useMemo(
    () => exposuresOf(store.getState(), names, contracts).quotes.map(({ quote, rows }) => ({ quote, rows: [...rows].sort(bySize).map((r) => r.base) })),
    [names, contracts, held, marked],
  );
  const cells = useRef<Cells>(new Map());
  const note = useRef<HTMLParagraphElement>(null);
  const cell = (name: string) => (element: HTMLElement | null) => void (element === null ? cells.current.delete(name) : cells.current.set(name, element));
  useQuarterPaint((s, at) => {
    const now = exposuresOf(s, names, contracts);
    for (const quote of now.quotes) paintQuote(cells.current, quote);
    write(note.current, noteOf(now, at, failed));
  });
  return (
    <>
      <div className={styles.scroll} role="region" aria-label="Net exposure, table" tabIndex={0}>
        <table className={styles.table} data-test="exposure">
          <caption className="visually-hidden">Net exposure by asset</caption>
          <colgroup><col className={styles.base} /><col className={styles.qty} /><col /><col className={styles.value} /></colgroup>
          <thead className="visually-hidden"><tr><th scope="col">Asset</th><th scope="col">Quantity</th><th scope="col">Side</th><th scope="col">Value</th></tr></thead>
          {quotes.map(({ quote, rows }) => (
            <tbody key={quote} data-quote={quote}>
              {quotes.length > 1 && <tr className={styles.head}><th scope="rowgroup" colSpan={4}>in {quote}</th></tr>}
              {rows.map((base) => <Row key={base} name={`${quote}|${base}`} base={base} quote={quote} cell={cell} />)}
              <tr className={styles.total} ref={cell(`${quote}|`)} data-test="exposure-total">
                <th scope="row" colSpan={2} title="Longs less shorts, and all positions whatever their side; then as multiples of the equity">Net / gross, {quote}</th>
                <td colSpan={2}><span ref={cell(`${quote}| sums`)} className="n" /><span ref={cell(`${quote}| times`)} className={`${styles.times} n plain`} /></td>
              </tr>
            </tbody>
          ))}
        </table>
      </div>
      <p ref={note} className={styles.note} data-test="exposure-note" />
    </>
  );
}

interface RowProps {
  name: string;
  base: string;
  quote: string;
  cell: (name: string) => (element: HTMLElement | null) => void;
}

function Row({ name, base, quote, cell }: RowProps) {
  return (
    <tr ref={cell(name)} data-row={base}>
      <th scope="row" title={base}>{base}</th>
      <td className={styles.right}><span ref={cell(`${name} qty`)} className="n plain" /><span ref={cell(`${name} sides`)} className={`${styles.sides} n plain`} /></td>
      <td className={styles.side}><span className={styles.bar} aria-hidden="true"><i ref={cell(`${name} bar`)} /></span><span ref={cell(`${name} side`)} className="visually-hidden" /></td>
      <td className={styles.right}><span ref={cell(`${name} value`)} className="n" /><span className="visually-hidden"> {quote}</span></td>
    </tr>
  );
}

const ARROWS: Record<string, string> = { "1": "▲ ", "-1": "▼ ", "0": "" };
const WORDS: Record<string, string> = { "1": "long", "-1": "short", "0": "flat" };

function paintQuote(cells: Cells, exposure: QuoteExposure): void {
  const shares = sharesOf(exposure);
  exposure.rows.forEach((row, i) => paintRow(cells, row, shares[i] ?? 0));
  mark(cells.get(`${exposure.quote}|`), "fresh", exposure.freshness ?? "none");
  write(cells.get(`${exposure.quote}| sums`), sumsText(exposure));
  write(cells.get(`${exposure.quote}| times`), timesText(exposure));
}

function paintRow(cells: Cells, row: Exposure, share: number): void {
  const name = `${row.quote}|${row.base}`;
  const sign = String(signOf(row.value ?? row.qty));
  const shown = mayColour(row.freshness) ? sign : "0";
  mark(cells.get(name), "fresh", row.freshness ?? "none");
  write(cells.get(`${name} qty`), formatSigned(row.qty, row.places));
  write(cells.get(`${name} sides`), sidesText(row));
  write(cells.get(`${name} side`), WORDS[sign] ?? "");
  const value = cells.get(`${name} value`);
  write(value, row.value === null ? ABSENT : `${ARROWS[sign] ?? ""}${formatPrice(row.value.replace(/^-/, ""), placesOfAsset(row.quote), true)}`);
  mark(value, "sign", shown);
  const bar = cells.get(`${name} bar`);
  mark(bar, "sign", shown);
  if (bar) {
    bar.style.width = `${Math.abs(share) * 50}%`;
    bar.style.left = share < 0 ? `${50 - Math.abs(share) * 50}%` : "50%";
  }
}

/** Both sides where there are both: the net alone would hide how much is held. */
function sidesText({ long, short, places }: Exposure): string {
  if (signOf(long) === 0 || signOf(short) === 0) return "";
  return `▲ ${formatPrice(long, places, true)} ▼ ${formatPrice(short, places, true)}`;
}

function sumsText({ quote, net, gross }: QuoteExposure): string {
  const places = placesOfAsset(quote);
  return net === null || gross === null ? ABSENT : `${formatSigned(net, places)} / ${formatPrice(gross, places, true)}`;
}

function timesText({ netTimes, grossTimes }: QuoteExposure): string {
  return netTimes === null || grossTimes === null ? "" : `${group(netTimes)}× / ${group(grossTimes)}× of equity`;
}

/** What the sums do not say by themselves: what is old in them, and what is not in them. */
export function noteOf({ quotes, unknown, unnamed, apart }: Exposures, at: number, failed: string | null): string {
  const rows = quotes.flatMap((q) => q.rows);
  const needs = rows.find((r) => r.needs !== null)?.needs ?? null;
  const old = rows.flatMap((r) => r.old.map((part) => ({ ...part, quote: r.quote })));
  const [first] = old;
  const said: string[] = [];
  if (unknown.length > 0) said.push(`without ${unknown.join(", ")}: nothing is known of it yet`);
  if (needs !== null) said.push(`needs a live mark of ${symbolOf(needs)}`);
  if (unnamed.length > 0) said.push(`without ${unnamed.map(symbolOf).join(", ")}: ${failed === null ? "its contract is on its way" : "its contract did not load"}`);
  if (first !== undefined) {
    const age = first.freshAt === null ? first.freshness : `${formatAge(at - first.freshAt)} old`;
    said.push(`includes ${formatSigned(first.value, placesOfAsset(first.quote))} of ${symbolOf(first.instrument)} from ${first.account}, ${age}${old.length > 1 ? `, and ${old.length - 1} more` : ""}`);
  }
  if (apart.length > 0) said.push(`${apart.length === 1 ? symbolOf(apart[0]!) : `${apart.length} positions`} not counted: options, and what is settled in a third asset`);
  return said.join("; ");
}
