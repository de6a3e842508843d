//! What did the gateway answer, if it lived long enough?

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Longer than the gateway's own patience with a venue.
const PATIENCE: Duration = Duration::from_secs(40);

/// What came of one request.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// A whole answer.
    Answer(u16, Value),
    /// It left, and no whole answer came.
    Lost,
    /// Nobody was there to take it.
    Unreached,
}

impl Told {
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Answer(status, _) => Some(*status),
            _ => None,
        }
    }
}

/// One request on a connection of its own.
pub async fn ask(address: SocketAddr, method: &str, path: &str, head: &str, body: &str) -> Told {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\n{head}content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let exchange = async {
        let Ok(mut socket) = TcpStream::connect(address).await else { return Told::Unreached };
        let mut answer = Vec::new();
        let sent = socket.write_all(request.as_bytes()).await;
        let read = socket.read_to_end(&mut answer).await;
        match (sent, read) {
            (Ok(()), Ok(_)) => whole(&answer).unwrap_or(Told::Lost),
            _ => Told::Lost,
        }
    };
    tokio::time::timeout(PATIENCE, exchange).await.unwrap_or_else(|_| panic!("{method} {path}: no answer in {PATIENCE:?}"))
}

/// The answer, unless a part of it is missing.
fn whole(answer: &[u8]) -> Option<Told> {
    let split = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..split]).ok()?;
    let body = &answer[split + 4..];
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    if length.is_some_and(|length| length != body.len()) {
        return None;
    }
    if body.is_empty() {
        return Some(Told::Answer(status, Value::Null));
    }
    Some(Told::Answer(status, serde_json::from_slice(body).ok()?))
}
