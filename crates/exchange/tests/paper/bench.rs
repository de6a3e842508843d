//! A house with two accounts and some markets, and short words for what happens to it.

use rust_decimal::Decimal;
use twinline_exchange::Side;
use twinline_exchange::accounts::{AccountId, OrderId};
use twinline_exchange::fills::{Depth, Latency};
use twinline_exchange::paper::presets::{self, Steps};
use twinline_exchange::paper::{Answer, Event, Input, Listed, Listing, NewOrder, Order, Paper, Place, Refusal, Settings, State, Terms};
use twinline_model::{InstrumentId, OrderType, TimeInForce};

pub const SECOND: i64 = 1_000_000_000;

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str_exact(text).expect("a decimal")
}

pub fn id(name: &str) -> InstrumentId {
    name.parse().expect("an instrument")
}

fn steps(asset: &str, unit: &str, price_unit: &str, size_unit: &str) -> Steps {
    let (price_unit, size_unit) = (dec(price_unit), dec(size_unit));
    Steps { asset: asset.to_owned(), unit: unit.to_owned(), price_unit, size_unit, tick: 1, step: 1 }
}

/// A perpetual contract in 0.1 and 0.001.
pub fn perpetual(name: &str) -> Listing {
    presets::crypto_perpetual(id(name), steps("BTC", "USDT", "0.1", "0.001")).expect("in range")
}

/// A perpetual contract in 0.1 and 0.001, a coin, a share to keep and the same share for the day in 0.05 (counts of 0.01).
pub fn settings(seed: u64, latency: Latency) -> Settings {
    let perp = Ok(perpetual("binance:BTCUSDT"));
    let spot = presets::crypto_spot(id("binance:ADAUSDT"), steps("ADA", "USDT", "0.0001", "0.1"));
    let keep = presets::indian_delivery(id("nse:SBIN"), steps("SBIN", "INR", "0.01", "1"));
    let day = presets::indian_intraday(id("nse:SBIN"), steps("SBIN", "INR", "0.01", "1"));
    let listings = [perp, spot, keep, day].map(|listing| listing.expect("in range"));
    let listings = listings.into_iter().map(|listing| (listing.listed.clone(), listing)).collect();
    Settings { seed, latency, listings, ..Settings::default() }
}

pub struct Bench {
    pub paper: Paper,
    pub now_ns: i64,
    /// All that was told.
    pub events: Vec<Event>,
    /// All that was taken or refused, to be told again.
    pub inputs: Vec<(i64, Input)>,
}

impl Bench {
    pub fn new(settings: Settings) -> Bench {
        Bench { paper: Paper::new(settings), now_ns: SECOND, events: Vec::new(), inputs: Vec::new() }
    }

    /// An account with so much money.
    pub fn account(&mut self, name: &str, money: &[(&str, &str)]) -> AccountId {
        let Ok(Answer::Account(account)) = self.input(Input::Open { name: name.to_owned(), deposits: Vec::new() }) else {
            panic!("no account")
        };
        for (unit, amount) in money {
            self.input(Input::Deposit { account, unit: (*unit).to_owned(), amount: dec(amount) }).expect("deposited");
        }
        account
    }

    pub fn input(&mut self, input: Input) -> Result<Answer, Refusal> {
        self.inputs.push((self.now_ns, input.clone()));
        self.paper.handle(self.now_ns, &input, &mut self.events)
    }

    pub fn place(&mut self, account: AccountId, terms: Terms) -> Result<OrderId, Refusal> {
        let order = Box::new(NewOrder { client_id: None, terms });
        match self.input(Input::Place { account, order })? {
            Answer::Order(id) => Ok(id),
            other => panic!("{other:?} is no order"),
        }
    }

    pub fn show(&mut self, name: &str, bids: &[(i64, i64)], asks: &[(i64, i64)]) {
        let book = Input::Book { instrument: id(name), depth: Depth::Levels, bids: bids.to_vec(), asks: asks.to_vec() };
        self.input(book).expect("shown");
    }

    pub fn trade(&mut self, name: &str, number: u64, ticks: i64, lots: i64, taker: Option<Side>) {
        self.input(Input::Trade { instrument: id(name), id: number, ticks, lots, taker }).expect("counted");
    }

    pub fn mark(&mut self, name: &str, ticks: i64) {
        self.input(Input::Mark { instrument: id(name), ticks }).expect("marked");
    }

    pub fn order(&self, account: AccountId, id: OrderId) -> &Order {
        self.paper.state().order(account, id).expect("held")
    }

    pub fn balance(&self, place: Place, unit: &str) -> Decimal {
        self.paper.state().balance(place, unit)
    }

    /// What the events alone add up to, written down and read again.
    pub fn folded(&self) -> State {
        let settings = self.paper.settings();
        let mut state = State::new(settings.kept, settings.transactions);
        self.events.iter().for_each(|event| state.apply(&reread(event)).expect("applies"));
        state
    }
}

/// An event, written down and read again.
pub fn reread(event: &Event) -> Event {
    let text = serde_json::to_string(event).expect("written");
    let read: Event = serde_json::from_str(&text).expect("read");
    assert_eq!(read, *event);
    read
}

pub fn terms(listed: &Listed, side: Side, kind: OrderType, lots: i64, ticks: Option<i64>) -> Terms {
    Terms {
        listed: listed.clone(),
        side,
        kind,
        lots,
        ticks,
        trigger: None,
        time_in_force: TimeInForce::Gtc,
        expires_ns: None,
        post_only: false,
        reduce_only: false,
        close_position: false,
    }
}

pub fn limit(listed: &Listed, side: Side, lots: i64, ticks: i64) -> Terms {
    terms(listed, side, OrderType::Limit, lots, Some(ticks))
}

pub fn market(listed: &Listed, side: Side, lots: i64) -> Terms {
    terms(listed, side, OrderType::Market, lots, None)
}
