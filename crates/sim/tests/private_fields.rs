//! What accounts are answered and told has the fields of the samples in `vectors/binance_usdm/samples`, in their order.

mod bench;

use std::path::Path;

use bench::customer::{Customer, events};
use bench::{Bench, small};
use serde_json::json;
use twinline_sim::ConnId;

/// Names of all fields in the order in which they first appear.
fn names(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let parts: Vec<&str> = text.split('"').collect();
    for pair in parts.windows(2).skip(1).step_by(2) {
        if pair[1].trim_start().starts_with(':') && !found.iter().any(|name| name == pair[0]) {
            found.push(pair[0].to_owned());
        }
    }
    found
}

fn sample(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/binance_usdm/samples");
    std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// `without` are fields of the sample that only other kinds of rows have; `also` are ours beyond it.
fn check(text: &str, path: &str, without: &[&str], also: &[&str]) {
    let expected: Vec<String> = names(&sample(path)).into_iter().filter(|name| !without.contains(&name.as_str())).collect();
    let held: Vec<String> = names(text).into_iter().filter(|name| !also.contains(&name.as_str())).collect();
    assert_eq!(held, expected, "{path}\n{text}");
}

const TRAILING: [&str; 2] = ["activatePrice", "priceRate"];
const FAR: &str = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.002&price=94000";
const STOP: &str = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=95000&quantity=0.01";

struct Desk {
    bench: Bench,
    customer: Customer,
}

impl Desk {
    fn new(seed: u64) -> Desk {
        Desk { bench: Bench::new(small(seed)), customer: Customer::of(seed, 0) }
    }

    fn ask(&mut self, method: &str, path: &str, params: &str) -> String {
        let reply = self.customer.call(&mut self.bench, method, &format!("/fapi/{path}"), params);
        assert_eq!(reply.status, 200, "{method} {path} {params}: {}", reply.body);
        reply.body
    }

    /// Asks, and compares with the sample of that call.
    fn compare(&mut self, method: &str, path: &str, params: &str, without: &[&str]) {
        let text = self.ask(method, path, params);
        let file = format!("rest/{method}_fapi_{}.json", path.replace('/', "_"));
        check(&text, &file, without, &[]);
    }
}

#[test]
fn orders_over_rest() {
    let mut desk = Desk::new(501);
    desk.compare("POST", "v1/order", &format!("{FAR}&newClientOrderId=a"), &[]);
    desk.compare("POST", "v1/order/test", FAR, &TRAILING);
    for (path, params) in [("v1/order", "symbol=BTCUSDT&origClientOrderId=a"), ("v1/openOrder", "symbol=BTCUSDT&origClientOrderId=a")] {
        let text = desk.ask("GET", path, params);
        // One sample has two fields the other way round: the venue's order of fields is not the same everywhere.
        let file = format!("rest/GET_fapi_{}.json", path.replace('/', "_"));
        let (mut held, mut expected) = (names(&text), names(&sample(&file)));
        held.sort();
        expected.sort();
        expected.retain(|name| !TRAILING.contains(&name.as_str()));
        assert_eq!(held, expected, "{path}");
    }
    desk.compare("GET", "v1/openOrders", "symbol=BTCUSDT", &TRAILING);
    desk.compare("GET", "v1/allOrders", "symbol=BTCUSDT", &TRAILING);
    desk.compare("PUT", "v1/order", "symbol=BTCUSDT&side=BUY&origClientOrderId=a&quantity=0.003&price=94100&modifyId=1", &[]);
    desk.compare("GET", "v1/orderAmendment", "symbol=BTCUSDT&origClientOrderId=a", &[]);
    desk.compare("POST", "v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=100000", &[]);
    desk.compare("DELETE", "v1/order", "symbol=BTCUSDT&origClientOrderId=a", &TRAILING);
    desk.compare("DELETE", "v1/allOpenOrders", "symbol=BTCUSDT", &[]);
    desk.ask("POST", "v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
    desk.compare("GET", "v1/userTrades", "symbol=BTCUSDT", &[]);
    desk.bench.request("POST", "/control/liquidate", &[], r#"{"symbol":"BTCUSDT"}"#, "127.0.0.1");
    desk.bench.run_ms(1_000);
    desk.compare("GET", "v1/forceOrders", "", &[]);
}

#[test]
fn conditional_orders_over_rest() {
    let mut desk = Desk::new(502);
    desk.compare("POST", "v1/algoOrder", &format!("{STOP}&clientAlgoId=s"), &[]);
    desk.compare("GET", "v1/algoOrder", "clientAlgoId=s", &[]);
    desk.compare("GET", "v1/openAlgoOrders", "", &[]);
    desk.compare("GET", "v1/allAlgoOrders", "symbol=BTCUSDT", &[]);
    desk.compare("DELETE", "v1/algoOrder", "clientAlgoId=s", &[]);
    desk.compare("DELETE", "v1/algoOpenOrders", "symbol=BTCUSDT", &[]);
}

#[test]
fn accounts_and_settings_over_rest() {
    let mut desk = Desk::new(503);
    desk.compare("POST", "v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED", &[]);
    desk.ask("POST", "v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
    for path in ["v2/balance", "v3/balance", "v2/account", "v3/account", "v2/positionRisk", "v3/positionRisk", "v1/accountConfig"] {
        desk.compare("GET", path, "", &[]);
    }
    for path in ["v1/symbolConfig", "v1/leverageBracket", "v1/commissionRate"] {
        desk.compare("GET", path, "symbol=BTCUSDT", &[]);
    }
    for path in ["v1/income", "v1/positionSide/dual", "v1/multiAssetsMargin", "v1/feeBurn", "v1/rateLimit/order"] {
        desk.compare("GET", path, "", &[]);
    }
    desk.compare("POST", "v1/positionMargin", "symbol=BTCUSDT&amount=1&type=1", &[]);
    desk.compare("GET", "v1/positionMargin/history", "symbol=BTCUSDT", &[]);
    desk.compare("POST", "v1/leverage", "symbol=SUSHIUSDT&leverage=5", &[]);
    desk.compare("POST", "v1/feeBurn", "feeBurn=true", &[]);
    for method in ["POST", "PUT", "DELETE"] {
        desk.compare(method, "v1/listenKey", "", &[]);
    }
}

#[test]
fn the_websocket_api() {
    let mut desk = Desk::new(504);
    let conn = desk.bench.connect("/ws-fapi/v1");
    let order = json!({"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.002", "price": "94000", "newClientOrderId": "a"});
    let which = json!({"symbol": "BTCUSDT", "origClientOrderId": "a"});
    let change =
        json!({"symbol": "BTCUSDT", "side": "BUY", "origClientOrderId": "a", "quantity": "0.003", "price": "94000", "modifyId": 1});
    let algo = json!({"algoType": "CONDITIONAL", "symbol": "BTCUSDT", "side": "SELL", "type": "STOP_MARKET", "triggerPrice": "95000", "quantity": "0.01", "clientAlgoId": "s"});
    let market = json!({"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"});
    for (method, params, file) in [
        ("order.place", order, "new_order"),
        ("order.status", which.clone(), "query_order"),
        ("order.modify", change, "modify_order"),
        ("order.cancel", which.clone(), "cancel_order"),
        ("order.cancel", which, "error_response"),
        ("algoOrder.place", algo, "new_algo_order"),
        ("algoOrder.cancel", json!({"clientAlgoId": "s"}), "cancel_algo_order"),
        ("order.place", market, "new_order"),
        ("account.balance", json!({}), "futures_account_balance"),
        ("v2/account.balance", json!({}), "futures_account_balance_v2"),
        ("account.status", json!({}), "account_information"),
        ("v2/account.status", json!({}), "account_information_v2"),
        ("account.position", json!({}), "position_information"),
        ("v2/account.position", json!({}), "position_information_v2"),
        ("userDataStream.start", json!({}), "start_user_data_stream"),
        ("userDataStream.ping", json!({}), "keepalive_user_data_stream"),
        ("userDataStream.stop", json!({}), "close_user_data_stream"),
    ] {
        let frame = desk.customer.frame(&desk.bench, method, params);
        desk.bench.send(conn, &frame);
        let text = desk.bench.seen[&conn].texts.last().expect("an answer").1.clone();
        // The sample of a query has no limits.
        let also: &[&str] =
            if file == "query_order" { &["rateLimits", "rateLimitType", "interval", "intervalNum", "limit", "count"] } else { &[] };
        check(&text, &format!("ws_api/{file}.json"), &TRAILING, also);
    }
    desk.bench.send(conn, r#"{"id":"x","method":"session.status"}"#);
    let text = desk.bench.seen[&conn].texts.last().expect("an answer").1.clone();
    check(
        &text,
        "ws_api/session_status_unauthenticated.json",
        &[],
        &["rateLimits", "rateLimitType", "interval", "intervalNum", "limit", "count"],
    );
}

/// The first frame of an event that a condition holds for, as text.
fn frame(bench: &Bench, conn: ConnId, part: &str) -> String {
    let texts = &bench.seen[&conn].texts;
    texts.iter().find(|(_, text)| text.contains(part)).unwrap_or_else(|| panic!("no {part} in {texts:?}")).1.clone()
}

#[test]
fn events_of_accounts() {
    let mut desk = Desk::new(505);
    let ears = desk.customer.listen(&mut desk.bench);
    desk.ask("POST", "v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
    desk.ask("POST", "v1/leverage", "symbol=BTCUSDT&leverage=25");
    desk.ask("POST", "v1/multiAssetsMargin", "multiAssetsMargin=true");
    desk.ask("POST", "v1/algoOrder", &format!("{STOP}&clientAlgoId=s"));
    desk.ask("DELETE", "v1/algoOrder", "clientAlgoId=s");
    desk.ask("POST", "v1/algoOrder", &format!("{STOP}&clientAlgoId=t&workingType=MARK_PRICE"));
    desk.bench.request("POST", "/control/funding", &[], r#"{"symbol":"BTCUSDT","rate":"0.0001"}"#, "127.0.0.1");
    desk.bench.request("POST", "/control/mark", &[], r#"{"symbol":"BTCUSDT","price":"94000"}"#, "127.0.0.1");
    desk.bench.run_ms(2_000);
    desk.bench.fault(r#"{"name":"token-expire"}"#);
    // Live observation: positions also name their margin asset.
    for (part, file, without, also) in [
        ("\"x\":\"TRADE\"", "order_trade_update_fill", &[][..], &[][..]),
        ("\"x\":\"NEW\"", "order_trade_update_fill", &["n", "N"], &[]),
        ("TRADE_LITE", "trade_lite", &[], &[]),
        ("\"m\":\"ORDER\"", "account_update", &[], &["ma"]),
        ("FUNDING_FEE", "account_update_funding_fee_cross", &[], &[]),
        ("\"ac\"", "account_config_update_leverage", &[], &[]),
        ("\"ai\":{", "account_config_update_multi_assets", &[], &[]),
        ("\"X\":\"CANCELED\",\"ai\"", "algo_update_canceled", &["rm"], &[]),
        ("\"X\":\"TRIGGERED\"", "algo_update_triggered", &[], &[]),
        ("\"caid\":\"s\"", "algo_update_new_close_position", &[], &[]),
        ("listenKeyExpired", "listen_key_expired", &[], &[]),
    ] {
        check(&frame(&desk.bench, ears, part), &format!("user_stream/{file}.json"), without, also);
    }
    assert_eq!(events(&desk.bench, ears, "listenKeyExpired").len(), 1);
}

#[test]
fn a_margin_call_comes_before_the_liquidation() {
    let mut desk = Desk::new(506);
    let ears = desk.customer.listen(&mut desk.bench);
    desk.ask("POST", "v1/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.500");
    for step in 0..40 {
        let price = 88_000 - step * 40;
        let body = json!({"symbol": "BTCUSDT", "price": price.to_string()}).to_string();
        desk.bench.request("POST", "/control/mark", &[], &body, "127.0.0.1");
        desk.bench.run_ms(1_000);
    }
    check(&frame(&desk.bench, ears, "MARGIN_CALL"), "user_stream/margin_call.json", &[], &[]);
    let told = events(&desk.bench, ears, "ORDER_TRADE_UPDATE");
    assert!(told.iter().any(|event| event["o"]["c"].as_str().is_some_and(|id| id.starts_with("autoclose-"))), "liquidated");
}
