//! What does the way in over HTTP add to an order, and how soon do readers of the account know what the venue said?
//!
//! The real binary between this process's client and readers on one side, and the relay in front of the venue on the other.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::cpu;
use crate::gateway::Gateway;
use crate::orders::{EVERY, Numbers};
use crate::relay::{Relay, name_of, number_in};
use crate::simulated::{QTY, SYMBOL, Simulated};

/// Readers of the account.
const READERS: usize = 100;
/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Microseconds from the request to the order's first byte, each.
    pub passed_us: Vec<f64>,
    /// Microseconds of the gateway's CPU per order, readers and all.
    pub cpu_us: f64,
    /// Milliseconds from what the venue said to a reader's frame, each.
    pub ages_ms: Vec<f64>,
}

#[derive(Debug, Default)]
struct Heard {
    ready: AtomicUsize,
    ages_ns: Mutex<Vec<u64>>,
}

/// Places so many orders over HTTP while the readers listen.
pub fn measure(venue: &Simulated, relay: &Relay, numbers: &mut Numbers, orders: usize) -> Found {
    let account = "[accounts.bench]\nvenue = \"binance\"\nmax_orders_per_second = 1000\n";
    let keys = [("BINANCE_API_KEY", venue.api_key.as_str()), ("BINANCE_SECRET", venue.secret.as_str())];
    let gateway = Gateway::configured(relay.address(), account, &keys).expect("a binary");
    gateway.await_account();
    let heard = listen(&gateway, relay);
    let mut socket = TcpStream::connect(gateway.address).expect("a gateway that listens");
    socket.set_nodelay(true).expect("an open socket");
    let (price, mut found) = (venue.price(), Found::default());
    let cpu_before = cpu::of_process(gateway.pid());
    for _ in 0..orders {
        let due = Instant::now() + EVERY;
        let request = request(&gateway, numbers.next(), &price);
        let mut asked = 0;
        let left = relay.order_after(|| {
            asked = relay.clock();
            socket.write_all(request.as_bytes()).expect("an open socket");
        });
        found.passed_us.push(left.saturating_sub(asked) as f64 / 1e3);
        let said = answer(&mut socket);
        assert!(said.starts_with("HTTP/1.1 20"), "an order that is not taken: {said}");
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    let begun = Instant::now();
    while ages(&heard).len() < orders * READERS {
        assert!(begun.elapsed() < PATIENCE, "readers that hear {} ends of {}", ages(&heard).len(), orders * READERS);
        std::thread::sleep(Duration::from_millis(5));
    }
    found.cpu_us = (cpu::of_process(gateway.pid()) - cpu_before) as f64 / orders as f64 / 1e3;
    found.ages_ms = ages(&heard).iter().map(|ns| *ns as f64 / 1e6).collect();
    found
}

fn ages(heard: &Heard) -> std::sync::MutexGuard<'_, Vec<u64>> {
    heard.ages_ns.lock().unwrap_or_else(PoisonError::into_inner)
}

fn request(gateway: &Gateway, order: usize, price: &str) -> String {
    let body = json!({"instrument": format!("binance:{SYMBOL}"), "side": "buy", "type": "limit", "qty": QTY, "price": price,
                      "time_in_force": "ioc", "client_order_id": name_of(order)})
    .to_string();
    format!(
        "POST /api/v1/accounts/bench/orders HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        gateway.address,
        gateway.token,
        body.len()
    )
}

/// One answer, whole.
pub fn answer(socket: &mut TcpStream) -> String {
    let (mut said, mut buffer) = (Vec::new(), [0; 8 << 10]);
    loop {
        let length = socket.read(&mut buffer).expect("an open socket");
        assert!(length > 0, "an answer that is cut off");
        said.extend_from_slice(&buffer[..length]);
        let text = String::from_utf8_lossy(&said);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let wanted = head.lines().find_map(|line| line.strip_prefix("content-length:")).and_then(|length| length.trim().parse().ok());
            if body.len() >= wanted.unwrap_or(0) {
                return text.into_owned();
            }
        }
    }
}

/// Opens the readers on a thread of their own, and waits until all have their snapshot.
fn listen(gateway: &Gateway, relay: &Relay) -> Arc<Heard> {
    let heard = Arc::new(Heard::default());
    let (theirs, relay, address, token) = (Arc::clone(&heard), relay.clone(), gateway.address, gateway.token.clone());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut tasks = tokio::task::JoinSet::new();
            for _ in 0..READERS {
                tasks.spawn(read(format!("ws://{address}/api/v1/stream"), token.clone(), Arc::clone(&theirs), relay.clone()));
            }
            while tasks.join_next().await.is_some() {}
        });
    });
    let begun = Instant::now();
    while heard.ready.load(Ordering::Acquire) < READERS {
        assert!(begun.elapsed() < PATIENCE, "readers that are not served");
        std::thread::sleep(Duration::from_millis(5));
    }
    heard
}

async fn read(url: String, token: String, heard: Arc<Heard>, relay: Relay) {
    let mut request = url.into_client_request().expect("an address");
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().expect("a token"));
    let (mut socket, _) = tokio_tungstenite::connect_async(request).await.expect("a handshake");
    let ask = json!({"op": "subscribe", "topics": ["account.bench"]}).to_string();
    socket.send(Message::text(ask)).await.expect("an open socket");
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        if text.starts_with("{\"type\":\"snapshot\"") {
            heard.ready.fetch_add(1, Ordering::AcqRel);
        } else if text.contains("\"status\":\"expired\"")
            && let Some(said_at) = number_in(&text).and_then(|order| relay.ended_at(order))
        {
            ages(&heard).push(relay.clock().saturating_sub(said_at));
        }
    }
}
