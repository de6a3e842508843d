//! What is sent when.

use serde_json::{Value, json};
use twinline_exchange::accounts::AccountEvent;
use twinline_exchange::{Event, Exchange, Market, Settings, Side, SymbolSpec};

use super::books::Feed;
use super::channels::interval_of;
use super::frames::{self, Of};
use super::listed::{Kind, Product, listing};
use super::sessions::Sessions;
use crate::config::Config;
use crate::outbox::Outbox;

/// Everything periodic happens at multiples of this.
const GRID_NS: i64 = 100_000_000;
/// After a longer gap (a suspended machine) the markets are brought up to date, but what would have been sent is not.
const LONGEST_GAP_NS: i64 = 601_000_000_000;
/// Levels of `ob_l2`.
const TOP: usize = 15;
/// How often a book is put aside for `snapshot-stale`.
const OLD_EVERY_MS: i64 = 5_000;

/// Simulated markets with what is listed on them.
pub(crate) struct Live {
    exchange: Exchange,
    pub(crate) products: Vec<Product>,
    pub(crate) feeds: Vec<Feed>,
    settings: Settings,
    pub(crate) opened_ms: i64,
    next_grid_ns: i64,
    events: Vec<Event>,
}

impl Live {
    pub fn new(config: &Config) -> Live {
        let opened_ms = config.start_ns / 1_000_000;
        let (products, symbols) = listed_as(listing(opened_ms), &config.symbols);
        let settings = Settings {
            symbols,
            history_minutes: config.history_minutes,
            warm_up_minutes: config.warm_up_minutes,
            ..Settings::new(config.seed, config.start_ns)
        };
        let exchange = Exchange::new(&settings);
        let feeds = products.iter().map(|_| Feed::new(6_000)).collect();
        let next_grid_ns = (config.start_ns.div_euclid(GRID_NS) + 1) * GRID_NS;
        Live { exchange, products, feeds, settings, opened_ms, next_grid_ns, events: Vec::new() }
    }

    /// Starts again: lower numbers, same prices.
    pub fn restart(&mut self) {
        self.settings.seed = self.settings.seed.wrapping_add(1);
        self.exchange = self.exchange.clone().restarted(&self.settings);
        self.feeds = self.products.iter().map(|_| Feed::new(1)).collect();
    }

    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    pub fn exchange_mut(&mut self) -> &mut Exchange {
        &mut self.exchange
    }

    pub fn take_account_events(&mut self) -> Vec<AccountEvent> {
        self.exchange.take_account_events()
    }

    /// Gives the exchange a command; what the markets see of it is sent like any trade.
    pub fn command<T>(
        &mut self,
        sessions: &Sessions,
        outbox: &mut Outbox<'_>,
        act: impl FnOnce(&mut Exchange, i64, &mut Vec<Event>) -> T,
    ) -> T {
        let mut events = std::mem::take(&mut self.events);
        let done = act(&mut self.exchange, outbox.now_ns, &mut events);
        for event in events.drain(..) {
            self.note(event, sessions, outbox);
        }
        self.events = events;
        done
    }

    pub fn markets(&self) -> &[Market] {
        self.exchange.markets()
    }

    /// A product with its market and its numbers.
    pub fn find(&self, symbol: &str) -> Option<(&Product, &Market, &Feed)> {
        let at = self.products.iter().position(|product| product.symbol == symbol)?;
        Some((&self.products[at], self.exchange.markets().get(at)?, self.feeds.get(at)?))
    }

