//! The venue's code and words for each refusal of the engine.

use twinline_exchange::accounts::Refusal;

use crate::faces::binance::errors::ApiError;

/// What a client that asked for this is told.
pub(crate) fn api_error(refusal: &Refusal) -> ApiError {
    parameters(refusal).or_else(|| filters(refusal)).or_else(|| orders(refusal)).unwrap_or_else(|| settings(refusal))
}

fn bad(code: i64, message: impl Into<String>) -> Option<ApiError> {
    Some(ApiError { status: 400, code, message: message.into() })
}

/// The venue spells parameters in camel case.
fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |name, part| {
        let mut letters = part.chars();
        let head: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        name + &head + letters.as_str()
    })
}

fn parameters(refusal: &Refusal) -> Option<ApiError> {
    match refusal {
        Refusal::UnknownAccount => Some(ApiError::wrong_key()),
        Refusal::UnknownSymbol => Some(ApiError::symbol()),
        Refusal::UnknownAsset => bad(-1108, "Invalid asset."),
        Refusal::Missing(name) => Some(ApiError::missing(&camel(name))),
        Refusal::NotRequired(name) => bad(-1106, format!("Parameter '{}' sent when not required.", camel(name))),
        Refusal::BadValue(name) => Some(ApiError::not_valid(&camel(name))),
        Refusal::TooManyDecimals(_) => bad(-1111, "Precision is over the maximum defined for this asset."),
        Refusal::BadClientId => bad(-4015, "Client order id length should be less than 36 chars"),
        Refusal::DuplicateClientId => bad(-4116, "ClientOrderId is duplicated."),
        Refusal::PositionSideMismatch => bad(-4061, "Order's position side does not match user's setting."),
        Refusal::ReduceOnlyConflict => bad(-4062, "Invalid or improper reduceOnly value."),
        Refusal::OutOfRange => bad(-1130, "Data sent for parameter is not valid."),
        _ => None,
    }
}

