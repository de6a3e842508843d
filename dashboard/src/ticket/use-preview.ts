import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { command } from "../api/client";
import type { Preview } from "../api/wire";
import { bodyOf, type Mode } from "./body";
import type { Fields } from "./fields";
import type { Previewed } from "./figures";
import type { Reckoned } from "./reckon";

/** The gateway is asked once the fields have rested for so long. */
const REST_MS = 300;
/** What a market order would come to follows the market. */
const AGAIN_MS = 4_000;

/** What the gateway says that the fields come to: what the page cannot reckon by itself. Nothing is sent to the venue for it. */
export function usePreview(account: string, instrument: string, fields: Fields, reckoned: Reckoned, mode: Mode): Previewed {
  const wrong = reckoned.qty === null || Object.keys(reckoned.errors).some((field) => field !== "tp" && field !== "sl");
  const { client_order_id: _, ...terms } = wrong ? { client_order_id: "" } : bodyOf(instrument, fields, reckoned, mode, "");
  const asked = useRested(wrong ? null : JSON.stringify(terms));
  const query = useQuery({
    queryKey: ["previewed", account, asked],
    queryFn: () => command<Preview>("POST", `/accounts/${encodeURIComponent(account)}/orders/preview`, null, JSON.parse(asked!)),
    enabled: asked !== null,
    refetchInterval: fields.kind === "market" ? AGAIN_MS : false,
    retry: false,
    gcTime: 0,
  });
  const current = !wrong && asked === JSON.stringify(terms);
  return { preview: current ? (query.data ?? null) : null, pending: !wrong && !query.isError };
}

/** A text that has stayed the same for a while. */
function useRested(text: string | null): string | null {
  const [rested, setRested] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
