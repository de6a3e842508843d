import type { AccountChange, AccountSnapshot, Bbo, BookLevels, Candles, DataMessage, Mark, Ticker, Trades } from "../api/wire";
import { accountAfter, accountFromSnapshot } from "./account";
import { bookAfter, bookFromSnapshot } from "./book";
import { mergeLiveCandles } from "./candles";
import { MAX_TRADES, type Topic, type TopicData } from "./state";

/** What a snapshot holds; null while nothing is known. */
export function snapshotData(message: DataMessage, topic: Topic): TopicData | null {
  if (message.data === null) return null;
  const kind = message.topic.split(".", 1)[0];
  switch (kind) {
    case "bbo":
      return { kind, bbo: message.data as Bbo };
    case "ticker":
      return { kind, ticker: message.data as Ticker };
    case "mark":
      return { kind, mark: message.data as Mark };
    case "book":
      return { kind, book: bookFromSnapshot(message.data as BookLevels) };
    case "trades":
      return { kind, trades: (message.data as Trades).trades.slice(0, MAX_TRADES) };
    case "candles": {
      // A candle that was still open when the chain broke may have missed trades; only closed ones are kept.
      const held = topic.data?.kind === "candles" ? topic.data.candles.filter((c) => c.closed) : [];
      return { kind, candles: mergeLiveCandles(held, (message.data as Candles).candles) };
    }
    case "account":
      return { kind, account: accountFromSnapshot(message.data as AccountSnapshot, `${message.epoch}:${message.seq}`, continued(message, topic)) };
    case "connections":
      return { kind };
    default:
      return null;
  }
}

/** What is held after one event; undefined when the event needs data that is not held. */
export function eventData(message: DataMessage, topic: Topic): TopicData | null | undefined {
  const held = topic.data;
  if (message.data === null) return held;
  switch (message.topic.split(".", 1)[0]) {
    case "book":
      return held?.kind === "book"
        ? { kind: "book", book: bookAfter(held.book, message.data as BookLevels) }
        : undefined;
    case "trades": {
      const before = held?.kind === "trades" ? held.trades : [];
      return { kind: "trades", trades: [...(message.data as Trades).trades, ...before].slice(0, MAX_TRADES) };
    }
    case "candles": {
      const before = held?.kind === "candles" ? held.candles : [];
      return { kind: "candles", candles: mergeLiveCandles(before, (message.data as Candles).candles) };
    }
    case "account":
      return held?.kind === "account"
        ? { kind: "account", account: accountAfter(held.account, message.data as AccountChange, message.seq) }
        : undefined;
    case "connections":
      return held?.kind === "connections" ? held : undefined;
    default:
      return snapshotData(message, topic);
  }
}

/** The account that a snapshot goes on with: it stands where this page stands already, so nothing was missed. */
function continued(message: DataMessage, topic: Topic) {
  const same = !topic.broken && message.epoch === topic.epoch && message.seq === topic.seq;
  return same && topic.data?.kind === "account" ? topic.data.account : null;
}
