//! How a simulator is set up.

use twinline_exchange::{SymbolSpec, default_symbols};

use crate::capture::Capture;
use crate::faults::FaultSpec;
use crate::keys::{AccountSetup, accounts_of};

/// Whose protocol is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Venue {
    /// Binance USD-M futures.
    Binance,
    /// Delta Exchange.
    Delta,
}

impl Venue {
    /// By its name in instruments.
    pub fn of(name: &str) -> Option<Venue> {
        match name {
            "binance" => Some(Venue::Binance),
            "delta" => Some(Venue::Delta),
            _ => None,
        }
    }
}

/// What a venue lists by default.
pub fn symbols_of(venue: Venue) -> Vec<SymbolSpec> {
    match venue {
        Venue::Binance => default_symbols(),
        Venue::Delta => crate::faces::delta::symbols(),
    }
}

/// Everything that a simulator is told before its first input. Durations are in milliseconds.
#[derive(Debug, Clone)]
pub struct Config {
    /// Whose protocol is spoken.
    pub venue: Venue,
    /// Everything random follows from it.
    pub seed: u64,
    /// First moment, nanoseconds since 1970.
    pub start_ns: i64,
    /// Who has an account, with which keys and money.
    pub accounts: Vec<AccountSetup>,
    /// What is listed.
    pub symbols: Vec<SymbolSpec>,
    /// Faults that are active from the start.
    pub faults: Vec<FaultSpec>,
    /// Enforce the limit of incoming messages per second.
    pub strict: bool,
    /// Deliver every stream on every path, as no venue does.
    pub lenient: bool,
    /// Streams that one connection may hold.
    pub max_streams: usize,
    /// Time between two pings to a connection.
    pub ping_every_ms: i64,
    /// A connection that has not answered a ping for this long is closed.
    pub pong_within_ms: i64,
    /// Life of a connection.
    pub life_ms: i64,
    /// Incoming messages per second and connection, if `strict`.
    pub messages_per_second: usize,
    /// Request weight per minute and address.
    pub weight_per_minute: u64,
    /// Minutes of synthetic candles before the start.
    pub history_minutes: i64,
    /// Minutes that the traders trade before the start.
    pub warm_up_minutes: i64,
    /// Frames that wait for a client of the server; one that falls behind further is cut. Only `serve` looks at it.
    pub backlog: usize,
    /// Recorded traffic to serve instead of simulated markets.
    pub capture: Option<Capture>,
    /// How many times faster than recorded a capture is replayed; at least 1.
    pub speed: i64,
    /// Shift the times in a capture to the simulator's clock. Otherwise the clock starts where the recording did.
    pub shift_times: bool,
}

impl Config {
    /// The venue's own limits, all default symbols, no faults.
    pub fn new(seed: u64, start_ns: i64) -> Config {
        Config {
            venue: Venue::Binance,
            seed,
            start_ns,
            accounts: accounts_of(seed),
            symbols: default_symbols(),
            faults: Vec::new(),
            strict: false,
            lenient: false,
            max_streams: 1_024,
            ping_every_ms: 180_000,
            pong_within_ms: 600_000,
            life_ms: 86_400_000,
            messages_per_second: 10,
            weight_per_minute: 2_400,
            history_minutes: 1_500,
            warm_up_minutes: 1,
            backlog: 8_192,
            capture: None,
            speed: 1,
            shift_times: false,
        }
    }
}
