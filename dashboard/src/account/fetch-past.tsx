import { useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { command } from "../api/client";
import type { FetchedAnswer } from "../api/wire";
import { wordsOf } from "../deeds/ask-account";
import styles from "./fetch-past.module.css";

interface Props {
  account: string;
  list: "orders" | "fills" | "transactions";
  /** Venues are asked for orders and fills of one instrument at a time. */
  instrument: string | null;
}

/** Has the gateway ask the venue for what it keeps since a day, span by span, and says how far it is. */
export function FetchPast({ account, list, instrument }: Props) {
  const queries = useQueryClient();
  const [since, setSince] = useState("");
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const stopped = useRef(false);
  const may = since !== "" && (instrument !== null || list === "transactions");
  const run = async () => {
    stopped.current = false;
    setBusy(true);
    try {
      await fetchAll(account, { list, ...(instrument === null ? {} : { instrument }) }, `${since}T00:00:00Z`, setSaid, () => stopped.current);
    } catch (error) {
      setSaid(wordsOf(error));
    }
    setBusy(false);
    await queries.invalidateQueries();
  };
  return (
    <form className={styles.fetch} onSubmit={(e) => { e.preventDefault(); void run(); }} data-test="fetch-past">
      <label>Since <input type="date" value={since} onChange={(e) => setSince(e.target.value)} data-test="fetch-since" /></label>
      {busy ? (
        <button type="button" className="button" onClick={() => { stopped.current = true; }}>Stop</button>
      ) : (
        <button type="submit" className="button" disabled={!may} title={instrument === null && list !== "transactions" ? "Choose one instrument first" : "Asks the venue for its past and keeps it here"} data-test="fetch-run">Ask the venue</button>
      )}
      <span className="label" role="status" data-test="fetch-said">{said}</span>
    </form>
  );
}

type Wanted = { list: string; instrument?: string };

async function fetchAll(account: string, wanted: Wanted, since: string, say: (text: string) => void, isStopped: () => boolean): Promise<void> {
  let rows = 0;
  let from: string | null = since;
  while (from !== null && !isStopped()) {
    const answer: FetchedAnswer = await command<FetchedAnswer>("POST", `/accounts/${encodeURIComponent(account)}/fetch`, null, { ...wanted, from });
    rows += answer.rows;
    if (answer.next !== null && answer.next <= from) throw new Error(`The venue does not get beyond ${answer.next}.`);
    from = answer.next;
    say(from === null ? `${rows} rows, up to now` : `${rows} rows, up to ${from.slice(0, 10)}…`);
  }
  if (isStopped()) say(`${rows} rows, stopped`);
}
