const KEY = "twinline.path";
/** Orders that the median is of. */
const MOST = 50;

type Times = Record<string, number[]>;

/** Notes how long an order took from the click to the venue's yes, as seen on this page. */
export function notePath(account: string, route: "ws" | "rest", tookMs: number): void {
  const times = kept();
  const name = `${account}|${route}`;
  times[name] = [...(times[name] ?? []), Math.round(tookMs)].slice(-MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(times));
  } catch {
    // The median then begins anew with every visit.
  }
}

/** The median of the last orders of an account over one route, in milliseconds; null before the first. */
export function pathMedian(account: string, route: "ws" | "rest"): number | null {
  const times = [...(kept()[`${account}|${route}`] ?? [])].sort((a, b) => a - b);
  return times.length === 0 ? null : times[Math.floor((times.length - 1) / 2)]!;
}

function kept(): Times {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}") as unknown;
    const entries = Object.entries((found ?? {}) as Record<string, unknown>);
    return Object.fromEntries(entries.filter((e): e is [string, number[]] => Array.isArray(e[1]) && e[1].every((n) => typeof n === "number")));
  } catch {
    return {};
  }
}
