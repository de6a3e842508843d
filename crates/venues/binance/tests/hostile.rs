//! No bytes make the codec panic, and nothing is left behind of a frame that could not be read.

mod support;

use std::sync::LazyLock;

use proptest::prelude::*;
use support::changes::{change, changed};
use support::{assumed, facts_json, files, instrument, public_link, view};
use twinline_binance::Binance;
use twinline_model::{Interval, Level, Timestamp};
use twinline_venue::{Codec, Fact, Facts, Frame, LinkId, Outcome, Recognised, Recorded, Reply, Span, Step, View};

/// The payloads of a folder with what their facts files assume.
fn samples(folder: &str) -> Vec<Sample> {
    let all = files::expected_payloads().into_iter().filter(|file| file.starts_with(folder));
    all.map(|file| {
        let facts: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(files::facts_path(&file)).unwrap()).unwrap();
        let (view, link) = assumed(&facts);
        (files::text(&file).trim().to_owned(), view, link, facts)
    })
    .collect()
}

/// Facts that hold something already: an error must leave it as it is.
fn used() -> Facts {
    let mut out = Facts::new();
    out.push_level(Level { price: 7, size: 7 });
    out.push(Fact::ServerTime(Timestamp::default()));
    out
}

fn untouched(out: &Facts) -> bool {
    out.next_level() == 1 && out.items() == [Fact::ServerTime(Timestamp::default())] && out.oddities().is_empty()
}

/// Decodes bytes as a frame: no panic, no half facts, spans within the levels.
fn survives_frame(view: &View, link: LinkId, bytes: &[u8]) -> bool {
    let mut out = used();
    let result = Binance.decode_frame(view, link, Frame::Binary(bytes), &mut out);
    assert!(result.is_ok() || untouched(&out), "{result:?} left something behind: {out:?}");
    assert!(spans(&out).iter().all(|span| span.start <= span.end && span.end <= out.next_level()));
    let _ = facts_json::facts(view, &out);
    result.is_ok()
}

fn spans(out: &Facts) -> Vec<Span> {
    let books = out.items().iter().filter_map(|fact| match fact {
        Fact::BookSnapshot(book) | Fact::BookDelta(book) | Fact::BookTop(book) => Some([book.bids, book.asks]),
        _ => None,
    });
    books.flatten().collect()
}

fn survives_reply(view: &View, step: &Step, status: u16, body: &[u8]) -> bool {
    let mut out = used();
    let outcome = Binance.decode_reply(view, step, Reply::Http { status, body }, &mut out);
    let done = matches!(outcome, Outcome::Done(_));
    assert!(done || out.items().len() == 1 && out.next_level() == 1, "{outcome:?} left something behind: {out:?}");
    assert!(spans(&out).iter().all(|span| span.start <= span.end && span.end <= out.next_level()));
    done
}

fn steps() -> Vec<Step> {
    let instrument = || "binance:BTCUSDT".parse().unwrap();
    vec![
        Step::ServerTime,
        Step::Instruments,
        Step::Book { instrument: instrument(), depth: 5 },
        Step::Bbo { instrument: instrument() },
        Step::Trades { instrument: instrument(), from_id: None, limit: 5 },
        Step::Candles { instrument: instrument(), interval: Interval::M1, from: None, to: None, limit: 5 },
        Step::Mark { instrument: instrument() },
        Step::Ticker { instrument: instrument() },
        Step::Funding { instrument: instrument(), from: None, to: None, limit: 5 },
    ]
}

