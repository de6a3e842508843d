//! What is refused before it leaves: each rule by the order that just keeps it and the one that just breaks it.

use std::sync::Arc;

use twinline_core::account::{Answer, Checks, Command, Output, Placed, Refused};
use twinline_model::{
    ClientOrderId, Duration, Instrument, InstrumentId, InstrumentStatus, OrderTicket, OrderType, PositionSide, Rate, Side, TimeInForce,
};
use twinline_venue::Instruments;

use crate::desk::{Desk, instruments};
use crate::stage::START;

/// Steps and bounds that are easy to count in.
fn listed(change: impl Fn(&mut Instrument)) -> Arc<Instruments> {
    let all = instruments();
    let list = all.iter().map(|instrument| {
        let mut instrument = (**instrument).clone();
        (instrument.tick_size, instrument.lot_size) = ("0.5".parse().unwrap(), "0.2".parse().unwrap());
        let limits = &mut instrument.limits;
        (limits.min_qty, limits.max_qty) = (Some("1".parse().unwrap()), Some("100".parse().unwrap()));
        limits.max_market_qty = Some("50".parse().unwrap());
        (limits.min_price, limits.max_price) = (Some("2".parse().unwrap()), Some("1000".parse().unwrap()));
        limits.min_notional = Some("10".parse().unwrap());
        change(&mut instrument);
        instrument
    });
    Arc::new(Instruments::from_list(list))
}

fn named(symbol: &str) -> InstrumentId {
    InstrumentId::new("binance", symbol).unwrap()
}

/// Ten at five: good under all rules.
fn limit() -> OrderTicket {
    OrderTicket {
        qty: Some("10".parse().unwrap()),
        price: Some("5".parse().unwrap()),
        ..OrderTicket::new(ClientOrderId::new("c").unwrap(), named("XRPUSDT"), Side::Buy, OrderType::Limit)
    }
}

fn market(qty: &str) -> OrderTicket {
    OrderTicket { kind: OrderType::Market, price: None, qty: Some(qty.parse().unwrap()), ..limit() }
}

fn of(kind: OrderType) -> OrderTicket {
    let price = kind.has_price().then(|| "5".parse().unwrap());
    let trigger_price = kind.has_trigger().then(|| "5".parse().unwrap());
    let trailing_percent = (kind == OrderType::TrailingStopMarket).then(|| "1".parse::<Rate>().unwrap());
    OrderTicket { kind, price, trigger_price, trailing_percent, ..limit() }
}

fn at(price: &str, qty: &str) -> OrderTicket {
    OrderTicket { price: Some(price.parse().unwrap()), qty: Some(qty.parse().unwrap()), ..limit() }
}

/// What a desk says to a ticket: nothing, or the code and the field of its no.
fn said(desk: &mut Desk, ticket: OrderTicket, checks: Checks) -> Option<Refused> {
    desk.command(Command::Preview { ask: 1, ticket: Box::new(ticket), checks });
    match desk.outputs.pop() {
        Some(Output::Answer { result: Answer::Sound, .. }) => None,
        Some(Output::Answer { result: Answer::Refused(refused), .. }) => Some(refused),
        other => panic!("{other:?}"),
    }
}

struct Door {
    desk: Desk,
}

impl Door {
    fn new() -> Self {
        Self { desk: Desk::live(&listed(|_| {})) }
    }

    fn passes(&mut self, ticket: OrderTicket, checks: Checks) {
        let told = format!("{ticket:?} {checks:?}");
        assert_eq!(said(&mut self.desk, ticket, checks), None, "{told}");
    }

    fn refuses(&mut self, ticket: OrderTicket, checks: Checks, code: &str, field: Option<&str>) -> Refused {
        let told = format!("{ticket:?} {checks:?}");
        let refused = said(&mut self.desk, ticket, checks).unwrap_or_else(|| panic!("{code} expected: {told}"));
        assert_eq!((refused.code, refused.field), (code, field), "{told}");
        refused
    }
}

fn checks() -> Checks {
    Desk::checks()
}

