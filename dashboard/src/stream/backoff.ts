const FIRST_MS = 250;
const LONGEST_MS = 5000;

/** Full jitter: anywhere between zero and a ceiling that doubles with each attempt (the first is 1). */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(random() * ceiling);
}
