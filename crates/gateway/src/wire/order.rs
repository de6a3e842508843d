//! Shape of an order.

use serde::{Deserialize, Serialize};
use twinline_core::account::{self, Order};
use twinline_model::{
    InstrumentId, OrderStatus, OrderType, PositionSide, Price, Qty, Rate, Side, Source, TimeInForce, Timestamp, TriggerBy,
};
use utoipa::ToSchema;

/// Who has said yes to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AcceptedBy {
    /// Checked here, and its intent is on disk.
    Gateway,
    /// The venue has it.
    Venue,
}

/// Who placed an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderOrigin {
    /// It went through this gateway.
    Gateway,
    /// Somebody else, or the venue itself.
    External,
}

/// One order, with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrderRow {
    /// Its name here: the client order id of what went through this gateway.
    pub order_id: String,
    /// The name that it was sent under.
    #[schema(required)]
    pub client_order_id: Option<String>,
    /// The venue's name of it; unique per instrument.
    #[schema(required)]
    pub venue_order_id: Option<String>,
    /// For what.
    pub instrument: InstrumentId,
    /// Buy or sell; `null` for an order of which only a fill was seen.
    #[schema(required)]
    pub side: Option<Side>,
    /// Which position it is for.
    #[schema(required)]
    pub position_side: Option<PositionSide>,
    /// Of what kind.
    #[serde(rename = "type")]
    #[schema(required)]
    pub kind: Option<OrderType>,
    /// Total quantity, in base units; `null` if it closes whatever the position is then.
    #[schema(required)]
    pub qty: Option<Qty>,
    /// Limit price.
    #[schema(required)]
    pub price: Option<Price>,
    /// Price that triggers it.
    #[schema(required)]
    pub trigger_price: Option<Price>,
    /// What moves the trigger.
    #[schema(required)]
    pub trigger_by: Option<TriggerBy>,
    /// Distance of a trailing stop, in percent.
    #[schema(required)]
    pub trailing_percent: Option<Rate>,
    /// Price at which a trailing stop begins to follow.
    #[schema(required)]
    pub activation_price: Option<Price>,
    /// Distance of a trailing stop in quote units, where it trails by an amount.
    #[schema(required)]
    pub trailing_amount: Option<Price>,
    /// How long it stays.
    #[schema(required)]
    pub time_in_force: Option<TimeInForce>,
    /// When it ends by itself.
    #[schema(required)]
    pub expires_at: Option<Timestamp>,
    /// Refused rather than take.
    pub post_only: bool,
    /// Never opens or enlarges a position.
    pub reduce_only: bool,
    /// Closes the whole position when triggered.
    pub close_position: bool,
    /// How far it has come; `unknown` until the venue's evidence tells.
    pub status: OrderStatus,
    /// The venue's own word for that.
    pub venue_status: String,
    /// Executed so far, in base units; never falls.
    pub executed_qty: Qty,
    /// Average price of that.
    #[schema(required)]
    pub average_price: Option<Price>,
    /// Why it ended, or why it is not known whether the venue has it.
    #[schema(required)]
    pub reason: Option<String>,
    /// The venue's code of a refusal.
    #[schema(required)]
    pub refusal_code: Option<String>,
    /// Who has said yes.
    pub accepted_by: AcceptedBy,
    /// Which way it was sent: `ws` or `rest`.
    #[schema(required)]
    pub route: Option<Source>,
    /// Who placed it.
    pub origin: OrderOrigin,
    /// Whose key it was sent with.
    #[schema(required)]
    pub actor: Option<String>,
    /// When it was wanted, or first seen.
    pub created_at: Timestamp,
    /// When the venue changed it last, by its clock; `null` until it did.
    #[schema(required)]
    pub updated_at: Option<Timestamp>,
}

