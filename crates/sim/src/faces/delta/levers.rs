//! What can a test make happen? `POST /control/NAME` with what it needs.
//!
//! | name | body | what happens |
//! |---|---|---|
//! | `checksum` | `{"symbol"}` | the next change of the book bears a wrong checksum |
//! | `book-error` | `{"symbol"}` | those who follow the book are told that its snapshot failed to load |
//! | `disruption` | `{"symbol", "trading_status"}` | a product's trading is disturbed, or operational again |
//! | `maintenance` | `{"event"}` | the venue announces, starts, ends or cancels maintenance |

use serde_json::{Value, json};

use super::live::Live;
use super::sessions::Sessions;
use crate::outbox::Outbox;

impl Live {
    pub fn lever(&mut self, name: &str, body: &Value, sessions: &mut Sessions, outbox: &mut Outbox<'_>) -> Result<Value, String> {
        let at_us = outbox.now_ns / 1_000;
        match name {
            "checksum" => {
                let at = self.place(body)?;
                self.feeds[at].spoil = true;
            }
            "book-error" => {
                let symbol = self.products[self.place(body)?].symbol.clone();
                let msg = "Snapshot load failed. Verify if product is live and resubscribe after a few secs.";
                for channel in ["ob_updates", "l2_updates"] {
                    let word = |_| json!({"type": channel, "action": "error", "symbol": symbol, "msg": msg});
                    sessions.publish(channel, &symbol, |held| held == symbol, word, outbox);
                }
            }
            "disruption" => {
                let at = self.place(body)?;
                let known = ["operational", "disrupted_cancel_only", "disrupted_post_only"];
                let word = known.into_iter().find(|word| body["trading_status"] == *word).ok_or("trading_status is none of the venue's")?;
                self.products[at].trading = word;
                let event = if word == "operational" { "finish_auction" } else { "market_disruption" };
                let product = &self.products[at];
                let told = json!({"id": product.id, "symbol": product.symbol, "trading_status": word});
                let frame = json!({"type": "product_updates", "event": event, "product": told, "timestamp": at_us});
                sessions.publish("product_updates", &product.symbol, |_| true, |_| frame.clone(), outbox);
            }
            "maintenance" => self.maintain(body, at_us, sessions, outbox)?,
            other => return Err(format!("no lever {other}; there are: checksum, book-error, disruption, maintenance")),
        }
        Ok(json!({}))
    }

    fn maintain(&mut self, body: &Value, at_us: i64, sessions: &Sessions, outbox: &mut Outbox<'_>) -> Result<(), String> {
        let known = ["maintenance_scheduled", "maintenance_started", "maintenance_finished", "maintenance_cancelled"];
        let event = known.into_iter().find(|event| body["event"] == *event).ok_or("event is none of the venue's")?;
        let status = if event == "maintenance_started" { "maintenance" } else { "live" };
        let times = json!({
            "type": "system_status", "status": status, "event": event, "timestamp": at_us, "maintenance_start_time": at_us,
            "maintenance_announcement_time": at_us, "maintenance_finish_time": at_us + 600_000_000,
        });
        let mut old = times.clone();
        old["type"] = "announcements".into();
        old.as_object_mut().map(|members| members.remove("status"));
        sessions.publish("system_status", "", |_| true, |_| times.clone(), outbox);
        sessions.publish("announcements", "", |_| true, |_| old.clone(), outbox);
        Ok(())
    }

    /// The place of the product that a lever is about.
    fn place(&self, body: &Value) -> Result<usize, String> {
        let symbol = body["symbol"].as_str().ok_or("symbol is missing")?;
        self.products.iter().position(|product| product.symbol == symbol).ok_or_else(|| format!("no product {symbol}"))
    }
}
