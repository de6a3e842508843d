//! Does the decider that serves every venue's accounts serve one with play money, without knowing it?

use std::collections::VecDeque;
use std::sync::Arc;

use rust_decimal::Decimal;
use twinline_core::account::{Account, AccountConfig, AccountState, Action, Answer, Checks, Command, Input, Output};
use twinline_core::session::CallId;
use twinline_exchange::fills::{Depth, Latency};
use twinline_exchange::paper::presets::{self, Steps};
use twinline_exchange::paper::{Input as HouseInput, Paper, Settings};
use twinline_model::{
    AccountId, Amount, ClientOrderId, Duration, Freshness, Instrument, InstrumentId, InstrumentKind, InstrumentStatus, OrderLimits,
    OrderStatus, OrderTicket, OrderType, Price, Qty, Side, Timestamp,
};
use twinline_paper::{House, Venue};
use twinline_venue::account::{AccountStep, Leaving, Route, Secret, SecretFields};
use twinline_venue::{Codec, Endpoints, Frame, Instruments, LinkId, Reply};

const START: Timestamp = Timestamp::from_millis(1_795_250_417_000);

/// What is on its way to the account.
#[derive(Debug)]
enum Due {
    Opened(LinkId),
    Asked(CallId, Box<AccountStep>),
    Replied(CallId, u16, Vec<u8>),
    Frame(String),
    Appended(u64),
    Recalled(twinline_core::account::Kept),
}

struct Stage {
    house: House,
    account: Account,
    now: Timestamp,
    wake_at: Option<Timestamp>,
    link: Option<LinkId>,
    due: VecDeque<Due>,
    answers: Vec<Answer>,
    freshness: Option<Freshness>,
    /// The link tells before the answer comes, or after.
    events_first: bool,
}

fn dec(text: &str) -> Decimal {
    Decimal::from_str_exact(text).expect("a decimal")
}

fn coin() -> InstrumentId {
    "binance:BTCUSDT".parse().expect("a name")
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).expect("a number")
}

fn price(text: &str) -> Price {
    Price::parse(text).expect("a number")
}

fn listed() -> Instrument {
    Instrument {
        id: coin(),
        alias: "BTC/USDT:USDT".to_owned(),
        kind: InstrumentKind::Perpetual,
        base: "BTC".to_owned(),
        quote: "USDT".to_owned(),
        settle: "USDT".to_owned(),
        underlying: "BTC".to_owned(),
        status: InstrumentStatus::Trading,
        price_scale: 1,
        size_scale: 3,
        tick_size: price("0.1"),
        lot_size: qty("0.001"),
        limits: OrderLimits::default(),
        contract_size: qty("1"),
        inverse: false,
        option: None,
        number: None,
        listed_at: None,
        expiry: None,
    }
}

fn house() -> House {
    let (price_unit, size_unit) = (dec("0.1"), dec("0.001"));
    let steps = Steps { asset: "BTC".to_owned(), unit: "USDT".to_owned(), price_unit, size_unit, tick: 1, step: 1 };
    let mut house = House::new(Paper::new(Settings { latency: Latency::default(), ..Settings::default() }));
    house.list(presets::crypto_perpetual(coin(), steps).expect("in range"));
    house.input(START, &HouseInput::Open { name: "mine".to_owned(), deposits: Vec::new() }).expect("opened");
    let account = *house.paper().state().accounts().keys().next().expect("one");
    house.input(START, &HouseInput::Deposit { account, unit: "USDT".to_owned(), amount: dec("10000") }).expect("deposited");
    house
}

