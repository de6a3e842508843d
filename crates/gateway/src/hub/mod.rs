//! One venue's side of the gateway, attached to the venue's loop: who reads what, and what must be held for them.
//!
//! | file | question it answers |
//! |---|---|
//! | `feed` | who follows this topic, and what are they owed? |
//! | `interest` | which streams must the session hold now? |
//! | `reads` | who waits for the first data of a stream? |
//! | `fetches` | who waits for rows of the past? |
//! | `taps` | who in this process takes a stream's data as values? |
//! | `log` | which changes of state are logged, and with which fields? |

mod feed;
mod fetches;
mod interest;
mod log;
mod reads;
mod taps;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use twinline_core::limits::Budget;
use twinline_core::session::{Command, FetchError, Fetched, Output, Session, StreamState};
use twinline_model::{Channel, Duration, Envelope, InstrumentId, MarketEvent, Timestamp};
use twinline_runtime::Sink;
use twinline_venue::{Step, Sub};

use crate::board::Board;
use crate::outbox::Outbox;
use crate::shelf::Shelf;
use crate::totals::Totals;

use self::feed::Feed;
use self::fetches::Fetches;
use self::reads::Reads;
use self::taps::Taps;

pub(crate) use self::taps::Seen;

/// How often readers that had no room are looked at again.
const RETRY_EVERY: Duration = Duration::from_millis(50);
/// How often what changes silently (ages, round trips) is looked at, and readers that left are forgotten.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

/// What others ask of a venue's hub.
#[derive(Debug)]
pub(crate) enum Request {
    /// A reader begins to follow.
    Follow { sub: Sub, outbox: Arc<Outbox> },
    /// A reader ends; `done` is told when nothing more of it will come.
    Unfollow { sub: Sub, outbox: Arc<Outbox>, done: oneshot::Sender<()> },
    /// What is known of these streams, waiting so long for those of which nothing is.
    Read { subs: Vec<Sub>, patience: Duration, reply: oneshot::Sender<Vec<Option<StreamState>>> },
    /// What is known of this stream now, if it is held; nothing is held for it.
    Peek { sub: Sub, reply: oneshot::Sender<Option<StreamState>> },
    /// The stream is held, and its data handed over as values, until it is untapped. One taker of each stream.
    Tap { sub: Sub, to: mpsc::Sender<Seen> },
    /// The end of that.
    Untap { sub: Sub },
    /// Rows of the past.
    Fetch { step: Step, reply: oneshot::Sender<Result<Fetched, FetchError>> },
}

/// A venue's readers and what they read.
#[derive(Debug)]
pub(crate) struct Hub {
    venue: String,
    epoch: u64,
    board: Arc<Board>,
    shelf: Arc<Shelf>,
    totals: Arc<Totals>,
    feeds: BTreeMap<Sub, Feed>,
    /// Feeds whose need may have changed since it was last weighed.
    unweighed: BTreeSet<Sub>,
    /// Feeds with a follower who is owed a snapshot.
    owing: BTreeSet<Sub>,
    reads: Reads,
    fetches: Fetches,
    taps: Taps,
    retry_at: Timestamp,
    sweep_at: Timestamp,
}

impl Hub {
    pub(crate) fn new(venue: &str, epoch: u64, board: Arc<Board>, shelf: Arc<Shelf>, totals: Arc<Totals>, watched: Vec<Sub>) -> Self {
        let mut hub = Self {
            venue: venue.to_owned(),
            epoch,
            board,
            shelf,
            totals,
            feeds: BTreeMap::new(),
            unweighed: BTreeSet::new(),
            owing: BTreeSet::new(),
            reads: Reads::default(),
            fetches: Fetches::default(),
            taps: Taps::default(),
            retry_at: Timestamp::default(),
            sweep_at: Timestamp::default(),
        };
        for sub in watched {
            hub.feed(&sub).watched = true;
        }
        hub
    }

    fn feed(&mut self, sub: &Sub) -> &mut Feed {
        self.unweighed.insert(sub.clone());
        self.feeds.entry(sub.clone()).or_insert_with(|| Feed::new(sub, self.epoch))
    }

    fn market(&mut self, envelope: &Envelope<MarketEvent>) {
        let sub = Sub { instrument: Some(envelope.instrument.clone()), channel: envelope.channel };
        self.reads.heard(&sub);
        self.taps.change(&sub, envelope);
        if let Some(feed) = self.feeds.get_mut(&sub) {
            let handed = feed.publish(envelope);
            self.totals.event(handed.delivered, handed.merged);
            if handed.owing {
                self.owing.insert(sub);
            }
            if handed.restarted {
                self.retry_at = Timestamp::default();
            }
        } else {
            self.totals.event(0, 0);
        }
    }

