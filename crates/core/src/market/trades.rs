//! Which trades have been told, and is one missing?

use std::collections::{BTreeMap, VecDeque};

use twinline_model::{MarketEvent, Timestamp, Trade};
use twinline_venue::TradeIds;

use super::Verdict;
use crate::book::SyncReason;

/// Trades that a new reader is given.
const RECENT: usize = 200;
/// Most trades that wait for the missing ones before them; beyond it the oldest are forgotten, to be asked for again.
const MAX_PARKED: usize = 10_000;
/// So many answers that bring nothing nearer to the hole mean that the venue itself has it.
const GIVE_UP_AFTER: u32 = 6;

/// The trades of one instrument, told once each and in the order of their ids, which are dense within an instrument, or in the
/// order of their times where the venue has no ids.
#[derive(Debug)]
pub struct TradeLog {
    ids: TradeIds,
    /// Told while older trades were being fetched, where there are no ids to sort by.
    unsorted: Vec<Trade>,
    last_id: Option<u64>,
    /// Venue time of the newest trade told, in whatever life of the venue.
    last_ts: Option<Timestamp>,
    recent: VecDeque<Trade>,
    /// Trades after a hole.
    parked: BTreeMap<u64, Trade>,
    /// True while older trades are being fetched: newer ones wait.
    waiting: bool,
    found: u64,
    /// The venue counts anew, and no trade of its new life has been told yet.
    begins: bool,
    /// Answers in a row that brought nothing.
    fruitless: u32,
}

/// What a page of trades led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// To be told, oldest first.
    pub news: Vec<Trade>,
    /// True if these begin a new life of the venue: nothing told before is continued.
    pub anew: bool,
    /// True if more must be asked for.
    pub more: bool,
}

impl TradeLog {
    /// Nothing told yet.
    pub fn new(ids: TradeIds) -> Self {
        Self {
            ids,
            unsorted: Vec::new(),
            last_id: None,
            last_ts: None,
            recent: VecDeque::new(),
            parked: BTreeMap::new(),
            waiting: false,
            found: 0,
            begins: false,
            fruitless: 0,
        }
    }

    /// Takes a trade that a stream told.
    pub fn apply(&mut self, trade: &Trade) -> Verdict {
        if self.ids == TradeIds::None {
            return self.apply_unnumbered(trade);
        }
        match self.last_id {
            // A lower id at a later time is no repeat: the venue counts anew.
            Some(last) if trade.id <= last && self.last_ts.is_some_and(|told| trade.ts > told) => {
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
                let event = MarketEvent::Trades(vec![trade.clone()]);
                if std::mem::take(&mut self.begins) { Verdict::Anew(event) } else { Verdict::News(event) }
            }
        }
    }

    /// True if telling this trade now would leave one out, or tell it in another life of the venue.
    pub fn skips(&self, trade: &Trade) -> bool {
        self.waiting || self.ids == TradeIds::None || self.last_id.is_none_or(|last| trade.id != last + 1)
    }

    /// Older trades are being fetched: what the stream tells meanwhile waits.
    pub fn wait(&mut self) {
        self.waiting = true;
    }

    /// The connection is gone. What waits came over it and is asked for again: the venue may be another one afterwards.
    pub fn interrupted(&mut self) {
        self.waiting = true;
        self.parked.clear();
        self.unsorted.clear();
    }

    /// Id of the last trade that was told. Pages are asked for from it on, itself included: an answer without it comes from a
    /// venue that counts anew.
    pub fn last_id(&self) -> Option<u64> {
        self.last_id.filter(|_| self.ids == TradeIds::Dense)
    }

    /// The venue counts anew: ids of before mean nothing.
    pub fn forget(&mut self) {
        self.reset();
        self.waiting = true;
    }

    /// Takes a page that was asked for from [`TradeLog::last_id`] on. `complete` if the venue had nothing after it.
    pub fn fill(&mut self, rows: &[Trade], complete: bool) -> Filled {
        if self.ids == TradeIds::None {
            return Filled { news: self.fill_unnumbered(rows), anew: false, more: false };
        }
        let mut news = Vec::new();
        let told_at = self.last_ts;
        for trade in rows {
            // A higher id at an earlier time is an answer from before the venue began anew.
            let of_now = told_at.is_none_or(|at| trade.ts >= at);
            if of_now && self.last_id.is_none_or(|last| trade.id > last) {
                self.parked.remove(&trade.id);
                self.told(trade.clone());
                self.found += 1;
                news.push(trade.clone());
            }
        }
        self.fruitless = if news.is_empty() { self.fruitless + 1 } else { 0 };
        self.take_parked(&mut news, self.fruitless >= GIVE_UP_AFTER);
        // What the stream told after a hole shows that the answer was given too early.
        let more = !complete || !self.parked.is_empty();
        if !more {
            self.waiting = false;
            self.fruitless = 0;
        }
        let anew = !news.is_empty() && std::mem::take(&mut self.begins);
        Filled { news, anew, more }
    }

