//! Answers and events in every order of arrival: one final state, and never a second send.

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::Value;
use twinline_core::account::{Command, Past};
use twinline_model::{ClientOrderId, Duration, OrderId, OrderStatus, OrderTicket, OrderType, Side};
use twinline_sim::Venue;
use twinline_venue::Instruments;
use twinline_venue::account::History;

use crate::desk::{Desk, known, listed, permutations};
use crate::stage::{VENUES, count};
use crate::words::{FIRST, FirstAnswer, Part, SECOND, words};

fn ticket(venue: Venue, instruments: &Instruments) -> OrderTicket {
    let instrument = instruments.iter().find(|instrument| instrument.id.symbol() == words(venue).symbol()).unwrap();
    OrderTicket {
        qty: Some("100".parse().unwrap()),
        price: Some("2.0000".parse().unwrap()),
        ..OrderTicket::new(ClientOrderId::new("a").unwrap(), instrument.id.clone(), Side::Buy, OrderType::Limit)
    }
}

fn placed(venue: Venue, instruments: &Arc<Instruments>) -> (Desk, OrderId) {
    let mut desk = Desk::at(venue, instruments);
    let ticket = ticket(venue, instruments);
    let id = ticket.client_order_id.clone();
    desk.command(Command::Place { ask: 1, tickets: vec![ticket], checks: Desk::checks() });
    assert_eq!(desk.open_of("place").len(), 1);
    (desk, id)
}

fn sends(desk: &Desk) -> usize {
    desk.left.iter().filter(|name| **name == "place").count()
}

/// Does the thing of this number; true if it shows that the venue has the order.
fn happens(desk: &mut Desk, what: usize, first: FirstAnswer) -> bool {
    let words = words(desk.venue);
    match what {
        0 => {
            if let Some(open) = desk.open_of("place").first() {
                match first.0 {
                    0 => desk.lose(open.call),
                    status => desk.answer(open.call, status, first.1),
                }
            }
        }
        1 => desk.event(&words.accepted()),
        2 => desk.event(&words.fast(FIRST)),
        3 => desk.answer_all(),
        4 => desk.pass(Duration::from_millis(250)),
        5 => {
            let asked = desk.open_of("order");
            let (status, body, _) = words.absent();
            asked.iter().for_each(|open| desk.answer(open.call, status, body));
        }
        _ => desk.pass(Duration::from_secs(2)),
    }
    matches!(what, 1 | 2)
}

#[test]
fn f2_evidence_cancels_the_second_send_in_every_interleaving_of_seven_events() {
    for venue in VENUES {
        let (instruments, answers) = (listed(venue, &["XRP"]), words(venue).first_answers());
        let (mut runs, mut resent) = (0, 0);
        for first in answers {
            runs += permutations(7, &mut |order| resent += never_after_evidence(venue, &instruments, order, *first));
        }
        println!(
            "F2 {venue:?}: {runs} interleavings, 0 second sends after evidence; {resent} after a refusal that proves that nothing was done"
        );
        assert!(runs == answers.len() as u64 * 5_040 && resent > 0);
    }
}

/// How often the order was sent again, nothing having shown that the venue has it.
fn never_after_evidence(venue: Venue, instruments: &Arc<Instruments>, order: &[usize], first: FirstAnswer) -> usize {
    let (mut desk, id) = placed(venue, instruments);
    let (mut shown, mut resent) = (false, 0);
    for what in order {
        let before = sends(&desk);
        shown |= happens(&mut desk, *what, first);
        let again = sends(&desk) - before;
        assert!(again == 0 || (first.2 && !shown), "{venue:?} {order:?} {first:?}: sent again after {what}");
        resent += again;
    }
    assert!(sends(&desk) <= 2);
    assert!(desk.account.state().order(&id).unwrap().phase >= twinline_model::Phase::Live, "{venue:?} {order:?} {first:?}");
    assert_eq!(desk.rebuilt(), *desk.account.state());
    resent
}

/// The story, told in any order. A position without a time is told in its own order, as a socket brings it: the parts of it that are
/// told before the last one that was.
struct Told {
    desk: Desk,
    id: OrderId,
    positions: usize,
}

