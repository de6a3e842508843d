//! Frames beyond the samples, one line a case: orders of members, streams without names, control answers, absurd values.

mod support;

use serde_json::{Value, json};
use support::{facts_json, instrument, public_link, view};
use twinline_binance::Binance;
use twinline_venue::{Codec, DecodeError, Facts, Frame, LinkView, Outcome, Reply, Step, View};

/// `BTCUSDT` counts hundredths and thousandths.
fn btc() -> View {
    view([instrument("BTCUSDT", 2, 3)])
}

fn decode(view: &View, text: &str) -> Result<(Value, Value), DecodeError> {
    let mut out = Facts::new();
    Binance.decode_frame(view, public_link(), Frame::Text(text), &mut out)?;
    Ok((facts_json::facts(view, &out), facts_json::oddities(&out)))
}

/// What comes out, facts and oddities.
#[track_caller]
fn check(text: &str, facts: Value, oddities: Value) {
    assert_eq!(decode(&btc(), text), Ok((facts, oddities)), "{text}");
}

/// Malformed, and nothing is left behind.
#[track_caller]
fn check_malformed(text: &str) {
    let mut out = Facts::new();
    let result = Binance.decode_frame(&btc(), public_link(), Frame::Text(text), &mut out);
    assert!(matches!(result, Err(DecodeError::Malformed { .. })), "{text}: {result:?}");
    assert!(out.items().is_empty() && out.oddities().is_empty() && out.next_level() == 0, "{text}");
}

