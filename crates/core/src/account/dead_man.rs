//! Does the venue end our orders if we are gone?
//!
//! While it is armed, each instrument with orders of ours that rest at the venue has the venue's own countdown, wound again in
//! rounds. Whoever is gone does not wind, and the venue ends what rests. Here are the countdowns of one account and nothing
//! else; which instruments need one, and what is kept and told of it, is in [`guarding`](super::guarding).
//!
//! ```text
//!   needed ──▶ asked ──yes──▶ running ──round, every T/3──▶ asked
//!               │ no, or no answer: asked again                 not needed any more: stopped at the next round
//!               ▼
//!            not running, and said so
//!
//! Where it has to be set up first, that is asked before, and again after a no.
//! ```

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use twinline_model::{DeadManState, Duration, InstrumentId, OrderId, Timestamp};

/// Shortest time that can be wanted: three rounds of it are paid for out of the venue's budget.
pub const SHORTEST_S: u32 = 10;
/// Longest: beyond, it guards nobody.
pub const LONGEST_S: u32 = 600;

/// A new countdown that is not confirmed for so long counts as missing.
const GRACE: Duration = Duration::from_secs(2);
/// What was not confirmed is asked again after this, doubling up to a round.
const AGAIN: Duration = Duration::from_millis(500);

/// The dead-man's switch of an account, as its history keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadMan {
    /// How it stands.
    pub state: DeadManState,
    /// Orders are ended when the gateway has not been there for so many seconds; `None` while nobody wants that.
    pub timeout_s: Option<u32>,
    /// Since when it stands so, local clock.
    pub since: Option<Timestamp>,
    /// When the countdown that was wound longest ago was wound, local clock.
    pub last_refreshed_at: Option<Timestamp>,
    /// When the gateway was there last, in steps of a round; `None` if it was stopped in order.
    pub alive_at: Option<Timestamp>,
    /// Instruments whose countdown runs at the venue.
    pub covered: BTreeSet<InstrumentId>,
    /// Orders of ours that no countdown would end.
    pub not_covered: Vec<NotCovered>,
    /// Why it does not protect, or what is still to be done.
    pub reason: Option<String>,
}

/// An order that no countdown would end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotCovered {
    /// Which.
    pub order_id: OrderId,
    /// Why, in words.
    pub reason: String,
}

impl DeadMan {
    /// After how long without the gateway orders are ended.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout_s.map(|seconds| Duration::from_secs(i64::from(seconds)))
    }

    /// When the venue ends orders unless it hears of us before.
    pub fn expires_at(&self) -> Option<Timestamp> {
        Some(self.last_refreshed_at.filter(|_| !self.covered.is_empty())? + self.timeout()?)
    }

    /// True if the gateway was gone for longer than was wanted.
    pub fn has_lapsed(&self, now: Timestamp) -> bool {
        self.timeout().zip(self.alive_at).is_some_and(|(timeout, alive_at)| now - alive_at > timeout)
    }
}

/// The countdown of one instrument.
#[derive(Debug)]
struct Run {
    /// It was asked for, or its end was, and the venue has not answered.
    asked: bool,
    /// When the venue's countdown was wound last, as far as that is confirmed; earlier rather than later.
    wound_at: Option<Timestamp>,
    /// When it was to be wound last, confirmed or not: it may run since then.
    tried_at: Option<Timestamp>,
    due_at: Timestamp,
    wanted_since: Timestamp,
    wait: Duration,
    /// The venue has it, as far as is known.
    made: bool,
    /// Why it was not confirmed, and whether that was a plain no.
    failed: Option<(String, bool)>,
}

impl Run {
    const fn new(now: Timestamp) -> Self {
        Self { asked: false, wound_at: None, tried_at: None, due_at: now, wanted_since: now, wait: AGAIN, made: false, failed: None }
    }

    fn runs(&self, now: Timestamp, timeout: Duration) -> bool {
        self.wound_at.is_some_and(|at| now - at < timeout)
    }

    fn may_run(&self, now: Timestamp, timeout: Duration) -> bool {
        self.wound_at.max(self.tried_at).is_some_and(|at| now - at < timeout + GRACE)
    }

    /// Why the venue would not end the orders of this instrument in time.
    fn missing(&self, now: Timestamp, timeout: Duration) -> Option<String> {
        let why = || self.failed.as_ref().map_or_else(|| "the venue has not answered".to_owned(), |(why, _)| why.clone());
        match self.wound_at {
            _ if self.failed.as_ref().is_some_and(|(_, refused)| *refused) => Some(why()),
            None if now - self.wanted_since > GRACE => Some(why()),
            Some(at) if now - at >= timeout => Some(why()),
            None | Some(_) => None,
        }
    }
}

/// All countdowns of an account.
#[derive(Debug, Default)]
pub(super) struct Countdowns {
    runs: BTreeMap<InstrumentId, Run>,
    /// The time that they were last wound with.
    timeout: Duration,
    round_at: Timestamp,
    /// When the last round began.
    pub alive_at: Option<Timestamp>,
}

