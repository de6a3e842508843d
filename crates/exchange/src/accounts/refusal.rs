//! Why the venue says no. Nothing has changed then. A face maps each to its venue's code and words.

use rust_decimal::Decimal;
use thiserror::Error;

/// Why a command was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum Refusal {
    #[error("no such account")]
    UnknownAccount,
    #[error("no such symbol")]
    UnknownSymbol,
    #[error("no such asset")]
    UnknownAsset,
    /// The name of the parameter.
    #[error("parameter {0} is missing")]
    Missing(&'static str),
    /// The name of the parameter.
    #[error("parameter {0} must not be sent here")]
    NotRequired(&'static str),
    /// The name of the parameter.
    #[error("parameter {0} has no valid value")]
    BadValue(&'static str),
    /// The name of the parameter.
    #[error("parameter {0} has too many decimals")]
    TooManyDecimals(&'static str),
    #[error("client order id is invalid")]
    BadClientId,
    #[error("an open order has this client order id")]
    DuplicateClientId,
    #[error("position side does not match the position mode")]
    PositionSideMismatch,
    #[error("reduce-only does not go with the position mode")]
    ReduceOnlyConflict,

    #[error("price below {0}")]
    PriceTooLow(Decimal),
    #[error("price above {0}")]
    PriceTooHigh(Decimal),
    #[error("price is not a multiple of the tick {0}")]
    OffTick(Decimal),
    #[error("quantity must be above zero")]
    QuantityZero,
    #[error("quantity below {0}")]
    QuantityTooSmall(Decimal),
    #[error("quantity above {0}")]
    QuantityTooLarge(Decimal),
    #[error("quantity is not a multiple of the step {0}")]
    OffStep(Decimal),
    #[error("notional below {0}")]
    NotionalTooSmall(Decimal),
    #[error("buy price above {0}, too far from the mark price")]
    AbovePercentPrice(Decimal),
    #[error("sell price below {0}, too far from the mark price")]
    BelowPercentPrice(Decimal),
    #[error("best price of the other side is too far from the mark price")]
    CounterpartyPercentPrice,
    #[error("the book has no price to match")]
    NoPriceToMatch,
    #[error("price match and price, or post-only, do not go together")]
    PriceMatchConflict,
    #[error("good-till date must be a time 600 seconds ahead or more")]
    BadGoodTill,

    #[error("too many open orders of this symbol")]
    TooManyOrders,
    #[error("too many open conditional orders")]
    TooManyAlgos,
    #[error("margin is insufficient: {required} needed, {available} available")]
    MarginInsufficient { required: Decimal, available: Decimal },
    #[error("balance is insufficient")]
    BalanceInsufficient,
    #[error("position would exceed {cap} at this leverage")]
    MaxPosition { cap: Decimal },
    #[error("nothing to reduce, or other reduce-only orders do so already")]
    ReduceOnlyRejected,
    #[error("fill-or-kill order cannot be filled at once")]
    CannotFill,
    #[error("post-only order would take")]
    WouldTake,

    #[error("no such order")]
    UnknownOrder,
    #[error("order is not open")]
    NotOpen,
    #[error("only limit orders can be modified")]
    LimitOnly,
    #[error("order was modified too often")]
    TooManyAmendments,
    #[error("nothing to modify")]
    NothingChanged,
    #[error("order is not reduce-only")]
    NotReduceOnly,

    #[error("trigger price below or at zero")]
    TriggerTooLow,
    #[error("order would trigger at once")]
    WouldTrigger,
    #[error("callback rate must be 0.1 to 20 percent")]
    BadCallbackRate,
    #[error("a closing stop or take profit exists in this direction")]
    ClosePositionExists,
    #[error("closing a position excludes a quantity")]
    ClosePositionWithQuantity,
    #[error("closing a position excludes reduce-only")]
    ClosePositionWithReduceOnly,
    #[error("this kind or side of order cannot close a position")]
    ClosePositionNotAllowed,

    #[error("no change needed: margin type is so already")]
    SameMarginType,
    #[error("margin type cannot change while there are open orders")]
    MarginTypeOpenOrders,
    #[error("margin type cannot change while there is a position")]
    MarginTypePosition,
    #[error("no change needed: position mode is so already")]
    SamePositionMode,
    #[error("position mode cannot change while there are open orders")]
    PositionModeOpenOrders,
    #[error("position mode cannot change while there are positions")]
    PositionModePositions,
    #[error("no change needed: multi-assets mode is so already")]
    SameMultiAssets,
    #[error("multi-assets mode cannot change while there are open orders")]
    MultiAssetsOpenOrders,
    #[error("multi-assets mode does not go with isolated margin")]
    MultiAssetsIsolated,
    #[error("isolated margin does not go with multi-assets mode")]
    IsolatedInMultiAssets,
    #[error("multi-assets mode cannot change: margin would be insufficient")]
    MultiAssetsMargin,
    #[error("leverage must be 1 to {0}")]
    BadLeverage(u32),
    #[error("leverage is too small for the margin that there is")]
    LeverageMargin,
    #[error("leverage cannot fall while there is an isolated position")]
    LeverageIsolated,
    #[error("margin can only be added to or taken from an isolated position")]
    NotIsolated,
    #[error("amount must be above zero")]
    BadAmount,
    #[error("there is no such position")]
    NoPosition,
    #[error("that much margin cannot be taken from the position")]
    PositionMarginTooLow,

    /// A number beyond what the books can hold. Nothing of the command has happened.
    #[error("number out of range")]
    OutOfRange,
}
