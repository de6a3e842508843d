//! What the price did per minute, hour and month.

use std::collections::VecDeque;

use crate::interval::Interval;

/// One candle. Prices in ticks (trades) or in units of 10^-8 (index, mark); its series says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candle {
    /// First millisecond.
    pub open_ms: i64,
    /// First price.
    pub open: i64,
    /// Highest price.
    pub high: i64,
    /// Lowest price.
    pub low: i64,
    /// Last price.
    pub close: i64,
    /// Base volume in lots.
    pub lots: i64,
    /// Quote volume in ticks times lots.
    pub quote: i128,
    /// Number of trades or samples.
    pub trades: u64,
    /// Base volume that takers bought, in lots.
    pub buy_lots: i64,
    /// Quote volume that takers bought, in ticks times lots.
    pub buy_quote: i128,
    /// First and last trade id; `None` without trades.
    pub ids: Option<(u64, u64)>,
}

impl Candle {
    /// A candle without trades: all prices are the close before it.
    pub fn flat(open_ms: i64, price: i64) -> Candle {
        Candle {
            open_ms,
            open: price,
            high: price,
            low: price,
            close: price,
            lots: 0,
            quote: 0,
            trades: 0,
            buy_lots: 0,
            buy_quote: 0,
            ids: None,
        }
    }

    /// Adds what followed, be it a shorter candle or a trade written as one.
    pub fn absorb(&mut self, later: &Candle) {
        if later.trades == 0 {
            return;
        }
        if self.trades == 0 {
            let open_ms = self.open_ms;
            *self = *later;
            self.open_ms = open_ms;
            return;
        }
        self.high = self.high.max(later.high);
        self.low = self.low.min(later.low);
        self.close = later.close;
        self.lots += later.lots;
        self.quote += later.quote;
        self.trades += later.trades;
        self.buy_lots += later.buy_lots;
        self.buy_quote += later.buy_quote;
        self.ids = match (self.ids, later.ids) {
            (Some((first, _)), Some((_, last))) => Some((first, last)),
            (held, None) => held,
            (None, fresh) => fresh,
        };
    }
}

/// The candles of one price: closed minutes, and the running candle of every interval.
#[derive(Debug, Clone)]
pub struct Series {
    minutes: VecDeque<Candle>,
    running: [Candle; Interval::ALL.len()],
    closed: [Option<Candle>; Interval::ALL.len()],
}

impl Series {
    /// Closed minutes held; older ones are forgotten.
    pub const HELD: usize = 10_080;

    /// Starts with closed, contiguous minutes; the minute after them is running. `price` is used if there are none.
    pub fn new(history: Vec<Candle>, first_open_ms: i64, price: i64) -> Series {
        let start = history.last().map_or(first_open_ms, |candle| candle.open_ms + 60_000);
        let last = history.last().map_or(price, |candle| candle.close);
        let running = Interval::ALL.map(|interval| {
            let mut candle = Candle::flat(interval.open_of(start), last);
            let first = history.partition_point(|minute| minute.open_ms < candle.open_ms);
            if let Some(minute) = history.get(first) {
                candle = Candle::flat(candle.open_ms, minute.open);
            }
            for minute in history.get(first..).unwrap_or(&[]) {
                candle.absorb(minute);
            }
            candle
        });
        Series { minutes: history.into(), running, closed: [None; Interval::ALL.len()] }
    }

    /// Adds one trade or sample to every running candle.
    pub fn add(&mut self, trade: &Candle) {
        for candle in &mut self.running {
            candle.absorb(trade);
        }
    }

    /// Closes the running minute, and every interval that ends with it. Call once per minute boundary, in order.
    pub fn close_minute(&mut self) {
        let minute = self.running[0];
        let boundary = Interval::Minute1.next_open(minute.open_ms);
        self.minutes.push_back(minute);
        while self.minutes.len() > Self::HELD {
            self.minutes.pop_front();
        }
        for (at, interval) in Interval::ALL.into_iter().enumerate() {
            let candle = self.running[at];
            self.closed[at] = None;
            if interval.next_open(candle.open_ms) <= boundary {
                self.closed[at] = Some(candle);
                self.running[at] = Candle::flat(boundary, candle.close);
            }
        }
    }

    /// The candle of an interval that closed at the last minute boundary, if one did.
    pub fn just_closed(&self, interval: Interval) -> Option<Candle> {
        self.closed[index_of(interval)]
    }

    /// The candle of an interval that is not closed yet.
    pub fn running(&self, interval: Interval) -> Candle {
        self.running[index_of(interval)]
    }

    /// Closed minutes, oldest first, without holes.
    pub fn minutes(&self) -> &VecDeque<Candle> {
        &self.minutes
    }

    /// Last price.
    pub fn last(&self) -> i64 {
        self.running[0].close
    }

    /// Candles that open in `from_ms..=to_ms`, oldest first, the running one last: the first `limit` of them when `from_ms`
    /// is given, else the last `limit`. The first candle may lack minutes that are no longer held.
    pub fn range(&self, interval: Interval, from_ms: Option<i64>, to_ms: Option<i64>, limit: usize) -> Vec<Candle> {
        let mut candles = self.aggregate(interval, from_ms);
        candles.retain(|candle| from_ms.is_none_or(|from| candle.open_ms >= from) && to_ms.is_none_or(|to| candle.open_ms <= to));
        if from_ms.is_some() {
            candles.truncate(limit);
        } else if candles.len() > limit {
            candles.drain(..candles.len() - limit);
        }
        candles
    }

    fn aggregate(&self, interval: Interval, from_ms: Option<i64>) -> Vec<Candle> {
        let mut candles: Vec<Candle> = Vec::new();
        let from = from_ms.map_or(i64::MIN, |from| interval.open_of(from.max(0)));
        let skip = self.minutes.partition_point(|minute| minute.open_ms < from);
        for minute in self.minutes.iter().skip(skip).chain(std::iter::once(&self.running[0])) {
            let open_ms = interval.open_of(minute.open_ms);
            match candles.last_mut() {
                Some(candle) if candle.open_ms == open_ms => candle.absorb(minute),
                _ => candles.push(Candle { open_ms, ..*minute }),
            }
        }
        candles
    }
}

fn index_of(interval: Interval) -> usize {
    Interval::ALL.iter().position(|other| *other == interval).unwrap_or(0)
}
