//! Which sockets are open, and may commands leave on them?
//!
//! Two lines: one tells what happens, one takes commands (where the venue has such a one). Each holds one connection, and
//! a second one beside it for a while before the venue ends the first for its age.

use twinline_model::{Duration, Source, Timestamp};
use twinline_venue::account::{AccountFact, AccountFacts, AccountSpec, AccountStep, Route, StreamAuth, StreamKey};
use twinline_venue::{BucketUse, Frame, LinkId, LinkKind, LinkSpec, Outcome, Refusal, RefusalKind, Reply, RequestId};

use super::Account;
use super::api::Action;
use super::calls::{Asked, Purpose};
use super::event::Origination;
use crate::backoff::Backoff;
use crate::limits::Priority;
use crate::link::{Link, LinkNeed};
use crate::session::CallId;

/// A connection is replaced this long before the venue ends it.
const ROTATE_BEFORE_END: Duration = Duration::from_secs(3_600);
/// Old and new connection live beside each other for so long.
const OVERLAP: Duration = Duration::from_secs(5);

/// One line.
#[derive(Debug)]
pub(super) struct Line {
    pub kind: LinkKind,
    spec: &'static LinkSpec,
    pub current: Option<Link>,
    next: Option<Link>,
    /// When `next` was ready to take over.
    next_ready_at: Option<Timestamp>,
    pub backoff: Backoff,
    pub try_at: Timestamp,
    /// Why the last connection ended.
    pub lost: Option<String>,
}

impl Line {
    fn new(kind: LinkKind, spec: &'static LinkSpec) -> Self {
        let backoff = Backoff::default();
        Self { kind, spec, current: None, next: None, next_ready_at: None, backoff, try_at: Timestamp::default(), lost: None }
    }

    /// The connection in charge, once it is open.
    pub fn open(&self) -> Option<LinkId> {
        self.current.as_ref().filter(|link| link.is_open()).map(Link::id)
    }

    fn links(&mut self) -> impl Iterator<Item = &mut Link> {
        self.current.iter_mut().chain(self.next.iter_mut())
    }

    fn find(&mut self, id: LinkId) -> Option<&mut Link> {
        self.links().find(|link| link.id() == id)
    }
}

/// Both lines, and the key that opens the first.
#[derive(Debug)]
pub(super) struct Lines {
    pub events: Line,
    pub commands: Option<Line>,
    next_serial: u32,
    /// When the stream's key is renewed, or asked for.
    pub key_due: Timestamp,
    pub key_asked: bool,
    /// The key that the newest connection of events was opened with: with another one it is deaf.
    pub opened_with: Option<StreamKey>,
    /// A call over HTTP went without a clear answer, and none has had one since.
    pub unanswered: bool,
    /// When a venue that does not answer is asked next whether it is back.
    pub probe_at: Timestamp,
}

impl Lines {
    pub fn new(spec: &'static AccountSpec) -> Self {
        let line = |kind: LinkKind| Line::new(kind, spec.link(kind));
        Self {
            events: line(spec.events),
            commands: spec.commands.map(line),
            next_serial: 1,
            key_due: Timestamp::default(),
            key_asked: false,
            opened_with: None,
            unanswered: false,
            probe_at: Timestamp::default(),
        }
    }

    pub fn alive(&mut self, now: Timestamp, id: LinkId) {
        if let Some(link) = self.line_mut(id).and_then(|line| line.find(id)) {
            link.alive(now);
        }
    }

    pub fn ids(&self) -> impl Iterator<Item = LinkId> {
        [Some(&self.events), self.commands.as_ref()]
            .into_iter()
            .flatten()
            .flat_map(|line| line.current.iter().chain(line.next.iter()).map(Link::id))
    }

    fn line_mut(&mut self, id: LinkId) -> Option<&mut Line> {
        if self.events.kind == id.kind { Some(&mut self.events) } else { self.commands.as_mut().filter(|line| line.kind == id.kind) }
    }
}

impl Account {
    /// The way that commands leave now.
    pub(super) fn command_link(&self) -> Option<LinkId> {
        let link = self.lines.commands.as_ref()?.open()?;
        (!self.view.signer.can_log_on() || self.view.logged_on.contains(&link)).then_some(link)
    }

    /// The route of a step: the link of commands where it is ready and has a way for it, else HTTP.
    pub(super) fn route(&self, call: CallId, step: &AccountStep) -> Route {
        let on_link = matches!(step, AccountStep::Place(_) | AccountStep::Edit(_) | AccountStep::Cancel(_));
        match self.command_link().filter(|_| on_link) {
            Some(link) => Route::Link(link, RequestId(call.0)),
            None => Route::Http,
        }
    }

    /// Which way commands would leave now.
    pub(super) fn command_source(&self) -> Source {
        if self.command_link().is_some() { Source::Ws } else { Source::Rest }
    }

