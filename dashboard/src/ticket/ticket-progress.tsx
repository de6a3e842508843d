import Big from "big.js";
import { useRef } from "react";
import { sendCancel, useCancel } from "../account/cancels";
import type { Places } from "../account/order-text";
import { placesOf, useInstruments } from "../account/places";
import { useView } from "../account/view";
import { showWhy } from "../account/why";
import type { Instrument } from "../api/wire";
import { formatAge } from "../format/age";
import { formatPrice, formatSigned, signOf } from "../format/number";
import { useQuarterPaint, write as paint } from "../stream/use-paint";
import { useStream } from "../stream/store";
import type { Phase } from "./intent";
import { newOrder, pressSend } from "./intents";
import { RefusedView } from "./refused-view";
import { Rows, type FigureRow } from "./rows";
import { StateMark } from "./state-mark";
import { StepList } from "./step-list";
import { protectionWords, routeWord, stepsOf } from "./steps";
import { clearSize } from "./ticket-store";
import { moneyWords } from "./ticket-form";
import styles from "./ticket.module.css";

type Sent = Extract<Phase, { seen: unknown }>;

/** A wish that was sent: its steps as they happen, and then what came of it. */
export function TicketProgress({ phase, instrument }: { phase: Sent; instrument: Instrument }) {
  const account = phase.intent.account;
  const expected = useStream((s) => s.connections.accounts[account]?.commands ?? null);
  const of = useInstruments([phase.intent.instrument]).get(phase.intent.instrument) ?? instrument;
  const places = placesOf(of);
  const steps = stepsOf(phase, expected === "ws" || expected === "rest" ? expected : null, places);
  switch (phase.at) {
    case "refused":
      return <RefusedView phase={phase} instrument={of} />;
    case "unknown":
      return <Unknown phase={phase} steps={steps} />;
    case "result":
      return <Result phase={phase} steps={steps} places={places} />;
    case "working":
      return (
        <div className={styles.stage} data-test="ticket-working" role="status">
          <h3 tabIndex={-1} data-first><SideWord phase={phase} /> {phase.intent.words.what}</h3>
          <div className={styles.middle}>
            <StepList steps={steps} />
            {phase.bracket?.state === "protecting" && <p className={styles.question} data-test="not-yet">Not protected yet: <Since from={(phase.intent.sentAt ?? 0) + (phase.seen.filled ?? 0)} /> since the fill</p>}
            {phase.ignored > 0 && <p className={styles.note} data-test="ignored">{phase.ignored} more click{phase.ignored === 1 ? "" : "s"} ignored: same intent.</p>}
          </div>
          <div className={styles.buttons}>
            <button type="button" className={styles.working} onClick={pressSend} data-test="ticket-send" aria-disabled="true">
              <b><i className={styles.turning} aria-hidden="true" /> Working…</b>
              <span>{moneyWords(phase.intent.money)} · {account} · <Since from={phase.intent.sentAt ?? 0} /></span>
            </button>
          </div>
        </div>
      );
  }
}

const SideWord = ({ phase }: { phase: Sent }) => (
  <span className="n" data-sign={phase.intent.words.long ? "1" : "-1"}>{phase.intent.words.long ? "▲ Long" : "▼ Short"}</span>
);

type Steps = ReturnType<typeof stepsOf>;

function Result({ phase, steps, places }: { phase: Extract<Sent, { at: "result" }>; steps: Steps; places: Places }) {
  const { order, intent } = phase;
  const positions = useView(intent.account, (v) => v.positions);
  const held = Object.values(positions ?? {}).filter((p) => p.instrument === intent.instrument);
  if (order === null) return null;
  const title = titleOf(phase, places);
  const protection = protectionWords(phase.bracket, phase.seen);
  return (
    <div className={styles.stage} data-test="ticket-result" data-status={order.status} role="status">
      <div className={styles.outcome}>
        <StateMark tone={title.tone} />
        <div><h3>{title.text}</h3><p>via {routeWord(order.route === "ws" || order.route === "rest" ? order.route : null)} in {formatAge(phase.seen.ended ?? phase.seen.accepted ?? 0)}{protection === null ? "" : ` · ${protection}`}</p></div>
      </div>
      <div className={styles.middle}>
        <Rows rows={[...resultRows(phase, places), ...held.map((p): FigureRow => ({ name: "Position now", value: `${signOf(p.qty) < 0 ? "▼ Short" : "▲ Long"} ${formatPrice(p.qty.replace(/^-/, ""), places.size)} ${intent.words.base}` }))]} />
        <StepList steps={steps} />
      </div>
      <div className={styles.buttons}>
        <button type="button" className={styles.big} onClick={() => showWhy(intent.account, intent.orderId)}>Why</button>
        <button type="button" className={styles.primary} data-first data-test="new-order" onClick={() => { newOrder(); clearSize(); }}>New order</button>
      </div>
    </div>
  );
}

