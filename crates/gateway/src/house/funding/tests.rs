use rust_decimal::Decimal;
use twinline_store::{Batch, Durability, MemoryJournal};

use super::*;

const HOUR: i64 = 3_600_000;

fn at(hours: i64) -> Timestamp {
    Timestamp::from_millis(hours * HOUR)
}

fn coin() -> InstrumentId {
    "elsewhere:BTCUSDT".parse().unwrap()
}

fn says(basis_points: i64, next: i64) -> MarkPrice {
    let rate = Some(Rate::new(Decimal::new(basis_points, 4)));
    MarkPrice {
        mark: Price::new(Decimal::from(60_000)),
        index: None,
        settle_estimate: None,
        funding_rate: rate,
        next_funding_ts: Some(at(next)),
    }
}

/// These writes are on disk; none of them is nothing to do.
fn disk(journal: &MemoryJournal, writes: impl IntoIterator<Item = Write>) {
    let mut batch = Batch::new(journal.epoch());
    batch.writes.extend(writes);
    if batch.writes.is_empty() {
        return;
    }
    journal.append_wait(batch, Durability::Synced).unwrap();
}

/// All that is due, exchanged: when, and at which rate.
fn paid(fundings: &mut Fundings, journal: &MemoryJournal) -> Vec<(Timestamp, Decimal)> {
    let mut all = Vec::new();
    while let Some(due) = fundings.first(|_| true).cloned() {
        disk(journal, fundings.paid(&due.instrument));
        all.push((due.at, due.rate.value()));
    }
    all
}

#[test]
fn an_interval_that_ends_is_exchanged_once_at_its_own_rate() {
    let (mut fundings, journal) = (Fundings::default(), MemoryJournal::default());
    disk(&journal, fundings.heard(at(1), &coin(), &says(1, 8)));
    assert_eq!(fundings.heard(at(1), &coin(), &says(2, 8)), None, "what moves all the time is not kept each time");
    assert_eq!(fundings.heard(at(8), &coin(), &says(3, 16)), None, "what is due is kept with its payment");
    assert_eq!(paid(&mut fundings, &journal), [(at(8), Decimal::new(2, 4))]);
    assert_eq!(paid(&mut Fundings::load(&journal, at(15)).unwrap(), &journal), []);
    assert_eq!(paid(&mut Fundings::load(&journal, at(16)).unwrap(), &journal), [(at(16), Decimal::new(3, 4))]);
}

#[test]
fn what_ended_while_nobody_was_there_is_due_in_the_order_of_time_and_each_once() {
    let (mut fundings, journal) = (Fundings::default(), MemoryJournal::default());
    let other: InstrumentId = "elsewhere:ETHUSDT".parse().unwrap();
    disk(&journal, fundings.heard(at(1), &coin(), &says(1, 8)));
    for hour in 3..6 {
        disk(&journal, fundings.heard(at(hour), &other, &says(5, hour + 1)));
        paid(&mut fundings, &journal);
    }
    let again = Fundings::load(&journal, at(17)).unwrap();
    let due: Vec<_> = again.due.iter().map(|due| (due.at, due.instrument == other)).collect();
    let hourly = (6..=17).map(|hour| (at(hour), true));
    let mut expected: Vec<_> = hourly.chain([(at(8), false), (at(16), false)]).collect();
    expected.sort();
    assert_eq!(due, expected);
    // Ended after any number of payments, it goes on with the next.
    for ended_after in 0..due.len() {
        let (journal, mut seen) = (MemoryJournal::default(), Vec::new());
        again.running.keys().for_each(|id| disk(&journal, kept_as(&fundings, id)));
        let mut first = Fundings::load(&journal, at(17)).unwrap();
        for _ in 0..ended_after {
            let due = first.first(|_| true).cloned().unwrap();
            disk(&journal, first.paid(&due.instrument));
            seen.push((due.at, due.instrument == other));
        }
        let mut then = Fundings::load(&journal, at(17)).unwrap();
        while let Some(due) = then.first(|_| true).cloned() {
            disk(&journal, then.paid(&due.instrument));
            seen.push((due.at, due.instrument == other));
        }
        assert_eq!(seen, expected, "ended after {ended_after}");
    }
}

fn kept_as(fundings: &Fundings, instrument: &InstrumentId) -> Option<Write> {
    fundings.running.get(instrument).map(|(running, _)| kept(instrument, Some(running)))
}

#[test]
fn a_silence_over_several_intervals_owes_each_and_a_longer_interval_owes_one() {
    let (mut fundings, journal) = (Fundings::default(), MemoryJournal::default());
    disk(&journal, fundings.heard(at(1), &coin(), &says(1, 2)));
    disk(&journal, fundings.heard(at(2), &coin(), &says(1, 3)));
    paid(&mut fundings, &journal);
    disk(&journal, fundings.heard(at(5), &coin(), &says(1, 6)));
    assert_eq!(paid(&mut fundings, &journal).len(), 3, "three, four and five");
    disk(&journal, fundings.heard(at(6), &coin(), &says(1, 14)));
    assert_eq!(paid(&mut fundings, &journal).len(), 1, "the venue changed to eight hours");
}

#[test]
fn who_came_after_owes_nothing_of_before() {
    let (mut fundings, journal) = (Fundings::default(), MemoryJournal::default());
    disk(&journal, fundings.heard(at(1), &coin(), &says(1, 8)));
    disk(&journal, fundings.forget(|_| false));
    assert_eq!(paid(&mut Fundings::load(&journal, at(30)).unwrap(), &journal), []);
    disk(&journal, fundings.heard(at(30), &coin(), &says(1, 32)));
    assert_eq!(paid(&mut fundings, &journal), []);
}
