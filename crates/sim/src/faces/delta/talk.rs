//! What is said to a client that says something?

use serde_json::{Value, json};

use super::channels::interval_of;
use super::frames::Of;
use super::listed::Product;
use super::live::Live;
use super::private::Private;
use super::sessions::{Dialect, Sessions, answer};
use crate::faults::FaultName;
use crate::machine::ConnId;
use crate::outbox::Outbox;

impl Live {
    /// A text message of a client.
    pub fn text(&mut self, conn: ConnId, text: &str, private: &mut Private, sessions: &mut Sessions, outbox: &mut Outbox<'_>) {
        match small_talk(conn, text, sessions, outbox) {
            Some(Said::Subscribe(frame)) => self.subscribe(conn, &frame, private, sessions, outbox),
            Some(Said::LogOn(word, payload)) => log_on(conn, &word, &payload, private, sessions, outbox),
            None => {}
        }
    }

    fn subscribe(&mut self, conn: ConnId, frame: &Value, private: &mut Private, sessions: &mut Sessions, outbox: &mut Outbox<'_>) {
        // What changed until now is of the time before: whoever joins now must not get it after his whole book.
        let at_us = outbox.now_ns / 1_000 + outbox.faults.skew_ms() * 1_000;
        let asked = entries(frame);
        if asked.iter().any(|(name, _)| name == "ob_updates" || name == "l2_updates") {
            (0..self.products.len()).for_each(|at| self.flush_book(at, at_us, sessions, outbox));
        }
        let mut refused = Vec::new();
        let mut granted = Vec::new();
        for (name, symbols) in asked {
            let status = match sessions.subscribe(conn, &name, &symbols, |symbol, wide| self.is_known(symbol, wide)) {
                Some(error) => {
                    refused.push(json!({"name": name, "error": error}));
                    403
                }
                None => 200,
            };
            outbox.log(conn, "SUBSCRIBE", format!("{name} {}", symbols.join(",")), status);
            if status == 200 {
                granted.push((name, symbols));
            }
        }
        let mut channels = sessions.list(conn);
        channels.append(&mut refused);
        answer(conn, &json!({"type": "subscriptions", "channels": channels}), outbox);
        for (name, symbols) in granted {
            self.begin(conn, &name, &symbols, at_us, sessions, outbox);
            if let Some(account) = sessions.account(conn) {
                for frame in private.snapshot(self, account, &name, &symbols, at_us) {
                    answer(conn, &frame, outbox);
                }
            }
        }
    }

    /// True for a product, a chain of options, and where they are taken, a category.
    fn is_known(&self, symbol: &str, wide: bool) -> bool {
        let is_meant = |product: &Product| {
            product.chain.as_deref() == Some(symbol) || product.symbol == symbol || (wide && product.is_meant_by(symbol))
        };
        self.products.iter().any(is_meant)
    }

    /// What a new subscription is told at once. `all` and categories are told nothing.
    fn begin(&self, conn: ConnId, name: &str, symbols: &[String], at_us: i64, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        if name == "system_status" {
            answer(conn, &json!({"type": name, "status": "live", "event": "snapshot", "timestamp": at_us}), outbox);
        }
        let long = sessions.dialect(conn) == Dialect::Long;
        for symbol in symbols {
            let Some((product, market, feed)) = self.find(symbol.strip_prefix("MARK:").unwrap_or(symbol)) else { continue };
            let of = Of { product, market };
            let frame = match name {
                "ob_updates" | "l2_updates" => {
                    let stale = outbox.faults.hits(FaultName::SnapshotStale, &[name], Some(symbol)).then(|| feed.old().cloned()).flatten();
                    of.whole(&stale.unwrap_or_else(|| feed.whole(market, product, at_us)), name == "l2_updates")
                }
                "all_trades" => of.trades(),
                "ob_l1" | "l1_orderbook" => of.l1(at_us, name == "l1_orderbook"),
                "mark_price" => of.mark(at_us, long),
                "funding_rate" => of.funding(at_us, long),
                _ => match name.strip_prefix("candlestick_").and_then(interval_of) {
                    Some(interval) => of.candle(&market.candles.running(interval), interval, at_us, long),
                    None => continue,
                },
            };
            answer(conn, &frame, outbox);
        }
    }
}

/// What needs to know of products and accounts to be answered.
pub(super) enum Said {
    /// The whole frame.
    Subscribe(Value),
    /// In which form, and with what.
    LogOn(String, Value),
}

/// Answers what needs to know of nothing.
pub(super) fn small_talk(conn: ConnId, text: &str, sessions: &mut Sessions, outbox: &mut Outbox<'_>) -> Option<Said> {
    let Ok(mut frame) = serde_json::from_str::<Value>(text) else {
        answer(conn, &json!({"type": "error", "message": "invalid json"}), outbox);
        return None;
    };
    match frame["type"].as_str() {
        Some("enable_heartbeat") => sessions.beat(conn, true, outbox.now_ns),
        Some("disable_heartbeat") => sessions.beat(conn, false, outbox.now_ns),
        // ASSUMED: a client that sends the venue's own sign of life back is left without an answer.
        Some("heartbeat") => {}
        Some("ping") => answer(conn, &json!({"type": "pong"}), outbox),
        Some("subscribe") => return Some(Said::Subscribe(frame)),
        Some("unsubscribe") => {
            for (name, symbols) in entries(&frame) {
                sessions.unsubscribe(conn, &name, &symbols);
                outbox.log(conn, "UNSUBSCRIBE", format!("{name} {}", symbols.join(",")), 200);
            }
            answer(conn, &json!({"type": "subscriptions", "channels": sessions.list(conn)}), outbox);
        }
        Some("unauth") => sessions.log_off(conn),
        Some(word @ ("key-auth" | "auth")) => return Some(Said::LogOn(word.to_owned(), frame["payload"].take())),
        _ => answer(conn, &json!({"type": "error", "message": "unknown type"}), outbox),
    }
    None
}

/// Names and symbols of a frame about subscriptions.
pub(super) fn entries(frame: &Value) -> Vec<(String, Vec<String>)> {
    let channels = frame["payload"]["channels"].as_array().into_iter().flatten().take(1_000);
    let symbols =
        |entry: &Value| entry["symbols"].as_array().into_iter().flatten().filter_map(|symbol| symbol.as_str().map(str::to_owned)).collect();
    channels.filter_map(|entry| Some((entry["name"].as_str()?.to_owned(), symbols(entry)))).collect()
}

/// Says whose connection it is. The old form of the message is answered in its own words. ASSUMED: which ones.
fn log_on(conn: ConnId, word: &str, payload: &Value, private: &Private, sessions: &mut Sessions, outbox: &mut Outbox<'_>) {
    let clock_ms = outbox.now_ns / 1_000_000 + outbox.faults.skew_ms();
    let (status, told) = match private.gate.log_on(payload, clock_ms) {
        Ok(account) => {
            sessions.log_on(conn, account);
            (200, json!({"type": "key-auth", "success": true, "status_code": 200, "status": "authenticated"}))
        }
        Err((code, status, message)) => {
            (code, json!({"type": "key-auth", "success": false, "status_code": code, "status": status, "message": message}))
        }
    };
    outbox.log(conn, "LOGON", word.to_owned(), status);
    match (word, status) {
        ("auth", 200) => answer(conn, &json!({"type": "success", "message": "Authenticated"}), outbox),
        _ => answer(conn, &told, outbox),
    }
}