#[test]
fn an_order_keeps_to_tick_and_lot_and_the_nearest_right_value_is_named() {
    let mut door = Door::new();
    door.passes(limit(), checks());
    for (ticket, code, field, nearest) in [
        (at("5.2", "10"), "bad_tick", "price", "nearest: 5"),
        (at("5.3", "10"), "bad_tick", "price", "nearest: 5.5"),
        (at("5.25", "10"), "bad_tick", "price", "nearest: 5.5"),
        (at("0.1", "200"), "bad_tick", "price", "nearest: 0.5"),
        (at("5", "10.1"), "bad_lot", "qty", "nearest: 10.2"),
        (at("5", "10.05"), "bad_lot", "qty", "nearest: 10"),
        (OrderTicket { trigger_price: Some("5.3".parse().unwrap()), ..of(OrderType::StopMarket) }, "bad_tick", "trigger_price", "5.5"),
        (
            OrderTicket { activation_price: Some("5.3".parse().unwrap()), ..of(OrderType::TrailingStopMarket) },
            "bad_tick",
            "activation_price",
            "5.5",
        ),
    ] {
        let refused = door.refuses(ticket, checks(), code, Some(field));
        assert!(refused.message.ends_with(nearest), "{}", refused.message);
        assert!(!refused.retryable && refused.venue.is_none());
    }
    door.refuses(at("0", "10"), checks(), "bad_price", Some("price"));
    door.refuses(at("-5", "10"), checks(), "bad_price", Some("price"));
    door.refuses(at("5", "0"), checks(), "bad_qty", Some("qty"));
    door.refuses(at("5", "-10"), checks(), "bad_qty", Some("qty"));
    // A venue that names no step is not counted in steps.
    let mut free = Desk::live(&listed(|instrument| instrument.tick_size = "0".parse().unwrap()));
    assert_eq!(said(&mut free, at("5.3", "10"), checks()), None);
}

#[test]
fn an_order_keeps_to_the_venues_bounds() {
    let mut door = Door::new();
    door.passes(at("50", "1"), checks());
    door.refuses(at("50", "0.8"), checks(), "qty_too_small", Some("qty"));
    door.passes(at("5", "100"), checks());
    door.refuses(at("5", "100.2"), checks(), "qty_too_large", Some("qty"));
    door.passes(market("50"), checks());
    door.refuses(market("50.2"), checks(), "qty_too_large", Some("qty"));
    door.passes(at("2", "10"), checks());
    door.refuses(at("1.5", "10"), checks(), "price_too_low", Some("price"));
    door.passes(at("1000", "1"), checks());
    door.refuses(at("1000.5", "1"), checks(), "price_too_high", Some("price"));
    door.passes(at("2", "5"), checks());
    door.refuses(at("2", "4.8"), checks(), "notional_too_small", Some("qty"));
    door.passes(OrderTicket { reduce_only: true, ..at("2", "4.8") }, checks());
    let mut open = Desk::live(&listed(|instrument| {
        let limits = &mut instrument.limits;
        (limits.max_price, limits.max_market_qty) = (Some("0".parse().unwrap()), None);
    }));
    assert_eq!(said(&mut open, at("2000", "1"), checks()), None, "a greatest price of zero is none");
    assert_eq!(said(&mut open, market("100"), checks()), None, "without a bound of its own a market order has the usual one");
    assert!(said(&mut open, market("100.2"), checks()).is_some());
}

#[test]
fn fields_exclude_and_need_each_other() {
    use OrderType::{Limit, Market, StopLimit, StopMarket, TakeProfitLimit, TakeProfitMarket, TrailingStopMarket};
    let mut door = Door::new();
    let price = || Some("5".parse().unwrap());
    for kind in [Limit, Market, StopLimit, StopMarket, TakeProfitLimit, TakeProfitMarket, TrailingStopMarket] {
        door.passes(of(kind), checks());
        let usual = of(kind);
        let other = OrderTicket { price: if usual.price.is_some() { None } else { price() }, ..usual.clone() };
        door.refuses(other, checks(), "bad_order", Some("price"));
        let other = OrderTicket { trigger_price: if usual.trigger_price.is_some() { None } else { price() }, ..usual.clone() };
        door.refuses(other, checks(), "bad_order", Some("trigger_price"));
        let trailing = if usual.trailing_percent.is_some() { None } else { Some("1".parse().unwrap()) };
        door.refuses(OrderTicket { trailing_percent: trailing, ..usual.clone() }, checks(), "bad_order", Some("trailing_percent"));
        let activated = OrderTicket { activation_price: price(), ..usual.clone() };
        match kind == TrailingStopMarket {
            true => door.passes(activated, checks()),
            false => drop(door.refuses(activated, checks(), "bad_order", Some("activation_price"))),
        }
        door.refuses(OrderTicket { qty: None, ..usual.clone() }, checks(), "bad_order", Some("qty"));
        let closing = OrderTicket { qty: None, close_position: true, ..usual };
        match matches!(kind, StopMarket | TakeProfitMarket) {
            true => door.passes(closing.clone(), checks()),
            false => drop(door.refuses(closing.clone(), checks(), "bad_order", Some("close_position"))),
        }
        let sized = OrderTicket { qty: limit().qty, ..closing.clone() };
        door.refuses(sized, checks(), "bad_order", Some("close_position"));
        door.refuses(OrderTicket { reduce_only: true, ..closing }, checks(), "bad_order", Some("close_position"));
    }
    door.passes(OrderTicket { post_only: true, ..limit() }, checks());
    door.refuses(OrderTicket { post_only: true, ..of(Market) }, checks(), "bad_order", Some("post_only"));
    door.refuses(OrderTicket { post_only: true, time_in_force: TimeInForce::Ioc, ..limit() }, checks(), "bad_order", Some("post_only"));
    let until = Some(START + Duration::from_secs(3_600));
    door.passes(OrderTicket { expires_at: until, time_in_force: TimeInForce::Gtd, ..limit() }, checks());
    door.refuses(OrderTicket { expires_at: until, ..limit() }, checks(), "bad_order", Some("expires_at"));
    door.refuses(OrderTicket { time_in_force: TimeInForce::Gtd, ..limit() }, checks(), "bad_order", Some("expires_at"));
}

