//! Do the house and the codec understand each other?

use std::sync::Arc;

use rust_decimal::Decimal;
use twinline_exchange::accounts::{AccountId, Refusal};
use twinline_exchange::fills::{Depth, Latency};
use twinline_exchange::paper::presets::{self, Steps};
use twinline_exchange::paper::{Answer, Event, Input, Listing, Paper, Place, Settings};
use twinline_model::{
    Amount, ClientOrderId, Duration, InstrumentId, MarginMode, OrderRef, OrderTicket, OrderType, Phase, PositionSide, Price, Qty, Rate,
    Setting, Side, Timestamp,
};
use twinline_paper::{House, Venue};
use twinline_venue::account::{
    AccountCodec, AccountFact, AccountFacts, AccountStep, AccountView, History, Leaving, Route, Secret, SecretFields, StreamKeyStep,
};
use twinline_venue::{Codec, Endpoints, Frame, Instruments, LinkId, LinkKind, Outcome, RefusalKind, Reply};

const NOW: Timestamp = Timestamp::from_millis(1_795_250_417_000);

struct Bench {
    house: House,
    id: AccountId,
    view: AccountView,
    told: Vec<Event>,
}

fn dec(text: &str) -> Decimal {
    Decimal::from_str_exact(text).expect("a decimal")
}

fn coin() -> InstrumentId {
    "binance:BTCUSDT".parse().expect("a name")
}

fn codec() -> &'static dyn AccountCodec {
    Venue.accounts().expect("accounts")
}

impl Bench {
    fn new() -> Bench {
        Bench::of(presets::crypto_perpetual)
    }

    fn of(terms: fn(InstrumentId, Steps) -> Result<Listing, Refusal>) -> Bench {
        let (price_unit, size_unit) = (dec("0.1"), dec("0.001"));
        let steps = Steps { asset: "BTC".to_owned(), unit: "USDT".to_owned(), price_unit, size_unit, tick: 1, step: 1 };
        let listing = terms(coin(), steps).expect("in range");
        let mut house = House::new(Paper::new(Settings { latency: Latency::NONE, ..Settings::default() }));
        house.list(listing);
        let (opened, _) = house.input(NOW, &Input::Open { name: "mine".to_owned(), deposits: Vec::new() }).expect("opened");
        let Answer::Account(id) = opened else { panic!("no account") };
        house.input(NOW, &Input::Deposit { account: id, unit: "USDT".to_owned(), amount: dec("10000") }).expect("deposited");
        let book = |bids, asks| Input::Book { instrument: coin(), depth: Depth::Levels, bids, asks };
        house.input(NOW, &book(vec![(599_990, 500)], vec![(600_000, 500)])).expect("shown");
        let fields = SecretFields([("account".to_owned(), Secret::new("mine"))].into());
        let view = AccountView {
            endpoints: Arc::new(Endpoints { rest: "http://localhost".to_owned(), ws: "ws://localhost".to_owned(), commands: None }),
            instruments: Arc::new(Instruments::default()),
            clock_offset: Duration::ZERO,
            signer: codec().signer(&fields).expect("a name"),
            stream_key: None,
            logged_on: Vec::new(),
        };
        Bench { house, id, view, told: Vec::new() }
    }

    /// What a step leads to, through words both ways.
    fn ask(&mut self, step: &AccountStep) -> (Outcome<()>, Vec<AccountFact>) {
        let Ok(Leaving::Http(request)) = codec().encode(&self.view, NOW, step, Route::Http) else { panic!("{step:?}") };
        let reply = self.house.ask(NOW, &request.body);
        self.told.extend(reply.events);
        let mut facts = AccountFacts::new();
        let outcome = codec().decode_reply(&self.view, step, Reply::Http { status: reply.status, body: &reply.body }, &mut facts);
        (outcome, facts.items)
    }

    /// What the account hears on its link.
    fn hear(&mut self) -> Vec<AccountFact> {
        let mut facts = AccountFacts::new();
        for (id, told) in self.house.told(NOW, &std::mem::take(&mut self.told)) {
            assert_eq!(id, self.id);
            let text = serde_json::to_string(&told).expect("words");
            let link = LinkId { kind: LinkKind(0), serial: 1 };
            codec().decode_frame(&self.view, link, Frame::Text(&text), &mut facts).expect("readable");
        }
        facts.items
    }
}

