import { useRef } from "react";
import { formatAge } from "../format/age";
import { group } from "../format/number";
import { clockTimeOf } from "../format/time";
import { foundText } from "../panels/repairs-table";
import { freshnessOf } from "../stream/freshness";
import type { ChannelRow, StreamState } from "../stream/state";
import { useStream } from "../stream/store";
import { useQuarterPaint, write } from "../stream/use-paint";
import { Dialog } from "./dialog";
import { Glyph } from "./glyph";
import styles from "./topic-details.module.css";

/** Why a topic is as fresh as its badge says: source, age, bound, position, last receipt. */
export function TopicDetails({ topic, onClose }: { topic: string; onClose: () => void }) {
  const fresh = useStream((s) => freshnessOf(s.topics[topic]));
  const age = useRef<HTMLElement>(null);
  const position = useRef<HTMLElement>(null);
  const source = useStream((s) => s.topics[topic]?.source ?? null);
  const reason = useStream((s) => s.topics[topic]?.reason ?? channelOf(s, topic)?.reason ?? null);
  const bound = useStream((s) => channelOf(s, topic)?.bound_ms ?? null);
  const since = useStream((s) => channelOf(s, topic)?.since ?? null);
  const expected = useStream((s) => s.topics[topic]?.expected ?? null);
  const got = useStream((s) => s.topics[topic]?.got ?? null);
  const receipt = useStream((s) => {
    const row = channelOf(s, topic);
    return row ? (s.connections.repairs.find((r) => r.instrument === row.instrument && r.channel === row.channel) ?? null) : null;
  });
  useQuarterPaint((s, at) => {
    const held = s.topics[topic];
    write(age.current, held?.freshAt == null ? "nothing received yet" : `${formatAge(at - held.freshAt)} ago`);
    write(position.current, held ? `epoch ${held.epoch} · seq ${group(String(held.seq))}` : "–");
  });
  return (
    <Dialog label={`Freshness of ${topic}`} onClose={onClose}>
      <div className={styles.details}>
        <h2>
          {fresh !== null && <Glyph state={fresh} />} {fresh === null ? "Waiting for data" : fresh.toUpperCase()}
          <span className="mono label">{topic}</span>
        </h2>
        <dl>
          <div><dt>Newest data</dt><dd ref={age} /></div>
          <div><dt>Bound of this channel</dt><dd>{bound === null ? "–" : formatAge(bound)}</dd></div>
          <div><dt>Comes by</dt><dd>{source === "ws" ? "stream" : source === "rest" ? "request" : "–"}</dd></div>
          <div><dt>In this state since</dt><dd>{since === null ? "–" : `${clockTimeOf(since)} UTC`}</dd></div>
          <div><dt>Reason</dt><dd>{reason ?? "–"}</dd></div>
          {expected !== null && <div><dt>Gap</dt><dd>expected {expected}, got {got ?? "nothing"}</dd></div>}
          <div><dt>Position</dt><dd ref={position} /></div>
          <div>
            <dt>Last receipt</dt>
            <dd>{receipt === null ? "none" : `${clockTimeOf(receipt.repaired_at)} · ${foundText(receipt)} in ${formatAge(receipt.took_ms)}`}</dd>
          </div>
        </dl>
        <form method="dialog">
          <button className="button" type="submit" data-first>Close</button>
        </form>
      </div>
    </Dialog>
  );
}

function channelOf(state: StreamState, topic: string): ChannelRow | undefined {
  const kind = topic.slice(0, topic.indexOf("."));
  const rest = topic.slice(kind.length + 1);
  const dot = kind === "candles" ? rest.lastIndexOf(".") : -1;
  const instrument = dot < 0 ? rest : rest.slice(0, dot);
  const channel = dot < 0 ? kind : `${kind}${rest.slice(dot)}`;
  return state.connections.channels[`${instrument.split(":", 1)[0]}|${instrument}|${channel}`];
}
