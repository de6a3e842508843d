//! Where only the latest counts: quotes, marks, rolling days, forced closes. Which of two is the later one?

use twinline_model::{MarkPrice, MarketEvent, Source, Ticker, Timestamp};
use twinline_venue::{Fact, MarkParts};

use super::Verdict;

/// The latest of its kind.
#[derive(Debug, Default)]
pub struct Latest {
    event: Option<MarketEvent>,
    ts: Option<Timestamp>,
    venue_seq: Option<u64>,
}

impl Latest {
    /// Takes a fact if it is later than what is held.
    pub fn apply(&mut self, fact: &Fact, source: Source) -> Verdict {
        if let Fact::MarkParts { parts, .. } = fact {
            return self.complete(parts);
        }
        let Some((event, ts, venue_seq)) = reading(fact) else { return Verdict::Stale };
        if !self.is_later(ts, venue_seq, source) {
            return Verdict::Stale;
        }
        let event = self.merged(event);
        let same = self.event.as_ref() == Some(&event);
        self.ts = ts.or(self.ts);
        self.venue_seq = venue_seq.or(self.venue_seq);
        self.event = Some(event.clone());
        match same && source == Source::Rest {
            true => Verdict::Stale,
            false => Verdict::News(event),
        }
    }

    /// True if an answer tells something else than what is held, and later.
    pub fn is_news(&self, fact: &Fact) -> bool {
        let Some((event, ts, _)) = reading(fact) else { return false };
        let same = match (&self.event, &event) {
            (Some(MarketEvent::Bbo(held)), MarketEvent::Bbo(told)) => held.bid == told.bid && held.ask == told.ask,
            // A rolling day rolls without a trade; only its last price tells of one.
            (Some(MarketEvent::Ticker(held)), MarketEvent::Ticker(told)) => held.last == told.last,
            (held, told) => held.as_ref() == Some(told),
        };
        !same && ts > self.ts
    }

    /// The latest.
    pub fn state(&self) -> Option<MarketEvent> {
        self.event.clone()
    }

    /// Later by number or by time: a lower number at a later time is a venue that began anew, an earlier time under a higher
    /// number a venue whose clock was set. An answer must be strictly later than what is held: answers lag behind streams.
    fn is_later(&self, ts: Option<Timestamp>, venue_seq: Option<u64>, source: Source) -> bool {
        match (venue_seq, self.venue_seq) {
            (Some(told), Some(held)) => told > held || ts > self.ts,
            _ => match source {
                Source::Ws => ts >= self.ts,
                Source::Rest => ts > self.ts || self.event.is_none(),
            },
        }
    }

    /// Takes what belongs to a mark price that is held already; without one it comes too early, and comes again.
    fn complete(&mut self, parts: &MarkParts) -> Verdict {
        let Some(MarketEvent::Mark(held)) = &self.event else { return Verdict::Stale };
        let mark = MarkPrice {
            index: parts.index.or(held.index),
            funding_rate: parts.funding_rate.or(held.funding_rate),
            next_funding_ts: parts.next_funding_ts.or(held.next_funding_ts),
            ..held.clone()
        };
        if mark == *held {
            return Verdict::Stale;
        }
        let event = MarketEvent::Mark(mark);
        self.event = Some(event.clone());
        Verdict::News(event)
    }

    /// A partial rolling day, or a mark price alone, leaves members absent: those are kept from the one before.
    fn merged(&self, event: MarketEvent) -> MarketEvent {
        match (event, &self.event) {
            (MarketEvent::Ticker(told), Some(MarketEvent::Ticker(held))) => MarketEvent::Ticker(Ticker {
                last: told.last.or(held.last),
                change: told.change.or(held.change),
                change_pct: told.change_pct.or(held.change_pct),
                open: told.open.or(held.open),
                high: told.high.or(held.high),
                low: told.low.or(held.low),
                volume: told.volume.or(held.volume),
                quote_volume: told.quote_volume.or(held.quote_volume),
                weighted_avg: told.weighted_avg.or(held.weighted_avg),
                open_ts: told.open_ts.or(held.open_ts),
                close_ts: told.close_ts.or(held.close_ts),
            }),
            (MarketEvent::Mark(told), Some(MarketEvent::Mark(held))) => MarketEvent::Mark(MarkPrice {
                mark: told.mark,
                index: told.index.or(held.index),
                settle_estimate: told.settle_estimate.or(held.settle_estimate),
                funding_rate: told.funding_rate.or(held.funding_rate),
                next_funding_ts: told.next_funding_ts.or(held.next_funding_ts),
            }),
            (event, _) => event,
        }
    }
}

/// What a fact says, when, and under which number.
fn reading(fact: &Fact) -> Option<(MarketEvent, Option<Timestamp>, Option<u64>)> {
    match fact {
        Fact::Bbo { bbo, ts, .. } => Some((MarketEvent::Bbo(*bbo), *ts, bbo.venue_seq)),
        Fact::Mark { mark, ts, .. } => Some((MarketEvent::Mark(mark.clone()), *ts, None)),
        Fact::Ticker { ticker, ts, .. } => Some((MarketEvent::Ticker(ticker.clone()), *ts, None)),
        Fact::Liquidation { liquidation, .. } => Some((MarketEvent::Liquidation(liquidation.clone()), Some(liquidation.ts), None)),
        _ => None,
    }
}
