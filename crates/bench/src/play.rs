//! How soon do dashboards know what became of an order with play money, how soon are they back after a restart, and how many
//! orders does the gateway take?
//!
//! The real binary with a thousand accounts, each with a dashboard, and a simulated venue at whose prices they trade.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::cpu;
use crate::dashboards::{Dashboards, Heard, behind};
use crate::gateway::Gateway;
use crate::served::answer;
use crate::simulated::{QTY, SYMBOL, Simulated};
use crate::table::{Aim, Row};

/// Connections over which orders are placed: few that wait for the disk each time, and many that share its syncs.
const DESKS: [usize; 2] = [16, 256];
/// Orders a second while latency is measured.
const PACE: u32 = 50;
/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// Every figure, with so many accounts and dashboards, for so many seconds each; nothing without a binary.
pub fn rows(count: usize, seconds: u64) -> Vec<Row> {
    let Some(venue) = Simulated::start() else {
        eprintln!("play money is left out: set TWINLINE_BIN to the built binary");
        return Vec::new();
    };
    let names: Vec<String> = (0..count).map(|ix| format!("p{ix:04}")).collect();
    let accounts: String =
        names.iter().map(|name| format!("[accounts.{name}]\nvenue = \"paper\"\nmax_orders_per_second = 1000\n")).collect();
    let limits = format!("[limits]\nconnections = {}\nconnections_per_address = {}\n", count * 2 + 100, count * 2 + 100);
    let mut gateway = Gateway::configured(venue.address, &format!("{accounts}{limits}"), &[]).expect("a binary");
    gateway.await_accounts(count);
    let price = venue.price();
    let mut rows = Vec::new();
    let row = |what: String, unit, ours, aim| Row { what, unit, ours, bare: None, aim };
    place(&gateway, &names, &price, PACE, 1);

    let dashboards = Dashboards::open(gateway.address, &gateway.token, names.clone());
    dashboards.heard();
    place(&gateway, &names, &price, PACE, seconds);
    await_told(&gateway, &dashboards, &names);
    rows.extend(ages(&format!("{count} dashboards of an account each"), &dashboards.heard(), Aim::Most(2.0), Aim::Most(10.0)));

    let restarted = restart(&mut gateway, &dashboards, &names, &price);
    rows.push(row(format!("{count} dashboards resumed after a kill, from the open door"), "ms", restarted.0, Aim::Most(5_000.0)));
    rows.push(row("the same, from the start of the process".to_owned(), "ms", restarted.1, Aim::Open));
    rows.push(row("the same, until each is where its account is".to_owned(), "ms", restarted.2, Aim::Open));
    rows.push(row("events of it that were lost or doubled".to_owned(), "", dashboards.broken() as f64, Aim::Most(0.0)));
    for desks in DESKS {
        let (rate, cpu_us) = flood(&gateway, &names, &price, (desks, seconds));
        rows.push(row(format!("orders a second over HTTP, on the disk, {desks} at once"), "/s", rate, Aim::Open));
        rows.push(row("CPU of the gateway for one of them, with all that reads it".to_owned(), "us", cpu_us, Aim::Open));
    }

    let same = vec![names[0].clone(); count];
    let one = Dashboards::open(gateway.address, &gateway.token, same.clone());
    place(&gateway, &names[..1], &price, 2, seconds);
    await_told(&gateway, &one, &same);
    rows.extend(ages(&format!("{count} dashboards of one account"), &one.heard(), Aim::Open, Aim::Open));
    rows
}

fn ages(of: &str, heard: &[Heard], mid: Aim, tail: Aim) -> Vec<Row> {
    let at = |pick: fn(&Heard) -> f64, share: usize| {
        let mut values: Vec<f64> = heard.iter().map(pick).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() * share / 100).copied().unwrap_or(f64::NAN)
    };
    let row = |what: &str, ours, aim| Row { what: format!("{of}: {what}"), unit: "ms", ours, bare: None, aim };
    vec![
        row("commit, as the account hears of it, to event, p50", at(|heard| heard.told_ms, 50), mid),
        row("commit, as the account hears of it, to event, p99", at(|heard| heard.told_ms, 99), tail),
        row("decision (before the sync) to event, p50", at(|heard| heard.decided_ms, 50), Aim::Open),
        row("decision (before the sync) to event, p99", at(|heard| heard.decided_ms, 99), Aim::Open),
        row("orders' events that were read", heard.len() as f64, Aim::Open),
    ]
}

