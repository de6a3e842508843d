import { useEffect } from "react";
import type { Instrument, Money } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { formatPrice } from "../format/number";
import { lastPrice } from "../panels/last-price";
import { isCurrent } from "../stream/freshness";
import { store } from "../stream/store";

const EVERY_MS = 1000;

/** The window's title says price, instrument and whose money; a price that is not current carries its state. */
export function useDocumentTitle(instrument: Instrument, money: Money | null): void {
  useEffect(() => {
    let written = 0;
    const write = () => {
      const at = performance.now();
      if (at - written < EVERY_MS) return;
      written = at;
      const last = lastPrice(store.getState(), instrument.instrument);
      const price = formatPrice(last.price, placesOfTick(instrument.tick_size));
      const state = isCurrent(last.freshness) || last.freshness === null ? "" : ` (${last.freshness})`;
      document.title = `${price}${state} ${instrument.symbol}${money === null ? "" : ` · ${money}`} · Twinline`;
    };
    write();
    return store.subscribe(write);
  }, [instrument, money]);
}
