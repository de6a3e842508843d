//! What every handler has at hand.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use twinline_gateway::{Gateway, now};

use crate::access::Access;

/// What every handler has at hand.
#[derive(Debug)]
pub struct App {
    /// The gateway.
    pub gateway: Gateway,
    /// Who may come in.
    pub access: Access,
    /// Which names and origins are answered.
    pub doors: Doors,
    /// Open streams.
    pub(crate) streams: Arc<Streams>,
    /// True once the server stops.
    pub(crate) stopping: watch::Sender<bool>,
}

impl App {
    /// For a gateway that listens where `doors` says.
    pub fn new(gateway: Gateway, access: Access, doors: Doors) -> Arc<Self> {
        let limits = *gateway.limits_on_clients();
        let streams =
            Arc::new(Streams { most: limits.connections, most_per_address: limits.connections_per_address, open: Mutex::default() });
        let access = access.with_tokens(gateway.token_book().clone());
        Arc::new(Self { gateway, access, doors, streams, stopping: watch::channel(false).0 })
    }

    /// A single-use ticket for a login link.
    pub fn login_ticket(&self) -> String {
        self.access.issue_login(now()).secret
    }
}

/// Resolves once the server stops.
pub(crate) async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the server is gone already.
    drop(stopping.wait_for(|stopping| *stopping).await);
}

/// Which `Host` and `Origin` headers are answered. Anything else may be another site's page that reaches for this one.
#[derive(Debug, Clone)]
pub struct Doors {
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Doors {
    /// The loopback names at the port of `listen`, and what was configured.
    pub fn new(listen: SocketAddr, hosts: &[String], origins: &[String]) -> Self {
        let port = listen.port();
        let mut all: Vec<String> = ["127.0.0.1", "localhost", "[::1]"].into_iter().map(|name| format!("{name}:{port}")).collect();
        if !listen.ip().is_unspecified() {
            all.push(listen.to_string());
        }
        if port == 80 {
            // Browsers leave out the port that goes without saying.
            all.extend(["127.0.0.1", "localhost", "[::1]"].map(str::to_owned));
        }
        all.extend(hosts.iter().cloned());
        let own = all.iter().flat_map(|host| [format!("http://{host}"), format!("https://{host}")]);
        let origins = own.chain(origins.iter().cloned()).collect();
        Self { hosts: all, origins }
    }

    /// True if a `Host` header is one of ours.
    pub fn host(&self, host: &str) -> bool {
        self.hosts.iter().any(|held| held.eq_ignore_ascii_case(host))
    }

    /// True if an `Origin` header is one of ours.
    pub fn origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|held| held.eq_ignore_ascii_case(origin))
    }
}

/// Open streams, counted by address.
#[derive(Debug)]
pub(crate) struct Streams {
    most: usize,
    most_per_address: usize,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_address: BTreeMap<IpAddr, usize>,
}

/// One open stream; counted until it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    streams: Arc<Streams>,
    address: IpAddr,
}

impl Streams {
    /// Counts one more, if there is room.
    pub(crate) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let here = open.by_address.get(&address).copied().unwrap_or(0);
        if open.all >= self.most || here >= self.most_per_address {
            return None;
        }
        open.all += 1;
        open.by_address.insert(address, here + 1);
        Some(Seat { streams: self.clone(), address })
    }

    /// How many are open.
    pub(crate) fn count(&self) -> usize {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).all
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all = open.all.saturating_sub(1);
        match open.by_address.get_mut(&self.address) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(open.by_address.remove(&self.address)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_are_answered() {
        let doors = Doors::new("127.0.0.1:8317".parse().unwrap(), &["desk.lan:8443".to_owned()], &["https://desk.example".to_owned()]);
        for host in ["127.0.0.1:8317", "localhost:8317", "LOCALHOST:8317", "[::1]:8317", "desk.lan:8443"] {
            assert!(doors.host(host), "{host}");
        }
        for host in
            ["", "127.0.0.1", "127.0.0.1:80", "evil.example:8317", "localhost.evil.example:8317", "desk.lan", "127.0.0.1:8317.evil.example"]
        {
            assert!(!doors.host(host), "{host}");
        }
        for origin in ["http://127.0.0.1:8317", "http://localhost:8317", "https://desk.example", "http://desk.lan:8443"] {
            assert!(doors.origin(origin), "{origin}");
        }
        for origin in [
            "",
            "null",
            "http://127.0.0.1",
            "http://127.0.0.1:83170",
            "http://127.0.0.1:8317.evil.example",
            "https://desk.example.evil",
            "http://desk.example",
        ] {
            assert!(!doors.origin(origin), "{origin}");
        }
    }

    #[test]
    fn streams_are_counted_by_address() {
        let streams = Arc::new(Streams { most: 3, most_per_address: 2, open: Mutex::default() });
        let (a, b): (IpAddr, IpAddr) = ("127.0.0.1".parse().unwrap(), "10.0.0.1".parse().unwrap());
        let (first, second) = (streams.enter(a).unwrap(), streams.enter(a).unwrap());
        assert!(streams.enter(a).is_none());
        let third = streams.enter(b).unwrap();
        assert!(streams.enter(b).is_none(), "all are taken");
        drop(first);
        assert!(streams.enter(a).is_some());
        drop((second, third));
        assert_eq!(streams.count(), 0);
    }
}
