//! Who watches accounts? Readers that stay for the whole measurement, over a restart of the gateway.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use twinline_model::Timestamp;

use crate::simulated::wall;

/// Longest wait for all of them.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a dashboard that is not let in waits before it asks again.
const AGAIN: Duration = Duration::from_millis(20);

/// Dashboards of accounts, all in one thread of their own.
#[derive(Debug, Clone)]
pub struct Dashboards(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    accounts: Vec<String>,
    token: String,
    /// Where the gateway is, and in which of its lives.
    gateway: watch::Sender<(u64, SocketAddr)>,
    /// Those that are served in the present life, and whoever waits for all of them.
    served: Mutex<usize>,
    all_served: Condvar,
    /// Events that did not follow the one before, and announced gaps.
    broken: AtomicU64,
    /// Where each is.
    places: Mutex<Vec<(u64, u64)>>,
    /// Orders' events: when the house decided, when the account heard of it, when it was read.
    heard: Mutex<Vec<Heard>>,
}

/// One event of an order on its way from the house to a reader.
#[derive(Debug, Clone, Copy)]
pub struct Heard {
    /// From the house's decision, which is before its record is on disk; the house tells it in whole milliseconds.
    pub decided_ms: f64,
    /// From the account's hearing of it, which is after its record is on disk.
    pub told_ms: f64,
}

impl Dashboards {
    /// One for each of these accounts; begins, and waits until all have their snapshot.
    pub fn open(address: SocketAddr, token: &str, accounts: Vec<String>) -> Self {
        let count = accounts.len();
        let shared = Shared {
            accounts,
            token: token.to_owned(),
            gateway: watch::Sender::new((0, address)),
            served: Mutex::default(),
            all_served: Condvar::new(),
            broken: AtomicU64::new(0),
            places: Mutex::new(vec![(0, 0); count]),
            heard: Mutex::default(),
        };
        let dashboards = Self(Arc::new(shared));
        let theirs = dashboards.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let mut tasks = tokio::task::JoinSet::new();
                (0..count).for_each(|ix| drop(tasks.spawn(watch(Arc::clone(&theirs.0), ix))));
                while tasks.join_next().await.is_some() {}
            });
        });
        dashboards.await_served();
        dashboards
    }

    /// The gateway has begun anew, there.
    pub fn moved(&self, address: SocketAddr) {
        *self.0.lock_served() = 0;
        self.0.gateway.send_modify(|at| *at = (at.0 + 1, address));
    }

    /// Waits until all are served in the present life.
    pub fn await_served(&self) {
        let all = self.0.accounts.len();
        let waited = self.0.all_served.wait_timeout_while(self.0.lock_served(), PATIENCE, |served| *served < all);
        let served = *waited.unwrap_or_else(PoisonError::into_inner).0;
        assert!(served >= all, "{served} of {all} are served");
    }

    /// Where each is: epoch and number of the newest event.
    pub fn places(&self) -> Vec<(u64, u64)> {
        self.0.lock_places().clone()
    }

    /// Events that were lost or doubled, or announced as lost.
    pub fn broken(&self) -> u64 {
        self.0.broken.load(Ordering::Acquire)
    }

    /// What was heard of orders since this was asked before.
    pub fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut *self.0.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Shared {
    fn lock_served(&self) -> MutexGuard<'_, usize> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_served(&self) {
        let mut served = self.lock_served();
        *served += 1;
        if *served >= self.accounts.len() {
            self.all_served.notify_all();
        }
    }

    fn lock_places(&self) -> MutexGuard<'_, Vec<(u64, u64)>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a message; true if it says that the reader is served.
    fn take(&self, ix: usize, text: &str) -> bool {
        let now = wall();
        if let Some(head) = text.strip_prefix("{\"type\":\"event\"") {
            let place = (number(head, "\"epoch\":"), number(head, "\"seq\":"));
            let before = std::mem::replace(&mut self.lock_places()[ix], place);
            if place.1 != before.1 + 1 || place.0 < before.0 {
                self.broken.fetch_add(1, Ordering::AcqRel);
            }
            if head.contains("\"event\":\"order_") && !head.contains("\"ts_venue\":null") {
                let since = |name| Some((now.as_nanos() - moment(head, name)?.as_nanos()) as f64 / 1e6);
                if let (Some(decided_ms), Some(told_ms)) = (since("\"ts_venue\":\""), since("\"ts_recv\":\"")) {
                    self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(Heard { decided_ms, told_ms });
                }
            }
        } else if text.starts_with("{\"type\":\"snapshot\"") {
            let mut places = self.lock_places();
            // One that has a place asked for what follows it.
            self.broken.fetch_add(u64::from(places[ix].1 > 0), Ordering::AcqRel);
            places[ix] = (number(text, "\"epoch\":"), number(text, "\"seq\":"));
            return true;
        } else if text.starts_with("{\"type\":\"gap\"") || text.starts_with("{\"type\":\"error\"") {
            self.broken.fetch_add(1, Ordering::AcqRel);
        }
        text.starts_with("{\"type\":\"subscribed\"") && self.lock_places()[ix].1 > 0
    }
}

/// One dashboard: reads, and goes on where it was whenever the gateway begins anew.
async fn watch(shared: Arc<Shared>, ix: usize) {
    let mut gateway = shared.gateway.subscribe();
    loop {
        let (life, address) = *gateway.borrow_and_update();
        let mut counted = false;
        // Not let in, or cut off: asked again, as long as the gateway is where it was.
        while gateway.borrow().0 == life {
            drop(read(&shared, ix, address, &mut counted).await);
            let moved = tokio::time::timeout(AGAIN, gateway.wait_for(|at| at.0 != life)).await;
            if moved.is_ok() {
                break;
            }
        }
    }
}

async fn read(shared: &Shared, ix: usize, address: SocketAddr, counted: &mut bool) -> Result<(), Box<dyn std::error::Error>> {
    let mut request = format!("ws://{address}/api/v1/stream").into_client_request()?;
    request.headers_mut().insert("authorization", format!("Bearer {}", shared.token).parse()?);
    let tcp = tokio::net::TcpStream::connect(address).await?;
    let config = WebSocketConfig::default().read_buffer_size(8 << 10);
    let (mut socket, _) = tokio_tungstenite::client_async_with_config(request, tcp, Some(config)).await?;
    let (topic, place) = (format!("account.{}", shared.accounts[ix]), shared.lock_places()[ix]);
    let mut ask = json!({"op": "subscribe", "topics": [topic]});
    if place.1 > 0 {
        ask["after"] = json!({ topic: {"epoch": place.0, "seq": place.1} });
    }
    socket.send(Message::text(ask.to_string())).await?;
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message? else { continue };
        if shared.take(ix, &text) && !std::mem::replace(counted, true) {
            shared.is_served();
        }
    }
    Ok(())
}

/// A number behind a name, the first of that name.
fn number(text: &str, name: &str) -> u64 {
    let rest = text.split_once(name).map_or("", |(_, rest)| rest);
    let end = rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().unwrap_or(0)
}

fn moment(text: &str, name: &str) -> Option<Timestamp> {
    Timestamp::parse(text.split_once(name)?.1.split_once('"')?.0).ok()
}

/// Whether what dashboards hold is what accounts' snapshots name as their newest event; those for which it is not.
pub fn behind(places: &[(u64, u64)], snapshots: &BTreeMap<usize, Value>) -> usize {
    let same = |(ix, said): (&usize, &Value)| (said["epoch"].as_u64(), said["seq"].as_u64()) == (Some(places[*ix].0), Some(places[*ix].1));
    snapshots.iter().filter(|row| !same(*row)).count()
}
