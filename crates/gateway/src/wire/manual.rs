//! Shapes of the one-call trade of older dashboards.

use serde::{Deserialize, Serialize};
use twinline_model::Source;
use utoipa::ToSchema;

use crate::wire::{BracketRow, Figure, OrderRow};

/// Which way a trade goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Buys.
    #[serde(alias = "buy")]
    Long,
    /// Sells.
    #[serde(alias = "sell")]
    Short,
}

/// A market order with its exits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ManualTrade {
    /// The venue's symbol, `venue:symbol`, or a unified symbol.
    pub symbol: String,
    /// `long` or `short`; `buy` and `sell` mean the same.
    pub side: Direction,
    /// Base units. What is no whole number of lots is cut down to one, never up.
    pub size: Figure,
    /// Set at the venue before the order, if it is another one now.
    #[serde(default)]
    #[schema(nullable = false)]
    pub leverage: Option<Figure>,
    /// Price that the percentages are meant from; must be near the market. Needed with them.
    #[serde(default)]
    #[schema(nullable = false)]
    pub entry_price: Option<Figure>,
    /// Distance of the stop-loss in percent of `entry_price`; none if 0 or absent.
    #[serde(default)]
    #[schema(nullable = false)]
    pub stop_loss_pct: Option<Figure>,
    /// Distance of the take-profit in percent of `entry_price`; none if 0 or absent.
    #[serde(default)]
    #[schema(nullable = false)]
    pub take_profit_pct: Option<Figure>,
    /// Or the stop-loss as a price.
    #[serde(default)]
    #[schema(nullable = false)]
    pub stop_loss: Option<Figure>,
    /// Or the take-profit as a price.
    #[serde(default)]
    #[schema(nullable = false)]
    pub take_profit: Option<Figure>,
    /// Must be true where the money is real.
    #[serde(default)]
    pub allow_live: bool,
    /// Which account; the only one if absent.
    #[serde(default)]
    #[schema(nullable = false)]
    pub account: Option<String>,
    /// The same as the header `Idempotency-Key`.
    #[serde(default)]
    #[schema(nullable = false)]
    pub idempotency_key: Option<String>,
    /// The name that the order is sent under, never used before. One is made if absent.
    #[serde(default)]
    #[schema(nullable = false)]
    pub client_order_id: Option<String>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ManualTraded {
    /// Always true: everything else is a problem document.
    pub success: bool,
    /// In words, with the price and the route.
    pub message: String,
    /// Which account.
    pub account: String,
    /// The venue's symbol.
    pub symbol: String,
    /// `long` or `short`.
    pub side: Direction,
    /// Name of the order here.
    pub order_id: String,
    /// Base units that were executed.
    pub size: Figure,
    /// Average price that they were executed at.
    #[schema(required)]
    pub entry_price: Option<Figure>,
    /// Price of the stop-loss.
    #[schema(required)]
    pub stop_loss: Option<Figure>,
    /// Price of the take-profit.
    #[schema(required)]
    pub take_profit: Option<Figure>,
    /// Which way the order left: `ws` or `rest`.
    #[schema(required)]
    pub route: Option<Source>,
    /// The order, with everything that is known of it.
    pub order: OrderRow,
    /// The bracket that holds the exits; whether they protect already, its `state` says. `null` without exits.
    #[schema(required)]
    pub bracket: Option<BracketRow>,
}
