//! Which trades were closed, and what came of each?
//!
//! A trade goes from flat to flat in one position, through as many fills as it takes. Its result is its profit less its fees, without
//! funding; a fill that turns a position round belongs with its whole fee to the trade that it ends.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use twinline_model::{Fill, InstrumentId, PositionSide, Side};

/// Trades that were closed, by their results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Trades {
    /// All.
    pub closed: u64,
    /// Those with a result above zero.
    pub won: u64,
    /// Those below.
    pub lost: u64,
    /// What the won ones brought.
    pub gain: Decimal,
    /// What the lost ones cost, above zero.
    pub loss: Decimal,
    /// The best result.
    pub best: Option<Decimal>,
    /// The worst.
    pub worst: Option<Decimal>,
}

impl Trades {
    pub(super) fn count(&mut self, result: Decimal) {
        self.closed += 1;
        if result > Decimal::ZERO {
            self.won += 1;
            self.gain = self.gain.saturating_add(result);
        } else if result < Decimal::ZERO {
            self.lost += 1;
            self.loss = self.loss.saturating_sub(result);
        }
        self.best = Some(self.best.map_or(result, |best| best.max(result)));
        self.worst = Some(self.worst.map_or(result, |worst| worst.min(result)));
    }
}

/// What came of one fill.
pub(super) struct Outcome {
    /// Profit that it realised, as the venue told it or else as it follows from what the position cost; `None` if neither is known.
    pub(super) profit: Option<Decimal>,
    /// The result of the trade that it ended.
    pub(super) closed: Option<Decimal>,
}

/// Places of the cost of a part. Few enough that what follows from it is counted to the last digit, and far beyond any unit of money.
const PLACES: u32 = 10;

/// Positions on their way from flat to flat.
#[derive(Default)]
pub(super) struct Trips {
    open: BTreeMap<(InstrumentId, PositionSide), Trip>,
}

/// One of them. Base units; negative is short.
#[derive(Default)]
struct Trip {
    qty: Decimal,
    /// What `qty` cost: the sum of quantity times price, in the sign of `qty`.
    cost: Decimal,
    result: Decimal,
}

impl Trips {
    /// Takes the next fill; `fee` is what it cost in the settlement asset. `linear` says that profit is quantity times what the price
    /// moved, so that it can be computed where the venue does not tell it.
    pub(super) fn take(&mut self, fill: &Fill, linear: bool, fee: Decimal) -> Outcome {
        let trip = self.open.entry((fill.instrument.clone(), fill.position_side)).or_default();
        let told = fill.realized_pnl.map(|told| told.value());
        let signed = if fill.side == Side::Buy { fill.qty.value() } else { -fill.qty.value() };
        let reduces = !trip.qty.is_zero() && trip.qty.is_sign_negative() != signed.is_sign_negative();
        if !reduces && told.is_some_and(|told| !told.is_zero()) {
            // It closed part of a position that was opened before anything is known: a trade of its own.
            return Outcome { profit: told, closed: told.map(|told| told.saturating_sub(fee)) };
        }
        let own = if reduces { trip.reduce(signed, fill.price.value()) } else { trip.increase(signed, fill.price.value()) };
        let profit = told.or_else(|| (linear || !reduces).then_some(own));
        trip.result = trip.result.saturating_add(profit.unwrap_or(Decimal::ZERO)).saturating_sub(fee);
        let over = reduces && (trip.qty.is_zero() || trip.qty.is_sign_negative() == signed.is_sign_negative());
        let closed = over.then(|| std::mem::take(&mut trip.result));
        if trip.qty.is_zero() {
            self.open.remove(&(fill.instrument.clone(), fill.position_side));
        }
        Outcome { profit, closed }
    }
}

impl Trip {
    fn increase(&mut self, signed: Decimal, price: Decimal) -> Decimal {
        self.qty = self.qty.saturating_add(signed);
        self.cost = self.cost.saturating_add(signed.saturating_mul(price));
        Decimal::ZERO
    }

    /// Takes from the position, perhaps beyond flat; answers the profit at the average cost. What the rest costs is what is left, so the
    /// parts of a trade add up to the whole whatever the division of one of them drops.
    fn reduce(&mut self, signed: Decimal, price: Decimal) -> Decimal {
        let all = signed.abs() >= self.qty.abs();
        let part = if all { -self.qty } else { signed };
        let cost = if all { self.cost } else { self.share_of_cost(-part) };
        self.qty = self.qty.saturating_add(part);
        self.cost = self.cost.saturating_sub(cost);
        let rest = signed.saturating_sub(part);
        if !rest.is_zero() {
            self.increase(rest, price);
        }
        // Sold for more than it cost: `part` is negative for what was long.
        (-part).saturating_mul(price).saturating_sub(cost)
    }

    /// What so much of it cost, at the average, rounded.
    fn share_of_cost(&self, part: Decimal) -> Decimal {
        self.cost.saturating_mul(part).checked_div(self.qty).map_or(self.cost, |cost| cost.round_dp(PLACES))
    }
}
