//! What does a row of an answer say?

use twinline_model::{Balance, Fill, FillKind, Setting, TradeId, Transaction, TransactionKind, VenueOrderId};
use twinline_venue::OddityKind;
use twinline_venue::account::{AccountFacts, FeeRates, OrderFact, PositionFact};

use super::numbers::{Loose, amount, amount_if, millis, price, price_if, qty_if, rate, signed_qty};
use super::order_events::said;
use super::told::{Told, instrument, odd, odd_members, word};
use super::{wire, words};
use crate::decode::{Bad, need};

/// An order of the usual book. `changed` if the answer is that of a change: see `told`.
pub(super) fn order(row: &wire::Order, changed: bool, out: &mut AccountFacts) -> Result<OrderFact, Bad> {
    odd_members(out, "order", &row.unknown);
    let told = Told {
        of: "order",
        symbol: &row.symbol,
        number: Some(&row.order_id),
        client_id: row.client_order_id.as_deref(),
        status: row.status.as_deref(),
        kind: row.kind.as_deref(),
        original_kind: row.orig_type.as_deref(),
        side: row.side.as_deref(),
        position_side: row.position_side.as_deref(),
        time_in_force: row.time_in_force.as_deref(),
        good_till: row.good_till_date,
        reduce_only: row.reduce_only,
        close_position: row.close_position,
        working_type: row.working_type.as_deref(),
        qty: row.orig_qty.as_deref(),
        price: row.price.as_deref(),
        trigger_price: row.stop_price.as_deref(),
        trailing_percent: row.price_rate.as_deref(),
        activation_price: row.activate_price.as_deref(),
        executed: row.executed_qty.as_deref(),
        average: row.avg_price.as_deref(),
        at: row.update_time,
        changed,
        ..Told::default()
    };
    told.fact(out)
}

/// An order of the book of conditional ones. `actualQty` is not what was executed (as in sample `GET_fapi_v1_algoOrder`,
/// where it stands beside an order that never was released).
pub(super) fn algo_order(row: &wire::AlgoOrder, out: &mut AccountFacts) -> Result<OrderFact, Bad> {
    odd_members(out, "algoOrder", &row.unknown);
    let told = Told {
        of: "algoOrder",
        conditional: true,
        symbol: &row.symbol,
        number: Some(&row.algo_id),
        client_id: row.client_algo_id.as_deref(),
        released: row.actual_order_id.as_ref(),
        status: row.algo_status.as_deref(),
        kind: row.order_type.as_deref(),
        side: row.side.as_deref(),
        position_side: row.position_side.as_deref(),
        time_in_force: row.time_in_force.as_deref(),
        good_till: row.good_till_date,
        reduce_only: row.reduce_only,
        close_position: row.close_position,
        working_type: row.working_type.as_deref(),
        qty: row.quantity.as_deref(),
        price: row.price.as_deref(),
        trigger_price: row.trigger_price.as_deref(),
        trailing_percent: row.callback_rate.as_deref(),
        activation_price: row.activate_price.as_deref(),
        reason: row.failed_reason.as_deref().and_then(said),
        at: row.update_time,
        ..Told::default()
    };
    told.fact(out)
}

/// A fill. The row does not say whose doing it was; the event of the same fill does.
pub(super) fn user_trade(row: &wire::UserTrade, out: &mut AccountFacts) -> Result<Fill, Bad> {
    const OF: &str = "userTrades";
    odd_members(out, OF, &row.unknown);
    Ok(Fill {
        instrument: instrument(&row.symbol)?,
        trade_id: TradeId::new(need("id", row.id.some())?),
        venue_order_id: VenueOrderId::new(&row.order_id.0),
        client_order_id: None,
        side: need("side", word(out, OF, "side", row.side.as_deref(), words::read_side))?,
        position_side: need("positionSide", word(out, OF, "positionSide", row.position_side.as_deref(), words::read_position_side))?,
        price: price("price", row.price.as_deref())?,
        qty: need("qty", qty_if("qty", row.qty.as_deref())?.filter(|qty| !qty.is_zero()))?,
        fee: amount_if("commission", row.commission.as_deref())?,
        fee_asset: row.commission.as_ref().and(row.commission_asset.clone()),
        realized_pnl: amount_if("realizedPnl", row.realized_pnl.as_deref())?,
        maker: row.maker,
        kind: FillKind::Trade,
        ts: millis("time", row.time)?,
    })
}

