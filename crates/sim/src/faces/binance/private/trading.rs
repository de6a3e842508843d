//! How orders are placed, changed, cancelled and looked up.

use rust_decimal::Decimal;
use twinline_exchange::accounts::{
    ExpireReason, Life, NewOrder, OrderId, OrderKind, OrderRecord, OrderRef, OrderStatus, PositionSide, SelfTrade,
};

use crate::faces::binance::errors::ApiError;
use crate::faces::binance::params::Params;
use crate::faces::binance::private::counter::{Answer, Counter, array};
use crate::faces::binance::private::order_json::{Form, as_accepted, origin, row};
use crate::faces::binance::private::order_params::{amendment, items, new_order, order_ref};
use crate::faces::binance::private::refusals::{api_error, cancel_error};
use crate::target::Target;

/// Items of a batch.
const BATCH: usize = 5;
/// Ids of a batch of cancels.
const CANCELS: usize = 10;

impl Counter<'_, '_> {
    pub(super) fn place_order(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.traded(params)?;
        let order = new_order(params, symbol)?;
        let wants_result = match params.text("newOrderRespType")? {
            None | Some("ACK") => false,
            Some("RESULT") => true,
            Some(_) => return Err(ApiError::not_valid("newOrderRespType")),
        };
        let placed = self.act_or_refuse(|exchange, at_ns, account, events| exchange.place(at_ns, account, &order, events))?;
        let shown = if wants_result && is_final_at_once(&order) { placed } else { as_accepted(&placed) };
        let form = if self.api { Form::PlacedWs } else { Form::Placed };
        self.order_row(form, &shown)
    }

    pub(super) fn test_order(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        let order = new_order(params, symbol)?;
        let checked = self.live.exchange().check(self.account, &order);
        checked.map_err(|refusal| api_error(&refusal))?;
        self.order_row(Form::Tested, &self.untouched(&order))
    }

    pub(super) fn amend_order(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.traded(params)?;
        let (order, change) = amendment(params)?;
        let amended =
            self.act_or_refuse(|exchange, at_ns, account, events| exchange.amend(at_ns, account, symbol, &order, &change, events))?;
        let form = if self.api { Form::AmendedWs } else { Form::Amended };
        self.order_row(form, &amended)
    }

    pub(super) fn cancel_order(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        let order = order_ref(params)?;
        self.cancel(symbol, &order, if self.api { Form::CanceledToo } else { Form::Canceled })
    }

    fn cancel(&mut self, symbol: usize, order: &OrderRef, form: Form) -> Answer {
        let canceled = self.act(|exchange, at_ns, account, events| exchange.cancel(at_ns, account, symbol, order, events));
        let canceled = canceled.map_err(|refusal| cancel_error(&refusal))?;
        self.order_row(form, &canceled)
    }

    pub(super) fn query_order(&mut self, params: Params<'_>, open_only: bool) -> Answer {
        let symbol = self.symbol(params)?;
        let wanted = order_ref(params)?;
        let found = self.accounts().order(self.account, symbol, &wanted).cloned();
        let found = found.filter(|order| !open_only || order.status.is_open()).ok_or_else(ApiError::no_order)?;
        if self.is_hidden(&found) || self.is_forgotten(&found) {
            return Err(ApiError::no_order());
        }
        self.order_row(Form::Queried, &found)
    }

    pub(super) fn place_batch(&mut self, params: Params<'_>) -> Answer {
        let items = items(params, "batchOrders", BATCH)?;
        Ok(self.each(items, |counter, item| counter.place_order(item)))
    }

    pub(super) fn amend_batch(&mut self, params: Params<'_>) -> Answer {
        let items = items(params, "batchOrders", BATCH)?;
        Ok(self.each(items, |counter, item| counter.amend_order(item)))
    }

