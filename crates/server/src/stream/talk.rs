//! What goes back and forth?

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{MissedTickBehavior, interval};
use twinline_gateway::wire::{ClientOp, ServerNote, to_bytes};
use twinline_gateway::{Closed, Outbox, Reader, now};

use super::{Close, close, close_of};
use crate::access::Principal;
use crate::app::{App, stopped};
use crate::input;

/// A heartbeat comes this often.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// A ping goes out this often; browsers answer by themselves.
const PING_EVERY: Duration = Duration::from_secs(15);
/// Nothing came for this long, not even a pong: nobody reads.
const DEAD_AFTER: Duration = Duration::from_secs(45);
/// One batch could not be written for so many heartbeats: nobody reads.
const STUCK_BEATS: u32 = 30;
/// At the end, a write under way is waited for this long.
const LAST_WRITE: Duration = Duration::from_secs(1);
/// The end of a token is looked for this often at least, and not more often than this: clocks are set.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
const SHORTEST_SLEEP: Duration = Duration::from_millis(10);
/// Written at once before looking around again.
const BATCH_BYTES: usize = 64 * 1024;

/// Runs one client until it leaves, is too slow, or the gateway stops.
///
/// Writing has a task of its own: a change of a busy book then wakes one future that looks at nothing else, neither at
/// timers nor at what the client may have said.
pub(super) async fn talk(socket: WebSocket, app: &App, principal: &Principal) {
    let mut reader = app.gateway.reader(principal.grant().cloned());
    let outbox = reader.outbox().clone();
    reader.note(&ServerNote::Hello { epoch: app.gateway.epoch(), version: app.gateway.version(), heartbeat_ms: 1_000, ts_emit: now() });
    let (sink, mut stream) = socket.split();
    let pulse = Arc::new(Pulse::new());
    // What is in the set ends with this future, whatever it is doing.
    let mut writer = JoinSet::new();
    writer.spawn(write(sink, outbox.clone(), pulse.clone()));
    let mut written = None;
    let why = tokio::select! {
        why = listen(&mut stream, &mut reader, &pulse) => why,
        why = attend(&outbox, &pulse) => why,
        why = ended(app, principal) => why,
        why = logged_out(app, principal) => why,
        ended = writer.join_next() => {
            written = end_of(ended);
            written.as_ref().map_or(Close::Gone, |(_, why)| *why)
        }
        () = stopped(app.stopping.subscribe()) => Close::GoingAway,
    };
    // Ends the writer, too, unless it is stuck; then there is nobody to tell.
    drop(reader);
    if written.is_none() {
        written = tokio::time::timeout(LAST_WRITE, writer.join_next()).await.ok().and_then(end_of);
    }
    tracing::debug!(?why, merged = outbox.merged(), "stream ended");
    if let Some((sink, _)) = written {
        close(sink, why).await;
    }
}

/// What a writer leaves.
type Written = (SplitSink<WebSocket, Message>, Close);

fn end_of(ended: Option<Result<Written, JoinError>>) -> Option<Written> {
    ended.and_then(|ended| ended.inspect_err(|error| tracing::error!(%error, "a stream's writer failed")).ok())
}

/// What the tasks of one client know of each other.
struct Pulse {
    start: Instant,
    /// When something came last.
    heard_ms: AtomicU64,
    /// Odd while a batch is being written.
    writes: AtomicU64,
    /// A ping is to be sent along.
    ping: AtomicBool,
}

impl Pulse {
    fn new() -> Self {
        Self { start: Instant::now(), heard_ms: AtomicU64::new(0), writes: AtomicU64::new(0), ping: AtomicBool::new(false) }
    }

    fn heard(&self) {
        self.heard_ms.store(self.elapsed_ms(), Ordering::Relaxed);
    }

