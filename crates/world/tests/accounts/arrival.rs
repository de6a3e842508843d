//! Answers and events in every order of arrival: one final state, and never a second send.

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};
use twinline_core::account::{Command, Past};
use twinline_model::{ClientOrderId, Duration, OrderId, OrderStatus, OrderTicket, OrderType, PositionSide, Side, TimeInForce, TriggerBy};
use twinline_venue::Instruments;
use twinline_venue::account::History;

use crate::desk::{Desk, instruments, known, permutations};
use crate::stage::{START, count};

/// The venue's number of the order.
const NUMBER: u64 = 8_886_774_001;
/// Fills of it: trade, quantity, executed then, price, fee, profit.
const FIRST: Part = Part { trade: 71, qty: "40", executed: "40", fee: "0.03200000", last: false, at: 20 };
const SECOND: Part = Part { trade: 72, qty: "60", executed: "100", fee: "0.04800000", last: true, at: 40 };

#[derive(Clone, Copy)]
struct Part {
    trade: u64,
    qty: &'static str,
    executed: &'static str,
    fee: &'static str,
    last: bool,
    at: i64,
}

fn ticket(instruments: &Instruments) -> OrderTicket {
    let instrument = instruments.iter().find(|instrument| instrument.id.symbol() == "XRPUSDT").unwrap();
    OrderTicket {
        client_order_id: ClientOrderId::new("a").unwrap(),
        instrument: instrument.id.clone(),
        side: Side::Buy,
        position_side: PositionSide::Both,
        kind: OrderType::Limit,
        qty: Some("100".parse().unwrap()),
        price: Some("2.0000".parse().unwrap()),
        trigger_price: None,
        trigger_by: TriggerBy::Last,
        trailing_percent: None,
        activation_price: None,
        trailing_amount: None,
        time_in_force: TimeInForce::Gtc,
        expires_at: None,
        post_only: false,
        reduce_only: false,
        close_position: false,
    }
}

fn at(after_ms: i64) -> i64 {
    START.as_millis() + 60_000 + after_ms
}

/// `ORDER_TRADE_UPDATE` of a fill, or of the acceptance.
fn update(part: Option<Part>) -> Value {
    let (execution, status, executed) = match part {
        None => ("NEW", "NEW", "0"),
        Some(part) => ("TRADE", if part.last { "FILLED" } else { "PARTIALLY_FILLED" }, part.executed),
    };
    let time = at(part.map_or(0, |part| part.at));
    let mut order = json!({
        "s": "XRPUSDT", "c": "a", "S": "BUY", "o": "LIMIT", "f": "GTC", "q": "100", "p": "2.0000", "ap": "2.0000", "sp": "0",
        "x": execution, "X": status, "i": NUMBER, "l": part.map_or("0", |part| part.qty), "z": executed, "L": "2.0000", "T": time,
        "t": part.map_or(0, |part| part.trade), "b": "0", "a": "0", "m": true, "R": false, "wt": "CONTRACT_PRICE", "ot": "LIMIT",
        "ps": "BOTH", "cp": false, "rp": "0", "pP": false, "si": 0, "ss": 0, "V": "NONE", "pm": "NONE", "gtd": 0, "er": "0",
    });
    if let Some(part) = part {
        order["n"] = json!(part.fee);
        order["N"] = json!("USDT");
    }
    json!({ "e": "ORDER_TRADE_UPDATE", "E": time, "T": time, "o": order })
}

fn lite(part: Part) -> Value {
    let time = at(part.at);
    json!({
        "e": "TRADE_LITE", "E": time, "T": time, "s": "XRPUSDT", "q": "100", "p": "2.0000", "m": true, "c": "a", "S": "BUY",
        "L": "2.0000", "l": part.qty, "t": part.trade, "i": NUMBER,
    })
}

