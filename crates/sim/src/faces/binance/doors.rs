//! How requests of accounts come in, over REST and over the WebSocket API, and how their answers go out.

use std::sync::Arc;

use serde_json::Value;

use crate::face::{Frame, FrameKind, Reply, Request};
use crate::faces::binance::errors::ApiError;
use crate::faces::binance::limits::{self, Cost, Verdict};
use crate::faces::binance::params::Params;
use crate::faces::binance::private::{
    Asked, Asks, Call, Caller, Counter, Counts, Deferred, Doubt, PER_MINUTE, PER_TEN_SECONDS, draw, read_frame, tell_orders,
};
use crate::faces::binance::{Binance, Source, rest};
use crate::faults::FaultName;
use crate::machine::ConnId;
use crate::outbox::Outbox;
use crate::requests::{Entry, client_order_id};
use crate::target::Target;

/// Where the WebSocket API lives.
pub(super) const PATH: &str = "/ws-fapi/v1";
/// Address that the WebSocket API is charged to. ASSUMED: handshakes carry no address here, and the server that hands
/// them on is on loopback, so its clients share this one.
const API_PEER: &str = "127.0.0.1";
/// Weight of opening a connection to the WebSocket API, and of asking about its session.
const HANDSHAKE: u64 = 5;
const SESSION: u64 = 2;
/// Requests that wait to be done late.
const MOST_DEFERRED: usize = 1_024;

impl Binance {
    /// Answers a private REST call whose weight has been charged.
    pub(super) fn private_rest(&mut self, call: Call, request: &Request<'_>, outbox: &mut Outbox<'_>) -> Reply {
        let clock_ms = outbox.now_ns / 1_000_000 + outbox.faults.skew_ms();
        let Source::Live(_, private) = &mut self.source else { return ApiError::wrong_key().reply() };
        let caller = match private.gate.admit_rest(request, call.need(), clock_ms) {
            Ok(caller) => caller,
            Err(error) => return error.reply(),
        };
        let path = request.target.path.as_str();
        let channels = [path, &format!("{} {path}", request.method)];
        let (answer, counts) = self.private_call(&caller, call, &request.target, false, &channels, outbox);
        let mut reply = match answer {
            Ok(body) => Reply { status: 200, headers: Vec::new(), body, weight: 0 },
            Err(error) => error.reply(),
        };
        if call.orders() != (0, 0) {
            tell_orders(&mut reply, counts);
        }
        reply
    }

    /// Does what an admitted caller asks, unless its order limit or a fault is in the way.
    fn private_call(
        &mut self,
        caller: &Caller,
        call: Call,
        params: &Target,
        api: bool,
        channels: &[&str],
        outbox: &mut Outbox<'_>,
    ) -> (Result<String, ApiError>, Counts) {
        let now_ms = outbox.now_ns / 1_000_000;
        let Source::Live(_, private) = &mut self.source else { return (Err(ApiError::wrong_key()), Counts::default()) };
        let counts = match private.orders.charge(caller.account, now_ms, call.orders()) {
            Ok(counts) => counts,
            Err(error) => return (Err(error), private.orders.counts(caller.account, now_ms)),
        };
        let answer = match draw(call, params, channels, outbox.faults) {
            None => self.counter_call(caller, call, params, api, outbox),
            Some(Doubt::Lost(error)) => Err(error),
            Some(Doubt::Done(error)) => match self.counter_call(caller, call, params, api, outbox) {
                Ok(_) => Err(error),
                // A refusal needs no backend that could time out.
                Err(refusal) => Err(refusal),
            },
            // Too many wait already: this one is lost.
            Some(Doubt::Late(error, _)) if private.deferred.len() >= MOST_DEFERRED => Err(error),
            Some(Doubt::Late(error, delay_ms)) => {
                let due_ns = outbox.now_ns + delay_ms * 1_000_000;
                private.deferred.push(Deferred { due_ns, caller: caller.clone(), call, params: params.clone(), api });
                Err(error)
            }
        };
        (answer, counts)
    }

    fn counter_call(
        &mut self,
        caller: &Caller,
        call: Call,
        params: &Target,
        api: bool,
        outbox: &mut Outbox<'_>,
    ) -> Result<String, ApiError> {
        let Source::Live(live, private) = &mut self.source else { return Err(ApiError::wrong_key()) };
        let api_key = caller.api_key.clone();
        let mut counter = Counter { live, private, sessions: &self.sessions, outbox, account: caller.account, api_key, api };
        counter.answer(call, Params::new(params))
    }

