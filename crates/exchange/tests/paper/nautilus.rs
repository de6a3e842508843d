//! The same books, trades and orders as another simulated exchange was given, and what it made of them: `vectors/paper/`.
//!
//! Where both models say something about the same thing they say the same, fill for fill; where they differ, the difference is named
//! here, with the reason.

use std::collections::BTreeMap;
use std::path::Path;

use rust_decimal::Decimal;
use serde_json::Value;
use twinline_exchange::Side;
use twinline_exchange::accounts::{AccountId, OrderId};
use twinline_exchange::fills::Latency;
use twinline_exchange::paper::{Listed, Product, Refusal, Terms, Trigger};
use twinline_model::{OrderType, Phase, TimeInForce, TriggerBy};

use crate::bench::{Bench, id, settings, terms};

const PERP: &str = "binance:BTCUSDT";

/// Name, what is filled here in the words of the vectors, and why.
#[rustfmt::skip]
const DIFFERENT: [(&str, &str, &str); 5] = [
    ("a trade uses up who was ahead", "a 9990 5 maker",
     "10 were displayed before the order and 30 traded there: 20 reach it. The other moves what rests by books alone where levels are shown"),
    ("a trade passes the price of what waits", "a 9990 5 maker",
     "whoever sold at 9985 would have sold at 9990 first"),
    ("a trade within the spread meets what waits there", "a 9995 3 maker",
     "nobody else was displayed at that price"),
    ("what was taken is displayed still", "a 10000 10 taker, b 10005 10 taker",
     "what one order took is gone until the display changes; the other gives it to every order again"),
    ("more than is displayed, and more comes", "a 10000 10 taker, a 10005 25 taker, a 10010 40 taker, a 10020 25 taker",
     "a market order waits for a while for what comes; the other leaves it open and gives it nothing more"),
];

struct Played {
    bench: Bench,
    account: AccountId,
    orders: BTreeMap<String, Result<OrderId, Refusal>>,
    trades: u64,
}

impl Played {
    fn new() -> Self {
        let mut settings = settings(1, Latency::NONE);
        for listing in settings.listings.values_mut() {
            // The other exchange knows no least value, and no band about the last price.
            listing.min_notional = Decimal::ZERO;
            listing.band = None;
        }
        let mut bench = Bench::new(settings);
        let account = bench.account("one", &[("USDT", "1000000")]);
        Self { bench, account, orders: BTreeMap::new(), trades: 0 }
    }

    fn step(&mut self, step: &Value) {
        self.bench.now_ns += 1_000_000;
        if let Some(book) = step.get("book") {
            self.bench.show(PERP, &levels(&book["bids"]), &levels(&book["asks"]));
        } else if let Some(trade) = step.get("trade") {
            self.trades += 1;
            let (ticks, lots) = (whole(&trade["ticks"]), whole(&trade["lots"]));
            self.bench.trade(PERP, self.trades, ticks, lots, Some(side(&trade["taker"])));
        } else {
            let placed = self.bench.place(self.account, wanted(&step["order"]));
            self.orders.insert(text(&step["order"]["name"]).to_owned(), placed);
        }
    }

    /// In the order in which they happened: name, price, size, and whether it rested.
    fn fills(&self) -> String {
        let held = self.bench.paper.state().account(self.account).expect("there");
        let name = |order: Option<OrderId>| self.orders.iter().find(|(_, placed)| placed.as_ref().ok() == order.as_ref()).expect("ours").0;
        let told = held.fills.iter().map(|fill| described(name(fill.order), fill.ticks, fill.lots, fill.maker));
        told.collect::<Vec<_>>().join(", ")
    }

    fn end(&self, name: &str) -> &'static str {
        let Ok(order) = &self.orders[name] else { return "rejected" };
        let order = self.bench.order(self.account, *order);
        match order.phase {
            Phase::Filled => "filled",
            Phase::Rejected => "rejected",
            Phase::Canceled | Phase::Expired => "canceled",
            _ if order.executed > 0 => "partially_filled",
            _ => "accepted",
        }
    }
}

fn whole(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no whole number"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn side(value: &Value) -> Side {
    if text(value) == "buy" { Side::Buy } else { Side::Sell }
}

fn levels(value: &Value) -> Vec<(i64, i64)> {
    value.as_array().expect("levels").iter().map(|level| (whole(&level[0]), whole(&level[1]))).collect()
}

fn described(name: &str, ticks: i64, lots: i64, maker: bool) -> String {
    format!("{name} {ticks} {lots} {}", if maker { "maker" } else { "taker" })
}

fn wanted(order: &Value) -> Terms {
    let listed = Listed { instrument: id(PERP), product: Product::Perpetual };
    let kind = match text(&order["type"]) {
        "market" => OrderType::Market,
        "stop_market" => OrderType::StopMarket,
        "limit" => OrderType::Limit,
        other => panic!("{other} is no kind of order"),
    };
    let trigger = order.get("trigger").map(|at| Trigger { ticks: whole(at), by: TriggerBy::Last, trail_ppm: None, follows: false });
    let time_in_force = match order.get("time_in_force").map_or("gtc", text) {
        "gtc" => TimeInForce::Gtc,
        "ioc" => TimeInForce::Ioc,
        "fok" => TimeInForce::Fok,
        other => panic!("{other} is no time in force"),
    };
    let post_only = order.get("post_only").is_some_and(|on| on == true);
    let plain = terms(&listed, side(&order["side"]), kind, whole(&order["lots"]), order.get("ticks").map(whole));
    Terms { trigger, time_in_force, post_only, ..plain }
}

#[test]
fn both_models_make_the_same_of_the_same_market() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/paper/nautilus.json");
    let recorded: Value = serde_json::from_slice(&std::fs::read(file).expect("the vectors are there")).expect("JSON");
    let cases = recorded["cases"].as_array().expect("cases");
    assert!(cases.len() >= 220, "{}", cases.len());
    let (mut wrong, mut fills) = (Vec::new(), 0);
    for case in cases {
        let name = text(&case["name"]);
        let mut played = Played::new();
        case["steps"].as_array().expect("steps").iter().for_each(|step| played.step(step));
        let told = case["fills"].as_array().expect("fills").iter();
        let there: Vec<String> =
            told.map(|fill| described(text(&fill["order"]), whole(&fill["ticks"]), whole(&fill["lots"]), fill["maker"] == true)).collect();
        fills += there.len();
        let (here, there) = (played.fills(), there.join(", "));
        match DIFFERENT.iter().find(|(known, ..)| *known == name) {
            // A difference that is gone is one that nobody must explain any more.
            Some((_, expected, why)) if here != *expected || here == there => wrong.push(format!("{name}: {here}; {why}")),
            None if here != there => wrong.push(format!("{name}: here {here}, there {there}")),
            Some(_) => {}
            None => {
                for (order, end) in case["ended"].as_object().expect("ends") {
                    if played.end(order) != text(end) {
                        wrong.push(format!("{name}: {order} is {} here, {end} there", played.end(order)));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(fills > 300, "{fills} fills were compared");
}
