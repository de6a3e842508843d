//! `/metrics`, read as strictly as Prometheus does; and whether the board and the alerts ask for what is served.

mod harness;
mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use program::{Going, fresh, twinline};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One family: its kind, and its rows by their labels.
#[derive(Debug, Default)]
struct Family {
    kind: String,
    rows: BTreeMap<Vec<(String, String)>, f64>,
}

type Families = BTreeMap<String, Family>;

fn is_name(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == ':') && text.chars().all(word)
}

/// Labels of a row after the opening brace, and what follows the closing one.
fn labels(mut text: &str) -> (Vec<(String, String)>, &str) {
    let mut found = Vec::new();
    loop {
        if let Some(rest) = text.strip_prefix('}') {
            return (found, rest);
        }
        let (name, rest) = text.split_once("=\"").expect("a label's name and value");
        assert!(is_name(name) && !name.contains(':') && !name.starts_with("__"), "label {name:?}");
        let (mut value, mut escaped, mut end) = (String::new(), false, None);
        for (at, c) in rest.char_indices() {
            match (escaped, c) {
                (false, '\\') => escaped = true,
                (false, '"') => {
                    end = Some(at + 1);
                    break;
                }
                (true, 'n') => (value, escaped) = (value + "\n", false),
                (true, '\\' | '"') | (false, _) => {
                    value.push(c);
                    escaped = false;
                }
                (true, other) => panic!("\\{other} is no escape"),
            }
        }
        found.push((name.to_owned(), value));
        let rest = &rest[end.expect("a closing quote")..];
        text = rest.strip_prefix(',').unwrap_or(rest);
    }
}

/// Reads the text format 0.0.4: HELP, then TYPE, then the rows of that family, each once, and nothing else.
fn parse(text: &str) -> Families {
    assert!(text.ends_with('\n'), "the last line must end");
    let mut families = Families::new();
    let (mut helped, mut current) = (None, String::new());
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').expect("a name and its help");
            assert!(is_name(name) && help.len() > 3 && !families.contains_key(name), "{line}");
            helped = Some(name.to_owned());
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a name and its kind");
            assert!(helped.take().as_deref() == Some(name) && ["counter", "gauge"].contains(&kind), "{line}");
            families.insert(name.to_owned(), Family { kind: kind.to_owned(), rows: BTreeMap::new() });
            name.clone_into(&mut current);
        } else {
            let at = line.find(['{', ' ']).expect("a value");
            let (name, rest) = line.split_at(at);
            assert!(name == current && helped.is_none(), "not in its family: {line}");
            let (labels, rest) = rest.strip_prefix('{').map_or_else(|| (Vec::new(), rest), labels);
            let value: f64 = rest.strip_prefix(' ').and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no number: {line}"));
            let family = families.get_mut(name).expect("its family");
            assert!(family.rows.insert(labels, value).is_none(), "twice: {line}");
        }
    }
    families
}

