//! What is known of an order, of fills and of their busts does not depend on the order in which it was told, nor on how often.

use proptest::prelude::*;
use rust_decimal::Decimal;
use twinline_core::account::{AccountEnvelope, AccountEvent, AccountState, Bounds, Kept, Order, Origination};
use twinline_model::{
    AccountId, Amount, ClientOrderId, Fill, FillKind, InstrumentId, OrderId, OrderTicket, OrderType, Phase, PositionSide, Price, Qty, Side,
    Timestamp, TradeId, VenueOrderId,
};
use twinline_venue::account::{OrderFact, OrderTerms};

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(1_767_600_000_000 + ms)
}

fn qty(text: &str) -> Qty {
    Qty::parse(text).expect("a quantity")
}

fn price(text: &str) -> Price {
    Price::parse(text).expect("a price")
}

fn instrument() -> InstrumentId {
    "binance:XRPUSDT".parse().expect("an instrument")
}

fn ticket(name: &str, kind: OrderType) -> OrderTicket {
    OrderTicket {
        qty: Some(qty("10")),
        price: kind.has_price().then(|| price("2.0")),
        trigger_price: kind.has_trigger().then(|| price("2.1")),
        ..OrderTicket::new(ClientOrderId::new(name).expect("a name"), instrument(), Side::Buy, kind)
    }
}

/// A word of a source: time, phase, the venue's word, executed, average.
fn word(ms: i64, phase: Option<Phase>, word: &str, executed: Option<&str>, average: Option<&str>) -> OrderFact {
    OrderFact {
        instrument: instrument(),
        conditional: false,
        client_id: Some(ClientOrderId::new("a").expect("a name")),
        venue_id: Some(VenueOrderId::new("7")),
        released_id: None,
        phase,
        word: word.to_owned(),
        executed: executed.map(qty),
        average: average.map(price),
        terms: None,
        shape: None,
        reason: None,
        ts: at(ms),
    }
}

fn terms(fact: OrderFact, revision: i64, at_price: &str, of: &str) -> OrderFact {
    let terms = OrderTerms {
        revision: at(revision),
        qty: Some(qty(of)),
        price: Some(price(at_price)),
        trigger_price: None,
        trailing_percent: None,
    };
    OrderFact { terms: Some(terms), ..fact }
}

fn conditional(fact: OrderFact, released: Option<&str>) -> OrderFact {
    OrderFact { conditional: true, venue_id: Some(VenueOrderId::new("900")), released_id: released.map(VenueOrderId::new), ..fact }
}

const LIVE: Option<Phase> = Some(Phase::Live);

/// Fill in pieces, with a snapshot over HTTP that is late, and one that knows the average.
fn filled() -> Vec<OrderFact> {
    vec![
        word(1, LIVE, "NEW", Some("0"), None),
        word(2, LIVE, "PARTIALLY_FILLED", Some("4"), Some("2.0")),
        word(3, LIVE, "PARTIALLY_FILLED", Some("7"), Some("2.01")),
        word(4, Some(Phase::Filled), "FILLED", Some("10"), Some("2.013")),
        word(1, LIVE, "NEW", Some("0"), Some("0")),
        word(3, LIVE, "PARTIALLY_FILLED", Some("7.0"), None),
        word(4, Some(Phase::Filled), "FILLED", Some("10"), None),
        word(4, None, "FULFILLED", Some("10"), None),
    ]
}

/// Edited twice, canceled; rows with old terms come whenever they like.
fn edited() -> Vec<OrderFact> {
    vec![
        terms(word(1, LIVE, "NEW", Some("0"), None), 1, "2.0", "10"),
        terms(word(5, LIVE, "NEW", Some("0"), None), 5, "2.02", "10"),
        terms(word(6, LIVE, "PARTIALLY_FILLED", Some("3"), Some("2.02")), 6, "2.02", "10"),
        terms(word(9, LIVE, "PARTIALLY_FILLED", Some("3"), Some("2.02")), 9, "2.03", "12"),
        terms(word(9, LIVE, "PARTIALLY_FILLED", Some("3"), Some("2.02")), 9, "2.02", "12"),
        terms(word(1, LIVE, "NEW", Some("0"), None), 1, "2.00", "10.0"),
        terms(word(11, Some(Phase::Canceled), "CANCELED", Some("3"), Some("2.02")), 11, "2.03", "12"),
    ]
}

