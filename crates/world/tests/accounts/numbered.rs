//! Where the stream is numbered, what it left out shows with the next message.

use twinline_model::{Freshness, Side};
use twinline_sim::Venue;
use twinline_world::Meddler;

use crate::stage::{Stage, count, ms, secs};

/// Where the stream is numbered, the next message tells that one was left out: nobody waits for an audit.
#[test]
fn f5_a_number_that_does_not_follow_is_repaired_at_once() {
    let mut slowest = ms(0);
    for (seed, lost) in (0..count("STREAM_SEEDS", 6)).zip(["\"type\":\"orders\"", "\"type\":\"v2/user_trades\""].into_iter().cycle()) {
        let mut stage = Stage::at(Venue::Delta, seed);
        let name = stage.first().symbol().to_owned();
        let first = stage.market(Side::Buy);
        stage.placed(first);
        stage.run(secs(16));
        stage.settled(secs(30));
        let before = stage.receipts().len();
        stage.world.meddle(Meddler::new(move |said| said.to != "frame" || !said.text.contains(lost)));
        stage.bought_at_the_venue(&name, "BUY", "10");
        stage.run(secs(1));
        stage.world.heal();
        assert_eq!(stage.receipts().len(), before, "nothing says so yet");
        stage.bought_at_the_venue(&name, "BUY", "10");
        let begin = stage.world.now();
        stage.until("repaired", secs(10), |stage| stage.receipts().len() > before);
        slowest = slowest.max(stage.world.now() - begin);
        let told = stage.receipts().pop().unwrap();
        assert!(told.contains("left something out: expected"), "{told}");
        assert_eq!(stage.world.status().freshness, Freshness::Live);
        stage.settled(secs(30));
    }
    println!("F5 numbered: repaired within {} ms", slowest.as_millis());
}

/// What a stream leaves out again and again is asked for again and again, and not without a pause.
#[test]
fn f5_a_stream_that_leaves_out_all_the_time_does_not_eat_the_budget() {
    let mut stage = Stage::at(Venue::Delta, 5);
    let first = stage.market(Side::Buy);
    stage.placed(first);
    let name = stage.first().symbol().to_owned();
    let mut odd = 0_u32;
    stage.world.meddle(Meddler::new(move |said| {
        odd += u32::from(said.to == "frame" && said.text.contains("user_trades"));
        said.to != "frame" || !said.text.contains("user_trades") || odd.is_multiple_of(2)
    }));
    let begin = stage.world.now();
    for _ in 0..60 {
        stage.bought_at_the_venue(&name, "BUY", "10");
        stage.run(ms(500));
    }
    stage.world.heal();
    stage.settled(secs(90));
    let asked = stage.asked_since(begin).len();
    println!("F5 numbered: {asked} requests in {} s", (stage.world.now() - begin).as_millis() / 1_000);
    assert!(asked < 1_200, "{asked}");
}
