import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { venuesQuery } from "../api/queries";
import { formatAge } from "../format/age";
import { formatPrice, formatSigned, group } from "../format/number";
import { clockTime, clockTimeOf } from "../format/time";
import { causeWord, whereOf } from "../panels/repairs-table";
import { serverNow } from "../stream/freshness";
import { useStream } from "../stream/store";
import { mark, usePaint, useQuarterPaint, write } from "../stream/use-paint";
import styles from "./status-bar.module.css";

/** Where the stream stands, how busy it is, what was repaired last, and whose clock is shown. */
export function StatusBar({ instrument }: { instrument: string | null }) {
  const position = useRef<HTMLElement>(null);
  const rate = useRef<HTMLElement>(null);
  const merged = useRef<HTMLElement>(null);
  const clock = useRef<HTMLElement>(null);
  const stream = useRef<HTMLElement>(null);
  const counted = useRef({ events: 0, at: 0 });
  const repair = useStream((s) => s.connections.repairs[0] ?? null);
  const repairing = useStream((s) => Object.values(s.connections.channels).find((c) => c.freshness === "repairing" && c.freshAt !== null) ?? null);
  const { data: venues } = useQuery(venuesQuery);
  const venue = venues?.find((v) => instrument?.startsWith(`${v.venue}:`)) ?? venues?.[0];

  usePaint((s) => {
    const book = instrument === null ? undefined : s.topics[`book.${instrument}`];
    write(stream.current, s.epoch === null ? "–" : `epoch ${s.epoch}`);
    write(position.current, book && book.epoch > 0 ? `epoch ${book.epoch} · seq ${group(String(book.seq))}` : "–");
    write(merged.current, group(String(s.merged)));
  });
  useQuarterPaint((s, at) => {
    const before = counted.current;
    if (at - before.at >= 1000) {
      const perSecond = before.at === 0 ? 0 : Math.round(((s.events - before.events) * 1000) / (at - before.at));
      write(rate.current, before.at === 0 ? "–" : `${group(String(perSecond))}/s`);
      counted.current = { events: s.events, at };
    }
    const now = serverNow(s, at);
    write(clock.current, now === null ? "–" : `${clockTime(now)} UTC`);
    mark(clock.current?.parentElement, "fresh", s.socket.silent ? "stale" : "live");
  });

  const told = repair === null ? "none" : `${clockTimeOf(repair.repaired_at)} · ${whereOf(repair)} ${repair.channel} · ${causeWord(repair.cause)} · ${formatAge(repair.took_ms)}`;
  return (
    <footer className={styles.bar} aria-label="Stream status">
      <span>Stream <b ref={stream} className={styles.epoch} data-test="status-epoch" /></span>
      <span className={styles.wide}>Book <b ref={position} className={styles.position} /></span>
      <span>Events <b ref={rate} className={styles.rate} data-test="status-rate" /></span>
      <span>Merged <b ref={merged} className={styles.merged} /></span>
      <span className={styles.gap} />
      {repairing ? (
        <span className={styles.repairing}>
          Repairing <b>{repairing.instrument?.split(":")[1] ?? repairing.venue} {repairing.channel}</b>
        </span>
      ) : (
        <span className={styles.repair} title={told} data-test="status-repair">
          Last repair{" "}
          <b className={styles.told} title={told}>
            {told}
          </b>
        </span>
      )}
      <span className={styles.wide}>
        Clock offset <b className={styles.offset}>{venue?.clock_offset_ms == null ? "–" : offsetText(venue.clock_offset_ms, venue.clock_error_ms)}</b>
      </span>
      <span><b ref={clock} className={`${styles.clock} n`} /></span>
    </footer>
  );
}

/** `+3 ms ± 2`. */
function offsetText(offset: string, error: string | null): string {
  return `${formatSigned(offset, 0)} ms${error === null ? "" : ` ± ${formatPrice(error, 0, true)}`}`;
}
