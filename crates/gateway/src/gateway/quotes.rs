//! What is known now: books, quotes.

use tokio::sync::oneshot;
use twinline_core::session::StreamState;
use twinline_model::{Channel, Duration, Freshness, Instrument, MarketEvent, Timestamp};
use twinline_venue::Sub;

use super::Gateway;
use crate::clock::now;
use crate::error::GatewayError;
use crate::hub::{Request, sub_of};
use crate::wire::{BookAnswer, TickerAnswer, bbo_row, level_texts};

/// How long a question waits for the first data of a stream that was not held.
const PATIENCE: Duration = Duration::from_secs(3);
/// Levels of a book, unless asked otherwise.
const DEFAULT_DEPTH: usize = 50;
/// Most levels of a book.
const MAX_DEPTH: usize = 1_000;

impl Gateway {
    /// The best levels of a book. The stream is held for a minute, so that asking again is free.
    pub async fn book(&self, instrument: &Instrument, depth: Option<usize>) -> Result<BookAnswer, GatewayError> {
        let depth = depth.unwrap_or(DEFAULT_DEPTH).clamp(1, MAX_DEPTH);
        let [state] = self.read(instrument, [Channel::Book]).await?;
        let state = state.ok_or_else(|| no_data(instrument, "book", None))?;
        let Some(MarketEvent::Book(book)) = &state.event else {
            return Err(no_data(instrument, "book", state.reason));
        };
        let levels = &book.levels;
        Ok(BookAnswer {
            instrument: instrument.id.clone(),
            epoch: state.cursor.epoch,
            seq: state.cursor.seq,
            venue_seq: Some(book.venue_seq.to_string()),
            freshness: state.freshness,
            age_ms: age_ms(now(), &state),
            ts_venue: state.ts_venue,
            ts_recv: state.ts_recv,
            bids: level_texts(&levels.bids, levels, depth),
            asks: level_texts(&levels.asks, levels, depth),
        })
    }

    /// Rolling day, best quotes and mark price; members of which nothing is known yet are absent.
    pub async fn ticker(&self, instrument: &Instrument) -> Result<TickerAnswer, GatewayError> {
        let states = self.read(instrument, [Channel::Ticker, Channel::Bbo, Channel::Mark]).await?;
        let at = now();
        let known = || states.iter().flatten().filter(|state| state.event.is_some());
        let mut answer = TickerAnswer {
            instrument: instrument.id.clone(),
            freshness: known().map(|state| state.freshness).max().unwrap_or(Freshness::Down),
            age_ms: known().filter_map(|state| age_ms(at, state)).max(),
            ticker: None,
            bbo: None,
            mark: None,
        };
        for event in states.iter().flatten().filter_map(|state| state.event.as_ref()) {
            match event {
                MarketEvent::Ticker(ticker) => answer.ticker = Some(ticker.clone()),
                MarketEvent::Bbo(bbo) => answer.bbo = Some(bbo_row(bbo)),
                MarketEvent::Mark(mark) => answer.mark = Some(mark.clone()),
                MarketEvent::Book(_) | MarketEvent::Trades(_) | MarketEvent::Candles(_) | MarketEvent::Liquidation(_) => {}
            }
        }
        Ok(answer)
    }

    /// What is known of some channels of an instrument; waits a moment for those that were not held.
    pub(super) async fn read<const N: usize>(
        &self,
        instrument: &Instrument,
        channels: [Channel; N],
    ) -> Result<[Option<StreamState>; N], GatewayError> {
        let venue = self.venue(instrument.id.venue())?;
        let offered = channels.map(|channel| self.offered(venue, channel).is_ok());
        if offered == [false; N] {
            self.offered(venue, channels[0])?;
        }
        let subs: Vec<Sub> = channels
            .iter()
            .zip(offered)
            .filter(|(_, offered)| *offered)
            .map(|(channel, _)| sub_of(instrument.id.clone(), *channel))
            .collect();
        let (reply, answer) = oneshot::channel();
        self.ask(instrument.id.venue(), Request::Read { subs, patience: PATIENCE, reply }).await?;
        let mut states = answer.await.map_err(|_| GatewayError::Stopping)?.into_iter();
        Ok(offered.map(|offered| if offered { states.next().flatten() } else { None }))
    }
}

fn no_data(instrument: &Instrument, what: &str, reason: Option<String>) -> GatewayError {
    let reason = reason.unwrap_or_else(|| "nothing came in time".to_owned());
    GatewayError::NoData { what: format!("{what} of {}", instrument.id), reason }
}

fn age_ms(now: Timestamp, state: &StreamState) -> Option<i64> {
    state.ts_recv.map(|at| (now - at).as_millis().max(0))
}
