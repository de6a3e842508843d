//! Is a host that nobody trusted vouches for refused, on every way out?

use std::time::Duration;

use http::HeaderValue;
use twinline_core::session::CallId;
use twinline_model::Duration as Span;
use twinline_venue::{LinkId, LinkKind, Method, Request};

use super::authority::{Authority, Shows};
use super::peer::{Peer, TlsPeer};
use super::soon;
use crate::Egress;
use crate::http::{Answer, fetch, prepare};
use crate::links::Links;
use crate::probe::{Distrust, Way, probe};
use crate::socket::Happened;

const AGENT: HeaderValue = HeaderValue::from_static("toy/1");

async fn over_http(egress: &Egress, port: u16) -> Result<u16, String> {
    let url = format!("https://localhost:{port}/?key=secret");
    let request = prepare(Request { method: Method::Get, url, headers: Vec::new(), body: Vec::new() }, &AGENT).expect("a request");
    match soon("answer", fetch(egress.http().clone(), egress.clock(), CallId(1), request, Duration::from_secs(5))).await.answer {
        Answer::Http { status, .. } => Ok(status),
        Answer::Lost(reason) => Err(reason),
    }
}

/// Why a WebSocket did not open. A peer that is trusted answers 200, which is no upgrade.
async fn over_socket(egress: &Egress, port: u16) -> String {
    let mut links = Links::new(egress.clone(), AGENT);
    links.open(LinkId { kind: LinkKind(0), serial: 1 }, format!("wss://localhost:{port}/ws?key=secret"), Span::from_secs(5));
    match soon("socket event", links.next()).await.what {
        Happened::Closed(reason) => reason,
        other => panic!("expected the end, got {other:?}"),
    }
}

async fn walked(egress: &Egress, url: &str) -> Way {
    soon("way", probe(egress, url)).await.expect("a url")
}

async fn found(egress: &Egress, port: u16) -> Distrust {
    let way = walked(egress, &format!("wss://localhost:{port}")).await;
    way.tls.expect("a connection").expect_err("it is not trusted")
}

/// Nothing secret has left where the certificate was refused.
async fn refused(authority: &Authority, egress: &Egress, shows: Shows, word: &str) -> Distrust {
    let mut peer = TlsPeer::serve(authority.server(shows)).await;
    let http = over_http(egress, peer.port).await.expect_err("it is not trusted");
    let socket = over_socket(egress, peer.port).await;
    for reason in [&http, &socket] {
        assert!(reason.starts_with("cannot connect: ") && reason.contains(word), "{shows:?}: {reason}");
        assert!(!reason.contains("secret"), "{reason}");
    }
    let distrust = found(egress, peer.port).await;
    assert!(peer.asked.try_recv().is_err(), "{shows:?}: it was asked something");
    distrust
}

#[tokio::test]
async fn bad_certificates_are_refused_and_told_apart() {
    let authority = Authority::named("ours");
    let egress = Egress::trusting(authority.root()).expect("a way out");
    let expired = refused(&authority, &egress, Shows::Expired, "expired").await;
    assert!(matches!(expired, Distrust::Expired { at: Some(at) } if at < egress.clock().now()), "{expired:?}");
    let early = refused(&authority, &egress, Shows::NotYet, "not valid yet").await;
    assert!(matches!(early, Distrust::NotYet { from: Some(from) } if from > egress.clock().now()), "{early:?}");
    let other = refused(&authority, &egress, Shows::OtherHost, "not valid for name").await;
    assert!(matches!(&other, Distrust::OtherHost { names } if names.iter().any(|name| name.contains("venue.test"))), "{other:?}");
    assert_eq!(refused(&authority, &egress, Shows::SelfSigned, "UnknownIssuer").await, Distrust::Untrusted);
}

#[tokio::test]
async fn an_authority_that_is_not_installed_is_refused() {
    let authority = Authority::named("ours");
    let usual = Egress::new().expect("a way out");
    assert_eq!(refused(&authority, &usual, Shows::Good, "UnknownIssuer").await, Distrust::Untrusted);
    let another = Egress::trusting(Authority::named("another").root()).expect("a way out");
    assert_eq!(refused(&authority, &another, Shows::Good, "UnknownIssuer").await, Distrust::Untrusted);
    // One that only calls itself like a trusted one.
    let namesake = Egress::trusting(Authority::named("ours").root()).expect("a way out");
    assert_eq!(refused(&authority, &namesake, Shows::Good, "BadSignature").await, Distrust::Untrusted);
}

#[tokio::test]
async fn a_good_certificate_is_trusted_and_its_end_is_told() {
    let authority = Authority::named("ours");
    let egress = Egress::trusting(authority.root()).expect("a way out");
    let mut peer = TlsPeer::serve(authority.server(Shows::Good)).await;
    assert_eq!(over_http(&egress, peer.port).await, Ok(200));
    assert_eq!(peer.next().await, "/?key=secret");
    assert_eq!(over_socket(&egress, peer.port).await, "handshake refused with status 200");
    assert_eq!(peer.next().await, "/ws?key=secret");
    let way = walked(&egress, &format!("https://localhost:{}/api", peer.port)).await;
    assert_eq!((way.host.as_str(), way.port), ("localhost", peer.port));
    assert!(matches!(&way.peer, Some(Ok((address, _))) if address.port() == peer.port), "{way:?}");
    let encryption = way.tls.expect("encrypted").expect("trusted");
    assert_eq!(encryption.protocol, "TLS 1.3");
    let days = encryption.valid_until.expect("an end") - egress.clock().now();
    assert!(days > Span::from_secs(8 * 86_400) && days < Span::from_secs(10 * 86_400), "{days:?}");
    assert!(peer.asked.try_recv().is_err(), "looking asks nothing");
}

#[tokio::test]
async fn a_way_ends_where_it_ends() {
    let egress = Egress::new().expect("a way out");
    // No resolver is asked for a name with so long a label.
    let nameless = walked(&egress, &format!("https://{}.invalid/", "x".repeat(64))).await;
    assert!(nameless.addresses.is_err() && nameless.peer.is_none() && nameless.tls.is_none(), "{nameless:?}");
    let peer = Peer::bind().await;
    let plain = walked(&egress, &peer.url("ws")).await;
    assert!(matches!((&plain.peer, &plain.tls), (Some(Ok(_)), None)), "{plain:?}");
    let url = peer.url("https");
    let hang_up = async { drop(peer.accept_tcp().await) };
    let (way, ()) = tokio::join!(walked(&egress, &url), hang_up);
    assert!(matches!((&way.peer, &way.tls), (Some(Ok(_)), Some(Err(Distrust::NoTls(_))))), "{way:?}");
    drop(peer);
    let closed = walked(&egress, &url).await;
    assert_eq!(closed.peer, Some(Err("connection refused".to_owned())));
    assert!(probe(&egress, "http://192.0.2.1/").await.is_err(), "plain text beyond this machine");
    assert!(probe(&egress, "nowhere").await.is_err());
}

#[tokio::test]
async fn a_peer_without_tls_is_told_apart() {
    let egress = Egress::new().expect("a way out");
    let peer = Peer::bind().await;
    let url = peer.url("https");
    let answer = async {
        use tokio::io::AsyncWriteExt;
        let mut tcp = peer.accept_tcp().await;
        tcp.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.expect("room");
        tcp
    };
    let (way, _tcp) = tokio::join!(walked(&egress, &url), answer);
    assert!(matches!(way.tls, Some(Err(Distrust::NoTls(_)))), "{way:?}");
}
