//! How long does an answer of the venue take at best?
//!
//! What waits for an answer waits some round trips. The clock's error is no measure of one: the first question of a life pays
//! for its connection as well, and the next may be minutes later. Whatever is asked and answered tells it as well.

use std::collections::VecDeque;

use twinline_model::Duration;

/// Answers that are remembered: the way to a venue can grow longer.
const KEPT: usize = 16;

/// The times that the newest answers took.
#[derive(Debug, Default)]
pub(super) struct Nearness {
    answers: VecDeque<Duration>,
}

impl Nearness {
    /// An answer came after so long. What a step of our clock has turned round says nothing.
    pub fn answered_after(&mut self, took: Duration) {
        if took < Duration::ZERO {
            return;
        }
        if self.answers.len() == KEPT {
            self.answers.pop_front();
        }
        self.answers.push_back(took);
    }

    /// The shortest of them; `None` before the first.
    pub fn round_trip(&self) -> Option<Duration> {
        self.answers.iter().min().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_of_the_newest_counts() {
        let mut nearness = Nearness::default();
        assert_eq!(nearness.round_trip(), None);
        for ms in [90, 30, -20, 60] {
            nearness.answered_after(Duration::from_millis(ms));
        }
        assert_eq!(nearness.round_trip(), Some(Duration::from_millis(30)));
        for _ in 0..KEPT {
            nearness.answered_after(Duration::from_millis(200));
        }
        assert_eq!(nearness.round_trip(), Some(Duration::from_millis(200)), "the venue is farther away than it was");
    }
}
