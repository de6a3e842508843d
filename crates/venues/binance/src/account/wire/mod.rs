//! What do events and answers look like? Exactly as on the wire, nothing else.
//!
//! Members that are known and not needed are listed too, so that what is left over is really unknown and can be shown.
//! Nearly all are optional: what an order or a row cannot be understood without is said where it is read.
#![allow(dead_code, reason = "members that are not needed are listed so that unknown ones stand out")]

mod answers;
mod events;

pub(super) use self::answers::{
    AccountConfig, AlgoOrder, BalanceRow, CommissionRate, Confirmed, Countdown, Income, Leverage, LeverageBrackets, ListenKey, LoggedOn,
    Order, PositionRow, SymbolConfig, UserTrade,
};
pub(super) use self::events::{
    AccountUpdate, AlgoUpdate, Answered, ConfigUpdate, Framed, KeyExpired, LimitUse, MarginCall, OrderEvent, OrderTradeUpdate,
    PositionEvent, TradeLite, TriggerReject,
};

/// Words, names and decimals: all of them text.
type Text = Option<String>;
