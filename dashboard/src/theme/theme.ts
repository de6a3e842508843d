import { createStore } from "zustand/vanilla";
import { useStore } from "zustand";

export type Theme = "dark" | "light";
const KEY = "twinline.theme";

const shown = (): Theme => (document.documentElement.dataset["theme"] === "light" ? "light" : "dark");

const themeStore = createStore<{ theme: Theme }>(() => ({ theme: shown() }));

export const useTheme = () => useStore(themeStore, (s) => s.theme);

/** Kept for the next visit; "system" forgets the choice. */
export function chooseTheme(choice: Theme | "system"): void {
  show(choice === "system" ? systemTheme() : choice);
  try {
    if (choice === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

export function chosenTheme(): Theme | "system" {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "dark" || kept === "light" ? kept : "system";
  } catch {
    return "system";
  }
}

const systemTheme = (): Theme => (matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark");

/** Follows the system until somebody chooses, and what is chosen in another tab. */
export function followSystem(): void {
  window.addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) show(chosenTheme() === "light" || (chosenTheme() === "system" && systemTheme() === "light") ? "light" : "dark");
  });
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", (event) => {
    if (chosenTheme() === "system") show(event.matches ? "light" : "dark");
  });
}

function show(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
  themeStore.setState({ theme });
}

/** The value of a colour token now; canvases cannot use custom properties. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
