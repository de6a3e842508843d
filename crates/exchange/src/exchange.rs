//! How all markets advance in one order of time, under one counter of update ids.

use crate::accounts::{Accounts, Floor};
use crate::execution::LevelChange;
use crate::interval::Interval;
use crate::market::{Market, Opening};
use crate::order::Side;
use crate::spec::{SymbolSpec, default_symbols};
use crate::tape::{AggTrade, Trade};

/// Best prices of a book: (ticks, lots) of each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Top {
    /// Highest bid.
    pub bid: (i64, i64),
    /// Lowest ask.
    pub ask: (i64, i64),
}

/// Something that happened, in order of time. `symbol` is the index of the market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// One command changed a book.
    Book {
        /// Which market.
        symbol: usize,
        /// When.
        at_ns: i64,
        /// Venue-wide id of the command; rises, but not by one per symbol.
        update_id: u64,
        /// The levels that changed, each once.
        changes: Vec<LevelChange>,
        /// The new best prices, if they changed.
        top: Option<Top>,
    },
    /// One taking order traded. Follows the `Book` event of the same command.
    Trades {
        /// Which market.
        symbol: usize,
        /// When.
        at_ns: i64,
        /// Each fill.
        trades: Vec<Trade>,
        /// The same, joined per price.
        aggregates: Vec<AggTrade>,
    },
    /// One position was liquidated; its trades follow.
    Liquidation {
        /// Which market.
        symbol: usize,
        /// When.
        at_ns: i64,
        /// Side of the liquidation order.
        side: Side,
        /// Its quantity.
        lots: i64,
        /// What of it traded.
        filled_lots: i64,
        /// Its limit price.
        limit_ticks: i64,
        /// Average price of its trades, rounded down.
        average_ticks: i64,
    },
    /// A minute ended in all markets; `Series::just_closed` holds what closed.
    MinuteClosed {
        /// Start of the next minute, milliseconds since 1970.
        at_ms: i64,
    },
    /// Funding was settled in all markets.
    FundingSettled {
        /// When, milliseconds since 1970.
        at_ms: i64,
    },
}

/// How an exchange starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Everything random follows from it.
    pub seed: u64,
    /// First moment, nanoseconds since 1970.
    pub start_ns: i64,
    /// What is listed.
    pub symbols: Vec<SymbolSpec>,
    /// Update ids start above this.
    pub first_update_id: u64,
    /// Trade ids of the first symbol start here, those of the others nearby.
    pub first_trade_id: u64,
    /// Minutes of synthetic candles before the start; 0 for none.
    pub history_minutes: i64,
    /// Minutes that the traders really trade before the start, so that tapes are not empty.
    pub warm_up_minutes: i64,
}

impl Settings {
    /// All default symbols, a day of history and one minute of trades before `start_ns`.
    pub fn new(seed: u64, start_ns: i64) -> Settings {
        Settings {
            seed,
            start_ns,
            symbols: default_symbols(),
            first_update_id: 6_000_000_000_000,
            first_trade_id: 4_000_000_000,
            history_minutes: 1_500,
            warm_up_minutes: 1,
        }
    }
}

/// Longest time that is caught up by trading; a longer gap is bridged with flat candles.
const CATCH_UP_NS: i64 = 600 * 1_000_000_000;
const SECOND_NS: i64 = 1_000_000_000;
const MINUTE_NS: i64 = 60 * SECOND_NS;

/// All markets of one simulated venue.
#[derive(Debug, Clone)]
pub struct Exchange {
    markets: Vec<Market>,
    now_ns: i64,
    next_update_id: u64,
    next_second_ns: i64,
    pub(crate) accounts: Accounts,
}

impl Exchange {
    /// Opens all markets.
    pub fn new(settings: &Settings) -> Exchange {
        let warm_up = settings.warm_up_minutes.max(0) * MINUTE_NS;
        let start_ns = (settings.start_ns - warm_up).div_euclid(MINUTE_NS) * MINUTE_NS;
        let mut next_update_id = settings.first_update_id;
        let mut markets = Vec::with_capacity(settings.symbols.len());
        for (lane, spec) in (0_u64..).zip(&settings.symbols) {
            next_update_id += 1_217;
            markets.push(Market::open(spec.clone(), &opening(settings, lane, start_ns, next_update_id)));
        }
        let mut exchange = Exchange {
            markets,
            now_ns: start_ns,
            next_update_id: next_update_id + 1,
            next_second_ns: (start_ns.div_euclid(SECOND_NS) + 1) * SECOND_NS,
            accounts: Accounts::default(),
        };
        let mut unseen = Vec::new();
        while exchange.now_ns < settings.start_ns {
            exchange.advance((exchange.now_ns + SECOND_NS).min(settings.start_ns), &mut unseen);
            unseen.clear();
        }
        exchange
    }