/// Ended by its time in force while a cancel's answer says otherwise, and a reason is told by one source alone.
fn expired() -> Vec<OrderFact> {
    let reason = |fact: OrderFact, reason: &str| OrderFact { reason: Some(reason.to_owned()), ..fact };
    vec![
        word(1, LIVE, "NEW", Some("0"), None),
        word(2, LIVE, "PARTIALLY_FILLED", Some("1"), Some("2.0")),
        reason(word(3, Some(Phase::Expired), "EXPIRED", Some("1"), Some("2.0")), "immediate-or-cancel remainder"),
        word(3, Some(Phase::Expired), "EXPIRED", Some("1"), None),
        reason(word(3, Some(Phase::Expired), "EXPIRED_IN_MATCH", Some("1"), None), "self-trade prevention"),
        word(1, LIVE, "NEW", None, None),
        word(3, None, "DONE", None, None),
    ]
}

/// A trigger releases an order of the other book, which is filled; the book of triggers speaks last.
fn triggered() -> Vec<OrderFact> {
    vec![
        conditional(word(1, Some(Phase::Untriggered), "NEW", None, None), None),
        conditional(word(2, Some(Phase::Untriggered), "TRIGGERING", None, None), None),
        conditional(word(3, LIVE, "TRIGGERED", None, None), Some("7")),
        word(3, LIVE, "NEW", Some("0"), None),
        word(4, LIVE, "PARTIALLY_FILLED", Some("6"), Some("2.1")),
        word(5, Some(Phase::Filled), "FILLED", Some("10"), Some("2.11")),
        conditional(word(6, None, "FINISHED", None, None), Some("7")),
        conditional(word(1, Some(Phase::Untriggered), "NEW", None, None), None),
    ]
}

/// A cancel and the last fill cross: what was executed stays.
fn crossed() -> Vec<OrderFact> {
    vec![
        word(1, LIVE, "NEW", Some("0"), None),
        word(4, Some(Phase::Canceled), "CANCELED", Some("9"), Some("2.0")),
        word(3, LIVE, "PARTIALLY_FILLED", Some("9"), Some("2.0")),
        word(4, Some(Phase::Canceled), "CANCELED", Some("9.0"), None),
        word(2, LIVE, "PARTIALLY_FILLED", Some("5"), Some("1.99")),
    ]
}

/// Every order of as many things, by exchanging two at a time.
fn permutations(count: usize, mut each: impl FnMut(&[usize])) {
    let mut places: Vec<usize> = (0..count).collect();
    let mut turns = vec![0; count];
    each(&places);
    let mut at = 0;
    while at < count {
        if turns[at] < at {
            places.swap(if at % 2 == 0 { 0 } else { turns[at] }, at);
            each(&places);
            turns[at] += 1;
            at = 0;
        } else {
            turns[at] = 0;
            at += 1;
        }
    }
}

fn told(kind: OrderType, facts: &[OrderFact], places: &[usize]) -> Order {
    let mut order = Order::intended(&ticket("a", kind), at(0));
    for place in places {
        let before = (order.executed, order.phase, order.updated_at);
        order.join(&facts[*place]);
        let after = (order.executed, order.phase, order.updated_at);
        assert!(after.0 >= before.0 && after.1 >= before.1 && after.2 >= before.2, "{before:?} {after:?} by {:?}", facts[*place]);
    }
    order
}

/// All orders of arrival, and each fact twice, give the same.
fn check(kind: OrderType, facts: &[OrderFact]) -> Order {
    let straight: Vec<usize> = (0..facts.len()).collect();
    let expected = told(kind, facts, &straight);
    permutations(facts.len(), |places| assert_eq!(told(kind, facts, places), expected, "in the order {places:?}"));
    let twice: Vec<usize> = straight.iter().chain(straight.iter().rev()).flat_map(|place| [*place, *place]).collect();
    assert_eq!(told(kind, facts, &twice), expected, "told again");
    let mut again = expected.clone();
    for fact in facts {
        assert!(!again.join(fact).changed, "{fact:?} is known");
    }
    expected
}

#[test]
fn f14_every_order_of_arrival_tells_the_same_of_a_filled_order() {
    let order = check(OrderType::Limit, &filled());
    assert_eq!((order.phase, order.executed, order.average), (Phase::Filled, qty("10"), Some((qty("10"), price("2.013")))));
    assert_eq!((order.venue_status.as_str(), order.updated_at), ("FILLED", at(4)));
}

