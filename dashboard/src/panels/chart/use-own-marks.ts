import { useRef, type RefObject } from "react";
import { fillsQuery } from "../../api/queries";
import type { Candle, Fill, Instrument } from "../../api/wire";
import { useAccounts } from "../../account/chosen";
import { usePast } from "../../account/use-past";
import { accountFreshness, viewOf } from "../../account/view";
import { fillKey, type AccountView } from "../../stream/account";
import { askMove, canMove } from "../../deeds/move-order";
import { freshnessOf, isCurrent } from "../../stream/freshness";
import type { StreamState } from "../../stream/state";
import { store } from "../../stream/store";
import { useQuarterPaint } from "../../stream/use-paint";
import type { CandleChart } from "./candle-chart";
import { ownFills, ownLines } from "./own-lines";

const fillsOf = (v: AccountView) => v.fills;
const filledAt = (f: Fill) => f.ts;

/** Draws what the chosen account has in this instrument, four times a second at most and only when it changed. */
export function useOwnMarks(chart: CandleChart | null, instrument: Instrument, candles: () => readonly Candle[]): void {
  const { account } = useAccounts();
  const name = account?.account ?? null;
  const id = instrument.instrument;
  const wanted = (f: Fill) => f.instrument === id;
  const { rows } = usePast<Fill>({ account: name ?? "", list: "fills", query: fillsQuery(name ?? "", id), told: fillsOf, wanted, key: fillKey, time: filledAt });
  const painted = useRef<{ chart: unknown; text: string; rows: unknown; count: number; first: string }>({ chart: null, text: "", rows: null, count: 0, first: "" });

  useQuarterPaint((state) => {
    const view = viewOf(state, name);
    const shown = candles();
    if (chart === null || name === null || view === null || shown.length === 0) return;
    const lines = linesOf(state, view, name, instrument);
    const text = JSON.stringify(lines);
    const p = painted.current;
    const first = shown[0]!.open_ts;
    const same = p.chart === chart && p.text === text && p.rows === rows && p.count === shown.length && p.first === first;
    if (same) return;
    painted.current = { chart, text, rows, count: shown.length, first };
    chart.markOwn(lines, ownFills(rows, shown, instrument.size_decimals));
  });
}

function linesOf(state: StreamState, view: AccountView, account: string, instrument: Instrument) {
  const id = instrument.instrument;
  const topic = state.topics[`mark.${id}`];
  const mark = topic?.data?.kind === "mark" && isCurrent(freshnessOf(topic)) ? topic.data.mark.mark : null;
  return ownLines(
    Object.values(view.positions).filter((p) => p.instrument === id),
    Object.values(view.orders).filter((o) => o.instrument === id),
    instrument,
    mark,
    accountFreshness(state, account),
    (o) => canMove(o, view),
  );
}

/** What happens to a line that was dragged: a question. */
export function useMoved(instrument: Instrument): RefObject<(order: string, price: string) => void> {
  const { account } = useAccounts();
  const moved = useRef<(order: string, price: string) => void>(() => undefined);
  moved.current = (id, price) => {
    const view = viewOf(store.getState(), account?.account ?? null);
    const order = view?.orders[id];
    if (account !== null && order !== undefined) askMove(account, order, instrument, price, view);
  };
  return moved;
}
