import { placesOf, useInstruments } from "../account/places";
import { showWhy } from "../account/why";
import { useLast, usePhase } from "./intents";
import { StepList } from "./step-list";
import { stepsOf } from "./steps";
import styles from "./ticket.module.css";

/** How the order before went, below the fields of the next. */
export function LastOrder() {
  const last = useLast();
  const phase = usePhase();
  const instruments = useInstruments(last === null ? [] : [last.intent.instrument]);
  if (last === null || phase.at !== "editing") return null;
  const { intent } = last;
  return (
    <section className={styles.last} aria-label="Last order">
      <header>
        <b>Last order</b> <span className="label">{intent.words.what}</span>
        {last.order !== null && <button type="button" className={styles.why} onClick={() => showWhy(intent.account, intent.orderId)}>Why</button>}
      </header>
      <StepList steps={stepsOf(last, null, placesOf(instruments.get(intent.instrument)))} />
    </section>
  );
}
