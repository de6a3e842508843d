//! What is read from and written to one WebSocket?
//!
//! ```text
//!  dialing ──upgraded──▶ open ──cut, closed by the venue, beyond a limit──▶ Closed told, then goodbye (at most 1 s)
//!     │                   └──not wanted any more──▶ goodbye (at most 1 s), nothing told
//!     └──refused, too late──▶ Closed told
//! ```

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, SplitSink, SplitStream};
use futures_util::{FutureExt, SinkExt, StreamExt};
use http::{HeaderValue, header};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};
use twinline_model::Timestamp;
use twinline_venue::LinkId;

use crate::address::Address;
use crate::clock::Clock;
use crate::dial::{Wire, dial};
use crate::egress::Egress;
use crate::http::{MAX_HEADERS, header_bytes};
use crate::reason;

/// Longest message, and longest frame of one, that is taken.
pub(crate) const MAX_MESSAGE: usize = 16 << 20;
/// Longest that a peer is waited for to agree that a socket is closed.
const GOODBYE: Duration = Duration::from_secs(1);
/// Most bytes of all unhandled messages of a venue, in KiB: one longest message.
pub(crate) const ROOM_KIB: usize = MAX_MESSAGE >> 10;
/// What is read at once. The library clears this much before each read, and a TLS record is 16 KiB at most.
const READ_BUFFER: usize = 32 << 10;

