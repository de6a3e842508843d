//! Shapes of what happened to an account.

use serde::Serialize;
use twinline_core::account::{AccountEnvelope, AccountEvent, Origination};
use twinline_model::{Amount, Cursor, InstrumentId, Source, Timestamp};
use utoipa::ToSchema;

use crate::wire::{BalanceRow, BracketRow, DeadManRow, FillRow, OrderRow, PositionRow, SettingRow, TransactionRow};

/// What happened to an account. Each holds the whole of what it changes: the last word counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "written and gone; most are orders")]
pub enum AccountChange {
    /// An order was wanted, or one of others was first seen.
    OrderPlaced {
        /// As it is now.
        order: OrderRow,
    },
    /// More of an order was executed.
    OrderExecuted {
        /// As it is now.
        order: OrderRow,
    },
    /// An order ended before it was filled.
    OrderCancelled {
        /// As it is now.
        order: OrderRow,
    },
    /// An order was refused.
    OrderRejected {
        /// As it is now.
        order: OrderRow,
    },
    /// Something else about an order changed.
    OrderUpdated {
        /// As it is now.
        order: OrderRow,
    },
    /// A command on an order is about to leave.
    CommandSent {
        /// On which order.
        order_id: String,
        /// `edit` or `cancel`.
        command: String,
        /// With what, in words.
        detail: String,
    },
    /// What became of a command on an order.
    CommandEnded {
        /// On which order.
        order_id: String,
        /// `edit` or `cancel`.
        command: String,
        /// `done`, `refused` or `unknown`.
        outcome: String,
        /// Why, in words.
        detail: String,
    },
    /// A fill; each once.
    Fill {
        /// The fill.
        fill: FillRow,
    },
    /// More became known of a fill.
    FillUpdated {
        /// The fill.
        fill: FillRow,
    },
    /// The venue took a fill back: it does not count any more.
    FillBusted {
        /// Of what.
        instrument: InstrumentId,
        /// The venue's name of the fill.
        trade_id: String,
        /// The order that it belonged to, if it is known.
        #[schema(required)]
        order_id: Option<String>,
    },
    /// A position came into being.
    PositionOpened {
        /// As it is now.
        position: PositionRow,
    },
    /// A position changed.
    PositionUpdated {
        /// As it is now.
        position: PositionRow,
    },
    /// A position is flat.
    PositionClosed {
        /// As it is now.
        position: PositionRow,
    },
    /// A balance changed.
    BalanceUpdated {
        /// As it is now.
        balance: BalanceRow,
    },
    /// More of an asset is set aside than before, for orders and positions. Told before the balance that shows it.
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
        transaction: TransactionRow,
    },
    /// A setting changed.
    SettingChanged {
        /// As it is now.
        setting: SettingRow,
    },
    /// A bracket was wanted, or has come further.
    BracketUpdated {
        /// As it is now.
        bracket: BracketRow,
    },
    /// The kill switch went on or off.
    KillSwitch {
        /// True while only what reduces is sent.
        on: bool,
    },
    /// The dead-man's switch was wanted, is not any more, or stands otherwise.
    DeadMan {
        /// As it is now.
        dead_man: DeadManRow,
    },
    /// People should look.
    Alert {
        /// One word for it.
        kind: String,
        /// For what, if it is for one instrument.
        #[schema(required)]
        instrument: Option<InstrumentId>,
        /// In words.
        text: String,
    },
    /// What was missed while a stream was down has been brought back.
    Repaired {
        /// Why it was needed.
        reason: String,
        /// When the gap began.
        from: Timestamp,
        /// When it was whole again.
        to: Timestamp,
        /// Orders that were different.
        orders: u32,
        /// Fills that had been missed.
        fills: u32,
        /// Positions and balances that were different.
        holdings: u32,
    },
}