    fn silence(&self) -> Duration {
        Duration::from_millis(self.elapsed_ms().saturating_sub(self.heard_ms.load(Ordering::Relaxed)))
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Sees to it that something is said now and then, and that somebody listens.
async fn attend(outbox: &Outbox, pulse: &Pulse) -> Close {
    let (mut beat, mut ping) = (interval(HEARTBEAT), interval(PING_EVERY));
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick of an interval is at once; the hello says as much.
    beat.reset();
    ping.reset();
    let (mut seen, mut stuck) = (0, 0);
    loop {
        tokio::select! {
            _ = beat.tick() => {
                let writes = pulse.writes.load(Ordering::Acquire);
                stuck = if writes % 2 == 1 && writes == seen { stuck + 1 } else { 0 };
                seen = writes;
                if stuck >= STUCK_BEATS {
                    return Close::TooSlow;
                }
            }
            _ = ping.tick() => {
                if pulse.silence() > DEAD_AFTER {
                    return Close::TooSlow;
                }
                pulse.ping.store(true, Ordering::Release);
            }
        }
        // What waits to be written says as much as a heartbeat would.
        if outbox.waiting() == 0 {
            outbox.note(to_bytes(&ServerNote::Heartbeat { ts_emit: now() }));
        }
    }
}

/// Resolves once the login by which somebody came in has ended.
pub(crate) async fn logged_out(app: &App, principal: &Principal) -> Close {
    if !matches!(principal, Principal::Session(_)) {
        return std::future::pending().await;
    }
    let mut logouts = app.access.logouts();
    loop {
        if !app.access.is_logged_in(now(), principal) {
            return Close::NotAuthenticated("logged out");
        }
        tokio::select! {
            changed = logouts.changed() => if changed.is_err() { return Close::GoingAway },
            () = tokio::time::sleep(LONGEST_SLEEP) => {}
        }
    }
}

/// Resolves once the token by which somebody came in is worth nothing any more.
pub(crate) async fn ended(app: &App, principal: &Principal) -> Close {
    let Some(grant) = principal.grant() else { return std::future::pending().await };
    let mut changes = app.gateway.token_book().changes();
    loop {
        changes.mark_unchanged();
        if let Some(ended) = app.access.ended(now(), principal) {
            return Close::ended(ended);
        }
        let left = grant.expires_at.map(|at| at - now()).map_or(LONGEST_SLEEP, |left| left.to_std().min(LONGEST_SLEEP));
        tokio::select! {
            // The book lives as long as the gateway; without it nobody comes in anyway.
            changed = changes.changed() => if changed.is_err() { return Close::GoingAway },
            () = tokio::time::sleep(left.max(SHORTEST_SLEEP)) => {}
        }
    }
}

async fn listen(stream: &mut SplitStream<WebSocket>, reader: &mut Reader, pulse: &Pulse) -> Close {
    loop {
        let message = match stream.next().await {
            Some(Ok(message)) => message,
            Some(Err(error)) => return close_of(error),
            None => return Close::Gone,
        };
        pulse.heard();
        match message {
            Message::Text(text) => answer(reader, text.as_str()).await,
            Message::Binary(_) => refuse(reader, None, "messages are JSON text".to_owned()),
            Message::Ping(_) | Message::Pong(_) => {}
            Message::Close(_) => return Close::Gone,
        }
    }
}

async fn answer(reader: &mut Reader, text: &str) {
    let value: Value = match input::parse(text.as_bytes()) {
        Ok(value) => value,
        Err(detail) => return refuse(reader, None, detail),
    };
    let id = value.get("id").and_then(Value::as_u64);
    match serde_json::from_value::<ClientOp>(value) {
        Ok(ClientOp::Subscribe { id, topics, after }) => reader.subscribe(id, &topics, &after).await,
        Ok(ClientOp::Unsubscribe { id, topics }) => reader.unsubscribe(id, &topics).await,
        Ok(ClientOp::Ping { id }) => reader.note(&ServerNote::Pong { id }),
        Ok(ClientOp::Auth { .. }) => refuse(reader, id, "authenticated already".to_owned()),
        Err(error) => refuse(reader, id, format!("not a request that is known: {error}")),
    }
}

fn refuse(reader: &Reader, id: Option<u64>, detail: String) {
    reader.note(&ServerNote::Error { id, code: "bad_request", detail, topic: None });
}

async fn write(mut sink: SplitSink<WebSocket, Message>, outbox: Arc<Outbox>, pulse: Arc<Pulse>) -> Written {
    let mut batch: Vec<Bytes> = Vec::new();
    loop {
        match outbox.take(&mut batch, BATCH_BYTES).await {
            Ok(()) => {}
            Err(Closed::TooSlow) => return (sink, Close::TooSlow),
            Err(Closed::Left) => return (sink, Close::GoingAway),
        }
        pulse.writes.fetch_add(1, Ordering::AcqRel);
        if let Err(error) = send(&mut sink, &mut batch, pulse.ping.swap(false, Ordering::AcqRel)).await {
            return (sink, close_of(error));
        }
        pulse.writes.fetch_add(1, Ordering::AcqRel);
    }
}

async fn send(sink: &mut SplitSink<WebSocket, Message>, batch: &mut Vec<Bytes>, ping: bool) -> Result<(), axum::Error> {
    if ping {
        sink.feed(Message::Ping(Bytes::new())).await?;
    }
    for message in batch.drain(..) {
        sink.feed(text(message)).await?;
    }
    sink.flush().await
}

/// A message of ours as a frame, shared and not copied.
pub(crate) fn text(message: Bytes) -> Message {
    // What was written as JSON is UTF-8.
    Message::Text(Utf8Bytes::try_from(message).unwrap_or_default())
}
