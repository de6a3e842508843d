//! A gateway on a simulator, in this process, on sockets of this machine.

#![allow(dead_code, reason = "each suite uses a part of it")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async, connect_async};
use twinline_gateway::config::{Money, VenueSettings};
use twinline_gateway::{Gateway, Options, now, registry};
use twinline_server::{Access, App, Doors, new_token, serve};
use twinline_sim::Config;
use twinline_sim::serve::{Handle, ServeOptions};
use twinline_venue::Endpoints;

/// Nothing here takes long; what does is broken.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// With `SUITE_TRACE`, everything that can be logged is, on standard error.
pub fn trace() {
    if std::env::var_os("SUITE_TRACE").is_some() {
        // Another test of this process was first.
        drop(tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(std::io::stderr).try_init());
    }
}

/// Notes a secret in the file that `SUITE_SECRETS` names, so that somebody can look whether it got out.
pub fn secret(text: &str) {
    if let Some(path) = std::env::var_os("SUITE_SECRETS") {
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
        std::io::Write::write_all(&mut file, format!("{}\n", json!(text)).as_bytes()).unwrap();
    }
}

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub struct World {
    pub sim: Handle,
    pub app: Arc<App>,
    pub address: SocketAddr,
    pub token: String,
}

impl World {
    /// A simulator of the first venue, a gateway that is loaded from it, and its doors.
    pub async fn start(seed: u64) -> Self {
        trace();
        let config = Config::new(seed, now().as_nanos());
        let sim = twinline_sim::serve::serve(ServeOptions { config, port: 0, latency_ms: 0 }).await.unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let venue = VenueSettings {
            venue: registry::names().next().unwrap().to_owned(),
            environment: "url".to_owned(),
            endpoints: Endpoints { rest: text(&sim.first_line["rest"]), ws: text(&sim.first_line["ws"]["streams"]), commands: None },
            money: Money::Sim,
            demo: true,
        };
        let options = Options { venues: vec![venue], ..Options::bare(3, "0.0.1") };
        let gateway = Gateway::start(options).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let token = new_token();
        secret(&token);
        let app = App::new(gateway, Access::new(&token), Doors::new(address, &[], &[]));
        tokio::spawn(serve(listener, app.clone(), std::future::pending()));
        let world = Self { sim, app, address, token };
        until("the instruments are loaded", || world.app.gateway.health().iter().all(|venue| venue.ready)).await;
        world
    }

    pub async fn connect(&self) -> Socket {
        let (mut socket, _) = connect_async(self.request()).await.unwrap();
        assert_eq!(next(&mut socket).await["type"], "hello");
        socket
    }

    /// A client whose machine takes next to nothing before it reads.
    pub async fn connect_narrow(&self) -> WebSocketStream<TcpStream> {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4_096).unwrap();
        let stream = socket.connect(self.address).await.unwrap();
        client_async(self.request(), stream).await.unwrap().0
    }

    fn request(&self) -> tokio_tungstenite::tungstenite::http::Request<()> {
        let mut request = format!("ws://{}/api/v1/stream", self.address).into_client_request().unwrap();
        request.headers_mut().insert("authorization", format!("Bearer {}", self.token).parse().unwrap());
        request
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        let head = format!("authorization: Bearer {}\r\n", self.token);
        http(self.address, "GET", &format!("/api/v1{path}"), &head, "").await
    }

    /// Asks the simulator itself.
    pub async fn control(&self, method: &str, path: &str, body: &str) -> Value {
        let (status, value) = http(self.sim.addr, method, &format!("/control{path}"), "", body).await;
        assert_eq!(status, 200, "{method} {path}: {value}");
        value
    }
}

/// One request, one answer.
pub async fn http(address: SocketAddr, method: &str, path: &str, head: &str, body: &str) -> (u16, Value) {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\n{head}content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let exchange = async {
        let mut socket = TcpStream::connect(address).await.unwrap();
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).await.unwrap();
        answer
    };
    let answer = tokio::time::timeout(PATIENCE, exchange).await.expect("an answer in time");
    let text = String::from_utf8_lossy(&answer);
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}

pub async fn until(what: &str, mut is: impl FnMut() -> bool) {
    let wait = async {
        while !is() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("not in time: {what}"));
}

pub async fn say<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(socket: &mut WebSocketStream<S>, value: Value) {
    socket.send(Message::Text(value.to_string().into())).await.unwrap();
}

pub async fn subscribe<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(socket: &mut WebSocketStream<S>, topics: &[&str]) {
    say(socket, json!({"op": "subscribe", "id": 1, "topics": topics})).await;
}

/// The next message that is no heartbeat.
pub async fn next<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(socket: &mut WebSocketStream<S>) -> Value {
    let wait = async {
        loop {
            match socket.next().await.expect("an open socket").expect("a message") {
                Message::Text(text) => {
                    let value: Value = serde_json::from_str(&text).unwrap();
                    if value["type"] != "heartbeat" {
                        return value;
                    }
                }
                Message::Close(frame) => panic!("closed: {frame:?}"),
                _ => {}
            }
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("a message in time")
}

/// What a client that trusts nothing checks: a snapshot first, then every next change.
#[derive(Debug, Default)]
pub struct Chain {
    at: Option<(u64, u64)>,
    pub snapshots: usize,
    pub events: usize,
    pub merged: u64,
    pub live: bool,
}

impl Chain {
    pub fn take(&mut self, message: &Value) {
        let place = (message["epoch"].as_u64().unwrap(), message["seq"].as_u64().unwrap());
        match message["type"].as_str() {
            Some("snapshot") => {
                assert!(self.at.is_none_or(|at| place >= at), "{place:?} after {:?}: {message}", self.at);
                self.snapshots += 1;
                self.merged += message["merged"].as_u64().unwrap();
                self.at = Some(place);
            }
            Some("event") => {
                let (epoch, seq) = self.at.expect("a snapshot first");
                assert_eq!(place, (epoch, seq + 1), "{}", message["topic"]);
                assert_eq!(message["merged"], 0, "{message}");
                self.events += 1;
                self.at = Some(place);
            }
            Some("state") => assert!(self.at.is_some(), "a snapshot first"),
            other => panic!("{other:?}"),
        }
        self.live = message["freshness"] == "live";
    }
}