/// `ACCOUNT_UPDATE` after a fill.
fn holdings(part: Part, wallet: &str) -> Value {
    let time = at(part.at);
    let row = json!({ "s": "XRPUSDT", "pa": part.executed, "ep": "2.0000", "bep": "2.0008", "cr": "0", "up": "0", "mt": "cross", "iw": "0", "ps": "BOTH" });
    json!({ "e": "ACCOUNT_UPDATE", "E": time, "T": time, "a": { "m": "ORDER", "B": [{ "a": "USDT", "wb": wallet, "cw": wallet, "bc": "0" }], "P": [row] } })
}

/// The row of the order, as REST tells it.
fn row(status: &str, executed: &str, after_ms: i64) -> Value {
    json!({
        "clientOrderId": "a", "cumQty": executed, "executedQty": executed, "orderId": NUMBER, "origQty": "100", "price": "2.0000",
        "reduceOnly": false, "side": "BUY", "positionSide": "BOTH", "status": status, "stopPrice": "0", "closePosition": false,
        "symbol": "XRPUSDT", "timeInForce": "GTC", "type": "LIMIT", "origType": "LIMIT", "updateTime": at(after_ms),
        "workingType": "CONTRACT_PRICE", "priceProtect": false, "priceMatch": "NONE", "selfTradePreventionMode": "NONE", "goodTillDate": 0,
    })
}

fn trade(part: Part) -> Value {
    json!({
        "buyer": true, "commission": part.fee, "commissionAsset": "USDT", "id": part.trade, "maker": true, "orderId": NUMBER,
        "price": "2.0000", "qty": part.qty, "quoteQty": "80", "realizedPnl": "0", "side": "BUY", "positionSide": "BOTH",
        "symbol": "XRPUSDT", "time": at(part.at),
    })
}

fn placed(instruments: &Arc<Instruments>) -> (Desk, OrderId) {
    let mut desk = Desk::live(instruments);
    let ticket = ticket(instruments);
    let id = ticket.client_order_id.clone();
    desk.command(Command::Place { ask: 1, tickets: vec![ticket], checks: Desk::checks() });
    assert_eq!(desk.open_of("place").len(), 1);
    (desk, id)
}

fn sends(desk: &Desk) -> usize {
    desk.left.iter().filter(|name| **name == "place").count()
}

