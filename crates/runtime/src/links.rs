//! Which sockets does the loop hold, and what came from them?

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use http::HeaderValue;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::task::{self, JoinSet};
use tokio_tungstenite::tungstenite::Message;
use twinline_model::Duration;
use twinline_venue::LinkId;

use crate::address::{Address, Scheme};
use crate::egress::Egress;
use crate::local;
use crate::socket::{Happened, Mouth, Plan, ROOM_KIB, SocketEvent, run};

/// Most unhandled messages of all sockets of a venue.
const MAX_EVENTS: usize = 1_024;
/// Most messages that wait to be written on one socket.
const MAX_OUTBOX: usize = 64;

/// The sockets of one venue's loop. A socket that is dropped here says goodbye by itself.
#[derive(Debug)]
pub(crate) struct Links {
    egress: Egress,
    user_agent: HeaderValue,
    held: BTreeMap<LinkId, Held>,
    tasks: JoinSet<()>,
    mouth: Mouth,
    events: mpsc::Receiver<SocketEvent>,
    /// What happened to sockets on this side.
    own: VecDeque<SocketEvent>,
}

#[derive(Debug)]
struct Held {
    outbox: mpsc::Sender<Message>,
    /// Dropped together with this: the socket knows that it is not wanted any more.
    _wanted: oneshot::Sender<()>,
    task: task::Id,
}

impl Links {
    pub fn new(egress: Egress, user_agent: HeaderValue) -> Self {
        let (sender, events) = mpsc::channel(MAX_EVENTS);
        let mouth = Mouth { events: sender, room: Arc::new(Semaphore::new(ROOM_KIB)), clock: egress.clock() };
        Self { egress, user_agent, held: BTreeMap::new(), tasks: JoinSet::new(), mouth, events, own: VecDeque::new() }
    }

    /// Opens a socket. `Opened` or `Closed` follows, unless it is closed before.
    pub fn open(&mut self, link: LinkId, url: String, timeout: Duration) {
        let (outbox, written) = mpsc::channel(MAX_OUTBOX);
        let (wanted, is_wanted) = oneshot::channel();
        let task = match (self.egress.local(), Address::of(&url, Scheme::WebSocket)) {
            (Some(venue), _) => self.tasks.spawn(local::run(link, url, venue, self.mouth.clone(), written, is_wanted)),
            (None, Ok(address)) => {
                let plan = Plan { link, address, url, user_agent: self.user_agent.clone(), timeout: timeout.to_std() };
                self.tasks.spawn(run(plan, self.egress.clone(), self.mouth.clone(), written, is_wanted))
            }
            (None, Err(error)) => return self.lose(link, error.to_string()),
        }
        .id();
        self.held.insert(link, Held { outbox, _wanted: wanted, task });
    }

    /// Sends a message. A peer that takes none loses the socket.
    pub fn send(&mut self, link: LinkId, message: Message) {
        let Some(held) = self.held.get(&link) else { return };
        if let Err(mpsc::error::TrySendError::Full(_)) = held.outbox.try_send(message) {
            self.held.remove(&link);
            self.lose(link, format!("{MAX_OUTBOX} messages wait to be written and the venue takes none"));
        }
        // If the socket has just ended instead, its `Closed` is on the way.
    }

    /// True if the socket is open or being opened.
    pub fn holds(&self, link: LinkId) -> bool {
        self.held.contains_key(&link)
    }

    /// Closes a socket; nothing more is heard of it.
    pub fn close(&mut self, link: LinkId) {
        self.held.remove(&link);
    }

    /// The next thing that happened on a socket that is held, waiting for it. Safe to be cancelled.
    pub async fn next(&mut self) -> SocketEvent {
        loop {
            if let Some(event) = self.own.pop_front() {
                return event;
            }
            match self.events.recv().await {
                Some(event) => {
                    if let Some(event) = self.heard(event) {
                        return event;
                    }
                }
                // Not possible while `mouth` is held here; then nothing will ever come.
                None => std::future::pending().await,
            }
        }
    }

    /// The next thing that happened on a socket that is held, if there is one.
    pub fn try_next(&mut self) -> Option<SocketEvent> {
        if let Some(event) = self.own.pop_front() {
            return Some(event);
        }
        while let Ok(event) = self.events.try_recv() {
            if let Some(event) = self.heard(event) {
                return Some(event);
            }
        }
        None
    }

    /// True if nothing is waiting to be handled.
    pub fn is_drained(&self) -> bool {
        self.own.is_empty() && self.events.is_empty()
    }

    /// How many messages wait to be handled.
    #[cfg(test)]
    pub fn unhandled(&self) -> usize {
        self.events.len()
    }

    /// Forgets tasks that have ended; one that panicked has lost its socket.
    pub fn reap(&mut self) {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            let Err(error) = ended else { continue };
            let lost = self.held.iter().find(|(_, held)| held.task == error.id()).map(|(link, _)| *link);
            if let Some(link) = lost {
                tracing::error!(serial = link.serial, %error, "socket task failed");
                self.held.remove(&link);
                self.lose(link, "internal error".to_owned());
            }
        }
    }

    /// Drops all sockets and waits until each has said goodbye.
    pub async fn goodbye(mut self) {
        self.held.clear();
        self.events.close();
        // What is left in the queue holds its share of the room.
        while self.events.try_recv().is_ok() {}
        while self.tasks.join_next().await.is_some() {}
    }

    fn heard(&mut self, event: SocketEvent) -> Option<SocketEvent> {
        match event.what {
            Happened::Closed(_) => self.held.remove(&event.link).map(|_| event),
            _ => self.held.contains_key(&event.link).then_some(event),
        }
    }

    fn lose(&mut self, link: LinkId, reason: String) {
        self.own.push_back(SocketEvent { link, at: self.mouth.clock.now(), what: Happened::Closed(reason), _room: None });
    }
}
