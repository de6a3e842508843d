/** `38 ms`, `1.6 s`, `2m 08s`, `1h 04m`; an en dash when nothing is known. */
export function formatAge(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return "–";
  const age = Math.max(0, ms);
  if (age < 999.5) return `${Math.round(age)} ms`;
  if (age < 59_950) return `${(age / 1000).toFixed(1)} s`;
  const seconds = Math.round(age / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  return `${Math.floor(minutes / 1440)}d ${two(Math.floor(minutes / 60) % 24)}h`;
}

/** The age in whole words, for screen readers: `14 seconds`. */
export function spokenAge(ms: number | null): string {
  if (ms === null) return "age unknown";
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return "less than a second";
  if (seconds < 120) return `${seconds} second${seconds === 1 ? "" : "s"}`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} minutes`;
  return `${Math.round(minutes / 60)} hours`;
}

/** Whole seconds until something, never below zero: `3 s`, `1m 12s`. */
export function untilText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
}

const two = (n: number) => (n < 10 ? `0${n}` : String(n));
