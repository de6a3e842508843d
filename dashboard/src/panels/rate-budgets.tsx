import { useRef } from "react";
import type { Limit } from "../api/wire";
import { untilText } from "../format/age";
import { group } from "../format/number";
import { parseTime } from "../format/time";
import { pageIsStale, serverNow } from "../stream/freshness";
import { useStream } from "../stream/store";
import { useQuarterPaint, write } from "../stream/use-paint";
import { Note } from "../ui/note";
import styles from "./rate-budgets.module.css";

/** Used, cap and reserve of every limit the venues impose. */
export function RateBudgets() {
  const limits = useStream((s) => s.connections.limits);
  const stale = useStream(pageIsStale);
  const rows = Object.entries(limits).sort(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length === 0) return <Note title="No budget used">The limits of a venue appear here once a request was made.</Note>;
  return (
    <ul className={styles.list} data-fresh={stale ? "stale" : "live"}>
      {rows.map(([key, limit]) => (
        <Budget key={key} limit={limit} />
      ))}
    </ul>
  );
}

function Budget({ limit }: { limit: Limit }) {
  const resets = useRef<HTMLSpanElement>(null);
  const share = limit.cap === 0 ? 0 : limit.used / limit.cap;
  const high = share >= 0.8;
  useQuarterPaint((s, at) => {
    const now = serverNow(s, at);
    const reset = limit.resets_at === null || now === null ? "" : `resets in ${untilText(parseTime(limit.resets_at) - now)}`;
    const ban = limit.banned_until === null || now === null ? "" : `refused by the venue for ${untilText(parseTime(limit.banned_until) - now)}`;
    write(resets.current, [ban, pollingText(limit), reset, limit.queued > 0 ? `${limit.queued} waiting` : ""].filter((t) => t !== "").join(" · "));
  });
  return (
    <li className={styles.budget} data-high={high || limit.banned_until !== null}>
      <div>
        <b>{limit.venue} {limit.bucket.toLowerCase().replaceAll("_", " ")}</b>
        <span>
          <b className="n">{group(String(limit.used))}</b> of {group(String(limit.cap))} per {windowText(limit.window_ms)}, {limit.scope}
        </span>
      </div>
      <div
        className={styles.meter}
        role="meter"
        aria-label={`${limit.venue} ${limit.bucket} per ${windowText(limit.window_ms)}`}
        aria-valuemin={0}
        aria-valuemax={limit.cap}
        aria-valuenow={limit.used}
      >
        <i className={styles.used} style={{ transform: `scaleX(${Math.min(1, share)})` }} />
        <i className={styles.reserve} style={{ width: `${limit.cap === 0 ? 0 : Math.min(100, (limit.reserved_for_cancels / limit.cap) * 100)}%` }} />
      </div>
      <div className="label">
        <span ref={resets} />
        <span className={styles.share}>{high ? "▲ above 80%" : `${Math.floor(share * 100)}% used`}</span>
      </div>
    </li>
  );
}

function pollingText(limit: Limit): string {
  if (limit.polling === "refused") return "polling refused";
  if (limit.polling === "idle") return "no polling";
  return limit.poll_interval_ms === null ? "polling" : `polling every ${limit.poll_interval_ms / 1000} s`;
}

function windowText(ms: number): string {
  if (ms === 1000) return "s";
  if (ms === 60_000) return "min";
  if (ms === 3_600_000) return "h";
  if (ms === 86_400_000) return "day";
  return ms < 60_000 ? `${ms / 1000} s` : `${ms / 60_000} min`;
}
