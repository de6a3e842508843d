//! Under which names is an entry of a history found again?

use twinline_model::{InstrumentId, OrderId, TradeId, Transaction};

use super::event::{AccountEnvelope, AccountEvent};
use super::memory::transaction_key;
use super::state::FillKey;

/// Longest name; a longer one is cut, and then found together with what it has in common with others.
const LONGEST: usize = 200;

/// Something that may have left memory and is in the journal still.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// An order under the name that it has if it is ours, or else, perhaps, under the one that it has if it is not.
    Order(OrderId, Option<OrderId>),
    /// A fill.
    Fill(FillKey),
    /// A movement of money: the venue's name of it, its kind and its asset.
    Transaction(String, String),
}

impl Kept {
    /// A movement of money.
    pub fn transaction(transaction: &Transaction) -> Self {
        let (id, kind) = transaction_key(transaction);
        Self::Transaction(id, kind)
    }

    /// The names that it may have in the journal.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Order(id, or) => std::iter::once(id).chain(or).map(named_order).collect(),
            Self::Fill((instrument, trade_id)) => vec![named_fill(instrument, trade_id)],
            Self::Transaction(id, kind) => vec![named_transaction(id, kind)],
        }
    }

    /// True if an entry says what this is; others only mention it.
    pub const fn is_told_by(&self, event: &AccountEvent) -> bool {
        match self {
            Self::Order(..) => event.order().is_some(),
            Self::Fill(_) => matches!(event, AccountEvent::Fill { .. } | AccountEvent::FillUpdated { .. }),
            Self::Transaction(..) => matches!(event, AccountEvent::Transaction { .. }),
        }
    }
}

/// A list of everything of one kind, each entry once, in the order in which it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Orders, where they were wanted or first seen.
    Orders,
    /// Fills.
    Fills,
    /// Movements of money.
    Transactions,
}

impl List {
    /// Its name in the journal.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Fills => "fills",
            Self::Transactions => "transactions",
        }
    }
}

impl AccountEnvelope {
    /// The names under which it is found again, at most four.
    pub fn about(&self) -> Vec<String> {
        let list = |list: List| list.name().to_owned();
        let mut names: Vec<String> = self.event.order_id().map(named_order).into_iter().collect();
        match &self.event {
            AccountEvent::OrderPlaced { .. } => names.push(list(List::Orders)),
            AccountEvent::Fill { fill, .. } => {
                names.push(named_fill(&fill.instrument, &fill.trade_id));
                names.push(list(List::Fills));
            }
            AccountEvent::FillUpdated { fill, .. } => names.push(named_fill(&fill.instrument, &fill.trade_id)),
            AccountEvent::FillBusted { instrument, trade_id, .. } => names.push(named_fill(instrument, trade_id)),
            AccountEvent::Transaction { transaction } => {
                let (id, kind) = transaction_key(transaction);
                names.push(named_transaction(&id, &kind));
                names.push(list(List::Transactions));
            }
            _ => {}
        }
        names
    }
}

fn named_order(id: &OrderId) -> String {
    format!("order/{id}")
}

fn named_fill(instrument: &InstrumentId, trade_id: &TradeId) -> String {
    cut(format!("fill/{instrument}/{trade_id}"))
}

fn named_transaction(id: &str, kind: &str) -> String {
    cut(format!("money/{id}/{kind}"))
}

fn cut(mut name: String) -> String {
    if name.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
        name.truncate(end);
    }
    name
}
