//! The log as a program reads it: one object a line, and every change of state with what it is about.

mod harness;
mod program;

use std::time::Instant;

use program::{Going, fresh, twinline};
use serde_json::{Value, json};

const INSTRUMENT: &str = "binance:BTCUSDT";

/// The next line that satisfies; every line before it is an object with a time, a level and a message.
fn until(gateway: &mut Going, what: &str, is: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    let mut seen = Vec::new();
    while begun.elapsed() < harness::PATIENCE {
        let line = gateway.log_line();
        let value: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        for member in ["timestamp", "level", "message", "target"] {
            assert!(value[member].is_string(), "{member}: {line}");
        }
        if is(&value) {
            return value;
        }
        seen.push(line);
    }
    panic!("not logged: {what}; seen: {}", seen.concat());
}

/// Disturbs the demo's venue.
fn inject(gateway: &Going, fault: &Value) {
    let address = gateway.first["url"].as_str().unwrap().trim_start_matches("http://").parse().unwrap();
    let head = format!("authorization: Bearer {}\r\n", gateway.first["token"].as_str().unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answer = runtime.block_on(harness::http(address, "POST", "/api/v1/demo/faults", &head, &fault.to_string()));
    assert_eq!(answer.0, 204, "{}", answer.1);
}

#[test]
fn an_outage_is_logged_with_the_fields_that_say_what_it_hit() {
    let data = fresh("logs");
    let mut command = twinline(&data);
    command.args(["up", "--demo", "--json"]).env("TWINLINE_LOG", "debug");
    command.env("TWINLINE_WATCH__INSTRUMENTS", INSTRUMENT).env("TWINLINE_WATCH__CHANNELS", "book,bbo");
    let mut gateway = Going::start(&mut command);

    let open = until(&mut gateway, "a socket opens", |line| line["message"] == "socket open");
    assert!(open["venue"] == "binance" && open["link"].is_string() && open["serial"].is_u64(), "{open}");
    let of_book = |line: &Value, freshness: &str| {
        line["message"] == "channel" && line["channel"] == "book" && line["instrument"] == INSTRUMENT && line["freshness"] == freshness
    };
    let live = until(&mut gateway, "the book becomes live", |line| of_book(line, "live"));

    inject(&gateway, &json!({"venue": "binance", "name": "ws-refuse", "for_ms": 2_000}));
    inject(&gateway, &json!({"venue": "binance", "name": "ws-cut"}));
    let closed = until(&mut gateway, "the socket closes", |line| line["message"] == "socket closed");
    assert!(
        closed["venue"] == "binance" && closed["link"].is_string() && closed["serial"].is_u64() && closed["reason"].is_string(),
        "{closed}"
    );
    let lost = until(&mut gateway, "the book is not live", |line| {
        line["message"] == "channel" && line["channel"] == "book" && line["freshness"] != "live"
    });
    assert!(lost["venue"] == "binance" && lost["instrument"] == INSTRUMENT && lost["reason"].is_string(), "{lost}");
    assert!(lost["epoch"].is_u64() && lost["seq"].as_u64() >= live["seq"].as_u64(), "{lost} after {live}");
    let venue = until(&mut gateway, "the venue is not live", |line| line["message"] == "venue" && line["freshness"] != "live");
    assert!(venue["venue"] == "binance" && venue["reason"].is_string(), "{venue}");

    let repaired = until(&mut gateway, "the book is repaired", |line| line["message"] == "repaired" && line["channel"] == "book");
    for (member, is) in [("venue", repaired["venue"] == "binance"), ("instrument", repaired["instrument"] == INSTRUMENT)] {
        assert!(is, "{member}: {repaired}");
    }
    assert!(repaired["took_ms"].is_i64() && repaired["incident"].is_string() && repaired["seq"].is_u64(), "{repaired}");
    until(&mut gateway, "the book is live again", |line| of_book(line, "live"));

    let token = gateway.first["token"].as_str().unwrap().to_owned();
    let (code, rest) = gateway.stop();
    assert_eq!(code, Some(0));
    assert!(rest.contains("\"message\":\"stopped\""), "{rest}");
    assert!(!rest.contains(&token), "the token is in the log");
}

#[test]
fn the_form_of_the_log_is_chosen_apart_from_the_output() {
    let first_line = |format: &str, args: &[&str]| {
        let data = fresh("form");
        let mut gateway = Going::start(twinline(&data).args(args).env("TWINLINE_LOG_FORMAT", format).env("NO_COLOR", "1"));
        let line = gateway.log_line();
        assert_eq!(gateway.stop().0, Some(0));
        line
    };
    let up = ["up", "--demo", "--json"];
    assert!(serde_json::from_str::<Value>(&first_line("text", &up)).is_err());
    assert!(first_line("", &up).starts_with('{'), "as the output, if nothing is said");
    assert!(first_line("json", &["up", "--demo"]).starts_with('{'));
    let warned = first_line("yaml", &up);
    assert!(warned.contains("TWINLINE_LOG_FORMAT is text or json"), "{warned}");
}
