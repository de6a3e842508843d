import Big from "big.js";
import { placesOf } from "./decimal";

export const ABSENT = "–";
const MINUS = "\u2212";

/** Groups the integer digits and uses a real minus: `-1234.50` becomes `−1,234.50`. */
export function group(text: string): string {
  const negative = text.startsWith("-");
  const body = negative ? text.slice(1) : text;
  const dot = body.indexOf(".");
  const integer = dot < 0 ? body : body.slice(0, dot);
  let grouped = "";
  for (let i = 0; i < integer.length; i += 1) {
    if (i > 0 && (integer.length - i) % 3 === 0) grouped += ",";
    grouped += integer[i];
  }
  return `${negative ? MINUS : ""}${grouped}${dot < 0 ? "" : body.slice(dot)}`;
}

/**
 * A price with the places of its tick. A value that is off the tick keeps all its places: it is shown, never rounded.
 * `rounded` is for derived prices such as mark and index, which come with more places than anybody can read.
 */
export function formatPrice(text: string | null | undefined, decimals: number, rounded = false): string {
  if (text === null || text === undefined || text === "") return ABSENT;
  const trimmed = trimZeros(text, decimals);
  if (rounded) return group(new Big(trimmed).toFixed(decimals));
  const places = placesOf(trimmed);
  if (places >= decimals) return group(trimmed);
  return group(`${trimmed}${places === 0 ? "." : ""}${"0".repeat(decimals - places)}`);
}

/** Removes zeros at the end of the fraction that stand beyond `keep` places. */
function trimZeros(text: string, keep: number): string {
  const dot = text.indexOf(".");
  if (dot < 0) return text;
  let end = text.length;
  while (end - dot - 1 > keep && text.charCodeAt(end - 1) === 48) end -= 1;
  return text.slice(0, end - dot - 1 === 0 ? dot : end);
}

/** With its sign, except zero. */
export function formatSigned(text: string | null | undefined, decimals: number): string {
  if (text === null || text === undefined || text === "") return ABSENT;
  const value = new Big(text);
  const shown = value.abs().toFixed(decimals);
  if (new Big(shown).eq(0)) return group(shown);
  return `${value.lt(0) ? MINUS : "+"}${group(shown)}`;
}

/** A fraction as percent: `0.000087` becomes `+0.0087%`. */
export function formatRate(text: string | null | undefined, decimals = 4): string {
  if (text === null || text === undefined || text === "") return ABSENT;
  return `${formatSigned(new Big(text).times(100).toFixed(), decimals)}%`;
}

/** `14.82B`, `1.20M`; below ten thousand written out. */
export function formatCompact(text: string | null | undefined): string {
  if (text === null || text === undefined || text === "") return ABSENT;
  const value = new Big(text);
  const size = value.abs();
  for (const [power, unit] of [[12, "T"], [9, "B"], [6, "M"], [3, "K"]] as const) {
    if (power === 3 && size.lt(10_000)) break;
    const divisor = new Big(10).pow(power);
    if (size.gte(divisor)) return `${group(value.div(divisor).toFixed(2))}${unit}`;
  }
  return group(value.toFixed(2));
}

/** -1, 0 or 1. */
export function signOf(text: string | null | undefined): number {
  if (text === null || text === undefined || text === "") return 0;
  const value = new Big(text);
  return value.eq(0) ? 0 : value.lt(0) ? -1 : 1;
}
