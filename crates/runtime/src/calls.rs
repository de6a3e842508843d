//! Which calls wait, fly, or are answered?

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use http::HeaderValue;
use tokio::sync::mpsc;
use tokio::task::{self, JoinError, JoinSet};
use twinline_core::limits::Priority;
use twinline_core::session::CallId;
use twinline_model::{AccountId, Duration, Timestamp};
use twinline_venue::account::Route;
use twinline_venue::{Cost, Request};

use crate::desk::{Ask, Desk, Verdict};
use crate::egress::Egress;
use crate::http::{Answer, Done, Unsendable, fetch, prepare};
use crate::local::{self, Local};

/// Most calls of a venue's loop that wait or fly.
const MAX_OPEN: usize = 512;
/// Most calls that fly at once, hence most connections; cancels and commands are not held back by it.
pub(crate) const MAX_FLIGHTS: usize = 24;
/// When a call that nobody could take is worth asking again.
pub(crate) const ASK_AGAIN: Duration = Duration::from_secs(1);

/// What happened to a call.
#[derive(Debug)]
pub(crate) enum CallEvent {
    Verdict(Verdict),
    Done(Done),
}

/// A request that can leave.
#[derive(Debug)]
pub(crate) enum Ready {
    /// By HTTP.
    Away(reqwest::Request),
    /// To a venue in this process.
    Inside(Arc<dyn Local>, Request),
}

/// The calls of one venue's loop. Those that fly are given up when this is dropped.
#[derive(Debug)]
pub(crate) struct Calls<T> {
    egress: Egress,
    desk: Arc<Desk>,
    /// Whose they are, for logs.
    venue: &'static str,
    account: Option<AccountId>,
    reply_timeout: Duration,
    open: BTreeMap<CallId, Open<T>>,
    flights: JoinSet<Done>,
    /// One place for each call that may be open: a verdict never finds it full.
    sender: mpsc::Sender<Verdict>,
    verdicts: mpsc::Receiver<Verdict>,
    /// Granted, waiting for others to land; first come, first served.
    granted: VecDeque<CallId>,
    /// What was certain as soon as it was asked.
    decided: VecDeque<Verdict>,
}

#[derive(Debug)]
struct Open<T> {
    step: T,
    route: Route,
    priority: Priority,
    deadline: Timestamp,
    flight: Option<(task::Id, Timestamp)>,
}

impl<T> Calls<T> {
    pub fn new(egress: Egress, desk: Arc<Desk>, venue: &'static str, account: Option<AccountId>, reply_timeout: Duration) -> Self {
        let (sender, verdicts) = mpsc::channel(MAX_OPEN);
        Self {
            egress,
            desk,
            venue,
            account,
            reply_timeout,
            open: BTreeMap::new(),
            flights: JoinSet::new(),
            sender,
            verdicts,
            granted: VecDeque::new(),
            decided: VecDeque::new(),
        }
    }

    /// Asks the budget; a verdict follows.
    pub fn submit(&mut self, call: CallId, step: T, cost: Cost, priority: Priority, route: Route) {
        let now = self.egress.clock().now();
        if self.open.len() >= MAX_OPEN {
            // It is held by the decider anyway.
            self.decided.push_back(Verdict::Refuse { call, retry_at: now + ASK_AGAIN });
            return;
        }
        let deadline = now + patience(priority);
        let ask = Ask { call, account: self.account.clone(), cost, priority, deadline };
        self.open.insert(call, Open { step, route, priority, deadline, flight: None });
        self.decided.extend(self.desk.submit(now, ask, &self.sender));
    }

    /// What an open call asks, and which way.
    pub fn step(&self, call: CallId) -> Option<(&T, Route)> {
        self.open.get(&call).map(|open| (&open.step, open.route))
    }

