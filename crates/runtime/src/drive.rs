//! What happens next, and what is done about it?
//!
//! One loop: wait for the next event, hand it to the decider, perform what it wants. No opinions.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration as StdDuration;

use http::HeaderValue;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, Sleep};
use tokio_tungstenite::tungstenite::{Bytes, Message};
use twinline_core::session::CallId;
use twinline_model::{AccountId, Duration, Timestamp};
use twinline_venue::account::{Leaving, Route};
use twinline_venue::{Codec, Frame, FrameBuf, LinkId, Reply};

use crate::calls::{ASK_AGAIN, CallEvent, Calls};
use crate::desk::{Answered, Desk, Verdict};
use crate::egress::Egress;
use crate::http::{Answer, Done};
use crate::links::Links;
use crate::machine::{Input, Machine, Want};
use crate::sink::{Appended, Appender, Sink};
use crate::socket::{Happened, SocketEvent};

/// Most events that are handled before the sink may flush.
const BATCH: usize = 256;
/// No batch goes on longer than this.
const BATCH_TIME: StdDuration = StdDuration::from_millis(2);
/// The sink may flush this often even if nothing happens.
const SETTLE_EVERY: Duration = Duration::from_millis(100);
/// The sink may give commands so often in a row.
const SETTLE_ROUNDS: usize = 4;
/// The sink is shown the budget this often even if no penalty changes.
const BUDGET_EVERY: Duration = Duration::from_secs(1);
/// A session that has not stopped after this is not waited for.
const STOP_WITHIN: Duration = Duration::from_secs(2);
/// Sockets that have not said goodbye after this are cut off.
const GOODBYE_WITHIN: StdDuration = StdDuration::from_millis(1_500);

/// The loop of one venue, or of one account.
pub(crate) struct Driver<M: Machine, S: Sink<M>> {
    machine: M,
    codec: Arc<dyn Codec>,
    sink: S,
    venue: &'static str,
    /// Whose loop it is, if it is an account's.
    account: Option<AccountId>,
    seat: Seat,
    links: Links,
    calls: Calls<M::Step>,
    appender: Appender,
    appended: mpsc::UnboundedReceiver<Appended>,
    handle: HandleEnd<S::Request>,
    /// The latest time that the session was told.
    now: Timestamp,
    wake_at: Option<Timestamp>,
    /// Rings at the latest when something is due. Most of what moves that moves it further away: then it may ring too early.
    alarm: Pin<Box<Sleep>>,
    /// What it is set to; `None` once it has rung.
    alarm_at: Option<Timestamp>,
    settle_at: Timestamp,
    budget_at: Timestamp,
    stop_by: Option<Timestamp>,
    stopped: bool,
    penalty: Option<(Timestamp, bool)>,
    turn: u8,
    actions: Vec<M::Action>,
    commands: Vec<M::Command>,
}

/// What of the way out is this venue's.
#[derive(Debug)]
pub(crate) struct Seat {
    pub egress: Egress,
    /// The budget of its REST host.
    pub desk: Arc<Desk>,
    pub user_agent: HeaderValue,
}

/// The loop's end of the handle.
#[derive(Debug)]
pub(crate) struct HandleEnd<R> {
    pub requests: mpsc::Receiver<R>,
    /// Becomes true, or closes with the last handle.
    pub stop: watch::Receiver<bool>,
}

/// What can happen to a loop.
enum Event<R> {
    Socket(SocketEvent),
    Call(CallEvent),
    Appended(Appended),
    Request(R),
    Stop,
    Time,
}

