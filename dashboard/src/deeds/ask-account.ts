import Big from "big.js";
import { ApiError, command, fetchJson } from "../api/client";
import type { Account, BatchRow, CheckAnswer, Instrument, PositionTerms } from "../api/wire";
import { symbolOf } from "../account/order-text";
import { viewOf } from "../account/view";
import { formatPrice } from "../format/number";
import { store } from "../stream/store";
import { readDecimal } from "../ticket/exact";
import { ask } from "./deeds";

const at = (account: Account, rest: string) => `/accounts/${encodeURIComponent(account.account)}${rest}`;

/** Another leverage, at the venue: between what it takes there, as far as it says so. */
export async function askLeverage(account: Account, instrument: Instrument, leverage: string): Promise<void> {
  const path = at(account, `/positions/${encodeURIComponent(instrument.instrument)}`);
  const terms = await fetchJson<PositionTerms>(path).catch(() => null);
  const least = terms?.min_leverage ?? "1";
  const most = terms?.max_leverage ?? null;
  ask({
    account,
    title: `Leverage of ${instrument.symbol}`,
    consequence: "Changed at the venue, for the position that is open and for what comes. More leverage keeps less margin aside and brings the liquidation nearer.",
    rows: [["Now", `${formatPrice(leverage, 0)}×`], ["The venue takes", most === null ? "what it has not said" : `${formatPrice(least, 0)}× to ${formatPrice(most, 0)}×`]],
    act: "Change leverage",
    keep: "Leave it",
    danger: false,
    field: {
      label: "New leverage",
      unit: "×",
      value: formatPrice(leverage, 0),
      why: (text) => leverageFault(text, least, most),
      ...(most === null ? {} : { slide: { min: formatPrice(least, 0), max: formatPrice(most, 0) } }),
    },
    run: async (key, value) => {
      await command("PATCH", path, key, { leverage: readDecimal(value) });
      return `The venue has it at ${value}×.`;
    },
  });
}

/** Why a leverage cannot be, before the venue is asked. */
export function leverageFault(text: string, least: string, most: string | null): string | null {
  const value = readDecimal(text);
  if (value === null || new Big(value).lt(least)) return `must be a number of at least ${formatPrice(least, 0)}`;
  return most !== null && new Big(value).gt(most) ? `must not be above ${formatPrice(most, 0)}` : null;
}

/** Closes every position of an account with market orders that can only reduce. */
export function askCloseAll(account: Account): void {
  const open = Object.values(viewOf(store.getState(), account.account)?.positions ?? {});
  ask({
    account,
    title: `Close ${open.length === 1 ? "the position" : `all ${open.length > 0 ? `${open.length} ` : ""}positions`} on ${account.account} at market?`,
    consequence: "A market order over each whole position that can only reduce it. Each takes what its book gives, and has an outcome of its own. Orders that wait stay.",
    rows: open.map((position) => [symbolOf(position.instrument), `${new Big(position.qty).lt(0) ? "Short" : "Long"} ${new Big(position.qty).abs().toFixed()}`] as const),
    act: "Close all",
    keep: "Keep them",
    danger: true,
    run: async (key) => {
      const { data } = await command<{ data: BatchRow[] }>("DELETE", at(account, "/positions"), key);
      const refused = data.filter((row) => row.refusal !== null);
      const why = refused.map((row) => row.refusal?.detail ?? "").join("; ");
      return refused.length === 0 ? `${data.length} orders are on their way; each tells how it ended.` : `${refused.length} of ${data.length} were refused: ${why}`;
    },
  });
}

/** Asks the venue whether it takes the account's key. */
export function askCheck(account: Account): void {
  ask({
    account,
    title: `Test the key of ${account.account}?`,
    consequence: "The venue is asked whether it takes the key, and whose it is. Nothing is changed.",
    rows: [],
    act: "Test the key",
    keep: "Leave it",
    danger: false,
    run: async () => checked(await command<CheckAnswer>("POST", at(account, "/check"), null)),
  });
}

function checked(said: CheckAnswer): string {
  const parts = [
    `${said.venue} takes it`,
    ...(said.venue_account === null ? [] : [`its account ${said.venue_account}${said.sub_account === true ? ", a sub-account" : ""}`]),
    ...(said.may_trade === null ? [] : [said.may_trade ? "it may trade" : "it may not trade"]),
    ...(said.quota === null ? [] : [`the venue's count of requests stands at ${said.quota.count}`]),
  ];
  return `${parts.join("; ")}.`;
}

/** Why something failed, in the gateway's words. */
export const wordsOf = (error: unknown) => (error instanceof ApiError || error instanceof Error ? error.message : String(error));
