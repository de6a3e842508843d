//! Where an account's requests are answered: what every handler needs.

use std::sync::Arc;

use rust_decimal::Decimal;
use twinline_exchange::accounts::{AccountId, Accounts, Refusal};
use twinline_exchange::{Event, Exchange, Market, SymbolSpec};

use crate::faces::binance::errors::ApiError;
use crate::faces::binance::live::Live;
use crate::faces::binance::params::Params;
use crate::faces::binance::private::Private;
use crate::faces::binance::private::calls::Call;
use crate::faces::binance::private::refusals::api_error;
use crate::faces::binance::sessions::Sessions;
use crate::outbox::Outbox;

pub(crate) type Answer = Result<String, ApiError>;

/// One request of one account.
pub(crate) struct Counter<'a, 'o> {
    pub live: &'a mut Live,
    pub private: &'a mut Private,
    pub sessions: &'a Sessions,
    pub outbox: &'a mut Outbox<'o>,
    pub account: AccountId,
    pub api_key: Arc<str>,
    /// Asked over the WebSocket API, whose rows differ a little.
    pub api: bool,
}

impl Counter<'_, '_> {
    /// Answers a call.
    pub fn answer(&mut self, call: Call, params: Params<'_>) -> Answer {
        match call {
            Call::PlaceOrder => self.place_order(params),
            Call::TestOrder => self.test_order(params),
            Call::AmendOrder => self.amend_order(params),
            Call::CancelOrder => self.cancel_order(params),
            Call::QueryOrder => self.query_order(params, false),
            Call::OpenOrder => self.query_order(params, true),
            Call::PlaceBatch => self.place_batch(params),
            Call::AmendBatch => self.amend_batch(params),
            Call::CancelBatch => self.cancel_batch(params),
            Call::CancelAll => self.cancel_all(params),
            Call::Countdown => self.countdown(params),
            Call::OpenOrders => self.open_orders(params),
            Call::AllOrders => self.all_orders(params),
            Call::UserTrades => self.user_trades(params),
            Call::ForceOrders => self.force_orders(params),
            Call::Amendments => self.amendments(params),
            Call::PlaceAlgo => self.place_algo(params),
            Call::CancelAlgo => self.cancel_algo(params),
            Call::CancelAlgos => self.cancel_algos(params),
            Call::QueryAlgo => self.query_algo(params),
            Call::OpenAlgos => self.open_algos(params),
            Call::AllAlgos => self.all_algos(params),
            other => self.answer_account(other, params),
        }
    }

    fn answer_account(&mut self, call: Call, params: Params<'_>) -> Answer {
        match call {
            Call::BalanceV2 | Call::BalanceV3 => self.balance(),
            Call::AccountV2 => self.account_row(false),
            Call::AccountV3 => self.account_row(true),
            Call::PositionsV2 => self.positions(params, false),
            Call::PositionsV3 => self.positions(params, true),
            Call::AccountConfig => self.account_config(),
            Call::SymbolConfig => self.symbol_config(params),
            Call::Mode => self.mode(),
            Call::SetMode => self.set_mode(params),
            Call::MultiAssets => self.multi_assets(),
            Call::SetMultiAssets => self.set_multi_assets(params),
            Call::FeeBurn => self.fee_burn(),
            Call::SetFeeBurn => self.set_fee_burn(params),
            Call::SetLeverage => self.set_leverage(params),
            Call::SetMarginType => self.set_margin_type(params),
            Call::MoveMargin => self.move_margin(params),
            Call::MarginHistory => self.margin_history(params),
            Call::Income => self.income(params),
            Call::CommissionRate => self.commission_rate(params),
            Call::Brackets => self.brackets(params),
            Call::AdlQuantile => self.adl_quantile(params),
            Call::TradingStatus => self.trading_status(),
            Call::OrderLimits => Ok(order_limits()),
            Call::StartListening => self.start_listening(),
            Call::KeepListening => self.keep_listening(),
            Call::StopListening => self.stop_listening(),
            _ => Err(ApiError::not_supported()),
        }
    }

    /// Does something at the exchange, and sends what follows from it to all who listen.
    pub fn act<T>(
        &mut self,
        command: impl FnOnce(&mut Exchange, i64, AccountId, &mut Vec<Event>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let account = self.account;
        let result = self.live.command(self.sessions, self.outbox, |exchange, at_ns, events| command(exchange, at_ns, account, events));
        self.private.tell(self.live, self.sessions, self.outbox);
        result
    }

    /// The same where every refusal has its usual words.
    pub fn act_or_refuse<T>(
        &mut self,
        command: impl FnOnce(&mut Exchange, i64, AccountId, &mut Vec<Event>) -> Result<T, Refusal>,
    ) -> Result<T, ApiError> {
        self.act(command).map_err(|refusal| api_error(&refusal))
    }

    /// The accounts' records.
    pub fn accounts(&self) -> &Accounts {
        self.live.exchange().accounts()
    }

    /// Index of the mandatory `symbol`.
    pub fn symbol(&self, params: Params<'_>) -> Result<usize, ApiError> {
        self.live.index(params.symbol_name()?).ok_or_else(ApiError::symbol)
    }

    /// The same of one that is open for trading.
    pub fn traded(&self, params: Params<'_>) -> Result<usize, ApiError> {
        let symbol = self.symbol(params)?;
        if self.live.status(symbol) == "TRADING" {
            return Ok(symbol);
        }
        Err(ApiError::bad(-4108, "Symbol is on delivering or delivered or settling or closed or pre-trading."))
    }

    /// Index of an optional `symbol`.
    pub fn symbol_if_named(&self, params: Params<'_>) -> Result<Option<usize>, ApiError> {
        match params.text("symbol")? {
            Some(_) => self.symbol(params).map(Some),
            None => Ok(None),
        }
    }

    /// A market by its index.
    pub fn market(&self, symbol: usize) -> Result<&Market, ApiError> {
        self.live.markets().get(symbol).ok_or_else(ApiError::symbol)
    }

    /// What is traded in a market.
    pub fn spec(&self, symbol: usize) -> Result<&SymbolSpec, ApiError> {
        self.market(symbol).map(|market| &market.spec)
    }

    /// Largest notional of a symbol at a leverage.
    pub fn max_notional(&self, symbol: usize, leverage: u32) -> Decimal {
        let rule = self.accounts().rules().symbols.get(symbol);
        rule.map_or(Decimal::ZERO, |rule| rule.brackets.largest_notional(leverage))
    }

    /// The venue's clock, in milliseconds.
    pub fn clock_ms(&self) -> i64 {
        self.outbox.now_ns / 1_000_000 + self.outbox.faults.skew_ms()
    }
}

/// Answers that are rows of a list.
pub(crate) fn array(rows: impl IntoIterator<Item = String>) -> String {
    let rows: Vec<String> = rows.into_iter().collect();
    format!("[{}]", rows.join(","))
}

fn order_limits() -> String {
    use crate::faces::binance::private::order_limits::{PER_MINUTE, PER_TEN_SECONDS};
    format!(
        "[{{\"rateLimitType\":\"ORDERS\",\"interval\":\"SECOND\",\"intervalNum\":10,\"limit\":{PER_TEN_SECONDS}}},\
         {{\"rateLimitType\":\"ORDERS\",\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":{PER_MINUTE}}}]"
    )
}
