import type { Performance, PerformanceRow } from "../api/wire";
import { ABSENT, formatCompact, formatPrice, formatRate, formatSigned, signOf } from "../format/number";
import { dateOf } from "../format/time";
import { Note } from "../ui/note";
import { placesOfAsset } from "./worth";
import styles from "./statistics.module.css";

interface Figure {
  name: string;
  /** What the name does not say. */
  hint?: string;
  text: string;
  sign?: number;
}

/** What came of one account's trading in one asset; every figure is the gateway's. */
export function Statistics({ of, asset }: { of: Performance; asset: string }) {
  const row = of.assets.find((a) => a.asset === asset);
  if (row === undefined) {
    return <Note title="Nothing to count yet">Win rate, profit factor and the rest appear here once {of.account} has traded in {asset}.</Note>;
  }
  return (
    <>
      <dl className={styles.figures} data-test="statistics">
        {figuresOf(row).map(({ name, hint, text, sign }) => (
          <div key={name} title={hint}>
            <dt>{name}</dt>
            <dd key={text} className="n plain" data-sign={sign === undefined ? undefined : String(sign)}>{text}</dd>
          </div>
        ))}
      </dl>
      <Limits of={of} row={row} />
    </>
  );
}

function figuresOf(row: PerformanceRow): Figure[] {
  const places = placesOfAsset(row.asset);
  const signed = (text: string | null) => ({ text: formatSigned(text, places), sign: signOf(text) });
  const fall = row.max_drawdown;
  return [
    { name: "Net result", hint: "Profit less fees, with funding", ...signed(row.net_pnl) },
    { name: "Realised PnL", hint: "Without fees", ...signed(row.realized_pnl) },
    { name: "Fees", hint: "What was paid", text: formatPrice(row.fees, places, true) },
    { name: "Funding", hint: "Below zero was paid", ...signed(row.funding) },
    { name: "Closed trades", hint: "From flat to flat", text: String(row.trades) },
    { name: "Win rate", hint: `${row.won} won, ${row.lost} lost`, text: row.win_rate === null ? ABSENT : formatRate(row.win_rate, 1).replace("+", "") },
    { name: "Profit factor", hint: "What won trades brought by what lost ones cost", text: row.profit_factor === null ? ABSENT : formatPrice(row.profit_factor, 2, true) },
    { name: "Average win", text: formatPrice(row.average_win, places, true) },
    { name: "Average loss", text: formatPrice(row.average_loss, places, true) },
    { name: "Best trade", ...signed(row.best_trade) },
    { name: "Worst trade", ...signed(row.worst_trade) },
    {
      name: "Max drawdown",
      hint: fall === null ? "The result never fell below what it had been" : `${dateOf(fall.from)} to ${dateOf(fall.to)}`,
      text: fall === null ? ABSENT : formatPrice(fall.amount, places, true),
    },
    { name: "Volume", hint: row.volume, text: formatCompact(row.volume) },
    { name: "Fills", text: String(row.fills) },
  ];
}

/** What the figures do not hold. */
function Limits({ of, row }: { of: Performance; row: PerformanceRow }) {
  const said = [
    ...(of.complete || of.since === null ? [] : [`counted from ${dateOf(of.since)} on`]),
    ...(row.pending_fills === 0 ? [] : [`${row.pending_fills} fill${row.pending_fills === 1 ? "" : "s"} without a fee or profit yet`]),
    ...(of.unplaced_fills === 0 ? [] : [`${of.unplaced_fills} fills of instruments that are not listed any more are left out`]),
  ];
  return <p className={styles.limits}>{said.length === 0 ? "Exact sums of fills and funding, computed by the gateway." : `${said.join("; ")}.`}</p>;
}
