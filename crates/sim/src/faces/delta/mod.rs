//! Delta Exchange: REST and both sockets, the public side.
//!
//! Facts from the venue's documentation (read 2026-06) and its samples; where it says nothing the code says `ASSUMED`.
//! Read first: [`Delta`] (who gets what), then `live` (what is sent when) and `rest`; for accounts `doors` and `private`.
//!
//! | file | question it answers |
//! |---|---|
//! | `listed` | what is listed, under which names and in which contracts? |
//! | `live`, `talk` | what is sent when; what is said to a client that says something? |
//! | `books` | which number and which checksum does a change have? |
//! | `sessions` | who listens to what, in which dialect? |
//! | `channels` | which channels are there, and whom may they be about? |
//! | `recorded` | what is told and answered of a recording? |
//! | `frames` | how is it worded on a socket? |
//! | `rest`, `tables` | what is answered over REST, and how are its rows worded? |
//! | `doors`, `private` | how do requests of accounts come in, and what do they do? |
//! | `quota` | who may ask how often? |
//! | `levers`, `truth` | what can a test make happen, and what is true? |

mod books;
mod channels;
mod doors;
mod frames;
mod levers;
mod listed;
mod live;
mod private;
mod quota;
mod recorded;
mod rest;
mod sessions;
mod tables;
mod talk;
mod truth;

use serde_json::{Value, json};

use crate::config::Config;
use crate::exposure::Exposure;
use crate::face::{Face, Message, Outage, Refusal, Reply, Request};
use crate::faces::delta::live::Live;
use crate::faces::delta::private::Private;
use crate::faces::delta::quota::Quota;
use crate::faces::delta::recorded::Recording;
use crate::faces::delta::sessions::{Dialect, Sessions};
use crate::faults::{FaultName, Faults};
use crate::machine::ConnId;
use crate::outbox::Outbox;
use crate::target::Target;

/// The venue as its clients see it.
pub(crate) struct Delta {
    sessions: Sessions,
    live: Live,
    private: Private,
    quota: Quota,
}

/// The venue with its simulated market, or with what was recorded of the real one.
pub(crate) fn face(mut config: Config) -> Box<dyn Face> {
    match config.capture.take() {
        Some(capture) => Box::new(Recording::new(capture, &config)),
        None => Box::new(Delta::new(&config)),
    }
}

impl Delta {
    pub fn new(config: &Config) -> Delta {
        let mut live = Live::new(config);
        let private = Private::new(&config.accounts, live.exchange_mut());
        Delta { sessions: Sessions::default(), live, private, quota: Quota::default() }
    }
}

impl Face for Delta {
    fn advance(&mut self, outbox: &mut Outbox<'_>) {
        self.live.advance(&mut self.sessions, outbox);
        self.private.miss_beats(&mut self.live, &self.sessions, outbox);
        self.private.tell(&mut self.live, &self.sessions, outbox);
        self.do_deferred(outbox);
        self.sessions.tend(outbox);
    }

    /// The venue has a host for each socket. Here `/public` is the one, `/private` the other, and the root speaks both, since
    /// clients are told one address.
    fn upgrade(&mut self, conn: ConnId, target: &Target, outbox: &mut Outbox<'_>) -> Result<(), Refusal> {
        let dialect = dialect_of(target).ok_or_else(no_such_door)?;
        if !self.quota.connect(outbox.now_ns / 1_000_000) {
            return Err(Refusal { status: 429, body: "Too Many Requests".to_owned() });
        }
        self.sessions.open(conn, dialect, outbox.now_ns);
        Ok(())
    }

    fn message(&mut self, conn: ConnId, message: Message<'_>, outbox: &mut Outbox<'_>) {
        self.sessions.heard(conn, outbox.now_ns);
        match message {
            Message::Text(text) => self.live.text(conn, text, &mut self.private, &mut self.sessions, outbox),
            Message::Ping(payload) => outbox.pong(conn, payload.to_vec()),
            Message::Binary | Message::Pong => {}
        }
    }

    fn closed(&mut self, conn: ConnId) {
        self.sessions.closed(conn);
    }

    fn request(&mut self, request: &Request<'_>, outbox: &mut Outbox<'_>) -> Reply {
        // The network in front of the venue lets nobody pass who does not say what it is.
        if request.header("user-agent").is_none() {
            let body = json!({"error": "Forbidden", "message": "Request blocked by CDN"}).to_string();
            return Reply { status: 403, headers: content(), body, weight: 0 };
        }
        let now_ms = outbox.now_ns / 1_000_000;
        if private::is_private(&request.target) {
            return self.private_rest(request, outbox);
        }
        let weight = rest::weight(&request.target);
        if let Err(reset_ms) = self.quota.charge(request.peer, now_ms, weight) {
            return too_many(reset_ms);
        }
        let skew_ms = outbox.faults.skew_ms();
        let stale = |symbol: &str, faults: &mut Faults| faults.hits(FaultName::SnapshotStale, &["l2orderbook"], Some(symbol));
        let answer = rest::answer(&self.live, request, now_ms + skew_ms, self.quota.state(request.peer, now_ms), |symbol| {
            stale(symbol, outbox.faults)
        });
        let (status, body) = answer;
        Reply { status, headers: content(), body: body.to_string(), weight }
    }