impl Stage {
    fn new(house: House, events_first: bool) -> Stage {
        let fields = SecretFields([("account".to_owned(), Secret::new("mine"))].into());
        let config = AccountConfig {
            account: AccountId::new("mine").expect("a name"),
            endpoints: Endpoints { rest: "http://localhost".to_owned(), ws: "ws://localhost".to_owned(), commands: None },
            epoch: 1,
            seed: 7,
            signer: Venue.accounts().expect("accounts").signer(&fields).expect("a name"),
            instruments: Arc::new(Instruments::from_list([listed()])),
            max_orders_per_second: 50,
            sharing: 1,
        };
        let account = Account::new(config, &Venue, AccountState::default()).expect("accounts");
        let (due, answers) = (VecDeque::new(), Vec::new());
        let mut stage = Stage { house, account, now: START, wake_at: None, link: None, due, answers, freshness: None, events_first };
        stage.step(Input::Start);
        stage
    }

    fn step(&mut self, input: Input<'_>) {
        let mut actions = Vec::new();
        self.account.handle(self.now, input, &mut actions);
        for action in actions {
            match action {
                Action::Open { link, .. } => self.due.push_back(Due::Opened(link)),
                Action::Close { .. } => self.link = None,
                Action::Call { call, step, .. } => self.due.push_back(Due::Asked(call, Box::new(step))),
                Action::Append { ticket, .. } => self.due.extend(ticket.map(Due::Appended)),
                Action::WakeAt(at) => self.wake_at = Some(at),
                Action::Emit(Output::Answer { result, .. }) => self.answers.push(result),
                Action::Emit(Output::Status(status)) => self.freshness = Some(status.freshness),
                Action::Emit(Output::Recall(kept)) => self.due.push_back(Due::Recalled(kept)),
                Action::Ping { link } => self.step(Input::Alive { link }),
                Action::Emit(Output::Heard(_) | Output::Stopped) | Action::Heard { .. } => {}
            }
        }
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Opened(link) => {
                self.link = Some(link);
                self.step(Input::Opened { link });
            }
            Due::Asked(call, step) => self.ask(call, &step),
            Due::Replied(call, status, body) => {
                self.step(Input::Reply { call, sent_at: self.now, reply: Reply::Http { status, body: &body } });
            }
            Due::Frame(text) => {
                if let Some(link) = self.link {
                    self.step(Input::Frame { link, frame: Frame::Text(&text) });
                }
            }
            Due::Appended(ticket) => self.step(Input::Appended { ticket, result: Ok(()) }),
            Due::Recalled(kept) => self.step(Input::Command(Command::Recalled { kept, found: None })),
        }
    }

    /// What the driver does with a call that the budget has granted.
    fn ask(&mut self, call: CallId, step: &AccountStep) {
        let accounts = Venue.accounts().expect("accounts");
        let Ok(Leaving::Http(request)) = accounts.encode(self.account.view(), self.now, step, Route::Http) else {
            return self.step(Input::NotAdmitted { call, retry_at: None, reason: "not supported" });
        };
        self.step(Input::Left { call });
        let reply = self.house.ask(self.now, &request.body);
        let answer = Due::Replied(call, reply.status, reply.body);
        if self.events_first {
            self.hear(&reply.events);
            self.due.push_back(answer);
        } else {
            self.due.push_back(answer);
            self.hear(&reply.events);
        }
    }

    fn hear(&mut self, events: &[twinline_exchange::paper::Event]) {
        for (_, told) in self.house.told(self.now, events) {
            self.due.push_back(Due::Frame(serde_json::to_string(&told).expect("words")));
        }
    }

    /// The market shows itself ten times a second meanwhile.
    fn run_for(&mut self, time: Duration, bids: &[(i64, i64)], asks: &[(i64, i64)]) {
        let end = self.now + time;
        while self.now < end {
            let book = HouseInput::Book { instrument: coin(), depth: Depth::Levels, bids: bids.to_vec(), asks: asks.to_vec() };
            let (_, events) = self.house.input(self.now, &book).expect("shown");
            self.hear(&events);
            while let Some(due) = self.due.pop_front() {
                self.happen(due);
            }
            self.now = self.now + Duration::from_millis(100);
            if self.wake_at.is_some_and(|at| at <= self.now) {
                self.wake_at = None;
                self.step(Input::Wake);
            }
        }
    }

    fn place(&mut self, name: &str, side: Side, kind: OrderType, amount: &str, limit: Option<&str>) {
        let ticket = OrderTicket {
            qty: Some(qty(amount)),
            price: limit.map(price),
            ..OrderTicket::new(ClientOrderId::new(name).expect("a name"), coin(), side, kind)
        };
        self.step(Input::Command(Command::Place { ask: 1, tickets: vec![ticket], checks: Checks::default() }));
    }

    fn status(&self, name: &str) -> Option<OrderStatus> {
        let name = ClientOrderId::new(name).expect("a name");
        self.account.state().orders().find(|order| order.id == name).map(twinline_core::account::Order::status)
    }

    fn position(&self) -> Option<Qty> {
        self.account.state().positions().find(|held| held.instrument == coin()).map(|held| held.qty)
    }

    fn money(&self) -> Option<Amount> {
        self.account.state().balances().find(|held| held.asset == "USDT").map(|held| held.wallet)
    }
}

