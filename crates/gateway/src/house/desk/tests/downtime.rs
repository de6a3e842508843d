//! What fell due while the gateway was down.

use twinline_model::MarkPrice;

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
        let settings = desk.fundings.heard(then, &coin(), &says).into_iter().collect();
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
        assert_eq!(desk.fundings.first(|_| true), None);
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
    let settings = desk.fundings.heard(then, &"elsewhere:GONE".parse().unwrap(), &says).into_iter().collect();
    desk.keep.write(&[], Beside { settings, ..Beside::default() }, Vec::new());
    desk = begun(&journal);
    desk.day(now());
    assert!(desk.fundings.first(|_| true).is_some());
}
