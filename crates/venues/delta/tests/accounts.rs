//! What accounts ask and are told, byte by byte: requests as they leave, documented samples as they are read, foreign bytes.

mod account;
mod support;

use account::{LINK, btc, codec, encode, named, ticket, view};
use serde_json::{Value, json};
use twinline_delta::EVENTS;
use twinline_model::{
    Duration, InstrumentId, OrderTicket, OrderType, Phase, PositionSide, Price, Qty, Rate, Setting, Side, TimeInForce, Timestamp,
};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, EditTicket, History, Leaving, Owner, Quota, Route};
use twinline_venue::{Doubt, Frame, FrameBuf, Outcome, Refusal, RefusalKind, Reply, RequestId};

#[test]
fn orders_leave_in_contracts_and_are_named_by_the_body() {
    let check = |step: AccountStep, target: &str, body: Value| assert_eq!(encode(&step), Ok((target.to_owned(), body)), "{target}");
    let plain = json!({"product_id": 27, "size": 3, "side": "sell", "order_type": "market_order", "client_order_id": "tw-1"});
    check(AccountStep::Place(ticket(OrderType::Market).into()), "POST /v2/orders", plain);
    let limit = OrderTicket { post_only: true, reduce_only: true, ..ticket(OrderType::Limit) };
    let body = json!({"product_id": 27, "size": 3, "side": "sell", "order_type": "limit_order", "client_order_id": "tw-1",
        "limit_price": "59000.5", "time_in_force": "gtc", "post_only": "true", "reduce_only": "true"});
    check(AccountStep::Place(limit.into()), "POST /v2/orders", body);
    let body = json!({"product_id": 27, "size": 3, "side": "sell", "order_type": "market_order", "client_order_id": "tw-1",
        "stop_order_type": "stop_loss_order", "stop_price": "56000", "stop_trigger_method": "mark_price"});
    check(AccountStep::Place(ticket(OrderType::StopMarket).into()), "POST /v2/orders", body);
    let trailing = OrderTicket { trailing_amount: Some(Price::parse("250.5").unwrap()), ..ticket(OrderType::TrailingStopMarket) };
    let body = json!({"product_id": 27, "size": 3, "side": "sell", "order_type": "market_order", "client_order_id": "tw-1",
        "stop_order_type": "stop_loss_order", "trail_amount": "-250.5", "stop_trigger_method": "mark_price"});
    check(AccountStep::Place(trailing.into()), "POST /v2/orders", body);
    check(AccountStep::Quota, "GET /v2/rate_limits/quota", Value::Null);
    let edit =
        EditTicket { order: named(Some("34")), side: Side::Sell, price: Price::parse("1.5").unwrap(), qty: Qty::parse("0.01").unwrap() };
    check(AccountStep::Edit(edit.into()), "PUT /v2/orders", json!({"id": 34, "product_id": 27, "size": 10, "limit_price": "1.5"}));
    check(AccountStep::Cancel(named(Some("34"))), "DELETE /v2/orders", json!({"id": 34, "product_id": 27}));
    check(AccountStep::Cancel(named(None)), "DELETE /v2/orders", json!({"client_order_id": "tw-1", "product_id": 27}));
    check(AccountStep::Order(named(Some("34"))), "GET /v2/orders/34", Value::Null);
    check(AccountStep::Order(named(None)), "GET /v2/orders/client_order_id/tw-1", Value::Null);
    let all = "GET /v2/orders?product_ids=27&states=open%2Cpending&page_size=50";
    let open = AccountStep::OpenOrders { instrument: Some(btc()), conditional: false };
    check(open.clone(), all, Value::Null);
    check(AccountStep::Page { of: open.into(), after: "g3 A".to_owned() }, &format!("{all}&after=g3%20A"), Value::Null);
    let history = History { from: Some(Timestamp::from_millis(1_500)), limit: u32::MAX, ..History::default() };
    let fills = AccountStep::Fills { instrument: btc(), history };
    check(fills, "GET /v2/fills?product_ids=27&start_time=1500000&page_size=50", Value::Null);
    let leverage = AccountStep::SetLeverage { instrument: btc(), leverage: Rate::parse("10").unwrap() };
    check(leverage, "POST /v2/products/27/orders/leverage", json!({"leverage": "10"}));
    check(AccountStep::Clock, "GET /v2/settings", Value::Null);
}

