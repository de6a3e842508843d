//! Conditional orders, settings, money and levers: what accounts can do beyond plain orders, and that it adds up.

mod bench;

use bench::customer::{Customer, best, events};
use bench::{Bench, small, text};
use serde_json::{Value, json};
use twinline_sim::{Config, Output};

const ORDER: &str = "/fapi/v1/order";
const ALGO: &str = "/fapi/v1/algoOrder";

fn pull(bench: &mut Bench, lever: &str, body: Value) -> Value {
    let reply = bench.request("POST", &format!("/control/{lever}"), &[], &body.to_string(), "127.0.0.1");
    assert_eq!(reply.status, 200, "{lever}: {}", reply.body);
    reply.json()
}

fn main_account(bench: &Bench) -> Value {
    bench.simulator.account_truth()["main"].clone()
}

/// Units of 10^-12: enough for every amount here, and exact.
fn units(text: &str) -> i128 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded: String = fraction.chars().chain(std::iter::repeat('0')).take(12).collect();
    sign * (whole.parse::<i128>().expect("digits") * 1_000_000_000_000 + padded.parse::<i128>().expect("digits"))
}

fn sum<'v>(rows: impl Iterator<Item = &'v Value>, field: &str) -> i128 {
    rows.map(|row| units(text(row, field))).sum()
}

fn rows<'v>(account: &'v Value, list: &str) -> &'v Vec<Value> {
    account[list].as_array().unwrap_or_else(|| panic!("{list}"))
}

/// The wallet is what came in; positions are what was traded; what is told last is what is so.
fn assert_adds_up(bench: &Bench, ears: twinline_sim::ConnId) {
    let account = main_account(bench);
    let income = rows(&account, "income");
    for (asset, balance) in account["balances"].as_object().expect("balances") {
        let moved = sum(income.iter().filter(|row| row["asset"] == asset.as_str()), "amount");
        assert_eq!(units(text(balance, "wallet")), moved, "{asset}");
    }
    let told = events(bench, ears, "ACCOUNT_UPDATE");
    let last = told.iter().rev().find_map(|event| event["a"]["B"].as_array()?.iter().find(|row| row["a"] == "USDT").cloned());
    if let Some(last) = last {
        assert_eq!(units(text(&last, "wb")), units(text(&account["balances"]["USDT"], "wallet")));
    }
    for position in rows(&account, "positions") {
        let of = |side: &str| {
            sum(rows(&account, "fills").iter().filter(|fill| fill["symbol"] == position["symbol"] && fill["side"] == side), "quantity")
        };
        assert_eq!(units(text(position, "amount")), of("BUY") - of("SELL"));
    }
}

