//! What happens when a contract has ended?

use rust_decimal::Decimal;
use twinline_model::InstrumentId;

use crate::accounts::AccountId;
use crate::fills::Take;
use crate::order::Side;
use crate::paper::engine::Paper;
use crate::paper::listing::Product;
use crate::paper::refusal::Refusal;
use crate::paper::rows::{Holding, Order};

impl Paper {
    /// Orders of the contract end, and what is held of it is closed at this price, at no cost; zero is what an option may end at. It
    /// takes no orders from now on. Things themselves do not end: of cash products only orders do.
    pub(crate) fn expire(&mut self, instrument: &InstrumentId, ticks: Option<i64>) -> Result<(), Refusal> {
        let ids: Vec<AccountId> = self.state.accounts().keys().copied().collect();
        for id in ids {
            self.end_all(id, &Refusal::Expired, |order: &Order| order.terms.listed.instrument == *instrument)?;
        }
        let held = self.held_of(instrument, |held| !held.listed.product.is_cash());
        let price = ticks.filter(|ticks| *ticks >= 0).or_else(|| self.mark(instrument));
        for (id, held) in held {
            self.settle_at(id, &held, price.ok_or(Refusal::StaleMarketData)?)?;
        }
        let ended = |product: Product| !product.is_cash();
        let listings = self.settings.listings.values_mut();
        listings.filter(|of| of.listed.instrument == *instrument && ended(of.listed.product)).for_each(|of| of.open = false);
        Ok(())
    }

    fn settle_at(&mut self, id: AccountId, held: &Holding, ticks: i64) -> Result<(), Refusal> {
        let listing = self.listing(&held.listed)?.clone();
        let (side, lots) = if held.position.lots > 0 { (Side::Sell, held.position.lots) } else { (Side::Buy, -held.position.lots) };
        let before = self.available(id, &listing.unit);
        self.close_part(id, &listing, side, (1, Take { ticks, lots }), Decimal::ZERO)?;
        if held.isolated {
            // No more than its own margin is lost.
            return self.cover(id, &listing.unit, before - self.available(id, &listing.unit));
        }
        self.watch_shared(id, &listing.unit)?;
        self.cover_rest(id, &listing.unit)
    }
}
