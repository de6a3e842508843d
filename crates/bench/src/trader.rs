//! Who places the orders whose cost is measured?
//!
//! The production loop of an account, and two bare clients that sign and send and no more. Each has one thread with nothing
//! else on it; what that thread spends is read from outside while it sleeps.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use twinline_binance::Binance;
use twinline_core::account::{Account, AccountEnvelope, AccountState, Answer, Checks, Command, Output, Placed};
use twinline_core::limits::Budget;
use twinline_model::{
    AccountId, ClientOrderId, Freshness, InstrumentId, OrderTicket, OrderType, Price, Qty, Side, Source, TimeInForce, Timestamp,
};
use twinline_runtime::{AccountStart, Appender, Egress, Sink, VenueConfig, start_account};
use twinline_store::{Batch, Draft, Durability, Journal, SqliteJournal, Write};
use twinline_venue::Endpoints;
use twinline_venue::account::Signer;

use crate::cpu;
use crate::pure::measured;
use crate::relay::{Relay, name_of};
use crate::simulated::{QTY, SYMBOL, Simulated, wall};

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a signed request is good.
const RECV_WINDOW: u64 = 5_000;

/// Bytes that are read at once, the same on both sides.
const READ_BUFFER: usize = 32 << 10;

/// Which way orders go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Over the venue's socket.
    Socket,
    /// Over a connection that is open.
    Http,
    /// Over a connection of its own each.
    ColdHttp,
}

/// A trader's thread, and the way to it.
#[derive(Debug)]
pub struct Trader {
    way: Way,
    price: Price,
    orders: mpsc::UnboundedSender<OrderTicket>,
    state: Arc<State>,
    thread: PathBuf,
    running: std::thread::JoinHandle<()>,
}

#[derive(Debug, Default)]
struct State {
    ready: AtomicBool,
    answered: AtomicUsize,
}

impl State {
    fn answered(&self) {
        self.answered.fetch_add(1, Ordering::AcqRel);
    }
}

impl Trader {
    /// The production loop; with a journal, intents are on the disk before they leave.
    pub fn ours(venue: &Simulated, relay: &Relay, way: Way, journal: Option<Arc<SqliteJournal>>) -> Self {
        let at = relay.address();
        // A place where nobody listens: then commands go over HTTP.
        let commands = if way == Way::Socket { format!("ws://{at}") } else { "ws://127.0.0.1:9".to_owned() };
        let endpoints = Endpoints { rest: format!("http://{at}"), ws: format!("ws://{at}"), commands: Some(commands) };
        let (signer, instruments) = (venue.signer(), Arc::new(venue.instruments()));
        let wanted = if way == Way::Socket { Source::Ws } else { Source::Rest };
        Self::begin(way, &venue.price(), move |orders, state| async move {
            let venue = VenueConfig {
                endpoints,
                epoch: 1,
                seed: 1,
                user_agent: "twinline-bench".to_owned(),
                egress: Egress::new().expect("a way out"),
            };
            let account = AccountId::new("bench").expect("a name");
            let config = AccountStart {
                venue,
                account,
                signer,
                instruments,
                max_orders_per_second: 1_000,
                sharing: 1,
                state: AccountState::default(),
            };
            let sink = Counting { state, wanted, journal, asks: 0 };
            let handle = start_account(config, Arc::new(Binance), sink).expect("an account that begins");
            let mut orders = orders;
            while let Some(order) = orders.recv().await {
                handle.request(order).await.expect("a loop that runs");
            }
            handle.stop().await;
        })
    }

    /// Signs and sends, and reads what comes.
    pub fn bare(venue: &Simulated, relay: &Relay, way: Way) -> Self {
        let (signer, key, price, at) = (venue.signer(), venue.api_key.clone(), venue.price(), relay.address());
        Self::begin(way, &venue.price(), move |orders, state| async move {
            let bare = Bare { signer, key, price };
            match way {
                Way::Socket => bare.over_socket(&format!("ws://{at}/ws-fapi/v1"), orders, &state).await,
                Way::Http | Way::ColdHttp => bare.over_http(&at.to_string(), way == Way::ColdHttp, orders, &state).await,
            }
        })
    }

