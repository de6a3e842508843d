//! Clocks, bans, budgets, filters and numbers.

use std::cell::RefCell;
use std::rc::Rc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use rust_decimal::Decimal;
use serde_json::json;
use twinline_binance::Binance;
use twinline_core::account::{Answer, Checks, Command, Past, Placed};
use twinline_core::limits::Priority;
use twinline_model::{Duration, Instrument, OrderStatus, OrderTicket, OrderType, Price, Qty, Side};
use twinline_sim::{FaultName, FaultSpec};
use twinline_venue::account::{AccountStep, AccountView, History, Leaving, Route, Secret, SecretFields};
use twinline_venue::{Codec, Endpoints, Instruments};
use twinline_world::{LocalClock, Meddler};

use crate::desk::instruments;
use crate::stage::{START, Stage, WAYS, Way, count, ms, secs, setup};

/// Counts what the venue says that holds one of these words.
fn counted(stage: &mut Stage, words: &'static [&'static str]) -> Rc<RefCell<Vec<String>>> {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let told = Rc::clone(&seen);
    stage.world.meddle(Meddler::new(move |said| {
        if words.iter().any(|word| said.text.contains(word)) {
            told.borrow_mut().push(format!("{} {}", said.to, said.text));
        }
        true
    }));
    seen
}

/// The venue's clock steps by one to five seconds: one refusal, one correction, and none after it.
#[test]
fn f21_a_clock_that_steps_is_corrected_once() {
    let mut resent = 0;
    for seed in 0..count("CLOCK_SEEDS", 12) {
        let mut stage = Stage::new(seed, WAYS[seed as usize % 3]);
        let ticket = stage.resting();
        let resting = stage.placed(ticket);
        // The link of commands is logged on by then: nothing else is under way.
        stage.run(secs(1));
        let refused = counted(&mut stage, &["-1021", "-5028"]);
        for fault in [true, false] {
            match fault {
                true => stage.fault_of(FaultSpec { seed, ..FaultSpec::new(FaultName::ClockSkew) }),
                false => stage.fault_of(FaultSpec { for_ms: Some(1), ..FaultSpec::new(FaultName::ClockSkew) }),
            }
            stage.run(ms(10));
            // What is sent before the correction may be refused, and is sent again only because a refusal proves that it was not taken.
            let ticket = stage.resting();
            let id = stage.place(ticket);
            stage.until("placed", secs(5), |stage| stage.is(&id, OrderStatus::Open));
            assert!(stage.sent(&id) <= 2);
            resent += stage.sent(&id) - 1;
            for _ in 0..5 {
                let ticket = stage.resting();
                let id = stage.placed(ticket);
                let price = stage.lower(&id);
                stage.edit(&id, Some(price), None);
                stage.run(ms(900));
                stage.cancel(&id);
                stage.run(ms(900));
            }
            // A small step is within the window of some commands, and found out by a later one.
            let told = std::mem::take(&mut *refused.borrow_mut());
            stage.show_if(told.len() > 1);
            assert!(told.len() <= 1, "seed {seed}: after the first refusal the clock is right: {told:?}");
        }
        stage.cancel(&resting);
        stage.world.heal();
        stage.settled(secs(40));
    }
    println!("F21: {resent} orders sent once more after a refusal for the clock, 0 refusals after a correction");
}

/// The engine finds every order too late: sent once more, then refused for good.
#[test]
fn f21_an_order_is_signed_anew_once() {
    for way in WAYS {
        let mut stage = Stage::new(2, way);
        stage.fault(FaultName::EngineLate);
        let ticket = stage.resting();
        let id = stage.place(ticket);
        stage.until("refused", secs(5), |stage| stage.is(&id, OrderStatus::Rejected));
        assert_eq!(stage.sent(&id), 2);
        stage.world.heal();
        stage.settled(secs(20));
    }
}

