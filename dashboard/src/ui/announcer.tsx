import { useEffect, useRef, useState } from "react";
import { useStream } from "../stream/store";

/** Speaks state changes and repairs, merged to one sentence every two seconds. Prices and ages are never spoken. */
export function Announcer() {
  const states = useStream((s) =>
    Object.values(s.connections.venues).map((v) => `${v.venue} is ${v.freshness}`).sort().join(", "),
  );
  const repair = useStream((s) => s.connections.repairs[0]?.id ?? "");
  const silent = useStream((s) => s.socket.silent);
  const [sentence, setSentence] = useState("");
  const first = useRef(true);
  useEffect(() => {
    if (states === "") return;
    if (first.current) {
      first.current = false;
      return;
    }
    const timer = setTimeout(() => setSentence(silent ? "This page hears nothing from the gateway" : states), 2000);
    return () => clearTimeout(timer);
  }, [states, repair, silent]);
  return <p className="visually-hidden" role="status">{sentence}</p>;
}
