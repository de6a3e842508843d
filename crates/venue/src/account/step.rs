//! What can be asked of an account, or commanded?

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use twinline_model::{
    AccountMargin, Amount, Duration, InstrumentId, MakerProtection, MarginMode, OrderRef, OrderTicket, PositionSide, Price, Qty, Rate,
    Side, Timestamp, TriggerBy,
};

/// One question or command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountStep {
    /// What time is it there?
    Clock,
    /// The key that opens the stream.
    StreamKey(StreamKeyStep),
    /// Says on a link who we are.
    LogOn,
    /// Says on a link, after that, what is to be heard.
    Subscribe,
    /// The next part of an answer that came in parts ([`super::AccountFact::Continues`]).
    Page {
        /// What was asked.
        of: Arc<AccountStep>,
        /// The venue's word for where its answer goes on.
        after: String,
    },
    /// Places an order.
    Place(Arc<OrderTicket>),
    /// Changes an order's price or quantity.
    Edit(Arc<EditTicket>),
    /// Ends an order.
    Cancel(OrderRef),
    /// Ends all orders of an instrument that are kept in one of the venue's books, whoever placed them.
    CancelAll {
        /// Of what.
        instrument: InstrumentId,
        /// Those that wait for a trigger, or the others.
        conditional: bool,
    },
    /// Places several orders; each succeeds or fails by itself.
    PlaceBatch(Arc<[OrderTicket]>),
    /// Changes several.
    EditBatch(Arc<[EditTicket]>),
    /// Ends several of one instrument.
    CancelBatch {
        /// Of what.
        instrument: InstrumentId,
        /// Which; none of them conditional.
        orders: Vec<OrderRef>,
    },
    /// Places an order and has the venue put legs around the position as soon as it has opened one.
    PlaceBracketed(Arc<OrderTicket>, Arc<BracketTicket>),
    /// Has the venue put legs around a whole position, which it holds together itself.
    Bracket(Arc<BracketTicket>),
    /// Changes the legs that an order is to have which has opened nothing yet.
    EditBracket(OrderRef, Arc<BracketTicket>),
    /// Has the venue end all orders of an instrument by itself after this time (what of those that wait for a trigger, its
    /// [`super::Countdown`] says), unless it is said again before; zero stops that.
    Countdown {
        /// Of what.
        instrument: InstrumentId,
        /// After how long.
        after: Duration,
    },
    /// Sets up the countdown of an instrument, which does not run before it is wound.
    MakeCountdown {
        /// Of what.
        instrument: InstrumentId,
    },
    /// One order as it stands.
    Order(OrderRef),
    /// All orders that are not final.
    OpenOrders {
        /// Of one instrument, or of all.
        instrument: Option<InstrumentId>,
        /// Those that wait for a trigger, or the others.
        conditional: bool,
    },
    /// Orders of the past, oldest first.
    Orders {
        /// Of what.
        instrument: InstrumentId,
        /// Those that waited for a trigger, or the others.
        conditional: bool,
        /// Which stretch.
        history: History,
    },
    /// Fills, oldest first.
    Fills {
        /// Of what.
        instrument: InstrumentId,
        /// Which stretch.
        history: History,
    },
    /// Movements of money, oldest first, of all instruments.
    Transactions {
        /// Which stretch.
        history: History,
    },
    /// All balances.
    Balances,
    /// Positions that are open.
    Positions {
        /// Of one instrument, or of all.
        instrument: Option<InstrumentId>,
    },
    /// Settings of the account.
    Settings,
    /// Settings of its instruments.
    InstrumentSettings {
        /// Of one instrument, or of all.
        instrument: Option<InstrumentId>,
    },
    /// What trading costs.
    Fees {
        /// What.
        instrument: InstrumentId,
    },
    /// What positions need to be kept, by their notional.
    Tiers {
        /// In what.
        instrument: InstrumentId,
    },
    /// Sets the leverage.
    SetLeverage {
        /// Of what.
        instrument: InstrumentId,
        /// Times the margin; whole on most venues.
        leverage: Rate,
    },
    /// Sets the margin mode.
    SetMarginMode {
        /// Of what.
        instrument: InstrumentId,
        /// To what.
        mode: MarginMode,
    },
    /// Long and short beside each other, or one net position.
    SetHedgeMode(bool),
    /// Assets back each other's positions, or not.
    SetMultiAsset(bool),
    /// Sets the margin mode of the whole account.
    SetAccountMargin(AccountMargin),
    /// Has the venue add margin to an isolated position by itself, or not.
    SetAutoTopUp {
        /// Of what.
        instrument: InstrumentId,
        /// Whether.
        on: bool,
    },
    /// How the venue counts what is asked with this key.
    Quota,
    /// What the account's owner prefers.
    Preferences,
    /// Sets preferences, under the venue's names; what is not named stays.
    SetPreferences(BTreeMap<String, bool>),
    /// Sets the limits of market-maker protection.
    SetMakerProtection(MakerProtection),
    /// Lets a market maker's frozen orders trade again.
    ResetMakerProtection {
        /// Underlying asset.
        asset: String,
        /// The venue's name of the group.
        group: String,
    },
    /// Moves margin to or from an isolated position.
    ChangeMargin {
        /// Of what.
        instrument: InstrumentId,
        /// Which of its positions.
        side: PositionSide,
        /// How much; negative takes away.
        amount: Amount,
    },
}

