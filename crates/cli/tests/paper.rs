//! Play money through the same doors as real money, over the real program: traded, refused, killed and begun again.

mod harness;
mod processes;
mod program;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::StreamExt;
use harness::{PATIENCE, Socket};
use processes::{Dice, Door, Gateway, Place, Venue};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use twinline_model::{Amount, Notional};

const ONE: &str = "binance:BTCUSDT";

/// A gateway that nobody has configured.
async fn begun(name: &str) -> (Place, Gateway) {
    let place = Place::bare(name);
    let gateway = place.up();
    gateway.door.live().await;
    gateway.door.marked(ONE).await;
    (place, gateway)
}

fn order(side: &str, kind: &str, qty: &str) -> Value {
    json!({"instrument": ONE, "side": side, "type": kind, "qty": qty})
}

/// A price below the market, so that a bid there rests.
async fn low(door: &Door) -> String {
    let mark = door.get(&format!("/instruments/{ONE}/ticker")).await["mark"]["mark"].as_str().unwrap().to_owned();
    let whole: u64 = mark.split('.').next().unwrap().parse().unwrap();
    format!("{}.0", whole * 98 / 100)
}

async fn placed(door: &Door, order: &Value) -> Value {
    let (status, placed) = door.send("POST", "/accounts/paper/orders", order, "").await;
    assert_eq!(status, 201, "{order}: {placed}");
    placed
}

async fn filled(door: &Door, placed: &Value) -> Value {
    let path = format!("/accounts/paper/orders/{}", placed["order_id"].as_str().unwrap());
    door.until("it is filled", &path, |order| order["status"] == "filled").await
}

