//! How are positions closed?
//!
//! By market orders of our own, at any venue: each has a name, so that what became of it is known even if its answer is lost.

use twinline_model::{Instrument, InstrumentId, OrderType, Position, PositionSide, Qty, Side, TimeInForce, TriggerBy};

use super::asking::Used;
use super::trade::{each, one};
use super::{Caller, Gateway};
use crate::error::{GatewayError, Refusal};
use crate::wire::{BatchRow, OrderRequest, OrderRow, Page};

impl Gateway {
    /// Closes a position with a market order that can only reduce. With a key, the same again closes nothing more.
    pub async fn close(
        &self,
        caller: &Caller,
        account: &str,
        instrument: &Instrument,
        side: PositionSide,
        key: Option<&str>,
    ) -> Result<OrderRow, GatewayError> {
        let held = self.commanded(caller, account)?;
        let detail = format!("{} {}", instrument.id, side.name());
        // The position changes with every close: the key stands for the wish, not for the order that it led to.
        let body = format!("position.close {detail}").into_bytes();
        let mut claimed = None;
        if let Some(key) = key {
            claimed = match self.used(account, key, &body).await? {
                Used::Answered(kept) => return one(kept),
                Used::Claimed(key, at) => Some((key, at)),
            };
        }
        let qty = held.published.look(|state| state.position(&instrument.id, side).map_or(Qty::ZERO, |position| position.qty));
        if qty.is_zero() {
            // Somebody may have closed it under this very key since: what came of that is the answer.
            let flat = || GatewayError::Refused(Box::new(Refusal::flat(instrument.id.as_str())));
            claimed = match self.used(account, key.ok_or_else(flat)?, &body).await? {
                Used::Answered(kept) => return one(kept),
                Used::Claimed(key, at) if key.used => Some((key, at)),
                Used::Claimed(..) => return Err(flat()),
            };
        }
        let request = closing(&instrument.id, side, qty);
        one(self.send(caller, &held, vec![request], claimed, ("position.close", detail)).await?)
    }

    /// Closes every position that is open, each with such an order and an outcome of its own; none if there is none.
    pub async fn close_all(&self, caller: &Caller, account: &str, key: Option<&str>) -> Result<Page<BatchRow>, GatewayError> {
        let held = self.commanded(caller, account)?;
        let mut claimed = None;
        if let Some(key) = key {
            claimed = match self.used(account, key, b"position.close_all").await? {
                Used::Answered(kept) => return Ok(each(kept)),
                Used::Claimed(key, at) => Some((key, at)),
            };
        }
        let open = |position: &&Position| !position.qty.is_zero();
        let request = |position: &Position| closing(&position.instrument, position.side, position.qty);
        let requests: Vec<OrderRequest> = held.published.look(|state| state.positions().filter(open).map(request).collect());
        let interrupted = claimed.as_ref().is_some_and(|(key, _)| key.used);
        if requests.is_empty() && !interrupted {
            return Ok(Page::whole(Vec::new()));
        }
        let detail = format!("{} positions", requests.len());
        Ok(each(self.send(caller, &held, requests, claimed, ("position.close_all", detail)).await?))
    }
}

fn closing(instrument: &InstrumentId, side: PositionSide, qty: Qty) -> OrderRequest {
    OrderRequest {
        instrument: instrument.to_string(),
        side: if qty.value().is_sign_positive() { Side::Sell } else { Side::Buy },
        kind: OrderType::Market,
        position_side: side,
        qty: Some(Qty::new(qty.value().abs())),
        price: None,
        trigger_price: None,
        trigger_by: TriggerBy::default(),
        trailing_percent: None,
        activation_price: None,
        trailing_amount: None,
        time_in_force: TimeInForce::default(),
        expires_at: None,
        post_only: false,
        // In hedge mode the side says it.
        reduce_only: side == PositionSide::Both,
        close_position: false,
        client_order_id: None,
    }
}
