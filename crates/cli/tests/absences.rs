//! What must be absent: arrows between crates that are not in the map, IO in what decides, venues' names in what is shared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Crates that decide: no tokio, socket, clock or unseeded randomness, not even through a dependency.
const PURE: [&str; 7] =
    ["twinline-model", "twinline-venue", "twinline-core", "twinline-exchange", "twinline-binance", "twinline-delta", "twinline-paper"];
/// What a pure crate may never link.
const IMPURE: [&str; 16] = [
    "tokio",
    "mio",
    "socket2",
    "hyper",
    "reqwest",
    "tungstenite",
    "tokio-tungstenite",
    "axum",
    "rustls",
    "getrandom",
    "rand",
    "fastrand",
    "chrono",
    "async-std",
    "smol",
    "quinn",
];
/// Crates that measure the others, and are part of nothing.
const MEASURES: [&str; 1] = ["twinline-bench"];
/// The map: who may know whom among our own crates.
const ARROWS: [(&str, &[&str]); 15] = [
    ("twinline-model", &[]),
    ("twinline-venue", &["twinline-model"]),
    ("twinline-core", &["twinline-model", "twinline-venue"]),
    ("twinline-exchange", &["twinline-model"]),
    ("twinline-binance", &["twinline-model", "twinline-venue"]),
    ("twinline-delta", &["twinline-model", "twinline-venue"]),
    ("twinline-paper", &["twinline-model", "twinline-venue", "twinline-exchange"]),
    ("twinline-runtime", &["twinline-model", "twinline-venue", "twinline-core"]),
    (
        "twinline-gateway",
        &[
            "twinline-model",
            "twinline-venue",
            "twinline-core",
            "twinline-binance",
            "twinline-delta",
            "twinline-paper",
            "twinline-runtime",
            "twinline-store",
            "twinline-vault",
        ],
    ),
    ("twinline-server", &["twinline-model", "twinline-venue", "twinline-core", "twinline-gateway"]),
    ("twinline-store", &["twinline-model"]),
    ("twinline-vault", &["twinline-model"]),
    ("twinline-sim", &["twinline-model", "twinline-exchange"]),
    ("twinline-world", &["twinline-model", "twinline-venue", "twinline-core", "twinline-binance", "twinline-sim"]),
    (
        "twinline-cli",
        &[
            "twinline-model",
            "twinline-venue",
            "twinline-core",
            "twinline-binance",
            "twinline-runtime",
            "twinline-gateway",
            "twinline-server",
            "twinline-store",
            "twinline-vault",
            "twinline-sim",
            "twinline-world",
        ],
    ),
];
/// Folders and files that may name a venue: the venue itself, its registry, its simulator face, and what names it for people.
const MAY_NAME_VENUES: [&str; 7] =
    ["crates/bench", "crates/venues", "crates/gateway/src/registry.rs", "crates/sim", "crates/exchange", "crates/world", "crates/cli"];
const VENUES: [&str; 7] = ["binance", "deltadefi", "delta_exchange", "delta exchange", "twinline_delta", "paradex", "bybit"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace is there")
}

/// The platform that this runs on: packages of others need not be here.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", &host()])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo writes JSON")
}

/// Names of normal dependencies, by package id.
fn normal_dependencies(metadata: &Value) -> (BTreeMap<String, String>, BTreeMap<String, Vec<String>>) {
    let mut names = BTreeMap::new();
    for package in metadata["packages"].as_array().expect("packages") {
        names.insert(text(&package["id"]), text(&package["name"]));
    }
    let mut arrows = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().expect("nodes") {
        let normal = node["deps"]
            .as_array()
            .expect("deps")
            .iter()
            .filter(|dep| dep["dep_kinds"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null())));
        arrows.insert(text(&node["id"]), normal.map(|dep| text(&dep["pkg"])).collect());
    }
    (names, arrows)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn our_crates_know_only_whom_the_map_allows() {
    let (names, arrows) = normal_dependencies(&metadata());
    for (id, name) in names.iter().filter(|(_, name)| name.starts_with("twinline")) {
        if MEASURES.contains(&name.as_str()) {
            continue;
        }
        let allowed = ARROWS.iter().find(|row| row.0 == name).unwrap_or_else(|| panic!("{name} is not in the map")).1;
        for other in &arrows[id] {
            let other = &names[other];
            assert!(!other.starts_with("twinline") || allowed.contains(&other.as_str()), "{name} must not know {other}");
        }
    }
}

