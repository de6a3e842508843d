//! Which trades have been told, and is one missing?

use std::collections::{BTreeMap, VecDeque};

use twinline_model::{MarketEvent, Trade};

use super::Verdict;
use crate::book::SyncReason;

/// Trades that a new reader is given.
const RECENT: usize = 200;
/// Most trades that wait for the missing ones before them; beyond it the hole is given up and named in the receipt.
const MAX_PARKED: usize = 10_000;

/// The trades of one instrument, told once each and in the order of their ids, which are dense within an instrument.
#[derive(Debug, Default)]
pub struct TradeLog {
    last_id: Option<u64>,
    recent: VecDeque<Trade>,
    /// Trades after a hole.
    parked: BTreeMap<u64, Trade>,
    /// True while older trades are being fetched: newer ones wait.
    waiting: bool,
    found: u64,
}

impl TradeLog {
    /// Takes a trade that a stream told.
    pub fn apply(&mut self, trade: &Trade) -> Verdict {
        match self.last_id {
            // A lower id at a later time is no repeat: the venue counts anew.
            Some(last) if trade.id <= last && self.recent.back().is_some_and(|told| trade.ts > told.ts) => {
                self.reset();
                self.waiting = true;
                self.park(trade);
                Verdict::Missed(SyncReason::Reset { expected: last + 1, got: trade.id })
            }
            Some(last) if trade.id <= last => Verdict::Stale,
            Some(last) if trade.id > last + 1 || self.waiting => {
                let known_hole = self.waiting;
                self.waiting = true;
                self.park(trade);
                match known_hole {
                    true => Verdict::Kept,
                    false => Verdict::Missed(SyncReason::Gap { expected: last + 1, got: trade.id }),
                }
            }
            None if self.waiting => {
                self.park(trade);
                Verdict::Kept
            }
            Some(_) | None => {
                self.told(trade.clone());
                Verdict::News(MarketEvent::Trades(vec![trade.clone()]))
            }
        }
    }

    /// Older trades are being fetched: what the stream tells meanwhile waits.
    pub fn wait(&mut self) {
        self.waiting = true;
    }

    /// First id that has not been told.
    pub fn next_id(&self) -> Option<u64> {
        self.last_id.map(|last| last + 1)
    }

    /// Takes a page that was asked for from [`TradeLog::next_id`] on. `complete` if there is nothing after it. Returns what is
    /// to be told, oldest first, and whether more must be asked for.
    pub fn fill(&mut self, rows: &[Trade], complete: bool) -> (Vec<Trade>, bool) {
        let mut news = Vec::new();
        for trade in rows {
            if self.last_id.is_none_or(|last| trade.id > last) {
                self.parked.remove(&trade.id);
                self.told(trade.clone());
                self.found += 1;
                news.push(trade.clone());
            }
        }
        let touches = match (self.parked.first_key_value(), self.last_id) {
            (Some((first, _)), Some(last)) => *first <= last + 1,
            _ => false,
        };
        if !complete && !touches {
            return (news, true);
        }
        // Complete, or the page reaches what the stream told: the rest follows. A hole that the venue itself has stays one.
        let parked = std::mem::take(&mut self.parked);
        for (id, trade) in parked {
            if self.last_id.is_none_or(|last| id > last) {
                self.told(trade.clone());
                news.push(trade);
            }
        }
        self.waiting = false;
        (news, false)
    }

    /// How many trades were brought back since the last time this was asked.
    pub fn take_found(&mut self) -> u64 {
        std::mem::take(&mut self.found)
    }

    /// True if nothing is missing before what was told.
    pub fn is_whole(&self) -> bool {
        !self.waiting
    }

    /// True if the stream should have told this trade and has not.
    pub fn is_news(&self, trade: &Trade) -> bool {
        self.last_id.is_none_or(|last| trade.id > last) && !self.parked.contains_key(&trade.id)
    }

    /// The venue counts anew: ids of before mean nothing.
    fn reset(&mut self) {
        self.last_id = None;
        self.parked.clear();
        self.recent.clear();
    }

    /// The last trades, oldest first.
    pub fn state(&self) -> Option<MarketEvent> {
        (!self.recent.is_empty()).then(|| MarketEvent::Trades(self.recent.iter().cloned().collect()))
    }

    fn park(&mut self, trade: &Trade) {
        self.parked.insert(trade.id, trade.clone());
        if self.parked.len() > MAX_PARKED {
            self.parked.pop_first();
        }
    }

    fn told(&mut self, trade: Trade) {
        self.last_id = Some(trade.id);
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(trade);
    }
}

#[cfg(test)]
mod tests {
    use twinline_model::{Price, Qty, Side, Timestamp};

    use super::*;

    fn trade(id: u64) -> Trade {
        Trade { id, price: Price::parse("1").unwrap(), size: Qty::parse("1").unwrap(), side: Side::Buy, ts: Timestamp::from_millis(id as i64) }
    }

    fn ids(trades: &[Trade]) -> Vec<u64> {
        trades.iter().map(|trade| trade.id).collect()
    }

    #[test]
    fn repeats_are_stale_and_order_is_kept_over_a_hole() {
        let mut log = TradeLog::default();
        assert!(matches!(log.apply(&trade(5)), Verdict::News(_)));
        assert_eq!(log.apply(&trade(5)), Verdict::Stale);
        assert_eq!(log.apply(&trade(8)), Verdict::Missed(SyncReason::Gap { expected: 6, got: 8 }));
        assert_eq!(log.apply(&trade(9)), Verdict::Kept);
        let (news, more) = log.fill(&[trade(6), trade(7), trade(8)], false);
        assert_eq!((ids(&news), more), (vec![6, 7, 8, 9], false));
        assert!(matches!(log.apply(&trade(10)), Verdict::News(_)));
        assert_eq!(log.take_found(), 3);
    }

    #[test]
    fn lower_ids_at_later_times_are_a_venue_that_began_anew() {
        let mut log = TradeLog::default();
        log.apply(&trade(500));
        let anew = Trade { ts: Timestamp::from_millis(501), ..trade(3) };
        assert_eq!(log.apply(&anew), Verdict::Missed(SyncReason::Reset { expected: 501, got: 3 }));
        let (news, more) = log.fill(&[trade(1), trade(2)], true);
        assert_eq!((ids(&news), more), (vec![1, 2, 3], false));
    }

    #[test]
    fn a_long_hole_takes_several_pages() {
        let mut log = TradeLog::default();
        log.apply(&trade(1));
        log.apply(&trade(10));
        let (news, more) = log.fill(&[trade(2), trade(3)], false);
        assert_eq!((ids(&news), more, log.next_id()), (vec![2, 3], true, Some(4)));
        let (news, more) = log.fill(&[trade(4), trade(5)], true);
        assert_eq!((ids(&news), more), (vec![4, 5, 10], false));
        assert!(log.is_whole());
    }
}
