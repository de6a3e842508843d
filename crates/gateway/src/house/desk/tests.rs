//! A process that ends anywhere between deciding and answering, a disk that fails there, a record that is torn: what begins again is
//! the house before an input or after it.

mod downtime;
mod journal;
mod torn;

use rust_decimal::Decimal;
use serde_json::json;
use tokio::sync::oneshot;
use twinline_model::{BookLevels, Level, Price, Qty, Rate, Trade};
use twinline_store::{Journal, MemoryJournal, SqliteJournal};

use twinline_store::AuditEntry;

use super::*;
use crate::house::keep::load;
use crate::house::pace::{coin, instrument, orders_a_second};
use crate::house::rule::{Rule, Ruled};
use crate::shelf::Shelf;
use journal::{At, Broken};

fn settings() -> HouseSettings {
    HouseSettings { latency_ms: 0, ..HouseSettings::default() }
}

fn funding(basis_points: i64) -> Shown<'static> {
    Shown::Funding { rate: Rate::new(Decimal::new(basis_points, 4)), mark: Price::new(Decimal::from(59_000)) }
}

/// Everything that can be seen of a house, and that its money is all there.
fn seen(engine: &Engine) -> String {
    let state = engine.paper().state();
    let mut sums: std::collections::BTreeMap<&str, Decimal> = std::collections::BTreeMap::new();
    let balances: Vec<_> = state.ledger().balances().collect();
    balances.iter().for_each(|(_, unit, amount)| *sums.entry(unit).or_default() += amount);
    assert!(sums.values().all(Decimal::is_zero), "{sums:?}");
    let balances: Vec<_> = balances.iter().filter(|row| !row.2.is_zero()).map(|row| (row.0, row.1, row.2.normalize())).collect();
    format!("{:?} {balances:?}", state.accounts())
}

/// What is done to the house, one after the other.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Rule(fn() -> Rule),
    Ask(&'static str),
    Book(i64),
    Trade(u64, i64),
    Mark(i64),
    Funding(i64),
}

const ORDER: &str = r#"{"instrument":"elsewhere:BTCUSDT","side":"buy","type":"market","qty":"0.100","price":null,"trigger_price":null,
    "trailing_percent":null,"activation_price":null,"expires_at":null"#;

