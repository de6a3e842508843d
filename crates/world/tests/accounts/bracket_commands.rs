//! What is refused of a bracket, and what becomes of one that is changed or ended?

use twinline_core::account::{Answer, BracketChange, BracketPhase, BracketWish, Checks, Command, IfUnprotected, LegTerms};
use twinline_model::{InstrumentId, OrderType, Rate, Side};

use crate::desk::Desk;
use crate::trader::{Trader, id, terms};

const COIN: &str = "XRPUSDT";

/// Code and field of a refusal; `None` if there is none.
fn refusal(answer: Option<Answer>) -> Option<(&'static str, Option<&'static str>)> {
    match answer {
        Some(Answer::Refused(refused)) => Some((refused.code, refused.field)),
        _ => None,
    }
}

fn changed(trader: &mut Trader, change: BracketChange) -> Option<Answer> {
    trader.commands(|ask| Command::ChangeBracket { ask, bracket: id("b"), change: Box::new(change), checks: Checks::default() })
}

/// Ends it, and its legs.
fn end(trader: &mut Trader) {
    trader.commands(|ask| Command::EndBracket { ask, bracket: id("b") });
    trader.says("b-s1", "CANCELED", 0);
    trader.says("b-t1", "CANCELED", 0);
}

#[test]
fn a_name_that_leaves_no_room_for_its_legs_is_refused() {
    let mut trader = Trader::new();
    let room = trader.desk.account.spec().client_id_max - 7;
    let named = |trader: &Trader, length: usize| trader.wish(&"n".repeat(length), COIN, Side::Buy);
    let (long, short) = (named(&trader, room + 1), named(&trader, room));
    assert_eq!(refusal(trader.begins(long)), Some(("bad_client_order_id", Some("client_order_id"))));
    assert_eq!(refusal(trader.begins(short)), None);
}

