//! Recorded traffic of a second venue through `twinline replay`: all of it is understood, and a checksum that does not fit silences
//! that book alone.

mod program;

use std::path::{Path, PathBuf};
use std::process::Output;

use program::{fresh, lines, text, twinline};
use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn replayed(file: &Path, topics: &str) -> Output {
    let mut command = twinline(&fresh("replay"));
    command.arg("replay").arg(file).args(["--venue", "delta", "--topics", topics, "--json"]).output().unwrap()
}

#[test]
fn the_recording_is_understood_whole() {
    let output = replayed(&root().join("captures/delta.jsonl.gz"), "instruments,bbo");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told = lines(&output);
    let count = |kind: &str| told.iter().filter(|line| line["type"] == kind).count();
    assert_eq!(count("instrument"), 740);
    assert!(told.iter().all(|line| ["instrument", "bbo"].contains(&line["type"].as_str().unwrap())), "nothing lost its chain");
    let options = told.iter().filter(|line| line["option"]["strike"].is_string()).count();
    let inverse = told.iter().filter(|line| line["inverse"] == true).count();
    assert!(options > 500 && inverse > 0, "{options} options, {inverse} inverse contracts");
    let summary = text(&output.stderr);
    for part in ["323 lines", "320 frames", "0 gaps", "0 not understood", "0 lines of no use"] {
        assert!(summary.contains(part), "{part}: {summary}");
    }
}

/// The documented book and its change, told of two products; of the second one with this checksum.
fn two_books(sum: u64) -> PathBuf {
    let file = root().join("vectors/delta/samples/ws_public/ob_updates.json");
    let documented: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let product = |id: u64, symbol: &str| {
        json!({"id": id, "symbol": symbol, "contract_type": "perpetual_futures", "notional_type": "vanilla", "contract_value": "0.001",
            "contract_unit_currency": "BTC", "tick_size": "0.5", "state": "live", "trading_status": "operational",
            "quoting_asset": {"symbol": "USD"}, "settling_asset": {"symbol": "USD"}, "underlying_asset": {"symbol": "BTC"}})
    };
    let products = json!({"success": true, "result": [product(27, "BTCUSD"), product(28, "OTHERUSD")]});
    let mut all = vec![
        json!({"t": 1, "kind": "http_response", "url": "https://api.india.delta.exchange/v2/products", "body": products}),
        json!({"t": 1, "kind": "ws_open", "url": "wss://public-socket.india.delta.exchange"}),
    ];
    for nth in 0..2 {
        for symbol in ["BTCUSD", "OTHERUSD"] {
            let mut frame = documented["messages"][nth].clone();
            frame["sy"] = symbol.into();
            if (nth, symbol) == (1, "OTHERUSD") {
                frame["cs"] = sum.into();
            }
            all.push(json!({"t": 2, "kind": "ws_received", "text": frame.to_string()}));
        }
    }
    let file = fresh("books").join("two.jsonl");
    std::fs::write(&file, all.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    file
}

#[test]
fn documented_checksums_verify_and_a_corrupted_one_silences_that_book_alone() {
    let told = |sum: u64| lines(&replayed(&two_books(sum), "bbo"));
    let of = |told: &[Value], kind: &str, symbol: &str| {
        told.iter().filter(|line| line["type"] == kind && line["instrument"] == format!("delta:{symbol}")).cloned().collect::<Vec<_>>()
    };
    let well = told(3_409_694_612);
    for symbol in ["BTCUSD", "OTHERUSD"] {
        assert!(of(&well, "book_state", symbol).is_empty(), "{well:?}");
        let last = of(&well, "bbo", symbol).pop().unwrap();
        assert_eq!(
            (&last["bid"]["price"], &last["ask"]["price"], &last["venue_seq"]),
            (&json!("16918.5"), &json!("16919.5"), &json!(6200))
        );
    }
    let odd = told(3_409_694_613);
    assert!(of(&odd, "book_state", "BTCUSD").is_empty());
    assert_eq!(of(&odd, "bbo", "BTCUSD"), of(&well, "bbo", "BTCUSD"));
    let lost = of(&odd, "book_state", "OTHERUSD");
    assert_eq!((lost.len(), &lost[0]["state"], &lost[0]["reason"]), (1, &json!("syncing"), &json!("checksum")), "{lost:?}");
    assert!(of(&odd, "bbo", "OTHERUSD").iter().all(|line| line["venue_seq"] != 6200));
}