/// A demo that has become live, and what its `/metrics` says.
fn scrape(gateway: &Going) -> Families {
    let address = gateway.first["url"].as_str().unwrap().trim_start_matches("http://").to_owned();
    let token = gateway.first["token"].as_str().unwrap().to_owned();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answer = runtime.block_on(async {
        let mut socket = TcpStream::connect(&address).await.unwrap();
        let request = format!("GET /metrics HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        tokio::time::timeout(harness::PATIENCE, socket.read_to_string(&mut answer)).await.expect("an answer in time").unwrap();
        answer
    });
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.1 200") && head.contains("text/plain; version=0.0.4; charset=utf-8"), "{head}");
    parse(body)
}

fn sum(families: &Families, name: &str) -> f64 {
    families.get(name).unwrap_or_else(|| panic!("{name} is not served")).rows.values().sum()
}

/// A demo that watches these instruments, once so many streams are live.
fn live(instruments: &str, streams: f64) -> (Going, Families) {
    let mut command = twinline(&fresh("metrics"));
    command.args(["up", "--demo", "--json"]).env("TWINLINE_LOG", "off");
    let gateway = Going::start(command.env("TWINLINE_WATCH__INSTRUMENTS", instruments).env("TWINLINE_WATCH__CHANNELS", "book,bbo"));
    let begun = Instant::now();
    loop {
        let families = scrape(&gateway);
        let live = families["twinline_venue_channels"].rows.iter().filter(|(labels, _)| labels.iter().any(|(_, word)| word == "live"));
        let live = live.map(|(_, count)| count).sum::<f64>() >= streams;
        // Counts are told with the next report of a session, up to a second after a channel has become live.
        let told = ["twinline_venue_clock_error_seconds", "twinline_venue_frames_total"].iter().all(|name| sum(&families, name) > 0.0);
        if live && told {
            return (gateway, families);
        }
        assert!(begun.elapsed() < harness::PATIENCE, "never live: {families:?}");
    }
}

#[test]
fn names_kinds_and_rows_are_as_prometheus_wants_them() {
    let (gateway, families) = live("binance:BTCUSDT", 2.0);
    for (name, family) in &families {
        assert_eq!(family.kind == "counter", name.ends_with("_total"), "{name}");
        assert!(name.starts_with("twinline_") || name.starts_with("process_"), "{name}");
        assert!(!name.contains("_ms") && !name.contains("millis"), "{name}: seconds");
        assert!(family.rows.values().all(|value| value.is_finite()), "{name}");
        assert!(!family.rows.is_empty(), "{name}");
    }
    assert_eq!(sum(&families, "twinline_venue_freshness"), 1.0, "one state holds");
    // A window may have ended between the last request and the question: the next audit of the account uses the new one.
    let begun = Instant::now();
    let mut used = sum(&families, "twinline_limit_used");
    while used <= 0.0 {
        assert!(begun.elapsed() < harness::PATIENCE, "no budget was ever used");
        used = sum(&scrape(&gateway), "twinline_limit_used");
    }
    assert!(sum(&families, "process_resident_memory_bytes") > 1e6 || !cfg!(target_os = "linux"));
    let later = scrape(&gateway);
    for (name, family) in later.iter().filter(|(_, family)| family.kind == "counter") {
        for (labels, value) in &family.rows {
            assert!(value >= &families[name].rows[labels], "{name}{labels:?} went back");
        }
    }
}

#[test]
fn rows_do_not_grow_with_instruments_and_clients() {
    let rows = |families: &Families| families.values().map(|family| family.rows.len()).sum::<usize>();
    let (_one, few) = live("binance:BTCUSDT", 2.0);
    let (_three, more) = live("binance:BTCUSDT,binance:ETHUSDT,binance:SOLUSDT", 6.0);
    assert_eq!(rows(&few), rows(&more));
    assert!(rows(&more) < 120, "{}", rows(&more));
    let names: BTreeSet<&String> = more.values().flat_map(|family| family.rows.keys().flatten()).map(|(name, _)| name).collect();
    assert_eq!(
        names.into_iter().map(String::as_str).collect::<Vec<_>>(),
        ["account", "bucket", "freshness", "state", "transport", "venue", "version", "window"]
    );
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations").join(name)
}

/// Every value of this member, however deep.
fn members<'a>(value: &'a Value, name: &str, out: &mut Vec<&'a str>) {
    match value {
        Value::Object(map) => {
            out.extend(map.get(name).and_then(Value::as_str));
            map.values().for_each(|value| members(value, name, out));
        }
        Value::Array(list) => list.iter().for_each(|value| members(value, name, out)),
        _ => {}
    }
}

/// Metrics that a query names, each with the labels that it compares or groups by right after it.
fn asked(query: &str) -> Vec<(String, Vec<String>)> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut rest = query;
    while let Some(at) = ["twinline_", "process_"].iter().filter_map(|prefix| rest.find(prefix)).min() {
        let name: String = rest[at..].chars().take_while(|c| word(*c)).collect();
        rest = &rest[at + name.len()..];
        let braced = rest.strip_prefix('{').and_then(|rest| rest.split('}').next()).unwrap_or_default();
        let labels = braced.split(',').filter_map(|pair| pair.split(['=', '!']).next()).map(|name| name.trim().to_owned());
        found.push((name, labels.filter(|name| !name.is_empty()).collect()));
    }
    found
}

#[test]
fn the_board_and_the_alerts_ask_for_what_is_served() {
    let (_gateway, families) = live("binance:BTCUSDT", 2.0);
    let board: Value = serde_json::from_str(&std::fs::read_to_string(file("grafana.json")).unwrap()).unwrap();
    let alerts: Value = serde_yaml_ng::from_str(&std::fs::read_to_string(file("alerts.yml")).unwrap()).unwrap();
    for (place, value, least) in [("grafana.json", &board, 12), ("alerts.yml", &alerts, 8)] {
        let mut queries = Vec::new();
        members(value, "expr", &mut queries);
        assert!(queries.len() >= least, "{place}: {} queries", queries.len());
        for query in queries {
            let asked = asked(query);
            assert!(!asked.is_empty() || query.starts_with("up{"), "{place}: {query} asks for nothing of ours");
            assert_eq!(query.matches('(').count(), query.matches(')').count(), "{place}: {query}");
            for (name, labels) in asked {
                let family = families.get(&name).unwrap_or_else(|| panic!("{place}: {name} is not served: {query}"));
                let (row, _) = family.rows.first_key_value().expect("rows");
                for label in labels.iter().filter(|label| *label != "job") {
                    assert!(row.iter().any(|(name, _)| name == label), "{place}: {name} has no label {label}: {query}");
                }
                let counted = query.contains(&format!("rate({name}")) || query.contains(&format!("increase({name}"));
                assert_eq!(counted, family.kind == "counter", "{place}: counters are asked for their growth: {query}");
            }
        }
    }
    let mut words = Vec::new();
    members(&alerts, "freshness", &mut words);
    let mut rules = Vec::new();
    members(&alerts, "alert", &mut rules);
    let (mut summaries, mut todos) = (Vec::new(), Vec::new());
    members(&alerts, "summary", &mut summaries);
    members(&alerts, "todo", &mut todos);
    assert!(rules.len() == summaries.len() && rules.len() == todos.len(), "each alert says what it is and what to do");
}
