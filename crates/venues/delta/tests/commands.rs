//! Batches and brackets as they leave, and what is told of their members.

mod account;
mod support;

use account::{btc, codec, encode, named, ticket, view};
use serde_json::{Value, json};
use twinline_model::{
    AccountMargin, Duration, InstrumentId, MakerProtection, OrderId, OrderRef, OrderTicket, OrderType, Phase, Price, Qty, Setting, Side,
    TimeInForce, TriggerBy, VenueOrderId,
};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, BracketLeg, BracketTicket, EditTicket};
use twinline_venue::{Outcome, RefusalKind, Reply};

fn limit(name: &str) -> OrderTicket {
    OrderTicket { client_order_id: OrderId::new(name).unwrap(), ..ticket(OrderType::Limit) }
}

fn number(id: &str) -> OrderRef {
    OrderRef { client_id: None, ..named(Some(id)) }
}

fn edit(order: OrderRef) -> EditTicket {
    EditTicket { order, side: Side::Sell, price: Price::parse("60000").unwrap(), qty: Qty::parse("0.01").unwrap() }
}

/// An order of the answer to a batch.
fn row(id: u64, client: &str) -> Value {
    json!({"id": id, "product_id": 27, "product_symbol": "BTCUSD", "side": "sell", "size": 3, "unfilled_size": 3, "state": "open",
        "order_type": "limit_order", "limit_price": "59000.5", "client_order_id": client, "reduce_only": false,
        "created_at": "1725865012000000"})
}

/// What the answer tells: members that were carried out, orders, oddities.
fn told(step: &AccountStep, result: &Value) -> (Outcome<()>, Vec<usize>, usize, usize) {
    let mut facts = AccountFacts::new();
    let body = json!({"success": true, "result": result}).to_string();
    let outcome = codec().decode_reply(&view(), step, Reply::Http { status: 200, body: body.as_bytes() }, &mut facts);
    let items = facts.items.iter().filter_map(|fact| match fact {
        AccountFact::Item(item) => Some((item.index, item.refusal.is_none())),
        _ => None,
    });
    let done = items.map(|(index, done)| done.then_some(index).expect("no row is a refusal")).collect();
    let orders = facts.items.iter().filter(|fact| matches!(fact, AccountFact::Order(_))).count();
    (outcome, done, orders, facts.oddities.len())
}

#[test]
fn batches_name_their_product_once() {
    let place = AccountStep::PlaceBatch([OrderTicket { post_only: true, ..limit("tw-1") }, limit("tw-2")].into());
    let order = |name: &str| {
        json!({"size": 3, "side": "sell", "order_type": "limit_order", "client_order_id": name, "limit_price": "59000.5",
            "time_in_force": "gtc"})
    };
    let mut first = order("tw-1");
    first["post_only"] = "true".into();
    assert_eq!(encode(&place), Ok(("POST /v2/orders/batch".to_owned(), json!({"product_id": 27, "orders": [first, order("tw-2")]}))));
    let edits = AccountStep::EditBatch([edit(number("34")), edit(number("35"))].into());
    let body = json!({"product_id": 27, "orders": [{"id": 34, "size": 10, "limit_price": "60000"},
        {"id": 35, "size": 10, "limit_price": "60000"}]});
    assert_eq!(encode(&edits), Ok(("PUT /v2/orders/batch".to_owned(), body)));
    let cancels = AccountStep::CancelBatch { instrument: btc(), orders: vec![number("34"), named(None)] };
    let body = json!({"product_id": 27, "orders": [{"id": 34}, {"client_order_id": "tw-1"}]});
    assert_eq!(encode(&cancels), Ok(("DELETE /v2/orders/batch".to_owned(), body)));
}

#[test]
fn what_a_batch_does_not_take_leaves_by_itself() {
    let limits = codec().spec().batch.unwrap();
    let takes = |ticket: OrderTicket| (limits.takes)(&ticket);
    assert!(takes(limit("tw-1")));
    assert!(!takes(ticket(OrderType::Market)));
    assert!(!takes(OrderTicket { time_in_force: TimeInForce::Ioc, ..limit("tw-1") }));
    assert!(!takes(OrderTicket { reduce_only: true, ..limit("tw-1") }));
    assert!((limits.takes_edit)(&edit(number("34"))) && !(limits.takes_edit)(&edit(named(None))));
    let refused = |step: AccountStep| assert!(encode(&step).is_err(), "{step:?}");
    refused(AccountStep::PlaceBatch([limit("tw-1"), ticket(OrderType::Market)].into()));
    refused(AccountStep::EditBatch([edit(named(None))].into()));
    refused(AccountStep::PlaceBatch([].into()));
    refused(AccountStep::PlaceBatch((0..51).map(|at| limit(&format!("tw-{at}"))).collect()));
    let other = InstrumentId::new("delta", "XUSD").unwrap();
    refused(AccountStep::PlaceBatch([limit("tw-1"), OrderTicket { instrument: other, ..limit("tw-2") }].into()));
}