    /// Does what was answered with a timeout and is done later.
    pub(super) fn do_deferred(&mut self, outbox: &mut Outbox<'_>) {
        let Source::Live(_, private) = &mut self.source else { return };
        let (due, rest): (Vec<Deferred>, Vec<Deferred>) =
            std::mem::take(&mut private.deferred).into_iter().partition(|deferred| deferred.due_ns <= outbox.now_ns);
        private.deferred = rest;
        let clock_ms = outbox.now_ns / 1_000_000 + outbox.faults.skew_ms();
        for deferred in due {
            let Deferred { caller, call, params, api, .. } = &deferred;
            let became = match deferred.is_in_time(clock_ms) {
                true => self.counter_call(caller, *call, params, *api, outbox),
                false => Err(ApiError::too_late_for_the_engine()),
            };
            // Nobody is told; the log of requests shows it.
            let status = became.map_or_else(|error| error.status, |_| 200);
            let mut entry = Entry::new(outbox.now_ns / 1_000_000, "LATE", &format!("{call:?}"));
            entry.status = status;
            entry.client_order_id = client_order_id(params);
            outbox.log.push(entry);
        }
    }

    /// A handshake with the WebSocket API.
    pub(super) fn open_api(&mut self, conn: ConnId, target: &Target, outbox: &mut Outbox<'_>) {
        let now_ms = outbox.now_ns / 1_000_000;
        self.limits.charge(API_PEER, now_ms, Cost::Weight(HANDSHAKE));
        self.api.open(conn, now_ms, target.param("returnRateLimits") != Some("false"));
        self.sessions.open_api(conn, outbox);
    }

    /// Answers a frame of the WebSocket API.
    pub(super) fn answer_api(&mut self, conn: ConnId, text: &str, outbox: &mut Outbox<'_>) {
        let Some(asked) = read_frame(text) else {
            return outbox.close(conn, 1008, "Invalid JSON");
        };
        let now_ms = outbox.now_ns / 1_000_000;
        let asks = Asks::find(&asked.method);
        let weight = match asks {
            Some(Asks::Public(path)) => match rest::cost("GET", &Target { path: path.to_owned(), query: asked.params.query.clone() }) {
                Cost::Weight(weight) => weight,
                Cost::Funding => 0,
            },
            Some(Asks::Private(call)) => call.weight(&asked.params),
            Some(Asks::Logon | Asks::Status | Asks::Logout) => SESSION,
            None => 1,
        };
        let frames = outbox.out.len();
        let (reply, told) = match self.limits.charge(API_PEER, now_ms, Cost::Weight(weight)) {
            Verdict::Pass { used } => self.api_reply(conn, asks, &asked, used, outbox),
            Verdict::TooMany { used, retry_after_s } => (limits::too_many(retry_after_s, self.per_minute), self.told(used, None)),
            Verdict::Banned { until_ms, retry_after_s } => (limits::ban(until_ms, retry_after_s), self.told(0, None)),
        };
        let tells = asked.tells_limits.unwrap_or(self.api.tells_limits(conn));
        let text = write_answer(&asked.id, &reply, tells.then_some(told.as_str()));
        outbox.log.push(Entry {
            weight,
            status: reply.status,
            conn: Some(conn.0),
            id: Some(asked.id.clone()),
            client_order_id: client_order_id(&asked.params),
            ..Entry::new(now_ms, &asked.method, PATH)
        });
        send_answer(conn, &asked, text, frames, outbox);
    }

    fn api_reply(&mut self, conn: ConnId, asks: Option<Asks>, asked: &Asked, used: u64, outbox: &mut Outbox<'_>) -> (Reply, String) {
        let now_ms = outbox.now_ns / 1_000_000;
        let clock_ms = now_ms + outbox.faults.skew_ms();
        let mut counts = None;
        let answer = match asks {
            None => Err(ApiError::not_supported()),
            Some(Asks::Public(path)) => return (self.public_api(path, asked, outbox), self.told(used, None)),
            Some(Asks::Status) => Ok(self.api.status(conn, clock_ms)),
            Some(Asks::Logout) => Ok(self.api.log_out(conn, clock_ms)),
            Some(Asks::Logon) => self.log_on(conn, asked, now_ms, clock_ms),
            Some(Asks::Private(call)) => match self.admit_api(conn, call, asked, clock_ms) {
                Ok(caller) => {
                    let (answer, counted) = self.private_call(&caller, call, &asked.params, true, &[&asked.method], outbox);
                    counts = Some((call, counted, answer.is_err()));
                    answer
                }
                Err(error) => Err(error),
            },
        };
        let told = self.told(used, counts);
        let reply = answer.map_or_else(|error| error.reply(), |body| Reply { status: 200, headers: Vec::new(), body, weight: 0 });
        (reply, told)
    }

