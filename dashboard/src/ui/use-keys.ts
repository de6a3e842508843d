import { useEffect, useRef } from "react";
import { chooseTheme } from "../theme/theme";

interface Actions {
  onSearch: () => void;
  onHelp: () => void;
  onTrade: () => void;
  onConnections: () => void;
}

const CHORD_MS = 1200;

/** The page's keys. Single letters work only outside inputs and dialogs. */
export function useKeys(actions: Actions): void {
  const current = useRef(actions);
  current.current = actions;
  useEffect(() => {
    let chord = 0;
    const onKey = (event: KeyboardEvent) => {
      const act = current.current;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        act.onSearch();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
      const afterG = performance.now() - chord < CHORD_MS;
      chord = 0;
      if (event.key === "/") {
        event.preventDefault();
        act.onSearch();
      } else if (event.key === "?") act.onHelp();
      else if (afterG && event.key === "t") act.onTrade();
      else if (afterG && event.key === "c") act.onConnections();
      else if (afterG && event.key === "i") act.onSearch();
      else if (event.key === "g") chord = performance.now();
      else if (event.key === "d") {
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