#[test]
fn a_stop_triggers_and_its_order_closes_the_position() {
    let mut bench = Bench::new(small(401));
    let customer = Customer::of(401, 0);
    let ears = customer.listen(&mut bench);
    customer.ok(&mut bench, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
    let stop = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=95000&closePosition=true&workingType=MARK_PRICE&clientAlgoId=sl";
    let placed = customer.ok(&mut bench, "POST", ALGO, stop);
    assert_eq!((text(&placed, "timeInForce"), text(&placed, "quantity")), ("GTE_GTC", "0.000"));
    assert_eq!(customer.refused(&mut bench, "POST", ALGO, &stop.replace("=sl", "=sl2")), (400, -4130));
    let at_once = "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&type=STOP_MARKET&triggerPrice=99000&quantity=0.01";
    assert_eq!(customer.refused(&mut bench, "POST", ALGO, at_once), (400, -2021));
    assert_eq!(customer.refused(&mut bench, "GET", ORDER, "symbol=BTCUSDT&origClientOrderId=sl"), (400, -2013), "another name space");
    assert_eq!(customer.ok(&mut bench, "GET", "/fapi/v1/openAlgoOrders", "").as_array().map(Vec::len), Some(1));
    pull(&mut bench, "mark", json!({"symbol": "BTCUSDT", "price": "94999"}));
    bench.run_ms(3_000);
    let states: Vec<String> = events(&bench, ears, "ALGO_UPDATE").iter().map(|event| text(&event["o"], "X").to_owned()).collect();
    assert_eq!(states, ["NEW", "TRIGGERING", "TRIGGERED", "FINISHED"]);
    let queried = customer.ok(&mut bench, "GET", ALGO, "clientAlgoId=sl");
    let child = customer.ok(&mut bench, "GET", ORDER, &format!("symbol=BTCUSDT&orderId={}", text(&queried, "actualOrderId")));
    assert_eq!((text(&child, "status"), text(&child, "type"), text(&child, "origType")), ("FILLED", "MARKET", "STOP_MARKET"));
    assert!(rows(&main_account(&bench), "positions").is_empty());
    assert_adds_up(&bench, ears);
}

#[test]
fn a_batch_is_answered_item_by_item_and_counted_as_documented() {
    let mut bench = Bench::new(small(402));
    let customer = Customer::of(402, 0);
    let item = json!({"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.002", "price": "94000", "newClientOrderId": "b"});
    let encoded: String = json!([item, item]).to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let reply = customer.call(&mut bench, "POST", "/fapi/v1/batchOrders", &format!("batchOrders={encoded}"));
    assert_eq!((text(&reply.json()[0], "status"), reply.json()[1]["code"].as_i64()), ("NEW", Some(-4116)));
    assert_eq!((reply.headers["x-mbx-order-count-10s"].as_str(), reply.headers["x-mbx-order-count-1m"].as_str()), ("5", "1"));
    let list = "%5B%22b%22%2C%22none%22%5D";
    let ended = customer.ok(&mut bench, "DELETE", "/fapi/v1/batchOrders", &format!("symbol=BTCUSDT&origClientOrderIdList={list}"));
    assert_eq!((text(&ended[0], "status"), ended[1]["code"].as_i64()), ("CANCELED", Some(-2011)));
}

#[test]
fn settings_change_once() {
    let mut bench = Bench::new(small(403));
    let customer = Customer::of(403, 0);
    let ears = customer.listen(&mut bench);
    customer.ok(&mut bench, "POST", "/fapi/v1/leverage", "symbol=BTCUSDT&leverage=7");
    assert_eq!(events(&bench, ears, "ACCOUNT_CONFIG_UPDATE")[0]["ac"], json!({"s": "BTCUSDT", "l": 7}));
    customer.ok(&mut bench, "POST", "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED");
    assert_eq!(customer.refused(&mut bench, "POST", "/fapi/v1/marginType", "symbol=BTCUSDT&marginType=ISOLATED"), (400, -4046));
    customer.ok(&mut bench, "POST", "/fapi/v1/positionSide/dual", "dualSidePosition=true");
    assert_eq!(customer.refused(&mut bench, "POST", "/fapi/v1/positionSide/dual", "dualSidePosition=true"), (400, -4059));
    assert_eq!(customer.ok(&mut bench, "GET", "/fapi/v1/accountConfig", "")["dualSidePosition"], true);
    let config = customer.ok(&mut bench, "GET", "/fapi/v1/symbolConfig", "symbol=BTCUSDT");
    assert_eq!((config[0]["leverage"].as_i64(), text(&config[0], "marginType")), (Some(7), "ISOLATED"));
    let order = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010";
    assert_eq!(customer.refused(&mut bench, "POST", ORDER, order), (400, -4061));
    customer.ok(&mut bench, "POST", ORDER, &format!("{order}&positionSide=LONG"));
    customer.ok(&mut bench, "POST", "/fapi/v1/positionMargin", "symbol=BTCUSDT&amount=10&type=1&positionSide=LONG");
    let moved = customer.ok(&mut bench, "GET", "/fapi/v1/positionMargin/history", "symbol=BTCUSDT");
    assert_eq!((moved[0]["type"].as_i64(), text(&moved[0], "amount")), (Some(1), "10.00000000"));
    let position = customer.ok(&mut bench, "GET", "/fapi/v2/positionRisk", "symbol=BTCUSDT");
    assert_eq!(position.as_array().map(Vec::len), Some(2), "both sides, flat or not");
}

#[test]
fn levers_do_what_they_say_and_everything_adds_up() {
    let mut bench = Bench::new(small(404));
    let customer = Customer::of(404, 0);
    let ears = customer.listen(&mut bench);
    pull(&mut bench, "deposit", json!({"asset": "USDT", "amount": "100.5"}));
    pull(
        &mut bench,
        "order",
        json!({"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.020", "newClientOrderId": "web_1"}),
    );
    assert_adds_up(&bench, ears);
    pull(&mut bench, "funding", json!({"symbol": "BTCUSDT", "rate": "0.001"}));
    let paid = events(&bench, ears, "ACCOUNT_UPDATE").pop().expect("told");
    assert_eq!((text(&paid["a"], "m"), &paid["a"]["P"], text(&paid["a"], "S")), ("FUNDING_FEE", &json!([]), "BTCUSDT"));
    pull(&mut bench, "adl", json!({"symbol": "BTCUSDT", "quantity": "0.005"}));
    let adl = events(&bench, ears, "ORDER_TRADE_UPDATE").pop().expect("told");
    assert_eq!(text(&adl["o"], "c"), "adl_autoclose");
    assert_adds_up(&bench, ears);
    pull(&mut bench, "liquidate", json!({"symbol": "BTCUSDT"}));
    bench.run_ms(2_000);
    assert!(rows(&main_account(&bench), "positions").is_empty());
    let forced = customer.ok(&mut bench, "GET", "/fapi/v1/forceOrders", "autoCloseType=LIQUIDATION");
    assert!(text(&forced[0], "clientOrderId").starts_with("autoclose-"), "{forced}");
    assert_adds_up(&bench, ears);
    let refused = bench.request("POST", "/control/mark", &[], r#"{"symbol":"NOPE"}"#, "127.0.0.1");
    assert_eq!(refused.status, 400);
    let book = |bench: &mut Bench| bench.request("GET", "/fapi/v1/depth?symbol=BTCUSDT&limit=5", &[], "", "127.0.0.1").body;
    let hold = |bench: &mut Bench, held| pull(bench, "hold", json!({"symbol": "BTCUSDT", "held": held}));
    let moved = |bench: &mut Bench| {
        let before: Value = serde_json::from_str(&book(bench)).unwrap();
        bench.run_ms(5_000);
        let after: Value = serde_json::from_str(&book(bench)).unwrap();
        before["lastUpdateId"] != after["lastUpdateId"]
    };
    hold(&mut bench, true);
    assert!(!moved(&mut bench), "the traders rest");
    hold(&mut bench, false);
    assert!(moved(&mut bench), "they go on");
}

#[test]
fn resting_orders_are_filled_by_the_market_and_told() {
    let mut bench = Bench::new(small(405));
    let customer = Customer::of(405, 0);
    let ears = customer.listen(&mut bench);
    let (bid, _) = best(&bench, "BTCUSDT");
    customer.ok(&mut bench, "POST", ORDER, &format!("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.010&price={bid}"));
    for _ in 0..600 {
        bench.run_ms(1_000);
        if events(&bench, ears, "ORDER_TRADE_UPDATE").iter().any(|event| event["o"]["X"] == "FILLED") {
            break;
        }
    }
    let told = events(&bench, ears, "ORDER_TRADE_UPDATE");
    let last = told.last().expect("told");
    assert_eq!((text(&last["o"], "X"), last["o"]["m"].as_bool()), ("FILLED", Some(true)));
    assert_adds_up(&bench, ears);
    let ids: Vec<i64> = told.iter().filter_map(|event| event["o"]["t"].as_i64()).filter(|id| *id > 0).collect();
    let fills = main_account(&bench);
    assert_eq!(ids, rows(&fills, "fills").iter().filter_map(|fill| fill["trade_id"].as_i64()).collect::<Vec<_>>());
}

#[test]
fn a_countdown_cancels_what_rests() {
    let mut bench = Bench::new(small(406));
    let customer = Customer::of(406, 0);
    customer.ok(&mut bench, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.002&price=94000");
    customer.ok(&mut bench, "POST", "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=2000");
    bench.run_ms(1_900);
    assert_eq!(rows(&main_account(&bench), "open_orders").len(), 1);
    bench.run_ms(200);
    assert!(rows(&main_account(&bench), "open_orders").is_empty());
}

/// Everything that a run sends to its clients.
fn journal(config: Config, trades: bool) -> Vec<Output> {
    let seed = config.seed;
    let mut bench = Bench::new(config);
    bench.keep_journal = true;
    let public = bench.connect("/public/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker/btcusdt@trade");
    bench.run_ms(500);
    if trades {
        let customer = Customer::of(seed, 0);
        let ears = customer.listen(&mut bench);
        for _ in 0..5 {
            customer.ok(&mut bench, "POST", ORDER, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.010");
            bench.run_ms(700);
        }
        assert!(!bench.seen[&ears].texts.is_empty());
    } else {
        bench.run_ms(3_500);
    }
    assert!(!bench.seen[&public].texts.is_empty());
    bench.journal.into_iter().filter(|output| !matches!(output, Output::WakeAt(_))).collect()
}

#[test]
fn same_seed_same_bytes_with_accounts_and_without() {
    assert_eq!(journal(small(407), true), journal(small(407), true));
    let without = Config { accounts: Vec::new(), ..small(407) };
    assert_eq!(journal(small(407), false), journal(without, false), "accounts that do nothing change nothing");
}