/// Two hundred parts per million: three quarters of a second in an hour.
#[test]
fn f21_drift_is_followed() {
    // Worlds near and far: their round trips are 5 to 400 ms.
    for (seed, drift_ppm) in (0..count("DRIFT_SEEDS", 6)).map(|seed| (seed, if seed % 2 == 0 { -200 } else { 200 })) {
        let mut usual = setup(seed, Way::Http, &["XRPUSDT"]);
        usual.clock = Some(LocalClock { offset: ms(4_000), drift_ppm, start: START });
        let mut stage = Stage::of(&usual);
        let refused = counted(&mut stage, &["-1021", "-5028"]);
        let mut worst = ms(0);
        for _ in 0..count("DRIFT_HOURS", 1) * 60 {
            stage.run(secs(60));
            let ticket = stage.resting();
            let id = stage.placed(ticket);
            stage.cancel(&id);
            let local = stage.world.gateway().local(stage.world.now());
            let (offset, error) = stage.world.gateway().account().clock_offset(local).unwrap();
            let off = (local + offset - stage.world.now()).abs();
            worst = worst.max(off);
            assert!(off <= error, "{off:?} off, {error:?} believed");
        }
        println!(
            "F21 drift {drift_ppm} ppm: {} refusals, offset wrong by {} us at most, RTT {} us",
            refused.borrow().len(),
            worst.as_nanos() / 1_000,
            stage.world.round_trip().as_nanos() / 1_000
        );
        assert_eq!(refused.borrow().len(), 0);
        assert!(worst <= stage.world.round_trip().scale(1, 2), "wrong by more than half a round trip");
    }
}

/// A ban, told by HTTP or on the link of commands: nothing leaves until it has ended.
#[test]
fn f22_nothing_leaves_inside_a_ban() {
    for (status, on_link) in [(429, false), (418, false), (429, true), (418, true)] {
        let mut stage = Stage::new(22, if on_link { Way::Link } else { Way::Http });
        let ticket = stage.resting();
        let resting = stage.placed(ticket);
        let ends = stage.world.now() + secs(20);
        let words = format!("{{\"code\":-1003,\"msg\":\"Way too many requests; IP banned until {}.\"}}", ends.as_millis());
        stage.world.meddle(Meddler::new(move |said| {
            if !on_link && said.to != "frame" {
                (said.status, said.text) = (status, words.clone());
            } else if on_link && said.to == "frame" && said.text.contains("\"id\":") {
                let id = said.text.split(',').next().unwrap_or_default().to_owned();
                said.text = format!("{id},\"status\":{status},\"error\":{words}}}");
            }
            true
        }));
        let price = stage.lower(&resting);
        stage.edit(&resting, Some(price), None);
        stage.until("told", secs(20), |stage| stage.world.gateway().penalty(stage.world.now()).is_some());
        let told = stage.world.now();
        stage.world.heal();
        stage.cancel(&resting);
        let ticket = stage.resting();
        stage.place(ticket);
        stage.run(secs(60));
        let within = stage.world.gateway().departures().iter().filter(|left| left.at > told && left.at + ms(5) < ends).count();
        assert_eq!(within, 0, "{status} on_link {on_link}: left inside the ban");
        stage.settled(secs(60));
        assert!(stage.is(&resting, OrderStatus::Canceled), "wanted ended all the time");
    }
}

/// Thousands of questions at once: nine tenths of the budget are used before anything waits, and a cancel never does.
#[test]
fn f22_cancels_pass_a_full_budget() {
    let mut stage = Stage::new(23, Way::Http);
    let resting: Vec<_> = (0..20).map(|_| stage.resting()).collect();
    let resting: Vec<_> = resting.into_iter().map(|ticket| stage.placed(ticket)).collect();
    stage.run(secs(60) - ms((stage.world.now().as_millis() % 60_000 - 1_000).rem_euclid(60_000)));
    let begin = stage.world.now();
    let instrument = stage.first();
    for ask in 0..500 {
        stage.world.command(Command::Fetch { ask: 5_000_000 + ask, past: Past::Fills(instrument.clone()), history: History::default() });
    }
    for id in &resting {
        stage.run(ms(100));
        stage.cancel(id);
    }
    stage.run(secs(20));
    let left = stage.world.gateway().departures();
    let waited = |left: &&twinline_world::trading::Departure| left.at - left.asked_at > ms(50);
    let first_wait = left.iter().filter(|left| left.asked_at >= begin).find(waited).map(|left| left.at);
    let used: u32 =
        left.iter().filter(|left| left.at >= begin && first_wait.is_none_or(|at| left.at < at)).map(|left| left.cost.0[0]).sum();
    let slowest = left.iter().filter(|left| left.priority == Priority::Cancel).map(|left| left.at - left.asked_at).max().unwrap();
    println!("F22: {used} of 2400 used before anything waited; cancels waited {} ms at most", slowest.as_millis());
    assert!(used >= 2_160 - 10 && slowest <= secs(1));
    let banned = stage.asked_since(START).iter().filter(|row| row["status"] == 418 || row["status"] == 429).count();
    assert_eq!(banned, 0);
}

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

