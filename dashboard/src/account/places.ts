import { useQueries } from "@tanstack/react-query";
import { instrumentQuery } from "../api/queries";
import type { Instrument } from "../api/wire";
import { placesOfTick } from "../format/decimal";
import { AS_TOLD, type Places } from "./order-text";

/** The instruments that rows speak of, fetched once each. Missing ones are on their way. */
export function useInstruments(names: readonly string[]): ReadonlyMap<string, Instrument> {
  const distinct = [...new Set(names)].sort();
  return useQueries({
    queries: distinct.map((name) => instrumentQuery(name)),
    combine: together,
  });
}

function together(results: readonly { data: Instrument | undefined }[]): ReadonlyMap<string, Instrument> {
  return new Map(results.flatMap(({ data }) => (data === undefined ? [] : [[data.instrument, data] as const])));
}

export const placesOf = (instrument: Instrument | undefined): Places =>
  instrument === undefined ? AS_TOLD : { price: placesOfTick(instrument.tick_size), size: instrument.size_decimals };
