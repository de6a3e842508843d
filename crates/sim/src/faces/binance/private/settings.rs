//! How an account's settings are read and changed.

use std::fmt::Write as _;

use crate::faces::binance::errors::ApiError;
use crate::faces::binance::params::Params;
use crate::faces::binance::private::amounts::{money, short};
use crate::faces::binance::private::counter::{Answer, Counter, array};
use crate::faces::binance::private::order_params::{decimal, flag, word};
use crate::faces::binance::private::{MarginMove, words};

const SUCCESS: &str = "{\"code\":200,\"msg\":\"success\"}";

impl Counter<'_, '_> {
    pub(super) fn account_config(&mut self) -> Answer {
        let accounts = self.accounts();
        Ok(format!(
            "{{\"feeTier\":0,\"canTrade\":true,\"canDeposit\":true,\"canWithdraw\":true,\"dualSidePosition\":{},\"updateTime\":0,\"multiAssetsMargin\":{},\"tradeGroupId\":-1}}",
            accounts.hedge_mode(self.account),
            accounts.multi_assets(self.account),
        ))
    }

    pub(super) fn symbol_config(&mut self, params: Params<'_>) -> Answer {
        let wanted = self.symbol_if_named(params)?;
        let all = 0..self.live.markets().len();
        let rows = all.filter(|symbol| wanted.is_none_or(|wanted| wanted == *symbol)).filter_map(|symbol| {
            let (leverage, margin_type) = self.accounts().symbol_settings(self.account, symbol)?;
            Some(format!(
                "{{\"symbol\":\"{}\",\"marginType\":\"{}\",\"isAutoAddMargin\":false,\"leverage\":{leverage},\"maxNotionalValue\":\"{}\"}}",
                self.spec(symbol).ok()?.name,
                words::margin_type(margin_type),
                short(self.max_notional(symbol, leverage)),
            ))
        });
        Ok(array(rows))
    }

    pub(super) fn mode(&mut self) -> Answer {
        Ok(format!("{{\"dualSidePosition\":{}}}", self.accounts().hedge_mode(self.account)))
    }

    pub(super) fn set_mode(&mut self, params: Params<'_>) -> Answer {
        let on = required_flag(params, "dualSidePosition")?;
        self.act_or_refuse(|exchange, at_ns, account, events| exchange.set_hedge_mode(at_ns, account, on, events))?;
        Ok(SUCCESS.to_owned())
    }

    pub(super) fn multi_assets(&mut self) -> Answer {
        Ok(format!("{{\"multiAssetsMargin\":{}}}", self.accounts().multi_assets(self.account)))
    }

    pub(super) fn set_multi_assets(&mut self, params: Params<'_>) -> Answer {
        let on = required_flag(params, "multiAssetsMargin")?;
        self.act_or_refuse(|exchange, at_ns, account, events| exchange.set_multi_assets(at_ns, account, on, events))?;
        Ok(SUCCESS.to_owned())
    }

    pub(super) fn fee_burn(&mut self) -> Answer {
        Ok(format!("{{\"feeBurn\":{}}}", self.accounts().fee_burn(self.account)))
    }

    pub(super) fn set_fee_burn(&mut self, params: Params<'_>) -> Answer {
        let on = required_flag(params, "feeBurn")?;
        self.act_or_refuse(|exchange, at_ns, account, events| exchange.set_fee_burn(at_ns, account, on, events))?;
        Ok(SUCCESS.to_owned())
    }

    pub(super) fn set_leverage(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        let leverage = params.number("leverage")?.ok_or_else(|| ApiError::missing("leverage"))?;
        let leverage = u32::try_from(leverage).map_err(|_| ApiError::bad(-4028, format!("Leverage {leverage} is not valid")))?;
        let most =
            self.act_or_refuse(|exchange, at_ns, account, events| exchange.set_leverage(at_ns, account, symbol, leverage, events))?;
        let name = &self.spec(symbol)?.name;
        Ok(format!("{{\"leverage\":{leverage},\"maxNotionalValue\":\"{}\",\"symbol\":\"{name}\"}}", short(most)))
    }

    pub(super) fn set_margin_type(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        let margin_type = words::read_margin_type(params.required("marginType")?).ok_or_else(|| ApiError::not_valid("marginType"))?;
        self.act_or_refuse(|exchange, at_ns, account, events| exchange.set_margin_type(at_ns, account, symbol, margin_type, events))?;
        Ok(SUCCESS.to_owned())
    }

