import { expect, it } from "vitest";
import { joined } from "./joined";

const row = (id: string, ts: string, note = "") => ({ id, ts, note });
const both = (fetched: ReturnType<typeof row>[], told: ReturnType<typeof row>[]) => joined(fetched, told, (r) => r.id, (r) => r.ts).map((r) => r.id + r.note);

it("puts the newest first, wherever it came from", () => {
  expect(both([row("c", "3"), row("a", "1")], [row("d", "4"), row("b", "2")])).toEqual(["d", "c", "b", "a"]);
});
it("shows a row once, as the stream told it", () => {
  expect(both([row("a", "1", " fetched"), row("b", "2")], [row("a", "1", " told")])).toEqual(["b", "a told"]);
});
it("keeps the order in which rows of one time came", () => {
  expect(both([row("b", "1"), row("a", "1")], [])).toEqual(["b", "a"]);
});
