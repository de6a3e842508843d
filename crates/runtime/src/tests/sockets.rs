//! Does a socket tell all that happens to it, and nothing else?

use std::time::Instant;

use futures_util::{SinkExt, StreamExt};
use http::HeaderValue;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use twinline_model::{Duration, Timestamp};
use twinline_venue::{LinkId, LinkKind};

use super::peer::{Peer, read_request};
use super::soon;
use crate::Egress;
use crate::links::Links;
use crate::socket::{Happened, MAX_MESSAGE, SocketEvent};

const TIMEOUT: Duration = Duration::from_secs(5);

fn links() -> Links {
    Links::new(Egress::new().expect("root certificates"), HeaderValue::from_static("toy/1"))
}

const fn link(serial: u32) -> LinkId {
    LinkId { kind: LinkKind(0), serial }
}

async fn next(links: &mut Links) -> SocketEvent {
    soon("socket event", links.next()).await
}

async fn closed(links: &mut Links) -> String {
    match next(links).await.what {
        Happened::Closed(reason) => reason,
        other => panic!("expected the end, got {other:?}"),
    }
}

async fn opened(links: &mut Links, peer: &Peer, serial: u32) -> tokio_tungstenite::WebSocketStream<tokio::net::TcpStream> {
    links.open(link(serial), peer.url("ws"), TIMEOUT);
    let venue = peer.accept().await;
    assert!(matches!(next(links).await.what, Happened::Opened));
    venue
}

#[tokio::test]
async fn messages_come_in_order_and_their_times_rise() {
    const COUNT: u32 = 5_000;
    let (peer, mut links) = (Peer::bind().await, links());
    let mut venue = opened(&mut links, &peer, 1).await;
    tokio::spawn(async move {
        for nth in 0..COUNT {
            venue.feed(Message::text(nth.to_string())).await.expect("room");
        }
        venue.send(Message::binary(vec![7])).await.expect("room");
        soon("the end", venue.next()).await
    });
    let mut last = Timestamp::default();
    for nth in 0..COUNT {
        let event = next(&mut links).await;
        assert_eq!(event.link, link(1));
        assert!(event.at >= last, "time went back");
        last = event.at;
        assert!(matches!(&event.what, Happened::Text(text) if *text.as_str() == nth.to_string()), "message {nth}: {event:?}");
    }
    assert!(matches!(next(&mut links).await.what, Happened::Binary(bytes) if bytes.as_ref() == [7]));
}

#[tokio::test]
async fn a_reset_is_told_at_once() {
    let (peer, mut links) = (Peer::bind().await, links());
    let venue = opened(&mut links, &peer, 1).await;
    let before = Instant::now();
    let tcp = venue.into_inner();
    tcp.set_zero_linger().expect("an open socket");
    drop(tcp);
    let reason = closed(&mut links).await;
    assert_eq!(reason, "connection lost: connection reset");
    assert!(before.elapsed() < std::time::Duration::from_secs(1), "took {:?}", before.elapsed());
}

#[tokio::test]
async fn an_end_without_a_close_frame_is_told() {
    let (peer, mut links) = (Peer::bind().await, links());
    drop(opened(&mut links, &peer, 1).await);
    assert_eq!(closed(&mut links).await, "connection lost without a word");
}

#[tokio::test]
async fn the_venues_own_reason_is_told_and_answered() {
    let (peer, mut links) = (Peer::bind().await, links());
    let mut venue = opened(&mut links, &peer, 1).await;
    let frame = CloseFrame { code: CloseCode::Away, reason: Utf8Bytes::from_static("maintenance") };
    venue.send(Message::Close(Some(frame))).await.expect("room");
    assert_eq!(closed(&mut links).await, "closed by the venue: code 1001, maintenance");
    assert!(matches!(soon("answer", venue.next()).await, Some(Ok(Message::Close(_)))));
}

