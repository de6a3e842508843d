//! Trading through the gateway at a second venue, over real sockets: the same doors, the same answers.

mod desk;
mod harness;

use desk::{Desk, OTHER};
use serde_json::{Value, json};
use twinline_sim::Venue;

fn order(kind: &str, price: Option<&str>, qty: &str) -> Value {
    let mut order = json!({"instrument": OTHER, "side": "buy", "type": kind, "qty": qty});
    if let Some(price) = price {
        order["price"] = price.into();
    }
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_placed_edited_canceled_and_filled_there_too() {
    let desk = Desk::start_at(Venue::Delta, OTHER, 41, &["demo"]).await;
    let (status, placed) = desk.post("/accounts/demo/orders", &order("limit", Some(&desk.price), "0.003"), "").await;
    assert_eq!(
        (status, &placed["status"], &placed["accepted_by"], &placed["route"]),
        (201, &json!("open"), &json!("venue"), &json!("rest")),
        "{placed}"
    );
    let path = format!("/accounts/demo/orders/{}", placed["order_id"].as_str().unwrap());
    assert_eq!(desk.truth_open().await, 1);
    let (status, edited) = desk.send("PATCH", &path, &json!({"qty": "0.004"}), "").await;
    assert_eq!((status, &edited["qty"]), (200, &json!("0.004")), "{edited}");
    let (status, ended) = desk.send("DELETE", &path, &Value::Null, "").await;
    assert_eq!((status, &ended["status"]), (200, &json!("canceled")), "{ended}");
    assert_eq!(desk.truth_open().await, 0);

    // A part of a contract cannot be had.
    let (status, refused) = desk.post("/accounts/demo/orders", &order("market", None, "0.0035"), "").await;
    assert_eq!((status, &refused["code"]), (422, &json!("bad_lot")), "{refused}");
    let (status, filled) = desk.post("/accounts/demo/orders", &order("market", None, "0.003"), "").await;
    assert_eq!(status, 201, "{filled}");
    let id = filled["order_id"].as_str().unwrap().to_owned();
    desk.until("it is filled", &format!("/accounts/demo/orders/{id}"), |order| order["status"] == "filled").await;
    let held = desk.until("there is a position", "/accounts/demo/positions", |page| page["data"][0]["qty"] == "0.003").await;
    assert_eq!(held["data"][0]["instrument"], json!(OTHER), "{held}");
    assert!(held["data"][0]["isolated_margin"].is_string() && held["data"][0]["liquidation_price"].is_string(), "{held}");
    let fills = desk.until("its fee is known", "/accounts/demo/fills", |page| page["data"][0]["fee"].is_string()).await;
    assert_eq!(fills["data"][0]["order_id"], json!(id));

    desk.until("money is as the venue says", "/accounts/demo/balances", |page| {
        page["data"].as_array().is_some_and(|rows| rows.iter().any(|row| row["asset"] == "USD"))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_on_the_venues_own_page_is_told_and_survives_a_restart() {
    let desk = Desk::start_at(Venue::Delta, OTHER, 42, &["demo"]).await;
    let body = json!({"product_id": 27, "size": 2, "side": "sell", "order_type": "market_order"});
    desk.control("request", &json!({"method": "POST", "path": "/v2/orders", "body": body})).await;
    desk.until("there is a position", "/accounts/demo/positions", |page| page["data"][0]["qty"] == "-0.002").await;
    let path = "/v2/products/27/orders/leverage";
    desk.control("request", &json!({"method": "POST", "path": path, "body": {"leverage": "25"}})).await;
    let stop = json!({"product_id": 27, "size": 2, "side": "buy", "order_type": "market_order", "stop_order_type": "stop_loss_order",
        "stop_price": desk.above(), "reduce_only": "true"});
    desk.control("request", &json!({"method": "POST", "path": "/v2/orders", "body": stop})).await;
    desk.until("the stop waits", "/accounts/demo/orders", |page| page["data"][0]["status"] == "untriggered").await;
    let desk = desk.restart().await;
    desk.until("the position is there again", "/accounts/demo/positions", |page| page["data"][0]["qty"] == "-0.002").await;
    let orders = desk.get("/accounts/demo/orders").await.1;
    assert_eq!(orders["data"].as_array().map(|rows| rows.iter().filter(|row| row["status"] == "untriggered").count()), Some(1), "{orders}");
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_and_the_dead_mans_switch_are_the_venues_own() {
    let desk = Desk::start_at(Venue::Delta, OTHER, 43, &["demo"]).await;
    let six: Vec<Value> = (0..6).map(|_| order("limit", Some(&desk.price), "0.003")).collect();
    let (status, placed) = desk.post("/accounts/demo/orders/batch", &json!({"orders": six}), "").await;
    let rows = placed["data"].as_array().cloned().unwrap_or_default();
    assert!(status == 200 && rows.len() == 6 && rows.iter().all(|row| row["order"]["status"] == "open"), "{placed}");
    assert_eq!(desk.truth_open().await, 6);

    let (status, armed) = desk.send("PUT", "/accounts/demo/dead-man", &json!({"timeout_s": 60}), "").await;
    assert_eq!(status, 200, "{armed}");
    let covered = |row: &Value| row["state"] == "armed" && row["covered"] == json!([OTHER]) && row["not_covered"] == json!([]);
    desk.until("the venue's heartbeat runs", "/accounts/demo/dead-man", covered).await;
    desk.control("forget-heartbeats", &json!({})).await;
    let (status, _) = desk.send("DELETE", "/accounts/demo/dead-man", &Value::Null, "").await;
    assert_eq!(status, 200);

    let ids: Vec<&Value> = rows.iter().map(|row| &row["order"]["order_id"]).collect();
    let (status, ended) = desk.send("DELETE", "/accounts/demo/orders/batch", &json!({"orders": ids}), "").await;
    let all = ended["data"].as_array().is_some_and(|rows| rows.len() == 6 && rows.iter().all(|row| row["order"]["status"] == "canceled"));
    assert!(status == 200 && all, "{ended}");
    assert_eq!(desk.truth_open().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_position_has_the_venues_own_bracket() {
    let desk = Desk::start_at(Venue::Delta, OTHER, 44, &["demo"]).await;
    desk.post("/accounts/demo/orders", &order("market", None, "0.003"), "").await;
    desk.until("there is a position", "/accounts/demo/positions", |page| page["data"][0]["qty"] == "0.003").await;
    let body = json!({"protect": {"instrument": OTHER}, "stop_loss": {"trigger_price": desk.price},
        "take_profit": {"trigger_price": desk.above()}});
    let (status, begun) = desk.post("/accounts/demo/brackets", &body, "").await;
    assert!(status < 300 && begun["bracket"]["synthetic"] == json!(false) && begun["bracket"]["qty"].is_null(), "{begun}");
    let path = format!("/accounts/demo/brackets/{}", begun["bracket"]["bracket_id"].as_str().unwrap());
    desk.until("it is protected", &path, |row| row["state"] == "protected").await;
    let legs = |page: &Value| page["data"].as_array().map(|rows| rows.iter().filter(|row| row["status"] == "untriggered").count());
    assert_eq!(legs(&desk.get("/accounts/demo/orders").await.1), Some(2));
    let desk = desk.restart().await;
    desk.until("it is known again", &path, |row| row["state"] == "protected" && row["synthetic"] == json!(false)).await;
    let (status, again) = desk.post("/accounts/demo/brackets", &body, "").await;
    assert_eq!((status, &again["code"]), (422, &json!("bad_bracket")), "{again}");
    let (status, ending) = desk.send("DELETE", &path, &Value::Null, "").await;
    assert!(status < 300, "{ending}");
    desk.until("it has ended", &path, |row| row["state"] == "done" && row["reason"] == "canceled").await;
    desk.until("no leg is left", "/accounts/demo/orders", |page| legs(page) == Some(0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_only_that_venue_has_are_set_and_told() {
    let desk = Desk::start_at(Venue::Delta, OTHER, 45, &["demo"]).await;
    let settings = "/accounts/demo/settings";
    let is = |page: &Value, name: &str, value: &str| {
        page["data"].as_array().is_some_and(|rows| rows.iter().any(|row| row["setting"] == name && row["value"] == value))
    };
    desk.until("the venue has told them", settings, |page| is(page, "preference.email_preferences.adl", "true")).await;
    assert!(is(&desk.get(settings).await.1, "margin_mode", "isolated"));
    let set = async |body: Value| desk.send("PATCH", settings, &body, "").await;
    let (status, refused) = set(json!({"preferences": {"default_auto_topup": true, "email_preferences.adl": false}})).await;
    assert_eq!(status, 204, "{refused}");
    let page = desk.get(settings).await.1;
    assert!(is(&page, "preference.default_auto_topup", "true") && is(&page, "preference.email_preferences.adl", "false"), "{page}");
    assert_eq!(set(json!({"margin_mode": "cross"})).await.0, 204);
    assert!(is(&desk.get(settings).await.1, "margin_mode", "cross"));
    assert_eq!(set(json!({"margin_mode": "isolated"})).await.0, 204);
    let (status, refused) = set(json!({"margin_mode": "portfolio"})).await;
    assert_eq!((status, &refused["venue_code"]), (502, &json!("unsupported")), "{refused}");
    let mmp =
        json!({"asset": "BTC", "group": "mmp1", "window": 5, "freeze": 0, "trade_limit": "10", "delta_limit": "2.5", "vega_limit": "1"});
    assert_eq!(set(json!({"mmp_reset": {"asset": "BTC", "group": "mmp1"}})).await.0, 502, "nothing to be reset");
    assert_eq!(set(json!({"mmp": mmp})).await.0, 204);
    assert!(is(&desk.get(settings).await.1, "mmp.BTC.mmp1", "window 5, freeze 0, trade limit 10, delta limit 2.5, vega limit 1"));
    assert_eq!(set(json!({"mmp_reset": {"asset": "BTC", "group": "mmp1"}})).await.0, 204);
    let (status, refused) = set(json!({"hedge_mode": true})).await;
    assert_eq!(
        (status, &refused["code"], &refused["retryable"]),
        (422, &json!("not_supported"), &json!(false)),
        "it has no such mode: {refused}"
    );
    assert_eq!(set(json!({"hedge_mode": false, "margin_mode": "cross"})).await.0, 422, "one at a time");

    desk.post("/accounts/demo/orders", &order("market", None, "0.003"), "").await;
    desk.until("there is a position", "/accounts/demo/positions", |page| page["data"][0]["qty"] == "0.003").await;
    let position = format!("/accounts/demo/positions/{OTHER}");
    assert_eq!(desk.send("PATCH", &position, &json!({"auto_top_up": true}), "").await.0, 204);
    assert!(is(&desk.get(settings).await.1, "auto_top_up", "true"));
    assert_eq!(desk.send("PATCH", &position, &json!({"margin": "1.5"}), "").await.0, 204);
    // Under an open position the whole account's mode stays.
    assert_eq!(set(json!({"margin_mode": "cross"})).await.0, 502);
}