#[test]
fn f14_every_order_of_arrival_tells_the_same_of_an_edited_order() {
    let order = check(OrderType::Limit, &edited());
    let terms = order.terms.expect("terms");
    assert_eq!((terms.revision, terms.price, terms.qty), (at(11), Some(price("2.03")), Some(qty("12"))));
    assert_eq!((order.phase, order.executed), (Phase::Canceled, qty("3")));
}

#[test]
fn f14_every_order_of_arrival_tells_the_same_of_an_expired_order() {
    let order = check(OrderType::Limit, &expired());
    assert_eq!((order.phase, order.venue_status.as_str()), (Phase::Expired, "EXPIRED_IN_MATCH"));
    assert_eq!(order.reason.as_deref(), Some("self-trade prevention"));
}

#[test]
fn f14_every_order_of_arrival_tells_the_same_of_a_trigger_and_what_it_released() {
    let order = check(OrderType::StopMarket, &triggered());
    assert_eq!((order.phase, order.executed), (Phase::Filled, qty("10")));
    assert_eq!((order.venue_order_id, order.released_order_id), (Some(VenueOrderId::new("900")), Some(VenueOrderId::new("7"))));
}

#[test]
fn f14_every_order_of_arrival_tells_the_same_where_a_cancel_and_a_fill_cross() {
    let order = check(OrderType::Limit, &crossed());
    assert_eq!((order.phase, order.executed), (Phase::Canceled, qty("9")));
}

#[test]
fn evidence_of_any_kind_ends_the_doubt() {
    for fact in filled().into_iter().chain(expired()) {
        let mut order = Order::intended(&ticket("a", OrderType::Limit), at(0));
        order.doubt = Some(twinline_core::account::InDoubt { since: at(0), reason: "no answer".to_owned() });
        assert!(order.join(&fact).changed);
        assert_eq!(order.doubt, None);
        assert_ne!(order.phase, Phase::Pending);
    }
}

#[test]
fn what_was_known_better_is_counted_as_lost() {
    let mut order = Order::intended(&ticket("a", OrderType::Limit), at(0));
    let facts = filled();
    assert!(!order.join(&facts[3]).lost);
    assert!(order.join(&facts[1]).lost, "less was executed");
    assert!(order.join(&facts[0]).lost, "it was live");
    assert!(!order.join(&facts[3]).lost, "the same again is no loss");
    let edited = edited();
    let mut order = Order::intended(&ticket("a", OrderType::Limit), at(0));
    order.join(&edited[3]);
    assert!(order.join(&edited[0]).lost, "its terms are older");
}

#[test]
fn fills_execute_as_surely_as_the_order_s_own_words() {
    let mut order = Order::intended(&ticket("a", OrderType::Limit), at(0));
    assert!(!order.join_filled(Qty::ZERO), "nothing is no evidence");
    assert_eq!(order.phase, Phase::Pending);
    assert!(order.join_filled(qty("4")));
    assert_eq!((order.phase, order.executed), (Phase::Live, qty("4")));
    assert!(!order.join_filled(qty("3")), "executed never falls");
    order.join(&filled()[3]);
    assert!(!order.join_filled(qty("10")));
    assert_eq!(order.phase, Phase::Filled);
}

fn fact() -> impl Strategy<Value = OrderFact> {
    let phase = proptest::option::of(prop_oneof![
        Just(Phase::Live),
        Just(Phase::Rejected),
        Just(Phase::Expired),
        Just(Phase::Canceled),
        Just(Phase::Filled)
    ]);
    let number = |most: u32| proptest::option::of((0..most, 0u32..3));
    let decimal = |value: Option<(u32, u32)>| value.map(|(units, places)| Decimal::new(i64::from(units) * 10i64.pow(places), places));
    (
        (0i64..6, phase, 0usize..3, number(5), number(4)),
        (proptest::option::of((0i64..6, 1u32..4, 1u32..4)), any::<bool>(), proptest::option::of(0usize..2), proptest::option::of(0u32..2)),
    )
        .prop_map(move |((ms, phase, name, executed, average), (terms, conditional, reason, released))| OrderFact {
            conditional,
            venue_id: Some(VenueOrderId::new(if conditional { "900" } else { "7" })),
            released_id: released.filter(|_| conditional).map(|_| VenueOrderId::new("7")),
            phase: if conditional && phase == Some(Phase::Filled) { None } else { phase },
            executed: decimal(executed).filter(|_| !conditional).map(Qty::new),
            average: decimal(average).filter(|_| !conditional).map(Price::new),
            terms: terms.map(|(revision, p, q)| OrderTerms {
                revision: at(revision),
                qty: Some(Qty::new(Decimal::from(q))),
                price: Some(Price::new(Decimal::from(p))),
                trigger_price: None,
                trailing_percent: None,
            }),
            reason: reason.map(|reason| ["one", "two"][reason].to_owned()),
            ts: at(ms),
            ..word(0, None, ["NEW", "ODD", "ZZZ"][name], None, None)
        })
}

