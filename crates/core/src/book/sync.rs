//! Is this book whole?
//!
//! ```text
//!            first delta buffered                snapshot joins a buffered delta,
//!            (or quiet for a while)              or a second one confirms it in a quiet market
//!  Syncing ───────────────────────▶ (asked) ───────────────────────▶ Live
//!     ▲                                 │ snapshot older than the buffer: ask again
//!     └── gap, reset, crossed, link lost ◀────────────────────────── Live
//! ```
//! A book is syncing or live, never a mix: levels of the time before are gone when it becomes live again.

use std::collections::VecDeque;

use twinline_model::{Level, Timestamp};
use twinline_venue::{BookFact, BookRule, Chain, SnapshotFrom};

use super::Book;

/// Most deltas that wait for a snapshot; the oldest is dropped first, which only means that a newer snapshot is needed.
const MAX_BUFFERED: usize = 2_048;
/// Most levels that wait for a snapshot.
const MAX_BUFFERED_LEVELS: usize = 262_144;
/// So many old-looking deltas that follow each other and carry newer times mean that the venue counts anew.
const RESET_AFTER: u32 = 3;

/// Why a book is not whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncReason {
    /// Nothing has been joined yet.
    Start,
    /// A delta does not follow the one before.
    Gap {
        /// Number that the delta should have followed.
        expected: u64,
        /// Number that it follows.
        got: u64,
    },
    /// The venue's numbers began anew.
    Reset {
        /// Last number before.
        expected: u64,
        /// Number after.
        got: u64,
    },
    /// Best bid at or above best ask, which the venue's snapshot was not.
    Crossed,
    /// The connection that fed it is gone.
    LinkLost,
    /// The channel fell silent though there is news.
    Silent,
    /// A value needs more decimal places than the instrument had.
    Precision,
    /// The venue's checksum of the book is another than ours.
    Checksum,
}

impl SyncReason {
    /// A word for wires and receipts.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Gap { .. } => "gap",
            Self::Reset { .. } => "reset",
            Self::Crossed => "crossed",
            Self::LinkLost => "link_down",
            Self::Silent => "silent",
            Self::Precision => "precision",
            Self::Checksum => "checksum",
        }
    }

    /// Expected and got, where there are such numbers.
    pub const fn numbers(&self) -> Option<(u64, u64)> {
        match self {
            Self::Gap { expected, got } | Self::Reset { expected, got } => Some((*expected, *got)),
            _ => None,
        }
    }
}

/// What became of a delta.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeltaVerdict {
    /// Part of the book now.
    Applied,
    /// Older than the book or seen before; nothing changed.
    Stale,
    /// Kept until a snapshot comes.
    Buffered,
    /// Kept, and with it the book became whole (a snapshot was waiting for it).
    Joined,
    /// The chain broke with this delta; it is kept for the next snapshot.
    Broken(SyncReason),
}

/// What became of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SnapshotVerdict {
    /// The book is whole; so many buffered deltas went in.
    Joined(usize),
    /// Taken, but nothing proves yet that it is current: the next delta, or a second snapshot, will.
    Held,
    /// Older than the buffered deltas: a newer one is needed.
    TooOld,
    /// The book is whole already and this changes nothing.
    Redundant,
}

#[derive(Debug)]
struct Kept {
    first: u64,
    last: u64,
    prev: Option<u64>,
    bids: Vec<Level>,
    asks: Vec<Level>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Syncing(SyncReason),
    /// A snapshot was taken in the absence of deltas.
    Held(SyncReason),
    Live,
}

/// One instrument's book with its chain.
#[derive(Debug)]
pub struct BookSync {
    rule: BookRule,
    state: State,
    book: Book,
    /// Number of the last snapshot or delta in the book.
    seq: u64,
    /// True until the first delta after a snapshot: it may straddle the snapshot's number.
    straddle: bool,
    /// The venue's own snapshot was crossed, so a crossed book is the truth.
    venue_crossed: bool,
    ts: Option<Timestamp>,
    buffer: VecDeque<Kept>,
    buffered_levels: usize,
    /// Last number and length of a run of old-looking deltas that follow each other.
    old_run: (u64, u32),
}

impl BookSync {
    /// A book of which nothing is known.
    pub fn new(rule: BookRule) -> Self {
        Self {
            rule,
            state: State::Syncing(SyncReason::Start),
            book: Book::default(),
            seq: 0,
            straddle: false,
            venue_crossed: false,
            ts: None,
            buffer: VecDeque::new(),
            buffered_levels: 0,
            old_run: (0, 0),
        }
    }

    /// True while the book is whole and its chain unbroken.
    pub fn is_live(&self) -> bool {
        self.state == State::Live
    }

    /// True once there is something that a snapshot could be joined to.
    pub fn has_buffered(&self) -> bool {
        !self.buffer.is_empty()
    }

    /// True while a snapshot waits for proof that it is current.
    pub fn is_held(&self) -> bool {
        matches!(self.state, State::Held(_))
    }

    /// Why it is not whole.
    pub fn reason(&self) -> Option<&SyncReason> {
        match &self.state {
            State::Syncing(reason) | State::Held(reason) => Some(reason),
            State::Live => None,
        }
    }

