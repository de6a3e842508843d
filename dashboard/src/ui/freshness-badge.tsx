import { useRef } from "react";
import type { Freshness } from "../api/wire";
import { formatAge } from "../format/age";
import type { StreamState } from "../stream/state";
import { useStream } from "../stream/store";
import { useQuarterPaint, write } from "../stream/use-paint";
import { Glyph } from "./glyph";
import { inspect } from "./inspected";
import styles from "./freshness-badge.module.css";

interface Props {
  /** Read out before the state: `BTCUSDT book`. */
  name: string;
  freshness: (state: StreamState) => Freshness | null;
  /** When the data was fresh, on the page's clock. */
  freshAt: (state: StreamState) => number | null;
  boxed?: boolean;
  /** Shown in front of the word, in a top bar pill. */
  title?: string;
  reason?: (state: StreamState) => string | null;
  /** The topic that activating the badge explains. */
  topic?: string;
}

/** Glyph, word and age. LIVE stays quiet; every other state is a box. */
export function FreshnessBadge({ name, freshness, freshAt, boxed = false, title, reason, topic }: Props) {
  const state = useStream(freshness);
  const why = useStream((s) => reason?.(s) ?? null);
  const age = useRef<HTMLSpanElement>(null);
  useQuarterPaint((s, at) => {
    const since = freshAt(s);
    write(age.current, since === null ? "–" : formatAge(at - since));
  });
  const Tag = topic === undefined ? "span" : "button";
  return (
    <Tag
      className={styles.badge}
      data-state={state ?? "none"}
      data-boxed={boxed || (state !== null && state !== "live")}
      title={why ?? undefined}
      {...(topic === undefined ? null : { type: "button" as const, onClick: () => inspect(topic) })}
    >
      {state === null ? <i className={styles.waiting} aria-hidden="true" /> : <Glyph state={state} />}
      <span className="visually-hidden">{`${name}, ${state ?? "waiting for data"}`}</span>
      {title !== undefined && <b className={styles.title} aria-hidden="true">{title}</b>}
      {(title === undefined || (state !== null && state !== "live")) && (
        <span className={styles.word} aria-hidden="true">{state === null ? "WAIT" : state.toUpperCase()}</span>
      )}
      <span ref={age} className={styles.age} aria-hidden="true" />
    </Tag>
  );
}