/// What happened on a socket, in the order in which it happened there.
#[derive(Debug)]
pub(crate) struct SocketEvent {
    pub link: LinkId,
    /// When it was read off the socket; never earlier than the one before on this socket.
    pub at: Timestamp,
    pub what: Happened,
    /// Gives back its share of the room when the event is dropped.
    pub _room: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
pub(crate) enum Happened {
    Opened,
    Text(Utf8Bytes),
    Binary(Bytes),
    /// A ping or a pong.
    Alive,
    /// Why, in words. Nothing follows.
    Closed(String),
}

/// What a socket is opened with.
#[derive(Debug)]
pub(crate) struct Plan {
    pub link: LinkId,
    pub address: Address,
    pub url: String,
    pub user_agent: HeaderValue,
    pub timeout: Duration,
}

/// Where a socket's events go. Waits while the loop is behind; meanwhile the socket is not read and TCP pushes back.
#[derive(Debug, Clone)]
pub(crate) struct Mouth {
    pub events: mpsc::Sender<SocketEvent>,
    pub room: Arc<Semaphore>,
    pub clock: Clock,
}

/// Why a socket came to its end.
enum End {
    /// Nobody wants it any more.
    Unwanted,
    /// The venue closed it in good order; in words.
    Closed(String),
    /// In words, and what the peer is told.
    Broken(String, CloseCode),
}

type Socket = WebSocketStream<Box<dyn Wire>>;

/// One socket from dialing to its end. It is not wanted any more as soon as the sender of `wanted` is dropped.
pub(crate) async fn run(plan: Plan, egress: Egress, mouth: Mouth, outbox: mpsc::Receiver<Message>, mut wanted: oneshot::Receiver<()>) {
    let opened = tokio::select! {
        opened = tokio::time::timeout(plan.timeout, open(&plan, &egress)) => opened,
        _ = &mut wanted => return,
    };
    let link = plan.link;
    match opened {
        Ok(Ok(socket)) => {
            mouth.tell(link, Happened::Opened).await;
            attend(link, socket, &mouth, outbox, wanted).await;
        }
        Ok(Err(reason)) => mouth.tell(link, Happened::Closed(reason)).await,
        Err(_) => {
            let reason = format!("not open after {} ms", plan.timeout.as_millis());
            mouth.tell(link, Happened::Closed(reason)).await;
        }
    }
}

async fn open(plan: &Plan, egress: &Egress) -> Result<Socket, String> {
    let mut request = plan.url.as_str().into_client_request().map_err(|_| "url cannot be read".to_owned())?;
    request.headers_mut().insert(header::USER_AGENT, plan.user_agent.clone());
    let wire = dial(&plan.address, egress.tls()).await.map_err(|error| format!("cannot connect: {}", reason::of_io(&error)))?;
    let limits =
        WebSocketConfig::default().read_buffer_size(READ_BUFFER).max_message_size(Some(MAX_MESSAGE)).max_frame_size(Some(MAX_MESSAGE));
    let (socket, response) = client_async_with_config(request, wire, Some(limits)).await.map_err(|error| reason::of_socket(&error))?;
    if header_bytes(response.headers()) > MAX_HEADERS {
        return Err(format!("headers of the handshake are beyond the limit of {MAX_HEADERS} bytes"));
    }
    Ok(socket)
}

/// Reads and writes side by side, so that a loop which is behind does not hold up what is to be written. Each side is
/// woken by itself: a message to write costs no try to read.
async fn attend(link: LinkId, socket: Socket, mouth: &Mouth, mut outbox: mpsc::Receiver<Message>, wanted: oneshot::Receiver<()>) {
    let (mut sink, mut stream) = socket.split();
    let end = {
        let mut sides = FuturesUnordered::<BoxFuture<'_, End>>::new();
        sides.push(read(link, &mut stream, mouth).boxed());
        sides.push(write(&mut sink, &mut outbox).boxed());
        sides.push(wanted.map(|_| End::Unwanted).boxed());
        // There are three until the first of them ends.
        sides.next().await.unwrap_or(End::Unwanted)
    };
    // Either side may be stuck, so no goodbye takes long.
    match end {
        End::Unwanted => drop(tokio::time::timeout(GOODBYE, goodbye(sink, stream, CloseCode::Normal)).await),
        End::Broken(reason, code) => {
            mouth.tell(link, Happened::Closed(reason)).await;
            drop(tokio::time::timeout(GOODBYE, goodbye(sink, stream, code)).await);
        }
        End::Closed(reason) => {
            mouth.tell(link, Happened::Closed(reason)).await;
            // The answer is written already; it only has to leave.
            drop(tokio::time::timeout(GOODBYE, sink.flush()).await);
        }
    }
}

async fn read(link: LinkId, stream: &mut SplitStream<Socket>, mouth: &Mouth) -> End {
    loop {
        let happened = match stream.next().await {
            Some(Ok(Message::Text(text))) => Happened::Text(text),
            Some(Ok(Message::Binary(bytes))) => Happened::Binary(bytes),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Happened::Alive,
            Some(Ok(Message::Close(frame))) => return End::Closed(reason::of_close(frame.as_ref())),
            // Raw frames are for writing; none is ever read.
            Some(Ok(Message::Frame(_))) => continue,
            Some(Err(error)) => return End::Broken(reason::of_socket(&error), code_of(&error)),
            None => return End::Broken("connection lost".to_owned(), CloseCode::Normal),
        };
        mouth.tell(link, happened).await;
    }
}

async fn write(sink: &mut SplitSink<Socket, Message>, outbox: &mut mpsc::Receiver<Message>) -> End {
    while let Some(message) = outbox.recv().await {
        if let Err(error) = sink.send(message).await {
            return End::Broken(reason::of_socket(&error), CloseCode::Normal);
        }
    }
    End::Unwanted
}

/// Says goodbye and waits for the answer; what else is read is of no use to anybody.
async fn goodbye(mut sink: SplitSink<Socket, Message>, mut stream: SplitStream<Socket>, code: CloseCode) {
    let frame = CloseFrame { code, reason: Utf8Bytes::default() };
    // If it cannot be said, the connection is gone already.
    drop(sink.send(Message::Close(Some(frame))).await);
    while let Some(Ok(message)) = stream.next().await {
        if message.is_close() {
            return;
        }
    }
}

impl Mouth {
    /// Waits until there is room. What nobody listens to any more is dropped.
    pub async fn tell(&self, link: LinkId, what: Happened) {
        let at = self.clock.now();
        let kib = match &what {
            Happened::Text(text) => text.len() / 1024 + 1,
            Happened::Binary(bytes) => bytes.len() / 1024 + 1,
            Happened::Opened | Happened::Alive | Happened::Closed(_) => 0,
        };
        let room = match kib {
            0 => None,
            _ => {
                let kib = u32::try_from(kib.min(ROOM_KIB)).unwrap_or(u32::MAX);
                Arc::clone(&self.room).acquire_many_owned(kib).await.ok()
            }
        };
        drop(self.events.send(SocketEvent { link, at, what, _room: room }).await);
    }
}

fn code_of(error: &Error) -> CloseCode {
    match error {
        Error::Capacity(_) => CloseCode::Size,
        Error::Protocol(_) => CloseCode::Protocol,
        Error::Utf8(_) => CloseCode::Invalid,
        _ => CloseCode::Normal,
    }
}
