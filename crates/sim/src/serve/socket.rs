//! One WebSocket: frames both ways, until it ends, is cut or freezes.

use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::{OnUpgrade, Parts};
use hyper_util::rt::TokioIo;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};

use crate::serve::actor::{Command, Fate, Incoming, Line, Outgoing};

/// Largest message of a client.
const LARGEST_MESSAGE: usize = 1 << 20;

type Socket = WebSocketStream<TcpStream>;

/// Why the loop over a socket's frames ended.
enum End {
    /// The client left, or a close frame was sent.
    Over,
    Fate(Fate),
}

/// Runs an accepted connection; tells the simulator when it is over. Ends with the server.
pub(super) async fn run(upgraded: OnUpgrade, line: Line, commands: mpsc::Sender<Command>) {
    let conn = line.conn;
    tokio::select! {
        () = commands.closed() => {}
        () = talk(upgraded, line, &commands) => {
            let _ = commands.send(Command::Closed { conn }).await;
        }
    }
}

async fn talk(upgraded: OnUpgrade, mut line: Line, commands: &mpsc::Sender<Command>) {
    let Some(mut socket) = open(upgraded).await else { return };
    match exchange_frames(&mut socket, &mut line, commands).await {
        End::Over => {}
        End::Fate(Fate::Frozen) => swallow(socket.into_inner()).await,
        End::Fate(Fate::Cut | Fate::Lives) => {
            let stream = socket.into_inner();
            let _ = stream.set_zero_linger();
        }
    }
}

async fn open(upgraded: OnUpgrade) -> Option<Socket> {
    let upgraded = upgraded.await.ok()?;
    let Parts { io, read_buf, .. } = upgraded.downcast::<TokioIo<TcpStream>>().ok()?;
    let config = WebSocketConfig::default().max_message_size(Some(LARGEST_MESSAGE)).max_frame_size(Some(LARGEST_MESSAGE));
    Some(WebSocketStream::from_partially_read(io.into_inner(), read_buf.to_vec(), Role::Server, Some(config)).await)
}

async fn exchange_frames(socket: &mut Socket, line: &mut Line, commands: &mpsc::Sender<Command>) -> End {
    loop {
        let Line { conn, frames, fate } = line;
        tokio::select! {
            biased;
            changed = fate.changed() => match changed {
                Ok(()) => return End::Fate(*fate.borrow()),
                // The simulator let go of the connection after its last frame.
                Err(_) => return drain(socket, frames).await,
            },
            frame = frames.recv() => {
                let Some(frame) = frame else { return End::Over };
                let sent = tokio::select! {
                    biased;
                    changed = fate.changed() => Err(changed),
                    sent = send_waiting(socket, frame, frames) => Ok(sent),
                };
                match sent {
                    Ok(true) => {}
                    Ok(false) => return End::Over,
                    Err(Ok(())) => return End::Fate(*fate.borrow()),
                    Err(Err(_)) => return drain(socket, frames).await,
                }
            }
            message = socket.next() => {
                let Some(Ok(message)) = message else { return End::Over };
                let message = match message {
                    Message::Text(text) => Incoming::Text(text.to_string()),
                    Message::Binary(payload) => Incoming::Binary(payload.to_vec()),
                    Message::Ping(payload) => Incoming::Ping(payload.to_vec()),
                    Message::Pong(payload) => Incoming::Pong(payload.to_vec()),
                    Message::Close(_) | Message::Frame(_) => continue,
                };
                if commands.send(Command::Message { conn: *conn, message }).await.is_err() {
                    return End::Over;
                }
            }
        }
    }
}

/// Sends what was queued before the simulator let go, a close frame among it.
async fn drain(socket: &mut Socket, frames: &mut mpsc::Receiver<(Instant, Outgoing)>) -> End {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);
    let rest = async {
        while let Some(frame) = frames.recv().await {
            if !send_waiting(socket, frame, frames).await {
                return;
            }
        }
        while let Some(Ok(_)) = socket.next().await {}
    };
    let _ = tokio::time::timeout(PATIENCE, rest).await;
    End::Over
}

/// Sends a frame and all that are due behind it; false when the connection is over.
async fn send_waiting(socket: &mut Socket, first: (Instant, Outgoing), frames: &mut mpsc::Receiver<(Instant, Outgoing)>) -> bool {
    let mut next = Some(first);
    while let Some((due, outgoing)) = next {
        if due > Instant::now() {
            if socket.flush().await.is_err() {
                return false;
            }
            tokio::time::sleep_until(due).await;
        }
        let message = match outgoing {
            Outgoing::Text(text) => Message::text(&*text),
            Outgoing::Ping(payload) => Message::Ping(payload.into()),
            Outgoing::Close { code, reason } => Message::Close(Some(CloseFrame { code: code.into(), reason: reason.into() })),
        };
        if socket.feed(message).await.is_err() {
            return false;
        }
        next = frames.try_recv().ok();
    }
    socket.flush().await.is_ok()
}

/// Keeps a connection open as if the network had swallowed everything, until the client gives up.
async fn swallow(mut stream: TcpStream) {
    let mut buffer = [0_u8; 4_096];
    while let Ok(length) = stream.read(&mut buffer).await {
        if length == 0 {
            break;
        }
    }
}
