//! What comes in, in which order, and what is done about it?

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration as StdDuration;

use tokio::sync::{mpsc, watch};
use twinline_core::session::StreamState;
use twinline_model::{Duration, InstrumentId, MarketEvent, Timestamp};
use twinline_paper::{Asked, Event, House as Engine, No, Reply, Shown};
use twinline_runtime::Asker;
use twinline_venue::Sub;

use super::calendar::Calendar;
use super::keep::{Beside, Keep, Telling};
use super::markets::Markets;
use super::rule::{Given, Rules, refusal};
use super::{Due, In, busy};
use crate::clock::now;
use crate::config::HouseSettings;
use crate::hub::Seen;
use crate::totals::Totals;

mod jobs;
#[cfg(test)]
mod tests;

use jobs::calendar;

/// Orders that wait for their market to be shown.
const MAX_PARKED: usize = 256;
/// How long they wait: shorter than whoever sent them does.
const PARKED_FOR: Duration = Duration::from_millis(1_500);
/// How long what is due and cannot be done yet waits.
const DUE_AGAIN: Duration = Duration::from_millis(100);
/// The same of funding, and of contracts that have ended.
const FUND_AGAIN: Duration = Duration::from_secs(5);
/// Requests that are taken one behind the other.
const TOGETHER: usize = 64;
/// The passing of time looks at every open order: it waits so many times as long as it took, so that requests come first.
const REST: i64 = 4;
/// How often lists and needs are looked at.
const TEND_EVERY: StdDuration = StdDuration::from_millis(200);

/// An order that came before its market was shown.
#[derive(Debug)]
struct Parked {
    instrument: InstrumentId,
    until: Timestamp,
    asked: Asked,
    asker: Asker,
}

/// The task that owns the house.
#[derive(Debug)]
pub(super) struct Desk {
    engine: Engine,
    settings: HouseSettings,
    keep: Keep,
    markets: Markets,
    parked: VecDeque<Parked>,
    /// Not before then is time looked at again: what is due may have to wait for the terms of what it is about.
    not_before: Timestamp,
    totals: Arc<Totals>,
    given: Given,
    calendar: Calendar,
    due: Due,
    /// Not before then is funding tried again that could not be exchanged.
    not_funded_before: Timestamp,
    /// The same of contracts that could not be settled.
    not_settled_before: Timestamp,
}

impl Desk {
    pub(super) fn new(mut engine: Engine, settings: HouseSettings, keep: Keep, markets: Markets, totals: Arc<Totals>, due: Due) -> Self {
        engine.list_all(due.expiries.instruments(), &settings.terms);
        let calendar = calendar(&settings, &engine);
        let (parked, given) = (VecDeque::new(), Given::default());
        let [not_before, not_funded_before, not_settled_before] = [Timestamp::default(); 3];
        Self { engine, settings, keep, markets, parked, not_before, totals, given, calendar, due, not_funded_before, not_settled_before }
    }

