//! Which funding is due, when, and at which rate?
//!
//! What a market says of the running interval is kept beside the events, so that an exchange that falls due while nobody is there is made
//! up for. What was paid, and what follows it, are one record: each exchange is made at most once. A market that nobody needs any more is
//! forgotten, and whoever holds it later owes nothing of before.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use twinline_model::{Duration, InstrumentId, MarkPrice, Price, Rate, Timestamp};
use twinline_store::{Journal, StoreError, Write};

/// Below this name stands what is known of every market's interval.
const KEY: &str = "house:funding:";
/// ASSUMED: the longest interval of any venue, and that of one of which only one time is known.
const LONGEST: Duration = Duration::from_secs(8 * 3_600);
/// ASSUMED: no venue exchanges funding more often.
const SHORTEST: Duration = Duration::from_secs(60);
/// What moves all the time is kept so often.
const KEPT_EVERY: Duration = Duration::from_secs(60);

/// A market's running interval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Running {
    /// Longs pay this share to shorts at its end.
    rate: Rate,
    /// Mark price.
    mark: Price,
    /// Its end, nanoseconds since 1970.
    at_ns: i64,
    /// Its length, nanoseconds.
    every_ns: i64,
}

/// An exchange that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) instrument: InstrumentId,
    pub(super) at: Timestamp,
    pub(super) rate: Rate,
    /// The mark price when it was last heard of before.
    pub(super) mark: Price,
    /// The interval that begins with it.
    then: Running,
}

/// What markets say, and what is to be exchanged.
#[derive(Debug, Default)]
pub(super) struct Fundings {
    /// Each with the time when it was kept last.
    running: BTreeMap<InstrumentId, (Running, Timestamp)>,
    /// The oldest first.
    due: VecDeque<Due>,
}

impl Fundings {
    /// As it was kept; what has fallen due since is due now. Waits for a disk.
    pub(super) fn load(journal: &dyn Journal, now: Timestamp) -> Result<Self, StoreError> {
        let mut fundings = Self::default();
        for (key, value) in journal.settings(KEY)? {
            let name = key.strip_prefix(KEY).and_then(|name| name.parse::<InstrumentId>().ok());
            let Some((instrument, running)) = name.zip(serde_json::from_slice::<Running>(&value).ok()) else {
                tracing::error!(key, "what a market said of its funding cannot be read; what fell due meanwhile is not exchanged");
                continue;
            };
            fundings.running.insert(instrument.clone(), (running, Timestamp::default()));
            fundings.fall_due(now, &instrument, Timestamp::from_nanos(i64::MAX));
        }
        Ok(fundings)
    }

    /// A market says this of itself; what is to be kept of it.
    pub(super) fn heard(&mut self, now: Timestamp, instrument: &InstrumentId, mark: &MarkPrice) -> Option<Write> {
        let (rate, next) = mark.funding_rate.zip(mark.next_funding_ts)?;
        let ended = self.running.get(instrument).is_some_and(|(running, _)| running.at_ns < next.as_nanos());
        let mut every_ns = LONGEST.as_nanos();
        if ended {
            every_ns = self.fall_due(now, instrument, next).unwrap_or(every_ns);
        } else if let Some((running, kept)) = self.running.get_mut(instrument) {
            (running.rate, running.mark) = (rate, mark.mark);
            if running.at_ns == next.as_nanos() && now - *kept < KEPT_EVERY {
                return None;
            }
            every_ns = running.every_ns;
        }
        let running = Running { rate, mark: mark.mark, at_ns: next.as_nanos(), every_ns };
        self.running.insert(instrument.clone(), (running.clone(), now));
        // What is due is kept as such until it is paid: the payment's record says what follows.
        let owed = self.due.iter().any(|due| due.instrument == *instrument);
        if owed { None } else { Some(kept(instrument, Some(&running))) }
    }

    /// Lets all be due that ended by now and before a time; the length of the interval that begins.
    fn fall_due(&mut self, now: Timestamp, instrument: &InstrumentId, before: Timestamp) -> Option<i64> {
        let (running, _) = self.running.get_mut(instrument)?;
        let (first, owed) = (running.at_ns, self.due.len());
        running.every_ns = running.every_ns.clamp(SHORTEST.as_nanos(), LONGEST.as_nanos());
        while running.at_ns < before.as_nanos() && running.at_ns <= now.as_nanos() {
            let at = Timestamp::from_nanos(running.at_ns);
            running.at_ns = running.at_ns.saturating_add(running.every_ns);
            let (rate, mark) = (running.rate, running.mark);
            self.due.push_back(Due { instrument: instrument.clone(), at, rate, mark, then: running.clone() });
        }
        // Only of one that was followed from its end to the next is the length known anew.
        let between = before.as_nanos().saturating_sub(first).clamp(SHORTEST.as_nanos(), LONGEST.as_nanos());
        let length = if self.due.len() == owed + 1 { between } else { running.every_ns };
        self.due.make_contiguous().sort_by(|a, b| (a.at, &a.instrument).cmp(&(b.at, &b.instrument)));
        Some(length)
    }

    /// What is to be exchanged first, of the markets that can be.
    pub(super) fn first(&self, can: impl Fn(&InstrumentId) -> bool) -> Option<&Due> {
        self.due.iter().find(|due| can(&due.instrument))
    }

    /// The first of a market is exchanged; what is to be kept with it.
    pub(super) fn paid(&mut self, instrument: &InstrumentId) -> Option<Write> {
        let ix = self.due.iter().position(|due| due.instrument == *instrument)?;
        let due = self.due.remove(ix)?;
        let more = self.due.iter().any(|other| other.instrument == due.instrument);
        let heard = self.running.get(&due.instrument).map(|(running, _)| running);
        let then = if more { &due.then } else { heard.unwrap_or(&due.then) };
        Some(kept(&due.instrument, Some(then)))
    }

    /// Nobody needs any market but these; what is to be kept of that.
    pub(super) fn forget(&mut self, needed: impl Fn(&InstrumentId) -> bool) -> Vec<Write> {
        let over: Vec<InstrumentId> = self.running.keys().filter(|instrument| !needed(instrument)).cloned().collect();
        self.due.retain(|due| !over.contains(&due.instrument));
        self.running.retain(|instrument, _| !over.contains(instrument));
        over.iter().map(|instrument| kept(instrument, None)).collect()
    }
}

fn kept(instrument: &InstrumentId, running: Option<&Running>) -> Write {
    // Decimals and whole numbers can always be written.
    let value = running.and_then(|running| serde_json::to_vec(running).ok());
    Write::Setting { key: format!("{KEY}{instrument}"), value }
}

#[cfg(test)]
mod tests;
