//! What can a loop drive?
//!
//! One loop serves every decider: a venue's public session and each account. They differ in what they say, not in how
//! sockets, calls and time reach them.

use std::convert::Infallible;
use std::fmt;

use twinline_core::account::{self, Account, AccountEnvelope};
use twinline_core::limits::Priority;
use twinline_core::session::{self, CallId, Session};
use twinline_model::{AccountId, Duration, Timestamp};
use twinline_venue::account::{AccountFacts, AccountStep, Leaving, Route};
use twinline_venue::{BucketSpec, BucketUse, Codec, Cost, Facts, Frame, FrameBuf, LinkId, Outcome, RefusalKind, Reply, Step};

use crate::calls::ASK_AGAIN;

/// A decider that a loop can drive.
pub trait Machine: Send + Sized + 'static {
    /// What it asks of the venue.
    type Step: fmt::Debug + Send;
    /// What can be wanted of it.
    type Command: Send;
    /// What it tells.
    type Output: fmt::Debug;
    /// What it wants kept.
    type Entry;
    /// What it wants done, in its own words.
    type Action: Send;

    /// Advances by one input.
    fn handle(&mut self, now: Timestamp, input: Input<'_, Self::Command>, out: &mut Vec<Self::Action>);
    /// One of its wants, in the loop's words.
    fn want(action: Self::Action) -> Want<Self>;
    /// Whose it is, if it is an account; for logs.
    fn account(&self) -> Option<&AccountId>;
    /// What a kind of link is called.
    fn link_name(&self, link: LinkId) -> &'static str;
    /// What a step is called.
    fn step_name(step: &Self::Step) -> &'static str;
    /// What a step costs.
    fn cost(&self, step: &Self::Step) -> Cost;
    /// Longest that an answer may take.
    fn reply_timeout(&self) -> Duration;
    /// Venue clock minus ours, and how far off that may be, once it is known.
    fn clock(&self, now: Timestamp) -> Option<(Duration, Duration)>;
    /// A step, ready to leave; why not, if it cannot.
    fn encode(&self, codec: &dyn Codec, now: Timestamp, step: &Self::Step, route: Route) -> Result<Leaving, String>;
    /// When a refusal for too many requests says it ends, by the venue's clock.
    fn banned_until(&self, codec: &dyn Codec, step: &Self::Step, reply: Reply<'_>) -> Option<Timestamp>;
    /// The venue's limits, if this is what it told.
    fn limits_of(output: &Self::Output) -> Option<Vec<BucketSpec>>;
    /// True if this is the last thing it tells.
    fn is_last(output: &Self::Output) -> bool;
    /// The command that ends it.
    fn stop() -> Self::Command;
}

/// What can happen to a decider.
#[derive(Debug)]
#[allow(missing_docs, reason = "the deciders' own inputs say it")]
pub enum Input<'a, C> {
    Start,
    Opened { link: LinkId },
    Frame { link: LinkId, frame: Frame<'a> },
    Alive { link: LinkId },
    Closed { link: LinkId, reason: &'a str },
    Left { call: CallId },
    Reply { call: CallId, sent_at: Timestamp, reply: Reply<'a> },
    NotAdmitted { call: CallId, retry_at: Option<Timestamp>, reason: &'a str },
    Appended { ticket: u64, result: Result<(), &'a str> },
    Command(C),
    Wake,
}

/// What a decider wants done.
#[derive(Debug)]
#[allow(missing_docs, reason = "the deciders' own actions say it")]
#[allow(clippy::large_enum_variant, reason = "the large one is the usual one: boxing it would cost an allocation per message")]
pub enum Want<M: Machine> {
    Open { link: LinkId, url: String, timeout: Duration },
    Send { link: LinkId, frame: FrameBuf },
    Ping { link: LinkId },
    Close { link: LinkId },
    Call { call: CallId, step: M::Step, priority: Priority, route: Route },
    Append { ticket: Option<u64>, entries: Vec<M::Entry> },
    Emit(M::Output),
    Heard { left_at: Timestamp, status: u16, used: Vec<BucketUse>, banned_until: Option<Timestamp> },
    WakeAt(Timestamp),
}

impl Machine for Session {
    type Step = Step;
    type Command = session::Command;
    type Output = session::Output;
    /// A market's history is not kept.
    type Entry = Infallible;
    type Action = session::Action;

    fn handle(&mut self, now: Timestamp, input: Input<'_, session::Command>, out: &mut Vec<session::Action>) {
        let input = match input {
            Input::Start => session::Input::Start,
            Input::Opened { link } => session::Input::Opened { link },
            Input::Frame { link, frame } => session::Input::Frame { link, frame },
            Input::Alive { link } => session::Input::Alive { link },
            Input::Closed { link, reason } => session::Input::Closed { link, reason },
            Input::Reply { call, sent_at, reply } => session::Input::Reply { call, sent_at, reply },
            // What it asks for depends on what is listed, which changes.
            Input::NotAdmitted { call, retry_at, reason: _ } => {
                session::Input::NotAdmitted { call, retry_at: retry_at.unwrap_or(now + ASK_AGAIN) }
            }
            Input::Command(command) => session::Input::Command(command),
            Input::Wake => session::Input::Wake,
            // It only asks, and keeps nothing: neither matters to it.
            Input::Left { .. } | Input::Appended { .. } => return,
        };
        Session::handle(self, now, input, out);
    }

    fn want(action: session::Action) -> Want<Self> {
        match action {
            session::Action::Open { link, url, timeout } => Want::Open { link, url, timeout },
            session::Action::Send { link, frame } => Want::Send { link, frame },
            session::Action::Ping { link } => Want::Ping { link },
            session::Action::Close { link } => Want::Close { link },
            session::Action::Call { call, step, priority } => Want::Call { call, step, priority, route: Route::Http },
            session::Action::Emit(output) => Want::Emit(output),
            session::Action::WakeAt(at) => Want::WakeAt(at),
        }
    }

    fn account(&self) -> Option<&AccountId> {
        None
    }

    fn link_name(&self, link: LinkId) -> &'static str {
        self.spec().link(link.kind).name
    }

    fn step_name(step: &Step) -> &'static str {
        step.name()
    }

    fn cost(&self, step: &Step) -> Cost {
        (self.spec().cost)(step)
    }

    fn reply_timeout(&self) -> Duration {
        self.spec().reply_timeout
    }

    fn clock(&self, now: Timestamp) -> Option<(Duration, Duration)> {
        self.clock_offset(now)
    }

    fn encode(&self, codec: &dyn Codec, now: Timestamp, step: &Step, _: Route) -> Result<Leaving, String> {
        codec.encode_step(self.view(), now, step).map(Leaving::Http).map_err(|error| error.to_string())
    }

    fn banned_until(&self, codec: &dyn Codec, step: &Step, reply: Reply<'_>) -> Option<Timestamp> {
        ban(codec.decode_reply(self.view(), step, reply, &mut Facts::new()))
    }

    fn limits_of(output: &session::Output) -> Option<Vec<BucketSpec>> {
        if let session::Output::Limits(limits) = output { Some(limits.clone()) } else { None }
    }

    fn is_last(output: &session::Output) -> bool {
        matches!(output, session::Output::Stopped)
    }

    fn stop() -> session::Command {
        session::Command::Stop
    }
}

impl Machine for Account {
    type Step = AccountStep;
    type Command = account::Command;
    type Output = account::Output;
    type Entry = AccountEnvelope;
    type Action = account::Action;

    fn handle(&mut self, now: Timestamp, input: Input<'_, account::Command>, out: &mut Vec<account::Action>) {
        let input = match input {
            Input::Start => account::Input::Start,
            Input::Opened { link } => account::Input::Opened { link },
            Input::Frame { link, frame } => account::Input::Frame { link, frame },
            Input::Alive { link } => account::Input::Alive { link },
            Input::Closed { link, reason } => account::Input::Closed { link, reason },
            Input::Left { call } => account::Input::Left { call },
            Input::Reply { call, sent_at, reply } => account::Input::Reply { call, sent_at, reply },
            Input::NotAdmitted { call, retry_at, reason } => account::Input::NotAdmitted { call, retry_at, reason },
            Input::Appended { ticket, result } => account::Input::Appended { ticket, result },
            Input::Command(command) => account::Input::Command(command),
            Input::Wake => account::Input::Wake,
        };
        Account::handle(self, now, input, out);
    }

    fn want(action: account::Action) -> Want<Self> {
        match action {
            account::Action::Open { link, url, timeout } => Want::Open { link, url, timeout },
            account::Action::Ping { link } => Want::Ping { link },
            account::Action::Close { link } => Want::Close { link },
            account::Action::Call { call, step, priority, route } => Want::Call { call, step, priority, route },
            account::Action::Append { ticket, envelopes } => Want::Append { ticket, entries: envelopes },
            account::Action::Emit(output) => Want::Emit(output),
            account::Action::Heard { left_at, status, used, banned_until } => Want::Heard { left_at, status, used, banned_until },
            account::Action::WakeAt(at) => Want::WakeAt(at),
        }
    }

    fn account(&self) -> Option<&AccountId> {
        Some(self.id())
    }

    fn link_name(&self, link: LinkId) -> &'static str {
        self.spec().link(link.kind).name
    }

    fn step_name(step: &AccountStep) -> &'static str {
        step.name()
    }

    fn cost(&self, step: &AccountStep) -> Cost {
        (self.spec().cost)(step)
    }

    fn reply_timeout(&self) -> Duration {
        self.spec().reply_timeout
    }

    fn clock(&self, now: Timestamp) -> Option<(Duration, Duration)> {
        self.clock_offset(now)
    }

    fn encode(&self, _: &dyn Codec, now: Timestamp, step: &AccountStep, route: Route) -> Result<Leaving, String> {
        self.codec().encode(self.view(), now, step, route).map_err(|error| error.to_string())
    }

    fn banned_until(&self, _: &dyn Codec, step: &AccountStep, reply: Reply<'_>) -> Option<Timestamp> {
        ban(self.codec().decode_reply(self.view(), step, reply, &mut AccountFacts::new()))
    }

    fn limits_of(_: &account::Output) -> Option<Vec<BucketSpec>> {
        None
    }

    fn is_last(output: &account::Output) -> bool {
        matches!(output, account::Output::Stopped)
    }

    fn stop() -> account::Command {
        account::Command::Stop
    }
}

fn ban<T>(outcome: Outcome<T>) -> Option<Timestamp> {
    match outcome {
        Outcome::Refused(refusal) => match refusal.kind {
            RefusalKind::Limited { until, .. } => until,
            _ => None,
        },
        Outcome::Done(_) | Outcome::Unknown(_) => None,
    }
}
