//! What did a venue say about an account, in our words?

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use twinline_model::{
    Amount, Balance, ClientOrderId, Duration, Fill, InstrumentId, MarginMode, Notional, OrderType, Phase, PortfolioMargin, PositionSide,
    Price, Qty, Rate, Setting, Side, TimeInForce, Timestamp, TradeId, Transaction, TriggerBy, VenueOrderId,
};

use super::StreamKey;
use crate::{BucketUse, Oddity, OddityKind, Refusal, RequestId};

/// Facts of one or more frames or answers, in order.
#[derive(Debug, Default)]
pub struct AccountFacts {
    /// The facts.
    pub items: Vec<AccountFact>,
    /// What was not understood.
    pub oddities: Vec<Oddity>,
}

impl AccountFacts {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a fact.
    pub fn push(&mut self, fact: AccountFact) {
        self.items.push(fact);
    }

    /// Notes something that was not understood.
    pub fn odd(&mut self, kind: OddityKind, name: impl Into<String>) {
        self.oddities.push(Oddity { kind, name: name.into() });
    }
}

/// One thing that a venue said about an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountFact {
    /// A request on a socket was answered; its step says what the answer means.
    Reply(SocketReply),
    /// The venue's clock.
    Clock(Timestamp),
    /// The key of the stream.
    StreamKey(StreamKey),
    /// The stream's key, or the link's logon, is not valid any more: nothing will come on this link.
    StreamEnded {
        /// Why.
        reason: String,
    },
    /// An order as this source sees it.
    Order(OrderFact),
    /// A fill. It says nothing that the order's own facts do not: order and fill are joined apart.
    Fill(Fill),
    /// The venue took a fill back: from then on it does not count, whatever told of it, before or after.
    Bust(Bust),
    /// A balance, absolute.
    Balance(Balance),
    /// A position, absolute.
    Position(PositionFact),
    /// A setting.
    Setting(Setting),
    /// A movement of money.
    Transaction(Transaction),
    /// What trading costs.
    Fees(FeeRates),
    /// What a position needs to be kept.
    Tiers(MarginTiers),
    /// Most leverage that the venue allows.
    MostLeverage {
        /// In what.
        instrument: InstrumentId,
        /// Times the margin.
        leverage: Rate,
    },
    /// What the venue reckons of the margin of a whole portfolio.
    Portfolio(PortfolioMargin),
    /// Whose the key is.
    Owner(Owner),
    /// How the venue counts what is asked with it.
    Quota(Quota),
    /// What became of one member of a batch, by its place in it.
    Item(BatchItem),
    /// A message of the stream bears a number: one that does not follow the last one says that something was left out. It stands
    /// behind what else the message says.
    Numbered(Numbered),
    /// The answer goes on: the rest is asked for with this word of the venue's ([`super::AccountStep::Page`]).
    Continues(String),
    /// Something that people should see: a margin call, a trigger that was refused.
    Notice {
        /// One word for it.
        kind: &'static str,
        /// For whom.
        instrument: Option<InstrumentId>,
        /// The venue's own words.
        text: String,
        /// When, by the venue's clock; the epoch of what tells no time.
        ts: Timestamp,
    },
}

/// The number of a message among all that the stream tells on one channel of one instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// The channel.
    pub channel: &'static str,
    /// Of what.
    pub instrument: InstrumentId,
    /// Its number; the next message bears one more.
    pub number: u64,
}

/// Whose a key is, in the venue's words; nothing about people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The venue's number of the account.
    pub number: String,
    /// True if it belongs to another one; `None` where the venue does not say.
    pub sub_account: Option<bool>,
}

/// The venue's own count of what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The number that it tells; whether used or left is the venue's to say, and some do not.
    pub count: u64,
    /// When it counts anew, from its answer on.
    pub resets_in: Duration,
}

/// A fill that the venue took back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bust {
    /// Of what.
    pub instrument: InstrumentId,
    /// The venue's name of the fill.
    pub trade_id: TradeId,
    /// When, by the venue's clock.
    pub ts: Timestamp,
}

/// An answer on a socket: where in the frame it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocketReply {
    /// To which request; absent where the venue names none.
    pub id: Option<RequestId>,
    /// As an HTTP status.
    pub status: u16,
    /// Bytes of the frame that hold what the same answer over HTTP would have as its body.
    pub body: Range<usize>,
    /// What it says beside that of how much of the limits is used.
    pub used: Vec<BucketUse>,
}

/// What became of one member of a batch. A member of which nothing is said is in doubt: it is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchItem {
    /// Its place.
    pub index: usize,
    /// The venue's no; absent if it was carried out.
    pub refusal: Option<Refusal>,
}

