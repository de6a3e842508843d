//! What an account holds over the API: how fresh it is while nothing happens, what it may be asked for, and what a closed market or a
//! changed audit trail look like from outside.

mod desk;
mod harness;

use std::process::Command;

use desk::{Desk, ONE, market};
use serde_json::{Value, json};

/// Nothing happens, and whoever follows is told how old that is, without an event in the history.
#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_account_is_told_to_be_fresh_and_nothing_is_written_for_it() {
    let desk = Desk::start(31).await;
    let mut listener = desk.listen(None).await;
    assert_eq!(listener.next().await["type"], "snapshot");
    let place = |snapshot: &Value| (snapshot["epoch"].clone(), snapshot["seq"].clone());
    let before = place(&desk.get("/accounts/demo/snapshot").await.1);
    let mut heard: Vec<String> = Vec::new();
    while heard.len() < 4 {
        let state = listener.state().await;
        assert_eq!(state["freshness"], "live", "{state}");
        let at = state["ts_recv"].as_str().expect("when it was heard").to_owned();
        assert!(heard.last().is_none_or(|last| *last < at), "{at} after {heard:?}");
        heard.push(at);
    }
    assert_eq!(place(&desk.get("/accounts/demo/snapshot").await.1), before, "nothing is written for it");
}

/// Positions show the leverage that the venue tells among the settings, at once when it is changed.
#[tokio::test(flavor = "multi_thread")]
async fn positions_have_the_leverage_of_their_instrument() {
    let desk = Desk::start(32).await;
    desk.post("/accounts/demo/orders", &market("0.003"), "").await;
    let positions = desk.until("there is a position", "/accounts/demo/positions", |page| page["data"][0]["qty"] == "0.003").await;
    let settings = desk.get("/accounts/demo/settings").await.1;
    let of = |row: &&Value| row["setting"] == "leverage" && row["instrument"] == ONE;
    let leverage = settings["data"].as_array().unwrap().iter().find(of).expect("the venue tells it")["value"].clone();
    assert_eq!(positions["data"][0]["leverage"], leverage);
    desk.control("leverage", &json!({"symbol": "BTCUSDT", "leverage": "7"})).await;
    desk.until("the position has it, too", "/accounts/demo/positions", |page| page["data"][0]["leverage"] == "7").await;
}

/// Transactions of an instrument, of a kind, of a time.
#[tokio::test(flavor = "multi_thread")]
async fn transactions_are_filtered() {
    let desk = Desk::start(33).await;
    desk.post("/accounts/demo/orders", &market("0.003"), "").await;
    desk.until("there is a position", "/accounts/demo/positions", |page| page["data"][0]["qty"] == "0.003").await;
    let all = desk
        .until("its fee is booked", "/accounts/demo/transactions", |page| {
            page["data"].as_array().is_some_and(|rows| rows.iter().any(|row| row["kind"] == "fee"))
        })
        .await;
    let all = all["data"].as_array().unwrap().clone();
    let rows = async |query: &str| {
        let (status, page) = desk.get(&format!("/accounts/demo/transactions?{query}")).await;
        assert_eq!(status, 200, "{query}: {page}");
        page["data"].as_array().unwrap().clone()
    };
    let expected = |so: &dyn Fn(&Value) -> bool| all.iter().filter(|row| so(row)).cloned().collect::<Vec<_>>();
    assert_eq!(rows("kind=fee").await, expected(&|row| row["kind"] == "fee"));
    assert_eq!(rows(&format!("instrument={ONE}")).await, expected(&|row| row["instrument"] == ONE));
    assert_eq!(rows("kind=insurance").await, Vec::<Value>::new());
    let at = all[0]["ts"].as_str().unwrap().to_owned();
    assert_eq!(rows(&format!("from={at}")).await, expected(&|row| row["ts"].as_str() >= Some(&at)));
    assert_eq!(rows(&format!("to={at}&kind=fee")).await, expected(&|row| row["kind"] == "fee" && row["ts"].as_str() <= Some(&at)));
    assert_eq!(rows("to=2000-01-01T00:00:00Z").await, Vec::<Value>::new());
    for (query, field) in [("from=yesterday", "from"), ("to=now", "to"), ("sort=up", "sort")] {
        let (status, problem) = desk.get(&format!("/accounts/demo/transactions?{query}")).await;
        assert_eq!((status, problem["field"].as_str()), (400, Some(field)), "{problem}");
    }
    assert_eq!(desk.get("/accounts/demo/transactions?instrument=binance:NOPE").await.0, 404);
}