/// A change whose members between symbol and sides are given.
fn depth(more: &str) -> String {
    format!(r#"{{"e":"depthUpdate","E":2,"T":1,"s":"BTCUSDT","U":3,"u":4,"pu":2,{more}}}"#)
}

fn book(kind: &str, bids: Value, asks: Value) -> Value {
    let (first, prev) = if kind == "book_top" { (4, Value::Null) } else { (3, json!(2)) };
    json!([{kind: {"symbol": "BTCUSDT", "first": first, "last": 4, "prev": prev, "at": "1970-01-01T00:00:00.001000000Z", "bids": bids, "asks": asks}}])
}

const SIDES: &str = r#""b":[["1.5","2"]],"a":[["1.6","0"]]"#;

fn delta() -> Value {
    book("book_delta", json!([["1.50", "2.000"]]), json!([["1.60", "0.000"]]))
}

#[test]
fn members_may_stand_in_any_order() {
    check(&depth(SIDES), delta(), json!([]));
    let sides_first = format!(r#"{{"e":"depthUpdate",{SIDES},"E":2,"T":1,"U":3,"u":4,"pu":2,"s":"BTCUSDT"}}"#);
    check(&sides_first, delta(), json!([]));
    let tag_last = format!(r#"{{"E":2,"T":1,"s":"BTCUSDT","U":3,"u":4,"pu":2,{SIDES},"e":"depthUpdate"}}"#);
    check(&tag_last, delta(), json!([]));
    check(&format!(r#"{{"data":{tag_last},"stream":"btcusdt@depth"}}"#), delta(), json!([]));
    check(&format!(r#"{{"stream":"btcusdt@depth","data":{tag_last}}}"#), delta(), json!([]));
    check(&format!(" [ {} , {tag_last} ] ", depth(SIDES)), json!([delta()[0], delta()[0]]), json!([]));
}

#[test]
fn escaped_text_is_the_same_text() {
    let escaped = r#"{"\u0065":"depth\u0055pdate","E":2,"T":1,"\u0073":"\u0042TCUSDT","U":3,"u":4,"pu":2,"b":[["\u0031.5","2"]],"a":[["1.6","\u0030"]]}"#;
    check(escaped, delta(), json!([]));
    let combined = format!(r#"{{"stre\u0061m":"btcusdt\u0040depth","data":{}}}"#, depth(SIDES));
    check(&combined, delta(), json!([]));
    let data_first = format!(r#"{{"data":{escaped},"stream":"btcusdt@depth"}}"#);
    check(&data_first, delta(), json!([]));
}

#[test]
fn the_streams_name_tells_what_a_depth_update_is() {
    let named = |name: &str| format!(r#"{{"stream":"{name}","data":{}}}"#, depth(SIDES));
    let top = book("book_top", json!([["1.50", "2.000"]]), json!([["1.60", "0.000"]]));
    check(&named("btcusdt@depth@100ms"), delta(), json!([]));
    check(&named("btcusdt@depth20@100ms"), top.clone(), json!([]));
    check(&named("btcusdt@rpiDepth@500ms"), json!([]), json!([]));
    check(&named("new@stream"), json!([]), json!([["value", "depthUpdate of a stream that cannot be told"]]));

    let on_link = |names: &[&str]| {
        let mut view = btc();
        view.links.insert(public_link(), LinkView { names: names.iter().map(|name| (*name).to_owned()).collect() });
        decode(&view, &depth(SIDES)).unwrap().0
    };
    assert_eq!(on_link(&[]), delta());
    assert_eq!(on_link(&["btcusdt@depth", "ethusdt@depth5", "btcusdt@aggTrade"]), delta());
    assert_eq!(on_link(&["btcusdt@depth5"]), top);
    assert_eq!(on_link(&["btcusdt@rpiDepth@500ms"]), json!([]));
    assert_eq!(on_link(&["btcusdt@depth", "btcusdt@depth5"]), json!([]));
}

#[test]
fn what_is_not_known_is_shown() {
    check(&depth(&format!(r#"{SIDES},"xy":{{"deep":[1]}}"#)), delta(), json!([["field", "depthUpdate.xy"]]));
    check(r#"{"e":"newEvent","a":[1,{"b":2}]}"#, json!([]), json!([["event", "newEvent"]]));
    check(r#"{"stream":"a@b","data":{"e":"newEvent"},"more":1}"#, json!([]), json!([["event", "newEvent"], ["field", "frame.more"]]));
    check(r#"{"weather":"fine"}"#, json!([]), json!([["event", "object that begins with weather"]]));
    check(
        r#"{"e":"kline","E":1,"s":"BTCUSDT","k":{"i":"7m","z":1}}"#,
        json!([]),
        json!([["field", "kline.k.z"], ["value", "kline.k.i 7m"]]),
    );
    let listed = r#"{"e":"contractInfo","E":0,"s":"BTCUSDT","cs":"NEW_WORD","st":1}"#;
    let status = json!([{"status": {"symbol": "BTCUSDT", "status": {"other": "NEW_WORD"}, "at": "1970-01-01T00:00:00.000000000Z"}}]);
    check(listed, status, json!([["value", "contractInfo.cs NEW_WORD"]]));
}

#[test]
fn other_markets_and_unknown_instruments_are_not_mixed_in() {
    check(&depth(&format!(r#"{SIDES},"st":2"#)), json!([]), json!([["foreign", "depthUpdate.s"]]));
    check(&depth(&format!(r#"{SIDES},"st":2"#)).replace("BTCUSDT", "BTCUSD_PERP"), json!([]), json!([["foreign", "depthUpdate.s"]]));
    check(&depth(SIDES).replace("BTCUSDT", "NEWUSDT"), json!([{"unknown_instrument": "NEWUSDT"}]), json!([]));
    check(&depth(SIDES).replace("BTCUSDT", "币USDT"), json!([{"unknown_instrument": "币USDT"}]), json!([]));
    check(&depth(SIDES).replace("BTCUSDT", "A B"), json!([]), json!([["refused", "depthUpdate.s"]]));
    let mixed = r#"[{"e":"24hrMiniTicker","s":"BTCUSD_PERP","c":"1","st":2},{"e":"24hrMiniTicker","E":0,"s":"BTCUSDT","c":"2","st":1}]"#;
    let ticker = json!([{"ticker": {"symbol": "BTCUSDT", "last": "2", "at": "1970-01-01T00:00:00.000000000Z"}}]);
    check(mixed, ticker, json!([["foreign", "ticker.s"]]));
}

#[test]
fn more_places_ask_for_a_reload_and_make_no_book() {
    let check_scales = |sides: &str, price_scale: u8, size_scale: u8| {
        let precision = json!([{"precision": {"symbol": "BTCUSDT", "price_scale": price_scale, "size_scale": size_scale}}]);
        check(&depth(sides), precision, json!([]));
    };
    check_scales(r#""b":[["1.505","2"]],"a":[]"#, 3, 3);
    check_scales(r#""b":[["1.5","2"],["1.50005","2.00001"]],"a":[["1.6","0.0001"]]"#, 5, 5);
    check(&depth(r#""b":[["1.500","2.0000"]],"a":[["1.6","0"]]"#), delta(), json!([]));
}

#[test]
fn absurd_numbers_are_refused() {
    for level in [r#"["-1","1"]"#, r#"["0","1"]"#, r#"["1","-1"]"#, r#"["99999999999999999999","1"]"#, r#"["0.1234567890123456789","1"]"#] {
        check(&depth(&format!(r#""b":[{level}],"a":[]"#)), json!([]), json!([["refused", "depthUpdate levels"]]));
    }
    let swapped = depth(SIDES).replace(r#""U":3"#, r#""U":5"#);
    check(&swapped, json!([]), json!([["refused", "depthUpdate.U"]]));
    let trade = |price: &str, size: &str| {
        format!(r#"{{"e":"aggTrade","E":1,"s":"BTCUSDT","a":1,"p":"{price}","q":"{size}","f":1,"l":1,"T":1,"m":false}}"#)
    };
    check(&trade("0", "1"), json!([]), json!([["refused", "trade.p"]]));
    check(&trade("-1", "1"), json!([]), json!([["refused", "trade.p"]]));
    check(&trade("1", "0"), json!([]), json!([["refused", "trade.q"]]));
    check(&trade("1", "1234567890123456789"), json!([]), json!([["refused", "trade.q"]]));
    check_malformed(&trade("1e5", "1"));
    check_malformed(&trade("", "1"));
    check_malformed(&trade("1", "1").replace(r#""a":1"#, r#""a":99999999999999999999"#));
    check_malformed(&trade("1", "1").replace(r#""a":1"#, r#""a":-1"#));
    check_malformed(&trade("1", "1").replace(r#""p":"1""#, r#""p":1.0"#));
}

#[test]
fn an_empty_side_of_a_quote_is_absent() {
    let quote = |price: &str, size: &str| {
        format!(r#"{{"e":"bookTicker","u":1,"s":"BTCUSDT","b":"{price}","B":"{size}","a":"2","A":"1","T":0,"E":0}}"#)
    };
    let ask_only =
        json!([{"bbo": {"symbol": "BTCUSDT", "ask": {"price": "2", "size": "1"}, "venue_seq": 1, "at": "1970-01-01T00:00:00.000000000Z"}}]);
    check(&quote("0.00", "0"), ask_only, json!([]));
    check(&quote("0.00", "1"), json!([]), json!([["refused", "bookTicker.b"]]));
}

#[test]
fn dated_contracts_have_no_funding() {
    let mark = r#"{"e":"markPriceUpdate","E":0,"s":"BTCUSDT","p":"1","i":"0.00000000","P":"1.5","r":"","T":0,"st":1}"#;
    let expected = json!([{"mark": {"symbol": "BTCUSDT", "mark": "1", "settle_estimate": "1.5", "at": "1970-01-01T00:00:00.000000000Z"}}]);
    check(mark, expected, json!([]));
}

#[test]
fn single_trades_and_quarters() {
    let trade = r#"{"e":"trade","E":1760000000001,"T":1760000000000,"s":"BTCUSDT","t":1,"p":"97000.1","q":"0.1","X":"MARKET","m":true}"#;
    let expected = json!([{"trade": {"symbol": "BTCUSDT", "id": 1, "price": "97000.1", "size": "0.1", "side": "sell", "ts": "2025-10-09T08:53:20.000000000Z"}}]);
    check(trade, expected, json!([]));
    check(r#"{"e":"continuous_kline","E":1,"ps":"BTCUSDT","ct":"CURRENT_QUARTER","k":{}}"#, json!([]), json!([]));
}

#[test]
fn what_stands_twice_or_is_missing_is_malformed() {
    check_malformed(&depth(&format!(r#"{SIDES},"b":[]"#)));
    check_malformed(&depth(&format!(r#"{SIDES},"u":4"#)));
    check_malformed(&depth(&format!(r#"{SIDES},"e":"depthUpdate""#)));
    check_malformed(&depth(&format!(r#"{SIDES},"s":"BTCUSDT""#)));
    check_malformed(&format!(r#"{{"E":1,"e":"depthUpdate","e":"depthUpdate",{SIDES}}}"#));
    check_malformed(&format!(r#"{{"e":"depthUpdate","b":[],"s":"BTCUSDT",{SIDES},"U":1,"u":2}}"#));
    check_malformed(&format!(r#"{{"stream":"btcusdt@depth","data":{0},"data":{0}}}"#, depth(SIDES)));
    check_malformed(&format!(r#"{{"data":{0},"data":{0},"stream":"btcusdt@depth"}}"#, depth(SIDES)));
    check_malformed(&depth(r#""b":[]"#));
    check_malformed(&depth(SIDES).replace(r#""u":4,"#, ""));
    check_malformed(&depth(SIDES).replace(r#""s":"BTCUSDT","#, ""));
}

#[test]
fn what_is_not_an_event_is_malformed() {
    for text in
        ["", " ", "{", "}", "{}", "null", "1", "\"text\"", "[1]", "[null]", "nonsense", "{\"e\":1}", "{\"e\":null}", "{\"a\":1}{", "[[]"]
    {
        check_malformed(text);
    }
    check_malformed(&format!("{}x", depth(SIDES)));
    for rows in ["[[\"1\"]]", "[[]]", "[[\"1\",\"1\",\"1\"]]", "[[1,1]]", "[\"1\",\"1\"]", "[[\"x\",\"1\"]]", "{}", "null", "\"\""] {
        check_malformed(&depth(&format!(r#""b":{rows},"a":[]"#)));
    }
    assert!(Binance.decode_frame(&btc(), public_link(), Frame::Binary(&[0xff, 0xfe]), &mut Facts::new()).is_err());
}

#[test]
fn bytes_are_read_like_text() {
    let mut out = Facts::new();
    Binance.decode_frame(&btc(), public_link(), Frame::Binary(depth(SIDES).as_bytes()), &mut out).unwrap();
    assert_eq!(facts_json::facts(&btc(), &out), delta());
}

#[test]
fn deep_and_large_frames_are_beyond_limits() {
    for deep in ["[", "{\"a\":", "{\"e\":\"x\",\"a\":", "{\"stream\":"] {
        let result = decode(&btc(), &deep.repeat(1_000_000));
        assert!(matches!(result, Err(DecodeError::Limits { .. })), "{deep}: {result:?}");
    }
    let unknown = depth(&format!(r#"{SIDES},"xy":{}{}"#, "[".repeat(200_000), "]".repeat(200_000)));
    assert!(matches!(decode(&btc(), &unknown), Err(DecodeError::Limits { .. })));
    let large = depth(&format!(r#"{SIDES},"xy":"{}""#, "x".repeat(17 * 1024 * 1024)));
    assert!(matches!(decode(&btc(), &large), Err(DecodeError::Limits { .. })));
}

#[test]
fn a_frame_of_nothing_but_oddities_leaves_a_bounded_number() {
    let many = (0..5000).map(|at| format!("\"x{at}\":1")).collect::<Vec<_>>().join(",");
    let (_, oddities) = decode(&btc(), &depth(&format!("{SIDES},{many}"))).unwrap();
    assert_eq!(oddities.as_array().unwrap().len(), 1000);
}

#[test]
fn answers_on_the_socket() {
    let answer = |id: Value, error: Value| json!([{"answer": {"id": id, "error": error}}]);
    check(r#"{"result":null,"id":1}"#, answer(json!(1), Value::Null), json!([]));
    check(r#"{"id":1,"result":null}"#, answer(json!(1), Value::Null), json!([]));
    check(r#"{"result":true,"id":6}"#, answer(json!(6), Value::Null), json!([]));
    check(r#"{"result":null,"id":"7"}"#, answer(json!(7), Value::Null), json!([]));
    check(r#"{"result":null,"id":null}"#, answer(Value::Null, Value::Null), json!([]));
    check(r#"{"result":null,"id":18446744073709551615}"#, answer(json!(u64::MAX), Value::Null), json!([]));
    for id in ["\"4bf8-uuid\"", "18446744073709551616", "-1", "1.5", "[1]"] {
        check(&format!(r#"{{"result":null,"id":{id}}}"#), answer(Value::Null, Value::Null), json!([["value", "answer.id"]]));
    }
    let refused = json!(["2", "Invalid request: unknown \"x\""]);
    check(r#"{"error":{"code":2,"msg":"Invalid request: unknown \"x\""},"id":1}"#, answer(json!(1), refused.clone()), json!([]));
    check(r#"{"code":2,"msg":"Invalid request: unknown \"x\"","id":1}"#, answer(json!(1), refused), json!([]));
    check(r#"{"error":"no","id":1}"#, answer(json!(1), json!(["", "\"no\""])), json!([]));
    let names = json!([{"subscriptions": {"id": 3, "names": ["btcusdt@aggTrade", "!contractInfo"]}}]);
    check(r#"{"result":["btcusdt@aggTrade","!contractInfo"],"id":3}"#, names, json!([]));
    check(r#"{"result":[],"id":3}"#, json!([{"subscriptions": {"id": 3, "names": []}}]), json!([]));
    check(r#"{"result":{"new":1},"id":3}"#, answer(json!(3), Value::Null), json!([["value", "answer.result"]]));
    check(r#"{"id":3}"#, json!([]), json!([["value", "answer without result"]]));
    check_malformed(r#"{"result":null,"id":1,"id":2}"#);
}

fn reply(step: &Step, status: u16, body: &str) -> (Value, Value, Value) {
    let mut out = Facts::new();
    let outcome = Binance.decode_reply(&btc(), step, Reply::Http { status, body: body.as_bytes() }, &mut out);
    (facts_json::outcome(&outcome), facts_json::facts(&btc(), &out), facts_json::oddities(&out))
}

fn book_step() -> Step {
    Step::Book { instrument: "binance:BTCUSDT".parse().unwrap(), depth: 5 }
}

#[test]
fn snapshots_follow_the_same_rules() {
    let snapshot = |sides: &str| format!(r#"{{"lastUpdateId":4,"E":2,"T":1,{sides}}}"#);
    let check = |sides: &str, outcome: Value, facts: usize, oddities: Value| {
        let (got_outcome, got_facts, got_oddities) = reply(&book_step(), 200, &snapshot(sides));
        assert_eq!((got_outcome, got_facts.as_array().unwrap().len(), got_oddities), (outcome, facts, oddities), "{sides}");
    };
    let unknown = json!({"unknown": {"code": null}});
    check(r#""bids":[["1","1"]],"asks":[]"#, json!("done"), 1, json!([]));
    check(r#""bids":[["1","1"]],"asks":[],"more":1"#, json!("done"), 1, json!([["field", "depth.more"]]));
    check(r#""bids":[["1.001","1"]],"asks":[]"#, json!("done"), 1, json!([]));
    check(r#""bids":[["-1","1"]],"asks":[]"#, unknown.clone(), 0, json!([]));
    check(r#""bids":[["1","1"]]"#, unknown.clone(), 0, json!([]));
    check(r#""bids":[["1","1"]],"asks":[],"asks":[]"#, unknown, 0, json!([]));
}

#[test]
fn an_unreadable_success_is_doubt() {
    for body in ["", "<html>", "[]", "{}", "null", "{\"serverTime\":-1}", "{\"serverTime\":1.5}", "{\"serverTime\":1}x"] {
        assert_eq!(reply(&Step::ServerTime, 200, body).0, json!({"unknown": {"code": null}}), "{body}");
    }
    assert_eq!(
        reply(&Step::ServerTime, 200, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}").0,
        json!({"refused": {"kind": "rejected", "code": "-1121"}})
    );
    let deep = format!("{{\"serverTime\":1,\"x\":{}", "[".repeat(1_000_000));
    assert_eq!(reply(&Step::ServerTime, 200, &deep).0, json!({"unknown": {"code": null}}));
    assert_eq!(reply(&Step::ServerTime, 500, &deep).0, json!({"unknown": {"code": null}}));
    let mut out = Facts::new();
    assert!(matches!(Binance.decode_reply(&btc(), &book_step(), Reply::Lost { reason: "timeout" }, &mut out), Outcome::Unknown(_)));
    let eth = Step::Mark { instrument: "binance:ETHUSDT".parse().unwrap() };
    assert_eq!(reply(&eth, 200, "{}").1, json!([{"unknown_instrument": "ETHUSDT"}]));
    let btc = Step::Mark { instrument: "binance:BTCUSDT".parse().unwrap() };
    assert_eq!(reply(&btc, 200, r#"{"symbol":"ETHUSDT","markPrice":"1"}"#).0, json!({"unknown": {"code": null}}));
}

#[test]
fn one_absurd_row_does_not_spoil_the_others() {
    let step = Step::Trades { instrument: "binance:BTCUSDT".parse().unwrap(), from_id: None, limit: 2 };
    let row = |id: u32, price: &str| format!(r#"{{"a":{id},"p":"{price}","q":"1","f":1,"l":1,"T":1,"m":true}}"#);
    let (outcome, facts, oddities) = reply(&step, 200, &format!("[{},{}]", row(1, "0"), row(2, "5")));
    assert_eq!((outcome, oddities), (json!("done"), json!([["refused", "aggTrades.p"]])));
    assert_eq!(facts[0]["trade"]["id"], 2);
    assert_eq!(reply(&step, 200, &format!("[{},{}]", row(1, "x"), row(2, "5"))).0, json!({"unknown": {"code": null}}));
}

#[test]
fn all_candles_but_the_last_are_closed() {
    let step = Step::Candles {
        instrument: "binance:BTCUSDT".parse().unwrap(),
        interval: twinline_model::Interval::M1,
        from: None,
        to: None,
        limit: 3,
    };
    let row = |open: u64| format!(r#"[{open},"1","1","1","1","0",{},"0",0,"0","0","0"]"#, open + 59_999);
    let rows = |opens: &[u64]| format!("[{}]", opens.iter().map(|open| row(*open)).collect::<Vec<_>>().join(","));
    let (_, facts, _) = reply(&step, 200, &rows(&[0, 60_000, 120_000]));
    let closed: Vec<_> = facts.as_array().unwrap().iter().map(|fact| fact["candle"]["closed"].as_bool().unwrap()).collect();
    assert_eq!(closed, [true, true, false]);
    assert_eq!(reply(&step, 200, "[]").0, json!("done"));
    assert_eq!(reply(&step, 200, &rows(&[60_000, 0])).0, json!({"unknown": {"code": null}}));
}

#[test]
fn odd_instruments_are_shown_and_the_others_stand() {
    let row = |symbol: &str, more: &str| {
        format!(
            r#"{{"symbol":"{symbol}","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","marginAsset":"USDT","pricePrecision":2,
            "quantityPrecision":3,"filters":[{{"filterType":"PRICE_FILTER","tickSize":"0.10","minPrice":"0","maxPrice":"9"}},
            {{"filterType":"LOT_SIZE","stepSize":"0.001","minQty":"0.001","maxQty":"0"}}]{more}}}"#
        )
    };
    let info = |rows: &[String]| format!(r#"{{"symbols":[{}]}}"#, rows.join(","));
    let check = |rows: &[String], count: usize, expected: Value| {
        let (outcome, facts, oddities) = reply(&Step::Instruments, 200, &info(rows));
        assert_eq!((outcome, oddities), (json!("done"), expected), "{rows:?}");
        let all = facts[0]["instruments"].as_array().unwrap();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|row| row["limits"]["min_price"].is_null() && row["limits"]["max_qty"].is_null()));
    };
    let good = row("A", r#","contractType":"PERPETUAL""#);
    check(&[good.clone(), row("B", r#","contractType":"ETERNAL""#)], 2, json!([["value", "exchangeInfo.symbols.contractType ETERNAL"]]));
    check(&[good.clone(), row("B", r#","st":2"#)], 1, json!([["foreign", "exchangeInfo.symbols"]]));
    check(
        &[good.clone(), row("B", "").replace(r#""marginAsset":"USDT""#, r#""marginAsset":"BTC""#)],
        1,
        json!([["foreign", "exchangeInfo.symbols"]]),
    );
    check(&[good.clone(), row("B", "").replace("TRADING", "RESTING")], 2, json!([["value", "exchangeInfo.symbols.status RESTING"]]));
    check(&[good.clone(), row("B", r#","news":[1]"#)], 2, json!([["field", "exchangeInfo.symbols.news"]]));
    check(
        &[good.clone(), row("B", "").replace(r#""0.10""#, r#""0""#)],
        1,
        json!([["refused", "exchangeInfo.symbols B: tickSize is absurd"]]),
    );
    check(
        &[good.clone(), row("B", "").replace("LOT_SIZE", "LOTS")],
        1,
        json!([["value", "exchangeInfo.symbols.filters.filterType LOTS"], ["refused", "exchangeInfo.symbols B: LOT_SIZE is missing"]]),
    );
    check(
        &[good, row("B", "").replace(r#""pricePrecision":2"#, r#""pricePrecision":19"#)],
        1,
        json!([["refused", "exchangeInfo.symbols B: pricePrecision is absurd"]]),
    );
}

#[test]
fn the_venues_own_limits_override_the_table() {
    let info = |limits: &str| format!(r#"{{"symbols":[],"rateLimits":[{limits}]}}"#);
    let row = |kind: &str, interval: &str, number: u32| {
        format!(r#"{{"rateLimitType":"{kind}","interval":"{interval}","intervalNum":{number},"limit":6000}}"#)
    };
    let (_, facts, oddities) = reply(&Step::Instruments, 200, &info(&row("REQUEST_WEIGHT", "MINUTE", 1)));
    assert_eq!(
        facts[1]["limits"][0],
        json!({"name": "REQUEST_WEIGHT", "window_ms": 60_000, "cap": 6000, "header": "x-mbx-used-weight-1m"})
    );
    assert_eq!((&facts[1]["limits"][1]["cap"], oddities), (&json!(500), json!([])));
    let (_, facts, _) = reply(&Step::Instruments, 200, &info(&row("REQUEST_WEIGHT", "SECOND", 10)));
    assert_eq!(facts[1]["limits"][0], json!({"name": "REQUEST_WEIGHT", "window_ms": 10_000, "cap": 6000, "header": null}));
    let orders = [row("ORDERS", "SECOND", 10), row("ORDERS", "MINUTE", 1)].join(",");
    let (_, facts, oddities) = reply(&Step::Instruments, 200, &info(&orders));
    assert_eq!([2, 3].map(|at| facts[1]["limits"][at]["cap"].clone()), [6000, 6000]);
    assert_eq!((&facts[1]["limits"][0]["cap"], oddities), (&json!(2400), json!([])));
    let (_, _, oddities) = reply(&Step::Instruments, 200, &info(&row("ORDERS", "HOUR", 1)));
    assert_eq!(oddities, json!([["value", "exchangeInfo.rateLimits.interval HOUR"]]));
    let (_, facts, oddities) = reply(&Step::Instruments, 200, &info(&row("RAW_REQUESTS", "MINUTE", 1)));
    assert_eq!((facts.as_array().unwrap().len(), oddities), (1, json!([["value", "exchangeInfo.rateLimits.rateLimitType RAW_REQUESTS"]])));
}
