import type { Instrument } from "../api/wire";
import { choose, settingsNow } from "../theme/settings";
import { chooseTheme } from "../theme/theme";
import { toggleWatched } from "../watch/watched";
import type { Command } from "./command";
import { healing, plugActions } from "./plug-actions";

export interface CommandContext {
  instrument: Instrument | null;
  venue: string | null;
  demo: boolean;
  theme: "dark" | "light";
  goTrade: () => void;
  goConnections: () => void;
  onWatch: () => void;
  onHelp: () => void;
}

/** Pages and actions, in the order in which they are offered. */
export function commands(context: CommandContext): Command[] {
  const { instrument, venue, demo, theme } = context;
  const other = theme === "dark" ? "light" : "dark";
  const { pair, swapped, comfortable } = settingsNow();
  const list: Command[] = [
    { id: "trade", name: "Go to Trade", hint: "page", keys: "G T", run: context.goTrade },
    { id: "connections", name: "Go to Connections", hint: "page", keys: "G C", run: context.goConnections },
    { id: "watch-list", name: "Open or close the watch list", hint: "panel", keys: "G W", run: context.onWatch },
    { id: "theme", name: `Switch to the ${other} theme`, hint: "look", keys: "D", run: () => chooseTheme(other) },
    { id: "copy", name: "Copy the link to this page", hint: "opens for whoever is logged in", run: () => navigator.clipboard.writeText(location.href) },
    { id: "pair", name: pair === "teal" ? "Use blue and orange" : "Use teal and red", hint: "look", run: () => choose({ pair: pair === "teal" ? "blue" : "teal" }) },
    { id: "swap", name: "Swap rising and falling colours", hint: "look", run: () => choose({ swapped: !swapped }) },
    { id: "density", name: comfortable ? "Use compact rows" : "Use comfortable rows", hint: "look", run: () => choose({ comfortable: !comfortable }) },
    { id: "help", name: "Keys and words", hint: "help", keys: "?", run: context.onHelp },
  ];
  if (instrument !== null) {
    list.splice(3, 0, {
      id: "star",
      name: `Watch or unwatch ${instrument.symbol}`,
      hint: "watch list",
      run: () => toggleWatched(instrument),
    });
  }
  if (demo && venue !== null) {
    for (const action of [...plugActions(venue, instrument), healing(venue)]) {
      list.push({ id: `plug-${action.id}`, name: action.label, hint: `pull the plug: ${venue}`, run: action.run });
    }
  }
  return list;
}