/// What is done with the key of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamKeyStep {
    /// Get it, or the one that is valid already.
    Open,
    /// Lengthen its life.
    Extend,
    /// End it.
    Close,
}

/// Which stretch of a history. The venue may answer fewer rows than asked, never more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// First id wanted; excludes times.
    pub from_id: Option<String>,
    /// First time wanted, venue's clock.
    pub from: Option<Timestamp>,
    /// Last time wanted, venue's clock.
    pub to: Option<Timestamp>,
    /// Rows at most.
    pub limit: u32,
}

/// A change of an order's terms. Both are named: what is not to change is repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditTicket {
    /// Which.
    pub order: OrderRef,
    /// Its side; some venues want it again.
    pub side: Side,
    /// New limit price.
    pub price: Price,
    /// New total quantity, what was executed before included.
    pub qty: Qty,
}

/// Legs around a whole position; one of them at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BracketTicket {
    /// In what.
    pub instrument: InstrumentId,
    /// Ends a loss.
    pub stop_loss: Option<BracketLeg>,
    /// Takes a profit.
    pub take_profit: Option<BracketLeg>,
    /// What moves the triggers.
    pub trigger_by: TriggerBy,
}

/// One leg: a stop over whatever the position is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BracketLeg {
    /// Price that sets it off.
    pub trigger_price: Price,
    /// Its limit once it is set off; at any price if absent.
    pub price: Option<Price>,
}

impl AccountStep {
    /// True if it may change something at the venue: its answer must not be guessed.
    pub const fn is_command(&self) -> bool {
        matches!(
            self,
            Self::Place(_)
                | Self::Edit(_)
                | Self::Cancel(_)
                | Self::CancelAll { .. }
                | Self::PlaceBatch(_)
                | Self::EditBatch(_)
                | Self::CancelBatch { .. }
                | Self::PlaceBracketed(..)
                | Self::Bracket(_)
                | Self::EditBracket(..)
                | Self::Countdown { .. }
                | Self::MakeCountdown { .. }
                | Self::SetLeverage { .. }
                | Self::SetMarginMode { .. }
                | Self::SetHedgeMode(_)
                | Self::SetMultiAsset(_)
                | Self::SetAccountMargin(_)
                | Self::SetAutoTopUp { .. }
                | Self::SetPreferences(_)
                | Self::SetMakerProtection(_)
                | Self::ResetMakerProtection { .. }
                | Self::ChangeMargin { .. }
        )
    }

    /// True if it ends risk: it has a lane and a reserve of its own.
    pub const fn is_cancel(&self) -> bool {
        matches!(self, Self::Cancel(_) | Self::CancelAll { .. } | Self::CancelBatch { .. })
    }

    /// A word for logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::StreamKey(StreamKeyStep::Open) => "stream_key_open",
            Self::StreamKey(StreamKeyStep::Extend) => "stream_key_extend",
            Self::StreamKey(StreamKeyStep::Close) => "stream_key_close",
            Self::LogOn => "log_on",
            Self::Subscribe => "subscribe",
            Self::Page { of, .. } => of.name(),
            Self::Place(_) => "place",
            Self::Edit(_) => "edit",
            Self::Cancel(_) => "cancel",
            Self::CancelAll { .. } => "cancel_all",
            Self::PlaceBatch(_) => "place_batch",
            Self::EditBatch(_) => "edit_batch",
            Self::CancelBatch { .. } => "cancel_batch",
            Self::PlaceBracketed(..) => "place_bracketed",
            Self::Bracket(_) => "bracket",
            Self::EditBracket(..) => "edit_bracket",
            Self::Countdown { .. } => "countdown",
            Self::MakeCountdown { .. } => "make_countdown",
            Self::Order(_) => "order",
            Self::OpenOrders { .. } => "open_orders",
            Self::Orders { .. } => "orders",
            Self::Fills { .. } => "fills",
            Self::Transactions { .. } => "transactions",
            Self::Balances => "balances",
            Self::Positions { .. } => "positions",
            Self::Settings => "settings",
            Self::InstrumentSettings { .. } => "instrument_settings",
            Self::Fees { .. } => "fees",
            Self::Tiers { .. } => "tiers",
            Self::SetLeverage { .. } => "set_leverage",
            Self::SetMarginMode { .. } => "set_margin_mode",
            Self::SetHedgeMode(_) => "set_hedge_mode",
            Self::SetMultiAsset(_) => "set_multi_asset",
            Self::SetAccountMargin(_) => "set_account_margin",
            Self::SetAutoTopUp { .. } => "set_auto_top_up",
            Self::Quota => "quota",
            Self::Preferences => "preferences",
            Self::SetPreferences(_) => "set_preferences",
            Self::SetMakerProtection(_) => "set_maker_protection",
            Self::ResetMakerProtection { .. } => "reset_maker_protection",
            Self::ChangeMargin { .. } => "change_margin",
        }
    }
}