    /// One answer per item, in their order, whatever became of each.
    fn each(&mut self, items: Vec<Target>, mut one: impl FnMut(&mut Self, Params<'_>) -> Answer) -> String {
        array(items.iter().map(|item| one(self, Params::new(item)).unwrap_or_else(|error| error.body())).collect::<Vec<_>>())
    }

    pub(super) fn cancel_batch(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        // ASSUMED: names in lower case are understood too; ccxt sends them so, and it works for its users.
        let mut sent = None;
        for name in ["orderIdList", "orderidlist", "origclientorderidlist"] {
            sent = sent.or(params.text(name)?.map(|_| name));
        }
        let orders = ids(params, sent.unwrap_or("origClientOrderIdList"))?;
        let answers: Vec<String> =
            orders.iter().map(|order| self.cancel(symbol, order, Form::CanceledToo).unwrap_or_else(|error| error.body())).collect();
        Ok(array(answers))
    }

    pub(super) fn cancel_all(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        self.act_or_refuse(|exchange, at_ns, account, events| exchange.cancel_all(at_ns, account, symbol, events))?;
        Ok(DONE.to_owned())
    }

    pub(super) fn countdown(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        let after_ms = params.number("countdownTime")?.ok_or_else(|| ApiError::missing("countdownTime"))?;
        self.act_or_refuse(|exchange, at_ns, account, events| exchange.countdown(at_ns, account, symbol, after_ms, events))?;
        Ok(format!("{{\"symbol\":\"{}\",\"countdownTime\":\"{after_ms}\"}}", self.spec(symbol)?.name))
    }

    /// The row of an order that was only checked: it has no id, and nothing happened to it.
    fn untouched(&self, order: &NewOrder) -> OrderRecord {
        OrderRecord {
            id: OrderId(0),
            account: self.account,
            client_id: order.client_id.clone().unwrap_or_default(),
            symbol: order.symbol,
            side: order.side,
            position_side: order.position_side.unwrap_or(PositionSide::Both),
            kind: order.kind,
            life: order.life.unwrap_or(Life::Gtc),
            price: order.price.unwrap_or_default(),
            quantity: order.quantity.unwrap_or_default(),
            executed: Decimal::ZERO,
            quote: Decimal::ZERO,
            status: OrderStatus::New,
            expire_reason: ExpireReason::None,
            reduce_only: order.reduce_only.unwrap_or(false),
            close_position: false,
            self_trade: order.self_trade.unwrap_or(SelfTrade::ExpireMaker),
            price_match: order.price_match,
            good_till_ms: order.good_till_ms.unwrap_or(0),
            algo: None,
            modify_id: None,
            amendments: 0,
            created_ns: self.outbox.now_ns,
            updated_ns: self.outbox.now_ns,
        }
    }

    /// An order's row in one of the venue's forms.
    pub(super) fn order_row(&self, form: Form, order: &OrderRecord) -> Answer {
        Ok(row(form, self.spec(order.symbol)?, order, origin(self.accounts(), order)))
    }
}

/// What cancels of all orders are answered.
pub(super) const DONE: &str = "{\"code\":200,\"msg\":\"The operation of cancel all open order is done.\"}";

/// Orders whose answer, if a result is asked for, tells how they ended.
fn is_final_at_once(order: &NewOrder) -> bool {
    order.kind == OrderKind::Market || matches!(order.life, Some(Life::Ioc | Life::Fok | Life::Gtx))
}

fn ids(params: Params<'_>, name: &str) -> Result<Vec<OrderRef>, ApiError> {
    let values: Vec<serde_json::Value> = serde_json::from_str(params.required(name)?).map_err(|_| ApiError::not_valid(name))?;
    if values.is_empty() || values.len() > CANCELS {
        return Err(ApiError::batch_size(CANCELS));
    }
    let by_client = name.starts_with("orig");
    let read = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) if by_client => Some(OrderRef::Client(text.clone())),
        serde_json::Value::String(text) => text.parse().ok().map(order_id),
        value => value.as_u64().filter(|_| !by_client).map(order_id),
    };
    values.iter().map(|value| read(value).ok_or_else(|| ApiError::not_valid(name))).collect()
}

fn order_id(id: u64) -> OrderRef {
    OrderRef::Id(twinline_exchange::accounts::OrderId(id))
}
