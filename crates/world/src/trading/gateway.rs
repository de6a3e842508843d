//! What does the production code do with it, over crashes and restarts?

use std::collections::BTreeMap;
use std::sync::Arc;

use twinline_core::account::{Account, AccountConfig, AccountEnvelope, AccountState, Action, Bounds, Input, NoAccounts};
use twinline_core::limits::{Budget, LimitAction, LimitInput, Priority};
use twinline_core::session::CallId;
use twinline_model::{AccountId, ClientOrderId, Duration, Timestamp};
use twinline_venue::account::{AccountFacts, AccountStep, Leaving, Route, Signer};
use twinline_venue::{Codec, Cost, Endpoints, Instruments, Outcome, Refusal, RefusalKind, Reply};

use crate::player::LocalClock;

/// Answers later than this are refused by the budget, as in the loop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Something that leaves.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "the large one is the usual one")]
pub enum Want {
    /// Of the account, but calls and appends.
    Account(Action),
    /// Events for the journal; with a ticket, all up to them must be on the disk before it is answered.
    Append(Option<u64>, Vec<AccountEnvelope>),
    /// A call that the budget granted.
    Granted(CallId),
    /// A call that the budget refused.
    Refused(CallId, Timestamp),
    /// The budget must be woken at this true time.
    BudgetAt(Timestamp),
}

impl Want {
    /// A word for it; none for what only asks to be woken.
    pub fn name(&self) -> Option<&'static str> {
        Some(match self {
            Self::Account(Action::Open { .. }) => "opening a socket",
            Self::Account(Action::Close { .. }) => "closing a socket",
            Self::Account(Action::Emit(_)) => "telling",
            Self::Append(Some(_), _) => "appending an intent",
            Self::Append(None, _) => "appending",
            Self::Granted(_) => "leaving",
            Self::Refused(..) => "staying",
            Self::Account(_) | Self::BudgetAt(_) => return None,
        })
    }
}

/// A call that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// When the account wanted it to leave, true time.
    pub asked_at: Timestamp,
    /// When it left.
    pub at: Timestamp,
    /// Its lane.
    pub priority: Priority,
    /// What it costs.
    pub cost: Cost,
    /// What it is called.
    pub name: &'static str,
    /// The names of the orders that it places.
    pub places: Vec<ClientOrderId>,
}

/// What became of an append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// The journal has it, and will have it on the disk when it is synced up to this length.
    Taken(usize),
    /// The journal fails, for this reason; it waits.
    Failed(String),
}

/// An answer over HTTP.
#[derive(Debug)]
pub struct Heard<'a> {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: &'a [(String, String)],
    /// Its body.
    pub body: &'a [u8],
}

#[derive(Debug)]
struct Waiting {
    step: AccountStep,
    route: Route,
    priority: Priority,
    asked_at: Timestamp,
}

/// The production side, with a journal that a crash cuts back to what was on the disk.
#[derive(Debug)]
pub struct Gateway {
    codec: Arc<dyn Codec>,
    config: AccountConfig,
    clock: LocalClock,
    account: Account,
    budget: Budget,
    waiting: BTreeMap<CallId, Waiting>,
    journal: Vec<AccountEnvelope>,
    durable: usize,
    /// Why the journal fails, while it does, and what waits for it then.
    failing: Option<String>,
    unkept: Vec<AccountEnvelope>,
    /// How much of what is over stays in memory; the usual if absent.
    bounds: Option<Bounds>,
    departures: Vec<Departure>,
    limits: Vec<LimitAction>,
}

impl Gateway {
    /// One that has not begun.
    pub fn new(
        codec: Arc<dyn Codec>,
        signer: Arc<dyn Signer>,
        instruments: Arc<Instruments>,
        endpoints: Endpoints,
        seed: u64,
        clock: LocalClock,
    ) -> Result<Self, NoAccounts> {
        let account = AccountId::new("main").unwrap_or_else(|error| panic!("{error}"));
        let config = AccountConfig { account, endpoints, epoch: 1, seed, signer, instruments, max_orders_per_second: 1_000, sharing: 1 };
        let account = Account::new(config.clone(), codec.as_ref(), AccountState::default())?;
        let budget = Budget::new(codec.spec().buckets);
        Ok(Self {
            codec,
            config,
            clock,
            account,
            budget,
            waiting: BTreeMap::new(),
            journal: Vec::new(),
            durable: 0,
            failing: None,
            unkept: Vec::new(),
            bounds: None,
            departures: Vec::new(),
            limits: Vec::new(),
        })
    }