/// What the first answer to the order is, and whether it proves that the order was not taken.
const FIRST_ANSWERS: [(u16, &str, bool); 6] = [
    (400, r#"{"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."}"#, true),
    (400, r#"{"code":-5028,"msg":"Timestamp for this request is outside of the ME recvWindow."}"#, true),
    (408, r#"{"code":-1007,"msg":"Timeout waiting for response from backend server."}"#, false),
    (503, r#"{"code":-1000,"msg":"Unknown error, please check your request or try again later."}"#, false),
    (400, r#"{"code":-4116,"msg":"ClientOrderId is duplicated."}"#, false),
    (0, "", false),
];

/// Does the thing of this number; true if it shows that the venue has the order.
fn happens(desk: &mut Desk, what: usize, first: (u16, &str, bool)) -> bool {
    match what {
        0 => {
            if let Some(open) = desk.open_of("place").first() {
                match first.0 {
                    0 => desk.lose(open.call),
                    status => desk.answer(open.call, status, first.1),
                }
            }
        }
        1 => desk.event(&update(None)),
        2 => desk.event(&lite(FIRST)),
        3 => desk.answer_all(),
        4 => desk.pass(Duration::from_millis(250)),
        5 => {
            let asked = desk.open_of("order");
            asked.iter().for_each(|open| desk.answer(open.call, 400, r#"{"code":-2013,"msg":"Order does not exist."}"#));
        }
        _ => desk.pass(Duration::from_secs(2)),
    }
    matches!(what, 1 | 2)
}

#[test]
fn f2_evidence_cancels_the_second_send_in_every_interleaving_of_seven_events() {
    let instruments = instruments();
    let (mut runs, mut resent) = (0, 0);
    for first in FIRST_ANSWERS {
        runs += permutations(7, &mut |order| {
            let (mut desk, id) = placed(&instruments);
            let mut shown = false;
            for what in order {
                let before = sends(&desk);
                shown |= happens(&mut desk, *what, first);
                let again = sends(&desk) - before;
                assert!(again == 0 || (first.2 && !shown), "{order:?} {first:?}: sent again after {what}");
                resent += again;
            }
            assert!(sends(&desk) <= 2);
            assert!(desk.account.state().order(&id).unwrap().phase >= twinline_model::Phase::Live, "{order:?} {first:?}");
            assert_eq!(desk.rebuilt(), *desk.account.state());
        });
    }
    println!("F2: {runs} interleavings, 0 second sends after evidence; {resent} after a refusal that proves that nothing was done");
    assert!(runs == 6 * 5_040 && resent > 0);
}

/// One thing that tells of the order, of its fills or of what they did to the account.
fn tell(desk: &mut Desk, what: usize) {
    match what {
        0 => {
            if let Some(open) = desk.open_of("place").first() {
                desk.answer(open.call, 200, &row("NEW", "0", 0).to_string());
            }
        }
        1 => desk.event(&update(None)),
        2 => desk.event(&update(Some(FIRST))),
        3 => desk.event(&holdings(FIRST, "4999.96800000")),
        4 => desk.event(&update(Some(SECOND))),
        5 => desk.event(&holdings(SECOND, "4999.92000000")),
        6 => fetched(desk, "fills", &json!([trade(FIRST), trade(SECOND)])),
        7 => fetched(desk, "orders", &json!([row("FILLED", "100", SECOND.at)])),
        8 => desk.event(&lite(FIRST)),
        9 => desk.event(&lite(SECOND)),
        10 => fetched(desk, "orders", &json!([row("PARTIALLY_FILLED", "40", FIRST.at)])),
        _ => fetched(desk, "fills", &json!([trade(FIRST)])),
    }
}

fn fetched(desk: &mut Desk, name: &'static str, rows: &Value) {
    let instrument = desk.account.state().order(&OrderId::new("a").unwrap()).unwrap().instrument.clone();
    let ask = desk.left.len() as u64 + 10;
    let past = if name == "fills" { Past::Fills(instrument) } else { Past::Orders(instrument) };
    desk.command(Command::Fetch { ask, past, history: History::default() });
    let call = desk.open_of(name).last().unwrap().call;
    desk.answer(call, 200, &rows.to_string());
}

fn told(instruments: &Arc<Instruments>, order: impl IntoIterator<Item = usize>) -> (Desk, OrderId) {
    let (mut desk, id) = placed(instruments);
    for what in order {
        tell(&mut desk, what);
    }
    (desk, id)
}

#[test]
fn f14_eight_answers_and_events_in_every_order_end_in_one_state() {
    let instruments = instruments();
    let (desk, id) = told(&instruments, 0..8);
    let expected = known(desk.account.state());
    assert_eq!(desk.account.state().order(&id).unwrap().status(), OrderStatus::Filled);
    assert_eq!(desk.account.state().fills().count(), 2);
    let runs = permutations(8, &mut |order| {
        let (desk, _) = told(&instruments, order.iter().copied());
        assert_eq!(known(desk.account.state()), expected, "{order:?}");
        assert_eq!(desk.rebuilt(), *desk.account.state());
    });
    println!("F14: {runs} orders of arrival, one final state");
    assert_eq!(runs, 40_320);
}

/// Anything any number of times, and in the end everything once more in any order: as if it had come once.
#[test]
fn f15_told_ten_times_it_is_the_same_to_the_last_digit() {
    let instruments = instruments();
    let (desk, _) = told(&instruments, 0..12);
    let expected = known(desk.account.state());
    let mut rng = ChaCha8Rng::seed_from_u64(15);
    let runs = count("HISTORIES", 20_000);
    for _ in 0..runs {
        let mut order: Vec<usize> = (0..rng.next_u32() % 100).map(|_| rng.next_u32() as usize % 12).collect();
        let mut all: Vec<usize> = (0..12).collect();
        (1..12).rev().for_each(|at| all.swap(at, rng.next_u32() as usize % (at + 1)));
        order.extend(all);
        let (desk, _) = told(&instruments, order.iter().copied());
        assert_eq!(known(desk.account.state()), expected, "{order:?}");
    }
    println!("F15: {runs} random histories with repetitions, one final state");
}
