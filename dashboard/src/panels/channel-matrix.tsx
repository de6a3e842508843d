import { useRef } from "react";
import type { Freshness } from "../api/wire";
import { formatAge } from "../format/age";
import { pageIsStale, worst } from "../stream/freshness";
import type { ChannelRow, StreamState } from "../stream/state";
import { useStream } from "../stream/store";
import { useQuarterPaint, write } from "../stream/use-paint";
import { Glyph } from "../ui/glyph";
import { MoneyBadge } from "../ui/money-badge";
import { Note } from "../ui/note";
import styles from "./channel-matrix.module.css";

/** Which channels stand in which column; candles of all intervals share one. */
const COLUMNS = ["ticker", "bbo", "book", "trades", "mark", "candles"] as const;
const columnOf = (channel: string) => channel.split(".", 1)[0]!;
const COLUMN_NAMES: Record<string, string> = {
  ticker: "Ticker",
  bbo: "Best quote",
  book: "Book",
  trades: "Trades",
  mark: "Mark",
  candles: "Candles",
  contracts: "Contracts",
};
/** Columns whose name does not say what arrives in them. */
const COLUMN_HINTS: Record<string, string> = {
  contracts: "The venue's list of instruments and their rules. One for the whole venue.",
};
const columnName = (column: string) => COLUMN_NAMES[column] ?? column[0]!.toUpperCase() + column.slice(1).replaceAll("_", " ");

/** Venues and instruments down, channels across: a glyph and an age in each cell. */
export function ChannelMatrix() {
  // Structure changes when rows or states do; ages are painted into the cells.
  const shape = useStream(shapeOf);
  const rows = parseShape(shape);
  if (rows.length === 0) {
    return <Note title="No channel is open">Channels appear here as soon as somebody looks at an instrument.</Note>;
  }
  const extra = [...new Set(rows.flatMap((r) => [...r.cells.keys()]))].filter(
    (c) => !(COLUMNS as readonly string[]).includes(c),
  );
  const columns = [...COLUMNS, ...extra];
  return (
    <table className={styles.matrix}>
      <caption className="visually-hidden">Freshness and age of every channel</caption>
      <thead>
        <tr>
          <th scope="col">Venue and instrument</th>
          {columns.map((c) => (
            <th key={c} scope="col" title={COLUMN_HINTS[c]}>{columnName(c)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.venue}|${row.instrument}`} data-instrument={row.instrument}>
            <th scope="row">
              {row.instrument === "" ? (
                <VenueName venue={row.venue} />
              ) : (
                <>
                  <b>{row.instrument.slice(row.instrument.indexOf(":") + 1)}</b> <span className="label">{row.venue}</span>
                </>
              )}
            </th>
            {columns.map((c) => {
              const cell = row.cells.get(c);
              return cell ? (
                <Cell key={c} column={c} keys={cell.keys} state={cell.state} seen={cell.seen} name={`${row.instrument || row.venue} ${columnName(c)}`} />
              ) : (
                <td key={c} className={styles.none}><span title="no such channel is open">·</span></td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function VenueName({ venue }: { venue: string }) {
  const money = useStream((s) => s.connections.venues[venue]?.money ?? null);
  return (
    <>
      <b>{venue}</b> <span className="label">whole venue</span> {money && <MoneyBadge money={money} />}
    </>
  );
}

interface CellProps {
  column: string;
  keys: string[];
  state: Freshness;
  seen: boolean;
  name: string;
}

function Cell({ column, keys, state, seen, name }: CellProps) {
  const age = useRef<HTMLSpanElement>(null);
  const reason = useStream((s) => keys.map((k) => s.connections.channels[k]?.reason ?? null).find((r) => r !== null) ?? null);
  useQuarterPaint((s, at) => {
    const times = keys.map((k) => freshAtOf(s, s.connections.channels[k])).filter((t) => t !== null);
    write(age.current, times.length === 0 ? "–" : formatAge(at - Math.min(...times)));
  });
  return (
    <td className={styles.cell} data-channel={column} data-state={state} title={reason ?? (seen ? undefined : "nothing has arrived yet")}>
      <span>
        {(seen || state !== "live") && <Glyph state={state} />}
        <span className="visually-hidden">{`${name}, ${state}, `}</span>
        <span ref={age} className={styles.age} />
      </span>
    </td>
  );
}

/** The page may hold something newer than the row says: the channel's own topic. */
function freshAtOf(state: StreamState, row: ChannelRow | undefined): number | null {
  if (!row) return null;
  const own = state.topics[topicOf(row)]?.freshAt ?? null;
  if (own === null) return row.freshAt;
  return row.freshAt === null ? own : Math.max(own, row.freshAt);
}

function topicOf(row: ChannelRow): string {
  const [kind, interval] = row.channel.split(".");
  return interval === undefined ? `${kind}.${row.instrument}` : `${kind}.${row.instrument}.${interval}`;
}

let shaped: { channels: StreamState["connections"]["channels"]; stale: boolean; text: string } | null = null;

/** All that decides the structure, as one text, so that the table renders only when it changes. */
function shapeOf(state: StreamState): string {
  const stale = pageIsStale(state);
  const { channels } = state.connections;
  // Asked at every frame, and nearly always about the same rows.
  if (shaped?.channels !== channels || shaped.stale !== stale) shaped = { channels, stale, text: shapeText(channels, stale) };
  return shaped.text;
}

function shapeText(channels: StreamState["connections"]["channels"], stale: boolean): string {
  return Object.entries(channels)
    .map(([key, row]) => {
      const shown = stale ? worst([row.freshness, "stale"]) : row.freshness;
      return `${row.venue}\t${row.instrument ?? ""}\t${columnOf(row.channel)}\t${shown}\t${row.freshAt !== null}\t${key}`;
    })
    .sort()
    .join("\n");
}

interface Row {
  venue: string;
  instrument: string;
  cells: Map<string, { state: Freshness; keys: string[]; seen: boolean }>;
}

function parseShape(shape: string): Row[] {
  const rows = new Map<string, Row>();
  for (const line of shape === "" ? [] : shape.split("\n")) {
    const [venue, instrument, column, state, known, key] = line.split("\t") as [string, string, string, Freshness, string, string];
    const seen = known === "true";
    const id = `${venue}\t${instrument}`;
    const row = rows.get(id) ?? { venue, instrument, cells: new Map() };
    rows.set(id, row);
    const cell = row.cells.get(column);
    row.cells.set(column, cell
      ? { state: worst([cell.state, state]), keys: [...cell.keys, key], seen: cell.seen || seen }
      : { state, keys: [key], seen });
  }
  return [...rows.values()];
}