fn filters(refusal: &Refusal) -> Option<ApiError> {
    match refusal {
        Refusal::PriceTooLow(_) => bad(-4013, "Price less than min price."),
        Refusal::PriceTooHigh(_) => bad(-4002, "Price greater than max price."),
        Refusal::OffTick(_) => bad(-4014, "Price not increased by tick size."),
        Refusal::QuantityZero => bad(-4003, "Quantity less than or equal to zero."),
        Refusal::QuantityTooSmall(_) => bad(-4004, "Quantity less than min quantity."),
        Refusal::QuantityTooLarge(_) => bad(-4005, "Quantity greater than max quantity."),
        Refusal::OffStep(_) => bad(-4023, "Qty not increased by step size."),
        Refusal::NotionalTooSmall(least) => {
            bad(-4164, format!("Order's notional must be no smaller than {least} (unless you choose reduce only)."))
        }
        Refusal::AbovePercentPrice(most) => bad(-4016, format!("Limit price can't be higher than {most}.")),
        Refusal::BelowPercentPrice(least) => bad(-4024, format!("Limit price can't be lower than {least}.")),
        Refusal::CounterpartyPercentPrice => bad(-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit."),
        Refusal::NoPriceToMatch => bad(-5041, "No depth matches this BBO order"),
        Refusal::PriceMatchConflict => bad(-5037, "Invalid price match"),
        Refusal::BadGoodTill => {
            bad(-5040, "The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000")
        }
        _ => None,
    }
}

fn orders(refusal: &Refusal) -> Option<ApiError> {
    match refusal {
        Refusal::TooManyOrders => bad(-2025, "Reach max open order limit."),
        Refusal::TooManyAlgos => bad(-4045, "Reach max stop order limit."),
        Refusal::MarginInsufficient { .. } => bad(-2019, "Margin is insufficient."),
        Refusal::BalanceInsufficient => bad(-2018, "Balance is insufficient."),
        Refusal::MaxPosition { .. } => bad(-2027, "Exceeded the maximum allowable position at current leverage."),
        Refusal::ReduceOnlyRejected => bad(-2022, "ReduceOnly Order is rejected."),
        Refusal::CannotFill => bad(
            -5021,
            "Due to the order could not be filled immediately, the FOK order has been rejected. \
             The order will not be recorded in the order history",
        ),
        Refusal::WouldTake => bad(
            -5022,
            "Due to the order could not be executed as maker, the Post Only order will be rejected. \
             The order will not be recorded in the order history",
        ),
        // Cancelling says -2011 instead: see `cancel_error`.
        Refusal::UnknownOrder | Refusal::NotOpen => bad(-2013, "Order does not exist."),
        Refusal::LimitOnly => bad(-5025, "Only limit order is supported."),
        Refusal::TooManyAmendments => bad(-5026, "Exceed maximum modify order limit."),
        Refusal::NothingChanged => bad(-5027, "No need to modify the order."),
        Refusal::NotReduceOnly => bad(-5047, "The original order is not reduce only."),
        Refusal::TriggerTooLow => bad(-4006, "Stop price less than zero."),
        Refusal::WouldTrigger => bad(-2021, "Order would immediately trigger."),
        // ASSUMED: the venue's pages name no code.
        Refusal::BadCallbackRate => bad(-2007, "Invalid callBack rate"),
        Refusal::ClosePositionExists => {
            bad(-4130, "An open stop or take profit order with GTE and closePosition in the direction is existing.")
        }
        Refusal::ClosePositionWithQuantity => bad(-4137, "Quantity must be zero with closePosition equals true"),
        Refusal::ClosePositionWithReduceOnly => bad(-4138, "Reduce only must be true with closePosition equals true"),
        Refusal::ClosePositionNotAllowed => bad(-4136, "Target strategy invalid for orderType, closePosition"),
        _ => None,
    }
}

fn settings(refusal: &Refusal) -> ApiError {
    let (code, message) = match refusal {
        Refusal::SameMarginType => (-4046, "No need to change margin type."),
        Refusal::MarginTypeOpenOrders => (-4047, "Margin type cannot be changed if there exists open orders."),
        Refusal::MarginTypePosition => (-4048, "Margin type cannot be changed if there exists position."),
        Refusal::SamePositionMode => (-4059, "No need to change position side."),
        Refusal::PositionModeOpenOrders => (-4067, "Position side cannot be changed if there exists open orders."),
        Refusal::PositionModePositions => (-4068, "Position side cannot be changed if there exists position."),
        Refusal::MultiAssetsIsolated => (-4167, "Unable to adjust to Multi-Assets mode with symbols under isolated-margin mode."),
        Refusal::IsolatedInMultiAssets => (-4168, "Unable to adjust to isolated-margin mode under the Multi-Assets mode."),
        Refusal::MultiAssetsMargin => (-4169, "Unable to adjust Multi-Assets Mode with insufficient margin balance."),
        Refusal::MultiAssetsOpenOrders => (-4170, "Unable to adjust Multi-Assets Mode with open orders."),
        Refusal::SameMultiAssets => (-4171, "Adjusted asset mode is currently set and does not need to be adjusted repeatedly."),
        Refusal::BadLeverage(most) => {
            return ApiError { status: 400, code: -4028, message: format!("Leverage is not valid: 1 to {most}") };
        }
        Refusal::LeverageMargin => (-2028, "Leverage is smaller than permitted: insufficient margin balance."),
        Refusal::LeverageIsolated => (-4161, "Leverage reduction is not supported in Isolated Margin Mode with open positions."),
        Refusal::NotIsolated => (-4049, "Add margin only support for isolated position."),
        Refusal::PositionMarginTooLow => (-4051, "Isolated balance insufficient."),
        Refusal::NoPosition => (-4054, "Cannot add position margin: position is 0."),
        Refusal::BadAmount => (-4055, "Amount must be positive."),
        other => return ApiError { status: 400, code: -1000, message: other.to_string() },
    };
    ApiError { status: 400, code, message: message.to_owned() }
}

/// The same for cancels, where an order that is not there is an unknown order.
pub(crate) fn cancel_error(refusal: &Refusal) -> ApiError {
    match refusal {
        Refusal::UnknownOrder | Refusal::NotOpen => ApiError { status: 400, code: -2011, message: "Unknown order sent.".to_owned() },
        other => api_error(other),
    }
}
