//! What events about accounts mean beyond their samples: words, fills, revisions, and what is not understood.

mod support;

use serde_json::{Value, json};
use support::private::{accounts, commands, events, named, step, view};
use support::{account_json, files};
use twinline_model::{FillKind, Phase, TransactionKind};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, History, OrderFact};
use twinline_venue::{DecodeError, Frame, LinkId, Outcome, Reply};

fn decode(link: LinkId, frame: &Value) -> Result<AccountFacts, DecodeError> {
    let mut out = AccountFacts::new();
    accounts().decode_frame(&view("HMAC"), link, Frame::Text(&frame.to_string()), &mut out).map(|()| out)
}

fn sample(name: &str) -> Value {
    serde_json::from_str(&files::text(&format!("samples/user_stream/{name}.json"))).expect("JSON")
}

/// A sample with members of its `o` replaced; `null` removes one.
fn changed(name: &str, members: Value) -> Value {
    let mut event = sample(name);
    let order = event["o"].as_object_mut().expect("an order");
    for (name, member) in members.as_object().expect("members") {
        match member {
            Value::Null => drop(order.remove(name)),
            member => drop(order.insert(name.clone(), member.clone())),
        }
    }
    event
}

fn order(out: &AccountFacts) -> &OrderFact {
    let found = out.items.iter().find_map(|fact| if let AccountFact::Order(order) = fact { Some(order) } else { None });
    found.unwrap_or_else(|| panic!("no order in {out:?}"))
}

fn oddities(out: &AccountFacts) -> Value {
    account_json::oddities(out)
}

#[test]
fn each_word_of_the_usual_book_is_a_phase() {
    let check = |word: &str, kind: &str, expected: Option<Phase>| {
        let out = decode(events(), &changed("order_trade_update_fill", json!({"X": word, "x": "NEW", "o": kind}))).expect("a fact");
        assert_eq!((order(&out).phase, order(&out).word.as_str()), (expected, word));
        let odd = if expected.is_some() { json!([]) } else { json!([["value", format!("ORDER_TRADE_UPDATE.status {word}")]]) };
        assert_eq!(oddities(&out), odd);
    };
    for word in ["NEW", "PARTIALLY_FILLED", "NEW_INSURANCE", "NEW_ADL"] {
        check(word, "LIMIT", Some(Phase::Live));
    }
    check("NEW", "STOP_MARKET", Some(Phase::Untriggered));
    check("PARTIALLY_FILLED", "STOP_MARKET", Some(Phase::Live));
    check("FILLED", "LIMIT", Some(Phase::Filled));
    check("CANCELED", "LIMIT", Some(Phase::Canceled));
    check("REJECTED", "LIMIT", Some(Phase::Rejected));
    check("EXPIRED", "LIMIT", Some(Phase::Expired));
    check("EXPIRED_IN_MATCH", "LIMIT", Some(Phase::Expired));
    check("HALF_FILLED", "LIMIT", None);
}

#[test]
fn each_word_of_the_conditional_book_is_a_phase() {
    let check = |word: &str, expected: Option<Phase>, odd: Value| {
        let out = decode(events(), &changed("algo_update_triggered", json!({"X": word}))).expect("a fact");
        assert_eq!((order(&out).phase, order(&out).word.as_str(), order(&out).conditional), (expected, word, true));
        assert_eq!(order(&out).released_id.as_ref().map(|id| id.as_str()), Some("77"));
        assert_eq!(oddities(&out), odd);
    };
    check("NEW", Some(Phase::Untriggered), json!([]));
    check("TRIGGERING", Some(Phase::Untriggered), json!([]));
    check("TRIGGERED", Some(Phase::Live), json!([]));
    check("FINISHED", None, json!([]));
    check("CANCELED", Some(Phase::Canceled), json!([]));
    check("REJECTED", Some(Phase::Rejected), json!([]));
    check("EXPIRED", Some(Phase::Expired), json!([]));
    check("PAUSED", None, json!([["value", "ALGO_UPDATE.status PAUSED"]]));
    let rejected =
        decode(events(), &changed("algo_update_triggered", json!({"X": "REJECTED", "rm": "Margin is insufficient."}))).expect("a fact");
    assert_eq!(order(&rejected).reason.as_deref(), Some("Margin is insufficient."));
}

