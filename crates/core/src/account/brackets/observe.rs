//! What do its orders say about a bracket? Taken from the orders as they are, never from how they came to be so.

use twinline_model::{Duration, Phase, Qty, Timestamp};

use super::super::order::{No, Order};
use super::record::{Bracket, Leg, Slice, Standing, less};

/// Orders of a leg that are remembered although they came to nothing.
const REMEMBERED: usize = 16;
/// After a refusal the next try comes at once, then after this, doubled each time.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// And at the latest after this.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// An order of a bracket as it is now.
pub(super) struct Seen<'a> {
    pub order: &'a Order,
    /// When more of it was executed than is remembered, by the venue's clock: not before it was.
    pub executed_at: Timestamp,
    /// The same as well as it can be known: its newest fill, else its newest word. An order that is canceled later was executed
    /// when it was.
    pub exited_at: Timestamp,
}

impl Bracket {
    /// Takes over what its orders have become; `find` knows those that are in memory. Says how much more its exits executed,
    /// and when, beyond what was missing from its own part of the position.
    pub(super) fn observe<'a>(&mut self, now: Timestamp, find: impl Fn(&Slice) -> Option<Seen<'a>>) -> Vec<(Timestamp, Qty)> {
        if let Some(entry) = &mut self.entry
            && let Some(seen) = find(entry)
        {
            look(entry, &seen);
        }
        if self.entry.as_ref().is_some_and(|entry| entry.standing.is_over() && entry.executed.is_zero()) {
            // It opened nothing: there will be no legs of the venue's.
            self.native.iter_mut().for_each(|native| native.asked_at = None);
        }
        let mut exited = Vec::new();
        // Of legs of its own the venue ends one when the other executes: that is no refusal.
        let executes = |seen: Seen<'_>| !seen.order.executed.is_zero() || seen.order.phase == Phase::Live;
        let closed = self.native.is_some() && self.exits().any(|slice| !slice.executed.is_zero() || find(slice).is_some_and(executes));
        for leg in [&mut self.stop_loss, &mut self.take_profit, &mut self.closes] {
            for index in 0..leg.slices.len() {
                let Some(seen) = leg.slices.get(index).and_then(&find) else { continue };
                let grown = leg.look(now, index, &seen, closed);
                exited.push((seen.exited_at, grown));
            }
            leg.forget();
        }
        exited.retain(|(_, qty)| !qty.is_zero());
        exited.iter_mut().for_each(|exit| self.explain(exit));
        exited.retain(|(_, qty)| !qty.is_zero());
        exited
    }

    /// What was missing from the position at that time is what this exit executed: it has not left in some other way. What the
    /// exit executed beyond it is left over.
    pub(super) fn explain(&mut self, exit: &mut (Timestamp, Qty)) {
        let (missing, as_of) = self.released;
        if exit.0 <= as_of {
            self.released.0 = less(missing, exit.1);
            exit.1 = less(exit.1, missing);
        }
    }
}

impl Leg {
    /// Takes over what has become of one of its orders, `closed` if another has closed the position. Says how much more was executed.
    fn look(&mut self, now: Timestamp, index: usize, seen: &Seen<'_>, closed: bool) -> Qty {
        let Some(slice) = self.slices.get_mut(index) else { return Qty::ZERO };
        let (before, grown) = (slice.standing, look(slice, seen));
        let (after, ending) = (slice.standing, slice.ending.is_some());
        let unfinished = slice.qty.is_some_and(|qty| slice.executed < qty) || (slice.qty.is_none() && slice.executed.is_zero());
        if before == after {
            return grown;
        }
        match after {
            Standing::Stands | Standing::Triggered => self.went_well(),
            Standing::Canceled if !ending => self.taken_away = true,
            Standing::Refused | Standing::Ended if !ending && unfinished && !closed => self.went_wrong(now, seen.order),
            _ => {}
        }
        grown
    }

    fn went_well(&mut self) {
        self.attempts = 0;
        self.refusal = None;
        self.next_try_at = None;
    }

    fn went_wrong(&mut self, now: Timestamp, order: &Order) {
        let wait = (1..self.attempts.min(8)).fold(FIRST_WAIT, |wait, _| wait + wait).min(LAST_WAIT);
        self.next_try_at = Some(if self.attempts == 0 { now } else { now + wait });
        self.attempts += 1;
        let ended =
            || No { code: None, message: order.reason.clone().unwrap_or_else(|| format!("the venue ended it: {}", order.venue_status)) };
        self.refusal = Some(order.no.clone().unwrap_or_else(ended));
    }

    /// A check here said no before anything was sent.
    pub(super) fn held_back(&mut self, now: Timestamp, no: No) {
        let wait = (0..self.attempts.min(8)).fold(FIRST_WAIT, |wait, _| wait + wait).min(LAST_WAIT);
        self.attempts += 1;
        self.next_try_at = Some(now + wait);
        self.refusal = Some(no);
    }

    /// Of orders that came to nothing only the newest are remembered.
    fn forget(&mut self) {
        while self.slices.len() > REMEMBERED {
            let idle = |slice: &Slice| slice.standing.is_over() && slice.executed.is_zero();
            let Some(index) = self.slices.iter().position(idle) else { break };
            self.slices.remove(index);
        }
    }
}

/// Takes over what an order has become. Says how much more was executed.
fn look(slice: &mut Slice, seen: &Seen<'_>) -> Qty {
    let order = seen.order;
    slice.standing = match order.phase {
        Phase::Pending if order.doubt.is_some() => Standing::Doubtful,
        Phase::Pending => Standing::Sent,
        Phase::Untriggered => Standing::Stands,
        Phase::Live if order.conditional || !order.executed.is_zero() => Standing::Triggered,
        Phase::Live => Standing::Stands,
        Phase::Rejected => Standing::Refused,
        Phase::Canceled => Standing::Canceled,
        Phase::Expired | Phase::Filled => Standing::Ended,
    };
    if slice.qty.is_some()
        && let Some(qty) = order.qty()
    {
        // An edit of the entry changes how much can come.
        slice.qty = Some(qty);
    }
    if order.executed <= slice.executed {
        return Qty::ZERO;
    }
    let grown = less(order.executed, slice.executed);
    slice.executed = order.executed;
    slice.executed_at = slice.executed_at.max(seen.executed_at);
    grown
}
