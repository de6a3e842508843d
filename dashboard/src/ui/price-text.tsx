import { useRef } from "react";
import type { Instrument } from "../api/wire";
import { formatPrice } from "../format/number";
import { isCurrent } from "../stream/freshness";
import { usePaint, mark, write } from "../stream/use-paint";
import { lastPrice } from "../panels/last-price";
import styles from "./price-text.module.css";

/** The last price. Between two trades only the digits that changed fade over; no value is ever made up. */
export function PriceText({ instrument, className }: { instrument: Instrument; className?: string | undefined }) {
  const same = useRef<HTMLSpanElement>(null);
  const changed = useRef<HTMLSpanElement>(null);
  const box = useRef<HTMLElement>(null);
  const shown = useRef("");
  usePaint((state) => {
    const last = lastPrice(state, instrument.instrument);
    const text = formatPrice(last.price, instrument.price_decimals);
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
    if (!first && last.freshness === "live" && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      changed.current?.animate([{ opacity: 0.35 }, { opacity: 1 }], { duration: 120, easing: "ease-out" });
    }
  });
  return (
    <b ref={box} className={`${styles.price} ${className ?? ""} n key`} data-test="last-price">
      <span ref={same} />
      <span ref={changed} />
    </b>
  );
}
