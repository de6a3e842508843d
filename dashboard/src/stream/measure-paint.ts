import { parseTime } from "../format/time";
import { onPainted } from "./painted";

/**
 * Writes how long every message took to the screen into the browser's user timing: `emit` from the gateway's sending,
 * `venue` from the venue's own time. Times beyond the millisecond count, and both clocks are this machine's in a demo.
 */
export function measurePaint(): void {
  onPainted((messages, frameAt, paintedAt) => {
    for (const message of messages) {
      const detail = { topic: message.topic, type: message.type, frame_ms: paintedAt - frameAt };
      span("emit", message.ts_emit, paintedAt, detail);
      if (message.type === "event" && message.ts_venue !== null) span("venue", message.ts_venue, paintedAt, detail);
    }
  });
}

function span(name: string, from: string, end: number, detail: unknown): void {
  const start = parseTime(from) + beyondMillis(from) - performance.timeOrigin;
  if (Number.isFinite(start) && start >= 0) performance.measure(name, { start, end, detail });
}

/** The digits of a time after its milliseconds, as a fraction of one. */
function beyondMillis(text: string): number {
  const digits = /\.\d{3}(\d+)/.exec(text)?.[1];
  return digits === undefined ? 0 : Number(`0.${digits}`);
}
