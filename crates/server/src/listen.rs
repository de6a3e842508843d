//! Who may connect, how large is a header, and how does it end?

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::app::{App, stopped};
use crate::guard::Peer;
use crate::routes;

/// Largest head of a request.
const HEADER_BYTES: usize = 16 * 1024;
/// Longest that a head may take.
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);
/// What the system keeps for a client that does not read. Little: what waits there is old already, and cannot be merged.
const SEND_BUFFER: usize = 128 * 1024;
/// Sockets beside those of open streams.
const OTHER_SOCKETS: usize = 512;
/// Longest that open requests and streams may take to end.
const GRACE: Duration = Duration::from_secs(3);
/// After the system refused to accept (no descriptors left, say), before it is asked again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` resolves, then lets open requests finish and closes open streams; takes at most some three seconds.
pub async fn serve(listener: TcpListener, app: Arc<App>, stop: impl Future<Output = ()>) {
    let router = routes::router(&app);
    let room = Arc::new(Semaphore::new(app.gateway.limits_on_clients().connections + OTHER_SOCKETS));
    let mut sockets = JoinSet::new();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = sockets.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((socket, peer)) => {
                    // One that finds no room is closed at once: the system's queue is no place to wait.
                    let Ok(seat) = room.clone().try_acquire_owned() else { continue };
                    let (router, stopping) = (router.clone(), app.stopping.subscribe());
                    sockets.spawn(async move {
                        talk(socket, peer, router, stopping).await;
                        drop(seat);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    app.stopping.send_replace(true);
    let ended = async {
        while sockets.join_next().await.is_some() {}
        while app.streams.count() > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        tracing::warn!("some connections did not end in time and are cut");
    }
}

async fn talk(socket: TcpStream, peer: SocketAddr, router: Router, stopping: watch::Receiver<bool>) {
    if let Err(error) = socket.set_nodelay(true).and_then(|()| SockRef::from(&socket).set_send_buffer_size(SEND_BUFFER)) {
        tracing::debug!(%error, "a socket keeps the system's own settings");
    }
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .max_buf_size(HEADER_BYTES)
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(socket), service)
        .with_upgrades();
    tokio::pin!(connection);
    let result = tokio::select! {
        result = connection.as_mut() => result,
        () = stopped(stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "connection ended");
    }
}