impl<M: Machine, S: Sink<M>> Driver<M, S> {
    pub fn new(machine: M, codec: Arc<dyn Codec>, sink: S, seat: Seat, handle: HandleEnd<S::Request>) -> Self {
        let (venue, account) = (codec.spec().name, machine.account().cloned());
        let (appender, appended) = Appender::new();
        Self {
            links: Links::new(seat.egress.clone(), seat.user_agent.clone()),
            calls: Calls::new(seat.egress.clone(), Arc::clone(&seat.desk), venue, account.clone(), machine.reply_timeout()),
            venue,
            account,
            appender,
            appended,
            now: seat.egress.clock().now(),
            wake_at: None,
            alarm: Box::pin(tokio::time::sleep(StdDuration::ZERO)),
            alarm_at: None,
            settle_at: Timestamp::default(),
            budget_at: Timestamp::default(),
            stop_by: None,
            stopped: false,
            penalty: None,
            turn: 0,
            actions: Vec::new(),
            commands: Vec::new(),
            machine,
            codec,
            sink,
            seat,
            handle,
        }
    }

    /// Runs until it is stopped.
    pub async fn run(mut self) {
        tracing::info!(venue = self.venue, account = self.owner(), "venue begins");
        self.step(Input::Start);
        self.settle();
        while !self.stopped && self.stop_by.is_none_or(|by| self.time() < by) {
            let event = self.next().await;
            let full = self.batch(event);
            self.keep_time();
            self.settle();
            if full {
                // More is waiting; others on this thread have their turn first.
                tokio::task::yield_now().await;
            }
        }
        let Self { links, calls, handle, .. } = self;
        drop((calls, handle));
        drop(tokio::time::timeout(GOODBYE_WITHIN, links.goodbye()).await);
    }

    async fn next(&mut self) -> Event<S::Request> {
        if self.stop_by.is_none() && *self.handle.stop.borrow_and_update() {
            return Event::Stop;
        }
        let due = self.due_at();
        if self.alarm_at.is_none_or(|at| due < at) {
            self.alarm.as_mut().reset(self.seat.egress.clock().instant(due));
            self.alarm_at = Some(due);
        }
        tokio::select! {
            changed = self.handle.stop.changed(), if self.stop_by.is_none() => match changed {
                Ok(()) => Event::Time,
                Err(_) => Event::Stop,
            },
            event = self.links.next() => Event::Socket(event),
            event = self.calls.next() => Event::Call(event),
            Some(appended) = self.appended.recv() => Event::Appended(appended),
            Some(request) = self.handle.requests.recv() => Event::Request(request),
            () = &mut self.alarm => {
                self.alarm_at = None;
                Event::Time
            }
        }
    }

    /// Sources take turns, so that none of them starves.
    fn try_next(&mut self) -> Option<Event<S::Request>> {
        for _ in 0..4 {
            self.turn = (self.turn + 1) % 4;
            let event = match self.turn {
                0 => self.links.try_next().map(Event::Socket),
                1 => self.calls.try_next().map(Event::Call),
                2 => self.appended.try_recv().ok().map(Event::Appended),
                _ => self.handle.requests.try_recv().ok().map(Event::Request),
            };
            if event.is_some() {
                return event;
            }
        }
        None
    }

    /// Handles an event and what else is there; true if more is waiting.
    fn batch(&mut self, first: Event<S::Request>) -> bool {
        let until = Instant::now() + BATCH_TIME;
        let mut next = Some(first);
        for _ in 0..BATCH {
            let Some(event) = next else { return false };
            self.handle(event);
            if Instant::now() >= until {
                return true;
            }
            next = self.try_next();
        }
        if let Some(event) = next {
            self.handle(event);
        }
        true
    }

    fn handle(&mut self, event: Event<S::Request>) {
        match event {
            Event::Socket(event) => self.socket(&event),
            Event::Call(CallEvent::Verdict(Verdict::Grant(call))) => self.granted(call),
            Event::Call(CallEvent::Verdict(Verdict::Refuse { call, retry_at })) => {
                self.not_admitted(call, Some(retry_at), "the rate budget is used up");
            }
            Event::Call(CallEvent::Done(done)) => self.done(&done),
            Event::Appended((ticket, result)) => {
                self.advance(self.time());
                self.step(Input::Appended { ticket, result: result.as_ref().copied().map_err(String::as_str) });
            }
            Event::Request(request) => {
                self.advance(self.time());
                self.sink.request(self.now, request, &self.machine, &mut self.commands);
                self.obey();
            }
            Event::Stop => {
                self.stop_by = Some(self.time() + STOP_WITHIN);
                tracing::info!(venue = self.venue, account = self.owner(), "venue stops");
                self.step(Input::Command(M::stop()));
            }
            Event::Time => {}
        }
    }

