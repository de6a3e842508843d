//! Does a whole venue's loop hold together?

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use twinline_core::session::{Command, FetchError, Output};
use twinline_model::{Timestamp, Trade};
use twinline_venue::{Endpoints, Step};

use super::peer::{Canned, HttpPeer, Peer};
use super::soon;
use super::toy::{Ear, Told, Toy, id, quotes};
use crate::calls::MAX_FLIGHTS;
use crate::{Egress, Gone, RuntimeError, TryError, VenueConfig, VenueHandle, start};

fn config(rest: &str, ws: &str, egress: Egress) -> VenueConfig {
    let endpoints = Endpoints { rest: rest.to_owned(), ws: ws.to_owned(), commands: None };
    VenueConfig { endpoints, epoch: 1, seed: 7, user_agent: "toy/1".to_owned(), egress }
}

fn egress() -> Egress {
    Egress::new().expect("root certificates")
}

/// A running toy venue and what its sink is told.
struct Running {
    handle: VenueHandle<Command>,
    told: mpsc::UnboundedReceiver<Told>,
}

impl Running {
    fn start(rest: &str, ws: &str, egress: Egress) -> Self {
        let (ear, told) = mpsc::unbounded_channel();
        let handle = start(config(rest, ws, egress), Arc::new(Toy), Ear(ear)).expect("a start");
        Self { handle, told }
    }

    async fn ask(&self, command: Command) {
        self.handle.request(command).await.expect("a running venue");
    }

    async fn fetch(&self, ticket: u64) {
        self.ask(Command::Fetch { ticket, step: Step::Trades { instrument: id(), from_id: None, limit: 1 } }).await;
    }

    async fn output<T>(&mut self, what: &str, pick: impl Fn(Timestamp, Output) -> Option<T>) -> T {
        loop {
            match soon(what, self.told.recv()).await {
                Some(Told::Output(now, output)) => {
                    if let Some(picked) = pick(now, *output) {
                        return picked;
                    }
                }
                Some(Told::Penalty(_)) => {}
                None => panic!("{what}: the venue has ended"),
            }
        }
    }

    async fn fetched(&mut self, wanted: u64) -> Result<Vec<Trade>, FetchError> {
        self.output("rows", |_, output| match output {
            Output::Fetched { ticket, result } if ticket == wanted => Some(result.map(|_| Vec::new())),
            _ => None,
        })
        .await
    }

    async fn ready(&mut self) {
        self.output("instruments", |_, output| matches!(output, Output::Instruments(_)).then_some(())).await;
    }
}

#[tokio::test]
async fn quotes_flow_from_the_socket_to_the_sink_and_a_stop_says_goodbye() {
    const COUNT: u64 = 2_000;
    let (rest, peer) = (HttpPeer::serve(|_| Canned::ok("")).await, Peer::bind().await);
    let mut running = Running::start(&rest.url, &peer.url("ws"), egress());
    running.ask(Command::Want(quotes())).await;
    let mut venue = peer.accept().await;
    assert_eq!(soon("subscription", venue.next()).await.expect("open").expect("a message"), Message::text("subscribe"));
    for nth in 1..=COUNT {
        venue.feed(Message::text(nth.to_string())).await.expect("room");
    }
    venue.flush().await.expect("room");
    let mut last = Timestamp::default();
    for nth in 1..=COUNT {
        let (now, event) = running
            .output("quote", |now, output| match output {
                Output::Market(event) => Some((now, event)),
                _ => None,
            })
            .await;
        assert_eq!(event.cursor.seq, nth);
        assert!(event.ts_recv >= last && event.ts_recv == now);
        last = event.ts_recv;
    }
    let handle = running.handle.clone();
    let stop = tokio::spawn(running.handle.stop());
    assert!(matches!(soon("close frame", venue.next()).await, Some(Ok(Message::Close(Some(_))))));
    drop(venue.close(None).await);
    soon("stop", stop).await.expect("no panic");
    assert!(handle.is_gone());
    assert_eq!(handle.request(Command::TryNow).await, Err(Gone));
    assert_eq!(handle.try_request(Command::TryNow), Err(TryError::Gone(Command::TryNow)));
    soon("second stop", handle.stop()).await;
    let mut stopped = false;
    while let Some(told) = running.told.recv().await {
        stopped |= matches!(told, Told::Output(_, output) if matches!(*output, Output::Stopped));
    }
    assert!(stopped, "the sink is told of the stop and dropped");
}

#[tokio::test]
async fn a_venue_that_does_not_say_goodbye_does_not_hold_up_a_stop() {
    let (rest, peer) = (HttpPeer::serve(|_| Canned::Silence).await, Peer::bind().await);
    let mut running = Running::start(&rest.url, &peer.url("ws"), egress());
    let before = Instant::now();
    running.handle.clone().stop().await;
    assert!(before.elapsed() < Duration::from_secs(1), "a call in the air is not waited for");
    let rest = HttpPeer::serve(|_| Canned::ok("")).await;
    running = Running::start(&rest.url, &peer.url("ws"), egress());
    running.ask(Command::Want(quotes())).await;
    let _deaf = peer.accept().await;
    let before = Instant::now();
    running.handle.stop().await;
    assert!(before.elapsed() < Duration::from_secs(3), "took {:?}", before.elapsed());
}