/// The venue closes a market: nothing new leaves for it, and what rests there can be ended.
#[tokio::test(flavor = "multi_thread")]
async fn a_closed_market_takes_no_orders_and_can_be_left() {
    let desk = Desk::start(34).await;
    let (status, resting) = desk.post("/accounts/demo/orders", &desk.far(), "").await;
    assert_eq!(status, 201, "{resting}");
    desk.control("status", &json!({"symbol": "BTCUSDT", "status": "SETTLING"})).await;
    desk.until("it is known to be closed", &format!("/instruments/{ONE}"), |row| row["status"] != "trading").await;
    // The account hears of it a moment after the market does; until then the venue refuses.
    let begun = std::time::Instant::now();
    while desk.post("/accounts/demo/orders", &desk.far(), "").await.1["code"] != "market_closed" {
        assert!(begun.elapsed() < harness::PATIENCE, "the account never hears of it");
    }
    let left = desk.truth_open().await;
    for order in [desk.far(), market("0.003")] {
        let (status, refused) = desk.post("/accounts/demo/orders", &order, "").await;
        let said = (status, &refused["code"], &refused["field"], &refused["outcome"]);
        assert_eq!(said, (422, &json!("market_closed"), &json!("instrument"), &json!("not_applied")), "{refused}");
    }
    assert_eq!(desk.truth_open().await, left, "nothing left");
    let path = format!("/accounts/demo/orders/{}", resting["order_id"].as_str().unwrap());
    let (status, ended) = desk.send("DELETE", &path, &Value::Null, "").await;
    assert_eq!((status, &ended["status"]), (200, &json!("canceled")), "{ended}");
    assert_eq!(desk.truth_open().await, left - 1);
    desk.control("status", &json!({"symbol": "BTCUSDT", "status": "TRADING"})).await;
    desk.until("it is open again", &format!("/instruments/{ONE}"), |row| row["status"] == "trading").await;
    // The account hears of it a moment after the market does.
    let begun = std::time::Instant::now();
    loop {
        let (status, answer) = desk.post("/accounts/demo/orders", &desk.far(), "").await;
        if status == 201 {
            break;
        }
        assert_eq!(answer["code"], "market_closed", "{answer}");
        assert!(begun.elapsed() < harness::PATIENCE, "it stays closed: {answer}");
    }
}

/// Somebody changes a row of the audit trail behind the gateway's back: whoever asks is told where.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_audit_trail_is_read_back_as_broken() {
    let desk = Desk::start(35).await;
    for _ in 0..4 {
        assert_eq!(desk.post("/accounts/demo/orders", &desk.far(), "").await.0, 201);
    }
    let whole = desk.until("all of it is written", "/audit", |page| page["data"].as_array().is_some_and(|rows| rows.len() == 4)).await;
    assert_eq!((&whole["chain"]["state"], &whole["chain"]["row"]), (&json!("whole"), &json!(4)), "{whole}");
    let change = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=30); \
                  done = db.execute(\"UPDATE audit SET actor = 'somebody else' WHERE id = 2\").rowcount; db.commit(); assert done == 1";
    let output = Command::new("python3").args(["-c", change]).arg(desk.journal()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (status, page) = desk.get("/audit").await;
    let said = (status, &page["chain"]["state"], &page["chain"]["row"]);
    assert_eq!(said, (200, &json!("broken"), &json!(2)), "{}", page["chain"]);
    assert!(page["chain"]["reason"].as_str().is_some_and(|why| !why.is_empty()), "{}", page["chain"]);
}
