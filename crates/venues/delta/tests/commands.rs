//! Batches as they leave, and what their answers tell of each member.

mod account;
mod support;

use account::{btc, codec, encode, named, ticket, view};
use serde_json::{Value, json};
use twinline_model::{InstrumentId, OrderId, OrderRef, OrderTicket, OrderType, Price, Qty, Side, TimeInForce, VenueOrderId};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, EditTicket};
use twinline_venue::{Outcome, Reply};

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
