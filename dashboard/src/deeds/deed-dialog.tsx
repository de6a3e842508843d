import { useRef, useState } from "react";
import { formatAge } from "../format/age";
import { useQuarterPaint, write } from "../stream/use-paint";
import { Dialog } from "../ui/dialog";
import { MoneyBadge } from "../ui/money-badge";
import { act, closeDeed, useDeed, type Deed, type DeedState } from "./deeds";
import styles from "../account/cancel-dialog.module.css";
import own from "./deed-dialog.module.css";

/** Asks before something is done: what follows first, then the numbers, then the buttons, of which the safe one has the focus. */
export function DeedDialog() {
  const { deed, key, state } = useDeed();
  return deed === null ? null : <Question key={key} deed={deed} state={state} />;
}

function Question({ deed, state }: { deed: Deed; state: DeedState }) {
  const [value, setValue] = useState(deed.field?.value ?? "");
  const [typed, setTyped] = useState("");
  const { account } = deed;
  const needsName = deed.danger && account.money === "REAL" && state.kind === "asking";
  const why = deed.field?.why(value) ?? null;
  const may = why === null && (!needsName || typed === account.account);
  const over = state.kind === "done" || state.kind === "unknown";
  return (
    <Dialog label={deed.title} onClose={closeDeed}>
      <div className={styles.body} data-test="deed-dialog" data-state={state.kind}>
        <header className={styles.head}>
          <MoneyBadge money={account.money} /> <b>{account.account}</b> <span className="label">{account.venue}</span>
        </header>
        <h2>{deed.title}</h2>
        <p className={styles.said} role="status"><Said deed={deed} state={state} /></p>
        <dl>
          {deed.rows.map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        {deed.field && !over && (
          <label className={own.field}>
            <span>{deed.field.label}</span>
            <input inputMode="decimal" autoComplete="off" value={value} onChange={(e) => setValue(e.target.value)} aria-invalid={why !== null} aria-describedby="deed-error" data-test="deed-field" />
            <span>{deed.field.unit}</span>
          </label>
        )}
        {deed.field?.slide && !over && (
          <div className={own.slide}>
            <span>{deed.field.slide.min}{deed.field.unit}</span>
            <input type="range" min={deed.field.slide.min} max={deed.field.slide.max} step="1" value={value} onChange={(e) => setValue(e.target.value)} aria-label={deed.field.label} data-test="deed-slide" />
            <span>{deed.field.slide.max}{deed.field.unit}</span>
          </div>
        )}
        {deed.field && !over && <p className={own.error} id="deed-error">{why === null ? "" : `${deed.field.label} ${why}`}</p>}
        {needsName && (
          <label className={own.field}>
            <span>Type {account.account} to go on</span>
            <input autoComplete="off" spellCheck={false} value={typed} onChange={(e) => setTyped(e.target.value)} data-test="deed-name" />
          </label>
        )}
        <form method="dialog" className={styles.buttons}>
          <button type="submit" className="button" data-first>{over ? "Close" : state.kind === "pending" ? "Close" : deed.keep}</button>
          {!over && (
            <button type="button" className={`button ${deed.danger ? styles.danger : own.act}`} disabled={!may || state.kind === "pending"} onClick={() => void act(value)} data-test="deed-act">
              {state.kind === "pending" ? "On its way…" : deed.act}
            </button>
          )}
        </form>
      </div>
    </Dialog>
  );
}

function Said({ deed, state }: { deed: Deed; state: DeedState }) {
  switch (state.kind) {
    case "asking":
      return <>{deed.consequence}</>;
    case "pending":
      return <><b data-tone="wait">On its way</b> for <Since from={state.since} />.</>;
    case "done":
      return <><b data-tone="done">Done</b> after {formatAge(state.tookMs)}. {state.said}</>;
    case "refused":
      return <><b data-tone="bad">Not done</b>: {state.said}. <span className="mono">{state.code}</span> Everything is as it was.</>;
    case "unknown":
      return <><b data-tone="warn">Not known yet</b> whether it was done: {state.said}. Nothing is sent twice; look at the tables.</>;
  }
}

function Since({ from }: { from: number }) {
  const text = useRef<HTMLSpanElement>(null);
  useQuarterPaint((_, at) => void write(text.current, formatAge(at - from)));
  return <span ref={text} className={styles.since} />;
}
