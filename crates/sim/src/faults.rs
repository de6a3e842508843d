//! Which faults exist, which are active, and whom they hit.

use serde::Deserialize;
use serde_json::{Value, json};
use thiserror::Error;
use twinline_exchange::Dice;

/// Most faults that can be active at once.
const MOST: usize = 64;

macro_rules! fault_names {
    ($($variant:ident $text:literal $rate:literal $doc:literal,)*) => {
        /// What can go wrong on purpose.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FaultName { $(#[doc = $doc] $variant,)* }

        impl FaultName {
            /// All names.
            pub const ALL: &'static [FaultName] = &[$(FaultName::$variant,)*];

            /// The name as it is written in `--faults` and `POST /faults`.
            pub fn text(self) -> &'static str {
                match self { $(FaultName::$variant => $text,)* }
            }

            /// Share of what it can hit, in parts per million, when no rate is given.
            fn usual_ppm(self) -> i64 {
                match self { $(FaultName::$variant => $rate,)* }
            }
        }
    };
}

fault_names! {
    WsCut "ws-cut" 1_000_000 "All sockets are cut once, without a close frame; with a rate, any frame may cut its socket.",
    WsRefuse "ws-refuse" 1_000_000 "Handshakes are answered with 503.",
    WsHalfOpen "ws-half-open" 1_000_000 "Sockets open now stay open, but nothing is read or sent any more. Later ones are healthy.",
    WsSilent "ws-silent" 1_000_000 "Data frames (of a channel or symbol) are not sent; the socket is fine.",
    FrameMalformed "frame-malformed" 100_000 "Data frames arrive damaged.",
    DeltaDrop "delta-drop" 100_000 "Book deltas are not sent.",
    DeltaDup "delta-dup" 100_000 "Book deltas are sent twice.",
    DeltaStale "delta-stale" 100_000 "An old book delta is sent again after the right one.",
    SnapshotStale "snapshot-stale" 1_000_000 "A book snapshot is several seconds old.",
    RestSlow "rest-slow" 1_000_000 "Replies take 2 to 8 seconds.",
    Rest429 "rest-429" 1_000_000 "Requests are refused as too many.",
    Rest418 "rest-418" 1_000_000 "The address is banned.",
    Rest5xx "rest-5xx" 1_000_000 "Requests are answered with a server error.",
    ReplyLost "reply-lost" 1_000_000 "The connection is reset instead of a reply.",
    EventDrop "event-drop" 100_000 "Data frames other than book deltas are not sent.",
    EventDup "event-dup" 100_000 "Data frames other than book deltas are sent twice.",
    EventLate "event-late" 100_000 "Data frames other than book deltas are sent 0.2 to 2 seconds late.",
    ClockSkew "clock-skew" 1_000_000 "The venue's clock is off by 1 to 5 seconds.",
    Restart "restart" 1_000_000 "All sockets are cut and the venue starts again with lower ids.",
    TimeoutDone "timeout-done" 1_000_000 "A trading request is done, but the answer is -1007.",
    TimeoutLate "timeout-late" 1_000_000 "The answer to a trading request is -1007; 0.2 to 4 seconds later it is done, if it is still within recvWindow.",
    TimeoutLost "timeout-lost" 1_000_000 "A trading request is not done, and the answer is -1007.",
    UnknownDone "503-done" 1_000_000 "A trading request is done, but the answer is 503: Unknown error.",
    UnknownLost "503-lost" 1_000_000 "A trading request is not done, and the answer is 503: Unknown error.",
    Unavailable "503-unavailable" 1_000_000 "A trading request is not done; the answer is 503: Service Unavailable.",
    Internal "503-internal" 1_000_000 "A trading request is not done; the answer is 503: Internal error.",
    Throttled "503-throttled" 1_000_000 "A trading request is throttled (-1008), unless it only reduces or cancels.",
    QueryLate "query-late" 1_000_000 "Orders are found by queries and in lists only 0.3 to 2 seconds after they were accepted.",
    EventBeforeReply "event-before-reply" 1_000_000 "The answer to a request that caused events is 0.05 to 0.5 seconds behind them.",
    EngineLate "engine-late" 1_000_000 "A trading request reaches the engine after its recvWindow: -5028, not done.",
    TokenExpire "token-expire" 1_000_000 "Listen keys end and WebSocket API sessions are logged out, once.",
}

