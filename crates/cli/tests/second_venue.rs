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
