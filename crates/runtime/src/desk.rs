//! Who may ask the venue now, of all who share its budget?

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;
use twinline_core::limits::{Budget, LimitAction, LimitInput, Priority};
use twinline_core::session::CallId;
use twinline_model::{AccountId, Duration, Timestamp};
use twinline_venue::{BucketSpec, BucketUse, Cost};

/// What the budget says about a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It may leave now.
    Grant(CallId),
    /// It may not before its deadline.
    Refuse {
        /// Which.
        call: CallId,
        /// When asking again makes sense.
        retry_at: Timestamp,
    },
}

/// A call that wants to leave.
#[derive(Debug)]
pub(crate) struct Ask {
    pub call: CallId,
    /// Whose it is, if it is an account's.
    pub account: Option<AccountId>,
    pub cost: Cost,
    pub priority: Priority,
    pub deadline: Timestamp,
}

/// What an answer says of the limits.
#[derive(Debug, Default)]
pub(crate) struct Answered<'a> {
    pub account: Option<&'a AccountId>,
    pub left_at: Timestamp,
    pub status: u16,
    pub headers: &'a [(String, String)],
    pub used: &'a [BucketUse],
    /// By the venue's clock.
    pub banned_until: Option<Timestamp>,
}

/// The one budget of a venue's REST host, and the loops that ask it.
///
/// Verdicts go to whoever asked, through a queue of theirs with room for all that they have asked. The desk has no timer:
/// each loop wakes it when it is due, so it is served as long as one of them runs.
#[derive(Debug)]
pub(crate) struct Desk(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    budget: Budget,
    now: Timestamp,
    next_ticket: u64,
    askers: BTreeMap<u64, (CallId, mpsc::Sender<Verdict>)>,
    wake_at: Option<Timestamp>,
    actions: Vec<LimitAction>,
}

impl Desk {
    pub fn new(buckets: &[BucketSpec]) -> Self {
        Self(Mutex::new(Inner {
            budget: Budget::new(buckets),
            now: Timestamp::default(),
            next_ticket: 0,
            askers: BTreeMap::new(),
            wake_at: None,
            actions: Vec::new(),
        }))
    }

    /// Asks. There is exactly one verdict: returned if it is certain at once, else it follows through the queue.
    pub fn submit(&self, now: Timestamp, ask: Ask, to: &mpsc::Sender<Verdict>) -> Option<Verdict> {
        let mut inner = self.lock();
        let id = inner.next_ticket;
        inner.next_ticket += 1;
        let input = LimitInput::Submit { id, account: ask.account, cost: ask.cost, priority: ask.priority, deadline: ask.deadline };
        match inner.handle(now, input) {
            Some(LimitAction::Refuse { retry_at, .. }) => Some(Verdict::Refuse { call: ask.call, retry_at }),
            Some(_) => Some(Verdict::Grant(ask.call)),
            None => {
                inner.askers.insert(id, (ask.call, to.clone()));
                None
            }
        }
    }

    /// Learns from an answer.
    pub fn answered(&self, now: Timestamp, answered: Answered<'_>) {
        let Answered { account, left_at, status, headers, used, banned_until } = answered;
        let _ = self.lock().handle(now, LimitInput::Answered { account, left_at, status, headers, used, banned_until });
    }

    /// The venue stated its limits.
    pub fn limits(&self, now: Timestamp, limits: Vec<BucketSpec>) {
        let _ = self.lock().handle(now, LimitInput::Limits(limits));
    }

    /// Venue clock minus ours was measured, and how far off that may be.
    pub fn clock(&self, offset: Duration, error: Duration) {
        self.lock().budget.set_clock(offset, error);
    }

    /// Releases what has become due.
    pub fn wake(&self, now: Timestamp) {
        let mut inner = self.lock();
        if inner.wake_at.is_some_and(|at| at <= now) {
            let _ = inner.handle(now, LimitInput::Wake);
        }
    }

    /// When it wants to be woken.
    pub fn wake_at(&self) -> Option<Timestamp> {
        self.lock().wake_at
    }

    /// End of the venue's penalty, and whether it is a ban.
    pub fn penalty(&self, now: Timestamp) -> Option<(Timestamp, bool)> {
        self.lock().budget.penalty(now)
    }