    pub(super) fn link_opened(&mut self, now: Timestamp, id: LinkId, out: &mut Vec<Action>) {
        let events = id.kind == self.spec.events;
        let Some(line) = self.lines.line_mut(id) else { return };
        let current = line.current.as_ref().is_some_and(|link| link.id() == id);
        let Some(link) = line.find(id) else {
            out.push(Action::Close { link: id });
            return;
        };
        link.opened(now);
        if current {
            line.backoff.up(now);
            line.lost = None;
        } else {
            line.next_ready_at = Some(now);
        }
        match (events, self.spec.stream_auth) {
            (true, StreamAuth::LogOn { .. }) => self.log_on(now, id, out),
            (true, StreamAuth::Key { .. }) if current => {
                // A link with a key that has died opens like any other and stays silent: the key is proven once more.
                self.lines.key_due = now;
                self.sync.stream_opened(now);
            }
            (false, _) if self.view.signer.can_log_on() => self.log_on(now, id, out),
            _ => {}
        }
    }

    fn log_on(&mut self, now: Timestamp, id: LinkId, out: &mut Vec<Action>) {
        let call = self.next_call_id();
        let route = Route::Link(id, RequestId(call.0));
        self.ask_by(now, call, AccountStep::LogOn, Priority::Command, Purpose::LogOn(id), route, out);
    }

    /// The venue knows who we are on this link.
    pub(super) fn logged_on(&mut self, now: Timestamp, id: LinkId, out: &mut Vec<Action>) {
        if !self.view.logged_on.contains(&id) {
            self.view.logged_on.push(id);
        }
        if id.kind == self.spec.events && matches!(self.spec.stream_auth, StreamAuth::LogOn { subscribe: true }) {
            let call = self.next_call_id();
            let route = Route::Link(id, RequestId(call.0));
            self.ask_by(now, call, AccountStep::Subscribe, Priority::Command, Purpose::Subscribe(id), route, out);
        } else {
            self.stream_ready(now, id);
        }
    }

    /// What happens to the account is told on this link from now on.
    pub(super) fn stream_ready(&mut self, now: Timestamp, id: LinkId) {
        if id.kind == self.spec.events && self.lines.events.open() == Some(id) {
            self.sync.stream_opened(now);
            self.sync.stream_proven();
        }
    }

    /// An audit found what the stream should have told: whether it can still tell anything is asked.
    pub(super) fn doubt_stream(&mut self, now: Timestamp) {
        self.lines.key_due = self.lines.key_due.min(now);
    }

    pub(super) fn link_closed(&mut self, now: Timestamp, id: LinkId, reason: &str, out: &mut Vec<Action>) {
        self.view.logged_on.retain(|held| *held != id);
        self.lose_calls_of(now, id, reason, out);
        let Some(line) = self.lines.line_mut(id) else { return };
        if line.next.as_ref().is_some_and(|link| link.id() == id) {
            line.next = None;
            line.next_ready_at = None;
            return;
        }
        if line.current.as_ref().is_none_or(|link| link.id() != id) {
            return;
        }
        line.current = line.next.take_if(|next| next.is_open());
        line.next_ready_at = None;
        if line.current.is_some() {
            return;
        }
        line.try_at = line.backoff.down(now, &mut self.rng);
        line.lost = Some(reason.to_owned());
        if id.kind == self.spec.events {
            self.sync.stream_lost(now, reason);
        }
    }

    pub(super) fn frame(&mut self, now: Timestamp, id: LinkId, frame: Frame<'_>, out: &mut Vec<Action>) {
        let Some(link) = self.lines.line_mut(id).and_then(|line| line.find(id)) else { return };
        link.frame(now);
        let mut facts = std::mem::take(&mut self.facts);
        facts.items.clear();
        facts.oddities.clear();
        if self.codec.decode_frame(&self.view, id, frame, &mut facts).is_err() {
            self.oddities += 1;
        }
        self.oddities += facts.oddities.len() as u64;
        self.date_event(now, &mut facts);
        for fact in facts.items.drain(..) {
            match fact {
                AccountFact::Reply(reply) => {
                    let body = match frame {
                        Frame::Text(text) => text.as_bytes().get(reply.body.clone()),
                        Frame::Binary(bytes) => bytes.get(reply.body.clone()),
                    };
                    let id = reply.id.or_else(|| self.unnamed(id));
                    let (Some(RequestId(call)), Some(body)) = (id, body) else {
                        self.oddities += 1;
                        continue;
                    };
                    let answer = Reply::Http { status: reply.status, body };
                    let left_at = self.calls.get(&CallId(call)).map(|asked| asked.left_at.unwrap_or(asked.asked_at));
                    self.tell_limits(left_at.unwrap_or_default(), reply.status, reply.used, answer, out);
                    self.replied(now, CallId(call), None, answer, out);
                }
                AccountFact::Numbered(said) => self.take_number(now, id, &said),
                AccountFact::StreamEnded { reason } => self.stream_ended(now, id, &reason, out),
                other => {
                    self.heard_at = Some(now);
                    self.take_fact(now, &other, Origination::Ws, "event", out);
                }
            }
        }
        facts.items.clear();
        self.facts = facts;
    }

