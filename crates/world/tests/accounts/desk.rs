//! One account alone, without a venue: a test answers its questions and tells it events, in any order.

use std::sync::Arc;

use serde_json::Value;
use twinline_core::account::{Account, AccountConfig, AccountEnvelope, AccountState, Action, Checks, Command, Input, Output};
use twinline_core::session::CallId;
use twinline_model::{AccountId, Duration, Freshness, Timestamp};
use twinline_sim::Venue;
use twinline_venue::account::{AccountStep, Secret, SecretFields};
use twinline_venue::{Endpoints, Frame, Instruments, LinkId, Reply};

use crate::stage::{START, Stage, Way, codec, count, setup_at};
use crate::words::{Back, words};

/// A call that is not answered.
#[derive(Debug, Clone)]
pub struct Open {
    pub call: CallId,
    pub step: AccountStep,
}

#[derive(Debug)]
pub struct Desk {
    pub account: Account,
    pub venue: Venue,
    pub now: Timestamp,
    pub open: Vec<Open>,
    /// Names of everything that left.
    pub left: Vec<&'static str>,
    pub journal: Vec<AccountEnvelope>,
    pub outputs: Vec<Output>,
    /// The newest append that was asked to be synced.
    pub synced: u64,
    /// Open positions, as the venue lists them.
    pub positions: Vec<Value>,
    /// When it wants to be woken.
    pub wakes_at: Option<Timestamp>,
    events: Option<LinkId>,
}

/// What there is to trade.
pub fn instruments() -> Arc<Instruments> {
    listed(Venue::Binance, &["XRPUSDT", "ADAUSDT"])
}

/// The same of any venue.
pub fn listed(venue: Venue, names: &[&str]) -> Arc<Instruments> {
    Arc::clone(Stage::before(venue, &setup_at(venue, 1, Way::Http, names)).world.instruments())
}

impl Desk {
    /// An account that is live, has nothing, and sends commands over HTTP.
    pub fn live(instruments: &Arc<Instruments>) -> Self {
        Self::bounded(instruments, 1_000)
    }

    /// The same, with room for so many orders in a second.
    pub fn bounded(instruments: &Arc<Instruments>, max_orders_per_second: u32) -> Self {
        let mut desk = Self::of(Venue::Binance, instruments, max_orders_per_second, AccountState::default());
        desk.recover();
        desk
    }

    /// The same at any venue.
    pub fn at(venue: Venue, instruments: &Arc<Instruments>) -> Self {
        let mut desk = Self::of(venue, instruments, 1_000, AccountState::default());
        desk.recover();
        desk
    }

    /// One that has started with what its journal said, and has been answered nothing yet.
    pub fn resumed(instruments: &Arc<Instruments>, state: AccountState) -> Self {
        Self::of(Venue::Binance, instruments, 1_000, state)
    }

    fn of(venue: Venue, instruments: &Arc<Instruments>, max_orders_per_second: u32, state: AccountState) -> Self {
        let codec = codec(venue);
        let mut secrets = SecretFields::default();
        secrets.0.insert("api_key".to_owned(), Secret::new(b"key".as_slice()));
        secrets.0.insert("secret".to_owned(), Secret::new(b"secret".as_slice()));
        let signer = codec.accounts().unwrap().signer(&secrets).unwrap();
        let config = AccountConfig {
            account: AccountId::new("main").unwrap(),
            endpoints: Endpoints { rest: "http://venue".to_owned(), ws: "ws://venue".to_owned(), commands: own_socket(venue) },
            epoch: 1,
            seed: 1,
            signer,
            instruments: Arc::clone(instruments),
            max_orders_per_second,
            sharing: 1,
        };
        let account = Account::new(config, &*codec, state).unwrap();
        let mut desk = Self {
            account,
            venue,
            now: START,
            open: Vec::new(),
            left: Vec::new(),
            journal: Vec::new(),
            outputs: Vec::new(),
            synced: 0,
            positions: Vec::new(),
            wakes_at: None,
            events: None,
        };
        desk.input(Input::Start);
        desk
    }

    pub fn input(&mut self, input: Input<'_>) {
        let mut actions = Vec::new();
        self.account.handle(self.now, input, &mut actions);
        for action in actions {
            match action {
                Action::Call { call, step, .. } => {
                    self.left.push(step.name());
                    self.open.push(Open { call, step });
                    self.input(Input::Left { call });
                }
                Action::Append { ticket, envelopes } => {
                    self.journal.extend(envelopes);
                    if let Some(ticket) = ticket {
                        assert!(ticket > self.synced, "every append has a number of its own");
                        self.synced = ticket;
                        self.input(Input::Appended { ticket, result: Ok(()) });
                    }
                }
                Action::Open { link, .. } => {
                    self.events = Some(link);
                    self.input(Input::Opened { link });
                }
                Action::WakeAt(at) => {
                    assert!(at > self.now, "woken in the past, without end");
                    self.wakes_at = Some(at);
                }
                Action::Emit(output) => self.outputs.push(output),
                _ => {}
            }
        }
    }

