//! What does an order cost, from the call to its first byte on the way to the venue?
//!
//! One order at a time: the venue's answers are kept back until the thread that sent it sleeps, so that what it spent is what
//! the order cost. Both sides one after the other, on one venue; the median counts.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use twinline_store::SqliteJournal;

use crate::pure::Side;
use crate::relay::Relay;
use crate::served;
use crate::simulated::Simulated;
use crate::table::{Aim, Row};
use crate::trader::{Trader, Way};

/// The venue takes twenty a second from one account.
pub const EVERY: Duration = Duration::from_millis(54);
/// Orders that follow each other at once; those of the first burst do not count.
const BURST: usize = 20;
/// About as much as an intent is on the disk, with what the journal writes around it.
const SYNCED: usize = 8 << 10;

/// Numbers for the orders of one run of the bench.
#[derive(Debug, Default)]
pub struct Numbers(usize);

impl Numbers {
    /// The next one.
    pub fn next(&mut self) -> usize {
        self.0 += 1;
        self.0
    }
}

/// What was found of one way.
#[derive(Debug, Default)]
struct Found {
    cpu_us: Vec<f64>,
    passed_us: Vec<f64>,
    /// The same of each burst's first order.
    cold_cpu_us: Vec<f64>,
    cold_us: Vec<f64>,
    whole_cpu_us: f64,
    opened: usize,
}

/// Every figure of an order over one venue; nothing without a binary.
pub fn rows(orders: usize) -> Vec<Row> {
    let Some(venue) = Simulated::start() else {
        eprintln!("orders are left out: set TWINLINE_BIN to the built binary");
        return Vec::new();
    };
    let relay = Relay::to(venue.address);
    let mut numbers = Numbers::default();
    let mut run = |trader: &Trader| measure(trader, &relay, &mut numbers, orders);
    let (ours, bare) = (run(&Trader::ours(&venue, &relay, Way::Socket, None)), run(&Trader::bare(&venue, &relay, Way::Socket)));
    let (warm, bare_warm) = (run(&Trader::ours(&venue, &relay, Way::Http, None)), run(&Trader::bare(&venue, &relay, Way::Http)));
    let cold = run(&Trader::bare(&venue, &relay, Way::ColdHttp));
    let folder = Folder::new();
    let served = served::measure(&venue, &relay, &mut numbers, orders);
    let peer = peer_us(&venue, orders);
    let mut run = |trader: &Trader| measure(trader, &relay, &mut numbers, orders);
    let journal = Arc::new(SqliteJournal::open(&folder.0.join("journal"), 1).expect("a journal"));
    let kept = run(&Trader::ours(&venue, &relay, Way::Socket, Some(journal)));
    let disk = sync_us(&folder.0, orders);
    let row = |what: &str, ours, bare, aim| Row { what: what.to_owned(), unit: "us", ours, bare: Some(bare), aim };
    let alone = |what: &str, unit, ours, aim| Row { what: what.to_owned(), unit, ours, bare: None, aim };
    let (mid, without) = (|values: &[f64]| median(values), median(&ours.passed_us));
    let mut rows = vec![
        row("order, call to first byte: CPU", mid(&ours.cpu_us), mid(&bare.cpu_us), Aim::Ratio(1.5)),
        row("the same after a second of rest: CPU", mid(&ours.cold_cpu_us), mid(&bare.cold_cpu_us), Aim::Open),
        row("order and its answer and events: CPU", ours.whole_cpu_us, bare.whole_cpu_us, Aim::Open),
        row("order, call to first byte, socket: time", without, mid(&bare.passed_us), Aim::Open),
        row("the same after a second of rest: time", mid(&ours.cold_us), mid(&bare.cold_us), Aim::Open),
        row("order, call to first byte, warm REST: time", mid(&warm.passed_us), mid(&bare_warm.passed_us), Aim::Open),
        row("order, call to first byte, warm REST: CPU", mid(&warm.cpu_us), mid(&bare_warm.cpu_us), Aim::Open),
        alone("order, call to first byte, cold REST (bare): time", "us", mid(&cold.passed_us), Aim::Open),
        alone("one sync of the disk", "us", disk, Aim::Open),
        row("order with its intent on the disk: time (beside: without, and a sync)", mid(&kept.passed_us), without + disk, Aim::Ratio(1.5)),
        alone("order over our HTTP, request to first byte: time", "us", median(&served.passed_us), Aim::Open),
        alone("order over our HTTP, all of it: CPU of the gateway", "us", served.cpu_us, Aim::Open),
        alone("venue's event to the frames of 100 readers: p50", "ms", at(&served.ages_ms, 50), Aim::Open),
        alone("venue's event to the frames of 100 readers: p99", "ms", at(&served.ages_ms, 99), Aim::Most(5.0)),
        alone("connections opened on the way of an order", "", (ours.opened + warm.opened + kept.opened) as f64, Aim::Most(0.0)),
    ];
    match peer {
        Some(spent) => rows.insert(3, alone("order and its answer by ccxt.pro: CPU", "us", spent, Aim::Open)),
        None => eprintln!("ccxt.pro is left out: BENCH_PEERS names no python that has it"),
    }
    rows
}

