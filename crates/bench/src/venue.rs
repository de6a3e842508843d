//! Who sends the frames when sockets are measured?
//!
//! A venue on loopback: rules, snapshots and subscriptions as the codec expects them, and the prepared frames, at a pace.
//! Each frame's time of sending is noted. Plain threads, so that the measured side has its own runtime to itself.

use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

use crate::feed::Feed;
use crate::stage::granted;

/// A venue that is being served. Its threads end with the process or when they are told to.
#[derive(Debug, Clone)]
pub struct Venue(Arc<Shared>);

/// How frames follow each other.
#[derive(Debug, Clone, Copy)]
pub enum Pace {
    /// One in this time.
    Every(Duration),
    /// Each once the one before has been taken: whoever reads is woken for every single one.
    Lockstep,
}

#[derive(Debug)]
struct Shared {
    address: SocketAddr,
    feed: Arc<Feed>,
    pace: Pace,
    start: Instant,
    sent: Vec<AtomicU64>,
    count: AtomicUsize,
    taken: AtomicUsize,
    go: AtomicBool,
    over: AtomicBool,
}

impl Venue {
    /// Begins to serve. One frame of each symbol is sent at once after all are subscribed, the others at their pace once
    /// [`Venue::go`] has been said.
    pub fn serve(feed: Arc<Feed>, pace: Pace) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let sent = feed.frames.iter().map(|_| AtomicU64::new(0)).collect();
        let shared = Shared {
            address,
            feed,
            pace,
            start: Instant::now(),
            sent,
            count: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            go: AtomicBool::new(false),
            over: AtomicBool::new(false),
        };
        let venue = Self(Arc::new(shared));
        let door = venue.clone();
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let venue = door.clone();
                // A peer that is gone is no fault of the venue's.
                std::thread::spawn(move || drop(venue.attend(socket)));
            }
        });
        venue
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.0.address
    }

    /// From now on frames come at their pace, and those that are taken count.
    pub fn go(&self) {
        self.0.taken.store(0, Ordering::Release);
        self.0.go.store(true, Ordering::Release);
    }

    /// Its sockets are closed.
    pub fn stop(&self) {
        self.0.over.store(true, Ordering::Release);
    }

    /// Waits until all frames have been sent, but no longer than this.
    pub fn await_sent(&self, patience: Duration) {
        let begin = Instant::now();
        while self.0.count.load(Ordering::Acquire) < self.0.feed.frames.len() && begin.elapsed() < patience {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// One frame more has been taken by whoever reads; only [`Pace::Lockstep`] asks.
    pub fn take(&self) {
        self.0.taken.fetch_add(1, Ordering::AcqRel);
    }

    /// Nanoseconds by the clock of the sending times.
    pub fn clock(&self) -> u64 {
        self.0.start.elapsed().as_nanos() as u64
    }

    /// Nanoseconds since a frame was sent.
    pub fn age(&self, frame: usize) -> u64 {
        self.clock().saturating_sub(self.0.sent[frame].load(Ordering::Acquire))
    }

    fn attend(&self, socket: TcpStream) -> std::io::Result<()> {
        socket.set_nodelay(true)?;
        let mut head = [0; 2_048];
        let length = socket.peek(&mut head)?;
        let head = String::from_utf8_lossy(&head[..length]).to_ascii_lowercase();
        if !head.contains("upgrade: websocket") {
            return self.answer(socket);
        }
        let mut socket = tungstenite::accept(socket).map_err(std::io::Error::other)?;
        socket.get_ref().set_read_timeout(Some(Duration::from_millis(5)))?;
        let mut missing = match head.split(' ').nth(1) {
            Some("/bare") => 0,
            _ => self.0.feed.symbols.len(),
        };
        while missing > 0 && !self.is_over() {
            missing -= listen(&mut socket)?.min(missing);
        }
        self.send_all(&mut socket)
    }

    fn is_over(&self) -> bool {
        self.0.over.load(Ordering::Acquire)
    }

    /// Sends one frame of each symbol, waits for the word, and sends the others; pings are answered in between.
    fn send_all(&self, socket: &mut WebSocket<TcpStream>) -> std::io::Result<()> {
        let first = self.0.feed.symbols.len();
        for nth in 0..first {
            self.send(socket, nth)?;
        }
        while !self.0.go.load(Ordering::Acquire) && !self.is_over() {
            listen(socket)?;
        }
        let begin = Instant::now();
        for nth in first..self.0.feed.frames.len() {
            match self.0.pace {
                Pace::Every(every) => Self::await_time(socket, begin, every * (nth - first) as u32)?,
                Pace::Lockstep => self.await_taken(socket, nth - first)?,
            }
            if self.is_over() {
                return Ok(());
            }
            self.send(socket, nth)?;
        }
        while !self.is_over() {
            listen(socket)?;
        }
        Ok(())
    }

    fn await_time(socket: &mut WebSocket<TcpStream>, begin: Instant, due: Duration) -> std::io::Result<()> {
        if let Some(early) = due.checked_sub(begin.elapsed()) {
            // Pings wait for a slow feed only; in a quick one the frames themselves are life enough.
            if early > Duration::from_millis(8) {
                listen(socket)?;
            }
            std::thread::sleep(due.saturating_sub(begin.elapsed()));
        }
        Ok(())
    }

    fn await_taken(&self, socket: &mut WebSocket<TcpStream>, frames: usize) -> std::io::Result<()> {
        if frames.is_multiple_of(200) {
            listen(socket)?;
        }
        while self.0.taken.load(Ordering::Acquire) < frames && !self.is_over() {
            std::thread::sleep(Duration::from_micros(20));
        }
        Ok(())
    }

    fn send(&self, socket: &mut WebSocket<TcpStream>, nth: usize) -> std::io::Result<()> {
        let text = self.0.feed.frames[nth].text.clone();
        self.0.sent[nth].store(self.clock(), Ordering::Release);
        self.0.count.fetch_add(1, Ordering::AcqRel);
        socket.send(Message::Text(text)).map_err(std::io::Error::other)
    }

    /// Answers calls on one connection until it is closed.
    fn answer(&self, mut socket: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(socket.try_clone()?);
        let mut line = String::new();
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
            while line.trim_end() != "" {
                line.clear();
                reader.read_line(&mut line)?;
            }
            let body = self.body(&path);
            let status = if body.is_some() { "200 OK" } else { "404 Not Found" };
            let body = body.unwrap_or_else(|| "{\"code\":-1121,\"msg\":\"not here\"}".to_owned());
            let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
            socket.write_all(head.as_bytes())?;
            socket.write_all(body.as_bytes())?;
        }
    }

    fn body(&self, path: &str) -> Option<String> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        match path {
            "/fapi/v1/time" => {
                let wall = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
                Some(format!("{{\"serverTime\":{}}}", wall.as_millis()))
            }
            "/fapi/v1/exchangeInfo" => Some(self.0.feed.rules()),
            "/fapi/v1/depth" => self.0.feed.snapshot(query.split('&').find_map(|pair| pair.strip_prefix("symbol="))?),
            _ => None,
        }
    }
}

/// Reads one message, if there is one; how many books it subscribes.
fn listen(socket: &mut WebSocket<TcpStream>) -> std::io::Result<usize> {
    match socket.read() {
        Ok(Message::Text(text)) => {
            let books = text.matches("@depth").count();
            socket.send(Message::text(granted(&text))).map_err(std::io::Error::other)?;
            Ok(books)
        }
        Ok(Message::Close(_)) => Err(ErrorKind::ConnectionAborted.into()),
        Ok(_) => Ok(0),
        Err(tungstenite::Error::Io(error)) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Ok(0),
        Err(error) => Err(std::io::Error::other(error)),
    }
}
