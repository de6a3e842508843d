import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

/** How the page looks and listens, beside its theme. `public/theme.js` shows the same before the first paint. */
export interface Settings {
  /** The two colours of direction. */
  pair: "teal" | "blue";
  /** The colour of rising and the colour of falling change places. */
  swapped: boolean;
  /** Four more pixels in every row. */
  comfortable: boolean;
  /** Single letters are commands. */
  letters: boolean;
  /** Fills and alarms are told beside the page, while nobody looks at it. */
  notify: boolean;
}

const KEY = "twinline.look";
const usual: Settings = { pair: "teal", swapped: false, comfortable: false, letters: true, notify: false };

const settings = createStore<Settings>(kept);

export const useSettings = () => useStore(settings);
export const settingsNow = () => settings.getState();

export function choose(change: Partial<Settings>): void {
  show({ ...settings.getState(), ...change });
  try {
    localStorage.setItem(KEY, JSON.stringify(settings.getState()));
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** Takes over what is chosen in another tab. */
export function followOtherTabs(): void {
  window.addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) show(kept());
  });
}

function show(next: Settings): void {
  settings.setState(next);
  const { dataset } = document.documentElement;
  dataset["pair"] = next.pair;
  dataset["swapped"] = String(next.swapped);
  dataset["comfortable"] = String(next.comfortable);
}

function kept(): Settings {
  try {
    const found = (JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {}) as Partial<Record<keyof Settings, unknown>>;
    return {
      pair: found.pair === "blue" ? "blue" : usual.pair,
      swapped: found.swapped === true,
      comfortable: found.comfortable === true,
      letters: found.letters !== false,
      notify: found.notify === true,
    };
  } catch {
    return usual;
  }
}
