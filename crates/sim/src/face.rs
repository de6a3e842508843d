//! What a venue's protocol must provide.

use std::sync::Arc;

use serde_json::Value;

use crate::exposure::Exposure;
use crate::faults::Faults;
use crate::machine::ConnId;
use crate::outbox::Outbox;
use crate::target::Target;

/// One HTTP request to the venue.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub method: &'a str,
    /// Path, and parameters of query and body.
    pub target: Target,
    /// The path as it came.
    pub raw_path: &'a str,
    /// The query as it came.
    pub raw_query: &'a str,
    /// The body as it came.
    pub body: &'a [u8],
    pub headers: &'a [(&'a str, &'a str)],
    /// Address of the client without a port.
    pub peer: &'a str,
}

impl Request<'_> {
    /// A header by its name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(held, _)| held.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// Weight charged, for the log.
    pub weight: u64,
}

/// A handshake that the venue refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub status: u16,
    pub body: String,
}

/// A message of a client on a stream connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Message<'a> {
    Text(&'a str),
    Binary,
    Ping(&'a [u8]),
    Pong,
}

/// A refusal that a fault asks for; the venue words it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outage {
    TooMany,
    Banned,
    ServerError,
}

/// One venue's protocol.
pub(crate) trait Face: Send {
    /// Lets everything happen up to `outbox.now_ns`.
    fn advance(&mut self, outbox: &mut Outbox<'_>);
    /// A handshake for streams.
    fn upgrade(&mut self, conn: ConnId, target: &Target, outbox: &mut Outbox<'_>) -> Result<(), Refusal>;
    /// A message on a stream connection.
    fn message(&mut self, conn: ConnId, message: Message<'_>, outbox: &mut Outbox<'_>);
    /// A stream connection is gone.
    fn closed(&mut self, conn: ConnId);
    /// An HTTP request.
    fn request(&mut self, request: &Request<'_>, outbox: &mut Outbox<'_>) -> Reply;
    /// An answer that a fault wants.
    fn outage(&mut self, now_ns: i64, outage: Outage, faults: &mut Faults) -> Reply;
    /// Ends everything that proves who a client is for a while: listen keys, sessions.
    fn expire_tokens(&mut self, outbox: &mut Outbox<'_>);
    /// Something that a test wants to happen: its name and what it needs.
    fn lever(&mut self, name: &str, body: &Value, outbox: &mut Outbox<'_>) -> Result<Value, String>;
    /// Starts again with lower ids.
    fn restart(&mut self, now_ns: i64);
    /// When `advance` has something to do next.
    fn next_ns(&self, now_ns: i64) -> i64;
    /// The venue's own state.
    fn truth(&self, now_ns: i64) -> Value;
    /// The accounts alone.
    fn account_truth(&self) -> Value;
    /// What an account holds of a symbol, and what would end it.
    fn exposure(&self, account: &str, symbol: &str) -> Option<Exposure>;
    /// The update id that the book of a symbol is at.
    fn update_id(&self, symbol: &str) -> Option<u64>;

    /// The book of a symbol as it was at an update id, or as it is.
    fn book_at(&self, symbol: &str, update_id: Option<u64>) -> Option<Value>;
    /// The urls of the first line, for a listener at `authority` (host and port).
    fn urls(&self, authority: &str) -> Value;
}

/// What a frame is, for the faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameKind {
    /// A book delta.
    Delta,
    /// Other market data.
    Data,
    /// What an account is told; frames of one channel keep their order.
    User,
    /// An answer to a client's message; no fault hits it.
    Answer,
}

/// A text frame for one connection.
#[derive(Debug, Clone)]
pub(crate) struct Frame<'a> {
    pub kind: FrameKind,
    /// Such as `depth`.
    pub channel: &'a str,
    /// Such as `btcusdt@depth@100ms`.
    pub stream: &'a str,
    pub symbol: Option<&'a str>,
    pub text: Arc<str>,
}