    fn sweep(&mut self, now: Timestamp, session: &Session) {
        self.sweep_at = now + SWEEP_EVERY;
        for (sub, feed) in &mut self.feeds {
            if feed.forget(now) {
                self.unweighed.insert(sub.clone());
            }
        }
        self.fetches.forget();
        self.board.unfollow(None);
        self.board.venue(&self.venue, session.venue(now));
        for status in session.links() {
            self.board.link(&self.venue, status);
        }
        for status in session.channels() {
            self.board.channel(&self.venue, status);
        }
    }

    fn serve(&mut self, now: Timestamp, session: &Session) {
        if self.owing.is_empty() || now < self.retry_at {
            return;
        }
        self.retry_at = now + RETRY_EVERY;
        let feeds = &mut self.feeds;
        self.owing.retain(|sub| feeds.get_mut(sub).is_some_and(|feed| !feed.serve(now, || state_of(session, sub))));
    }
}

/// What the session knows of a stream; nothing of the whole venue is a stream here.
fn state_of(session: &Session, sub: &Sub) -> Option<StreamState> {
    sub.instrument.as_ref().and_then(|instrument| session.state(instrument, sub.channel))
}

impl Sink<Session> for Hub {
    type Request = Request;

    fn output(&mut self, now: Timestamp, output: Output, _session: &Session) {
        match output {
            Output::Market(envelope) => self.market(&envelope),
            Output::Channel(status) => {
                log::channel(&self.venue, now, &status, self.feeds.get(&status.sub).map(Feed::cursor));
                if let Some(feed) = self.feeds.get_mut(&status.sub) {
                    feed.state(now, &status);
                }
                self.taps.judged(&status.sub);
                self.board.channel(&self.venue, status);
            }
            Output::ChannelGone(sub) => {
                self.taps.judged(&sub);
                self.board.channel_gone(&self.venue, &sub);
                if self.feeds.get(&sub).is_some_and(Feed::is_idle) {
                    self.feeds.remove(&sub);
                }
            }
            Output::Link(status) => {
                log::link(&self.venue, &status);
                self.board.link(&self.venue, status);
            }
            Output::Venue(status) => {
                log::venue(&self.venue, &status);
                self.shelf.ready(status.ready);
                self.board.venue(&self.venue, status);
            }
            Output::Repair(receipt) => {
                let sub = Sub { instrument: receipt.instrument.clone(), channel: receipt.channel };
                log::repaired(&receipt, self.feeds.get(&sub).map(Feed::cursor));
                self.totals.repair();
                self.board.repair(&receipt);
            }
            Output::Instruments(instruments) => {
                self.shelf.instruments(&instruments);
                self.unweighed.extend(self.feeds.keys().cloned());
            }
            Output::Fetched { ticket, result } => self.fetches.answer(ticket, result),
            Output::Limits(_) => {}
            Output::Stopped => tracing::debug!(venue = self.venue, "stopped"),
        }
    }

    /// A market's history is not kept: there is never an entry.
    fn append(&mut self, _: Timestamp, entries: Vec<std::convert::Infallible>, _: Option<u64>, _: &twinline_runtime::Appender) {
        if let Some(entry) = entries.first() {
            match *entry {}
        }
    }

    fn request(&mut self, now: Timestamp, request: Request, session: &Session, commands: &mut Vec<Command>) {
        match request {
            Request::Follow { sub, outbox } => {
                let state = state_of(session, &sub);
                let feed = self.feed(&sub);
                feed.follow(outbox, state.as_ref());
                self.owing.insert(sub);
                self.retry_at = Timestamp::default();
            }
            Request::Unfollow { sub, outbox, done } => {
                if let Some(feed) = self.feeds.get_mut(&sub) {
                    feed.unfollow(&outbox);
                    self.unweighed.insert(sub);
                }
                // Whoever asked may have gone meanwhile.
                let _gone = done.send(());
            }
            Request::Read { subs, patience, reply } => {
                for sub in &subs {
                    self.feed(sub).hold_until(now);
                }
                self.reads.add(subs, now + patience, reply);
            }
            Request::Peek { sub, reply } => drop(reply.send(state_of(session, &sub))),
            Request::Tap { sub, to } => {
                self.feed(&sub).tapped = true;
                self.taps.add(sub, to);
            }
            Request::Untap { sub } => {
                self.feed(&sub).tapped = false;
                self.taps.remove(&sub);
            }
            Request::Fetch { step, reply } => self.fetches.ask(step, reply, commands),
        }
    }

    fn budget(&mut self, now: Timestamp, budget: &Budget) {
        self.board.budget(&self.venue, now, budget);
    }

    fn settled(&mut self, now: Timestamp, session: &Session, commands: &mut Vec<Command>) {
        if now >= self.sweep_at {
            self.sweep(now, session);
        }
        self.weigh(now, session, commands);
        self.serve(now, session);
        self.reads.answer(now, |sub| state_of(session, sub));
        self.taps.serve(|sub| state_of(session, sub));
        self.board.flush(now);
    }
}

/// The subscription of one channel of one instrument.
pub(crate) const fn sub_of(instrument: InstrumentId, channel: Channel) -> Sub {
    Sub { instrument: Some(instrument), channel }
}
