//! What one word about an order means: what it changes, what it does not, and what is counted as lost.

use twinline_core::account::{AcceptedBy, InDoubt, Joined, No, Order, Origin, external_id};
use twinline_model::{
    ClientOrderId, InstrumentId, OrderStatus, OrderTicket, OrderType, Phase, PositionSide, Price, Qty, Rate, Side, TimeInForce, Timestamp,
    TriggerBy, VenueOrderId,
};
use twinline_venue::account::{OrderFact, OrderShape, OrderTerms};

const CHANGED: Joined = Joined { changed: true, lost: false };
const SAME: Joined = Joined { changed: false, lost: false };
const LOST: Joined = Joined { changed: false, lost: true };

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(1_767_600_000_000 + ms)
}

fn qty(text: &str) -> Qty {
    text.parse().expect("a quantity")
}

fn price(text: &str) -> Price {
    text.parse().expect("a price")
}

fn instrument() -> InstrumentId {
    "binance:XRPUSDT".parse().expect("an instrument")
}

/// A ticket in which no two fields could be taken for each other.
fn ticket(kind: OrderType) -> OrderTicket {
    OrderTicket {
        position_side: PositionSide::Long,
        qty: Some(qty("10")),
        price: Some(price("2.5")),
        trigger_price: Some(price("2.4")),
        trigger_by: TriggerBy::Mark,
        trailing_percent: Some("1.5".parse::<Rate>().expect("a rate")),
        activation_price: Some(price("2.6")),
        time_in_force: TimeInForce::Gtd,
        expires_at: Some(at(99_000)),
        post_only: true,
        reduce_only: true,
        ..OrderTicket::new(ClientOrderId::new("mine").expect("a name"), instrument(), Side::Sell, kind)
    }
}

fn order(kind: OrderType) -> Order {
    Order::intended(&ticket(kind), at(0))
}

/// A fact that says nothing but that the venue knows the order.
fn fact(ms: i64) -> OrderFact {
    OrderFact {
        instrument: instrument(),
        conditional: false,
        client_id: Some(ClientOrderId::new("theirs").expect("a name")),
        venue_id: Some(VenueOrderId::new("7")),
        released_id: None,
        phase: None,
        word: String::new(),
        executed: None,
        average: None,
        terms: None,
        shape: None,
        reason: None,
        ts: at(ms),
    }
}

fn phased(ms: i64, phase: Phase, word: &str) -> OrderFact {
    OrderFact { phase: Some(phase), word: word.to_owned(), ..fact(ms) }
}

fn executed(ms: i64, quantity: &str, average: Option<&str>) -> OrderFact {
    OrderFact { executed: Some(qty(quantity)), average: average.map(price), ..phased(ms, Phase::Live, "PARTIALLY_FILLED") }
}

fn terms(revision: i64, quantity: &str, at_price: &str) -> OrderTerms {
    OrderTerms {
        revision: at(revision),
        qty: Some(qty(quantity)),
        price: Some(price(at_price)),
        trigger_price: Some(price("2.4")),
        trailing_percent: None,
    }
}

fn with_terms(ms: i64, terms: OrderTerms) -> OrderFact {
    OrderFact { terms: Some(terms), ..fact(ms) }
}

fn shape() -> OrderShape {
    OrderShape {
        side: Side::Buy,
        position_side: PositionSide::Both,
        kind: OrderType::Limit,
        time_in_force: TimeInForce::Gtc,
        expires_at: None,
        post_only: false,
        reduce_only: false,
        close_position: false,
        trigger_by: TriggerBy::Last,
        activation_price: None,
        trailing_amount: None,
    }
}

fn doubted() -> Order {
    Order { doubt: Some(InDoubt { since: at(1), reason: "no answer".to_owned() }), ..order(OrderType::Limit) }
}

