import type { Money } from "../api/wire";

/** Something the palette can do. A promise that fails is shown there in words. */
export interface Command {
  id: string;
  name: string;
  hint: string;
  keys?: string;
  /** Whose money it touches. */
  money?: Money;
  run: () => void | Promise<unknown>;
}

/** Those whose name or hint has every word that was typed. */
export function matching(all: readonly Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter((w) => w !== "");
  return all.filter((c) => {
    const said = `${c.name} ${c.hint}`.toLowerCase();
    return words.every((w) => said.includes(w));
  });
}
