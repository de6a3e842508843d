//! What does the production code do with it, over crashes and restarts?

use std::collections::BTreeMap;
use std::sync::Arc;

use twinline_core::account::{Account, AccountConfig, AccountEnvelope, AccountState, Action, Input, NoAccounts};
use twinline_core::limits::{Budget, LimitAction, LimitInput, Priority};
use twinline_core::session::CallId;
use twinline_model::{AccountId, Duration, Timestamp};
use twinline_venue::account::{AccountStep, Leaving, Route, Signer};
use twinline_venue::{Codec, Endpoints, Instruments};

use crate::player::LocalClock;

/// Answers later than this are refused by the budget, as in the loop.
const PATIENCE: Duration = Duration::from_secs(10);

/// Something that leaves.
#[derive(Debug)]
pub enum Want {
    /// Of the account, but calls and appends.
    Account(Action),
    /// A call that the budget granted.
    Granted(CallId),
    /// A call that the budget refused.
    Refused(CallId, Timestamp),
    /// The journal is asked for durability: this ticket, when all before it is on the disk.
    Sync(u64),
    /// The budget must be woken at this true time.
    BudgetAt(Timestamp),
}

/// The production side, with a journal that a crash cuts back to what was on the disk.
#[derive(Debug)]
pub struct Gateway {
    codec: Arc<dyn Codec>,
    config: AccountConfig,
    clock: LocalClock,
    account: Account,
    budget: Budget,
    waiting: BTreeMap<CallId, (AccountStep, Route)>,
    journal: Vec<AccountEnvelope>,
    durable: usize,
    limits: Vec<LimitAction>,
}

impl Gateway {
    /// One that has not begun.
    pub fn new(
        codec: Arc<dyn Codec>,
        signer: Arc<dyn Signer>,
        instruments: Arc<Instruments>,
        seed: u64,
        clock: LocalClock,
    ) -> Result<Self, NoAccounts> {
        let account = AccountId::new("main").unwrap_or_else(|error| panic!("{error}"));
        let endpoints = Endpoints { rest: "http://venue".to_owned(), ws: "ws://venue".to_owned(), commands: Some("ws://venue".to_owned()) };
        let config = AccountConfig { account, endpoints, epoch: 1, seed, signer, instruments, max_orders_per_second: 1_000 };
        let account = Account::new(config.clone(), codec.as_ref(), AccountState::default())?;
        let budget = Budget::new(codec.spec().buckets);
        Ok(Self { codec, config, clock, account, budget, waiting: BTreeMap::new(), journal: Vec::new(), durable: 0, limits: Vec::new() })
    }

    /// The account.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Everything that was ever appended and not lost in a crash.
    pub fn journal(&self) -> &[AccountEnvelope] {
        &self.journal
    }

    /// Which way a call leaves.
    pub fn route(&self, call: CallId) -> Option<Route> {
        self.waiting.get(&call).map(|(_, route)| *route)
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
                Action::Append { ticket, envelopes } => {
                    self.journal.extend(envelopes);
                    out.extend(ticket.map(Want::Sync));
                }
                other => out.push(Want::Account(other)),
            }
        }
    }

    /// All that was appended so far is on the disk.
    pub fn synced(&mut self) {
        self.durable = self.journal.len();
    }

    /// How much was appended so far.
    pub fn appended(&self) -> usize {
        self.journal.len()
    }

    /// So much is on the disk.
    pub fn synced_to(&mut self, length: usize) {
        self.durable = self.durable.max(length.min(self.journal.len()));
    }

    /// A call leaves: encoded now, as the loop does.
    pub fn encode(&mut self, now: Timestamp, call: CallId) -> Option<Result<Leaving, String>> {
        let (step, route) = self.waiting.remove(&call)?;
        let local = self.clock.local(now);
        Some(self.account.codec().encode(self.account.view(), local, &step, route).map_err(|error| format!("{}: {error}", step.name())))
    }

    /// An answer came: the budget learns from it.
    pub fn learn(&mut self, now: Timestamp, status: u16, headers: &[(String, String)], out: &mut Vec<Want>) {
        self.limit(now, LimitInput::Answered { status, headers, banned_until: None }, out);
    }

    /// The budget's time has come.
    pub fn wake_budget(&mut self, now: Timestamp, out: &mut Vec<Want>) {
        self.limit(now, LimitInput::Wake, out);
    }

    /// The process is killed and begins again. What was not on the disk is gone; `keep` more entries happened to be there.
    pub fn restart(&mut self, keep: usize) -> Result<(), NoAccounts> {
        self.journal.truncate((self.durable + keep).min(self.journal.len()));
        self.durable = self.journal.len();
        let mut state = AccountState::default();
        for envelope in &self.journal {
            state.apply(envelope);
        }
        self.config.epoch += 1;
        self.config.seed = self.config.seed.wrapping_add(1);
        self.account = Account::new(self.config.clone(), self.codec.as_ref(), state)?;
        self.budget = Budget::new(self.codec.spec().buckets);
        self.waiting.clear();
        Ok(())
    }

    /// The state that the journal alone gives.
    pub fn rebuilt(&self) -> AccountState {
        let mut state = AccountState::default();
        for envelope in &self.journal {
            state.apply(envelope);
        }
        state
    }

    fn submit(&mut self, now: Timestamp, call: CallId, step: AccountStep, priority: Priority, route: Route, out: &mut Vec<Want>) {
        let cost = (self.account.spec().cost)(&step);
        let deadline = self.clock.local(now) + PATIENCE;
        self.waiting.insert(call, (step, route));
        self.limit(now, LimitInput::Submit { id: call.0, cost, priority, deadline }, out);
    }

    fn limit(&mut self, now: Timestamp, input: LimitInput<'_>, out: &mut Vec<Want>) {
        let local = self.clock.local(now);
        self.budget.set_clock_offset(self.account.view().clock_offset);
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
