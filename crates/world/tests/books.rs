//! Books against the golden depth stories: after each step the verdict and the book are those that others' code reached.

use std::sync::Arc;

use serde_json::Value;
use twinline_binance::Binance;
use twinline_core::book::{BookSync, DeltaVerdict, SnapshotVerdict};
use twinline_model::{Instrument, InstrumentId, InstrumentKind, InstrumentStatus, Level, OrderLimits, Price, Qty, parse_scaled};
use twinline_venue::{Codec, Endpoints, Fact, Facts, Frame, Instruments, LinkId, LinkKind, Outcome, Reply, Step, View};

fn vector(name: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/binance_usdm").join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn view() -> View {
    let mut view = View::new(Endpoints { rest: String::new(), ws: String::new(), commands: None });
    view.instruments = Arc::new(Instruments::from_list([Instrument {
        id: InstrumentId::new("binance", "BTCUSDT").unwrap(),
        alias: "BTC/USDT:USDT".to_owned(),
        kind: InstrumentKind::Perpetual,
        base: "BTC".to_owned(),
        quote: "USDT".to_owned(),
        settle: "USDT".to_owned(),
        underlying: "BTC".to_owned(),
        status: InstrumentStatus::Trading,
        price_scale: 2,
        size_scale: 3,
        tick_size: Price::parse("0.10").unwrap(),
        lot_size: Qty::parse("0.001").unwrap(),
        limits: OrderLimits::default(),
        contract_size: Qty::parse("1").unwrap(),
        inverse: false,
        option: None,
        number: None,
        listed_at: None,
        expiry: None,
    }]));
    view
}

/// Plays one story and returns how many steps it had.
fn play(steps: &[Value]) -> usize {
    let (codec, view) = (Binance, view());
    let mut book = BookSync::new(codec.spec().book);
    for (nth, step) in steps.iter().enumerate() {
        let mut facts = Facts::new();
        let action = match step["do"].as_str().unwrap() {
            "event" => {
                let link = LinkId { kind: LinkKind(0), serial: 1 };
                codec.decode_frame(&view, link, Frame::Text(&step["event"].to_string()), &mut facts).unwrap();
                let [Fact::BookDelta(delta)] = facts.items() else { panic!("step {nth}: {:?}", facts.items()) };
                match book.delta(delta, facts.levels(delta.bids), facts.levels(delta.asks), true) {
                    DeltaVerdict::Applied => "applied".to_owned(),
                    DeltaVerdict::Stale => "ignored_stale".to_owned(),
                    DeltaVerdict::Buffered => "buffered".to_owned(),
                    DeltaVerdict::Joined => "joined".to_owned(),
                    DeltaVerdict::Broken(_) => "gap_resync".to_owned(),
                }
            }
            _ => {
                let ask = Step::Book { instrument: InstrumentId::new("binance", "BTCUSDT").unwrap(), depth: 1_000 };
                let body = step["snapshot"].to_string();
                let outcome = codec.decode_reply(&view, &ask, Reply::Http { status: 200, body: body.as_bytes() }, &mut facts);
                assert!(matches!(outcome, Outcome::Done(_)), "step {nth}: {outcome:?}");
                let [Fact::BookSnapshot(snapshot)] = facts.items() else { panic!("step {nth}: {:?}", facts.items()) };
                match book.snapshot(snapshot, facts.levels(snapshot.bids), facts.levels(snapshot.asks)) {
                    SnapshotVerdict::Joined(count) => format!("synced_applied_{count}_buffered"),
                    SnapshotVerdict::TooOld => "refetch_snapshot".to_owned(),
                    other => format!("{other:?}"),
                }
            }
        };
        assert_eq!(action, step["expectAction"].as_str().unwrap(), "step {nth}");
        if let Some(id) = step["expectLastUpdateId"].as_u64() {
            assert!(book.is_live(), "step {nth}");
            assert_eq!(book.seq(), id, "step {nth}");
        }
        compare(&book, step, nth);
    }
    steps.len()
}

fn compare(book: &BookSync, step: &Value, nth: usize) {
    let ours: [Vec<Level>; 2] = [book.book().bids().collect(), book.book().asks().collect()];
    for (side, ours) in ["bids", "asks"].iter().zip(&ours) {
        for (name, all) in [("expectBook", true), ("expectTop", false)] {
            let Some(rows) = step[name][side].as_array() else { continue };
            let theirs: Vec<Level> = rows
                .iter()
                .map(|row| Level {
                    price: parse_scaled(row[0].as_str().unwrap(), 2).unwrap(),
                    size: parse_scaled(row[1].as_str().unwrap(), 3).unwrap(),
                })
                .collect();
            let ours = if all { &ours[..] } else { &ours[..theirs.len().min(ours.len())] };
            assert_eq!(ours, &theirs[..], "step {nth}: {side} of {name}");
        }
    }
    if let Some(levels) = step["expectLevels"].as_array() {
        assert_eq!(
            levels.iter().map(|count| count.as_u64().unwrap() as usize).collect::<Vec<_>>(),
            [ours[0].len(), ours[1].len()],
            "step {nth}"
        );
    }
}

#[test]
fn the_small_stories_end_as_others_code_ends_them() {
    let stories = vector("depth_scenarios.json");
    let stories = stories["scenarios"].as_array().unwrap();
    assert_eq!(stories.len(), 3);
    for story in stories {
        play(story["steps"].as_array().unwrap());
    }
}

#[test]
fn the_long_random_story_equals_others_code_at_every_step() {
    assert_eq!(play(vector("depth_random_long.json")["steps"].as_array().unwrap()), 268);
}
