//! Who reads the stream?

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::feed::Feed;
use crate::venue::Venue;

/// Where readers go, and what they say there.
#[derive(Debug, Clone)]
pub struct Door {
    /// Host and port.
    pub address: SocketAddr,
    /// Path of the stream.
    pub path: &'static str,
    /// Shown in the request, if one is needed.
    pub token: Option<String>,
    /// What to subscribe to, if that must be said; then a reader is ready with its snapshot.
    pub topic: Option<String>,
}

/// Readers of one stream, all in one thread of their own. They read until the server closes or the process ends.
#[derive(Debug, Clone, Default)]
pub struct Readers(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    ready: AtomicUsize,
    events: AtomicU64,
    /// Nanoseconds since the venue sent what was read, where that is wanted.
    ages_ns: Mutex<Vec<u64>>,
}

/// What a reader does once it has its snapshot.
#[derive(Debug, Clone)]
enum Habit {
    /// Reads.
    Reads,
    /// Reads, and notes how old each event is.
    Times(Venue),
    /// Reads nothing more and stays.
    Stalls,
}

impl Readers {
    /// Opens so many, and waits until all of them read; with a venue, each event's age is noted.
    pub fn open(door: &Door, count: usize, timed: Option<&Venue>) -> Self {
        Self::begin(door, count, &timed.map_or(Habit::Reads, |venue| Habit::Times(venue.clone())))
    }

    /// Opens so many that take their snapshot and then read no more.
    pub fn stalled(door: &Door, count: usize) -> Self {
        Self::begin(door, count, &Habit::Stalls)
    }

    fn begin(door: &Door, count: usize, habit: &Habit) -> Self {
        let readers = Self::default();
        let (counts, door, habit) = (Arc::clone(&readers.0), door.clone(), habit.clone());
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let mut tasks = tokio::task::JoinSet::new();
                for _ in 0..count {
                    tasks.spawn(read(door.clone(), Arc::clone(&counts), habit.clone()));
                }
                while tasks.join_next().await.is_some() {}
            });
        });
        let begin = Instant::now();
        while readers.0.ready.load(Ordering::Acquire) < count {
            assert!(begin.elapsed() < Duration::from_secs(30), "readers that are not served");
            std::thread::sleep(Duration::from_millis(5));
        }
        readers
    }

    /// The age that all but the oldest hundredth of the events had, in microseconds.
    pub fn p99_us(&self) -> f64 {
        let mut ages = self.0.ages_ns.lock().unwrap_or_else(PoisonError::into_inner).clone();
        ages.sort_unstable();
        ages.get(ages.len() * 99 / 100).map_or(0.0, |ns| *ns as f64 / 1e3)
    }

    /// Events that have been read, all readers together.
    pub fn events(&self) -> u64 {
        self.0.events.load(Ordering::Acquire)
    }
}

async fn read(door: Door, counts: Arc<Counts>, habit: Habit) {
    let mut request = format!("ws://{}{}", door.address, door.path).into_client_request().expect("an address");
    if let Some(token) = &door.token {
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse().expect("a token"));
    }
    let tcp = tokio::net::TcpStream::connect(door.address).await.expect("a connection");
    let config = WebSocketConfig::default().read_buffer_size(8 << 10);
    let (mut socket, _) = tokio_tungstenite::client_async_with_config(request, tcp, Some(config)).await.expect("a handshake");
    match &door.topic {
        Some(topic) => {
            let ask = serde_json::json!({"op": "subscribe", "topics": [topic]}).to_string();
            socket.send(Message::text(ask)).await.expect("an open socket");
        }
        None => drop(counts.ready.fetch_add(1, Ordering::AcqRel)),
    }
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        if text.starts_with("{\"type\":\"event\"") {
            counts.events.fetch_add(1, Ordering::AcqRel);
            if let (Habit::Times(venue), Some(frame)) = (&habit, frame_of(&text)) {
                counts.ages_ns.lock().unwrap_or_else(PoisonError::into_inner).push(venue.age(frame));
            }
        } else if text.starts_with("{\"type\":\"snapshot\"") {
            counts.ready.fetch_add(1, Ordering::AcqRel);
            if matches!(habit, Habit::Stalls) {
                std::future::pending::<()>().await;
            }
        }
    }
}

/// Which frame of the feed an event tells of.
fn frame_of(text: &str) -> Option<usize> {
    let (_, rest) = text.split_once("\"venue_seq\":\"")?;
    rest.split_once('"')?.0.parse().ok().map(Feed::index)
}