fn histories() -> u32 {
    std::env::var("HISTORIES").ok().and_then(|text| text.parse().ok()).unwrap_or(20_000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(histories()))]

    /// Any history in any order, any part of it again, ends the same; `make prove` runs a million.
    #[test]
    fn f14_random_histories_have_one_end(
        facts in proptest::collection::vec(fact(), 1..8),
        order in proptest::collection::vec(any::<prop::sample::Index>(), 0..24),
        waits in any::<bool>(),
    ) {
        let kind = if waits { OrderType::StopMarket } else { OrderType::Limit };
        let facts: Vec<OrderFact> = facts.into_iter().filter(|fact| waits || !fact.conditional).collect();
        let straight: Vec<usize> = (0..facts.len()).collect();
        let expected = told(kind, &facts, &straight);
        // A shuffle with repetitions, and then whatever it left out.
        let mut places: Vec<usize> = order.iter().filter(|_| !facts.is_empty()).map(|at| at.index(facts.len())).collect();
        places.extend(straight.iter().rev());
        prop_assert_eq!(told(kind, &facts, &places), expected);
    }
}

fn fill(trade: u32, of: &str) -> Fill {
    Fill {
        instrument: instrument(),
        trade_id: TradeId::new(&trade.to_string()),
        venue_order_id: VenueOrderId::new("7"),
        client_order_id: None,
        side: Side::Buy,
        position_side: PositionSide::Both,
        price: price("2.0"),
        qty: qty(of),
        fee: Some(Amount::parse("0.0012").expect("an amount")),
        fee_asset: Some("USDT".to_owned()),
        realized_pnl: None,
        maker: Some(true),
        kind: FillKind::Trade,
        ts: at(i64::from(trade)),
    }
}

fn own() -> OrderId {
    OrderId::new("a").expect("a name")
}

fn envelope(seq: u64, event: AccountEvent) -> AccountEnvelope {
    AccountEnvelope {
        account: AccountId::new("main").expect("a name"),
        epoch: 1,
        seq,
        ts_venue: None,
        ts_recv: at(seq as i64),
        source: Origination::Ws,
        via: "event".to_owned(),
        event,
    }
}

fn placed() -> AccountEvent {
    AccountEvent::OrderPlaced { order: Order::intended(&ticket("a", OrderType::Limit), at(0)) }
}

fn filled_by(trade: u32, of: &str) -> AccountEvent {
    AccountEvent::Fill { fill: fill(trade, of), order_id: Some(own()) }
}

fn busted(trade: u32) -> AccountEvent {
    AccountEvent::FillBusted { instrument: instrument(), trade_id: TradeId::new(&trade.to_string()), order_id: None }
}

#[test]
fn fills_and_busts_are_two_sets_whose_difference_counts() {
    let told = [filled_by(1, "4"), filled_by(2, "3"), filled_by(3, "0.5"), busted(2), busted(2), busted(9), busted(3)];
    permutations(told.len(), |places| {
        let mut state = AccountState::default();
        state.apply(&envelope(1, placed()));
        for (seq, place) in (2..).zip(places) {
            state.apply(&envelope(seq, told[*place].clone()));
        }
        assert_eq!((state.filled(&own()), state.counts(&own())), (qty("7.5"), qty("4")), "in the order {places:?}");
        let is_busted = |trade: &str| state.is_busted(&(instrument(), TradeId::new(trade)));
        assert_eq!(["1", "2", "3", "9"].map(is_busted), [false, true, true, true]);
    });
}

/// More may become known of a fill, its order among it; it counts once.
#[test]
fn a_fill_that_becomes_known_better_counts_once() {
    let mut state = AccountState::default();
    state.apply(&envelope(1, AccountEvent::Fill { fill: fill(1, "4"), order_id: None }));
    state.apply(&envelope(2, busted(1)));
    state.apply(&envelope(3, placed()));
    assert_eq!(state.filled(&own()), Qty::ZERO);
    for seq in 4..6 {
        state.apply(&envelope(seq, AccountEvent::FillUpdated { fill: fill(1, "4"), order_id: Some(own()) }));
        assert_eq!((state.filled(&own()), state.counts(&own())), (qty("4"), Qty::ZERO));
    }
}