impl Told {
    fn of(venue: Venue, instruments: &Arc<Instruments>, order: impl IntoIterator<Item = usize>) -> Self {
        let (desk, id) = placed(venue, instruments);
        let mut told = Self { desk, id, positions: 0 };
        for what in order {
            told.tell(what);
        }
        told
    }

    /// One thing that tells of the order, of its fills or of what they did to the account.
    fn tell(&mut self, what: usize) {
        let words = words(self.desk.venue);
        match what {
            0 => {
                if let Some(open) = self.desk.open_of("place").first() {
                    self.desk.answer(open.call, 200, &words.placed().to_string());
                }
            }
            1 => self.desk.event(&words.accepted()),
            2 => words.executed(FIRST).iter().for_each(|event| self.desk.event(event)),
            3 => self.holdings(FIRST),
            4 => words.executed(SECOND).iter().for_each(|event| self.desk.event(event)),
            5 => self.holdings(SECOND),
            6 => self.fetched("fills", &words.fills(&[FIRST, SECOND])),
            7 => self.fetched("orders", &words.orders(SECOND)),
            8 => self.desk.event(&words.fast(FIRST)),
            9 => self.desk.event(&words.fast(SECOND)),
            10 => self.fetched("orders", &words.orders(FIRST)),
            _ => self.fetched("fills", &words.fills(&[FIRST])),
        }
    }

    fn holdings(&mut self, part: Part) {
        let words = words(self.desk.venue);
        self.desk.event(&words.money(part));
        // Undated, the next is always the newer one; what was told stays told.
        let next = [FIRST, SECOND].get(self.positions).and_then(|part| words.position(*part));
        if let Some(event) = next {
            self.desk.event(&event);
            self.positions += 1;
        }
    }

    fn fetched(&mut self, name: &'static str, rows: &Value) {
        let instrument = self.desk.account.state().order(&self.id).unwrap().instrument.clone();
        let ask = self.desk.left.len() as u64 + 10;
        let past = if name == "fills" { Past::Fills(instrument) } else { Past::Orders(instrument) };
        self.desk.command(Command::Fetch { ask, past, history: History::default() });
        let call = self.desk.open_of(name).last().unwrap().call;
        self.desk.answer(call, 200, &rows.to_string());
    }
}

#[test]
fn f14_eight_answers_and_events_in_every_order_end_in_one_state() {
    for venue in VENUES {
        let instruments = listed(venue, &["XRP"]);
        let told = Told::of(venue, &instruments, 0..8);
        let expected = known(told.desk.account.state());
        assert_eq!(told.desk.account.state().order(&told.id).unwrap().status(), OrderStatus::Filled);
        let state = told.desk.account.state();
        assert_eq!((state.fills().count(), state.positions().count(), state.balances().count()), (2, 1, 1));
        let runs = permutations(8, &mut |order| {
            let told = Told::of(venue, &instruments, order.iter().copied());
            assert_eq!(known(told.desk.account.state()), expected, "{venue:?} {order:?}");
            assert_eq!(told.desk.rebuilt(), *told.desk.account.state());
        });
        println!("F14 {venue:?}: {runs} orders of arrival, one final state");
        assert_eq!(runs, 40_320);
    }
}

/// Anything any number of times, and in the end everything once more in any order: as if it had come once.
#[test]
fn f15_told_ten_times_it_is_the_same_to_the_last_digit() {
    for venue in VENUES {
        let instruments = listed(venue, &["XRP"]);
        let expected = known(Told::of(venue, &instruments, 0..12).desk.account.state());
        let mut rng = ChaCha8Rng::seed_from_u64(15);
        let runs = count("HISTORIES", 20_000);
        for _ in 0..runs {
            let mut order: Vec<usize> = (0..rng.next_u32() % 100).map(|_| rng.next_u32() as usize % 12).collect();
            let mut all: Vec<usize> = (0..12).collect();
            (1..12).rev().for_each(|at| all.swap(at, rng.next_u32() as usize % (at + 1)));
            order.extend(all);
            let told = Told::of(venue, &instruments, order.iter().copied());
            assert_eq!(known(told.desk.account.state()), expected, "{venue:?} {order:?}");
        }
        println!("F15 {venue:?}: {runs} random histories with repetitions, one final state");
    }
}