async fn wallet(door: &Door) -> String {
    let page = door.get("/accounts/paper/balances").await;
    page["data"].as_array().unwrap().iter().find(|row| row["asset"] == "USDT").unwrap()["wallet"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_configuration_there_is_a_funded_account_that_trades() {
    let (place, gateway) = begun("paper-first").await;
    let door = &gateway.door;
    let account = door.get("/accounts").await["data"][0].clone();
    assert_eq!((&account["account"], &account["venue"], &account["money"]), (&json!("paper"), &json!("paper"), &json!("PAPER")));
    assert_eq!(Notional::parse(&wallet(door).await), Notional::parse("100000"));

    let (status, preview) = door.send("POST", "/accounts/paper/orders/preview", &order("buy", "market", "0.01"), "").await;
    assert_eq!((status, &preview["sound"]), (200, &json!(true)), "{preview}");
    let bought = filled(door, &placed(door, &order("buy", "market", "0.01")).await).await;
    assert_eq!(bought["executed_qty"], "0.010", "{bought}");
    door.until("it is held", "/accounts/paper/positions", |page| page["data"][0]["qty"] == "0.010").await;
    let fills = door.until("its fee is known", "/accounts/paper/fills", |page| page["data"][0]["fee"].is_string()).await;
    assert_eq!(fills["data"][0]["instrument"], ONE, "{fills}");

    let mut rests = order("buy", "limit", "0.02");
    rests["price"] = low(door).await.into();
    let resting = placed(door, &rests).await;
    assert_eq!(resting["status"], "open", "{resting}");
    let path = format!("/accounts/paper/orders/{}", resting["order_id"].as_str().unwrap());
    let (status, edited) = door.send("PATCH", &path, &json!({"qty": "0.03"}), "").await;
    assert_eq!((status, &edited["qty"]), (200, &json!("0.030")), "{edited}");
    let (status, ended) = door.send("DELETE", &path, &Value::Null, "").await;
    assert!(status == 200 || status == 202, "{ended}");
    door.until("it is canceled", &path, |order| order["status"] == "canceled").await;
    assert!(door.get(&format!("{path}/why")).await["data"].as_array().unwrap().len() >= 3);

    let protect = json!({"protect": {"instrument": ONE}, "stop_loss": {"trigger_price": low(door).await}});
    let (status, answer) = door.send("POST", "/accounts/paper/brackets", &protect, "").await;
    assert_eq!(status, 201, "{answer}");
    let path = format!("/accounts/paper/brackets/{}", answer["bracket"]["bracket_id"].as_str().unwrap());
    door.until("it is protected", &path, |row| row["state"] == "protected").await;

    let (status, closed) = door.send("DELETE", &format!("/accounts/paper/positions/{ONE}"), &Value::Null, "").await;
    assert_eq!(status, 200, "{closed}");
    door.until("it is flat", "/accounts/paper/positions", |page| page["data"].as_array().is_some_and(Vec::is_empty)).await;
    let (status, reconciled) = door.send("POST", "/accounts/paper/reconcile", &Value::Null, "").await;
    assert_eq!((status, &reconciled["data"]), (200, &json!([])), "{reconciled}");
    gateway.stop();
    drop(place);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_opened_funded_frozen_and_begin_anew() {
    let (place, gateway) = begun("paper-money").await;
    let door = &gateway.door;
    let second = json!({"account": "second", "deposits": [{"asset": "USDT", "amount": "500"}]});
    let (status, opened) = door.send("POST", "/accounts", &second, "").await;
    assert_eq!((status, &opened["balances"][0]["wallet"]), (201, &json!("500")), "{opened}");
    assert_eq!(door.send("POST", "/accounts", &second, "").await.0, 422);
    let (status, more) = door.send("POST", "/accounts/second/deposit", &json!({"asset": "USDT", "amount": "0.5"}), "").await;
    assert_eq!((status, &more["balances"][0]["wallet"]), (200, &json!("500.5")), "{more}");
    for amount in ["0", "-1", "0.000000001"] {
        let (status, refused) = door.send("POST", "/accounts/second/deposit", &json!({"asset": "USDT", "amount": amount}), "").await;
        assert_eq!((status, &refused["venue_code"]), (422, &json!("BAD_AMOUNT")), "{amount}: {refused}");
    }
    assert_eq!(door.get("/accounts/second/balances").await["data"][0]["wallet"], "500.5");

    // A deposit and a new beginning are done once under a key, over restarts too.
    let more = json!({"asset": "USDT", "amount": "10"});
    let key = "idempotency-key: ten-more\r\n";
    let ask = || door.send("POST", "/accounts/second/deposit", &more, key);
    let both = tokio::join!(ask(), ask());
    assert_eq!(both.0, both.1);
    assert_eq!((both.0.0, &both.0.1["balances"][0]["wallet"]), (200, &json!("510.5")), "{}", both.0.1);
    let (status, other) = door.send("POST", "/accounts/second/deposit", &json!({"asset": "USDT", "amount": "11"}), key).await;
    assert_eq!((status, &other["code"]), (409, &json!("idempotency_key_reused")), "{other}");
    let refused = json!({"asset": "USDT", "amount": "-1"});
    for _ in 0..2 {
        assert_eq!(door.send("POST", "/accounts/second/deposit", &refused, "idempotency-key: no\r\n").await.0, 422);
    }

    // What was opened is there in the next life, and begins anew when it is told to.
    gateway.kill();
    let gateway = place.up();
    let door = &gateway.door;
    door.until("both live", "/accounts", |page| {
        let rows = page["data"].as_array().unwrap();
        rows.len() == 2 && rows.iter().all(|row| row["freshness"] == "live")
    })
    .await;
    assert_eq!(door.send("POST", "/accounts/second/deposit", &more, key).await, both.0);
    assert_eq!(door.get("/accounts/second/balances").await["data"][0]["wallet"], "510.5");
    let key = "idempotency-key: anew\r\n";
    let (status, reset) = door.send("POST", "/accounts/second/reset", &json!({}), key).await;
    assert_eq!((status, &reset["balances"][0]["wallet"]), (200, &json!("100000")), "{reset}");
    assert_eq!(door.send("POST", "/accounts/second/deposit", &more, "").await.0, 200);
    assert_eq!(door.send("POST", "/accounts/second/reset", &json!({}), key).await, (200, reset), "not done again");
    assert_eq!(door.get("/accounts/second/balances").await["data"][0]["wallet"], "100010");
}

/// The plain WebSocket of trading events.
async fn plain(door: &Door, query: &str) -> Result<Socket, String> {
    let mut request = format!("ws://{}/api/ws{query}", door.address).into_client_request().unwrap();
    request.headers_mut().insert("authorization", format!("Bearer {}", door.token).parse().unwrap());
    tokio_tungstenite::connect_async(request).await.map(|(socket, _)| socket).map_err(|error| error.to_string())
}

async fn next(socket: &mut Socket) -> Value {
    loop {
        match tokio::time::timeout(PATIENCE, socket.next()).await.expect("it goes on talking") {
            Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
            Some(Ok(Message::Ping(_))) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// Events until one of this name, this one included.
async fn until(socket: &mut Socket, name: &str) -> Vec<Value> {
    let mut told = vec![next(socket).await];
    while told.last().unwrap()["type"] != name {
        told.push(next(socket).await);
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_socket_tells_the_trading_events_once_and_in_their_order() {
    let (_place, gateway) = begun("paper-socket").await;
    let door = &gateway.door;
    let mut socket = plain(door, "").await.unwrap();
    let first = next(&mut socket).await;
    assert_eq!((&first["type"], &first["account"]), (&json!("connected"), &json!("paper")));
    let mut rests = order("buy", "limit", "0.02");
    rests["price"] = low(door).await.into();
    let path = format!("/accounts/paper/orders/{}", placed(door, &rests).await["order_id"].as_str().unwrap());
    let mut told = until(&mut socket, "balance_updated").await;
    assert!(door.send("DELETE", &path, &Value::Null, "").await.0 < 300);
    told.extend(until(&mut socket, "margin_released").await);
    filled(door, &placed(door, &order("buy", "market", "0.01")).await).await;
    told.extend(until(&mut socket, "position_opened").await);
    told.extend(until(&mut socket, "balance_updated").await);
    let names: Vec<&str> = told.iter().map(|event| event["type"].as_str().unwrap()).collect();
    for name in [
        "order_placed",
        "margin_blocked",
        "balance_updated",
        "order_cancelled",
        "margin_released",
        "order_executed",
        "fill",
        "position_opened",
    ] {
        assert!(names.contains(&name), "{name} of {names:?}");
    }
    let blocked = told.iter().position(|event| event["type"] == "margin_blocked").unwrap();
    assert_eq!(told[blocked + 1]["type"], "balance_updated", "the balance that shows it follows");
    let place = |event: &Value| (event["epoch"].as_u64().unwrap(), event["seq"].as_u64().unwrap());
    assert!(told.windows(2).all(|pair| place(&pair[0]) < place(&pair[1])), "{told:?}");

    // Whoever was cut off goes on where it was: the rest once more, and nothing else.
    let (epoch, seq) = place(&told[2]);
    let mut again = plain(door, &format!("?account=paper&epoch={epoch}&seq={seq}")).await.unwrap();
    for event in &told[3..] {
        assert_eq!(next(&mut again).await, *event);
    }
    let refused = plain(door, "?seq=3").await.map(drop).unwrap_err();
    assert!(refused.contains("400"), "{refused}");
    let refused = plain(door, "?account=nobody").await.map(drop).unwrap_err();
    assert!(refused.contains("404"), "{refused}");
}

/// What an account has and holds, in all its rows, but for what the market says of them meanwhile.
async fn ledger(door: &Door) -> [Value; 4] {
    let mut rows = Vec::new();
    for list in ["balances", "positions", "fills", "orders?status=open"] {
        rows.push(door.get(&format!("/accounts/paper/{list}")).await["data"].clone());
    }
    for position in rows[1].as_array_mut().unwrap() {
        (position["mark_price"], position["unrealized_pnl"]) = (Value::Null, Value::Null);
    }
    // That it rests is told by the answer and by the link, one after the other.
    rows[3].as_array_mut().unwrap().iter_mut().for_each(|order| order["updated_at"] = Value::Null);
    rows.try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_says_why_and_moves_nothing() {
    let venue = Venue::start(57, &[]);
    let place = Place::new("paper-refusals", &venue).with("TWINLINE_ACCOUNTS__PAPER__VENUE", "paper");
    let gateway = place.up();
    let door = &gateway.door;
    door.until("it is live", "/accounts", |page| {
        page["data"].as_array().unwrap().iter().any(|row| row["account"] == "paper" && row["freshness"] == "live")
    })
    .await;
    door.marked(ONE).await;
    filled(door, &placed(door, &order("buy", "market", "0.01")).await).await;
    door.until("it is held", "/accounts/paper/positions", |page| page["data"][0]["qty"] == "0.010").await;
    let mut rests = order("buy", "limit", "0.02");
    rests["price"] = low(door).await.into();
    placed(door, &rests).await;
    let before = door.until("margin is set aside", "/accounts/paper/orders?status=open", |page| page["data"][0]["status"] == "open").await;
    assert_eq!(before["data"].as_array().unwrap().len(), 1);
    // Some 97 for what is held, twice as much for what rests.
    let aside = |row: &Value| {
        let [wallet, available] = ["wallet", "available"].map(|of| Amount::parse(row[of].as_str().unwrap()).unwrap().value());
        wallet - available > Amount::parse("250").unwrap().value()
    };
    door.until("the margin is set aside", "/accounts/paper/balances", |page| aside(&page["data"][0])).await;
    let before = ledger(door).await;

    let limit = |qty: &str, price: String| {
        let mut wanted = order("buy", "limit", qty);
        wanted["price"] = price.into();
        wanted
    };
    let low = low(door).await;
    let mut little = limit("1", "2.2".to_owned());
    little["instrument"] = "binance:XRPUSDT".into();
    let refused = [
        ("beyond the balance", order("buy", "market", "90"), "order_rejected", "INSUFFICIENT_MARGIN"),
        ("more than a lot may be", limit("100000000", low.clone()), "qty_too_large", ""),
        ("a part of a lot", limit("0.0205", low.clone()), "bad_lot", ""),
        ("too little", little, "notional_too_small", ""),
        ("between two ticks", limit("0.02", low.replace(".0", ".05")), "bad_tick", ""),
    ];
    for (why, wanted, code, venue_code) in &refused {
        refuses(door, why, wanted, code, venue_code).await;
        assert_eq!(ledger(door).await, before, "{why}");
    }
    assert_eq!(door.send("POST", "/accounts/paper/freeze", &json!({"frozen": true}), "").await.0, 200);
    refuses(door, "frozen", &limit("0.02", low.clone()), "order_rejected", "ACCOUNT_FROZEN").await;
    assert_eq!(ledger(door).await, before, "frozen");
    assert_eq!(door.send("POST", "/accounts/paper/freeze", &json!({"frozen": false}), "").await.0, 200);

    // Nobody shows the market any more.
    drop(venue);
    // The house says no; a little later the gateway has no price to measure the order by, and does not even ask it.
    let (status, said) = door.send("POST", "/accounts/paper/orders", &limit("0.02", low), "").await;
    let told = (status, said["code"].as_str(), said["venue_code"].as_str());
    let refused = [(422, Some("order_rejected"), Some("STALE_MARKET_DATA")), (503, Some("no_reference_price"), None)];
    assert!(refused.contains(&told), "stale data: {said}");
    assert_eq!(ledger(door).await, before, "stale data");
}

async fn refuses(door: &Door, why: &str, wanted: &Value, code: &str, venue_code: &str) {
    let (status, said) = door.send("POST", "/accounts/paper/orders", wanted, "").await;
    assert_eq!((status, said["code"].as_str()), (422, Some(code)), "{why}: {said}");
    assert_eq!(said["venue_code"].as_str(), Some(venue_code).filter(|code| !code.is_empty()), "{why}: {said}");
    assert!(said["detail"].as_str().is_some_and(|text| !text.is_empty()), "{why}: {said}");
}

/// `PAPER_KILLS` times, each after so many acknowledged orders as chance says.
#[tokio::test(flavor = "multi_thread")]
async fn killed_between_any_two_orders_it_is_what_its_events_say() {
    let lives = processes::count("PAPER_KILLS", 3);
    let (place, mut gateway) = begun("paper-kills").await;
    let (mut dice, mut told) = (Dice::new(57), BTreeMap::new());
    for life in 0..lives {
        let (count, mut counted) = watch::channel(0_u64);
        let (door, count) = (gateway.door.clone(), Arc::new(count));
        let traders: Vec<_> = (0..4).map(|who| tokio::spawn(trade(door.clone(), life, who, count.clone()))).collect();
        let enough = 1 + dice.below(16);
        counted.wait_for(|orders| *orders >= enough).await.expect("they trade");
        gateway.kill();
        for trader in traders {
            told.extend(trader.await.unwrap());
        }
        gateway = place.up();
        gateway.door.live().await;
        gateway.door.marked(ONE).await;
        agrees(&gateway.door, &told).await;
    }
    assert!(told.len() as u64 >= lives, "{told:?}");
}

/// Trades until the gateway is gone; every order that it was told of, and how it stood.
async fn trade(door: Door, life: u64, who: u64, count: Arc<watch::Sender<u64>>) -> BTreeMap<String, String> {
    let mut told = BTreeMap::new();
    for turn in 0.. {
        let name = format!("k-{life}-{who}-{turn}");
        let side = if turn % 2 == 0 { "buy" } else { "sell" };
        let mut wanted = order(side, "market", "0.002");
        wanted["client_order_id"] = name.clone().into();
        match door.try_send("POST", "/accounts/paper/orders", &wanted, "").await {
            processes::Told::Answer(201, placed) => {
                told.insert(name, placed["status"].as_str().unwrap().to_owned());
                count.send_modify(|orders| *orders += 1);
            }
            processes::Told::Answer(..) => {}
            _ => break,
        }
    }
    told
}

/// The house, the account's state and the account's events say the same.
async fn agrees(door: &Door, told: &BTreeMap<String, String>) {
    // Orders that were on their way end within their patience.
    door.until("nothing is open", "/accounts/paper/orders?status=open", |page| page["data"].as_array().is_some_and(Vec::is_empty)).await;
    let (status, reconciled) = door.send("POST", "/accounts/paper/reconcile", &Value::Null, "").await;
    assert_eq!((status, &reconciled["data"]), (200, &json!([])), "{reconciled}");
    let orders = door.all("/accounts/paper/orders?status=all").await;
    for name in told.keys() {
        assert_eq!(orders.iter().filter(|order| order["order_id"] == **name).count(), 1, "{name}");
    }
    let folded = fold(door).await;
    for order in &orders {
        let event = &folded.orders[order["order_id"].as_str().unwrap()];
        assert_eq!((&event["status"], &event["executed_qty"]), (&order["status"], &order["executed_qty"]), "{order}");
    }
    let positions = door.get("/accounts/paper/positions").await["data"].clone();
    let shown = |row: &Value| (row["instrument"].clone(), row["qty"].clone(), row["entry_price"].clone());
    let held = folded.positions.values().filter(|row| Notional::parse(row["qty"].as_str().unwrap()) != Ok(Notional::ZERO));
    assert_eq!(positions.as_array().unwrap().iter().map(shown).collect::<Vec<_>>(), held.map(shown).collect::<Vec<_>>());
    let balances = door.get("/accounts/paper/balances").await["data"].clone();
    let shown = |row: &Value| (row["asset"].clone(), row["wallet"].clone(), row["available"].clone());
    assert_eq!(balances.as_array().unwrap().iter().map(shown).collect::<Vec<_>>(), folded.balances.values().map(shown).collect::<Vec<_>>());
}

/// What an account's events add up to, by name; none of them is missing.
#[derive(Default)]
struct Folded {
    seq: u64,
    orders: BTreeMap<String, Value>,
    positions: BTreeMap<String, Value>,
    balances: BTreeMap<String, Value>,
}

async fn fold(door: &Door) -> Folded {
    let (mut folded, mut after) = (Folded::default(), String::new());
    loop {
        let page = door.get(&format!("/events?account=paper&limit=1000{after}")).await;
        for row in page["data"].as_array().unwrap() {
            assert_eq!(row["seq"].as_u64().unwrap(), folded.seq + 1, "{row}");
            folded.seq += 1;
            let lists = [(&mut folded.orders, "order", "order_id"), (&mut folded.positions, "position", "instrument")];
            for (list, kind, name) in lists.into_iter().chain([(&mut folded.balances, "balance", "asset")]) {
                if let Some(found) = row["data"].get(kind).filter(|found| found.is_object()) {
                    list.insert(found[name].as_str().unwrap().to_owned(), found.clone());
                }
            }
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return folded,
        }
    }
}
