//! What does the venue say of the past?
//!
//! It is asked for one span that it answers at once; whoever asks goes on from where that ended. Rows are folded in as any others
//! are, so that what is asked for once is in the journal for good.

use twinline_model::{Duration, Timestamp};
use twinline_venue::Refusal;
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, History};

use super::Account;
use super::answer::{Answer, Fetched};
use super::api::Action;
use super::calls::{Asked, Purpose};
use super::command::Past;
use super::commands::{Ask, refused_by_venue};
use crate::limits::Priority;

/// Times of history are told to the millisecond by the coarsest venue: the next span begins so much after the last one's end.
const NEXT: Duration = Duration::from_millis(1);

/// Somebody who waits for rows.
#[derive(Debug, Default)]
pub(super) struct Fetching {
    /// Answers that are missing.
    open: u32,
    said: Fetched,
}

impl Account {
    pub(super) fn fetch(&mut self, now: Timestamp, ask: u64, past: Past, wanted: History, out: &mut Vec<Action>) {
        let (history, next) = self.span(now, wanted, &past);
        let steps: Vec<AccountStep> = match past {
            Past::Fills(instrument) => vec![AccountStep::Fills { instrument, history }],
            Past::Transactions => vec![AccountStep::Transactions { history }],
            Past::Orders(instrument) => {
                let of = |conditional: &bool| AccountStep::Orders {
                    instrument: instrument.clone(),
                    conditional: *conditional,
                    history: history.clone(),
                };
                self.books().iter().map(of).collect()
            }
        };
        let open = u32::try_from(steps.len()).unwrap_or(u32::MAX);
        self.asks.insert(ask, Ask::Fetch(Fetching { open, said: Fetched { rows: 0, next } }));
        for step in steps {
            self.ask(now, step, Priority::Query, Purpose::Fetch(ask), out);
        }
    }

    /// The part of a stretch that the venue answers at once, and where the rest of it begins.
    fn span(&self, now: Timestamp, wanted: History, past: &Past) -> (History, Option<Timestamp>) {
        let page = match past {
            Past::Orders(_) => self.spec.orders_page,
            Past::Fills(_) => self.spec.fills_page,
            Past::Transactions => self.spec.transactions_page,
        };
        let limit = if wanted.limit == 0 { page } else { wanted.limit };
        let end = wanted.to.unwrap_or(now + self.view.clock_offset);
        let Some(most) = wanted.from.map(|from| from + self.spec.history_window).filter(|most| *most < end) else {
            return (History { limit, ..wanted }, None);
        };
        (History { to: Some(most), limit, ..wanted }, Some(most + NEXT))
    }

    /// One of the questions was answered.
    pub(super) fn fetch_answered(&mut self, ask: u64, asked: &Asked, facts: &AccountFacts, out: &mut Vec<Action>) {
        let Some(Ask::Fetch(fetching)) = self.asks.get_mut(&ask) else { return };
        let (rows, newest) = facts.items.iter().filter_map(time_of).fold((0, None), |(rows, newest), ts| (rows + 1, newest.max(Some(ts))));
        fetching.open = fetching.open.saturating_sub(1);
        fetching.said.rows += rows;
        let history = match &asked.step {
            AccountStep::Orders { history, .. } | AccountStep::Fills { history, .. } | AccountStep::Transactions { history } => history,
            _ => return,
        };
        // A full page ends where its newest row stands: the rest of the span follows, that row again with it.
        let cut = newest.filter(|newest| rows > 0 && rows >= history.limit as usize && Some(*newest) > history.from);
        fetching.said.next = match (cut, fetching.said.next) {
            (Some(cut), Some(next)) => Some(cut.min(next)),
            (cut, next) => cut.or(next),
        };
        if fetching.open == 0 {
            let said = fetching.said;
            self.asks.remove(&ask);
            Self::answer(ask, Answer::Fetched(said), out);
        }
    }

    /// It will not be answered: what is folded in already stays.
    pub(super) fn fetch_failed(&mut self, ask: u64, refusal: Refusal, out: &mut Vec<Action>) {
        if self.asks.remove(&ask).is_some() {
            Self::answer(ask, Answer::Refused(refused_by_venue(refusal)), out);
        }
    }
}

fn time_of(fact: &AccountFact) -> Option<Timestamp> {
    match fact {
        AccountFact::Order(order) => Some(order.ts),
        AccountFact::Fill(fill) => Some(fill.ts),
        AccountFact::Transaction(row) => Some(row.ts),
        _ => None,
    }
}
