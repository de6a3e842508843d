//! What the venue says when it is asked through the gateway: of the key, of terms, of a past beyond its usual reach. And closing everything.

mod desk;
mod harness;

use desk::{Desk, OTHER};
use serde_json::{Value, json};
use twinline_model::Duration;
use twinline_sim::Venue;

const ETHER: &str = "delta:ETHUSD";

fn buy(instrument: &str, qty: &str) -> Value {
    json!({"instrument": instrument, "side": "buy", "type": "market", "qty": qty})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_tested_where_it_is_used() {
    let desk = Desk::start_at(Venue::Delta, OTHER, 51, &["demo"]).await;
    let (status, checked) = desk.post("/accounts/demo/check", &Value::Null, "").await;
    assert_eq!((status, &checked["account"], &checked["sub_account"]), (200, &json!("demo"), &json!(false)), "{checked}");
    assert!(checked["venue_account"].is_string() && checked["quota"]["count"].is_u64() && checked["took_ms"].is_string(), "{checked}");
    desk.control("address", &json!({"allowed": false})).await;
    let (status, refused) = desk.post("/accounts/demo/check", &Value::Null, "").await;
    assert_eq!((status, &refused["code"]), (502, &json!("venue_credentials")), "{refused}");
    assert_eq!(refused["venue_code"], json!("ip_not_whitelisted_for_api_key"), "{refused}");
    desk.control("address", &json!({"allowed": true})).await;
    assert_eq!(desk.post("/accounts/demo/check", &Value::Null, "").await.0, 200);
    assert_eq!(desk.post("/accounts/nobody/check", &Value::Null, "").await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leverage_may_be_is_told_and_holds() {
    for (venue, one, seed) in [(Venue::Delta, OTHER, 52), (Venue::Binance, desk::ONE, 53)] {
        let desk = Desk::start_at(venue, one, seed, &["demo"]).await;
        let path = format!("/accounts/demo/positions/{one}");
        let (status, terms) = desk.get(&path).await;
        assert_eq!((status, &terms["min_leverage"]), (200, &json!("1")), "{terms}");
        let most: u64 = terms["max_leverage"].as_str().unwrap().parse().unwrap();
        assert!(terms["taker_rate"].is_string() && most > 1, "{terms}");
        let set = async |times: u64| desk.send("PATCH", &path, &json!({"leverage": times.to_string()}), "").await;
        assert_eq!(set(most).await.0, 204, "the most that there is");
        assert_eq!(desk.get(&path).await.1["leverage"], json!(most.to_string()));
        let (status, refused) = set(most + 1).await;
        assert!(status >= 400 && refused["retryable"] == json!(false), "{one}: {refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_positions_are_closed_at_once() {
    let desk = Desk::start_at(Venue::Delta, OTHER, 54, &["demo"]).await;
    for (instrument, qty) in [(OTHER, "0.003"), (ETHER, "0.05")] {
        let (status, placed) = desk.post("/accounts/demo/orders", &buy(instrument, qty), "").await;
        assert_eq!(status, 201, "{placed}");
    }
    let open = |page: &Value| page["data"].as_array().map_or(0, Vec::len);
    desk.until("two are open", "/accounts/demo/positions", |page| open(page) == 2).await;
    let all = async || desk.send("DELETE", "/accounts/demo/positions", &Value::Null, "idempotency-key: leave\r\n").await;
    let (status, closed) = all().await;
    assert_eq!((status, open(&closed)), (200, 2), "{closed}");
    let row = &closed["data"][0];
    assert!(row["refusal"].is_null() && row["order"]["reduce_only"] == json!(true), "{row}");
    desk.until("nothing is open", "/accounts/demo/positions", |page| open(page) == 0).await;
    let ids = |page: &Value| page["data"].as_array().unwrap().iter().map(|row| row["order"]["order_id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&all().await.1), ids(&closed), "the same wish is the same orders");
    let (status, none) = desk.send("DELETE", "/accounts/demo/positions", &Value::Null, "").await;
    assert_eq!((status, open(&none)), (200, 0), "there is nothing left to close");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_past_beyond_the_venues_usual_reach_is_fetched_in_spans_and_kept() {
    let desk = Desk::start_at(Venue::Delta, OTHER, 55, &["demo"]).await;
    for (days, side) in [(200, "buy"), (95, "sell"), (3, "buy")] {
        let body = json!({"symbol": "ETHUSD", "side": side, "size": 5, "price": "2500.5", "days": days});
        desk.control("past", &body).await;
    }
    let from = (twinline_gateway::now() - Duration::from_secs(220 * 86_400)).to_string();
    let trades = "/accounts/demo/fills?instrument=delta:ETHUSD";
    let rows = |page: &Value| page["data"].as_array().map_or(0, Vec::len);
    assert_eq!(rows(&desk.get(trades).await.1), 0, "nobody asked for it yet");
    for list in ["fills", "orders"] {
        let (mut at, mut calls, mut found) = (Some(from.clone()), 0, 0);
        while let Some(from) = at.take() {
            let (status, said) = desk.post("/accounts/demo/fetch", &json!({"list": list, "instrument": ETHER, "from": from}), "").await;
            assert_eq!(status, 200, "{said}");
            found += said["rows"].as_u64().unwrap();
            calls += 1;
            at = said["next"].as_str().map(str::to_owned);
            assert!(at.as_ref().is_none_or(|next| *next > from), "it goes on: {said}");
        }
        assert_eq!((found, calls), (3, 32), "{list}: each once, in spans of a week");
    }
    let page = desk.until("they are kept", trades, |page| rows(page) == 3).await;
    assert!(page["data"].as_array().unwrap().iter().all(|row| row["order_id"].is_string() && row["qty"] == "0.05"), "{page}");
    let ended = desk.get("/accounts/demo/orders?status=closed&instrument=delta:ETHUSD").await.1;
    assert_eq!(rows(&ended), 3, "{ended}");
    assert_eq!(rows(&desk.get("/accounts/demo/positions").await.1), 0, "the past is no position");
    // A span without a beginning would be cut at some ninety days, without a word.
    let asked = desk.requests().await;
    let of = |path: &str| asked.iter().filter(|row| row.starts_with(path)).cloned().collect::<Vec<String>>();
    let spans = [of("/v2/fills?"), of("/v2/orders/history?")].concat();
    assert!(spans.len() >= 64 && spans.iter().all(|path| path.contains("start_time=")), "{spans:?}");
    let (status, refused) = desk.post("/accounts/demo/fetch", &json!({"list": "fills", "from": from}), "").await;
    assert_eq!((status, &refused["code"]), (422, &json!("unprocessable")), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_asks_for_all_of_it() {
    let desk = Desk::start_at(Venue::Delta, OTHER, 56, &["demo"]).await;
    desk.control("past", &json!({"symbol": "ETHUSD", "side": "buy", "size": 5, "price": "2500.5", "days": 100})).await;
    let since = (twinline_gateway::now() - Duration::from_secs(110 * 86_400)).to_string();
    let day = since.split('T').next().unwrap();
    let (code, csv, told) = desk.program(&["export", "fills", "--instrument", ETHER, "--since", day]).await;
    assert_eq!((code, csv.lines().count()), (Some(0), 2), "{csv} {told}");
    assert!(told.lines().filter(|line| line.contains(" up to ")).count() >= 15 && told.contains("1 rows asked"), "its progress: {told}");
    let (code, said, told) = desk.program(&["keys", "check", "demo"]).await;
    assert_eq!(code, Some(0), "{told}");
    assert!(said.contains("takes the key of demo, its account"), "{said}");
    let (code, said, told) = desk.program(&["leverage", OTHER]).await;
    assert_eq!(code, Some(0), "{told}");
    assert!(said.contains("from 1x to "), "{said}");
    let (code, said, told) = desk.program(&["close", "--all", "--json"]).await;
    assert_eq!((code, said.as_str()), (Some(0), ""), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_trails_by_an_amount_where_the_venue_does() {
    let desk = Desk::start_at(Venue::Delta, OTHER, 57, &["demo"]).await;
    desk.post("/accounts/demo/orders", &buy(OTHER, "0.003"), "").await;
    desk.until("there is a position", "/accounts/demo/positions", |page| page["data"][0]["qty"] == "0.003").await;
    let by = |distance: Value| {
        let mut order = json!({"instrument": OTHER, "side": "sell", "type": "trailing_stop_market", "qty": "0.003", "reduce_only": true, "trigger_by": "mark"});
        order.as_object_mut().unwrap().extend(distance.as_object().unwrap().clone());
        order
    };
    let (status, refused) = desk.post("/accounts/demo/orders", &by(json!({"trailing_percent": "1"})), "").await;
    assert_eq!((status, &refused["code"], &refused["retryable"]), (422, &json!("not_supported"), &json!(false)), "{refused}");
    let (status, refused) = desk.post("/accounts/demo/orders", &by(json!({})), "").await;
    assert_eq!((status, &refused["code"]), (422, &json!("bad_order")), "{refused}");
    let (status, placed) = desk.post("/accounts/demo/orders", &by(json!({"trailing_amount": "500"})), "").await;
    assert_eq!((status, &placed["status"], &placed["trailing_amount"]), (201, &json!("untriggered"), &json!("500")), "{placed}");
    let path = format!("/accounts/demo/orders/{}", placed["order_id"].as_str().unwrap());
    // The mark rises, the stop behind it; then it falls by more than the distance.
    let mark: u64 = desk.above().split('.').next().unwrap().parse().unwrap();
    desk.control("mark", &json!({"symbol": "BTCUSD", "price": mark.to_string()})).await;
    desk.control("mark", &json!({"symbol": "BTCUSD", "price": (mark - 499).to_string()})).await;
    assert_eq!(desk.get(&path).await.1["status"], json!("untriggered"), "not yet");
    desk.control("mark", &json!({"symbol": "BTCUSD", "price": (mark - 500).to_string()})).await;
    desk.until("it was set off", &path, |order| order["status"] == "filled").await;
    desk.until("nothing is held", "/accounts/demo/positions", |page| page["data"].as_array().is_some_and(Vec::is_empty)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn margin_of_a_portfolio_and_frozen_orders_are_told_to_people() {
    let desk = Desk::start_at(Venue::Delta, OTHER, 58, &["demo"]).await;
    let mut ear = desk.listen(None).await;
    assert_eq!(ear.next().await["type"], "snapshot");
    desk.control("faults", &json!({"name": "ws-cut", "for_ms": 50})).await;
    ear.until(|event| event["data"]["event"] == "repaired").await;
    let row = |page: &Value| page["data"][0]["portfolio"][0].clone();
    assert!(row(&desk.get("/accounts").await.1).is_null());
    let figures = |risk: bool| json!({"index_symbol": ".DEXBTUSD", "im": "100.5", "mm": "80.4", "liquidation_risk": risk});
    desk.control("portfolio", &figures(false)).await;
    let page = desk.until("it is told", "/accounts", |page| row(page)["initial"] == "100.5").await;
    assert_eq!((&row(&page)["maintenance"], &row(&page)["at_risk"]), (&json!("80.4"), &json!(false)), "{page}");
    desk.control("portfolio", &figures(true)).await;
    let is = |event: &Value, kind: &str| event["data"]["event"] == "alert" && event["data"]["kind"] == kind;
    ear.until(|event| is(event, "liquidation_risk")).await;
    desk.control("mmp", &json!({"asset": "BTC", "frozen_till": -1})).await;
    let told = ear.until(|event| is(event, "mmp_triggered")).await;
    assert!(told.last().unwrap().to_string().contains("orders stay frozen until it is reset"), "{told:?}");
    // What is not told any more is forgotten.
    desk.until("it was forgotten", "/accounts", |page| row(page).is_null()).await;
}
