//! What is done because its time has come?

use std::time::Instant;

use twinline_model::{Duration, InstrumentId, Timestamp};
use twinline_paper::{House as Engine, Shown};

use super::{DUE_AGAIN, Desk, FUND_AGAIN, REST};
use crate::clock::now;
use crate::config::HouseSettings;
use crate::house::calendar::{Business, Calendar};
use crate::house::expiry::Ended;
use crate::house::keep::Beside;

impl Desk {
    /// When time alone changes something.
    pub(super) fn wake(&self) -> Option<Timestamp> {
        let due = self.engine.next().map(|at| at.max(self.not_before));
        let funding = self.due.fundings.first(|instrument| self.engine.is_listed(instrument)).map(|due| due.at.max(self.not_funded_before));
        let ended =
            self.due.expiries.first(|instrument| self.engine.is_listed(instrument)).map(|ended| ended.at.max(self.not_settled_before));
        [due, funding, ended, Some(self.calendar.next()), self.parked.front().map(|parked| parked.until)].into_iter().flatten().min()
    }

    pub(super) fn time(&mut self) {
        self.release();
        let now = now();
        self.day(now);
        if now >= self.not_before && self.engine.next().is_some_and(|at| at <= now) {
            let begun = Instant::now();
            let done = self.engine.pass(now);
            let spent = i64::try_from(begun.elapsed().as_nanos()).unwrap_or(i64::MAX / REST);
            self.not_before = now + Duration::from_nanos(spent * REST);
            if done.is_err() || self.engine.next().is_some_and(|at| at <= now) {
                self.not_before = now + DUE_AGAIN;
            }
            self.passed(now, done);
        }
    }

    /// The day's business, one piece after the other.
    pub(super) fn day(&mut self, now: Timestamp) {
        loop {
            let listed = |instrument: &InstrumentId| self.engine.is_listed(instrument);
            let funding = self.due.fundings.first(listed).filter(|_| self.not_funded_before <= now).map(|due| due.at);
            let ended = self.due.expiries.first(listed).filter(|ended| ended.at <= now && self.not_settled_before <= now);
            let business = self.calendar.due(now);
            let first = [funding, ended.as_ref().map(|ended| ended.at), business.map(|(_, since)| since)].into_iter().flatten().min();
            match (first, ended, business) {
                (Some(at), ..) if funding == Some(at) => self.fund(now),
                (Some(at), Some(ended), _) if ended.at == at => self.settle(now, &ended),
                (Some(_), _, Some((business, _))) => self.business(now, business),
                _ => return,
            }
        }
    }

    /// What is held of a contract that has ended is closed, and that it is needed no more is kept in the same record.
    fn settle(&mut self, now: Timestamp, ended: &Ended) {
        match self.engine.show(now, &ended.instrument, &Shown::Ended { mark: ended.mark }) {
            Ok(events) => {
                let settings = self.due.expiries.settled(&ended.instrument).into_iter().collect();
                self.happened(now, &events, Beside { settings, ..Beside::default() }, None);
            }
            Err(no) => {
                self.not_settled_before = now + FUND_AGAIN;
                self.passed(now, Err(no));
            }
        }
    }

    fn business(&mut self, now: Timestamp, business: Business) {
        let (done, at) = match business {
            Business::Settle => (self.engine.settle(now), self.settings.settles_at),
            Business::SquareOff => (self.engine.square_off(now), self.settings.squares_off_at),
        };
        self.calendar.tried(business, now, done.is_ok(), at);
        self.passed(now, done);
    }

    /// Exchanges what is due first. What follows it is kept in the same record, so that it is not exchanged again.
    pub(super) fn fund(&mut self, now: Timestamp) {
        let Some(due) = self.due.fundings.first(|instrument| self.engine.is_listed(instrument)) else { return };
        let instrument = due.instrument.clone();
        match self.engine.show(now, &instrument, &Shown::Funding { rate: due.rate, mark: due.mark }) {
            Ok(events) => {
                let settings = self.due.fundings.paid(&instrument).into_iter().collect();
                self.happened(now, &events, Beside { settings, ..Beside::default() }, None);
            }
            Err(no) => {
                self.not_funded_before = now + FUND_AGAIN;
                self.passed(now, Err(no));
            }
        }
    }
}

/// Of a house that is new nothing is due before tomorrow.
pub(super) fn calendar(settings: &HouseSettings, engine: &Engine) -> Calendar {
    let kept_until = engine.kept_until();
    let since = if kept_until == Timestamp::default() { now() } else { kept_until };
    Calendar::new(settings.settles_at, settings.squares_off_at, since)
}
