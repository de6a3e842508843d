import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { searchQuery } from "../api/queries";
import type { Instrument, Money } from "../api/wire";
import { StarShape } from "../watch/star";
import { toggleWatched, useIsWatched } from "../watch/watched";
import { matching, type Command } from "./command";
import { Dialog } from "./dialog";
import { MoneyBadge } from "./money-badge";
import { Note, Skeleton } from "./note";
import styles from "./palette.module.css";

interface Props {
  /** Empty when only an instrument is to be chosen. */
  commands: readonly Command[];
  moneyOf: (venue: string) => Money | null;
  onChoose: (instrument: string) => void;
  onClose: () => void;
}

/** Finds an instrument, a page or an action: type, arrows, Enter. */
export function Palette({ commands, moneyOf, onChoose, onClose }: Props) {
  const [text, setText] = useState("");
  const [index, setIndex] = useState(0);
  const [failed, setFailed] = useState<string | null>(null);
  const wanted = useDeferredValue(text.trim());
  const query = useInfiniteQuery(searchQuery(wanted));
  const found = query.data?.pages.flatMap((page) => page.data) ?? [];
  const offered = matching(commands, wanted);
  const list = useRef<HTMLDivElement>(null);
  const count = offered.length + found.length;
  const chosen = Math.min(index, Math.max(0, count - 1));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const instrumentOnly = commands.length === 0;

  useEffect(() => {
    list.current?.querySelector(`#found-${chosen}`)?.scrollIntoView({ block: "nearest" });
    if (chosen >= count - 5 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [chosen, count, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const run = (command: Command) => {
    setFailed(null);
    const done = command.run();
    // What opens another dialog or page closes this one first; what may fail stays until it is done.
    if (done === undefined) onClose();
    else void done.then(onClose, (error: Error) => setFailed(`${command.name}: ${error.message}.`));
  };
  const open = (at: number) => {
    const command = offered[at];
    const instrument = found[at - offered.length];
    if (command) run(command);
    else if (instrument) onChoose(instrument.instrument);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const page = event.key === "PageDown" ? 8 : event.key === "PageUp" ? -8 : 0;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : page;
    if (step !== 0) {
      event.preventDefault();
      setIndex(Math.max(0, Math.min(count - 1, chosen + step)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const instrument = found[chosen - offered.length];
      if (event.ctrlKey || event.metaKey) {
        if (instrument) toggleWatched(instrument);
      } else open(chosen);
    }
  };

  return (
    <Dialog label={instrumentOnly ? "Choose an instrument" : "Search or run"} onClose={onClose}>
      <div className={styles.field}>
        <input
          autoFocus
          value={text}
          placeholder={instrumentOnly ? "Symbol or alias, such as BTCUSDT or BTC/USDT:USDT" : "Instrument, page or action"}
          aria-label={instrumentOnly ? "Search instruments" : "Search instruments, pages and actions"}
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={count > 0 ? `found-${chosen}` : undefined}
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
      <div
        ref={list}
        id="palette-list"
        role="listbox"
        aria-label={instrumentOnly ? "Instruments" : "Actions and instruments"}
        className={styles.list}
        onScroll={(e) => {
          const el = e.currentTarget;
          if (el.scrollHeight - el.scrollTop - el.clientHeight < 200 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
        }}
      >
        {offered.map((command, i) => (
          <div
            key={command.id}
            id={`found-${i}`}
            role="option"
            aria-selected={i === chosen}
            className={styles.command}
            data-command={command.id}
            onClick={() => run(command)}
            onPointerMove={() => setIndex(i)}
          >
            <b>{command.name}</b>
            <span className={styles.kind}>{command.hint}</span>
            {command.money !== undefined && <MoneyBadge money={command.money} />}
            {command.keys !== undefined && <span className="kbd">{command.keys}</span>}
          </div>
        ))}
        {found.map((item, i) => (
          <Found
            key={item.instrument}
            item={item}
            id={`found-${offered.length + i}`}
            chosen={offered.length + i === chosen}
            money={moneyOf(item.venue)}
            onOpen={() => onChoose(item.instrument)}
            onPoint={() => setIndex(offered.length + i)}
          />
        ))}
      </div>
      {query.isPending && <Skeleton rows={6} />}
      {query.isError && (
        <Note title="Instruments did not load" tone="error" action={{ label: "Try again", run: () => void query.refetch() }}>
          {query.error.message}.
        </Note>
      )}
      {query.isSuccess && count === 0 && (
        <Note title="Nothing found">{instrumentOnly ? "No instrument" : "Nothing"} is called “{wanted}”.</Note>
      )}
      <footer className={styles.foot}>
        <span role="status">{failed ?? `${found.length}${hasNextPage ? "+" : ""} instruments`}</span>
        <span className={styles.keys}>
          <span className="kbd">↵</span> open <span className="kbd">Ctrl ↵</span> watch
        </span>
      </footer>
    </Dialog>
  );
}

interface FoundProps {
  item: Instrument;
  id: string;
  chosen: boolean;
  money: Money | null;
  onOpen: () => void;
  onPoint: () => void;
}

function Found({ item, id, chosen, money, onOpen, onPoint }: FoundProps) {
  const watched = useIsWatched(item.instrument);
  return (
    <div id={id} role="option" aria-selected={chosen} className={styles.item} onClick={onOpen} onPointerMove={onPoint}>
      {/* An option holds no button: the pointer presses the star, the keyboard has Ctrl and Enter. */}
      <span
        className={styles.star}
        data-on={watched}
        title={watched ? "Take out of the watch list" : "Put into the watch list"}
        onClick={(event) => {
          event.stopPropagation();
          toggleWatched(item);
        }}
      >
        <StarShape on={watched} />
      </span>
      <b>
        {item.symbol}
        {watched && <span className="visually-hidden">, watched</span>}
      </b>
      <span className={styles.alias}>{item.alias}</span>
      <span className={styles.kind}>
        {item.kind} · {item.venue}
        {item.status !== "trading" && <em> · {item.status}</em>}
      </span>
      {money && <MoneyBadge money={money} />}
    </div>
  );
}
