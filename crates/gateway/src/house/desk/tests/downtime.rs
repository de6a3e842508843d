//! What fell due while the gateway was down.

use twinline_model::{Instrument, InstrumentKind, MarkPrice};

use super::*;

/// What the account has paid or been paid, and how often.
fn funded(engine: &Engine) -> (Decimal, usize) {
    let state = engine.paper().state();
    let held = state.accounts().values().flat_map(|account| account.holdings.values().map(|held| held.funding)).sum();
    let count = state.ledger().transactions().iter().filter(|transaction| transaction.kind == twinline_paper::Kind::Funding).count();
    (held, count)
}

/// Two exchanges are due after a start: each is made once, whatever happens to the process at either, and no other job is lost by it.
#[tokio::test]
async fn funding_that_fell_due_is_exchanged_once_wherever_it_ends() {
    for (first, second) in [(At::Whole, At::Whole), (At::Lost, At::Whole), (At::KeptUntold, At::Lost), (At::Whole, At::KeptUntold)] {
        let broken = Arc::new(Broken::default());
        let journal: Arc<dyn Journal> = broken.clone();
        let mut desk = begun(&journal);
        done(&mut desk, LIFE[0]);
        show(&mut desk, 60_000);
        done(&mut desk, LIFE[2]);
        // Ten hours ago a market said this; it exchanges every eight hours.
        let then = now() - Duration::from_secs(10 * 3_600);
        let rate = Some(Rate::new(Decimal::new(1, 4)));
        let mark = Price::new(Decimal::from(60_000));
        let says = MarkPrice { mark, index: None, settle_estimate: None, funding_rate: rate, next_funding_ts: Some(then) };
        let settings = desk.due.fundings.heard(then, &coin(), &says).into_iter().collect();
        desk.keep.write(&[], Beside { settings, ..Beside::default() }, Vec::new());
        for at in [first, second, At::Whole] {
            desk = begun(&journal);
            broken.set(at);
            desk.fund(now());
            broken.set(At::Whole);
        }
        desk = begun(&journal);
        desk.day(now());
        assert_eq!(funded(&begun(&journal).engine), (Decimal::new(-6_000, 3), 2), "{first:?} {second:?}: 0.5 at 60,000, twice");
        assert_eq!(desk.due.fundings.first(|_| true), None);
    }
}

/// An instrument that is not listed yet cannot be paid for: it stays due.
#[tokio::test]
async fn what_is_not_listed_stays_due() {
    let journal: Arc<dyn Journal> = Arc::new(Broken::default());
    let mut desk = begun(&journal);
    let then = now() - Duration::from_secs(60);
    let rate = Some(Rate::new(Decimal::new(1, 4)));
    let mark = Price::new(Decimal::ONE);
    let says = MarkPrice { mark, index: None, settle_estimate: None, funding_rate: rate, next_funding_ts: Some(then) };
    let settings = desk.due.fundings.heard(then, &"elsewhere:GONE".parse().unwrap(), &says).into_iter().collect();
    desk.keep.write(&[], Beside { settings, ..Beside::default() }, Vec::new());
    desk = begun(&journal);
    desk.day(now());
    assert!(desk.due.fundings.first(|_| true).is_some());
}

/// A contract of the same market that ends at a time.
fn dated(expiry: Timestamp) -> Instrument {
    Instrument { id: "elsewhere:BTCUSDT-ENDS".parse().unwrap(), kind: InstrumentKind::Future, expiry: Some(expiry), ..instrument() }
}

const BUY: Deed = Deed::Ask(r#"{"client_order_id":"x","instrument":"elsewhere:BTCUSDT-ENDS","type":"market","qty":"0.500"}"#);

/// What is held of it, and at which prices the house itself has closed.
fn closed(engine: &Engine) -> (i64, Vec<i64>) {
    let account = engine.paper().state().accounts().values().next().expect("one");
    let held = account.holdings.values().map(|held| held.position.lots).sum();
    (held, account.fills.iter().filter(|fill| fill.order.is_none()).map(|fill| fill.ticks).collect())
}

/// A contract ended while the gateway was down, and its venue does not list it any more: it is settled once, at its last mark.
#[tokio::test]
async fn a_contract_that_ended_is_settled_once_wherever_it_ends() {
    for (first, second) in [(At::Whole, At::Whole), (At::Lost, At::Whole), (At::KeptUntold, At::Lost), (At::FailedLost, At::KeptUntold)] {
        let broken = Arc::new(Broken::default());
        let journal: Arc<dyn Journal> = broken.clone();
        let mut desk = begun(&journal);
        done(&mut desk, LIFE[0]);
        let contract = dated(now() - Duration::from_secs(60));
        desk.engine.list_all([&contract], &settings().terms);
        show_of(&mut desk, &contract.id, 60_000);
        done(&mut desk, BUY);
        let engaged: BTreeSet<InstrumentId> = desk.engine.engaged().cloned().collect();
        let before = now() - Duration::from_secs(120);
        let mut kept = desk.due.expiries.follow(before, &engaged, |_| Some(Arc::new(contract.clone())));
        let mark = |price: i64| Price::new(Decimal::from(price));
        kept.extend(desk.due.expiries.heard(before, &contract.id, mark(61_000)));
        assert_eq!(desk.due.expiries.heard(now(), &contract.id, mark(10)), None, "after its end it has no price");
        desk.keep.write(&[], Beside { settings: kept, ..Beside::default() }, Vec::new());
        for at in [first, second, At::Whole] {
            desk = begun(&journal);
            broken.set(at);
            desk.day(now());
            broken.set(At::Whole);
        }
        desk = begun(&journal);
        desk.day(now());
        assert_eq!(closed(&desk.engine), (0, vec![610_000]), "{first:?} {second:?}");
        assert_eq!(desk.due.expiries.first(|_| true), None);
        seen(&desk.engine);
    }
}

/// Nothing ends before its time, and what nobody needs is forgotten.
#[tokio::test]
async fn a_contract_is_followed_as_long_as_it_is_needed() {
    let journal: Arc<dyn Journal> = Arc::new(Broken::default());
    let mut desk = begun(&journal);
    done(&mut desk, LIFE[0]);
    let contract = dated(now() + Duration::from_secs(3_600));
    desk.engine.list_all([&contract], &settings().terms);
    show_of(&mut desk, &contract.id, 60_000);
    done(&mut desk, BUY);
    let engaged: BTreeSet<InstrumentId> = desk.engine.engaged().cloned().collect();
    let listed = |_: &InstrumentId| Some(Arc::new(contract.clone()));
    assert_eq!(desk.due.expiries.follow(now(), &engaged, listed).len(), 1);
    assert_eq!(desk.due.expiries.follow(now(), &engaged, listed).len(), 0, "nothing is new");
    desk.day(now());
    assert_eq!(closed(&desk.engine).0, 500);
    assert_eq!(desk.wake().map(|at| at <= contract.expiry.unwrap()), Some(true));
    assert_eq!(desk.due.expiries.follow(now(), &BTreeSet::new(), listed).len(), 1);
    assert_eq!(desk.due.expiries.first(|_| true), None);
}
