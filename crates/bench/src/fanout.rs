//! What does a delivery cost with many readers of one book?
//!
//! The real binary against a server that parses a frame, keeps the book, serialises once and writes to one reader after
//! the other. Both are processes of their own; readers and venue are here.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::bare::{Combined, Row as Level, Sides};
use crate::cpu;
use crate::feed::Feed;
use crate::gateway::Gateway;
use crate::readers::{Door, Readers};
use crate::table::{Aim, Row};
use crate::venue::{Pace, Venue};

/// Readers of the one book.
const READERS: usize = 200;
/// Longest that one change may be on its way to all of them.
const PATIENCE: Duration = Duration::from_secs(20);

/// CPU per delivery, each change sent once all readers have the one before: what is written together on a busy machine would
/// flatter whoever is slower. Nothing if there is no binary.
pub fn rows(rounds: usize, seconds: u64) -> Vec<Row> {
    let feed = Arc::new(Feed::new(1, 100 * seconds as usize));
    let (mut ours, mut bare) = (f64::MAX, f64::MAX);
    for _ in 0..rounds {
        let Some(spent) = gateway(&feed) else {
            eprintln!("fan-out is left out: set TWINLINE_BIN to the built binary");
            return Vec::new();
        };
        ours = ours.min(spent);
        bare = bare.min(bare_server(&feed));
    }
    let what = format!("CPU per delivery, {READERS} readers of one book");
    vec![Row { what, unit: "us", ours, bare: Some(bare), aim: Aim::Ratio(1.2) }]
}

fn gateway(feed: &Arc<Feed>) -> Option<f64> {
    let venue = Venue::serve(Arc::clone(feed), Pace::Lockstep);
    let gateway = Gateway::start(venue.address(), &feed.symbols)?;
    gateway.live(1);
    let topic = Some(format!("book.binance:{}", feed.symbols[0]));
    let door = Door { address: gateway.address, path: "/api/v1/stream", token: Some(gateway.token.clone()), topic };
    Some(measure(&venue, feed, &door, gateway.pid()))
}

fn bare_server(feed: &Arc<Feed>) -> f64 {
    let venue = Venue::serve(Arc::clone(feed), Pace::Lockstep);
    let own = std::env::current_exe().expect("this binary");
    let mut command = Command::new(own);
    command.args(["--bare-fanout", &venue.address().to_string(), &READERS.to_string()]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("this binary again");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    let door = Door { address: line.trim().parse().expect("an address"), path: "/", token: None, topic: None };
    let spent = measure(&venue, feed, &door, child.id());
    // It ends by itself when the venue does.
    drop(child.kill());
    drop(child.wait());
    spent
}

/// Microseconds of CPU per delivery of the process.
fn measure(venue: &Venue, feed: &Feed, door: &Door, pid: u32) -> f64 {
    let readers = Readers::open(door, READERS, None);
    std::thread::sleep(Duration::from_millis(300));
    let (cpu_before, events_before) = (cpu::of_process(pid), readers.events());
    venue.go();
    let (mut delivered, mut moved_at) = (0, Instant::now());
    for change in 1..feed.frames.len() {
        while delivered < (change * READERS) as u64 && moved_at.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_micros(100));
            delivered = readers.events() - events_before;
        }
        moved_at = Instant::now();
        venue.take();
    }
    let spent = cpu::of_process(pid) - cpu_before;
    let expected = ((feed.frames.len() - 1) * READERS) as u64;
    if delivered != expected {
        eprintln!("{delivered} of {expected} deliveries: some were merged");
    }
    venue.stop();
    spent as f64 / 1e3 / delivered.max(1) as f64
}

/// The server beside ours: one loop, no bounds, no merging.
pub fn serve_bare(venue: &str, readers: usize) {
    let venue: SocketAddr = venue.parse().expect("the venue's address");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        println!("{}", listener.local_addr().expect("an address"));
        std::io::stdout().flush().expect("an open output");
        let mut sinks = Vec::new();
        while sinks.len() < readers {
            let (tcp, _) = listener.accept().await.expect("a reader");
            tcp.set_nodelay(true).expect("an open socket");
            sinks.push(tokio_tungstenite::accept_async(tcp).await.expect("a handshake").split().0);
        }
        let tcp = TcpStream::connect(venue).await.expect("a venue");
        let config = WebSocketConfig::default().read_buffer_size(32 << 10);
        let (mut source, _) =
            tokio_tungstenite::client_async_with_config(format!("ws://{venue}/bare"), tcp, Some(config)).await.expect("a handshake");
        let (mut book, mut seq) = (Sides::default(), 0);
        while let Some(Ok(message)) = source.next().await {
            let Message::Text(text) = message else { continue };
            seq += 1;
            let message = Message::text(published(&text, &mut book, seq));
            for sink in &mut sinks {
                sink.send(message.clone()).await.expect("a reader that reads");
            }
        }
    });
}

/// A frame as the gateway would tell it.
fn published(text: &str, book: &mut Sides, seq: u64) -> String {
    let frame: Combined<'_> = sonic_rs::from_str(text).expect("a frame");
    let data = frame.data;
    book.apply(&data.bids.0, &data.asks.0);
    let side = |levels: &[Level]| {
        let rows = levels
            .iter()
            .map(|(price, size)| format!("[\"{}.{:02}\",\"{}.{:03}\"]", price.0 / 100, price.0 % 100, size.0 / 1_000, size.0 % 1_000));
        rows.collect::<Vec<_>>().join(",")
    };
    format!(
        "{{\"type\":\"event\",\"topic\":\"book.binance:{}\",\"epoch\":1000001,\"seq\":{seq},\"freshness\":\"live\",\"source\":\"ws\",\
         \"ts_venue\":\"2026-01-01T00:00:00.000Z\",\"ts_recv\":\"2026-01-01T00:00:00.000000Z\",\"ts_emit\":\"2026-01-01T00:00:00.000000Z\",\"merged\":0,\
         \"data\":{{\"bids\":[{}],\"asks\":[{}],\"venue_seq\":\"{}\"}}}}",
        data.symbol,
        side(&data.bids.0),
        side(&data.asks.0),
        data.last
    )
}
