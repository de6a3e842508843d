//! The simulated markets behind the face: what is sent when.

use std::collections::BTreeMap;

use twinline_exchange::accounts::AccountEvent;
use twinline_exchange::{Event, Exchange, Interval, Market, Settings, SymbolSpec};

use crate::config::Config;
use crate::face::FrameKind;
use crate::faces::binance::feed::{Feed, Forced, snapshot};
use crate::faces::binance::json;
use crate::faces::binance::sessions::Sessions;
use crate::faces::binance::streams::{Kind, Speed, Stream};
use crate::outbox::Outbox;

/// All flush intervals and phases are multiples of this.
const GRID_NS: i64 = 10_000_000;
/// After a longer gap (a suspended machine) the markets are brought up to date, but what would have been sent is not.
const LONGEST_GAP_NS: i64 = 601_000_000_000;
const HOUR_MS: i64 = 3_600_000;
/// What a symbol can be; the first is open for trading.
const STATUSES: [&str; 8] = ["TRADING", "PENDING_TRADING", "PRE_DELIVERING", "DELIVERING", "DELIVERED", "PRE_SETTLE", "SETTLING", "CLOSE"];
/// How often a snapshot is put aside for `snapshot-stale`.
const SNAPSHOT_EVERY_MS: i64 = 5_000;

/// Simulated markets with their pending output.
pub(crate) struct Live {
    exchange: Exchange,
    feeds: Vec<Feed>,
    settings: Settings,
    next_grid_ns: i64,
    events: Vec<Event>,
    /// Symbols that are not open for trading, and the venue's word for it.
    closed: BTreeMap<usize, &'static str>,
}

impl Live {
    pub fn new(config: &Config) -> Live {
        let settings = Settings {
            symbols: config.symbols.clone(),
            history_minutes: config.history_minutes,
            warm_up_minutes: config.warm_up_minutes,
            ..Settings::new(config.seed, config.start_ns)
        };
        let exchange = Exchange::new(&settings);
        let feeds = feeds_of(&exchange);
        let next_grid_ns = (config.start_ns.div_euclid(GRID_NS) + 1) * GRID_NS;
        Live { exchange, feeds, settings, next_grid_ns, events: Vec::new(), closed: BTreeMap::new() }
    }

    /// Does something at the exchange now, and sends what follows from it in the markets.
    pub fn command<T>(
        &mut self,
        sessions: &Sessions,
        outbox: &mut Outbox<'_>,
        command: impl FnOnce(&mut Exchange, i64, &mut Vec<Event>) -> T,
    ) -> T {
        let mut events = std::mem::take(&mut self.events);
        let result = command(&mut self.exchange, outbox.now_ns, &mut events);
        for event in events.drain(..) {
            self.note(event, sessions, outbox);
        }
        self.events = events;
        result
    }