    /// Lets a call leave; [`CallEvent::Done`] follows, no later than the venue's reply timeout.
    pub fn send(&mut self, call: CallId, request: Ready) {
        let (clock, timeout) = (self.egress.clock(), self.reply_timeout.to_std());
        let Some(open) = self.open.get_mut(&call) else { return };
        let flight = match request {
            Ready::Away(request) => self.flights.spawn(fetch(self.egress.http().clone(), clock, call, request, timeout)),
            Ready::Inside(venue, request) => self.flights.spawn(local::ask(venue, clock, call, request, timeout)),
        };
        open.flight = Some((flight.id(), clock.now()));
    }

    /// Makes a codec's request one that can leave, whichever way this loop's calls go.
    pub fn prepare(&self, request: Request, user_agent: &HeaderValue) -> Result<Ready, Unsendable> {
        match self.egress.local() {
            Some(venue) => Ok(Ready::Inside(venue, request)),
            None => prepare(request, user_agent).map(Ready::Away),
        }
    }

    /// A call has come to its end.
    pub fn close(&mut self, call: CallId) -> Option<T> {
        self.open.remove(&call).map(|open| open.step)
    }

    /// The next thing that happened to a call, waiting for it. Safe to be cancelled.
    pub async fn next(&mut self) -> CallEvent {
        loop {
            if let Some(event) = self.ready() {
                return event;
            }
            tokio::select! {
                Some(verdict) = self.verdicts.recv() => {
                    if let Some(event) = self.heard(verdict) {
                        return event;
                    }
                }
                Some(landed) = self.flights.join_next() => {
                    if let Some(event) = self.landed(landed) {
                        return event;
                    }
                }
            }
        }
    }

    /// The next thing that happened to a call, if there is one.
    pub fn try_next(&mut self) -> Option<CallEvent> {
        if let Some(event) = self.ready() {
            return Some(event);
        }
        self.flights.try_join_next().and_then(|landed| self.landed(landed))
    }

    fn ready(&mut self) -> Option<CallEvent> {
        // What had to wait was asked before what is certain by now: it goes first.
        while let Some(verdict) = self.verdicts.try_recv().ok().or_else(|| self.decided.pop_front()) {
            if let Some(event) = self.heard(verdict) {
                return Some(event);
            }
        }
        if self.flights.len() >= MAX_FLIGHTS {
            return None;
        }
        let call = self.granted.pop_front()?;
        let now = self.egress.clock().now();
        Some(CallEvent::Verdict(match self.open.get(&call) {
            Some(open) if open.deadline < now => Verdict::Refuse { call, retry_at: now },
            _ => Verdict::Grant(call),
        }))
    }

    /// A grant is kept back while too many fly, unless it is urgent.
    fn heard(&mut self, verdict: Verdict) -> Option<CallEvent> {
        match verdict {
            Verdict::Grant(call) if self.flights.len() >= MAX_FLIGHTS && !self.is_urgent(call) => {
                self.granted.push_back(call);
                None
            }
            verdict => Some(CallEvent::Verdict(verdict)),
        }
    }

    fn is_urgent(&self, call: CallId) -> bool {
        self.open.get(&call).is_some_and(|open| matches!(open.priority, Priority::Cancel | Priority::Command))
    }

    fn landed(&mut self, landed: Result<Done, JoinError>) -> Option<CallEvent> {
        match landed {
            Ok(done) => Some(CallEvent::Done(done)),
            Err(error) => {
                let is_it = |open: &Open<T>| open.flight.filter(|(id, _)| *id == error.id());
                let (call, sent_at) = self.open.iter().find_map(|(call, open)| is_it(open).map(|(_, sent_at)| (*call, sent_at)))?;
                tracing::error!(venue = self.venue, call = call.0, %error, "call task failed");
                let answer = Answer::Lost("internal error".to_owned());
                Some(CallEvent::Done(Done { call, sent_at, at: self.egress.clock().now(), answer }))
            }
        }
    }
}

/// How long a call may wait for the budget and for others to land before asking it has no sense any more.
const fn patience(priority: Priority) -> Duration {
    match priority {
        Priority::Cancel | Priority::Command | Priority::Repair => Duration::from_secs(10),
        Priority::Query | Priority::Poll => Duration::from_secs(5),
    }
}
