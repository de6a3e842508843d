//! What does the account's owner do on the venue's own page, past the gateway?

use serde_json::{Map, Value, json};
use twinline_core::account::AccountEvent;
use twinline_model::{OrderId, Price};
use twinline_sim::Venue;

use crate::stage::Stage;

impl Stage {
    /// Trades so many contracts at the market: `BUY` or `SELL`.
    pub fn bought_at_the_venue(&mut self, name: &str, side: &str, quantity: &str) -> Value {
        self.ordered_at_the_venue(name, side, quantity, None)
    }

    /// The same, at the market or at this price.
    pub fn ordered_at_the_venue(&mut self, name: &str, side: &str, quantity: &str, price: Option<Price>) -> Value {
        let price = price.map(|price| price.to_string());
        match self.venue {
            Venue::Binance => {
                let (kind, life) = if price.is_some() { ("LIMIT", Some("GTC")) } else { ("MARKET", None) };
                let body = json!({"symbol": name, "side": side, "type": kind, "quantity": quantity, "price": price, "timeInForce": life});
                let named = body.as_object().unwrap().iter().filter(|member| !member.1.is_null());
                self.at_the_venue("order", named.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>().into())
            }
            Venue::Delta => {
                let kind = if price.is_some() { "limit_order" } else { "market_order" };
                let size: u32 = quantity.parse().unwrap();
                let body =
                    json!({"product_symbol": name, "size": size, "side": side.to_lowercase(), "order_type": kind, "limit_price": price});
                self.at_the_venue("request", json!({"method": "POST", "path": "/v2/orders", "body": body}))
            }
        }
    }

    /// Ends an order.
    pub fn canceled_at_the_venue(&mut self, id: &OrderId) -> Value {
        let name = self.first().symbol().to_owned();
        match self.venue {
            Venue::Binance => self.at_the_venue("cancel", json!({"symbol": name, "origClientOrderId": id.as_str()})),
            Venue::Delta => {
                let number: u64 = self.order(id).unwrap().venue_order_id.as_ref().unwrap().as_str().parse().unwrap();
                self.at_the_venue("request", json!({"method": "DELETE", "path": "/v2/orders", "body": {"id": number}}))
            }
        }
    }

    /// Why the account was repaired, each time until now.
    pub fn receipts(&self) -> Vec<String> {
        let repaired = |event: &AccountEvent| match event {
            AccountEvent::Repaired { reason, .. } => Some(reason.clone()),
            _ => None,
        };
        self.world.gateway().journal().iter().filter_map(|envelope| repaired(&envelope.event)).collect()
    }
}
