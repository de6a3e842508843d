//! Which legs does the venue put around a position, with the order that opens it or by themselves?
//!
//! ASSUMED: the legs of an order are made when it begins to execute, around all of the position, unless it has legs already; a leg
//! whose price has been passed by then is not made.

use rust_decimal::Decimal;
use serde_json::Value;
use twinline_exchange::Side;
use twinline_exchange::accounts::{AccountId, AlgoKind, NewAlgo, OrderId, OrderRef, PriceMatch, Slot};

use super::super::live::Live;
use super::super::sessions::Sessions;
use super::answers::{Refused, bad, refused};
use super::{POSITION, asked};
use crate::outbox::Outbox;

/// The legs that an order is to have once it has opened something.
#[derive(Debug, Clone)]
pub(crate) struct Follow {
    account: AccountId,
    symbol: usize,
    order: OrderId,
    /// So much of it had executed when its legs were made last.
    executed: Decimal,
    legs: Vec<NewAlgo>,
}

/// What the members `bracket_…` of an order ask for; nothing where there are none.
pub(crate) fn legs(live: &Live, at: usize, opens: Side, body: &Value) -> Result<Vec<NewAlgo>, Refused> {
    if !body["bracket_trail_amount"].is_null() {
        return match body["bracket_stop_loss_price"].is_null() {
            true => Err(refused(400, "unsupported")),
            false => Err(bad(
                "bracket_stop_loss_price",
                "Only bracket_stop_loss_price or bracket_trail_amount should be specified for bracket orders",
            )),
        };
    }
    let mut legs = Vec::new();
    for (name, kind) in [("bracket_stop_loss_price", AlgoKind::StopMarket), ("bracket_take_profit_price", AlgoKind::TakeProfitMarket)] {
        let trigger = asked::price(live, at, opens.opposite(), body, name)?;
        legs.extend(trigger.map(|trigger| leg(at, opens.opposite(), kind, trigger, body)));
    }
    Ok(legs)
}

/// A leg: it closes all of the position at the market.
pub(crate) fn leg(symbol: usize, side: Side, kind: AlgoKind, trigger: Decimal, body: &Value) -> NewAlgo {
    NewAlgo {
        symbol,
        side,
        kind,
        position_side: None,
        life: None,
        quantity: None,
        price: None,
        price_match: PriceMatch::None,
        trigger_price: Some(trigger),
        activate_price: None,
        callback_rate: None,
        callback_amount: None,
        working_type: asked::working_type(body["bracket_stop_trigger_method"].as_str()),
        price_protect: false,
        reduce_only: None,
        close_position: true,
        client_id: None,
        self_trade: None,
        good_till_ms: None,
    }
}

/// What orders are to be followed by.
#[derive(Debug, Default)]
pub(crate) struct Follows(Vec<Follow>);

impl Follows {
    /// An order has, or has now, these legs.
    pub fn put(&mut self, account: AccountId, symbol: usize, order: OrderId, legs: Vec<NewAlgo>) {
        match self.0.iter_mut().find(|held| (held.account, held.order) == (account, order)) {
            Some(held) => held.legs = legs,
            None if legs.is_empty() => {}
            None => self.0.push(Follow { account, symbol, order, executed: Decimal::ZERO, legs }),
        }
    }

    /// True if an order has legs that are not made yet.
    pub fn waits(&self, account: AccountId, order: OrderId) -> bool {
        self.0.iter().any(|held| (held.account, held.order) == (account, order) && held.executed.is_zero())
    }

    /// Makes the legs of what has executed. True if there were any.
    pub fn make(&mut self, live: &mut Live, sessions: &Sessions, outbox: &mut Outbox<'_>) -> bool {
        let mut due = Vec::new();
        self.0.retain_mut(|held| {
            let accounts = live.exchange().accounts();
            let Some(order) = accounts.order(held.account, held.symbol, &OrderRef::Id(held.order)) else { return false };
            let has_legs = accounts.open_algos(held.account, Some(held.symbol)).iter().any(|algo| algo.close_position);
            let flat = accounts.position(held.account, Slot { symbol: held.symbol, side: POSITION }).lots == 0;
            if order.executed > held.executed && !flat {
                held.executed = order.executed;
                due.extend((!has_legs).then(|| (held.account, held.legs.clone())));
            }
            order.status.is_open()
        });
        for (account, legs) in &due {
            for leg in legs {
                if let Err(refusal) =
                    live.command(sessions, outbox, |exchange, at_ns, events| exchange.place_algo(at_ns, *account, leg, events))
                {
                    tracing::debug!(%refusal, "a leg was not made");
                }
            }
        }
        !due.is_empty()
    }
}
