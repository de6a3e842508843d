import type { PortfolioMargin } from "../api/wire";
import { formatPrice } from "../format/number";
import { useStream } from "../stream/store";
import styles from "./portfolio-margin.module.css";

const NONE: readonly PortfolioMargin[] = [];

/** What the venue reckons of the margin of whole portfolios, as it tells it now; nothing where it margins the account otherwise. */
export function PortfolioMargins({ account }: { account: string }) {
  const rows = useStream((s) => s.connections.accounts[account]?.portfolio ?? NONE);
  if (rows.length === 0) return null;
  return (
    <section className={styles.margins} aria-label="Portfolio margin" data-test="portfolio-margin">
      {rows.map((row) => (
        <dl key={row.index} data-risk={row.at_risk}>
          <Figure name="Portfolio on" text={row.index} />
          <Figure name="To open" text={formatPrice(row.initial, 2)} />
          <Figure name="To keep" text={formatPrice(row.maintenance, 2)} />
          <Figure name="Set aside" text={formatPrice(row.blocked, 2)} />
          <Figure name="Worst shock" text={formatPrice(row.risk, 2)} />
          <Figure name="Profit at the mark" text={formatPrice(row.unrealized_pnl, 2)} />
          {row.shortfall !== null && <Figure name="Missing" text={formatPrice(row.shortfall, 2)} />}
          {row.at_risk && <Figure name="State" text="The venue may close positions" />}
        </dl>
      ))}
    </section>
  );
}

function Figure({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="n plain">{text}</dd>
    </div>
  );
}