#[tokio::test]
async fn a_refused_handshake_tells_its_status() {
    let (peer, mut links) = (Peer::bind().await, links());
    links.open(link(1), peer.url("ws"), TIMEOUT);
    let mut tcp = peer.accept_tcp().await;
    assert_eq!(read_request(&mut tcp).await.as_deref(), Some("/"));
    tcp.write_all(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n").await.expect("room");
    assert_eq!(closed(&mut links).await, "handshake refused with status 503");
}

#[tokio::test]
async fn a_handshake_that_stays_unanswered_is_given_up() {
    let (peer, mut links) = (Peer::bind().await, links());
    links.open(link(1), peer.url("ws"), Duration::from_millis(50));
    let _silent = peer.accept_tcp().await;
    assert_eq!(closed(&mut links).await, "not open after 50 ms");
}

#[tokio::test]
async fn long_headers_of_a_handshake_are_refused() {
    let (peer, mut links) = (Peer::bind().await, links());
    links.open(link(1), peer.url("ws"), TIMEOUT);
    let mut tcp = peer.accept_tcp().await;
    read_request(&mut tcp).await;
    let head = format!("HTTP/1.1 101 Switching Protocols\r\nx-long: {}\r\n", "x".repeat(80_000));
    // It hangs up before all of it is read.
    drop(tcp.write_all(head.as_bytes()).await);
    assert_eq!(closed(&mut links).await, "headers of the handshake are beyond limits");
}

#[tokio::test]
async fn nobody_there_is_told() {
    let (peer, mut links) = (Peer::bind().await, links());
    let url = peer.url("ws");
    drop(peer);
    links.open(link(1), url, TIMEOUT);
    assert_eq!(closed(&mut links).await, "cannot connect: connection refused");
}

#[tokio::test]
async fn plain_text_beyond_this_machine_is_refused() {
    let mut links = links();
    links.open(link(1), "ws://192.0.2.1/ws?key=1".to_owned(), TIMEOUT);
    assert_eq!(closed(&mut links).await, "192.0.2.1: plain text is refused beyond this machine, use wss");
}

#[tokio::test]
async fn a_peer_that_does_not_speak_tls_is_refused() {
    let (peer, mut links) = (Peer::bind().await, links());
    links.open(link(1), peer.url("wss"), TIMEOUT);
    let mut tcp = peer.accept_tcp().await;
    tcp.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.expect("room");
    let reason = closed(&mut links).await;
    assert!(reason.starts_with("cannot connect: tls: "), "{reason}");
}

#[tokio::test]
async fn a_frame_beyond_the_limit_ends_its_socket_and_no_other() {
    let (peer, mut links) = (Peer::bind().await, links());
    let mut good = opened(&mut links, &peer, 1).await;
    let bad = opened(&mut links, &peer, 2).await;
    let mut tcp = bad.into_inner();
    // A binary frame that says it has 16 MiB and one byte: refused for its header, not for its payload.
    let length = (MAX_MESSAGE as u64 + 1).to_be_bytes();
    tcp.write_all(&[&[0x82, 127][..], &length].concat()).await.expect("room");
    assert_eq!(closed(&mut links).await, "message of 16777217 bytes is beyond the limit of 16777216 bytes");
    let mut head = [0; 8];
    soon("close frame", tcp.read_exact(&mut head)).await.expect("a close frame");
    assert_eq!(head[0], 0x88, "it says goodbye");
    let code = [head[6] ^ head[2], head[7] ^ head[3]];
    assert_eq!(u16::from_be_bytes(code), 1009);
    good.send(Message::text("on")).await.expect("room");
    assert!(matches!(next(&mut links).await.what, Happened::Text(text) if text.as_str() == "on"));
}

#[tokio::test]
async fn fragments_beyond_the_limit_end_the_socket() {
    let (peer, mut links) = (Peer::bind().await, links());
    let mut tcp = opened(&mut links, &peer, 1).await.into_inner();
    let flood = tokio::spawn(async move {
        let mut first = vec![0x02, 127];
        first.extend((1_u64 << 20).to_be_bytes());
        first.extend(std::iter::repeat_n(0, 1 << 20));
        let mut more = first.clone();
        more[0] = 0x00;
        drop(tcp.write_all(&first).await);
        while tcp.write_all(&more).await.is_ok() {}
    });
    let reason = closed(&mut links).await;
    assert!(reason.contains("is beyond the limit of 16777216 bytes"), "{reason}");
    soon("the flood's end", flood).await.expect("no panic");
}

#[tokio::test]
async fn pings_are_answered_and_pongs_are_life() {
    let (peer, mut links) = (Peer::bind().await, links());
    let mut venue = opened(&mut links, &peer, 1).await;
    venue.send(Message::Ping("42".into())).await.expect("room");
    assert!(matches!(next(&mut links).await.what, Happened::Alive));
    assert_eq!(soon("pong", venue.next()).await.expect("open").expect("a message"), Message::Pong("42".into()));
    links.send(link(1), Message::Ping("".into()));
    assert!(matches!(soon("ping", venue.next()).await, Some(Ok(Message::Ping(_)))));
    venue.flush().await.expect("room");
    assert!(matches!(next(&mut links).await.what, Happened::Alive));
}

#[tokio::test]
async fn what_is_sent_arrives_and_a_closed_socket_says_goodbye() {
    let (peer, mut links) = (Peer::bind().await, links());
    let mut venue = opened(&mut links, &peer, 1).await;
    links.send(link(1), Message::text("hello"));
    assert_eq!(soon("text", venue.next()).await.expect("open").expect("a message"), Message::text("hello"));
    links.close(link(1));
    match soon("close frame", venue.next()).await {
        Some(Ok(Message::Close(Some(frame)))) => assert_eq!(frame.code, CloseCode::Normal),
        other => panic!("expected a close frame, got {other:?}"),
    }
    assert!(soon("end", venue.next()).await.is_none());
    assert!(links.try_next().is_none(), "nothing is told of a socket that is not wanted");
}

#[tokio::test]
async fn a_socket_that_is_closed_while_it_opens_is_dropped() {
    let (peer, mut links) = (Peer::bind().await, links());
    links.open(link(1), peer.url("ws"), TIMEOUT);
    let mut tcp = peer.accept_tcp().await;
    links.close(link(1));
    let mut rest = Vec::new();
    soon("end", tcp.read_to_end(&mut rest)).await.expect("a plain end");
    assert!(links.try_next().is_none());
}

#[tokio::test]
async fn a_venue_that_takes_nothing_loses_the_socket() {
    let (peer, mut links) = (Peer::bind().await, links());
    let _venue = opened(&mut links, &peer, 1).await;
    for _ in 0..65 {
        links.send(link(1), Message::text("more"));
    }
    assert_eq!(closed(&mut links).await, "64 messages wait to be written and the venue takes none");
}

#[tokio::test]
async fn a_loop_that_is_behind_holds_little_and_loses_nothing() {
    const COUNT: usize = 64;
    let (peer, mut links) = (Peer::bind().await, links());
    let mut venue = opened(&mut links, &peer, 1).await;
    let sent = tokio::spawn(async move {
        for nth in 0..COUNT {
            venue.send(Message::binary(vec![nth as u8; 1 << 20])).await.expect("room");
        }
        venue
    });
    // Each weighs a little more than its length: 15 have room.
    soon("a full queue", async {
        while links.unhandled() < 15 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    for nth in 0..COUNT {
        let event = next(&mut links).await;
        assert!(links.unhandled() <= 15, "{} messages of 1 MiB are held", links.unhandled());
        assert!(matches!(&event.what, Happened::Binary(bytes) if bytes.len() == 1 << 20 && bytes[0] == nth as u8));
    }
    drop(soon("writer", sent).await);
}
