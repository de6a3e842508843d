import { useMemo, useRef } from "react";
import { Link } from "wouter";
import type { Instrument } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { ABSENT, formatPrice } from "../format/number";
import { freshnessOf } from "../stream/freshness";
import type { StreamState } from "../stream/state";
import { mark, usePaint, write } from "../stream/use-paint";
import { useTopics } from "../stream/use-topics";
import type { Rung } from "./chain";
import { useSeen } from "./use-seen";
import styles from "./options-page.module.css";

const NONE: readonly string[] = [];

/** One strike: the call to its left, the put to its right. Nothing is subscribed for it while it is not on the screen. */
export function RungRow({ rung }: { rung: Rung }) {
  const row = useRef<HTMLTableRowElement>(null);
  const seen = useSeen(row);
  const topics = useMemo(() => [rung.call, rung.put].flatMap((of) => (of === null ? [] : [bboOf(of), markOf(of)])), [rung]);
  useTopics(seen ? topics : NONE);
  return (
    <tr ref={row} data-strike={rung.strike}>
      <Side of={rung.call} name="Call" />
      <th scope="row" className="n">{formatPrice(rung.strike, 0)}</th>
      <Side of={rung.put} name="Put" mirrored />
    </tr>
  );
}

/** Bid, mark and ask of one option; the link leads to its own page. */
function Side({ of, name, mirrored = false }: { of: Instrument | null; name: string; mirrored?: boolean }) {
  const cells = [useRef<HTMLTableCellElement>(null), useRef<HTMLTableCellElement>(null), useRef<HTMLTableCellElement>(null)] as const;
  usePaint((state) => {
    if (of === null) return;
    const figures = figuresOf(state, of);
    figures.forEach(({ text, fresh }, at) => {
      write(cells[at]!.current, text);
      mark(cells[at]!.current, "fresh", fresh);
    });
  });
  const link = (
    <td key="link" className={styles.open}>
      {of !== null && <Link href={`/trade/${of.instrument}`} aria-label={`${name} ${of.symbol}`} title={of.symbol}>{name}</Link>}
    </td>
  );
  const figures = cells.map((cell, at) => <td key={at} ref={cell} className="n">{ABSENT}</td>);
  return <>{mirrored ? [...figures, link] : [link, ...figures]}</>;
}

const bboOf = (of: Instrument) => `bbo.${of.instrument}`;
const markOf = (of: Instrument) => `mark.${of.instrument}`;

function figuresOf(state: StreamState, of: Instrument) {
  const places = placesOfTick(of.tick_size);
  const [bbo, marked] = [state.topics[bboOf(of)], state.topics[markOf(of)]];
  const quote = bbo?.data?.kind === "bbo" ? bbo.data.bbo : null;
  const price = marked?.data?.kind === "mark" ? marked.data.mark.mark : null;
  const [quoted, told] = [freshnessOf(bbo) ?? "none", freshnessOf(marked) ?? "none"];
  return [
    { text: formatPrice(quote?.bid?.price, places), fresh: quoted },
    { text: formatPrice(price, places, true), fresh: told },
    { text: formatPrice(quote?.ask?.price, places), fresh: quoted },
  ];
}
