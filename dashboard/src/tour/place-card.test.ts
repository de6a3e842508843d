import { describe, expect, it } from "vitest";
import { placeCard } from "./place-card";

const view = { width: 1440, height: 900 };
const card = { width: 320, height: 180 };
const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });
const overlaps = (at: { x: number; y: number }, b: ReturnType<typeof box>) => at.x < b.right && at.x + card.width > b.left && at.y < b.bottom && at.y + card.height > b.top;

describe("the card of the tour", () => {
  it("covers nothing of what it is about while there is room on any side", () => {
    for (const target of [box(1132, 100, 1440, 870), box(0, 640, 1130, 870), box(1200, 0, 1300, 44), box(0, 100, 300, 200), box(0, 44, 1440, 300)]) {
      const at = placeCard(target, card, view, 24);
      expect(overlaps(at, target)).toBe(false);
    }
  });
  it("stays in the window, above its foot, whatever it is about", () => {
    for (const target of [null, box(-50, -50, 2000, 2000), box(1400, 850, 1500, 950)]) {
      const { x, y } = placeCard(target, card, view, 56);
      expect(x).toBeGreaterThanOrEqual(12);
      expect(y).toBeGreaterThanOrEqual(12);
      expect(x + card.width).toBeLessThanOrEqual(1440 - 12);
      expect(y + card.height).toBeLessThanOrEqual(900 - 56 - 12);
    }
  });
});