    /// Nothing can be asked for: tells what waits, holes or not.
    pub fn skip_hole(&mut self) -> Vec<Trade> {
        if self.ids == TradeIds::None {
            return self.fill_unnumbered(&[]);
        }
        let mut news = Vec::new();
        self.take_parked(&mut news, true);
        self.waiting = false;
        news
    }

    /// Tells what waits behind no hole any more; with `over_holes`, everything.
    fn take_parked(&mut self, news: &mut Vec<Trade>, over_holes: bool) {
        while let Some(entry) = self.parked.first_entry() {
            let id = *entry.key();
            match self.last_id {
                Some(last) if id > last + 1 && !over_holes => return,
                Some(last) if id <= last => {
                    entry.remove();
                }
                _ => {
                    let trade = entry.remove();
                    self.told(trade.clone());
                    news.push(trade);
                }
            }
        }
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
        if self.ids == TradeIds::None {
            return self.last_ts.is_none_or(|told| trade.ts > told) && !self.unsorted.iter().any(|other| same(other, trade));
        }
        self.last_id.is_none_or(|last| trade.id > last) && !self.parked.contains_key(&trade.id)
    }

    fn reset(&mut self) {
        self.last_id = None;
        self.parked.clear();
        self.recent.clear();
        self.begins = true;
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
        self.last_ts = self.last_ts.max(Some(trade.ts));
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(trade);
    }
}

/// Where the venue has no ids: what a stream tells is told at once, what a page tells is compared by what it says.
impl TradeLog {
    fn apply_unnumbered(&mut self, trade: &Trade) -> Verdict {
        if self.waiting {
            // Beyond the bound the page that is on its way tells of it, or nothing does.
            if self.unsorted.len() < MAX_PARKED {
                self.unsorted.push(trade.clone());
            }
            return Verdict::Kept;
        }
        Verdict::News(MarketEvent::Trades(vec![self.told_anew(trade)]))
    }

    /// Takes a page of the latest trades with what the stream told meanwhile. Of equal trades as many are told as the source
    /// that has most of them has.
    fn fill_unnumbered(&mut self, rows: &[Trade]) -> Vec<Trade> {
        let streamed = std::mem::take(&mut self.unsorted);
        self.waiting = false;
        let from = self.recent.front().map(|oldest| oldest.ts);
        let mut news = excess(rows.iter().filter(|trade| from.is_none_or(|from| trade.ts >= from)), self.recent.iter());
        self.found += news.len() as u64;
        let beside = excess(streamed.iter(), self.recent.iter().chain(&news));
        news.extend(beside);
        news.sort_by_key(|trade| trade.ts);
        news.iter().map(|trade| self.told_anew(trade)).collect()
    }

    /// Tells a trade under its time as its id, or the next number where that is taken.
    fn told_anew(&mut self, trade: &Trade) -> Trade {
        let next = self.last_id.map_or(trade.id, |last| trade.id.max(last.saturating_add(1)));
        let trade = Trade { id: next, ..trade.clone() };
        self.told(trade.clone());
        trade
    }
}

/// True if two tellings may be of one trade.
fn same(one: &Trade, other: &Trade) -> bool {
    (one.ts, one.price, one.size, one.side) == (other.ts, other.price, other.size, other.side)
}

/// What `told` has beyond `known`, equal ones counted.
fn excess<'t>(told: impl Iterator<Item = &'t Trade>, known: impl Iterator<Item = &'t Trade>) -> Vec<Trade> {
    let mut known: Vec<&Trade> = known.collect();
    let mut beyond = Vec::new();
    for trade in told {
        match known.iter().position(|other| same(other, trade)) {
            Some(at) => {
                known.swap_remove(at);
            }
            None => beyond.push(trade.clone()),
        }
    }
    beyond
}

#[cfg(test)]
mod tests {
    use twinline_model::{Price, Qty, Side};

    use super::*;

    fn trade(id: u64) -> Trade {
        Trade {
            id,
            price: Price::parse("1").unwrap(),
            size: Qty::parse("1").unwrap(),
            side: Side::Buy,
            ts: Timestamp::from_millis(id as i64),
        }
    }

    fn ids(trades: &[Trade]) -> Vec<u64> {
        trades.iter().map(|trade| trade.id).collect()
    }

    fn fill(log: &mut TradeLog, rows: &[u64], complete: bool) -> (Vec<u64>, bool, bool) {
        let rows: Vec<Trade> = rows.iter().map(|id| trade(*id)).collect();
        let filled = log.fill(&rows, complete);
        (ids(&filled.news), filled.anew, filled.more)
    }

    #[test]
    fn repeats_are_stale_and_order_is_kept_over_a_hole() {
        let mut log = TradeLog::new(TradeIds::Dense);
        assert!(matches!(log.apply(&trade(5)), Verdict::News(_)));
        assert_eq!(log.apply(&trade(5)), Verdict::Stale);
        assert_eq!(log.apply(&trade(8)), Verdict::Missed(SyncReason::Gap { expected: 6, got: 8 }));
        assert_eq!(log.apply(&trade(9)), Verdict::Kept);
        assert_eq!(fill(&mut log, &[5, 6, 7, 8], true), (vec![6, 7, 8, 9], false, false));
        assert!(matches!(log.apply(&trade(10)), Verdict::News(_)));
        assert_eq!(log.take_found(), 3);
    }