/// What does not change in an order's life.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OrderShape {
    /// Buy or sell.
    pub side: Side,
    /// Which position.
    pub position_side: PositionSide,
    /// Kind.
    #[serde(rename = "type")]
    pub kind: OrderType,
    /// How long it stays.
    pub time_in_force: TimeInForce,
    /// End of good-till-date.
    pub expires_at: Option<Timestamp>,
    /// Refused rather than take.
    pub post_only: bool,
    /// Never opens or enlarges a position.
    pub reduce_only: bool,
    /// Closes the whole position.
    pub close_position: bool,
    /// What moves its trigger.
    pub trigger_by: TriggerBy,
    /// Price at which a trailing stop begins to follow.
    pub activation_price: Option<Price>,
    /// Distance of a trailing stop in quote units, where it trails by an amount; no edit of ours changes it.
    #[serde(default)]
    pub trailing_amount: Option<Price>,
}

/// What an edit can change. Compared by the venue's revision first: the newest terms count, whoever tells them last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OrderTerms {
    /// When these terms were so, by the venue's clock.
    pub revision: Timestamp,
    /// Total quantity; absent for what closes a whole position.
    pub qty: Option<Qty>,
    /// Limit price.
    pub price: Option<Price>,
    /// Trigger price.
    pub trigger_price: Option<Price>,
    /// Distance of a trailing stop in percent.
    pub trailing_percent: Option<Rate>,
}

/// An order as one source sees it. What a source does not say is absent, never a default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderFact {
    /// For what.
    pub instrument: InstrumentId,
    /// In which of the venue's books it is or was.
    pub conditional: bool,
    /// The name it was sent under, if it can be one of ours.
    pub client_id: Option<ClientOrderId>,
    /// The venue's name of it.
    pub venue_id: Option<VenueOrderId>,
    /// The venue's name, in its other book, of the order that a trigger released.
    pub released_id: Option<VenueOrderId>,
    /// How far it has come; absent if the source does not say.
    pub phase: Option<Phase>,
    /// The venue's own word for it.
    pub word: String,
    /// Executed so far, base units.
    pub executed: Option<Qty>,
    /// Average price of what was executed.
    pub average: Option<Price>,
    /// Terms.
    pub terms: Option<OrderTerms>,
    /// What does not change.
    pub shape: Option<OrderShape>,
    /// Why it ended, in the venue's words.
    pub reason: Option<String>,
    /// When the venue changed it last, by its clock.
    pub ts: Timestamp,
}

/// A position as one source sees it. Quantity and entry are always told together; the rest may be absent.
///
/// Of a source that names no time, `ts` is the epoch, as it is of such a balance: an event is then of the moment when it is heard,
/// an answer of the moment when it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionFact {
    /// In what.
    pub instrument: InstrumentId,
    /// Which of the instrument's positions.
    pub side: PositionSide,
    /// Base units; negative is short.
    pub qty: Qty,
    /// Average price it was entered at; absent while flat.
    pub entry_price: Option<Price>,
    /// Break-even price.
    pub break_even_price: Option<Price>,
    /// Mark price.
    pub mark_price: Option<Price>,
    /// Profit at that mark.
    pub unrealized_pnl: Option<Amount>,
    /// Liquidation price.
    pub liquidation_price: Option<Price>,
    /// Cross or isolated.
    pub margin_mode: Option<MarginMode>,
    /// Leverage.
    pub leverage: Option<Rate>,
    /// Set aside for it, if isolated.
    pub isolated_margin: Option<Amount>,
    /// When it changed last, by the venue's clock.
    pub ts: Timestamp,
}

/// What a position in an instrument needs to be kept: the larger it is, the more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarginTiers {
    /// In what.
    pub instrument: InstrumentId,
    /// From the smallest notional; each begins where the one before ends.
    pub tiers: Arc<[MarginTier]>,
}

/// One tier of notionals: those above `floor`, up to `cap`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarginTier {
    /// Lower bound.
    pub floor: Notional,
    /// Upper bound.
    pub cap: Notional,
    /// Maintenance margin as a share of the notional,
    pub rate: Rate,
    /// less this amount, by which there is no step between two tiers.
    pub less: Amount,
    /// Most leverage that the venue allows in it.
    pub leverage: Rate,
}

/// What trading an instrument costs, as shares of the notional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeRates {
    /// What.
    pub instrument: InstrumentId,
    /// For what rests and is taken.
    pub maker: Rate,
    /// For what takes.
    pub taker: Rate,
}
