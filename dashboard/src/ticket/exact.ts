import Big from "big.js";

/** What somebody typed as an exact decimal, without groups; null if it is not a number above zero or zero. */
export function readDecimal(text: string): string | null {
  const typed = text.trim().replace(/\s/g, "");
  // A comma groups thousands or is not taken: what it means between other digits nobody can know.
  const plain = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(typed) ? typed.replaceAll(",", "") : typed;
  if (!/^(\d+\.?\d*|\.\d+)$/.test(plain) || plain.length > 40) return null;
  return new Big(plain.startsWith(".") ? `0${plain}` : plain.replace(/\.$/, "")).toFixed();
}

/** The largest multiple of the step that is not above the value. */
export function floorTo(value: Big, step: string): Big {
  const by = new Big(step);
  return by.lte(0) ? value : value.div(by).round(0, Big.roundDown).times(by);
}

/** The nearest multiple of the step; a half goes up. */
export function nearestTo(value: Big, step: string): Big {
  const by = new Big(step);
  return by.lte(0) ? value : value.div(by).round(0, Big.roundHalfUp).times(by);
}

export const isMultiple = (value: string, step: string): boolean => new Big(step).lte(0) || new Big(value).mod(step).eq(0);

/** Moves a price by whole steps; never to zero or below. */
export function stepped(value: string, step: string, by: number): string {
  const next = nearestTo(new Big(value), step).plus(new Big(step).times(by));
  return next.lte(0) ? value : next.toFixed();
}
