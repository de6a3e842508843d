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
        let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
        let address = text("url").trim_start_matches("http://").parse().expect("an address");
        Some(Self { child, begun, folder, variables, start: begun.elapsed(), address, token: text("token") })
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
        let url = said["url"].as_str().unwrap_or_default();
        self.address = url.trim_start_matches("http://").parse().expect("an address");
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until so many books are live; the time since the process began.
    pub fn live(&self, books: usize) -> Duration {
        while self.live_books() < books {
            assert!(self.begun.elapsed() < PATIENCE, "books that do not become live: {}", self.ask("/api/v1/connections"));
            std::thread::sleep(Duration::from_millis(5));
        }
        self.begun.elapsed()
    }

    fn live_books(&self) -> usize {
        let answer: Value = serde_json::from_str(&self.ask("/api/v1/connections")).unwrap_or_default();
        let channels = answer["channels"].as_array().map(Vec::as_slice).unwrap_or_default();
        channels
            .iter()
            .filter(|row| row["channel"] == "book" && row["freshness"].as_str().is_some_and(|word| word.eq_ignore_ascii_case("live")))
            .count()
    }

    /// Waits until its account is live.
    pub fn await_account(&self) {
        let is_live = |answer: &str| serde_json::from_str(answer).is_ok_and(|rows: Value| rows["data"][0]["freshness"] == "live");
        while !is_live(&self.ask("/api/v1/accounts")) {
            assert!(self.begun.elapsed() < PATIENCE, "an account that is never live: {}", self.ask("/api/v1/accounts"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until so many accounts are live.
    pub fn await_accounts(&self, count: usize) {
        let mut live = 0;
        while live < count {
            assert!(self.begun.elapsed() < PATIENCE, "{live} of {count} accounts are live");
            std::thread::sleep(Duration::from_millis(100));
            let rows: Value = serde_json::from_str(&self.ask("/api/v1/accounts")).unwrap_or_default();
            live = rows["data"].as_array().map_or(0, |rows| rows.iter().filter(|row| row["freshness"] == "live").count());
        }
    }

    /// The body of an answer.
    fn ask(&self, path: &str) -> String {
        let mut socket = TcpStream::connect(self.address).expect("a gateway that listens");
        let head =
            format!("GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nconnection: close\r\n\r\n", self.address, self.token);
        socket.write_all(head.as_bytes()).expect("a request");
        let mut answer = String::new();
        // An answer that is cut off is no JSON, and is asked for again.
        drop(socket.read_to_string(&mut answer));
        answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()
    }
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
        std::thread::sleep(Duration::from_millis(2_500));
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
