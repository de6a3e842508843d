//! Binance USD-M futures: REST, streams and the WebSocket API.
//!
//! Facts from the venue's documentation (read 2026-11) and its samples; where it says nothing the code says `ASSUMED`.
//! Read first: [`Binance`] (who gets what), then `rest` and `live` for the markets, `private` for accounts.

mod doors;
mod errors;
mod feed;
mod info;
mod json;
mod levers;
mod limits;
mod live;
mod numbers;
mod params;
pub(crate) mod private;
mod recorded;
mod rest;
mod sessions;
mod streams;
mod truth;

use serde_json::{Value, json};

use crate::config::Config;
use crate::exposure::Exposure;
use crate::face::{Face, Message, Outage, Refusal, Reply, Request};
use crate::faces::binance::limits::{Limits, Verdict};
use crate::faces::binance::live::Live;
use crate::faces::binance::private::{ApiSessions, Call, Private};
use crate::faces::binance::recorded::Recorded;
use crate::faces::binance::rest::Desk;
use crate::faces::binance::sessions::{SessionRules, Sessions};
use crate::faults::{FaultName, Faults};
use crate::machine::ConnId;
use crate::outbox::Outbox;
use crate::target::Target;

/// Where the data comes from.
enum Source {
    Live(Box<Live>, Box<Private>),
    Recorded(Recorded),
}

/// The venue as its clients see it.
pub(crate) struct Binance {
    sessions: Sessions,
    limits: Limits,
    per_minute: u64,
    source: Source,
    /// Connections to the WebSocket API.
    api: ApiSessions,
}

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
            None => {
                let mut live = Live::new(&config);
                let private = Private::new(config.seed, &config.accounts, live.exchange_mut());
                Source::Live(Box::new(live), Box::new(private))
            }
        };
        let per_minute = config.weight_per_minute;
        Binance { sessions: Sessions::new(rules), limits: Limits::new(per_minute), per_minute, source, api: ApiSessions::default() }
    }

    fn answer(&mut self, now_ns: i64, request: &Request<'_>, faults: &mut Faults) -> Reply {
        let (now_ms, skew_ms) = (now_ns / 1_000_000, faults.skew_ms());
        let answer = match &mut self.source {
            Source::Live(live, _) => Desk { live, faults, now_ms, skew_ms }.answer(request),
            Source::Recorded(recorded) => recorded.answer(request, now_ns, skew_ms),
        };
        match answer {
            Ok(body) => Reply { status: 200, headers: Vec::new(), body, weight: 0 },
            Err(error) => error.reply(),
        }
    }
}

impl Face for Binance {
    fn advance(&mut self, outbox: &mut Outbox<'_>) {
        match &mut self.source {
            Source::Live(live, private) => {
                live.advance(&mut self.sessions, outbox);
                private.tell(live, &self.sessions, outbox);
                private.expire(false, &self.sessions, outbox);
                self.do_deferred(outbox);
            }
            Source::Recorded(recorded) => recorded.advance(&mut self.sessions, outbox),
        }
    }

    fn upgrade(&mut self, conn: ConnId, target: &Target, outbox: &mut Outbox<'_>) -> Result<(), Refusal> {
        if target.path.trim_end_matches('/') == doors::PATH {
            self.open_api(conn, target, outbox);
            return Ok(());
        }
        if self.sessions.open(conn, target, outbox) {
            return Ok(());
        }
        Err(Refusal { status: 404, body: "Not Found".to_owned() })
    }

    fn message(&mut self, conn: ConnId, message: Message<'_>, outbox: &mut Outbox<'_>) {
        match (message, self.api.holds(conn)) {
            (Message::Text(text), true) => {
                if self.sessions.admit(conn, outbox) {
                    self.answer_api(conn, text, outbox);
                }
            }
            (message, _) => self.sessions.message(conn, message, outbox),
        }
    }

    fn closed(&mut self, conn: ConnId) {
        self.sessions.closed(conn);
        self.api.closed(conn);
    }

    fn request(&mut self, request: &Request<'_>, outbox: &mut Outbox<'_>) -> Reply {
        let now_ns = outbox.now_ns;
        let call = request.target.path.strip_prefix("/fapi/").and_then(|path| Call::find(request.method, path));
        let cost = match call {
            Some(call) => limits::Cost::Weight(call.weight(&request.target)),
            None => rest::cost(request.method, &request.target),
        };
        let verdict = self.limits.charge(request.peer, now_ns / 1_000_000, cost);
        let (mut reply, used) = match verdict {
            Verdict::Pass { used } => match call {
                Some(call) => (self.private_rest(call, request, outbox), used),
                None => (self.answer(now_ns, request, outbox.faults), used),
            },
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

    fn expire_tokens(&mut self, outbox: &mut Outbox<'_>) {
        if let Source::Live(_, private) = &mut self.source {
            private.expire(true, &self.sessions, outbox);
        }
        self.end_api_sessions(outbox);
    }

    fn lever(&mut self, name: &str, body: &Value, outbox: &mut Outbox<'_>) -> Result<Value, String> {
        self.pull_lever(name, body, outbox)
    }

    fn restart(&mut self, _now_ns: i64) {
        match &mut self.source {
            Source::Live(live, _) => live.restart(),
            Source::Recorded(recorded) => recorded.restart(),
        }
    }

    fn next_ns(&self, now_ns: i64) -> i64 {
        match &self.source {
            Source::Live(live, private) => {
                let next = live.next_ns(&self.sessions);
                private.next_ns().map_or(next, |own| next.min(own))
            }
            Source::Recorded(recorded) => recorded.next_ns(now_ns),
        }
    }

    fn truth(&self, now_ns: i64) -> Value {
        match &self.source {
            Source::Live(live, private) => truth::of(live, private, now_ns / 1_000_000),
            Source::Recorded(_) => json!({ "recorded": true, "time": now_ns / 1_000_000 }),
        }
    }

    fn exposure(&self, account: &str, symbol: &str) -> Option<Exposure> {
        let Source::Live(live, private) = &self.source else { return None };
        let (account, _) = private.names().iter().find(|(_, name)| name == account)?;
        let (symbol, market) = live.markets().iter().enumerate().find(|(_, market)| market.spec.name == symbol)?;
        Some(Exposure::of(live.exchange().accounts(), *account, symbol, &market.spec))
    }

    fn account_truth(&self) -> Value {
        match &self.source {
            Source::Live(live, private) => crate::faces::account_truth::accounts(live.exchange(), private.names()),
            Source::Recorded(_) => json!({}),
        }
    }

    fn update_id(&self, symbol: &str) -> Option<u64> {
        match &self.source {
            Source::Live(live, _) => live.find(symbol).map(|(market, _)| market.last_update_id),
            _ => None,
        }
    }

    fn book_at(&self, symbol: &str, update_id: Option<u64>) -> Option<Value> {
        match &self.source {
            Source::Live(live, _) => truth::book_at(live, symbol, update_id),
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
                "ws_api": format!("ws://{authority}{}", doors::PATH),
            },
        })
    }
}