#[test]
fn a_member_counts_only_where_a_row_names_it() {
    let place = AccountStep::PlaceBatch([limit("tw-1"), limit("tw-2"), limit("tw-3")].into());
    assert_eq!(told(&place, &json!([row(7, "tw-3"), row(5, "tw-1")])), (Outcome::Done(()), vec![2, 0], 2, 0));
    assert_eq!(told(&place, &json!([])), (Outcome::Done(()), vec![], 0, 0));
    // A row twice, one of nobody, one that is no order, and one of another product.
    let mut elsewhere = row(9, "tw-2");
    (elsewhere["product_id"], elsewhere["product_symbol"]) = (1.into(), "XUSD".into());
    let odd = json!([row(5, "tw-1"), row(5, "tw-1"), row(6, "somebody"), {"error": {"code": "insufficient_margin"}}, elsewhere]);
    assert_eq!(told(&place, &odd), (Outcome::Done(()), vec![0], 1, 4));
    let (outcome, ..) = told(&place, &json!({"no": "list"}));
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
    let cancel = AccountStep::CancelBatch { instrument: btc(), orders: vec![number("34"), named(None), number("36")] };
    assert_eq!(told(&cancel, &json!([row(36, "x"), row(40, "tw-1")])), (Outcome::Done(()), vec![2, 1], 2, 0));
    let edits =
        AccountStep::EditBatch([edit(number("34")), edit(OrderRef { venue_id: Some(VenueOrderId::new("35")), ..named(None) })].into());
    assert_eq!(told(&edits, &json!([row(35, "tw-1")])), (Outcome::Done(()), vec![1], 1, 0));
}