    /// All products with their markets.
    pub fn each(&self) -> impl Iterator<Item = Of<'_>> {
        self.products.iter().zip(self.exchange.markets()).map(|(product, market)| Of { product, market })
    }

    /// The index that a product follows: that of its asset's first market.
    pub fn spot_e8(&self, product: &Product) -> i64 {
        self.each().find(|of| of.product.asset == product.asset).map_or(0, |of| of.market.marks.index_e8)
    }

    /// When something must be sent next.
    pub fn next_ns(&self, sessions: &Sessions) -> i64 {
        if sessions.is_empty() {
            return self.next_grid_ns.div_euclid(1_000_000_000) * 1_000_000_000 + 1_000_000_000;
        }
        match ["trades", "all_trades", "agg_trades"].into_iter().any(|name| sessions.wants(name)) {
            true => self.next_grid_ns.min(self.exchange.next_ns().max(self.exchange.now_ns() + 1_000_000)),
            false => self.next_grid_ns,
        }
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

    /// Sends what is sent at once, keeps what waits for the grid.
    fn note(&mut self, event: Event, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        match event {
            Event::Book { symbol, changes, .. } => {
                if let Some(feed) = self.feeds.get_mut(symbol) {
                    feed.note(&changes);
                }
            }
            Event::Trades { symbol, at_ns, trades, .. } => {
                let Some(of) = self.at(symbol) else { return };
                let at_us = at_ns / 1_000 + outbox.faults.skew_ms() * 1_000;
                for name in ["trades", "all_trades"].into_iter().filter(|name| sessions.wants(name)) {
                    for trade in &trades {
                        let word = |_| of.trade(trade, at_us, name == "all_trades");
                        sessions.publish(name, &of.product.symbol, |held| of.product.is_meant_by(held), word, outbox);
                    }
                }
                sessions.publish(
                    "agg_trades",
                    &of.product.symbol,
                    |held| of.product.is_meant_by(held),
                    |_| of.trades_at_once(&trades),
                    outbox,
                );
            }
            Event::MinuteClosed { at_ms } => self.candles(at_ms, true, sessions, outbox),
            Event::Liquidation { .. } | Event::FundingSettled { .. } => {}
        }
    }

    fn at(&self, symbol: usize) -> Option<Of<'_>> {
        Some(Of { product: self.products.get(symbol)?, market: self.exchange.markets().get(symbol)? })
    }

    /// Tells candles: the running ones that had a trade, or, when a minute is over, how they ended.
    fn candles(&mut self, at_ms: i64, over: bool, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        let wanted = sessions.channels();
        let names = wanted.iter().filter_map(|name| Some((name, interval_of(name.strip_prefix("candlestick_")?)?)));
        for (name, interval) in names {
            for (of, feed) in self.each().zip(&self.feeds) {
                let series = &of.market.candles;
                let candle = if over { series.just_closed(interval) } else { Some(series.running(interval)) };
                let is_news = feed.told_trades != of.market.tape.next_trade_id();
                let Some(candle) = candle.filter(|candle| candle.trades > 0 && (over || is_news)) else { continue };
                // The last telling of a candle is of its own time.
                let at_us = at_ms * 1_000 - i64::from(over);
                let word = |long| of.candle(&candle, interval, at_us, long);
                sessions.publish(name, &of.product.symbol, |held| of.product.is_meant_by(held), word, outbox);
            }
        }
        let next: Vec<u64> = self.exchange.markets().iter().map(|market| market.tape.next_trade_id()).collect();
        self.feeds.iter_mut().zip(next).for_each(|(feed, next)| feed.told_trades = next);
    }

    /// Sends everything whose interval ends now.
    fn flush(&mut self, at_ms: i64, sessions: &mut Sessions, outbox: &mut Outbox<'_>) {
        let at_us = (at_ms + outbox.faults.skew_ms()) * 1_000;
        for at in 0..self.products.len() {
            self.flush_book(at, at_us, sessions, outbox);
            self.flush_top(at, at_ms, at_us, sessions, outbox);
        }
        if at_ms.rem_euclid(OLD_EVERY_MS) == 0 {
            for ((feed, market), product) in self.feeds.iter_mut().zip(self.exchange.markets()).zip(&self.products) {
                feed.keep_old(feed.whole(market, product, at_us));
            }
        }
        self.candles(at_ms, false, sessions, outbox);
        self.flush_slow(at_ms, at_us, sessions, outbox);
    }

    /// The next number of a book, told to all who follow it.
    pub(crate) fn flush_book(&mut self, at: usize, at_us: i64, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        let (product, market, feed) = (&self.products[at], &self.exchange.markets()[at], &mut self.feeds[at]);
        let Some(change) = feed.flush(market, product, at_us) else { return };
        let spoiled = u32::from(std::mem::take(&mut feed.spoil));
        let of = Of { product, market };
        let sum = feed.past(feed.seq).map_or(0, |whole| whole.sum) ^ spoiled;
        for name in ["ob_updates", "l2_updates"] {
            let word = |_| of.change(&change, feed.seq, sum, at_us, name == "l2_updates");
            sessions.publish(name, &product.symbol, |held| held == product.symbol, word, outbox);
        }
    }

    /// Best quotes every 100 ms and best levels every 500 ms if they changed, else every 5 and 10 seconds.
    fn flush_top(&mut self, at: usize, at_ms: i64, at_us: i64, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        let (product, market, feed) = (&self.products[at], &self.exchange.markets()[at], &mut self.feeds[at]);
        let of = Of { product, market };
        let best = [market.book.best(Side::Buy), market.book.best(Side::Sell)];
        if feed.l1 != Some(best) || at_ms - feed.told_l1_ms >= 4_900 {
            (feed.l1, feed.told_l1_ms) = (Some(best), at_ms);
            for name in ["ob_l1", "l1_orderbook"] {
                let word = |_| of.l1(at_us, name == "l1_orderbook");
                sessions.publish(name, &product.symbol, |held| product.is_meant_by(held), word, outbox);
            }
        }
        let wanted = sessions.wants("ob_l2") || sessions.wants("l2_orderbook");
        if !wanted || at_ms.rem_euclid(500) != 0 {
            return;
        }
        let levels = |side, count| market.book.levels(side).take(count).collect::<Vec<_>>();
        let top = (levels(Side::Buy, TOP), levels(Side::Sell, TOP));
        if feed.l2.as_ref() != Some(&top) || at_ms - feed.told_l2_ms >= 9_900 {
            let word = |_| of.l2(&top.0, &top.1, at_us, false);
            sessions.publish("ob_l2", &product.symbol, |held| held == product.symbol, word, outbox);
            let whole = |_| of.l2(&levels(Side::Buy, usize::MAX), &levels(Side::Sell, usize::MAX), at_us, true);
            sessions.publish("l2_orderbook", &product.symbol, |held| held == product.symbol, whole, outbox);
            (feed.l2, feed.told_l2_ms) = (Some(top), at_ms);
        }
    }

    /// What comes every second or more rarely.
    fn flush_slow(&self, at_ms: i64, at_us: i64, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        let every = |ms: i64| at_ms.rem_euclid(ms) == 0;
        for of in self.each() {
            let symbol = &of.product.symbol;
            if every(2_000) {
                let meant = |held: &str| of.product.is_meant_by(held.strip_prefix("MARK:").unwrap_or(held));
                sessions.publish("mark_price", symbol, meant, |long| of.mark(at_us, long), outbox);
            }
            if every(5_000) && of.product.kind == Kind::Perpetual {
                sessions.publish("funding_rate", symbol, |held| of.product.is_meant_by(held), |long| of.funding(at_us, long), outbox);
            }
            if every(5_000) {
                let word = |_| {
                    let mut ticker = of.ticker(self.spot_e8(of.product), at_us);
                    ticker["type"] = "v2/ticker".into();
                    ticker
                };
                sessions.publish("v2/ticker", symbol, |held| of.product.is_meant_by(held), word, outbox);
            }
        }
        if every(1_000) {
            self.indices(at_us, sessions, outbox);
        }
        if every(5_000) {
            self.tickers(at_us, sessions, outbox);
        }
    }

    fn indices(&self, at_us: i64, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        for name in ["spot_price", "v2/spot_price"] {
            for index in sessions.symbols(name) {
                let Some(of) = self.each().find(|of| of.product.index() == index) else { continue };
                let spot_e8 = self.spot_e8(of.product);
                let word = |long| frames::spot(name, &index, spot_e8, at_us, long);
                sessions.publish(name, &index, |held| held == index, word, outbox);
            }
        }
    }

    /// A frame for each name that is listened to: one product, or all of a chain.
    fn tickers(&self, at_us: i64, sessions: &Sessions, outbox: &mut Outbox<'_>) {
        for name in sessions.symbols("ticker") {
            let meant: Vec<Of<'_>> = self.each().filter(|of| of.product.is_meant_by(&name)).collect();
            let Some(first) = meant.first() else { continue };
            let spot_e8 = self.spot_e8(first.product);
            let rows: Vec<Value> = meant.iter().map(|of| of.entry()).collect();
            let frame = json!({"type": "ticker", "d": rows, "sp": crate::decimal::decimal_e8(spot_e8), "sy": name, "ts": at_us});
            sessions.publish("ticker", &first.product.symbol, |held| held == name, |_| frame.clone(), outbox);
        }
    }
}

/// The listing, or of it what a configuration names, as lively as it says there.
fn listed_as(whole: (Vec<Product>, Vec<SymbolSpec>), wanted: &[SymbolSpec]) -> (Vec<Product>, Vec<SymbolSpec>) {
    let named = |product: &Product| wanted.iter().find(|spec| spec.name == product.symbol);
    if !whole.0.iter().any(|product| named(product).is_some()) {
        return whole;
    }
    whole.0.into_iter().filter_map(|product| Some((product.clone(), named(&product)?.clone()))).unzip()
}