    /// The exchange, to be read.
    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// The venue's word for whether a symbol is traded.
    pub fn status(&self, symbol: usize) -> &'static str {
        self.closed.get(&symbol).copied().unwrap_or(STATUSES[0])
    }

    /// Opens a symbol for trading or closes it, and tells it. `false` if there is no such word.
    pub fn set_status(&mut self, symbol: usize, word: &str, sessions: &Sessions, outbox: &mut Outbox<'_>) -> bool {
        let Some(word) = STATUSES.into_iter().find(|known| *known == word) else { return false };
        self.closed.insert(symbol, word);
        let e = outbox.now_ns / 1_000_000 + outbox.faults.skew_ms();
        let told: Vec<Stream> = sessions.wanted().filter(|stream| stream.kind == Kind::ContractInfo).cloned().collect();
        if let Some((market, feed)) = self.exchange.markets().get(symbol).zip(self.feeds.get(symbol)) {
            for stream in told {
                let payload = json::contract_info(market, word, e);
                sessions.publish(&stream, FrameKind::Data, Some(&feed.name), &payload, outbox);
            }
        }
        true
    }

    /// The exchange before anything was sent: the venue opens for accounts.
    pub fn exchange_mut(&mut self) -> &mut Exchange {
        &mut self.exchange
    }

    /// Takes what accounts are to be told.
    pub fn take_account_events(&mut self) -> Vec<AccountEvent> {
        self.exchange.take_account_events()
    }

    /// Index of a market.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.exchange.markets().iter().position(|market| market.spec.name == name)
    }

    /// All markets.
    pub fn markets(&self) -> &[Market] {
        self.exchange.markets()
    }

    /// A market and its feed by the symbol's name.
    pub fn find(&self, name: &str) -> Option<(&Market, &Feed)> {
        self.exchange.markets().iter().zip(&self.feeds).find(|(market, _)| market.spec.name == name)
    }

    /// Starts again: lower ids, same prices.
    pub fn restart(&mut self) {
        self.settings.seed = self.settings.seed.wrapping_add(1);
        self.settings.first_update_id = (self.settings.first_update_id / 2).max(1_000);
        self.settings.first_trade_id = (self.settings.first_trade_id / 2).max(1_000);
        self.exchange = self.exchange.clone().restarted(&self.settings);
        self.feeds = feeds_of(&self.exchange);
    }

    /// When something must be sent next.
    pub fn next_ns(&self, sessions: &Sessions) -> i64 {
        let grid_ms = self.next_grid_ns / 1_000_000;
        // Pings and ends of connections are looked after once a second.
        let mut next_ms = (grid_ms.div_euclid(1_000) + 1) * 1_000;
        for stream in sessions.wanted() {
            let every_ms = every_ms(stream.kind);
            if every_ms < i64::MAX {
                let late_ms = (grid_ms - self.phase_ms(stream)).rem_euclid(every_ms);
                next_ms = next_ms.min(if late_ms == 0 { grid_ms } else { grid_ms + every_ms - late_ms });
            }
        }
        if sessions.wants_real_time() || sessions.wants_private() {
            let action_ns = (self.exchange.next_ns().div_euclid(GRID_NS) + 1) * GRID_NS;
            return action_ns.min(next_ms * 1_000_000);
        }
        next_ms * 1_000_000
    }

    /// Lets the markets trade up to `outbox.now_ns` and sends what is due, in order of time.
    pub fn advance(&mut self, sessions: &mut Sessions, outbox: &mut Outbox<'_>) {
        if outbox.now_ns - self.next_grid_ns > LONGEST_GAP_NS {
            self.trade_until(outbox.now_ns, sessions, outbox);
            self.next_grid_ns = outbox.now_ns.div_euclid(GRID_NS) * GRID_NS;
        }
        while self.next_grid_ns <= outbox.now_ns {
            let grid_ns = self.next_grid_ns;
            self.next_grid_ns += GRID_NS;
            self.trade_until(grid_ns, sessions, outbox);
            self.flush(grid_ns / 1_000_000, sessions, outbox);
        }
        self.trade_until(outbox.now_ns, sessions, outbox);
    }

    fn trade_until(&mut self, to_ns: i64, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        let mut events = std::mem::take(&mut self.events);
        self.exchange.advance(to_ns, &mut events);
        for event in events.drain(..) {
            self.note(event, sessions, outbox);
        }
        self.events = events;
    }

    /// Sends what is sent at once, keeps what waits for a flush.
    fn note(&mut self, event: Event, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        let skew = outbox.faults.skew_ms();
        match event {
            Event::Book { symbol, at_ns, update_id, changes, top } => {
                let (Some(market), Some(feed)) = (self.exchange.markets().get(symbol), self.feeds.get_mut(symbol)) else { return };
                let at_ms = at_ns / 1_000_000;
                feed.note(update_id, at_ms, &changes);
                let stream = Stream::new(Kind::BookTicker, &feed.lower);
                if let Some(top) = top.filter(|_| sessions.wants(&stream)) {
                    let payload = json::book_ticker(market, update_id, top, at_ms, at_ms + skew);
                    sessions.publish(&stream, FrameKind::Data, Some(&feed.name), &payload, outbox);
                }
            }
            Event::Trades { symbol, at_ns, trades, aggregates } => {
                let (Some(market), Some(feed)) = (self.exchange.markets().get(symbol), self.feeds.get_mut(symbol)) else { return };
                feed.note_aggregates(&aggregates);
                let stream = Stream::new(Kind::Trade, &feed.lower);
                if !sessions.wants(&stream) {
                    return;
                }
                for trade in &trades {
                    let payload = json::trade(market, trade, at_ns / 1_000_000 + skew);
                    sessions.publish(&stream, FrameKind::Data, Some(&feed.name), &payload, outbox);
                }
            }
            Event::Liquidation { symbol, at_ns, side, lots, filled_lots, limit_ticks, average_ticks } => {
                if let Some(feed) = self.feeds.get_mut(symbol) {
                    let at_ms = at_ns / 1_000_000;
                    feed.note_forced(Forced { at_ms, side, lots, filled_lots, limit_ticks, average_ticks });
                }
            }
            Event::MinuteClosed { at_ms } => self.close_candles(at_ms, at_ms + skew, sessions, outbox),
            Event::FundingSettled { .. } => {}
        }
    }

    /// Sends the last frame of every candle that closed, marked as closed.
    fn close_candles(&mut self, at_ms: i64, e: i64, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        for feed in &mut self.feeds {
            if let Some(market) = self.exchange.markets().iter().find(|market| *market.spec.name == *feed.name) {
                feed.seen_trades[0] = market.tape.next_trade_id();
            }
        }
        let wanted: Vec<Stream> = sessions.wanted().cloned().collect();
        for stream in wanted {
            let interval = match stream.kind {
                Kind::Kline(interval) | Kind::ContinuousKline(interval) => interval,
                _ => continue,
            };
            let Some((market, feed)) = self.of_stream(&stream) else { continue };
            let closed = market.candles.just_closed(interval);
            let Some(candle) = closed.filter(|candle| interval.next_open(candle.open_ms) == at_ms) else { continue };
            let payload = candle_payload(&stream, market, interval, &candle, true, e);
            sessions.publish(&stream, FrameKind::Data, Some(&feed.name), &payload, outbox);
        }
    }

    /// Symbols are flushed at different moments, as on the venue; marks and whole-market streams at full seconds.
    fn phase_ms(&self, stream: &Stream) -> i64 {
        match stream.kind {
            Kind::MarkPrice { .. } | Kind::ForceOrder | Kind::AssetIndex => 0,
            _ => self.of_stream(stream).map_or(0, |(_, feed)| feed.phase_ms),
        }
    }

    /// Sends everything whose interval ends now.
    fn flush(&mut self, at_ms: i64, sessions: &mut Sessions, outbox: &mut Outbox<'_>) {
        for (market, feed) in self.exchange.markets().iter().zip(&mut self.feeds) {
            let own_ms = at_ms - feed.phase_ms;
            for speed in Speed::ALL.into_iter().filter(|speed| is_due(own_ms, speed.ms())) {
                feed.flush(speed, market);
            }
            if is_due(at_ms, SNAPSHOT_EVERY_MS) {
                feed.keep_snapshot(market, at_ms);
            }
        }
        let e = at_ms + outbox.faults.skew_ms();
        let due: Vec<Stream> =
            sessions.wanted().filter(|stream| is_due(at_ms - self.phase_ms(stream), every_ms(stream.kind))).cloned().collect();
        for stream in due {
            match stream.of.is_empty() {
                true => self.flush_all(&stream, e, sessions, outbox),
                false => self.flush_one(&stream, e, sessions, outbox),
            }
        }
        self.mark_seen(at_ms);
        if is_due(at_ms, 1_000) {
            sessions.keep(outbox);
        }
    }

    fn mark_seen(&mut self, at_ms: i64) {
        for (market, feed) in self.exchange.markets().iter().zip(&mut self.feeds) {
            let own_ms = at_ms - feed.phase_ms;
            for (at, moment_ms, every_ms) in [(0, own_ms, 250), (1, at_ms, 1_000), (2, own_ms, 2_000)] {
                if is_due(moment_ms, every_ms) {
                    feed.seen_trades[at] = market.tape.next_trade_id();
                }
            }
            if is_due(own_ms, 100) {
                feed.aggregates.clear();
            }
            if is_due(at_ms, 1_000) {
                feed.forced = None;
            }
            if is_due(at_ms, 5_000) {
                feed.seen_top = market.last_update_id;
            }
        }
    }

    /// One symbol's stream.
    fn flush_one(&self, stream: &Stream, e: i64, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        if stream.kind == Kind::AssetIndex {
            let found = self.assets().into_iter().find(|(asset, _)| asset.eq_ignore_ascii_case(&stream.of));
            if let Some((asset, index_e8)) = found {
                let payload = json::asset_index(&asset, index_e8, e);
                sessions.publish(stream, FrameKind::Data, Some(&asset), &payload, outbox);
            }
            return;
        }
        let Some((market, feed)) = self.of_stream(stream) else { return };
        let fresh = |period: usize| feed.seen_trades[period] != market.tape.next_trade_id();
        let payload = match stream.kind {
            Kind::Depth(speed) => {
                let Some(batch) = feed.batch(speed) else { return };
                let payload = json::depth(market, batch, &batch.bids, &batch.asks, e);
                return sessions.publish(stream, FrameKind::Delta, Some(&feed.name), &payload, outbox);
            }
            Kind::RpiDepth => feed.batch(Speed::Ms500).map(|batch| json::depth(market, batch, &batch.bids, &batch.asks, e)),
            Kind::Partial(levels, speed) => feed.batch(speed).map(|batch| {
                let held = snapshot(market, e, levels);
                json::depth(market, batch, &held.bids, &held.asks, e)
            }),
            Kind::AggTrade => {
                for trade in &feed.aggregates {
                    let payload = json::agg_trade(market, trade, e);
                    sessions.publish(stream, FrameKind::Data, Some(&feed.name), &payload, outbox);
                }
                return;
            }
            Kind::Kline(interval) | Kind::ContinuousKline(interval) => {
                let candle = market.candles.running(interval);
                fresh(0).then(|| candle_payload(stream, market, interval, &candle, false, e))
            }
            Kind::MarkPrice { .. } => Some(json::mark_price(market, e)),
            Kind::MiniTicker => fresh(2).then(|| json::mini_ticker(market, e)),
            Kind::Ticker => fresh(2).then(|| json::ticker(market, e)),
            Kind::ForceOrder => feed.forced.map(|forced| json::force_order(market, &forced, false, e)),
            _ => None,
        };
        if let Some(payload) = payload {
            sessions.publish(stream, FrameKind::Data, Some(&feed.name), &payload, outbox);
        }
    }

    /// A stream about everything listed: one array, or a frame per symbol.
    fn flush_all(&self, stream: &Stream, e: i64, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        let mut items = Vec::new();
        for (at, (market, feed)) in (0_i64..).zip(self.exchange.markets().iter().zip(&self.feeds)) {
            let changed = feed.seen_trades[1] != market.tape.next_trade_id();
            let single = match stream.kind {
                Kind::AllBookTicker if feed.seen_top != market.last_update_id => {
                    Some(json::book_ticker(market, market.last_update_id, market.top(), market.last_update_ns / 1_000_000, e))
                }
                Kind::AllForceOrder => feed.forced.map(|forced| json::force_order(market, &forced, true, e)),
                Kind::ContractInfo if e.div_euclid(HOUR_MS).rem_euclid(self.feeds.len() as i64) == at => {
                    Some(json::contract_info(market, self.status(usize::try_from(at).unwrap_or(usize::MAX)), e))
                }
                _ => None,
            };
            if let Some(payload) = single {
                sessions.publish(stream, FrameKind::Data, Some(&feed.name), &payload, outbox);
            }
            match stream.kind {
                Kind::AllMarkPrice { .. } => items.push(json::mark_price(market, e)),
                Kind::AllMiniTicker if changed => items.push(json::mini_ticker(market, e)),
                Kind::AllTicker if changed => items.push(json::ticker(market, e)),
                _ => {}
            }
        }
        if stream.kind == Kind::AllAssetIndex {
            items.extend(self.assets().iter().map(|(asset, index_e8)| json::asset_index(asset, *index_e8, e)));
        }
        if !items.is_empty() {
            let payload = format!("[{}]", items.join(","));
            sessions.publish(stream, FrameKind::Data, None, &payload, outbox);
        }
    }

    /// Assets of the multi-assets mode with their index against USD in 10^-8.
    pub fn assets(&self) -> Vec<(String, i64)> {
        let listed = self.markets().iter().map(|market| (format!("{}USD", market.spec.base), market.marks.index_e8));
        std::iter::once(("USDTUSD".to_owned(), 100_000_000)).chain(listed).collect()
    }

    fn of_stream(&self, stream: &Stream) -> Option<(&Market, &Feed)> {
        self.exchange.markets().iter().zip(&self.feeds).find(|(_, feed)| feed.lower == stream.of)
    }

    /// What is listed, each with the word for whether it is traded.
    pub fn specs(&self) -> impl Iterator<Item = (&SymbolSpec, &'static str)> {
        self.exchange.markets().iter().enumerate().map(|(at, market)| (&market.spec, self.status(at)))
    }
}

