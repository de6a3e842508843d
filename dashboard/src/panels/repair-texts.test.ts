import { expect, it } from "vitest";
import type { Repair } from "../api/wire";
import { initialState, type ChannelRow } from "../stream/state";
import { openGaps } from "./repair-lanes";
import { foundSentence, foundText } from "./repairs-table";

const receipt = (channel: string, found: number) => ({ channel, found }) as Repair;

it.each([
  ["book", 4000, "book replaced", "The book was replaced"],
  ["trades", 1245, "1,245 trades", "1,245 trades were missed and found"],
  ["trades", 1, "1 trade", "1 trade was missed and found"],
  ["candles.1m", 0, "no candle was missed", "No candle was missed"],
  ["ticker", 1, "newest value", "The newest value was fetched"],
  ["mark", 0, "nothing was missed", "Nothing was missed"],
])("%s with %i rows found reads %s", (channel, found, text, sentence) => {
  expect(foundText(receipt(channel, found))).toBe(text);
  expect(foundSentence(receipt(channel, found))).toBe(sentence);
});

it("an open gap of a venue begins with its first channel and is as bad as its worst", () => {
  const row = (channel: string, freshness: string, since: string) => ({ venue: "binance", channel, freshness, since }) as ChannelRow;
  const rows = [row("book", "polling", "2026-11-21T12:00:02Z"), row("trades", "down", "2026-11-21T12:00:01Z"), row("mark", "live", "2026-11-21T11:00:00Z")];
  const channels = Object.fromEntries(rows.map((r) => [r.channel, r]));
  const state = { ...initialState, connections: { ...initialState.connections, channels } };
  expect(openGaps(state)).toBe("binance\tdown\t2026-11-21T12:00:01Z\t2");
  expect(openGaps(initialState)).toBe("");
});