    pub(super) async fn run(mut self, mut asked: mpsc::Receiver<In>, mut seen: mpsc::Receiver<Seen>, mut stop: watch::Receiver<bool>) {
        let mut tend = tokio::time::interval(TEND_EVERY);
        tend.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let wake = self.wake();
            tokio::select! {
                input = asked.recv() => match input {
                    Some(input) => self.inputs(input, &mut asked),
                    None => return,
                },
                Some(shown) = seen.recv() => self.seen(shown),
                () = sleep_until(wake) => self.time(),
                _ = tend.tick() => self.tend(),
                () = self.keep.failed() => self.begin_anew(&mut asked, &mut stop).await,
                _ = stop.changed() => return,
            }
        }
    }

    /// Some of what waits, before time and markets are looked at again.
    fn inputs(&mut self, first: In, asked: &mut mpsc::Receiver<In>) {
        self.input(first);
        for _ in 1..TOGETHER {
            match asked.try_recv() {
                Ok(input) => self.input(input),
                Err(_) => return,
            }
        }
    }

    fn input(&mut self, input: In) {
        match input {
            In::Link { account, ear } => self.keep.link(account, ear),
            In::Rule(rules) => self.rule(*rules),
            In::Ask { body, asker } => match Engine::read(&body) {
                Err(Reply { status, body, .. }) => asker.answer(status, body),
                Ok(asked) => self.ask(asked, asker),
            },
        }
    }

    fn ask(&mut self, asked: Asked, asker: Asker) {
        let now = now();
        if let Some(instrument) = asked.trades().cloned() {
            self.markets.show(now, &instrument);
            if !self.engine.is_fit(now, &instrument) {
                return match self.parked.len() < MAX_PARKED {
                    true => self.parked.push_back(Parked { instrument, until: now + PARKED_FOR, asked, asker }),
                    false => busy(asker, "too many orders wait for their markets"),
                };
            }
        }
        self.take(asked, asker);
    }

    fn take(&mut self, asked: Asked, asker: Asker) {
        let now = now();
        let Reply { status, body, events } = self.engine.take(now, asked);
        self.happened(now, &events, Beside::default(), Some(Telling::Answer { asker, status, body }));
    }

    /// Orders whose market can be traded in by now, or that have waited long enough.
    fn release(&mut self) {
        let now = now();
        let (engine, waiting) = (&self.engine, std::mem::take(&mut self.parked));
        let (ready, later): (VecDeque<_>, VecDeque<_>) =
            waiting.into_iter().partition(|parked| parked.until <= now || engine.is_fit(now, &parked.instrument));
        self.parked = later;
        ready.into_iter().for_each(|parked| self.take(parked.asked, parked.asker));
    }

    fn rule(&mut self, Rules { rule, audit, claim, reply }: Rules) {
        let now = now();
        if let Some(result) = claim.as_ref().and_then(|claim| self.given.find(claim)) {
            return self.keep.write(&[], Beside::default(), vec![Telling::Ruled { reply, result }]);
        }
        let done = rule.apply(now, &mut self.engine, &self.settings.deposits);
        let (events, result) = match done {
            Ok(events) => (events, self.engine.balances(now, rule.name()).map_err(refusal)),
            Err(no) => (Vec::new(), Err(refusal(no))),
        };
        // A key under which nothing was done is free again.
        let claim = claim.zip(result.as_ref().ok()).and_then(|(claim, balances)| self.given.keep(claim, balances));
        self.happened(now, &events, Beside { audit: Some(audit), claim, ..Beside::default() }, Some(Telling::Ruled { reply, result }));
    }

    fn seen(&mut self, seen: Seen) {
        match seen {
            Seen::State(sub, state) => self.state(&sub, state.as_deref()),
            Seen::Trades(instrument, trades) if self.markets.takes_trades(&instrument) => {
                trades.iter().for_each(|trade| self.shown(&instrument, &Shown::Trade(trade)));
            }
            Seen::Trades(..) => {}
        }
    }

    fn state(&mut self, sub: &Sub, state: Option<&StreamState>) {
        let Some(instrument) = &sub.instrument else { return };
        if let Some(MarketEvent::Mark(mark)) = state.and_then(|state| state.event.as_ref()).filter(|_| self.markets.is_shown(instrument)) {
            let now = now();
            let settings =
                self.due.fundings.heard(now, instrument, mark).into_iter().chain(self.due.expiries.heard(now, instrument, mark.mark));
            let settings: Vec<_> = settings.collect();
            self.keep.write(&[], Beside { settings, ..Beside::default() }, Vec::new());
            self.day(now);
        }
        for shown in self.markets.judge(sub, state) {
            self.shown(instrument, &shown);
        }
        if self.parked.iter().any(|parked| parked.instrument == *instrument) {
            self.release();
        }
    }

    pub(super) fn shown(&mut self, instrument: &InstrumentId, shown: &Shown<'_>) {
        let now = now();
        let done = self.engine.show(now, instrument, shown);
        self.passed(now, done);
    }

    fn tend(&mut self) {
        if let Some(listed) = self.markets.listed() {
            self.engine.list_all(listed.iter().map(|instrument| &**instrument), &self.settings.terms);
            // What fell due before comes first, before anything is traded.
            self.day(now());
        }
        let engaged: BTreeSet<InstrumentId> = self.engine.engaged().cloned().collect();
        let mut settings = self.due.expiries.follow(now(), &engaged, |instrument| self.markets.find(instrument));
        self.markets.tend(now(), engaged);
        settings.extend(self.due.fundings.forget(|instrument| self.markets.is_shown(instrument)));
        self.keep.write(&[], Beside { settings, ..Beside::default() }, Vec::new());
    }

    /// What markets and time have led to. Of a refused input nothing has happened.
    fn passed(&mut self, now: Timestamp, done: Result<Vec<Event>, No>) {
        match done {
            Ok(events) if events.is_empty() => {}
            Ok(events) => self.happened(now, &events, Beside::default(), None),
            Err(no) => {
                self.totals.unfollowed();
                tracing::warn!(code = no.code, reason = no.message, "the house cannot follow a market");
            }
        }
    }

    fn happened(&mut self, now: Timestamp, events: &[Event], beside: Beside, answer: Option<Telling>) {
        let frames = self.engine.told(now, events).into_iter().filter_map(|(account, told)| {
            let account = self.engine.name(account)?.to_owned();
            Some(match serde_json::to_string(&told) {
                Ok(text) => Telling::Frame { account, text },
                Err(error) => {
                    tracing::error!(account, %error, "what happened cannot be told; the account asks for all anew");
                    Telling::HangUp { account }
                }
            })
        });
        self.keep.write(events, beside, answer.into_iter().chain(frames).collect());
    }

    /// After a failure of the journal: the house is again what is kept. Whoever asks meanwhile is told to ask again.
    async fn begin_anew(&mut self, asked: &mut mpsc::Receiver<In>, stop: &mut watch::Receiver<bool>) {
        self.parked.clear();
        self.given = Given::default();
        loop {
            self.keep.hang_up();
            while let Ok(input) = asked.try_recv() {
                if let In::Ask { asker, .. } = input {
                    busy(asker, "the journal fails");
                }
            }
            if let Some((engine, due)) = self.keep.reload(&self.settings).await {
                (self.engine, self.due) = (engine, due);
                self.engine.list_all(self.due.expiries.instruments(), &self.settings.terms);
                self.calendar = calendar(&self.settings, &self.engine);
                let listed: Vec<_> = self.markets.all();
                self.engine.list_all(listed.iter().map(|instrument| &**instrument), &self.settings.terms);
                return self.markets.renew();
            }
            if *stop.borrow_and_update() {
                return;
            }
            tokio::time::sleep(TEND_EVERY).await;
        }
    }
}

async fn sleep_until(at: Option<Timestamp>) {
    match at {
        None => std::future::pending().await,
        Some(at) => {
            let left = u64::try_from((at - now()).as_nanos()).unwrap_or(0);
            tokio::time::sleep(StdDuration::from_nanos(left)).await;
        }
    }
}
