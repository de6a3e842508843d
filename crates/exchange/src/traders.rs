//! Who quotes, takes and cancels: seeded traders around a fair price that wanders and returns.

use crate::book::Book;
use crate::dice::Dice;
use crate::execution::{Execution, LevelChange};
use crate::history::step_ticks;
use crate::order::{Order, Side, Terms, TimeInForce};
use crate::spec::SymbolSpec;

/// The fair price is kept in 1/1024 ticks.
const FINE: i64 = 1024;
/// Rungs of the ladder on each side.
const RUNGS: i64 = 300;
/// Orders that rest in a calm book.
const CALM: usize = 1_200;
/// A side with fewer levels is refilled before anything else happens.
const THIN: usize = 60;

/// What one action did, beyond the trades and level changes in its `Execution`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Someone took liquidity with an order of this side.
    Took(Side),
    /// Someone was liquidated: a taking order of this side, these lots, at this limit.
    Liquidated(Side, i64, i64),
    /// Someone quoted or cancelled.
    Quoted,
}

/// All traders of one symbol.
#[derive(Debug, Clone)]
pub struct Traders {
    dice: Dice,
    fair: i64,
    anchor: i64,
    home: i64,
    noise: i64,
    orders: Vec<u64>,
    next_order: u64,
}

impl Traders {
    /// Traders who think that `start_ticks` is fair now and the symbol's home price in the long run.
    pub fn new(spec: &SymbolSpec, dice: Dice, start_ticks: i64) -> Traders {
        let actions = (60_000 / spec.pace_ms.max(1)).max(1);
        Traders {
            dice,
            fair: start_ticks * FINE,
            anchor: start_ticks * FINE,
            home: spec.home_ticks * FINE,
            noise: step_ticks(spec) * FINE * 173 / 100 / actions.isqrt().max(1),
            orders: Vec::new(),
            next_order: 1,
        }
    }

    /// The price they think fair, in ticks (rounded down).
    pub fn fair_ticks(&self) -> i64 {
        self.fair.div_euclid(FINE)
    }

    /// The same in units of 1/1024 tick.
    pub fn fair_fine(&self) -> i64 {
        self.fair
    }

    /// Fills an empty book with a ladder of at least 200 levels a side.
    pub fn open(&mut self, spec: &SymbolSpec, book: &mut Book, execution: &mut Execution) {
        for rung in 0..RUNGS {
            for side in [Side::Buy, Side::Sell] {
                for _ in 0..2 {
                    let away = rung * spec.rung_ticks + self.dice.below(spec.rung_ticks);
                    self.quote(spec, book, side, away, execution);
                }
            }
        }
    }

    /// One action of someone. Trades and level changes are in `execution`.
    pub fn act(&mut self, spec: &SymbolSpec, book: &mut Book, execution: &mut Execution) -> Deed {
        execution.clear();
        self.walk();
        let fair = self.fair_ticks();
        if book.best(Side::Sell).is_some_and(|(ask, _)| ask <= fair) {
            return self.correct(spec, book, Side::Buy, fair, execution);
        }
        if book.best(Side::Buy).is_some_and(|(bid, _)| bid > fair) {
            return self.correct(spec, book, Side::Sell, fair + 1, execution);
        }
        for side in [Side::Buy, Side::Sell] {
            if book.depth(side) < THIN {
                let away = self.dice.below(THIN as i64 * 2);
                self.quote(spec, book, side, away, execution);
                return Deed::Quoted;
            }
        }
        if self.dice.below(10) < 7 && self.tighten(spec, book, execution) {
            return Deed::Quoted;
        }
        self.idle_chatter(spec, book, execution)
    }

    /// A maker quotes inside a wide spread; false if it is narrow already.
    fn tighten(&mut self, spec: &SymbolSpec, book: &mut Book, execution: &mut Execution) -> bool {
        let (Some((bid, _)), Some((ask, _))) = (book.best(Side::Buy), book.best(Side::Sell)) else { return false };
        let fair = self.fair_ticks();
        let (below, above) = (fair - bid, ask - fair - 1);
        if below.max(above) <= spec.rung_ticks {
            return false;
        }
        let side = if below > above { Side::Buy } else { Side::Sell };
        let away = self.dice.below(spec.rung_ticks);
        self.quote(spec, book, side, away, execution);
        true
    }

