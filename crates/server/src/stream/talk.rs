//! What goes back and forth?

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::time::{MissedTickBehavior, interval};
use twinline_gateway::wire::{ClientOp, ServerNote, to_bytes};
use twinline_gateway::{Closed, Outbox, Reader, now};

use super::{Close, close, close_of};
use crate::app::{App, stopped};
use crate::input;

/// A heartbeat comes this often.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// A ping goes out this often; browsers answer by themselves.
const PING_EVERY: Duration = Duration::from_secs(15);
/// Nothing came for this long, not even a pong: nobody reads.
const DEAD_AFTER: Duration = Duration::from_secs(45);
/// Nothing could be written for this long: nobody reads.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// Written at once before looking around again.
const BATCH_BYTES: usize = 64 * 1024;

/// Runs one client until it leaves, is too slow, or the gateway stops.
pub(super) async fn talk(socket: WebSocket, app: &App) {
    let mut reader = app.gateway.reader();
    let outbox = reader.outbox().clone();
    reader.note(&ServerNote::Hello { epoch: app.gateway.epoch(), version: app.gateway.version(), heartbeat_ms: 1_000, ts_emit: now() });
    let (mut sink, mut stream) = socket.split();
    let heard = Heard::new();
    let why = tokio::select! {
        why = listen(&mut stream, &mut reader, &heard) => why,
        why = write(&mut sink, &outbox, &heard) => why,
        () = stopped(app.stopping.subscribe()) => Close::GoingAway,
    };
    drop(reader);
    tracing::debug!(?why, merged = outbox.merged(), "stream ended");
    close(sink, why).await;
}

/// When something came last, shared by the two directions.
struct Heard {
    start: Instant,
    last_ms: AtomicU64,
}

impl Heard {
    fn new() -> Self {
        Self { start: Instant::now(), last_ms: AtomicU64::new(0) }
    }

    fn mark(&self) {
        self.last_ms.store(self.elapsed_ms(), Ordering::Relaxed);
    }

    fn silence(&self) -> Duration {
        Duration::from_millis(self.elapsed_ms().saturating_sub(self.last_ms.load(Ordering::Relaxed)))
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

async fn listen(stream: &mut SplitStream<WebSocket>, reader: &mut Reader, heard: &Heard) -> Close {
    loop {
        let message = match stream.next().await {
            Some(Ok(message)) => message,
            Some(Err(error)) => return close_of(error),
            None => return Close::Gone,
        };
        heard.mark();
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
        Ok(ClientOp::Subscribe { id, topics }) => reader.subscribe(id, &topics).await,
        Ok(ClientOp::Unsubscribe { id, topics }) => reader.unsubscribe(id, &topics).await,
        Ok(ClientOp::Ping { id }) => reader.note(&ServerNote::Pong { id }),
        Ok(ClientOp::Auth { .. }) => refuse(reader, id, "authenticated already".to_owned()),
        Err(error) => refuse(reader, id, format!("not a request that is known: {error}")),
    }
}

fn refuse(reader: &Reader, id: Option<u64>, detail: String) {
    reader.note(&ServerNote::Error { id, code: "bad_request", detail, topic: None });
}

async fn write(sink: &mut SplitSink<WebSocket, Message>, outbox: &Outbox, heard: &Heard) -> Close {
    let mut batch: Vec<Bytes> = Vec::new();
    let (mut beat, mut ping) = (interval(HEARTBEAT), interval(PING_EVERY));
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick of an interval is at once; the hello says as much.
    beat.reset();
    ping.reset();
    loop {
        let sent = tokio::select! {
            taken = outbox.take(&mut batch, BATCH_BYTES) => match taken {
                Ok(()) => send(sink, batch.drain(..).map(text)).await,
                Err(Closed::TooSlow) => return Close::TooSlow,
                Err(Closed::Left) => return Close::GoingAway,
            },
            _ = beat.tick() => send(sink, [text(to_bytes(&ServerNote::Heartbeat { ts_emit: now() }))]).await,
            _ = ping.tick() => {
                if heard.silence() > DEAD_AFTER {
                    return Close::TooSlow;
                }
                send(sink, [Message::Ping(Bytes::new())]).await
            }
        };
        if let Err(why) = sent {
            return why;
        }
    }
}

async fn send(sink: &mut SplitSink<WebSocket, Message>, messages: impl IntoIterator<Item = Message>) -> Result<(), Close> {
    let sending = async {
        for message in messages {
            sink.feed(message).await?;
        }
        sink.flush().await
    };
    match tokio::time::timeout(WRITE_TIMEOUT, sending).await {
        Ok(result) => result.map_err(close_of),
        Err(_) => Err(Close::TooSlow),
    }
}

/// A message of ours as a frame, shared and not copied.
pub(super) fn text(message: Bytes) -> Message {
    // What was written as JSON is UTF-8.
    Message::Text(Utf8Bytes::try_from(message).unwrap_or_default())
}
