//! What is said on a WebSocket, against a gateway that has no venues: everything but market data.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use twinline_gateway::config::Limits;
use twinline_gateway::{Gateway, Options};
use twinline_server::{Access, App, Doors, new_token, serve};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Nothing here takes long; what does is broken.
const PATIENCE: Duration = Duration::from_secs(10);

struct Server {
    app: Arc<App>,
    address: SocketAddr,
    token: String,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Server {
    async fn start(limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let options = Options { limits, ..Options::bare(7, "0.0.1") };
        let token = new_token();
        let app = App::new(Gateway::start(options).unwrap(), Access::new(&token), Doors::new(address, &[], &[]));
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(listener, app.clone(), async move { drop(stopped.await) }));
        Self { app, address, token, stop: Some(stop), task }
    }

    async fn open(&self, headers: &[(&str, &str)]) -> Result<Socket, Error> {
        let mut request = format!("ws://{}/api/v1/stream", self.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(http::HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
        connect_async(request).await.map(|(socket, _)| socket)
    }

    async fn greeted(&self) -> Socket {
        let bearer = format!("Bearer {}", self.token);
        let mut socket = self.open(&[("authorization", &bearer)]).await.unwrap();
        assert_eq!(next(&mut socket).await["type"], "hello");
        socket
    }

    /// The cookie of a browser that logged in.
    async fn cookie(&self) -> String {
        let body = json!({"ticket": self.app.login_ticket()}).to_string();
        let head = format!(
            "POST /api/v1/session HTTP/1.1\r\nhost: {}\r\norigin: http://{}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            self.address,
            self.address,
            body.len()
        );
        let answer = raw(self.address, head.as_bytes()).await;
        let line = answer.lines().find(|line| line.starts_with("set-cookie: ")).expect("a cookie");
        line["set-cookie: ".len()..].split(';').next().unwrap().to_owned()
    }
}

/// Sends bytes and reads what comes until the other side closes.
async fn raw(address: SocketAddr, bytes: &[u8]) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    tokio::time::timeout(PATIENCE, socket.read_to_end(&mut answer)).await.expect("an end").ok();
    String::from_utf8_lossy(&answer).into_owned()
}

/// The next message that is no heartbeat.
async fn next(socket: &mut Socket) -> Value {
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

/// The code that the server closes with.
async fn closed(socket: &mut Socket) -> u16 {
    loop {
        match tokio::time::timeout(PATIENCE, socket.next()).await.expect("an end in time") {
            Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
            Some(Ok(Message::Close(None))) | None => panic!("closed without a code"),
            Some(Ok(_)) => {}
            Some(Err(error)) => panic!("broken: {error}"),
        }
    }
}

async fn say(socket: &mut Socket, value: Value) {
    socket.send(Message::Text(value.to_string().into())).await.unwrap();
}

#[tokio::test]
async fn the_first_message_says_who_it_is() {
    let server = Server::start(Limits::default()).await;
    let ticket = |server: &Server| {
        let bearer = format!("authorization: Bearer {}", server.token);
        let head = format!(
            "POST /api/v1/ws-tickets HTTP/1.1\r\nhost: {}\r\n{bearer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            server.address
        );
        let address = server.address;
        async move {
            let answer = raw(address, head.as_bytes()).await;
            let body: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
            body["ticket"].as_str().unwrap().to_owned()
        }
    };
    let words = [
        server.token.clone(),
        json!({"op": "auth", "token": server.token}).to_string(),
        ticket(&server).await,
        json!({"op": "auth", "ticket": ticket(&server).await}).to_string(),
    ];
    for word in words {
        let mut socket = server.open(&[]).await.unwrap();
        socket.send(Message::Text(word.clone().into())).await.unwrap();
        assert_eq!(next(&mut socket).await["type"], "authenticated");
        let hello = next(&mut socket).await;
        assert_eq!((&hello["type"], &hello["epoch"], &hello["version"]), (&json!("hello"), &json!(7), &json!("0.0.1")));
    }
    let used = ticket(&server).await;
    for expected_open in [true, false] {
        let mut socket = server.open(&[]).await.unwrap();
        socket.send(Message::Text(used.clone().into())).await.unwrap();
        if expected_open {
            assert_eq!(next(&mut socket).await["type"], "authenticated");
        } else {
            assert_eq!(closed(&mut socket).await, 4001, "a ticket opens once");
        }
    }
}

#[tokio::test]
async fn whoever_does_not_say_it_is_closed_with_4001() {
    let server = Server::start(Limits::default()).await;
    for word in ["wrong".to_owned(), json!({"op": "subscribe", "topics": ["connections"]}).to_string(), "{".to_owned(), "[".repeat(100)] {
        let mut socket = server.open(&[]).await.unwrap();
        socket.send(Message::Text(word.clone().into())).await.unwrap();
        assert_eq!(closed(&mut socket).await, 4001, "{word}");
    }
    let mut socket = server.open(&[]).await.unwrap();
    socket.send(Message::Binary(server.token.clone().into_bytes().into())).await.unwrap();
    assert_eq!(closed(&mut socket).await, 4001);
    let begun = tokio::time::Instant::now();
    let mut silent = server.open(&[]).await.unwrap();
    assert_eq!(closed(&mut silent).await, 4001, "after some five seconds");
    assert!((4..8).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_page_of_ours_needs_no_first_message_and_others_get_nowhere() {
    let server = Server::start(Limits::default()).await;
    let cookie = server.cookie().await;
    let origin = format!("http://{}", server.address);
    let mut socket = server.open(&[("cookie", &cookie), ("origin", &origin)]).await.unwrap();
    assert_eq!(next(&mut socket).await["type"], "hello");
    for headers in
        [vec![("cookie", cookie.as_str())], vec![("cookie", cookie.as_str()), ("origin", "https://evil.example")], vec![("origin", "null")]]
    {
        match server.open(&headers).await {
            Err(Error::Http(answer)) => assert_eq!(answer.status(), 403, "{headers:?}"),
            other => panic!("{headers:?}: {other:?}"),
        }
    }
    let mut stale = server.open(&[("cookie", "twinline_session=gone"), ("origin", &origin)]).await.unwrap();
    assert_eq!(closed(&mut stale).await, 4001, "at once: the page waits for nothing");
}

/// Logging out closes what that login opened, by its cookie or by a ticket that it asked for, and nothing else.
#[tokio::test]
async fn a_logout_closes_the_streams_of_that_login_at_once() {
    let server = Server::start(Limits::default()).await;
    let (one, other) = (server.cookie().await, server.cookie().await);
    let origin = format!("http://{}", server.address);
    let page = async |cookie: &str| server.open(&[("cookie", cookie), ("origin", &origin)]).await.unwrap();
    let (mut first, mut second, mut foreign, mut token) = (page(&one).await, page(&one).await, page(&other).await, server.greeted().await);
    for socket in [&mut first, &mut second, &mut foreign] {
        assert_eq!(next(socket).await["type"], "hello");
    }
    let ask = async |method: &str, path: &str| {
        let head = format!(
            "{method} /api/v1/{path} HTTP/1.1\r\nhost: {}\r\norigin: {origin}\r\ncookie: {one}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            server.address
        );
        raw(server.address, head.as_bytes()).await
    };
    let tickets = [ask("POST", "ws-tickets").await, ask("POST", "ws-tickets").await];
    let [used, unused] = tickets.map(|answer| {
        let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
        body["ticket"].as_str().unwrap().to_owned()
    });
    let mut by_ticket = server.open(&[]).await.unwrap();
    say(&mut by_ticket, json!({"op": "auth", "ticket": used})).await;
    assert_eq!(next(&mut by_ticket).await["type"], "authenticated");
    assert!(ask("DELETE", "session").await.starts_with("HTTP/1.1 204"));
    for socket in [&mut first, &mut second, &mut by_ticket] {
        assert_eq!(closed(socket).await, 4001);
    }
    let mut late = server.open(&[]).await.unwrap();
    say(&mut late, json!({"op": "auth", "ticket": unused})).await;
    assert_eq!(closed(&mut late).await, 4001, "a ticket of a login that has ended");
    for socket in [&mut foreign, &mut token] {
        say(socket, json!({"op": "ping", "id": 5})).await;
        assert_eq!(next(socket).await["type"], "pong", "others go on");
    }
}

#[tokio::test]
async fn connections_begin_with_a_snapshot_and_requests_are_answered() {
    let server = Server::start(Limits::default()).await;
    let mut socket = server.greeted().await;
    say(&mut socket, json!({"op": "subscribe", "id": 1, "topics": ["connections", "bob.x:Y", "bbo.nowhere:BTCUSDT"]})).await;
    let mut codes = [next(&mut socket).await, next(&mut socket).await];
    codes.sort_by_key(|value| value["code"].to_string());
    assert_eq!((&codes[0]["code"], &codes[0]["id"]), (&json!("unknown_topic"), &json!(1)));
    assert_eq!((&codes[1]["code"], &codes[1]["topic"]), (&json!("unknown_venue"), &json!("bbo.nowhere:BTCUSDT")));
    let subscribed = next(&mut socket).await;
    assert_eq!(subscribed, json!({"type": "subscribed", "id": 1, "topics": ["connections"]}));
    let snapshot = next(&mut socket).await;
    assert_eq!((&snapshot["type"], &snapshot["topic"], &snapshot["merged"]), (&json!("snapshot"), &json!("connections"), &json!(0)));
    assert_eq!(snapshot["data"]["connections"]["venues"], json!([]));
    say(&mut socket, json!({"op": "ping", "id": 2})).await;
    assert_eq!(next(&mut socket).await, json!({"type": "pong", "id": 2}));
    say(&mut socket, json!({"op": "subscribe", "id": 3, "topics": ["connections"]})).await;
    assert_eq!(next(&mut socket).await["type"], "subscribed");
    assert_eq!(next(&mut socket).await["type"], "snapshot", "asking again gives a fresh one");
    say(&mut socket, json!({"op": "unsubscribe", "id": 4, "topics": ["connections"]})).await;
    assert_eq!(next(&mut socket).await, json!({"type": "unsubscribed", "id": 4, "topics": ["connections"]}));
    say(&mut socket, json!({"op": "unsubscribe", "id": 5, "topics": ["connections"]})).await;
    assert_eq!(next(&mut socket).await["code"], "not_subscribed");
}

#[tokio::test]
async fn nonsense_is_answered_and_does_not_end_the_stream() {
    let server = Server::start(Limits::default()).await;
    let mut socket = server.greeted().await;
    let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
    for text in ["", "nonsense", "{\"op\":\"dance\",\"id\":9}", "{\"op\":\"subscribe\"}", "{\"op\":\"auth\",\"token\":\"x\"}", "[]", &deep]
    {
        socket.send(Message::Text(text.to_owned().into())).await.unwrap();
        let answer = next(&mut socket).await;
        assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!("bad_request")), "{text}");
    }
    socket.send(Message::Binary(vec![0, 1, 2].into())).await.unwrap();
    assert_eq!(next(&mut socket).await["code"], "bad_request");
    say(&mut socket, json!({"op": "ping", "id": 1})).await;
    assert_eq!(next(&mut socket).await["type"], "pong");
}

#[tokio::test]
async fn what_is_too_big_or_too_much_is_refused_and_others_go_on() {
    let server = Server::start(Limits { connections_per_address: 2, topics_per_connection: 1, ..Limits::default() }).await;
    let mut quiet = server.greeted().await;
    let mut loud = server.greeted().await;
    let mut third = server.open(&[]).await.unwrap();
    assert_eq!(closed(&mut third).await, 4009);
    loud.send(Message::Text("x".repeat((1 << 20) + 1).into())).await.unwrap();
    assert_eq!(closed(&mut loud).await, u16::from(CloseCode::Size));
    drop(loud);
    say(&mut quiet, json!({"op": "subscribe", "id": 1, "topics": ["connections"]})).await;
    assert_eq!(next(&mut quiet).await["type"], "subscribed");
    assert_eq!(next(&mut quiet).await["type"], "snapshot");
}

#[tokio::test]
async fn heads_and_loiterers_are_bounded() {
    let server = Server::start(Limits::default()).await;
    let head = format!("GET /healthz HTTP/1.1\r\nhost: {}\r\nx: {}\r\n\r\n", server.address, "a".repeat(17 * 1024));
    let answer = raw(server.address, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    let begun = tokio::time::Instant::now();
    let answer = raw(server.address, b"GET /healthz HTTP/1.1\r\nhost: x\r\n").await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(8));
}

#[tokio::test]
async fn stopping_says_so_and_takes_little_time() {
    let mut server = Server::start(Limits::default()).await;
    let mut socket = server.greeted().await;
    let begun = tokio::time::Instant::now();
    server.stop.take().unwrap().send(()).unwrap();
    assert_eq!(closed(&mut socket).await, u16::from(CloseCode::Away));
    drop(socket);
    tokio::time::timeout(PATIENCE, &mut server.task).await.unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn readers_are_forgotten_when_they_leave() {
    let server = Server::start(Limits::default()).await;
    for _ in 0..50 {
        let mut socket = server.greeted().await;
        say(&mut socket, json!({"op": "subscribe", "id": 1, "topics": ["connections"]})).await;
        assert_eq!(next(&mut socket).await["type"], "subscribed");
        drop(socket);
    }
    let gone = async {
        while server.app.gateway.totals().counted().readers > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.expect("all readers are forgotten");
}