#[tokio::test]
async fn a_lost_socket_is_opened_again() {
    let (rest, peer) = (HttpPeer::serve(|_| Canned::ok("")).await, Peer::bind().await);
    let running = Running::start(&rest.url, &peer.url("ws"), egress());
    running.ask(Command::Want(quotes())).await;
    drop(peer.accept().await);
    let mut again = peer.accept().await;
    assert_eq!(soon("subscription", again.next()).await.expect("open").expect("a message"), Message::text("subscribe"));
}

#[tokio::test]
async fn the_venue_ends_with_its_last_handle() {
    let (rest, peer) = (HttpPeer::serve(|_| Canned::ok("")).await, Peer::bind().await);
    let Running { handle, mut told } = Running::start(&rest.url, &peer.url("ws"), egress());
    drop(handle);
    soon("end", async { while told.recv().await.is_some() {} }).await;
}

#[tokio::test]
async fn silence_of_the_venue_is_lost_and_what_cannot_be_said_is_not_asked() {
    let (rest, peer) =
        (HttpPeer::serve(|path| if path.starts_with("/trades") { Canned::Silence } else { Canned::ok("") }).await, Peer::bind().await);
    let mut running = Running::start(&rest.url, &peer.url("ws"), egress());
    running.ready().await;
    running.fetch(1).await;
    assert_eq!(running.fetched(1).await, Err(FetchError::Lost("no answer within 400 ms".to_owned())));
    running.ask(Command::Fetch { ticket: 2, step: Step::Mark { instrument: id() } }).await;
    assert!(matches!(running.fetched(2).await, Err(FetchError::NotAdmitted(_))));
}

#[tokio::test]
async fn calls_that_fly_are_few_and_all_come_to_an_end() {
    const COUNT: u64 = 60;
    let mut rest = HttpPeer::serve(|path| if path.starts_with("/trades") { Canned::Silence } else { Canned::ok("") }).await;
    let peer = Peer::bind().await;
    let mut running = Running::start(&rest.url, &peer.url("ws"), egress());
    running.ready().await;
    for ticket in 1..=COUNT {
        running.fetch(ticket).await;
    }
    assert!(running.fetched(1).await.is_err());
    let mut asked = 0;
    while rest.asked.try_recv().is_ok() {
        asked += 1;
    }
    assert!((MAX_FLIGHTS..=2 * MAX_FLIGHTS).contains(&asked), "{asked} calls had left when the first one was given up");
    assert!(running.fetched(COUNT).await.is_err());
}

#[tokio::test]
async fn a_refusal_holds_later_calls_as_long_as_it_asks() {
    let asked = AtomicUsize::new(0);
    let mut rest = HttpPeer::serve(move |path| match path.starts_with("/trades") && asked.fetch_add(1, Ordering::Relaxed) == 0 {
        true => Canned::Answer { status: 429, headers: vec![("Retry-After", "1".to_owned())], body: String::new() },
        false => Canned::ok(""),
    })
    .await;
    let peer = Peer::bind().await;
    let mut running = Running::start(&rest.url, &peer.url("ws"), egress());
    running.ready().await;
    rest.next().await;
    running.fetch(1).await;
    let (first, _) = rest.next().await;
    assert!(matches!(running.fetched(1).await, Err(FetchError::Refused(_))));
    running.fetch(2).await;
    assert!(running.fetched(2).await.is_ok());
    let (second, _) = rest.next().await;
    assert!(second - first >= Duration::from_millis(990), "asked again after {:?}", second - first);
}

#[tokio::test]
async fn a_ban_of_one_venue_holds_the_other_on_its_host() {
    let egress = egress();
    let until = egress.clock().now().as_millis() + 3_600_000;
    let rest = HttpPeer::serve(move |path| match path.starts_with("/trades") {
        true => Canned::Answer { status: 418, headers: Vec::new(), body: until.to_string() },
        false => Canned::ok(""),
    })
    .await;
    let peer = Peer::bind().await;
    let mut one = Running::start(&rest.url, &peer.url("ws"), egress.clone());
    let mut two = Running::start(&rest.url, &peer.url("ws"), egress);
    one.ready().await;
    two.ready().await;
    one.fetch(1).await;
    assert!(matches!(one.fetched(1).await, Err(FetchError::Refused(_))));
    two.fetch(2).await;
    assert_eq!(two.fetched(2).await, Err(FetchError::NotAdmitted(Timestamp::from_millis(until))));
    loop {
        match soon("penalty", two.told.recv()).await {
            Some(Told::Penalty(Some(penalty))) => break assert_eq!(penalty, (Timestamp::from_millis(until), true)),
            Some(_) => {}
            None => panic!("the venue has ended"),
        }
    }
}

#[test]
fn a_venue_does_not_begin_without_a_runtime() {
    let (ear, _told) = mpsc::unbounded_channel();
    let begun = start(config("http://127.0.0.1:1", "ws://127.0.0.1:1", egress()), Arc::new(Toy), Ear(ear));
    assert!(matches!(begun, Err(RuntimeError::NoRuntime)));
}

#[tokio::test]
async fn wrong_addresses_are_found_at_the_start() {
    let why = |rest: &str, ws: &str| {
        let (ear, _told) = mpsc::unbounded_channel();
        start(config(rest, ws, egress()), Arc::new(Toy), Ear(ear)).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(
        why("http://venue.test", "wss://venue.test"),
        Err("venue.test: plain text is refused beyond this machine, use https".to_owned())
    );
    assert_eq!(
        why("https://venue.test", "ws://venue.test"),
        Err("venue.test: plain text is refused beyond this machine, use wss".to_owned())
    );
    assert_eq!(why("https://venue.test", "https://venue.test"), Err("venue.test: scheme https is not spoken here".to_owned()));
}
