import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { orderQuery, whyQuery } from "../api/queries";
import type { Order } from "../api/wire";
import { formatAge } from "../format/age";
import { formatPrice } from "../format/number";
import { clockTimeMillis, dateOf } from "../format/time";
import { Note, Skeleton } from "../ui/note";
import { Status } from "./cells";
import { orderSentence, symbolOf, venueOf } from "./order-text";
import { placesOf, useInstruments } from "./places";
import { story, type Step } from "./story";
import { useView } from "./view";
import styles from "./order-story.module.css";

/** Everything that happened to one order, oldest first; told anew whenever the stream says that it changed. */
export function OrderStory({ account, order: id }: { account: string; order: string }) {
  const client = useQueryClient();
  const events = useQuery(whyQuery(account, id));
  const fetched = useQuery(orderQuery(account, id));
  const told = useView(account, (v) => v.orders[id] ?? v.ended.find((o) => o.order_id === id) ?? null);
  const order = told ?? fetched.data ?? null;
  const instruments = useInstruments(order === null ? [] : [order.instrument]);
  const places = placesOf(order === null ? undefined : instruments.get(order.instrument));
  const steps = useMemo(() => story(events.data ?? [], places), [events.data, places.price, places.size]);
  // Each of these changes with an event of this order alone.
  const version = useView(account, (v) => {
    const fills = v.fills.filter((f) => f.order_id === id);
    const command = v.commands[id];
    const now = v.orders[id] ?? v.ended.find((o) => o.order_id === id);
    return `${now?.status} ${now?.executed_qty} ${now?.price} ${now?.updated_at} ${fills.map((f) => f.fee).join()} ${command?.command} ${command?.outcome}`;
  });
  useEffect(() => {
    if (version !== null) void client.invalidateQueries({ queryKey: ["why", account, id] });
  }, [client, account, id, version]);

  if (events.error && events.data === undefined) {
    return (
      <Note title="Its story did not load" tone="error" action={{ label: "Try again", run: () => void events.refetch() }}>
        {events.error.message}. The order itself is not affected.
      </Note>
    );
  }
  return (
    <div className={styles.story}>
      {order !== null && <Summary order={order} account={account} price={places.price} size={places.size} />}
      {events.data === undefined ? (
        <Skeleton rows={6} />
      ) : (
        <ol className={styles.steps} aria-label="What happened, oldest first" data-test="story">
          {steps.map((step) => (
            <StepRow key={step.key} step={step} />
          ))}
        </ol>
      )}
      <p className="mono label">{id}</p>
    </div>
  );
}

function Summary({ order, account, price, size }: { order: Order; account: string; price: number; size: number }) {
  const rows: [string, string][] = [
    ["Executed", `${formatPrice(order.executed_qty, size)}${order.qty === null ? "" : ` of ${formatPrice(order.qty, size)}`}`],
    ["Average price", formatPrice(order.average_price, price)],
    ["Accepted by", order.accepted_by === "venue" ? "the venue" : "this gateway only"],
    ["Sent through", order.route === null ? "–" : order.route === "ws" ? "WebSocket" : "request (REST)"],
    ["Name at the venue", order.venue_order_id ?? "–"],
  ];
  return (
    <>
      <h3>{orderSentence(order, { price, size })}</h3>
      <p className={styles.where}>
        {symbolOf(order.instrument)} <span className="label">{venueOf(order.instrument)} · {account}</span> <Status order={order} account={account} />
      </p>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const WORDS: Record<Step["tone"], string> = { done: "done", wait: "under way", warn: "not known", bad: "refused", note: "told" };

function StepRow({ step }: { step: Step }) {
  return (
    <li data-tone={step.tone}>
      <Mark tone={step.tone} />
      <div>
        <p><span className="visually-hidden">{WORDS[step.tone]}: </span>{step.title}</p>
        {step.detail !== "" && <p className={styles.detail}>{step.detail}</p>}
      </div>
      <p className={styles.time} title={`${dateOf(step.at)} ${clockTimeMillis(step.at)} UTC, told by ${step.via}`}>
        {step.sinceMs === 0 ? clockTimeMillis(step.at) : `+${formatAge(step.sinceMs)}`}
        <span className={styles.source}>{step.source === null ? "here" : step.source === "ws" ? "WS" : "REST"}</span>
      </p>
    </li>
  );
}

function Mark({ tone }: { tone: Step["tone"] }) {
  const path = { done: "M3 6.2 5.2 8.4 9 4", wait: "M6 3v3l2 1.4", warn: "M4.4 4.6a1.7 1.7 0 1 1 2.4 1.5c-.6.3-.8.6-.8 1.1M6 9v.1", bad: "m4 4 4 4m0-4-4 4", note: "M4 6h4" }[tone];
  return (
    <svg className={styles.mark} viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <circle cx="6" cy="6" r="5.2" strokeOpacity="0.5" />
      <path d={path} />
    </svg>
  );
}
