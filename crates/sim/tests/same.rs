//! Same seed, same inputs: the same outputs, byte for byte. And no input can make it panic.

mod bench;

use bench::{Bench, START_NS, small};
use proptest::prelude::*;
use twinline_sim::{Config, ConnId, Input, Output, RequestId, Simulator};

fn journal(seed: u64, fault: &str) -> Vec<Output> {
    let mut bench = Bench::new(Config { history_minutes: 30, ..Config::new(seed, START_NS) });
    bench.keep_journal = true;
    bench.connect("/public/stream?streams=btcusdt@depth@100ms/ethusdt@trade/!bookTicker/solusdt@depth5");
    bench.connect("/market/stream?streams=btcusdt@kline_1m/!ticker@arr/btcusdt@markPrice/!forceOrder@arr");
    bench.fault(&format!(r#"{{"name":"{fault}","seed":5,"rate":0.2}}"#));
    bench.run_ms(20_000);
    for path in ["depth?symbol=BTCUSDT", "klines?symbol=ETHUSDT&interval=1h", "fundingRate", "exchangeInfo"] {
        bench.get(&format!("/fapi/v1/{path}"));
    }
    bench.journal
}

#[test]
fn equal_runs_are_equal() {
    for fault in ["delta-drop", "event-late", "frame-malformed", "ws-cut", "rest-5xx", "delta-stale"] {
        let first = journal(3, fault);
        assert!(first.len() > 20);
        assert!(first == journal(3, fault), "{fault}");
        assert!(first != journal(4, fault));
    }
}

#[test]
fn a_fault_does_not_change_the_market() {
    let run = |fault: Option<&str>| {
        let mut bench = Bench::new(small(9));
        let conn = bench.connect("/public/ws/btcusdt@depth@100ms");
        if let Some(fault) = fault {
            bench.fault(fault);
        }
        bench.run_ms(10_000);
        let _ = conn;
        bench.simulator.truth()
    };
    assert_eq!(run(None), run(Some(r#"{"name":"delta-drop","rate":0.5}"#)));
}

#[test]
fn it_does_not_matter_how_often_it_is_woken() {
    let texts = |step_ms: i64| {
        let mut simulator = Simulator::new(small(8));
        let mut out = Vec::new();
        simulator.handle(
            START_NS,
            Input::Upgrade { conn: ConnId(1), host: "", path_and_query: "/public/ws/btcusdt@depth@100ms/btcusdt@trade/btcusdt@bookTicker" },
            &mut out,
        );
        for step in 1..=(30_000 / step_ms) {
            simulator.handle(START_NS + step * step_ms * 1_000_000, Input::Tick, &mut out);
        }
        out.into_iter().filter(|output| matches!(output, Output::Text { .. })).collect::<Vec<_>>()
    };
    let fine = texts(1);
    assert!(fine.len() > 500);
    assert_eq!(fine, texts(10));
    assert_eq!(fine, texts(3_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn nothing_a_client_sends_makes_it_panic(
        path in "(/(public|market|private))?/(ws|stream|fapi|control)[/?a-z0-9@!_=&%{}\\[\\]]{0,60}",
        target in "/(fapi/v[123]/(depth|klines|trades|aggTrades|fundingRate|ticker/24hr|markPriceKlines|x)|control/(faults|truth|requests))(\\?(&?(symbol|interval|limit|startTime|endTime|fromId|pair|u|name)=(BTCUSDT|1m|1M|[0-9]{1,22}|-1|%|\\PC{0,6})){0,4})?",
        method in "(GET|POST|DELETE|PUT|\\PC{0,5})",
        body in "\\PC{0,80}",
        texts in prop::collection::vec("(\\{\"method\":\"(SUBSCRIBE|UNSUBSCRIBE|SET_PROPERTY|GET_PROPERTY)\",\"params\":\\[(\"btcusdt@(depth|kline_1m|trade)\"|1|null|true|\"combined\",true)\\],\"id\":[0-9]{1,3}\\}|\\PC{0,40})", 0..6),
        step_ms in 0_i64..400,
    ) {
        let mut simulator = Simulator::new(small(1));
        let mut out = Vec::new();
        let conn = ConnId(1);
        let mut now_ns = START_NS;
        simulator.handle(now_ns, Input::Upgrade { conn, host: "", path_and_query: &path }, &mut out);
        for text in &texts {
            now_ns += step_ms * 1_000_000;
            simulator.handle(now_ns, Input::Text { conn, text }, &mut out);
        }
        simulator.handle(now_ns, Input::Request { id: RequestId(1), method: &method, path_and_query: &target, headers: &[("x", "y")], body: body.as_bytes(), peer: "p" }, &mut out);
        simulator.handle(now_ns - 5_000_000_000, Input::Binary { conn, payload: body.as_bytes() }, &mut out);
        simulator.handle(now_ns, Input::Closed { conn: ConnId(77) }, &mut out);
        simulator.handle(now_ns, Input::Closed { conn }, &mut out);
        let answered = out.iter().any(|output| matches!(output, Output::Reply { .. }));
        prop_assert!(answered);
    }
}
