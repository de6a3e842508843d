import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { searchQuery } from "../api/queries";
import type { Money } from "../api/wire";
import { Dialog } from "./dialog";
import { MoneyBadge } from "./money-badge";
import { Note, Skeleton } from "./note";
import styles from "./instrument-search.module.css";

interface Props {
  moneyOf: (venue: string) => Money | null;
  onChoose: (instrument: string) => void;
  onClose: () => void;
}

/** Finds an instrument by symbol or alias: type, arrows, Enter. */
export function InstrumentSearch({ moneyOf, onChoose, onClose }: Props) {
  const [text, setText] = useState("");
  const [index, setIndex] = useState(0);
  const wanted = useDeferredValue(text.trim());
  const query = useInfiniteQuery(searchQuery(wanted));
  const found = query.data?.pages.flatMap((page) => page.data) ?? [];
  const list = useRef<HTMLUListElement>(null);
  const chosen = Math.min(index, Math.max(0, found.length - 1));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;

  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
    if (chosen >= found.length - 5 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [chosen, found.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const onKeyDown = (event: React.KeyboardEvent) => {
    const page = event.key === "PageDown" ? 8 : event.key === "PageUp" ? -8 : 0;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : page;
    if (step !== 0) {
      event.preventDefault();
      setIndex(Math.max(0, Math.min(found.length - 1, chosen + step)));
    } else if (event.key === "Enter" && found[chosen]) {
      event.preventDefault();
      onChoose(found[chosen].instrument);
    }
  };

  return (
    <Dialog label="Choose an instrument" onClose={onClose}>
      <div className={styles.field}>
        <input
          autoFocus
          value={text}
          placeholder="Symbol or alias, such as BTCUSDT or BTC/USDT:USDT"
          aria-label="Search instruments"
          role="combobox"
          aria-expanded="true"
          aria-controls="instrument-list"
          aria-activedescendant={found[chosen] ? `found-${chosen}` : undefined}
          autoComplete="off"
          spellCheck={false}
          onChange={(e) => {
            setText(e.target.value);
            setIndex(0);
          }}
          onKeyDown={onKeyDown}
        />
        <span className="kbd">esc</span>
      </div>
      <ul
        ref={list}
        id="instrument-list"
        role="listbox"
        aria-label="Instruments"
        className={styles.list}
        onScroll={(e) => {
          const el = e.currentTarget;
          if (el.scrollHeight - el.scrollTop - el.clientHeight < 200 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
        }}
      >
        {found.map((item, i) => {
          const money = moneyOf(item.venue);
          return (
            <li
              key={item.instrument}
              id={`found-${i}`}
              role="option"
              aria-selected={i === chosen}
              className={styles.item}
              onClick={() => onChoose(item.instrument)}
              onPointerMove={() => setIndex(i)}
            >
              <b>{item.symbol}</b>
              <span className={styles.alias}>{item.alias}</span>
              <span className={styles.kind}>
                {item.kind} · {item.venue}
                {item.status !== "trading" && <em> · {item.status}</em>}
              </span>
              {money && <MoneyBadge money={money} />}
            </li>
          );
        })}
      </ul>
      {query.isPending && <Skeleton rows={6} />}
      {query.isError && (
        <Note title="Instruments did not load" tone="error" action={{ label: "Try again", run: () => void query.refetch() }}>
          {query.error.message}.
        </Note>
      )}
      {query.isSuccess && found.length === 0 && <Note title="Nothing found">No instrument is called “{wanted}”.</Note>}
      <footer className={styles.foot}>
        <span role="status">{found.length}{hasNextPage ? "+" : ""} instruments</span>
        <span><span className="kbd">↑</span> <span className="kbd">↓</span> choose <span className="kbd">↵</span> open</span>
      </footer>
    </Dialog>
  );
}