    fn socket(&mut self, event: &SocketEvent) {
        self.advance(event.at);
        let link = event.link;
        let kind = self.machine.link_name(link);
        match &event.what {
            Happened::Opened => {
                tracing::info!(venue = self.venue, account = self.owner(), link = kind, serial = link.serial, "socket open");
                self.step(Input::Opened { link });
            }
            Happened::Text(text) => self.step(Input::Frame { link, frame: Frame::Text(text.as_str()) }),
            Happened::Binary(bytes) => self.step(Input::Frame { link, frame: Frame::Binary(bytes) }),
            Happened::Alive => self.step(Input::Alive { link }),
            Happened::Closed(reason) => {
                tracing::info!(venue = self.venue, account = self.owner(), link = kind, serial = link.serial, reason, "socket closed");
                self.step(Input::Closed { link, reason });
            }
        }
    }

    /// The budget lets a call leave: only now is it encoded, for some signatures live for seconds.
    fn granted(&mut self, call: CallId) {
        let now = self.time();
        let Some((step, route)) = self.calls.step(call) else { return };
        let name = M::step_name(step);
        let leaving = self.machine.encode(self.codec.as_ref(), now, step, route);
        let sent = match (leaving, route) {
            (Ok(Leaving::Http(request)), _) => match self.calls.prepare(request, &self.seat.user_agent) {
                Ok(request) => {
                    self.leave(call);
                    self.calls.send(call, request);
                    Ok(())
                }
                Err(error) => Err((error.to_string(), Some(now + ASK_AGAIN))),
            },
            (Ok(Leaving::Frame(frame)), Route::Link(link, _)) if self.links.holds(link) => {
                // Whoever asked knows the answer by its id: the loop has nothing left to do with the call.
                self.calls.close(call);
                self.leave(call);
                self.send(link, frame);
                Ok(())
            }
            (Ok(Leaving::Frame(_)), _) => Err(("its connection is gone".to_owned(), Some(now + ASK_AGAIN))),
            (Err(reason), _) => Err((reason, None)),
        };
        if let Err((reason, retry_at)) = sent {
            tracing::warn!(venue = self.venue, account = self.owner(), step = name, reason, "call cannot leave");
            self.not_admitted(call, retry_at, &reason);
        }
    }

    fn leave(&mut self, call: CallId) {
        self.advance(self.time());
        self.step(Input::Left { call });
    }

    fn not_admitted(&mut self, call: CallId, retry_at: Option<Timestamp>, reason: &str) {
        self.calls.close(call);
        self.advance(self.time());
        self.step(Input::NotAdmitted { call, retry_at, reason });
    }

    fn done(&mut self, done: &Done) {
        let Some(step) = self.calls.close(done.call) else { return };
        self.advance(done.at);
        let (call, sent_at) = (done.call, done.sent_at);
        match &done.answer {
            Answer::Http { status, headers, body } => {
                let reply = Reply::Http { status: *status, body };
                let refused = matches!(status, 418 | 429);
                let banned_until = refused.then(|| self.machine.banned_until(self.codec.as_ref(), &step, reply)).flatten();
                let account = self.account.as_ref();
                self.seat.desk.answered(done.at, Answered { account, left_at: sent_at, status: *status, headers, used: &[], banned_until });
                self.step(Input::Reply { call, sent_at, reply });
            }
            Answer::Lost(reason) => self.step(Input::Reply { call, sent_at, reply: Reply::Lost { reason } }),
        }
        if let Some((offset, error)) = self.machine.clock(done.at) {
            self.seat.desk.clock(offset, error);
        }
    }

