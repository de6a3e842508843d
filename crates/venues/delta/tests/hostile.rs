//! No bytes make the codec panic, and nothing is left behind of a frame that could not be read.

mod support;

use std::sync::LazyLock;

use proptest::prelude::*;
use support::changes::{change, changed};
use support::{documented, facts_json, link, payloads, text, view};
use twinline_delta::Delta;
use twinline_model::{Interval, Level, Timestamp};
use twinline_venue::{Codec, Fact, Facts, Frame, Outcome, Recorded, Reply, Span, Step, View};

static VIEW: LazyLock<View> = LazyLock::new(|| view(documented()));

/// Every message of the vectors.
static FRAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let files = ["samples/ws_public", "samples/ws_legacy", "samples/ws_control"].into_iter().flat_map(payloads);
    files.flat_map(|file| support::messages(&file)).map(|message| message.trim().to_owned()).collect()
});
static ANSWERS: LazyLock<Vec<String>> =
    LazyLock::new(|| payloads("samples/rest").iter().map(|file| text(file).trim().to_owned()).collect());

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

fn spans(out: &Facts) -> Vec<Span> {
    let books = out.items().iter().filter_map(|fact| match fact {
        Fact::BookSnapshot(book) | Fact::BookDelta(book) | Fact::BookTop(book) => Some([book.bids, book.asks]),
        _ => None,
    });
    books.flatten().collect()
}

/// Decodes bytes as a frame: no panic, no half facts, spans within the levels.
fn survives_frame(bytes: &[u8]) -> bool {
    let mut out = used();
    let result = Delta.decode_frame(&VIEW, link(), Frame::Binary(bytes), &mut out);
    assert!(result.is_ok() || untouched(&out), "{result:?} left something behind: {out:?}");
    assert!(spans(&out).iter().all(|span| span.start <= span.end && span.end <= out.next_level()));
    let _ = facts_json::facts(&VIEW, &out);
    result.is_ok()
}

fn survives_reply(step: &Step, status: u16, body: &[u8]) -> bool {
    let mut out = used();
    let outcome = Delta.decode_reply(&VIEW, step, Reply::Http { status, body }, &mut out);
    let done = matches!(outcome, Outcome::Done(_));
    assert!(done || out.items().len() == 1 && out.next_level() == 1, "{outcome:?} left something behind: {out:?}");
    assert!(spans(&out).iter().all(|span| span.start <= span.end && span.end <= out.next_level()));
    done
}

fn steps() -> Vec<Step> {
    let instrument = || "delta:BTCUSD".parse().unwrap();
    vec![
        Step::ServerTime,
        Step::Instruments,
        Step::MoreInstruments { after: "x".to_owned() },
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
    assert!(FRAMES.len() > 40);
    for whole in FRAMES.iter() {
        assert!(survives_frame(whole.as_bytes()), "{whole}");
        for end in 0..whole.len() {
            assert!(!survives_frame(&whole.as_bytes()[..end]), "{}", &whole[..end]);
        }
    }
}

#[test]
fn every_answer_survives_being_taken_for_another() {
    for body in ANSWERS.iter().chain(FRAMES.iter()) {
        for step in steps() {
            for status in [200, 400, 403, 429, 503] {
                survives_reply(&step, status, body.as_bytes());
            }
            for end in (0..body.len()).step_by(97) {
                assert!(!survives_reply(&step, 200, &body.as_bytes()[..end]), "{}", &body[..end]);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn changed_frames_never_panic(which in any::<prop::sample::Index>(), changes in prop::collection::vec(change(), 1..6)) {
        survives_frame(&changed(&FRAMES[which.index(FRAMES.len())], &changes));
    }

    #[test]
    fn changed_answers_never_panic(
        which in any::<prop::sample::Index>(),
        step in any::<prop::sample::Index>(),
        status in prop::sample::select(&[200u16, 400, 403, 429, 503][..]),
        changes in prop::collection::vec(change(), 1..6),
    ) {
        let body = changed(&ANSWERS[which.index(ANSWERS.len())], &changes);
        let all = steps();
        survives_reply(&all[step.index(all.len())], status, &body);
    }

    #[test]
    fn garbage_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,60}") {
        for garbage in [&bytes[..], text.as_bytes()] {
            survives_frame(garbage);
            for step in steps() {
                survives_reply(&step, 200, garbage);
                survives_reply(&step, 503, garbage);
            }
        }
        for line in [Recorded::Open { url: &text }, Recorded::Sent { body: &text }, Recorded::Response { url: &text }] {
            let _ = Delta.recognise(&VIEW, line);
        }
        let url = format!("https://h/v2/{text}");
        let _ = Delta.recognise(&VIEW, Recorded::Response { url: &url });
    }

    #[test]
    fn levels_are_exact(rows in prop::collection::vec((1u64..1_000_000_000, 0u64..1_000_000_000), 0..30), each in prop::sample::select(&["0.001", "1", "100", "0.25"][..])) {
        let known = view([support::instrument("X", 2, each)]);
        let wire = rows.iter().map(|(price, size)| format!("[\"{}.{:02}\",\"{size}\"]", price / 100, price % 100));
        let text = format!(r#"{{"a":[],"action":"update","b":[{}],"seq":2,"sy":"X","ts":1,"type":"ob_updates"}}"#, wire.collect::<Vec<_>>().join(","));
        let mut out = Facts::new();
        Delta.decode_frame(&known, link(), Frame::Text(&text), &mut out).unwrap();
        let got: Vec<_> = out.levels(spans(&out)[0]).iter().map(|level| (level.price, level.size)).collect();
        // What one contract is worth, counted at its own last place: that is the scale of sizes.
        let worth = i64::try_from(known.instruments.iter().next().unwrap().contract_size.value().mantissa()).unwrap();
        let expected: Vec<_> = rows.iter().map(|(price, size)| (i64::try_from(*price).unwrap(), i64::try_from(*size).unwrap() * worth)).collect();
        prop_assert_eq!(got, expected);
    }
}
