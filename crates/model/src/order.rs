//! What was ordered, and what is known of it?

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use utoipa::ToSchema;

use crate::{InstrumentId, Price, Qty, Rate, Side, Timestamp};

/// Why a text cannot name an order, an account or a trade.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a usable name: {0:?} (1 to {max} characters out of {allowed})", max = NAME_MAX, allowed = "A-Z a-z 0-9 . _ -")]
pub struct NameError(String);

/// Longest name that is taken.
const NAME_MAX: usize = 64;

macro_rules! name_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes 1 to 64 characters out of `A-Z a-z 0-9 . _ -`: they need no escape in any URL, signature or file name.
            pub fn new(text: &str) -> Result<Self, NameError> {
                let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
                match (1..=NAME_MAX).contains(&text.len()) && text.bytes().all(plain) {
                    true => Ok(Self(text.into())),
                    false => Err(NameError(text.chars().take(NAME_MAX + 8).collect())),
                }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        text_newtype!($name, |text| $name::new(text));
    };
}

macro_rules! foreign_newtype {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes what a venue wrote, cut to 128 characters.
            pub fn new(text: &str) -> Self {
                Self(text.chars().take(128).collect::<String>().into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        text_newtype!($name, |text| Ok::<_, std::convert::Infallible>($name::new(text)));
    };
}

macro_rules! text_newtype {
    ($name:ident, $read:expr) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                let read: fn(&str) -> Result<$name, _> = $read;
                read(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

name_newtype! {
    /// An account, as its owner calls it.
    AccountId
}
name_newtype! {
    /// The name that we give an order before it leaves; the venue knows it by this name even if its answer is lost.
    ClientOrderId
}
foreign_newtype! {
    /// The venue's own name of an order. Unique per instrument, not per account: some venues number each symbol by itself.
    VenueOrderId
}
foreign_newtype! {
    /// The venue's own name of a fill. Unique per instrument.
    TradeId
}

/// The name of an order here: the client order id for what was sent through us, the venue's id behind `x.` for what was
/// not.
pub type OrderId = ClientOrderId;

/// Of what kind an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderType {
    /// At a price or better.
    Limit,
    /// At any price.
    Market,
    /// A limit order that enters when the price has moved to its trigger against the position.
    StopLimit,
    /// A market order that enters likewise.
    StopMarket,
    /// A limit order that enters when the price has moved to its trigger in favour of the position.
    TakeProfitLimit,
    /// A market order that enters likewise.
    TakeProfitMarket,
    /// A market order whose trigger follows the best price at a distance.
    TrailingStopMarket,
}

impl OrderType {
    /// True if it waits for a trigger.
    pub const fn is_conditional(self) -> bool {
        !matches!(self, Self::Limit | Self::Market)
    }

    /// True if it names a limit price.
    pub const fn has_price(self) -> bool {
        matches!(self, Self::Limit | Self::StopLimit | Self::TakeProfitLimit)
    }

    /// True if it names a fixed trigger price.
    pub const fn has_trigger(self) -> bool {
        self.is_conditional() && !matches!(self, Self::TrailingStopMarket)
    }
}

/// How long an order stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeInForce {
    /// Until it is filled or canceled.
    #[default]
    Gtc,
    /// Takes what it can at once; the rest is canceled.
    Ioc,
    /// All at once or nothing.
    Fok,
    /// Until a point in time.
    Gtd,
}

/// Which price moves a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TriggerBy {
    /// The last trade.
    #[default]
    Last,
    /// The mark price.
    Mark,
}

/// Which of an instrument's positions is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PositionSide {
    /// The only one: long and short cancel each other out.
    #[default]
    Both,
    /// The long one, beside a short one.
    Long,
    /// The short one.
    Short,
}

impl PositionSide {
    /// Its word on every wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Long => "long",
            Self::Short => "short",
        }
    }
}

