const KEY = "twinline.instrument";

/** The instrument of the last visit. */
export function keptInstrument(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function keepInstrument(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // The next visit then begins with the first instrument.
  }
}
