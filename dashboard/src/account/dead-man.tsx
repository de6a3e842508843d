import { useMemo, useRef, type ReactNode } from "react";
import { Link } from "wouter";
import type { Account, DeadMan } from "../api/wire";
import { askArmDeadMan, askDisarmDeadMan } from "../deeds/ask";
import { untilText } from "../format/age";
import { parseTime } from "../format/time";
import { serverNow } from "../stream/freshness";
import { useStream } from "../stream/store";
import { useQuarterPaint, write } from "../stream/use-paint";
import { useTopics } from "../stream/use-topics";
import { MoneyBadge } from "../ui/money-badge";
import { Note } from "../ui/note";
import { Time } from "./cells";
import { useAccounts } from "./chosen";
import { DEAD_MAN_WORDS } from "./dead-man-words";
import { symbolOf } from "./order-text";
import { accountFreshness, topicOf, useView } from "./view";
import styles from "./dead-man.module.css";

/** Whether orders are ended when the gateway is gone, account by account; each is listened to while this is on screen. */
export function DeadManSwitches() {
  const { accounts } = useAccounts();
  useTopics(useMemo(() => accounts.map((a) => topicOf(a.account)), [accounts]));
  if (accounts.length === 0) return <Note title="No account">The switch of each account stands here once one is configured.</Note>;
  return (
    <ul>
      {accounts.map((a) => (
        <Switch key={a.account} account={a} />
      ))}
    </ul>
  );
}

function Switch({ account }: { account: Account }) {
  const deadMan = useView(account.account, (v) => v.deadMan);
  const fresh = useStream((s) => accountFreshness(s, account.account));
  return (
    <li className={styles.switch} data-fresh={fresh ?? "none"} data-test="dead-man" data-account={account.account} data-state={deadMan?.state ?? "unknown"}>
      <header>
        <MoneyBadge money={account.money} /> <b>{account.account}</b> <span className="label">{account.venue}</span>
        <strong className={styles.state} data-state={deadMan?.state ?? "unknown"} data-test="dead-man-state">{deadMan === null ? "?" : DEAD_MAN_WORDS[deadMan.state]}</strong>
        <span className={styles.buttons}>
          {deadMan !== null && (
            <button type="button" className="button" onClick={() => askArmDeadMan(account, deadMan.timeout_s)} data-test="dead-man-arm">{deadMan.timeout_s === null ? "Arm…" : "Change the time…"}</button>
          )}
          {deadMan !== null && deadMan.timeout_s !== null && (
            <button type="button" className="button" onClick={() => askDisarmDeadMan(account)} data-test="dead-man-disarm">Disarm…</button>
          )}
        </span>
      </header>
      {deadMan === null ? <p>What the gateway says of it is not here yet.</p> : <Standing deadMan={deadMan} />}
    </li>
  );
}

/** What happens to which orders if the gateway is gone. */
function Standing({ deadMan }: { deadMan: DeadMan }) {
  const covered = deadMan.covered.map(symbolOf).join(", ");
  return (
    <>
      <p className={styles.said}>{saidOf(deadMan)}</p>
      {deadMan.reason !== null && <p className={styles.reason} data-test="dead-man-reason">{deadMan.reason}.</p>}
      <dl className={styles.rows}>
        <Row name="Time without the gateway">{deadMan.timeout_s === null ? "–" : `${deadMan.timeout_s} s`}</Row>
        <Row name="Since, UTC"><Time text={deadMan.since} /></Row>
        <Row name="Confirmed by the venue, UTC"><Time text={deadMan.last_refreshed_at} /></Row>
        <Row name="Venue ends them in"><Until at={deadMan.expires_at} /></Row>
        <Row name="Covered">{covered === "" ? (deadMan.state === "armed" ? "nothing rests now" : "–") : covered}</Row>
      </dl>
      {deadMan.not_covered.length > 0 && (
        <>
          <h3>Not covered: {deadMan.not_covered.length}{deadMan.not_covered.length === 50 ? " or more" : ""}</h3>
          <ul className={styles.open}>
            {deadMan.not_covered.map((row) => (
              <li key={row.order_id}><Link href={`/history/orders/${row.order_id}`} className="mono">{row.order_id}</Link> {row.reason}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function saidOf({ state, timeout_s: timeout }: DeadMan): string {
  switch (state) {
    case "disarmed":
      return "Nobody wants it: if the gateway dies, orders that rest at the venue rest on.";
    case "armed":
      return `If the gateway is gone for ${timeout} s, the venue ends what rests in the instruments below, orders placed elsewhere among them.`;
    case "not_protected":
      return `It is wanted with ${timeout} s, and orders would rest on all the same.`;
  }
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Counts down; begins again with each word that the venue gives. */
function Until({ at }: { at: string | null }) {
  const text = useRef<HTMLSpanElement>(null);
  useQuarterPaint((state, painted) => {
    const now = serverNow(state, painted);
    write(text.current, at === null || now === null ? "–" : untilText(parseTime(at) - now));
  });
  return <span ref={text} className={`n plain ${styles.until}`} />;
}