    fn outage(&mut self, now_ns: i64, outage: Outage, faults: &mut Faults) -> Reply {
        self::outage(now_ns, outage, faults)
    }

    /// ASSUMED: a socket whose log-on ends is closed.
    fn expire_tokens(&mut self, outbox: &mut Outbox<'_>) {
        for conn in self.sessions.logged_on() {
            outbox.close(conn, 1000, "session expired");
        }
    }

    fn lever(&mut self, name: &str, body: &Value, outbox: &mut Outbox<'_>) -> Result<Value, String> {
        self.pull(name, body, outbox)
    }

    fn restart(&mut self, _now_ns: i64) {
        self.live.restart();
    }

    fn next_ns(&self, now_ns: i64) -> i64 {
        let own = self.private.next_ns().unwrap_or(i64::MAX);
        self.live.next_ns(&self.sessions).min(self.sessions.next_ns()).min(own).max(now_ns)
    }

    fn truth(&self, now_ns: i64) -> Value {
        let mut truth = self.live.truth(now_ns / 1_000_000);
        truth["accounts"] = self.account_truth();
        truth
    }

    fn account_truth(&self) -> Value {
        crate::faces::account_truth::accounts(self.live.exchange(), self.private.names())
    }

    fn exposure(&self, account: &str, symbol: &str) -> Option<Exposure> {
        let account = self.private.account(account)?;
        let (at, market) = self.live.markets().iter().enumerate().find(|(_, market)| market.spec.name == symbol)?;
        Some(Exposure::of(self.live.exchange().accounts(), account, at, &market.spec))
    }

    fn update_id(&self, symbol: &str) -> Option<u64> {
        self.live.find(symbol).map(|(_, _, feed)| feed.seq)
    }

    fn book_at(&self, symbol: &str, update_id: Option<u64>) -> Option<Value> {
        self.live.book_at(symbol, update_id)
    }

    fn urls(&self, authority: &str) -> Value {
        self::urls(authority)
    }
}

/// Which dialect a door speaks; `None` where there is none.
fn dialect_of(target: &Target) -> Option<Dialect> {
    match target.path.trim_end_matches('/') {
        "" => Some(Dialect::Both),
        "/public" => Some(Dialect::Short),
        "/private" => Some(Dialect::Long),
        _ => None,
    }
}

fn no_such_door() -> Refusal {
    Refusal { status: 404, body: "Not Found".to_owned() }
}

fn outage(now_ns: i64, outage: Outage, faults: &mut Faults) -> Reply {
    match outage {
        Outage::TooMany => too_many(quota::WINDOW_MS - (now_ns / 1_000_000).rem_euclid(quota::WINDOW_MS)),
        // The venue bans nobody: it says for how long there is nothing to be had.
        Outage::Banned => too_many(quota::WINDOW_MS),
        Outage::ServerError => {
            const ANSWERS: [(u16, &str); 4] = [
                (500, r#"{"success":false,"error":{"code":"internal_server_error"}}"#),
                (503, r#"{"success":false,"error":{"code":"unavailable"}}"#),
                (502, "<html><head><title>502 Bad Gateway</title></head></html>"),
                (504, "<html><head><title>504 Gateway Time-out</title></head></html>"),
            ];
            let at = usize::try_from(faults.draw(FaultName::Rest5xx, ANSWERS.len() as i64)).unwrap_or(0);
            let (status, body) = ANSWERS.get(at).copied().unwrap_or(ANSWERS[0]);
            Reply { status, headers: Vec::new(), body: body.to_owned(), weight: 0 }
        }
    }
}

fn urls(authority: &str) -> Value {
    json!({
        "venue": "delta",
        "rest": format!("http://{authority}"),
        "ws": {
            "public": format!("ws://{authority}/public"),
            "private": format!("ws://{authority}/private"),
            "streams": format!("ws://{authority}/public"),
        },
    })
}

/// What is listed, as the engine knows it; names of what expires depend on the day.
pub(crate) fn symbols() -> Vec<twinline_exchange::SymbolSpec> {
    listed::listing(0).1
}

fn content() -> Vec<(&'static str, String)> {
    vec![("content-type", "application/json".to_owned())]
}

/// The 429 of the venue. ASSUMED: its body.
fn too_many(reset_ms: i64) -> Reply {
    let headers = vec![("x-rate-limit-reset", reset_ms.to_string())];
    Reply { status: 429, headers, body: r#"{"success":false,"error":{"code":"rate_limit_exceeded"}}"#.to_owned(), weight: 0 }
}
