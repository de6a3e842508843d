//! What changed in one symbol since each stream was last sent.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use twinline_exchange::{AggTrade, LevelChange, Market, Side};

use crate::faces::binance::streams::Speed;

/// Level changes remembered, so that a past book can be told.
const REMEMBERED: usize = 60_000;
/// Aggregates that wait for their flush at most.
const WAITING: usize = 5_000;
/// Levels of a snapshot kept for `snapshot-stale`.
const SNAPSHOT_LEVELS: usize = 1_000;

/// Levels of a side as (ticks, lots), best first.
pub(crate) type Levels = Vec<(i64, i64)>;

/// A liquidation that waits for its second to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Forced {
    pub at_ms: i64,
    pub side: Side,
    pub lots: i64,
    pub filled_lots: i64,
    pub limit_ticks: i64,
    pub average_ticks: i64,
}

/// The changes of one flush interval: levels with their present lots, and the ids that chain it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Batch {
    pub first_id: u64,
    pub last_id: u64,
    /// Last id of the batch before.
    pub previous_id: u64,
    pub at_ms: i64,
    pub bids: Levels,
    pub asks: Levels,
}

#[derive(Debug, Clone, Default)]
struct Gathering {
    ids: Option<(u64, u64)>,
    sent_id: u64,
    at_ms: i64,
    changed: BTreeSet<(Side, i64)>,
}

/// A book snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snapshot {
    pub update_id: u64,
    pub at_ms: i64,
    pub taken_ms: i64,
    pub bids: Levels,
    pub asks: Levels,
}

/// The pending output of one symbol.
#[derive(Debug, Clone)]
pub(crate) struct Feed {
    pub name: Arc<str>,
    pub lower: Arc<str>,
    /// By how much this symbol's flushes are behind the full interval.
    pub phase_ms: i64,
    pub aggregates: Vec<AggTrade>,
    pub forced: Option<Forced>,
    /// Next trade id at the last flush of candles, of the 1 s and of the 2 s tickers.
    pub seen_trades: [u64; 3],
    /// Last update id at the last `!bookTicker` flush.
    pub seen_top: u64,
    /// An older snapshot, and the one that will become it.
    pub old_snapshots: VecDeque<Snapshot>,
    gathering: [Gathering; 3],
    flushed: [Option<Batch>; 3],
    past: VecDeque<(u64, LevelChange)>,
    /// The oldest book that `past` leads back to.
    known_from: u64,
}

impl Feed {
    pub fn new(market: &Market, phase_ms: i64) -> Feed {
        let gathering = Gathering { sent_id: market.last_update_id, ..Gathering::default() };
        Feed {
            name: market.spec.name.as_str().into(),
            lower: market.spec.name.to_ascii_lowercase().into(),
            phase_ms,
            aggregates: Vec::new(),
            forced: None,
            seen_trades: [market.tape.next_trade_id(); 3],
            seen_top: 0,
            old_snapshots: VecDeque::new(),
            gathering: [gathering.clone(), gathering.clone(), gathering],
            flushed: [None, None, None],
            past: VecDeque::new(),
            known_from: market.last_update_id,
        }
    }

    /// Notes what one command changed.
    pub fn note(&mut self, update_id: u64, at_ms: i64, changes: &[LevelChange]) {
        for gathering in &mut self.gathering {
            let first_id = gathering.ids.map_or(update_id, |(first_id, _)| first_id);
            gathering.ids = Some((first_id, update_id));
            gathering.at_ms = at_ms;
            gathering.changed.extend(changes.iter().map(|change| (change.side, change.ticks)));
        }
        self.past.extend(changes.iter().map(|change| (update_id, *change)));
        while self.past.len() > REMEMBERED {
            self.known_from = self.past.pop_front().map_or(self.known_from, |(id, _)| id);
        }
    }

    /// Notes aggregates that wait for their flush.
    pub fn note_aggregates(&mut self, aggregates: &[AggTrade]) {
        if self.aggregates.len() < WAITING {
            self.aggregates.extend_from_slice(aggregates);
        }
    }

    /// Notes a liquidation; the largest of a second is kept.
    pub fn note_forced(&mut self, forced: Forced) {
        if self.forced.is_none_or(|held| held.lots < forced.lots) {
            self.forced = Some(forced);
        }
    }

    /// Ends a flush interval. The batch is then in [`Feed::batch`] until the next one.
    pub fn flush(&mut self, speed: Speed, market: &Market) {
        let gathering = &mut self.gathering[speed.index()];
        let changed = std::mem::take(&mut gathering.changed);
        let batch = gathering.ids.take().map(|(first_id, last_id)| {
            let previous_id = std::mem::replace(&mut gathering.sent_id, last_id);
            let lots = |side: Side| {
                let of_side = changed.iter().filter(move |(held, _)| *held == side);
                of_side.map(|(side, ticks)| (*ticks, market.book.lots_at(*side, *ticks))).collect()
            };
            Batch { first_id, last_id, previous_id, at_ms: gathering.at_ms, bids: lots(Side::Buy), asks: lots(Side::Sell) }
        });
        self.flushed[speed.index()] = batch;
    }

    /// The batch of the flush interval that just ended, if anything changed in it.
    pub fn batch(&self, speed: Speed) -> Option<&Batch> {
        self.flushed[speed.index()].as_ref()
    }

    /// Keeps a snapshot for `snapshot-stale`. Call every few seconds.
    pub fn keep_snapshot(&mut self, market: &Market, now_ms: i64) {
        self.old_snapshots.push_back(snapshot(market, now_ms, SNAPSHOT_LEVELS));
        while self.old_snapshots.len() > 2 {
            self.old_snapshots.pop_front();
        }
    }

    /// The book as it was after the command with this id; `None` if that is too long ago or yet to come.
    pub fn book_at(&self, market: &Market, update_id: u64) -> Option<(Levels, Levels)> {
        if update_id > market.last_update_id || update_id < self.known_from {
            return None;
        }
        let mut sides = [Side::Buy, Side::Sell].map(|side| market.book.levels(side).collect::<std::collections::BTreeMap<i64, i64>>());
        for (_, change) in self.past.iter().rev().take_while(|(id, _)| *id > update_id) {
            let side = &mut sides[usize::from(change.side == Side::Sell)];
            match change.before {
                0 => side.remove(&change.ticks),
                before => side.insert(change.ticks, before),
            };
        }
        let [bids, asks] = sides;
        Some((bids.into_iter().rev().collect(), asks.into_iter().collect()))
    }
}

/// The book as it is, up to `levels` a side.
pub(crate) fn snapshot(market: &Market, now_ms: i64, levels: usize) -> Snapshot {
    Snapshot {
        update_id: market.last_update_id,
        at_ms: market.last_update_ns / 1_000_000,
        taken_ms: now_ms,
        bids: market.book.levels(Side::Buy).take(levels).collect(),
        asks: market.book.levels(Side::Sell).take(levels).collect(),
    }
}
