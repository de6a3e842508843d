// The gateway's wire contract by the names that the page uses. The shapes themselves are made from its documents.
// Money, prices and sizes are decimal strings; times are RFC 3339 in UTC.
import type { components } from "./generated";

type Schemas = components["schemas"];

export type Freshness = Schemas["Freshness"];
export type Transport = Schemas["Transport"];
export type Money = Schemas["Money"];
export type Source = Schemas["Source"] | null;
export type Side = Schemas["Side"];
/** Price and size. */
export type Level = Readonly<Schemas["BookLevel"]>;

/** A page of rows, and where the next one begins. */
export type Page<T> = Omit<Schemas["Page_VenueRow"], "data"> & { data: T[] };

export type Session = Schemas["Session"];
export type SessionStarted = Schemas["SessionStarted"];
/** RFC 9457, with what became of the request. */
export type Problem = Schemas["Problem"];
export type FaultRequest = Schemas["FaultRequest"];

export type VenueState = Schemas["VenueState"];
export type Venue = Schemas["VenueRow"];
export type Instrument = Schemas["InstrumentRow"];

export type Ticker = Schemas["Ticker"];
export type Quote = Schemas["Quote"];
export type Bbo = Schemas["BboRow"];
export type Mark = Schemas["MarkPrice"];
export type Trade = Schemas["TradeRow"];
export type Candle = Schemas["CandleRow"];
/** A book or its changes; the page makes some of its own, which have no number. */
export interface BookLevels {
  venue_seq: Schemas["BookData"]["venue_seq"] | null;
  bids: Level[];
  asks: Level[];
}
export type Trades = Schemas["TradesData"];
export type Candles = Schemas["CandlesData"];

export type Repair = Schemas["RepairRow"];
export type Link = Schemas["LinkRow"];
export type Channel = Schemas["ChannelRow"];
export type Limit = Schemas["LimitRow"];
export type Counters = Schemas["CountersRow"];
export type ConnectionsSnapshot = Schemas["ConnectionsSnapshot"];
export type ConnectionsChange = Schemas["ConnectionsChange"];

export type Account = Schemas["AccountRow"];
export type AccountSnapshot = Schemas["AccountSnapshot"];
export type AccountChange = Schemas["AccountChange"];
/** Whether an account's orders are ended when the gateway is gone. */
export type DeadMan = Schemas["DeadManRow"];
export type Order = Schemas["OrderRow"];
export type Preview = Schemas["PreviewRow"];
export type PortfolioMargin = Schemas["PortfolioMarginRow"];
export type BatchRow = Schemas["BatchRow"];
export type CheckAnswer = Schemas["CheckAnswer"];
export type FetchedAnswer = Schemas["FetchedAnswer"];
export type PositionTerms = Schemas["PositionTerms"];
export type OrderStatus = Schemas["OrderStatus"];
export type OrderType = Schemas["OrderType"];
export type Fill = Schemas["FillRow"];
export type Position = Schemas["PositionRow"];
export type Balance = Schemas["BalanceRow"];
export type Setting = Schemas["SettingRow"];
export type Transaction = Schemas["TransactionRow"];
/** What came of an account's trading, and of one asset of it. */
export type Performance = Schemas["PerformanceAnswer"];
export type PerformanceRow = Schemas["PerformanceRow"];
/** An event of an account with its place in the history. */
export type HistoryEvent = Schemas["EventRow"];

/** Data of a topic; which shape it has, the topic says. */
export type DataMessage = Omit<Schemas["BookDataMessage"], "data"> & { data: unknown };
export type StateMessage = Schemas["StateNote"];
export type GapMessage = Schemas["GapNote"];
/** What places a message in the history of its topic. */
export type Positioned = Pick<DataMessage, keyof DataMessage & keyof StateMessage>;
/** What the gateway says; data as `DataMessage`. */
export type ServerMessage = DataMessage | Exclude<Schemas["ServerMessage"], { type: "snapshot" } | { type: "event" }>;
export type ClientMessage = Schemas["ClientMessage"];