/// CPU of an order and its answer by ccxt.pro, in microseconds.
fn peer_us(venue: &Simulated, orders: usize) -> Option<f64> {
    let python = std::env::var_os("BENCH_PEERS")?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/ccxt_orders.py");
    let mut command = Command::new(python);
    command.arg(script).args([venue.address.to_string(), venue.api_key.clone(), venue.secret.clone(), venue.price(), orders.to_string()]);
    let output = command.stderr(Stdio::inherit()).output().ok().filter(|output| output.status.success())?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

/// The value that so many of a hundred do not exceed.
fn at(values: &[f64], of_a_hundred: usize) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() * of_a_hundred / 100).copied().unwrap_or(0.0)
}

/// So many orders on a trader's thread, none of which is answered before the end: for counting instructions.
pub fn once(side: Side, orders: usize) {
    let venue = Simulated::start().expect("a binary: set TWINLINE_BIN");
    let relay = Relay::to(venue.address);
    let trader = match side {
        Side::Ours => Trader::ours(&venue, &relay, Way::Socket, None),
        Side::Bare => Trader::bare(&venue, &relay, Way::Socket),
    };
    relay.hold(true);
    for nth in 1..=orders {
        relay.order_after(|| trader.place(nth));
        trader.cpu_ns();
    }
    trader.end();
    relay.hold(false);
}

/// In bursts, as orders often come: the first of each finds caches that others have used, the next ones find them warm.
fn measure(trader: &Trader, relay: &Relay, numbers: &mut Numbers, orders: usize) -> Found {
    let mut found = Found::default();
    let (mut begin, mut placed) = ((0, 0), 0);
    for burst in 0..=orders / BURST {
        let due = Instant::now() + EVERY * BURST as u32;
        if burst == 1 {
            begin = (trader.cpu_ns(), relay.opened());
            found = Found::default();
        }
        relay.hold(true);
        for nth in 0..BURST {
            let (cpu_us, passed_us) = one(trader, relay, numbers.next());
            let (cpu, passed) =
                if nth == 0 { (&mut found.cold_cpu_us, &mut found.cold_us) } else { (&mut found.cpu_us, &mut found.passed_us) };
            cpu.push(cpu_us);
            passed.push(passed_us);
            placed += 1;
            // A connection serves one request at a time: over HTTP the answer comes before the next order.
            if trader.way() != Way::Socket {
                relay.hold(false);
                trader.await_answers(placed);
                relay.hold(true);
            }
        }
        relay.hold(false);
        trader.await_answers(placed);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    found.whole_cpu_us = (trader.cpu_ns() - begin.0) as f64 / (orders / BURST * BURST) as f64 / 1e3;
    found.opened = relay.opened() - begin.1;
    found
}

/// Microseconds of CPU and of time, from the call to the first byte.
fn one(trader: &Trader, relay: &Relay, order: usize) -> (f64, f64) {
    let before = trader.cpu_ns();
    let mut asked = 0;
    let left = relay.order_after(|| {
        asked = relay.clock();
        trader.place(order);
    });
    ((trader.cpu_ns() - before) as f64 / 1e3, left.saturating_sub(asked) as f64 / 1e3)
}

/// The middle one.
fn median(values: &[f64]) -> f64 {
    at(values, 50)
}

/// What the disk needs to keep as much as an intent, in microseconds.
fn sync_us(folder: &Path, times: usize) -> f64 {
    let mut file = File::create(folder.join("sync")).expect("a file");
    let bytes = vec![7; SYNCED];
    let spent = (0..times).map(|_| {
        let begun = Instant::now();
        file.write_all(&bytes).expect("room");
        file.sync_data().expect("a disk");
        begun.elapsed().as_nanos() as f64 / 1e3
    });
    median(&spent.collect::<Vec<_>>())
}

/// A folder that goes when this does.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("twinline-bench-orders-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays in a folder for what passes harms nobody.
        drop(fs::remove_dir_all(&self.0));
    }
}
