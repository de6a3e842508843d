//! A gateway that is told to stop in the middle of orders, and requests that come again over a crash.

mod harness;
mod processes;
mod program;

use std::collections::BTreeSet;
use std::time::Duration;

use processes::{ACCOUNT, Books, Door, Place, Told, Venue, differences};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const ONE: &str = "binance:BTCUSDT";
/// Longest that stopping may take.
const GRACE: Duration = Duration::from_secs(5);

fn order(name: &str, price: u64) -> Value {
    json!({"instrument": ONE, "side": "buy", "type": "limit", "price": format!("{price}.0"), "qty": "0.002", "client_order_id": name})
}

fn post(door: &Door, body: Value, key: Option<&str>) -> impl Future<Output = Told> + use<> {
    let (door, head) = (door.clone(), key.map(|key| format!("idempotency-key: {key}\r\n")).unwrap_or_default());
    async move { door.try_send("POST", &format!("/accounts/{ACCOUNT}/orders"), &body, &head).await }
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_ends_in_time_and_every_doubt_is_in_the_journal() {
    let venue = Venue::start(42, &["--latency-ms", "150"]);
    let place = Place::new("stop", &venue);
    let gateway = place.up();
    gateway.door.live().await;
    let price = venue.price("BTCUSDT").await * 97 / 100;
    gateway.door.marked(ONE).await;
    // Of some the answer comes after the end, of others never.
    venue.pull("faults", json!({"name": "reply-lost", "rate": 0.3})).await;
    let mut asked = JoinSet::new();
    for at in 0..24 {
        let sent = post(&gateway.door, order(&format!("stop-{at}"), price), None);
        asked.spawn(async move { (format!("stop-{at}"), sent.await) });
    }
    tokio::time::sleep(Duration::from_millis(60)).await;
    let (code, took) = tokio::task::block_in_place(|| gateway.stop());
    assert_eq!(code, Some(0));
    assert!(took <= GRACE, "{took:?}");
    let told = asked.join_all().await;
    venue.heal().await;

    let gateway = place.up();
    let intended: BTreeSet<String> = gateway
        .door
        .all(&format!("/events?account={ACCOUNT}&after=0.0"))
        .await
        .iter()
        .filter(|row| row["data"]["event"] == "order_placed")
        .map(|row| row["data"]["order"]["order_id"].as_str().unwrap().to_owned())
        .collect();
    for (name, told) in &told {
        let doubtful = match told {
            Told::Answer(status, row) => *status < 300 || row["outcome"] == "unknown",
            Told::Lost | Told::Unreached => false,
        };
        assert!(!doubtful || intended.contains(name), "{name} is in no journal: {told:?}");
    }
    for row in venue.truth().await["orders"].as_array().unwrap() {
        let name = row["client_order_id"].as_str().unwrap();
        assert!(intended.contains(name), "{name} has left and is in no journal");
    }
    gateway.door.live().await;
    gateway.door.until("every outcome is known", "/accounts", |page| page["data"][0]["unknown_orders"] == 0).await;
    let found = differences(&Books::read(&gateway.door, ACCOUNT).await, &venue.truth().await);
    assert!(found.is_empty(), "{found:#?}");
    let answered = told.iter().filter(|(_, told)| told.status().is_some()).count();
    assert!(!intended.is_empty(), "nothing was in flight: {told:#?}");
    println!("24 orders in flight: ended after {took:?}; {answered} were answered, {} intents in the journal", intended.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_means_one_order_also_over_a_crash() {
    let venue = Venue::start(47, &["--latency-ms", "40"]);
    let place = Place::new("once", &venue);
    let mut gateway = place.up();
    gateway.door.live().await;
    let price = venue.price("BTCUSDT").await * 97 / 100;
    let mut body = order("", price);
    body.as_object_mut().unwrap().remove("client_order_id");
    let mut crashed = 0;
    for round in 0..4u64 {
        let key = format!("round-{round}");
        let mut asked = JoinSet::new();
        for _ in 0..100 {
            asked.spawn(post(&gateway.door, body.clone(), Some(&key)));
        }
        if round % 2 == 1 {
            // Killed while a hundred wait: nobody was answered, or all the same.
            tokio::time::sleep(Duration::from_millis(20 + round * 10)).await;
            tokio::task::block_in_place(|| gateway.kill());
            crashed += 1;
        } else {
            let told = asked.join_all().await;
            assert!(told.iter().all(|one| *one == told[0]) && told[0].status() == Some(201), "{told:#?}");
            tokio::task::block_in_place(|| gateway.kill());
        }
        gateway = place.up();
        gateway.door.live().await;
        let mut again = JoinSet::new();
        for _ in 0..100 {
            again.spawn(post(&gateway.door, body.clone(), Some(&key)));
        }
        let again = again.join_all().await;
        assert!(again.iter().all(|one| *one == again[0]), "{again:#?}");
        let Told::Answer(201 | 202, row) = &again[0] else { panic!("{:?}", again[0]) };
        let name = row["order_id"].as_str().unwrap().to_owned();
        let mut other = body.clone();
        other["qty"] = json!("0.003");
        let Told::Answer(status, refused) = post(&gateway.door, other, Some(&key)).await else { panic!("not answered") };
        assert_eq!((status, &refused["code"]), (409, &json!("idempotency_key_reused")), "{refused}");
        gateway
            .door
            .until("its outcome is known", &format!("/accounts/{ACCOUNT}/orders/{name}"), |order| order["status"] != "unknown")
            .await;
        let truth = venue.truth().await;
        let held = truth["orders"].as_array().unwrap();
        assert!(held.len() as u64 <= round + 1, "one order a key: {held:#?}");
        println!("round {round}: {} of the venue's orders, {} here", held.len(), row["status"]);
    }
    assert_eq!(crashed, 2);
}