    /// Wakes whom the time has come for. While messages wait, time is the arrival of the last one handled: a loop that is
    /// behind must not take its own delay for a venue's silence.
    fn keep_time(&mut self) {
        let clock = self.time();
        self.seat.desk.wake(clock);
        if self.links.is_drained() {
            self.advance(clock);
        }
        if self.wake_at.is_some_and(|at| at <= self.now) {
            self.wake_at = None;
            self.step(Input::Wake);
        }
    }

    fn settle(&mut self) {
        self.links.reap();
        self.show_budget();
        for _ in 0..SETTLE_ROUNDS {
            self.sink.settled(self.now, &self.machine, &mut self.commands);
            if self.commands.is_empty() {
                break;
            }
            self.obey();
        }
        self.settle_at = self.time() + SETTLE_EVERY;
    }

    fn show_budget(&mut self) {
        let now = self.time();
        let penalty = self.seat.desk.penalty(now);
        if penalty == self.penalty && now < self.budget_at {
            return;
        }
        if penalty != self.penalty {
            match penalty {
                Some((until, banned)) => {
                    tracing::warn!(venue = self.venue, account = self.owner(), %until, banned, "venue asks us to wait")
                }
                None => tracing::info!(venue = self.venue, account = self.owner(), "venue may be asked again"),
            }
        }
        self.penalty = penalty;
        self.budget_at = now + BUDGET_EVERY;
        let (sink, at) = (&mut self.sink, self.now);
        self.seat.desk.show(|budget| sink.budget(at, budget));
    }

    fn due_at(&self) -> Timestamp {
        let desk = self.seat.desk.wake_at();
        [self.wake_at, desk, self.stop_by].into_iter().flatten().fold(self.settle_at, Timestamp::min)
    }

    /// Whose loop it is, for logs.
    fn owner(&self) -> Option<&str> {
        self.account.as_ref().map(AccountId::as_str)
    }

    fn time(&self) -> Timestamp {
        self.seat.egress.clock().now()
    }

    fn advance(&mut self, to: Timestamp) {
        self.now = self.now.max(to);
    }

    fn obey(&mut self) {
        let mut commands = std::mem::take(&mut self.commands);
        for command in commands.drain(..) {
            self.step(Input::Command(command));
        }
        self.commands = commands;
    }

    /// One input for the decider; what it wants is performed at once.
    fn step(&mut self, input: Input<'_, M::Command>) {
        self.machine.handle(self.now, input, &mut self.actions);
        let mut actions = std::mem::take(&mut self.actions);
        for action in actions.drain(..) {
            self.perform(M::want(action));
        }
        // What performing led to has been performed already: nothing is lost by keeping the emptied vector.
        self.actions = actions;
    }

    fn perform(&mut self, want: Want<M>) {
        match want {
            Want::Open { link, url, timeout } => self.links.open(link, url, timeout),
            Want::Send { link, frame } => self.send(link, frame),
            Want::Ping { link } => self.links.send(link, Message::Ping(Bytes::new())),
            Want::Close { link } => self.links.close(link),
            Want::Call { call, step, priority, route } => {
                let cost = self.machine.cost(&step);
                self.calls.submit(call, step, cost, priority, route);
            }
            Want::Append { ticket, entries } => self.sink.append(self.now, entries, ticket, &self.appender),
            Want::Emit(output) => self.emit(output),
            Want::Heard { left_at, status, used, banned_until } => {
                let account = self.account.as_ref();
                self.seat.desk.answered(self.now, Answered { account, left_at, status, headers: &[], used: &used, banned_until });
            }
            Want::WakeAt(at) => self.wake_at = Some(at),
        }
    }

    fn send(&mut self, link: LinkId, frame: FrameBuf) {
        let message = match frame {
            FrameBuf::Text(text) => Message::text(text),
            FrameBuf::Binary(bytes) => Message::binary(bytes),
        };
        self.links.send(link, message);
    }

    fn emit(&mut self, output: M::Output) {
        if let Some(limits) = M::limits_of(&output) {
            self.seat.desk.limits(self.time(), limits);
        }
        self.stopped |= M::is_last(&output);
        self.sink.output(self.now, output, &self.machine);
    }
}