    #[test]
    fn lower_ids_at_later_times_are_a_venue_that_began_anew() {
        let mut log = TradeLog::new(TradeIds::Dense);
        log.apply(&trade(500));
        let anew = Trade { ts: Timestamp::from_millis(501), ..trade(3) };
        assert_eq!(log.apply(&anew), Verdict::Missed(SyncReason::Reset { expected: 501, got: 3 }));
        let page = [Trade { ts: Timestamp::from_millis(500), ..trade(1) }, Trade { ts: Timestamp::from_millis(501), ..trade(2) }];
        let filled = log.fill(&page, true);
        assert_eq!((ids(&filled.news), filled.anew, filled.more), (vec![1, 2, 3], true, false));
    }

    #[test]
    fn the_first_trade_after_the_venue_began_anew_begins_anew() {
        let mut log = TradeLog::new(TradeIds::Dense);
        log.apply(&trade(500));
        log.forget();
        assert_eq!(fill(&mut log, &[], true), (vec![], false, false));
        let later = |id: u64| Trade { ts: Timestamp::from_millis(600), ..trade(id) };
        assert!(matches!(log.apply(&later(1)), Verdict::Anew(_)));
        assert!(matches!(log.apply(&later(2)), Verdict::News(_)));
    }

    #[test]
    fn a_hole_in_what_waits_is_asked_for_as_well() {
        let mut log = TradeLog::new(TradeIds::Dense);
        log.apply(&trade(1));
        log.apply(&trade(3));
        log.apply(&trade(5));
        assert_eq!(fill(&mut log, &[1, 2, 3], true), (vec![2, 3], false, true));
        assert_eq!(fill(&mut log, &[3, 4, 5], true), (vec![4, 5], false, false));
    }

    #[test]
    fn a_hole_that_the_venue_has_is_given_up() {
        let mut log = TradeLog::new(TradeIds::Dense);
        log.apply(&trade(1));
        log.apply(&trade(3));
        for _ in 1..GIVE_UP_AFTER {
            assert_eq!(fill(&mut log, &[1], true), (vec![], false, true));
        }
        assert_eq!(fill(&mut log, &[1], true), (vec![3], false, false));
    }

    #[test]
    fn an_answer_from_before_the_venue_began_anew_tells_nothing() {
        let mut log = TradeLog::new(TradeIds::Dense);
        log.apply(&trade(10));
        let old = Trade { ts: Timestamp::from_millis(5), ..trade(900) };
        assert_eq!(log.fill(&[old], true).news, []);
    }

    #[test]
    fn a_long_hole_takes_several_pages() {
        let mut log = TradeLog::new(TradeIds::Dense);
        log.apply(&trade(1));
        log.apply(&trade(10));
        assert_eq!(fill(&mut log, &[2, 3], false), (vec![2, 3], false, true));
        assert_eq!(log.last_id(), Some(3));
        assert_eq!(fill(&mut log, &[4, 5, 6, 7, 8, 9, 10], true), (vec![4, 5, 6, 7, 8, 9, 10], false, false));
        assert!(log.is_whole());
    }

    fn at(ms: i64, price: &str) -> Trade {
        let ts = Timestamp::from_millis(ms);
        Trade { id: ms as u64, price: Price::parse(price).unwrap(), ..Trade { ts, ..trade(0) } }
    }

    #[test]
    fn without_ids_equal_trades_are_told_apart_by_their_number() {
        let mut log = TradeLog::new(TradeIds::None);
        log.wait();
        assert_eq!(log.apply(&at(5, "7")), Verdict::Kept);
        assert_eq!(ids(&log.fill(&[at(3, "7"), at(5, "7"), at(5, "7")], true).news), [3, 5, 6]);
        assert_eq!(log.apply(&at(5, "7")), Verdict::News(MarketEvent::Trades(vec![Trade { id: 7, ..at(5, "7") }])));
        log.interrupted();
        log.wait();
        assert_eq!(log.apply(&at(9, "7")), Verdict::Kept);
        let page = [at(3, "7"), at(5, "7"), at(5, "7"), at(5, "7"), at(8, "7"), at(9, "7")];
        let filled = log.fill(&page, true);
        assert_eq!((ids(&filled.news), filled.more), (vec![8, 9], false));
        assert_eq!((log.last_id(), log.is_whole()), (None, true));
    }

    #[test]
    fn without_ids_history_before_the_first_trade_told_stays_untold() {
        let mut log = TradeLog::new(TradeIds::None);
        log.wait();
        log.fill(&[at(5, "7")], true);
        assert_eq!(log.fill(&[at(1, "7"), at(5, "7")], true).news, []);
        assert!(log.is_news(&at(6, "7")) && !log.is_news(&at(5, "7")));
    }
}
