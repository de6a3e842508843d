//! What `--json` prints, held against the table in docs/cli.md: nothing undocumented, and nothing documented that is not there.

mod harness;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use harness::PATIENCE;
use serde_json::{Value, json};

/// Told only of a mistake of ours, which no test can order.
const NEVER: [&str; 1] = ["simulate violation"];

/// Frames of channels that the recording has none of, shaped like those in the vectors.
const NOT_RECORDED: [&str; 2] = [
    r#"{"stream":"sushiusdt@markPrice@1s","data":{"e":"markPriceUpdate","E":1626992790000,"s":"SUSHIUSDT","p":"7.6110","i":"7.6100","P":"7.6105","r":"0.00010000","T":1626998400000}}"#,
    r#"{"stream":"sushiusdt@ticker","data":{"e":"24hrTicker","E":1626992790000,"s":"SUSHIUSDT","p":"0.1000","P":"1.330","w":"7.5500","c":"7.6110","Q":"2","o":"7.5110","h":"7.9000","l":"7.2000","v":"1000","q":"7600.0000","O":1626906390000,"C":1626992790000,"F":1,"L":2,"n":2}}"#,
];

/// The members of one kind of line; `true` for those that are always there.
type Members = BTreeMap<String, bool>;

/// The table: by command and type, for example `replay bbo`.
fn documented() -> BTreeMap<String, Members> {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md")).unwrap();
    let table = page.split("## JSON lines").nth(1).expect("the table is there");
    let mut all = BTreeMap::new();
    for row in table.lines().filter(|line| line.starts_with("| `twinline") || line.starts_with("| any")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let command = cells[1].trim_matches('`').trim_start_matches("twinline ").split(',').next().unwrap();
        let kind = cells[2].trim_matches('`');
        let member = |text: &str| (text.trim_end_matches('?').trim_matches('`').to_owned(), !text.ends_with('?'));
        let mut members: Members = cells[3].split(", ").map(member).collect();
        if !kind.is_empty() {
            members.insert("type".to_owned(), true);
        }
        assert!(all.insert(format!("{command} {kind}").trim().to_owned(), members).is_none(), "twice: {row}");
    }
    all
}

/// What was printed of each kind of line.
struct Seen {
    documented: BTreeMap<String, Members>,
    members: BTreeMap<String, BTreeSet<String>>,
}

impl Seen {
    fn take(&mut self, command: &str, line: &str) {
        let value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{command}: {error}: {line}"));
        let kind = value["type"].as_str().unwrap_or_default();
        let own = format!("{command} {kind}").trim().to_owned();
        let name = if self.documented.contains_key(&own) { own } else { format!("any {kind}") };
        let known = self.documented.get(&name).unwrap_or_else(|| panic!("{command}: a line of type {kind:?} is not documented: {line}"));
        let members = value.as_object().expect("an object");
        for member in members.keys() {
            assert!(known.contains_key(member), "{name}: {member} is not documented");
        }
        for (member, always) in known {
            assert!(!always || members.contains_key(member), "{name}: {member} is documented and not there: {line}");
        }
        self.members.entry(name).or_default().extend(members.keys().cloned());
    }

    fn run(&mut self, command: &mut Command, name: &str) {
        let output = command.arg("--json").output().unwrap();
        let lines = String::from_utf8(output.stdout).unwrap();
        assert!(!lines.is_empty(), "{name} printed nothing: {}", String::from_utf8_lossy(&output.stderr));
        lines.lines().for_each(|line| self.take(name, line));
    }
}

fn twinline(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_twinline"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TWINLINE_")) {
        command.env_remove(name);
    }
    command.env("TWINLINE_DATA_DIR", data).env("TWINLINE_LISTEN", "127.0.0.1:0").current_dir(data).stderr(Stdio::null());
    command
}

