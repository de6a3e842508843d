//! How fresh is a channel, and what does its silence mean?
//!
//! Liveness of a socket says nothing about a channel: each channel is judged by its own messages. A channel that speaks on
//! a schedule is at fault when silent beyond its bound. One that speaks when something happens is asked about over REST;
//! the answer either confirms the silence or proves that news was missed.

use twinline_model::{Duration, Timestamp};
use twinline_venue::Cadence;

/// Least age at which a channel is stale.
const LEAST_BOUND: Duration = Duration::from_secs(5);
/// A channel is stale after this many of its usual gaps.
const USUAL_GAPS: i64 = 5;
/// However rarely a channel speaks, it is asked about at least this often.
const LONGEST_BOUND: Duration = Duration::from_secs(60);
/// News that an answer told must reach us by the stream within this, or the channel is at fault.
const LEAST_GRACE: Duration = Duration::from_secs(1);
/// However rarely a channel speaks, it has no longer for news that an answer has told.
const LONGEST_GRACE: Duration = Duration::from_secs(5);
/// A silent channel is asked about at this share of its bound, so that the answer is here before the bound is reached.
const ASK_AT_PCT: i64 = 70;

/// What a channel's age asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Within its bound.
    Fresh,
    /// Still within its bound; time to ask whether there is news.
    Ask,
    /// Beyond its bound.
    Stale,
}

/// Age and habit of one channel.
#[derive(Debug, Clone)]
pub struct Watch {
    cadence: Cadence,
    /// When data came, or its absence was confirmed, last.
    heard_at: Option<Timestamp>,
    /// When data came last.
    data_at: Option<Timestamp>,
    /// Usual longest gap between data: rises at once, decays by two percent a message. At or above the 99th percentile of
    /// recent gaps.
    usual_gap: Duration,
    /// Each confirmed silence doubles the time to the next question, up to the longest bound.
    quiet: u32,
}

impl Watch {
    /// A channel that has not spoken yet.
    pub fn new(cadence: Cadence) -> Self {
        let usual_gap = match cadence {
            Cadence::Every(every) => every,
            Cadence::Eventful | Cadence::Rare => Duration::ZERO,
        };
        Self { cadence, heard_at: None, data_at: None, usual_gap, quiet: 0 }
    }

    /// Data came.
    pub fn data(&mut self, now: Timestamp) {
        if let Some(before) = self.data_at {
            let gap = now - before;
            self.usual_gap = gap.max(self.usual_gap.scale(98, 100));
        }
        self.data_at = Some(now);
        self.heard_at = Some(now);
        self.quiet = 0;
    }

    /// Asked over REST: there is no news.
    pub fn confirmed_quiet(&mut self, now: Timestamp) {
        self.heard_at = Some(now);
        self.quiet = (self.quiet + 1).min(8);
    }

    /// The channel begins anew at `now` (subscribed, resubscribed): silence counts from here.
    pub fn restart(&mut self, now: Timestamp) {
        self.heard_at = Some(now);
        self.quiet = 0;
    }

    /// A gap that the connection made says nothing about the channel's habit.
    pub fn interrupted(&mut self) {
        self.data_at = None;
    }

    /// Age beyond which the channel is stale.
    pub fn bound(&self) -> Duration {
        let habit = self.usual_gap.scale(USUAL_GAPS, 1).max(LEAST_BOUND).min(LONGEST_BOUND);
        habit.scale(1 << self.quiet, 1).min(LONGEST_BOUND).max(habit)
    }

    /// How long the channel has to tell what an answer has told already: it may speak only every so often.
    pub fn grace(&self) -> Duration {
        self.usual_gap.scale(2, 1).max(LEAST_GRACE).min(LONGEST_GRACE)
    }

    /// What the channel's age asks for.
    pub fn judge(&self, now: Timestamp) -> Judgement {
        let Some(heard_at) = self.heard_at else { return Judgement::Fresh };
        let (age, bound) = (now - heard_at, self.bound());
        match self.cadence {
            Cadence::Rare => Judgement::Fresh,
            _ if age > bound => Judgement::Stale,
            Cadence::Eventful if age > bound.scale(ASK_AT_PCT, 100) => Judgement::Ask,
            Cadence::Eventful | Cadence::Every(_) => Judgement::Fresh,
        }
    }

    /// True if the channel speaks on a schedule.
    pub fn is_scheduled(&self) -> bool {
        matches!(self.cadence, Cadence::Every(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    #[test]
    fn a_scheduled_channel_is_stale_after_five_seconds_or_five_gaps() {
        let mut watch = Watch::new(Cadence::Every(Duration::from_secs(3)));
        watch.data(at(0));
        assert_eq!(watch.judge(at(14_999)), Judgement::Fresh);
        assert_eq!(watch.judge(at(15_001)), Judgement::Stale);
        let mut quick = Watch::new(Cadence::Every(Duration::from_millis(100)));
        quick.data(at(0));
        assert_eq!(quick.judge(at(5_001)), Judgement::Stale);
    }

    #[test]
    fn an_eventful_channel_is_asked_about_before_it_is_stale() {
        let mut watch = Watch::new(Cadence::Eventful);
        watch.data(at(0));
        watch.data(at(100));
        assert_eq!(watch.judge(at(3_000)), Judgement::Fresh);
        assert_eq!(watch.judge(at(4_000)), Judgement::Ask);
        assert_eq!(watch.judge(at(5_101)), Judgement::Stale);
        watch.confirmed_quiet(at(4_100));
        assert_eq!(watch.judge(at(10_000)), Judgement::Fresh);
        assert_eq!(watch.judge(at(12_000)), Judgement::Ask);
    }

    #[test]
    fn confirmed_silence_is_asked_about_less_and_less_but_at_least_once_a_minute() {
        let mut watch = Watch::new(Cadence::Eventful);
        watch.restart(at(0));
        for _ in 0..20 {
            watch.confirmed_quiet(at(0));
        }
        assert_eq!(watch.bound(), Duration::from_secs(60));
        watch.data(at(1));
        assert_eq!(watch.bound(), Duration::from_secs(5));
    }

    #[test]
    fn the_habit_follows_the_market() {
        let mut watch = Watch::new(Cadence::Eventful);
        for second in 0..50 {
            watch.data(at(second * 4_000));
        }
        assert_eq!(watch.bound(), Duration::from_secs(20));
        for step in 1..400 {
            watch.data(at(196_000 + step * 100));
        }
        assert_eq!(watch.bound(), Duration::from_secs(5));
    }

    #[test]
    fn rare_channels_are_never_stale() {
        let mut watch = Watch::new(Cadence::Rare);
        watch.data(at(0));
        assert_eq!(watch.judge(at(i64::MAX / 2_000_000)), Judgement::Fresh);
    }
}