/// A movement of money.
pub(super) fn income(row: &wire::Income, out: &mut AccountFacts) -> Result<Transaction, Bad> {
    odd_members(out, "income", &row.unknown);
    let other = |word: &str| TransactionKind::Other(word.chars().take(64).collect());
    let kind = match words::transaction(&row.income_type) {
        Some(Ok(kind)) => kind,
        Some(Err(word)) => other(word),
        None => {
            odd(out, OddityKind::Value, &format!("income.incomeType {}", row.income_type));
            other(&row.income_type)
        }
    };
    Ok(Transaction {
        id: need("tranId", row.tran_id.as_ref())?.0.clone(),
        kind,
        asset: row.asset.clone(),
        amount: amount("income", row.income.as_deref())?,
        instrument: row.symbol.as_deref().filter(|symbol| !symbol.is_empty()).map(instrument).transpose()?,
        trade_id: row.trade_id.as_ref().and_then(Loose::some).map(TradeId::new),
        ts: millis("time", row.time)?,
    })
}

/// A balance.
pub(super) fn balance(row: &wire::BalanceRow, out: &mut AccountFacts) -> Result<Balance, Bad> {
    odd_members(out, "balance", &row.unknown);
    Ok(Balance {
        asset: row.asset.clone(),
        wallet: amount("balance", row.balance.as_deref())?,
        available: amount_if("availableBalance", row.available_balance.as_deref())?,
        cross_wallet: amount_if("crossWalletBalance", row.cross_wallet_balance.as_deref())?,
        ts: millis("updateTime", row.update_time)?,
    })
}

/// A position. Symbols without one are not listed: absent is flat (as documented).
pub(super) fn position(row: &wire::PositionRow, out: &mut AccountFacts) -> Result<PositionFact, Bad> {
    const OF: &str = "positionRisk";
    odd_members(out, OF, &row.unknown);
    Ok(PositionFact {
        instrument: instrument(&row.symbol)?,
        side: need("positionSide", word(out, OF, "positionSide", row.position_side.as_deref(), words::read_position_side))?,
        qty: signed_qty("positionAmt", row.position_amt.as_deref())?,
        entry_price: price_if("entryPrice", row.entry_price.as_deref())?,
        break_even_price: price_if("breakEvenPrice", row.break_even_price.as_deref())?,
        mark_price: price_if("markPrice", row.mark_price.as_deref())?,
        unrealized_pnl: amount_if("unRealizedProfit", row.un_realized_profit.as_deref())?,
        liquidation_price: price_if("liquidationPrice", row.liquidation_price.as_deref())?,
        margin_mode: word(out, OF, "marginType", row.margin_type.as_deref(), words::read_margin_type),
        leverage: row.leverage.as_ref().map(|times| rate("leverage", Some(&times.0))).transpose()?,
        isolated_margin: amount_if("isolatedWallet", row.isolated_wallet.as_deref())?.filter(|amount| !amount.is_zero()),
        ts: millis("updateTime", row.update_time)?,
    })
}

/// The settings of the account.
pub(super) fn account_config(row: &wire::AccountConfig, out: &mut AccountFacts) -> Result<[Setting; 3], Bad> {
    odd_members(out, "accountConfig", &row.unknown);
    Ok([
        Setting::HedgeMode(need("dualSidePosition", row.dual_side_position)?),
        Setting::MultiAsset(need("multiAssetsMargin", row.multi_assets_margin)?),
        Setting::MayTrade(need("canTrade", row.can_trade)?),
    ])
}

/// The settings of an instrument.
pub(super) fn symbol_config(row: &wire::SymbolConfig, out: &mut AccountFacts) -> Result<Vec<Setting>, Bad> {
    odd_members(out, "symbolConfig", &row.unknown);
    let id = instrument(&row.symbol)?;
    let leverage = rate("leverage", row.leverage.as_ref().map(|times| times.0.as_str()))?;
    let mode = word(out, "symbolConfig", "marginType", row.margin_type.as_deref(), words::read_margin_type);
    let mode = mode.map(|mode| Setting::MarginMode(id.clone(), mode));
    Ok(std::iter::once(Setting::Leverage(id, leverage)).chain(mode).collect())
}

/// What trading costs.
pub(super) fn fees(row: &wire::CommissionRate, out: &mut AccountFacts) -> Result<FeeRates, Bad> {
    odd_members(out, "commissionRate", &row.unknown);
    Ok(FeeRates {
        instrument: instrument(&row.symbol)?,
        maker: rate("makerCommissionRate", row.maker_commission_rate.as_deref())?,
        taker: rate("takerCommissionRate", row.taker_commission_rate.as_deref())?,
    })
}
