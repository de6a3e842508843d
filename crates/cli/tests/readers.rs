//! Readers of an account whose connections are killed again and again while orders flow: what each has seen in the end is the
//! journal, event by event. The gateway itself is killed, too, now and then.
//!
//! `READERS` sets how many (60), `READER_KILLS` how often (50).

mod harness;
mod processes;
mod program;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use harness::Socket;
use processes::{ACCOUNT, Dice, Door, Gateway, Market, Place, Trader, Venue, count};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

/// Longest that reading to the end may take once nothing more happens.
const PATIENCE: Duration = Duration::from_secs(120);
/// Every so many rounds the gateway is killed instead of the connections.
const GATEWAY_KILLED_EVERY: u64 = 12;

/// An event: its place, and a digest of what it says.
type Event = (u64, u64, u64);

/// What all readers are told.
#[derive(Clone)]
struct Word {
    round: u64,
    door: Door,
    /// How many readers are back, by round.
    back: Arc<[AtomicU64]>,
    /// Where the history ends, once nothing more happens.
    end: Option<(u64, u64)>,
}

#[derive(Debug, Default)]
struct Seen {
    began: (u64, u64),
    at: Option<(u64, u64)>,
    events: Vec<Event>,
    connections: u64,
}

fn digest(data: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    data.to_string().hash(&mut hasher);
    hasher.finish()
}

