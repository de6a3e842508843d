//! What stands on one side of a book?
//!
//! Levels in runs of at most [`ROOM`], each run on its own. A change moves what stands in its run and nothing else, and is
//! found by the runs' floors, which lie together: hundreds of deep books ask little of the processor's caches.

use std::fmt;

/// Most levels of a run.
const ROOM: usize = 32;
/// Levels of a run when a side is filled: room for some to come.
const FILLED: usize = 24;
/// Two neighbours with no more than this together become one.
const JOINED: usize = 12;

/// One side. The greater a rank, the better the price.
#[derive(Clone, Default)]
pub(super) struct Side {
    /// The worst run first, because most changes happen at the other end.
    steps: Vec<Step>,
    len: usize,
}

/// A run and its least rank. No run is empty.
#[derive(Clone)]
struct Step {
    floor: i64,
    run: Box<Run>,
}

/// Neighbouring levels, worst first.
#[derive(Clone)]
struct Run {
    len: usize,
    ranks: [i64; ROOM],
    sizes: [i64; ROOM],
}

impl Side {
    /// Levels.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Forgets all levels.
    pub(super) fn clear(&mut self) {
        self.steps.clear();
        self.len = 0;
    }

    /// The best level: rank and size.
    pub(super) fn best(&self) -> Option<(i64, i64)> {
        let run = &self.steps.last()?.run;
        Some((run.ranks[run.len - 1], run.sizes[run.len - 1]))
    }

    /// Rank and size of every level, best first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i64, i64)> {
        self.steps.iter().rev().flat_map(|step| {
            let (ranks, sizes) = step.run.levels();
            ranks.iter().copied().zip(sizes.iter().copied()).rev()
        })
    }

    /// Replaces all levels. Any order; of a rank that stands twice the last counts; size 0 is no level.
    pub(super) fn fill(&mut self, levels: impl Iterator<Item = (i64, i64)>) {
        let mut levels: Vec<(i64, i64)> = levels.collect();
        // Stable: the last of equals stays the last.
        levels.sort_by_key(|(rank, _)| *rank);
        levels.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 = later.1;
            }
            same
        });
        levels.retain(|(_, size)| *size != 0);
        self.len = levels.len();
        self.steps.clear();
        self.steps.extend(levels.chunks(FILLED).map(Step::of));
    }

    /// Sets the size at each rank; size 0 removes it. Cheapest if they come in order, best first.
    pub(super) fn set_all(&mut self, changes: impl Iterator<Item = (i64, i64)>) {
        let (mut until, mut last) = (usize::MAX, i64::MAX);
        for (rank, size) in changes {
            let within = if rank <= last { until.min(self.steps.len()) } else { self.steps.len() };
            until = self.set(rank, size, within);
            last = rank;
        }
    }

    /// Forgets the worst levels beyond `most`.
    pub(super) fn keep_best(&mut self, most: usize) {
        let mut excess = self.len.saturating_sub(most);
        self.len -= excess;
        let mut gone = 0;
        while let Some(step) = self.steps.get_mut(gone).filter(|_| excess > 0) {
            if step.run.len > excess {
                step.run.remove(0, excess);
                step.floor = step.run.ranks[0];
                excess = 0;
            } else {
                excess -= step.run.len;
                gone += 1;
            }
        }
        self.steps.drain(..gone);
    }

    /// Passes every level through `finer`, which keeps their order; false, with nothing changed, if one does not fit.
    pub(super) fn rescaled(&self, finer: impl Fn(i64, i64) -> Option<(i64, i64)>) -> Option<Self> {
        let levels: Vec<(i64, i64)> = self.iter().map(|(rank, size)| finer(rank, size)).collect::<Option<_>>()?;
        let mut side = Self::default();
        side.fill(levels.into_iter());
        Some(side)
    }

    /// Sets one level, looking at the first `within` runs alone; returns how many runs hold whatever is not better.
    fn set(&mut self, rank: i64, size: i64, within: usize) -> usize {
        let Some(nth) = self.run_of(rank, within) else {
            if size != 0 {
                self.steps.push(Step::of(&[(rank, size)]));
                self.len += 1;
            }
            return self.steps.len();
        };
        let run = &mut self.steps[nth].run;
        let at = run.ranks[..run.len].partition_point(|held| *held < rank);
        let there = run.ranks[..run.len].get(at) == Some(&rank);
        match (there, size) {
            (true, 0) => self.remove(nth, at),
            (true, _) => run.sizes[at] = size,
            (false, 0) => {}
            (false, _) => return nth + 1 + self.insert(nth, at, (rank, size)),
        }
        nth + 1
    }

    /// The run in which a rank stands or would: the last whose floor is not above it, else the first.
    fn run_of(&self, rank: i64, within: usize) -> Option<usize> {
        // The next change is seldom far from the one before.
        let (mut high, mut stride) = (within, 1);
        let low = loop {
            let Some(probe) = high.checked_sub(stride) else { break 0 };
            if self.steps[probe].floor <= rank {
                break probe + 1;
            }
            high = probe;
            stride *= 2;
        };
        let after = low + self.steps[low..high].partition_point(|step| step.floor <= rank);
        if self.steps.is_empty() { None } else { Some(after.saturating_sub(1)) }
    }

    /// Returns how many runs more there are.
    fn insert(&mut self, nth: usize, at: usize, level: (i64, i64)) -> usize {
        self.len += 1;
        let step = &mut self.steps[nth];
        if step.run.len < ROOM {
            step.insert(at, level);
            return 0;
        }
        let mut better = step.split();
        match at.checked_sub(step.run.len) {
            Some(at) if at > 0 => better.insert(at, level),
            _ => step.insert(at, level),
        }
        self.steps.insert(nth + 1, better);
        1
    }

    fn remove(&mut self, nth: usize, at: usize) {
        self.len -= 1;
        let step = &mut self.steps[nth];
        step.run.remove(at, 1);
        if step.run.len == 0 {
            self.steps.remove(nth);
            return;
        }
        step.floor = step.run.ranks[0];
        let few = step.run.len;
        let small = |other: Option<&Step>| other.is_some_and(|other| other.run.len + few <= JOINED);
        let first = match nth.checked_sub(1) {
            _ if few > JOINED => return,
            Some(worse) if small(self.steps.get(worse)) => worse,
            _ if small(self.steps.get(nth + 1)) => nth,
            _ => return,
        };
        let better = self.steps.remove(first + 1);
        self.steps[first].run.append(&better.run);
    }
}

