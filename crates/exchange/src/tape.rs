//! Which trades happened, and how they aggregate.

use std::collections::VecDeque;

use crate::execution::Fill;

/// One trade between two orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trade {
    /// Rises by one per trade of the symbol.
    pub id: u64,
    /// Price in ticks.
    pub ticks: i64,
    /// Quantity in lots.
    pub lots: i64,
    /// Nanoseconds since 1970.
    pub at_ns: i64,
    /// True when the resting order was the buyer, so the taker sold.
    pub buyer_is_maker: bool,
}

/// Trades of one taking order at one price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AggTrade {
    /// Rises by one per aggregate of the symbol.
    pub id: u64,
    /// Price in ticks.
    pub ticks: i64,
    /// Quantity in lots.
    pub lots: i64,
    /// First trade id in it.
    pub first: u64,
    /// Last trade id in it.
    pub last: u64,
    /// Nanoseconds since 1970.
    pub at_ns: i64,
    /// True when the resting orders were buyers.
    pub buyer_is_maker: bool,
}

/// The last trades and aggregates of one symbol, oldest first; the oldest are forgotten beyond [`Tape::HELD`].
#[derive(Debug, Clone)]
pub struct Tape {
    trades: VecDeque<Trade>,
    aggregates: VecDeque<AggTrade>,
    next_trade: u64,
    next_aggregate: u64,
}

impl Tape {
    /// How many trades, and how many aggregates, are held.
    pub const HELD: usize = 20_000;

    /// An empty tape whose first trade has the id `first`.
    pub fn new(first: u64) -> Tape {
        Tape { trades: VecDeque::new(), aggregates: VecDeque::new(), next_trade: first, next_aggregate: first / 3 + 1 }
    }

    /// Records the fills of one taking order; returns how many aggregates (the last ones) are new.
    pub fn record(&mut self, fills: &[Fill], at_ns: i64, buyer_is_maker: bool) -> usize {
        let mut fresh = 0;
        let mut price = None;
        for fill in fills {
            let trade = Trade { id: self.next_trade, ticks: fill.ticks, lots: fill.lots, at_ns, buyer_is_maker };
            self.next_trade += 1;
            self.trades.push_back(trade);
            if price == Some(fill.ticks) {
                self.extend(trade);
            } else {
                self.open(trade);
                fresh += 1;
            }
            price = Some(fill.ticks);
        }
        while self.trades.len() > Self::HELD {
            self.trades.pop_front();
        }
        while self.aggregates.len() > Self::HELD {
            self.aggregates.pop_front();
        }
        fresh
    }

    /// Trades held, oldest first.
    pub fn trades(&self) -> &VecDeque<Trade> {
        &self.trades
    }

    /// Aggregates held, oldest first.
    pub fn aggregates(&self) -> &VecDeque<AggTrade> {
        &self.aggregates
    }

    /// Id that the next trade will have.
    pub fn next_trade_id(&self) -> u64 {
        self.next_trade
    }

    fn open(&mut self, trade: Trade) {
        self.aggregates.push_back(AggTrade {
            id: self.next_aggregate,
            ticks: trade.ticks,
            lots: trade.lots,
            first: trade.id,
            last: trade.id,
            at_ns: trade.at_ns,
            buyer_is_maker: trade.buyer_is_maker,
        });
        self.next_aggregate += 1;
    }

    fn extend(&mut self, trade: Trade) {
        if let Some(aggregate) = self.aggregates.back_mut() {
            aggregate.lots += trade.lots;
            aggregate.last = trade.id;
        }
    }
}
