//! What is an order that somebody asks for, in full, and what is it checked against?

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use sha2::Digest as _;
use twinline_core::account::{Checks, Kept};
use twinline_model::{Channel, ClientOrderId, Freshness, Instrument, InstrumentId, MarketEvent, OrderTicket, Price, Timestamp};

use super::accounts::blocking;
use super::held::Held;
use super::permit::bounds;
use super::{Caller, Gateway};
use crate::accounts::latest;
use crate::error::{GatewayError, Refusal};
use crate::wire::OrderRequest;

impl Gateway {
    pub(super) fn ticket(
        &self,
        held: &Held,
        request: OrderRequest,
        made: impl FnOnce() -> Option<ClientOrderId>,
    ) -> Result<OrderTicket, GatewayError> {
        let instrument = self.instrument(&request.instrument, Some(&held.settings.venue))?;
        let wrong = |reason: String| GatewayError::BadField { field: "client_order_id", reason };
        let client_order_id = match &request.client_order_id {
            Some(text) => ClientOrderId::new(text).map_err(|error| wrong(error.to_string()))?,
            None => made().ok_or_else(|| wrong("none could be made; give one".to_owned()))?,
        };
        Ok(OrderTicket {
            client_order_id,
            instrument: instrument.id.clone(),
            side: request.side,
            position_side: request.position_side,
            kind: request.kind,
            qty: request.qty,
            price: request.price,
            trigger_price: request.trigger_price,
            trigger_by: request.trigger_by,
            trailing_percent: request.trailing_percent,
            activation_price: request.activation_price,
            trailing_amount: request.trailing_amount,
            time_in_force: request.time_in_force,
            expires_at: request.expires_at,
            post_only: request.post_only,
            reduce_only: request.reduce_only,
            close_position: request.close_position,
        })
    }

    /// Refuses a name that an order bore which has left memory; of those in memory the account itself knows.
    pub(super) async fn fresh(&self, held: &Held, requests: &[OrderRequest]) -> Result<(), GatewayError> {
        if !held.published.look(|state| state.has_forgotten_orders()) {
            return Ok(());
        }
        for text in requests.iter().filter_map(|request| request.client_order_id.as_ref()) {
            let Ok(id) = ClientOrderId::new(text) else { continue };
            let (journal, stream, kept) = (self.journal().clone(), held.settings.account.to_string(), Kept::Order(id, None));
            if blocking(move || latest(&*journal, &stream, &kept)).await?.is_some() {
                return Err(GatewayError::Refused(Box::new(Refusal::used_before(text))));
            }
        }
        Ok(())
    }

    /// What each order is checked against: its instrument's price among it, where it can enlarge a position.
    pub(super) async fn checks(&self, caller: &Caller, held: &Held, tickets: &[OrderTicket]) -> Result<Vec<Checks>, GatewayError> {
        let mut prices = BTreeMap::new();
        let mut all = Vec::with_capacity(tickets.len());
        for ticket in tickets {
            all.push(self.checked_at(caller, held, ticket, &mut prices).await?);
        }
        Ok(all)
    }

    /// What one order is checked against.
    pub(super) async fn checks_of(&self, caller: &Caller, held: &Held, ticket: &OrderTicket) -> Result<Checks, GatewayError> {
        self.checked_at(caller, held, ticket, &mut BTreeMap::new()).await
    }

    async fn checked_at(
        &self,
        caller: &Caller,
        held: &Held,
        ticket: &OrderTicket,
        prices: &mut BTreeMap<InstrumentId, Option<Price>>,
    ) -> Result<Checks, GatewayError> {
        let mut checks = bounds(caller, held);
        if ticket.only_reduces() {
            return Ok(checks);
        }
        let instrument = self.instrument(ticket.instrument.as_str(), None)?;
        checks.inverse = instrument.inverse;
        if !prices.contains_key(&ticket.instrument) {
            prices.insert(ticket.instrument.clone(), self.reference(&instrument).await);
        }
        let price = prices.get(&ticket.instrument).copied().flatten();
        checks.collar = price.map(|price| (price, held.settings.price_collar));
        if price.is_none() && !ticket.kind.is_conditional() {
            // Without a price that is current nobody can say whether a limit is near the market.
            return Err(GatewayError::Refused(Box::new(Refusal::no_reference(ticket.instrument.as_str()))));
        }
        Ok(checks)
    }

    /// The mark price if it is current, else the middle of the best bid and ask if they are.
    pub(super) async fn reference(&self, instrument: &Instrument) -> Option<Price> {
        for channel in [Channel::Mark, Channel::Bbo] {
            let found = self.read(instrument, [channel]).await.ok().and_then(|[state]| state);
            let current = found.filter(|state| matches!(state.freshness, Freshness::Live | Freshness::Polling));
            match current.and_then(|state| state.event) {
                Some(MarketEvent::Mark(mark)) => return Some(mark.mark),
                Some(MarketEvent::Bbo(bbo)) => {
                    let (bid, ask) = (bbo.bid?.price, bbo.ask?.price);
                    let sum = bid.value().checked_add(ask.value())?;
                    return sum.checked_div(Decimal::TWO).map(Price::new);
                }
                _ => {}
            }
        }
        None
    }
}

/// A name that nobody used: by chance, or, under a key, always the same one for the same use of it. 25 characters: with those that
/// a leg of a bracket adds it is still within 32, the most that a venue takes.
pub(super) fn made_id(account: &str, key: Option<&str>, index: usize, at: Timestamp) -> Option<ClientOrderId> {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bytes: [u8; 32] = match key {
        Some(key) => sha2::Sha256::digest(format!("{account}\n{key}\n{index}\n{}", at.as_nanos()).as_bytes()).into(),
        None => {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).ok()?;
            bytes
        }
    };
    let text: String = bytes.iter().take(22).map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    ClientOrderId::new(&format!("tl-{text}")).ok()
}
