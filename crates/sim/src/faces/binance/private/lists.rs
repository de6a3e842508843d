//! How an account's past is told: orders, trades, forced orders, amendments, income.

use twinline_exchange::SymbolSpec;
use twinline_exchange::accounts::{FillRecord, IncomeRecord, OrderKind, OrderRecord, OrderStatus};

use crate::faces::binance::errors::ApiError;
use crate::faces::binance::params::Params;
use crate::faces::binance::private::amounts::{at_least, money, short};
use crate::faces::binance::private::counter::{Answer, Counter, array};
use crate::faces::binance::private::order_json::{Form, amendment};
use crate::faces::binance::private::order_params::order_ref;
use crate::faces::binance::private::words;
use crate::faults::FaultName;

const DAY_MS: i64 = 86_400_000;
/// Longest window of a list, and what is told if none is named.
const WEEK_MS: i64 = 7 * DAY_MS;

/// A part of a history: by id, by time, or the newest.
#[derive(Debug, Clone, Copy)]
struct Part {
    from_id: Option<u64>,
    start_ms: Option<i64>,
    end_ms: Option<i64>,
    limit: usize,
}

impl Part {
    fn read(params: Params<'_>, id_name: Option<&str>, usual: i64) -> Result<Part, ApiError> {
        let from_id = match id_name {
            Some(name) => params.number(name)?.map(|id| u64::try_from(id).unwrap_or(0)),
            None => None,
        };
        let (start_ms, end_ms) = params.times()?;
        if let (Some(start_ms), Some(end_ms)) = (start_ms, end_ms)
            && end_ms.saturating_sub(start_ms) > WEEK_MS
        {
            return Err(ApiError::bad(-4166, "Search window is restricted to recent 7 days only."));
        }
        Ok(Part { from_id, start_ms, end_ms, limit: params.limit(usual, 1_000)? })
    }

    /// Chooses from rows in order of id and time.
    fn of<T>(self, rows: impl Iterator<Item = T>, now_ms: i64, id: impl Fn(&T) -> u64, time_ms: impl Fn(&T) -> i64) -> Vec<T> {
        let start_ms = match (self.from_id, self.start_ms, self.end_ms) {
            (Some(_), None, _) => None,
            (_, Some(start_ms), _) => Some(start_ms),
            (None, None, end_ms) => Some(end_ms.unwrap_or(now_ms).saturating_sub(WEEK_MS)),
        };
        let within = rows.filter(|row| {
            self.from_id.is_none_or(|from| id(row) >= from)
                && start_ms.is_none_or(|start| time_ms(row) >= start)
                && self.end_ms.is_none_or(|end| time_ms(row) <= end)
        });
        let mut found: Vec<T> = within.collect();
        if self.from_id.is_some() || self.start_ms.is_some() {
            found.truncate(self.limit);
        } else {
            found.drain(..found.len().saturating_sub(self.limit));
        }
        found
    }
}

impl Counter<'_, '_> {
    pub(super) fn open_orders(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol_if_named(params)?;
        let open: Vec<OrderRecord> = self.accounts().open_orders(self.account, symbol).into_iter().cloned().collect();
        let shown: Vec<OrderRecord> = open.into_iter().filter(|order| !self.is_hidden(order)).collect();
        let rows: Result<Vec<String>, ApiError> = shown.iter().map(|order| self.order_row(Form::Queried, order)).collect();
        rows.map(array)
    }

    pub(super) fn all_orders(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol_if_named(params)?;
        let part = Part::read(params, Some("orderId"), 500)?;
        let now_ms = self.now_ms();
        let held = self.accounts().orders(self.account, symbol).into_iter();
        let found = part.of(held, now_ms, |order| order.id.0, |order| order.created_ns / 1_000_000);
        let found: Vec<OrderRecord> = found.into_iter().cloned().collect();
        let shown: Vec<OrderRecord> = found.into_iter().filter(|order| !self.is_hidden(order) && !self.is_forgotten(order)).collect();
        let rows: Result<Vec<String>, ApiError> = shown.iter().map(|order| self.order_row(Form::Listed, order)).collect();
        rows.map(array)
    }

    pub(super) fn user_trades(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        let part = Part::read(params, Some("fromId"), 500)?;
        let order = params.number("orderId")?;
        let held = self
            .accounts()
            .fills(self.account)
            .into_iter()
            .flatten()
            .filter(|fill| fill.symbol == symbol && order.is_none_or(|order| i128::from(fill.order.0) == i128::from(order)));
        let found = part.of(held, self.now_ms(), |fill| fill.id, |fill| fill.at_ns / 1_000_000);
        let spec = self.spec(symbol)?;
        Ok(array(found.into_iter().map(|fill| trade_row(spec, fill))))
    }

    pub(super) fn force_orders(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol_if_named(params)?;
        let prefixes: &[&str] = match params.text("autoCloseType")? {
            None => &["autoclose-", "adl_autoclose"],
            Some("LIQUIDATION") => &["autoclose-"],
            Some("ADL") => &["adl_autoclose"],
            Some(_) => return Err(ApiError::not_valid("autoCloseType")),
        };
        let part = Part::read(params, None, 50)?;
        let held = self
            .accounts()
            .orders(self.account, symbol)
            .into_iter()
            .filter(|order| order.kind == OrderKind::Liquidation || prefixes.iter().any(|prefix| order.client_id.starts_with(prefix)));
        let held = held.filter(|order| prefixes.iter().any(|prefix| order.client_id.starts_with(prefix)));
        let found = part.of(held, self.now_ms(), |order| order.id.0, |order| order.created_ns / 1_000_000);
        let found: Vec<OrderRecord> = found.into_iter().cloned().collect();
        let rows: Result<Vec<String>, ApiError> = found.iter().map(|order| self.order_row(Form::Forced, order)).collect();
        rows.map(array)
    }

