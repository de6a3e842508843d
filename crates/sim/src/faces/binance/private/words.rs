//! How the venue spells what the engine counts.

use twinline_exchange::Side;
use twinline_exchange::accounts::{
    AlgoKind, AlgoStatus, ChangeReason, ExecutionType, ExpireReason, IncomeKind, Life, MarginType, OrderKind, OrderStatus, PositionSide,
    PriceMatch, SelfTrade, WorkingType,
};

macro_rules! words {
    ($($(#[$doc:meta])* $read:ident $write:ident $kind:ty { $($value:pat => $word:literal = $made:expr,)* })*) => {
        $(
            /// Reads the venue's word.
            pub(crate) fn $read(word: &str) -> Option<$kind> {
                match word {
                    $($word => Some($made),)*
                    _ => None,
                }
            }

            /// Writes the venue's word.
            pub(crate) fn $write(value: $kind) -> &'static str {
                match value {
                    $($value => $word,)*
                }
            }
        )*
    };
}

words! {
    read_side side Side {
        Side::Buy => "BUY" = Side::Buy,
        Side::Sell => "SELL" = Side::Sell,
    }
    read_position_side position_side PositionSide {
        PositionSide::Both => "BOTH" = PositionSide::Both,
        PositionSide::Long => "LONG" = PositionSide::Long,
        PositionSide::Short => "SHORT" = PositionSide::Short,
    }
    read_self_trade self_trade SelfTrade {
        SelfTrade::None => "NONE" = SelfTrade::None,
        SelfTrade::ExpireTaker => "EXPIRE_TAKER" = SelfTrade::ExpireTaker,
        SelfTrade::ExpireMaker => "EXPIRE_MAKER" = SelfTrade::ExpireMaker,
        SelfTrade::ExpireBoth => "EXPIRE_BOTH" = SelfTrade::ExpireBoth,
    }
    read_algo_kind algo_kind AlgoKind {
        AlgoKind::Stop => "STOP" = AlgoKind::Stop,
        AlgoKind::StopMarket => "STOP_MARKET" = AlgoKind::StopMarket,
        AlgoKind::TakeProfit => "TAKE_PROFIT" = AlgoKind::TakeProfit,
        AlgoKind::TakeProfitMarket => "TAKE_PROFIT_MARKET" = AlgoKind::TakeProfitMarket,
        AlgoKind::TrailingStopMarket => "TRAILING_STOP_MARKET" = AlgoKind::TrailingStopMarket,
    }
    read_working_type working_type WorkingType {
        WorkingType::ContractPrice => "CONTRACT_PRICE" = WorkingType::ContractPrice,
        WorkingType::MarkPrice => "MARK_PRICE" = WorkingType::MarkPrice,
    }
    read_margin_type margin_type MarginType {
        MarginType::Cross => "CROSSED" = MarginType::Cross,
        MarginType::Isolated => "ISOLATED" = MarginType::Isolated,
    }
}

/// Reads a time in force. `RPI` is post-only towards clients of the API.
pub(crate) fn read_life(word: &str) -> Option<Life> {
    match word {
        "GTC" => Some(Life::Gtc),
        "IOC" => Some(Life::Ioc),
        "FOK" => Some(Life::Fok),
        "GTX" | "RPI" => Some(Life::Gtx),
        "GTD" => Some(Life::Gtd),
        _ => None,
    }
}

/// Writes a time in force.
pub(crate) fn life(value: Life) -> &'static str {
    match value {
        Life::Gtc => "GTC",
        Life::Ioc => "IOC",
        Life::Fok => "FOK",
        Life::Gtx => "GTX",
        Life::Gtd => "GTD",
        Life::GteGtc => "GTE_GTC",
    }
}

/// Reads a way to choose the price.
pub(crate) fn read_price_match(word: &str) -> Option<PriceMatch> {
    match word {
        "NONE" => Some(PriceMatch::None),
        "OPPONENT" => Some(PriceMatch::Opponent(1)),
        "OPPONENT_5" => Some(PriceMatch::Opponent(5)),
        "OPPONENT_10" => Some(PriceMatch::Opponent(10)),
        "OPPONENT_20" => Some(PriceMatch::Opponent(20)),
        "QUEUE" => Some(PriceMatch::Queue(1)),
        "QUEUE_5" => Some(PriceMatch::Queue(5)),
        "QUEUE_10" => Some(PriceMatch::Queue(10)),
        "QUEUE_20" => Some(PriceMatch::Queue(20)),
        _ => None,
    }
}

/// Writes a way to choose the price.
pub(crate) fn price_match(value: PriceMatch) -> String {
    match value {
        PriceMatch::None => "NONE".to_owned(),
        PriceMatch::Opponent(1) => "OPPONENT".to_owned(),
        PriceMatch::Queue(1) => "QUEUE".to_owned(),
        PriceMatch::Opponent(level) => format!("OPPONENT_{level}"),
        PriceMatch::Queue(level) => format!("QUEUE_{level}"),
    }
}

