//! Every checksum of the vectors is verified through the codec, and a wrong one is not.

mod support;

use serde_json::{Value, json};
use support::{instrument, link, view};
use twinline_delta::{Delta, SPEC};
use twinline_venue::{Codec, Fact, Facts, Frame, View};

/// The book of a vector, decoded from a frame.
fn fits(view: &View, row: &Value, sum: u64) -> bool {
    let frame =
        json!({"type": "ob_updates", "action": "snapshot", "sy": "X", "seq": 1, "ts": 1, "cs": sum, "a": row["asks"], "b": row["bids"]});
    let mut out = Facts::new();
    Delta.decode_frame(view, link(), Frame::Text(&frame.to_string()), &mut out).unwrap();
    let [Fact::BookSnapshot(book)] = out.items() else { panic!("{frame}") };
    let best = |span| &out.levels(span)[..out.levels(span).len().min(10)];
    SPEC.book.checksum.unwrap()(view.instruments.get(book.ix), best(book.bids), best(book.asks), book.sum.unwrap())
}

#[test]
fn every_vector_verifies_and_a_changed_one_does_not() {
    let file = support::json("l2_checksums.json");
    let rows = file["vectors"].as_array().unwrap();
    assert_eq!(rows.len(), 7);
    for row in rows {
        let places = row["checksum_string"].as_str().unwrap().split(':').next().unwrap().split_once('.').map_or(1, |(_, text)| text.len());
        // Contracts of any worth: the text is written in contracts.
        for each in ["0.001", "1", "100", "0.25"] {
            let view = view([instrument("X", u8::try_from(places).unwrap(), each)]);
            let sum = row["crc32"].as_u64().unwrap();
            assert!(fits(&view, row, sum), "{} at {each}", row["id"]);
            assert!(!fits(&view, row, sum ^ 1), "{}", row["id"]);
        }
    }
}

#[test]
fn sizes_in_parts_of_a_contract_are_summed_as_they_are_written() {
    let mut spot = instrument("X", 1, "1");
    spot.size_scale = 4;
    let view = view([spot]);
    // zlib.crc32(b"100.5:0.25|100.0:3") and, padded, zlib.crc32(b"100.5:0.2500|100.0:3.0000")
    let row = json!({"asks": [["100.5", "0.25"]], "bids": [["100.0", "3"]]});
    assert!(fits(&view, &row, TRIMMED));
    assert!(fits(&view, &row, PADDED));
}

const TRIMMED: u64 = 579839606;
const PADDED: u64 = 343876093;
