//! Which sockets, subscriptions, polls and repairs does one venue need now?
//!
//! ```text
//!   want ──▶ slot opens a link ──▶ subscribed ──▶ joined (snapshot or page fetched) ──▶ LIVE
//!                  │ lost                                     │ gap, silence               │
//!                  ▼                                          ▼                            │
//!            POLLING until joined again                   REPAIRING ──▶ receipt ───────────┘
//! ```
//! One session is one venue and environment, shared by all who read it.
//!
//! | file | question it answers |
//! |---|---|
//! | `api` | what goes in, what comes out? |
//! | `slots` | which sockets are there, and what rides on them? |
//! | `rotation` | how does a new connection take over before the old one is cut? |
//! | `subscriptions` | what was a connection asked to carry, and did the venue agree? |
//! | `streams` | what is wanted, and what does a fact do to it? |
//! | `joins` | what must be fetched before a stream is whole? |
//! | `repairs` | what was missed, and when is it whole again? |
//! | `silence` | what does a channel's silence mean? |
//! | `listing` | what can be traded here, and what if that changes? |
//! | `polls` | what is asked for while a stream is down, and how often? |
//! | `calls` | what was asked of the venue, and what does the answer mean? |
//! | `status` | what do people need to know now? |

mod api;
mod calls;
mod joins;
mod listing;
mod polls;
mod repairs;
mod rotation;
mod silence;
mod slots;
mod status;
mod streams;
mod subscriptions;

use std::collections::BTreeMap;
use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use twinline_model::{Channel, Duration, InstrumentId, Timestamp};
use twinline_venue::{Codec, Endpoints, Facts, InstrumentIx, Instruments, OddityKind, Sub, VenueSpec, View};

use crate::clock::VenueClock;
use calls::{Asked, Errand};
use polls::PollPlan;
use slots::Slot;
use streams::{Key, Stream};

pub(crate) use streams::ts_of;

pub use api::{
    Action, CallId, ChannelStatus, Command, Counters, FetchError, Fetched, Input, LinkPhase, LinkStatus, Output, StreamState, VenueStatus,
};

/// How often a session looks at the clock while it has something to do.
const TICK: Duration = Duration::from_millis(100);
/// Epochs of one start lie below this; a start's number counts in steps of it.
pub const EPOCHS_PER_START: u64 = 1_000_000;

/// What a session is made of.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    /// Where the venue is.
    pub endpoints: Endpoints,
    /// How many times the gateway has started; rises with every start.
    pub epoch: u64,
    /// Seed of jitter.
    pub seed: u64,
}

/// The public side of one venue.
#[derive(Debug)]
pub struct Session {
    codec: Arc<dyn Codec>,
    spec: &'static VenueSpec,
    view: View,
    rng: ChaCha8Rng,
    epoch: u64,
    clock: VenueClock,
    streams: BTreeMap<Key, Stream>,
    /// Wanted before their instrument was loaded.
    waiting: BTreeMap<Sub, usize>,
    slots: Vec<Slot>,
    calls: BTreeMap<CallId, Asked>,
    next_call: u64,
    next_link: u32,
    next_request: u64,
    next_receipt: u64,
    plan: PollPlan,
    errands: Errands,
    counters: Counters,
    venue: Option<VenueStatus>,
    /// When an answer came last, and when one failed to come last.
    rest_heard_at: Option<Timestamp>,
    rest_lost_at: Option<(Timestamp, String)>,
    facts: Facts,
    ready: bool,
    stopping: bool,
}

/// What the session itself asks for now and then.
#[derive(Debug)]
struct Errands {
    instruments: Errand,
    clock: Errand,
    clock_samples: u32,
}

impl Session {
    /// A session that has not begun.
    pub fn new(config: SessionConfig, codec: Arc<dyn Codec>) -> Self {
        let spec = codec.spec();
        Self {
            codec,
            spec,
            view: View::new(config.endpoints),
            rng: ChaCha8Rng::seed_from_u64(config.seed),
            epoch: config.epoch.saturating_mul(EPOCHS_PER_START),
            clock: VenueClock::default(),
            streams: BTreeMap::new(),
            waiting: BTreeMap::new(),
            slots: Vec::new(),
            calls: BTreeMap::new(),
            next_call: 1,
            next_link: 1,
            next_request: 1,
            next_receipt: 1,
            plan: PollPlan::default(),
            errands: Errands { instruments: Errand::default(), clock: Errand::default(), clock_samples: 0 },
            counters: Counters::default(),
            venue: None,
            rest_heard_at: None,
            rest_lost_at: None,
            facts: Facts::new(),
            ready: false,
            stopping: false,
        }
    }

