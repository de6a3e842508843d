import type { Account, Instrument } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { formatPrice } from "../format/number";
import { asksFirst } from "./asks-first";
import { bodyOf, bracketOf, type Mode } from "./body";
import { slips } from "./fat-finger";
import { KIND_WORDS, hasTrigger, trails, type Fields } from "./fields";
import type { Gate } from "./gate";
import type { Words } from "./intent";
import type { Draft } from "./intents";
import type { Reckoned } from "./reckon";

interface Wanted {
  account: Account;
  instrument: Instrument;
  fields: Fields;
  reckoned: Reckoned;
  mode: Mode;
  market: { bid: string | null; ask: string | null };
  gate: Gate;
  usual: string | null;
}

/** An order leaves with the first press where its owner switched the question off. */
export const mayLeave = (account: string) => !asksFirst(account);

/** The wish that the fields stand for, with every question that it has to be asked. */
export function draftOf({ account, instrument, fields, reckoned, mode, market, gate, usual }: Wanted): Draft {
  const asked = [
    ...(gate.kind === "asks" ? [gate.words] : []),
    ...slips({ side: fields.side, price: reckoned.price, qty: reckoned.qty }, market, fields.reduceOnly ? null : usual),
  ];
  return {
    account: account.account,
    venue: account.venue,
    money: account.money,
    instrument: instrument.instrument,
    path: `/accounts/${encodeURIComponent(account.account)}/${fields.protect ? "brackets" : "orders"}`,
    bodyOf: (orderId) => {
      const order = bodyOf(instrument.instrument, fields, reckoned, mode, orderId);
      return fields.protect ? bracketOf(order, reckoned) : order;
    },
    words: wordsOf(instrument, fields, reckoned, market),
    asked,
  };
}

function wordsOf(instrument: Instrument, fields: Fields, reckoned: Reckoned, market: Wanted["market"]): Words {
  const long = fields.side === "buy";
  const places = placesOfTick(instrument.tick_size);
  const size = `${formatPrice(reckoned.qty, instrument.size_decimals)} ${instrument.base}`;
  const trigger = hasTrigger(fields.kind) ? `, ${KIND_WORDS[fields.kind].toLowerCase()} at ${formatPrice(reckoned.trigger, places)}` : "";
  const behind = trails(fields.kind) ? `, trailing by ${reckoned.trail}${fields.trailBy === "percent" ? " %" : ` ${instrument.quote}`}` : "";
  const at = reckoned.price !== null ? ` at ${formatPrice(reckoned.price, places)}` : fields.kind === "market" ? " at market" : "";
  const reduces = fields.reduceOnly ? ", reduce only" : "";
  return {
    long,
    what: `${size}${at}${trigger}${behind}${reduces}`,
    kind: KIND_WORDS[fields.kind].toLowerCase(),
    price: fields.kind === "market" ? (long ? market.ask : market.bid) : reckoned.price,
    base: instrument.base,
    quote: instrument.quote,
  };
}
