//! Is a request sent once, answered or lost, over a kept connection?

use std::time::Duration;

use http::HeaderValue;
use twinline_core::session::CallId;
use twinline_venue::{Method, Request};

use super::peer::{Canned, HttpPeer};
use super::soon;
use crate::Egress;
use crate::http::{Answer, Done, fetch, prepare};

const TIMEOUT: Duration = Duration::from_secs(5);

fn get(url: String) -> Request {
    Request { method: Method::Get, url, headers: vec![("x-key", "secret".to_owned())], body: Vec::new() }
}

async fn ask(egress: &Egress, url: String, timeout: Duration) -> Done {
    let request = prepare(get(url), &HeaderValue::from_static("toy/1")).expect("a request");
    soon("answer", fetch(egress.http().clone(), egress.clock(), CallId(1), request, timeout)).await
}

fn lost(done: Done) -> String {
    match done.answer {
        Answer::Lost(reason) => reason,
        Answer::Http { status, .. } => panic!("expected no answer, got status {status}"),
    }
}

fn egress() -> Egress {
    Egress::new().expect("root certificates")
}

#[tokio::test]
async fn twenty_calls_take_one_connection() {
    let mut peer = HttpPeer::serve(|path| Canned::ok(path.repeat(10_000))).await;
    let egress = egress();
    for nth in 0..20 {
        let done = ask(&egress, format!("{}/{nth}?a=b", peer.url), TIMEOUT).await;
        assert!(done.sent_at <= done.at);
        let Answer::Http { status, headers, body } = done.answer else { panic!("lost") };
        assert_eq!((status, body), (200, format!("/{nth}?a=b").repeat(10_000).into()));
        assert!(headers.iter().any(|(name, _)| name == "content-length"));
        assert_eq!(peer.next().await.1, format!("/{nth}?a=b"));
    }
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn silence_is_lost_and_says_nothing_of_the_url() {
    let peer = HttpPeer::serve(|_| Canned::Silence).await;
    assert_eq!(lost(ask(&egress(), format!("{}/?secret=1", peer.url), Duration::from_millis(50)).await), "no answer within 50 ms");
}

#[tokio::test]
async fn a_cut_is_lost_and_nothing_is_sent_twice() {
    let mut peer = HttpPeer::serve(|_| Canned::Cut).await;
    assert_eq!(
        lost(ask(&egress(), format!("{}/?secret=1", peer.url), TIMEOUT).await),
        "connection lost: connection closed before message completed"
    );
    peer.next().await;
    assert!(peer.asked.try_recv().is_err());
}

#[tokio::test]
async fn a_cut_of_a_kept_connection_is_lost_and_nothing_is_sent_twice() {
    let mut peer = HttpPeer::serve(|path| if path == "/1" { Canned::ok("") } else { Canned::Cut }).await;
    let egress = egress();
    assert!(matches!(ask(&egress, format!("{}/1", peer.url), TIMEOUT).await.answer, Answer::Http { status: 200, .. }));
    lost(ask(&egress, format!("{}/2", peer.url), TIMEOUT).await);
    assert_eq!((peer.next().await.1, peer.next().await.1), ("/1".to_owned(), "/2".to_owned()));
    assert!(peer.asked.try_recv().is_err());
    assert_eq!(peer.connections(), 1);
}

#[tokio::test]
async fn nobody_there_is_lost() {
    // A port that no other test can be given meanwhile.
    assert_eq!(lost(ask(&egress(), "http://127.0.0.1:1/?secret=1".to_owned(), TIMEOUT).await), "cannot connect: connection refused");
    assert!(lost(ask(&egress(), "https://localhost:1/?secret=1".to_owned(), TIMEOUT).await).starts_with("cannot connect: "));
}

#[tokio::test]
async fn a_half_body_is_lost() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf".to_owned();
    let peer = HttpPeer::serve(move |_| Canned::Raw(head.clone())).await;
    assert_eq!(lost(ask(&egress(), peer.url.clone(), Duration::from_millis(50)).await), "no answer within 50 ms");
}

#[tokio::test]
async fn answers_beyond_limits_are_lost() {
    let said = |length: usize| format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
    let endless = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_owned()
        + &("100000\r\n".to_owned() + &"x".repeat(1 << 20) + "\r\n").repeat(33);
    let long_header = format!("HTTP/1.1 200 OK\r\nx-long: {}\r\ncontent-length: 0\r\n\r\n", "x".repeat(20_000));
    for (text, reason) in [
        (said((32 << 20) + 1), "answer is beyond the limit of 33554432 bytes"),
        (endless, "answer is beyond the limit of 33554432 bytes"),
        (long_header, "headers of the answer are beyond the limit of 16384 bytes"),
    ] {
        let peer = HttpPeer::serve(move |_| Canned::Raw(text.clone())).await;
        assert_eq!(lost(ask(&egress(), peer.url.clone(), TIMEOUT).await), reason);
    }
}

#[tokio::test]
async fn a_redirect_is_an_answer() {
    let mut peer =
        HttpPeer::serve(|_| Canned::Answer { status: 302, headers: vec![("location", "/else".to_owned())], body: String::new() }).await;
    let done = ask(&egress(), format!("{}/first", peer.url), TIMEOUT).await;
    assert!(matches!(done.answer, Answer::Http { status: 302, .. }));
    assert_eq!(peer.next().await.1, "/first");
    assert!(peer.asked.try_recv().is_err());
}

#[test]
fn what_must_not_leave_does_not() {
    let agent = HeaderValue::from_static("toy/1");
    let why = |request: Request| prepare(request, &agent).map(|_| ()).map_err(|error| error.to_string());
    assert_eq!(
        why(get("http://venue.test/?secret=1".to_owned())),
        Err("venue.test: plain text is refused beyond this machine, use https".to_owned())
    );
    assert_eq!(why(get("nowhere".to_owned())), Err("url cannot be read".to_owned()));
    let odd = Request { headers: vec![("x-key", "a\nb".to_owned())], ..get("https://venue.test".to_owned()) };
    assert_eq!(why(odd), Err("value of header x-key cannot be sent".to_owned()));
    assert_eq!(why(get("https://venue.test/?secret=1".to_owned())), Ok(()));
}
