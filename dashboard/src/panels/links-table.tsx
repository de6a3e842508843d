import { useRef } from "react";
import type { Link } from "../api/wire";
import { formatAge, untilText } from "../format/age";
import { parseTime } from "../format/time";
import { pageIsStale, serverNow } from "../stream/freshness";
import { useStream } from "../stream/store";
import { mark, useQuarterPaint, write } from "../stream/use-paint";
import { Note } from "../ui/note";
import styles from "./table.module.css";

/** The gateway's sockets to the venues: state, why, since when, which try comes next. */
export function LinksTable() {
  const links = useStream((s) => s.connections.links);
  const stale = useStream(pageIsStale);
  const rows = Object.entries(links).sort(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length === 0) {
    return <Note title="No link">A link to a venue opens as soon as one of its channels is wanted.</Note>;
  }
  return (
    <table className={styles.table} data-fresh={stale ? "stale" : "live"}>
      <caption className="visually-hidden">Links to the venues</caption>
      <thead>
        <tr>
          <th scope="col">Link</th>
          <th scope="col">State</th>
          <th scope="col" className={styles.right}>For</th>
          <th scope="col" className={styles.right}>Next try</th>
          <th scope="col" className={styles.right}>Round trip</th>
          <th scope="col" className={styles.right}>Channels</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([key, link]) => (
          <LinkRow key={key} link={link} />
        ))}
      </tbody>
    </table>
  );
}

function LinkRow({ link }: { link: Link }) {
  const age = useRef<HTMLTableCellElement>(null);
  const next = useRef<HTMLTableCellElement>(null);
  useQuarterPaint((s, at) => {
    const now = serverNow(s, at);
    write(age.current, now === null ? "–" : formatAge(now - parseTime(link.since)));
    const left = link.next_try_at === null || now === null ? null : parseTime(link.next_try_at) - now;
    write(next.current, left === null ? "–" : `try ${link.attempt + 1} in ${untilText(left)}`);
    mark(next.current, "waiting", String(link.next_try_at !== null));
  });
  return (
    <tr>
      <th scope="row">
        <b>{link.venue}</b> <span className="label mono">{link.link}</span>
      </th>
      <td className={styles.give} title={link.reason ?? undefined}>
        <span>
          <b className={styles.state} data-state={link.state}>{link.state}</b>
          {link.reason !== null && link.state !== "open" && <> {link.reason}</>}
        </span>
      </td>
      <td ref={age} className={`${styles.right} ${styles.age} n`} />
      <td ref={next} className={`${styles.right} ${styles.next} n`} />
      <td className={`${styles.right} n`}>
        {/* A text of another width is written anew: one that grows to the left would count as moved. */}
        <span key={link.rtt_ms}>{link.rtt_ms === null ? "–" : `${shortMs(link.rtt_ms)} ms`}</span>
      </td>
      <td className={`${styles.right} n`}>{link.subscriptions}</td>
    </tr>
  );
}

function shortMs(text: string): string {
  const dot = text.indexOf(".");
  return dot < 0 ? text : text.slice(0, dot + 2);
}
