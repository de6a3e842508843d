//! One symbol's market: book, tape, candles, marks and the traders who move them.

use crate::book::Book;
use crate::candles::{Candle, Series};
use crate::dice::Dice;
use crate::exchange::{Event, Top};
use crate::execution::{Execution, Fate, Fill};
use crate::history;
use crate::interval::Interval;
use crate::marks::Marks;
use crate::meeting::Taker;
use crate::order::{Order, Side, Terms};
use crate::spec::SymbolSpec;
use crate::tape::Tape;
use crate::traders::{Deed, Traders};

/// How often a market that is held is looked at again.
const HELD_NS: i64 = 100_000_000;

/// What happened in the last 24 hours, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayStats {
    /// Open, high, low, close, volumes and trade ids of the window as one candle.
    pub candle: Candle,
    /// Lots of the last trade; 0 before the first.
    pub last_lots: i64,
}

/// One symbol's market.
#[derive(Debug, Clone)]
pub struct Market {
    /// What is traded here.
    pub spec: SymbolSpec,
    /// The order book.
    pub book: Book,
    /// Trades since the start.
    pub tape: Tape,
    /// Candles of the trades, in ticks.
    pub candles: Series,
    /// Index, mark and funding.
    pub marks: Marks,
    /// Update id of the last command that changed the book.
    pub last_update_id: u64,
    /// Time of that command, nanoseconds since 1970.
    pub last_update_ns: i64,
    /// Open interest in lots.
    pub open_interest_lots: i64,
    traders: Traders,
    pace: Dice,
    execution: Execution,
    pub(crate) next_action_ns: i64,
    /// True while the anonymous traders rest: accounts trade against what stands in the book.
    pub(crate) held: bool,
}

/// An order of an account on its way into the book.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub symbol: usize,
    pub at_ns: i64,
    pub order: Order,
    pub taker: Taker,
    /// True if the venue itself sends it to liquidate.
    pub forced: bool,
}

/// What became of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Submitted {
    pub fate: Fate,
    /// True if the update id is used up.
    pub changed: bool,
}

/// Where a market starts.
#[derive(Debug)]
pub(crate) struct Opening {
    pub seed: u64,
    pub lane: u64,
    pub start_ms: i64,
    pub history_minutes: i64,
    pub first_trade_id: u64,
    pub update_id: u64,
}

impl Market {
    pub(crate) fn open(spec: SymbolSpec, opening: &Opening) -> Market {
        let dice = |purpose: u64| Dice::new(opening.seed, opening.lane * 16 + purpose);
        let first_open = Interval::Minute1.open_of(opening.start_ms);
        let minutes = history::minutes_before(&spec, &mut dice(1), first_open, opening.history_minutes, opening.first_trade_id);
        let price_e8 = spec.price_e8(spec.home_ticks);
        let marks = Marks::new(dice(2), opening.start_ms, price_e8, &minutes, |ticks| spec.price_e8(ticks));
        let traders = Traders::new(&spec, dice(3), spec.home_ticks);
        let candles = Series::new(minutes, first_open, spec.home_ticks);
        let mut market = Market {
            open_interest_lots: spec.typical_lots.saturating_mul(40_000),
            book: Book::new(),
            tape: Tape::new(opening.first_trade_id),
            candles,
            marks,
            last_update_id: opening.update_id,
            last_update_ns: opening.start_ms * 1_000_000,
            traders,
            pace: dice(4),
            execution: Execution::default(),
            next_action_ns: opening.start_ms * 1_000_000,
            held: false,
            spec,
        };
        market.fill_book();
        market
    }