    fn begin<F: Future<Output = ()>>(
        way: Way,
        price: &str,
        work: impl FnOnce(mpsc::UnboundedReceiver<OrderTicket>, Arc<State>) -> F + Send + 'static,
    ) -> Self {
        let (orders, asked) = mpsc::unbounded_channel();
        let (told, tell) = std::sync::mpsc::channel();
        let state = Arc::new(State::default());
        let theirs = Arc::clone(&state);
        let running = std::thread::spawn(move || {
            told.send(fs::read_link("/proc/thread-self").expect("this thread")).expect("somebody who waits");
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            let mut all = Some((work, asked, theirs));
            measured(&mut || {
                if let Some((work, asked, theirs)) = all.take() {
                    runtime.block_on(work(asked, theirs));
                }
            });
        });
        let thread = Path::new("/proc").join(tell.recv().expect("a thread")).join("schedstat");
        let price = Price::parse(price).expect("a price");
        let trader = Self { way, price, orders, state, thread, running };
        trader.wait("a trader that is not ready", |state| state.ready.load(Ordering::Acquire));
        trader
    }

    /// Which way its orders go.
    pub const fn way(&self) -> Way {
        self.way
    }

    /// Ends its thread.
    pub fn end(self) {
        drop(self.orders);
        self.running.join().expect("a trader that does not fail");
    }

    /// Wants an order. Either side is handed it ready: making it is no part of sending it.
    pub fn place(&self, order: usize) {
        self.orders.send(ticket(order, self.price)).expect("a trader that lives");
    }

    /// Waits until so many orders have been answered.
    pub fn await_answers(&self, orders: usize) {
        self.wait("an order that is not answered", |state| state.answered.load(Ordering::Acquire) >= orders);
    }