#[test]
fn only_listed_executions_are_fills() {
    let check = |members: Value, expected: Option<FillKind>, odd: Value| {
        let out = decode(events(), &changed("order_trade_update_fill", members.clone())).expect("facts");
        let fills: Vec<_> =
            out.items.iter().filter_map(|fact| if let AccountFact::Fill(fill) = fact { Some(fill.kind) } else { None }).collect();
        assert_eq!((fills, oddities(&out)), (expected.into_iter().collect(), odd), "{members}");
    };
    check(json!({}), Some(FillKind::Trade), json!([]));
    check(json!({"c": "autoclose-1596107620040000020"}), Some(FillKind::Liquidation), json!([]));
    check(json!({"o": "LIQUIDATION", "ot": "LIQUIDATION"}), Some(FillKind::Liquidation), json!([]));
    check(json!({"c": "adl_autoclose"}), Some(FillKind::AutoDeleverage), json!([]));
    check(json!({"c": "settlement_autoclose-7"}), Some(FillKind::Settlement), json!([]));
    check(json!({"x": "CALCULATED"}), Some(FillKind::Liquidation), json!([]));
    check(json!({"x": "CALCULATED", "l": "0"}), None, json!([]));
    check(json!({"x": "CALCULATED", "t": 0}), None, json!([]));
    for word in ["NEW", "CANCELED", "EXPIRED", "AMENDMENT"] {
        check(json!({"x": word}), None, json!([]));
    }
    check(json!({"x": "BUST"}), None, json!([["value", "ORDER_TRADE_UPDATE.x BUST"]]));
    check(json!({"x": null}), None, json!([["value", "ORDER_TRADE_UPDATE.x is missing"]]));
    check(json!({"t": 0}), None, json!([["refused", "ORDER_TRADE_UPDATE.t of a trade"]]));
}

#[test]
fn a_fill_that_cannot_be_read_is_no_half_frame() {
    for members in [json!({"L": "0"}), json!({"L": null}), json!({"l": "0"}), json!({"l": "x"}), json!({"S": "BOTH"}), json!({"ps": null})]
    {
        let got = decode(events(), &changed("order_trade_update_fill", members.clone()));
        assert!(matches!(got, Err(DecodeError::Malformed { .. })), "{members}: {got:?}");
    }
}

#[test]
fn names_of_the_venues_own_orders_are_not_ours() {
    let id = |text: &str| {
        let out = decode(events(), &changed("order_trade_update_fill", json!({"c": text}))).expect("facts");
        order(&out).client_id.as_ref().map(|id| id.as_str().to_owned())
    };
    assert_eq!(id("tl-1"), Some("tl-1".to_owned()));
    for foreign in ["adl_autoclose", "autoclose-1", "settlement_autoclose-1", "a:b", "a/b", ""] {
        assert_eq!(id(foreign), None, "{foreign}");
    }
}

/// A change outranks what else happened in its millisecond; everything later outranks it.
#[test]
fn terms_bear_the_time_of_their_state() {
    let revision = |members: Value| {
        let out = decode(events(), &changed("order_trade_update_fill", members)).expect("facts");
        order(&out).terms.as_ref().expect("terms").revision.as_nanos()
    };
    let usual = revision(json!({}));
    assert_eq!(usual, 1_760_000_000_300_000_000);
    assert_eq!(revision(json!({"x": "AMENDMENT"})), usual + 1);
    let of_answer = |file: &str| {
        let mut out = AccountFacts::new();
        let body = files::text(file);
        let outcome = accounts().decode_reply(
            &view("HMAC"),
            &step(file).expect("a step"),
            Reply::Http { status: 200, body: body.as_bytes() },
            &mut out,
        );
        assert_eq!(outcome, Outcome::Done(()));
        order(&out).terms.as_ref().expect("terms").revision.as_nanos()
    };
    assert_eq!(of_answer("samples/rest/PUT_fapi_v1_order.json") % 1_000_000, 1);
    assert_eq!(of_answer("samples/rest/GET_fapi_v1_order.json") % 1_000_000, 0);
}

#[test]
fn what_is_not_said_is_absent() {
    let out = decode(events(), &changed("algo_update_new_close_position", json!({}))).expect("a fact");
    let terms = order(&out).terms.as_ref().expect("terms");
    assert_eq!((terms.qty, terms.price, terms.trailing_percent), (None, None, None), "closes the whole position, at the market");
    let out = decode(events(), &changed("algo_update_triggered", json!({"o": "TRAILING_STOP_MARKET"}))).expect("a fact");
    assert_eq!(order(&out).terms, None, "a trailing stop whose distance is not told");
    let out = decode(events(), &changed("order_trade_update_fill", json!({"q": null, "ps": null, "x": "NEW", "ap": "0", "n": null})))
        .expect("a fact");
    assert_eq!((&order(&out).terms, &order(&out).shape, order(&out).average), (&None, &None, None));
    let out = decode(events(), &changed("order_trade_update_fill", json!({"n": null}))).expect("facts");
    let Some(AccountFact::Fill(fill)) = out.items.get(1) else { panic!("{out:?}") };
    assert_eq!((fill.fee, &fill.fee_asset), (None, &None), "an asset without a fee");
}