    fn admit_api(&self, conn: ConnId, call: Call, asked: &Asked, clock_ms: i64) -> Result<Caller, ApiError> {
        let Source::Live(_, private) = &self.source else { return Err(ApiError::wrong_key()) };
        private.gate.admit_api(&asked.params, call.need(), clock_ms, self.api.caller(conn))
    }

    fn log_on(&mut self, conn: ConnId, asked: &Asked, now_ms: i64, clock_ms: i64) -> Result<String, ApiError> {
        let Source::Live(_, private) = &self.source else { return Err(ApiError::wrong_key()) };
        self.api.log_on(conn, &asked.params, &private.gate, now_ms, clock_ms)
    }

    /// Every session is logged out; each connection is told that its key no longer counts.
    pub(super) fn end_api_sessions(&mut self, outbox: &mut Outbox<'_>) {
        for conn in self.api.log_all_out() {
            let text = write_answer(&Value::Null, &ApiError::wrong_key().reply(), None);
            outbox.send(conn, &Frame { kind: FrameKind::Answer, channel: "", stream: "", symbol: None, text });
        }
    }

    fn public_api(&mut self, path: &str, asked: &Asked, outbox: &mut Outbox<'_>) -> Reply {
        let target = Target { path: path.to_owned(), query: asked.params.query.clone() };
        let request = Request { method: "GET", target, raw_path: path, raw_query: "", body: &[], headers: &[], peer: API_PEER };
        let mut reply = self.answer(outbox.now_ns, &request, outbox.faults);
        if let (true, 200, Source::Live(live, _)) = (path.ends_with("bookTicker"), reply.status, &self.source) {
            reply.body = with_update_ids(&reply.body, |symbol| Some(live.find(symbol)?.0.last_update_id));
        }
        reply
    }

    /// What an answer tells of the limits: weight for most, orders for what counts as one, both for errors.
    fn told(&self, used: u64, counts: Option<(Call, Counts, bool)>) -> String {
        let per_minute = self.per_minute;
        let weight = format!(
            "{{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":{per_minute},\"count\":{used}}}"
        );
        let orders = |counts: Counts| {
            format!(
                "{{\"rateLimitType\":\"ORDERS\",\"interval\":\"SECOND\",\"intervalNum\":10,\"limit\":{PER_TEN_SECONDS},\"count\":{}}},\
                 {{\"rateLimitType\":\"ORDERS\",\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":{PER_MINUTE},\"count\":{}}}",
                counts.ten_seconds, counts.minute
            )
        };
        match counts {
            Some((_, counts, true)) => format!("{weight},{}", orders(counts)),
            Some((Call::PlaceOrder | Call::AmendOrder, counts, false)) => orders(counts),
            _ => weight,
        }
    }
}

/// Sends an answer; faults may lose it, or let the events that it caused overtake it.
fn send_answer(conn: ConnId, asked: &Asked, text: Arc<str>, frames: usize, outbox: &mut Outbox<'_>) {
    let channels = [asked.method.as_str()];
    let symbol = asked.params.param("symbol");
    if outbox.faults.hits(FaultName::ReplyLost, &channels, symbol) {
        return;
    }
    let caused = outbox.out.len() > frames;
    if caused && outbox.faults.hits(FaultName::EventBeforeReply, &channels, symbol) {
        let delay_ms = 50 + outbox.faults.draw(FaultName::EventBeforeReply, 451);
        return outbox.send_later(conn, text, delay_ms);
    }
    // Otherwise the answer comes before the events that it caused.
    let mut events = outbox.out.split_off(frames);
    outbox.send(conn, &Frame { kind: FrameKind::Answer, channel: "", stream: "", symbol: None, text });
    outbox.out.append(&mut events);
}

/// An answer with what it tells of the limits.
fn write_answer(id: &Value, reply: &Reply, told: Option<&str>) -> Arc<str> {
    let field = if reply.status == 200 { "result" } else { "error" };
    let limits = told.map_or(String::new(), |told| format!(",\"rateLimits\":[{told}]"));
    format!("{{\"id\":{id},\"status\":{},\"{field}\":{}{limits}}}", reply.status, reply.body).into()
}

/// `ticker.book` tells the update id, which REST does not. `id_of` finds it for a symbol.
fn with_update_ids(body: &str, id_of: impl Fn(&str) -> Option<u64>) -> String {
    let Ok(mut body) = serde_json::from_str::<Value>(body) else { return body.to_owned() };
    let rows = match &mut body {
        Value::Array(rows) => rows.as_mut_slice(),
        single => std::slice::from_mut(single),
    };
    for row in rows {
        let update_id = row.get("symbol").and_then(Value::as_str).and_then(&id_of);
        if let (Some(update_id), Some(fields)) = (update_id, row.as_object_mut()) {
            fields.insert("lastUpdateId".to_owned(), update_id.into());
        }
    }
    body.to_string()
}