    fn wait(&self, what: &str, is_so: impl Fn(&State) -> bool) {
        let begun = Instant::now();
        while !is_so(&self.state) {
            assert!(begun.elapsed() < PATIENCE, "{what}");
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    /// Nanoseconds of CPU that its thread has taken, read once it has gone to sleep.
    pub fn cpu_ns(&self) -> u64 {
        let (mut before, begun) = (cpu::of_thread(&self.thread), Instant::now());
        loop {
            std::thread::sleep(Duration::from_micros(300));
            let now = cpu::of_thread(&self.thread);
            if now == before {
                return now;
            }
            assert!(begun.elapsed() < PATIENCE, "a thread that never sleeps");
            before = now;
        }
    }
}

fn ticket(order: usize, price: Price) -> OrderTicket {
    OrderTicket {
        position_side: Default::default(),
        qty: Some(Qty::parse(QTY).expect("a quantity")),
        price: Some(price),
        trigger_by: Default::default(),
        time_in_force: TimeInForce::Ioc,
        ..OrderTicket::new(
            ClientOrderId::new(&name_of(order)).expect("a name"),
            InstrumentId::new(twinline_binance::VENUE, SYMBOL).expect("a symbol"),
            Side::Buy,
            OrderType::Limit,
        )
    }
}

/// The account's side: counts what is answered, and keeps what is to be kept.
struct Counting {
    state: Arc<State>,
    wanted: Source,
    journal: Option<Arc<SqliteJournal>>,
    asks: u64,
}

impl Sink<Account> for Counting {
    type Request = OrderTicket;

    fn output(&mut self, _now: Timestamp, output: Output, _account: &Account) {
        match output {
            Output::Answer { result: Answer::Orders(placed), .. } if matches!(placed.as_slice(), [Placed::Order(_)]) => {
                self.state.answered()
            }
            Output::Answer { result, .. } => panic!("an order that is not taken: {result:?}"),
            Output::Status(status) if status.freshness == Freshness::Live && status.commands == Some(self.wanted) => {
                self.state.ready.store(true, Ordering::Release);
            }
            _ => {}
        }
    }

    fn append(&mut self, _now: Timestamp, entries: Vec<AccountEnvelope>, ticket: Option<u64>, done: &Appender) {
        let Some(journal) = &self.journal else {
            if let Some(ticket) = ticket {
                done.appended(ticket, Ok(()));
            }
            return;
        };
        let mut batch = Batch::new(journal.epoch());
        for entry in &entries {
            let payload = serde_json::to_vec(entry).expect("an event that is JSON");
            batch.writes.push(Write::Record(Draft {
                stream: "bench".to_owned(),
                at: entry.ts_recv,
                kind: entry.event.name().to_owned(),
                payload,
                about: Vec::new(),
            }));
        }
        let (durability, done) = (if ticket.is_some() { Durability::Synced } else { Durability::Relaxed }, done.clone());
        let tell = move |result: Result<_, twinline_store::StoreError>| {
            if let Some(ticket) = ticket {
                done.appended(ticket, result.map(drop).map_err(|error| error.to_string()));
            }
        };
        journal.append(batch, durability, Box::new(tell));
    }

    fn request(&mut self, _now: Timestamp, ticket: OrderTicket, _account: &Account, commands: &mut Vec<Command>) {
        self.asks += 1;
        commands.push(Command::Place { ask: self.asks, tickets: vec![ticket], checks: Checks::default() });
    }

    fn budget(&mut self, _now: Timestamp, _budget: &Budget) {}

    fn settled(&mut self, _now: Timestamp, _account: &Account, _commands: &mut Vec<Command>) {}
}

/// Somebody with a key and a connection.
struct Bare {
    signer: Arc<dyn Signer>,
    key: String,
    price: String,
}

impl Bare {
    async fn over_socket(&self, url: &str, mut orders: mpsc::UnboundedReceiver<OrderTicket>, state: &Arc<State>) {
        let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER);
        let (socket, _) = tokio_tungstenite::connect_async_with_config(url, Some(config), true).await.expect("a connection");
        let (mut sink, mut stream) = socket.split();
        let counted = Arc::clone(state);
        // Read by a task of its own on the same thread: what is sent costs no try to read.
        let reading = tokio::spawn(async move {
            while let Some(Ok(message)) = stream.next().await {
                if let Message::Text(text) = message {
                    assert!(text.contains("\"status\":200"), "an order that is not taken: {text}");
                    counted.answered();
                }
            }
        });
        state.ready.store(true, Ordering::Release);
        while let Some(order) = orders.recv().await {
            sink.send(Message::text(self.frame(&order))).await.expect("an open socket");
        }
        reading.abort();
    }

    async fn over_http(&self, host: &str, cold: bool, mut orders: mpsc::UnboundedReceiver<OrderTicket>, state: &State) {
        let mut socket = None;
        if !cold {
            socket = Some(TcpStream::connect(host).await.expect("a connection"));
        }
        state.ready.store(true, Ordering::Release);
        while let Some(order) = orders.recv().await {
            let mut open = match socket.take() {
                Some(open) => open,
                None => TcpStream::connect(host).await.expect("a connection"),
            };
            open.set_nodelay(true).expect("an open socket");
            open.write_all(self.request(host, &order).as_bytes()).await.expect("an open socket");
            let said = answer(&mut open).await;
            assert!(said.starts_with("HTTP/1.1 200"), "an order that is not taken: {said}");
            state.answered();
            socket = Some(open).filter(|_| !cold);
        }
    }

    /// As it is signed on the socket: by name. The same members as those of the other side.
    fn frame(&self, order: &OrderTicket) -> String {
        let (name, now, Self { key, price, .. }) = (order.client_order_id.as_str(), wall().as_millis(), self);
        let signed = format!(
            "apiKey={key}&newClientOrderId={name}&newOrderRespType=RESULT&price={price}&quantity={QTY}&recvWindow={RECV_WINDOW}&side=BUY\
             &symbol={SYMBOL}&timeInForce=IOC&timestamp={now}&type=LIMIT"
        );
        let signature = self.signer.sign(signed.as_bytes()).expect("a signature");
        format!(
            "{{\"id\":\"{name}\",\"method\":\"order.place\",\"params\":{{\"apiKey\":\"{key}\",\"newClientOrderId\":\"{name}\",\
             \"newOrderRespType\":\"RESULT\",\"price\":\"{price}\",\"quantity\":\"{QTY}\",\"recvWindow\":{RECV_WINDOW},\"side\":\"BUY\",\"symbol\":\"{SYMBOL}\",\"timeInForce\":\"IOC\",\
             \"timestamp\":{now},\"type\":\"LIMIT\",\"signature\":\"{signature}\"}}}}"
        )
    }

    fn request(&self, host: &str, order: &OrderTicket) -> String {
        let signed = format!(
            "symbol={SYMBOL}&side=BUY&type=LIMIT&timeInForce=IOC&quantity={QTY}&price={}&newClientOrderId={}\
             &newOrderRespType=RESULT&recvWindow={RECV_WINDOW}&timestamp={}",
            self.price,
            order.client_order_id,
            wall().as_millis()
        );
        let signature = self.signer.sign(signed.as_bytes()).expect("a signature");
        let body = format!("{signed}&signature={signature}");
        format!(
            "POST /fapi/v1/order HTTP/1.1\r\nhost: {host}\r\nX-MBX-APIKEY: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{body}",
            self.key,
            body.len()
        )
    }
}

/// One answer over HTTP, whole.
pub async fn answer(socket: &mut TcpStream) -> String {
    let mut said = Vec::new();
    loop {
        let length = socket.read_buf(&mut said).await.expect("an open socket");
        let text = String::from_utf8_lossy(&said);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let wanted = head.lines().find_map(|line| line.strip_prefix("content-length:")).and_then(|length| length.trim().parse().ok());
            if body.len() >= wanted.unwrap_or(0) {
                return text.into_owned();
            }
        }
        assert!(length > 0, "an answer that is cut off");
    }
}
