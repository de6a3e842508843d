//! Binance USD-M futures, public side: REST market data and streams.
//!
//! Facts from the venue's documentation (read 2026-11) and its samples; where it says nothing the code says `ASSUMED`.
//! Read first: [`Binance`] (who gets what), then `rest` and `live`.

mod errors;
mod feed;
mod info;
mod json;
mod limits;
mod live;
mod numbers;
mod params;
mod recorded;
mod rest;
mod sessions;
mod streams;
mod truth;
mod ws_api;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::config::Config;
use crate::face::{Face, Frame, FrameKind, Message, Outage, Refusal, Reply, Request};
use crate::faces::binance::errors::ApiError;
use crate::faces::binance::limits::{Limits, Verdict};
use crate::faces::binance::live::Live;
use crate::faces::binance::recorded::Recorded;
use crate::faces::binance::rest::Desk;
use crate::faces::binance::sessions::{SessionRules, Sessions};
use crate::faces::binance::ws_api::Asks;
use crate::faults::{FaultName, Faults};
use crate::machine::ConnId;
use crate::outbox::Outbox;
use crate::target::Target;

/// Where the data comes from.
enum Source {
    Live(Box<Live>),
    Recorded(Recorded),
}

/// The venue as its clients see it.
pub(crate) struct Binance {
    sessions: Sessions,
    limits: Limits,
    per_minute: u64,
    source: Source,
    /// Connections to the WebSocket API, and whether their answers tell the weight used.
    api: BTreeMap<ConnId, bool>,
}

/// Address that the WebSocket API is charged to. ASSUMED: handshakes carry no address here, and the server that hands
/// them on is on loopback, so its clients share this one.
const API_PEER: &str = "127.0.0.1";

impl Binance {
    pub fn new(mut config: Config) -> Binance {
        let rules = SessionRules {
            strict: config.strict,
            lenient: config.lenient,
            max_streams: config.max_streams,
            messages_per_second: config.messages_per_second,
            ping_every_ms: config.ping_every_ms,
            pong_within_ms: config.pong_within_ms,
            life_ms: config.life_ms,
        };
        let source = match config.capture.take() {
            Some(capture) => Source::Recorded(Recorded::new(capture, &config)),
            None => Source::Live(Box::new(Live::new(&config))),
        };
        let per_minute = config.weight_per_minute;
        Binance { sessions: Sessions::new(rules), limits: Limits::new(per_minute), per_minute, source, api: BTreeMap::new() }
    }

    fn answer(&mut self, now_ns: i64, request: &Request<'_>, faults: &mut Faults) -> Reply {
        let (now_ms, skew_ms) = (now_ns / 1_000_000, faults.skew_ms());
        let answer = match &mut self.source {
            Source::Live(live) => Desk { live, faults, now_ms, skew_ms }.answer(request),
            Source::Recorded(recorded) => recorded.answer(request, now_ns, skew_ms),
        };
        match answer {
            Ok(body) => Reply { status: 200, headers: Vec::new(), body, weight: 0 },
            Err(error) => error.reply(),
        }
    }

    /// Answers a frame of the WebSocket API.
    fn answer_api(&mut self, conn: ConnId, text: &str, tells_limits: bool, outbox: &mut Outbox<'_>) {
        let Some(call) = ws_api::read(text) else {
            return outbox.close(conn, 1008, "Invalid JSON");
        };
        let now_ms = outbox.now_ns / 1_000_000;
        let cost = match &call.asks {
            Asks::Rest(target) => rest::cost("GET", target),
            Asks::Account | Asks::Unknown => limits::Cost::Weight(1),
        };
        let (reply, used) = match (self.limits.charge(API_PEER, now_ms, cost), call.asks) {
            (Verdict::TooMany { used, retry_after_s }, _) => (limits::too_many(retry_after_s, self.per_minute), used),
            (Verdict::Banned { until_ms, retry_after_s }, _) => (limits::ban(until_ms, retry_after_s), 0),
            (Verdict::Pass { used }, Asks::Account) => (ApiError::wrong_key().reply(), used),
            (Verdict::Pass { used }, Asks::Unknown) => (ApiError::not_supported().reply(), used),
            (Verdict::Pass { used }, Asks::Rest(target)) => {
                let ids = target.path.ends_with("bookTicker");
                let request = Request { method: "GET", target, headers: &[], peer: API_PEER };
                let mut reply = self.answer(outbox.now_ns, &request, outbox.faults);
                if let (true, 200, Source::Live(live)) = (ids, reply.status, &self.source) {
                    reply.body = ws_api::with_update_ids(&reply.body, |symbol| Some(live.find(symbol)?.0.last_update_id));
                }
                (reply, used)
            }
        };
        let told = call.tells_limits.unwrap_or(tells_limits).then_some(used);
        let text: Arc<str> = ws_api::write(&call.id, &reply, told, self.per_minute).into();
        outbox.send(conn, &Frame { kind: FrameKind::Answer, channel: "", stream: "", symbol: None, text });
    }
}