    /// The levels; those of the last whole book while syncing.
    pub fn book(&self) -> &Book {
        &self.book
    }

    /// The venue's number of the last snapshot or delta within.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Venue time of the last snapshot or delta within.
    pub fn ts(&self) -> Option<Timestamp> {
        self.ts
    }

    /// The chain is broken for a reason from outside; what was buffered belongs to another connection and is dropped.
    pub fn unsync(&mut self, reason: SyncReason) {
        self.state = State::Syncing(reason);
        self.drop_buffer();
        self.old_run = (0, 0);
    }

    /// Takes a snapshot as all that is known, outside any chain: the stream is down and the book is polled.
    /// Returns false if it is older than what is held.
    pub fn replace(&mut self, fact: &BookFact, bids: &[Level], asks: &[Level]) -> bool {
        if fact.last < self.seq && fact.ts <= self.ts {
            return false;
        }
        self.take(fact, bids, asks);
        true
    }

    /// True if `fact`, an answer, could only be news: it is not older than the book and not equal to it. Where the stream alone
    /// has numbers, time tells.
    pub fn is_news(&self, fact: &BookFact) -> bool {
        match self.rule.snapshot {
            SnapshotFrom::Rest { .. } => fact.last > self.seq,
            SnapshotFrom::Stream => matches!((fact.ts, self.ts), (Some(told), Some(held)) if told > held),
        }
    }

    /// How its snapshots and changes are joined.
    pub fn rule(&self) -> BookRule {
        self.rule
    }

    /// Takes a whole book that the stream itself told: what was buffered came before it. False if it changes nothing, because
    /// a connection that is only being opened told it of a book that is whole.
    pub fn restart(&mut self, fact: &BookFact, bids: &[Level], asks: &[Level], authoritative: bool) -> bool {
        if self.is_live() && !authoritative {
            return false;
        }
        self.drop_buffer();
        self.old_run = (0, 0);
        self.take(fact, bids, asks);
        self.state = State::Live;
        true
    }

    /// Takes a change. `authoritative` is false for a connection that is being opened beside the one in use: its deltas
    /// count only if they follow, and break nothing.
    pub fn delta(&mut self, fact: &BookFact, bids: &[Level], asks: &[Level], authoritative: bool) -> DeltaVerdict {
        match self.state {
            State::Live => self.follow(fact, bids, asks, authoritative),
            State::Held(_) if self.follows(fact) => {
                self.absorb(fact.last, fact.ts, bids, asks);
                self.settle()
            }
            // A delta that ends before the held snapshot says nothing about it.
            State::Held(_) if fact.last < self.seq => DeltaVerdict::Stale,
            State::Held(_) if !authoritative => DeltaVerdict::Stale,
            State::Held(_) => {
                let reason = SyncReason::Gap { expected: self.seq, got: fact.prev.unwrap_or(fact.first) };
                self.state = State::Syncing(reason.clone());
                self.keep(fact, bids, asks);
                DeltaVerdict::Broken(reason)
            }
            State::Syncing(_) if authoritative => self.keep(fact, bids, asks),
            State::Syncing(_) => DeltaVerdict::Stale,
        }
    }

    /// Takes a snapshot.
    pub fn snapshot(&mut self, fact: &BookFact, bids: &[Level], asks: &[Level]) -> SnapshotVerdict {
        self.snapshot_stepwise(fact, bids, asks, |_, _| {})
    }

    /// Takes a snapshot, and shows the book with its number after each buffered delta that goes in.
    pub fn snapshot_stepwise(
        &mut self,
        fact: &BookFact,
        bids: &[Level],
        asks: &[Level],
        mut each: impl FnMut(&Book, u64),
    ) -> SnapshotVerdict {
        match &self.state {
            State::Live => return SnapshotVerdict::Redundant,
            State::Held(_) if fact.last == self.seq => {
                self.state = State::Live;
                return SnapshotVerdict::Joined(0);
            }
            State::Held(_) | State::Syncing(_) => {}
        }
        while self.buffer.front().is_some_and(|kept| kept.last < fact.last) {
            self.pop_kept();
        }
        let Some(front) = self.buffer.front() else {
            self.take(fact, bids, asks);
            let reason = self.reason().cloned().unwrap_or(SyncReason::Start);
            self.state = State::Held(reason);
            return SnapshotVerdict::Held;
        };
        if !joins(self.rule.chain, fact.last, front.first, front.last, front.prev) {
            return SnapshotVerdict::TooOld;
        }
        self.take(fact, bids, asks);
        let mut joined = 0;
        while let Some(kept) = self.pop_kept() {
            self.absorb(kept.last, None, &kept.bids, &kept.asks);
            each(&self.book, self.seq);
            joined += 1;
        }
        match self.settle() {
            DeltaVerdict::Broken(_) => SnapshotVerdict::TooOld,
            _ => SnapshotVerdict::Joined(joined),
        }
    }

