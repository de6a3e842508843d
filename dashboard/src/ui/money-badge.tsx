import type { Money } from "../api/wire";
import styles from "./money-badge.module.css";

const meaning: Record<Money, string> = {
  REAL: "real money: production hosts",
  TEST: "test money: the venue's test network",
  SIM: "simulated: no venue is behind this",
  PAPER: "play money at a market's prices",
};

/** Word, shape and texture say whose money this is. */
export function MoneyBadge({ money }: { money: Money }) {
  return (
    <span className={styles.badge} data-money={money} title={meaning[money]}>
      {money}
    </span>
  );
}
