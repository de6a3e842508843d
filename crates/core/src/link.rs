//! Is this one socket alive, and what may be sent on it now?
//!
//! ```text
//!  Opening ──opened──▶ Open ──silence, unanswered subscriptions, closed by the venue──▶ gone (never used again)
//! ```
//! One connection, once. Trying again, and having a second one ready before the first is cut, is the session's part.

use std::collections::{BTreeMap, BTreeSet};

use twinline_model::{Duration, Timestamp};
use twinline_venue::{LinkId, LinkSpec, RequestId, Sub};

/// A subscription that stays unanswered so often condemns the socket.
const MAX_UNANSWERED: u32 = 3;

/// What a socket needs now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkNeed {
    /// Nothing.
    Nothing,
    /// A ping: nothing has been heard for a while.
    Ping,
    /// To be given up, for this reason.
    GiveUp(String),
}

/// One connection.
#[derive(Debug)]
pub struct Link {
    id: LinkId,
    spec: &'static LinkSpec,
    since: Timestamp,
    open: bool,
    heard_at: Timestamp,
    frame_at: Option<Timestamp>,
    /// When a ping was sent last.
    pinged_at: Timestamp,
    /// True while that ping is unanswered.
    ping_open: bool,
    rtt: Option<Duration>,
    sent_at: Option<Timestamp>,
    /// To be asked for, in order.
    wanted: BTreeSet<Sub>,
    /// To be given up.
    unwanted: BTreeSet<Sub>,
    /// Asked for, not answered yet.
    asked: BTreeMap<RequestId, (Timestamp, Vec<Sub>)>,
    /// Answered, or proven by data.
    held: BTreeSet<Sub>,
    unanswered: u32,
}

impl Link {
    /// A connection that is being opened.
    pub fn new(id: LinkId, spec: &'static LinkSpec, now: Timestamp) -> Self {
        Self {
            id,
            spec,
            since: now,
            open: false,
            heard_at: now,
            frame_at: None,
            pinged_at: now,
            ping_open: false,
            rtt: None,
            sent_at: None,
            wanted: BTreeSet::new(),
            unwanted: BTreeSet::new(),
            asked: BTreeMap::new(),
            held: BTreeSet::new(),
            unanswered: 0,
        }
    }

    /// Its id.
    pub fn id(&self) -> LinkId {
        self.id
    }

    /// True once it is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// When it began to open, or opened.
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// When a message came last.
    pub fn frame_at(&self) -> Option<Timestamp> {
        self.frame_at
    }

    /// Round trip of the last ping that was answered.
    pub fn rtt(&self) -> Option<Duration> {
        self.rtt
    }

    /// It is open.
    pub fn opened(&mut self, now: Timestamp) {
        self.open = true;
        self.since = now;
        self.heard_at = now;
        self.pinged_at = now;
    }

    /// A message came.
    pub fn frame(&mut self, now: Timestamp) {
        self.heard_at = now;
        self.frame_at = Some(now);
    }

    /// A ping or pong came.
    pub fn alive(&mut self, now: Timestamp) {
        self.heard_at = now;
        if std::mem::take(&mut self.ping_open) {
            self.rtt = Some(now - self.pinged_at);
        }
    }

    /// Wants a subscription.
    pub fn want(&mut self, sub: Sub) {
        self.unwanted.remove(&sub);
        if !self.held.contains(&sub) && !self.is_asked(&sub) {
            self.wanted.insert(sub);
        }
    }

    /// Wants it no more.
    pub fn unwant(&mut self, sub: &Sub) {
        let asked = self.is_asked(sub);
        if !self.wanted.remove(sub) && (self.held.remove(sub) || asked) {
            self.unwanted.insert(sub.clone());
        }
    }

    /// Gives a subscription up and takes it anew; others are not touched.
    pub fn renew(&mut self, sub: &Sub) {
        if self.held.remove(sub) {
            self.unwanted.insert(sub.clone());
        }
        self.wanted.insert(sub.clone());
    }