function titleOf({ order, intent }: Extract<Sent, { at: "result" }>, places: Places): { text: string; tone: "done" | "warn" } {
  const executed = new Big(order!.executed_qty);
  const size = `${formatPrice(order!.executed_qty, places.size)} ${intent.words.base}`;
  const at = order!.average_price === null ? "" : ` at ${formatPrice(order!.average_price, places.price)}`;
  switch (order!.status) {
    case "filled":
      return { text: `Filled ${size}${at}`, tone: "done" };
    case "untriggered":
      return { text: "Waits for its trigger", tone: "done" };
    case "canceled":
    case "expired": {
      const word = order!.status === "canceled" ? "Canceled" : "Expired";
      return { text: executed.gt(0) ? `${word} after ${size}${at}` : `${word}: nothing was filled`, tone: "warn" };
    }
    default:
      return { text: executed.gt(0) ? `Open, ${size} filled${at}` : "Open at the venue", tone: "done" };
  }
}

/** Price asked for, slippage against it, and what it cost. */
function resultRows({ order, fills, intent }: Extract<Sent, { at: "result" }>, places: Places): FigureRow[] {
  const rows: FigureRow[] = [];
  const { price, quote, long } = intent.words;
  if (price !== null) rows.push({ name: intent.words.kind === "market" ? `Asked at (best ${long ? "ask" : "bid"})` : "Asked at", value: `${formatPrice(price, places.price)} ${quote}` });
  if (price !== null && order!.average_price !== null) {
    const slip = new Big(order!.average_price).minus(price).times(long ? 1 : -1);
    const points = new Big(price).eq(0) ? null : slip.div(price).times(10_000);
    rows.push({ name: "Slippage", value: `${formatSigned(slip.toFixed(), places.price)} ${quote}${points === null ? "" : ` · ${points.abs().toFixed(2)} bp`}` });
  }
  const known = fills.filter((f) => f.fee !== null);
  const asset = known[0]?.fee_asset;
  if (known.length > 0 && known.every((f) => f.fee_asset === asset)) {
    const sum = known.reduce((total, f) => total.plus(f.fee!), new Big(0));
    rows.push({ name: `Fee (${known.every((f) => f.maker === true) ? "maker" : known.some((f) => f.maker === true) ? "maker and taker" : "taker"})`, value: `${sum.toFixed(sum.abs().lt("0.01") ? 4 : 2)} ${asset ?? ""}` });
  } else if (new Big(order!.executed_qty).gt(0)) rows.push({ name: "Fee", value: "not told yet", quiet: true });
  return rows;
}

/** Nobody knows yet. What is asked and when next is said; there is nothing to try again. */
function Unknown({ phase, steps }: { phase: Extract<Sent, { at: "unknown" }>; steps: Steps }) {
  const { intent, asking, order } = phase;
  const cancel = useCancel(intent.account, intent.orderId);
  const next = useRef<HTMLSpanElement>(null);
  useQuarterPaint(() => void paint(next.current, asking.nextAt === null ? "" : `${Math.max(0, (asking.nextAt - Date.now()) / 1000).toFixed(1)} s`));
  return (
    <div className={styles.stage} data-test="ticket-unknown" role="alert">
      <div className={styles.outcome}>
        <StateMark tone="unknown" />
        <div><h3>We do not know yet if this order exists</h3><p>No answer for <Since from={intent.sentAt ?? 0} />. Nothing is sent twice.</p></div>
      </div>
      <div className={styles.middle}>
        <p className={styles.what}><SideWord phase={phase} /> {intent.words.what}</p>
        <StepList steps={steps} />
        {asking.nextAt !== null && order === null && <p className={styles.note}>{asking.count === 0 ? `${sentence(asking.said)} ` : ""}Next question in <span ref={next} className={styles.since} /></p>}
        <p className={styles.note}>Cancel and reduce-only stay open.</p>
        {cancel !== null && <p className={styles.note}>Cancel: {cancel.kind === "pending" ? "on its way" : cancel.kind === "ended" ? "it has ended" : `${cancel.kind}: ${cancel.said}`}</p>}
      </div>
      <div className={styles.buttons}>
        <button type="button" className={styles.big} data-first onClick={() => showWhy(intent.account, intent.orderId)}>Why</button>
        <button type="button" className={styles.primary} disabled={cancel?.kind === "pending"} onClick={() => void sendCancel(intent.account, intent.orderId)} data-test="cancel-if-exists">Cancel if it exists</button>
      </div>
    </div>
  );
}

function Since({ from }: { from: number }) {
  const text = useRef<HTMLSpanElement>(null);
  useQuarterPaint(() => void paint(text.current, formatAge(Date.now() - from)));
  return <span ref={text} className={styles.since} />;
}

const sentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
