//! How is the real binary started and looked at?

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cpu;
use crate::feed::Feed;
use crate::table::{Aim, Row};
use crate::venue::{Pace, Venue};

/// Symbols whose books are held when start and memory are measured.
const SYMBOLS: usize = 50;
/// Longest that anything of a gateway is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two tries to find something that is waited for.
const BETWEEN_TRIES: Duration = Duration::from_millis(5);

/// A gateway of the real binary that holds the books of one venue. Ended when dropped.
#[derive(Debug)]
pub struct Gateway {
    child: Child,
    begun: Instant,
    folder: PathBuf,
    variables: Vec<(String, String)>,
    /// From the start of the process to the line with its address.
    pub start: Duration,
    /// Where it listens.
    pub address: SocketAddr,
    /// Opens every door.
    pub token: String,
}

impl Gateway {
    /// Starts `$TWINLINE_BIN` with books of these symbols; `None` if that is not set.
    pub fn start(venue: SocketAddr, symbols: &[String]) -> Option<Self> {
        let instruments: Vec<String> = symbols.iter().map(|symbol| format!("\"binance:{symbol}\"")).collect();
        let watch = format!("[watch]\ninstruments = [{}]\nchannels = [\"book\"]\n", instruments.join(", "));
        Self::configured(venue, &watch, &[])
    }

    /// Starts it with one venue and more lines of configuration and variables; `None` if `$TWINLINE_BIN` is not set.
    pub fn configured(venue: SocketAddr, more: &str, variables: &[(&str, &str)]) -> Option<Self> {
        let binary = std::env::var_os("TWINLINE_BIN")?;
        let folder = std::env::temp_dir().join(format!("twinline-bench-{}-{}", std::process::id(), venue.port()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("twinline.toml");
        let config = format!(
            "listen = \"127.0.0.1:0\"\ndata_dir = {:?}\n[venues.binance]\nenvironment = \"url\"\nrest = \"http://{venue}\"\n\
             ws = \"ws://{venue}\"\ncommands = \"ws://{venue}\"\n{more}",
            folder.join("data").display().to_string(),
        );
        std::fs::write(&file, config).expect("a file");
        let variables: Vec<_> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let begun = Instant::now();
        let (child, said) = begin(&binary, &file, &variables);
        let token = said["token"].as_str().expect("a token").to_owned();
        Some(Self { child, begun, folder, variables, start: begun.elapsed(), address: address_in(&said), token })
    }

    /// Kills it, and starts it again on what it has left; until its door is open.
    pub fn kill_and_begin(&mut self) {
        self.child.kill().expect("a process of ours");
        self.child.wait().expect("a process of ours");
        self.begun = Instant::now();
        let binary = std::env::var_os("TWINLINE_BIN").expect("it was there before");
        let (child, said) = begin(&binary, &self.folder.join("twinline.toml"), &self.variables);
        self.child = child;
        self.start = self.begun.elapsed();
        self.address = address_in(&said);
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until so many books are live; the time since the process began.
    pub fn live(&self, books: usize) -> Duration {
        self.await_rows("/api/v1/connections", "channels", books, |row| row["channel"] == "book" && is_live(row))
    }

    /// Waits until its account is live.
    pub fn await_account(&self) {
        self.await_accounts(1);
    }

    /// Waits until so many accounts are live.
    pub fn await_accounts(&self, count: usize) {
        self.await_rows("/api/v1/accounts", "data", count, is_live);
    }

    /// Asks until so many rows of a list are as they are wanted; the time since the process began. Asking takes from what is being
    /// measured, so it rests between two tries.
    fn await_rows(&self, path: &str, list: &str, count: usize, is_wanted: impl Fn(&Value) -> bool) -> Duration {
        loop {
            let answer = self.ask(path);
            let rows = answer.as_ref().and_then(|answer| answer[list].as_array());
            if rows.is_some_and(|rows| rows.iter().filter(|row| is_wanted(row)).count() >= count) {
                return self.begun.elapsed();
            }
            assert!(self.begun.elapsed() < PATIENCE, "{count} of {list} that are not there: {answer:?}");
            std::thread::sleep(BETWEEN_TRIES);
        }
    }

    /// The body of an answer; nothing if it was cut off.
    fn ask(&self, path: &str) -> Option<Value> {
        let mut socket = TcpStream::connect(self.address).expect("a gateway that listens");
        let head =
            format!("GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n", self.address, self.token);
        socket.write_all(head.as_bytes()).expect("a request");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).ok()?;
        serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
    }
}

/// Where a gateway says that it listens.
fn address_in(said: &Value) -> SocketAddr {
    let url = said["url"].as_str().expect("a URL");
    url.trim_start_matches("http://").parse().expect("an address")
}

fn is_live(row: &Value) -> bool {
    row["freshness"].as_str().is_some_and(|word| word.eq_ignore_ascii_case("live"))
}

/// A process of the binary, and its first line.
fn begin(binary: &OsStr, file: &Path, variables: &[(String, String)]) -> (Child, Value) {
    let mut command = Command::new(binary);
    command.arg("--config").arg(file).args(["--json", "up"]).env("TWINLINE_LOG", "error").env_remove("TWINLINE_BIN");
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    let mut child = command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn().expect("a binary that starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    (child, serde_json::from_str(&line).expect("a line of JSON"))
}

impl Drop for Gateway {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// Start and memory.
pub fn rows(rounds: usize) -> Vec<Row> {
    let feed = Arc::new(Feed::new(SYMBOLS, 10_000));
    let (mut start, mut live, mut resident) = (f64::MAX, f64::MAX, 0f64);
    for _ in 0..rounds {
        let venue = Venue::serve(Arc::clone(&feed), Pace::Every(Duration::from_micros(200)));
        let Some(gateway) = Gateway::start(venue.address(), &feed.symbols) else {
            eprintln!("start and memory are left out: set TWINLINE_BIN to the built binary");
            return Vec::new();
        };
        start = start.min(gateway.start.as_secs_f64() * 1e3);
        live = live.min(gateway.live(SYMBOLS).as_secs_f64() * 1e3);
        venue.go();
        // Each frame of the feed is sent once, and all books are full long before the last.
        venue.await_sent(PATIENCE);
        resident = resident.max(cpu::resident_kib(gateway.pid()) as f64 / 1024.0);
        venue.stop();
    }
    let row = |what: &str, unit, ours, aim| Row { what: what.to_owned(), unit, ours, bare: None, aim };
    vec![
        row("process start to URL", "ms", start, Aim::Open),
        row("process start to 50 live books", "ms", live, Aim::Most(500.0)),
        row("resident with 50 full books, 5,000/s", "MiB", resident, Aim::Most(40.0)),
    ]
}
