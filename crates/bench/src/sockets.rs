//! What does the way from a socket to a published event cost, in CPU and in time?
//!
//! The production loop with a sink that counts, against a reader that parses into books. Each has one thread.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_tungstenite::client_async_with_config;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use twinline_binance::Binance;
use twinline_core::limits::Budget;
use twinline_core::session::{Command, Output, Session};
use twinline_model::{MarketEvent, Timestamp};
use twinline_runtime::{Egress, Sink, VenueConfig, start};
use twinline_venue::Endpoints;

use crate::bare::Books;
use crate::cpu;
use crate::feed::Feed;
use crate::pure::{Side, measured};
use crate::stage::book_of;
use crate::venue::{Pace, Venue};

/// Longest that a run may take beyond its frames.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes that are read at once, the same on both sides.
const READ_BUFFER: usize = 32 << 10;

/// What one run found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Microseconds of CPU per message.
    pub cpu_us: f64,
    /// Microseconds from sending to published (or to in the book), median.
    pub p50_us: f64,
    /// The same, of the slowest hundredth.
    pub p99_us: f64,
}

impl Found {
    /// More than anything that is found.
    pub const MOST: Self = Self { cpu_us: f64::MAX, p50_us: f64::MAX, p99_us: f64::MAX };
}

/// Sends the feed at a pace and measures who reads it.
pub fn run(side: Side, feed: &Arc<Feed>, every: Duration) -> Found {
    let venue = Venue::serve(Arc::clone(feed), Pace::Every(every));
    let patience = PATIENCE + every * feed.frames.len() as u32;
    let (at, of) = (venue.clone(), Arc::clone(feed));
    let reading = std::thread::spawn(move || read(side, &at, &of, patience));
    let tally = reading.join().expect("a reader that does not fail");
    venue.stop();
    tally.found()
}

/// Reads the whole feed, one frame at a time, on this thread: for counting instructions.
pub fn once(side: Side, feed: &Arc<Feed>) {
    let venue = Venue::serve(Arc::clone(feed), Pace::Lockstep);
    measured(&mut || drop(read(side, &venue, feed, PATIENCE * 10)));
    venue.stop();
}

fn read(side: Side, venue: &Venue, feed: &Arc<Feed>, patience: Duration) -> Tally {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let run = async {
        match side {
            Side::Ours => ours(venue, feed).await,
            Side::Bare => bare(venue, feed).await,
        }
    };
    runtime.block_on(async { tokio::time::timeout(patience, run).await }).expect("a run in time")
}

/// Ages of messages, and CPU at the first and the last.
#[derive(Debug, Default)]
struct Tally {
    ages_ns: Vec<u64>,
    expected: usize,
    begin_ns: u64,
    end_ns: u64,
}

impl Tally {
    fn begin(feed: &Feed) -> Self {
        let expected = feed.frames.len() - feed.symbols.len();
        Self { ages_ns: Vec::with_capacity(expected), expected, begin_ns: cpu::of_this_thread(), end_ns: 0 }
    }

    /// True with the last message.
    fn add(&mut self, age_ns: u64) -> bool {
        self.ages_ns.push(age_ns);
        let last = self.ages_ns.len() == self.expected;
        if last {
            self.end_ns = cpu::of_this_thread();
        }
        last
    }

    fn found(mut self) -> Found {
        self.ages_ns.sort_unstable();
        let count = self.ages_ns.len().max(1);
        let at = |pct: usize| self.ages_ns.get(count * pct / 100).copied().unwrap_or(0) as f64 / 1e3;
        Found { cpu_us: (self.end_ns - self.begin_ns) as f64 / count as f64 / 1e3, p50_us: at(50), p99_us: at(99) }
    }
}

async fn bare(venue: &Venue, feed: &Feed) -> Tally {
    let tcp = TcpStream::connect(venue.address()).await.expect("a connection");
    tcp.set_nodelay(true).expect("an open socket");
    let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER);
    let url = format!("ws://{}/bare", venue.address());
    let (mut socket, _) = client_async_with_config(url, tcp, Some(config)).await.expect("a handshake");
    let mut books = Books::before(feed);
    let mut tally = Tally::default();
    let mut taken = 0;
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        let last = books.take(&text);
        venue.take();
        taken += 1;
        if taken == feed.symbols.len() {
            tally = Tally::begin(feed);
            venue.go();
        } else if taken > feed.symbols.len() && tally.add(venue.age(Feed::index(last))) {
            break;
        }
    }
    tally
}

async fn ours(venue: &Venue, feed: &Arc<Feed>) -> Tally {
    let endpoints = Endpoints { rest: format!("http://{}", venue.address()), ws: format!("ws://{}", venue.address()), commands: None };
    let egress = Egress::new().expect("a way out");
    let config = VenueConfig { endpoints, epoch: 1, seed: 1, user_agent: "twinline-bench".to_owned(), egress };
    let (done, counted) = oneshot::channel();
    let sink = Counting { venue: venue.clone(), feed: Arc::clone(feed), tally: None, live: 0, wanted: false, done: Some(done) };
    let handle = start(config, Arc::new(Binance), sink).expect("a venue that begins");
    let tally = counted.await.expect("a count");
    handle.stop().await;
    tally
}

/// Counts what is published.
struct Counting {
    venue: Venue,
    feed: Arc<Feed>,
    tally: Option<Tally>,
    live: usize,
    wanted: bool,
    done: Option<oneshot::Sender<Tally>>,
}

impl Sink<Session> for Counting {
    type Request = ();

    fn output(&mut self, _now: Timestamp, output: Output, _session: &Session) {
        let Output::Market(envelope) = output else { return };
        let MarketEvent::Book(change) = envelope.event else { return };
        if change.whole {
            self.live += 1;
            if self.live == self.feed.symbols.len() {
                self.tally = Some(Tally::begin(&self.feed));
                self.venue.go();
            }
            return;
        }
        self.venue.take();
        let age = self.venue.age(Feed::index(change.venue_seq));
        if let Some(tally) = &mut self.tally
            && tally.add(age)
            && let (Some(done), Some(tally)) = (self.done.take(), self.tally.take())
        {
            // Whoever waited may have given up.
            drop(done.send(tally));
        }
    }

    /// A market's history is not kept: there is never an entry.
    fn append(&mut self, _: Timestamp, entries: Vec<std::convert::Infallible>, _: Option<u64>, _: &twinline_runtime::Appender) {
        if let Some(entry) = entries.first() {
            match *entry {}
        }
    }

    fn request(&mut self, _now: Timestamp, (): (), _session: &Session, _commands: &mut Vec<Command>) {}

    fn budget(&mut self, _now: Timestamp, _budget: &Budget) {}

    fn settled(&mut self, _now: Timestamp, session: &Session, commands: &mut Vec<Command>) {
        if !self.wanted && !session.instruments().is_empty() {
            self.wanted = true;
            commands.extend(self.feed.symbols.iter().map(|symbol| Command::Want(book_of(symbol))));
        }
    }
}