    /// The question that an answer without a name is to: on a link there is one of these at a time.
    fn unnamed(&self, id: LinkId) -> Option<RequestId> {
        let is_it = |asked: &Asked| matches!(asked.purpose, Purpose::LogOn(link) | Purpose::Subscribe(link) if link == id);
        self.calls.iter().find(|(_, asked)| is_it(asked)).map(|(call, _)| RequestId(call.0))
    }

    /// What an answer on a socket says of the limits: nobody else hears it.
    fn tell_limits(&self, left_at: Timestamp, status: u16, used: Vec<BucketUse>, answer: Reply<'_>, out: &mut Vec<Action>) {
        let limited = matches!(status, 418 | 429);
        if used.is_empty() && !limited {
            return;
        }
        // Words of a refusal are the same whatever was asked.
        let refused = limited.then(|| self.codec.decode_reply(&self.view, &AccountStep::Clock, answer, &mut AccountFacts::new()));
        let banned_until = match refused {
            Some(Outcome::Refused(Refusal { kind: RefusalKind::Limited { until, .. }, .. })) => until,
            _ => None,
        };
        out.push(Action::Heard { left_at, status, used, banned_until });
    }

    /// The venue says that nothing more will come on this link.
    fn stream_ended(&mut self, now: Timestamp, id: LinkId, reason: &str, out: &mut Vec<Action>) {
        out.push(Action::Close { link: id });
        self.link_closed(now, id, reason, out);
        if id.kind != self.spec.events {
            return;
        }
        self.view.stream_key = None;
        self.lines.key_due = now;
        // A key that ends is no failing venue: the first new one is not waited for.
        if self.lines.events.backoff.attempt() <= 1 {
            self.lines.events.try_at = now;
        }
    }

    pub(super) fn tend_lines(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        self.tend_key(now, out);
        let may_open = self.started && self.stopping.is_none() && self.clock_samples > 0;
        let has_key = !matches!(self.spec.stream_auth, StreamAuth::Key { .. }) || self.view.stream_key.is_some();
        self.tend_line(now, true, may_open && has_key, out);
        self.tend_line(now, false, may_open && self.view.endpoints.commands.is_some(), out);
    }

    fn tend_line(&mut self, now: Timestamp, events: bool, may_open: bool, out: &mut Vec<Action>) {
        let Some(line) = (if events { Some(&mut self.lines.events) } else { self.lines.commands.as_mut() }) else { return };
        let mut condemned = Vec::new();
        for link in line.links() {
            match link.tick(now) {
                LinkNeed::Nothing => {}
                LinkNeed::Ping => out.push(Action::Ping { link: link.id() }),
                LinkNeed::GiveUp(reason) => condemned.push((link.id(), reason)),
            }
        }
        for (id, reason) in condemned {
            out.push(Action::Close { link: id });
            self.link_closed(now, id, &reason, out);
        }
        let Some(line) = (if events { Some(&mut self.lines.events) } else { self.lines.commands.as_mut() }) else { return };
        let kind = line.kind;
        if line.current.is_none() && may_open && line.try_at <= now {
            let link = self.open_link(now, kind, out);
            if let Some(line) = self.lines.line_mut(link.id()) {
                line.current = Some(link);
            }
            return;
        }
        let old = line.current.as_ref().filter(|link| link.is_open());
        let due = line.spec.lifetime.zip(old).is_some_and(|(life, link)| now - link.since() >= life - ROTATE_BEFORE_END);
        if due && line.next.is_none() && may_open {
            let link = self.open_link(now, kind, out);
            if let Some(line) = self.lines.line_mut(link.id()) {
                line.next = Some(link);
            }
        } else if line.next_ready_at.is_some_and(|at| now - at >= OVERLAP) {
            let old = line.current.take().map(|link| link.id());
            line.current = line.next.take();
            line.next_ready_at = None;
            if let Some(old) = old {
                out.push(Action::Close { link: old });
                self.view.logged_on.retain(|held| *held != old);
                self.lose_calls_of(now, old, "its connection was replaced", out);
            }
        }
    }

    fn open_link(&mut self, now: Timestamp, kind: LinkKind, out: &mut Vec<Action>) -> Link {
        let id = LinkId { kind, serial: self.lines.next_serial };
        self.lines.next_serial += 1;
        let spec = self.spec.link(kind);
        if kind == self.spec.events {
            self.lines.opened_with = self.view.stream_key.clone();
        }
        out.push(Action::Open { link: id, url: self.codec.link_url(&self.view, kind), timeout: spec.open_timeout });
        Link::new(id, spec, now)
    }

    /// Begins all connections anew: another signer, or somebody does not want to wait.
    pub(super) fn begin_anew(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        let ids: Vec<LinkId> = self.lines.ids().collect();
        for id in ids {
            out.push(Action::Close { link: id });
            self.link_closed(now, id, "the account's key was replaced", out);
        }
        self.view.stream_key = None;
        self.lines.key_due = now;
        self.try_now(now);
    }

    pub(super) fn try_now(&mut self, now: Timestamp) {
        self.lines.key_due = self.lines.key_due.min(now);
        for line in [Some(&mut self.lines.events), self.lines.commands.as_mut()].into_iter().flatten() {
            line.try_at = line.try_at.min(now);
        }
    }
}