#[test]
fn what_the_venue_would_read_in_another_way_does_not_leave() {
    let refused = |ticket: OrderTicket| assert!(encode(&AccountStep::Place(ticket.into())).is_err());
    refused(OrderTicket { qty: Some(Qty::parse("0.0035").unwrap()), ..ticket(OrderType::Market) });
    refused(OrderTicket { qty: None, close_position: true, ..ticket(OrderType::StopMarket) });
    refused(OrderTicket { time_in_force: TimeInForce::Fok, ..ticket(OrderType::Limit) });
    refused(OrderTicket { position_side: PositionSide::Long, ..ticket(OrderType::Limit) });
    refused(OrderTicket { instrument: InstrumentId::new("delta", "NOPE").unwrap(), ..ticket(OrderType::Limit) });
    refused(ticket(OrderType::TrailingStopMarket));
    refused(OrderTicket { trailing_percent: Some(Rate::parse("1").unwrap()), ..ticket(OrderType::TrailingStopMarket) });
    refused(OrderTicket { trailing_amount: Some(Price::parse("1").unwrap()), ..ticket(OrderType::Market) });
    assert!(encode(&AccountStep::SetHedgeMode(true)).is_err());
    let on_link = codec().encode(&view(), Timestamp::default(), &AccountStep::Balances, Route::Link(LINK, RequestId(1)));
    assert!(on_link.is_err());
}

#[test]
fn the_venue_s_own_count_and_bounds_are_read_as_they_stand() {
    let told = |step: &AccountStep, body: Value| {
        let mut facts = AccountFacts::new();
        let body = body.to_string();
        (codec().decode_reply(&view(), step, Reply::Http { status: 200, body: body.as_bytes() }, &mut facts), facts.items)
    };
    let count = json!({"current_quota": 42, "remaining_time_in_milliseconds": 120_632});
    let quota = AccountFact::Quota(Quota { count: 42, resets_in: Duration::from_millis(120_632) });
    for body in [count.clone(), json!({"success": true, "result": count})] {
        assert_eq!(told(&AccountStep::Quota, body), (Outcome::Done(()), vec![quota.clone()]), "with an envelope and without");
    }
    let fees = AccountStep::Fees { instrument: btc() };
    let product = |margin: &str| {
        let row = json!({"maker_commission_rate": "0.0002", "taker_commission_rate": "0.0005", "initial_margin": margin});
        let items = told(&fees, json!({"success": true, "result": row})).1;
        items.iter().find_map(|fact| if let AccountFact::MostLeverage { leverage, .. } = fact { Some(leverage.to_string()) } else { None })
    };
    assert_eq!(product("0.5"), Some("200".to_owned()));
    assert_eq!(product("3"), Some("33".to_owned()), "never more than that margin allows");
    assert_eq!((product("0"), product("200"), product("x")), (None, None, None));
    let profile =
        json!({"success": true, "result": {"id": 57, "margin_mode": "isolated", "is_sub_account": true, "email": "a@example.com"}});
    let owner = AccountFact::Owner(Owner { number: "57".to_owned(), sub_account: Some(true) });
    assert_eq!(told(&AccountStep::Settings, profile).1.first(), Some(&owner));
}