    /// The same market after an outage of the venue: new book, new ids, same prices and past.
    pub(crate) fn reopen(self, opening: &Opening) -> Market {
        let fair = self.traders.fair_ticks();
        let dice = |purpose: u64| Dice::new(opening.seed, opening.lane * 16 + purpose);
        let mut market = Market {
            book: Book::new(),
            tape: Tape::new(opening.first_trade_id),
            last_update_id: opening.update_id,
            last_update_ns: opening.start_ms * 1_000_000,
            traders: Traders::new(&self.spec, dice(3), fair),
            pace: dice(4),
            next_action_ns: opening.start_ms * 1_000_000,
            ..self
        };
        market.fill_book();
        market
    }

    /// Statistics of the last 24 hours.
    pub fn day(&self) -> DayStats {
        let minutes = self.candles.minutes();
        let running = self.candles.running(Interval::Minute1);
        let skip = minutes.len().saturating_sub(1_439);
        let mut iter = minutes.iter().skip(skip).chain(std::iter::once(&running));
        let mut candle = iter.next().copied().unwrap_or(running);
        for minute in iter {
            candle.absorb(minute);
        }
        let last = self.tape.trades().back();
        DayStats { candle, last_lots: last.map_or(self.spec.typical_lots, |trade| trade.lots) }
    }

    /// Best prices. Anonymous traders leave both sides filled; a side that an account has emptied is (0, 0) until they
    /// quote again.
    pub fn top(&self) -> Top {
        let best = |side| self.book.best(side).unwrap_or((0, 0));
        Top { bid: best(Side::Buy), ask: best(Side::Sell) }
    }

    /// Someone acts. Book and trade events are pushed to `events`; `update_id` is used up only if the book changes.
    pub(crate) fn act(&mut self, symbol: usize, at_ns: i64, update_id: u64, events: &mut Vec<Event>) -> bool {
        if self.held {
            self.next_action_ns = at_ns + HELD_NS;
            return false;
        }
        let before = self.top();
        let deed = self.traders.act(&self.spec, &mut self.book, &mut self.execution);
        let mean_ns = self.spec.pace_ms.max(1) * 1_000_000;
        self.next_action_ns = at_ns + 200_000 + self.pace.below(mean_ns * 2);
        self.tell(symbol, at_ns, update_id, before, deed, events)
    }

    /// An order of an account comes in. Events and `update_id` as for `act`; its trades are the last of the tape, in the
    /// order of `execution().fills`.
    pub(crate) fn submit(&mut self, entry: Entry, update_id: u64, events: &mut Vec<Event>) -> Submitted {
        let Entry { symbol, at_ns, order, taker, forced } = entry;
        let before = self.top();
        let fate = self.book.submit_owned(order, taker, &mut self.execution);
        let deed = match (forced, order.terms) {
            (true, Terms::Limit { ticks, .. }) => Deed::Liquidated(order.side, order.lots, ticks),
            _ => Deed::Took(order.side),
        };
        let changed = self.tell(symbol, at_ns, update_id, before, deed, events);
        Submitted { fate, changed }
    }

    /// An order of an account goes out of the book.
    pub(crate) fn withdraw(&mut self, symbol: usize, at_ns: i64, id: u64, update_id: u64, events: &mut Vec<Event>) -> bool {
        let before = self.top();
        self.execution.clear();
        let Some(change) = self.book.cancel(id) else { return false };
        self.execution.changes.push(change);
        self.tell(symbol, at_ns, update_id, before, Deed::Quoted, events)
    }

    /// A trade that the venue writes without the book, with itself as the other side. Returns its id.
    pub(crate) fn print_off_book(&mut self, symbol: usize, at_ns: i64, side: Side, ticks: i64, lots: i64, events: &mut Vec<Event>) -> u64 {
        self.execution.clear();
        self.execution.fills.push(Fill { maker_id: 0, ticks, lots, maker_left: 0 });
        let id = self.tape.next_trade_id();
        self.print(symbol, at_ns, Deed::Took(side), events);
        id
    }

    /// True if the newest command traded or took out an account's order.
    pub(crate) fn has_traded(&self) -> bool {
        !self.execution.fills.is_empty() || !self.execution.knocks.is_empty()
    }

