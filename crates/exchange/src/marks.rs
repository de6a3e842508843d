//! What index, mark price and funding are. Prices and rates in units of 10^-8.

use std::collections::VecDeque;

use crate::candles::{Candle, Series};
use crate::dice::Dice;

const FUNDING_MS: i64 = 8 * 3_600_000;
const INTEREST_E8: i64 = 10_000;
const INTEREST_BAND_E8: i64 = 50_000;
const RATE_CAP_E8: i64 = 750_000;
const FUNDINGS_HELD: usize = 1_000;

/// One settled funding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FundingRecord {
    /// Settlement, milliseconds since 1970.
    pub at_ms: i64,
    /// Rate for the period, in 10^-8.
    pub rate_e8: i64,
    /// Mark price at the settlement, in 10^-8.
    pub mark_e8: i64,
}

/// Index, mark and funding of one symbol, sampled once a second.
#[derive(Debug, Clone)]
pub struct Marks {
    /// Smoothed fair price.
    pub index_e8: i64,
    /// Index plus the smoothed premium of the book's middle over it.
    pub mark_e8: i64,
    /// Moving average of the mark price.
    pub average_e8: i64,
    /// Rate that the running period would settle at.
    pub rate_e8: i64,
    /// Next settlement, milliseconds since 1970.
    pub next_funding_ms: i64,
    /// Index candles, in 10^-8.
    pub index: Series,
    /// Mark price candles, in 10^-8.
    pub mark: Series,
    /// Candles of the premium as a ratio, in 10^-8.
    pub premium: Series,
    settled: VecDeque<FundingRecord>,
    premium_e8: i64,
    mood_e8: i64,
    dice: Dice,
    pinned_e8: Option<i64>,
}

impl Marks {
    /// Starts at a price, with candles made from the `minutes` of trades before (`to_e8` turns ticks into 10^-8).
    pub fn new(mut dice: Dice, start_ms: i64, price_e8: i64, minutes: &[Candle], to_e8: impl Fn(i64) -> i64) -> Marks {
        let index = minutes.iter().map(|minute| smoothed(minute, &to_e8, 20)).collect();
        let mark = minutes.iter().map(|minute| smoothed(minute, &to_e8, 12)).collect();
        let premium = premium_history(minutes, &mut dice);
        let settled = settled_before(start_ms, price_e8, minutes, &to_e8, &mut dice);
        Marks {
            index_e8: price_e8,
            mark_e8: price_e8,
            average_e8: price_e8,
            rate_e8: INTEREST_E8,
            next_funding_ms: (start_ms.div_euclid(FUNDING_MS) + 1) * FUNDING_MS,
            index: Series::new(index, start_ms, price_e8),
            mark: Series::new(mark, start_ms, price_e8),
            premium: Series::new(premium, start_ms, 0),
            settled,
            premium_e8: 0,
            mood_e8: dice.around(40_000),
            dice,
            pinned_e8: None,
        }
    }

    /// Takes one sample of the fair price and of the book's middle.
    pub fn sample(&mut self, at_ms: i64, fair_e8: i64, middle_e8: i64) {
        self.index_e8 += (fair_e8 - self.index_e8) / 6;
        self.premium_e8 += (middle_e8 - self.index_e8 - self.premium_e8) / 20;
        self.mark_e8 = self.pinned_e8.unwrap_or(self.index_e8 + self.premium_e8);
        self.average_e8 += (self.mark_e8 - self.average_e8) / 15;
        self.mood_e8 += self.dice.around(90) - self.mood_e8 / 4_000;
        let ratio = ratio_e8(self.premium_e8, self.index_e8);
        let premium = ratio + self.mood_e8;
        let rate = premium + (INTEREST_E8 - premium).clamp(-INTEREST_BAND_E8, INTEREST_BAND_E8);
        self.rate_e8 = rate.clamp(-RATE_CAP_E8, RATE_CAP_E8);
        self.index.add(&sample_candle(at_ms, self.index_e8));
        self.mark.add(&sample_candle(at_ms, self.mark_e8));
        self.premium.add(&sample_candle(at_ms, ratio));
    }

    /// Holds the mark price at a value, at once and until it is let go with `None`.
    pub fn pin(&mut self, mark_e8: Option<i64>) {
        self.pinned_e8 = mark_e8;
        self.mark_e8 = mark_e8.unwrap_or(self.index_e8 + self.premium_e8);
    }

    /// Closes the running minute of all three series.
    pub fn close_minute(&mut self) {
        self.index.close_minute();
        self.mark.close_minute();
        self.premium.close_minute();
    }

    /// Settles the funding if its time has come; true when it did.
    pub fn settle(&mut self, at_ms: i64) -> bool {
        if at_ms < self.next_funding_ms {
            return false;
        }
        self.settled.push_back(FundingRecord { at_ms: self.next_funding_ms, rate_e8: self.rate_e8, mark_e8: self.mark_e8 });
        while self.settled.len() > FUNDINGS_HELD {
            self.settled.pop_front();
        }
        self.next_funding_ms += FUNDING_MS;
        true
    }

    /// Settled fundings, oldest first.
    pub fn settled(&self) -> &VecDeque<FundingRecord> {
        &self.settled
    }
}

fn ratio_e8(part: i64, whole: i64) -> i64 {
    let ratio = i128::from(part) * 100_000_000 / i128::from(whole.max(1));
    i64::try_from(ratio).unwrap_or(0)
}

fn sample_candle(at_ms: i64, price_e8: i64) -> Candle {
    Candle { trades: 1, ..Candle::flat(at_ms, price_e8) }
}

/// The candle of a smoother price: same open and close, extremes pulled inwards by `percent`.
fn smoothed(minute: &Candle, to_e8: &impl Fn(i64) -> i64, percent: i64) -> Candle {
    let (open, close) = (to_e8(minute.open), to_e8(minute.close));
    let (top, bottom) = (open.max(close), open.min(close));
    let high = top + (to_e8(minute.high) - top) * (100 - percent) / 100;
    let low = bottom - (bottom - to_e8(minute.low)) * (100 - percent) / 100;
    Candle { open, high, low, close, trades: 60, ..Candle::flat(minute.open_ms, open) }
}

fn premium_history(minutes: &[Candle], dice: &mut Dice) -> Vec<Candle> {
    let mut last = 0;
    let mut candles = Vec::with_capacity(minutes.len());
    for minute in minutes {
        let close = last - last / 8 + dice.around(4_000);
        let (high, low) = (last.max(close) + dice.below(1_500), last.min(close) - dice.below(1_500));
        candles.push(Candle { high, low, close, trades: 60, ..Candle::flat(minute.open_ms, last) });
        last = close;
    }
    candles
}

fn settled_before(
    start_ms: i64,
    price_e8: i64,
    minutes: &[Candle],
    to_e8: &impl Fn(i64) -> i64,
    dice: &mut Dice,
) -> VecDeque<FundingRecord> {
    let mut records = VecDeque::new();
    let mut at_ms = start_ms.div_euclid(FUNDING_MS) * FUNDING_MS;
    for _ in 0..200 {
        let held = minutes.iter().find(|minute| minute.open_ms == at_ms);
        let mark_e8 = match held {
            Some(minute) => to_e8(minute.open),
            None => price_e8 + dice.around(price_e8 / 100),
        };
        let rate_e8 = if dice.coin() { INTEREST_E8 } else { INTEREST_E8 + dice.around(9_000) };
        records.push_front(FundingRecord { at_ms, rate_e8, mark_e8 });
        at_ms -= FUNDING_MS;
    }
    records
}
