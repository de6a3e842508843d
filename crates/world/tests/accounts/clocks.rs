//! Clocks that step, drift, or that the venue finds late.

use std::cell::RefCell;
use std::rc::Rc;

use twinline_model::OrderStatus;
use twinline_sim::{FaultName, FaultSpec, Venue};
use twinline_world::{LocalClock, Meddler};

use crate::stage::{START, Stage, VENUES, Way, count, everywhere, ms, secs, setup};

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
    for venue in VENUES {
        stepping(venue);
    }
}

/// How the venues refuse a time.
const TOO_LATE: &[&str] = &["-1021", "-5028", "expired_signature", "request_expired"];

fn stepping(venue: Venue) {
    let mut resent = 0;
    for seed in 0..count("CLOCK_SEEDS", 12) {
        let mut stage = Stage::at(venue, seed);
        let ticket = stage.resting();
        let resting = stage.placed(ticket);
        // The link of commands is logged on by then: nothing else is under way.
        stage.run(secs(1));
        let refused = counted(&mut stage, TOO_LATE);
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
    println!("F21 {venue:?}: {resent} orders sent once more after a refusal for the clock, 0 refusals after a correction");
}

/// The engine finds every order too late: sent once more, then refused for good.
#[test]
fn f21_an_order_is_signed_anew_once() {
    for (venue, way) in everywhere() {
        let mut stage = Stage::by(venue, 2, way);
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
        let refused = counted(&mut stage, TOO_LATE);
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
