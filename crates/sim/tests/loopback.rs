//! The same machine behind real sockets.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use twinline_sim::Config;
use twinline_sim::serve::{Handle, ServeOptions, serve};

const PATIENCE: Duration = Duration::from_secs(20);

async fn start() -> Handle {
    start_with(|_| {}).await
}

async fn start_with(change: impl FnOnce(&mut Config)) -> Handle {
    let mut config = Config { history_minutes: 10, ..Config::new(7, 1_795_250_417_345_678_901) };
    change(&mut config);
    serve(ServeOptions { config, port: 0, latency_ms: 0 }).await.expect("a free port")
}

/// A request by hand; status and body, or nothing when the connection was cut.
async fn http(handle: &Handle, method: &str, path: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(handle.addr).await.expect("a connection");
    let request = format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).await.expect("a sent request");
    let mut answer = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("an answer in time");
    let answer = String::from_utf8(answer).expect("text");
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer.split_once("\r\n\r\n")?.1.to_owned()))
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn open(handle: &Handle, path: &str) -> Socket {
    connect_async(format!("ws://{}{path}", handle.addr)).await.expect("a handshake").0
}

async fn next_text(socket: &mut Socket) -> Value {
    loop {
        match timeout(PATIENCE, socket.next()).await.expect("a frame in time").expect("an open socket").expect("a frame") {
            Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
            _ => continue,
        }
    }
}

#[tokio::test]
async fn rest_streams_and_control_share_one_listener() {
    let handle = start().await;
    assert_eq!(handle.first_line["rest"], format!("http://{}", handle.addr));
    assert_eq!(handle.first_line["ws"]["streams"], format!("ws://{}", handle.addr));
    assert_eq!(handle.first_line["seed"], 7);
    let (status, body) = http(&handle, "GET", "/fapi/v1/depth?symbol=BTCUSDT&limit=5", "").await.expect("an answer");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((status, body["bids"].as_array().map(Vec::len)), (200, Some(5)));

    let mut socket = open(&handle, "/public/ws/0").await;
    socket.send(Message::text(r#"{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms"],"id":"x"}"#)).await.expect("sent");
    assert_eq!(next_text(&mut socket).await["id"], "x");
    let mut last = None;
    for _ in 0..20 {
        let event = next_text(&mut socket).await;
        assert!(last.is_none_or(|last| last == event["pu"]), "the chain holds");
        last = Some(event["u"].clone());
    }
    socket.send(Message::Ping(vec![1, 2, 3].into())).await.expect("sent");
    let ponged = async {
        loop {
            if let Some(Ok(Message::Pong(payload))) = socket.next().await {
                return payload;
            }
        }
    };
    assert_eq!(timeout(PATIENCE, ponged).await.expect("a pong in time")[..], [1, 2, 3]);
    let (_, log) = http(&handle, "GET", "/control/requests", "").await.expect("an answer");
    assert!(log.contains("SUBSCRIBE") && log.contains("/fapi/v1/depth"));
}

#[tokio::test]
async fn faults_reach_the_sockets() {
    let handle = start().await;
    let path = "/public/ws/btcusdt@bookTicker";

    let mut socket = open(&handle, path).await;
    next_text(&mut socket).await;
    http(&handle, "POST", "/control/faults", r#"{"name":"ws-cut"}"#).await.expect("an answer");
    let end = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Close(_))) => panic!("a cut has no close frame"),
                Some(Ok(_)) => continue,
                Some(Err(error)) => return error,
                None => panic!("a cut is an error"),
            }
        }
    };
    let error = timeout(PATIENCE, end).await.expect("an end in time");
    assert!(matches!(error, Error::Io(_) | Error::Protocol(_)), "{error}");

    http(&handle, "POST", "/control/faults", r#"{"name":"ws-refuse"}"#).await.expect("an answer");
    match connect_async(format!("ws://{}{path}", handle.addr)).await {
        Err(Error::Http(response)) => assert_eq!(response.status(), 503),
        other => panic!("expected a refusal, got {other:?}"),
    }
    http(&handle, "DELETE", "/control/faults", "").await.expect("an answer");

    let mut frozen = open(&handle, path).await;
    next_text(&mut frozen).await;
    http(&handle, "POST", "/control/faults", r#"{"name":"ws-half-open"}"#).await.expect("an answer");
    let mut healthy = open(&handle, path).await;
    for _ in 0..20 {
        next_text(&mut healthy).await;
    }
    // What was sent before it froze may still arrive; after that a ping stays unanswered, without an end.
    while let Ok(Some(frame)) = timeout(Duration::from_millis(300), frozen.next()).await {
        frame.expect("no end");
    }
    frozen.send(Message::Ping(vec![9].into())).await.expect("the socket still takes bytes");
    assert!(timeout(Duration::from_millis(500), frozen.next()).await.is_err(), "no pong, no end");

    http(&handle, "POST", "/control/faults", r#"{"name":"reply-lost"}"#).await.expect("an answer");
    assert_eq!(http(&handle, "GET", "/fapi/v1/ping", "").await, None);
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_and_others_go_on() {
    let handle = start_with(|config| config.backlog = 40).await;
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4_096).expect("a small buffer");
    let mut stalled = socket.connect(handle.addr).await.expect("a connection");
    let mut names = Vec::new();
    for symbol in ["btcusdt", "ethusdt", "solusdt", "bnbusdt", "xrpusdt", "dogeusdt", "adausdt"] {
        for levels in ["5", "10", "20", ""] {
            names.extend(["@100ms", "@250ms", "@500ms"].map(|speed| format!("{symbol}@depth{levels}{speed}")));
        }
    }
    let request = format!(
        "GET /public/ws/{} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        names.join("/")
    );
    stalled.write_all(request.as_bytes()).await.expect("sent");
    let mut reading = open(&handle, "/public/ws/btcusdt@bookTicker").await;
    let cut = async {
        loop {
            next_text(&mut reading).await;
            let (_, log) = http(&handle, "GET", "/control/requests", "").await.expect("an answer");
            if log.contains("CLOSED") {
                return;
            }
        }
    };
    timeout(PATIENCE, cut).await.expect("cut in time");
    for _ in 0..10 {
        next_text(&mut reading).await;
    }
}

#[tokio::test]
async fn shutdown_ends_everything() {
    let handle = start().await;
    let addr = handle.addr;
    let mut socket = open(&handle, "/public/ws/btcusdt@bookTicker").await;
    next_text(&mut socket).await;
    handle.shutdown();
    let end = async { while let Some(Ok(_)) = socket.next().await {} };
    timeout(PATIENCE, end).await.expect("an end in time");
    let refused = async {
        while TcpStream::connect(addr).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, refused).await.expect("the port is closed");
}
