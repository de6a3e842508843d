import Big from "big.js";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { command } from "../api/client";
import type { Account, Instrument, Preview } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { formatPrice, formatSigned } from "../format/number";
import { setAsksFirst, useAsksFirst } from "./asks-first";
import { liquidation } from "./figures";
import { orderTerms, type Intent, type Phase } from "./intent";
import { goBack, pressSend } from "./intents";
import { pathMedian } from "./path-times";
import { refusedBy } from "./refused";
import { RouteBadge, Rows, type FigureRow } from "./rows";
import { shortId } from "./steps";
import { moneyWords } from "./ticket-form";
import { useWay } from "./use-known";
import styles from "./ticket.module.css";

interface Props {
  phase: Extract<Phase, { at: "confirm" }>;
  account: Account | null;
  instrument: Instrument;
}

/** What would be sent, checked by the gateway, before it is. The focus begins on Back; what looks like a slip needs a yes of its own. */
export function TicketConfirm({ phase: { intent }, account, instrument }: Props) {
  const [yes, setYes] = useState<readonly string[]>([]);
  const preview = useQuery({
    queryKey: ["preview", intent.key],
    queryFn: () => command<Preview>("POST", `/accounts/${encodeURIComponent(intent.account)}/orders/preview`, null, orderTerms(intent)),
    retry: false,
    gcTime: 0,
  });
  const no = preview.error === null ? null : refusedBy(preview.error, 0);
  const open = intent.asked.every((q) => yes.includes(q));
  useSendKeys(open);
  return (
    <div className={styles.stage} data-test="ticket-confirm">
      <h3><span className="n" data-sign={intent.words.long ? "1" : "-1"}>{intent.words.long ? "▲ Long" : "▼ Short"}</span> {intent.words.what}</h3>
      <div className={styles.middle}>
        <Rows rows={[...rowsOf(preview.data ?? null, instrument, account), ...legRows(intent, preview.data ?? null, instrument)]} />
        {no !== null && <p className={styles.refusal} role="alert" data-test="preview-refused">The gateway would refuse it: {no.said}. <span className="mono">{no.code}</span></p>}
        {intent.asked.map((question) => (
          <label key={question} className={styles.question}>
            <input type="checkbox" data-test="question" checked={yes.includes(question)} onChange={(e) => setYes(e.target.checked ? [...yes, question] : yes.filter((q) => q !== question))} />
            {question}
          </label>
        ))}
        <p className={styles.intent}>Intent <span className="mono" title={intent.orderId}>{shortId(intent.orderId)}</span></p>
        {account !== null && <AskSwitch account={account.account} />}
      </div>
      <div className={styles.buttons}>
        <button type="button" className={styles.big} onClick={goBack} data-first data-test="ticket-back">Back</button>
        <button type="button" className={styles.send} data-state={intent.words.long ? "buy" : "sell"} disabled={!open} onClick={pressSend} data-test="ticket-send" title="Ctrl Enter">
          <b>{intent.words.long ? "▲ Long" : "▼ Short"} {sizeWords(intent.words.what)}</b>
          <span>{moneyWords(intent.money)} · {intent.account}</span>
        </button>
      </div>
    </div>
  );
}

const sizeWords = (what: string) => what.split(" at ")[0]!.split(",")[0]!;

/** Ctrl Enter sends, Escape goes back, wherever the focus is. */
function useSendKeys(open: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (document.querySelector("dialog[open]:not([data-sheet])") !== null) return;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && open) {
        event.preventDefault();
        pressSend();
      } else if (event.key === "Escape") goBack();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [open]);
}

function AskSwitch({ account }: { account: string }) {
  const asks = useAsksFirst(account);
  return (
    <label className={styles.asks}>
      <input type="checkbox" checked={asks} onChange={(e) => setAsksFirst(account, e.target.checked)} data-test="asks-first" /> Show this before each order of {account}
    </label>
  );
}

/** The gateway's figures; what it does not know, it says. Null while it is asked. */
function rowsOf(preview: Preview | null, instrument: Instrument, account: Account | null): FigureRow[] {
  const places = placesOfTick(instrument.tick_size);
  const needs = (figure: string) => preview?.needs.find((n) => n.figure === figure)?.needs;
  const row = (name: string, figure: string, text: string | null | undefined, unit: string, digits: number): FigureRow => {
    if (text !== null && text !== undefined) return { name, value: `${formatPrice(text, digits, true)} ${unit}` };
    const missing = needs(figure);
    return { name, value: preview === null ? "…" : missing === undefined ? "–" : `needs ${shorter(missing)}`, quiet: true, title: missing };
  };
  const market = preview !== null && preview.worst_price !== null;
  return [
    ...(market ? [row("Worst price", "worst_price", preview.worst_price, instrument.quote, places)] : []),
    row(market ? "Expected price" : "Price", "average_price", preview?.average_price, instrument.quote, places),
    row("Order value", "value", preview?.value, instrument.settle, 2),
    row(`Margin${preview?.leverage == null ? "" : ` at ${formatPrice(preview.leverage, 0)}×`}`, "initial_margin", preview?.initial_margin, instrument.settle, 2),
    row("Fee, if it takes", "taker_rate", preview?.taker_fee, instrument.settle, 2),
    { name: "Est. liquidation", ...liquidation({ preview, pending: true }, instrument) },
    ...(account === null ? [] : [{ name: "Route", value: <Way account={account} /> }]),
  ];
}

function Way({ account }: { account: Account }) {
  const { commands } = useWay(account);
  return <RouteBadge route={commands} median={commands === null ? null : pathMedian(account.account, commands)} />;
}

const SHORT: Readonly<Record<string, string>> = {
  "the venue's word about its fees": "the venue's fees",
  "the venue's word about this instrument's leverage": "the leverage",
};
const shorter = (words: string) => SHORT[words] ?? words;

/** What the legs would end with, and the loss that the stop allows. */
function legRows(intent: Intent, preview: Preview | null, instrument: Instrument): FigureRow[] {
  const places = placesOfTick(instrument.tick_size);
  const trigger = (leg: unknown) => (typeof leg === "object" && leg !== null && "trigger_price" in leg ? String(leg.trigger_price) : null);
  const [tp, sl] = [trigger(intent.body["take_profit"]), trigger(intent.body["stop_loss"])];
  if (tp === null && sl === null) return [];
  const rows: FigureRow[] = [{ name: "Take profit / stop loss", value: `${formatPrice(tp, places)} / ${formatPrice(sl, places)}` }];
  const qty = orderTerms(intent)["qty"];
  if (sl !== null && preview?.average_price != null && typeof qty === "string") {
    const loss = new Big(sl).minus(preview.average_price).times(qty).times(intent.words.long ? 1 : -1);
    rows.push({ name: "Loss if stopped", value: `${formatSigned(loss.toFixed(), 2)} ${instrument.settle}`, title: "At the trigger; the market may be further by then, and fees are not in it" });
  }
  return rows;
}