/// An instrument as it will be.
fn changed(stage: &Stage, change: impl Fn(&mut Instrument)) -> Command {
    let list = stage.world.instruments().iter().map(|instrument| {
        let mut instrument = (**instrument).clone();
        change(&mut instrument);
        instrument
    });
    Command::Instruments(Instruments::from_list(list).into())
}

/// The tick changes while orders rest and one is on its way: what rests stays, what is new keeps to the new tick.
#[test]
fn f45_a_new_tick_counts_for_what_comes_after_it() {
    for way in WAYS {
        let mut stage = Stage::new(45, way);
        let ticket = stage.resting();
        let resting = stage.placed(ticket);
        let ticket = stage.resting();
        let flying = stage.place(ticket);
        let tick: Price = "0.01".parse().unwrap();
        let command = changed(&stage, |instrument| instrument.tick_size = tick);
        stage.world.command(command);
        stage.until("placed", secs(5), |stage| stage.is(&flying, OrderStatus::Open));
        let price = Price::new(stage.lower(&resting).value().round_dp(4));
        let ask = stage.edit(&resting, Some(price), None);
        let answer = stage.world.answer_to(ask).map(|(_, answer)| answer.clone());
        let off = !(price.value() % tick.value()).is_zero();
        assert_eq!(matches!(answer, Some(Answer::Refused(refused)) if refused.code == "bad_tick"), off);
        let mut ticket = stage.resting();
        ticket.price = Some(Price::new(ticket.price.unwrap().value().round_dp(2) + Decimal::new(1, 4)));
        let ask = stage.place_all(vec![ticket]);
        let Some((_, Answer::Orders(placed))) = stage.world.answer_to(ask) else { panic!() };
        assert!(matches!(&placed[0], Placed::Refused(refused) if refused.code == "bad_tick"));
        stage.cancel_all(false);
        stage.until("canceled", secs(5), |stage| stage.is(&resting, OrderStatus::Canceled) && stage.is(&flying, OrderStatus::Canceled));
        stage.settled(secs(20));
    }
}

/// Closed for trading, or not listed any more: nothing new, and what rests can still be ended.
#[test]
fn f45_what_is_delisted_takes_no_orders_and_can_be_left() {
    for gone in [false, true] {
        let mut stage = Stage::of(&setup(46, Way::Link, &["XRPUSDT", "ADAUSDT"]));
        let ticket = stage.resting();
        let (resting, named) = (stage.placed(ticket.clone()), ticket.instrument.clone());
        let command = match gone {
            false => changed(&stage, |instrument| {
                if instrument.id == named {
                    instrument.status = twinline_model::InstrumentStatus::Halted;
                }
            }),
            true => {
                let rest = stage.world.instruments().iter().filter(|instrument| instrument.id != named);
                Command::Instruments(Instruments::from_list(rest.map(|instrument| (**instrument).clone())).into())
            }
        };
        stage.world.command(command);
        let ticket = stage.resting();
        let ask = stage.place_all(vec![OrderTicket { instrument: named.clone(), ..ticket }]);
        let Some((_, Answer::Orders(placed))) = stage.world.answer_to(ask) else { panic!() };
        let expected = if gone { "unknown_instrument" } else { "market_closed" };
        assert!(matches!(&placed[0], Placed::Refused(refused) if refused.code == expected), "{placed:?}");
        stage.cancel(&resting);
        stage.until("canceled", secs(5), |stage| stage.is(&resting, OrderStatus::Canceled));
        stage.settled(secs(20));
    }
}
