//! A quiet world with one account, and what a test does and asks in it.

use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::Value;
use twinline_binance::Binance;
use twinline_core::account::{Answer, Checks, Command, Order};
use twinline_delta::Delta;
use twinline_model::{
    Duration, Freshness, Instrument, InstrumentId, OrderId, OrderStatus, OrderTicket, OrderType, Price, Qty, Side, Timestamp, TriggerBy,
};
use twinline_sim::{FaultName, FaultSpec, SymbolSpec, Venue, symbols_of};
use twinline_venue::Codec;
use twinline_world::trading::{Incident, Key, Trading, TradingSetup, judge};

/// When every world begins: 17 seconds into a minute and some hours into a day.
pub const START: Timestamp = Timestamp::from_millis(1_767_607_217_000);

pub fn ms(ms: i64) -> Duration {
    Duration::from_millis(ms)
}

pub fn secs(s: i64) -> Duration {
    Duration::from_secs(s)
}

/// How many, unless this environment variable says more: `make prove` does.
pub fn count(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Which way commands go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Link,
    LoggedOn,
    Http,
}

/// All of them.
pub const WAYS: [Way; 3] = [Way::Link, Way::LoggedOn, Way::Http];

/// Every venue that has accounts. What is promised of an account holds whatever its venue is called and however it speaks.
pub const VENUES: [Venue; 2] = [Venue::Binance, Venue::Delta];

/// Which ways commands can go there.
pub fn ways(venue: Venue) -> &'static [Way] {
    match venue {
        Venue::Binance => &WAYS,
        Venue::Delta => &[Way::Http],
    }
}

/// Each way in turn.
pub fn way(venue: Venue, seed: u64) -> Way {
    ways(venue)[seed as usize % ways(venue).len()]
}

/// Every way at every venue.
pub fn everywhere() -> impl Iterator<Item = (Venue, Way)> {
    VENUES.into_iter().flat_map(|venue| ways(venue).iter().map(move |way| (venue, *way)))
}

pub fn codec(venue: Venue) -> Arc<dyn Codec> {
    match venue {
        Venue::Binance => Arc::new(Binance),
        Venue::Delta => Arc::new(Delta),
    }
}

/// A market of a venue that moves little, by its name or by what is traded there.
pub fn calm(venue: Venue, name: &str) -> SymbolSpec {
    let found = symbols_of(venue).into_iter().find(|spec| spec.name == name || spec.base == name);
    SymbolSpec { pace_ms: 2_000, ..found.unwrap() }
}

/// A setup whose venue lists these.
pub fn setup(seed: u64, way: Way, names: &[&str]) -> TradingSetup {
    setup_at(Venue::Binance, seed, way, names)
}

/// The same at any venue.
pub fn setup_at(venue: Venue, seed: u64, way: Way, names: &[&str]) -> TradingSetup {
    let key = if way == Way::LoggedOn { Key::LogsOn } else { Key::Signs };
    let symbols = names.iter().map(|name| calm(venue, name)).collect();
    TradingSetup { key: Some(key), command_link: way != Way::Http, ..TradingSetup::new(seed, symbols, START) }
}

pub struct Stage {
    pub world: Trading,
    pub venue: Venue,
    next: u64,
}

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage").field("now", &self.world.now()).finish_non_exhaustive()
    }
}

impl Stage {
    /// One that has not begun.
    pub fn before(venue: Venue, setup: &TradingSetup) -> Self {
        let mut setup = setup.clone();
        setup.trace |= std::env::var_os("TRADING_TRACE").is_some();
        Self { world: Trading::new(&setup, codec(venue)).unwrap(), venue, next: 1 }
    }

    /// One whose account is live.
    pub fn begun(venue: Venue, setup: &TradingSetup) -> Self {
        let mut stage = Self::before(venue, setup);
        stage.world.begin();
        stage.live();
        stage
    }

    /// The same with one calm market, commands going one of the venue's ways.
    pub fn at(venue: Venue, seed: u64) -> Self {
        Self::by(venue, seed, way(venue, seed))
    }

