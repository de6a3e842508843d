import { useMemo, useRef } from "react";
import { Link } from "wouter";
import type { Account, Performance } from "../api/wire";
import { chooseAccount } from "../account/chosen";
import { SignedNum } from "../account/cells";
import { DataTable, type Column } from "../account/data-table";
import { byText, byValue } from "../account/ordering";
import { mayColour } from "../account/pnl";
import { protectionOf } from "../account/protection";
import { accountFreshAt, accountFreshness, accountReason, topicOf, useView } from "../account/view";
import { ABSENT, formatPrice, formatSigned, signOf } from "../format/number";
import { mark, useQuarterPaint, write } from "../stream/use-paint";
import { FreshnessBadge } from "../ui/freshness-badge";
import { MoneyBadge } from "../ui/money-badge";
import { usePhone } from "../ui/use-media";
import { placesOfAsset, worthOf, type Instruments } from "./worth";
import styles from "./accounts-overview.module.css";

interface Props {
  accounts: readonly Account[];
  /** In the order of the accounts. */
  performances: readonly (Performance | null)[];
  asset: string;
  instruments: Instruments;
  /** What the period is called. */
  period: string;
}

/** One row for each account: what it is worth, what it made, whether its positions are protected, how current it is. */
export function AccountsOverview({ accounts, performances, asset, instruments, period }: Props) {
  const phone = usePhone();
  const nets = useMemo(
    () => new Map(accounts.map((a, i) => [a.account, performances[i] === null ? null : (performances[i]?.assets.find((r) => r.asset === asset)?.net_pnl ?? "0")])),
    [accounts, performances, asset],
  );
  const netOf = (a: Account) => nets.get(a.account) ?? null;
  if (phone) {
    return (
      <ul data-test="cards-overview">
        {accounts.map((a) => (
          <li key={a.account} className={styles.card} data-row={a.account}>
            <p className={styles.name}><Name account={a} /> <Fresh account={a} /></p>
            <p className={styles.figures}>
              <span><span className="label">equity</span> <Live account={a.account} asset={asset} instruments={instruments} what="equity" /></span>
              <span><span className="label">unrealised</span> <Live account={a.account} asset={asset} instruments={instruments} what="unrealised" /></span>
              <span><span className="label">{period}</span> <SignedNum text={netOf(a)} places={placesOfAsset(asset)} /></span>
            </p>
          </li>
        ))}
      </ul>
    );
  }
  const columns: Column<Account>[] = [
    { id: "account", name: "Account", width: 190, pinned: "first", order: (a, b) => byText(a.account, b.account), cell: (a) => <Name account={a} /> },
    { id: "venue", name: "Venue", width: 100, order: (a, b) => byText(a.venue, b.venue), cell: (a) => <span className={styles.quiet}>{a.venue}</span> },
    { id: "equity", name: `Equity (${asset})`, hint: "The wallet and what open positions would bring", width: 140, right: true, cell: (a) => <Live account={a.account} asset={asset} instruments={instruments} what="equity" /> },
    { id: "unrealised", name: "Unrealised", width: 116, right: true, cell: (a) => <Live account={a.account} asset={asset} instruments={instruments} what="unrealised" /> },
    { id: "net", name: `Net, ${period}`, hint: "Profit less fees, with funding", width: 116, right: true, order: (a, b) => byValue(netOf(a), netOf(b)), cell: (a) => <SignedNum text={netOf(a)} places={placesOfAsset(asset)} /> },
    { id: "protection", name: "Protected", hint: "Positions with a stop-loss", width: 110, cell: (a) => <Protected account={a.account} /> },
    { id: "fresh", name: "Freshness", width: 150, pinned: "last", cell: (a) => <Fresh account={a} /> },
  ];
  return <DataTable kind="overview" caption="Accounts" columns={columns} rows={accounts} rowKey={(a) => a.account} />;
}

const Name = ({ account: a }: { account: Account }) => (
  <span className={styles.whose}>
    <MoneyBadge money={a.money} /> <Link href="/" onClick={() => chooseAccount(a.account)} title={`Trade with ${a.account}`}>{a.account}</Link>
  </span>
);

const Fresh = ({ account: { account } }: { account: Account }) => (
  <FreshnessBadge
    topic={topicOf(account)}
    name={`Account ${account}, in the portfolio`}
    freshness={(s) => accountFreshness(s, account)}
    freshAt={(s) => accountFreshAt(s, account)}
    reason={(s) => accountReason(s, account)}
  />
);

/** Painted four times a second; it carries the worst state of the account and of its marks. */
function Live({ account, asset, instruments, what }: { account: string; asset: string; instruments: Instruments; what: "equity" | "unrealised" }) {
  const box = useRef<HTMLSpanElement>(null);
  const number = useRef<HTMLSpanElement>(null);
  const places = placesOfAsset(asset);
  useQuarterPaint((s) => {
    const worth = worthOf(s, account, asset, instruments);
    const text = worth[what];
    write(number.current, text === null ? ABSENT : what === "equity" ? formatPrice(text, places, true) : formatSigned(text, places));
    mark(number.current, "sign", what === "unrealised" && mayColour(worth.freshness) ? String(signOf(text)) : "0");
    mark(box.current, "fresh", worth.freshness ?? "none");
  });
  return <span ref={box}><span ref={number} className="n plain" /></span>;
}

/** How many positions have a stop, of how many. */
function Protected({ account }: { account: string }) {
  const positions = useView(account, (v) => v.positions);
  const orders = useView(account, (v) => v.orders);
  if (positions === null || orders === null) return <span className={styles.quiet}>{ABSENT}</span>;
  const all = Object.values(positions);
  if (all.length === 0) return <span className={styles.quiet}>no position</span>;
  const open = Object.values(orders);
  const safe = all.filter((p) => protectionOf(p, open).stops.length > 0).length;
  return <span className={styles.shield} data-all={safe === all.length}>{safe} of {all.length}</span>;
}
