//! How do holdings, fills and money look from outside?

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use twinline_exchange::accounts::AccountId;
use twinline_exchange::paper::{FeeOn, Fill, Holding, Kind, Listing, Paper, Place};
use twinline_model::{
    Amount, Balance, ClientOrderId, FillKind, MarginMode, PositionSide, Price, Qty, Rate, Timestamp, TradeId, Transaction, TransactionKind,
    VenueOrderId,
};

use crate::orders::side_back;
use crate::wire::{Fact, PositionRow};

/// A fill; `client_id` is its order's.
pub(crate) fn fill(listing: &Listing, fill: &Fill, client_id: Option<&str>) -> twinline_model::Fill {
    let order = fill.order.map_or_else(|| "house".to_owned(), |id| id.0.to_string());
    // Order and index name a fill; what the house closes by its own hand is named by its time instead.
    let trade_id = match fill.order {
        Some(id) => format!("{}-{}", id.0, fill.index),
        None => format!("house-{}-{}", fill.at_ns, fill.index),
    };
    twinline_model::Fill {
        instrument: fill.listed.instrument.clone(),
        trade_id: TradeId::new(&trade_id),
        venue_order_id: VenueOrderId::new(&order),
        client_order_id: client_id.and_then(|name| ClientOrderId::new(name).ok()),
        side: side_back(fill.side),
        position_side: PositionSide::Both,
        price: Price::new(listing.price(fill.ticks)),
        qty: Qty::new(listing.quantity(fill.lots)),
        fee: Some(Amount::new(fill.fees.iter().copied().sum())),
        fee_asset: Some(listing.unit.clone()),
        realized_pnl: Some(Amount::new(fill.realized)),
        maker: Some(fill.maker),
        kind: if fill.order.is_some() { FillKind::Trade } else { FillKind::Liquidation },
        ts: Timestamp::from_nanos(fill.at_ns),
    }
}

/// A position; flat ones, too.
pub(crate) fn position(listing: &Listing, held: &Holding, leverage: u32) -> PositionRow {
    let open = held.position.lots != 0;
    let break_even = held.position.break_even(listing.size_unit).ok().filter(|_| open);
    PositionRow {
        instrument: listing.listed.instrument.clone(),
        side: PositionSide::Both,
        qty: Qty::new(listing.quantity(held.position.lots)),
        entry_price: open.then(|| Price::new(held.position.entry)),
        break_even_price: break_even.map(Price::new),
        margin_mode: if held.isolated { MarginMode::Isolated } else { MarginMode::Cross },
        leverage: Rate::new(Decimal::from(leverage)),
        isolated_margin: held.isolated.then(|| Amount::new(held.margin)),
        ts: Timestamp::from_nanos(held.position.updated_ns),
    }
}

/// All units of an account that were ever moved, as facts.
pub(crate) fn balances(paper: &Paper, id: AccountId, now: Timestamp) -> Vec<Fact> {
    balances_of(paper, id, now).into_iter().map(Fact::Balance).collect()
}

/// All units of an account that were ever moved.
pub(crate) fn balances_of(paper: &Paper, id: AccountId, now: Timestamp) -> Vec<Balance> {
    let units: BTreeSet<&str> =
        paper.state().ledger().balances().filter(|(place, ..)| place.owner() == Some(id)).map(|(_, unit, _)| unit).collect();
    units.into_iter().map(|unit| balance(paper, id, unit, now)).collect()
}

pub(crate) fn balance(paper: &Paper, id: AccountId, unit: &str, now: Timestamp) -> Balance {
    let at = |place: Place| paper.state().balance(place, unit);
    let wallet: Decimal = Place::of(id).into_iter().map(at).sum();
    let available = at(Place::Available(id)) + at(Place::Asset(id));
    Balance { asset: unit.to_owned(), wallet: Amount::new(wallet), available: Some(Amount::new(available)), cross_wallet: None, ts: now }
}

/// Movements of an account's money within a time, oldest first. What only changed its place inside the account is none.
pub(crate) fn transactions(paper: &Paper, id: AccountId, from_ns: i64, to_ns: i64) -> Vec<Transaction> {
    let mut rows = Vec::new();
    let held = paper.state().ledger().transactions().iter();
    for transaction in held.filter(|transaction| (from_ns..=to_ns).contains(&transaction.at_ns)) {
        let own = transaction.postings.iter().filter(|posting| posting.place.owner() == Some(id));
        let amount: Decimal = own.clone().map(|posting| posting.amount).sum();
        let (Some(posting), false) = (own.clone().next(), amount.is_zero()) else { continue };
        rows.push(Transaction {
            id: transaction.id.to_string(),
            kind: kind(transaction.kind),
            asset: posting.asset.clone(),
            amount: Amount::new(amount),
            instrument: None,
            trade_id: None,
            ts: Timestamp::from_nanos(transaction.at_ns),
        });
    }
    rows
}

fn kind(kind: Kind) -> TransactionKind {
    match kind {
        Kind::Deposit | Kind::Reset => TransactionKind::Transfer,
        Kind::Realized => TransactionKind::RealizedPnl,
        Kind::Fee => TransactionKind::Fee,
        Kind::Funding => TransactionKind::Funding,
        Kind::Insurance => TransactionKind::Insurance,
        Kind::Settlement => TransactionKind::Settlement,
        Kind::Exchange => TransactionKind::Conversion,
        Kind::OrderBlock | Kind::OrderRelease | Kind::PositionBlock | Kind::PositionRelease => TransactionKind::Other("margin".to_owned()),
    }
}

/// Shares of the value for makers and takers, all items together; taxes on fees and caps are on the fills' bills.
pub(crate) fn fees(listing: &Listing) -> Fact {
    let mut sums = (Decimal::ZERO, Decimal::ZERO);
    for item in &listing.fees.items {
        if let FeeOn::Value { maker, taker } = &item.on {
            sums = (sums.0 + *maker, sums.1 + *taker);
        }
    }
    Fact::Fees { instrument: listing.listed.instrument.clone(), maker: Rate::new(sums.0), taker: Rate::new(sums.1) }
}
