//! Shape of what an order would come to.

use serde::Serialize;
use twinline_model::{Amount, Notional, Price, Qty, Rate};
use utoipa::ToSchema;

/// An order that could leave now, and what it would come to. Estimates of this moment: the market moves, the venue decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewRow {
    /// Always true; an order that could not leave is a problem document.
    pub sound: bool,
    /// The name that it would have been sent under.
    pub client_order_id: String,
    /// What can be said of it.
    #[serde(flatten)]
    pub figures: PreviewFigures,
}

/// What an order would come to. A figure is `null` where something is missing that it needs, and `needs` says what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewFigures {
    /// Price that it is expected to have: its limit, its trigger, or what the book gives on average.
    #[schema(required)]
    pub average_price: Option<Price>,
    /// The last level of the book that a market order of this size would reach.
    #[schema(required)]
    pub worst_price: Option<Price>,
    /// How much of it the known book holds, in base units; of market orders alone.
    #[schema(required)]
    pub book_qty: Option<Qty>,
    /// Quantity times that price, in quote units.
    #[schema(required)]
    pub value: Option<Notional>,
    /// The leverage set for the instrument.
    #[schema(required)]
    pub leverage: Option<Rate>,
    /// What would be set aside for it: value over leverage; zero if it only reduces.
    #[schema(required)]
    pub initial_margin: Option<Amount>,
    /// Fee as a share of value if it rests, as the account's last such fill in this instrument was charged, else as the venue states.
    #[schema(required)]
    pub maker_rate: Option<Rate>,
    /// Fee as a share of value if it takes, in the same way.
    #[schema(required)]
    pub taker_rate: Option<Rate>,
    /// Fee if all of it rests.
    #[schema(required)]
    pub maker_fee: Option<Amount>,
    /// Fee if all of it takes.
    #[schema(required)]
    pub taker_fee: Option<Amount>,
    /// Mark price at which the venue would close the position that there is once all of the order is filled at its price, reckoned from the venue's
    /// margin brackets, what backs the position, and the fee. `null` if `needs` names it: it is not known; else there is no such price.
    #[schema(required)]
    pub liquidation_price: Option<Price>,
    /// What is missing for the figures that are `null`.
    pub needs: Vec<PreviewNeed>,
}

/// What a figure needs that is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreviewNeed {
    /// The member that is `null`.
    pub figure: &'static str,
    /// What it needs, in words.
    pub needs: &'static str,
}