    /// Keeps so much of what is over in memory, from the next start on.
    pub fn keep_within(&mut self, bounds: Bounds) {
        self.bounds = Some(bounds);
    }

    /// The account.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Everything that was ever appended and not lost in a crash.
    pub fn journal(&self) -> &[AccountEnvelope] {
        &self.journal
    }

    /// The last entry of the journal that tells what something is, as the program looks it up.
    pub fn recall(&self, kept: &twinline_core::account::Kept) -> Option<&AccountEnvelope> {
        let names = kept.names();
        let told = |entry: &&AccountEnvelope| kept.is_told_by(&entry.event) && entry.about().iter().any(|name| names.contains(name));
        self.journal.iter().rev().find(told)
    }

    /// Calls that left, oldest first.
    pub fn departures(&self) -> &[Departure] {
        &self.departures
    }

    /// The end of a penalty that the venue gave, true time.
    pub fn penalty(&self, now: Timestamp) -> Option<Timestamp> {
        self.budget.penalty(self.local(now)).map(|(until, _)| self.real(until))
    }

    /// Which way a call leaves.
    pub fn route(&self, call: CallId) -> Option<Route> {
        self.waiting.get(&call).map(|waiting| waiting.route)
    }

    /// Local time at a true time.
    pub fn local(&self, now: Timestamp) -> Timestamp {
        self.clock.local(now)
    }

    /// True time at a local time.
    pub fn real(&self, local: Timestamp) -> Timestamp {
        self.clock.real(local)
    }

    /// Hands an input to the account.
    pub fn input(&mut self, now: Timestamp, input: Input<'_>, out: &mut Vec<Want>) {
        let mut actions = Vec::new();
        self.account.handle(self.clock.local(now), input, &mut actions);
        for action in actions {
            match action {
                Action::Call { call, step, priority, route } => self.submit(now, call, step, priority, route, out),
                Action::Append { ticket, envelopes } => out.push(Want::Append(ticket, envelopes)),
                Action::Heard { left_at, status, used, banned_until } => {
                    let account = self.config.account.clone();
                    let answered =
                        LimitInput::Answered { account: Some(&account), left_at, status, headers: &[], used: &used, banned_until };
                    self.limit(now, answered, out);
                }
                other => out.push(Want::Account(other)),
            }
        }
    }

    /// Events for the journal. While it fails they wait, as in the program.
    pub fn append(&mut self, envelopes: Vec<AccountEnvelope>) -> Kept {
        match &self.failing {
            None => {
                self.journal.extend(envelopes);
                Kept::Taken(self.journal.len())
            }
            Some(reason) => {
                self.unkept.extend(envelopes);
                Kept::Failed(reason.clone())
            }
        }
    }

    /// The journal fails from now on, or works again; then what waited is written first.
    pub fn journal_fails(&mut self, reason: Option<&str>) {
        self.failing = reason.map(str::to_owned);
        if reason.is_none() {
            self.journal.append(&mut self.unkept);
            self.durable = self.journal.len();
        }
    }

    /// So much is on the disk.
    pub fn synced_to(&mut self, length: usize) {
        self.durable = self.durable.max(length.min(self.journal.len()));
    }

