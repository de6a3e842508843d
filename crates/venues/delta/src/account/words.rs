//! Which of the venue's words means which of ours?

use twinline_model::{FillKind, OrderType, Phase, Side, TransactionKind, TriggerBy};

pub(super) fn side(side: Side) -> &'static str {
    match side {
        Side::Buy => "buy",
        Side::Sell => "sell",
    }
}

pub(super) fn read_side(word: &str) -> Option<Side> {
    match word {
        "buy" => Some(Side::Buy),
        "sell" => Some(Side::Sell),
        _ => None,
    }
}

/// Kind of the order that is placed, and what it waits for.
pub(super) fn order_type(kind: OrderType) -> (&'static str, Option<&'static str>) {
    match kind {
        OrderType::Limit => ("limit_order", None),
        OrderType::Market => ("market_order", None),
        OrderType::StopLimit => ("limit_order", Some("stop_loss_order")),
        OrderType::StopMarket => ("market_order", Some("stop_loss_order")),
        OrderType::TakeProfitLimit => ("limit_order", Some("take_profit_order")),
        OrderType::TakeProfitMarket => ("market_order", Some("take_profit_order")),
        // A distance in the place of a price says that it trails.
        OrderType::TrailingStopMarket => ("market_order", Some("stop_loss_order")),
    }
}

/// The same, read. Forced orders trade at the market.
pub(super) fn read_order_type(order: &str, stop: Option<&str>, trails: bool) -> Option<OrderType> {
    match (order, stop) {
        ("market_order", Some("stop_loss_order")) if trails => Some(OrderType::TrailingStopMarket),
        // Its limit follows, too: none of our kinds is that.
        ("limit_order", Some("stop_loss_order")) if trails => None,
        ("limit_order", None) => Some(OrderType::Limit),
        ("market_order" | "adl_order", None) | (_, Some("liquidation_order")) => Some(OrderType::Market),
        ("limit_order", Some("stop_loss_order")) => Some(OrderType::StopLimit),
        ("market_order", Some("stop_loss_order")) => Some(OrderType::StopMarket),
        ("limit_order", Some("take_profit_order")) => Some(OrderType::TakeProfitLimit),
        ("market_order", Some("take_profit_order")) => Some(OrderType::TakeProfitMarket),
        _ => None,
    }
}

pub(super) fn trigger(by: TriggerBy) -> &'static str {
    match by {
        TriggerBy::Last => "last_traded_price",
        TriggerBy::Mark => "mark_price",
    }
}

/// The index is none of ours; the mark price is nearest to it.
pub(super) fn read_trigger(word: &str) -> Option<TriggerBy> {
    match word {
        "last_traded_price" => Some(TriggerBy::Last),
        "mark_price" | "spot_price" => Some(TriggerBy::Mark),
        _ => None,
    }
}

/// How far an order has come. What its owner did not cancel has been ended by the venue.
pub(super) fn phase(state: &str, all_filled: bool, reason: Option<&str>) -> Option<Phase> {
    match state {
        "open" => Some(Phase::Live),
        "pending" => Some(Phase::Untriggered),
        "closed" | "cancelled" if all_filled => Some(Phase::Filled),
        "closed" | "cancelled" => match reason {
            None | Some("" | "cancelled_by_user") => Some(Phase::Canceled),
            Some(_) => Some(Phase::Expired),
        },
        _ => None,
    }
}

pub(super) fn fill_kind(word: &str) -> Option<FillKind> {
    match word {
        "normal" | "otc" => Some(FillKind::Trade),
        "liquidation" => Some(FillKind::Liquidation),
        "adl" => Some(FillKind::AutoDeleverage),
        "settlement" => Some(FillKind::Settlement),
        _ => None,
    }
}

/// Why money moved (as documented).
pub(super) fn transaction(word: &str) -> TransactionKind {
    match word {
        "deposit"
        | "withdrawal"
        | "withdrawal_cancellation"
        | "sub_account_transfer"
        | "external_deposit"
        | "fund_deposit"
        | "fund_withdrawal"
        | "fund_wallet_deposit"
        | "fund_wallet_withdrawal" => TransactionKind::Transfer,
        "cashflow" | "spot_trade" => TransactionKind::RealizedPnl,
        "commission" => TransactionKind::Fee,
        "funding" => TransactionKind::Funding,
        "settlement" => TransactionKind::Settlement,
        "liquidation_fee" | "trading_fee_credits_paid_liquidation_fee" => TransactionKind::Insurance,
        "conversion" => TransactionKind::Conversion,
        "commission_rebate"
        | "referral_bonus"
        | "promo_credit"
        | "trading_credits"
        | "trading_credits_paid"
        | "interest_credit"
        | "trading_competition"
        | "trade_farming_reward"
        | "fund_reward"
        | "raf_bonus"
        | "incident_compensation" => TransactionKind::Rebate,
        other => TransactionKind::Other(other.chars().take(64).collect()),
    }
}
