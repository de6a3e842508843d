//! How an account's money and positions are told.

use rust_decimal::Decimal;
use twinline_exchange::accounts::{MarginType, PositionFigures, PositionRow, PositionSide, Slot, Statement};

use crate::faces::binance::errors::ApiError;
use crate::faces::binance::params::Params;
use crate::faces::binance::private::counter::{Answer, Counter, array};
use crate::faces::binance::private::refusals::api_error;
use crate::faces::binance::private::statement_json::{Head, Row, Version, account, balances, position};

impl Counter<'_, '_> {
    fn statement(&self) -> Result<Statement, ApiError> {
        self.live.exchange().statement(self.account).map_err(|refusal| api_error(&refusal))
    }

    pub(super) fn balance(&mut self) -> Answer {
        Ok(balances(&self.statement()?))
    }

    pub(super) fn account_row(&mut self, newer: bool) -> Answer {
        let version = self.version(newer);
        let statement = self.statement()?;
        let rows = if newer { self.held_rows(&statement, None) } else { self.all_rows(&statement, None) };
        let head = Head { fee_burn: self.accounts().fee_burn(self.account), multi_assets: self.accounts().multi_assets(self.account) };
        Ok(account(&statement, &rows, head, version))
    }

    pub(super) fn positions(&mut self, params: Params<'_>, newer: bool) -> Answer {
        let wanted = self.symbol_if_named(params)?;
        let version = self.version(newer);
        let statement = self.statement()?;
        let rows = if newer { self.held_rows(&statement, wanted) } else { self.all_rows(&statement, wanted) };
        Ok(array(rows.iter().map(|row| position(row, version))))
    }

    pub(super) fn adl_quantile(&mut self, params: Params<'_>) -> Answer {
        let wanted = self.symbol_if_named(params)?;
        let statement = self.statement()?;
        let hedge = self.accounts().hedge_mode(self.account);
        let mut rows = Vec::new();
        for (symbol, market) in self.live.markets().iter().enumerate() {
            if wanted.is_some_and(|wanted| wanted != symbol) {
                continue;
            }
            let quantile = |side| {
                let held = statement.positions.iter().find(|held| held.row.slot == Slot { symbol, side });
                held.filter(|held| !held.row.amount.is_zero()).map(|held| held.adl_quantile)
            };
            let sides = [PositionSide::Long, PositionSide::Short, PositionSide::Both].map(quantile);
            if sides.iter().all(Option::is_none) {
                continue;
            }
            let [long, short, both] = sides.map(Option::unwrap_or_default);
            let quantiles = if hedge { format!("\"LONG\":{long},\"SHORT\":{short},\"HEDGE\":0") } else { format!("\"BOTH\":{both}") };
            rows.push(format!("{{\"symbol\":\"{}\",\"adlQuantile\":{{{quantiles}}}}}", market.spec.name));
        }
        Ok(array(rows))
    }

    fn version(&self, newer: bool) -> Version {
        if newer { Version::New { api: self.api } } else { Version::Old { api: self.api } }
    }

    /// Positions that are open or have orders.
    fn held_rows(&self, statement: &Statement, wanted: Option<usize>) -> Vec<Row<'_>> {
        let held = statement.positions.iter().filter(|held| wanted.is_none_or(|wanted| held.row.slot.symbol == wanted));
        held.filter_map(|figures| self.row(figures.clone())).collect()
    }

    /// The older calls tell every symbol, flat or not; in hedge mode both sides.
    fn all_rows(&self, statement: &Statement, wanted: Option<usize>) -> Vec<Row<'_>> {
        let sides: &[PositionSide] =
            if self.accounts().hedge_mode(self.account) { &[PositionSide::Long, PositionSide::Short] } else { &[PositionSide::Both] };
        let symbols = (0..self.live.markets().len()).filter(|symbol| wanted.is_none_or(|wanted| wanted == *symbol));
        let slots = symbols.flat_map(|symbol| sides.iter().map(move |side| Slot { symbol, side: *side }));
        slots
            .filter_map(|slot| {
                let held = statement.positions.iter().find(|held| held.row.slot == slot).cloned();
                self.row(held.or_else(|| self.flat(slot))?)
            })
            .collect()
    }

    fn row(&self, figures: PositionFigures) -> Option<Row<'_>> {
        let symbol = figures.row.slot.symbol;
        let max_notional = self.max_notional(symbol, figures.leverage);
        Some(Row { market: self.market(symbol).ok()?, figures, max_notional })
    }

    fn flat(&self, slot: Slot) -> Option<PositionFigures> {
        let market = self.market(slot.symbol).ok()?;
        let (leverage, margin_type): (u32, MarginType) = self.accounts().symbol_settings(self.account, slot.symbol)?;
        Some(PositionFigures {
            row: PositionRow {
                slot,
                amount: Decimal::ZERO,
                entry_price: Decimal::ZERO,
                break_even_price: Decimal::ZERO,
                realized: Decimal::ZERO,
                unrealized: Decimal::ZERO,
                margin_type,
                isolated_wallet: Decimal::ZERO,
                margin_asset: market.spec.quote.clone(),
            },
            mark_price: Decimal::new(market.marks.mark_e8, 8),
            liquidation_price: None,
            notional: Decimal::ZERO,
            isolated_margin: Decimal::ZERO,
            initial: Decimal::ZERO,
            maintenance: Decimal::ZERO,
            position_initial: Decimal::ZERO,
            order_initial: Decimal::ZERO,
            bid_notional: Decimal::ZERO,
            ask_notional: Decimal::ZERO,
            leverage,
            adl_quantile: 0,
            updated_ns: 0,
        })
    }
}
