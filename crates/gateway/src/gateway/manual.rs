//! One call: a market order with its stop-loss and its take-profit. How does it become a bracket?
//!
//! What is asked for becomes the same bracket whenever it is asked for: under a key it must be. So percentages are meant from the
//! price that the caller saw, and whether that price is still near the market is looked at once, before anything is done.

use rust_decimal::{Decimal, RoundingStrategy};
use twinline_core::account::SettingChange;
use twinline_model::{Instrument, OrderStatus, OrderType, PositionSide, Price, Qty, Rate, Setting, Side, TimeInForce, TriggerBy};

use super::asking::Used;
use super::held::Held;
use super::{Caller, Gateway};
use crate::config::Money;
use crate::error::GatewayError;
use crate::wire::{
    BracketRequest, BracketRow, Direction, Figure, IfUnprotected, LegRequest, ManualTrade, ManualTraded, OrderRequest, OrderRow,
};

/// Which way the market goes to reach an exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    StopLoss,
    TakeProfit,
}

impl Gateway {
    /// Trades in one call. With a key, the same call again gets the same answer and trades nothing.
    pub async fn manual_trade(&self, caller: &Caller, trade: ManualTrade, key: Option<&str>) -> Result<ManualTraded, GatewayError> {
        let key = one_key(key, trade.idempotency_key.as_deref())?;
        let account = self.one_account(caller.grant.as_deref(), trade.account.as_deref())?;
        let held = self.commanded(caller, &account)?;
        let instrument = self.instrument(&trade.symbol, Some(&held.settings.venue))?;
        let hedged = held.published.look(|state| state.hedge_mode()).unwrap_or(false);
        let request = bracket_of(&trade, &instrument, hedged)?;
        if !self.was_asked(&account, &request, key).await? {
            self.ready(caller, &held, &trade, &instrument).await?;
        }
        let exits = [&request.stop_loss, &request.take_profit].map(|leg| leg.as_ref().map(|leg| Figure(leg.trigger_price.value())));
        let (order, bracket) = match (request.entry.clone(), exits) {
            (Some(entry), [None, None]) => (self.place(caller, &account, entry, key).await?, None),
            _ => {
                let answer = self.bracket(caller, &account, request, key).await?;
                let lost = || GatewayError::OutcomeUnknown("nothing is known of the order".to_owned());
                (answer.order.ok_or_else(lost)?, Some(answer.bracket))
            }
        };
        traded(account, &instrument, trade.side, order, bracket, exits)
    }

    /// True if the same was asked before under this key.
    async fn was_asked(&self, account: &str, request: &BracketRequest, key: Option<&str>) -> Result<bool, GatewayError> {
        let Some(key) = key else { return Ok(false) };
        let body = match (&request.entry, &request.stop_loss, &request.take_profit) {
            (Some(entry), None, None) => serde_json::to_vec(&[entry]),
            _ => serde_json::to_vec(request),
        };
        let body = body.map_err(|error| GatewayError::Journal(error.to_string()))?;
        Ok(!matches!(self.used(account, key, &body).await?, Used::Claimed(claimed, _) if !claimed.used))
    }

    /// Looks at what must be so before anything leaves, and sets the leverage.
    async fn ready(&self, caller: &Caller, held: &Held, trade: &ManualTrade, instrument: &Instrument) -> Result<(), GatewayError> {
        let money = held.published.row().money;
        if money == Money::Real && !trade.allow_live {
            return Err(GatewayError::unfit("allow_live", "this account's money is real: say `allow_live` true"));
        }
        if let Some(entry) = trade.entry_price {
            let none = || GatewayError::Refused(Box::new(crate::error::Refusal::no_reference(instrument.id.as_str())));
            let market = self.reference(instrument).await.ok_or_else(none)?;
            if !is_near(entry.0, market.value(), held.settings.price_collar) {
                return Err(GatewayError::unfit("entry_price", &format!("not near the market, which is at {market}: look again")));
            }
        }
        let Some(leverage) = trade.leverage else { return Ok(()) };
        let setting = Setting::Leverage(instrument.id.clone(), Rate::new(leverage.0.normalize()));
        if held.published.look(|state| state.has_setting(&setting)) {
            return Ok(());
        }
        let change = SettingChange::Leverage(instrument.id.clone(), Rate::new(leverage.0.normalize()));
        self.set(caller, held.settings.account.as_str(), change, None).await
    }
}

/// The key, from the header or the body.
fn one_key<'a>(header: Option<&'a str>, body: Option<&'a str>) -> Result<Option<&'a str>, GatewayError> {
    match (header, body) {
        (Some(one), Some(other)) if one != other => {
            Err(GatewayError::BadField { field: "idempotency_key", reason: "not the one of the header".to_owned() })
        }
        (one, other) => Ok(one.or(other)),
    }
}