fn fresh(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("json-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// A command that goes on until it is told to stop.
struct Running {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    fn line(&mut self) -> String {
        self.lines.next().expect("a line").unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A recording in which a book loses its chain, and a line is no JSON.
fn broken_recording(dir: &Path) -> PathBuf {
    let capture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../captures/binance_usdm.jsonl.gz");
    let packed = BufReader::new(std::fs::File::open(capture).unwrap());
    let whole = BufReader::new(flate2::bufread::MultiGzDecoder::new(packed));
    let path = dir.join("broken.jsonl");
    let mut out = std::fs::File::create(&path).unwrap();
    let mut changes = 0;
    for line in whole.lines().map(Result::unwrap) {
        changes += usize::from(line.contains("depthUpdate"));
        // Every hundredth change is missing.
        if !(line.contains("depthUpdate") && changes % 100 == 50) {
            writeln!(out, "{line}").unwrap();
        }
    }
    for frame in NOT_RECORDED {
        writeln!(out, "{}", json!({"t": 1_626_992_790, "kind": "ws_received", "text": frame})).unwrap();
    }
    let url = "https://fapi.binance.com/fapi/v1/fundingRate?symbol=SUSHIUSDT&limit=1";
    let body = json!([{"symbol": "SUSHIUSDT", "fundingRate": "0.00010000", "fundingTime": 1_626_998_400_000_u64, "markPrice": "7.6110"}]);
    writeln!(out, "{}", json!({"t": 1_626_992_790, "kind": "http_response", "url": url, "body": body})).unwrap();
    writeln!(out, "nonsense").unwrap();
    path
}

#[test]
fn every_line_is_documented_and_every_documented_member_is_printed() {
    let data = fresh("demo");
    let mut seen = Seen { documented: documented(), members: BTreeMap::new() };
    let mut up = Running::start(twinline(&data).args(["up", "--demo", "--json"]));
    seen.take("up", &up.line());
    let live = || {
        String::from_utf8(twinline(&data).args(["venues", "--json"]).output().unwrap().stdout).unwrap().contains("\"freshness\":\"live\"")
    };
    let begun = Instant::now();
    while !live() {
        assert!(begun.elapsed() < PATIENCE, "the venue never became live");
    }
    for (name, args) in [
        ("venues", &["venues"][..]),
        ("instruments", &["instruments", "btc"]),
        ("book", &["book", "binance:BTCUSDT"]),
        ("trades", &["trades", "binance:BTCUSDT"]),
        ("login", &["login"]),
        ("any", &["book", "binance:NOPE"]),
        ("simulate", &["simulate", "--seeds", "0..1", "--seconds", "5"]),
        ("doctor", &["doctor"]),
        ("token create", &["token", "create", "bot", "--scope", "read", "--account", "demo", "--expires", "7d"]),
        ("token list", &["token", "list"]),
        ("token revoke", &["token", "revoke", "bot"]),
        ("audit", &["audit"]),
    ] {
        seen.run(twinline(&data).args(args), name);
    }
    for (name, args) in [("settings", &["settings"][..]), ("kill-switch", &["kill-switch", "on", "--all"])] {
        while !seen.members.contains_key(name) {
            assert!(begun.elapsed() < PATIENCE, "{name}: the account never became live");
            let printed = twinline(&data).args(args).arg("--json").output().unwrap();
            if printed.status.success() {
                String::from_utf8(printed.stdout).unwrap().lines().for_each(|line| seen.take(name, line));
            }
        }
    }
    let mut sim = Running::start(twinline(&data).args(["sim", "binance", "--json"]));
    let first = sim.line();
    seen.take("sim", &first);
    let mut watch = Running::start(twinline(&data).args(["watch", "bbo.binance:BTCUSDT", "--json"]));
    while !["snapshot", "event"].iter().all(|kind| seen.members.contains_key(&format!("watch {kind}"))) {
        let line = watch.line();
        seen.take("watch", &line);
    }
    disturb(&data);
    while !seen.members.contains_key("watch state") {
        let line = watch.line();
        seen.take("watch", &line);
    }
    let begun = Instant::now();
    while !seen.members.contains_key("repairs") {
        assert!(begun.elapsed() < PATIENCE, "the account was never repaired");
        let printed = twinline(&data).args(["repairs", "--json"]).output().unwrap();
        String::from_utf8(printed.stdout).unwrap().lines().for_each(|line| seen.take("repairs", line));
    }
    let broken = broken_recording(&data);
    let topics = "bbo,book,trades,ticker,candles,mark,funding,instruments";
    seen.run(twinline(&data).args(["replay", broken.to_str().unwrap(), "--topics", topics]), "replay");
    for (name, members) in &seen.documented {
        if NEVER.contains(&name.as_str()) {
            continue;
        }
        let printed = seen.members.get(name).unwrap_or_else(|| panic!("{name} was never printed"));
        for member in members.keys() {
            assert!(printed.contains(member), "{name}: {member} was never printed");
        }
    }
}

/// Cuts the venue's sockets, so that freshness changes without data.
fn disturb(data: &Path) {
    let read = |name: &str| std::fs::read_to_string(data.join(name)).unwrap().trim().to_owned();
    let address = read("url").trim_start_matches("http://").parse().unwrap();
    let head = format!("authorization: Bearer {}\r\n", read("token"));
    let fault = r#"{"venue":"binance","name":"ws-cut"}"#;
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (status, answer) = runtime.block_on(harness::http(address, "POST", "/api/v1/demo/faults", &head, fault));
    assert_eq!(status, 204, "{answer}");
}
