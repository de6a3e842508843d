//! What was traded before the simulator's first minute?
//!
//! The engine begins empty; a customer of a real venue has years behind it. A lever books such trades: rows that lists of the past
//! show and that nothing else depends on.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use twinline_exchange::accounts::AccountId;

use super::super::live::Live;
use super::super::tables::{asset_id, product};
use super::rows::{stamp, text};

/// An order of long ago, filled at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bygone {
    pub account: AccountId,
    /// Of which product.
    pub symbol: usize,
    pub side: &'static str,
    /// Contracts.
    pub size: u64,
    pub price: Decimal,
    pub at_ns: i64,
    pub id: u64,
}

impl Bygone {
    /// As the history of orders has it.
    pub fn order(&self, live: &Live) -> Value {
        let listed = &live.products[self.symbol];
        json!({
            "id": self.id, "user_id": self.account.0, "product_id": listed.id, "product_symbol": listed.symbol, "side": self.side,
            "size": self.size, "unfilled_size": 0, "order_type": "limit_order", "limit_price": text(self.price),
            "average_fill_price": text(self.price), "time_in_force": "gtc", "post_only": false, "state": "closed", "stop_order_type": null,
            "stop_price": null, "stop_trigger_method": null, "trail_amount": null, "reduce_only": false, "client_order_id": null,
            "cancellation_reason": null, "commission": "0", "paid_commission": "0", "mmp": "disabled", "margin_mode": "isolated",
            "quote_size": null, "bracket_order": null, "meta_data": {"source": "web"}, "created_at": stamp(self.at_ns),
            "updated_at": stamp(self.at_ns),
        })
    }

    /// As the list of fills has it.
    pub fn fill(&self, live: &Live) -> Value {
        let (listed, spec) = (&live.products[self.symbol], &live.markets()[self.symbol].spec);
        json!({
            "id": format!("{}0", self.id), "order_id": self.id.to_string(), "product_id": listed.id, "product_symbol": listed.symbol,
            "user_id": self.account.0, "side": self.side, "size": self.size, "price": text(self.price), "role": "maker",
            "fill_type": "normal", "commission": "0", "created_at": stamp(self.at_ns), "settling_asset_id": asset_id("USD"),
            "settling_asset_symbol": "USD", "meta_data": {}, "product": product(listed, spec, live.opened_ms),
        })
    }
}