#[test]
fn an_intent_is_its_ticket_and_nothing_else() {
    let order = order(OrderType::Limit);
    let shape = order.shape.clone().expect("a shape");
    let expected = OrderShape {
        side: Side::Sell,
        position_side: PositionSide::Long,
        kind: OrderType::Limit,
        time_in_force: TimeInForce::Gtd,
        expires_at: Some(at(99_000)),
        post_only: true,
        reduce_only: true,
        close_position: false,
        trigger_by: TriggerBy::Mark,
        activation_price: Some(price("2.6")),
        trailing_amount: None,
    };
    assert_eq!(shape, expected);
    let held = order.terms.clone().expect("terms");
    assert_eq!((held.qty, held.price, held.trigger_price), (Some(qty("10")), Some(price("2.5")), Some(price("2.4"))));
    assert_eq!((held.revision, held.trailing_percent), (Timestamp::default(), Some("1.5".parse().expect("a rate"))));
    assert_eq!((order.origin, order.accepted_by, order.phase), (Origin::Gateway, AcceptedBy::Gateway, Phase::Pending));
    assert_eq!((order.created_at, order.updated_at, order.conditional), (at(0), Timestamp::default(), false));
    assert_eq!(order.qty(), Some(qty("10")));
    assert!(Order::intended(&ticket(OrderType::StopMarket), at(0)).conditional);
}

#[test]
fn an_order_is_shown_as_far_as_it_has_come() {
    let check = |phase, executed: &str, doubt: bool, expected| {
        let held = doubted().doubt.filter(|_| doubt);
        let order = Order { phase, executed: qty(executed), doubt: held, ..order(OrderType::Limit) };
        assert_eq!(order.status(), expected);
    };
    check(Phase::Pending, "0", false, OrderStatus::Pending);
    check(Phase::Pending, "0", true, OrderStatus::Unknown);
    check(Phase::Untriggered, "0", false, OrderStatus::Untriggered);
    check(Phase::Live, "0", false, OrderStatus::Open);
    check(Phase::Live, "0.1", false, OrderStatus::PartiallyFilled);
    check(Phase::Rejected, "0", false, OrderStatus::Rejected);
    check(Phase::Expired, "1", false, OrderStatus::Expired);
    check(Phase::Canceled, "1", false, OrderStatus::Canceled);
    check(Phase::Filled, "10", false, OrderStatus::Filled);
}

#[test]
fn only_an_end_is_final() {
    let ends = [Phase::Rejected, Phase::Expired, Phase::Canceled, Phase::Filled];
    for phase in [Phase::Pending, Phase::Untriggered, Phase::Live].into_iter().chain(ends) {
        assert_eq!(Order { phase, ..order(OrderType::Limit) }.is_final(), ends.contains(&phase), "{phase:?}");
    }
}

#[test]
fn the_venue_knows_it_by_both_names() {
    let mut order = order(OrderType::StopMarket);
    assert_eq!(order.released_reference(), None, "nothing was released yet");
    order.join(&OrderFact { conditional: true, ..fact(1) });
    order.join(&OrderFact { conditional: true, released_id: Some(VenueOrderId::new("8")), ..fact(2) });
    let own = order.reference();
    assert_eq!((own.instrument, own.conditional, own.venue_id), (instrument(), true, Some(VenueOrderId::new("7"))));
    assert_eq!(own.client_id, Some(ClientOrderId::new("mine").expect("a name")));
    let released = order.released_reference().expect("released");
    assert_eq!((released.instrument, released.conditional, released.client_id), (instrument(), false, None));
    assert_eq!(released.venue_id, Some(VenueOrderId::new("8")));
}

#[test]
fn a_word_without_a_phase_shows_that_it_exists() {
    let mut plain = doubted();
    assert_eq!(plain.join(&fact(1)), CHANGED);
    assert_eq!((plain.phase, plain.doubt.clone(), plain.accepted_by), (Phase::Live, None, AcceptedBy::Venue));
    let mut waiting = order(OrderType::StopMarket);
    waiting.join(&OrderFact { conditional: true, ..fact(1) });
    assert_eq!(waiting.phase, Phase::Untriggered, "in its own book it waits");
    waiting.join(&fact(2));
    assert_eq!(waiting.phase, Phase::Live, "in the usual book it has been released");
    assert_eq!(waiting.released_order_id, Some(VenueOrderId::new("7")));
    assert_eq!(waiting.venue_order_id, Some(VenueOrderId::new("7")));
}