    pub(super) fn move_margin(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        let amount = decimal(params, "amount")?.ok_or_else(|| ApiError::missing("amount"))?;
        let kind = params.number("type")?.ok_or_else(|| ApiError::missing("type"))?;
        let side = word(params, "positionSide", words::read_position_side, ApiError::position_side)?;
        let change = match kind {
            1 => amount,
            2 => -amount,
            _ => return Err(ApiError::not_valid("type")),
        };
        if amount.is_zero() {
            return Err(ApiError::bad(-4055, "Amount must be positive."));
        }
        self.act_or_refuse(|exchange, at_ns, account, events| exchange.move_margin(at_ns, account, symbol, side, change, events))?;
        let side = side.unwrap_or(twinline_exchange::accounts::PositionSide::Both);
        let at_ms = self.now_ms();
        self.private.note_margin_move(self.account, MarginMove { symbol, kind, amount, at_ms, side });
        Ok(format!("{{\"amount\":{},\"code\":200,\"msg\":\"Successfully modify position margin.\",\"type\":{kind}}}", short(amount)))
    }

    pub(super) fn margin_history(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        let kind = params.number("type")?;
        let (start_ms, end_ms) = params.times()?;
        let limit = params.limit(500, 1_000)?;
        let spec = self.spec(symbol)?;
        let held = self.private.margin_moves(self.account).filter(|held| {
            held.symbol == symbol
                && kind.is_none_or(|kind| kind == held.kind)
                && start_ms.is_none_or(|start| held.at_ms >= start)
                && end_ms.is_none_or(|end| held.at_ms <= end)
        });
        let rows: Vec<String> = held
            .map(|held| {
                format!(
                    "{{\"symbol\":\"{}\",\"type\":{},\"deltaType\":\"USER_ADJUST\",\"amount\":\"{}\",\"asset\":\"{}\",\"time\":{},\"positionSide\":\"{}\"}}",
                    spec.name,
                    held.kind,
                    money(if held.kind == 1 { held.amount } else { -held.amount }),
                    spec.quote,
                    held.at_ms,
                    words::position_side(held.side),
                )
            })
            .collect();
        let skip = rows.len().saturating_sub(limit);
        Ok(array(rows.into_iter().skip(skip)))
    }

    pub(super) fn commission_rate(&mut self, params: Params<'_>) -> Answer {
        let symbol = self.symbol(params)?;
        let rule = self.accounts().rules().symbols.get(symbol).ok_or_else(ApiError::symbol)?;
        Ok(format!(
            "{{\"symbol\":\"{}\",\"makerCommissionRate\":\"{}\",\"takerCommissionRate\":\"{}\",\"rpiCommissionRate\":\"0.00005\"}}",
            self.spec(symbol)?.name,
            short(rule.maker_rate),
            short(rule.taker_rate),
        ))
    }

    pub(super) fn brackets(&mut self, params: Params<'_>) -> Answer {
        let wanted = self.symbol_if_named(params)?;
        let rules = self.accounts().rules();
        let mut rows = Vec::new();
        for (symbol, (market, rule)) in self.live.markets().iter().zip(&rules.symbols).enumerate() {
            if wanted.is_some_and(|wanted| wanted != symbol) {
                continue;
            }
            let mut tiers = String::new();
            for (at, tier) in rule.brackets.tiers().iter().enumerate() {
                let comma = if at == 0 { "" } else { "," };
                // Numbers here, not texts.
                let _ = write!(
                    tiers,
                    "{comma}{{\"bracket\":{},\"initialLeverage\":{},\"notionalCap\":{},\"notionalFloor\":{},\"maintMarginRatio\":{},\"cum\":{}}}",
                    at + 1,
                    tier.leverage,
                    short(tier.cap),
                    short(tier.floor),
                    short(tier.rate),
                    short(tier.amount),
                );
            }
            rows.push(format!("{{\"symbol\":\"{}\",\"notionalCoef\":1.0,\"brackets\":[{tiers}]}}", market.spec.name));
        }
        Ok(array(rows))
    }

    /// Nobody is locked here.
    pub(super) fn trading_status(&mut self) -> Answer {
        Ok(format!("{{\"indicators\":{{}},\"updateTime\":{}}}", self.clock_ms()))
    }
}

fn required_flag(params: Params<'_>, name: &str) -> Result<bool, ApiError> {
    flag(params, name)?.ok_or_else(|| ApiError::missing(name))
}