#[test]
fn a_price_far_from_the_market_is_a_slip_of_the_finger() {
    let mut door = Door::new();
    let collar = || Checks { collar: Some(("100".parse().unwrap(), "0.05".parse().unwrap())), ..checks() };
    let side = |side, price| OrderTicket { side, ..at(price, "1") };
    door.passes(side(Side::Buy, "105"), collar());
    door.refuses(side(Side::Buy, "105.5"), collar(), "price_collar", Some("price"));
    door.passes(side(Side::Buy, "50"), collar());
    door.passes(side(Side::Sell, "95"), collar());
    door.refuses(side(Side::Sell, "94.5"), collar(), "price_collar", Some("price"));
    door.passes(side(Side::Sell, "500"), collar());
    let waiting = OrderTicket { price: Some("200".parse().unwrap()), ..of(OrderType::StopLimit) };
    door.passes(waiting, collar());
    door.passes(market("1"), collar());
}

#[test]
fn a_key_has_caps_and_what_reduces_is_not_held_back_by_them() {
    let mut door = Door::new();
    let capped = || Checks { max_order_notional: Some("50".parse().unwrap()), ..checks() };
    door.passes(at("5", "10"), capped());
    let refused = door.refuses(at("5", "10.2"), capped(), "notional_cap", Some("qty"));
    assert!(!refused.retryable);
    door.passes(OrderTicket { reduce_only: true, ..at("5", "10.2") }, capped());
    // A market order is worth what the reference says; without one nobody can tell.
    let refused = door.refuses(market("10"), capped(), "no_reference_price", None);
    assert!(refused.retryable);
    door.passes(OrderTicket { reduce_only: true, ..market("10") }, capped());
    let known = |price: &str| Checks { collar: Some((price.parse().unwrap(), "0.05".parse().unwrap())), ..capped() };
    door.passes(market("10"), known("5"));
    door.refuses(market("10"), known("5.1"), "notional_cap", Some("qty"));
    let daily = Checks { max_daily_notional: Some("50".parse().unwrap()), ..checks() };
    door.refuses(market("10"), daily, "no_reference_price", None);
    door.passes(market("10"), checks());
}

#[test]
fn a_key_trades_only_what_it_may() {
    let mut door = Door::new();
    let only = |name: &str| Checks { instruments: Some([named(name)].into()), ..checks() };
    door.passes(limit(), only("XRPUSDT"));
    door.refuses(limit(), only("ADAUSDT"), "instrument_not_allowed", Some("instrument"));
    let at_venue = |name: &str| Checks { venues: Some([name.to_owned()].into()), ..checks() };
    door.passes(limit(), at_venue("binance"));
    door.refuses(limit(), at_venue("delta"), "venue_not_allowed", Some("instrument"));
    let reducing = || Checks { reduce_only: true, ..checks() };
    door.refuses(limit(), reducing(), "reduce_only_key", Some("reduce_only"));
    door.passes(OrderTicket { reduce_only: true, ..limit() }, reducing());
}

#[test]
fn names_are_used_once_and_fit_the_venue() {
    let mut door = Door::new();
    let name = |name: &str| OrderTicket { client_order_id: ClientOrderId::new(name).unwrap(), ..limit() };
    door.passes(name(&"a".repeat(36)), checks());
    door.refuses(name(&"a".repeat(37)), checks(), "bad_client_order_id", Some("client_order_id"));
    door.desk.command(Command::Place { ask: 9, tickets: vec![name("used")], checks: checks() });
    door.desk.outputs.clear();
    door.refuses(name("used"), checks(), "duplicate_client_order_id", Some("client_order_id"));
    door.refuses(OrderTicket { instrument: named("NEVERUSDT"), ..limit() }, checks(), "unknown_instrument", Some("instrument"));
}

