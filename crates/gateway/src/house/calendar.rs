//! What of the day's business is due, whenever the house was not there?

use twinline_model::{Duration, Timestamp};

const DAY: Duration = Duration::from_secs(24 * 3_600);
/// What could not be done is tried again after this: a market that is to close a position may not be shown yet.
const AGAIN: Duration = Duration::from_secs(5);

/// A piece of the day's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Business {
    /// What was sold the days before is paid.
    Settle,
    /// What is held within a day is closed.
    SquareOff,
}

/// When what is due. Every day is a trading day: the markets that the house looks at know no other.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    /// Each with its next time.
    due: [(Business, Timestamp); 2],
}

impl Calendar {
    /// Of a house of which nothing is known after `kept_until`: what fell due since then is due at once. A house that is new has
    /// nothing to make up for.
    pub(super) fn new(settles_at: Duration, squares_off_at: Duration, kept_until: Timestamp) -> Self {
        let first = |after_midnight| next_after(kept_until, after_midnight);
        Self { due: [(Business::Settle, first(settles_at)), (Business::SquareOff, first(squares_off_at))] }
    }

    /// When the next is due.
    pub(super) fn next(&self) -> Timestamp {
        let [(_, one), (_, other)] = self.due;
        one.min(other)
    }

    /// What is due now and since when, the oldest first.
    pub(super) fn due(&self, now: Timestamp) -> Option<(Business, Timestamp)> {
        self.due.iter().filter(|(_, at)| *at <= now).min_by_key(|(_, at)| *at).copied()
    }

    /// It was done, or could not be.
    pub(super) fn tried(&mut self, business: Business, now: Timestamp, done: bool, after_midnight: Duration) {
        for (_, at) in self.due.iter_mut().filter(|(held, _)| *held == business) {
            *at = if done { next_after(now, after_midnight) } else { now + AGAIN };
        }
    }
}

/// The first time of a day at that hour after this.
fn next_after(then: Timestamp, after_midnight: Duration) -> Timestamp {
    let today = then.floor(DAY) + after_midnight;
    if today > then { today } else { today + DAY }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTLES: Duration = Duration::from_secs(3 * 3_600);
    const SQUARES: Duration = Duration::from_secs(9 * 3_600);

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_millis(hour * 3_600_000)
    }

    #[test]
    fn each_is_due_once_a_day() {
        let mut calendar = Calendar::new(SETTLES, SQUARES, at(1));
        assert_eq!((calendar.next(), calendar.due(at(2))), (at(3), None));
        assert_eq!(calendar.due(at(3)), Some((Business::Settle, at(3))));
        calendar.tried(Business::Settle, at(3), true, SETTLES);
        assert_eq!((calendar.next(), calendar.due(at(8))), (at(9), None));
        assert_eq!(calendar.due(at(9)), Some((Business::SquareOff, at(9))));
        calendar.tried(Business::SquareOff, at(9), true, SQUARES);
        assert_eq!(calendar.next(), at(27));
    }

    #[test]
    fn what_fell_due_while_nobody_was_there_is_due_at_once_and_once() {
        // The newest that is known happened at four; it is the third day at ten.
        let mut calendar = Calendar::new(SETTLES, SQUARES, at(4));
        let now = at(58);
        assert_eq!(calendar.due(now), Some((Business::SquareOff, at(9))), "since nine of the first day");
        calendar.tried(Business::SquareOff, now, true, SQUARES);
        assert_eq!(calendar.due(now), Some((Business::Settle, at(27))));
        calendar.tried(Business::Settle, now, true, SETTLES);
        assert_eq!((calendar.due(now), calendar.next()), (None, at(75)));
    }

    #[test]
    fn what_cannot_be_done_is_tried_again_soon() {
        let mut calendar = Calendar::new(SETTLES, SQUARES, at(1));
        calendar.tried(Business::Settle, at(3), false, SETTLES);
        assert_eq!(calendar.due(at(3)), None);
        assert_eq!(calendar.due(at(3) + AGAIN), Some((Business::Settle, at(3) + AGAIN)));
    }
}
