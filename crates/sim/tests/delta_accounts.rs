//! Accounts of the simulated Delta Exchange as their owners see them: signatures, orders, both forms of fills, lists in pages, and
//! what the venue is known to do wrong.

mod bench;

use std::fs;

use bench::{Bench, START_NS};
use ring::hmac;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use twinline_sim::{AccountSetup, Config, ConnId, Venue};

fn of(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A whole price at so much of another.
fn near(price: Decimal, share: &str) -> String {
    (price * of(share)).round().to_string()
}

struct Owner {
    bench: Bench,
    key: String,
    secret: String,
}

impl Owner {
    fn new() -> Self {
        let config = Config { venue: Venue::Delta, history_minutes: 30, warm_up_minutes: 1, ..Config::new(3, START_NS) };
        let bench = Bench::new(config);
        let line = bench.simulator.first_line("127.0.0.1:1");
        let text = |name: &str| line["credentials"][name].as_str().unwrap().to_owned();
        Self { key: text("api_key"), secret: text("secret"), bench }
    }

    fn sign(&self, payload: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_bytes());
        hmac::sign(&key, payload.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn ask(&mut self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let stamp = (self.bench.now_ns / 1_000_000_000).to_string();
        let signature = self.sign(&format!("{method}{stamp}{path}{body}"));
        let headers = [("user-agent", "test"), ("api-key", &self.key), ("timestamp", &stamp), ("signature", &signature)];
        let reply = self.bench.request(method, path, &headers, &body, "127.0.0.1");
        (reply.status, serde_json::from_str(&reply.body).unwrap_or_else(|_| json!(reply.body)))
    }

    fn done(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self.ask(method, path, body);
        assert_eq!(status, 200, "{method} {path} {body}: {answer}");
        answer["result"].clone()
    }

    fn refused(&mut self, method: &str, path: &str, body: &Value) -> String {
        let (status, answer) = self.ask(method, path, body);
        assert!(status >= 400, "{method} {path} {body}: {answer}");
        answer["error"]["code"].as_str().unwrap().to_owned()
    }

    fn log_on(&mut self, word: &str) -> (ConnId, Value) {
        let conn = self.bench.connect("/private");
        let stamp = (self.bench.now_ns / 1_000_000_000).to_string();
        let signature = self.sign(&format!("GET{stamp}/live"));
        let payload = json!({"api-key": self.key, "signature": signature, "timestamp": stamp});
        let told = self.bench.ask(conn, &json!({"type": word, "payload": payload}).to_string());
        (conn, told)
    }

    fn follow(&mut self, conn: ConnId, name: &str, symbols: &[&str]) {
        self.bench.send(conn, &json!({"type": "subscribe", "payload": {"channels": [{"name": name, "symbols": symbols}]}}).to_string());
    }

    fn told(&self, conn: ConnId, kind: &str) -> Vec<Value> {
        self.bench.seen[&conn].values().into_iter().filter(|frame| frame["type"] == kind).collect()
    }

    fn best(&mut self) -> Decimal {
        let book = self.bench.simulator.book_at("BTCUSD", None).unwrap();
        book["bids"][0][0].as_str().unwrap().parse().unwrap()
    }

    fn resting(&mut self, id: &str) -> Value {
        let price = near(self.best(), "0.95");
        json!({"product_id": 27, "size": 3, "side": "buy", "order_type": "limit_order", "limit_price": price, "client_order_id": id})
    }
}

#[test]
fn all_43_requests_of_real_clients_are_judged_by_what_is_on_the_wire() {
    let path = format!("{}/../../vectors/delta/rest_signatures.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let (mut right, mut wrong) = (0, Vec::new());
    for row in file["vectors"].as_array().unwrap() {
        let text = |name: &str| row[name].as_str().unwrap();
        let keys = json!({"accounts": [{"name": "main", "balances": {"USD": "5000"},
            "keys": [{"api_key": text("api_key"), "secret": text("api_secret")}]}]});
        let accounts = AccountSetup::read(keys.to_string().as_bytes()).unwrap();
        let start_ns = text("timestamp").parse::<i64>().unwrap() * 1_000_000_000;
        let config = Config { venue: Venue::Delta, accounts, history_minutes: 0, warm_up_minutes: 0, ..Config::new(3, start_ns) };
        let mut bench = Bench::new(config);
        let headers =
            [("user-agent", "c"), ("api-key", text("api_key")), ("timestamp", text("timestamp")), ("signature", text("signature"))];
        let target = format!("{}{}", text("path"), text("query_string"));
        let reply = bench.request(text("method"), &target, &headers, text("body"), "127.0.0.1");
        match reply.status {
            401 => wrong.push((text("id").to_owned(), reply.json()["error"]["code"].clone())),
            _ => right += 1,
        }
    }
    assert_eq!((right, wrong), (42, vec![("drc-get-empty-query-dict".to_owned(), json!("invalid_signature"))]));
}

#[test]
fn an_old_stamp_a_strange_key_and_a_reader_are_told_apart() {
    let mut owner = Owner::new();
    let sent = |owner: &mut Owner, key: &str, stamp: i64, signature: &str| {
        let stamp = stamp.to_string();
        let headers = [("user-agent", "test"), ("api-key", key), ("timestamp", &stamp), ("signature", signature)];
        let reply = owner.bench.request("GET", "/v2/profile", &headers, "", "127.0.0.1");
        (reply.status, reply.json()["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    let (now, key) = (owner.bench.now_ns / 1_000_000_000, owner.key.clone());
    let old = owner.sign(&format!("GET{}/v2/profile", now - 10));
    assert_eq!(sent(&mut owner, &key, now - 10, &old), (401, "expired_signature".to_owned()));
    assert_eq!(sent(&mut owner, "nobody", now, &old), (401, "invalid_api_key".to_owned()));
    assert_eq!(sent(&mut owner, &key, now, &old), (401, "invalid_signature".to_owned()));
    let right = owner.sign(&format!("GET{now}/v2/profile"));
    assert_eq!(sent(&mut owner, &key, now, &right).0, 200);
    let line = owner.bench.simulator.first_line("h");
    let reader = &line["credentials"]["accounts"][0]["keys"][3];
    (owner.key, owner.secret) = (reader["api_key"].as_str().unwrap().to_owned(), reader["secret"].as_str().unwrap().to_owned());
    owner.done("GET", "/v2/profile", &Value::Null);
    let (status, answer) = owner.ask("DELETE", "/v2/orders/all", &json!({}));
    assert_eq!((status, &answer["error"]), (401, &json!("Unauthorized")));
}

#[test]
fn an_order_lives_under_one_number_and_is_named_by_the_body() {
    let mut owner = Owner::new();
    let order = owner.resting("one");
    let placed = owner.done("POST", "/v2/orders", &order);
    assert_eq!((&placed["state"], &placed["size"], &placed["unfilled_size"]), (&json!("open"), &json!(3), &json!(3)));
    assert!(owner.refused("POST", "/v2/orders", &order).starts_with("bad_schema"), "the name is in use");
    let edit = json!({"id": placed["id"], "product_id": 27, "size": 5, "limit_price": placed["limit_price"]});
    assert_eq!(owner.done("PUT", "/v2/orders", &edit)["size"], 5);
    let by_name = owner.done("GET", "/v2/orders/client_order_id/one", &Value::Null);
    assert_eq!((&by_name["id"], &by_name["size"]), (&placed["id"], &json!(5)));
    let ended = owner.done("DELETE", "/v2/orders", &json!({"client_order_id": "one", "product_id": 27}));
    assert_eq!((&ended["state"], &ended["cancellation_reason"]), (&json!("cancelled"), &json!("cancelled_by_user")));
    assert_eq!(owner.refused("DELETE", "/v2/orders", &json!({"id": placed["id"], "product_id": 27})), "open_order_not_found");
    assert_eq!(owner.refused("DELETE", "/v2/orders", &json!({"product_id": 27})), "bad_schema");
    // Just after its end it is in neither list, and by its number all the same.
    let id = placed["id"].clone();
    let is_in = |rows: &Value| rows.as_array().unwrap().iter().any(|row| row["id"] == id);
    assert!(!is_in(&owner.done("GET", "/v2/orders", &Value::Null)) && !is_in(&owner.done("GET", "/v2/orders/history", &Value::Null)));
    assert_eq!(owner.done("GET", &format!("/v2/orders/{id}"), &Value::Null)["state"], "cancelled");
    owner.bench.run_ms(2_000);
    // The history does not look at client ids.
    assert!(is_in(&owner.done("GET", "/v2/orders/history?client_order_id=another", &Value::Null)));
}

#[test]
fn a_stop_waits_under_the_number_that_its_order_has() {
    let mut owner = Owner::new();
    let (conn, _) = owner.log_on("key-auth");
    owner.follow(conn, "orders", &["all"]);
    let stop = json!({"product_id": 27, "size": 1, "side": "sell", "order_type": "market_order", "stop_order_type": "stop_loss_order",
        "stop_price": near(owner.best(), "0.97"), "client_order_id": "stop"});
    let placed = owner.done("POST", "/v2/orders", &stop);
    assert_eq!((&placed["state"], &placed["stop_order_type"]), (&json!("pending"), &json!("stop_loss_order")));
    let mark = near(owner.best(), "0.96");
    let pulled = owner.bench.request("POST", "/control/mark", &[], &json!({"symbol": "BTCUSD", "price": mark}).to_string(), "h");
    assert_eq!(pulled.status, 200, "{}", pulled.body);
    let after = owner.done("GET", &format!("/v2/orders/{}", placed["id"]), &Value::Null);
    assert_eq!(
        (&after["state"], &after["unfilled_size"], &after["stop_order_type"]),
        (&json!("closed"), &json!(0), &json!("stop_loss_order"))
    );
    let told = owner.told(conn, "orders");
    let states: Vec<(&str, Option<&str>)> = told.iter().map(|frame| (frame["state"].as_str().unwrap(), frame["reason"].as_str())).collect();
    assert_eq!((states.first(), states.get(1)), (Some(&("pending", None)), Some(&("open", Some("stop_trigger")))), "{states:?}");
    assert_eq!(states.last(), Some(&("closed", Some("fill"))));
    assert!(told.iter().all(|frame| frame["order_id"] == placed["id"]));
    let numbers: Vec<u64> = told.iter().map(|frame| frame["seq_no"].as_u64().unwrap()).collect();
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
}

#[test]
fn a_batch_is_silent_about_members_that_fail() {
    let mut owner = Owner::new();
    let mut members: Vec<Value> = (0..3).map(|at| owner.resting(&format!("b{at}"))).collect();
    members[1]["size"] = json!(0);
    let placed = owner.done("POST", "/v2/orders/batch", &json!({"product_id": 27, "orders": members}));
    let names: Vec<&str> = placed.as_array().unwrap().iter().map(|row| row["client_order_id"].as_str().unwrap()).collect();
    assert_eq!(names, ["b0", "b2"]);
    let ids = json!({"product_id": 27, "orders": [{"id": placed[0]["id"]}, {"id": 1}]});
    assert_eq!(owner.done("DELETE", "/v2/orders/batch", &ids).as_array().unwrap().len(), 1);
    assert_eq!(owner.refused("POST", "/v2/orders/batch", &json!({"product_id": 27, "orders": []})), "no_orders");
    let many: Vec<Value> = (0..51).map(|_| json!({"id": 1})).collect();
    assert_eq!(owner.refused("DELETE", "/v2/orders/batch", &json!({"product_id": 27, "orders": many})), "bad_schema");
    owner.done("DELETE", "/v2/orders/all", &json!({"product_id": 27, "cancel_stop_orders": "true"}));
    assert_eq!(owner.done("GET", "/v2/orders", &Value::Null).as_array().unwrap().len(), 1, "limit orders were not flagged");
    owner.done("DELETE", "/v2/orders/all", &json!({}));
    assert_eq!(owner.done("GET", "/v2/orders", &Value::Null), json!([]));
}

#[test]
fn a_trade_is_told_by_every_channel_and_its_fee_by_the_list_alone() {
    let mut owner = Owner::new();
    let (conn, told) = owner.log_on("key-auth");
    assert_eq!((&told["success"], &told["status"]), (&json!(true), &json!("authenticated")));
    for name in ["orders", "positions", "v2/user_trades", "user_trades"] {
        owner.follow(conn, name, &["all"]);
    }
    owner.bench.send(conn, r#"{"type":"subscribe","payload":{"channels":[{"name":"margins"}]}}"#);
    assert!(owner.told(conn, "orders").is_empty() && owner.told(conn, "positions").is_empty(), "all is told no snapshot");
    let market = json!({"product_symbol": "BTCUSD", "size": "2", "side": "buy", "order_type": "market_order", "reduce_only": false});
    let order = owner.done("POST", "/v2/orders", &market);
    assert_eq!((&order["state"], &order["unfilled_size"], &order["time_in_force"]), (&json!("closed"), &json!(0), &json!("ioc")));
    let (short, long) = (owner.told(conn, "v2/user_trades"), owner.told(conn, "user_trades"));
    assert!(!short.is_empty() && short.len() == long.len());
    assert_eq!((&short[0]["f"], &short[0]["o"], &short[0]["r"]), (&long[0]["fill_id"], &order["id"], &json!("taker")));
    assert!(short.iter().all(|frame| frame["commission"].is_null()));
    let position = owner.told(conn, "positions").pop().unwrap();
    assert_eq!((&position["size"], position["timestamp"].is_null()), (&json!(2), true));
    assert!(owner.told(conn, "margins").iter().any(|frame| frame["asset_symbol"] == "USD" && frame["timestamp"].is_u64()));
    let fills = owner.done("GET", "/v2/fills?start_time=0", &Value::Null);
    assert_eq!(fills[0]["id"], short.last().unwrap()["f"]);
    assert!(fills[0]["commission"].as_str().unwrap().starts_with("0."));
    let held = owner.done("GET", "/v2/positions/margined", &Value::Null);
    assert_eq!((&held[0]["size"], &held[0]["product_symbol"], &held[0]["margin_mode"]), (&json!(2), &json!("BTCUSD"), &json!("isolated")));
    owner.follow(conn, "orders", &["BTCUSD"]);
    assert_eq!(owner.told(conn, "orders").pop().unwrap()["action"], "snapshot");
    owner.done("POST", "/v2/positions/close_all", &json!({"close_all_portfolio": false, "close_all_isolated": true}));
    assert_eq!(owner.done("GET", "/v2/positions/margined", &Value::Null), json!([]));
    assert_eq!(owner.told(conn, "positions").pop().unwrap()["action"], "delete");
}

#[test]
fn margin_and_liquidation_follow_the_published_formulas() {
    let mut owner = Owner::new();
    owner.done("POST", "/v2/products/27/orders/leverage", &json!({"leverage": "15"}));
    assert_eq!(owner.done("GET", "/v2/products/27/orders/leverage", &Value::Null)["leverage"], "15");
    assert_eq!(owner.refused("POST", "/v2/products/27/orders/leverage", &json!({"leverage": 1000})), "max_leverage_exceeded");
    let market = json!({"product_id": 27, "size": 1, "side": "buy", "order_type": "market_order"});
    owner.done("POST", "/v2/orders", &market);
    let held = owner.done("GET", "/v2/positions/margined", &Value::Null)[0].clone();
    let number = |name: &str| of(held[name].as_str().unwrap());
    let (entry, margin) = (number("entry_price"), number("margin"));
    assert!((margin - entry * of("0.001") / of("15")).abs() <= of("0.00000001"), "{held}");
    assert!((number("bankruptcy_price") - (entry - margin / of("0.001"))).abs() <= of("0.00000001"), "{held}");
    assert!(number("liquidation_price") > number("bankruptcy_price"));
    let more = owner.done("POST", "/v2/positions/change_margin", &json!({"product_id": 27, "delta_margin": "2.5"}));
    assert_eq!(of(more["margin"].as_str().unwrap()), margin + of("2.5"), "{more}");
    assert_eq!(owner.done("PUT", "/v2/positions/auto_topup", &json!({"product_id": 27, "auto_topup": true}))["auto_topup"], true);
}

#[test]
fn a_bracket_closes_the_whole_position_and_there_is_one() {
    let mut owner = Owner::new();
    let best = owner.best();
    let leg = |factor: &str| json!({"order_type": "market_order", "stop_price": near(best, factor)});
    let bracket = json!({"product_id": 27, "stop_loss_order": leg("0.95"), "take_profit_order": leg("1.05")});
    assert_eq!(owner.refused("POST", "/v2/orders/bracket", &bracket), "no_open_position");
    owner.done("POST", "/v2/orders", &json!({"product_id": 27, "size": 2, "side": "buy", "order_type": "market_order"}));
    owner.done("POST", "/v2/orders/bracket", &bracket);
    assert_eq!(owner.refused("POST", "/v2/orders/bracket", &bracket), "position_bracket_exist_or_invalid_data");
    let legs = owner.done("GET", "/v2/orders?states=pending", &Value::Null);
    assert_eq!(legs.as_array().unwrap().iter().filter(|leg| leg["bracket_order"] == true).count(), 2);
    let mark = json!({"symbol": "BTCUSD", "price": near(best, "0.94")}).to_string();
    owner.bench.request("POST", "/control/mark", &[], &mark, "h");
    assert_eq!(owner.done("GET", "/v2/positions/margined", &Value::Null), json!([]));
    assert_eq!(owner.done("GET", "/v2/orders", &Value::Null), json!([]), "the other leg ended with the position");
}

#[test]
fn lists_go_on_by_cursor_and_never_beyond_fifty_rows() {
    let mut owner = Owner::new();
    for _ in 0..60 {
        owner.done("POST", "/v2/orders", &json!({"product_id": 27, "size": 1, "side": "buy", "order_type": "market_order"}));
    }
    owner.bench.run_ms(2_000);
    let (mut seen, mut path) = (Vec::new(), "/v2/fills?start_time=0&page_size=500".to_owned());
    loop {
        let (_, page) = owner.ask("GET", &path, &Value::Null);
        let rows = page["result"].as_array().unwrap();
        assert!(rows.len() <= 50);
        seen.extend(rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        let Some(after) = page["meta"]["after"].as_str() else { break };
        path = format!("/v2/fills?start_time=0&page_size=50&after={after}");
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert!(all >= 60 && seen.len() == all, "{all} fills, {} of them different", seen.len());
    assert_eq!(owner.done("GET", "/v2/orders/history", &Value::Null).as_array().unwrap().len(), 10, "a page has ten rows unless asked");
    let (status, csv) = owner.ask("GET", "/v2/fills/history/download/csv?start_time=0", &Value::Null);
    assert_eq!((status, csv.as_str().unwrap().lines().count()), (200, all + 1));
    assert_eq!(owner.refused("GET", "/v2/fills?product_ids=1,2,3,4,5,6,7,8,9,10,11", &Value::Null), "bad_schema");
    let booked = owner.done("GET", "/v2/wallet/transactions?start_time=0&page_size=50&transaction_types=commission", &Value::Null);
    assert_eq!(booked.as_array().unwrap().len(), 50);
}

#[test]
fn a_missed_heartbeat_ends_orders() {
    let mut owner = Owner::new();
    let order = owner.resting("hb");
    owner.done("POST", "/v2/orders", &order);
    let create = json!({"heartbeat_id": "x", "impact": "contracts", "contract_types": ["perpetual_futures"],
        "config": [{"action": "cancel_orders", "unhealthy_count": 1}]});
    assert_eq!(owner.refused("POST", "/v2/heartbeat", &json!({"heartbeat_id": "x", "ttl": 1000})), "bad_schema");
    owner.done("POST", "/v2/heartbeat/create", &create);
    owner.done("POST", "/v2/heartbeat", &json!({"heartbeat_id": "x", "ttl": 3000}));
    owner.bench.run_ms(2_000);
    assert_eq!(owner.done("GET", "/v2/orders", &Value::Null).as_array().unwrap().len(), 1);
    owner.bench.run_ms(2_000);
    assert_eq!(owner.done("GET", "/v2/orders", &Value::Null), json!([]));
}

#[test]
fn sockets_of_nobody_hear_nothing_private() {
    let mut owner = Owner::new();
    let conn = owner.bench.connect("/private");
    let told = owner.bench.ask(conn, r#"{"type":"key-auth","payload":{"api-key":"x","signature":"y","timestamp":"1"}}"#);
    assert_eq!((&told["success"], &told["status"]), (&json!(false), &json!("api_key_not_found")));
    let told = owner.bench.ask(conn, r#"{"type":"key-auth","payload":{}}"#);
    assert_eq!((&told["status_code"], &told["status"]), (&json!(400), &json!("incomplete_payload")));
    let told = owner.bench.ask(conn, r#"{"type":"subscribe","payload":{"channels":[{"name":"orders","symbols":["all"]}]}}"#);
    assert_eq!(told["channels"][0]["error"], "subscription forbidden on orders. Unauthorized user");
    let (old, told) = owner.log_on("auth");
    assert_eq!(told["type"], "success");
    owner.follow(old, "orders", &["all"]);
    owner.bench.send(old, r#"{"type":"unauth","payload":{}}"#);
    let order = owner.resting("quiet");
    owner.done("POST", "/v2/orders", &order);
    assert!(owner.told(old, "orders").is_empty());
}
