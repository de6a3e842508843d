import { useEffect, useState } from "react";
import type { Freshness, Repair } from "../api/wire";
import { clockTime, clockTimeOf, parseTime } from "../format/time";
import { serverNow, worst } from "../stream/freshness";
import type { StreamState } from "../stream/state";
import { store, useStream } from "../stream/store";
import { causeWord, foundText, whereOf } from "./repairs-table";
import styles from "./repair-lanes.module.css";

const SPAN_MS = 60 * 60_000;
const MARKS = 6;
/** Lanes move by less than a pixel in ten seconds, but an open gap should be seen growing. */
const STEP_MS = 10_000;
const OPEN_STEP_MS = 1000;

/** One lane per venue over the last hour: every gap as a bar, and the one that is open now up to the right end. */
export function RepairLanes({ picked, onPick }: { picked: string | null; onPick: (id: string) => void }) {
  const repairs = useStream((s) => s.connections.repairs);
  const venues = useStream((s) => Object.keys(s.connections.venues).sort().join(" ")).split(" ").filter((v) => v !== "");
  const open = parseOpen(useStream(openGaps));
  const now = useServerTime(open.length > 0);
  if (now === null) return null;
  const from = now - SPAN_MS;
  const recent = repairs.filter((r) => parseTime(r.repaired_at) > from);
  return (
    <div className={styles.lanes} role="group" aria-label="Gaps of the last hour">
      <div className={styles.marks} aria-hidden="true">
        {Array.from({ length: MARKS + 1 }, (_, i) => (
          <span key={i} style={{ left: `${(i / MARKS) * 100}%` }}>
            {i === MARKS ? "now" : clockTime(from + (i * SPAN_MS) / MARKS).slice(0, 5)}
          </span>
        ))}
      </div>
      {venues.map((venue) => (
        <div key={venue} className={styles.lane}>
          <b>{venue}</b>
          <div className={styles.track}>
            {recent.filter((r) => r.venue === venue).map((r) => (
              <Gap key={r.id} repair={r} from={from} picked={picked === r.id} onPick={onPick} />
            ))}
            {open.filter((o) => o.venue === venue).map((o) => (
              <OpenGap key={o.venue} gap={o} from={from} />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

function Gap({ repair, from, picked, onPick }: { repair: Repair; from: number; picked: boolean; onPick: (id: string) => void }) {
  const start = Math.max(0, (parseTime(repair.detected_at) - from) / SPAN_MS) * 100;
  const end = ((parseTime(repair.repaired_at) - from) / SPAN_MS) * 100;
  const name = `${whereOf(repair)} ${repair.channel}: ${causeWord(repair.cause)}, ${foundText(repair)}`;
  return (
    <button
      type="button"
      className={styles.gap}
      style={{ left: `${start}%`, width: `max(6px, ${end - start}%)` }}
      aria-label={name}
      title={name}
      aria-pressed={picked}
      onClick={() => onPick(repair.id)}
    >
      <i />
    </button>
  );
}

interface Open {
  venue: string;
  state: Freshness;
  since: string;
  channels: number;
}

function OpenGap({ gap, from }: { gap: Open; from: number }) {
  const start = Math.min(100, Math.max(0, (parseTime(gap.since) - from) / SPAN_MS) * 100);
  const text = `${gap.channels} channel${gap.channels === 1 ? "" : "s"} ${gap.state} since ${clockTimeOf(gap.since)}`;
  return (
    <span
      className={styles.open}
      data-state={gap.state}
      style={{ left: `min(${start}%, 100% - 6px)` }}
      role="img"
      aria-label={`${gap.venue}: ${text}, open now`}
      title={`${text}, open now`}
      data-test="open-gap"
    />
  );
}

/** What is not live now, one line per venue, as text: it changes with states, not with ages. */
export function openGaps(state: StreamState): string {
  const open = new Map<string, Open>();
  for (const row of Object.values(state.connections.channels)) {
    if (row.freshness === "live") continue;
    const held = open.get(row.venue);
    open.set(row.venue, {
      venue: row.venue,
      state: worst([row.freshness, held?.state ?? "live"]),
      since: held === undefined || row.since < held.since ? row.since : held.since,
      channels: (held?.channels ?? 0) + 1,
    });
  }
  // The venue's own word counts: one list that cannot be fetched does not make a polled venue a lost one.
  for (const gap of open.values()) {
    const venue = state.connections.venues[gap.venue]?.freshness ?? "live";
    if (venue !== "live") gap.state = venue;
  }
  return [...open.values()].map((o) => `${o.venue}\t${o.state}\t${o.since}\t${o.channels}`).join("\n");
}

function parseOpen(text: string): Open[] {
  return (text === "" ? [] : text.split("\n")).map((line) => {
    const [venue, state, since, channels] = line.split("\t") as [string, Freshness, string, string];
    return { venue, state, since, channels: Number(channels) };
  });
}

/** How many gaps were closed within the hour, and whether one is open. */
export function GapCount() {
  const closed = useStream((s) => {
    const now = serverNow(s, performance.now());
    return now === null ? 0 : s.connections.repairs.filter((r) => parseTime(r.repaired_at) > now - SPAN_MS).length;
  });
  const open = parseOpen(useStream(openGaps)).reduce((sum, o) => sum + o.channels, 0);
  return <span data-test="gap-count">last hour · {closed} closed, {open} open now</span>;
}

/** The gateway's time, renewed every ten seconds, every second while a gap is open. */
function useServerTime(open: boolean): number | null {
  const known = useStream((s) => s.clock !== null);
  const repairs = useStream((s) => s.connections.repairs);
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const renew = () => setNow(serverNow(store.getState(), performance.now()));
    renew();
    const timer = setInterval(renew, open ? OPEN_STEP_MS : STEP_MS);
    return () => clearInterval(timer);
  }, [known, repairs, open]);
  return now;
}