    /// The same, commands going this way.
    pub fn by(venue: Venue, seed: u64, way: Way) -> Self {
        Self::begun(venue, &setup_at(venue, seed, way, &["XRP"]))
    }

    /// At the venue that has every way.
    pub fn of(setup: &TradingSetup) -> Self {
        Self::begun(Venue::Binance, setup)
    }

    pub fn new(seed: u64, way: Way) -> Self {
        Self::of(&setup(seed, way, &["XRPUSDT"]))
    }

    pub fn run(&mut self, length: Duration) {
        self.world.run_for(length).unwrap();
    }

    /// Runs until something is so; how long it took.
    pub fn until(&mut self, what: &str, limit: Duration, so: impl Fn(&Stage) -> bool) -> Duration {
        let begin = self.world.now();
        while !so(self) {
            assert!(self.world.now() - begin <= limit, "{what}: not within {limit:?}; {:?}{}", self.world.status(), self.trace());
            self.run(ms(1));
        }
        self.world.now() - begin
    }

    fn trace(&self) -> String {
        let lines = self.world.trace();
        let last = lines.get(lines.len().saturating_sub(600)..).unwrap_or(&[]);
        last.iter().map(|line| format!("\n{line}")).collect()
    }

    /// Shows what happened last, if the trace is kept.
    pub fn show_if(&self, so: bool) {
        if so {
            println!("{}", self.trace());
        }
    }

    pub fn live(&mut self) -> Duration {
        self.until("live", secs(60), |stage| stage.world.status().freshness == Freshness::Live)
    }

    /// Everything is known and equals the venue's books within `limit`; how long it took.
    pub fn settled(&mut self, limit: Duration) -> Duration {
        let begin = self.world.now();
        loop {
            let verdict = if self.world.is_settled() {
                judge(&self.world).map(|_| ()).map_err(|wrong| wrong.to_string())
            } else {
                Err(String::new())
            };
            let Err(wrong) = verdict else { return self.world.now() - begin };
            if self.world.now() - begin > limit {
                let asking = self.world.gateway().account().asking();
                panic!("not settled within {limit:?}: {wrong} {asking:?} {:?}{}", self.world.status(), self.trace());
            }
            // What is on its way is there soon; what is not, only an audit brings.
            self.run(if self.world.now() - begin < ms(500) { ms(5) } else { ms(100) });
        }
    }

    /// So many of this world's round trips.
    pub fn round_trips(&self, length: Duration) -> f64 {
        length.as_nanos() as f64 / self.world.round_trip().as_nanos() as f64
    }

    pub fn instrument(&self, name: &str) -> Instrument {
        let found = self.world.instruments().iter().find(|instrument| instrument.id.symbol() == name);
        Instrument::clone(found.unwrap())
    }

    pub fn first(&self) -> InstrumentId {
        self.world.instruments().iter().next().unwrap().id.clone()
    }

    /// A ticket worth some 200 of the quote asset; a limit is this many hundredths of a percent above the best bid.
    pub fn ticket(&mut self, name: &str, kind: OrderType, side: Side, off: i64) -> OrderTicket {
        let instrument = self.instrument(name);
        let bid = self.world.bid(&instrument.id).unwrap().value();
        let (tick, lot) = (instrument.tick_size.value(), instrument.lot_size.value());
        let at = |off: i64| Price::new(((bid * (Decimal::ONE + Decimal::new(off, 4)) / tick).round() * tick).normalize());
        let number = self.next;
        self.next += 1;
        OrderTicket {
            qty: Some(Qty::new(((Decimal::from(200) / bid / lot).ceil() * lot).normalize())),
            price: kind.has_price().then(|| at(off)),
            trigger_price: kind.has_trigger().then(|| at(off)),
            trigger_by: TriggerBy::Mark,
            ..OrderTicket::new(OrderId::new(&format!("st-{number}")).unwrap(), instrument.id, side, kind)
        }
    }

    /// A buy that will rest, two percent below the market.
    pub fn resting(&mut self) -> OrderTicket {
        let name = self.first().symbol().to_owned();
        self.ticket(&name, OrderType::Limit, Side::Buy, -200)
    }

