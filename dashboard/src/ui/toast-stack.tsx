import { useEffect, useRef, useState } from "react";
import { useAccounts } from "../account/chosen";
import { toastOf } from "../account/news";
import { AS_TOLD } from "../account/order-text";
import { placesOf } from "../account/places";
import { viewOf } from "../account/view";
import { instrumentQuery, queryClient } from "../api/queries";
import { useStream } from "../stream/store";
import { useSettings } from "../theme/settings";
import { MoneyBadge } from "./money-badge";
import { dismiss, settled, toast, useToasts, type Toast } from "./toasts";
import styles from "./toast-stack.module.css";

const STAY_MS = 5000;

/** Short words about what just happened, at the edge. Hovered or focused they stay; none is the only place of a fact. */
export function ToastStack() {
  useNews();
  const shown = useToasts();
  const [held, setHeld] = useState(false);
  return (
    <aside
      className={styles.stack}
      aria-label="What just happened"
      data-test="toasts"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {shown.map((t) => (
        <Card key={t.key} toast={t} held={held} />
      ))}
    </aside>
  );
}

function Card({ toast: t, held }: { toast: Toast; held: boolean }) {
  useEffect(() => {
    if (t.stays || held) return;
    const timer = setTimeout(() => dismiss(t.key), STAY_MS);
    return () => clearTimeout(timer);
  }, [t, held]);
  return (
    <div className={styles.card} data-tone={t.tone} data-test="toast">
      <span className={styles.glyph} aria-hidden="true">{{ done: "✓", bad: "✕", unknown: "?", repair: "↻", alarm: "!" }[t.tone]}</span>
      <div>
        <p>{t.title}</p>
        <p className={styles.text}>{t.money !== null && <><MoneyBadge money={t.money} /> </>}{t.text}</p>
      </div>
      <button type="button" className="button quiet icon" aria-label={`Dismiss: ${t.title}`} onClick={() => dismiss(t.key)}>✕</button>
    </div>
  );
}

/** What the chosen account tells from now on. What it had told before it was chosen is no news. */
function useNews(): void {
  const { account } = useAccounts();
  const name = account?.account ?? null;
  const recent = useStream((s) => viewOf(s, name)?.recent ?? null);
  const { notify } = useSettings();
  const heard = useRef<{ name: string | null; seq: number }>({ name: null, seq: Infinity });
  useEffect(() => {
    if (recent === null || account === null) return;
    const newest = recent.at(-1)?.seq ?? 0;
    const from = heard.current.name === name ? heard.current.seq : newest;
    heard.current = { name, seq: newest };
    const places = (instrument: string) => {
      const known = queryClient.getQueryData(instrumentQuery(instrument).queryKey);
      return known === undefined ? AS_TOLD : placesOf(known);
    };
    for (const { seq, change } of recent) {
      if (seq > from && "order" in change && change.order.status !== "unknown") settled(change.order.order_id);
      const news = seq > from ? toastOf(change, { account: account.account, money: account.money, places }) : null;
      if (news === null) continue;
      toast(news);
      if (notify) notifyOf(news);
    }
  }, [name, recent, notify, account]);
}

/** Beside the page, while nobody looks at it. */
function notifyOf({ key, title, text, money }: Toast): void {
  if (document.visibilityState === "visible" || typeof Notification === "undefined" || Notification.permission !== "granted") return;
  new Notification(`${money ?? ""} ${title}`.trim(), { body: text, tag: key });
}
