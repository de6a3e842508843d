//! Trading through the gateway, against the simulated venue, over real sockets: what leaves, what comes back, what stays.

mod desk;
mod harness;

use std::collections::BTreeSet;

use desk::{Desk, ONE, limit, market};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_placed_filled_edited_and_canceled() {
    let desk = Desk::start(11).await;
    let (status, order) = desk.post("/accounts/demo/orders", &desk.far(), "").await;
    assert_eq!((status, &order["status"], &order["accepted_by"]), (201, &json!("open"), &json!("venue")), "{order}");
    assert!(order["route"] == "ws" || order["route"] == "rest", "{order}");
    let path = format!("/accounts/demo/orders/{}", order["order_id"].as_str().unwrap());
    assert_eq!(desk.truth_open().await, 1);

    let (status, edited) = desk.send("PATCH", &path, &json!({"qty": "0.004"}), "").await;
    assert_eq!((status, &edited["qty"]), (200, &json!("0.004")), "{edited}");
    let (status, ended) = desk.send("DELETE", &path, &Value::Null, "").await;
    assert_eq!((status, &ended["status"]), (200, &json!("canceled")), "{ended}");
    assert_eq!(desk.get(&path).await.1["status"], "canceled");
    assert_eq!(desk.truth_open().await, 0);

    let (status, filled) = desk.post("/accounts/demo/orders", &market("0.003"), "").await;
    assert_eq!(status, 201, "{filled}");
    let id = filled["order_id"].as_str().unwrap().to_owned();
    desk.until("it is filled", &format!("/accounts/demo/orders/{id}"), |order| order["status"] == "filled").await;
    let position = desk.until("there is a position", "/accounts/demo/positions", |page| page["data"][0]["qty"] == "0.003").await;
    assert_eq!(position["data"][0]["instrument"], ONE);
    let fills = desk.until("there is a fill", "/accounts/demo/fills", |page| page["data"][0]["order_id"] == json!(id)).await;
    assert!(fills["data"][0]["fee"].is_string(), "{fills}");
    let story = desk.get(&format!("/accounts/demo/orders/{id}/why")).await.1;
    let events: Vec<&str> = story["data"].as_array().unwrap().iter().map(|row| row["data"]["event"].as_str().unwrap()).collect();
    assert_eq!(events[0], "order_placed");
    assert!(events.contains(&"fill") && events.contains(&"order_executed"), "{events:?}");
    let audit = desk.get("/audit").await.1;
    let actions: Vec<&str> = audit["data"].as_array().unwrap().iter().map(|row| row["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["order.place", "order.edit", "order.cancel", "order.place"]);
    assert_eq!(audit["data"][0]["actor"], "token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_equal_requests_are_one_order() {
    let desk = Desk::start(12).await;
    let order = desk.far();
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (desk, order) = (desk.clone(), order.clone());
        asked.spawn(async move { desk.post("/accounts/demo/orders", &order, "idempotency-key: once\r\n").await });
    }
    let answers: Vec<(u16, Value)> = asked.join_all().await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    assert_eq!(answers[0].0, 201, "{:?}", answers[0]);
    assert_eq!(desk.truth_open().await, 1);
    let mut other = order.clone();
    other["qty"] = json!("0.002");
    let (status, refused) = desk.post("/accounts/demo/orders", &other, "idempotency-key: once\r\n").await;
    assert_eq!((status, &refused["code"]), (409, &json!("idempotency_key_reused")), "{refused}");
    let desk = desk.restart().await;
    let again = desk.post("/accounts/demo/orders", &order, "idempotency-key: once\r\n").await;
    assert_eq!(again, answers[0], "the key outlives the process");
    assert_eq!(desk.truth_open().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_right_is_refused_here_and_names_the_field() {
    let desk = Desk::start(13).await;
    let check = async |change: Value, status: u16, code: &str, field: &str| {
        let mut order = desk.far();
        for (name, value) in change.as_object().unwrap() {
            order[name] = value.clone();
        }
        let (got, problem) = desk.post("/accounts/demo/orders", &order, "").await;
        let said = (got, problem["code"].as_str().unwrap_or_default(), problem["field"].as_str().unwrap_or_default());
        assert_eq!(said, (status, code, field), "{problem}");
        assert_eq!(problem["outcome"], "not_applied", "{problem}");
    };
    let crooked = format!("{}3", desk.far()["price"].as_str().unwrap());
    check(json!({"price": crooked}), 422, "bad_tick", "price").await;
    check(json!({"qty": "0.0015"}), 422, "bad_lot", "qty").await;
    check(json!({"qty": "0.000"}), 422, "bad_qty", "qty").await;
    check(json!({"qty": "-0.003"}), 422, "bad_qty", "qty").await;
    check(json!({"price": "-1.0"}), 422, "bad_price", "price").await;
    check(json!({"qty": "1e-3"}), 400, "bad_request", "qty").await;
    check(json!({"qty": "0.1234567890123456789012345678901234567891"}), 400, "bad_request", "qty").await;
    check(json!({"qty": 0.003}), 400, "bad_request", "qty").await;
    check(json!({"price": null}), 422, "bad_order", "price").await;
    check(json!({"price": desk.above()}), 422, "price_collar", "price").await;
    check(json!({"instrument": "binance:NOPE"}), 404, "unknown_instrument", "").await;
    check(json!({"side": "up"}), 400, "bad_request", "side").await;
    check(json!({"sied": "buy"}), 400, "bad_request", "sied").await;
    assert_eq!(desk.post("/accounts/nobody/orders", &desk.far(), "").await.1["code"], "unknown_account");
    let (status, preview) = desk.post("/accounts/demo/orders/preview", &desk.far(), "").await;
    assert_eq!((status, &preview["sound"]), (200, &json!(true)), "{preview}");
    // What only the venue can know: there is not enough money.
    let (status, refused) = desk.post("/accounts/demo/orders", &limit(&desk.price, "900"), "").await;
    assert_eq!((status, &refused["code"], &refused["venue_code"]), (422, &json!("order_rejected"), &json!("-2019")), "{refused}");
    assert_eq!(desk.truth_open().await, 0, "nothing left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_has_an_outcome_for_each_and_cancel_all_leaves_others_alone() {
    let desk = Desk::start(14).await;
    let mut wrong = desk.far();
    wrong["qty"] = json!("0.0005");
    let batch = json!({"orders": [desk.far(), wrong, desk.far()]});
    let (status, page) = desk.post("/accounts/demo/orders/batch", &batch, "idempotency-key: batch\r\n").await;
    assert_eq!(status, 200, "{page}");
    let rows = page["data"].as_array().unwrap();
    assert_eq!((&rows[0]["order"]["status"], &rows[1]["refusal"]["field"]), (&json!("open"), &json!("qty")), "{page}");
    assert_eq!(desk.post("/accounts/demo/orders/batch", &batch, "idempotency-key: batch\r\n").await.1, page);
    assert_eq!(desk.truth_open().await, 2);
    let open = desk.get("/accounts/demo/orders?limit=1").await.1;
    let next = open["next"].as_str().expect("a second page").to_owned();
    let rest = desk.get(&format!("/accounts/demo/orders?limit=1&cursor={next}")).await.1;
    assert_ne!(open["data"][0]["order_id"], rest["data"][0]["order_id"]);
    assert_eq!(rest["next"], Value::Null);
    let (status, ended) = desk.send("DELETE", "/accounts/demo/orders", &Value::Null, "").await;
    assert_eq!((status, ended["orders"].as_array().unwrap().len()), (202, 2), "{ended}");
    desk.until("all have ended", "/accounts/demo/orders", |page| page["data"].as_array().unwrap().is_empty()).await;
    assert_eq!(desk.get("/accounts/demo/orders?status=closed").await.1["data"].as_array().unwrap().len(), 2);
    let (status, differences) = desk.send("POST", "/accounts/demo/reconcile", &Value::Null, "").await;
    assert_eq!((status, differences), (200, json!({"data": [], "next": null})));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_tells_every_event_once_and_goes_on_where_it_stopped() {
    let desk = Desk::start(15).await;
    let mut listener = desk.listen(None).await;
    let snapshot = listener.next().await;
    assert_eq!((&snapshot["type"], &snapshot["topic"]), (&json!("snapshot"), &json!("account.demo")), "{snapshot}");
    let began = (snapshot["epoch"].as_u64().unwrap(), snapshot["seq"].as_u64().unwrap());
    let (_, order) = desk.post("/accounts/demo/orders", &desk.far(), "").await;
    let path = format!("/accounts/demo/orders/{}", order["order_id"].as_str().unwrap());
    desk.send("DELETE", &path, &Value::Null, "").await;
    let told = listener.until(|event| event["data"]["event"] == "order_cancelled").await;
    let seqs: Vec<u64> = told.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
    assert!(seqs.iter().zip(began.1 + 1..).all(|(got, expected)| *got == expected), "{seqs:?} after {began:?}");

    let mut again = desk.listen(Some(began)).await;
    let repeated = again.until(|event| event["data"]["event"] == "order_cancelled").await;
    let bare = |events: &[Value]| -> Vec<(u64, u64, Value)> {
        events.iter().map(|event| (event["epoch"].as_u64().unwrap(), event["seq"].as_u64().unwrap(), event["data"].clone())).collect()
    };
    assert_eq!(bare(&repeated), bare(&told), "resumed");
    let journal = desk.get(&format!("/events?account=demo&after={}.{}", began.0, began.1)).await.1;
    let kept: Vec<Value> = journal["data"].as_array().unwrap().iter().take(told.len()).cloned().collect();
    assert_eq!(bare(&kept), bare(&told), "the journal says the same");

    let desk = desk.restart().await;
    let mut over = desk.listen(Some(began)).await;
    let over = over.until(|event| event["data"]["event"] == "order_cancelled").await;
    assert_eq!(bare(&over), bare(&told), "over a restart");
    let (_, page) = desk.get("/accounts/demo/orders?status=all").await;
    assert_eq!(page["data"][0]["order_id"], order["order_id"], "the state is what it was");

    let mut lost = desk.listen(Some((99, 5))).await;
    let gap = lost.next().await;
    assert_eq!((&gap["type"], &gap["from_epoch"]), (&json!("gap"), &json!(99)), "{gap}");
    assert_eq!(lost.next().await["type"], "snapshot");
    let names: BTreeSet<&str> = told.iter().filter_map(|event| event["data"]["event"].as_str()).collect();
    assert!(names.contains("order_placed") && names.contains("command_sent"), "{names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_changed_and_ended_member_by_member() {
    let desk = Desk::start(24).await;
    let (_, page) = desk.post("/accounts/demo/orders/batch", &json!({"orders": [desk.far(), desk.far(), desk.far()]}), "").await;
    let rows = page["data"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["route"] == "ws" && row["refusal"].is_null() && row["order"]["status"] == "open"), "{page}");
    let ids: Vec<&str> = rows.iter().map(|row| row["order"]["order_id"].as_str().unwrap()).collect();

    let wanted = |qty: &str| json!({"orders": [{"order_id": ids[0], "qty": qty}, {"order_id": ids[1], "qty": "0.0005"}]});
    let (status, page) = desk.send("PATCH", "/accounts/demo/orders/batch", &wanted("0.004"), "idempotency-key: edit\r\n").await;
    assert_eq!((status, &page["data"][0]["order"]["qty"], &page["data"][0]["route"]), (200, &json!("0.004"), &json!("ws")), "{page}");
    let wrong = &page["data"][1];
    assert_eq!(
        (&wrong["refusal"]["field"], &wrong["route"], &wrong["order"]["qty"]),
        (&json!("qty"), &Value::Null, &json!("0.003")),
        "{page}"
    );
    assert_eq!(desk.send("PATCH", "/accounts/demo/orders/batch", &wanted("0.004"), "idempotency-key: edit\r\n").await.1, page);
    let (status, refused) = desk.send("PATCH", "/accounts/demo/orders/batch", &wanted("0.005"), "idempotency-key: edit\r\n").await;
    assert_eq!((status, &refused["code"]), (409, &json!("idempotency_key_reused")), "{refused}");

    let ended = json!({"orders": [ids[0], ids[1], "nobody"]});
    let (status, page) = desk.send("DELETE", "/accounts/demo/orders/batch", &ended, "").await;
    let statuses: Vec<&Value> = page["data"].as_array().unwrap().iter().map(|row| &row["order"]["status"]).collect();
    assert_eq!((status, statuses), (200, vec![&json!("canceled"), &json!("canceled"), &Value::Null]), "{page}");
    assert_eq!(page["data"][2]["refusal"]["code"], "unknown_order");
    assert_eq!(desk.truth_open().await, 1);
    for (method, body) in [("PATCH", json!({"orders": []})), ("DELETE", json!({"orders": []}))] {
        let (status, problem) = desk.send(method, "/accounts/demo/orders/batch", &body, "").await;
        assert_eq!((status, &problem["field"]), (400, &json!("orders")), "{problem}");
    }
    let audit = desk.get("/audit").await.1;
    let actions: Vec<&str> = audit["data"].as_array().unwrap().iter().map(|row| row["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["order.place", "order.edit_batch", "order.cancel_batch"]);
}

/// Whatever is commanded under a key is done once, and everybody who asks is told the same.
#[tokio::test(flavor = "multi_thread")]
async fn every_command_is_done_once_under_a_key() {
    let desk = Desk::start(25).await;
    let (_, order) = desk.post("/accounts/demo/orders", &desk.far(), "").await;
    let path = format!("/accounts/demo/orders/{}", order["order_id"].as_str().unwrap());
    let edit = desk.send("PATCH", &path, &json!({"qty": "0.004"}), "idempotency-key: e\r\n").await;
    assert_eq!((edit.0, &edit.1["qty"]), (200, &json!("0.004")), "{}", edit.1);
    let cancel = desk.send("DELETE", &path, &Value::Null, "idempotency-key: c\r\n").await;
    assert_eq!((cancel.0, &cancel.1["status"]), (200, &json!("canceled")), "{}", cancel.1);
    let leverage = "/accounts/demo/positions/binance:BTCUSDT";
    assert_eq!(desk.send("PATCH", leverage, &json!({"leverage": "7"}), "idempotency-key: l\r\n").await.0, 204);
    // A market order's answer is its end.
    let (status, filled) = desk.post("/accounts/demo/orders", &market("0.003"), "").await;
    assert_eq!((status, &filled["status"]), (201, &json!("filled")), "{filled}");
    assert!(filled["average_price"].is_string(), "{filled}");
    desk.until("there is a position", "/accounts/demo/positions", |page| page["data"][0]["qty"] == "0.003").await;
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let desk = desk.clone();
        asked.spawn(async move { desk.send("DELETE", leverage, &Value::Null, "idempotency-key: close\r\n").await });
    }
    let answers: Vec<(u16, Value)> = asked.join_all().await;
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer.0 == 200), "{answers:#?}");
    desk.until("it is flat", "/accounts/demo/positions", |page| page["data"].as_array().unwrap().is_empty()).await;

    let desk = desk.restart().await;
    assert_eq!(desk.send("PATCH", &path, &json!({"qty": "0.004"}), "idempotency-key: e\r\n").await, edit);
    assert_eq!(desk.send("DELETE", &path, &Value::Null, "idempotency-key: c\r\n").await, cancel);
    assert_eq!(desk.send("PATCH", leverage, &json!({"leverage": "7"}), "idempotency-key: l\r\n").await.0, 204);
    assert_eq!(desk.send("DELETE", leverage, &Value::Null, "idempotency-key: close\r\n").await, answers[0]);
    assert_eq!(desk.send("PATCH", leverage, &json!({"leverage": "8"}), "idempotency-key: l\r\n").await.0, 409);
    assert_eq!(desk.send("DELETE", leverage, &Value::Null, "").await.1["code"], "position_flat");
    let story = desk.get(&format!("{path}/why")).await.1;
    assert_eq!(story["data"][0]["data"]["event"], "order_placed", "the story outlives the process: {story}");
}
