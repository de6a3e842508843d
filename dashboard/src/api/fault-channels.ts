/** What the simulated venue calls the channels which this page names in its own words. */
const VENUE_WORDS = {
  book: "depth",
  bbo: "bookTicker",
  trades: "aggTrade",
  candles: "kline",
  mark: "markPrice",
  ticker: "ticker",
} as const;

export type FaultChannel = keyof typeof VENUE_WORDS;
export const FAULT_CHANNELS = Object.keys(VENUE_WORDS) as FaultChannel[];

/** A channel's name in a fault: those are injected where the venue's words are spoken. */
export const venueWord = (channel: FaultChannel): string => VENUE_WORDS[channel];