    /// A call leaves: encoded now, as the loop does.
    pub fn encode(&mut self, now: Timestamp, call: CallId) -> Option<Result<Leaving, String>> {
        let Waiting { step, route, priority, asked_at } = self.waiting.remove(&call)?;
        let local = self.clock.local(now);
        let cost = (self.account.spec().cost)(&step);
        let places = match &step {
            AccountStep::Place(ticket) | AccountStep::PlaceBracketed(ticket, _) => vec![ticket.client_order_id.clone()],
            AccountStep::PlaceBatch(tickets) => tickets.iter().map(|ticket| ticket.client_order_id.clone()).collect(),
            _ => Vec::new(),
        };
        self.departures.push(Departure { asked_at, at: now, priority, cost, name: step.name(), places });
        Some(self.account.codec().encode(self.account.view(), local, &step, route).map_err(|error| format!("{}: {error}", step.name())))
    }

    /// An answer came to a call that left then, local time: the budget learns from it, as in the loop.
    pub fn learn(&mut self, now: Timestamp, left_at: Timestamp, answer: &Heard<'_>, out: &mut Vec<Want>) {
        let Heard { status, headers, body } = *answer;
        let refused = matches!(status, 418 | 429);
        let banned_until = refused.then(|| self.ban(status, body)).flatten();
        let account = self.config.account.clone();
        self.limit(now, LimitInput::Answered { account: Some(&account), left_at, status, headers, used: &[], banned_until }, out);
    }

    /// When a refusal says that it ends; the words are the same whatever was asked.
    fn ban(&self, status: u16, body: &[u8]) -> Option<Timestamp> {
        let reply = Reply::Http { status, body };
        match self.account.codec().decode_reply(self.account.view(), &AccountStep::Clock, reply, &mut AccountFacts::new()) {
            Outcome::Refused(Refusal { kind: RefusalKind::Limited { until, .. }, .. }) => until,
            _ => None,
        }
    }

    /// The budget's time has come.
    pub fn wake_budget(&mut self, now: Timestamp, out: &mut Vec<Want>) {
        self.limit(now, LimitInput::Wake, out);
    }

    /// The process is killed and begins again. What was not on the disk is gone; `keep` more entries happened to be there.
    pub fn restart(&mut self, keep: usize) -> Result<(), NoAccounts> {
        self.journal.truncate(self.durable.saturating_add(keep).min(self.journal.len()));
        self.unkept.clear();
        self.durable = self.journal.len();
        let state = self.rebuilt();
        self.config.epoch += 1;
        self.config.seed = self.config.seed.wrapping_add(1);
        self.account = Account::new(self.config.clone(), self.codec.as_ref(), state)?;
        self.budget = Budget::new(self.codec.spec().buckets);
        self.waiting.clear();
        Ok(())
    }

    /// The journal is lost altogether: the next start knows nothing.
    pub fn forget_journal(&mut self) {
        self.journal.clear();
        self.durable = 0;
    }

    /// The state that the journal alone gives.
    pub fn rebuilt(&self) -> AccountState {
        let mut state = self.bounds.map_or_else(AccountState::default, AccountState::within);
        for envelope in &self.journal {
            state.apply(envelope);
        }
        state
    }

    fn submit(&mut self, now: Timestamp, call: CallId, step: AccountStep, priority: Priority, route: Route, out: &mut Vec<Want>) {
        let cost = (self.account.spec().cost)(&step);
        let deadline = self.clock.local(now) + PATIENCE;
        self.waiting.insert(call, Waiting { step, route, priority, asked_at: now });
        self.limit(now, LimitInput::Submit { id: call.0, account: Some(self.config.account.clone()), cost, priority, deadline }, out);
    }

    fn limit(&mut self, now: Timestamp, input: LimitInput<'_>, out: &mut Vec<Want>) {
        let local = self.clock.local(now);
        if let Some((offset, error)) = self.account.clock_offset(local) {
            self.budget.set_clock(offset, error);
        }
        let mut limits = std::mem::take(&mut self.limits);
        self.budget.handle(local, input, &mut limits);
        for action in limits.drain(..) {
            out.push(match action {
                LimitAction::Grant(id) => Want::Granted(CallId(id)),
                LimitAction::Refuse { id, retry_at } => Want::Refused(CallId(id), retry_at),
                LimitAction::WakeAt(at) => Want::BudgetAt(self.clock.real(at)),
            });
        }
        self.limits = limits;
    }
}
