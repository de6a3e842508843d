//! Books as clients build them equal the venue's own.

mod bench;

use std::collections::BTreeMap;

use bench::{Bench, number, small, text};
use serde_json::Value;

/// Price and size of each level, best first.
type Rows = Vec<(String, String)>;

/// A book built by the venue's rule, with prices and sizes as they were written.
#[derive(Default)]
struct Client {
    bids: BTreeMap<i128, (String, String)>,
    asks: BTreeMap<i128, (String, String)>,
    update_id: i64,
    anchored: bool,
}

fn key(price: &str) -> i128 {
    price.replace('.', "").parse().expect("a price")
}

impl Client {
    fn from_snapshot(body: &Value) -> Client {
        let mut client = Client { update_id: number(body, "lastUpdateId"), ..Client::default() };
        client.set(&body["bids"], &body["asks"]);
        client
    }

    fn set(&mut self, bids: &Value, asks: &Value) {
        for (side, rows) in [(&mut self.bids, bids), (&mut self.asks, asks)] {
            for row in rows.as_array().expect("rows") {
                let (price, size) = (row[0].as_str().expect("a price"), row[1].as_str().expect("a size"));
                if size.bytes().all(|byte| byte == b'0' || byte == b'.') {
                    side.remove(&key(price));
                } else {
                    side.insert(key(price), (price.to_owned(), size.to_owned()));
                }
            }
        }
    }

    /// Applies an event by the documented rule; false when the chain is broken.
    fn apply(&mut self, event: &Value) -> bool {
        let (first, last, previous) = (number(event, "U"), number(event, "u"), number(event, "pu"));
        if last < self.update_id {
            return true;
        }
        let fits = if self.anchored {
            previous == self.update_id
        } else {
            previous == self.update_id || (first <= self.update_id && self.update_id <= last)
        };
        if !fits {
            return false;
        }
        self.anchored = true;
        self.update_id = last;
        self.set(&event["b"], &event["a"]);
        true
    }

    fn sides(&self) -> (Rows, Rows) {
        (self.bids.values().rev().cloned().collect(), self.asks.values().cloned().collect())
    }
}

fn true_sides(bench: &Bench, symbol: &str, update_id: i64) -> (Rows, Rows) {
    let book = bench.simulator.book_at(symbol, u64::try_from(update_id).ok()).expect("a book that is remembered");
    let rows = |side: &Value| {
        let rows = side.as_array().expect("rows").iter();
        rows.map(|row| (row[0].as_str().expect("text").to_owned(), row[1].as_str().expect("text").to_owned())).collect()
    };
    (rows(&book["bids"]), rows(&book["asks"]))
}

#[test]
fn snapshot_and_diffs_give_the_truth_for_every_seed_and_speed() {
    for seed in 0..50 {
        let mut bench = Bench::new(small(seed));
        let speeds = ["@depth@100ms", "@depth", "@depth@250ms", "@depth@500ms"];
        let symbols = ["BTCUSDT", "SUSHIUSDT"];
        let mut conns = Vec::new();
        for symbol in symbols {
            for speed in speeds {
                let path = format!("/public/ws/{}{speed}", symbol.to_lowercase());
                conns.push((symbol, bench.connect(&path)));
            }
        }
        bench.run_ms(1_000 + i64::try_from(seed).unwrap_or(0) * 37);
        let snapshots: Vec<Value> =
            symbols.iter().map(|symbol| bench.get(&format!("/fapi/v1/depth?symbol={symbol}&limit=1000")).json()).collect();
        bench.run_ms(7_000);
        for (symbol, conn) in conns {
            let snapshot = &snapshots[usize::from(symbol == "SUSHIUSDT")];
            let mut client = Client::from_snapshot(snapshot);
            assert_eq!(client.sides(), true_sides(&bench, symbol, client.update_id), "the snapshot is the truth");
            let mut previous = None;
            let events = bench.seen[&conn].values();
            assert!(events.len() >= 10, "seed {seed} {symbol} {}", events.len());
            for event in events {
                assert!(number(&event, "pu") < number(&event, "U") && number(&event, "U") <= number(&event, "u"));
                assert_eq!(previous.unwrap_or(number(&event, "pu")), number(&event, "pu"), "the chain holds");
                previous = Some(number(&event, "u"));
                assert!(client.apply(&event), "seed {seed} {symbol}");
                if client.anchored {
                    assert_eq!(client.sides(), true_sides(&bench, symbol, client.update_id), "seed {seed} {symbol}");
                }
            }
            assert!(client.anchored);
        }
    }
}

