//! What does the production code do with it? The session, the budget and the local clock, as the driver would run them.

use std::collections::BTreeMap;
use std::sync::Arc;

use twinline_core::limits::{Budget, LimitAction, LimitInput, Priority};
use twinline_core::session::{Action, CallId, Input, Session, SessionConfig};
use twinline_model::{Duration, Timestamp};
use twinline_venue::{Codec, Endpoints, Outcome, RefusalKind, Reply, Step};

/// Answers later than this are refused by the budget.
const DEADLINE: Duration = Duration::from_secs(5);

/// A clock that is off and drifts, but never steps: the driver's clock is monotonic.
#[derive(Debug, Clone, Copy)]
pub struct LocalClock {
    /// Local minus true at the start.
    pub offset: Duration,
    /// Parts per million that it runs fast.
    pub drift_ppm: i64,
    /// True time at the start.
    pub start: Timestamp,
}

impl LocalClock {
    /// Local time at a true time.
    pub fn local(&self, now: Timestamp) -> Timestamp {
        now + self.offset + (now - self.start).scale(self.drift_ppm, 1_000_000)
    }

    /// True time at a local time.
    pub fn real(&self, local: Timestamp) -> Timestamp {
        let elapsed = local - self.offset - self.start;
        self.start + elapsed.scale(1_000_000, 1_000_000 + self.drift_ppm)
    }
}

/// A request that the budget has granted.
#[derive(Debug)]
pub struct Granted {
    /// Which call.
    pub call: CallId,
    /// What is asked.
    pub step: Step,
}

/// The production side of a world.
#[derive(Debug)]
pub struct Player {
    /// The session under test.
    pub session: Session,
    /// The budget under test.
    pub budget: Budget,
    codec: Arc<dyn Codec>,
    clock: LocalClock,
    waiting: BTreeMap<u64, (CallId, Step)>,
    actions: Vec<Action>,
    limits: Vec<LimitAction>,
}

/// What the player wants of the world.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "the large one is the usual one")]
pub enum Want {
    /// Something of the session but calls.
    Session(Action),
    /// A request leaves.
    Leave(Granted),
    /// The budget must be woken at this true time.
    BudgetAt(Timestamp),
}

impl Player {
    /// A player that has not begun.
    pub fn new(codec: Arc<dyn Codec>, endpoints: Endpoints, seed: u64, epoch: u64, clock: LocalClock) -> Self {
        let budget = Budget::new(codec.spec().buckets);
        let session = Session::new(SessionConfig { endpoints, epoch, seed }, codec.clone());
        Self { session, budget, codec, clock, waiting: BTreeMap::new(), actions: Vec::new(), limits: Vec::new() }
    }

    /// Local time at a true time.
    pub fn local(&self, now: Timestamp) -> Timestamp {
        self.clock.local(now)
    }

    /// True time at a local time.
    pub fn real(&self, local: Timestamp) -> Timestamp {
        self.clock.real(local)
    }

    /// Hands an input to the session.
    pub fn input(&mut self, now: Timestamp, input: Input<'_>, out: &mut Vec<Want>) {
        let local = self.clock.local(now);
        let mut actions = std::mem::take(&mut self.actions);
        self.session.handle(local, input, &mut actions);
        for action in actions.drain(..) {
            match action {
                Action::Call { call, step, priority } => self.submit(now, call, step, priority, out),
                other => out.push(Want::Session(other)),
            }
        }
        self.actions = actions;
    }

    /// The budget's time has come.
    pub fn wake_budget(&mut self, now: Timestamp, out: &mut Vec<Want>) {
        self.limit(now, LimitInput::Wake, out);
    }

    /// An answer came: the budget learns from it first, then the session.
    pub fn answered(&mut self, now: Timestamp, granted: &Granted, sent_at: Timestamp, answer: &Answer, out: &mut Vec<Want>) {
        let sent_at = self.clock.local(sent_at);
        match answer {
            Answer::Http { status, headers, body } => {
                let banned_until = self.ban(granted, *status, body);
                self.limit(
                    now,
                    LimitInput::Answered { account: None, left_at: sent_at, status: *status, headers, used: &[], banned_until },
                    out,
                );
                self.input(now, Input::Reply { call: granted.call, sent_at, reply: Reply::Http { status: *status, body } }, out);
            }
            Answer::Lost(reason) => self.input(now, Input::Reply { call: granted.call, sent_at, reply: Reply::Lost { reason } }, out),
        }
    }

    fn ban(&self, granted: &Granted, status: u16, body: &[u8]) -> Option<Timestamp> {
        if status != 418 && status != 429 {
            return None;
        }
        let mut scratch = twinline_venue::Facts::new();
        match self.codec.decode_reply(self.session.view(), &granted.step, Reply::Http { status, body }, &mut scratch) {
            Outcome::Refused(refusal) => match refusal.kind {
                RefusalKind::Limited { until, .. } => until,
                _ => None,
            },
            _ => None,
        }
    }

    fn submit(&mut self, now: Timestamp, call: CallId, step: Step, priority: Priority, out: &mut Vec<Want>) {
        let cost = (self.codec.spec().cost)(&step);
        let deadline = self.clock.local(now) + DEADLINE;
        self.waiting.insert(call.0, (call, step));
        self.limit(now, LimitInput::Submit { id: call.0, account: None, cost, priority, deadline }, out);
    }

    fn limit(&mut self, now: Timestamp, input: LimitInput<'_>, out: &mut Vec<Want>) {
        let local = self.clock.local(now);
        if let Some((offset, error)) = self.session.clock_offset(local) {
            self.budget.set_clock(offset, error);
        }
        let mut limits = std::mem::take(&mut self.limits);
        self.budget.handle(local, input, &mut limits);
        for action in limits.drain(..) {
            match action {
                LimitAction::Grant(id) => {
                    if let Some((call, step)) = self.waiting.remove(&id) {
                        out.push(Want::Leave(Granted { call, step }));
                    }
                }
                LimitAction::Refuse { id, retry_at } => {
                    if let Some((call, _)) = self.waiting.remove(&id) {
                        let mut inner = Vec::new();
                        self.input(now, Input::NotAdmitted { call, retry_at }, &mut inner);
                        out.append(&mut inner);
                    }
                }
                LimitAction::WakeAt(at) => out.push(Want::BudgetAt(self.clock.real(at))),
            }
        }
        self.limits = limits;
    }

    /// What a granted call looks like on the wire.
    pub fn encode(&self, now: Timestamp, granted: &Granted) -> Result<twinline_venue::Request, twinline_venue::EncodeError> {
        self.codec.encode_step(self.session.view(), self.clock.local(now), &granted.step)
    }
}

/// An answer as it arrives.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Status, headers with names in lower case, body.
    Http {
        /// Status.
        status: u16,
        /// Headers.
        headers: Vec<(String, String)>,
        /// Body.
        body: Vec<u8>,
    },
    /// None came.
    Lost(String),
}
