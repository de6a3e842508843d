//! How the WebSocket API is spoken: requests, sessions, answers.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::faces::binance::errors::ApiError;
use crate::faces::binance::private::calls::Call;
use crate::faces::binance::private::gate::{Caller, Gate, Need};
use crate::faces::binance::private::order_params::target_of;
use crate::machine::ConnId;
use crate::target::Target;

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// The same as this public REST path.
    Public(&'static str),
    /// The same as this private call.
    Private(Call),
    /// Who the connection belongs to.
    Logon,
    Status,
    Logout,
}

impl Asks {
    /// What a method asks for; `None` if there is no such method.
    pub fn find(method: &str) -> Option<Asks> {
        let asks = match method {
            "depth" => Asks::Public("/fapi/v1/depth"),
            "ticker.price" => Asks::Public("/fapi/v2/ticker/price"),
            "ticker.book" => Asks::Public("/fapi/v1/ticker/bookTicker"),
            "session.logon" => Asks::Logon,
            "session.status" => Asks::Status,
            "session.logout" => Asks::Logout,
            "order.place" => Asks::Private(Call::PlaceOrder),
            "order.modify" => Asks::Private(Call::AmendOrder),
            "order.cancel" => Asks::Private(Call::CancelOrder),
            "order.status" => Asks::Private(Call::QueryOrder),
            "algoOrder.place" => Asks::Private(Call::PlaceAlgo),
            "algoOrder.cancel" => Asks::Private(Call::CancelAlgo),
            "account.balance" => Asks::Private(Call::BalanceV2),
            "v2/account.balance" => Asks::Private(Call::BalanceV3),
            "account.status" => Asks::Private(Call::AccountV2),
            "v2/account.status" => Asks::Private(Call::AccountV3),
            "account.position" => Asks::Private(Call::PositionsV2),
            "v2/account.position" => Asks::Private(Call::PositionsV3),
            "userDataStream.start" => Asks::Private(Call::StartListening),
            "userDataStream.ping" => Asks::Private(Call::KeepListening),
            "userDataStream.stop" => Asks::Private(Call::StopListening),
            _ => return None,
        };
        Some(asks)
    }
}

/// A request read from a frame.
#[derive(Debug)]
pub(crate) struct Asked {
    /// As sent; echoed in the answer.
    pub id: Value,
    pub method: String,
    pub params: Target,
    /// Whether the answer tells the limits.
    pub tells_limits: Option<bool>,
}

/// Reads a frame; `None` if it is no JSON object.
pub(crate) fn read(text: &str) -> Option<Asked> {
    let request: Map<String, Value> = serde_json::from_str(text).ok()?;
    let params = request.get("params").and_then(Value::as_object);
    let flag = params.and_then(|params| params.get("returnRateLimits"));
    Some(Asked {
        id: request.get("id").cloned().unwrap_or(Value::Null),
        method: request.get("method").and_then(Value::as_str).unwrap_or("").to_owned(),
        tells_limits: flag.and_then(|flag| flag.as_bool().or_else(|| flag.as_str().map(|text| text == "true"))),
        params: target_of(params.into_iter().flatten()),
    })
}

#[derive(Debug)]
struct Session {
    connected_ms: i64,
    tells_limits: bool,
    logged_on: Option<(Caller, i64)>,
}

/// The connections to the WebSocket API, and who they belong to.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    open: BTreeMap<ConnId, Session>,
}

impl Sessions {
    pub fn open(&mut self, conn: ConnId, now_ms: i64, tells_limits: bool) {
        self.open.insert(conn, Session { connected_ms: now_ms, tells_limits, logged_on: None });
    }

    pub fn closed(&mut self, conn: ConnId) {
        self.open.remove(&conn);
    }

    pub fn holds(&self, conn: ConnId) -> bool {
        self.open.contains_key(&conn)
    }

    /// Whether answers on this connection tell the limits if a request does not say.
    pub fn tells_limits(&self, conn: ConnId) -> bool {
        self.open.get(&conn).is_some_and(|session| session.tells_limits)
    }

    /// Who a connection belongs to.
    pub fn caller(&self, conn: ConnId) -> Option<&Caller> {
        self.open.get(&conn).and_then(|session| session.logged_on.as_ref()).map(|(caller, _)| caller)
    }

    /// Every session is logged out. Returns whose, and on which connection.
    pub fn log_all_out(&mut self) -> Vec<ConnId> {
        self.open.iter_mut().filter_map(|(conn, session)| session.logged_on.take().map(|_| *conn)).collect()
    }

    /// Logs a connection on.
    pub fn log_on(&mut self, conn: ConnId, params: &Target, gate: &Gate, now_ms: i64, clock_ms: i64) -> Result<String, ApiError> {
        let caller = gate.admit_api(params, Need::Signed, clock_ms, None)?;
        if !gate.may_log_on(&caller) {
            // ASSUMED: the venue names no code for a key of the wrong kind.
            return Err(ApiError::bad(-4056, "HMAC_SHA256 API key is not supported."));
        }
        if let Some(session) = self.open.get_mut(&conn) {
            session.logged_on = Some((caller, now_ms));
        }
        Ok(self.status(conn, clock_ms))
    }

    /// Logs a connection out.
    pub fn log_out(&mut self, conn: ConnId, clock_ms: i64) -> String {
        if let Some(session) = self.open.get_mut(&conn) {
            session.logged_on = None;
        }
        self.status(conn, clock_ms)
    }

    /// Who a connection belongs to, in the venue's words.
    pub fn status(&self, conn: ConnId, clock_ms: i64) -> String {
        let session = self.open.get(&conn);
        let logged_on = session.and_then(|session| session.logged_on.as_ref());
        format!(
            "{{\"apiKey\":{},\"authorizedSince\":{},\"connectedSince\":{},\"returnRateLimits\":{},\"serverTime\":{clock_ms}}}",
            json!(logged_on.map(|(caller, _)| &*caller.api_key)),
            json!(logged_on.map(|(_, since_ms)| since_ms)),
            session.map_or(0, |session| session.connected_ms),
            session.is_some_and(|session| session.tells_limits),
        )
    }
}