    /// One that trades at once.
    pub fn market(&mut self, side: Side) -> OrderTicket {
        let name = self.first().symbol().to_owned();
        self.ticket(&name, OrderType::Market, side, 0)
    }

    /// One that waits for a trigger three percent below.
    pub fn stop(&mut self) -> OrderTicket {
        let name = self.first().symbol().to_owned();
        self.ticket(&name, OrderType::StopMarket, Side::Sell, -300)
    }

    pub fn next_ask(&mut self) -> u64 {
        self.next += 1;
        1_000_000 + self.next
    }

    pub fn place_all(&mut self, tickets: Vec<OrderTicket>) -> u64 {
        let ask = self.next_ask();
        self.world.command(Command::Place { ask, tickets, checks: Checks { actor: "test".to_owned(), ..Checks::default() } });
        ask
    }

    pub fn place(&mut self, ticket: OrderTicket) -> OrderId {
        let id = ticket.client_order_id.clone();
        self.place_all(vec![ticket]);
        id
    }

    /// Places and waits until the venue has it.
    pub fn placed(&mut self, ticket: OrderTicket) -> OrderId {
        let id = self.place(ticket);
        self.until("placed", secs(5), |stage| stage.order(&id).is_some_and(|order| order.venue_order_id.is_some()));
        id
    }

    pub fn cancel(&mut self, order: &OrderId) -> u64 {
        let ask = self.next_ask();
        self.world.command(Command::Cancel { ask, order: order.clone() });
        ask
    }

    pub fn edit(&mut self, order: &OrderId, price: Option<Price>, qty: Option<Qty>) -> u64 {
        let ask = self.next_ask();
        self.world.command(Command::Edit { ask, order: order.clone(), price, qty, checks: Checks::default() });
        ask
    }

    pub fn cancel_all(&mut self, external: bool) -> u64 {
        let ask = self.next_ask();
        self.world.command(Command::CancelAll { ask, instrument: None, external });
        ask
    }

    pub fn reconcile(&mut self) -> Answer {
        let ask = self.next_ask();
        self.world.command(Command::Reconcile { ask });
        self.until("reconciled", secs(30), |stage| stage.world.answer_to(ask).is_some());
        self.world.answer_to(ask).unwrap().1.clone()
    }

    pub fn order(&self, id: &OrderId) -> Option<&Order> {
        self.world.gateway().account().state().order(id)
    }

    pub fn is(&self, id: &OrderId, status: OrderStatus) -> bool {
        self.order(id).is_some_and(|order| order.status() == status)
    }

    /// A price a little lower than the order's.
    pub fn lower(&self, id: &OrderId) -> Price {
        let price = self.order(id).unwrap().terms.as_ref().unwrap().price.unwrap();
        let tick = self.instrument(self.order(id).unwrap().instrument.symbol()).tick_size.value();
        Price::new(price.value() - tick * Decimal::from(3))
    }

    /// How often an order of this name left.
    pub fn sent(&self, id: &OrderId) -> usize {
        self.world.gateway().departures().iter().filter(|left| left.places.contains(id)).count()
    }

    pub fn fault(&mut self, name: FaultName) {
        self.fault_of(FaultSpec { rate_ppm: Some(1_000_000), ..FaultSpec::new(name) });
    }

    pub fn fault_of(&mut self, spec: FaultSpec) {
        self.world.strike(Incident::Venue(spec));
    }

    /// The venue's own books of the account.
    pub fn truth(&self) -> Value {
        self.world.venue().account_truth()["main"].clone()
    }

    /// The account's owner does something on the venue's own page.
    pub fn at_the_venue(&mut self, lever: &str, body: Value) -> Value {
        self.world.lever(lever, &body).unwrap()
    }

    /// What the venue was asked since, as its own log shows it.
    pub fn asked_since(&self, since: Timestamp) -> Vec<Value> {
        self.world.venue().requests(since.as_millis())["requests"].as_array().unwrap().clone()
    }
}

/// The value that so many percent of all do not exceed.
pub fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or(0.0)
}
