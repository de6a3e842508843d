//! How the machine meets real sockets: one listener for REST, streams and control.
//!
//! One task owns the [`Simulator`]; connections talk to it through bounded queues. A client that reads too slowly is cut.

mod actor;
mod http;
mod socket;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use serde_json::Value;
use thiserror::Error;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::{Duration, Instant};

use crate::config::Config;
use crate::machine::Simulator;

/// Inputs that wait for the simulator.
const QUEUE: usize = 4_096;
/// TCP connections served at once; further ones wait.
const CONNECTIONS: usize = 4_096;
/// Bytes that the system holds for a client that does not read.
const SEND_BUFFER: u32 = 256 * 1_024;

/// How to serve.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// The venue. Its clock starts at `config.start_ns` and runs at the speed of the machine's.
    pub config: Config,
    /// Loopback port; 0 takes a free one.
    pub port: u16,
    /// Added to every reply and every frame sent.
    pub latency_ms: u64,
}

/// Why serving did not start.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The port is taken, or there is no loopback.
    #[error("cannot listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
}

/// A running server. It ends with [`Handle::shutdown`] or when the handle is dropped.
#[derive(Debug)]
pub struct Handle {
    /// What `twinline sim` prints first.
    pub first_line: Value,
    /// Where it listens.
    pub addr: SocketAddr,
    stop: watch::Sender<bool>,
}

impl Handle {
    /// Stops listening and cuts all connections.
    pub fn shutdown(self) {
        self.stop.send_replace(true);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Starts serving on loopback; returns when the port is open.
pub async fn serve(options: ServeOptions) -> Result<Handle, ServeError> {
    let port = options.port;
    let listen = |source| ServeError::Listen { port, source };
    let listener = listen_on(port).map_err(listen)?;
    let addr = listener.local_addr().map_err(listen)?;
    let clock = Clock { start_ns: options.config.start_ns, started: Instant::now() };
    let manners = actor::Manners { latency: Duration::from_millis(options.latency_ms), backlog: options.config.backlog.max(1) };
    let simulator = Simulator::new(options.config);
    let first_line = simulator.first_line(&addr.to_string());
    let (stop, stopped) = watch::channel(false);
    let (commands, inbox) = mpsc::channel(QUEUE);
    tokio::spawn(actor::run(simulator, clock, inbox, manners, stopped.clone()));
    tokio::spawn(accept(listener, commands, stopped));
    Ok(Handle { first_line, addr, stop })
}

/// Accepted sockets inherit the send buffer: a small one, so that a client that does not read is noticed soon.
fn listen_on(port: u16) -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
    socket.listen(1_024)
}

/// The venue's clock.
#[derive(Debug, Clone, Copy)]
struct Clock {
    start_ns: i64,
    started: Instant,
}

impl Clock {
    fn now_ns(&self) -> i64 {
        let elapsed = i64::try_from(self.started.elapsed().as_nanos()).unwrap_or(i64::MAX);
        self.start_ns.saturating_add(elapsed)
    }

    fn instant_of(&self, at_ns: i64) -> Instant {
        let after = u64::try_from(at_ns.saturating_sub(self.start_ns)).unwrap_or(0);
        self.started + Duration::from_nanos(after)
    }
}

async fn accept(listener: TcpListener, commands: mpsc::Sender<actor::Command>, mut stopped: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let accepted = tokio::select! {
            _ = stopped.changed() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                let (commands, mut stopped) = (commands.clone(), stopped.clone());
                tokio::spawn(async move {
                    tokio::select! {
                        _ = stopped.changed() => {}
                        () = http::serve_connection(stream, peer, commands) => {}
                    }
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}