impl Face for Binance {
    fn advance(&mut self, outbox: &mut Outbox<'_>) {
        match &mut self.source {
            Source::Live(live) => live.advance(&mut self.sessions, outbox),
            Source::Recorded(recorded) => recorded.advance(&mut self.sessions, outbox),
        }
    }

    fn upgrade(&mut self, conn: ConnId, target: &Target, outbox: &mut Outbox<'_>) -> Result<(), Refusal> {
        if target.path.trim_end_matches('/') == ws_api::PATH {
            self.api.insert(conn, target.param("returnRateLimits") != Some("false"));
            self.sessions.open_api(conn, outbox);
            return Ok(());
        }
        if self.sessions.open(conn, target, outbox) {
            return Ok(());
        }
        Err(Refusal { status: 404, body: "Not Found".to_owned() })
    }

    fn message(&mut self, conn: ConnId, message: Message<'_>, outbox: &mut Outbox<'_>) {
        match (message, self.api.get(&conn).copied()) {
            (Message::Text(text), Some(tells_limits)) => {
                if self.sessions.admit(conn, outbox) {
                    self.answer_api(conn, text, tells_limits, outbox);
                }
            }
            (message, _) => self.sessions.message(conn, message, outbox),
        }
    }

    fn closed(&mut self, conn: ConnId) {
        self.sessions.closed(conn);
        self.api.remove(&conn);
    }

    fn request(&mut self, now_ns: i64, request: &Request<'_>, faults: &mut Faults) -> Reply {
        let cost = rest::cost(request.method, &request.target);
        let verdict = self.limits.charge(request.peer, now_ns / 1_000_000, cost);
        let (mut reply, used) = match verdict {
            Verdict::Pass { used } => (self.answer(now_ns, request, faults), used),
            Verdict::TooMany { used, retry_after_s } => (limits::too_many(retry_after_s, self.per_minute), used),
            Verdict::Banned { until_ms, retry_after_s } => return limits::ban(until_ms, retry_after_s),
        };
        reply.weight = match cost {
            limits::Cost::Weight(weight) => weight,
            limits::Cost::Funding => 0,
        };
        reply.headers.push(("x-mbx-used-weight-1m", used.to_string()));
        reply.headers.push(("content-type", "application/json".to_owned()));
        reply
    }

    fn outage(&mut self, now_ns: i64, outage: Outage, faults: &mut Faults) -> Reply {
        let now_ms = now_ns / 1_000_000;
        match outage {
            Outage::TooMany => limits::too_many(60 - (now_ms / 1_000).rem_euclid(60), self.per_minute),
            Outage::Banned => limits::ban(now_ms + 120_000, 120),
            Outage::ServerError => {
                const ANSWERS: [(u16, &str); 5] = [
                    (503, r#"{"code":-1000,"msg":"Unknown error, please check your request or try again later."}"#),
                    (503, r#"{"code":-1001,"msg":"Service Unavailable."}"#),
                    (503, r#"{"code":-1001,"msg":"Internal error; unable to process your request. Please try again."}"#),
                    (502, "<html><head><title>502 Bad Gateway</title></head></html>"),
                    (504, "<html><head><title>504 Gateway Time-out</title></head></html>"),
                ];
                let at = usize::try_from(faults.draw(FaultName::Rest5xx, ANSWERS.len() as i64)).unwrap_or(0);
                let (status, body) = ANSWERS.get(at).copied().unwrap_or(ANSWERS[0]);
                Reply { status, headers: Vec::new(), body: body.to_owned(), weight: 0 }
            }
        }
    }

    fn restart(&mut self, now_ns: i64) {
        match &mut self.source {
            Source::Live(live) => live.restart(),
            Source::Recorded(recorded) => recorded.restart(now_ns),
        }
    }

    fn next_ns(&self, now_ns: i64) -> i64 {
        match &self.source {
            Source::Live(live) => live.next_ns(&self.sessions),
            Source::Recorded(recorded) => recorded.next_ns(now_ns),
        }
    }

    fn truth(&self, now_ns: i64) -> Value {
        match &self.source {
            Source::Live(live) => truth::of(live, now_ns / 1_000_000),
            Source::Recorded(_) => json!({ "recorded": true, "time": now_ns / 1_000_000 }),
        }
    }

    fn update_id(&self, symbol: &str) -> Option<u64> {
        match &self.source {
            Source::Live(live) => live.find(symbol).map(|(market, _)| market.last_update_id),
            _ => None,
        }
    }

    fn book_at(&self, symbol: &str, update_id: Option<u64>) -> Option<Value> {
        match &self.source {
            Source::Live(live) => truth::book_at(live, symbol, update_id),
            Source::Recorded(_) => None,
        }
    }

    fn urls(&self, authority: &str) -> Value {
        json!({
            "venue": "binance",
            "rest": format!("http://{authority}"),
            "ws": {
                // Both are the root: clients add `/public`, `/market` or `/private` themselves.
                "public": format!("ws://{authority}"),
                "streams": format!("ws://{authority}"),
                "ws_api": format!("ws://{authority}{}", ws_api::PATH),
            },
        })
    }
}