fn candle_payload(
    stream: &Stream,
    market: &Market,
    interval: Interval,
    candle: &twinline_exchange::Candle,
    closed: bool,
    e: i64,
) -> String {
    match stream.kind {
        Kind::ContinuousKline(_) => json::continuous_kline(market, interval, candle, closed, e),
        _ => json::kline(market, interval, candle, closed, e),
    }
}

fn feeds_of(exchange: &Exchange) -> Vec<Feed> {
    exchange.markets().iter().zip((0..).step_by(30)).map(|(market, phase)| Feed::new(market, phase % 100)).collect()
}

fn is_due(moment_ms: i64, every_ms: i64) -> bool {
    moment_ms.rem_euclid(every_ms) == 0
}

/// How often a stream is flushed; streams that are sent as things happen are never flushed.
fn every_ms(kind: Kind) -> i64 {
    match kind {
        Kind::Depth(speed) | Kind::Partial(_, speed) => speed.ms(),
        Kind::RpiDepth => 500,
        Kind::Trade | Kind::BookTicker => i64::MAX,
        Kind::AggTrade => 100,
        Kind::Kline(_) | Kind::ContinuousKline(_) => 250,
        Kind::MarkPrice { fast: true } | Kind::AllMarkPrice { fast: true } => 1_000,
        Kind::MarkPrice { fast: false } | Kind::AllMarkPrice { fast: false } => 3_000,
        Kind::MiniTicker | Kind::Ticker => 2_000,
        Kind::AllMiniTicker | Kind::AllTicker | Kind::ForceOrder | Kind::AllForceOrder => 1_000,
        Kind::AssetIndex | Kind::AllAssetIndex => 1_000,
        Kind::AllBookTicker => 5_000,
        Kind::ContractInfo => HOUR_MS,
    }
}
