const KEY = "twinline.interval";
const PREFERRED = ["1m", "5m", "15m", "1h", "4h", "1d"];

/** The intervals that the switch offers, of those the venue has. */
export function shownIntervals(offered: readonly string[]): string[] {
  const shown = PREFERRED.filter((i) => offered.includes(i));
  return shown.length > 0 ? shown : offered.slice(0, 6);
}

export function keptInterval(): string {
  try {
    return localStorage.getItem(KEY) ?? "1m";
  } catch {
    return "1m";
  }
}

export function keepInterval(interval: string): void {
  try {
    localStorage.setItem(KEY, interval);
  } catch {
    // The choice then lasts as long as the page.
  }
}
