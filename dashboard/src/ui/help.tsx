import { Dialog } from "./dialog";
import styles from "./help.module.css";

const KEYS: [string[], string][] = [
  [["Ctrl K", "⌘ K"], "Search or run: instruments, pages, actions"],
  [["/"], "Choose an instrument"],
  [["G", "I"], "Choose an instrument"],
  [["G", "T"], "Trade page"],
  [["G", "P"], "Portfolio page"],
  [["G", "H"], "History page"],
  [["G", "C"], "Connections page"],
  [["G", "W"], "Watch list"],
  [["[", "]"], "Account before, account after"],
  [["B", "S"], "Ticket: long, short"],
  [["L", "M"], "Ticket: limit, market"],
  [["↑", "↓"], "In a price: one tick; with Shift ten"],
  [["↵"], "Ticket: the question before it is sent"],
  [["Ctrl ↵"], "In that question: send"],
  [["Shift X"], "Cancel all orders; asks first"],
  [["X"], "In an order's row: cancel it; asks first"],
  [["W"], "In a row of an order or fill: why"],
  [["D"], "Dark or light"],
  [["?"], "This map"],
  [["↑", "↓", "↵"], "In a list: move, open; with Ctrl: watch"],
  [["←", "→"], "In tabs and on splitters: move"],
  [["Esc"], "Back"],
];

const STATES: [string, string][] = [
  ["LIVE", "the stream is open and the data is as young as its channel promises"],
  ["POLLING", "the stream is down, requests take over: a little older, still true"],
  ["REPAIRING", "a gap is known and being closed; last known numbers are dimmed"],
  ["STALE", "older than promised: no colour, dotted, not a quote"],
  ["DOWN", "there is no way to the venue"],
];

/** The keys, the words for freshness, and whose work is shown. */
export function Help({ version, onClose }: { version: string | null; onClose: () => void }) {
  return (
    <Dialog label="Keys and words" onClose={onClose}>
      <div className={styles.help}>
        <h2>Keys</h2>
        <dl>
          {KEYS.map(([keys, what]) => (
            <div key={keys.join(" ")}>
              <dt>{keys.map((k) => <kbd key={k} className="kbd">{k}</kbd>)}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <p className="label">Single letters can be turned off in the settings.</p>
        <h2>How current a number is</h2>
        <dl>
          {STATES.map(([word, meaning]) => (
            <div key={word}>
              <dt className={styles.word}>{word}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <p className="label">
          Twinline {version ?? ""}. Charts: TradingView Lightweight Charts™, Copyright © 2025 TradingView, Inc.,{" "}
          <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">tradingview.com</a>, Apache-2.0. Typefaces: Geist and Geist Mono, OFL-1.1.
        </p>
        <form method="dialog">
          <button className="button" type="submit" data-first>Close</button>
        </form>
      </div>
    </Dialog>
  );
}
