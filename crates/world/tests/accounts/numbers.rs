//! Numbers leave as they are, and what passes here passes the venue's filters.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use rust_decimal::Decimal;
use serde_json::json;
use twinline_binance::Binance;
use twinline_core::account::{Answer, Checks, Command};
use twinline_model::{Duration, Instrument, OrderTicket, OrderType, Price, Qty, Side};
use twinline_venue::account::{AccountStep, AccountView, Leaving, Route, Secret, SecretFields};
use twinline_venue::{Codec, Endpoints};

use crate::desk::instruments;
use crate::stage::{START, Stage, Way, count, setup};

fn view() -> AccountView {
    let mut secrets = SecretFields::default();
    secrets.0.insert("api_key".to_owned(), Secret::new(b"key".as_slice()));
    secrets.0.insert("secret".to_owned(), Secret::new(b"secret".as_slice()));
    AccountView {
        endpoints: Endpoints { rest: "http://venue".to_owned(), ws: "ws://venue".to_owned(), commands: None }.into(),
        instruments: instruments(),
        clock_offset: Duration::ZERO,
        signer: Binance.accounts().unwrap().signer(&secrets).unwrap(),
        stream_key: None,
        logged_on: Vec::new(),
    }
}

/// What a parameter of an encoded order says.
fn parameter<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split(['?', '&']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// Any decimal leaves as it is: no exponent, no digit more or less.
#[test]
fn f25_any_decimal_leaves_as_it_is() {
    let (view, cases) = (view(), count("DECIMALS", 20_000));
    let codec = Binance.accounts().unwrap();
    let base = {
        let mut stage = Stage::new(1, Way::Http);
        stage.resting()
    };
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let digits = (1..=9_999_999_999_999_999_999i128, 0..=18u32);
    runner
        .run(&(digits.clone(), digits), |((qty, qty_scale), (price, price_scale))| {
            let (qty, price) = (Decimal::from_i128_with_scale(qty, qty_scale), Decimal::from_i128_with_scale(price, price_scale));
            let ticket = OrderTicket { qty: Some(Qty::new(qty)), price: Some(Price::new(price)), ..base.clone() };
            let leaving = codec.encode(&view, START, &AccountStep::Place(ticket.into()), Route::Http).unwrap();
            let Leaving::Http(request) = leaving else { panic!() };
            let sent = format!("{}&{}", request.url, String::from_utf8_lossy(&request.body));
            for (name, value) in [("quantity", qty), ("price", price)] {
                let text = parameter(&sent, name).unwrap();
                prop_assert!(text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'), "{text}");
                prop_assert_eq!(Decimal::from_str_exact(text).unwrap(), value);
            }
            Ok(())
        })
        .unwrap();
    println!("F25: {cases} orders, 0 differences");
}

/// Tickets with prices and quantities on and off every step and bound.
fn tickets(instrument: &Instrument, bid: Decimal) -> impl Strategy<Value = (Decimal, Decimal, bool, bool)> + use<> {
    let (tick, lot) = (instrument.tick_size.value(), instrument.lot_size.value());
    let price = (-450..450i64, 0..12u32).prop_map(move |(off, odd)| {
        let near = ((bid * (Decimal::ONE + Decimal::new(off, 4)) / tick).round() * tick).normalize();
        if odd == 0 { near + tick / Decimal::from(2) } else { near }
    });
    let qty = (0..4_000i64, 0..12u32).prop_map(move |(lots, odd)| {
        let whole = lot * Decimal::from(lots);
        if odd == 0 { whole + lot / Decimal::from(10) } else { whole }
    });
    (price, qty, any::<bool>(), any::<bool>())
}

/// What is let through here the venue's filters let through, and nothing is rounded on the way: what leaves is what was asked for.
#[test]
fn f26_what_passes_here_passes_the_filters_as_it_was_asked_for() {
    let cases = count("FILTERS", 4_000);
    let mut stage = Stage::of(&setup(26, Way::Http, &["XRPUSDT", "SOLUSDT", "BTCUSDT"]));
    let (mut sound, mut refused_there) = (0u64, Vec::new());
    let names = ["XRPUSDT", "SOLUSDT", "BTCUSDT"];
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for at in 0..cases {
        let name = names[at as usize % 3];
        let instrument = stage.instrument(name);
        let bid = stage.world.bid(&instrument.id).unwrap().value();
        let (price, qty, buy, _) = tickets(&instrument, bid).new_tree(&mut runner).unwrap().current();
        let side = if buy { Side::Buy } else { Side::Sell };
        let mut ticket = stage.ticket(name, OrderType::Limit, side, 0);
        (ticket.price, ticket.qty) = (Some(Price::new(price)), Some(Qty::new(qty)));
        let ask = 7_000_000 + at;
        stage.world.command(Command::Preview { ask, ticket: Box::new(ticket), checks: Checks::default() });
        let Some((_, answer)) = stage.world.answer_to(ask) else { panic!() };
        match answer {
            Answer::Sound => sound += 1,
            Answer::Refused(_) => continue,
            other => panic!("{other:?}"),
        }
        // At the venue, as it is.
        let body = json!({ "symbol": name, "side": if buy { "BUY" } else { "SELL" }, "type": "LIMIT", "timeInForce": "IOC", "quantity": qty.to_string(), "price": price.to_string() });
        if let Err(refusal) = stage.world.lever("order", &body) {
            let text = refusal.to_string();
            if ["-1111", "-4001", "-4002", "-4003", "-4004", "-4005", "-4013", "-4014", "-4016", "-4023", "-4024", "-4164"]
                .iter()
                .any(|code| text.contains(code))
            {
                refused_there.push(text);
            }
        }
    }
    println!("F26: {cases} tickets, {sound} let through here, {} of them refused by the venue's filters", refused_there.len());
    assert!(refused_there.len() as u64 * 1_000 <= sound && sound > cases / 20, "{refused_there:?}");
}