fn request(gateway: &Gateway, account: &str, price: &str) -> String {
    let body = json!({"instrument": format!("binance:{SYMBOL}"), "side": "buy", "type": "limit", "qty": QTY, "price": price}).to_string();
    format!(
        "POST /api/v1/accounts/{account}/orders HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        gateway.address,
        gateway.token,
        body.len()
    )
}

/// So many orders a second, one account after the other.
fn place(gateway: &Gateway, names: &[String], price: &str, pace: u32, seconds: u64) {
    let mut socket = TcpStream::connect(gateway.address).expect("a gateway that listens");
    socket.set_nodelay(true).expect("an open socket");
    let begun = Instant::now();
    for nth in 0..pace * u32::try_from(seconds).unwrap_or(1) {
        std::thread::sleep((begun + Duration::from_secs(1) * nth / pace).saturating_duration_since(Instant::now()));
        let request = request(gateway, &names[nth as usize % names.len()], price);
        socket.write_all(request.as_bytes()).expect("an open socket");
        let said = answer(&mut socket);
        assert!(said.starts_with("HTTP/1.1 20"), "an order that is not taken: {said}");
    }
}

/// As many orders as are taken, by so many connections one after the other for so many seconds: how many a second, and the gateway's
/// microseconds of CPU for each.
fn flood(gateway: &Gateway, names: &[String], price: &str, (desks, seconds): (usize, u64)) -> (f64, f64) {
    let (taken, next, begun) = (AtomicUsize::new(0), AtomicUsize::new(0), Instant::now());
    let before = cpu::of_process(gateway.pid());
    std::thread::scope(|scope| {
        for _ in 0..desks {
            scope.spawn(|| {
                let mut socket = TcpStream::connect(gateway.address).expect("a gateway that listens");
                socket.set_nodelay(true).expect("an open socket");
                while begun.elapsed() < Duration::from_secs(seconds) {
                    let name = &names[next.fetch_add(1, Ordering::AcqRel) % names.len()];
                    socket.write_all(request(gateway, name, price).as_bytes()).expect("an open socket");
                    let said = answer(&mut socket);
                    assert!(said.starts_with("HTTP/1.1 20"), "an order that is not taken: {said}");
                    taken.fetch_add(1, Ordering::AcqRel);
                }
            });
        }
    });
    let taken = taken.load(Ordering::Acquire) as f64;
    (taken / begun.elapsed().as_secs_f64(), (cpu::of_process(gateway.pid()) - before) as f64 / 1e3 / taken)
}

/// Kills the gateway while orders are placed, and starts it again: milliseconds until all dashboards are served, since its door is
/// open and since its process began, and until each is where its account is.
fn restart(gateway: &mut Gateway, dashboards: &Dashboards, names: &[String], price: &str) -> (f64, f64, f64) {
    let mut socket = TcpStream::connect(gateway.address).expect("a gateway that listens");
    // Nobody waits for these answers: what they lead to is on its way when the gateway ends.
    for name in names.iter().take(100) {
        socket.write_all(request(gateway, name, price).as_bytes()).expect("an open socket");
    }
    answer(&mut socket);
    let begun = Instant::now();
    gateway.kill_and_begin();
    let open = Instant::now();
    dashboards.moved(gateway.address);
    dashboards.await_served();
    let (served, since) = (open.elapsed(), begun.elapsed());
    await_told(gateway, dashboards, names);
    let ms = |duration: Duration| duration.as_secs_f64() * 1e3;
    (ms(served), ms(since), ms(open.elapsed()))
}

/// Waits until each dashboard is where its account is.
fn await_told(gateway: &Gateway, dashboards: &Dashboards, names: &[String]) {
    let begun = Instant::now();
    while behind(&dashboards.places(), &snapshots(gateway, names)) > 0 {
        assert!(begun.elapsed() < PATIENCE, "dashboards that never are where their accounts are");
    }
}

/// What every account is, by the number of its dashboard.
fn snapshots(gateway: &Gateway, names: &[String]) -> BTreeMap<usize, Value> {
    let mut socket = TcpStream::connect(gateway.address).expect("a gateway that listens");
    let mut ask = |name: &String| {
        let head = format!(
            "GET /api/v1/accounts/{name}/snapshot HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\r\n",
            gateway.address, gateway.token
        );
        socket.write_all(head.as_bytes()).expect("an open socket");
        let said = answer(&mut socket);
        serde_json::from_str(said.split_once("\r\n\r\n").map_or("", |(_, body)| body)).unwrap_or_default()
    };
    names.iter().enumerate().map(|(ix, name)| (ix, ask(name))).collect()
}
