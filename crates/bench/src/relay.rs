//! What passes between whoever trades and the venue, and when?
//!
//! A relay in front of the venue, on threads of its own. It notes when an order's first bytes come, can keep the venue's
//! answers back, and counts connections, so that nothing that is measured has to be asked of the one who is measured.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;
/// Longest wait for an order's first bytes.
const PATIENCE: Duration = Duration::from_secs(10);

/// A relay that is being served until the process ends.
#[derive(Debug, Clone)]
pub struct Relay(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    address: SocketAddr,
    venue: SocketAddr,
    start: Instant,
    opened: AtomicUsize,
    armed: AtomicBool,
    order_at_ns: AtomicU64,
    held: Mutex<bool>,
    released: Condvar,
    /// What the venue said last of each order that has ended, by the order's number.
    ended_at_ns: Mutex<Vec<Option<u64>>>,
}

impl Relay {
    /// Begins to serve.
    pub fn to(venue: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let shared = Shared {
            address: listener.local_addr().expect("an address"),
            venue,
            start: Instant::now(),
            opened: AtomicUsize::new(0),
            armed: AtomicBool::new(false),
            order_at_ns: AtomicU64::new(0),
            held: Mutex::new(false),
            released: Condvar::new(),
            ended_at_ns: Mutex::new(Vec::new()),
        };
        let relay = Self(Arc::new(shared));
        let door = relay.clone();
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                // A peer that is gone is no fault of the relay's.
                drop(door.attend(near));
            }
        });
        relay
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.0.address
    }

    /// Nanoseconds by its clock.
    pub fn clock(&self) -> u64 {
        self.0.start.elapsed().as_nanos() as u64
    }

    /// Connections that were opened so far.
    pub fn opened(&self) -> usize {
        self.0.opened.load(Ordering::Acquire)
    }

    /// Keeps back what the venue says from now on, or no more.
    pub fn hold(&self, held: bool) {
        *self.held() = held;
        self.0.released.notify_all();
    }

    /// Waits for the next order from now on; `then` is done in between. When its first bytes came, by the relay's clock.
    pub fn order_after(&self, then: impl FnOnce()) -> u64 {
        self.0.order_at_ns.store(0, Ordering::Release);
        self.0.armed.store(true, Ordering::Release);
        then();
        let begun = Instant::now();
        loop {
            match self.0.order_at_ns.load(Ordering::Acquire) {
                0 => assert!(begun.elapsed() < PATIENCE, "an order that does not leave"),
                at => return at,
            }
            std::thread::sleep(Duration::from_micros(20));
        }
    }

    /// When the venue said that the order of this number has ended.
    pub fn ended_at(&self, order: usize) -> Option<u64> {
        self.ended().get(order).copied().flatten()
    }

    fn held(&self) -> MutexGuard<'_, bool> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ended(&self) -> MutexGuard<'_, Vec<Option<u64>>> {
        self.0.ended_at_ns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn attend(&self, near: TcpStream) -> std::io::Result<()> {
        self.0.opened.fetch_add(1, Ordering::AcqRel);
        let far = TcpStream::connect(self.0.venue)?;
        near.set_nodelay(true)?;
        far.set_nodelay(true)?;
        let (up, down) = ((near.try_clone()?, far.try_clone()?), (far, near));
        let (towards, back) = (self.clone(), self.clone());
        std::thread::spawn(move || pass(up, |chunk| towards.hears_trader(chunk)));
        std::thread::spawn(move || pass(down, |chunk| back.hears_venue(chunk)));
        Ok(())
    }

    fn hears_trader(&self, chunk: &[u8]) {
        if self.0.armed.load(Ordering::Acquire) && is_order(chunk) && self.0.armed.swap(false, Ordering::AcqRel) {
            self.0.order_at_ns.store(self.clock(), Ordering::Release);
        }
    }

    fn hears_venue(&self, chunk: &[u8]) {
        if let Some(order) = ended_order(chunk) {
            let (at, mut ended) = (self.clock(), self.ended());
            let length = ended.len().max(order + 1);
            ended.resize(length, None);
            ended[order].get_or_insert(at);
        }
        let mut held = self.held();
        while *held {
            held = self.0.released.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Passes on what comes until either side has gone.
fn pass((mut from, mut to): (TcpStream, TcpStream), mut see: impl FnMut(&[u8])) {
    let mut buffer = vec![0; CHUNK];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        see(&buffer[..length]);
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    // Either may be closed already.
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}

/// A request that places, or a frame of text that is too long for a ping.
fn is_order(chunk: &[u8]) -> bool {
    chunk.starts_with(b"POST /fapi/v1/order") || matches!(chunk, [0x81, length, ..] if length & 0x7f >= 126)
}

/// The number of the order that the venue tells the end of, in words that both of its faces use.
fn ended_order(chunk: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(chunk);
    text.contains("\"EXPIRED\"").then(|| number_in(&text)).flatten()
}

/// The name under which an order of this number is sent.
pub fn name_of(order: usize) -> String {
    format!("bench-{order:06}")
}

/// The number of the first such name in a text.
pub fn number_in(text: &str) -> Option<usize> {
    let (_, rest) = text.split_once("bench-")?;
    rest.get(..6)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_known_by_their_bytes() {
        assert!(is_order(b"POST /fapi/v1/order HTTP/1.1\r\n"));
        assert!(is_order(&[0x81, 0xfe, 1, 0, 9, 9]));
        assert!(!is_order(&[0x89, 0x80, 1, 2, 3, 4]), "a ping");
        assert!(!is_order(b"PUT /fapi/v1/listenKey HTTP/1.1\r\n"));
        assert_eq!(ended_order(format!("{{\"c\":\"{}\",\"X\":\"EXPIRED\"}}", name_of(42)).as_bytes()), Some(42));
        assert_eq!(ended_order(format!("{{\"c\":\"{}\",\"X\":\"NEW\"}}", name_of(42)).as_bytes()), None);
    }
}