#[test]
fn a_socket_is_logged_on_and_then_told_what_to_tell() {
    let frame = |step| match codec().encode(&view(), Timestamp::from_millis(1_700_000_000_000), &step, Route::Link(LINK, RequestId(1))) {
        Ok(Leaving::Frame(FrameBuf::Text(text))) => serde_json::from_str::<Value>(&text).unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(frame(AccountStep::LogOn)["payload"]["timestamp"], "1700000000");
    let asked = frame(AccountStep::Subscribe);
    assert_eq!(asked["payload"]["channels"][0], json!({"name": "orders", "symbols": ["all"]}));
    assert_eq!(asked["payload"]["channels"][4], json!({"name": "mmp_trigger"}));
    assert_eq!(asked["payload"]["channels"][5], json!({"name": "portfolio_margins", "symbols": [".DEXBTUSD"]}));
    assert_eq!(codec().link_url(&view(), EVENTS), "wss://socket.india.delta.exchange/");
    let reply = |step: &AccountStep, status, body: &str| {
        codec().decode_reply(&view(), step, Reply::Http { status, body: body.as_bytes() }, &mut AccountFacts::new())
    };
    let on = r#"{"type":"key-auth","success":true,"status_code":200,"status":"authenticated"}"#;
    assert_eq!(reply(&AccountStep::LogOn, 200, on), Outcome::Done(()));
    let late = r#"{"type":"key-auth","success":false,"status_code":408,"status":"request_expired","message":"m"}"#;
    assert!(matches!(reply(&AccountStep::LogOn, 408, late), Outcome::Refused(Refusal { kind: RefusalKind::Clock, .. })));
    let whole = r#"{"type":"subscriptions","channels":[{"name":"margins"},{"name":"orders","symbols":["all"]},{"name":"positions","symbols":["all"]},{"name":"v2/user_trades","symbols":["all"]}]}"#;
    assert_eq!(reply(&AccountStep::Subscribe, 200, whole), Outcome::Done(()));
    let short = r#"{"type":"subscriptions","channels":[{"name":"margins"},{"name":"orders","error":"subscription forbidden on orders. Unauthorized user"}]}"#;
    assert!(matches!(reply(&AccountStep::Subscribe, 200, short), Outcome::Refused(Refusal { kind: RefusalKind::Credentials, .. })));
}

/// Facts of a frame.
fn told(frame: &Value) -> Vec<AccountFact> {
    let mut facts = AccountFacts::new();
    codec().decode_frame(&view(), LINK, Frame::Text(&frame.to_string()), &mut facts).unwrap_or_else(|error| panic!("{error}: {frame}"));
    assert!(facts.oddities.is_empty(), "{:?}: {frame}", facts.oddities);
    facts.items
}

#[test]
fn every_documented_private_message_is_understood_whole() {
    let mut count = 0;
    for name in support::payloads("samples/ws_private") {
        for message in support::json(&name)["messages"].as_array().unwrap() {
            assert!(!told(message).is_empty(), "{name}: {message}");
            count += 1;
        }
    }
    assert_eq!(count, 9);
}

#[test]
fn a_portfolio_s_margin_is_told_as_the_venue_reckons_it() {
    let file = support::json("samples/ws_private/portfoliomargins.json");
    let [AccountFact::Portfolio(told)] = &told(&file["messages"][0])[..] else { panic!() };
    let figures = [told.initial, told.maintenance, told.blocked, told.unrealized_pnl, told.risk, told.floor];
    assert_eq!(figures.map(|amount| amount.to_string()), ["100", "80", "100", "0", "100", "60"]);
    assert_eq!(
        (told.index.as_str(), told.shortfall.map(|amount| amount.to_string()), told.at_risk),
        (".DEXBTUSD", Some("4.5".to_owned()), false)
    );
}

#[test]
fn sizes_become_quantities_and_words_become_phases() {
    let file = support::json("samples/ws_private/orders.json");
    let [AccountFact::Order(order), AccountFact::Numbered(said)] = &told(&file["messages"][0])[..] else { panic!() };
    assert_eq!(
        (said.channel, said.number, &said.instrument),
        ("orders", file["messages"][0]["seq_no"].as_u64().unwrap(), &order.instrument)
    );
    assert_eq!((order.executed, order.phase, order.conditional), (Some(Qty::parse("0.045").unwrap()), Some(Phase::Live), true));
    assert_eq!(order.terms.as_ref().unwrap().qty, Some(Qty::parse("0.1").unwrap()));
    let fill = told(&support::json("samples/ws_private/v2_user_trades.json")["messages"][0]);
    let [AccountFact::Fill(fill), AccountFact::Numbered(_)] = &fill[..] else { panic!() };
    assert_eq!((fill.qty, fill.maker, fill.fee), (Qty::parse("0.19").unwrap(), Some(false), None));
    let position = told(&support::json("samples/ws_private/positions.json")["messages"][0]);
    let [AccountFact::Position(position)] = &position[..] else { panic!() };
    assert_eq!((position.qty, position.ts), (Qty::parse("-0.1").unwrap(), Timestamp::default()), "its event names no time");
}

#[test]
fn answers_are_done_refused_or_unknown() {
    let cancel = AccountStep::Cancel(named(Some("13")));
    let reply = |step: &AccountStep, status, body: &str| {
        let mut facts = AccountFacts::new();
        let outcome = codec().decode_reply(&view(), step, Reply::Http { status, body: body.as_bytes() }, &mut facts);
        (outcome, facts)
    };
    let row = r#"{"success":true,"result":{"id":13,"product_symbol":"BTCUSD","size":10,"unfilled_size":4,"side":"buy","order_type":"limit_order","limit_price":"59000","state":"cancelled","cancellation_reason":"cancelled_by_user","reduce_only":false,"updated_at":"2026-08-02T11:35:26.647578Z"}}"#;
    let (outcome, facts) = reply(&cancel, 200, row);
    assert_eq!(outcome, Outcome::Done(()));
    let [AccountFact::Order(order)] = &facts.items[..] else { panic!() };
    assert_eq!((order.phase, order.executed), (Some(Phase::Canceled), Some(Qty::parse("0.006").unwrap())));
    // About another order: no answer.
    assert!(matches!(reply(&AccountStep::Cancel(named(Some("14"))), 200, row).0, Outcome::Unknown(Doubt { .. })));
    let kind = |status, body: &str| match reply(&cancel, status, body).0 {
        Outcome::Refused(refusal) => Some(refusal.kind),
        Outcome::Unknown(_) => None,
        Outcome::Done(()) => panic!("{body}"),
    };
    let error = |code: &str| format!(r#"{{"success":false,"error":{{"code":"{code}"}}}}"#);
    assert_eq!(kind(400, &error("open_order_not_found")), Some(RefusalKind::NotFound));
    assert_eq!(kind(400, &error("insufficient_margin")), Some(RefusalKind::Rejected));
    assert_eq!(kind(401, &error("expired_signature")), Some(RefusalKind::Clock));
    assert_eq!(kind(400, &error("unavailable")), Some(RefusalKind::Retry));
    assert!(matches!(kind(429, "{}"), Some(RefusalKind::Limited { .. })));
    assert_eq!(kind(500, &error("internal_server_error")), None);
    assert_eq!(kind(502, "<html>"), None);
    assert_eq!(kind(200, "no json"), None);
    let page = r#"{"success":true,"result":[],"meta":{"after":"g3QAAA","before":null}}"#;
    let open = AccountStep::OpenOrders { instrument: None, conditional: false };
    assert_eq!(reply(&open, 200, page).1.items, [AccountFact::Continues("g3QAAA".to_owned())]);
    let leverage = AccountStep::InstrumentSettings { instrument: Some(btc()) };
    let (_, facts) = reply(&leverage, 200, &support::json("samples/rest_private/ccxt_leverage_get.json").to_string());
    assert_eq!(facts.items, [AccountFact::Setting(Setting::Leverage(btc(), Rate::parse("10").unwrap()))]);
}

#[test]
fn answers_of_real_venues_are_read() {
    let read = |name: &str, step: AccountStep| {
        let mut facts = AccountFacts::new();
        let folder = if step == AccountStep::Clock { "rest" } else { "rest_private" };
        let body = support::json(&format!("samples/{folder}/{name}")).to_string();
        let outcome = codec().decode_reply(&view(), &step, Reply::Http { status: 200, body: body.as_bytes() }, &mut facts);
        assert_eq!(outcome, Outcome::Done(()), "{name}");
        assert!(facts.oddities.is_empty(), "{name}: {:?}", facts.oddities);
        facts.items
    };
    let history = History::default;
    let [AccountFact::Fill(fill)] = &read("ccxt_fills.json", AccountStep::Fills { instrument: btc(), history: history() })[..] else {
        panic!()
    };
    assert_eq!((fill.fee.unwrap().to_string(), fill.qty.to_string()), ("0.008335".to_owned(), "0.001".to_owned()));
    let rows = read("ccxt_wallet_transactions.json", AccountStep::Transactions { history: history() });
    assert!(matches!(&rows[..], [AccountFact::Transaction(row)] if row.amount.to_string() == "29.889184"));
    let rows = read("ccxt_positions_margined_2026.json", AccountStep::Positions { instrument: None });
    let mut held = rows.iter().filter_map(|fact| if let AccountFact::Position(row) = fact { Some(row.qty.to_string()) } else { None });
    assert_eq!((held.next().as_deref(), held.next()), (Some("0.001"), None));
    assert!(matches!(read("ccxt_settings.json", AccountStep::Clock)[..], [AccountFact::Clock(_)]));
    read("docs_profile.json", AccountStep::Settings);
}

#[test]
fn damaged_frames_and_answers_never_panic() {
    let mut seen = 0;
    for name in support::payloads("samples/ws_private").into_iter().chain(support::payloads("samples/rest_private")) {
        let file = support::json(&name);
        let texts: Vec<String> = match file["messages"].as_array() {
            Some(messages) => messages.iter().map(Value::to_string).collect(),
            None => vec![file.to_string()],
        };
        for text in texts.iter().filter(|text| text.len() < 6_000) {
            for at in (0..text.len()).step_by(7).filter(|at| text.is_char_boundary(*at)) {
                for damaged in [text[..at].to_owned(), format!("{}9{}", &text[..at], &text[at..]), text.replacen('"', "", at % 9 + 1)] {
                    let mut facts = AccountFacts::new();
                    if codec().decode_frame(&view(), LINK, Frame::Text(&damaged), &mut facts).is_err() {
                        assert!(facts.items.is_empty());
                    }
                    for step in [
                        AccountStep::Balances,
                        AccountStep::Positions { instrument: None },
                        AccountStep::Place(ticket(OrderType::Limit).into()),
                    ] {
                        let _ = codec().decode_reply(&view(), &step, Reply::Http { status: 200, body: damaged.as_bytes() }, &mut facts);
                    }
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 1_000);
}