    /// Time passes.
    pub fn pass(&mut self, length: Duration) {
        self.now = self.now + length;
        self.input(Input::Wake);
    }

    /// The stream.
    pub fn events(&self) -> LinkId {
        self.events.unwrap()
    }

    /// Everything is answered until the account is live again.
    pub fn recover(&mut self) {
        for _ in 0..400 {
            self.answer_all();
            if self.account.status(self.now).freshness == Freshness::Live && self.open.is_empty() {
                return;
            }
            for open in self.open_of("order") {
                let (status, body, _) = words(self.venue).absent();
                self.answer(open.call, status, body);
            }
            self.pass(Duration::from_millis(100));
        }
        panic!("never live again: {:?} {:?}", self.account.status(self.now), self.open);
    }

    /// An event of the stream.
    pub fn event(&mut self, event: &Value) {
        self.frame(&event.to_string());
    }

    pub fn frame(&mut self, text: &str) {
        let link = self.events.unwrap();
        self.input(Input::Frame { link, frame: Frame::Text(text) });
    }

    pub fn answer(&mut self, call: CallId, status: u16, body: &str) {
        self.open.retain(|open| open.call != call);
        self.input(Input::Reply { call, sent_at: self.now, reply: Reply::Http { status, body: body.as_bytes() } });
    }

    pub fn lose(&mut self, call: CallId) {
        self.open.retain(|open| open.call != call);
        self.input(Input::Reply { call, sent_at: self.now, reply: Reply::Lost { reason: "connection reset" } });
    }

    /// Calls of this kind that are not answered.
    pub fn open_of(&self, name: &str) -> Vec<Open> {
        self.open.iter().filter(|open| open.step.name() == name).cloned().collect()
    }

    /// Everything but commands, questions about one order and positions that there are is answered with nothing.
    pub fn answer_all(&mut self) {
        for open in self.open.clone() {
            if open.step.is_command() || matches!(open.step, AccountStep::Order(_)) {
                continue;
            }
            if matches!(open.step, AccountStep::Positions { .. }) && !self.positions.is_empty() {
                self.answer(open.call, 200, &Value::Array(self.positions.clone()).to_string());
                continue;
            }
            match words(self.venue).nothing(&open.step, self.now) {
                Back::Http(body) => self.answer(open.call, 200, &body.to_string()),
                Back::Frame(frame) => {
                    self.open.retain(|other| other.call != open.call);
                    self.event(&frame);
                }
            }
        }
    }

    /// Orders that left get no answer; whoever placed them is told so.
    pub fn lose_places(&mut self) {
        for open in self.open.clone() {
            match &open.step {
                AccountStep::Place(_) | AccountStep::PlaceBatch(_) => self.lose(open.call),
                _ => {}
            }
        }
    }

    pub fn command(&mut self, command: Command) {
        self.input(Input::Command(command));
    }

    pub fn checks() -> Checks {
        Checks { actor: "test".to_owned(), ..Checks::default() }
    }

    /// The state that the journal alone gives.
    pub fn rebuilt(&self) -> AccountState {
        let mut state = AccountState::default();
        self.journal.iter().for_each(|envelope| state.apply(envelope));
        state
    }
}

/// Where accounts have a socket of their own.
pub fn own_socket(venue: Venue) -> Option<String> {
    (venue == Venue::Delta).then(|| "ws://venue".to_owned())
}

/// Everything that is known, without the places in the history that it came under.
pub fn known(state: &AccountState) -> String {
    let mut lines: Vec<String> = state.orders().map(|order| format!("{order:?}")).collect();
    lines.extend(state.fills().map(|(_, fill, order)| format!("{fill:?} {order:?}")));
    lines.extend(state.positions().map(|position| format!("{position:?}")));
    lines.extend(state.balances().map(|balance| format!("{balance:?}")));
    lines.extend(state.transactions().map(|(_, row)| format!("{row:?}")));
    lines.sort();
    lines.join("\n")
}

/// Calls `visit` with every order of `0..n`; how many there were. `EVERY` takes one in so many of them.
pub fn permutations(n: usize, visit: &mut impl FnMut(&[usize])) -> u64 {
    fn step(order: &mut Vec<usize>, at: usize, visit: &mut impl FnMut(&[usize])) {
        if at == order.len() {
            return visit(order);
        }
        for other in at..order.len() {
            order.swap(at, other);
            step(order, at + 1, visit);
            order.swap(at, other);
        }
    }
    let every = count("EVERY", 1).max(1);
    let mut seen = 0;
    step(&mut (0..n).collect(), 0, &mut |order| {
        if seen % every == 0 {
            visit(order);
        }
        seen += 1;
    });
    seen
}
