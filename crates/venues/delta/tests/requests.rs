//! What is asked, and how subscriptions are worded: as the venue's own clients word them.

mod support;

use serde_json::{Value, json};
use support::{documented, instrument, link, view};
use twinline_delta::{Delta, SPEC};
use twinline_model::{Channel, InstrumentKind, Interval, Timestamp};
use twinline_venue::{Codec, EncodeError, FrameBuf, Step, Sub, SubChange, View};

fn check(step: Step, expected: &str) {
    let request = Delta.encode_step(&view(documented()), Timestamp::from_millis(1_700_000_030_000), &step).unwrap();
    assert_eq!(request.url, format!("https://api.india.delta.exchange/v2/{expected}"));
    assert_eq!(request.headers, [("user-agent", "twinline".to_owned())]);
}

#[test]
fn steps_become_urls() {
    let id = || "delta:BTCUSD".parse().unwrap();
    check(Step::ServerTime, "settings");
    check(Step::Instruments, "products?page_size=500");
    check(Step::MoreInstruments { after: "a=/".to_owned() }, "products?page_size=500&after=a%3D%2F");
    check(Step::Book { instrument: id(), depth: 100 }, "l2orderbook/BTCUSD?depth=100");
    check(Step::Bbo { instrument: id() }, "tickers/BTCUSD");
    check(Step::Mark { instrument: id() }, "tickers/BTCUSD");
    check(Step::Ticker { instrument: id() }, "tickers/BTCUSD");
    check(Step::Trades { instrument: id(), from_id: None, limit: 5 }, "trades/BTCUSD");
    let candles = |from: Option<i64>, to: Option<i64>, limit| Step::Candles {
        instrument: id(),
        interval: Interval::M5,
        from: from.map(|at| Timestamp::from_millis(at * 1000)),
        to: to.map(|at| Timestamp::from_millis(at * 1000)),
        limit,
    };
    let url = "history/candles?symbol=BTCUSD&resolution=5m";
    check(candles(None, None, 2), &format!("{url}&start=1699999500&end=1699999800"));
    check(candles(Some(600), None, 3), &format!("{url}&start=600&end=1200"));
    check(candles(None, Some(1200), 3), &format!("{url}&start=600&end=1200"));
    check(candles(Some(0), Some(9_000_000), 9999), &format!("{url}&start=0&end=599700"));
    check(
        Step::Funding { instrument: id(), from: None, to: None, limit: 2 },
        "history/candles?symbol=FUNDING%3ABTCUSD&resolution=1h&start=1699995600&end=1699999200",
    );
    let odd = Step::Candles { instrument: id(), interval: Interval::H12, from: None, to: None, limit: 2 };
    assert!(matches!(Delta.encode_step(&view([]), Timestamp::default(), &odd), Err(EncodeError::Unsupported(_))));
    let foreign = Step::Mark { instrument: "other:BTCUSD".parse().unwrap() };
    assert!(matches!(Delta.encode_step(&view([]), Timestamp::default(), &foreign), Err(EncodeError::UnknownInstrument(_))));
}

fn frames(view: &View, change: SubChange<'_>) -> Vec<Value> {
    let frames = Delta.encode_subscriptions(view, link(), change, &mut 1).unwrap();
    frames
        .into_iter()
        .map(|(id, frame)| {
            assert_eq!(id, None);
            match frame {
                FrameBuf::Text(text) => serde_json::from_str(&text).unwrap(),
                FrameBuf::Binary(_) => panic!("text is expected"),
            }
        })
        .collect()
}

fn sub(symbol: &str, channel: Channel) -> Sub {
    Sub { instrument: Some(format!("delta:{symbol}").parse().unwrap()), channel }
}

fn channels(word: &str, channels: Value) -> Value {
    json!({"type": word, "payload": {"channels": channels}})
}

