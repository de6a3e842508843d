//! How conditional orders are placed, cancelled and looked up.

use twinline_exchange::accounts::{AlgoRecord, AlgoStatus};

use crate::faces::binance::errors::ApiError;
use crate::faces::binance::params::Params;
use crate::faces::binance::private::algo_json::{Form, canceled, row};
use crate::faces::binance::private::counter::{Answer, Counter, array};
use crate::faces::binance::private::order_params::{algo_ref, new_algo};
use crate::faces::binance::private::refusals::cancel_error;
use crate::faces::binance::private::trading::DONE;

const DAY_MS: i64 = 86_400_000;

impl Counter<'_, '_> {
    pub(super) fn place_algo(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.traded(params)?;
        let algo = new_algo(params, symbol)?;
        let placed = self.act_or_refuse(|exchange, at_ns, account, events| exchange.place_algo(at_ns, account, &algo, events))?;
        self.algo_row(if self.api { Form::PlacedWs } else { Form::Placed }, &placed)
    }

    pub(super) fn cancel_algo(&mut self, params: Params<'_>) -> Answer {
        let algo = algo_ref(params)?;
        let ended = self.act(|exchange, at_ns, account, events| exchange.cancel_algo(at_ns, account, &algo, events));
        ended.map(|algo| canceled(&algo)).map_err(|refusal| cancel_error(&refusal))
    }

    pub(super) fn cancel_algos(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        self.act_or_refuse(|exchange, at_ns, account, events| exchange.cancel_all_algos(at_ns, account, symbol, events))?;
        Ok(DONE.to_owned())
    }

    pub(super) fn query_algo(&mut self, params: Params<'_>) -> Answer {
        let wanted = algo_ref(params)?;
        let found = self.accounts().algo(self.account, &wanted).filter(|algo| !self.is_algo_forgotten(algo));
        self.algo_row(Form::Queried, found.ok_or_else(ApiError::no_order)?)
    }

    pub(super) fn open_algos(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol_if_named(params)?;
        if params.text("algoType")?.is_some_and(|kind| kind != "CONDITIONAL") {
            return Ok("[]".to_owned());
        }
        let id = params.number("algoId")?;
        let open = self.accounts().open_algos(self.account, symbol).into_iter();
        let wanted = open.filter(|algo| id.is_none_or(|id| i128::from(algo.id.0) == i128::from(id)));
        let rows: Result<Vec<String>, ApiError> = wanted.map(|algo| self.algo_row(Form::Listed, algo)).collect();
        rows.map(array)
    }

    pub(super) fn all_algos(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        let from = params.number("algoId")?;
        let (start_ms, end_ms) = params.times()?;
        let limit = params.limit(500, 1_000)?;
        let held = self.accounts().algos(self.account, Some(symbol)).into_iter().filter(|algo| {
            let created_ms = algo.created_ns / 1_000_000;
            from.is_none_or(|from| i128::from(algo.id.0) >= i128::from(from))
                && start_ms.is_none_or(|start| created_ms >= start)
                && end_ms.is_none_or(|end| created_ms <= end)
                && !self.is_algo_forgotten(algo)
        });
        let mut found: Vec<&AlgoRecord> = held.collect();
        if from.is_some() || start_ms.is_some() {
            found.truncate(limit);
        } else {
            found.drain(..found.len().saturating_sub(limit));
        }
        let rows: Result<Vec<String>, ApiError> = found.into_iter().map(|algo| self.algo_row(Form::Listed, algo)).collect();
        rows.map(array)
    }

    fn algo_row(&self, form: Form, algo: &AlgoRecord) -> Answer {
        Ok(row(form, self.spec(algo.symbol)?, algo))
    }

    fn is_algo_forgotten(&self, algo: &AlgoRecord) -> bool {
        let age_ms = self.now_ms() - algo.updated_ns / 1_000_000;
        let without_trades = matches!(algo.status, AlgoStatus::Canceled | AlgoStatus::Expired) && algo.executed.is_zero();
        (without_trades && age_ms > 3 * DAY_MS) || (!algo.status.is_waiting() && age_ms > 90 * DAY_MS)
    }
}
