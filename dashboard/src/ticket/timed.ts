import type { HistoryEvent, Order } from "../api/wire";
import { parseTime } from "../format/time";
import type { Seen } from "./intent";

/**
 * The steps by the gateway's own notes. A page sees all that happened between two frames at once; the gateway wrote down when each
 * was. Its clock is set by the last step that both saw: no step is told earlier than the page could have known of it.
 */
export function timed(events: readonly HistoryEvent[], seen: Seen): Seen {
  const noted: Seen = {};
  for (const { data, ts_recv } of events) {
    const order: Order | null = "order" in data ? data.order : null;
    if (order === null) continue;
    const at = parseTime(ts_recv);
    noted.saved ??= at;
    if (order.accepted_by === "venue") noted.accepted ??= at;
    if (order.status === "filled") noted.filled ??= at;
    if (order.status === "filled" || order.status === "canceled" || order.status === "expired") noted.ended ??= at;
  }
  const last = (["ended", "accepted", "saved"] as const).find((k) => noted[k] !== undefined && seen[k] !== undefined);
  if (last === undefined || noted.saved === undefined) return seen;
  const offset = seen[last]! - noted[last]!;
  const of = (k: keyof Seen) => (noted[k] === undefined || seen[k] === undefined ? seen[k] : Math.max(0, noted[k]! + offset));
  return Object.fromEntries((Object.keys(seen) as (keyof Seen)[]).map((k) => [k, k === "sent" ? (of("accepted") ?? seen.sent) : of(k)])) as Seen;
}