    pub(super) fn amendments(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        let wanted = order_ref(params)?;
        let part = Part::read(params, None, 50)?;
        let accounts = self.accounts();
        let modify_id = accounts.order(self.account, symbol, &wanted).and_then(|order| order.modify_id);
        let held = accounts.amendments(self.account, symbol, &wanted).into_iter();
        let found = part.of(held, self.now_ms(), |record| record.id, |record| record.at_ns / 1_000_000);
        let spec = self.spec(symbol)?;
        let last = found.len();
        let rows = found.into_iter().enumerate().map(|(at, record)| amendment(spec, record, modify_id.filter(|_| at + 1 == last)));
        Ok(array(rows))
    }

    pub(super) fn income(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol_if_named(params)?;
        let kind = params.text("incomeType")?;
        if kind.is_some_and(|kind| !words::INCOME_KINDS.contains(&kind)) {
            return Err(ApiError::not_valid("incomeType"));
        }
        let (start_ms, end_ms) = params.times()?;
        let part = Part { from_id: None, start_ms, end_ms, limit: params.limit(100, 1_000)? };
        let held = self.accounts().income(self.account).into_iter().flatten().filter(|record| {
            words::income_kind(record.kind).is_some_and(|word| kind.is_none_or(|kind| kind == word))
                && symbol.is_none_or(|symbol| record.symbol == Some(symbol))
        });
        let found = part.of(held, self.now_ms(), |record| record.tran_id, |record| record.at_ns / 1_000_000);
        let name = |symbol: Option<usize>| symbol.and_then(|symbol| self.live.markets().get(symbol)).map_or("", |market| &market.spec.name);
        Ok(array(found.into_iter().map(|record| income_row(name(record.symbol), record))))
    }

    /// True time, in milliseconds.
    pub(super) fn now_ms(&self) -> i64 {
        self.outbox.now_ns / 1_000_000
    }

    /// While queries lag, an order is not found for a while after it was accepted.
    pub(super) fn is_hidden(&mut self, order: &OrderRecord) -> bool {
        if !self.outbox.faults.is_active(FaultName::QueryLate) {
            return false;
        }
        let symbol = self.live.markets().get(order.symbol).map(|market| market.spec.name.clone());
        // The lag of an order follows from its id, so that asking again does not draw again.
        let lag_ms = 300 + i64::try_from(order.id.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) % 1_701).unwrap_or(0);
        order.created_ns / 1_000_000 + lag_ms > self.now_ms()
            && self.outbox.faults.hits(FaultName::QueryLate, &["order"], symbol.as_deref())
    }

    /// Ended without a trade for three days, or ninety days old: the venue no longer knows it.
    pub(super) fn is_forgotten(&self, order: &OrderRecord) -> bool {
        let age_ms = self.now_ms() - order.updated_ns / 1_000_000;
        let without_trades = matches!(order.status, OrderStatus::Canceled | OrderStatus::Expired) && order.executed.is_zero();
        (without_trades && age_ms > 3 * DAY_MS) || (!order.status.is_open() && age_ms > 90 * DAY_MS)
    }
}

fn trade_row(spec: &SymbolSpec, fill: &FillRecord) -> String {
    let quantity = at_least(fill.quantity, spec.qty_precision);
    format!(
        "{{\"buyer\":{},\"commission\":\"{}\",\"commissionAsset\":\"{}\",\"id\":{},\"maker\":{},\"orderId\":{},\"price\":\"{}\",\"qty\":\"{quantity}\",\"quoteQty\":\"{}\",\"baseQty\":\"{quantity}\",\"marginAsset\":\"{}\",\"realizedPnl\":\"{}\",\"side\":\"{}\",\"positionSide\":\"{}\",\"symbol\":\"{name}\",\"pair\":\"{name}\",\"time\":{}}}",
        fill.side == twinline_exchange::Side::Buy,
        money(fill.commission),
        fill.commission_asset,
        fill.id,
        fill.maker,
        fill.order.0,
        at_least(fill.price, spec.price_precision),
        short(fill.quote),
        spec.quote,
        money(fill.realized),
        words::side(fill.side),
        words::position_side(fill.position_side),
        fill.at_ns / 1_000_000,
        name = spec.name,
    )
}

fn income_row(symbol: &str, record: &IncomeRecord) -> String {
    let kind = words::income_kind(record.kind).unwrap_or("");
    format!(
        "{{\"symbol\":\"{symbol}\",\"incomeType\":\"{kind}\",\"income\":\"{}\",\"asset\":\"{}\",\"info\":\"{kind}\",\"time\":{},\"tranId\":{},\"tradeId\":\"{}\"}}",
        money(record.amount),
        record.asset,
        record.at_ns / 1_000_000,
        record.tran_id,
        record.trade.map_or(String::new(), |trade| trade.to_string()),
    )
}