fn bracket_of(trade: &ManualTrade, instrument: &Instrument, hedged: bool) -> Result<BracketRequest, GatewayError> {
    let (side, position_side) = match (trade.side, hedged) {
        (Direction::Long, true) => (Side::Buy, PositionSide::Long),
        (Direction::Short, true) => (Side::Sell, PositionSide::Short),
        (Direction::Long, false) => (Side::Buy, PositionSide::Both),
        (Direction::Short, false) => (Side::Sell, PositionSide::Both),
    };
    let entry = OrderRequest {
        instrument: instrument.id.to_string(),
        side,
        kind: OrderType::Market,
        position_side,
        qty: Some(whole_lots(trade.size.0, instrument)?),
        price: None,
        trigger_price: None,
        trigger_by: TriggerBy::default(),
        trailing_percent: None,
        activation_price: None,
        trailing_amount: None,
        time_in_force: TimeInForce::default(),
        expires_at: None,
        post_only: false,
        reduce_only: false,
        close_position: false,
        client_order_id: trade.client_order_id.clone(),
    };
    let stop_loss = exit_of(trade, instrument, Exit::StopLoss, ("stop_loss", trade.stop_loss), ("stop_loss_pct", trade.stop_loss_pct))?;
    let take_profit =
        exit_of(trade, instrument, Exit::TakeProfit, ("take_profit", trade.take_profit), ("take_profit_pct", trade.take_profit_pct))?;
    Ok(BracketRequest { entry: Some(entry), protect: None, stop_loss, take_profit, if_unprotected: IfUnprotected::Alert })
}

/// So many whole lots as fit: more than was wanted is never traded.
fn whole_lots(size: Decimal, instrument: &Instrument) -> Result<Qty, GatewayError> {
    let lot = instrument.lot_size.value();
    let lots = size.checked_div(lot).map(|lots| lots.trunc()).filter(|lots| *lots >= Decimal::ONE);
    let too_small = || GatewayError::unfit("size", &format!("less than one lot, which is {lot}"));
    let qty = lots.and_then(|lots| lots.checked_mul(lot)).ok_or_else(too_small)?;
    Ok(Qty::new(qty.normalize()))
}

type Asked = (&'static str, Option<Figure>);

/// The leg of an exit, by its price or by its distance.
fn exit_of(
    trade: &ManualTrade,
    instrument: &Instrument,
    exit: Exit,
    price: Asked,
    percent: Asked,
) -> Result<Option<LegRequest>, GatewayError> {
    let percent = (percent.0, percent.1.filter(|share| !share.0.is_zero()));
    let at = match (price.1, percent.1) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => return Err(GatewayError::unfit(price.0, &format!("say either this or {}", percent.0))),
        (Some(at), None) => Some(at.0),
        (None, Some(share)) => {
            if share.0.is_sign_negative() || share.0 >= Decimal::ONE_HUNDRED {
                return Err(GatewayError::unfit(percent.0, "a share above 0 and below 100 percent"));
            }
            let missing = || GatewayError::unfit("entry_price", &format!("needed with {}, which is meant from it", percent.0));
            let from = trade.entry_price.ok_or_else(missing)?.0;
            // Up for the profit of a long and the loss of a short.
            let up = (trade.side == Direction::Long) == (exit == Exit::TakeProfit);
            let share = share.0.checked_div(Decimal::ONE_HUNDRED);
            let factor = share.and_then(|share| if up { Decimal::ONE.checked_add(share) } else { Decimal::ONE.checked_sub(share) });
            factor.and_then(|factor| from.checked_mul(factor))
        }
    };
    let tick = instrument.tick_size.value();
    let ticks = at.and_then(|at| at.checked_div(tick)).map(|ticks| ticks.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero));
    let rounded = ticks.and_then(|ticks| ticks.checked_mul(tick)).filter(|at| *at > Decimal::ZERO);
    let trigger_price = rounded.ok_or_else(|| GatewayError::unfit(price.0, "not a price"))?;
    Ok(Some(LegRequest { trigger_price: Price::new(trigger_price.normalize()), price: None, trigger_by: TriggerBy::Mark }))
}

fn is_near(price: Decimal, market: Decimal, collar: Rate) -> bool {
    let off = price.checked_sub(market).map(|off| off.abs());
    let most = market.checked_mul(collar.value());
    off.zip(most).is_some_and(|(off, most)| off <= most)
}

/// Says what was executed; what was not is no success, whatever else it is.
fn traded(
    account: String,
    instrument: &Instrument,
    side: Direction,
    order: OrderRow,
    bracket: Option<BracketRow>,
    [stop_loss, take_profit]: [Option<Figure>; 2],
) -> Result<ManualTraded, GatewayError> {
    let id = &order.order_id;
    if order.executed_qty.is_zero() {
        return Err(match order.status {
            OrderStatus::Canceled | OrderStatus::Expired | OrderStatus::Rejected => {
                let why = order.reason.as_deref().unwrap_or("the venue did not say why");
                GatewayError::Refused(Box::new(crate::error::Refusal::unexecuted(&format!(
                    "order {id} ended without being executed: {why}"
                ))))
            }
            _ => GatewayError::OutcomeUnknown(format!("order {id} left and is not known to be executed; look at it before anything else")),
        });
    }
    let word = if side == Direction::Long { "long" } else { "short" };
    let at = order.average_price.map_or_else(String::new, |price| format!(" @ {}", price.value().normalize()));
    let route = order.route.map_or("", |route| if route == twinline_model::Source::Ws { " via WebSocket" } else { " via HTTP" });
    Ok(ManualTraded {
        success: true,
        message: format!("{word} {} {}{at}{route}", order.executed_qty.value().normalize(), instrument.id.symbol()),
        account,
        symbol: instrument.id.symbol().to_owned(),
        side,
        order_id: order.order_id.clone(),
        size: Figure(order.executed_qty.value()),
        entry_price: order.average_price.map(|price| Figure(price.value())),
        stop_loss,
        take_profit,
        route: order.route,
        order,
        bracket,
    })
}

#[cfg(test)]
mod tests;
