//! What is an order to this venue? One row under one number from the first day to the last, whether it waits for a trigger, rests,
//! or is over. The engine keeps what waits and what it becomes apart; here they are one again.

use rust_decimal::Decimal;
use twinline_exchange::Side;
use twinline_exchange::accounts::{
    AccountId, Accounts, AlgoId, AlgoKind, AlgoRecord, AlgoRef, AlgoStatus, Life, OrderId, OrderKind, OrderRecord, OrderRef, OrderStatus,
    WorkingType,
};

/// An order as the venue shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub id: u64,
    pub symbol: usize,
    pub side: Side,
    pub client_id: Option<String>,
    pub market: bool,
    pub life: Life,
    pub price: Decimal,
    pub quantity: Decimal,
    pub executed: Decimal,
    pub quote: Decimal,
    pub reduce_only: bool,
    /// `open`, `pending`, `closed` or `cancelled`.
    pub state: &'static str,
    /// Why it was cancelled.
    pub cancelled: Option<&'static str>,
    pub stop: Option<Stop>,
    pub created_ns: i64,
    pub updated_ns: i64,
}

/// What it waits or waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    /// `stop_loss_order` or `take_profit_order`.
    pub kind: &'static str,
    pub price: Decimal,
    pub method: &'static str,
    /// One that closes the whole position.
    pub bracket: bool,
    /// The distance at which it follows the price.
    pub trail: Option<Decimal>,
}

impl Shown {
    pub fn is_open(&self) -> bool {
        matches!(self.state, "open" | "pending")
    }

    /// What is left of it, in the engine's quantity; none if that is out of range.
    pub fn unfilled(&self) -> Option<Decimal> {
        self.quantity.checked_sub(self.executed)
    }

    /// The word for its kind in the filter `order_types`.
    pub fn kind_word(&self) -> &'static str {
        match (&self.stop, self.market) {
            (None, true) => "market",
            (None, false) => "limit",
            (Some(_), true) => "stop_market",
            (Some(_), false) => "stop_limit",
        }
    }
}

/// A client's name; the engine makes one up where there is none.
fn client_id(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|id| !id.starts_with("venue-"))
}

fn state(record: &OrderRecord) -> (&'static str, Option<&'static str>) {
    match record.status {
        OrderStatus::New | OrderStatus::PartiallyFilled => ("open", None),
        OrderStatus::Filled => ("closed", None),
        OrderStatus::Canceled => ("cancelled", Some("cancelled_by_user")),
        OrderStatus::ExpiredInMatch => ("cancelled", Some("self_trade")),
        // ASSUMED: the venue's words for what it ends by itself are not documented.
        OrderStatus::Expired => ("cancelled", Some("not_filled")),
    }
}

/// An order of a book.
pub(crate) fn plain(record: &OrderRecord, algo: Option<&AlgoRecord>) -> Shown {
    let (state, cancelled) = state(record);
    Shown {
        id: algo.map_or(record.id.0, |algo| algo.id.0),
        symbol: record.symbol,
        side: record.side,
        client_id: client_id(&record.client_id),
        market: record.kind != OrderKind::Limit,
        life: record.life,
        price: record.price,
        quantity: record.quantity,
        executed: record.executed,
        quote: record.quote,
        reduce_only: record.reduce_only,
        state,
        cancelled,
        stop: algo.map(stop),
        created_ns: algo.map_or(record.created_ns, |algo| algo.created_ns),
        updated_ns: record.updated_ns,
    }
}

fn stop(algo: &AlgoRecord) -> Stop {
    let loss = matches!(algo.kind, AlgoKind::Stop | AlgoKind::StopMarket | AlgoKind::TrailingStopMarket);
    Stop {
        kind: if loss { "stop_loss_order" } else { "take_profit_order" },
        price: algo.trigger_price,
        method: if algo.working_type == WorkingType::MarkPrice { "mark_price" } else { "last_traded_price" },
        bracket: algo.close_position,
        trail: algo.callback_amount.map(|distance| if algo.side == Side::Sell { -distance } else { distance }),
    }
}

/// An order that waits for a trigger, or ended while it did.
pub(crate) fn waiting(algo: &AlgoRecord) -> Shown {
    let (state, cancelled) = match algo.status {
        AlgoStatus::New | AlgoStatus::Triggering => ("pending", None),
        AlgoStatus::Canceled => ("cancelled", Some("cancelled_by_user")),
        AlgoStatus::Triggered | AlgoStatus::Finished | AlgoStatus::Rejected | AlgoStatus::Expired => ("cancelled", Some("stop_cancel")),
    };
    Shown {
        id: algo.id.0,
        symbol: algo.symbol,
        side: algo.side,
        client_id: client_id(&algo.client_id),
        market: !algo.kind.is_limit(),
        life: algo.life,
        price: algo.price,
        quantity: algo.quantity,
        executed: Decimal::ZERO,
        quote: Decimal::ZERO,
        reduce_only: algo.reduce_only,
        state,
        cancelled,
        stop: Some(stop(algo)),
        created_ns: algo.created_ns,
        updated_ns: algo.updated_ns,
    }
}

/// An order with what released it, if anything did.
pub(crate) fn of_record(accounts: &Accounts, record: &OrderRecord) -> Shown {
    let algo = record.algo.and_then(|algo| accounts.algo(record.account, &AlgoRef::Id(algo)));
    plain(record, algo)
}

/// A conditional order with what it became, if it became anything.
pub(crate) fn of_algo(accounts: &Accounts, algo: &AlgoRecord) -> Shown {
    let released = algo.order.and_then(|order| accounts.order(algo.account, algo.symbol, &OrderRef::Id(order)));
    released.map_or_else(|| waiting(algo), |record| plain(record, Some(algo)))
}

/// Every order of an account, oldest first.
pub(crate) fn all(accounts: &Accounts, account: AccountId) -> Vec<Shown> {
    let plain = accounts.orders(account, None).into_iter().filter(|record| record.algo.is_none());
    let mut all: Vec<Shown> = plain.map(|record| of_record(accounts, record)).collect();
    all.extend(accounts.algos(account, None).into_iter().map(|algo| of_algo(accounts, algo)));
    all.sort_by_key(|shown| (shown.created_ns, shown.id));
    all
}

/// How a request names an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Name {
    Number(u64),
    Client(String),
}

/// The order that is meant: by number, or by the client's name the open one, else the newest.
pub(crate) fn find(accounts: &Accounts, account: AccountId, name: &Name) -> Option<Shown> {
    let mut meant = all(accounts, account);
    meant.retain(|shown| match name {
        Name::Number(id) => shown.id == *id,
        Name::Client(client) => shown.client_id.as_ref() == Some(client),
    });
    meant.iter().rev().find(|shown| shown.is_open()).or(meant.last()).cloned()
}

/// How the engine knows an order that is open: waiting, or in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Engine {
    Waiting(AlgoRef),
    Book(OrderRef),
}

/// The engine's name of an open order.
pub(crate) fn engine(accounts: &Accounts, account: AccountId, shown: &Shown) -> Engine {
    if shown.state == "pending" {
        return Engine::Waiting(AlgoRef::Id(AlgoId(shown.id)));
    }
    let released = shown.stop.as_ref().and_then(|_| accounts.algo(account, &AlgoRef::Id(AlgoId(shown.id)))?.order);
    Engine::Book(OrderRef::Id(released.unwrap_or(OrderId(shown.id))))
}