#[test]
fn every_prefix_of_a_frame_is_an_error() {
    for (text, view, link, facts) in samples("samples/market_stream/") {
        let combined = format!(r#"{{"stream":{},"data":{text}}}"#, facts["stream"]);
        for whole in [text, combined] {
            assert!(survives_frame(&view, link, whole.as_bytes()));
            for end in 0..whole.len() {
                assert!(!survives_frame(&view, link, &whole.as_bytes()[..end]), "{}", &whole[..end]);
            }
        }
    }
}

#[test]
fn every_prefix_of_an_answer_is_doubt() {
    for (text, view, _, facts) in samples("samples/rest/") {
        let Some(Recognised::Step(step)) = Binance.recognise(&view, Recorded::Response { url: facts["url"].as_str().unwrap() }) else {
            panic!("{facts}");
        };
        assert!(survives_reply(&view, &step, 200, text.as_bytes()));
        for end in 0..text.len() {
            assert!(!survives_reply(&view, &step, 200, &text.as_bytes()[..end]), "{}", &text[..end]);
        }
    }
}

#[test]
fn every_answer_survives_being_taken_for_another() {
    let known = view([instrument("BTCUSDT", 8, 8)]);
    for (text, ..) in samples("samples/") {
        for step in steps() {
            for status in [200, 400, 418, 429, 503] {
                survives_reply(&known, &step, status, text.as_bytes());
            }
        }
    }
}

type Sample = (String, View, LinkId, serde_json::Value);

static FRAMES: LazyLock<Vec<Sample>> = LazyLock::new(|| samples("samples/market_stream/"));
static ANSWERS: LazyLock<Vec<Sample>> = LazyLock::new(|| samples("samples/rest/"));

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn changed_frames_never_panic(which in any::<prop::sample::Index>(), combined in any::<bool>(), changes in prop::collection::vec(change(), 1..6)) {
        let (text, view, link, facts) = &FRAMES[which.index(FRAMES.len())];
        let whole = if combined { format!(r#"{{"stream":{},"data":{text}}}"#, facts["stream"]) } else { text.clone() };
        survives_frame(view, *link, &changed(&whole, &changes));
    }

    #[test]
    fn changed_answers_never_panic(which in any::<prop::sample::Index>(), status in prop::sample::select(&[200u16, 400, 418, 429, 503][..]), changes in prop::collection::vec(change(), 1..6)) {
        let (text, view, _, facts) = &ANSWERS[which.index(ANSWERS.len())];
        let body = changed(text, &changes);
        if let Some(Recognised::Step(step)) = Binance.recognise(view, Recorded::Response { url: facts["url"].as_str().unwrap() }) {
            survives_reply(view, &step, status, &body);
        }
    }

    #[test]
    fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,60}") {
        let known = view([instrument("BTCUSDT", 2, 3)]);
        for garbage in [&bytes[..], text.as_bytes()] {
            survives_frame(&known, public_link(), garbage);
            for step in steps() {
                survives_reply(&known, &step, 200, garbage);
                survives_reply(&known, &step, 503, garbage);
            }
        }
        for line in [Recorded::Open { url: &text }, Recorded::Sent { body: &text }, Recorded::Response { url: &text }] {
            let _ = Binance.recognise(&known, line);
        }
        let url = format!("wss://h/public/stream?streams={text}");
        let _ = Binance.recognise(&known, Recorded::Open { url: &url });
    }

    #[test]
    fn levels_are_exact(rows in prop::collection::vec((1u64..1_000_000_000, 0u64..1_000_000_000), 0..30)) {
        let known = view([instrument("BTCUSDT", 2, 3)]);
        let place = |value: u64, unit: u64, width: usize| format!("{}.{:0width$}", value / unit, value % unit);
        let wire = rows.iter().map(|(price, size)| format!("[\"{}\",\"{}\"]", place(*price, 100, 2), place(*size, 1000, 3)));
        let text = format!(r#"{{"e":"depthUpdate","T":1,"s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[{}],"a":[]}}"#, wire.collect::<Vec<_>>().join(","));
        let mut out = Facts::new();
        Binance.decode_frame(&known, public_link(), Frame::Text(&text), &mut out).unwrap();
        let got: Vec<_> = out.levels(spans(&out)[0]).iter().map(|level| (level.price, level.size)).collect();
        let expected: Vec<_> = rows.iter().map(|(price, size)| (i64::try_from(*price).unwrap(), i64::try_from(*size).unwrap())).collect();
        prop_assert_eq!(got, expected);
    }
}
