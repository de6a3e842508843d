//! Who waits until the history has come so far?

use std::collections::VecDeque;

/// Most that wait at once; one more, and whoever waited longest is told before the history is there.
const MAX_WAITING: usize = 4_096;

type Tell = Box<dyn FnOnce() + Send>;

/// Those who are told once events are published.
#[derive(Default)]
pub(super) struct Waiting {
    queue: VecDeque<(u64, Tell)>,
}

impl Waiting {
    /// One more waits for `seq`.
    pub(super) fn push(&mut self, seq: u64, tell: Tell) {
        self.queue.push_back((seq, tell));
    }

    /// Those whose turn it is: all that waited for `reached` or earlier, everybody if nothing is kept at present, and whoever is
    /// too many.
    pub(super) fn due(&mut self, reached: u64, everybody: bool) -> Vec<Tell> {
        let mut over = self.queue.len().saturating_sub(MAX_WAITING);
        let (due, later) = std::mem::take(&mut self.queue).into_iter().partition::<VecDeque<_>, _>(|(seq, _)| {
            let early = over > 0;
            over = over.saturating_sub(1);
            everybody || early || *seq <= reached
        });
        self.queue = later;
        due.into_iter().map(|(_, tell)| tell).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    fn told(waiting: &mut Waiting, reached: u64, everybody: bool, log: &Mutex<Vec<u64>>) -> Vec<u64> {
        waiting.due(reached, everybody).into_iter().for_each(|tell| tell());
        std::mem::take(&mut *log.lock().unwrap())
    }

    #[test]
    fn they_are_told_when_it_is_there_and_the_oldest_when_they_are_too_many() {
        let (mut waiting, log) = (Waiting::default(), Arc::new(Mutex::new(Vec::new())));
        let wait = |waiting: &mut Waiting, seq: u64| {
            let log = Arc::clone(&log);
            waiting.push(seq, Box::new(move || log.lock().unwrap().push(seq)));
        };
        (1..=10).for_each(|seq| wait(&mut waiting, seq));
        assert_eq!(told(&mut waiting, 3, false, &log), [1, 2, 3]);
        (11..=MAX_WAITING as u64 + 5).for_each(|seq| wait(&mut waiting, seq));
        assert_eq!(told(&mut waiting, 3, false, &log), [4, 5], "the longest wait ends early");
        assert_eq!(waiting.queue.len(), MAX_WAITING);
        assert_eq!(told(&mut waiting, 3, true, &log).len(), MAX_WAITING, "nothing is kept at present");
    }
}