fn ticket(kind: OrderType, qty: &str, price: Option<&str>) -> OrderTicket {
    OrderTicket {
        qty: Some(Qty::parse(qty).expect("a number")),
        price: price.map(|price| Price::parse(price).expect("a number")),
        ..OrderTicket::new(ClientOrderId::new("first").expect("a name"), coin(), Side::Buy, kind)
    }
}

fn place(ticket: OrderTicket) -> AccountStep {
    AccountStep::Place(Arc::new(ticket))
}

fn named() -> OrderRef {
    OrderRef { instrument: coin(), conditional: false, client_id: Some(ClientOrderId::new("first").expect("a name")), venue_id: None }
}

#[test]
fn an_order_is_filled_and_told_with_its_position_and_the_money() {
    let mut bench = Bench::new();
    let (outcome, facts) = bench.ask(&place(ticket(OrderType::Market, "0.1", None)));
    assert_eq!(outcome, Outcome::Done(()));
    let [AccountFact::Order(order)] = facts.as_slice() else { panic!("{facts:?}") };
    assert_eq!((order.phase, order.executed, order.average), (Some(Phase::Filled), Qty::parse("0.1").ok(), Price::parse("60000").ok()));
    let heard = bench.hear();
    let fill = heard.iter().find_map(|fact| if let AccountFact::Fill(fill) = fact { Some(fill) } else { None }).expect("a fill");
    assert_eq!((fill.fee, fill.client_order_id.clone(), fill.trade_id.as_str()), (Amount::parse("3").ok(), named().client_id, "1-1"));
    let held = heard.iter().find_map(|fact| if let AccountFact::Position(held) = fact { Some(held) } else { None }).expect("a position");
    assert_eq!((held.qty, held.entry_price), (Qty::parse("0.1").expect("a number"), Price::parse("60000").ok()));
    let Some(AccountFact::Balance(money)) = heard.last() else { panic!("{heard:?}") };
    assert_eq!((money.wallet, money.available), (Amount::parse("9997").expect("a number"), Amount::parse("9397").ok()));
}

#[test]
fn what_was_sold_is_paid_when_the_next_trading_day_begins() {
    let mut bench = Bench::of(presets::indian_delivery);
    let trade = |side, name: &str| {
        let client_order_id = ClientOrderId::new(name).expect("a name");
        place(OrderTicket { side, client_order_id, ..ticket(OrderType::Market, "0.1", None) })
    };
    assert_eq!(bench.ask(&trade(Side::Buy, "bought")).0, Outcome::Done(()));
    assert_eq!(bench.ask(&trade(Side::Sell, "sold")).0, Outcome::Done(()));
    let free = |bench: &Bench| bench.house.paper().state().balance(Place::Available(bench.id), "USDT");
    let (before, waits) = (free(&bench), bench.house.paper().state().balance(Place::Unsettled(bench.id), "USDT"));
    assert!(waits > dec("5900") && before < dec("4100"), "{waits} {before}");
    let events = bench.house.settle(NOW).expect("settled");
    assert_eq!((events.len(), free(&bench)), (1, before + waits));
    assert_eq!(bench.house.settle(NOW), Ok(Vec::new()), "once");
}

#[test]
fn what_is_held_within_a_day_is_closed_when_it_ends() {
    let mut bench = Bench::of(presets::indian_intraday);
    assert_eq!(bench.ask(&place(ticket(OrderType::Market, "0.1", None))).0, Outcome::Done(()));
    let rests =
        OrderTicket { client_order_id: ClientOrderId::new("rests").expect("a name"), ..ticket(OrderType::Limit, "0.1", Some("59000")) };
    assert_eq!(bench.ask(&place(rests)).0, Outcome::Done(()));
    let engaged = |bench: &Bench| bench.house.engaged().count();
    assert_eq!(engaged(&bench), 2);
    bench.house.square_off(NOW).expect("closed");
    assert_eq!(engaged(&bench), 0, "neither an order nor a position is left");
}

