//! What must hold of all money, at any time.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use twinline_exchange::paper::{Place, State};

use crate::bench::Bench;

/// Cheap enough for every step.
pub fn check(bench: &Bench) {
    let (state, listings) = (bench.paper.state(), &bench.paper.settings().listings);
    let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
    for (place, unit, amount) in state.ledger().balances() {
        *sums.entry(unit).or_default() += amount;
        let may_owe = !matches!(
            place,
            Place::OrderMargin(_) | Place::PositionMargin(_) | Place::Unsettled(_) | Place::Asset(_) | Place::AssetBlocked(_)
        );
        assert!(may_owe || amount >= Decimal::ZERO, "{place:?} {unit} {amount}");
    }
    assert!(sums.values().all(Decimal::is_zero), "{sums:?}");
    for (id, account) in state.accounts() {
        let (mut blocked, mut margin, mut assets) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for order in account.orders.values() {
            assert!(!order.is_over() || (order.blocked.is_zero() && order.blocked_lots == 0), "{order:?}");
            assert!((0..=order.terms.lots).contains(&order.executed), "{order:?}");
            assert_eq!(account.open.contains(&order.id), !order.is_over(), "{order:?}");
            let listing = &listings[&order.terms.listed];
            *blocked.entry(listing.unit.clone()).or_insert(Decimal::ZERO) += order.blocked;
            *assets.entry(listing.asset.clone()).or_insert(Decimal::ZERO) += listing.quantity(order.blocked_lots);
        }
        for held in account.holdings.values() {
            *margin.entry(listings[&held.listed].unit.clone()).or_insert(Decimal::ZERO) += held.margin;
            assert!(held.position.lots != 0 || held.margin.is_zero(), "{held:?}");
        }
        let agrees = |place: Place, sums: BTreeMap<String, Decimal>| {
            sums.into_iter().for_each(|(unit, sum)| assert_eq!(state.balance(place, &unit), sum, "{place:?} {unit}"));
        };
        agrees(Place::OrderMargin(*id), blocked);
        agrees(Place::PositionMargin(*id), margin);
        agrees(Place::AssetBlocked(*id), assets);
    }
}

/// Every balance is what was carried forward and the postings that are held.
pub fn check_postings(state: &State) {
    let mut sums: BTreeMap<(Place, &str), Decimal> = BTreeMap::new();
    for transaction in state.ledger().transactions() {
        let mut even: BTreeMap<&str, Decimal> = BTreeMap::new();
        for posting in &transaction.postings {
            *sums.entry((posting.place, posting.asset.as_str())).or_default() += posting.amount;
            *even.entry(posting.asset.as_str()).or_default() += posting.amount;
        }
        assert!(even.values().all(Decimal::is_zero), "{transaction:?}");
    }
    for (place, unit, amount) in state.ledger().balances() {
        let posted = sums.get(&(place, unit)).copied().unwrap_or_default();
        assert_eq!(state.ledger().forwarded(place, unit) + posted, amount, "{place:?} {unit}");
    }
}

/// What can be seen of a state, as text: accounts, and balances that are not zero.
pub fn text(state: &State) -> String {
    let balances: Vec<_> = state.ledger().balances().filter(|(.., amount)| !amount.is_zero()).collect();
    let balances: Vec<_> = balances.into_iter().map(|(place, unit, amount)| (place, unit, amount.normalize())).collect();
    format!("{:?} {balances:?}", state.accounts())
}