#[test]
fn unknown_words_and_members_are_noted_and_lose_nothing_else() {
    let members = json!({"f": "GTX2", "ot": "ICEBERG", "wt": "INDEX", "er": "42", "zz": 1, "N": "BNB"});
    let out = decode(events(), &changed("order_trade_update_fill", members)).expect("facts");
    let expected = json!([
        ["field", "ORDER_TRADE_UPDATE.o.zz"],
        ["value", "ORDER_TRADE_UPDATE.er 42"],
        ["value", "ORDER_TRADE_UPDATE.type ICEBERG"],
        ["value", "ORDER_TRADE_UPDATE.timeInForce GTX2"],
        ["value", "ORDER_TRADE_UPDATE.workingType INDEX"],
    ]);
    assert_eq!(oddities(&out), expected);
    assert_eq!((order(&out).phase, &order(&out).shape), (Some(Phase::Filled), &None));
    assert!(matches!(&out.items[1], AccountFact::Fill(fill) if fill.fee_asset.as_deref() == Some("BNB")));
    let out = decode(events(), &json!({"e": "BALANCE_PARTY", "E": 1})).expect("noted");
    assert_eq!((out.items.len(), oddities(&out)), (0, json!([["event", "BALANCE_PARTY"]])));
    let out = decode(events(), &json!({"stream": "thekey", "data": {"e": "BALANCE_PARTY"}})).expect("noted");
    assert_eq!(oddities(&out), json!([["event", "BALANCE_PARTY"]]));
    let out = decode(events(), &json!({"result": null, "id": 1})).expect("noted");
    assert_eq!(oddities(&out), json!([["event", "a frame without an event"]]));
}

#[test]
fn rows_of_the_other_market_are_foreign() {
    let mut event = sample("order_trade_update_fill");
    event["st"] = json!(2);
    let out = decode(events(), &event).expect("noted");
    assert_eq!((out.items.len(), oddities(&out)), (0, json!([["foreign", "ORDER_TRADE_UPDATE"]])));
}