impl From<&Order> for OrderRow {
    fn from(order: &Order) -> Self {
        let (shape, terms) = (order.shape.as_ref(), order.terms.as_ref());
        let ended = order.reason.clone().or_else(|| order.no.as_ref().map(|no| no.message.clone()));
        Self {
            order_id: order.id.to_string(),
            client_order_id: order.client_order_id.as_ref().map(ToString::to_string),
            venue_order_id: order.venue_order_id.as_ref().map(ToString::to_string),
            instrument: order.instrument.clone(),
            side: shape.map(|shape| shape.side),
            position_side: shape.map(|shape| shape.position_side),
            kind: shape.map(|shape| shape.kind),
            qty: terms.and_then(|terms| terms.qty),
            price: terms.and_then(|terms| terms.price),
            trigger_price: terms.and_then(|terms| terms.trigger_price),
            trigger_by: shape.filter(|shape| shape.kind.is_conditional()).map(|shape| shape.trigger_by),
            trailing_percent: terms.and_then(|terms| terms.trailing_percent),
            activation_price: shape.and_then(|shape| shape.activation_price),
            trailing_amount: shape.and_then(|shape| shape.trailing_amount),
            time_in_force: shape.map(|shape| shape.time_in_force),
            expires_at: shape.and_then(|shape| shape.expires_at),
            post_only: shape.is_some_and(|shape| shape.post_only),
            reduce_only: shape.is_some_and(|shape| shape.reduce_only),
            close_position: shape.is_some_and(|shape| shape.close_position),
            status: order.status(),
            venue_status: order.venue_status.clone(),
            executed_qty: order.executed,
            average_price: order.average.map(|(_, price)| price),
            reason: ended.or_else(|| order.doubt.as_ref().map(|doubt| doubt.reason.clone())),
            refusal_code: order.no.as_ref().and_then(|no| no.code.clone()),
            accepted_by: match order.accepted_by {
                account::AcceptedBy::Gateway => AcceptedBy::Gateway,
                account::AcceptedBy::Venue => AcceptedBy::Venue,
            },
            route: order.route,
            origin: match order.origin {
                account::Origin::Gateway => OrderOrigin::Gateway,
                account::Origin::External => OrderOrigin::External,
            },
            actor: order.actor.clone(),
            created_at: order.created_at,
            updated_at: Some(order.updated_at).filter(|at| *at != Timestamp::default()),
        }
    }
}

/// An order as it is asked for. Nothing is rounded: a wrong value is refused, and the nearest right one is named.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderRequest {
    /// `venue:symbol`, or a unified symbol.
    #[schema(example = "venue:SYMBOL")]
    pub instrument: String,
    /// Buy or sell.
    pub side: Side,
    /// Of what kind.
    #[serde(rename = "type")]
    pub kind: OrderType,
    /// Which position; only in hedge mode.
    #[serde(default)]
    pub position_side: PositionSide,
    /// Base units; needed unless `close_position`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub qty: Option<Qty>,
    /// Limit price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub price: Option<Price>,
    /// Price that triggers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trigger_price: Option<Price>,
    /// What moves the trigger; the last trade if absent.
    #[serde(default)]
    pub trigger_by: TriggerBy,
    /// Distance of a trailing stop, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trailing_percent: Option<Rate>,
    /// Price at which a trailing stop begins to follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub activation_price: Option<Price>,
    /// Distance of a trailing stop in quote units, at venues that trail by an amount: in the place of `trailing_percent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub trailing_amount: Option<Price>,
    /// How long it stays; until canceled if absent.
    #[serde(default)]
    pub time_in_force: TimeInForce,
    /// End of `gtd`.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "super::schema::any_time")]
    #[schema(nullable = false, value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
    /// Refused rather than take.
    #[serde(default)]
    pub post_only: bool,
    /// Never opens or enlarges a position.
    #[serde(default)]
    pub reduce_only: bool,
    /// Closes the whole position when triggered.
    #[serde(default)]
    pub close_position: bool,
    /// The name it is sent under: 1 to 36 of `A-Z a-z 0-9 . _ -`, never used before. One is made if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^[A-Za-z0-9._-]{1,64}$")]
    pub client_order_id: Option<String>,
}

/// New terms of an order; what is absent stays.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(min_properties = 1)]
pub struct EditRequest {
    /// New limit price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub price: Option<Price>,
    /// New total quantity, in base units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub qty: Option<Qty>,
}
