import { askCancel } from "../account/cancels";
import { askCancelAllOf, askKillSwitch } from "../deeds/ask";
import { askCheck, askCloseAll } from "../deeds/ask-account";
import { chooseAccount } from "../account/chosen";
import { orderSentence, symbolOf, AS_TOLD } from "../account/order-text";
import { viewOf } from "../account/view";
import type { Account, Instrument } from "../api/wire";
import { store } from "../stream/store";
import { choose, settingsNow } from "../theme/settings";
import { chooseTheme } from "../theme/theme";
import { toggleWatched } from "../watch/watched";
import type { Command } from "./command";
import { healing, plugActions } from "./plug-actions";

export interface CommandContext {
  instrument: Instrument | null;
  venue: string | null;
  accounts: readonly Account[];
  account: Account | null;
  demo: boolean;
  theme: "dark" | "light";
  goTrade: () => void;
  goPortfolio: () => void;
  goHistory: () => void;
  goOptions: () => void;
  goConnections: () => void;
  onWatch: () => void;
  onHelp: () => void;
  onTour: () => void;
}

/** Pages and actions, in the order in which they are offered. */
export function commands(context: CommandContext): Command[] {
  const { instrument, venue, demo, theme } = context;
  const other = theme === "dark" ? "light" : "dark";
  const { pair, swapped, comfortable } = settingsNow();
  const list: Command[] = [
    { id: "trade", name: "Go to Trade", hint: "page", keys: "G T", run: context.goTrade },
    { id: "portfolio", name: "Go to Portfolio", hint: "page: equity, results, statistics, export", keys: "G P", run: context.goPortfolio },
    { id: "history", name: "Go to History", hint: "page: orders, fills, transactions", keys: "G H", run: context.goHistory },
    { id: "options", name: "Go to Options", hint: "page: chains by expiry and strike", run: context.goOptions },
    { id: "connections", name: "Go to Connections", hint: "page", keys: "G C", run: context.goConnections },
    { id: "watch-list", name: "Open or close the watch list", hint: "panel", keys: "G W", run: context.onWatch },
    { id: "theme", name: `Switch to the ${other} theme`, hint: "look", keys: "D", run: () => chooseTheme(other) },
    { id: "copy", name: "Copy the link to this page", hint: "opens for whoever is logged in", run: () => navigator.clipboard.writeText(location.href) },
    { id: "pair", name: pair === "teal" ? "Use blue and orange" : "Use teal and red", hint: "look", run: () => choose({ pair: pair === "teal" ? "blue" : "teal" }) },
    { id: "swap", name: "Swap rising and falling colours", hint: "look", run: () => choose({ swapped: !swapped }) },
    { id: "density", name: comfortable ? "Use compact rows" : "Use comfortable rows", hint: "look", run: () => choose({ comfortable: !comfortable }) },
    { id: "tour", name: "Take the tour", hint: "help: two minutes around the page", run: context.onTour },
    { id: "help", name: "Keys and words", hint: "help", keys: "?", run: context.onHelp },
  ];
  if (instrument !== null) {
    list.splice(5, 0, {
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
  return [...list, ...accountCommands(context)];
}

/** Open orders that can be canceled from here; more are in the table. */
const MOST_ORDERS = 20;

/** Another account, and the cancel of each open order; that one asks first. */
function accountCommands({ accounts, account }: CommandContext): Command[] {
  const others = accounts
    .filter((a) => a.account !== account?.account)
    .map((a): Command => ({ id: `account-${a.account}`, name: `Use account ${a.account}`, hint: `account at ${a.venue}`, money: a.money, run: () => chooseAccount(a.account) }));
  if (account === null) return others;
  const orders = Object.values(viewOf(store.getState(), account.account)?.orders ?? {}).slice(0, MOST_ORDERS);
  const cancels = orders.map(
    (o): Command => ({
      id: `cancel-${o.order_id}`,
      name: `Cancel ${orderSentence(o, AS_TOLD).toLowerCase()}`,
      hint: `${symbolOf(o.instrument)} · ${account.account}`,
      money: account.money,
      // After the palette has closed: two dialogs would fight for the focus.
      run: () => void setTimeout(() => askCancel(account.account, o)),
    }),
  );
  const stops: Command[] = [
    { id: "cancel-all", name: `Cancel all orders on ${account.account}`, hint: `${orders.length} orders · asks first`, keys: "Shift X", money: account.money, run: () => void setTimeout(() => askCancelAllOf(account)) },
    { id: "close-all", name: `Close all positions on ${account.account}`, hint: "market orders that only reduce · asks first", money: account.money, run: () => void setTimeout(() => askCloseAll(account)) },
    { id: "check-key", name: `Test the key of ${account.account}`, hint: "asks the venue · changes nothing", money: account.money, run: () => void setTimeout(() => askCheck(account)) },
    { id: "kill-switch", name: `Kill switch of ${account.account}`, hint: "only what reduces is sent · asks first", money: account.money, run: () => void setTimeout(() => askKillSwitch(account, store.getState().connections.accounts[account.account]?.killed ?? account.killed)) },
  ];
  return [...others, ...stops, ...cancels];
}
