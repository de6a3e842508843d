//! Which candles are known, and which of two tellings is the newer one?

use std::collections::VecDeque;

use twinline_model::{Candle, Interval, MarketEvent, Source, Timestamp};
use twinline_venue::CandleEnd;

use super::{Origin, Verdict};

/// Candles that are kept; a new reader is given the last two, history is asked of the venue.
const KEPT: usize = 4;
/// Candles that a new reader is given.
const SHOWN: usize = 2;

#[derive(Debug)]
struct Held {
    candle: Candle,
    ts: Option<Timestamp>,
}

/// The last candles of one interval.
#[derive(Debug)]
pub struct CandleSeries {
    interval: Interval,
    end: CandleEnd,
    held: VecDeque<Held>,
    found: u64,
}

impl CandleSeries {
    /// No candle yet.
    pub fn new(interval: Interval, end: CandleEnd) -> Self {
        Self { interval, end, held: VecDeque::new(), found: 0 }
    }

    /// Takes a candle; `ts` is the venue's time of the message.
    ///
    /// Messages carry a time; answers do not, but within one interval volume only grows, so of two tellings the larger one is
    /// the newer, and a closed candle never opens again. Whether an answer's candle is closed is told by its end and the
    /// venue's clock.
    pub fn apply(&mut self, candle: &Candle, ts: Option<Timestamp>, origin: Origin) -> Verdict {
        if candle.interval != self.interval {
            return Verdict::Stale;
        }
        let mut candle = candle.clone();
        if origin.source == Source::Rest {
            candle.closed = candle.close_ts < origin.venue_now;
        }
        let at = match self.held.iter().rposition(|held| held.candle.open_ts <= candle.open_ts) {
            Some(at) if self.held[at].candle.open_ts == candle.open_ts => {
                let held = &mut self.held[at];
                if !is_newer(held, &candle, ts) {
                    return Verdict::Stale;
                }
                *held = Held { candle: candle.clone(), ts: ts.or(held.ts) };
                return Verdict::News(MarketEvent::Candles(vec![candle]));
            }
            Some(at) => at + 1,
            // Older than all that is kept: history, not news.
            None if !self.held.is_empty() => return Verdict::Stale,
            None => 0,
        };
        let before = self.over(at, origin.source);
        self.held.insert(at, Held { candle: candle.clone(), ts });
        if self.held.len() > KEPT {
            self.held.pop_front();
        }
        if origin.source == Source::Rest {
            self.found += 1;
        }
        Verdict::News(MarketEvent::Candles(before.into_iter().chain([candle]).collect()))
    }

    /// The candle before place `at`, if the stream's telling of its successor is what ends it.
    fn over(&mut self, at: usize, source: Source) -> Option<Candle> {
        if self.end == CandleEnd::Told || source == Source::Rest || at != self.held.len() {
            return None;
        }
        let last = self.held.back_mut().filter(|held| !held.candle.closed)?;
        last.candle.closed = true;
        Some(last.candle.clone())
    }

    /// Open time from which candles may be missing or unfinished.
    pub fn resume_from(&self) -> Option<Timestamp> {
        self.held.iter().find(|held| !held.candle.closed).or(self.held.back()).map(|held| held.candle.open_ts)
    }

    /// How many candles were brought back since the last time this was asked.
    pub fn take_found(&mut self) -> u64 {
        std::mem::take(&mut self.found)
    }

    /// True if the stream should have told this candle and has not.
    pub fn is_news(&self, candle: &Candle) -> bool {
        match self.held.iter().find(|held| held.candle.open_ts == candle.open_ts) {
            Some(held) => candle.volume > held.candle.volume,
            // The first instant of a new interval without a trade is no news.
            None => !candle.volume.is_zero() && self.held.back().is_none_or(|held| candle.open_ts > held.candle.open_ts),
        }
    }

    /// The last candles, oldest first.
    pub fn state(&self) -> Option<MarketEvent> {
        let from = self.held.len().saturating_sub(SHOWN);
        (!self.held.is_empty()).then(|| MarketEvent::Candles(self.held.iter().skip(from).map(|held| held.candle.clone()).collect()))
    }
}

fn is_newer(held: &Held, candle: &Candle, ts: Option<Timestamp>) -> bool {
    if held.candle.closed || *candle == held.candle {
        return !held.candle.closed && ts > held.ts && candle.closed;
    }
    match (ts, held.ts) {
        (Some(ts), Some(held_ts)) => ts > held_ts,
        _ => candle.closed || candle.volume > held.candle.volume,
    }
}

#[cfg(test)]
mod tests {
    use twinline_model::{Price, Qty};

    use super::*;

    fn candle(minute: i64, volume: &str, closed: bool) -> Candle {
        let price = Price::parse("1").unwrap();
        Candle {
            interval: Interval::M1,
            open_ts: Timestamp::from_millis(minute * 60_000),
            close_ts: Timestamp::from_millis(minute * 60_000 + 59_999),
            open: price,
            high: price,
            low: price,
            close: price,
            volume: Qty::parse(volume).unwrap(),
            quote_volume: None,
            trades: None,
            closed,
        }
    }

    fn origin(source: Source, ms: i64) -> Origin {
        let now = Timestamp::from_millis(ms);
        Origin { source, now, venue_now: now, authoritative: true }
    }

    fn ws(series: &mut CandleSeries, candle: &Candle, ms: i64) -> bool {
        matches!(series.apply(candle, Some(Timestamp::from_millis(ms)), origin(Source::Ws, ms)), Verdict::News(_))
    }

    #[test]
    fn late_tellings_do_not_undo_newer_ones() {
        let mut series = CandleSeries::new(Interval::M1, CandleEnd::Told);
        assert!(ws(&mut series, &candle(1, "5", false), 70_000));
        assert!(!ws(&mut series, &candle(1, "4", false), 69_000));
        assert!(ws(&mut series, &candle(1, "9", true), 120_000));
        assert!(!ws(&mut series, &candle(1, "9", false), 121_000));
        assert!(ws(&mut series, &candle(2, "1", false), 121_000));
    }

    #[test]
    fn an_answer_fills_what_the_stream_missed() {
        let mut series = CandleSeries::new(Interval::M1, CandleEnd::Told);
        ws(&mut series, &candle(1, "5", false), 70_000);
        assert_eq!(series.resume_from(), Some(Timestamp::from_millis(60_000)));
        let rest = origin(Source::Rest, 185_000);
        for row in [candle(1, "9", false), candle(2, "3", false), candle(3, "1", false)] {
            assert!(matches!(series.apply(&row, None, rest), Verdict::News(_)));
        }
        assert_eq!(series.take_found(), 2);
        assert!(!ws(&mut series, &candle(1, "9", false), 186_000), "closed by the venue's clock");
        assert!(!ws(&mut series, &candle(0, "9", true), 186_000), "older than anything kept after four are");
    }
}
