//! Bans and budgets: what may leave, and what has to wait?

use twinline_core::account::{Command, Past};
use twinline_core::limits::Priority;
use twinline_model::OrderStatus;
use twinline_sim::FaultName;
use twinline_venue::account::History;
use twinline_world::Meddler;

use crate::stage::{START, Stage, VENUES, Way, ms, secs};

#[test]
fn f22_nothing_leaves_while_the_venue_says_that_it_is_too_much() {
    for venue in VENUES {
        let mut stage = Stage::at(venue, 22);
        let ticket = stage.resting();
        let resting = stage.placed(ticket);
        stage.fault(FaultName::Rest429);
        let price = stage.lower(&resting);
        stage.edit(&resting, Some(price), None);
        stage.until("told", secs(20), |stage| stage.world.gateway().penalty(stage.world.now()).is_some());
        let (told, ends) = (stage.world.now(), stage.world.gateway().penalty(stage.world.now()).unwrap());
        stage.cancel(&resting);
        stage.run(ms(500));
        let inside = |stage: &Stage| stage.world.gateway().departures().iter().filter(|left| left.at > told + ms(500)).count();
        assert_eq!(inside(&stage), 0, "{venue:?}: left inside the penalty, which ends {ends:?}");
        stage.world.heal();
        stage.settled(secs(400));
        assert!(stage.is(&resting, OrderStatus::Canceled), "wanted ended all the time");
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