impl From<&AccountEvent> for AccountChange {
    fn from(event: &AccountEvent) -> Self {
        use AccountEvent as E;
        let text = ToString::to_string;
        match event {
            E::OrderPlaced { order } => Self::OrderPlaced { order: order.into() },
            E::OrderExecuted { order } => Self::OrderExecuted { order: order.into() },
            E::OrderCancelled { order } => Self::OrderCancelled { order: order.into() },
            E::OrderRejected { order } => Self::OrderRejected { order: order.into() },
            E::OrderUpdated { order } => Self::OrderUpdated { order: order.into() },
            E::CommandSent { order_id, command, detail } => {
                Self::CommandSent { order_id: text(order_id), command: command.clone(), detail: detail.clone() }
            }
            E::CommandEnded { order_id, command, outcome, detail } => {
                Self::CommandEnded { order_id: text(order_id), command: command.clone(), outcome: outcome.clone(), detail: detail.clone() }
            }
            E::Fill { fill, order_id } => Self::Fill { fill: FillRow::new(fill, order_id.as_ref(), false) },
            E::FillUpdated { fill, order_id } => Self::FillUpdated { fill: FillRow::new(fill, order_id.as_ref(), false) },
            E::FillBusted { instrument, trade_id, order_id } => {
                Self::FillBusted { instrument: instrument.clone(), trade_id: trade_id.to_string(), order_id: order_id.as_ref().map(text) }
            }
            E::PositionOpened { position } => Self::PositionOpened { position: position.into() },
            E::PositionUpdated { position } => Self::PositionUpdated { position: position.into() },
            E::PositionClosed { position } => Self::PositionClosed { position: position.into() },
            E::BalanceUpdated { balance } => Self::BalanceUpdated { balance: balance.into() },
            E::MarginBlocked { asset, amount, blocked } => Self::MarginBlocked { asset: asset.clone(), amount: *amount, blocked: *blocked },
            E::MarginReleased { asset, amount, blocked } => {
                Self::MarginReleased { asset: asset.clone(), amount: *amount, blocked: *blocked }
            }
            E::Transaction { transaction } => Self::Transaction { transaction: transaction.into() },
            E::SettingChanged { setting } => Self::SettingChanged { setting: setting.into() },
            E::BracketUpdated { bracket } => Self::BracketUpdated { bracket: bracket.into() },
            E::KillSwitch { on } => Self::KillSwitch { on: *on },
            E::DeadMan { dead_man } => Self::DeadMan { dead_man: dead_man.into() },
            E::Alert { kind, instrument, text } => Self::Alert { kind: kind.clone(), instrument: instrument.clone(), text: text.clone() },
            E::Repaired { reason, from, to, orders, fills, holdings } => {
                Self::Repaired { reason: reason.clone(), from: *from, to: *to, orders: *orders, fills: *fills, holdings: *holdings }
            }
        }
    }
}

/// One event with its place in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EventRow {
    /// Which history: rises at every start of the gateway.
    pub epoch: u64,
    /// Its place: counts from 1 without a hole.
    pub seq: u64,
    /// When it happened, by the venue's clock.
    #[schema(required)]
    pub ts_venue: Option<Timestamp>,
    /// When it reached this machine, or was decided here.
    pub ts_recv: Timestamp,
    /// Which face of the venue told it, `ws` or `rest`; `null` if it was decided here.
    #[schema(required)]
    pub source: Option<Source>,
    /// What told it: `event`, `decision`, or the name of the request that was answered.
    pub via: String,
    /// What happened.
    pub data: AccountChange,
}

impl EventRow {
    /// An event as it stands in the journal.
    pub(crate) fn new(cursor: Cursor, envelope: &AccountEnvelope) -> Self {
        Self {
            epoch: cursor.epoch,
            seq: cursor.seq,
            ts_venue: envelope.ts_venue,
            ts_recv: envelope.ts_recv,
            source: source_of(envelope),
            via: envelope.via.clone(),
            data: (&envelope.event).into(),
        }
    }
}

/// Which face of the venue told it, if one did.
pub(crate) const fn source_of(envelope: &AccountEnvelope) -> Option<Source> {
    match envelope.source {
        Origination::Gateway => None,
        Origination::Ws => Some(Source::Ws),
        Origination::Rest => Some(Source::Rest),
    }
}
