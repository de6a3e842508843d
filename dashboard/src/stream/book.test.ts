import { describe, expect, it } from "vitest";
import type { Level } from "../api/wire";
import { bookAfter, bookFromSnapshot } from "./book";

const side = (bids: Level[], asks: Level[] = []) => ({ venue_seq: null, bids, asks });

describe("a book", () => {
  it("orders both sides best first, whatever the order and writing of the prices", () => {
    const book = bookFromSnapshot(side([["9.9", "1"], ["100", "1"], ["99.90", "1"]], [["101", "1"], ["100.5", "1"]]));
    expect(book.bids.map((l) => l[0])).toEqual(["100", "99.90", "9.9"]);
    expect(book.asks.map((l) => l[0])).toEqual(["100.5", "101"]);
  });

  it("knows a price by its value: 100.10 is 100.1", () => {
    const book = bookAfter(bookFromSnapshot(side([["100.1", "1"]])), side([["100.10", "2"]]));
    expect(book.bids).toEqual([["100.10", "2"]]);
    expect(bookAfter(book, side([["100.100", "0.000"]])).bids).toEqual([]);
  });

  it("ignores the removal of a level it does not hold", () => {
    expect(bookAfter(bookFromSnapshot(side([["1", "1"]])), side([["2", "0"]])).bids).toEqual([["1", "1"]]);
  });

  it("takes the later of two changes at one price", () => {
    expect(bookAfter(bookFromSnapshot(side([])), side([["1", "1"], ["1.0", "3"]])).bids).toEqual([["1.0", "3"]]);
  });

  it("equals a naive map after many random changes", () => {
    let seed = 7;
    const random = (n: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % n;
    };
    let book = bookFromSnapshot(side([]));
    const naive = new Map<string, string>();
    for (let step = 0; step < 400; step += 1) {
      const changes = Array.from({ length: 1 + random(5) }, (): Level => [`${100 + random(40)}.${random(10)}`, String(random(3))]);
      for (const [price, size] of changes) {
        if (size === "0") naive.delete(price);
        else naive.set(price, size);
      }
      book = bookAfter(book, side(changes, changes));
      const expected = [...naive].sort((a, b) => Number(a[0]) - Number(b[0]));
      expect(book.asks).toEqual(expected);
      expect(book.bids).toEqual(expected.toReversed());
    }
  });
});