#[test]
fn errors_never_quote_the_stream_key() {
    for text in [
        r#"{"e":"listenKeyExpired","E":1,"listenKey":"hush""#,
        r#"{"stream":"hush","data":{"e":"ORDER_TRADE_UPDATE","o":"hush"}}"#,
        r#"{"stream":"hush","data":{"e":"ORDER_TRADE_UPDATE","T":"hush","o":{}}}"#,
        r#"{"stream":"hush","data":"hush"}"#,
    ] {
        let mut out = AccountFacts::new();
        let error = accounts().decode_frame(&view("HMAC"), events(), Frame::Text(text), &mut out).expect_err(text);
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}

#[test]
fn answers_on_the_link_name_their_request() {
    let out = decode(commands(), &json!({"id": 7, "status": 200, "result": {}})).expect("an answer");
    let Some(AccountFact::Reply(reply)) = out.items.first() else { panic!("{out:?}") };
    assert_eq!((reply.id.map(|id| id.0), reply.status), (Some(7), 200));
    let out = decode(commands(), &json!({"id": "8", "status": 400, "error": {"code": -1121, "msg": "x"}})).expect("an answer");
    assert!(matches!(out.items.first(), Some(AccountFact::Reply(reply)) if reply.id.is_some_and(|id| id.0 == 8)));
    for wrong in [json!({"id": 1, "status": 200}), json!({"id": 1, "result": {}}), json!({"e": "ORDER_TRADE_UPDATE"}), json!([])] {
        assert!(decode(commands(), &wrong).is_err(), "{wrong}");
    }
}

#[test]
fn answers_on_the_link_say_how_much_of_the_limits_is_used() {
    let used = |limits: Value| {
        let out = decode(commands(), &json!({"id": 7, "status": 200, "result": {}, "rateLimits": limits})).expect("an answer");
        let Some(AccountFact::Reply(reply)) = out.items.first() else { panic!("{out:?}") };
        let used: Vec<_> = reply.used.iter().map(|used| (used.name, used.window.as_millis(), used.used)).collect();
        (used, out.oddities.len())
    };
    let limit = |kind: &str, interval: &str, number: u32, count: u32| json!({"rateLimitType": kind, "interval": interval, "intervalNum": number, "limit": 300, "count": count});
    let both = json!([limit("ORDERS", "SECOND", 10, 7), limit("ORDERS", "MINUTE", 1, 31), limit("REQUEST_WEIGHT", "MINUTE", 1, 90)]);
    assert_eq!(used(both), (vec![("ORDERS", 10_000, 7), ("ORDERS", 60_000, 31), ("REQUEST_WEIGHT", 60_000, 90)], 0));
    // Of limits that are not ours nothing is believed, and what cannot be read spoils no answer.
    assert_eq!(
        used(json!([limit("ORDERS", "SECOND", 11, 7), limit("ORDERS", "FORTNIGHT", 1, 7), limit("RAW", "MINUTE", 1, 7)])),
        (vec![], 0)
    );
    assert_eq!(used(json!({"count": 1})), (vec![], 1));
    assert_eq!(used(json!([])), (vec![], 0));
}

#[test]
fn a_batch_that_failed_says_nothing_of_its_members() {
    let body = json!({"code": -4083, "msg": "Fail to process batch operation."}).to_string();
    let reply = Reply::Http { status: 400, body: body.as_bytes() };
    let outcome = |step: AccountStep| accounts().decode_reply(&view("HMAC"), &step, reply, &mut AccountFacts::new());
    assert!(matches!(outcome(AccountStep::PlaceBatch([].into())), Outcome::Unknown(_)));
    assert!(matches!(outcome(AccountStep::EditBatch([].into())), Outcome::Unknown(_)));
}

#[test]
fn every_documented_income_has_a_kind() {
    use TransactionKind::{Conversion, Fee, Funding, Insurance, Other, RealizedPnl, Rebate, Settlement, Transfer};
    let kind = |word: &str| {
        let body =
            json!([{"symbol": "BTCUSDT", "incomeType": word, "income": "-0.1", "asset": "USDT", "time": 1, "tranId": 2, "tradeId": "3"}]);
        let mut out = AccountFacts::new();
        let step = AccountStep::Transactions { history: History::default() };
        let outcome =
            accounts().decode_reply(&view("HMAC"), &step, Reply::Http { status: 200, body: body.to_string().as_bytes() }, &mut out);
        assert_eq!(outcome, Outcome::Done(()));
        let Some(AccountFact::Transaction(transaction)) = out.items.first() else { panic!("{out:?}") };
        (transaction.kind.clone(), out.oddities.len())
    };
    let check =
        |words: &[&str], expected: TransactionKind| words.iter().for_each(|word| assert_eq!(kind(word), (expected.clone(), 0), "{word}"));
    check(&["TRANSFER", "INTERNAL_TRANSFER", "CROSS_COLLATERAL_TRANSFER", "STRATEGY_UMFUTURES_TRANSFER"], Transfer);
    check(&["REALIZED_PNL"], RealizedPnl);
    check(&["FUNDING_FEE"], Funding);
    check(&["COMMISSION"], Fee);
    check(&["INSURANCE_CLEAR"], Insurance);
    check(
        &["WELCOME_BONUS", "REFERRAL_KICKBACK", "COMMISSION_REBATE", "API_REBATE", "CONTEST_REWARD", "FEE_RETURN", "BFUSD_REWARD"],
        Rebate,
    );
    check(&["DELIVERED_SETTELMENT"], Settlement);
    check(&["AUTO_EXCHANGE", "COIN_SWAP_DEPOSIT", "COIN_SWAP_WITHDRAW"], Conversion);
    for word in ["OPTIONS_PREMIUM_FEE", "OPTIONS_SETTLE_PROFIT", "POSITION_LIMIT_INCREASE_FEE"] {
        assert_eq!(kind(word), (Other(word.to_owned()), 0));
    }
    assert_eq!(kind("MOON_TAX"), (Other("MOON_TAX".to_owned()), 1));
}

/// An answer about something else than was asked is no answer.
#[test]
fn answers_about_others_are_doubt() {
    let check = |file: &str, step: AccountStep| {
        let mut out = AccountFacts::new();
        let body = files::text(file);
        let outcome = accounts().decode_reply(&view("HMAC"), &step, Reply::Http { status: 200, body: body.as_bytes() }, &mut out);
        assert!(matches!(outcome, Outcome::Unknown(_)), "{file}: {outcome:?}");
        assert!(out.items.is_empty() && out.oddities.is_empty(), "{file}: {out:?}");
    };
    check("samples/rest/DELETE_fapi_v1_order.json", AccountStep::Cancel(named("BTCUSDT", false, Some("another"), None)));
    check("samples/rest/DELETE_fapi_v1_order.json", AccountStep::Cancel(named("ETHUSDT", false, Some("myOrder1"), None)));
    check("samples/rest/DELETE_fapi_v1_algoOrder.json", AccountStep::Cancel(named("BNBUSDT", true, None, Some("1"))));
    check("samples/rest/GET_fapi_v1_algoOrder.json", AccountStep::Order(named("BNBUSDT", true, Some("another"), None)));
    check("samples/ws_api/order_book.json", AccountStep::Balances);
    let batch = AccountStep::PlaceBatch([support::private::ticket("testOrder")].into());
    check("samples/rest/POST_fapi_v1_batchOrders.json", batch);
}