#[test]
fn books_go_one_a_frame_and_the_rest_together() {
    let view = view(documented());
    let subs = [
        sub("BTCUSD", Channel::Book),
        sub("ETHUSD", Channel::Book),
        sub("BTCUSD", Channel::Ticker),
        sub("ETHUSD", Channel::Ticker),
        sub("BTCUSD", Channel::Candles(Interval::M1)),
        sub("BTCUSD", Channel::Trades),
        sub("BTCUSD", Channel::Bbo),
    ];
    let expected = |word| {
        vec![
            channels(word, json!([{"name": "ob_updates", "symbols": ["BTCUSD"]}])),
            channels(word, json!([{"name": "ob_updates", "symbols": ["ETHUSD"]}])),
            channels(
                word,
                json!([
                    {"name": "candlestick_1m", "symbols": ["BTCUSD"]},
                    {"name": "ob_l1", "symbols": ["BTCUSD"]},
                    {"name": "ticker", "symbols": ["BTCUSD", "ETHUSD"]},
                    {"name": "trades", "symbols": ["BTCUSD"]},
                ]),
            ),
        ]
    };
    assert_eq!(frames(&view, SubChange::Subscribe(&subs)), expected("subscribe"));
    assert_eq!(frames(&view, SubChange::Unsubscribe(&subs)), expected("unsubscribe"));
}

#[test]
fn a_mark_price_has_its_funding_and_its_index_beside_it() {
    let mut view = view(documented());
    let wanted = [sub("BTCUSD", Channel::Mark), sub("C-BTC-69500-100426", Channel::Mark)];
    let mark = json!({"name": "mark_price", "symbols": ["MARK:BTCUSD", "MARK:C-BTC-69500-100426"]});
    let funding = json!({"name": "funding_rate", "symbols": ["BTCUSD"]});
    let all = json!([funding, mark, {"name": "spot_price", "symbols": [".DEXBTUSD"]}]);
    assert_eq!(frames(&view, SubChange::Subscribe(&wanted)), [channels("subscribe", all)]);
    // Others may follow the index.
    assert_eq!(frames(&view, SubChange::Unsubscribe(&wanted)), [channels("unsubscribe", json!([funding, mark]))]);
    let mut cross = instrument("ETHBTC", 5, "0.01");
    (cross.underlying, cross.quote, cross.kind) = ("ETH".to_owned(), "BTC".to_owned(), InstrumentKind::Future);
    view = support::view([cross]);
    let all = json!([{"name": "mark_price", "symbols": ["MARK:ETHBTC"]}, {"name": "spot_price", "symbols": [".DEETHXBT"]}]);
    assert_eq!(frames(&view, SubChange::Subscribe(&[sub("ETHBTC", Channel::Mark)])), [channels("subscribe", all)]);
}

#[test]
fn what_concerns_the_whole_venue_has_no_symbols() {
    let venue = [Sub { instrument: None, channel: Channel::Contracts }];
    let expected = channels("subscribe", json!([{"name": "product_updates"}, {"name": "system_status"}]));
    assert_eq!(frames(&view([]), SubChange::Subscribe(&venue)), [expected]);
}

#[test]
fn what_the_venue_does_not_have_is_refused() {
    let view = view(documented());
    let refused = |subs: &[Sub]| Delta.encode_subscriptions(&view, link(), SubChange::Subscribe(subs), &mut 1).is_err();
    assert!(refused(&[sub("BTCUSD", Channel::Liquidations)]));
    assert!(refused(&[sub("NOSUCH", Channel::Book)]));
    assert!(refused(&[sub("BTCUSD", Channel::Candles(Interval::H12))]));
    assert!(refused(&[Sub { instrument: None, channel: Channel::Book }]));
    assert!(!refused(&[]));
}

#[test]
fn sockets_are_greeted_like_the_venues_own_clients_greet() {
    let clients = support::json("ws_client_frames.json");
    for client in ["delta_rest_ws_0_1_0_public", "delta_rest_ws_0_1_0_private", "freqtrade_delta_exchange_0_3_3"] {
        assert_eq!(clients[client][0][0].as_str(), SPEC.links[0].greeting, "{client}");
    }
    let asked: Value = serde_json::from_str(clients["delta_rest_ws_0_1_0_public"][0][1].as_str().unwrap()).unwrap();
    let ours = frames(&view(documented()), SubChange::Subscribe(&[sub("BTCUSD", Channel::Book)]));
    assert_eq!(ours[0]["payload"]["channels"][0], asked["payload"]["channels"][0]);
}
