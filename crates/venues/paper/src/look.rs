//! What is answered to a question that changes nothing?

use twinline_exchange::accounts::AccountId;
use twinline_exchange::paper::{Listing, Order, Refusal};
use twinline_model::{InstrumentId, MarginMode, Setting, Timestamp};

use crate::house::House;
use crate::rows;
use crate::wire::{Ask, Fact, Span};

impl House {
    /// What only reads.
    pub(crate) fn look(&self, now: Timestamp, id: AccountId, ask: Ask) -> Result<Vec<Fact>, Refusal> {
        let held = self.paper().state().account(id)?;
        Ok(match ask {
            Ask::Clock => vec![Fact::Clock(now)],
            Ask::Key => vec![Fact::Key(held.name.clone())],
            Ask::Order(order) => {
                let order = self.find(id, &order)?.id;
                self.order(id, order)?
            }
            Ask::OpenOrders(instrument) => {
                let mut facts = Vec::new();
                for order in self.open_orders(id, instrument.as_ref()) {
                    facts.extend(self.order(id, order)?);
                }
                facts
            }
            Ask::Orders(instrument, span) => {
                let of = |order: &&Order| order.terms.listed.instrument == instrument && within(&span, order.updated_ns);
                let rows = held.orders.values().filter(of).filter_map(|order| self.order(id, order.id).ok()).flatten();
                rows.take(limit(&span)).collect()
            }
            Ask::Fills(instrument, span) => self.fills(id, &instrument, &span)?,
            Ask::Transactions(span) => {
                let (from, to) = bounds(&span);
                rows::transactions(self.paper(), id, from, to).into_iter().take(limit(&span)).map(Fact::Transaction).collect()
            }
            Ask::Balances => rows::balances(self.paper(), id, now),
            Ask::Positions(instrument) => {
                let of = |listing: &&Listing| instrument.as_ref().is_none_or(|only| *only == listing.listed.instrument);
                let listings = self.paper().settings().listings.values().filter(of).filter(|listing| !listing.listed.product.is_cash());
                let open = listings.filter_map(|listing| Some((listing, held.holdings.get(&listing.listed)?)));
                let row = |(listing, held)| Fact::Position(Box::new(rows::position(listing, held, self.leverage(id, listing).0)));
                open.filter(|(_, held)| held.position.lots != 0).map(row).collect()
            }
            Ask::Settings => vec![Fact::Setting(Setting::MayTrade(!held.frozen)), Fact::Setting(Setting::HedgeMode(false))],
            Ask::InstrumentSettings(instrument) => {
                let of = |listing: &&Listing| instrument.as_ref().is_none_or(|only| *only == listing.listed.instrument);
                let listings = self.paper().settings().listings.values().filter(of);
                listings.flat_map(|listing| self.settings(id, listing)).collect()
            }
            Ask::Fees(instrument) => vec![rows::fees(self.listing(&instrument)?)],
            // Commands are not looked up.
            Ask::Place(_) | Ask::Edit(_) | Ask::Cancel(_) | Ask::CancelAll(_) | Ask::SetLeverage(..) | Ask::SetMarginMode(..) => Vec::new(),
        })
    }

    fn fills(&self, id: AccountId, instrument: &InstrumentId, span: &Span) -> Result<Vec<Fact>, Refusal> {
        let held = self.paper().state().account(id)?;
        let mut facts = Vec::new();
        for fill in held.fills.iter().filter(|fill| fill.listed.instrument == *instrument && within(span, fill.at_ns)) {
            let Some(listing) = self.paper().settings().listings.get(&fill.listed) else { continue };
            let name = fill.order.and_then(|order| held.orders.get(&order)).and_then(|order| order.client_id.as_deref());
            facts.push(Fact::Fill(Box::new(rows::fill(listing, fill, name))));
        }
        // Names of fills are no numbers: a page that begins at one begins after it.
        if let Some(from) = &span.from_id {
            let named = |fact: &Fact| matches!(fact, Fact::Fill(fill) if fill.trade_id.as_str() == from);
            if let Some(at) = facts.iter().position(named) {
                facts.drain(..at);
            }
        }
        facts.truncate(limit(span));
        Ok(facts)
    }

    fn settings(&self, id: AccountId, listing: &Listing) -> [Fact; 2] {
        let (leverage, isolated) = self.leverage(id, listing);
        let (instrument, mode) = (&listing.listed.instrument, if isolated { MarginMode::Isolated } else { MarginMode::Cross });
        [
            Fact::Setting(Setting::Leverage(instrument.clone(), twinline_model::Rate::new(leverage.into()))),
            Fact::Setting(Setting::MarginMode(instrument.clone(), mode)),
        ]
    }
}

fn bounds(span: &Span) -> (i64, i64) {
    (span.from.map_or(i64::MIN, Timestamp::as_nanos), span.to.map_or(i64::MAX, Timestamp::as_nanos))
}

fn within(span: &Span, at_ns: i64) -> bool {
    let (from, to) = bounds(span);
    (from..=to).contains(&at_ns)
}

fn limit(span: &Span) -> usize {
    usize::try_from(span.limit).unwrap_or(usize::MAX)
}
