import Big from "big.js";
import { command } from "../api/client";
import type { Account, Instrument, Order, Position } from "../api/wire";
import { remainingOf, symbolOf } from "../account/order-text";
import { placesOfTick } from "../format/decimal";
import { formatPrice, signOf } from "../format/number";
import { isMultiple, readDecimal } from "../ticket/exact";
import { viewOf } from "../account/view";
import { store } from "../stream/store";
import { openIntent } from "../ticket/intents";
import { openSheet } from "../ticket/ticket-store";
import { ask } from "./deeds";

const at = (account: Account, rest: string) => `/accounts/${encodeURIComponent(account.account)}${rest}`;
const unsigned = (text: string) => text.replace(/^-/, "");
const longWord = (qty: string) => (signOf(qty) < 0 ? "Short" : "Long");

/** Closes a position with a market order that can only reduce. */
export function askClose(account: Account, position: Position, instrument: Instrument | undefined, worth: string | null): void {
  const size = `${formatPrice(unsigned(position.qty), instrument?.size_decimals ?? 0)} ${instrument?.base ?? ""}`.trim();
  const side = position.position_side === "both" ? "" : `?position_side=${position.position_side}`;
  ask({
    account,
    title: `Close ${longWord(position.qty).toLowerCase()} ${size} of ${symbolOf(position.instrument)} at market?`,
    consequence: "A market order over the whole position that can only reduce it. It takes what the book gives.",
    rows: [["Position", `${longWord(position.qty)} ${size}`], ["Entry", formatPrice(position.entry_price, instrument === undefined ? 0 : placesOfTick(instrument.tick_size) + 1, true)], ...(worth === null ? [] : [["Profit at the mark", worth] as const])],
    act: "Close position",
    keep: "Keep it",
    danger: false,
    run: async (key) => {
      const order = await command<Order>("DELETE", at(account, `/positions/${encodeURIComponent(position.instrument)}${side}`), key);
      return order.status === "filled" ? `Closed ${formatPrice(order.executed_qty, instrument?.size_decimals ?? 0)} at ${formatPrice(order.average_price, instrument === undefined ? 0 : placesOfTick(instrument.tick_size))}, sent via ${order.route === "ws" ? "WebSocket" : "a request"}.` : `The order is ${order.status}: ${order.order_id}.`;
    },
  });
}

/** Turns a position round: one market order over twice its size, through the ticket's own confirm view. */
export function askReverse(account: Account, position: Position, instrument: Instrument, market: { bid: string | null; ask: string | null }): void {
  const long = signOf(position.qty) < 0;
  const qty = new Big(unsigned(position.qty)).times(2).toFixed();
  if (matchMedia("(max-width: 767px)").matches) openSheet(true);
  openIntent(
    {
      account: account.account,
      venue: account.venue,
      money: account.money,
      instrument: instrument.instrument,
      path: at(account, "/orders"),
      bodyOf: (orderId) => ({ instrument: instrument.instrument, side: long ? "buy" : "sell", type: "market", qty, client_order_id: orderId }),
      words: { long, what: `${formatPrice(qty, instrument.size_decimals)} ${instrument.base} at market, turns the position`, kind: "market", price: long ? market.ask : market.bid, base: instrument.base, quote: instrument.quote },
      asked: [],
    },
    true,
  );
}

/** Cancels what went through this gateway, of one instrument or of all. */
export function askCancelAll(account: Account, orders: readonly Order[], instrument: string | null): void {
  const own = orders.filter((o) => o.origin === "gateway" && (instrument === null || o.instrument === instrument));
  const others = orders.filter((o) => o.origin !== "gateway" && (instrument === null || o.instrument === instrument)).length;
  const where = instrument === null ? `on ${account.account}` : `of ${symbolOf(instrument)} on ${account.account}`;
  const stops = own.filter((o) => o.reduce_only || o.close_position).length;
  ask({
    account,
    title: `Cancel all ${own.length} orders ${where}?`,
    consequence: `Each ends with its own event. Positions stay${stops > 0 ? `, and ${stops} of these orders protect them: they would stand open` : ""}.`,
    rows: [["Orders that are canceled", String(own.length)], ["Placed elsewhere, and staying", String(others)], ["That only reduce, among them", String(stops)]],
    act: "Cancel all",
    keep: "Keep them",
    danger: true,
    run: async (key) => {
      const query = instrument === null ? "" : `?instrument=${encodeURIComponent(instrument)}`;
      const { orders: asked } = await command<{ orders: string[] }>("DELETE", at(account, `/orders${query}`), key);
      return `${asked.length} cancels are on their way; each order tells how it ended.`;
    },
  });
}

/** The same, of everything that the stream tells of the account now. */
export const askCancelAllOf = (account: Account) => askCancelAll(account, Object.values(viewOf(store.getState(), account.account)?.orders ?? {}), null);