    /// The same venue after a restart at its present time: books and ids anew, prices and candles as they were. Accounts keep
    /// everything; their resting orders are put back into the new books, in the order in which they had come.
    pub fn restarted(self, settings: &Settings) -> Exchange {
        let mut next_update_id = settings.first_update_id;
        let mut markets = Vec::with_capacity(self.markets.len());
        for (lane, market) in (0_u64..).zip(self.markets) {
            next_update_id += 1_217;
            markets.push(market.reopen(&opening(settings, lane, self.now_ns, next_update_id)));
        }
        let mut exchange = Exchange { markets, next_update_id: next_update_id + 1, ..Exchange { markets: Vec::new(), ..self } };
        // Nobody is connected: what the accounts' orders do to the books is seen in the books, and on the tapes.
        let mut unseen = Vec::new();
        exchange.on_floor(&mut unseen, |accounts, floor| accounts.reopen(floor));
        exchange
    }

    /// Lets everything happen that happens before `to_ns`; events are pushed in order of time. Time never goes back.
    pub fn advance(&mut self, to_ns: i64, events: &mut Vec<Event>) {
        if to_ns - self.now_ns > CATCH_UP_NS {
            self.skip(to_ns - CATCH_UP_NS, events);
        }
        while let Some((at_ns, symbol)) = self.next_action() {
            let due_ns = self.accounts.next_timer_ns();
            if due_ns <= at_ns.min(to_ns).min(self.next_second_ns) {
                self.fire(events);
            } else if self.next_second_ns <= at_ns.min(to_ns) {
                self.second(events);
            } else if at_ns < to_ns {
                self.act(symbol, at_ns, events);
            } else {
                break;
            }
        }
        self.now_ns = self.now_ns.max(to_ns);
    }

    /// Time that everything has happened before.
    pub fn now_ns(&self) -> i64 {
        self.now_ns
    }

    /// When something will happen next, nanoseconds since 1970.
    pub fn next_ns(&self) -> i64 {
        let soon_ns = self.next_second_ns.min(self.accounts.next_timer_ns());
        self.next_action().map_or(soon_ns, |(at_ns, _)| at_ns.min(soon_ns))
    }

    /// All markets, in the order of the settings.
    pub fn markets(&self) -> &[Market] {
        &self.markets
    }

    fn act(&mut self, symbol: usize, at_ns: i64, events: &mut Vec<Event>) {
        if let Some(market) = self.markets.get_mut(symbol)
            && market.act(symbol, at_ns, self.next_update_id, events)
        {
            self.next_update_id += 1;
            self.now_ns = self.now_ns.max(at_ns);
            if !self.accounts.is_idle() && self.markets.get(symbol).is_some_and(Market::has_traded) {
                self.on_floor(events, |accounts, floor| accounts.market_traded(floor, symbol));
            }
        }
    }

    /// Does what is due by time alone.
    fn fire(&mut self, events: &mut Vec<Event>) {
        self.now_ns = self.now_ns.max(self.accounts.next_timer_ns());
        self.on_floor(events, |accounts, floor| accounts.time_came(floor));
    }

    /// Brings accounts and markets together, now.
    pub(crate) fn on_floor<T>(&mut self, events: &mut Vec<Event>, act: impl FnOnce(&mut Accounts, &mut Floor<'_>) -> T) -> T {
        let Exchange { markets, next_update_id, accounts, now_ns, .. } = self;
        act(accounts, &mut Floor { markets, next_update_id, at_ns: *now_ns, events })
    }

    fn next_action(&self) -> Option<(i64, usize)> {
        self.markets.iter().enumerate().map(|(symbol, market)| (market.next_action_ns, symbol)).min()
    }

    fn second(&mut self, events: &mut Vec<Event>) {
        let at_ms = self.next_second_ns / 1_000_000;
        self.now_ns = self.now_ns.max(self.next_second_ns);
        self.next_second_ns += SECOND_NS;
        let minute_ends = Interval::Minute1.open_of(at_ms) == at_ms;
        let mut settled = Vec::new();
        for (symbol, market) in self.markets.iter_mut().enumerate() {
            if minute_ends {
                market.close_minute();
            }
            if market.marks.settle(at_ms) {
                settled.push(symbol);
            }
            market.sample_marks(at_ms);
        }
        if minute_ends {
            events.push(Event::MinuteClosed { at_ms });
        }
        if !settled.is_empty() {
            events.push(Event::FundingSettled { at_ms });
        }
        if !self.accounts.is_idle() {
            self.on_floor(events, |accounts, floor| accounts.second_passed(floor, &settled));
        }
    }

    /// Bridges a long gap (a suspended machine): seconds pass, nobody trades.
    fn skip(&mut self, to_ns: i64, events: &mut Vec<Event>) {
        while self.next_second_ns <= to_ns {
            if self.accounts.next_timer_ns() <= self.next_second_ns {
                self.fire(events);
            } else {
                self.second(events);
            }
        }
        for market in &mut self.markets {
            market.next_action_ns = market.next_action_ns.max(to_ns);
        }
    }
}

fn opening(settings: &Settings, lane: u64, start_ns: i64, update_id: u64) -> Opening {
    Opening {
        seed: settings.seed,
        lane,
        start_ms: start_ns / 1_000_000,
        history_minutes: settings.history_minutes,
        first_trade_id: settings.first_trade_id + lane * 10_000_019 % 900_000_000,
        update_id,
    }
}