    /// Advances by one input. `now` never goes back. Wants are pushed to `out`; nothing is performed here.
    pub fn handle(&mut self, now: Timestamp, input: Input<'_>, out: &mut Vec<Action>) {
        // Everything is closed: what still arrives or is still wanted concerns nobody.
        if self.stopping {
            return;
        }
        match input {
            Input::Start => self.start(now, out),
            Input::Opened { link } => self.link_opened(now, link, out),
            Input::Frame { link, frame } => {
                self.frame(now, link, frame, out);
                return;
            }
            Input::Alive { link } => self.link_alive(now, link),
            Input::Closed { link, reason } => self.link_closed(now, link, reason, out),
            Input::Reply { call, sent_at, reply } => self.reply(now, call, sent_at, reply, out),
            Input::NotAdmitted { call, retry_at } => self.not_admitted(now, call, retry_at, out),
            Input::Command(command) => self.command(now, command, out),
            Input::Wake => self.tick(now, out),
        }
        if !self.stopping {
            self.send_changes(now, out);
        }
    }

    /// How far the venue's clock is from ours, and how far off that may be.
    pub fn clock_offset(&self, now: Timestamp) -> Option<(Duration, Duration)> {
        self.clock.offset(now)
    }

    /// What the codec needs to encode this session's calls.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The venue's tables.
    pub fn spec(&self) -> &'static VenueSpec {
        self.spec
    }

    /// The venue's instruments.
    pub fn instruments(&self) -> &Arc<Instruments> {
        &self.view.instruments
    }

    /// All that is known of a stream; `None` if it is not held.
    pub fn state(&self, instrument: &InstrumentId, channel: Channel) -> Option<StreamState> {
        let ix = self.view.instruments.find_id(instrument)?;
        self.streams.get(&Key { ix, channel }).map(|stream| stream.state(self.view.instruments.get(ix)))
    }

    /// The book of an instrument, if it is held: levels and whether it is whole.
    pub fn book(&self, instrument: &InstrumentId) -> Option<&crate::book::BookSync> {
        let ix = self.view.instruments.find_id(instrument)?;
        self.streams.get(&Key { ix, channel: Channel::Book })?.projection.book()
    }

    fn start(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        if self.spec.channel(Channel::Contracts).is_some_and(|row| row.venue_wide) {
            self.hold(
                now,
                Key { ix: InstrumentIx(u32::MAX), channel: Channel::Contracts },
                Sub { instrument: None, channel: Channel::Contracts },
                1,
            );
        }
        self.tick(now, out);
    }

    fn command(&mut self, now: Timestamp, command: Command, out: &mut Vec<Action>) {
        match command {
            Command::Want(sub) => self.want(now, sub, out),
            Command::Unwant(sub) => self.unwant(now, &sub),
            Command::Fetch { ticket, step } => self.fetch(now, ticket, step, out),
            Command::TryNow => self.try_now(now, out),
            Command::Stop => self.stop(out),
        }
    }

    fn tick(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        if self.stopping {
            return;
        }
        self.run_errands(now, out);
        self.tend_slots(now, out);
        self.tend_streams(now, out);
        self.publish_venue(now, out);
        out.push(Action::WakeAt(now + TICK));
    }

    fn stop(&mut self, out: &mut Vec<Action>) {
        self.stopping = true;
        for slot in &self.slots {
            out.extend(slot.links().map(|link| Action::Close { link: link.id() }));
        }
        self.slots.clear();
        self.streams.clear();
        self.calls.clear();
        out.push(Action::Emit(Output::Stopped));
    }

    fn count_oddities(&mut self, facts: &Facts) {
        for oddity in facts.oddities() {
            match oddity.kind {
                OddityKind::Field => self.counters.unknown_fields += 1,
                OddityKind::Event | OddityKind::Value => self.counters.unknown_events += 1,
                OddityKind::Refused => self.counters.refused_values += 1,
                OddityKind::Foreign => {}
            }
        }
    }
}
