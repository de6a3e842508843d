//! The program itself: what it prints, and how it ends.

mod harness;
mod program;

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};

use program::{fresh, text, twinline};
use serde_json::Value;

fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}

/// Waits until it is so. Between two looks the machine is left to those who are waited for.
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < harness::PATIENCE, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A gateway that runs until it is told to stop.
struct Running {
    child: Child,
    started: Value,
    data: PathBuf,
    /// Open as long as the gateway runs: whoever writes to a closed one fails.
    _out: BufReader<ChildStdout>,
}

impl Running {
    fn start(data: PathBuf, args: &[&str]) -> Self {
        // Beside the data, not in it, and a file: nobody reads along, and a full pipe would stop the gateway.
        let log = data.with_extension("log");
        let to = std::fs::File::create(&log).unwrap();
        let mut child = twinline(&data).args(args).stdout(Stdio::piped()).stderr(to).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let said = || std::fs::read_to_string(&log).unwrap_or_default();
        let started = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}; its log: {}", said()));
        Self { child, started, data, _out: out }
    }

    fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap().success());
    }

    /// What a command prints; `None` while the gateway says that it is too early (exit code 4).
    fn asked(&self, args: &[&str]) -> Option<Vec<Value>> {
        let output = run(twinline(&self.data).args(args).arg("--json"));
        if output.status.code() == Some(4) {
            return None;
        }
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
        Some(text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    /// The same as soon as it is so: a gateway that has just begun has not everything at hand.
    fn rows(&self, args: &[&str], enough: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        until(&format!("{args:?}"), || self.asked(args).filter(|rows| enough(rows)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Gone already if the test told it to stop.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_demo_starts_answers_and_stops_in_order() {
    let mut running = Running::start(fresh("demo"), &["up", "--demo", "--json"]);
    let started = running.started.clone();
    assert_eq!((&started["type"], &started["demo"], &started["epoch"]), (&"started".into(), &true.into(), &1.into()));
    assert!(started["login_url"].as_str().unwrap().contains("/#ticket="));
    assert_eq!(started["token"].as_str().unwrap().len(), 43, "shown at the first start");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", running.child.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "a crash leaves no memory on disk");
    let venues = running.rows(&["venues"], |rows| rows[0]["freshness"] == "live");
    assert_eq!((&venues[0]["money"], &venues[0]["demo"]), (&"SIM".into(), &true.into()));
    running.rows(&["instruments", "btc"], |rows| rows.iter().any(|row| row["alias"] == "BTC/USDT:USDT"));
    running.rows(&["book", "BTC/USDT:USDT", "--depth", "2"], |rows| rows[0]["bids"].as_array().unwrap().len() == 2);
    running.rows(&["trades", "binance:BTCUSDT", "--limit", "3"], |rows| rows.len() == 3);
    running.rows(&["login"], |rows| rows[0]["login_url"].as_str().unwrap().contains("/#ticket="));
    // How fast it stops is measured where orders are in the air; here, that it does so in order.
    running.signal("TERM");
    let status = until("it has stopped", || running.child.try_wait().unwrap());
    assert_eq!(status.code(), Some(0));
    let again = Running::start(running.data.clone(), &["up", "--demo", "--json"]);
    assert_eq!((&again.started["epoch"], &again.started["token"]), (&2.into(), &Value::Null), "shown once");
}

#[test]
fn watching_prints_a_line_a_message() {
    let running = Running::start(fresh("watch"), &["up", "--demo", "--json"]);
    let mut child = twinline(&running.data).args(["watch", "trades.binance:BTCUSDT", "--json"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut kinds = Vec::new();
    while kinds.iter().filter(|kind| *kind == "event").count() < 3 {
        let value: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        kinds.push(value["type"].as_str().unwrap().to_owned());
    }
    assert_eq!(kinds[0], "snapshot");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_demo_can_be_disturbed_and_only_as_known() {
    let running = Running::start(fresh("faults"), &["up", "--demo", "--json"]);
    let address = running.started["url"].as_str().unwrap().trim_start_matches("http://").parse().unwrap();
    let head = format!("authorization: Bearer {}\r\n", running.started["token"].as_str().unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ask = |method: &str, path: &str, body: &str| {
        runtime.block_on(harness::http(address, method, &format!("/api/v1/demo/faults{path}"), &head, body))
    };
    assert_eq!(ask("POST", "", r#"{"venue":"binance","name":"ws-silent","channel":"trades"}"#).0, 204);
    assert_eq!(ask("DELETE", "?venue=binance", "").0, 204);
    let (status, problem) = ask("POST", "", r#"{"venue":"binance","name":"ws-silnt"}"#);
    assert_eq!((status, problem["field"].as_str()), (400, Some("name")), "{problem}");
    assert_eq!(ask("POST", "", r#"{"venue":"delta","name":"ws-cut"}"#).0, 404);
    assert_eq!(ask("POST", "", r#"{"venue":"binance","name":"ws-cut","rate":7}"#).0, 400);
}

#[test]
fn an_occupied_port_says_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(twinline(&fresh("port")).env("TWINLINE_LISTEN", &address).args(["up", "--demo"]));
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains(&format!("{address} is in use")) && said.contains("TWINLINE_LISTEN="), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_data_directory_has_one_owner() {
    let running = Running::start(fresh("owner"), &["up", "--json"]);
    let output = run(twinline(&running.data).args(["up"]));
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("in use by another gateway"), "{}", text(&output.stderr));
}

#[test]
fn wrong_use_ends_with_2_and_a_hint() {
    let data = fresh("usage");
    let check = |args: &[&str], part: &str| {
        let output = run(twinline(&data).args(args));
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(part), "{args:?}: {said}");
    };
    check(&["upp"], "up");
    check(&["sim", "binanse"], "did you mean binance?");
    check(&["sim", "binance", "--faults", "ws-cutt"], "ws-cut");
    check(&["sim", "binance", "--now", "yesterday"], "--now");
    check(&["sim", "binance", "--keys", "no-such-keys.json"], "no-such-keys.json");
    check(&["watch", "bob.binance:BTCUSDT"], "did you mean bbo?");
    check(&["up", "--config", "missing.toml"], "missing.toml");
    std::fs::write(data.join("twinline.toml"), "lisen = \"127.0.0.1:1\"\n").unwrap();
    check(&["up"], "did you mean `listen`?");
    std::fs::remove_file(data.join("twinline.toml")).unwrap();
    let output = run(twinline(&data).env("TWINLINE_LISEN", "x").arg("up"));
    assert_eq!(output.status.code(), Some(2));
    let output = run(twinline(&data).env("TWINLINE_LISTEN", "0.0.0.0:0").arg("up"));
    assert!(text(&output.stderr).contains("allow_remote"), "{}", text(&output.stderr));
}

#[test]
fn no_gateway_ends_with_4() {
    let data = fresh("nobody");
    for args in [&["venues"][..], &["login"], &["watch", "connections"], &["book", "binance:BTCUSDT"]] {
        let output = run(twinline(&data).args(args).arg("--json"));
        assert_eq!(output.status.code(), Some(4), "{args:?}: {}", text(&output.stderr));
        let line: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&line["type"], &line["code"]), (&"error".into(), &4.into()));
    }
}

#[test]
fn a_simulator_says_first_where_it_is() {
    let mut child =
        twinline(&fresh("sim")).args(["sim", "binance", "--seed", "9"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let first: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&first["venue"], &first["seed"]), (&"binance".into(), &9.into()));
    for member in ["rest", "control", "ws", "credentials"] {
        assert!(!first[member].is_null(), "{member}");
    }
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "one line, and nothing after it");
}

/// What opens the doors is made by chance at the first start: nothing of it is in the program, or the same in another directory.
#[test]
fn nothing_secret_is_the_same_twice_or_in_the_program() {
    let start = |name: &str| Running::start(fresh(name), &["up", "--demo", "--json"]);
    let (one, other) = (start("clean-one"), start("clean-other"));
    let program = std::fs::read(env!("CARGO_BIN_EXE_twinline")).unwrap();
    let secret = |running: &Running| {
        let link = running.started["login_url"].as_str().unwrap().split_once("#ticket=").unwrap().1.to_owned();
        [running.started["token"].as_str().unwrap().to_owned(), link]
    };
    let (ones, others) = (secret(&one), secret(&other));
    for (mine, theirs) in ones.iter().zip(&others) {
        assert!(mine.len() == 43 && mine != theirs, "256 bits, and other ones each time");
        assert!(!program.windows(mine.len()).any(|part| part == mine.as_bytes()));
    }
    for (path, mode, held) in until("no file moves", || files(&one.data)) {
        assert_eq!(mode & 0o077, 0, "{path:?} is its owner's alone");
        let found = ones.iter().chain(&others).any(|secret| held.windows(secret.len()).any(|part| part == secret.as_bytes()));
        assert!(!found || path == one.data.join("token"), "{path:?} holds a secret");
    }
}

/// Every file below a directory, in whatever folder, with its mode and what it holds; `None` if one went away meanwhile.
/// What cannot be read is a failure: it was not searched.
fn files(dir: &Path) -> Option<Vec<(PathBuf, u32, Vec<u8>)>> {
    use std::io::{ErrorKind, Result};
    use std::os::unix::fs::PermissionsExt;
    fn there<T>(result: Result<T>, path: &Path) -> Option<T> {
        let gone = |error: &std::io::Error| error.kind() == ErrorKind::NotFound;
        result.map_or_else(|error| if gone(&error) { None } else { panic!("{path:?}: {error}") }, Some)
    }
    let mut found = Vec::new();
    for path in std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        let about = there(std::fs::symlink_metadata(&path), &path)?;
        let held = if about.is_dir() { Vec::new() } else { there(std::fs::read(&path), &path)? };
        found.push((path.clone(), about.permissions().mode(), held));
        if about.is_dir() {
            found.extend(files(&path)?);
        }
    }
    Some(found)
}
