interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Between the card and what it is about, and between the card and the window's edge. */
const GAP = 12;

/**
 * Where a card of this size stands so that it does not cover what it is about: beside it, else below or above it; if there is no
 * room on any side, in the corner that covers least of it. `foot` is kept free at the bottom of the window.
 */
export function placeCard(target: Box | null, card: { width: number; height: number }, view: { width: number; height: number }, foot: number): { x: number; y: number } {
  const most = { x: view.width - card.width - GAP, y: view.height - foot - card.height - GAP };
  const within = (x: number, y: number) => ({ x: Math.max(GAP, Math.min(most.x, x)), y: Math.max(GAP, Math.min(most.y, y)) });
  if (target === null) return within((view.width - card.width) / 2, most.y);
  const tries = [
    { x: target.left - GAP - card.width, y: target.top },
    { x: target.right + GAP, y: target.top },
    { x: target.left, y: target.bottom + GAP },
    { x: target.left, y: target.top - GAP - card.height },
    { x: GAP, y: most.y },
    { x: most.x, y: most.y },
    { x: most.x, y: GAP },
  ].map(({ x, y }) => within(x, y));
  const covered = ({ x, y }: { x: number; y: number }) =>
    Math.max(0, Math.min(x + card.width, target.right) - Math.max(x, target.left)) * Math.max(0, Math.min(y + card.height, target.bottom) - Math.max(y, target.top));
  return tries.reduce((best, next) => (covered(next) < covered(best) ? next : best));
}