impl PartialEq for Side {
    /// The levels count, not how they are cut into runs.
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl Eq for Side {}

impl fmt::Debug for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Step {
    /// Of levels, worst first; at least one, at most [`ROOM`].
    fn of(levels: &[(i64, i64)]) -> Self {
        let mut run = Box::new(Run { len: levels.len(), ranks: [0; ROOM], sizes: [0; ROOM] });
        for (at, (rank, size)) in levels.iter().enumerate() {
            run.ranks[at] = *rank;
            run.sizes[at] = *size;
        }
        Self { floor: run.ranks[0], run }
    }

    fn insert(&mut self, at: usize, (rank, size): (i64, i64)) {
        let run = &mut self.run;
        run.ranks.copy_within(at..run.len, at + 1);
        run.sizes.copy_within(at..run.len, at + 1);
        run.ranks[at] = rank;
        run.sizes[at] = size;
        run.len += 1;
        self.floor = run.ranks[0];
    }

    /// The better half, taken out.
    fn split(&mut self) -> Self {
        let mut better = self.run.clone();
        better.remove(0, ROOM / 2);
        self.run.len = ROOM / 2;
        Self { floor: better.ranks[0], run: better }
    }
}

impl Run {
    fn levels(&self) -> (&[i64], &[i64]) {
        (&self.ranks[..self.len], &self.sizes[..self.len])
    }

    fn remove(&mut self, at: usize, count: usize) {
        self.ranks.copy_within(at + count..self.len, at);
        self.sizes.copy_within(at + count..self.len, at);
        self.len -= count;
    }

    /// Puts better levels behind these; there is room.
    fn append(&mut self, better: &Self) {
        let len = self.len + better.len;
        let (ranks, sizes) = better.levels();
        self.ranks[self.len..len].copy_from_slice(ranks);
        self.sizes[self.len..len].copy_from_slice(sizes);
        self.len = len;
    }
}
