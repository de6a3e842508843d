//! What a call becomes, and what is refused of it.

use super::*;

fn instrument() -> Instrument {
    let decimals = |text: &str| text.parse().unwrap();
    Instrument {
        id: "venue:BTCUSDT".parse().unwrap(),
        alias: "BTC/USDT:USDT".to_owned(),
        kind: twinline_model::InstrumentKind::Perpetual,
        base: "BTC".to_owned(),
        quote: "USDT".to_owned(),
        settle: "USDT".to_owned(),
        underlying: "BTC".to_owned(),
        status: twinline_model::InstrumentStatus::Trading,
        price_scale: 2,
        size_scale: 3,
        tick_size: Price::new(decimals("0.10")),
        lot_size: Qty::new(decimals("0.001")),
        limits: twinline_model::OrderLimits::default(),
        contract_size: Qty::new(decimals("1")),
        inverse: false,
        option: None,
        number: None,
        listed_at: None,
        expiry: None,
    }
}

/// As an older page sends it, with this changed.
fn asked(changes: &str) -> ManualTrade {
    let mut usual: serde_json::Map<String, serde_json::Value> = serde_json::from_str(
        r#"{"symbol":"BTCUSDT","side":"long","size":0.0005,"leverage":5,"take_profit_pct":2,"stop_loss_pct":1,"entry_price":97000.55,"allow_live":true}"#,
    )
    .unwrap();
    usual.insert("size".to_owned(), serde_json::json!("0.0020987654321098765"));
    usual.extend(serde_json::from_str::<serde_json::Map<_, _>>(changes).unwrap());
    usual.retain(|_, value| !value.is_null());
    serde_json::from_str(&serde_json::to_string(&usual).unwrap()).unwrap()
}

fn legs(changes: &str) -> (Option<String>, Option<String>) {
    let request = bracket_of(&asked(changes), &instrument(), false).unwrap();
    let text = |leg: Option<LegRequest>| leg.map(|leg| leg.trigger_price.to_string());
    (text(request.stop_loss), text(request.take_profit))
}

fn some(stop: &str, profit: &str) -> (Option<String>, Option<String>) {
    (Some(stop.to_owned()), Some(profit.to_owned()))
}

#[test]
fn exits_stand_where_the_page_showed_them() {
    assert_eq!(legs("{}"), some("96030.5", "98940.6"));
    assert_eq!(legs(r#"{"side":"short"}"#), some("97970.6", "95060.5"));
    assert_eq!(legs(r#"{"side":"buy"}"#), legs(r#"{"side":"long"}"#));
    assert_eq!(legs(r#"{"stop_loss_pct":0,"take_profit_pct":null}"#), (None, None));
    assert_eq!(legs(r#"{"stop_loss_pct":null,"stop_loss":96000,"take_profit_pct":"0.5"}"#), some("96000", "97485.6"));
}

#[test]
fn a_size_is_cut_to_whole_lots_and_never_enlarged() {
    let qty = |changes: &str| bracket_of(&asked(changes), &instrument(), false).unwrap().entry.unwrap().qty.unwrap().to_string();
    assert_eq!(qty("{}"), "0.002");
    assert_eq!(qty(r#"{"size":"0.003"}"#), "0.003");
    assert_eq!(qty(r#"{"size":1.5}"#), "1.5");
    for size in ["0.0009", "0", "-1"] {
        let refused = bracket_of(&asked(&format!("{{\"size\":{size}}}")), &instrument(), false).unwrap_err();
        assert!(matches!(refused, GatewayError::Unfit { field: "size", .. }), "{size}: {refused:?}");
    }
}

#[test]
fn the_side_is_the_position_s_where_both_are_open() {
    let entry = |changes: &str, hedged| bracket_of(&asked(changes), &instrument(), hedged).unwrap().entry.unwrap();
    let of = |entry: OrderRequest| (entry.side, entry.position_side, entry.kind);
    assert_eq!(of(entry("{}", false)), (Side::Buy, PositionSide::Both, OrderType::Market));
    assert_eq!(of(entry("{}", true)), (Side::Buy, PositionSide::Long, OrderType::Market));
    assert_eq!(of(entry(r#"{"side":"short"}"#, true)), (Side::Sell, PositionSide::Short, OrderType::Market));
}

#[test]
fn the_same_call_is_the_same_bracket() {
    let body = || serde_json::to_vec(&bracket_of(&asked("{}"), &instrument(), false).unwrap()).unwrap();
    assert_eq!(body(), body());
}

#[test]
fn what_contradicts_itself_is_refused_by_name() {
    let check = |changes: &str, expected: &str| {
        let refused = bracket_of(&asked(changes), &instrument(), false).unwrap_err();
        assert!(matches!(refused, GatewayError::Unfit { field, .. } if field == expected), "{changes}: {refused:?}");
    };
    check(r#"{"stop_loss":96000}"#, "stop_loss");
    check(r#"{"take_profit":99000}"#, "take_profit");
    check(r#"{"entry_price":null}"#, "entry_price");
    check(r#"{"stop_loss_pct":100}"#, "stop_loss_pct");
    check(r#"{"take_profit_pct":-1}"#, "take_profit_pct");
    check(r#"{"stop_loss_pct":null,"stop_loss":0}"#, "stop_loss");
    assert!(serde_json::from_str::<ManualTrade>(r#"{"symbol":"X","side":"long","size":1,"stop_loss_pc":1}"#).is_err(), "a typing error");
    assert!(one_key(Some("a"), Some("b")).is_err());
    assert_eq!((one_key(Some("a"), Some("a")).unwrap(), one_key(None, Some("b")).unwrap()), (Some("a"), Some("b")));
}

#[test]
fn the_price_that_was_seen_must_be_near_the_market() {
    let near = |price: &str, market: &str| is_near(price.parse().unwrap(), market.parse().unwrap(), Rate::parse("0.05").unwrap());
    assert!(near("100", "100") && near("105", "100") && near("95", "100"));
    assert!(!near("105.01", "100") && !near("94.99", "100") && !near("0", "100"));
}