/// Why a fault was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FaultError {
    /// No fault has this name.
    #[error("unknown fault {0:?}; known are: {known}", known = known_names())]
    UnknownName(String),
    /// The description is not as it should be.
    #[error("{0}; fields are: name, seed, rate, for_ms, channel, symbol; names are: {known}", known = known_names())]
    BadField(String),
    /// Too many are active.
    #[error("{MOST} faults are active already; delete some first")]
    TooMany,
}

/// One fault as asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultSpec {
    /// Which fault.
    pub name: FaultName,
    /// Seed of its own chance; 0 when not given.
    pub seed: u64,
    /// Share of messages that it hits, in parts per million; `None` is the fault's usual share.
    pub rate_ppm: Option<i64>,
    /// How long it lasts; `None` until it is deleted.
    pub for_ms: Option<i64>,
    /// Only frames of this channel (`depth`) or stream (`btcusdt@depth`).
    pub channel: Option<String>,
    /// Only frames or snapshots of this symbol.
    pub symbol: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    name: String,
    #[serde(default)]
    seed: Option<u64>,
    #[serde(default)]
    rate: Option<f64>,
    #[serde(default)]
    for_ms: Option<i64>,
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    symbol: Option<String>,
}

impl FaultSpec {
    /// A fault at its usual rate, until deleted, for every channel and symbol.
    pub fn new(name: FaultName) -> FaultSpec {
        FaultSpec { name, seed: 0, rate_ppm: None, for_ms: None, channel: None, symbol: None }
    }

    /// A fault by its name, as in `--faults`.
    pub fn from_name(name: &str) -> Result<FaultSpec, FaultError> {
        let found = FaultName::ALL.iter().find(|known| known.text() == name);
        found.map(|known| FaultSpec::new(*known)).ok_or_else(|| FaultError::UnknownName(name.to_owned()))
    }

    /// Several faults, as in `--faults NAME,NAME`. Empty parts are skipped.
    pub fn from_list(list: &str) -> Result<Vec<FaultSpec>, FaultError> {
        list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(FaultSpec::from_name).collect()
    }

    /// A fault as posted to the control address.
    pub fn from_json(body: &[u8]) -> Result<FaultSpec, FaultError> {
        let body: Body = serde_json::from_slice(body).map_err(|error| FaultError::BadField(error.to_string()))?;
        let mut spec = FaultSpec::from_name(&body.name)?;
        if body.for_ms.is_some_and(|for_ms| for_ms <= 0) {
            return Err(FaultError::BadField("for_ms must be above 0".to_owned()));
        }
        if let Some(rate) = body.rate {
            if !(rate > 0.0 && rate <= 1.0) {
                return Err(FaultError::BadField("rate must be above 0 and at most 1".to_owned()));
            }
            spec.rate_ppm = Some((rate * 1_000_000.0).round() as i64);
        }
        spec.seed = body.seed.unwrap_or(0);
        spec.for_ms = body.for_ms;
        spec.channel = body.channel;
        spec.symbol = body.symbol;
        Ok(spec)
    }

    /// True for a fault that happens once, when it is switched on.
    pub(crate) fn is_momentary(&self) -> bool {
        match self.name {
            FaultName::Restart | FaultName::WsHalfOpen | FaultName::TokenExpire => true,
            FaultName::WsCut => self.rate_ppm.is_none(),
            _ => false,
        }
    }
}

fn known_names() -> String {
    let names: Vec<&str> = FaultName::ALL.iter().map(|name| name.text()).collect();
    names.join(", ")
}