    /// Shows the budget.
    pub fn show(&self, to: impl FnOnce(&Budget)) {
        to(&self.lock().budget);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Tells those who wait; what concerns somebody who does not wait yet is returned.
    fn handle(&mut self, now: Timestamp, input: LimitInput<'_>) -> Option<LimitAction> {
        // Loops read the clock before they get the lock; the budget must not see time go back.
        self.now = self.now.max(now);
        let mut actions = std::mem::take(&mut self.actions);
        self.budget.handle(self.now, input, &mut actions);
        self.wake_at = None;
        let mut untold = None;
        for action in actions.drain(..) {
            let told = match action {
                LimitAction::Grant(id) => self.tell(id, Verdict::Grant),
                LimitAction::Refuse { id, retry_at } => self.tell(id, |call| Verdict::Refuse { call, retry_at }),
                LimitAction::WakeAt(at) => {
                    self.wake_at = Some(at);
                    true
                }
            };
            if !told {
                untold = Some(action);
            }
        }
        self.actions = actions;
        untold
    }

    /// True if it is one of those who wait.
    fn tell(&mut self, id: u64, verdict: impl FnOnce(CallId) -> Verdict) -> bool {
        let Some((call, to)) = self.askers.remove(&id) else { return false };
        // Whoever asked may have ended meanwhile; their queue has room for every call they may have open.
        let _ = to.try_send(verdict(call));
        true
    }
}

#[cfg(test)]
mod tests {
    use twinline_venue::{MAX_BUCKETS, Scope};

    use super::*;

    fn buckets() -> [BucketSpec; 1] {
        [BucketSpec { name: "weight", scope: Scope::Address, window: Duration::from_secs(60), cap: 10, header: Some("x-used") }]
    }

    fn ask(call: u64, units: u32) -> Ask {
        let mut cost = [0; MAX_BUCKETS];
        cost[0] = units;
        Ask { call: CallId(call), account: None, cost: Cost(cost), priority: Priority::Query, deadline: Timestamp::from_millis(600_000) }
    }

    #[test]
    fn two_loops_share_one_budget_and_each_hears_its_own() {
        let desk = Desk::new(&buckets());
        let (one, mut heard_by_one) = mpsc::channel(4);
        let (two, mut heard_by_two) = mpsc::channel(4);
        let now = Timestamp::from_millis(120_000);
        assert_eq!(desk.submit(now, ask(1, 9), &one), Some(Verdict::Grant(CallId(1))), "there is room: nothing to wait for");
        assert_eq!(desk.submit(now, ask(1, 9), &two), None);
        assert!(heard_by_one.try_recv().is_err(), "told already");
        assert!(heard_by_two.try_recv().is_err(), "the first one has used the window up");
        let at = desk.wake_at().unwrap_or_default();
        assert_eq!(at, Timestamp::from_millis(180_000));
        desk.wake(at);
        assert_eq!(heard_by_two.try_recv(), Ok(Verdict::Grant(CallId(1))));
        assert_eq!(desk.wake_at(), None);
    }

    #[test]
    fn a_penalty_that_one_earned_holds_the_other() {
        let desk = Desk::new(&buckets());
        let (two, mut heard_by_two) = mpsc::channel(4);
        let now = Timestamp::from_millis(120_000);
        let headers = [("retry-after".to_owned(), "7".to_owned())];
        desk.answered(now, Answered { status: 429, headers: &headers, ..Answered::default() });
        assert_eq!(desk.submit(now, ask(1, 1), &two), None);
        assert!(heard_by_two.try_recv().is_err());
        assert_eq!(desk.penalty(now), Some((now + Duration::from_secs(7), false)));
        desk.wake(now + Duration::from_secs(7));
        assert_eq!(heard_by_two.try_recv(), Ok(Verdict::Grant(CallId(1))));
    }

    #[test]
    fn a_loop_that_ended_does_not_disturb() {
        let desk = Desk::new(&buckets());
        let (one, heard) = mpsc::channel(1);
        drop(heard);
        let now = Timestamp::from_millis(120_000);
        assert!(desk.submit(now, ask(1, 9), &one).is_some());
        assert!(desk.submit(now, ask(2, 9), &one).is_none());
        desk.wake(desk.wake_at().unwrap_or_default());
        desk.show(|budget| assert_eq!(budget.waiting(), 0));
    }
}
