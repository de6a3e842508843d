// Decimal strings without floats: order and fixed-point integers.

/** Splits a plain decimal into sign, integer digits without leading zeros, and fraction without trailing zeros. */
function parts(text: string): [negative: boolean, integer: string, fraction: string] {
  const negative = text.startsWith("-");
  const body = negative ? text.slice(1) : text;
  const dot = body.indexOf(".");
  let integer = dot < 0 ? body : body.slice(0, dot);
  let fraction = dot < 0 ? "" : body.slice(dot + 1);
  let from = 0;
  while (from < integer.length && integer.charCodeAt(from) === 48) from += 1;
  integer = integer.slice(from);
  let to = fraction.length;
  while (to > 0 && fraction.charCodeAt(to - 1) === 48) to -= 1;
  fraction = fraction.slice(0, to);
  return [negative && (integer !== "" || fraction !== ""), integer, fraction];
}

/** Below zero, zero or above zero, like the comparison of the two numbers. "1.50" equals "1.5". */
export function compareDecimal(a: string, b: string): number {
  if (a === b) return 0;
  // Prices of one book are nearly always written alike; their texts then order like the numbers.
  if (a.length === b.length && a.indexOf(".") === b.indexOf(".") && a[0] !== "-" && b[0] !== "-") return a < b ? -1 : 1;
  const [aNegative, aInteger, aFraction] = parts(a);
  const [bNegative, bInteger, bFraction] = parts(b);
  if (aNegative !== bNegative) return aNegative ? -1 : 1;
  const sign = aNegative ? -1 : 1;
  if (aInteger.length !== bInteger.length) return aInteger.length < bInteger.length ? -sign : sign;
  if (aInteger !== bInteger) return aInteger < bInteger ? -sign : sign;
  if (aFraction === bFraction) return 0;
  return aFraction < bFraction ? -sign : sign;
}

export function isZero(text: string): boolean {
  const [, integer, fraction] = parts(text);
  return integer === "" && fraction === "";
}

/** Digits after the point, trailing zeros counted. */
export function placesOf(text: string): number {
  const dot = text.indexOf(".");
  return dot < 0 ? 0 : text.length - dot - 1;
}

/** Places of prices that lie on the tick: a tick of `0.10` has one, of `5` none. */
export function placesOfTick(tick: string): number {
  return parts(tick)[2].length;
}

/** The number times ten to the power of `scale`, exactly. Places beyond the scale must not occur. */
export function toFixedPoint(text: string, scale: number): bigint {
  const dot = text.indexOf(".");
  if (dot < 0) return BigInt(text + "0".repeat(scale));
  const fraction = text.slice(dot + 1);
  if (fraction.length > scale) throw new RangeError(`${text}: more than ${scale} places`);
  return BigInt(text.slice(0, dot) + fraction.padEnd(scale, "0"));
}

/** The inverse of `toFixedPoint`, with all `scale` places written out. */
export function fromFixedPoint(value: bigint, scale: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(scale + 1, "0");
  const integer = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? "" : `.${digits.slice(digits.length - scale)}`;
  return `${negative ? "-" : ""}${integer}${fraction}`;
}
