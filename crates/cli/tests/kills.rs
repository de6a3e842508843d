//! A gateway that trades is killed at any moment and begun again: nothing is lost, nothing is doubled, and what it knows is
//! what the venue's own books say.
//!
//! `KILLS` sets how often in all (10), `KILL_DESKS` at how many venues side by side (2), `KILL_SEED` the first seed (1).

mod harness;
mod processes;
mod program;

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use harness::PATIENCE;
use processes::{ACCOUNT, Books, Dice, Door, Gateway, Kind, Market, Place, Record, Told, Trader, Venue, count, differences, end, short};

/// Clients that trade at once.
const CLIENTS: u64 = 4;
/// Longest that the books may differ from the venue's while orders that rest are filled.
const SETTLED: Duration = Duration::from_secs(3);

/// What was seen, for the report.
#[derive(Debug, Default)]
struct Figures {
    seed: u64,
    kills: u64,
    kills_while_beginning: u64,
    commands: usize,
    cut: usize,
    asked_again: usize,
    equal_at_first_look: u64,
    slowest_live_ms: u128,
    slowest_equal_ms: u128,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_gateway_knows_what_the_venue_knows() {
    let (desks, first) = (count("KILL_DESKS", 2), count("KILL_SEED", 1));
    let kills = count("KILLS", 10).div_ceil(desks);
    let mut running = tokio::task::JoinSet::new();
    for seed in first..first + desks {
        running.spawn(desk(seed, kills));
    }
    while let Some(figures) = running.join_next().await {
        let figures = figures.unwrap();
        println!("seed {}: {figures:?}", figures.seed);
    }
}

/// One venue, one account, one gateway that is killed so often.
async fn desk(seed: u64, kills: u64) -> Figures {
    let venue = Venue::start(seed, &["--latency-ms", "8"]);
    let place = Place::new("kills", &venue);
    let (mut dice, mut figures, mut records) = (Dice::new(seed), Figures { seed, ..Figures::default() }, Vec::new());
    let mut gateway = place.up();
    gateway.door.live().await;
    for life in 0..kills {
        let told = one_life(&venue, gateway, life, &mut dice).await;
        figures.cut += told.iter().filter(|record| record.told == Told::Lost).count();
        figures.kills += 1;
        if dice.below(4) == 0 {
            let mut child = place.spawn();
            tokio::time::sleep(Duration::from_millis(dice.below(250))).await;
            end(&mut child);
            figures.kills_while_beginning += 1;
        }
        gateway = place.up();
        gateway.door.live().await;
        figures.slowest_live_ms = figures.slowest_live_ms.max(gateway.begun_at.elapsed().as_millis());
        equal(&venue, &gateway.door, &place, &mut figures).await;
        figures.asked_again += ask_again(&gateway.door, &told).await;
        records.extend(told);
        pay(&venue).await;
    }
    figures.commands = records.len();
    gateway.door.until("every outcome is known", "/accounts", |page| page["data"][0]["unknown_orders"] == 0).await;
    equal(&venue, &gateway.door, &place, &mut figures).await;
    reflected(&gateway.door, &records).await;
    whole_history(&gateway.door).await;
    assert!(figures.cut > 0 && figures.commands > 0, "nothing was in flight when the gateway was killed: {figures:?}");
    figures
}

/// Clients trade until the gateway is killed; what each was told.
async fn one_life(venue: &Venue, gateway: Gateway, life: u64, dice: &mut Dice) -> Vec<Record> {
    let markets = [
        Market { instrument: "binance:BTCUSDT", price: venue.price("BTCUSDT").await, qty: &["0.002", "0.003", "0.005"] },
        Market { instrument: "binance:ETHUSDT", price: venue.price("ETHUSDT").await, qty: &["0.05", "0.075", "0.1"] },
    ];
    for market in &markets {
        gateway.door.marked(market.instrument).await;
    }
    let mut clients = tokio::task::JoinSet::new();
    for client in 0..CLIENTS {
        let (door, markets) = (gateway.door.clone(), markets.clone());
        let mut trader = Trader::new(&format!("k{life}-{client}"), dice.below(u64::MAX));
        clients.spawn(async move {
            trader.trade(&door, &markets, usize::MAX).await;
            trader.records
        });
    }
    tokio::time::sleep(Duration::from_millis(150 + dice.below(1_200))).await;
    // At a moment of chance, but never while all of them happen to wait for their budget.
    let waited = Instant::now();
    while gateway.door.under_way.load(Ordering::SeqCst) == 0 {
        assert!(waited.elapsed() < PATIENCE, "nobody trades");
        tokio::task::yield_now().await;
    }
    tokio::task::block_in_place(|| gateway.kill());
    clients.join_all().await.into_iter().flatten().collect()
}

/// The books are equal; at once, unless the market moves just then.
async fn equal(venue: &Venue, door: &Door, place: &Place, figures: &mut Figures) {
    let begun = Instant::now();
    let (mut looks, mut still) = (0, 0);
    loop {
        let before = venue.truth().await;
        let here = Books::read(door, ACCOUNT).await;
        let found = differences(&here, &before);
        looks += 1;
        if found.is_empty() {
            figures.equal_at_first_look += u64::from(looks == 1);
            figures.slowest_equal_ms = figures.slowest_equal_ms.max(begun.elapsed().as_millis());
            return;
        }
        // A fill in the middle of a look makes its parts differ; only what was still while it was looked at counts.
        let after = venue.truth().await;
        still += u32::from(["orders", "algo_orders", "fills"].iter().all(|what| before[what] == after[what]));
        assert!(still < 5 || begun.elapsed() < SETTLED, "{figures:?}: {found:#?}\n{}", place.said());
    }
}

/// What was asked under a key and not answered is asked again, under the same key: it is answered, and nothing is placed twice.
async fn ask_again(door: &Door, records: &[Record]) -> usize {
    let cut = records.iter().filter(|record| record.told == Told::Lost);
    let keyed: Vec<(&Record, &String)> = cut.filter_map(|record| Some((record, record.key.as_ref()?))).collect();
    for (record, key) in &keyed {
        let (status, row) =
            door.send("POST", &format!("/accounts/{ACCOUNT}/orders"), &record.body, &format!("idempotency-key: {key}\r\n")).await;
        assert!(matches!(status, 201 | 202) || row["outcome"] == "not_applied", "{record:?}: {status} {row}");
        if status < 300 {
            assert_eq!(row["client_order_id"], record.body["client_order_id"], "{row}");
        }
    }
    keyed.len()
}

/// The account does not run dry in a long run.
async fn pay(venue: &Venue) {
    let wallet = venue.truth().await["balances"]["USDT"]["wallet"].as_str().unwrap().split('.').next().unwrap().parse::<i64>().unwrap();
    if wallet < 4_000 {
        venue.pull("deposit", serde_json::json!({"account": ACCOUNT, "asset": "USDT", "amount": "2000"})).await;
    }
}

/// Every answered command is in what is known, and every one without an answer has an outcome.
async fn reflected(door: &Door, records: &[Record]) {
    let orders = door.all(&format!("/accounts/{ACCOUNT}/orders?status=all")).await;
    let of = |name: &str| orders.iter().find(|order| order["client_order_id"] == name);
    for (at, record) in records.iter().enumerate().filter(|(_, record)| record.kind != Kind::Close) {
        let order = of(&record.name);
        let status = order.map_or("absent", |order| order["status"].as_str().unwrap());
        assert!(!matches!(status, "unknown" | "pending"), "no outcome: {record:?}: {status}");
        let Told::Answer(answered, row) = &record.told else { continue };
        match (record.kind, answered) {
            (Kind::Place, 201) => assert!(!matches!(status, "absent" | "rejected"), "lost: {record:?}: {status}"),
            (Kind::Place, 202) => assert_ne!(status, "absent", "lost: {record:?}"),
            (Kind::Place, _) if row["outcome"] == "not_applied" => {
                assert!(matches!(status, "absent" | "rejected"), "refused and there: {record:?}: {status}");
            }
            (Kind::Cancel, 200) => {
                assert!(matches!(status, "canceled" | "filled" | "expired" | "rejected"), "canceled and there: {record:?}: {status}");
            }
            (Kind::Edit, 200) if !records[at + 1..].iter().any(|later| later.name == record.name && later.kind == Kind::Edit) => {
                let qty = order.and_then(|order| order["qty"].as_str()).map(short);
                assert_eq!(qty, record.body["qty"].as_str().map(short), "an answered edit: {record:?}: {order:?}");
            }
            _ => {}
        }
    }
}

/// One history over all lives: dense, epochs only rise, no fill twice.
async fn whole_history(door: &Door) {
    let (mut after, mut epoch, mut seq) = ("0.0".to_owned(), 0, 0);
    let mut fills = std::collections::BTreeSet::new();
    loop {
        let page = door.get(&format!("/events?account={ACCOUNT}&after={after}&limit=1000")).await;
        for row in page["data"].as_array().unwrap() {
            let place = (row["epoch"].as_u64().unwrap(), row["seq"].as_u64().unwrap());
            assert!(place.0 >= epoch && place.1 == seq + 1, "{place:?} after {epoch}.{seq}");
            (epoch, seq) = place;
            if row["data"]["event"] == "fill" {
                let fill = &row["data"]["fill"];
                assert!(fills.insert((fill["instrument"].to_string(), fill["trade_id"].to_string())), "told twice: {row}");
            }
        }
        after = format!("{epoch}.{seq}");
        if page["next"].is_null() {
            return;
        }
    }
}
