import { expect, it } from "vitest";
import { matching, type Command } from "./command";

const command = (name: string, hint: string): Command => ({ id: name, name, hint, run: () => undefined });
const all = [command("Go to Trade", "page"), command("Cut the streams", "pull the plug: binance"), command("Heal all", "pull the plug: binance")];
const names = (text: string) => matching(all, text).map((c) => c.name);

it("offers everything before anything is typed", () => expect(names(" ")).toHaveLength(3));
it("wants every word, in any order, in name or hint", () => {
  expect(names("plug heal")).toEqual(["Heal all"]);
  expect(names("PLUG")).toEqual(["Cut the streams", "Heal all"]);
  expect(names("plug trade")).toEqual([]);
});
