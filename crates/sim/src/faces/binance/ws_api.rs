//! How the WebSocket API asks for what REST answers too: `depth`, `ticker.price` and `ticker.book`.
//!
//! Methods that need an account are refused as the venue refuses an unknown key; there are no accounts here.

use serde_json::{Map, Value, json};

use crate::face::Reply;
use crate::target::Target;

/// Where the WebSocket API lives.
pub(crate) const PATH: &str = "/ws-fapi/v1";

/// A request read from a frame.
#[derive(Debug)]
pub(crate) struct Call {
    /// As sent; echoed in the answer.
    pub id: Value,
    pub asks: Asks,
    /// Whether the answer tells the weight used.
    pub tells_limits: Option<bool>,
}

/// What a request asks for.
#[derive(Debug)]
pub(crate) enum Asks {
    /// The same as this REST call.
    Rest(Target),
    /// Something that needs an account.
    Account,
    /// Nothing known.
    Unknown,
}

/// Reads a frame; `None` if it is no JSON object.
pub(crate) fn read(text: &str) -> Option<Call> {
    let request: Map<String, Value> = serde_json::from_str(text).ok()?;
    let id = request.get("id").cloned().unwrap_or(Value::Null);
    let method = request.get("method").and_then(Value::as_str).unwrap_or("");
    let params = request.get("params").and_then(Value::as_object);
    let path = match method {
        "depth" => Some("/fapi/v1/depth"),
        "ticker.price" => Some("/fapi/v2/ticker/price"),
        "ticker.book" => Some("/fapi/v1/ticker/bookTicker"),
        _ => None,
    };
    let query = params.into_iter().flatten().map(|(name, value)| (name.clone(), plain(value))).collect();
    let account = ["order.", "algoOrder.", "account.", "v2/account.", "session.", "userDataStream."];
    let asks = match path {
        Some(path) => Asks::Rest(Target { path: path.to_owned(), query }),
        None if account.iter().any(|prefix| method.starts_with(prefix)) => Asks::Account,
        None => Asks::Unknown,
    };
    let tells_limits = params.and_then(|params| params.get("returnRateLimits")).and_then(Value::as_bool);
    Some(Call { id, asks, tells_limits })
}

/// Writes an answer; `used` is the weight used in this minute, if it is to be told.
pub(crate) fn write(id: &Value, reply: &Reply, used: Option<u64>, per_minute: u64) -> String {
    let field = if reply.status == 200 { "result" } else { "error" };
    let limits = used.map_or(String::new(), |used| {
        format!(
            ",\"rateLimits\":[{{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":{per_minute},\"count\":{used}}}]"
        )
    });
    format!("{{\"id\":{id},\"status\":{},\"{field}\":{}{limits}}}", reply.status, reply.body)
}

/// Parameters are numbers or texts; REST knows texts only.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `ticker.book` tells the update id, which REST does not. `id_of` finds it for a symbol.
pub(crate) fn with_update_ids(body: &str, id_of: impl Fn(&str) -> Option<u64>) -> String {
    let Ok(mut body) = serde_json::from_str::<Value>(body) else { return body.to_owned() };
    let rows = match &mut body {
        Value::Array(rows) => rows.as_mut_slice(),
        single => std::slice::from_mut(single),
    };
    for row in rows {
        let update_id = row.get("symbol").and_then(Value::as_str).and_then(&id_of);
        if let (Some(update_id), Some(fields)) = (update_id, row.as_object_mut()) {
            fields.insert("lastUpdateId".to_owned(), json!(update_id));
        }
    }
    body.to_string()
}