/// What someone wants ordered. Complete: nothing is filled in later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderTicket {
    /// The name it is sent under.
    pub client_order_id: ClientOrderId,
    /// What.
    pub instrument: InstrumentId,
    /// Buy or sell.
    pub side: Side,
    /// Which position; [`PositionSide::Both`] outside of hedge mode.
    #[serde(default)]
    pub position_side: PositionSide,
    /// Kind.
    #[serde(rename = "type")]
    pub kind: OrderType,
    /// Base units; absent only with `close_position`.
    pub qty: Option<Qty>,
    /// Limit price.
    pub price: Option<Price>,
    /// Trigger price.
    pub trigger_price: Option<Price>,
    /// What moves the trigger.
    #[serde(default)]
    pub trigger_by: TriggerBy,
    /// Distance of a trailing stop, in percent of the price.
    pub trailing_percent: Option<Rate>,
    /// Price at which a trailing stop begins to follow.
    pub activation_price: Option<Price>,
    /// Distance of a trailing stop in quote units, where it trails by an amount instead of a share.
    #[serde(default)]
    pub trailing_amount: Option<Price>,
    /// How long it stays.
    #[serde(default)]
    pub time_in_force: TimeInForce,
    /// End of [`TimeInForce::Gtd`].
    pub expires_at: Option<Timestamp>,
    /// Refused rather than take.
    #[serde(default)]
    pub post_only: bool,
    /// Never opens or enlarges a position.
    #[serde(default)]
    pub reduce_only: bool,
    /// Closes the whole position when triggered, whatever its size then.
    #[serde(default)]
    pub close_position: bool,
}

impl OrderTicket {
    /// An order of the usual sort: in one-way mode, until it is canceled, without any condition. Size and prices are still to be
    /// said.
    pub fn new(client_order_id: ClientOrderId, instrument: InstrumentId, side: Side, kind: OrderType) -> Self {
        Self {
            client_order_id,
            instrument,
            side,
            position_side: PositionSide::Both,
            kind,
            qty: None,
            price: None,
            trigger_price: None,
            trigger_by: TriggerBy::Last,
            trailing_percent: None,
            activation_price: None,
            trailing_amount: None,
            time_in_force: TimeInForce::Gtc,
            expires_at: None,
            post_only: false,
            reduce_only: false,
            close_position: false,
        }
    }

    /// True if it cannot enlarge a position, whatever happens.
    pub const fn only_reduces(&self) -> bool {
        self.reduce_only
            || self.close_position
            || matches!((self.position_side, self.side), (PositionSide::Long, Side::Sell) | (PositionSide::Short, Side::Buy))
    }
}

/// How an order may be named towards the venue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OrderRef {
    /// What it is for.
    pub instrument: InstrumentId,
    /// True if it waits (or waited) for a trigger: some venues keep those in another book under other numbers.
    pub conditional: bool,
    /// Our name of it.
    pub client_id: Option<ClientOrderId>,
    /// The venue's.
    pub venue_id: Option<VenueOrderId>,
}

/// How far an order has come; later ones win when two sources disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Wanted; whether the venue has it is not known.
    Pending,
    /// The venue has it and waits for its trigger.
    Untriggered,
    /// In the book.
    Live,
    /// Refused.
    Rejected,
    /// Ended by its time in force or by the venue.
    Expired,
    /// Ended by a cancel.
    Canceled,
    /// Nothing is left of it.
    Filled,
}

impl Phase {
    /// True if nothing can happen to it any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Rejected | Self::Expired | Self::Canceled | Self::Filled)
    }
}

/// What an order is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// On its way to the venue.
    Pending,
    /// Waiting for its trigger.
    Untriggered,
    /// In the book, nothing filled.
    Open,
    /// In the book, partly filled.
    PartiallyFilled,
    /// All filled.
    Filled,
    /// Canceled; what was filled before stays filled.
    Canceled,
    /// Ended by its time in force or by the venue.
    Expired,
    /// Refused.
    Rejected,
    /// It may or may not have reached the venue. Only the venue's evidence ends this.
    Unknown,
}

impl OrderStatus {
    /// Its word on every wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Untriggered => "untriggered",
            Self::Open => "open",
            Self::PartiallyFilled => "partially_filled",
            Self::Filled => "filled",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
        }
    }
}

impl OrderStatus {
    /// True if nothing can happen to it any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Filled | Self::Canceled | Self::Expired | Self::Rejected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_need_no_escape_anywhere() {
        for text in ["a", "tl-1-2", "A.b_c-9"] {
            assert_eq!(ClientOrderId::new(text).unwrap().as_str(), text);
        }
        for text in ["", "a b", "a/b", "a:b", "ä", "x\n"] {
            assert!(ClientOrderId::new(text).is_err(), "{text}");
        }
        assert!(AccountId::new(&"x".repeat(65)).is_err());
    }

    #[test]
    fn hedge_mode_tells_what_only_reduces() {
        let mut ticket = OrderTicket {
            position_side: PositionSide::Long,
            qty: Some(Qty::parse("1").unwrap()),
            ..OrderTicket::new(ClientOrderId::new("a").unwrap(), "binance:BTCUSDT".parse().unwrap(), Side::Sell, OrderType::Market)
        };
        assert!(ticket.only_reduces());
        ticket.side = Side::Buy;
        assert!(!ticket.only_reduces());
        ticket.reduce_only = true;
        assert!(ticket.only_reduces());
    }
}
