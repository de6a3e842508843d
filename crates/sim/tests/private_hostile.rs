//! Nothing that a customer sends breaks the venue: wrong, huge, empty and foreign values in every parameter of every call.

mod bench;

use bench::customer::Customer;
use bench::{Bench, small};
use serde_json::json;

const CALLS: [(&str, &str); 44] = [
    ("POST", "v1/order"),
    ("POST", "v1/order/test"),
    ("PUT", "v1/order"),
    ("DELETE", "v1/order"),
    ("GET", "v1/order"),
    ("GET", "v1/openOrder"),
    ("POST", "v1/batchOrders"),
    ("PUT", "v1/batchOrders"),
    ("DELETE", "v1/batchOrders"),
    ("DELETE", "v1/allOpenOrders"),
    ("POST", "v1/countdownCancelAll"),
    ("GET", "v1/openOrders"),
    ("GET", "v1/allOrders"),
    ("GET", "v1/userTrades"),
    ("GET", "v1/forceOrders"),
    ("GET", "v1/orderAmendment"),
    ("POST", "v1/algoOrder"),
    ("DELETE", "v1/algoOrder"),
    ("DELETE", "v1/algoOpenOrders"),
    ("GET", "v1/algoOrder"),
    ("GET", "v1/openAlgoOrders"),
    ("GET", "v1/allAlgoOrders"),
    ("GET", "v2/balance"),
    ("GET", "v3/balance"),
    ("GET", "v2/account"),
    ("GET", "v3/account"),
    ("GET", "v2/positionRisk"),
    ("GET", "v3/positionRisk"),
    ("GET", "v1/accountConfig"),
    ("GET", "v1/symbolConfig"),
    ("GET", "v1/positionSide/dual"),
    ("POST", "v1/positionSide/dual"),
    ("POST", "v1/multiAssetsMargin"),
    ("POST", "v1/feeBurn"),
    ("POST", "v1/leverage"),
    ("POST", "v1/marginType"),
    ("POST", "v1/positionMargin"),
    ("GET", "v1/positionMargin/history"),
    ("GET", "v1/income"),
    ("GET", "v1/commissionRate"),
    ("GET", "v1/leverageBracket"),
    ("GET", "v1/adlQuantile"),
    ("GET", "v1/apiTradingStatus"),
    ("GET", "v1/rateLimit/order"),
];
/// What a good request could hold; one after the other is replaced.
const USUAL: [(&str, &str); 27] = [
    ("symbol", "BTCUSDT"),
    ("side", "BUY"),
    ("type", "LIMIT"),
    ("timeInForce", "GTC"),
    ("quantity", "0.002"),
    ("price", "94000"),
    ("positionSide", "BOTH"),
    ("reduceOnly", "false"),
    ("newClientOrderId", "a"),
    ("origClientOrderId", "a"),
    ("goodTillDate", "1"),
    ("algoType", "CONDITIONAL"),
    ("triggerPrice", "95000"),
    ("activatePrice", "95000"),
    ("callbackRate", "1"),
    ("clientAlgoId", "a"),
    ("amount", "1"),
    ("leverage", "5"),
    ("countdownTime", "1000"),
    ("startTime", "1"),
    ("endTime", "2"),
    ("limit", "5"),
    ("orderId", "1"),
    ("algoId", "1"),
    ("modifyId", "1"),
    ("batchOrders", "[]"),
    ("orderIdList", "[]"),
];
const WRONG: [&str; 13] = [
    "",
    "0",
    "9223372036854775807",
    "18446744073709551615",
    "99999999999999999999",
    "99999999999999999999.99999999999999999999",
    "0.00000000000000000001",
    "-1",
    "1e9",
    "NaN",
    "true",
    "%5B%7B%22symbol%22%3A%5B%5D%7D%2C1%2Cnull%5D",
    "%F0%9F%92%A5%22%7B%00",
];

fn query(changed: &str, value: &str) -> String {
    let pairs = USUAL.iter().map(|(name, usual)| format!("{name}={}", if *name == changed { value } else { usual }));
    pairs.collect::<Vec<_>>().join("&")
}

#[test]
fn every_parameter_of_every_call_may_be_anything() {
    let mut bench = Bench::new(twinline_sim::Config { weight_per_minute: 100_000_000, ..small(601) });
    let customer = Customer::of(601, 0);
    let mut answers = 0;
    for (method, path) in CALLS {
        for (name, _) in USUAL {
            for value in WRONG {
                // Order limits are not what is tried here.
                bench.run_ms(40);
                let reply = customer.call(&mut bench, method, &format!("/fapi/{path}"), &query(name, value));
                assert!((200..500).contains(&reply.status), "{method} {path} {name}={value}: {}", reply.body);
                assert!(serde_json::from_str::<serde_json::Value>(&reply.body).is_ok(), "{method} {path} {name}={value}: {}", reply.body);
                answers += 1;
            }
        }
    }
    assert_eq!(answers, CALLS.len() * USUAL.len() * WRONG.len());
}

#[test]
fn the_websocket_api_and_the_levers_take_any_json() {
    let mut bench = Bench::new(small(602));
    let customer = Customer::of(602, 0);
    let values =
        [json!(null), json!(-1), json!(1e300), json!([]), json!({"a": 1}), json!("99999999999999999999"), json!(u64::MAX), json!("💥\"")];
    for method in [
        "order.place",
        "order.modify",
        "order.cancel",
        "algoOrder.place",
        "session.logon",
        "userDataStream.ping",
        "v2/account.position",
        "",
        "nope",
    ] {
        for value in &values {
            let conn = bench.connect("/ws-fapi/v1");
            for name in ["symbol", "quantity", "price", "orderId", "recvWindow", "returnRateLimits"] {
                let frame = customer.frame(&bench, method, json!({"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", name: value}));
                bench.send(conn, &frame);
            }
            for frame in [json!({"id": value, "method": value, "params": value}), json!([value]), value.clone()] {
                bench.send(conn, &frame.to_string());
            }
            bench.run_ms(10);
        }
    }
    for lever in ["mark", "funding", "liquidate", "adl", "deposit", "transfer", "order", "cancel", "amend", "algo", "leverage", "nope"] {
        for value in &values {
            for name in ["account", "symbol", "price", "rate", "amount", "quantity", "asset", "positionSide"] {
                let body = json!({"symbol": "BTCUSDT", "price": "97000", "rate": "0.0001", "amount": "1", name: value});
                let reply = bench.request("POST", &format!("/control/{lever}"), &[], &body.to_string(), "127.0.0.1");
                assert!(reply.status == 200 || reply.status == 400, "{lever} {body}: {}", reply.body);
            }
        }
    }
    bench.run_ms(5_000);
    customer.ok(&mut bench, "GET", "/fapi/v3/account", "");
}
