//! Every step becomes exactly these bytes, with a fixed key at a fixed time.

mod support;

use std::sync::Arc;

use ring::hmac;
use serde_json::{Value, json};
use support::private::{KEYS, accounts, commands, edit, events, id, named, stop, ticket, view};
use twinline_binance::{COMMANDS, EVENTS};
use twinline_model::{
    Amount, ClientOrderId, Duration, MarginMode, OrderTicket, OrderType, PositionSide, Price, Qty, Rate, Side, TimeInForce, Timestamp,
    TriggerBy,
};
use twinline_venue::account::{AccountStep, AccountView, History, Leaving, Route, StreamKey, StreamKeyStep};
use twinline_venue::{EncodeError, FrameBuf, Method, Request, RequestId};

/// Local time; the venue is a hundred milliseconds ahead.
const NOW: Timestamp = Timestamp::from_millis(1_760_000_000_023);
const STAMP: &str = "recvWindow=5000&timestamp=1760000000123";

/// As the venue checks it, apart from the codec.
fn hmac(payload: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, KEYS["HMAC"]["secret"].as_str().expect("a secret").as_bytes());
    hmac::sign(&key, payload.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn http(view: &AccountView, step: &AccountStep) -> Request {
    match accounts().encode(view, NOW, step, Route::Http) {
        Ok(Leaving::Http(request)) => request,
        other => panic!("{step:?}: {other:?}"),
    }
}

/// A signed request: parameters of `POST` and `PUT` in a form, all others in the query.
fn check(step: AccountStep, method: Method, path: &str, params: &str) {
    let request = http(&view("HMAC"), &step);
    let payload = if params.is_empty() { STAMP.to_owned() } else { format!("{params}&{STAMP}") };
    let signed = format!("{payload}&signature={}", hmac(&payload));
    let in_body = matches!(method, Method::Post | Method::Put);
    let (query, body) = if in_body { (String::new(), signed) } else { (format!("?{signed}"), String::new()) };
    assert_eq!(request.method, method, "{step:?}");
    assert_eq!(request.url, format!("https://fapi.binance.com/fapi/{path}{query}"), "{step:?}");
    assert_eq!(String::from_utf8_lossy(&request.body), body, "{step:?}");
    let key = ("x-mbx-apikey", KEYS["HMAC"]["apiKey"].as_str().expect("a key").to_owned());
    let form = ("content-type", "application/x-www-form-urlencoded".to_owned());
    assert_eq!(request.headers, if in_body { vec![key, form] } else { vec![key] }, "{step:?}");
}

fn place(ticket: OrderTicket) -> AccountStep {
    AccountStep::Place(Arc::new(ticket))
}

fn price(text: &str) -> Option<Price> {
    Some(Price::parse(text).expect("a price"))
}

fn market(client_id: &str) -> OrderTicket {
    OrderTicket { kind: OrderType::Market, price: None, ..ticket(client_id) }
}

#[test]
fn a_request_to_the_last_byte() {
    let request = http(&view("HMAC"), &place(ticket("tl-1")));
    let body = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.100&price=43187.00&newClientOrderId=tl-1&newOrderRespType=RESULT\
                &recvWindow=5000&timestamp=1760000000123&signature=d08a4cc473411b283edba2f1d1b5eb4c9ae97cf115cdd90486a7bf986ef89cd5";
    assert_eq!(String::from_utf8_lossy(&request.body), body);
    let request = http(&view("HMAC"), &AccountStep::Order(named("BTCUSDT", false, Some("tl-1"), None)));
    let url = "https://fapi.binance.com/fapi/v1/order?symbol=BTCUSDT&origClientOrderId=tl-1&recvWindow=5000&timestamp=1760000000123\
               &signature=106fd1458167e20099c44afb85bb6efc7bcabb44e298c62ade262771849852ff";
    assert_eq!(request.url, url);
    assert!(request.body.is_empty());
}

#[test]
fn orders_that_enter_at_once() {
    let order = |step, params: &str| check(step, Method::Post, "v1/order", params);
    let head = "symbol=BTCUSDT&side=BUY&type=LIMIT";
    let tail = "quantity=0.100&price=43187.00&newClientOrderId=a&newOrderRespType=RESULT";
    order(place(OrderTicket { post_only: true, ..ticket("a") }), &format!("{head}&timeInForce=GTX&{tail}"));
    order(place(OrderTicket { time_in_force: TimeInForce::Fok, ..ticket("a") }), &format!("{head}&timeInForce=FOK&{tail}"));
    let expires_at = Some(Timestamp::from_millis(1_760_001_000_000));
    let gtd = OrderTicket { time_in_force: TimeInForce::Gtd, expires_at, ..ticket("a") };
    order(place(gtd), &format!("{head}&timeInForce=GTD&goodTillDate=1760001000000&{tail}"));
    order(place(market("a")), "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.100&newClientOrderId=a&newOrderRespType=RESULT");
    let reducing = OrderTicket { reduce_only: true, ..market("a") };
    order(place(reducing), "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.100&reduceOnly=true&newClientOrderId=a&newOrderRespType=RESULT");
    let hedged = OrderTicket { reduce_only: true, position_side: PositionSide::Short, ..market("a") };
    order(
        place(hedged),
        "symbol=BTCUSDT&side=BUY&positionSide=SHORT&type=MARKET&quantity=0.100&newClientOrderId=a&newOrderRespType=RESULT",
    );
    let tiny = OrderTicket { qty: Some(Qty::parse("0.00000000000000000001").expect("a quantity")), ..market("a") };
    order(place(tiny), "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.00000000000000000001&newClientOrderId=a&newOrderRespType=RESULT");
    let chinese = OrderTicket { instrument: id("币安人生USDT"), ..market("a") };
    order(
        place(chinese),
        "symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&side=BUY&type=MARKET&quantity=0.100&newClientOrderId=a&newOrderRespType=RESULT",
    );
}

#[test]
fn orders_that_wait_for_a_trigger() {
    let algo =
        |ticket, params: &str| check(place(ticket), Method::Post, "v1/algoOrder", &format!("algoType=CONDITIONAL&symbol=BTCUSDT&{params}"));
    let tail = "clientAlgoId=a&newOrderRespType=RESULT";
    algo(
        OrderTicket { reduce_only: true, ..stop("a") },
        &format!("side=SELL&type=STOP_MARKET&quantity=0.100&reduceOnly=true&triggerPrice=95000.5&workingType=CONTRACT_PRICE&{tail}"),
    );
    algo(
        OrderTicket { close_position: true, qty: None, trigger_by: TriggerBy::Mark, ..stop("a") },
        &format!("side=SELL&type=STOP_MARKET&closePosition=true&triggerPrice=95000.5&workingType=MARK_PRICE&{tail}"),
    );
    algo(
        OrderTicket { kind: OrderType::StopLimit, price: price("94000"), ..stop("a") },
        &format!("side=SELL&type=STOP&timeInForce=GTC&quantity=0.100&price=94000&triggerPrice=95000.5&workingType=CONTRACT_PRICE&{tail}"),
    );
    algo(
        OrderTicket { kind: OrderType::TakeProfitLimit, price: price("96000"), position_side: PositionSide::Long, ..stop("a") },
        &format!(
            "side=SELL&positionSide=LONG&type=TAKE_PROFIT&timeInForce=GTC&quantity=0.100&price=96000&triggerPrice=95000.5&workingType=CONTRACT_PRICE&{tail}"
        ),
    );
    let trailing = OrderTicket {
        kind: OrderType::TrailingStopMarket,
        trigger_price: None,
        trailing_percent: Some(Rate::parse("0.5").expect("a rate")),
        activation_price: price("96000"),
        ..stop("a")
    };
    algo(
        trailing,
        &format!(
            "side=SELL&type=TRAILING_STOP_MARKET&quantity=0.100&callbackRate=0.5&activatePrice=96000&workingType=CONTRACT_PRICE&{tail}"
        ),
    );
}

#[test]
fn changes_and_ends_of_orders() {
    let (by_id, by_number) = (named("BTCUSDT", false, Some("a"), None), named("BTCUSDT", false, Some("a"), Some("77")));
    let change = "symbol=BTCUSDT&side=BUY";
    let edit_of = |order| AccountStep::Edit(Arc::new(edit(order)));
    check(edit_of(by_number.clone()), Method::Put, "v1/order", &format!("{change}&orderId=77&quantity=1&price=30005"));
    check(edit_of(by_id.clone()), Method::Put, "v1/order", &format!("{change}&origClientOrderId=a&quantity=1&price=30005"));
    check(AccountStep::Cancel(by_number.clone()), Method::Delete, "v1/order", "symbol=BTCUSDT&orderId=77");
    check(AccountStep::Cancel(by_id.clone()), Method::Delete, "v1/order", "symbol=BTCUSDT&origClientOrderId=a");
    check(AccountStep::Cancel(named("BTCUSDT", true, Some("a"), None)), Method::Delete, "v1/algoOrder", "clientAlgoId=a");
    check(AccountStep::Cancel(named("BTCUSDT", true, Some("a"), Some("9"))), Method::Delete, "v1/algoOrder", "algoId=9");
    let all = |conditional| AccountStep::CancelAll { instrument: id("BTCUSDT"), conditional };
    check(all(false), Method::Delete, "v1/allOpenOrders", "symbol=BTCUSDT");
    check(all(true), Method::Delete, "v1/algoOpenOrders", "symbol=BTCUSDT");
    let countdown = |after| AccountStep::Countdown { instrument: id("BTCUSDT"), after };
    check(countdown(Duration::from_secs(60)), Method::Post, "v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=60000");
    check(countdown(Duration::ZERO), Method::Post, "v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=0");
    let cancel = |orders| AccountStep::CancelBatch { instrument: id("BTCUSDT"), orders };
    check(
        cancel(vec![by_number.clone(), named("BTCUSDT", false, None, Some("78"))]),
        Method::Delete,
        "v1/batchOrders",
        "symbol=BTCUSDT&orderIdList=%5B77%2C78%5D",
    );
    check(cancel(vec![by_number, by_id]), Method::Delete, "v1/batchOrders", "symbol=BTCUSDT&origClientOrderIdList=%5B%22a%22%2C%22a%22%5D");
}

#[test]
fn batches_are_lists_in_a_parameter() {
    let decoded = |request: &Request| {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let (list, rest) = body.split_once('&').expect("more parameters");
        assert!(rest.starts_with(STAMP), "{rest}");
        let mut bytes = Vec::new();
        let mut digits = list.trim_start_matches("batchOrders=").bytes();
        while let Some(byte) = digits.next() {
            let hex = |digits: &mut std::str::Bytes<'_>| char::from(digits.next().expect("a digit")).to_digit(16).expect("hex") as u8;
            bytes.push(if byte == b'%' { 16 * hex(&mut digits) + hex(&mut digits) } else { byte });
        }
        String::from_utf8(bytes).expect("UTF-8")
    };
    let request = http(&view("HMAC"), &AccountStep::PlaceBatch([ticket("a"), market("b")].into()));
    assert_eq!((request.method, request.url.as_str()), (Method::Post, "https://fapi.binance.com/fapi/v1/batchOrders"));
    let first = r#"{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","quantity":"0.100","price":"43187.00","newClientOrderId":"a","newOrderRespType":"RESULT"}"#;
    let second =
        r#"{"symbol":"BTCUSDT","side":"BUY","type":"MARKET","quantity":"0.100","newClientOrderId":"b","newOrderRespType":"RESULT"}"#;
    assert_eq!(decoded(&request), format!("[{first},{second}]"));
    let request = http(&view("HMAC"), &AccountStep::EditBatch([edit(named("BTCUSDT", false, None, Some("77")))].into()));
    assert_eq!(request.method, Method::Put);
    assert_eq!(decoded(&request), r#"[{"symbol":"BTCUSDT","side":"BUY","orderId":"77","quantity":"1","price":"30005"}]"#);
}

#[test]
fn questions() {
    let get = |step, path: &str, params: &str| check(step, Method::Get, path, params);
    let btc = || id("BTCUSDT");
    let at = |ms| Some(Timestamp::from_millis(ms));
    let span = || History { from_id: None, from: at(1), to: at(2), limit: 9999 };
    let from = || History { from_id: Some("7".to_owned()), from: at(1), to: None, limit: 50 };
    get(AccountStep::Order(named("BTCUSDT", true, Some("a"), None)), "v1/algoOrder", "clientAlgoId=a");
    get(AccountStep::OpenOrders { instrument: Some(btc()), conditional: false }, "v1/openOrders", "symbol=BTCUSDT");
    get(AccountStep::OpenOrders { instrument: None, conditional: true }, "v1/openAlgoOrders", "");
    let past = |conditional, history| AccountStep::Orders { instrument: btc(), conditional, history };
    get(past(false, span()), "v1/allOrders", "symbol=BTCUSDT&startTime=1&endTime=2&limit=1000");
    get(past(false, from()), "v1/allOrders", "symbol=BTCUSDT&orderId=7&limit=50");
    get(past(true, from()), "v1/allAlgoOrders", "symbol=BTCUSDT&algoId=7&limit=50");
    get(AccountStep::Fills { instrument: btc(), history: from() }, "v1/userTrades", "symbol=BTCUSDT&fromId=7&limit=50");
    get(AccountStep::Fills { instrument: btc(), history: span() }, "v1/userTrades", "symbol=BTCUSDT&startTime=1&endTime=2&limit=1000");
    get(AccountStep::Transactions { history: span() }, "v1/income", "startTime=1&endTime=2&limit=1000");
    get(AccountStep::Balances, "v3/balance", "");
    get(AccountStep::Positions { instrument: None }, "v3/positionRisk", "");
    get(AccountStep::Positions { instrument: Some(btc()) }, "v3/positionRisk", "symbol=BTCUSDT");
    get(AccountStep::Settings, "v1/accountConfig", "");
    get(AccountStep::InstrumentSettings { instrument: None }, "v1/symbolConfig", "");
    get(AccountStep::Fees { instrument: btc() }, "v1/commissionRate", "symbol=BTCUSDT");
    get(AccountStep::Tiers { instrument: btc() }, "v1/leverageBracket", "symbol=BTCUSDT");
}

#[test]
fn settings_and_margin() {
    let post = |step, path: &str, params: &str| check(step, Method::Post, path, params);
    let instrument = id("BTCUSDT");
    let leverage = Rate::parse("20.0").expect("a rate");
    post(AccountStep::SetLeverage { instrument: instrument.clone(), leverage }, "v1/leverage", "symbol=BTCUSDT&leverage=20");
    let mode = MarginMode::Cross;
    post(AccountStep::SetMarginMode { instrument: instrument.clone(), mode }, "v1/marginType", "symbol=BTCUSDT&marginType=CROSSED");
    post(AccountStep::SetHedgeMode(true), "v1/positionSide/dual", "dualSidePosition=true");
    post(AccountStep::SetMultiAsset(false), "v1/multiAssetsMargin", "multiAssetsMargin=false");
    let margin =
        |side, text| AccountStep::ChangeMargin { instrument: instrument.clone(), side, amount: Amount::parse(text).expect("an amount") };
    post(margin(PositionSide::Both, "10.5"), "v1/positionMargin", "symbol=BTCUSDT&amount=10.5&type=1");
    post(margin(PositionSide::Short, "-3"), "v1/positionMargin", "symbol=BTCUSDT&positionSide=SHORT&amount=3&type=2");
}

#[test]
fn what_needs_no_signature_has_none() {
    let request = http(&view("HMAC"), &AccountStep::Clock);
    assert_eq!(request.url, "https://fapi.binance.com/fapi/v1/time");
    assert!(request.headers.is_empty() && request.body.is_empty());
    for (what, method) in
        [(StreamKeyStep::Open, Method::Post), (StreamKeyStep::Extend, Method::Put), (StreamKeyStep::Close, Method::Delete)]
    {
        let request = http(&view("HMAC"), &AccountStep::StreamKey(what));
        assert_eq!((request.method, request.url.as_str()), (method, "https://fapi.binance.com/fapi/v1/listenKey"));
        assert_eq!(request.headers, [("x-mbx-apikey", KEYS["HMAC"]["apiKey"].as_str().expect("a key").to_owned())]);
        assert!(request.body.is_empty());
    }
}

fn frame(view: &AccountView, step: &AccountStep) -> Result<Value, EncodeError> {
    match accounts().encode(view, NOW, step, Route::Link(commands(), RequestId(7)))? {
        Leaving::Frame(FrameBuf::Text(text)) => Ok(serde_json::from_str(&text).expect("JSON")),
        other => panic!("{step:?}: {other:?}"),
    }
}

fn written(params: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let all = params.as_object().expect("params").iter().map(|(name, value)| (name.clone(), text(value)));
    let mut all: Vec<_> = all.filter(|(name, _)| name != "signature").collect();
    all.sort();
    all
}

#[test]
fn a_frame_to_the_last_member() {
    let expected = json!({"id": 7, "method": "order.place", "params": {
        "apiKey": "dbefbc809e3e83c283a984c3a1459732ea7db1360ca80c5c2c8867408d28cc83", "newClientOrderId": "tl-1", "newOrderRespType": "RESULT",
        "price": "43187.00", "quantity": "0.100", "recvWindow": 5000, "side": "BUY", "symbol": "BTCUSDT", "timeInForce": "GTC",
        "timestamp": 1_760_000_000_123_i64, "type": "LIMIT", "signature": "26539fd3e809281b8ecd96c15acb8300db647a8515c5e32aa53e646b85ffee85",
    }});
    assert_eq!(frame(&view("HMAC"), &place(ticket("tl-1"))), Ok(expected));
}

#[test]
fn steps_with_a_method_leave_as_frames() {
    let check = |step: AccountStep, method: &str, signed: bool| {
        let got = frame(&view("HMAC"), &step).unwrap_or_else(|error| panic!("{step:?}: {error}"));
        assert_eq!((&got["method"], &got["id"]), (&json!(method), &json!(7)));
        assert_eq!(got["params"]["apiKey"], KEYS["HMAC"]["apiKey"], "{method}");
        let payload = written(&got["params"]).iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        let expected = if signed { json!(hmac(&payload)) } else { Value::Null };
        assert_eq!(got["params"]["signature"], expected, "{method}");
        assert_eq!(got["params"]["timestamp"].is_i64(), signed, "{method}");
    };
    check(place(market("a")), "order.place", true);
    check(place(stop("a")), "algoOrder.place", true);
    check(AccountStep::Edit(Arc::new(edit(named("BTCUSDT", false, None, Some("77"))))), "order.modify", true);
    check(AccountStep::Cancel(named("BTCUSDT", false, Some("a"), None)), "order.cancel", true);
    check(AccountStep::Cancel(named("BTCUSDT", true, Some("a"), None)), "algoOrder.cancel", true);
    check(AccountStep::Order(named("BTCUSDT", false, Some("a"), None)), "order.status", true);
    check(AccountStep::Balances, "v2/account.balance", true);
    check(AccountStep::Positions { instrument: None }, "v2/account.position", true);
    check(AccountStep::StreamKey(StreamKeyStep::Open), "userDataStream.start", false);
    check(AccountStep::StreamKey(StreamKeyStep::Extend), "userDataStream.ping", false);
    check(AccountStep::StreamKey(StreamKeyStep::Close), "userDataStream.stop", false);
}

#[test]
fn a_link_that_knows_us_is_told_neither_key_nor_signature() {
    let mut view = view("ED25519");
    let got = frame(&view, &AccountStep::LogOn).expect("a frame");
    assert_eq!(got["method"], "session.logon");
    let payload = format!("apiKey={}&{STAMP}", KEYS["ED25519"]["apiKey"].as_str().expect("a key"));
    assert_eq!(got["params"]["signature"], json!(view.signer.sign(payload.as_bytes()).expect("signed")));
    view.logged_on.push(commands());
    let got = frame(&view, &AccountStep::Balances).expect("a frame");
    assert_eq!(got["params"], json!({"recvWindow": 5000, "timestamp": 1_760_000_000_123_i64}));
    let got = frame(&view, &AccountStep::StreamKey(StreamKeyStep::Open)).expect("a frame");
    assert_eq!(got["params"], json!({}));
    assert!(frame(&view, &AccountStep::LogOn).expect("a frame")["params"]["signature"].is_string(), "logging on again is signed again");
}

#[test]
fn what_has_no_method_or_no_meaning_does_not_leave() {
    let on_link = |step: AccountStep| {
        let got = frame(&view("HMAC"), &step);
        assert!(matches!(got, Err(EncodeError::Unsupported(_))), "{}: {got:?}", step.name());
    };
    on_link(AccountStep::LogOn);
    on_link(AccountStep::Clock);
    on_link(AccountStep::OpenOrders { instrument: None, conditional: false });
    on_link(AccountStep::Order(named("BTCUSDT", true, Some("a"), None)));
    on_link(AccountStep::CancelAll { instrument: id("BTCUSDT"), conditional: false });
    on_link(AccountStep::Settings);
    let elsewhere = accounts().encode(&view("HMAC"), NOW, &AccountStep::Balances, Route::Link(events(), RequestId(1)));
    assert!(matches!(elsewhere, Err(EncodeError::Unsupported(_))), "{elsewhere:?}");
}

#[test]
fn tickets_that_would_be_read_in_another_way_are_refused() {
    let refused = |step: AccountStep| {
        let got = accounts().encode(&view("HMAC"), NOW, &step, Route::Http);
        assert!(matches!(got, Err(EncodeError::Unsupported(_))), "{step:?}: {got:?}");
    };
    let opens_instead = OrderTicket { reduce_only: true, position_side: PositionSide::Long, ..market("a") };
    refused(place(opens_instead));
    refused(place(OrderTicket { close_position: true, qty: None, position_side: PositionSide::Short, ..stop("a") }));
    refused(place(OrderTicket { close_position: true, ..stop("a") }));
    refused(place(OrderTicket { close_position: true, qty: None, ..market("a") }));
    refused(place(OrderTicket { close_position: true, qty: None, kind: OrderType::StopLimit, price: price("1"), ..stop("a") }));
    refused(place(OrderTicket { qty: None, ..ticket("a") }));
    refused(place(OrderTicket { price: None, ..ticket("a") }));
    refused(place(OrderTicket { price: price("1"), ..market("a") }));
    refused(place(OrderTicket { trigger_price: price("1"), ..ticket("a") }));
    refused(place(OrderTicket { trigger_price: None, ..stop("a") }));
    refused(place(OrderTicket { trailing_percent: Some(Rate::parse("1").expect("a rate")), ..stop("a") }));
    refused(place(OrderTicket { kind: OrderType::TrailingStopMarket, ..stop("a") }));
    refused(place(OrderTicket { kind: OrderType::TrailingStopMarket, trigger_price: None, ..stop("a") }));
    refused(place(OrderTicket { post_only: true, time_in_force: TimeInForce::Ioc, ..ticket("a") }));
    refused(place(OrderTicket { post_only: true, ..market("a") }));
    refused(place(OrderTicket { time_in_force: TimeInForce::Gtd, ..ticket("a") }));
    refused(place(OrderTicket { expires_at: Some(NOW), ..ticket("a") }));
    refused(place(OrderTicket { client_order_id: ClientOrderId::new(&"x".repeat(37)).expect("an id"), ..ticket("a") }));
    refused(AccountStep::Cancel(named("BTCUSDT", false, None, None)));
    refused(AccountStep::Cancel(named("BTCUSDT", false, None, Some("not-a-number"))));
    refused(AccountStep::Edit(Arc::new(edit(named("BTCUSDT", true, Some("a"), None)))));
    refused(AccountStep::PlaceBatch([].into()));
    refused(AccountStep::PlaceBatch((0..6).map(|_| ticket("a")).collect()));
    refused(AccountStep::PlaceBatch([stop("a")].into()));
    let cancel = |orders| AccountStep::CancelBatch { instrument: id("BTCUSDT"), orders };
    refused(cancel(vec![named("ETHUSDT", false, Some("a"), None)]));
    refused(cancel(vec![named("BTCUSDT", true, Some("a"), None)]));
    refused(cancel(vec![named("BTCUSDT", false, Some("a"), None), named("BTCUSDT", false, None, Some("1"))]));
    refused(cancel(vec![named("BTCUSDT", false, Some("a"), None); 11]));
    for leverage in ["0", "126", "1.5", "-1"] {
        refused(AccountStep::SetLeverage { instrument: id("BTCUSDT"), leverage: Rate::parse(leverage).expect("a rate") });
    }
    refused(AccountStep::ChangeMargin {
        instrument: id("BTCUSDT"),
        side: PositionSide::Both,
        amount: Amount::parse("0.0").expect("an amount"),
    });
    let from_id = Some("1".to_owned());
    refused(AccountStep::Transactions { history: History { from_id, ..History::default() } });
    let foreign = OrderTicket { instrument: "delta:BTCUSD".parse().expect("an instrument"), side: Side::Sell, ..ticket("a") };
    let got = accounts().encode(&view("HMAC"), NOW, &place(foreign), Route::Http);
    assert!(matches!(got, Err(EncodeError::UnknownInstrument(_))), "{got:?}");
}

#[test]
fn links_are_opened_where_the_venue_says() {
    let mut view = view("HMAC");
    view.stream_key = Some(StreamKey("a+b".into()));
    assert_eq!(accounts().link_url(&view, EVENTS), "wss://fstream.binance.com/private/ws?listenKey=a%2Bb");
    assert_eq!(accounts().link_url(&view, COMMANDS), "wss://ws-fapi.binance.com/ws-fapi/v1");
}
