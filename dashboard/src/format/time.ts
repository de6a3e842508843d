/** Unix milliseconds of an RFC 3339 time; digits beyond the millisecond are cut. NaN if it is not one. */
export function parseTime(text: string): number {
  const dot = text.indexOf(".");
  if (dot < 0) return Date.parse(text);
  let end = dot + 1;
  while (end < text.length && text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end += 1;
  const millis = text.slice(dot + 1, Math.min(end, dot + 4)).padEnd(3, "0");
  return Date.parse(`${text.slice(0, dot)}.${millis}${text.slice(end)}`);
}

const two = (n: number) => (n < 10 ? `0${n}` : String(n));

/** `14:32:08`, UTC. */
export function clockTime(ms: number): string {
  if (!Number.isFinite(ms)) return "–";
  const d = new Date(ms);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
}

/** `14:32:08` from the wire. The text already is UTC, so no date is built: this runs for every row of the tape. */
export function clockTimeOf(text: string): string {
  return text.length >= 20 && text.endsWith("Z") ? text.slice(11, 19) : clockTime(parseTime(text));
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `21 Nov` from the wire, UTC. */
export function dateOf(text: string): string {
  const d = new Date(parseTime(text));
  return Number.isNaN(d.getTime()) ? "–" : `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`;
}

/** `14:32:08.123`, UTC. */
export function clockTimeMillis(text: string): string {
  const ms = parseTime(text);
  if (!Number.isFinite(ms)) return "–";
  return `${clockTime(ms)}.${String(new Date(ms).getUTCMilliseconds()).padStart(3, "0")}`;
}

/** `02:14:09` until then; zero once it has passed. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