#[test]
fn both_legs_of_a_bracket_are_one_call() {
    let leg = |trigger: &str, limit: Option<&str>| BracketLeg {
        trigger_price: Price::parse(trigger).unwrap(),
        price: limit.map(|limit| Price::parse(limit).unwrap()),
    };
    let ticket = BracketTicket {
        instrument: btc(),
        stop_loss: Some(leg("56000", Some("55000"))),
        take_profit: Some(leg("65000", None)),
        trigger_by: TriggerBy::Last,
    };
    let body = json!({"product_id": 27, "bracket_stop_trigger_method": "last_traded_price",
        "stop_loss_order": {"order_type": "limit_order", "stop_price": "56000", "limit_price": "55000"},
        "take_profit_order": {"order_type": "market_order", "stop_price": "65000"}});
    let step = AccountStep::Bracket(ticket.clone().into());
    assert_eq!(encode(&step), Ok(("POST /v2/orders/bracket".to_owned(), body)));
    // Behind an order that opens, and other ones in their place.
    let legs = json!({"bracket_stop_trigger_method": "last_traded_price", "bracket_stop_loss_price": "56000",
        "bracket_stop_loss_limit_price": "55000", "bracket_take_profit_price": "65000"});
    let with = |mut body: Value| {
        body.as_object_mut().unwrap().extend(legs.as_object().unwrap().clone());
        body
    };
    let entry = encode(&AccountStep::Place(limit("tw-1").into())).unwrap().1;
    let behind = AccountStep::PlaceBracketed(limit("tw-1").into(), ticket.clone().into());
    assert_eq!(encode(&behind), Ok(("POST /v2/orders".to_owned(), with(entry))));
    let other = AccountStep::EditBracket(number("77"), ticket.clone().into());
    assert_eq!(encode(&other), Ok(("PUT /v2/orders/bracket".to_owned(), with(json!({"id": 77, "product_id": 27})))));
    let alone = AccountStep::Bracket(BracketTicket { take_profit: None, trigger_by: TriggerBy::Mark, ..ticket }.into());
    assert!(encode(&alone).unwrap().1.get("take_profit_order").is_none());
    let answer =
        |status, body: &str| codec().decode_reply(&view(), &step, Reply::Http { status, body: body.as_bytes() }, &mut AccountFacts::new());
    assert_eq!(answer(200, r#"{"success":true}"#), Outcome::Done(()));
    let exists = r#"{"success":false,"error":{"code":"position_bracket_exist_or_invalid_data"}}"#;
    assert!(matches!(answer(400, exists), Outcome::Refused(refusal) if refusal.kind == RefusalKind::Rejected));
    assert!(matches!(answer(500, r#"{"success":false,"error":{"code":"internal_server_error"}}"#), Outcome::Unknown(_)));
}

#[test]
fn legs_of_a_bracket_close_whatever_the_position_is() {
    let mut row = row(9, "");
    for (name, value) in [
        ("bracket_order", json!(true)),
        ("stop_order_type", json!("stop_loss_order")),
        ("stop_price", json!("56000")),
        ("order_type", json!("market_order")),
        ("limit_price", json!(null)),
        ("state", json!("pending")),
        ("size", json!(null)),
        ("unfilled_size", json!(null)),
        ("reduce_only", json!(true)),
        ("client_order_id", json!(null)),
    ] {
        row[name] = value;
    }
    let mut facts = AccountFacts::new();
    let step = AccountStep::OpenOrders { instrument: Some(btc()), conditional: true };
    let body = json!({"success": true, "result": [row]}).to_string();
    assert_eq!(codec().decode_reply(&view(), &step, Reply::Http { status: 200, body: body.as_bytes() }, &mut facts), Outcome::Done(()));
    let Some(AccountFact::Order(leg)) = facts.items.first() else { panic!("{facts:?}") };
    let shape = leg.shape.as_ref().unwrap();
    assert!(shape.close_position && shape.kind == OrderType::StopMarket && leg.conditional);
    let terms = leg.terms.as_ref().unwrap();
    assert_eq!((terms.qty, terms.trigger_price, leg.phase), (None, Some(Price::parse("56000").unwrap()), Some(Phase::Untriggered)));
}

#[test]
fn settings_leave_and_are_told_under_the_venues_names() {
    let check = |step: AccountStep, target: &str, body: Value| assert_eq!(encode(&step), Ok((target.to_owned(), body)), "{target}");
    check(AccountStep::SetAccountMargin(AccountMargin::Portfolio), "PUT /v2/users/margin_mode", json!({"margin_mode": "portfolio"}));
    let topped = AccountStep::SetAutoTopUp { instrument: btc(), on: true };
    check(topped.clone(), "PUT /v2/positions/auto_topup", json!({"product_id": 27, "auto_topup": true}));
    let wanted = [("interest_credit", true), ("email_preferences.adl", false), ("email_preferences.liquidation", true)];
    let wanted = AccountStep::SetPreferences(wanted.into_iter().map(|(name, on)| (name.to_owned(), on)).collect());
    let body = json!({"interest_credit": true, "email_preferences": {"adl": false, "liquidation": true}});
    check(wanted, "PUT /v2/users/trading_preferences", body);
    check(AccountStep::Preferences, "GET /v2/users/trading_preferences", Value::Null);
    let two = Qty::parse("2.5").unwrap();
    let limits = MakerProtection {
        asset: "BTC".to_owned(),
        group: "mmp1".to_owned(),
        window: 5,
        freeze: 0,
        trade_limit: two,
        delta_limit: two,
        vega_limit: two,
    };
    let body = json!({"asset": "BTC", "mmp": "mmp1", "window_interval": 5, "freeze_interval": 0, "trade_limit": "2.5",
        "delta_limit": "2.5", "vega_limit": "2.5"});
    check(AccountStep::SetMakerProtection(limits), "PUT /v2/users/update_mmp", body);
    let reset = AccountStep::ResetMakerProtection { asset: "BTC".to_owned(), group: "mmp1".to_owned() };
    check(reset, "PUT /v2/users/reset_mmp", json!({"asset": "BTC", "mmp": "mmp1"}));
    for name in ["", "a.b.c", "a."] {
        assert!(encode(&AccountStep::SetPreferences([(name.to_owned(), true)].into())).is_err(), "{name}");
    }
    let make = AccountStep::MakeCountdown { instrument: btc() };
    let body = json!({"heartbeat_id": "twinline-27", "impact": "products", "product_symbols": ["BTCUSD"],
        "config": [{"action": "cancel_orders", "unhealthy_count": 1}]});
    check(make, "POST /v2/heartbeat/create", body);
    let wind = AccountStep::Countdown { instrument: btc(), after: Duration::from_secs(30) };
    check(wind, "POST /v2/heartbeat", json!({"heartbeat_id": "twinline-27", "ttl": 30_000}));

    let settings = |step: &AccountStep, result: Value| {
        let mut facts = AccountFacts::new();
        let body = json!({"success": true, "result": result}).to_string();
        let outcome = codec().decode_reply(&view(), step, Reply::Http { status: 200, body: body.as_bytes() }, &mut facts);
        assert_eq!(outcome, Outcome::Done(()), "{step:?}");
        let told = facts.items.into_iter().filter_map(|fact| if let AccountFact::Setting(setting) = fact { Some(setting) } else { None });
        told.collect::<Vec<_>>()
    };
    let mode = |word: &str| settings(&AccountStep::Settings, json!({"id": "1", "margin_mode": word}));
    let one_net_position = Setting::HedgeMode(false);
    assert_eq!(mode("portfolio"), [Setting::AccountMargin(AccountMargin::Portfolio), one_net_position.clone()]);
    assert_eq!(mode("of another kind"), [one_net_position]);
    let told = settings(
        &AccountStep::Preferences,
        json!({"user_id": 1, "interest_credit": false, "volume_30d": "12",
        "email_preferences": {"adl": true, "marketing": "false", "odd": 3}, "notification_preferences": null}),
    );
    let preference = |name: &str, on| Setting::Preference(name.to_owned(), on);
    let email = |name: &str, on| preference(&format!("email_preferences.{name}"), on);
    assert_eq!(told, [preference("interest_credit", false), email("adl", true), email("marketing", false)]);
    let row = json!({"product_id": 27, "size": 2, "entry_price": "60000", "margin": "3", "auto_topup": true});
    assert_eq!(settings(&topped, row), [Setting::AutoTopUp(btc(), true)]);
}