fn place(row: &Value) -> (u64, u64) {
    (row["epoch"].as_u64().unwrap(), row["seq"].as_u64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_reader_sees_every_event_once_whatever_is_killed() {
    let (readers, kills) = (count("READERS", 60), count("READER_KILLS", 50));
    let venue = Venue::start(46, &[]);
    let room = (readers + 100).to_string();
    let place =
        Place::new("readers", &venue).with("TWINLINE_LIMITS__CONNECTIONS", &room).with("TWINLINE_LIMITS__CONNECTIONS_PER_ADDRESS", &room);
    let mut gateway = place.up();
    gateway.door.live().await;
    let back: Arc<[AtomicU64]> = (0..=kills).map(|_| AtomicU64::new(0)).collect();
    let (tell, told) = watch::channel(Word { round: 0, door: gateway.door.clone(), back: back.clone(), end: None });
    let mut reading = JoinSet::new();
    for reader in 0..readers {
        reading.spawn(read(told.clone(), Dice::new(reader)));
    }
    let mut trading = trade(&venue, told.clone()).await;
    let mut dice = Dice::new(46);
    for round in 1..=kills {
        most_are_back(&back[round as usize - 1], readers).await;
        tokio::time::sleep(Duration::from_millis(20 + dice.below(60))).await;
        if round % GATEWAY_KILLED_EVERY == 0 {
            gateway = tokio::task::block_in_place(|| again(&place, gateway));
        }
        tell.send_modify(|word| (word.round, word.door) = (round, gateway.door.clone()));
    }
    let much = |snapshot: &Value| snapshot["seq"].as_u64() > Some(100);
    gateway.door.until("enough has happened", &format!("/accounts/{ACCOUNT}/snapshot"), much).await;
    trading.abort_all();
    while trading.join_next().await.is_some() {}
    let end = quiet(&gateway.door).await;
    tell.send_modify(|word| word.end = Some(end));
    let seen = tokio::time::timeout(PATIENCE, reading.join_all()).await.expect("readers come to the end");
    let journal = journal(&gateway.door).await;
    for seen in &seen {
        let after = |place: (u64, u64)| journal.iter().position(|event| (event.0, event.1) == place).map_or(0, |at| at + 1);
        let due = &journal[after(seen.began)..after(seen.at.unwrap())];
        assert!(seen.events == due && seen.at >= Some(end), "{}", difference(&seen.events, due));
    }
    let (events, connections) =
        (seen.iter().map(|seen| seen.events.len()).sum::<usize>(), seen.iter().map(|seen| seen.connections).sum::<u64>());
    println!(
        "{readers} readers, {kills} rounds, {connections} connections, {} events, {events} seen, all equal to the journal",
        journal.len()
    );
    assert!(connections >= readers * kills * 9 / 10, "too few were cut off");
}

/// Nine in ten have heard something; the others are hit wherever they are.
async fn most_are_back(back: &AtomicU64, readers: u64) {
    let begun = Instant::now();
    while back.load(Ordering::Relaxed) < readers * 9 / 10 {
        assert!(begun.elapsed() < PATIENCE, "{} of {readers} readers are back", back.load(Ordering::Relaxed));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn again(place: &Place, gateway: Gateway) -> Gateway {
    gateway.kill();
    place.up()
}

/// Where two histories part.
fn difference(seen: &[Event], journal: &[Event]) -> String {
    let at = seen.iter().zip(journal).position(|(one, other)| one != other).unwrap_or(seen.len().min(journal.len()));
    let around = |events: &[Event]| events.iter().skip(at.saturating_sub(2)).take(5).map(|event| (event.0, event.1)).collect::<Vec<_>>();
    format!("{} seen, {} in the journal; they part at {at}: {:?} and {:?}", seen.len(), journal.len(), around(seen), around(journal))
}

/// Clients that trade, whichever gateway is there.
async fn trade(venue: &Venue, told: watch::Receiver<Word>) -> JoinSet<()> {
    let markets = [Market { instrument: "binance:BTCUSDT", price: venue.price("BTCUSDT").await, qty: &["0.002", "0.003"] }];
    let mut trading = JoinSet::new();
    for client in 0..3u64 {
        let (told, markets) = (told.clone(), markets.clone());
        trading.spawn(async move {
            for life in 0.. {
                let door = told.borrow().door.clone();
                Trader::new(&format!("r{client}-{life}"), client * 1_000 + life).trade(&door, &markets, 20).await;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
    }
    trading
}

/// Everything is canceled, and nothing happens any more. Where the history ends.
async fn quiet(door: &Door) -> (u64, u64) {
    door.live().await;
    let begun = Instant::now();
    loop {
        let (status, said) = door.send("DELETE", &format!("/accounts/{ACCOUNT}/orders"), &Value::Null, "").await;
        assert_eq!(status, 202, "{said}");
        let row = door.until("nothing is open", "/accounts", |page| page["data"][0]["unknown_orders"] == 0).await;
        if row["data"][0]["open_orders"] == 0 {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "orders stay open: {row}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    place(&door.get(&format!("/accounts/{ACCOUNT}/snapshot")).await)
}

/// The whole history, as the journal has it.
async fn journal(door: &Door) -> Vec<Event> {
    let (mut events, mut after) = (Vec::new(), (0, 0));
    loop {
        let page = door.get(&format!("/events?account={ACCOUNT}&after={}.{}&limit=1000", after.0, after.1)).await;
        for row in page["data"].as_array().unwrap() {
            after = place(row);
            events.push((after.0, after.1, digest(&row["data"])));
        }
        if page["next"].is_null() {
            return events;
        }
    }
}

/// Reads to the end, whatever happens to its connections.
async fn read(mut told: watch::Receiver<Word>, mut dice: Dice) -> Seen {
    let mut seen = Seen::default();
    loop {
        let word = told.borrow_and_update().clone();
        tokio::select! {
            () = follow(&word, &mut seen) => {}
            () = changed(&mut told, &word) => {
                tokio::time::sleep(Duration::from_millis(dice.below(40))).await;
            }
        }
        if word.end.is_some_and(|end| seen.at.is_some_and(|at| at >= end)) {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Until another round has begun, or the end is known.
async fn changed(told: &mut watch::Receiver<Word>, word: &Word) {
    let gone = told.wait_for(|now| now.round != word.round || now.end != word.end).await.is_err();
    assert!(!gone, "nobody tells readers what to do");
}

/// One connection: from the place where the last one ended, until it breaks or the end is seen. Dropped at any moment.
async fn follow(word: &Word, seen: &mut Seen) {
    let mut request = format!("ws://{}/api/v1/stream", word.door.address).into_client_request().unwrap();
    request.headers_mut().insert("authorization", format!("Bearer {}", word.door.token).parse().unwrap());
    let Ok((mut socket, _)) = connect_async(request).await else { return };
    seen.connections += 1;
    let topic = format!("account.{ACCOUNT}");
    let mut wanted = json!({"op": "subscribe", "topics": [topic]});
    if let Some((epoch, seq)) = seen.at {
        wanted["after"] = json!({ topic: {"epoch": epoch, "seq": seq} });
    }
    if socket.send(Message::Text(wanted.to_string().into())).await.is_err() {
        return;
    }
    let mut first = true;
    while word.end.is_none_or(|end| seen.at.is_none_or(|at| at < end)) {
        let Some(message) = message(&mut socket).await else { return };
        if std::mem::take(&mut first) {
            word.back[word.round as usize].fetch_add(1, Ordering::Relaxed);
        }
        match (message["type"].as_str(), seen.at) {
            (Some("snapshot"), None) => {
                seen.began = place(&message);
                seen.at = Some(seen.began);
            }
            (Some("event"), Some((_, seq))) => {
                let at = place(&message);
                assert_eq!(at.1, seq + 1, "after {:?}: {message}", seen.at);
                seen.events.push((at.0, at.1, digest(&message["data"])));
                seen.at = Some(at);
            }
            (Some("snapshot" | "gap"), Some(at)) => panic!("resumed at {at:?}, and got {message}"),
            _ => {}
        }
    }
}

/// The next message; none if the connection is broken.
async fn message(socket: &mut Socket) -> Option<Value> {
    loop {
        match socket.next().await?.ok()? {
            Message::Text(text) => return Some(serde_json::from_str(&text).unwrap()),
            Message::Close(_) => return None,
            _ => {}
        }
    }
}