#[test]
fn phases_only_grow_and_what_would_take_one_back_is_lost() {
    let mut order = order(OrderType::Limit);
    assert_eq!(order.join(&phased(1, Phase::Live, "NEW")), CHANGED);
    assert_eq!(order.join(&phased(1, Phase::Live, "NEW")), SAME, "told twice");
    assert_eq!(order.join(&phased(3, Phase::Canceled, "CANCELED")), CHANGED);
    let before = order.clone();
    assert_eq!(order.join(&phased(2, Phase::Live, "NEW")), LOST);
    assert_eq!(order, before);
    assert_eq!(order.updated_at, at(3));
}

#[test]
fn what_was_released_may_be_told_of_late() {
    let mut order = order(OrderType::StopMarket);
    order.join(&OrderFact { conditional: true, ..phased(1, Phase::Filled, "FINISHED") });
    let joined = order.join(&phased(1, Phase::Live, "NEW"));
    assert!(!joined.lost, "the other book's live order is no contradiction");
    assert!(order.join(&OrderFact { conditional: true, ..phased(1, Phase::Untriggered, "NEW") }).lost);
    let mut released = self::order(OrderType::StopMarket);
    released.join(&phased(2, Phase::Filled, "FILLED"));
    assert!(released.join(&phased(1, Phase::Canceled, "CANCELED")).lost, "an end that another end overtook is");
}

#[test]
fn words_and_reasons_belong_to_their_phase() {
    let mut order = order(OrderType::Limit);
    order.join(&OrderFact { reason: Some("first".to_owned()), ..phased(1, Phase::Live, "NEW") });
    order.join(&phased(2, Phase::Live, "PARTIALLY_FILLED"));
    assert_eq!((order.venue_status.as_str(), order.reason.as_deref()), ("PARTIALLY_FILLED", Some("first")));
    order.join(&phased(1, Phase::Live, "NEW"));
    assert_eq!(order.venue_status, "PARTIALLY_FILLED", "the same whichever came last");
    order.join(&phased(3, Phase::Canceled, "CANCELED"));
    assert_eq!((order.venue_status.as_str(), order.reason.as_deref()), ("CANCELED", None), "of a new phase nothing old is kept");
    order.join(&OrderFact { reason: Some("late".to_owned()), ..phased(2, Phase::Live, "ZZZ") });
    assert_eq!((order.venue_status.as_str(), order.reason.as_deref()), ("CANCELED", None), "nor of an old one");
}

#[test]
fn executed_only_grows() {
    let mut order = order(OrderType::Limit);
    assert_eq!(order.join(&executed(1, "4", Some("2.5"))), CHANGED);
    assert!(order.join(&executed(2, "3", Some("2.4"))).lost);
    assert_eq!((order.executed, order.average), (qty("4"), Some((qty("4"), price("2.5")))));
    order.join(&executed(3, "6", Some("2.6")));
    assert_eq!((order.executed, order.average), (qty("6"), Some((qty("6"), price("2.6")))));
    order.join(&executed(3, "6", None));
    assert_eq!(order.average, Some((qty("6"), price("2.6"))), "silence about it takes nothing away");
    assert_eq!(order.join(&executed(3, "6", Some("2.6"))), SAME, "as much as before is not less");
}

#[test]
fn an_average_of_nothing_is_none() {
    let mut order = order(OrderType::Limit);
    order.join(&executed(1, "0", Some("2.5")));
    assert_eq!(order.average, None);
    order.join(&executed(2, "4", Some("0")));
    assert_eq!((order.executed, order.average), (qty("4"), None));
}

