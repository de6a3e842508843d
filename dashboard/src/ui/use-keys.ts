import { useEffect, useRef } from "react";
import { settingsNow } from "../theme/settings";
import { chooseTheme } from "../theme/theme";

interface Actions {
  /** Everything that can be found and run. */
  onPalette: () => void;
  /** Only an instrument. */
  onSearch: () => void;
  onWatch: () => void;
  onHelp: () => void;
  onTrade: () => void;
  onPortfolio: () => void;
  onHistory: () => void;
  onConnections: () => void;
  /** The ticket, with the side or the type of the letter. */
  onTicket: (change: { side: "buy" | "sell" } | { kind: "limit" | "market" }) => void;
  /** From nowhere in particular: the confirm view of what the ticket holds. */
  onEnter: () => void;
  onCancelAll: () => void;
  /** The next account, or with -1 the one before. */
  onAccount: (step: 1 | -1) => void;
}

const CHORD_MS = 1200;

/** The page's keys. Single letters work only outside inputs and dialogs, and can be turned off. */
export function useKeys(actions: Actions): void {
  const current = useRef(actions);
  current.current = actions;
  useEffect(() => {
    let chord = 0;
    const onKey = (event: KeyboardEvent) => {
      const act = current.current;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        act.onPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
      if (event.key === "Enter" && event.target === document.body) {
        event.preventDefault();
        act.onEnter();
        return;
      }
      if (!settingsNow().letters) return;
      const key = event.key.toLowerCase();
      const afterG = performance.now() - chord < CHORD_MS;
      chord = 0;
      if (event.key === "/") {
        event.preventDefault();
        act.onSearch();
      } else if (event.key === "?") act.onHelp();
      else if (afterG && key === "t") act.onTrade();
      else if (afterG && key === "p") act.onPortfolio();
      else if (afterG && key === "h") act.onHistory();
      else if (afterG && key === "c") act.onConnections();
      else if (afterG && key === "i") act.onSearch();
      else if (afterG && key === "w") act.onWatch();
      else if (!afterG && (key === "b" || key === "s")) act.onTicket({ side: key === "b" ? "buy" : "sell" });
      else if (!afterG && (key === "l" || key === "m")) act.onTicket({ kind: key === "l" ? "limit" : "market" });
      else if (key === "x" && event.shiftKey) act.onCancelAll();
      else if (key === "[" || key === "]") act.onAccount(key === "]" ? 1 : -1);
      else if (key === "g") chord = performance.now();
      else if (key === "d") {
        chooseTheme(document.documentElement.dataset["theme"] === "light" ? "dark" : "light");
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, select, textarea, dialog") !== null;
}
