import { useRef } from "react";
import type { Account } from "../api/wire";
import { mayColour } from "../account/pnl";
import { formatAge } from "../format/age";
import { ABSENT, formatPrice, formatSigned, signOf } from "../format/number";
import { symbolOf } from "../account/order-text";
import { mark, useQuarterPaint, write } from "../stream/use-paint";
import { placesOfAsset, totalOf, worthOf, type Instruments, type Total, type Worth } from "./worth";
import styles from "./summary.module.css";

interface Props {
  accounts: readonly Account[];
  asset: string;
  instruments: Instruments;
}

/** Equity and unrealised profit of all of them, four times a second by the marks; old parts are named, missing ones too. */
export function LiveTotal({ accounts, asset, instruments }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const equity = useRef<HTMLElement>(null);
  const unrealised = useRef<HTMLElement>(null);
  const note = useRef<HTMLParagraphElement>(null);
  const places = placesOfAsset(asset);
  useQuarterPaint((s, at) => {
    const total = totalOf(accounts.map((a) => worthOf(s, a.account, asset, instruments)));
    write(equity.current, total.equity === null ? ABSENT : formatPrice(total.equity, places, true));
    write(unrealised.current, formatSigned(total.unrealised, places));
    mark(unrealised.current, "sign", mayColour(total.freshness) ? String(signOf(total.unrealised)) : "0");
    mark(box.current, "fresh", total.freshness ?? "none");
    write(note.current, noteOf(total, at, accounts.length, places));
  });
  return (
    <div ref={box} className={styles.live} data-test="total">
      <div className={styles.figure}>
        <span className="label">Equity</span>
        <p><b ref={equity} className="n key" data-test="equity" /> <span className="label">{asset}</span></p>
        <p ref={note} className={styles.note} data-test="total-note" />
      </div>
      <div className={styles.figure}>
        <span className="label">Unrealised PnL</span>
        <p><b ref={unrealised} className="n" data-test="unrealised" /></p>
      </div>
    </div>
  );
}

/** What the total does not say by itself: which part is old, and which is not in it. */
export function noteOf(total: Total, at: number, count: number, places: number): string {
  const old = total.old[0];
  const missing = total.missing[0];
  if (missing !== undefined && missing.needs !== null) return `without ${missing.account}: needs a live mark of ${symbolOf(missing.needs)}`;
  if (missing !== undefined) return `without ${missing.account}: nothing is known of it yet`;
  if (old !== undefined) return `includes ${formatPrice(old.equity, places, true)} from ${old.account}, ${oldText(old, at)}`;
  return count === 1 ? "by the current mark prices" : `${count} accounts, by the current mark prices`;
}

const oldText = (w: Worth, at: number) => (w.freshAt === null ? (w.freshness ?? "") : `${formatAge(at - w.freshAt)} old`);

interface FixedProps {
  name: string;
  text: string | null;
  places?: number;
  signed?: boolean;
  note?: string;
}

/** A sum of what is over: it changes with the next fill. */
export function Figure({ name, text, places = 2, signed = false, note }: FixedProps) {
  return (
    <div className={styles.figure}>
      <span className="label">{name}</span>
      <p>
        <b key={text} className="n" title={text ?? undefined} data-sign={signed ? String(signOf(text)) : undefined}>
          {text === null ? ABSENT : signed ? formatSigned(text, places) : formatPrice(text, places, true)}
        </b>
      </p>
      {note !== undefined && <p className={styles.note}>{note}</p>}
    </div>
  );
}
