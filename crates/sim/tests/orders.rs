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
