//! What does the venue's end of the wire do?

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::{WebSocketStream, accept_async};

use super::soon;

/// Listens for sockets.
pub(crate) struct Peer(TcpListener);

impl Peer {
    pub async fn bind() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.expect("a free port"))
    }

    pub fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}", self.0.local_addr().expect("an address"))
    }

    pub async fn accept_tcp(&self) -> TcpStream {
        soon("connection", self.0.accept()).await.expect("a connection").0
    }

    pub async fn accept(&self) -> WebSocketStream<TcpStream> {
        accept_async(self.accept_tcp().await).await.expect("an upgrade")
    }
}

/// What an HTTP peer does with a request.
pub(crate) enum Canned {
    Answer {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: String,
    },
    /// These bytes, then nothing more.
    Raw(String),
    /// Nothing; the connection stays open.
    Silence,
    /// The connection is cut.
    Cut,
}

impl Canned {
    pub fn ok(body: impl Into<String>) -> Self {
        Self::Answer { status: 200, headers: Vec::new(), body: body.into() }
    }
}

/// Answers HTTP requests and says what it was asked.
pub(crate) struct HttpPeer {
    pub url: String,
    pub asked: mpsc::UnboundedReceiver<(Instant, String)>,
    connections: Arc<AtomicUsize>,
}

impl HttpPeer {
    pub async fn serve(answer: impl Fn(&str) -> Canned + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (tell, asked) = mpsc::unbounded_channel();
        let connections = Arc::new(AtomicUsize::new(0));
        let (answer, count) = (Arc::new(answer), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let (answer, tell) = (Arc::clone(&answer), tell.clone());
                tokio::spawn(async move { attend(tcp, &*answer, &tell).await });
            }
        });
        Self { url, asked, connections }
    }

    /// How many connections there have been.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// When and what it was asked next.
    pub async fn next(&mut self) -> (Instant, String) {
        soon("request", self.asked.recv()).await.expect("a request")
    }
}

async fn attend(mut tcp: TcpStream, answer: &(dyn Fn(&str) -> Canned + Send + Sync), tell: &mpsc::UnboundedSender<(Instant, String)>) {
    while let Some(path) = read_request(&mut tcp).await {
        // The test may have ended.
        drop(tell.send((Instant::now(), path.clone())));
        let text = match answer(&path) {
            Canned::Answer { status, headers, body } => {
                let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
                format!("HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len())
            }
            Canned::Raw(text) => text,
            Canned::Silence => return std::future::pending().await,
            Canned::Cut => return,
        };
        if tcp.write_all(text.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Speaks TLS, answers each request with `200` and tells what it was asked, decrypted.
pub(crate) struct TlsPeer {
    pub port: u16,
    pub asked: mpsc::UnboundedReceiver<String>,
}

impl TlsPeer {
    pub async fn serve(config: Arc<ServerConfig>) -> Self {
        let acceptor = TlsAcceptor::from(config);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (tell, asked) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let (acceptor, tell) = (acceptor.clone(), tell.clone());
                tokio::spawn(async move {
                    // A client that distrusts hangs up during the handshake.
                    let Ok(mut stream) = acceptor.accept(tcp).await else { return };
                    while let Some(path) = read_request(&mut stream).await {
                        // The test may have ended.
                        drop(tell.send(path));
                        drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await);
                    }
                });
            }
        });
        Self { port, asked }
    }

    pub async fn next(&mut self) -> String {
        soon("request", self.asked.recv()).await.expect("a request")
    }
}

/// Path and query of a request without a body.
pub(crate) async fn read_request(tcp: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(tcp.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    head.split(' ').nth(1).map(str::to_owned)
}