#[test]
fn the_next_id_is_not_the_last_plus_one() {
    let mut bench = Bench::new(small(1));
    let conn = bench.connect("/public/ws/btcusdt@depth@100ms");
    bench.run_ms(5_000);
    let events = bench.seen[&conn].values();
    assert!(events.iter().any(|event| number(event, "U") != number(event, "pu") + 1), "ids advance for other symbols too");
}

#[test]
fn book_ticker_is_the_top_of_the_book() {
    let mut bench = Bench::new(small(2));
    let conn = bench.connect("/public/stream?streams=btcusdt@bookTicker/btcusdt@depth@100ms");
    bench.run_ms(200);
    let snapshot = bench.get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000").json();
    bench.run_ms(20_000);
    let mut client = Client::from_snapshot(&snapshot);
    let mut compared = 0;
    let frames = bench.seen[&conn].values();
    let tickers: Vec<&Value> = frames.iter().filter(|frame| frame["stream"] == "btcusdt@bookTicker").map(|frame| &frame["data"]).collect();
    for frame in frames.iter().filter(|frame| frame["stream"] == "btcusdt@depth@100ms") {
        assert!(client.apply(&frame["data"]));
        let last = tickers.iter().rev().find(|ticker| number(ticker, "u") <= client.update_id);
        let Some(ticker) = last.filter(|_| client.anchored) else { continue };
        let (bids, asks) = client.sides();
        assert_eq!(bids[0], (text(ticker, "b").to_owned(), text(ticker, "B").to_owned()));
        assert_eq!(asks[0], (text(ticker, "a").to_owned(), text(ticker, "A").to_owned()));
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
    for ticker in tickers {
        let (bids, asks) = true_sides(&bench, "BTCUSDT", number(ticker, "u"));
        assert_eq!((bids[0].0.as_str(), asks[0].0.as_str()), (text(ticker, "b"), text(ticker, "a")));
    }
}

#[test]
fn partial_books_are_the_best_levels() {
    let mut bench = Bench::new(small(3));
    for levels in [5_usize, 10, 20] {
        for speed in ["", "@100ms", "@500ms"] {
            let conn = bench.connect(&format!("/public/ws/sushiusdt@depth{levels}{speed}"));
            bench.run_ms(3_000);
            let events = bench.seen[&conn].values();
            assert!(!events.is_empty());
            for event in events {
                let (bids, asks) = true_sides(&bench, "SUSHIUSDT", number(&event, "u"));
                for (side, truth) in [("b", bids), ("a", asks)] {
                    let rows: Vec<(String, String)> = serde_json::from_value(event[side].clone()).expect("rows");
                    assert_eq!(rows, truth[..levels]);
                }
            }
        }
    }
}

#[test]
fn a_snapshot_has_the_levels_asked_for() {
    let mut bench = Bench::new(small(4));
    for (limit, weight) in [(5, 2), (10, 2), (20, 2), (50, 2), (100, 5), (500, 10), (1_000, 20)] {
        let before = bench.get("/fapi/v1/ping").weight();
        let reply = bench.get(&format!("/fapi/v1/depth?symbol=BTCUSDT&limit={limit}"));
        assert_eq!(reply.weight() - before, weight, "limit {limit}");
        let rows = reply.json()["bids"].as_array().map_or(0, Vec::len);
        assert!(rows <= limit && rows >= limit.min(200), "{rows} of {limit}");
    }
}

#[test]
fn an_old_book_can_be_asked_for_and_an_unknown_one_not() {
    let mut bench = Bench::new(small(5));
    let first = number(&bench.get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000").json(), "lastUpdateId");
    let opening = true_sides(&bench, "BTCUSDT", first);
    bench.run_ms(1_000);
    assert_eq!(true_sides(&bench, "BTCUSDT", first), opening, "even the very first");
    let id = number(&bench.get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000").json(), "lastUpdateId");
    let then = true_sides(&bench, "BTCUSDT", id);
    bench.run_ms(30_000);
    assert_eq!(true_sides(&bench, "BTCUSDT", id), then);
    let reply = bench.get(&format!("/control/truth?symbol=BTCUSDT&u={id}"));
    assert_eq!((reply.status, number(&reply.json(), "lastUpdateId")), (200, id));
    assert_eq!(bench.get("/control/truth?symbol=BTCUSDT&u=999999999999999").status, 404);
    assert_eq!(bench.get("/control/truth?symbol=BTCUSDT&u=x").status, 400);
    assert_eq!(bench.get("/control/truth?symbol=NONE").status, 404);
}
