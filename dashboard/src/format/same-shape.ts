const isDigit = (code: number) => code >= 48 && code <= 57;

/**
 * Whether two texts take the same room, character by character: digits are of one width, everything else must be the same.
 * `1.2 s` and `85 ms` are of one length, and yet the second begins further left in a right-aligned cell.
 */
export function sameShape(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y && !(isDigit(x) && isDigit(y))) return false;
  }
  return true;
}