#[test]
fn questions_answer_what_the_link_told() {
    let mut bench = Bench::new();
    assert_eq!(bench.ask(&place(ticket(OrderType::Limit, "0.7", Some("60000")))).0, Outcome::Done(()));
    let (_, open) = bench.ask(&AccountStep::OpenOrders { instrument: None, conditional: false });
    assert!(matches!(&open[..], [AccountFact::Order(order)] if order.phase == Some(Phase::Live)), "{open:?}");
    let history = History { limit: 10, ..History::default() };
    let (_, fills) = bench.ask(&AccountStep::Fills { instrument: coin(), history: history.clone() });
    let heard: Vec<_> = bench.hear().into_iter().filter(|fact| matches!(fact, AccountFact::Fill(_))).collect();
    assert_eq!(fills, heard);
    let (_, moved) = bench.ask(&AccountStep::Transactions { history });
    let amounts: Vec<_> =
        moved.iter().map(|fact| if let AccountFact::Transaction(row) = fact { row.amount.to_string() } else { String::new() }).collect();
    assert_eq!(amounts, ["10000", "-15.00000000"], "what only backs orders is no movement");
    let (outcome, facts) = bench.ask(&AccountStep::Cancel(named()));
    assert_eq!(outcome, Outcome::Done(()));
    assert!(matches!(&facts[..], [AccountFact::Order(order)] if order.phase == Some(Phase::Canceled)), "{facts:?}");
}

#[test]
fn a_no_has_its_code_and_moves_nothing() {
    let mut bench = Bench::new();
    let mut check = |step: AccountStep, kind: RefusalKind, code: &str| {
        let (outcome, facts) = bench.ask(&step);
        let Outcome::Refused(refusal) = outcome else { panic!("{step:?} {outcome:?}") };
        assert_eq!((refusal.kind, refusal.code.as_deref(), facts.len()), (kind, Some(code), 0), "{step:?}");
        assert!(bench.told.is_empty());
    };
    check(place(ticket(OrderType::Market, "100", None)), RefusalKind::Rejected, "INSUFFICIENT_MARGIN");
    check(place(ticket(OrderType::Limit, "0.1", Some("60000.05"))), RefusalKind::Rejected, "BAD_TICK");
    check(place(ticket(OrderType::Limit, "0.0001", Some("60000"))), RefusalKind::Rejected, "BAD_QTY");
    check(
        place(OrderTicket { position_side: PositionSide::Long, ..ticket(OrderType::Market, "0.1", None) }),
        RefusalKind::Rejected,
        "BAD_TERMS",
    );
    check(AccountStep::Cancel(named()), RefusalKind::NotFound, "UNKNOWN_ORDER");
    let leverage = Rate::parse("126").expect("a number");
    check(AccountStep::SetLeverage { instrument: coin(), leverage }, RefusalKind::Rejected, "BAD_LEVERAGE");
}

#[test]
fn settings_are_told_as_they_are() {
    let mut bench = Bench::new();
    let leverage = Rate::parse("20").expect("a number");
    assert_eq!(bench.ask(&AccountStep::SetLeverage { instrument: coin(), leverage }).0, Outcome::Done(()));
    assert_eq!(bench.ask(&AccountStep::SetMarginMode { instrument: coin(), mode: MarginMode::Isolated }).0, Outcome::Done(()));
    let (_, facts) = bench.ask(&AccountStep::InstrumentSettings { instrument: Some(coin()) });
    let wanted = [Setting::Leverage(coin(), leverage), Setting::MarginMode(coin(), MarginMode::Isolated)];
    assert_eq!(facts, wanted.map(AccountFact::Setting));
    assert!(bench.hear().contains(&AccountFact::Setting(Setting::Leverage(coin(), leverage))));
    let (_, key) = bench.ask(&AccountStep::StreamKey(StreamKeyStep::Open));
    assert!(matches!(key[..], [AccountFact::StreamKey(_)]));
}

#[test]
fn foreign_bytes_are_refused_or_doubted() {
    let mut bench = Bench::new();
    for bytes in
        [&b""[..], b"{", b"[]", b"{\"account\":\"mine\",\"ask\":\"Everything\"}", b"{\"account\":\"other\",\"ask\":\"Clock\"}", &[0xff; 9]]
    {
        let reply = bench.house.ask(NOW, bytes);
        assert_eq!((reply.status, reply.events.len()), (400, 0));
        let mut facts = AccountFacts::new();
        let answer = Reply::Http { status: 200, body: bytes };
        assert!(matches!(codec().decode_reply(&bench.view, &AccountStep::Clock, answer, &mut facts), Outcome::Unknown(_)));
        let link = LinkId { kind: LinkKind(0), serial: 1 };
        assert!(codec().decode_frame(&bench.view, link, Frame::Binary(bytes), &mut facts).is_err());
        assert!(facts.items.is_empty());
    }
}
