import { useEffect, useRef, useState } from "react";
import { useAccounts } from "../account/chosen";
import { spoken } from "../account/spoken";
import { accountFreshness, viewOf } from "../account/view";
import { useStream } from "../stream/store";

const EVERY_MS = 2000;
/** Events of one sentence. */
const MOST = 4;

/** Speaks state changes, repairs and what happens to the account, merged every two seconds. Prices and ages are never spoken. */
export function Announcer() {
  const { account } = useAccounts();
  const name = account?.account ?? null;
  const venues = useStream((s) => Object.values(s.connections.venues).map((v) => `${v.venue} is ${v.freshness}`).sort().join(", "));
  const own = useStream((s) => (name === null ? null : accountFreshness(s, name)));
  const repair = useStream((s) => s.connections.repairs[0]?.id ?? "");
  const silent = useStream((s) => s.socket.silent);
  const states = venues === "" ? "" : own === null ? venues : `${venues}, account ${name} is ${own}`;
  const recent = useStream((s) => viewOf(s, name)?.recent ?? null);
  const [sentence, setSentence] = useState("");
  const waiting = useRef<string[]>([]);
  const heard = useRef({ name, seq: Infinity });
  const first = useRef(true);
  useEffect(() => {
    if (recent === null) return;
    const newest = recent.at(-1)?.seq ?? 0;
    // What an account had told before it was chosen is no news.
    const from = heard.current.name === name ? Math.min(heard.current.seq, newest) : newest;
    const told = recent.filter((r) => r.seq > from).map((r) => spoken(r.change));
    heard.current = { name, seq: newest };
    waiting.current = [...waiting.current, ...told.filter((t) => t !== null)].slice(-MOST);
    if (waiting.current.length === 0) return;
    const timer = setTimeout(() => {
      setSentence(waiting.current.join(". "));
      waiting.current = [];
    }, EVERY_MS);
    return () => clearTimeout(timer);
  }, [name, recent]);
  useEffect(() => {
    if (states === "") return;
    if (first.current) {
      first.current = false;
      return;
    }
    const timer = setTimeout(() => setSentence(silent ? "This page hears nothing from the gateway" : states), EVERY_MS);
    return () => clearTimeout(timer);
  }, [states, repair, silent]);
  return <p className="visually-hidden" role="status">{sentence}</p>;
}