/// Everything that a crate links by itself, without the features that its neighbours in the workspace ask for.
fn links(name: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--package", name, "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn what_decides_links_no_io() {
    for name in PURE {
        let linked = links(name);
        assert!(linked.len() > 3, "{name}: {linked:?}");
        // The JSON library seeds the hash of documents that the codec never builds; the codec itself reads straight into facts.
        // The library that signs offers randomness, too; none of the signatures that are made takes any.
        let spared = if linked.contains("sonic-rs") { "getrandom" } else { "" };
        let impure: Vec<_> = IMPURE.iter().filter(|other| **other != spared && linked.contains(**other)).collect();
        assert!(impure.is_empty(), "{name} links {impure:?}");
    }
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn shared_code_names_no_venue() {
    let root = root();
    let mut files = Vec::new();
    sources(&root.join("crates"), &mut files);
    assert!(files.len() > 50, "{} files", files.len());
    for file in files {
        let path = file.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
        if MAY_NAME_VENUES.iter().any(|place| path.starts_with(place)) || path.contains("/tests/") {
            continue;
        }
        let source = std::fs::read_to_string(&file).expect("readable");
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        // Comments and examples of the API's documents show what people write; they decide nothing.
        let said =
            |line: &str| line.trim_start().starts_with("//") || (line.trim_start().starts_with("#[") && line.contains("example = \""));
        for (nth, line) in code.lines().enumerate().filter(|(_, line)| !said(line)) {
            let lower = line.to_lowercase();
            for venue in VENUES {
                assert!(!lower.contains(venue), "{path}:{} names {venue}: {line}", nth + 1);
            }
        }
    }
}

/// How the second venue is named in code, whatever the case.
const SECOND: [&str; 6] = ["twinline_delta", "venue::delta", "\"delta\"", "delta exchange", "deltaex", "delta.exchange"];

/// Beside its own crate, its simulator's face, tests and what measures: one line of the registry, and the simulator's choice of a face.
#[test]
fn a_second_venue_is_one_line_of_the_registry() {
    let root = root();
    let (mut files, mut named) = (Vec::new(), Vec::new());
    sources(&root.join("crates"), &mut files);
    let own = ["crates/venues/delta/", "crates/sim/src/faces/delta/", "crates/bench/"];
    let mut took = [0; 2];
    for file in &files {
        let path = file.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
        let source = std::fs::read_to_string(file).expect("readable");
        if path.contains("/tests/") {
            continue;
        }
        if let Some(at) = own.iter().position(|place| path.starts_with(place)) {
            took.iter_mut().skip(at).take(1).for_each(|lines| *lines += source.lines().count());
            continue;
        }
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let count = lines.filter(|line| SECOND.iter().any(|word| line.to_lowercase().contains(word))).count();
        if count > 0 {
            named.push((path, count));
        }
    }
    println!("the second venue: {} lines of its own, {} of its simulator's face; beside them {named:?}", took[0], took[1]);
    let usual = [("crates/gateway/src/registry.rs", 1), ("crates/sim/src/config.rs", 2), ("crates/sim/src/machine.rs", 1)];
    named.retain(|(path, count)| !usual.contains(&(path.as_str(), *count)));
    assert!(named.is_empty(), "{named:?}");
    assert!(took.iter().all(|lines| *lines > 1_000), "{took:?}");
}

#[test]
fn what_decides_reads_no_clock_and_keeps_no_hash_order() {
    let root = root();
    for place in ["model", "venue", "core", "exchange", "venues/binance", "venues/delta", "venues/paper"] {
        let mut files = Vec::new();
        sources(&root.join("crates").join(place).join("src"), &mut files);
        for file in files {
            let source = std::fs::read_to_string(&file).expect("readable");
            for word in
                ["HashMap", "HashSet", "SystemTime::now", "Instant::now", "std::net", "std::fs", "std::thread", "thread_rng", "from_os_rng"]
            {
                assert!(!source.contains(word), "{} holds {word}", file.display());
            }
        }
    }
}

#[test]
fn http_is_served_by_the_server_and_the_simulator_alone() {
    let (names, arrows) = normal_dependencies(&metadata());
    for (id, name) in names.iter().filter(|(_, name)| name.starts_with("twinline")) {
        let serves = arrows[id].iter().any(|other| names[other] == "axum");
        assert!(
            !serves || MEASURES.contains(&name.as_str()) || ["twinline-server", "twinline-sim"].contains(&name.as_str()),
            "{name} serves HTTP"
        );
    }
}

#[test]
fn the_database_is_the_journal_s_alone() {
    let (names, arrows) = normal_dependencies(&metadata());
    let knows = |id: &String| arrows[id].iter().any(|other| names[other] == "rusqlite" || names[other] == "libsqlite3-sys");
    let ours = names.iter().filter(|(_, name)| name.starts_with("twinline"));
    let knowing: Vec<&str> = ours.filter(|(id, _)| knows(id)).map(|(_, name)| name.as_str()).collect();
    assert_eq!(knowing, ["twinline-store"]);
}
