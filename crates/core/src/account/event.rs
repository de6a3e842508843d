//! What can happen to an account, as its history keeps it?

use serde::{Deserialize, Serialize};
use twinline_model::{
    AccountId, Amount, Balance, Cursor, Fill, InstrumentId, OrderId, Position, Setting, Source, Timestamp, TradeId, Transaction,
};

use super::brackets::Bracket;
use super::dead_man::DeadMan;
use super::order::Order;

/// One entry of an account's history. Each holds the whole of what it changes, so that the last word counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "most events are orders; boxing them would cost an allocation each")]
pub enum AccountEvent {
    /// An order was wanted, or one of others was first seen.
    OrderPlaced {
        /// As it is now.
        order: Order,
    },
    /// More of an order was executed.
    OrderExecuted {
        /// As it is now.
        order: Order,
    },
    /// An order ended before it was filled.
    OrderCancelled {
        /// As it is now.
        order: Order,
    },
    /// An order was refused.
    OrderRejected {
        /// As it is now.
        order: Order,
    },
    /// Something else about an order changed.
    OrderUpdated {
        /// As it is now.
        order: Order,
    },
    /// A command on an order is about to leave.
    CommandSent {
        /// On which order.
        order_id: OrderId,
        /// Which: `edit`, `cancel`.
        command: String,
        /// With what, in words.
        detail: String,
    },
    /// What became of a command on an order.
    CommandEnded {
        /// On which order.
        order_id: OrderId,
        /// Which.
        command: String,
        /// `done`, `refused`, `unknown`.
        outcome: String,
        /// Why, in words.
        detail: String,
    },
    /// A fill; each once.
    Fill {
        /// The fill.
        fill: Fill,
        /// The order that it belongs to, if one is known.
        order_id: Option<OrderId>,
    },
    /// More became known of a fill: its fee, for example.
    FillUpdated {
        /// The fill.
        fill: Fill,
        /// Its order.
        order_id: Option<OrderId>,
    },
    /// The venue took a fill back. It does not count from then on, whether it came before or comes after.
    FillBusted {
        /// Of what.
        instrument: InstrumentId,
        /// The venue's name of the fill.
        trade_id: TradeId,
        /// The order that it belonged to, if the fill is known.
        order_id: Option<OrderId>,
    },
    /// A position came into being.
    PositionOpened {
        /// As it is now.
        position: Position,
    },
    /// A position changed.
    PositionUpdated {
        /// As it is now.
        position: Position,
    },
    /// A position is flat.
    PositionClosed {
        /// As it is now.
        position: Position,
    },
    /// A balance changed.
    BalanceUpdated {
        /// As it is now.
        balance: Balance,
    },
    /// More of an asset is set aside than before, for orders and positions. Told before the balance that shows it, and only where the venue
    /// tells what is available with each change.
    MarginBlocked {
        /// Of what.
        asset: String,
        /// How much more.
        amount: Amount,
        /// How much is set aside now.
        blocked: Amount,
    },
    /// Less of an asset is set aside than before.
    MarginReleased {
        /// Of what.
        asset: String,
        /// How much less.
        amount: Amount,
        /// How much is set aside now.
        blocked: Amount,
    },
    /// Money moved.
    Transaction {
        /// The movement.
        transaction: Transaction,
    },
    /// A setting changed.
    SettingChanged {
        /// The setting.
        setting: Setting,
    },
    /// A bracket was wanted, or has come further.
    BracketUpdated {
        /// As it is now.
        bracket: Bracket,
    },
    /// The kill switch went on or off.
    KillSwitch {
        /// True while only what reduces is sent.
        on: bool,
    },
    /// The dead-man's switch was wanted or not any more, or stands otherwise.
    DeadMan {
        /// As it is now.
        dead_man: DeadMan,
    },
    /// People should look.
    Alert {
        /// One word for it.
        kind: String,
        /// For whom.
        instrument: Option<InstrumentId>,
        /// In words.
        text: String,
    },
    /// What was missed while a stream was down has been brought back.
    Repaired {
        /// Why it was needed.
        reason: String,
        /// When the gap began, local clock.
        from: Timestamp,
        /// When it was whole again, local clock.
        to: Timestamp,
        /// Orders that were different.
        orders: u32,
        /// Fills that had been missed.
        fills: u32,
        /// Positions and balances that were different.
        holdings: u32,
    },
}

