import { useRef } from "react";
import type { Instrument } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { formatPrice } from "../format/number";
import { isCurrent } from "../stream/freshness";
import { usePaint, mark, write } from "../stream/use-paint";
import { lastPrice } from "../panels/last-price";
import styles from "./price-text.module.css";

const FADE_MS = 120;
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** The last price. Between two trades only the digits that changed fade over; no value is ever made up. */
export function PriceText({ instrument, className }: { instrument: Instrument; className?: string | undefined }) {
  const same = useRef<HTMLSpanElement>(null);
  const changed = useRef<HTMLSpanElement>(null);
  const box = useRef<HTMLElement>(null);
  const shown = useRef("");
  const fadedAt = useRef(0);
  usePaint((state, at) => {
    const last = lastPrice(state, instrument.instrument);
    const text = formatPrice(last.price, placesOfTick(instrument.tick_size));
    mark(box.current, "sign", isCurrent(last.freshness) ? String(last.sign) : "0");
    if (text === shown.current) return;
    let common = 0;
    if (text.length === shown.current.length) {
      while (common < text.length && text[common] === shown.current[common]) common += 1;
    }
    const first = shown.current === "";
    shown.current = text;
    write(same.current, text.slice(0, common));
    write(changed.current, text.slice(common));
    // One fade at a time: a price that changes faster than that only changes.
    if (!first && at - fadedAt.current > FADE_MS && last.freshness === "live" && !still.matches) {
      fadedAt.current = at;
      changed.current?.animate([{ opacity: 0.35 }, { opacity: 1 }], { duration: FADE_MS, easing: "ease-out" });
    }
  });
  return (
    <b ref={box} className={`${styles.price} ${className ?? ""} n key`} data-test="last-price">
      <span ref={same} />
      <span ref={changed} />
    </b>
  );
}
