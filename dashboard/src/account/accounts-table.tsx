import { useMemo } from "react";
import type { Account } from "../api/wire";
import { useStream } from "../stream/store";
import { useTopics } from "../stream/use-topics";
import { FreshnessBadge } from "../ui/freshness-badge";
import { MoneyBadge } from "../ui/money-badge";
import { Note } from "../ui/note";
import { useAccounts } from "./chosen";
import { accountFreshAt, accountFreshness, accountReason, topicOf, transportOf, useView } from "./view";
import table from "../panels/table.module.css";

const WAYS = { ws: "stream", http: "requests", down: "none" } as const;

/** Every account and how news of it comes; each is listened to while this is on screen. */
export function AccountsTable() {
  const { accounts } = useAccounts();
  useTopics(useMemo(() => accounts.map((a) => topicOf(a.account)), [accounts]));
  if (accounts.length === 0) return <Note title="No account">Accounts appear here once they are configured: [accounts.NAME] in twinline.toml.</Note>;
  return (
    <table className={table.table} data-test="table-accounts">
      <caption className="visually-hidden">Accounts, and how news of them comes</caption>
      <thead>
        <tr>
          <th scope="col">Account</th>
          <th scope="col">Freshness</th>
          <th scope="col">News by</th>
          <th scope="col">Why</th>
          <th scope="col" className={table.right}>Open orders</th>
          <th scope="col" className={table.right}>Place in its history</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((a) => (
          <Row key={a.account} account={a} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ account: { account, venue, money } }: { account: Account }) {
  const fresh = useStream((s) => accountFreshness(s, account));
  const reason = useStream((s) => accountReason(s, account));
  const orders = useView(account, (v) => Object.keys(v.orders).length);
  const place = useStream((s) => {
    const topic = s.topics[topicOf(account)];
    return topic === undefined || topic.epoch === 0 ? "–" : `${topic.epoch} · ${topic.seq}`;
  });
  return (
    <tr data-account={account}>
      <th scope="row"><MoneyBadge money={money} /> <b>{account}</b> <span className="label">{venue}</span></th>
      <td>
        <FreshnessBadge topic={topicOf(account)} name={`Account ${account}`} freshness={(s) => accountFreshness(s, account)} freshAt={(s) => accountFreshAt(s, account)} />
      </td>
      <td>{fresh === null ? "–" : WAYS[transportOf(fresh)]}</td>
      <td className={table.give} title={reason ?? undefined}><span>{reason ?? "–"}</span></td>
      <td className={`${table.right} n`}>{orders ?? "–"}</td>
      <td className={`${table.right} n`}>{place}</td>
    </tr>
  );
}