    /// What the newest command did.
    pub(crate) fn execution(&self) -> &Execution {
        &self.execution
    }

    /// Tells what the command in `execution` did; false if it left the book as it was.
    fn tell(&mut self, symbol: usize, at_ns: i64, update_id: u64, before: Top, deed: Deed, events: &mut Vec<Event>) -> bool {
        if self.execution.changes.is_empty() {
            return false;
        }
        self.last_update_id = update_id;
        self.last_update_ns = at_ns;
        let after = self.top();
        events.push(Event::Book {
            symbol,
            at_ns,
            update_id,
            changes: self.execution.changes.clone(),
            top: (after != before).then_some(after),
        });
        self.print(symbol, at_ns, deed, events);
        true
    }

    pub(crate) fn sample_marks(&mut self, at_ms: i64) {
        let scale = self.spec.price_e8(1);
        let fair = i128::from(self.traders.fair_fine()) * i128::from(scale) / 1024;
        let top = self.top();
        let middle = (self.spec.price_e8(top.bid.0) + self.spec.price_e8(top.ask.0)) / 2;
        let fair = i64::try_from(fair).unwrap_or(middle);
        let one_sided = top.bid.1 == 0 || top.ask.1 == 0;
        self.marks.sample(at_ms, fair, if one_sided { fair } else { middle });
    }

    pub(crate) fn close_minute(&mut self) {
        self.candles.close_minute();
        self.marks.close_minute();
    }

    fn fill_book(&mut self) {
        self.traders.open(&self.spec, &mut self.book, &mut self.execution);
    }

    fn print(&mut self, symbol: usize, at_ns: i64, deed: Deed, events: &mut Vec<Event>) {
        let (side, forced) = match deed {
            Deed::Took(side) => (side, None),
            Deed::Liquidated(side, lots, limit) => (side, Some((lots, limit))),
            Deed::Quoted => return,
        };
        if self.execution.fills.is_empty() {
            return;
        }
        let first_id = self.tape.next_trade_id();
        let fresh = self.tape.record(&self.execution.fills, at_ns, side == Side::Sell);
        let count = self.execution.fills.len();
        let held = self.tape.trades();
        let trades: Vec<_> = held.iter().skip(held.len().saturating_sub(count)).copied().collect();
        for trade in &trades {
            self.candles.add(&as_candle(trade.at_ns / 1_000_000, trade.id, trade.ticks, trade.lots, side));
        }
        let held = self.tape.aggregates();
        let aggregates = held.iter().skip(held.len().saturating_sub(fresh)).copied().collect();
        let total: i64 = trades.iter().map(|trade| trade.lots).sum();
        self.open_interest_lots += if first_id.is_multiple_of(2) { total / 3 } else { -(total / 3) };
        self.open_interest_lots = self.open_interest_lots.max(self.spec.typical_lots);
        if let Some((lots, limit_ticks)) = forced {
            let quote: i128 = trades.iter().map(|trade| i128::from(trade.ticks) * i128::from(trade.lots)).sum();
            let average_ticks = i64::try_from(quote / i128::from(total.max(1))).unwrap_or(limit_ticks);
            events.push(Event::Liquidation { symbol, at_ns, side, lots, filled_lots: total, limit_ticks, average_ticks });
        }
        events.push(Event::Trades { symbol, at_ns, trades, aggregates });
    }
}

fn as_candle(at_ms: i64, id: u64, ticks: i64, lots: i64, taker: Side) -> Candle {
    let quote = i128::from(ticks) * i128::from(lots);
    let bought = taker == Side::Buy;
    Candle {
        lots,
        quote,
        trades: 1,
        buy_lots: if bought { lots } else { 0 },
        buy_quote: if bought { quote } else { 0 },
        ids: Some((id, id)),
        ..Candle::flat(at_ms, ticks)
    }
}
