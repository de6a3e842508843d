import { useAccounts } from "../account/chosen";
import { showWhy } from "../account/why";
import type { Account, Instrument } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { formatAge } from "../format/age";
import { formatPrice } from "../format/number";
import { dismiss } from "../ui/toasts";
import { orderTerms, type Phase } from "./intent";
import { newOrder } from "./intents";
import { FIELD_WORDS } from "./refused";
import { remedyOf, type Remedy } from "./remedy";
import { reckon } from "./reckon";
import { Rows, type FigureRow } from "./rows";
import { StateMark } from "./state-mark";
import { fieldsNow, write } from "./ticket-store";
import { useKnown, useMarket } from "./use-known";
import styles from "./ticket.module.css";

type Refusal = Extract<Phase, { at: "refused" }>;

/** A no: what did not happen, whose rule it was, the field, and the nearest value that would do as one button. */
export function RefusedView({ phase, instrument }: { phase: Refusal; instrument: Instrument }) {
  const { accounts } = useAccounts();
  const account = accounts.find((a) => a.account === phase.intent.account);
  return account === undefined ? null : <Told phase={phase} instrument={instrument} account={account} />;
}

function Told({ phase: { refused, intent, order }, instrument, account }: { phase: Refusal; instrument: Instrument; account: Account }) {
  const fields = fieldsNow();
  const market = useMarket(instrument.instrument);
  const { known } = useKnown(account, instrument, fields, market);
  const reckoned = reckon(fields, known);
  const terms = orderTerms(intent);
  const own = typeof terms["qty"] === "string";
  const price = text(terms["price"]) ?? text(terms["trigger_price"]) ?? reckoned.at;
  const qty = text(terms["qty"]);
  const remedy = own ? remedyOf(refused, { side: intent.words.long ? "buy" : "sell", qty, price, most: reckoned.most, instrument }) : null;
  const field = remedy?.field ?? (refused.field === "qty" ? "size" : refused.field === "price" ? "price" : null);
  const edit = (change: Remedy | null) => {
    newOrder();
    // It was read here.
    dismiss(intent.orderId);
    if (change !== null) write(change.field === "size" ? { size: change.value, unit: "base" } : { [change.field]: change.value });
  };
  const rows: FigureRow[] = known.available === null ? [] : [{ name: "Available", value: `${formatPrice(known.available, 2, true)} ${instrument.settle}` }];
  return (
    <div className={styles.stage} data-test="ticket-refused" role="alert">
      <div className={styles.outcome}>
        <StateMark tone="bad" />
        <div>
          <h3>Refused by {refused.by === "venue" ? "the venue" : "the gateway"}: nothing was placed</h3>
          <p>Outcome: not applied · answered in {formatAge(refused.tookMs)}</p>
        </div>
      </div>
      <div className={styles.middle}>
        <div className={styles.said}>
          <p>{refused.said}</p>
          <p className="mono">{refused.by === "venue" ? `${account.venue} ` : ""}{refused.code}</p>
        </div>
        <Rows rows={[{ name: "Order", value: `${intent.words.long ? "Long" : "Short"} ${intent.words.what}` }, ...(refused.field === null ? [] : [{ name: "Field", value: FIELD_WORDS[refused.field] ?? refused.field }]), ...rows]} />
        {field !== null && (
          <div className={styles.field} data-wrong="true">
            <span>{field === "size" ? "Size" : field === "price" ? "Price" : "Trigger"}</span>
            <output>{field === "size" ? qty : text(terms[field === "price" ? "price" : "trigger_price"])}</output>
            <span className={styles.unit}>{field === "size" ? instrument.base : instrument.quote}</span>
          </div>
        )}
        {remedy !== null && <p className={styles.note}>{refused.nearest === null ? "Largest size that fits now" : "Nearest value that would do"}: <b>{shown(remedy, instrument)}</b></p>}
      </div>
      <div className={styles.buttons}>
        {order !== null && remedy === null && <button type="button" className={styles.big} onClick={() => showWhy(intent.account, intent.orderId)}>Why</button>}
        <button type="button" className={remedy === null ? styles.primary : styles.big} data-first onClick={() => edit(null)} data-test="edit-order">Edit order</button>
        {remedy !== null && <button type="button" className={styles.primary} onClick={() => edit(remedy)} data-test="use-nearest">Use {shown(remedy, instrument)}</button>}
      </div>
    </div>
  );
}

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const shown = (remedy: Remedy, instrument: Instrument) =>
  remedy.field === "size" ? `${formatPrice(remedy.value, instrument.size_decimals)} ${instrument.base}` : formatPrice(remedy.value, placesOfTick(instrument.tick_size));