const BIDS: [(i64, i64); 2] = [(599_990, 5_000), (599_980, 5_000)];
const ASKS: [(i64, i64); 2] = [(600_000, 60), (600_010, 5_000)];

#[test]
fn an_account_comes_live_trades_and_knows_what_the_house_knows() {
    for events_first in [false, true] {
        let mut stage = Stage::new(house(), events_first);
        stage.run_for(Duration::from_secs(10), &BIDS, &ASKS);
        assert_eq!(stage.freshness, Some(Freshness::Live));
        assert_eq!(stage.money(), Amount::parse("10000").ok());
        stage.place("one", Side::Buy, OrderType::Market, "0.1", None);
        stage.place("two", Side::Sell, OrderType::Limit, "0.1", Some("60100"));
        stage.run_for(Duration::from_secs(2), &BIDS, &ASKS);
        assert_eq!((stage.status("one"), stage.status("two")), (Some(OrderStatus::Filled), Some(OrderStatus::Open)));
        assert_eq!(stage.position(), Some(qty("0.1")));
        // 0.06 at 60,000 and 0.04 at 60,001: 6,000.04 at 0.05 % are 3.00002.
        assert_eq!(stage.money(), Amount::parse("9996.99998").ok());
        // The market comes to the resting order: sold at its own price, as a maker, for a gain of 9.96 and 0.02 % of 6,010.
        stage.run_for(Duration::from_secs(1), &[(601_100, 500)], &[(601_110, 500)]);
        assert_eq!((stage.status("two"), stage.position()), (Some(OrderStatus::Filled), Some(qty("0"))));
        assert_eq!(stage.money(), Amount::parse("10005.75798").ok());
        stage.place("three", Side::Buy, OrderType::Limit, "10", Some("60000"));
        stage.run_for(Duration::from_secs(1), &BIDS, &ASKS);
        assert_eq!(stage.status("three"), Some(OrderStatus::Rejected));
    }
}

#[test]
fn after_a_restart_the_house_is_asked_and_all_is_known_again() {
    let mut stage = Stage::new(house(), false);
    stage.run_for(Duration::from_secs(10), &BIDS, &ASKS);
    stage.place("one", Side::Buy, OrderType::Market, "0.1", None);
    stage.place("two", Side::Buy, OrderType::Limit, "0.1", Some("59000"));
    stage.run_for(Duration::from_secs(2), &BIDS, &ASKS);
    let (money, known) = (stage.money(), stage.position());
    let mut again = Stage::new(stage.house, false);
    again.now = stage.now;
    again.run_for(Duration::from_secs(10), &BIDS, &ASKS);
    assert_eq!((again.freshness, again.money(), again.position()), (Some(Freshness::Live), money, known));
    let open: Vec<_> = again.account.state().orders().filter(|order| order.status() == OrderStatus::Open).collect();
    assert_eq!(open.len(), 1);
}
