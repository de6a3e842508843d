import { queryClient, searchQuery } from "../api/queries";
import { watchAll } from "./watched";

const WELL_KNOWN = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT", "XRPUSDT"];

/** A first watch list: the well-known ones which the gateway offers. */
export async function watchWellKnown(): Promise<void> {
  const pages = await Promise.all(WELL_KNOWN.map((symbol) => queryClient.fetchInfiniteQuery(searchQuery(symbol))));
  watchAll(
    pages.flatMap((found, i) => found.pages[0]?.data.filter((offered) => offered.symbol === WELL_KNOWN[i]).slice(0, 1) ?? []),
  );
}