#[test]
fn equal_numbers_with_more_places_win_whichever_comes_first() {
    let (one, other) = (executed(1, "4", Some("2.5")), executed(1, "4.00", Some("2.50")));
    let joined = |facts: [&OrderFact; 2]| {
        let mut order = order(OrderType::Limit);
        for fact in facts {
            order.join(fact);
        }
        order
    };
    let (left, right) = (joined([&one, &other]), joined([&other, &one]));
    assert_eq!(format!("{:?} {:?}", left.executed, left.average), format!("{:?} {:?}", right.executed, right.average));
    assert_eq!((left.executed.to_string(), left.average.map(|(_, price)| price.to_string())), ("4.00".to_owned(), Some("2.50".to_owned())));
    // Of two averages over as much the greater counts.
    let mut order = order(OrderType::Limit);
    order.join(&executed(1, "4", Some("2.6")));
    order.join(&executed(1, "4", Some("2.5")));
    assert_eq!(order.average, Some((qty("4"), price("2.6"))));
}

#[test]
fn fills_count_as_surely_as_the_orders_own_words() {
    let mut order = doubted();
    assert!(!order.join_filled(qty("0")), "nothing filled shows nothing");
    assert!(order.doubt.is_some() && order.phase == Phase::Pending && order.accepted_by == AcceptedBy::Gateway);
    assert!(order.join_filled(qty("4")));
    assert_eq!((order.executed, order.phase, order.accepted_by), (qty("4"), Phase::Live, AcceptedBy::Venue));
    assert_eq!(order.doubt, None);
    assert!(!order.join_filled(qty("4")), "no news");
    assert!(!order.join_filled(qty("3")) && order.executed == qty("4"), "never less");
    order.phase = Phase::Filled;
    assert!(order.join_filled(qty("10")) && order.phase == Phase::Filled, "an end is not undone");
    // It ends a doubt even where the quantity is known already.
    let mut known = Order { executed: qty("4"), ..doubted() };
    assert!(known.join_filled(qty("4")));
}

#[test]
fn the_newest_terms_count_and_older_ones_are_lost() {
    let mut order = order(OrderType::Limit);
    assert_eq!(order.join(&with_terms(5, terms(5, "10", "2.5"))), CHANGED);
    assert_eq!(order.join(&with_terms(7, terms(7, "8", "2.3"))), CHANGED);
    assert!(order.join(&with_terms(6, terms(6, "9", "2.9"))).lost);
    assert_eq!(order.terms, Some(terms(7, "8", "2.3")));
    assert_eq!(order.join(&with_terms(7, terms(7, "8", "2.3"))), SAME);
    assert_eq!(order.join(&fact(7)), SAME, "no word on terms is none");
    assert!(!order.join(&with_terms(7, terms(7, "7", "2.3"))).lost, "of one revision there are no older ones");
}

#[test]
fn of_one_revision_the_choice_never_depends_on_arrival() {
    let base = terms(5, "10", "2.5");
    let others = [
        OrderTerms { qty: Some(qty("11")), ..base.clone() },
        OrderTerms { price: Some(price("2.6")), ..base.clone() },
        OrderTerms { price: Some(price("2.50")), ..base.clone() },
        OrderTerms { trigger_price: Some(price("2.5")), ..base.clone() },
        OrderTerms { trailing_percent: Some("1".parse().expect("a rate")), ..base.clone() },
    ];
    for other in others {
        for pair in [[&base, &other], [&other, &base]] {
            let mut order = order(OrderType::Limit);
            for terms in pair {
                order.join(&with_terms(5, terms.clone()));
            }
            assert_eq!(format!("{:?}", order.terms), format!("{:?}", Some(&other)));
        }
    }
}