    fn idle_chatter(&mut self, spec: &SymbolSpec, book: &mut Book, execution: &mut Execution) -> Deed {
        let roll = self.dice.below(1_000);
        if roll < 140 {
            return self.take(spec, book, execution);
        }
        let crowded = book.orders() > CALM + 50 || (roll < 570 && book.orders() + 50 > CALM);
        if crowded {
            self.cancel(book, execution);
        } else {
            let side = if self.dice.coin() { Side::Buy } else { Side::Sell };
            let rungs = if self.dice.below(100) < 35 { 8 } else { RUNGS };
            let away = self.dice.below(rungs * spec.rung_ticks);
            self.quote(spec, book, side, away, execution);
        }
        Deed::Quoted
    }

    fn walk(&mut self) {
        self.anchor += self.dice.around(self.noise / 4) + (self.home - self.anchor) / 65_536;
        self.fair += self.dice.around(self.noise) + (self.anchor - self.fair) / 2_048;
        let reach = self.home / 5;
        self.fair = self.fair.clamp(self.home - reach, self.home + reach).max(RUNGS * 2 * FINE);
    }

    /// Someone trades against quotes that the fair price has overtaken; makers pull what is left of them.
    fn correct(&mut self, spec: &SymbolSpec, book: &mut Book, taker: Side, limit: i64, execution: &mut Execution) -> Deed {
        let lots = self.dice.size(spec.typical_lots * 2);
        let order = self.order(taker, lots, limit, TimeInForce::Ioc);
        book.submit(order, execution);
        while let Some((best, _)) = book.best(taker.opposite()) {
            let stale = match taker {
                Side::Buy => best <= limit,
                Side::Sell => best >= limit,
            };
            // Orders of accounts are nobody's to pull: they are taken, by this trader or by the next ones.
            let Some(id) = book.front(taker.opposite()).filter(|id| stale && !book.is_owned(*id)) else { break };
            let Some(change) = book.cancel(id) else { break };
            merge(&mut execution.changes, change);
        }
        Deed::Took(taker)
    }

    fn take(&mut self, spec: &SymbolSpec, book: &mut Book, execution: &mut Execution) -> Deed {
        let side = if self.dice.coin() { Side::Buy } else { Side::Sell };
        let Some((best, _)) = book.best(side.opposite()) else { return Deed::Quoted };
        let liquidation = self.dice.below(600) == 0;
        let (lots, reach) = match liquidation {
            true => (self.dice.size(spec.typical_lots * 12), 40 * spec.rung_ticks),
            false => (self.dice.size(spec.typical_lots), 15 * spec.rung_ticks),
        };
        let limit = match side {
            Side::Buy => best + reach,
            Side::Sell => (best - reach).max(1),
        };
        let order = self.order(side, lots, limit, TimeInForce::Ioc);
        book.submit(order, execution);
        if liquidation { Deed::Liquidated(side, lots, limit) } else { Deed::Took(side) }
    }

    fn quote(&mut self, spec: &SymbolSpec, book: &mut Book, side: Side, away: i64, execution: &mut Execution) {
        let fair = self.fair_ticks();
        let ticks = match side {
            Side::Buy => (fair - away).max(1),
            Side::Sell => fair + 1 + away,
        };
        let lots = self.dice.size(spec.typical_lots * 2);
        let order = self.order(side, lots, ticks, TimeInForce::PostOnly);
        if let crate::execution::Fate::Rests(_) = book.submit(order, execution) {
            self.orders.push(order.id);
        }
    }

    fn cancel(&mut self, book: &mut Book, execution: &mut Execution) {
        for _ in 0..8 {
            if self.orders.is_empty() {
                return;
            }
            let at = usize::try_from(self.dice.below(self.orders.len() as i64)).unwrap_or(0);
            let id = self.orders.swap_remove(at);
            if let Some(change) = book.cancel(id) {
                merge(&mut execution.changes, change);
                return;
            }
        }
        if self.orders.len() > 2 * CALM + book.orders() {
            self.orders.retain(|id| book.holds(*id));
        }
    }

    fn order(&mut self, side: Side, lots: i64, ticks: i64, time_in_force: TimeInForce) -> Order {
        let id = self.next_order;
        self.next_order += 1;
        Order { id, side, lots, terms: Terms::Limit { ticks, time_in_force } }
    }
}

/// Adds a change, joining it with an earlier change of the same level.
fn merge(changes: &mut Vec<LevelChange>, change: LevelChange) {
    match changes.iter_mut().rev().find(|held| held.side == change.side && held.ticks == change.ticks) {
        Some(held) => held.after = change.after,
        None => changes.push(change),
    }
}