    /// Counts everything by finer units; false if a value does not fit (the book must be fetched anew).
    pub fn rescale(&mut self, price_by: i64, size_by: i64) -> bool {
        self.drop_buffer();
        self.book.rescale(price_by, size_by)
    }

    fn follow(&mut self, fact: &BookFact, bids: &[Level], asks: &[Level], authoritative: bool) -> DeltaVerdict {
        if self.follows(fact) {
            self.absorb(fact.last, fact.ts, bids, asks);
            self.old_run = (0, 0);
            self.venue_crossed &= self.book.is_crossed();
            return match self.book.is_crossed() && !self.venue_crossed {
                false => DeltaVerdict::Applied,
                true => self.break_chain(SyncReason::Crossed, None),
            };
        }
        if fact.last <= self.seq {
            return match authoritative && self.counts_anew(fact) {
                false => DeltaVerdict::Stale,
                true => {
                    let reason = SyncReason::Reset { expected: self.seq, got: fact.last };
                    self.break_chain(reason, Some((fact, bids, asks)))
                }
            };
        }
        if !authoritative {
            return DeltaVerdict::Stale;
        }
        let got = match self.rule.chain {
            Chain::Previous => fact.prev.unwrap_or(fact.first),
            Chain::Increment => fact.first,
        };
        self.break_chain(SyncReason::Gap { expected: self.seq, got }, Some((fact, bids, asks)))
    }

    fn follows(&self, fact: &BookFact) -> bool {
        match self.straddle {
            true => fact.last >= self.seq && joins(self.rule.chain, self.seq, fact.first, fact.last, fact.prev),
            false => fact.last > self.seq && chains(self.rule.chain, self.seq, fact.first, fact.prev),
        }
    }

    fn break_chain(&mut self, reason: SyncReason, with: Option<(&BookFact, &[Level], &[Level])>) -> DeltaVerdict {
        self.unsync(reason.clone());
        if let Some((fact, bids, asks)) = with {
            self.keep(fact, bids, asks);
        }
        DeltaVerdict::Broken(reason)
    }

    /// Old numbers with new times, one after the other: not repeats but a venue that began anew.
    fn counts_anew(&mut self, fact: &BookFact) -> bool {
        let newer = matches!((fact.ts, self.ts), (Some(fact), Some(held)) if fact > held);
        let (run_last, run) = self.old_run;
        self.old_run = match (newer, fact.prev == Some(run_last) || fact.first == run_last.wrapping_add(1)) {
            (false, _) => (0, 0),
            (true, true) => (fact.last, run + 1),
            (true, false) => (fact.last, 1),
        };
        self.old_run.1 >= RESET_AFTER
    }

    fn take(&mut self, fact: &BookFact, bids: &[Level], asks: &[Level]) {
        self.book.replace(bids, asks);
        self.seq = fact.last;
        self.ts = fact.ts;
        self.straddle = true;
        self.venue_crossed = self.book.is_crossed();
    }

    fn absorb(&mut self, last: u64, ts: Option<Timestamp>, bids: &[Level], asks: &[Level]) {
        self.book.apply(bids, asks);
        self.seq = last;
        self.ts = ts.or(self.ts);
        self.straddle = false;
    }

    /// After joining: whole, unless it is crossed and the venue's snapshot was not.
    fn settle(&mut self) -> DeltaVerdict {
        if self.book.is_crossed() && !self.venue_crossed {
            return self.break_chain(SyncReason::Crossed, None);
        }
        self.state = State::Live;
        DeltaVerdict::Joined
    }

    fn keep(&mut self, fact: &BookFact, bids: &[Level], asks: &[Level]) -> DeltaVerdict {
        if let Some(back) = self.buffer.back() {
            if fact.last <= back.last {
                return DeltaVerdict::Stale;
            }
            if !chains(self.rule.chain, back.last, fact.first, fact.prev) {
                self.drop_buffer();
            }
        }
        self.buffered_levels += bids.len() + asks.len();
        self.buffer.push_back(Kept { first: fact.first, last: fact.last, prev: fact.prev, bids: bids.to_vec(), asks: asks.to_vec() });
        while self.buffer.len() > MAX_BUFFERED || self.buffered_levels > MAX_BUFFERED_LEVELS {
            self.pop_kept();
        }
        DeltaVerdict::Buffered
    }

    fn pop_kept(&mut self) -> Option<Kept> {
        let kept = self.buffer.pop_front()?;
        self.buffered_levels -= kept.bids.len() + kept.asks.len();
        Some(kept)
    }

    fn drop_buffer(&mut self) {
        self.buffer.clear();
        self.buffered_levels = 0;
    }
}

/// Does a delta follow the number `last`?
fn chains(chain: Chain, last: u64, first: u64, prev: Option<u64>) -> bool {
    match chain {
        Chain::Previous => prev == Some(last),
        Chain::Increment => Some(first) == last.checked_add(1),
    }
}

/// Is a delta the first that may follow a snapshot numbered `snapshot`?
fn joins(chain: Chain, snapshot: u64, first: u64, last: u64, prev: Option<u64>) -> bool {
    (first <= snapshot && snapshot <= last) || chains(chain, snapshot, first, prev)
}
