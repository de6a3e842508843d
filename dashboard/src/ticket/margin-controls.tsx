import type { Account, Instrument } from "../api/wire";
import { formatPrice } from "../format/number";
import { askMarginMode } from "../deeds/ask";
import { askLeverage } from "../deeds/ask-account";
import styles from "./ticket.module.css";

interface Props {
  account: Account;
  instrument: Instrument;
  leverage: string | null;
  marginMode: string | null;
}

/** Margin mode and leverage as the venue has them; each opens the question that changes it there. */
export function MarginControls({ account, instrument, leverage, marginMode }: Props) {
  return (
    <div className={styles.margin}>
      <button type="button" className="button" disabled={marginMode === null} onClick={() => askMarginMode(account, instrument, marginMode === "isolated" ? "cross" : "isolated")} title="Margin mode; changing it asks first" data-test="margin-mode">
        {marginMode === null ? "–" : marginMode === "isolated" ? "Isolated" : "Cross"}
      </button>
      <button type="button" className="button" disabled={leverage === null} onClick={() => void askLeverage(account, instrument, leverage ?? "1")} title="Leverage; changing it asks first" data-test="leverage">
        {leverage === null ? "–" : `${formatPrice(leverage, 0)}×`}
      </button>
    </div>
  );
}