/// A history told ten times over is the history told once.
#[test]
fn f15_a_history_replayed_ten_times_is_the_same_to_the_last_digit() {
    let told: Vec<AccountEnvelope> =
        (1..).zip([placed(), filled_by(1, "4"), filled_by(2, "3.10"), busted(1)]).map(|(seq, event)| envelope(seq, event)).collect();
    let mut once = AccountState::default();
    told.iter().for_each(|envelope| once.apply(envelope));
    let mut often = AccountState::default();
    for _ in 0..10 {
        told.iter().for_each(|envelope| often.apply(envelope));
        assert_eq!(often, once);
    }
    assert_eq!((often.counts(&own()).to_string(), often.fills().count()), ("3.10".to_owned(), 2));
}

/// What is over leaves memory oldest first; what is left in it does not depend on where a rebuild began.
#[test]
fn memory_is_bounded_and_says_what_may_have_left_it() {
    let bounds = Bounds { final_orders: 3, fills: 5, transactions: 2 };
    let mut state = AccountState::within(bounds);
    let mut seq = 0;
    let mut apply = |state: &mut AccountState, event: AccountEvent| {
        seq += 1;
        state.apply(&envelope(seq, event));
    };
    for number in 0..10u32 {
        let name = format!("o{number}");
        let mut order = Order::intended(&ticket(&name, OrderType::Limit), at(0));
        apply(&mut state, AccountEvent::OrderPlaced { order: order.clone() });
        apply(&mut state, AccountEvent::Fill { fill: fill(number, "1"), order_id: Some(order.id.clone()) });
        order.join(&word(i64::from(number), Some(Phase::Filled), "FILLED", Some("10"), None));
        order.venue_order_id = Some(VenueOrderId::new(&number.to_string()));
        apply(&mut state, AccountEvent::OrderExecuted { order });
    }
    let kept: Vec<String> = state.orders().map(|order| order.id.to_string()).collect();
    assert_eq!(kept, ["o7", "o8", "o9"]);
    let fills: Vec<String> = state.fills().map(|(_, fill, _)| fill.trade_id.to_string()).collect();
    assert_eq!(fills, ["5", "6", "7", "8", "9"]);
    assert!(state.has_forgotten_orders() && state.has_forgotten_fills() && !state.has_forgotten_transactions());
    assert!(state.may_have_left(&instrument(), at(6)) && !state.may_have_left(&instrument(), at(7)));
    assert!(state.may_have_left_fill(&fill(4, "1")) && !state.may_have_left_fill(&fill(5, "1")));
    assert_eq!(state.order_by_venue_id(&instrument(), false, &VenueOrderId::new("2")), None);
    // A late word on what has left changes nothing in memory; nor does it come back.
    let before = state.clone();
    let mut late = Order::intended(&ticket("o1", OrderType::Limit), at(0));
    late.join(&word(1, Some(Phase::Filled), "FILLED", Some("10"), Some("2.0")));
    apply(&mut state, AccountEvent::OrderUpdated { order: late });
    apply(&mut state, AccountEvent::FillUpdated { fill: fill(1, "1"), order_id: Some(OrderId::new("o1").expect("a name")) });
    let mut after = state.clone();
    after.cursor = before.cursor;
    assert_eq!(after, before);
    assert_eq!(state.filled(&OrderId::new("o1").expect("a name")), Qty::ZERO);
}

#[test]
fn an_entry_is_found_under_the_names_of_what_it_is_about() {
    let about = |event: AccountEvent| envelope(1, event).about();
    assert_eq!(about(placed()), ["order/a", "orders"]);
    assert_eq!(about(filled_by(7, "1")), ["order/a", "fill/binance:XRPUSDT/7", "fills"]);
    assert_eq!(about(busted(7)), ["fill/binance:XRPUSDT/7"]);
    let kept = Kept::Fill((instrument(), TradeId::new("7")));
    assert_eq!(kept.names(), ["fill/binance:XRPUSDT/7"]);
    assert!(kept.is_told_by(&filled_by(7, "1")) && !kept.is_told_by(&busted(7)));
    let order = Kept::Order(own(), Some(OrderId::new("x.XRPUSDT.7").expect("a name")));
    assert_eq!(order.names(), ["order/a", "order/x.XRPUSDT.7"]);
    assert!(order.is_told_by(&placed()) && !order.is_told_by(&filled_by(7, "1")));
    let long = Kept::Fill((instrument(), TradeId::new(&"é".repeat(128))));
    assert!(long.names()[0].len() <= 200);
}