#[test]
fn the_name_of_an_open_bracket_is_not_free_and_a_refused_entry_ends_it() {
    let mut trader = Trader::new();
    let wish = trader.wish("b", COIN, Side::Buy);
    assert_eq!(refusal(trader.begins(wish.clone())), None);
    let oco = BracketWish { entry: None, ..wish };
    assert_eq!(refusal(trader.begins(oco)), Some(("duplicate_client_order_id", Some("client_order_id"))));
    trader.answers("place", "b", 400, r#"{"code":-2019,"msg":"Margin is insufficient."}"#);
    assert_eq!((trader.bracket("b").phase, trader.bracket("b").reason.as_deref()), (BracketPhase::Refused, Some("entry_refused")));
    assert_eq!(trader.alerts(), []);
}

#[test]
fn a_bracket_needs_a_leg_and_an_entry_that_opens() {
    let mut trader = Trader::new();
    let bare = BracketWish { stop_loss: None, take_profit: None, ..trader.wish("b", COIN, Side::Buy) };
    assert_eq!(refusal(trader.begins(bare)), Some(("bad_bracket", Some("stop_loss"))));
    for one in [true, false] {
        let mut wish = trader.wish(if one { "s" } else { "t" }, COIN, Side::Buy);
        if one {
            wish.take_profit = None
        } else {
            wish.stop_loss = None
        }
        assert_eq!(refusal(trader.begins(wish)), None);
    }
    let mut reduces = trader.wish("r", COIN, Side::Buy);
    reduces.entry.as_mut().unwrap().reduce_only = true;
    assert_eq!(refusal(trader.begins(reduces)), Some(("bad_bracket", Some("reduce_only"))));
}

#[test]
fn legs_are_measured_by_the_entrys_price_and_by_the_market_where_it_has_none() {
    let mut trader = Trader::new();
    let checks = || Checks { collar: Some(("2.0000".parse().unwrap(), Rate::parse("0.9").unwrap())), ..Desk::checks() };
    let mut number = 0;
    for (side, stop, take, wrong) in [
        (Side::Buy, "1.9999", "2.0001", None),
        (Side::Buy, "2.0000", "2.0001", Some("stop_loss.trigger_price")),
        (Side::Buy, "1.9999", "2.0000", Some("take_profit.trigger_price")),
        (Side::Sell, "2.0001", "1.9999", None),
        (Side::Sell, "2.0000", "1.9999", Some("stop_loss.trigger_price")),
        (Side::Sell, "2.0001", "2.0000", Some("take_profit.trigger_price")),
    ] {
        for kind in [OrderType::Limit, OrderType::Market] {
            number += 1;
            let mut wish = BracketWish {
                stop_loss: Some(terms(stop)),
                take_profit: Some(terms(take)),
                ..trader.wish(&format!("b{number}"), COIN, side)
            };
            let entry = wish.entry.as_mut().unwrap();
            (entry.kind, entry.price) = (kind, entry.price.filter(|_| kind == OrderType::Limit));
            let refused = refusal(trader.begins_with(wish, checks()));
            assert_eq!(refused, wrong.map(|field| ("bad_leg", Some(field))), "{side:?} {stop} {take} {kind:?}");
        }
    }
}

#[test]
fn a_refused_leg_names_the_field_that_the_trader_filled_in() {
    let mut trader = Trader::new();
    for (stop, take, field) in [
        (Some(("1.00001", None)), None, "stop_loss.trigger_price"),
        (None, Some(("3.00001", None)), "take_profit.trigger_price"),
        (Some(("1.0000", Some("0.99999"))), None, "stop_loss.price"),
        (None, Some(("3.0000", Some("3.00001"))), "take_profit.price"),
    ] {
        let leg = |of: Option<(&str, Option<&str>)>| {
            of.map(|(at, price)| LegTerms { price: price.map(|price| price.parse().unwrap()), ..terms(at) })
        };
        let wish = BracketWish { stop_loss: leg(stop), take_profit: leg(take), ..trader.wish("b", COIN, Side::Buy) };
        assert_eq!(refusal(trader.begins(wish)).and_then(|(_, field)| field), Some(field));
    }
}

#[test]
fn an_entry_is_counted_against_its_keys_day_and_legs_are_not() {
    let mut trader = Trader::new();
    let wish = trader.wish("b", COIN, Side::Buy);
    trader.begins(wish);
    trader.fills("b", "100", 0);
    let worth = |name: &str| trader.state().order(&id(name)).unwrap().worth.map(|worth| worth.to_string());
    assert!(worth("b").is_some_and(|worth| worth.starts_with("200")), "{:?}", worth("b"));
    assert_eq!(worth("b-s1"), None);
    assert_eq!(trader.state().order(&id("b-s1")).unwrap().actor.as_deref(), Some("test"));
}

#[test]
fn moving_one_leg_leaves_the_other_alone() {
    let mut trader = Trader::new();
    trader.holds("b", COIN, Side::Buy, "100", 0);
    let Some(Answer::Bracket(bracket)) =
        changed(&mut trader, BracketChange { stop_loss: Some(Some(terms("1.1000"))), ..BracketChange::default() })
    else {
        panic!("refused")
    };
    assert_eq!((bracket.stop_loss.version, bracket.take_profit.version), (2, 1));
    assert_eq!((trader.cancels("b-s1"), trader.cancels("b-t1")), (1, 0));
    // The same again changes nothing, and neither does the rule.
    changed(
        &mut trader,
        BracketChange { stop_loss: Some(Some(terms("1.1000"))), if_unprotected: Some(IfUnprotected::Close), ..BracketChange::default() },
    );
    assert_eq!((trader.bracket("b").stop_loss.version, trader.bracket("b").if_unprotected), (2, IfUnprotected::Close));
}

#[test]
fn a_leg_can_be_taken_away_but_not_both() {
    let mut trader = Trader::new();
    trader.holds("b", COIN, Side::Buy, "100", 0);
    assert_eq!(refusal(changed(&mut trader, BracketChange { take_profit: Some(None), ..BracketChange::default() })), None);
    let both = BracketChange { stop_loss: Some(None), ..BracketChange::default() };
    assert_eq!(refusal(changed(&mut trader, both)), Some(("bad_bracket", Some("stop_loss"))));
    assert_eq!((trader.cancels("b-s1"), trader.cancels("b-t1")), (0, 1));
}

#[test]
fn a_stop_that_somebody_took_away_comes_back_when_the_same_is_wanted_again() {
    let mut trader = Trader::new();
    trader.holds("b", COIN, Side::Buy, "100", 0);
    trader.until(100);
    trader.says("b-s1", "CANCELED", 100);
    trader.until(2_000);
    assert_eq!((trader.bracket("b").phase, trader.placed("b-s2")), (BracketPhase::Unprotected, 0));
    let same = trader.bracket("b").stop_loss.terms.clone();
    changed(&mut trader, BracketChange { stop_loss: Some(same), ..BracketChange::default() });
    assert_eq!((trader.placed("b-s2"), trader.bracket("b").stop_loss.version, trader.bracket("b").stop_loss.taken_away), (1, 2, false));
    trader.stands("b-s2", 2_005);
    assert_eq!(trader.bracket("b").phase, BracketPhase::Protected);
}

#[test]
fn what_has_ended_or_never_was_cannot_be_changed() {
    let mut trader = Trader::new();
    assert_eq!(refusal(changed(&mut trader, BracketChange::default())), Some(("unknown_bracket", None)));
    trader.begins(BracketWish { entry: None, ..trader.wish("b", COIN, Side::Buy) });
    end(&mut trader);
    let Some(Answer::Refused(refused)) = changed(&mut trader, BracketChange::default()) else { panic!("taken") };
    assert_eq!((refused.code, refused.message.as_str()), ("bracket_ended", "the bracket has ended: canceled"));
}

#[test]
fn a_key_protects_nothing_that_it_may_not_trade() {
    let mut trader = Trader::new();
    let oco = |trader: &Trader| BracketWish { entry: None, ..trader.wish("b", COIN, Side::Buy) };
    let only = |venue: &str, symbol: &str| Checks {
        venues: Some([venue.to_owned()].into()),
        instruments: Some([InstrumentId::new("binance", symbol).unwrap()].into()),
        ..Desk::checks()
    };
    for (checks, code) in [(only("elsewhere", COIN), "venue_not_allowed"), (only("binance", "ADAUSDT"), "instrument_not_allowed")] {
        let wish = oco(&trader);
        assert_eq!(refusal(trader.begins_with(wish, checks)), Some((code, Some("instrument"))));
    }
    let wish = oco(&trader);
    assert_eq!(refusal(trader.begins_with(wish, only("binance", COIN))), None);
}
