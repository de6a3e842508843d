//! Who waits for what becomes of edits and cancels, and what are they told?

use twinline_model::{OrderId, Source};

use super::Account;
use super::answer::{Answer, Member, MemberOutcome};
use super::api::Action;
use super::commands::Ask;

/// The orders that one command edits, or ends.
#[derive(Debug)]
pub(super) struct Members {
    /// The command names one order alone and is answered as such.
    alone: bool,
    waiting: Vec<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    order: OrderId,
    route: Option<Source>,
    outcome: Option<MemberOutcome>,
}

impl Members {
    pub fn new(alone: bool) -> Self {
        Self { alone, waiting: Vec::new() }
    }

    /// One more; with an outcome if that is known already.
    pub fn push(&mut self, order: OrderId, outcome: Option<MemberOutcome>) {
        self.waiting.push(Waiting { order, route: None, outcome });
    }

    fn open<'a>(&'a mut self, id: &'a OrderId) -> impl Iterator<Item = &'a mut Waiting> {
        self.waiting.iter_mut().filter(move |waiting| waiting.order == *id && waiting.outcome.is_none())
    }

    fn is_complete(&self) -> bool {
        self.waiting.iter().all(|waiting| waiting.outcome.is_some())
    }

    fn into_answer(self) -> Answer {
        let alone = self.alone;
        let members = self.waiting.into_iter().filter_map(|waiting| Some(Member { route: waiting.route, outcome: waiting.outcome? }));
        let mut members: Vec<Member> = members.collect();
        if alone && let Some(member) = members.pop() {
            return match member.outcome {
                MemberOutcome::Done(order) => Answer::Done(order),
                MemberOutcome::Refused(refused) => Answer::Refused(refused),
                MemberOutcome::Unknown { reason } => Answer::Unknown { reason },
            };
        }
        Answer::Members(members)
    }
}

impl Account {
    /// Somebody waits from now on; if everything is known already, they are told at once.
    pub(super) fn wait_for(&mut self, ask: u64, waits: Ask, out: &mut Vec<Action>) {
        self.asks.insert(ask, waits);
        self.answer_members(ask, out);
    }

    pub(super) fn edit_settled(&mut self, id: &OrderId, outcome: &MemberOutcome, out: &mut Vec<Action>) {
        self.settle(edits, id, outcome, out);
    }

    pub(super) fn cancel_settled(&mut self, id: &OrderId, outcome: &MemberOutcome, out: &mut Vec<Action>) {
        self.settle(cancels, id, outcome, out);
    }

    /// The edit leaves on this way.
    pub(super) fn edit_leaves(&mut self, id: &OrderId, by: Source) {
        self.leaves(edits, id, by);
    }

    /// The cancel leaves on this way.
    pub(super) fn cancel_leaves(&mut self, id: &OrderId, by: Source) {
        self.leaves(cancels, id, by);
    }

    fn leaves(&mut self, of: Pick, id: &OrderId, by: Source) {
        for waiting in self.asks.values_mut().filter_map(of).flat_map(|members| members.open(id)) {
            waiting.route = Some(by);
        }
    }

    fn settle(&mut self, of: Pick, id: &OrderId, outcome: &MemberOutcome, out: &mut Vec<Action>) {
        let mut touched = Vec::new();
        for (ask, waits) in &mut self.asks {
            let Some(members) = of(waits) else { continue };
            for waiting in members.open(id) {
                waiting.outcome = Some(outcome.clone());
                touched.push(*ask);
            }
        }
        for ask in touched {
            self.answer_members(ask, out);
        }
    }

    fn answer_members(&mut self, ask: u64, out: &mut Vec<Action>) {
        let complete = matches!(self.asks.get(&ask), Some(Ask::Edit(members) | Ask::Cancel(members)) if members.is_complete());
        if complete && let Some(Ask::Edit(members) | Ask::Cancel(members)) = self.asks.remove(&ask) {
            Self::answer(ask, members.into_answer(), out);
        }
    }
}

/// The members of commands of one kind.
type Pick = fn(&mut Ask) -> Option<&mut Members>;

fn edits(ask: &mut Ask) -> Option<&mut Members> {
    if let Ask::Edit(members) = ask { Some(members) } else { None }
}

fn cancels(ask: &mut Ask) -> Option<&mut Members> {
    if let Ask::Cancel(members) = ask { Some(members) } else { None }
}
