import type { Instrument, Position } from "../api/wire";
import { askClose, askReverse } from "../deeds/ask";
import { formatSigned } from "../format/number";
import { store } from "../stream/store";
import { useAccounts } from "./chosen";
import { symbolOf } from "./order-text";
import { valued } from "./pnl";
import { accountFreshness } from "./view";
import styles from "./cells.module.css";

interface Props {
  account: string;
  position: Position;
  instrument: Instrument | undefined;
}

/** Close, which is never held back by old data, and reverse, which goes through the ticket. Both ask first. */
export function PositionActions({ account: name, position, instrument }: Props) {
  const { accounts } = useAccounts();
  const account = accounts.find((a) => a.account === name);
  if (account === undefined) return null;
  const close = () => {
    const { pnl } = valued(store.getState(), position, instrument ?? null, accountFreshness(store.getState(), name));
    askClose(account, position, instrument, pnl === null ? null : `${formatSigned(pnl.amount, 2)} ${instrument?.settle ?? ""}`);
  };
  const reverse = () => {
    if (instrument === undefined) return;
    const bbo = store.getState().topics[`bbo.${instrument.instrument}`]?.data;
    const quote = bbo?.kind === "bbo" ? bbo.bbo : null;
    askReverse(account, position, instrument, { bid: quote?.bid?.price ?? null, ask: quote?.ask?.price ?? null });
  };
  return (
    <span className={styles.actions}>
      {position.position_side === "both" && (
        <button type="button" className={styles.action} disabled={instrument === undefined} onClick={reverse} aria-label={`Reverse ${symbolOf(position.instrument)}`} title="Turn it round with one market order; asks first" data-test="reverse">Reverse</button>
      )}
      <button type="button" className={styles.action} onClick={close} aria-label={`Close ${symbolOf(position.instrument)}`} title="Close it at market; asks first" data-test="close-position">Close</button>
    </span>
  );
}
