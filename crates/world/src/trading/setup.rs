//! How is a run set up? The venue's keys, what it lists, and where it is.

use rand_chacha::ChaCha8Rng;
use rand_core::Rng;
use twinline_model::{Duration, Timestamp};
use twinline_sim::{Config, Input as SimInput, Output as SimOutput, Proof, RequestId, Simulator, SymbolSpec, Venue};
use twinline_venue::account::{AccountSpec, Secret, SecretFields};
use twinline_venue::{Codec, Endpoints, Fact, Facts, Instruments, Reply, Step, View};

use super::orders::Appetite;
use crate::oracle::Violation;
use crate::player::LocalClock;

/// Which of the account's keys the gateway has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// One that signs each command.
    Signs,
    /// One that a link of commands can be logged on with.
    LogsOn,
}

/// How a run is set up.
#[derive(Debug, Clone)]
pub struct TradingSetup {
    /// Everything random follows from it.
    pub seed: u64,
    /// The venue's symbols.
    pub symbols: Vec<SymbolSpec>,
    /// When the world begins.
    pub start: Timestamp,
    /// How the trader behaves; without it there is none.
    pub appetite: Option<Appetite>,
    /// The key; drawn if absent.
    pub key: Option<Key>,
    /// True if commands have a link of their own; otherwise they go by HTTP.
    pub command_link: bool,
    /// The gateway's clock; drawn if absent: up to 3 s off, up to 200 parts per million of drift.
    pub clock: Option<LocalClock>,
    /// Minutes of candles and trades that the venue has of the time before.
    pub history_minutes: i64,
    /// What network and gateway draw from, apart from the venue; the seed if absent.
    pub network_seed: Option<u64>,
    /// Keep a line for each event.
    pub trace: bool,
}

impl TradingSetup {
    /// Nobody trades until told to; commands have a link.
    pub fn new(seed: u64, symbols: Vec<SymbolSpec>, start: Timestamp) -> Self {
        let (appetite, key, clock, network_seed) = (None, None, None, None);
        Self { seed, symbols, start, appetite, key, command_link: true, clock, history_minutes: 30, network_seed, trace: false }
    }

    /// The simulated venue whose protocol this code speaks.
    pub(super) fn venue(&self, codec: &dyn Codec) -> Result<Config, Violation> {
        let name = codec.spec().name;
        let venue = Venue::of(name).ok_or_else(|| Violation::new(format!("there is no simulator of {name}")))?;
        let config = Config { venue, ..Config::new(self.seed, self.start.as_nanos()) };
        Ok(Config { symbols: self.symbols.clone(), history_minutes: self.history_minutes, warm_up_minutes: 0, ..config })
    }

    /// Where there is no link of commands, the second root is that of the accounts' own socket.
    pub(super) fn endpoints(&self, spec: &AccountSpec) -> Endpoints {
        let ws = "ws://venue".to_owned();
        let second = self.command_link || spec.commands.is_none();
        Endpoints { rest: "http://venue".to_owned(), commands: second.then(|| ws.clone()), ws }
    }

    pub(super) fn clock(&self, rng: &mut ChaCha8Rng) -> LocalClock {
        let offset = Duration::from_millis(i64::from(rng.next_u32() % 6_001) - 3_000);
        let drift_ppm = i64::from(rng.next_u32() % 401) - 200;
        self.clock.unwrap_or(LocalClock { offset, drift_ppm, start: self.start })
    }

    /// A key of the first account: with half of the seeds one that can log on, with the others one that cannot.
    pub(super) fn secrets(&self, config: &Config, spec: &AccountSpec, rng: &mut ChaCha8Rng) -> Result<SecretFields, Violation> {
        let drawn = if rng.next_u32().is_multiple_of(2) { Key::LogsOn } else { Key::Signs };
        let wanted = if spec.commands.is_some() { self.key.unwrap_or(drawn) } else { Key::Signs };
        for key in config.accounts.first().into_iter().flat_map(|account| &account.keys) {
            let (name, secret) = match &key.proof {
                Proof::Hmac { secret } if wanted == Key::Signs => ("secret", secret.clone()),
                Proof::Ed25519 { private_pem: Some(pem), .. } if wanted == Key::LogsOn => ("private_key", pem.clone()),
                _ => continue,
            };
            let mut fields = SecretFields::default();
            fields.0.insert("api_key".to_owned(), Secret::new(key.api_key.as_bytes()));
            fields.0.insert(name.to_owned(), Secret::new(secret.as_bytes()));
            return Ok(fields);
        }
        Err(Violation::new("the account has no key of that kind".to_owned()))
    }
}

/// What the venue lists, as its public side says it.
pub(super) fn listed(sim: &mut Simulator, codec: &dyn Codec, now: Timestamp) -> Result<Instruments, Violation> {
    let mut outputs = Vec::new();
    let root = "http://venue";
    let view = View::new(Endpoints { rest: root.to_owned(), ws: "ws://venue".to_owned(), commands: None });
    let asked = codec.encode_step(&view, now, &Step::Instruments).map_err(|error| Violation::new(error.to_string()))?;
    let headers: Vec<(&str, &str)> = asked.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let path_and_query = asked.url.strip_prefix(root).unwrap_or_default();
    let input = SimInput::Request { id: RequestId(0), method: "GET", path_and_query, headers: &headers, body: b"", peer: "10.0.0.1" };
    sim.handle(now.as_nanos(), input, &mut outputs);
    for output in outputs {
        if let SimOutput::Reply { status, body, .. } = output {
            let mut facts = Facts::new();
            let _ = codec.decode_reply(&view, &Step::Instruments, Reply::Http { status, body: body.as_bytes() }, &mut facts);
            for fact in facts.items() {
                if let Fact::Instruments(list) = fact {
                    return Ok(Instruments::from_list(list.iter().cloned()));
                }
            }
        }
    }
    Err(Violation::new("the venue lists nothing".to_owned()))
}