/// Kind of an order in the book. What a liquidation writes is a limit order to its owner's lists.
pub(crate) fn order_kind(value: OrderKind) -> &'static str {
    match value {
        OrderKind::Limit => "LIMIT",
        OrderKind::Market => "MARKET",
        OrderKind::Liquidation => "LIQUIDATION",
    }
}

/// Where an order stands.
pub(crate) fn order_status(value: OrderStatus) -> &'static str {
    match value {
        OrderStatus::New => "NEW",
        OrderStatus::PartiallyFilled => "PARTIALLY_FILLED",
        OrderStatus::Filled => "FILLED",
        OrderStatus::Canceled => "CANCELED",
        OrderStatus::Expired => "EXPIRED",
        OrderStatus::ExpiredInMatch => "EXPIRED_IN_MATCH",
    }
}

/// What kind of change an order event tells.
pub(crate) fn execution_type(value: ExecutionType) -> &'static str {
    match value {
        ExecutionType::New => "NEW",
        ExecutionType::Canceled => "CANCELED",
        ExecutionType::Calculated => "CALCULATED",
        ExecutionType::Expired => "EXPIRED",
        ExecutionType::Trade => "TRADE",
        ExecutionType::Amendment => "AMENDMENT",
    }
}

/// The venue's number for why it ended an order.
pub(crate) fn expire_reason(value: ExpireReason) -> u8 {
    match value {
        ExpireReason::None => 0,
        ExpireReason::SelfTrade => 1,
        ExpireReason::IocRemainder => 2,
        ExpireReason::IocSelfTrade => 3,
        ExpireReason::ReduceOnly => 4,
        ExpireReason::Liquidation => 5,
        ExpireReason::GteUnsatisfied => 6,
        ExpireReason::Delisted => 7,
        ExpireReason::MarketRemainder => 9,
    }
}

/// Where a conditional order stands.
pub(crate) fn algo_status(value: AlgoStatus) -> &'static str {
    match value {
        AlgoStatus::New => "NEW",
        AlgoStatus::Triggering => "TRIGGERING",
        AlgoStatus::Triggered => "TRIGGERED",
        AlgoStatus::Finished => "FINISHED",
        AlgoStatus::Canceled => "CANCELED",
        AlgoStatus::Rejected => "REJECTED",
        AlgoStatus::Expired => "EXPIRED",
    }
}

/// Why balances or positions changed.
pub(crate) fn change_reason(value: ChangeReason) -> &'static str {
    match value {
        ChangeReason::Order => "ORDER",
        ChangeReason::FundingFee => "FUNDING_FEE",
        ChangeReason::Deposit => "DEPOSIT",
        ChangeReason::Withdraw => "WITHDRAW",
        ChangeReason::Adjustment => "ADJUSTMENT",
        ChangeReason::InsuranceClear => "INSURANCE_CLEAR",
        ChangeReason::MarginTransfer => "MARGIN_TRANSFER",
        ChangeReason::MarginTypeChange => "MARGIN_TYPE_CHANGE",
        ChangeReason::AssetTransfer => "ASSET_TRANSFER",
    }
}

/// Kind of an income, `None` for what is none.
pub(crate) fn income_kind(value: IncomeKind) -> Option<&'static str> {
    match value {
        IncomeKind::Transfer => Some("TRANSFER"),
        IncomeKind::RealizedPnl => Some("REALIZED_PNL"),
        IncomeKind::FundingFee => Some("FUNDING_FEE"),
        IncomeKind::Commission => Some("COMMISSION"),
        IncomeKind::InsuranceClear => Some("INSURANCE_CLEAR"),
        IncomeKind::Margin => None,
    }
}

/// Every kind of income that the venue knows.
pub(crate) const INCOME_KINDS: [&str; 22] = [
    "TRANSFER",
    "WELCOME_BONUS",
    "REALIZED_PNL",
    "FUNDING_FEE",
    "COMMISSION",
    "INSURANCE_CLEAR",
    "REFERRAL_KICKBACK",
    "COMMISSION_REBATE",
    "API_REBATE",
    "CONTEST_REWARD",
    "CROSS_COLLATERAL_TRANSFER",
    "OPTIONS_PREMIUM_FEE",
    "OPTIONS_SETTLE_PROFIT",
    "INTERNAL_TRANSFER",
    "AUTO_EXCHANGE",
    "DELIVERED_SETTELMENT",
    "COIN_SWAP_DEPOSIT",
    "COIN_SWAP_WITHDRAW",
    "POSITION_LIMIT_INCREASE_FEE",
    "STRATEGY_UMFUTURES_TRANSFER",
    "FEE_RETURN",
    "BFUSD_REWARD",
];

/// Margin type as account events and the older calls write it.
pub(crate) fn margin_type_lower(value: MarginType) -> &'static str {
    match value {
        MarginType::Cross => "cross",
        MarginType::Isolated => "isolated",
    }
}