impl Countdowns {
    /// Those that run from before the gateway began.
    pub fn resumed(held: &DeadMan) -> Self {
        let run =
            || Run { made: true, wound_at: held.last_refreshed_at, tried_at: held.last_refreshed_at, ..Run::new(Timestamp::default()) };
        let runs = held.covered.iter().map(|instrument| (instrument.clone(), run())).collect();
        let timeout = held.timeout().unwrap_or(Duration::from_secs(i64::from(LONGEST_S)));
        Self { runs, timeout, round_at: Timestamp::default(), alive_at: held.alive_at }
    }

    /// True if no countdown is known to run, and none is asked for.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// True while the venue owes an answer.
    pub fn is_asking(&self) -> bool {
        self.runs.values().any(|run| run.asked)
    }

    /// Everything is looked at now instead of at the next round.
    pub fn hurry(&mut self, now: Timestamp) {
        self.round_at = self.round_at.min(now);
        self.runs.values_mut().for_each(|run| run.due_at = run.due_at.min(now));
    }

    /// What is asked of the venue now: each countdown that is to be wound, or stopped (zero). Without `timeout` all are stopped.
    pub fn turn(&mut self, now: Timestamp, timeout: Option<Duration>, needed: &BTreeSet<InstrumentId>) -> Vec<(InstrumentId, Duration)> {
        let wanted = timeout.is_some();
        if let Some(timeout) = timeout {
            self.timeout = timeout;
            for instrument in needed {
                if !self.runs.contains_key(instrument) {
                    self.runs.insert(instrument.clone(), Run::new(now));
                }
            }
            if self.round_at <= now {
                self.round_at = now + timeout.scale(1, 3);
                self.alive_at = Some(now);
                self.runs.values_mut().for_each(|run| run.due_at = now);
            }
        }
        let timeout = self.timeout;
        let armed = |instrument: &InstrumentId| wanted && needed.contains(instrument);
        // What nobody needs and cannot run any more is forgotten.
        self.runs.retain(|instrument, run| run.asked || armed(instrument) || run.may_run(now, timeout));
        let mut asked = Vec::new();
        for (instrument, run) in self.runs.iter_mut().filter(|(_, run)| !run.asked && run.due_at <= now) {
            run.asked = true;
            if armed(instrument) {
                run.tried_at = Some(now);
                asked.push((instrument.clone(), timeout));
            } else {
                asked.push((instrument.clone(), Duration::ZERO));
            }
        }
        asked
    }

    /// The venue confirmed what left at this time.
    pub fn done(&mut self, instrument: &InstrumentId, left_at: Timestamp, after: Duration) {
        if after == Duration::ZERO {
            self.runs.remove(instrument);
        } else if let Some(run) = self.runs.get_mut(instrument) {
            // What was wound with another time than is wanted now is wound again.
            let due_at = if after == self.timeout { self.round_at } else { left_at };
            *run = Run { asked: false, wound_at: Some(left_at), due_at, wait: AGAIN, failed: None, ..*run };
        }
    }

    /// It can be wound.
    pub fn made(&mut self, now: Timestamp, instrument: &InstrumentId) {
        if let Some(run) = self.runs.get_mut(instrument) {
            (run.made, run.asked, run.due_at) = (true, false, now);
        }
    }

    /// False if it has to be set up before it is wound.
    pub fn is_made(&self, instrument: &InstrumentId) -> bool {
        self.runs.get(instrument).is_some_and(|run| run.made)
    }

    /// True once it was not confirmed.
    pub fn has_failed(&self, instrument: &InstrumentId) -> bool {
        self.runs.get(instrument).is_some_and(|run| run.failed.is_some())
    }

    /// It did not: a plain no, or nobody knows.
    pub fn failed(&mut self, now: Timestamp, instrument: &InstrumentId, why: String, refused: bool, retry_at: Option<Timestamp>) {
        let most = self.timeout.scale(1, 3);
        let Some(run) = self.runs.get_mut(instrument) else { return };
        let again = now + if refused { most } else { run.wait };
        // What cannot be wound may have to be set up anew.
        let again = if refused && run.made { now + run.wait } else { again };
        run.made &= !refused;
        run.asked = false;
        run.due_at = retry_at.unwrap_or(again).max(again);
        run.wait = (run.wait + run.wait).min(most);
        run.failed = Some((why, refused));
    }

    /// Instruments whose countdown may run, confirmed or not.
    pub fn lingering(&self, now: Timestamp) -> BTreeSet<InstrumentId> {
        self.runs.iter().filter(|(_, run)| run.may_run(now, self.timeout)).map(|(instrument, _)| instrument.clone()).collect()
    }

    /// Instruments whose countdown runs.
    pub fn running(&self, now: Timestamp) -> BTreeSet<InstrumentId> {
        self.runs.iter().filter(|(_, run)| run.runs(now, self.timeout)).map(|(instrument, _)| instrument.clone()).collect()
    }

    /// When the one that was wound longest ago was wound.
    pub fn wound_at(&self) -> Option<Timestamp> {
        self.runs.values().filter_map(|run| run.wound_at).min()
    }

    /// Why an instrument has no countdown that would do.
    pub fn missing(&self, now: Timestamp, instrument: &InstrumentId) -> Option<String> {
        self.runs.get(instrument)?.missing(now, self.timeout)
    }
}

#[cfg(test)]
mod tests;