#[derive(Debug, Clone)]
struct Active {
    spec: FaultSpec,
    until_ns: Option<i64>,
    dice: Dice,
    hits: u64,
    skew_ms: i64,
}

/// The faults that are active.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    active: Vec<Active>,
}

impl Faults {
    /// Switches a fault on; one with the same name, channel and symbol is replaced.
    pub fn set(&mut self, now_ns: i64, spec: FaultSpec) -> Result<(), FaultError> {
        self.expire(now_ns);
        self.active.retain(|held| held.spec.name != spec.name || held.spec.channel != spec.channel || held.spec.symbol != spec.symbol);
        if self.active.len() >= MOST {
            return Err(FaultError::TooMany);
        }
        let lane = 1_000 + FaultName::ALL.iter().position(|name| *name == spec.name).unwrap_or(0) as u64;
        let mut dice = Dice::new(spec.seed, lane);
        let size = 1_000 + dice.below(4_001);
        let skew_ms = if dice.coin() { size } else { -size };
        let until_ns = spec.for_ms.map(|for_ms| now_ns.saturating_add(for_ms.saturating_mul(1_000_000)));
        self.active.push(Active { spec, until_ns, dice, hits: 0, skew_ms });
        Ok(())
    }

    /// Switches faults off: one name, or all.
    pub fn clear(&mut self, name: Option<FaultName>) {
        self.active.retain(|held| name.is_some_and(|name| held.spec.name != name));
    }

    /// Forgets faults whose time is over.
    pub fn expire(&mut self, now_ns: i64) {
        self.active.retain(|held| held.until_ns.is_none_or(|until| now_ns < until));
    }

    /// Whether a fault of this name is active at all.
    pub fn is_active(&self, name: FaultName) -> bool {
        self.active.iter().any(|held| held.spec.name == name)
    }

    /// Draws whether a fault hits something of these channel names and this symbol. Counts the hit.
    pub fn hits(&mut self, name: FaultName, channels: &[&str], symbol: Option<&str>) -> bool {
        for held in self.active.iter_mut().filter(|held| held.spec.name == name) {
            let channel_fits =
                held.spec.channel.as_deref().is_none_or(|wanted| channels.iter().any(|channel| channel.eq_ignore_ascii_case(wanted)));
            let symbol_fits =
                held.spec.symbol.as_deref().is_none_or(|wanted| symbol.is_some_and(|symbol| symbol.eq_ignore_ascii_case(wanted)));
            let ppm = held.spec.rate_ppm.unwrap_or(name.usual_ppm());
            if channel_fits && symbol_fits && held.dice.chance_ppm(ppm) {
                held.hits += 1;
                return true;
            }
        }
        false
    }

    /// A draw from the chance of an active fault, below `n`; 0 if it is not active.
    pub fn draw(&mut self, name: FaultName, n: i64) -> i64 {
        self.active.iter_mut().find(|held| held.spec.name == name).map_or(0, |held| held.dice.below(n))
    }

    /// By how much the venue's clock is off, in milliseconds.
    pub fn skew_ms(&self) -> i64 {
        self.active.iter().find(|held| held.spec.name == FaultName::ClockSkew).map_or(0, |held| held.skew_ms)
    }

    /// The active faults as JSON.
    pub fn to_json(&self) -> Value {
        let active: Vec<Value> = self
            .active
            .iter()
            .map(|held| {
                let ppm = held.spec.rate_ppm.unwrap_or(held.spec.name.usual_ppm());
                json!({
                    "name": held.spec.name.text(), "seed": held.spec.seed, "rate": ppm as f64 / 1_000_000.0,
                    "for_ms": held.spec.for_ms, "until": held.until_ns.map(|until| until / 1_000_000),
                    "channel": held.spec.channel, "symbol": held.spec.symbol, "hits": held.hits,
                })
            })
            .collect();
        let known: Vec<&str> = FaultName::ALL.iter().map(|name| name.text()).collect();
        json!({ "active": active, "known": known })
    }
}
