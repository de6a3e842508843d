import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { settingsNow } from "../theme/settings";
import styles from "./data-table.module.css";

export interface Column<Row> {
  id: string;
  name: string;
  /** What the name does not say. */
  hint?: string;
  /** Pixels that are kept free, whatever stands in it: a number that grows moves nothing. */
  width: number;
  right?: boolean;
  /** Stays in sight while the table is scrolled sideways. */
  pinned?: "first" | "last";
  cell: (row: Row) => ReactNode;
  /** Sorts by this column; without it the column cannot be sorted by. */
  order?: (a: Row, b: Row) => number;
}

interface Props<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Keys pressed while the focus is in a row; single letters, if those are on. */
  onKey?: (row: Row, key: string) => void;
  picked?: string | null;
  /** What tests and styles know a row by. */
  kind: string;
}

type Sort = { column: string; down: boolean } | null;

/** Rows by their names, in columns whose widths never change. What is pointed at keeps its place. */
export function DataTable<Row>({ caption, columns, rows, rowKey, onKey, picked = null, kind }: Props<Row>) {
  const [sort, setSort] = useState<Sort>(null);
  const [held, setHeld] = useState(false);
  const sorted = useSorted(rows, columns, sort);
  const shown = useHeldOrder(sorted, rowKey, held);
  const known = useRef<Set<string> | null>(null);
  const before = known.current;
  useEffect(() => {
    known.current = new Set(rows.map(rowKey));
  });
  const least = columns.reduce((sum, c) => sum + c.width, 0);
  return (
    <table className={styles.table} style={{ minWidth: least }} data-test={`table-${kind}`}>
      <caption className="visually-hidden">{caption}</caption>
      <colgroup>
        {columns.map((c) => (
          <col key={c.id} style={{ width: c.width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map((c) => (
            <Head key={c.id} column={c} sort={sort} onSort={setSort} />
          ))}
        </tr>
      </thead>
      <tbody onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)}>
        {shown.map((row) => {
          const key = rowKey(row);
          return (
            <tr
              key={key}
              data-row={key}
              data-new={before !== null && !before.has(key)}
              data-picked={picked === key}
              onKeyDown={(event) => {
                if (!onKey || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || !settingsNow().letters) return;
                onKey(row, event.key.toLowerCase());
              }}
            >
              {columns.map((c, i) =>
                i === 0 ? (
                  <th key={c.id} scope="row" className={cellClass(c)}>{c.cell(row)}</th>
                ) : (
                  <td key={c.id} className={cellClass(c)}>{c.cell(row)}</td>
                ),
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface HeadProps<Row> {
  column: Column<Row>;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

function Head<Row>({ column: c, sort, onSort }: HeadProps<Row>) {
  const by = sort?.column === c.id ? (sort.down ? "descending" : "ascending") : undefined;
  const next: Sort = by === undefined ? { column: c.id, down: true } : by === "descending" ? { column: c.id, down: false } : null;
  return (
    <th scope="col" className={cellClass(c)} title={c.hint} aria-sort={by}>
      {c.order === undefined ? (
        c.name === "" ? <span className="visually-hidden">Actions</span> : c.name
      ) : (
        <button type="button" className={styles.sort} data-by={by ?? "none"} onClick={() => onSort(next)}>
          {c.name}
        </button>
      )}
    </th>
  );
}

const cellClass = <Row,>(c: Column<Row>) =>
  [c.right && styles.right, c.pinned && styles[c.pinned]].filter(Boolean).join(" ") || undefined;

function useSorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort): readonly Row[] {
  const order = sort === null ? undefined : columns.find((c) => c.id === sort.column)?.order;
  return useMemo(
    () => (order === undefined || sort === null ? rows : [...rows].sort((a, b) => (sort.down ? -order(a, b) : order(a, b)))),
    [rows, order, sort],
  );
}

/** While somebody points at the rows they keep their order; what is new waits below. */
function useHeldOrder<Row>(rows: readonly Row[], rowKey: (row: Row) => string, held: boolean): readonly Row[] {
  const places = useRef<ReadonlyMap<string, number>>(new Map());
  const last = rows.length;
  const shown = held
    ? [...rows].sort((a, b) => (places.current.get(rowKey(a)) ?? last) - (places.current.get(rowKey(b)) ?? last))
    : rows;
  useEffect(() => {
    places.current = new Map(shown.map((row, i) => [rowKey(row), i]));
  });
  return shown;
}
