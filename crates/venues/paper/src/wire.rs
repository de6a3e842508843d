//! Which words are there? JSON, both ways, between this crate's codec and its house: nobody else speaks them.

use serde::{Deserialize, Serialize};
use twinline_model::{
    Balance, ClientOrderId, Fill, InstrumentId, MarginMode, OrderRef, OrderTicket, Phase, PositionSide, Price, Qty, Rate, Setting,
    Timestamp, Transaction, VenueOrderId,
};
use twinline_venue::account::{EditTicket, OrderShape, OrderTerms};

/// What is asked, and by whom.
#[derive(Debug, Serialize, Deserialize)]
pub struct Asked {
    /// The account's name.
    pub(crate) account: String,
    pub(crate) ask: Ask,
}

impl Asked {
    /// The instrument of an order that is to trade as soon as it is there: its market must be shown first.
    pub fn trades(&self) -> Option<&InstrumentId> {
        match &self.ask {
            Ask::Place(ticket) => Some(&ticket.instrument),
            _ => None,
        }
    }
}

/// One question or command.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    Clock,
    Key,
    Place(OrderTicket),
    Edit(EditTicket),
    Cancel(OrderRef),
    CancelAll(InstrumentId),
    Order(OrderRef),
    OpenOrders(Option<InstrumentId>),
    Orders(InstrumentId, Span),
    Fills(InstrumentId, Span),
    Transactions(Span),
    Balances,
    Positions(Option<InstrumentId>),
    Settings,
    InstrumentSettings(Option<InstrumentId>),
    Fees(InstrumentId),
    SetLeverage(InstrumentId, Rate),
    SetMarginMode(InstrumentId, MarginMode),
}

/// A stretch of a history.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Span {
    pub from_id: Option<String>,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    pub limit: u32,
}

/// An answer, or a frame of an account's link.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Told {
    pub(crate) facts: Vec<Fact>,
    pub(crate) refused: Option<Refused>,
}

/// The house's no.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Refused {
    pub code: String,
    pub message: String,
}

/// One thing that the house says of an account.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Fact {
    Clock(Timestamp),
    Key(String),
    Order(Box<OrderRow>),
    Fill(Box<Fill>),
    Balance(Balance),
    Position(Box<PositionRow>),
    Setting(Setting),
    Transaction(Transaction),
    Fees { instrument: InstrumentId, maker: Rate, taker: Rate },
}

/// An order as it stands.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OrderRow {
    pub instrument: InstrumentId,
    pub client_id: Option<ClientOrderId>,
    pub venue_id: VenueOrderId,
    pub phase: Phase,
    pub executed: Qty,
    pub average: Option<Price>,
    pub terms: OrderTerms,
    pub shape: OrderShape,
    pub reason: Option<String>,
    pub ts: Timestamp,
}

/// A position as it stands.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PositionRow {
    pub instrument: InstrumentId,
    pub side: PositionSide,
    pub qty: Qty,
    pub entry_price: Option<Price>,
    pub break_even_price: Option<Price>,
    pub margin_mode: MarginMode,
    pub leverage: Rate,
    pub isolated_margin: Option<twinline_model::Amount>,
    pub ts: Timestamp,
}