#[test]
fn our_own_orders_keep_their_name_and_shape() {
    let mut ours = order(OrderType::Limit);
    let shaped = OrderFact { shape: Some(shape()), ..fact(1) };
    ours.join(&shaped);
    assert_eq!(ours.client_order_id, Some(ClientOrderId::new("mine").expect("a name")));
    assert_eq!(ours.shape.as_ref().map(|shape| shape.side), Some(Side::Sell));
    assert_eq!(ours.venue_order_id, Some(VenueOrderId::new("7")));
    let mut theirs = Order::external(&OrderFact { client_id: None, ..fact(1) }, at(50));
    assert_eq!((theirs.shape.clone(), theirs.client_order_id.clone()), (None, None));
    assert_eq!(
        (theirs.origin, theirs.accepted_by, theirs.phase, theirs.created_at),
        (Origin::External, AcceptedBy::Venue, Phase::Live, at(50))
    );
    theirs.join(&shaped);
    assert_eq!(theirs.shape, Some(shape()));
    assert_eq!(theirs.client_order_id, Some(ClientOrderId::new("theirs").expect("a name")));
    theirs.join(&OrderFact { client_id: None, ..fact(2) });
    assert_eq!(theirs.shape, Some(shape()), "silence takes nothing away");
}

#[test]
fn what_closes_a_position_learns_its_size_from_what_was_released() {
    let closing = OrderTicket { qty: None, close_position: true, ..ticket(OrderType::StopMarket) };
    let mut order = Order::intended(&closing, at(0));
    assert_eq!(order.qty(), None);
    order.join(&with_terms(5, terms(5, "7", "9.9")));
    assert_eq!(order.qty(), Some(qty("7")));
    assert_eq!(order.terms.as_ref().and_then(|terms| terms.price), Some(price("2.5")), "and nothing else of its terms");
    order.join(&with_terms(6, terms(6, "9", "9.9")));
    order.join(&with_terms(7, terms(7, "8", "9.9")));
    assert_eq!(order.qty(), Some(qty("9")));
    let mut sized = Order::intended(&ticket(OrderType::StopMarket), at(0));
    sized.join(&with_terms(5, terms(5, "7", "9.9")));
    assert_eq!(sized.qty(), Some(qty("10")), "one with a size of its own keeps it");
}

#[test]
fn orders_of_others_are_named_by_book_symbol_and_number() {
    let check = |conditional: bool, symbol: &str, number: Option<&str>, expected: &str| {
        let instrument: InstrumentId = InstrumentId::new("binance", symbol).expect("an instrument");
        let fact = OrderFact { conditional, instrument, venue_id: number.map(VenueOrderId::new), ..fact(1) };
        assert_eq!(external_id(&fact).as_str(), expected);
    };
    check(false, "XRPUSDT", Some("7"), "x.XRPUSDT.7");
    check(true, "XRPUSDT", Some("7"), "xc.XRPUSDT.7");
    check(false, "BTCUSDT_260327", Some("8-a"), "x.BTCUSDT_5f260327.8-a");
    check(false, "XRPUSDT", None, "x.XRPUSDT.none");
    let long = "9".repeat(80);
    let fact = OrderFact { venue_id: Some(VenueOrderId::new(&long)), ..fact(1) };
    assert_eq!(external_id(&fact).as_str().len(), 64);
}

#[test]
fn only_an_intent_that_could_not_be_kept_leaves_its_name_free() {
    let refused = |phase, code: Option<&str>| {
        let no = No { code: code.map(str::to_owned), message: "no".to_owned() };
        Order { phase, no: Some(no), ..order(OrderType::Limit) }.is_as_if_never_wanted()
    };
    assert!(refused(Phase::Rejected, Some("journal_failed")));
    assert!(!refused(Phase::Rejected, Some("-2019")) && !refused(Phase::Rejected, None));
    assert!(!refused(Phase::Pending, Some("journal_failed")) && !refused(Phase::Canceled, Some("journal_failed")));
    assert!(!Order { phase: Phase::Rejected, ..order(OrderType::Limit) }.is_as_if_never_wanted());
}