    /// True if the venue has confirmed it, or data has come for it.
    pub fn holds(&self, sub: &Sub) -> bool {
        self.held.contains(sub)
    }

    /// Data came for a subscription: it is held, whatever was answered. Returns true if that is new.
    pub fn proven(&mut self, sub: &Sub) -> bool {
        !self.held.contains(sub) && !self.wanted.contains(sub) && !self.unwanted.contains(sub) && self.held.insert(sub.clone())
    }

    /// How many are held.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// True if nothing is left to ask for or to be answered.
    pub fn is_settled(&self) -> bool {
        self.open
            && self.wanted.is_empty()
            && self.unwanted.is_empty()
            && self.asked.values().all(|(_, subs)| subs.iter().all(|sub| self.held.contains(sub)))
    }

    /// The next frame's worth of subscriptions, if one may be sent now: what to end, or else what to begin.
    pub fn next_change(&mut self, now: Timestamp) -> Option<(bool, Vec<Sub>)> {
        if !self.open || self.sent_at.is_some_and(|at| now - at < self.spec.frame_gap) {
            return None;
        }
        let (begin, from) = match self.unwanted.is_empty() {
            false => (false, &mut self.unwanted),
            true => (true, &mut self.wanted),
        };
        let mut subs = Vec::new();
        while subs.len() < self.spec.max_per_frame {
            match from.pop_first() {
                Some(sub) => subs.push(sub),
                None => break,
            }
        }
        if subs.is_empty() {
            return None;
        }
        self.sent_at = Some(now);
        Some((begin, subs))
    }

    /// A request was sent; its answer will bear `id`. Without an id, or where the venue never answers, it holds at once.
    pub fn asked(&mut self, now: Timestamp, id: Option<RequestId>, subs: Vec<Sub>) {
        match (id, self.spec.answer_timeout) {
            (Some(id), Some(timeout)) => {
                self.asked.insert(id, (now + timeout, subs));
            }
            _ => self.held.extend(subs),
        }
    }

    /// A request was answered: its subscriptions, held from now on if `granted`.
    pub fn answered(&mut self, id: RequestId, granted: bool) -> Vec<Sub> {
        let Some((_, subs)) = self.asked.remove(&id) else { return Vec::new() };
        if granted {
            self.unanswered = 0;
            self.held.extend(subs.iter().filter(|sub| !self.unwanted.contains(sub)).cloned());
        }
        subs
    }

    /// What the socket needs now.
    pub fn tick(&mut self, now: Timestamp) -> LinkNeed {
        if !self.open {
            return match now - self.since > self.spec.open_timeout {
                true => LinkNeed::GiveUp("no answer to the handshake".to_owned()),
                false => LinkNeed::Nothing,
            };
        }
        let silence = now - self.heard_at;
        if silence > self.spec.heartbeat.dead_after {
            return LinkNeed::GiveUp(format!("nothing heard for {} ms, not even an answer to a ping", silence.as_millis()));
        }
        self.expire(now);
        if self.unanswered >= MAX_UNANSWERED {
            return LinkNeed::GiveUp("subscriptions stay unanswered".to_owned());
        }
        if now - self.pinged_at >= self.spec.heartbeat.ping_every {
            self.pinged_at = now;
            self.ping_open = true;
            return LinkNeed::Ping;
        }
        LinkNeed::Nothing
    }

    fn is_asked(&self, sub: &Sub) -> bool {
        self.asked.values().any(|(_, subs)| subs.contains(sub))
    }

    /// What stayed unanswered is asked for again, unless data has proven it.
    fn expire(&mut self, now: Timestamp) {
        let late: Vec<RequestId> = self.asked.iter().filter(|(_, (deadline, _))| *deadline <= now).map(|(id, _)| *id).collect();
        for id in late {
            let subs = self.asked.remove(&id).map(|(_, subs)| subs).unwrap_or_default();
            let open: Vec<Sub> = subs.into_iter().filter(|sub| !self.held.contains(sub)).collect();
            if !open.is_empty() {
                self.unanswered += 1;
                self.wanted.extend(open);
            }
        }
    }
}
