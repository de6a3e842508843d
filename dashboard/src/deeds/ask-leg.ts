import Big from "big.js";
import type { Bracket } from "../api/brackets";
import { command } from "../api/client";
import type { Account, Instrument } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { formatPrice } from "../format/number";
import { isMultiple, readDecimal } from "../ticket/exact";
import { ask } from "./deeds";

/** Another trigger for a leg of a bracket; `price` is where it was dragged to, or where it is. */
export function askLeg(account: Account, bracket: Bracket, leg: "stop_loss" | "take_profit", instrument: Instrument | undefined, price: string): void {
  const places = instrument === undefined ? 0 : placesOfTick(instrument.tick_size);
  const word = leg === "stop_loss" ? "stop loss" : "take profit";
  const now = bracket[leg]?.trigger_price ?? null;
  ask({
    account,
    title: `${now === null ? "Set" : "Move"} the ${word} of ${bracket.instrument.split(":")[1] ?? bracket.instrument}`,
    consequence: "The gateway places the new order and takes the one before away. Until the new one is there, the one before stays where the venue can hold both.",
    rows: [["Trigger now", formatPrice(now, places)], ["Protects", `${bracket.held_qty ?? "the whole position"} ${bracket.held_qty === null ? "" : (instrument?.base ?? "")}`.trim()]],
    act: now === null ? `Set the ${word}` : `Move the ${word}`,
    keep: "Leave it",
    danger: false,
    field: {
      label: "New trigger",
      unit: instrument?.quote ?? "",
      value: price === "" ? "" : formatPrice(price, places).replaceAll(",", ""),
      why: (text) => {
        const value = readDecimal(text);
        if (value === null || new Big(value).lte(0)) return "is not a price";
        return instrument === undefined || isMultiple(value, instrument.tick_size) ? null : `is not a multiple of ${new Big(instrument.tick_size).toFixed()}`;
      },
    },
    run: async (key, value) => {
      await command("PATCH", `/accounts/${encodeURIComponent(account.account)}/brackets/${encodeURIComponent(bracket.bracket_id)}`, key, { [leg]: { trigger_price: readDecimal(value) } });
      return `The ${word} is wanted at ${value}; its row tells when the venue has it.`;
    },
  });
}