impl AccountEvent {
    /// Its name on every wire.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OrderPlaced { .. } => "order_placed",
            Self::OrderExecuted { .. } => "order_executed",
            Self::OrderCancelled { .. } => "order_cancelled",
            Self::OrderRejected { .. } => "order_rejected",
            Self::OrderUpdated { .. } => "order_updated",
            Self::CommandSent { .. } => "command_sent",
            Self::CommandEnded { .. } => "command_ended",
            Self::Fill { .. } => "fill",
            Self::FillUpdated { .. } => "fill_updated",
            Self::FillBusted { .. } => "fill_busted",
            Self::PositionOpened { .. } => "position_opened",
            Self::PositionUpdated { .. } => "position_updated",
            Self::PositionClosed { .. } => "position_closed",
            Self::BalanceUpdated { .. } => "balance_updated",
            Self::MarginBlocked { .. } => "margin_blocked",
            Self::MarginReleased { .. } => "margin_released",
            Self::Transaction { .. } => "transaction",
            Self::SettingChanged { .. } => "setting_changed",
            Self::BracketUpdated { .. } => "bracket_updated",
            Self::KillSwitch { .. } => "kill_switch",
            Self::DeadMan { .. } => "dead_man",
            Self::Alert { .. } => "alert",
            Self::Repaired { .. } => "repaired",
        }
    }

    /// The order as it is after this, if this is a change of one.
    pub const fn order(&self) -> Option<&Order> {
        match self {
            Self::OrderPlaced { order }
            | Self::OrderExecuted { order }
            | Self::OrderCancelled { order }
            | Self::OrderRejected { order }
            | Self::OrderUpdated { order } => Some(order),
            _ => None,
        }
    }

    /// The order that it is about, if it is about one.
    pub fn order_id(&self) -> Option<&OrderId> {
        match self {
            Self::OrderPlaced { order }
            | Self::OrderExecuted { order }
            | Self::OrderCancelled { order }
            | Self::OrderRejected { order }
            | Self::OrderUpdated { order } => Some(&order.id),
            Self::CommandSent { order_id, .. } | Self::CommandEnded { order_id, .. } => Some(order_id),
            Self::Fill { order_id, .. } | Self::FillUpdated { order_id, .. } | Self::FillBusted { order_id, .. } => order_id.as_ref(),
            Self::PositionOpened { .. }
            | Self::PositionUpdated { .. }
            | Self::PositionClosed { .. }
            | Self::BalanceUpdated { .. }
            | Self::MarginBlocked { .. }
            | Self::MarginReleased { .. }
            | Self::Transaction { .. }
            | Self::SettingChanged { .. }
            | Self::BracketUpdated { .. }
            | Self::KillSwitch { .. }
            | Self::DeadMan { .. }
            | Self::Alert { .. }
            | Self::Repaired { .. } => None,
        }
    }
}

/// Where an event came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origination {
    /// Decided here: an intent, a refusal, an alarm.
    Gateway,
    /// The venue's stream or socket told it.
    Ws,
    /// The venue's HTTP answer told it.
    Rest,
}

impl From<Source> for Origination {
    fn from(source: Source) -> Self {
        match source {
            Source::Ws => Self::Ws,
            Source::Rest => Self::Rest,
        }
    }
}

/// One event with its place in the account's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountEnvelope {
    /// Whose.
    pub account: AccountId,
    /// Rises at every start.
    pub epoch: u64,
    /// Dense over all epochs, from 1.
    pub seq: u64,
    /// When it happened, by the venue's clock.
    pub ts_venue: Option<Timestamp>,
    /// When it reached this machine, or was decided.
    pub ts_recv: Timestamp,
    /// Who told it.
    pub source: Origination,
    /// What it was told by: `event`, or the name of the step that was answered.
    pub via: String,
    /// What happened.
    pub event: AccountEvent,
}

impl AccountEnvelope {
    /// Its place.
    pub const fn cursor(&self) -> Cursor {
        Cursor { epoch: self.epoch, seq: self.seq }
    }
}
