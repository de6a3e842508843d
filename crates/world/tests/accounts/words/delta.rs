//! As Delta Exchange tells it: sizes in contracts, times in microseconds, fees over REST alone.

use serde_json::{Value, json};
use twinline_model::Timestamp;
use twinline_venue::account::AccountStep;

use super::{Back, FirstAnswer, NUMBER, Part, Words, at};

pub struct Delta;

/// What channels the account asks for.
const CHANNELS: [&str; 5] = ["orders", "positions", "v2/user_trades", "margins", "mmp_trigger"];

fn micros(after_ms: i64) -> i64 {
    at(after_ms) * 1_000
}

fn contracts(text: &str) -> u32 {
    text.parse().unwrap()
}

/// The order after this part, in the members that stream and REST share.
fn order(part: Option<Part>) -> Value {
    let executed = part.map_or(0, |part| contracts(part.executed));
    json!({
        "product_id": 21, "client_order_id": "a", "size": 100, "unfilled_size": 100 - executed, "side": "buy", "limit_price": "2.0000",
        "average_fill_price": part.map(|_| "2.0000"), "state": if part.is_some_and(|part| part.last) { "closed" } else { "open" },
        "cancellation_reason": null, "stop_order_type": null, "stop_price": null, "bracket_order": null,
    })
}

fn with(mut value: Value, members: Value) -> Value {
    value.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    value
}

fn update(part: Option<Part>) -> Value {
    let (action, reason) = if part.is_some() { ("update", json!("fill")) } else { ("create", Value::Null) };
    let time = micros(part.map_or(0, |part| part.at));
    with(
        order(part),
        json!({ "type": "orders", "action": action, "reason": reason, "symbol": "XRPUSD", "order_id": NUMBER, "timestamp": time }),
    )
}

fn row(part: Option<Part>) -> Value {
    let more = json!({
        "id": NUMBER, "product_symbol": "XRPUSD", "order_type": "limit_order", "time_in_force": "gtc", "reduce_only": false,
        "updated_at": micros(part.map_or(0, |part| part.at)).to_string(),
    });
    with(order(part), more)
}

fn trade(part: &Part) -> Value {
    json!({
        "id": part.trade.to_string(), "order_id": NUMBER.to_string(), "product_id": 21, "product_symbol": "XRPUSD", "side": "buy",
        "size": contracts(part.qty), "price": "2.0000", "role": "maker", "fill_type": "normal", "commission": part.fee,
        "created_at": micros(part.at).to_string(), "settling_asset_symbol": "USD", "client_order_id": "a",
    })
}

fn listed(rows: Vec<Value>) -> Value {
    json!({ "success": true, "result": rows, "meta": { "after": null, "before": null } })
}

impl Words for Delta {
    fn symbol(&self) -> &'static str {
        "XRPUSD"
    }

    fn accepted(&self) -> Value {
        update(None)
    }

    /// The order and its fill are told apart.
    fn executed(&self, part: Part) -> Vec<Value> {
        vec![update(Some(part)), self.fast(part)]
    }

    fn fast(&self, part: Part) -> Value {
        json!({
            "type": "v2/user_trades", "sy": "XRPUSD", "f": part.trade.to_string(), "R": "normal", "u": 1, "o": NUMBER, "S": "buy",
            "s": contracts(part.qty), "p": "2.0000", "po": contracts(part.executed), "r": "maker", "c": "a", "t": micros(part.at),
        })
    }

    fn money(&self, part: Part) -> Value {
        json!({
            "type": "margins", "action": "update", "asset_id": 14, "asset_symbol": "USD", "balance": part.wallet,
            "available_balance": "4000", "timestamp": micros(part.at),
        })
    }

    fn position(&self, part: Part) -> Option<Value> {
        Some(json!({
            "type": "positions", "action": "update", "reason": null, "symbol": "XRPUSD", "product_id": 21,
            "size": contracts(part.executed), "margin": "20", "entry_price": "2.0000", "liquidation_price": "1.1", "bankruptcy_price": "1",
            "commission": "0.1",
        }))
    }

    fn placed(&self) -> Value {
        json!({ "success": true, "result": row(None) })
    }

    fn orders(&self, part: Part) -> Value {
        listed(vec![row(Some(part))])
    }

    /// The newest first.
    fn fills(&self, parts: &[Part]) -> Value {
        listed(parts.iter().rev().map(trade).collect())
    }

    fn absent(&self) -> FirstAnswer {
        (404, r#"{"success":false,"error":{"code":"open_order_not_found"}}"#, false)
    }

    fn first_answers(&self) -> &'static [FirstAnswer] {
        &[
            (401, r#"{"success":false,"error":{"code":"expired_signature","context":{"server_time":1}}}"#, true),
            (401, r#"{"error":"SignatureExpired","message":"your signature has expired"}"#, true),
            (500, r#"{"success":false,"error":{"code":"internal_server_error"}}"#, false),
            (503, "<html>maintenance</html>", false),
            (200, r#"{"success":true,"result":{}}"#, false),
            (0, "", false),
        ]
    }

    fn nothing(&self, step: &AccountStep, now: Timestamp) -> Back {
        let done = |result: Value| Back::Http(json!({ "success": true, "result": result }));
        match step {
            AccountStep::LogOn => {
                Back::Frame(json!({ "type": "key-auth", "success": true, "status_code": 200, "status": "authenticated" }))
            }
            AccountStep::Subscribe => {
                let channels: Vec<Value> = CHANNELS.iter().map(|name| json!({ "name": name, "symbols": ["all"] })).collect();
                Back::Frame(json!({ "type": "subscriptions", "channels": channels }))
            }
            AccountStep::Clock => done(json!({ "server_time": now.as_millis() * 1_000 })),
            AccountStep::Settings => done(json!({ "margin_mode": "isolated" })),
            AccountStep::InstrumentSettings { .. } => done(json!({ "leverage": "10" })),
            AccountStep::Preferences => done(json!({})),
            _ => Back::Http(listed(Vec::new())),
        }
    }
}