/// A life: money, orders that rest, trade, are changed and canceled, stops, funding, a liquidation, a new beginning.
const LIFE: [Deed; 22] = [
    Deed::Rule(|| Rule::Open { name: "one".to_owned(), deposits: Some(vec![("USDT".to_owned(), Decimal::from(10_000))]) }),
    Deed::Rule(|| Rule::Deposit { name: "one".to_owned(), unit: "USDT".to_owned(), amount: Decimal::from(500) }),
    Deed::Ask(r#"{"client_order_id":"a","type":"market","qty":"0.500"}"#),
    Deed::Ask(r#"{"client_order_id":"b","type":"limit","qty":"0.200","price":"59000.0"}"#),
    Deed::Ask(r#"{"client_order_id":"c","type":"limit","qty":"0.100","price":"58000.0"}"#),
    Deed::Ask(r#"{"client_order_id":"d","side":"sell","type":"stop_market","qty":"0.100","trigger_price":"58500.0","reduce_only":true}"#),
    Deed::Ask(r#"{"client_order_id":"e","type":"market","qty":"90.000"}"#),
    Deed::Ask(r#"{"edit":"c","qty":"0.150","price":"58100.0"}"#),
    Deed::Book(59_500),
    Deed::Trade(1, 59_000),
    Deed::Funding(1),
    Deed::Mark(59_400),
    Deed::Book(58_900),
    Deed::Trade(2, 58_400),
    Deed::Ask(r#"{"cancel":"c"}"#),
    Deed::Rule(|| Rule::Freeze { name: "one".to_owned(), frozen: true }),
    Deed::Ask(r#"{"client_order_id":"f","type":"market","qty":"0.100"}"#),
    Deed::Rule(|| Rule::Freeze { name: "one".to_owned(), frozen: false }),
    Deed::Ask(r#"{"client_order_id":"g","type":"market","qty":"1.500"}"#),
    Deed::Mark(50_000),
    Deed::Rule(|| Rule::Reset { name: "one".to_owned(), deposits: None }),
    Deed::Ask(r#"{"client_order_id":"h","side":"sell","type":"market","qty":"0.200"}"#),
];

/// Who waits for what came of a deed.
enum Waits {
    Nobody,
    Asked(oneshot::Receiver<(u16, Vec<u8>)>),
    Ruled(oneshot::Receiver<Ruled>),
}

impl Waits {
    fn is_told(&mut self) -> bool {
        match self {
            Self::Nobody => false,
            Self::Asked(answer) => answer.try_recv().is_ok(),
            Self::Ruled(answer) => answer.try_recv().is_ok(),
        }
    }
}

/// A house on a journal, as a process begins it.
fn begun(journal: &Arc<dyn Journal>) -> Desk {
    let engine = load(&**journal, &settings()).expect("a history that can be read");
    let (markets, _) = Markets::new(std::collections::BTreeMap::new(), Arc::new(Shelf::default()));
    let due = Due::load(&**journal).expect("settings that can be read");
    let mut desk = Desk::new(engine, settings(), Keep::new(journal.clone()), markets, Arc::default(), due);
    desk.engine.list_all([&instrument()], &settings().terms);
    desk
}

/// The market as a house must see it before it trades. What that leads to is of the same kind as any deed.
fn show(desk: &mut Desk, middle: i64) {
    show_of(desk, &coin(), middle);
}

fn show_of(desk: &mut Desk, instrument: &InstrumentId, middle: i64) {
    let level = |tenths: i64| Level { price: tenths, size: 2_000 };
    let levels = BookLevels {
        price_scale: 1,
        size_scale: 3,
        bids: (1..4).map(|n| level(middle * 10 - n)).collect(),
        asks: (1..4).map(|n| level(middle * 10 + n)).collect(),
    };
    desk.shown(instrument, &Shown::Book(&levels));
    desk.shown(instrument, &Shown::Mark(Price::new(Decimal::from(middle))));
}

fn order_ref(name: &serde_json::Value) -> serde_json::Value {
    json!({"instrument": coin(), "client_id": name, "venue_id": null, "conditional": false})
}

fn body(asked: &str) -> Vec<u8> {
    let asked: serde_json::Value = serde_json::from_str(asked).unwrap();
    let ask = if let Some(name) = asked.get("cancel") {
        json!({"Cancel": order_ref(name)})
    } else if let Some(name) = asked.get("edit") {
        json!({"Edit": {"order": order_ref(name), "side": "buy", "qty": asked["qty"], "price": asked["price"]}})
    } else {
        let mut ticket: serde_json::Value = serde_json::from_str(&format!("{ORDER}}}")).unwrap();
        ticket.as_object_mut().unwrap().extend(asked.as_object().unwrap().clone());
        json!({"Place": ticket})
    };
    json!({"account": "one", "ask": ask}).to_string().into_bytes()
}

fn done(desk: &mut Desk, deed: Deed) -> Waits {
    match deed {
        Deed::Rule(rule) => {
            let (reply, answer) = oneshot::channel();
            let [actor, key_id, origin, action, account, detail] = std::array::from_fn(|_| "test".to_owned());
            let audit = AuditEntry { at: now(), actor, key_id, origin, action, account, detail };
            desk.rule(Rules { rule: rule(), audit, claim: None, reply });
            return Waits::Ruled(answer);
        }
        Deed::Ask(asked) => {
            let (asker, answer) = Asker::pair();
            let asked = Engine::read(&body(asked)).unwrap_or_else(|no| panic!("{}", String::from_utf8_lossy(&no.body)));
            desk.take(asked, asker);
            return Waits::Asked(answer);
        }
        Deed::Book(middle) => show(desk, middle),
        Deed::Trade(id, price) => {
            let trade = Trade {
                id,
                price: Price::new(Decimal::from(price)),
                size: Qty::new(Decimal::ONE),
                side: twinline_model::Side::Sell,
                ts: now(),
            };
            desk.shown(&coin(), &Shown::Trade(&trade));
        }
        Deed::Mark(price) => desk.shown(&coin(), &Shown::Mark(Price::new(Decimal::from(price)))),
        Deed::Funding(basis_points) => desk.shown(&coin(), &funding(basis_points)),
    }
    Waits::Nobody
}

/// Of every deed: it ends before the record is written, and before that is told to a failing disk; then it is done, and the process ends
/// with the record kept and nobody told, or a disk that says it failed though it did not, or in order.
#[tokio::test]
async fn ended_between_any_two_steps_it_is_the_house_before_or_after() {
    for last in [At::KeptUntold, At::FailedKept, At::Whole] {
        let broken = Arc::new(Broken::default());
        let journal: Arc<dyn Journal> = broken.clone();
        let (mut desk, mut middle, mut changed) = (begun(&journal), 60_000, 0);
        for deed in LIFE {
            for at in [At::Lost, At::FailedLost, last] {
                broken.set(At::Whole);
                show(&mut desk, middle);
                let before = seen(&desk.engine);
                broken.set(at);
                let mut waits = done(&mut desk, deed);
                let after = seen(&desk.engine);
                let expected = if matches!(at, At::Lost | At::FailedLost) { &before } else { &after };
                let told = waits.is_told();
                assert!(!told || at == At::Whole || before == after, "{deed:?} {at:?}: told of what may be lost");
                assert!(told || at != At::Whole || matches!(waits, Waits::Nobody), "{deed:?}: never told");
                if matches!(at, At::FailedLost | At::FailedKept) && before != after {
                    desk.keep.failed().await;
                    broken.set(At::Whole);
                    let (again, _) = desk.keep.reload(&settings()).await.expect("nothing is on its way");
                    assert_eq!(&seen(&again), expected, "{deed:?} {at:?}: after a failure");
                }
                desk = begun(&journal);
                assert_eq!(&seen(&desk.engine), expected, "{deed:?} {at:?}");
                changed += usize::from(before != after && at == last);
            }
            if let Deed::Book(to) = deed {
                middle = to;
            }
        }
        assert!(changed >= 15, "{changed} of {} deeds changed something", LIFE.len());
    }
}

/// `HOUSE_ORDERS` of them (200), each on the disk before it is answered, up to 512 on their way at once; says how many a second.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_are_kept_together() {
    let orders = std::env::var("HOUSE_ORDERS").map_or(200, |text| text.parse().unwrap());
    let folder = torn::Folder::on_disk();
    let memory: Arc<dyn Journal> = Arc::new(MemoryJournal::default());
    let disk: Arc<dyn Journal> = Arc::new(SqliteJournal::open(&folder.0, 1).unwrap());
    for (place, journal) in [("in memory", memory), ("on SQLite", disk)] {
        let rate = orders_a_second(&journal, orders, 512).await.expect("each is taken");
        println!("{rate:.0} orders a second {place}");
        let engine = load(&*journal, &settings()).expect("a history that can be read");
        let held = engine.paper().state().accounts();
        assert_eq!(held.values().map(|account| account.fills.len()).sum::<usize>(), orders, "{place}");
        assert!(held.values().all(|account| account.open.is_empty()));
        seen(&engine);
    }
}
