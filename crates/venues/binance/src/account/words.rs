//! Which of the venue's words means which of ours?

use twinline_model::{FillKind, MarginMode, OrderType, Phase, PositionSide, Side, TimeInForce, TransactionKind, TriggerBy};

pub(super) fn side(side: Side) -> &'static str {
    match side {
        Side::Buy => "BUY",
        Side::Sell => "SELL",
    }
}

pub(super) fn position_side(side: PositionSide) -> &'static str {
    match side {
        PositionSide::Both => "BOTH",
        PositionSide::Long => "LONG",
        PositionSide::Short => "SHORT",
    }
}

pub(super) fn order_type(kind: OrderType) -> &'static str {
    match kind {
        OrderType::Limit => "LIMIT",
        OrderType::Market => "MARKET",
        OrderType::StopLimit => "STOP",
        OrderType::StopMarket => "STOP_MARKET",
        OrderType::TakeProfitLimit => "TAKE_PROFIT",
        OrderType::TakeProfitMarket => "TAKE_PROFIT_MARKET",
        OrderType::TrailingStopMarket => "TRAILING_STOP_MARKET",
    }
}

pub(super) fn working_type(by: TriggerBy) -> &'static str {
    match by {
        TriggerBy::Last => "CONTRACT_PRICE",
        TriggerBy::Mark => "MARK_PRICE",
    }
}

pub(super) fn margin_type(mode: MarginMode) -> &'static str {
    match mode {
        MarginMode::Cross => "CROSSED",
        MarginMode::Isolated => "ISOLATED",
    }
}

pub(super) fn read_side(word: &str) -> Option<Side> {
    [Side::Buy, Side::Sell].into_iter().find(|one| side(*one) == word)
}

pub(super) fn read_position_side(word: &str) -> Option<PositionSide> {
    [PositionSide::Both, PositionSide::Long, PositionSide::Short].into_iter().find(|one| position_side(*one) == word)
}

/// `LIQUIDATION` stands in events of the venue's own closing orders, which have a price (as in sample `forceOrders`).
pub(super) fn read_order_type(word: &str) -> Option<OrderType> {
    use OrderType::{Limit, Market, StopLimit, StopMarket, TakeProfitLimit, TakeProfitMarket, TrailingStopMarket};
    if word == "LIQUIDATION" {
        return Some(Limit);
    }
    let all = [Limit, Market, StopLimit, StopMarket, TakeProfitLimit, TakeProfitMarket, TrailingStopMarket];
    all.into_iter().find(|one| order_type(*one) == word)
}

pub(super) fn read_working_type(word: &str) -> Option<TriggerBy> {
    [TriggerBy::Last, TriggerBy::Mark].into_iter().find(|one| working_type(*one) == word)
}

/// Events write the mode in other words than answers do (as documented).
pub(super) fn read_margin_type(word: &str) -> Option<MarginMode> {
    match word {
        "CROSSED" | "cross" | "crossed" | "CROSS" => Some(MarginMode::Cross),
        "ISOLATED" | "isolated" => Some(MarginMode::Isolated),
        _ => None,
    }
}

/// Time in force, and whether the order only rests. `RPI` rests too; `GTE_GTC` ends with its position.
pub(super) fn read_time_in_force(word: &str) -> Option<(TimeInForce, bool)> {
    Some(match word {
        "GTC" | "GTE_GTC" => (TimeInForce::Gtc, false),
        "IOC" => (TimeInForce::Ioc, false),
        "FOK" => (TimeInForce::Fok, false),
        "GTD" => (TimeInForce::Gtd, false),
        "GTX" | "RPI" => (TimeInForce::Gtc, true),
        _ => return None,
    })
}

/// How far an order of the usual book has come. `NEW_INSURANCE` and `NEW_ADL` are old words for the venue's own orders.
pub(super) fn phase(status: &str) -> Option<Phase> {
    Some(match status {
        "NEW" | "PARTIALLY_FILLED" | "NEW_INSURANCE" | "NEW_ADL" => Phase::Live,
        "FILLED" => Phase::Filled,
        "CANCELED" => Phase::Canceled,
        "REJECTED" => Phase::Rejected,
        "EXPIRED" | "EXPIRED_IN_MATCH" => Phase::Expired,
        _ => return None,
    })
}

/// How far an order has come that waits, or waited, for a trigger; `Some(None)` where it is the order it released that
/// tells.
pub(super) fn conditional_phase(status: &str) -> Option<Option<Phase>> {
    Some(match status {
        "NEW" | "TRIGGERING" => Some(Phase::Untriggered),
        "TRIGGERED" => Some(Phase::Live),
        "FINISHED" => None,
        "CANCELED" => Some(Phase::Canceled),
        "REJECTED" => Some(Phase::Rejected),
        "EXPIRED" => Some(Phase::Expired),
        _ => return None,
    })
}

/// Whose doing a fill was: the venue's own orders have names of their own (as documented).
pub(super) fn fill_kind(client_id: &str) -> FillKind {
    if client_id.starts_with("settlement_autoclose-") {
        FillKind::Settlement
    } else if client_id.starts_with("adl_autoclose") {
        FillKind::AutoDeleverage
    } else if client_id.starts_with("autoclose-") {
        FillKind::Liquidation
    } else {
        FillKind::Trade
    }
}

/// Why the venue ended an order, by its number; `None` if it names no reason, the number itself if it is not documented.
pub(super) fn expiry(reason: &str) -> Option<Result<&'static str, &str>> {
    Some(Ok(match reason {
        "" | "0" => return None,
        "1" => "self-trade prevention",
        "2" => "immediate-or-cancel remainder",
        "3" => "immediate-or-cancel remainder by self-trade prevention",
        "4" => "knocked out by another reduce-only order, or it would have reversed the position",
        "5" => "liquidation",
        "6" => "its position was not there any more",
        "7" => "delisted",
        "8" => "initial order expired after the stop triggered",
        "9" => "market order remainder",
        other => return Some(Err(other)),
    }))
}

/// Why money moved. `Err` for a documented word that none of ours fits, so that it is shown as it is; `None` for a word
/// that is not documented.
pub(super) fn transaction(word: &str) -> Option<Result<TransactionKind, &str>> {
    Some(Ok(match word {
        "TRANSFER" | "INTERNAL_TRANSFER" | "CROSS_COLLATERAL_TRANSFER" | "STRATEGY_UMFUTURES_TRANSFER" => TransactionKind::Transfer,
        "REALIZED_PNL" => TransactionKind::RealizedPnl,
        "FUNDING_FEE" => TransactionKind::Funding,
        "COMMISSION" => TransactionKind::Fee,
        "INSURANCE_CLEAR" => TransactionKind::Insurance,
        "WELCOME_BONUS" | "REFERRAL_KICKBACK" | "COMMISSION_REBATE" | "API_REBATE" | "CONTEST_REWARD" | "FEE_RETURN" | "BFUSD_REWARD" => {
            TransactionKind::Rebate
        }
        // The venue's spelling.
        "DELIVERED_SETTELMENT" => TransactionKind::Settlement,
        "AUTO_EXCHANGE" | "COIN_SWAP_DEPOSIT" | "COIN_SWAP_WITHDRAW" => TransactionKind::Conversion,
        // Neither fees of fills nor profit of positions here: as such they would spoil the sums of those.
        "OPTIONS_PREMIUM_FEE" | "OPTIONS_SETTLE_PROFIT" | "POSITION_LIMIT_INCREASE_FEE" => return Some(Err(word)),
        _ => return None,
    }))
}