#[test]
fn modes_of_the_account_bind_the_side() {
    let side = |position_side, side, reduce_only| OrderTicket { position_side, side, reduce_only, ..limit() };
    let mut door = Door::new();
    door.refuses(side(PositionSide::Long, Side::Buy, false), checks(), "bad_position_side", Some("position_side"));
    door.refuses(side(PositionSide::Short, Side::Sell, false), checks(), "bad_position_side", Some("position_side"));
    door.passes(side(PositionSide::Both, Side::Sell, true), checks());
    // From now on in hedge mode, as its owner chose on the venue's page.
    door.desk.command(Command::Reconcile { ask: 5 });
    door.desk.pass(Duration::from_millis(50));
    let call = door.desk.open_of("settings")[0].call;
    door.desk.answer(call, 200, r#"{"dualSidePosition":true,"multiAssetsMargin":false,"canTrade":true}"#);
    door.desk.outputs.clear();
    door.refuses(side(PositionSide::Both, Side::Buy, false), checks(), "bad_position_side", Some("position_side"));
    door.passes(side(PositionSide::Long, Side::Buy, false), checks());
    door.refuses(side(PositionSide::Long, Side::Sell, true), checks(), "bad_reduce_only", Some("reduce_only"));
}

#[test]
fn what_is_closed_takes_no_orders() {
    let halted = listed(|instrument| instrument.status = InstrumentStatus::Halted);
    let mut desk = Desk::live(&halted);
    assert_eq!(said(&mut desk, limit(), checks()).map(|refused| refused.code), Some("market_closed"));
    let mut desk = Desk::live(&listed(|_| {}));
    desk.command(Command::Stop);
    desk.outputs.clear();
    let refused = said(&mut desk, limit(), checks());
    assert_eq!(refused.map(|refused| (refused.code, refused.retryable)), Some(("stopping", true)));
}

/// Places orders; codes of those that were refused.
fn placed(desk: &mut Desk, tickets: Vec<OrderTicket>, checks: Checks) -> Vec<&'static str> {
    let ask = 1_000 + desk.left.len() as u64;
    desk.command(Command::Place { ask, tickets, checks });
    desk.lose_places();
    let told = desk.outputs.iter().find_map(|output| match output {
        Output::Answer { ask: of, result: Answer::Orders(placed) } if *of == ask => Some(placed.clone()),
        _ => None,
    });
    let refused =
        told.unwrap().into_iter().filter_map(|placed| if let Placed::Refused(refused) = placed { Some(refused.code) } else { None });
    refused.collect()
}

fn numbered(from: usize, count: usize) -> Vec<OrderTicket> {
    (from..from + count).map(|at| OrderTicket { client_order_id: ClientOrderId::new(&format!("n{at}")).unwrap(), ..limit() }).collect()
}

#[test]
fn a_day_has_a_cap_that_a_new_day_opens_again() {
    let mut desk = Desk::live(&listed(|_| {}));
    let capped = || Checks { max_daily_notional: Some("150".parse().unwrap()), ..checks() };
    assert_eq!(placed(&mut desk, numbered(0, 4), capped()), ["daily_notional_cap"], "three of fifty, and no more");
    let other = Checks { actor: "other".to_owned(), ..capped() };
    assert_eq!(placed(&mut desk, numbered(10, 3), other), Vec::<&str>::new(), "each key has its own");
    let reducing = numbered(20, 1).into_iter().map(|ticket| OrderTicket { reduce_only: true, ..ticket }).collect();
    assert_eq!(placed(&mut desk, reducing, capped()), Vec::<&str>::new());
    desk.now = desk.now + Duration::from_secs(86_400);
    assert_eq!(placed(&mut desk, numbered(30, 4), capped()), ["daily_notional_cap"], "a new day, as much again");
}

#[test]
fn a_second_has_room_for_so_many_orders() {
    let mut desk = Desk::bounded(&listed(|_| {}), 5);
    assert_eq!(placed(&mut desk, numbered(0, 7), checks()), ["too_many_orders"; 2]);
    desk.now = desk.now + Duration::from_millis(999);
    assert_eq!(placed(&mut desk, numbered(10, 1), checks()), ["too_many_orders"]);
    desk.now = desk.now + Duration::from_millis(1);
    assert_eq!(placed(&mut desk, numbered(20, 6), checks()), ["too_many_orders"]);
}