/** The kill switch: on, only what reduces is sent. */
export function askKillSwitch(account: Account, killed: boolean): void {
  ask({
    account,
    title: killed ? `Switch the kill switch of ${account.account} off?` : `Switch the kill switch of ${account.account} on?`,
    consequence: killed
      ? "Orders that open or enlarge positions are sent again."
      : "From then on, over restarts, only what cannot enlarge a position is sent. Open orders stay: cancel them yourself. Positions stay.",
    rows: [],
    act: killed ? "Switch off" : "Switch on",
    keep: "Leave it",
    danger: true,
    run: async () => {
      await command(killed ? "DELETE" : "PUT", at(account, "/kill-switch"), null);
      return killed ? "It is off: orders are sent again." : "It is on: only what reduces is sent.";
    },
  });
}

const SHORTEST_S = 10;
const LONGEST_S = 600;
const USUAL_S = 60;

/** Has the venue end what rests when the gateway is gone for so long. */
export function askArmDeadMan(account: Account, timeoutS: number | null): void {
  const why = (text: string) => (/^\d{1,4}$/.test(text.trim()) && Number(text) >= SHORTEST_S && Number(text) <= LONGEST_S ? null : `must be whole seconds from ${SHORTEST_S} to ${LONGEST_S}`);
  ask({
    account,
    title: timeoutS === null ? `Arm the dead-man's switch of ${account.account}?` : `Another time for the dead-man's switch of ${account.account}?`,
    consequence: "If the gateway dies or cannot reach the venue for so long, the venue ends all orders that rest in each instrument where this gateway has one, those placed elsewhere among them. Stops and other orders that wait for a trigger it does not end. It holds over restarts.",
    rows: [["Now", timeoutS === null ? "off" : `${timeoutS} s`]],
    act: timeoutS === null ? "Arm it" : "Change the time",
    keep: "Leave it",
    danger: false,
    field: { label: "Without the gateway for", unit: "s", value: String(timeoutS ?? USUAL_S), why },
    run: async (_, value) => {
      await command("PUT", at(account, "/dead-man"), null, { timeout_s: Number(value) });
      return `It is wanted with ${Number(value)} s; its state says what it covers.`;
    },
  });
}

export function askDisarmDeadMan(account: Account): void {
  ask({
    account,
    title: `Disarm the dead-man's switch of ${account.account}?`,
    consequence: "Countdowns are stopped at the venue. From then on orders rest on when the gateway is gone.",
    rows: [],
    act: "Disarm it",
    keep: "Leave it",
    danger: false,
    run: async () => {
      await command("DELETE", at(account, "/dead-man"), null);
      return "It is off: orders rest on when the gateway is gone.";
    },
  });
}

export function askMarginMode(account: Account, instrument: Instrument, mode: "cross" | "isolated"): void {
  ask({
    account,
    title: `${mode === "cross" ? "Cross" : "Isolated"} margin for ${instrument.symbol}?`,
    consequence: mode === "cross" ? "The whole free balance backs the position: it is liquidated later, and can take all of it." : "Only the margin set aside backs the position: it is liquidated earlier, and takes no more than that.",
    rows: [],
    act: `Use ${mode} margin`,
    keep: "Leave it",
    danger: false,
    run: async (key) => {
      await command("PATCH", at(account, `/positions/${encodeURIComponent(instrument.instrument)}`), key, { margin_mode: mode });
      return `The venue has it at ${mode}.`;
    },
  });
}

/** Another limit price for an order that waits; `price` is where it was dragged to, or where it is. */
export function askEdit(account: Account, order: Order, instrument: Instrument, price: string): void {
  const places = placesOfTick(instrument.tick_size);
  ask({
    account,
    title: `Move ${order.side === "sell" ? "sell" : "buy"} ${formatPrice(remainingOf(order), instrument.size_decimals)} ${instrument.base} to another price?`,
    consequence: "Changed at the venue, keeping the order. It goes to the end of the queue at its new price, and what was executed stays executed.",
    rows: [["Price now", `${formatPrice(order.price, places)} ${instrument.quote}`], ["Still to be executed", `${formatPrice(remainingOf(order), instrument.size_decimals)} ${instrument.base}`]],
    act: "Move the order",
    keep: "Leave it",
    danger: false,
    field: {
      label: "New price",
      unit: instrument.quote,
      value: formatPrice(price, places).replaceAll(",", ""),
      why: (text) => {
        const value = readDecimal(text);
        if (value === null || new Big(value).lte(0)) return "is not a price";
        return isMultiple(value, instrument.tick_size) ? null : `is not a multiple of ${new Big(instrument.tick_size).toFixed()}`;
      },
    },
    run: async (key, value) => {
      const next = await command<Order>("PATCH", at(account, `/orders/${encodeURIComponent(order.order_id)}`), key, { price: readDecimal(value) });
      return `The order is at ${formatPrice(next.price, places)}.`;
    },
  });
}
