//! What does a slow reader get?
//!
//! Market data is conflated to the reader's speed: what cannot be handed over in time is counted, and once the reader has
//! room again it is given a fresh snapshot with that count instead of the changes.
//!
//! ```text
//!             snapshot given               change, no room              snapshot given
//!   Joining ─────────────────▶ Following ─────────────────▶ Behind(n) ─────────────────▶ Following
//!      ▲  │ change, no room       │                          ▲  │ change: n + weight
//!      │  └───────────────────────┼──────────────────────────┘◀─┘
//!      └──────── restart ─────────┘
//! ```

/// One reader's standing on one topic. Begins [`Lane::Joining`]: the first thing that a reader gets is a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lane {
    /// Is owed a snapshot, and is not too slow: it has just come, or the history began anew.
    #[default]
    Joining,
    /// Has everything so far; the next change may be handed over as it is.
    Following,
    /// Was too slow, and is owed a snapshot.
    Behind {
        /// What the snapshot will stand for: changes that were published and not handed over.
        merged: u64,
    },
}

impl Lane {
    /// A change was published that counts `weight`; `fits` is whether the reader has room, for the change or for the snapshot
    /// that it is owed. Returns true if the change is to be handed over.
    pub const fn change(&mut self, weight: u64, fits: bool) -> bool {
        match *self {
            Self::Following if fits => return true,
            Self::Joining if fits => {}
            Self::Following | Self::Joining => *self = Self::Behind { merged: weight },
            Self::Behind { merged } => *self = Self::Behind { merged: merged.saturating_add(weight) },
        }
        false
    }

    /// The history began anew, or the reader asked again: a snapshot is owed. What was missed stays counted.
    pub const fn restart(&mut self) {
        if let Self::Following = self {
            *self = Self::Joining;
        }
    }

    /// What the owed snapshot stands for; `None` if none is owed.
    pub const fn owed(&self) -> Option<u64> {
        match *self {
            Self::Following => None,
            Self::Joining => Some(0),
            Self::Behind { merged } => Some(merged),
        }
    }

    /// The owed snapshot was handed over.
    pub const fn caught_up(&mut self) {
        *self = Self::Following;
    }
}

/// How much may wait for one reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// From here on market data is conflated: messages.
    pub soft_messages: usize,
    /// From here on market data is conflated: bytes.
    pub soft_bytes: usize,
    /// Never more than this: messages.
    pub hard_messages: usize,
    /// Never more than this: bytes.
    pub hard_bytes: usize,
}

impl Bounds {
    /// 4,096 messages or 8 MiB at most. Conflation begins much earlier: what waits longer than a moment is better merged,
    /// and a hundred stalled readers together stay small.
    pub const READER: Self = Self { soft_messages: 1_024, soft_bytes: 384 * 1024, hard_messages: 4_096, hard_bytes: 8 * 1024 * 1024 };
}

/// What waits for one reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    bounds: Bounds,
    messages: usize,
    bytes: usize,
}

impl Backlog {
    /// Nothing waits.
    pub const fn new(bounds: Bounds) -> Self {
        Self { bounds, messages: 0, bytes: 0 }
    }

    /// True if a change may be added without conflation.
    pub const fn fits(&self) -> bool {
        self.messages < self.bounds.soft_messages && self.bytes < self.bounds.soft_bytes
    }

    /// True if so little waits that a snapshot is worth giving: below half of where conflation begins.
    pub const fn has_room(&self) -> bool {
        self.messages <= self.bounds.soft_messages / 2 && self.bytes <= self.bounds.soft_bytes / 2
    }

    /// Adds a message. Returns false, and adds nothing, if it would exceed the hard bound.
    pub const fn add(&mut self, bytes: usize) -> bool {
        if self.messages >= self.bounds.hard_messages || self.bytes + bytes > self.bounds.hard_bytes {
            return false;
        }
        self.messages += 1;
        self.bytes += bytes;
        true
    }

    /// A message was taken by the reader.
    pub const fn remove(&mut self, bytes: usize) {
        self.messages = self.messages.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// Messages that wait.
    pub const fn messages(&self) -> usize {
        self.messages
    }

    /// Bytes that wait.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Act {
        Change { weight: u64, bytes: usize },
        Drain(usize),
        Settle,
        Restart,
    }

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Sent {
        Change { seq: u64, weight: u64, bytes: usize },
        Snapshot { seq: u64, merged: u64, bytes: usize },
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            6 => (1u64..4, 1usize..40).prop_map(|(weight, bytes)| Act::Change { weight, bytes }),
            2 => (1usize..6).prop_map(Act::Drain),
            2 => Just(Act::Settle),
            1 => Just(Act::Restart),
        ]
    }

    const SMALL: Bounds = Bounds { soft_messages: 6, soft_bytes: 120, hard_messages: 12, hard_bytes: 400 };

    proptest! {
        /// Whatever the speed, a reader sees a snapshot and then every next change; nothing is missed without being counted.
        #[test]
        fn a_reader_never_misses_what_is_not_counted(acts in proptest::collection::vec(act(), 1..200)) {
            let mut lane = Lane::default();
            let mut backlog = Backlog::new(SMALL);
            let mut queue: std::collections::VecDeque<Sent> = std::collections::VecDeque::new();
            let mut sent = Vec::new();
            let (mut seq, mut total) = (0u64, 0u64);
            // Changes that a reader with room did not get because its snapshot, which shows them, was on its way.
            let mut joined = 0u64;
            for act in acts.into_iter().chain([Act::Drain(100), Act::Settle, Act::Drain(100)]) {
                match act {
                    Act::Change { weight, bytes } => {
                        seq += 1;
                        total += weight;
                        let fits = if lane == Lane::Following { backlog.fits() } else { backlog.has_room() };
                        joined += if lane == Lane::Joining && fits { weight } else { 0 };
                        if lane.change(weight, fits) {
                            prop_assert!(backlog.add(bytes), "a change that fits is never refused");
                            queue.push_back(Sent::Change { seq, weight, bytes });
                        }
                    }
                    Act::Drain(count) => {
                        for message in (0..count).filter_map(|_| queue.pop_front()) {
                            let (Sent::Change { bytes, .. } | Sent::Snapshot { bytes, .. }) = message;
                            backlog.remove(bytes);
                            sent.push(message);
                        }
                    }
                    Act::Settle => {
                        if let (Some(merged), true) = (lane.owed(), backlog.has_room()) {
                            prop_assert!(backlog.add(50));
                            queue.push_back(Sent::Snapshot { seq, merged, bytes: 50 });
                            lane.caught_up();
                        }
                    }
                    Act::Restart => lane.restart(),
                }
                prop_assert!(backlog.messages() <= SMALL.hard_messages && backlog.bytes() <= SMALL.hard_bytes);
            }
            let mut at = None;
            let mut counted = 0;
            for message in sent {
                match message {
                    Sent::Snapshot { seq, merged, .. } => {
                        counted += merged;
                        at = Some(seq);
                    }
                    Sent::Change { seq, weight, .. } => {
                        prop_assert_eq!(at.map(|at| at + 1), Some(seq));
                        counted += weight;
                        at = Some(seq);
                    }
                }
            }
            prop_assert_eq!(at, Some(seq));
            prop_assert_eq!(counted + joined, total);
        }
    }

    #[test]
    fn the_hard_bound_refuses() {
        let mut backlog = Backlog::new(SMALL);
        assert!(backlog.add(390));
        assert!(!backlog.add(11));
        assert!(backlog.add(10));
        backlog.remove(390);
        assert_eq!((backlog.messages(), backlog.bytes()), (1, 10));
    }
}
