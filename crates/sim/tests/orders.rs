//! Orders of accounts: placed, filled, changed, cancelled and told, over REST and over the WebSocket API.

mod bench;

use bench::customer::{Customer, best, events};
use bench::{Bench, small};
use serde_json::json;

const ORDER: &str = "/fapi/v1/order";

#[test]
fn a_market_order_is_acknowledged_then_told_as_filled() {
    let mut bench = Bench::new(small(101));
    let customer = Customer::of(101, 0);
    let ears = customer.listen(&mut bench);
    let placed = customer.ok(&mut bench, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&newClientOrderId=m-1");
    assert_eq!((placed["status"].as_str(), placed["executedQty"].as_str()), (Some("NEW"), Some("0.000")));
    assert!(placed.get("avgPrice").is_none(), "not since 2026-07");
    let told = events(&bench, ears, "ORDER_TRADE_UPDATE");
    assert_eq!(told[0]["o"]["x"], "NEW");
    let last = told.last().expect("a fill");
    assert_eq!((last["o"]["X"].as_str(), last["o"]["z"].as_str(), last["o"]["c"].as_str()), (Some("FILLED"), Some("0.010"), Some("m-1")));
    assert_eq!(events(&bench, ears, "TRADE_LITE").len(), told.len() - 1);
    assert_eq!(events(&bench, ears, "ACCOUNT_UPDATE").len(), told.len() - 1);
    let queried = customer.ok(&mut bench, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=m-1");
    assert_eq!(queried["status"], "FILLED");
    let position = customer.ok(&mut bench, "GET", "/fapi/v3/positionRisk", "");
    assert_eq!(position[0]["positionAmt"], "0.010");
}

#[test]
fn a_limit_order_rests_is_changed_and_cancelled() {
    let mut bench = Bench::new(small(102));
    let customer = Customer::of(102, 0);
    let ears = customer.listen(&mut bench);
    let far = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.002&price=94000&newClientOrderId=l-1";
    let placed = customer.ok(&mut bench, "POST", ORDER, far);
    assert_eq!(customer.refused(&mut bench, "POST", ORDER, far), (400, -4116));
    assert_eq!(customer.ok(&mut bench, "GET", "/fapi/v1/openOrders", "").as_array().map(Vec::len), Some(1));
    let changed = customer.ok(&mut bench, "PUT", ORDER, "symbol=BTCUSDT&side=BUY&origClientOrderId=l-1&quantity=0.003&price=94100");
    assert_eq!((changed["orderId"].clone(), changed["origQty"].as_str()), (placed["orderId"].clone(), Some("0.003")));
    let ended = customer.ok(&mut bench, "DELETE", ORDER, "symbol=BTCUSDT&origClientOrderId=l-1");
    assert_eq!(ended["status"], "CANCELED");
    assert_eq!(customer.refused(&mut bench, "DELETE", ORDER, "symbol=BTCUSDT&origClientOrderId=l-1"), (400, -2011));
    let kinds: Vec<String> =
        events(&bench, ears, "ORDER_TRADE_UPDATE").iter().map(|event| event["o"]["x"].as_str().unwrap_or("").to_owned()).collect();
    assert_eq!(kinds, ["NEW", "AMENDMENT", "CANCELED"]);
}

#[test]
fn the_websocket_api_trades_too() {
    let mut bench = Bench::new(small(103));
    let customer = Customer::of(103, 0);
    let conn = bench.connect("/ws-fapi/v1");
    let (bid, _) = best(&bench, "BTCUSDT");
    let order = json!({"symbol": "BTCUSDT", "side": "SELL", "type": "MARKET", "quantity": "0.005", "newOrderRespType": "RESULT", "newClientOrderId": "w-1"});
    let answer = customer.ask(&mut bench, conn, "order.place", order);
    assert_eq!(
        (answer["status"].as_i64(), answer["id"].as_str(), answer["result"]["status"].as_str()),
        (Some(200), Some("one"), Some("FILLED")),
        "{answer}, bid {bid}"
    );
    assert_eq!(
        answer["rateLimits"][0],
        json!({"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 300, "count": 1})
    );
    let found = customer.ask(&mut bench, conn, "order.status", json!({"symbol": "BTCUSDT", "origClientOrderId": "w-1"}));
    assert_eq!(found["result"]["status"], "FILLED");
    let position = customer.ask(&mut bench, conn, "v2/account.position", json!({}));
    assert_eq!(position["result"][0]["positionAmt"], "-0.005");
    let refused = customer.ask(&mut bench, conn, "order.cancel", json!({"symbol": "BTCUSDT", "origClientOrderId": "w-1"}));
    assert_eq!((refused["status"].as_i64(), refused["error"]["code"].as_i64()), (Some(400), Some(-2011)));
}

#[test]
fn refusals_have_the_venues_codes() {
    let mut bench = Bench::new(small(104));
    let customer = Customer::of(104, 0);
    let (bid, ask) = best(&bench, "BTCUSDT");
    let limit = |rest: &str| format!("symbol=BTCUSDT&side=BUY&type=LIMIT&{rest}");
    for (params, code) in [
        ("side=BUY&type=MARKET&quantity=1".to_owned(), -1102),
        ("symbol=NOPE&side=BUY&type=MARKET&quantity=1".to_owned(), -1121),
        ("symbol=BTCUSDT&side=UP&type=MARKET&quantity=1".to_owned(), -1117),
        ("symbol=BTCUSDT&side=BUY&type=NOPE&quantity=1".to_owned(), -1116),
        ("symbol=BTCUSDT&side=BUY&type=STOP_MARKET&stopPrice=1&quantity=1".to_owned(), -4120),
        ("symbol=BTCUSDT&side=BUY&type=MARKET".to_owned(), -1102),
        ("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=abc".to_owned(), -1100),
        ("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1e2".to_owned(), -1100),
        ("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0".to_owned(), -4003),
        ("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&positionSide=LONG".to_owned(), -4061),
        ("symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01&reduceOnly=true".to_owned(), -2022),
        ("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=5".to_owned(), -2019),
        (limit("quantity=0.01&price=94000"), -1102),
        (limit("timeInForce=NOPE&quantity=0.01&price=94000"), -1115),
        (limit("timeInForce=GTC&quantity=0.01"), -1102),
        (limit("timeInForce=GTC&quantity=0.01&price=94000.05"), -4014),
        (limit("timeInForce=GTC&quantity=0.0001&price=94000"), -1111),
        (limit("timeInForce=GTC&quantity=0.01&price=1"), -4013),
        (limit("timeInForce=GTC&quantity=0.01&price=110000"), -4016),
        (limit("timeInForce=GTC&quantity=0.000&price=94000"), -4003),
        (limit(&format!("timeInForce=GTX&quantity=0.01&price={ask}")), -5022),
        (limit(&format!("timeInForce=FOK&quantity=0.01&price={bid}")), -5021),
        (limit("timeInForce=GTD&quantity=0.01&price=94000&goodTillDate=1"), -5040),
        (limit(&format!("timeInForce=GTC&quantity=0.01&price=94000&newClientOrderId={}", "x".repeat(37))), -4015),
    ] {
        assert_eq!(customer.refused(&mut bench, "POST", ORDER, &params).1, code, "{params}");
    }
    assert!(bench.simulator.account_truth()["main"]["orders"].as_array().is_some_and(Vec::is_empty), "nothing happened");
}

#[test]
fn a_client_id_may_be_used_again_once_its_order_has_ended() {
    let mut bench = Bench::new(small(105));
    let customer = Customer::of(105, 0);
    let market = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001&newClientOrderId=twice";
    let first = customer.ok(&mut bench, "POST", ORDER, market);
    let second = customer.ok(&mut bench, "POST", ORDER, market);
    assert_ne!(first["orderId"], second["orderId"], "both were filled");
    assert_eq!(customer.ok(&mut bench, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=twice")["orderId"], second["orderId"]);
}

#[test]
fn which_of_two_events_of_a_trade_comes_first_is_not_promised() {
    let mut bench = Bench::new(small(106));
    let customer = Customer::of(106, 0);
    let ears = customer.listen(&mut bench);
    for _ in 0..20 {
        customer.ok(&mut bench, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001");
    }
    let names: Vec<String> = bench.seen[&ears].values().iter().map(|event| event["e"].as_str().unwrap_or("").to_owned()).collect();
    let follows = |first: &str, second: &str| names.windows(2).any(|pair| pair[0] == first && pair[1] == second);
    assert!(follows("TRADE_LITE", "ACCOUNT_UPDATE") && follows("TRADE_LITE", "ORDER_TRADE_UPDATE"));
    assert!(follows("ACCOUNT_UPDATE", "ORDER_TRADE_UPDATE") && follows("ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE"));
    let lite = names.iter().filter(|name| *name == "TRADE_LITE").count();
    assert_eq!(names.iter().filter(|name| *name == "ACCOUNT_UPDATE").count(), lite, "one of each for each trade");
}

#[test]
fn accounts_outlive_a_restart_of_the_venue() {
    let mut bench = Bench::new(small(107));
    let customer = Customer::of(107, 0);
    customer.ok(&mut bench, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010&newClientOrderId=m");
    let resting = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.002&price=94000&newClientOrderId=l";
    customer.ok(&mut bench, "POST", ORDER, resting);
    let before = bench.simulator.account_truth();
    bench.fault(r#"{"name":"restart"}"#);
    let after = bench.simulator.account_truth();
    assert_eq!(before["main"]["fills"], after["main"]["fills"]);
    assert_eq!(before["main"]["balances"]["USDT"]["wallet"], after["main"]["balances"]["USDT"]["wallet"]);
    assert_eq!(customer.ok(&mut bench, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=m")["status"], "FILLED");
    let ears = customer.listen(&mut bench);
    customer.ok(&mut bench, "POST", ORDER, "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.010&reduceOnly=true");
    assert!(!events(&bench, ears, "ORDER_TRADE_UPDATE").is_empty());
}
