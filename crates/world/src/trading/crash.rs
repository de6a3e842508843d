//! At which points can the gateway be killed?
//!
//! Between any two things that it does, and before anything that reaches it: an answer, an event, the disk's word. While
//! armed, points are counted; the one that was asked for kills.

/// Points of a run, and the one at which it ends.
#[derive(Debug, Default)]
pub struct Points {
    armed: bool,
    at: Option<usize>,
    keeps: usize,
    seen: Vec<&'static str>,
}

impl Points {
    /// Counts from now on. At the point of this number, if one is given, the gateway is killed; `keeps` more events than
    /// were synced are on the disk then.
    pub fn arm(&mut self, at: Option<usize>, keeps: usize) {
        *self = Self { armed: true, at, keeps, seen: Vec::new() };
    }

    /// Counts no more.
    pub fn disarm(&mut self) {
        self.armed = false;
    }

    /// What the points were before, in order.
    pub fn seen(&self) -> &[&'static str] {
        &self.seen
    }

    /// A point is reached; how many events more than were synced a crash here leaves on the disk, if this is the one.
    pub(super) fn reached(&mut self, before: &'static str) -> Option<usize> {
        if !self.armed {
            return None;
        }
        let here = self.seen.len();
        self.seen.push(before);
        self.armed = self.at != Some(here);
        (!self.armed).then_some(self.keeps)
    }
}
