//! One TCP connection: HTTP requests, and handshakes that turn it into a WebSocket.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HOST, HeaderMap, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, UPGRADE};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::serve::actor::{Command, Handshake, HttpReply, OwnedRequest};
use crate::serve::socket;

/// Largest request body.
const LARGEST_BODY: usize = 1 << 20;

/// The connection is to be cut without an answer.
#[derive(Debug, thiserror::Error)]
#[error("no reply")]
struct Cut;

type Reply = Response<Full<Bytes>>;

/// Serves one connection until it ends.
pub(super) async fn serve_connection(stream: TcpStream, peer: SocketAddr, commands: mpsc::Sender<Command>) {
    let service = service_fn(move |request| handle(request, peer, commands.clone()));
    let connection =
        hyper::server::conn::http1::Builder::new().half_close(false).serve_connection(TokioIo::new(stream), service).with_upgrades();
    if let Err(error) = connection.await {
        tracing::debug!(%error, "connection ended");
    }
}

async fn handle(request: Request<Incoming>, peer: SocketAddr, commands: mpsc::Sender<Command>) -> Result<Reply, Cut> {
    if is_websocket(request.headers()) {
        return upgrade(request, commands).await;
    }
    let target = target_of(&request);
    let method = request.method().as_str().to_owned();
    let headers = text_headers(request.headers());
    let body = match Limited::new(request.into_body(), LARGEST_BODY).collect().await {
        Ok(body) => body.to_bytes().to_vec(),
        Err(_) => return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE, "request body is too large")),
    };
    let (reply, answer) = oneshot::channel();
    let request = OwnedRequest { method, target, headers, body, peer: peer.ip().to_string() };
    commands.send(Command::Request { request, reply }).await.map_err(|_| Cut)?;
    match answer.await.map_err(|_| Cut)? {
        HttpReply::Lost => Err(Cut),
        HttpReply::Reply { status, headers, body, delay } => {
            tokio::time::sleep(delay).await;
            let mut response = Response::new(Full::new(Bytes::from(body)));
            *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            for (name, value) in headers {
                if let Ok(value) = HeaderValue::from_str(&value) {
                    response.headers_mut().insert(name, value);
                }
            }
            Ok(response)
        }
    }
}

async fn upgrade(mut request: Request<Incoming>, commands: mpsc::Sender<Command>) -> Result<Reply, Cut> {
    let Some(key) = request.headers().get(SEC_WEBSOCKET_KEY) else {
        return Ok(plain(StatusCode::BAD_REQUEST, "sec-websocket-key is missing"));
    };
    let accept = derive_accept_key(key.as_bytes());
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("").to_owned();
    let (reply, answer) = oneshot::channel();
    commands.send(Command::Upgrade { host, target: target_of(&request), reply }).await.map_err(|_| Cut)?;
    let line = match answer.await.map_err(|_| Cut)? {
        Handshake::Accept(line) => line,
        Handshake::Refuse { status, body } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            return Ok(plain(status, &body));
        }
    };
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(socket::run(upgraded, line, commands));
    let mut response = plain(StatusCode::SWITCHING_PROTOCOLS, "");
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(&accept) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    Ok(response)
}

fn is_websocket(headers: &HeaderMap) -> bool {
    headers.get(UPGRADE).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

fn target_of(request: &Request<Incoming>) -> String {
    request.uri().path_and_query().map_or("/".to_owned(), |target| target.as_str().to_owned())
}

fn text_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let texts = headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    texts.collect()
}

fn plain(status: StatusCode, body: &str) -> Reply {
    let mut response = Response::new(Full::new(Bytes::copy_from_slice(body.as_bytes())));
    *response.status_mut() = status;
    response
}
