//! What does a bracket want done now? Decided anew from where everything stands, so that it does not matter what was missed:
//! after a crash, a cut or a lost answer the same question has the same answer.
//!
//! - What is held is what the entry executed, less what the exits executed, and never more than the position has room for.
//! - Each leg's open orders together never exceed it: one more part is placed for what is missing, and one that is too much is
//!   canceled first and placed anew, smaller, when the cancel is sure.
//! - One exit that begins to execute ends the rest of the entry; when nothing is held any more, everything else is canceled.

use twinline_model::{Duration, OrderId, Qty, Timestamp};

use super::record::{Bracket, BracketPhase, Exit, IfUnprotected, Leg, Slice, Standing, less};

/// More open orders of a leg than this are put together.
const MOST_SLICES: usize = 8;
/// Protection that is under way is not alarming before this.
const LEAST_GRACE: Duration = Duration::from_millis(50);
/// A leg that executed all of the position closed it; that it is flat, the position itself may tell only so much later.
const CLOSED_BY_LEG: Duration = Duration::from_secs(2);
/// With [`IfUnprotected::Close`], what is held is closed after so long without protection.
const CLOSE_AFTER: Duration = Duration::from_secs(2);

/// What a plan depends on beside the bracket.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub now: Timestamp,
    /// What the position has room for, if that is known well enough to be acted on.
    pub room: Option<Qty>,
    /// The best round trip that was measured.
    pub round_trip: Duration,
    /// False while no order can leave.
    pub can_place: bool,
    /// True while the venue is neither seen nor heard.
    pub blind: bool,
    /// A leg of the venue's own has executed all of the position, as large as it was told to be last.
    pub closed: bool,
}

/// How much a leg must be able to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// The whole position, whatever it is.
    All,
    /// So much.
    Some(Qty),
}

/// What is to be done, and what the bracket is from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// Orders of a leg to be placed.
    pub place: Vec<(Exit, Option<Qty>)>,
    /// Orders to be ended.
    pub cancel: Vec<OrderId>,
    /// True if the venue is to be asked for both legs at once.
    pub ask: bool,
    pub phase: BracketPhase,
    pub reason: Option<String>,
    /// When to look again at the latest, if not before.
    pub wake: Option<Timestamp>,
}

impl Bracket {
    pub(super) fn plan(&self, scene: &Scene) -> Plan {
        let mut plan =
            Plan { place: Vec::new(), cancel: Vec::new(), ask: false, phase: self.phase, reason: self.reason.clone(), wake: None };
        let entering = self.entry.as_ref().filter(|entry| !entry.standing.is_over());
        let need = self.need(scene);
        let nothing = need == Need::Some(Qty::ZERO);
        if let Some(entry) = entering.filter(|entry| entry.ending.is_none() && (self.unwanted || self.is_exiting())) {
            plan.cancel.push(entry.order.clone());
        }
        if self.unwanted || (nothing && entering.is_none()) {
            plan.cancel.extend(self.exits().filter(|slice| is_endable(slice)).map(|slice| slice.order.clone()));
            if entering.is_none() && !self.is_asked() && self.exits().all(|slice| slice.standing.is_over()) {
                (plan.phase, plan.reason) = self.ended();
            }
            return plan;
        }
        self.judge(scene, need, entering.is_some(), &mut plan);
        if self.is_closing(scene, need, &mut plan) {
            return plan;
        }
        if self.native.is_some() {
            self.plan_native(scene, &mut plan);
            return plan;
        }
        for exit in [Exit::StopLoss, Exit::TakeProfit] {
            self.plan_leg(scene, exit, need, &mut plan);
        }
        plan
    }

    /// The venue takes both legs in one call and knows one bracket of a position: of other terms, both are ended first.
    fn plan_native(&self, scene: &Scene, plan: &mut Plan) {
        let legs = [&self.stop_loss, &self.take_profit];
        let open: Vec<&Slice> = legs.into_iter().flat_map(Leg::open).collect();
        let is_stale = |leg: &&Leg| leg.open().any(|slice| leg.terms.is_none() || slice.version != leg.version);
        if legs.iter().any(is_stale) {
            plan.cancel.extend(open.into_iter().filter(|slice| is_endable(slice)).map(|slice| slice.order.clone()));
            return;
        }
        let taken_away = legs.iter().any(|leg| leg.terms.is_some() && leg.taken_away);
        // A leg that has executed closed the position: of one that was opened anew, people are told.
        if !open.is_empty() || self.is_asked() || taken_away || self.is_exiting() || !scene.can_place {
            return;
        }
        match legs.iter().filter_map(|leg| leg.next_try_at).max().filter(|at| *at > scene.now) {
            Some(at) => plan.look_at(at),
            None => plan.ask = true,
        }
    }

    /// How much its legs must cover.
    pub(super) fn need(&self, scene: &Scene) -> Need {
        // A leg of the venue's own closes all of the position and ends the other: that it is flat, the position says.
        if self.is_whole() || (self.native.is_some() && self.is_exiting()) {
            return match scene.room {
                Some(room) if room.is_zero() => Need::Some(Qty::ZERO),
                _ => Need::All,
            };
        }
        let held = self.held();
        Need::Some(scene.room.map_or(held, |room| held.min(room)))
    }

    /// True while an entry that ends at once by its nature has not.
    fn is_entering_at_once(&self) -> bool {
        self.at_once && self.entry.as_ref().is_some_and(|entry| !entry.standing.is_over())
    }

    /// True once one of its exits executes or may.
    fn is_exiting(&self) -> bool {
        self.exits().any(|slice| !slice.executed.is_zero() || slice.standing == Standing::Triggered)
    }

    /// How it ended.
    fn ended(&self) -> (BracketPhase, Option<String>) {
        let refused = self.entry.as_ref().is_some_and(|entry| entry.standing == Standing::Refused && entry.executed.is_zero());
        let came = self.entry.as_ref().is_none_or(|entry| !entry.executed.is_zero());
        let by = [(Exit::StopLoss, "stop_loss"), (Exit::TakeProfit, "take_profit"), (Exit::Close, "closed")];
        let by = by.into_iter().filter(|(exit, _)| !self.leg(*exit).executed().is_zero()).map(|(_, word)| word);
        let exits: Vec<&str> = by.collect();
        let word = match exits.as_slice() {
            _ if refused => "entry_refused".to_owned(),
            [] if self.unwanted => "canceled".to_owned(),
            [] if !came => "entry_ended".to_owned(),
            [] => "closed_elsewhere".to_owned(),
            words => words.join(", "),
        };
        (if refused { BracketPhase::Refused } else { BracketPhase::Done }, Some(word))
    }

    /// Whether what is held is protected, and since when it is not.
    fn judge(&self, scene: &Scene, need: Need, entering: bool, plan: &mut Plan) {
        if need == Need::Some(Qty::ZERO) {
            let blind = entering && scene.blind;
            (plan.phase, plan.reason) = match blind {
                true => {
                    (BracketPhase::Unprotected, Some("the venue cannot be seen: what the entry executes meanwhile has no legs".to_owned()))
                }
                false => (BracketPhase::Entering, None),
            };
            return;
        }
        let guard = self.leg(self.guard());
        // What is canceled here is gone at the venue half a round trip later, and not when its answer comes.
        let way = scene.round_trip.scale(1, 2);
        if covers(guard.lasting(scene.now - way), need) {
            (plan.phase, plan.reason) = (BracketPhase::Protected, None);
            guard.open().filter_map(|slice| slice.ending).filter(|at| *at + way > scene.now).for_each(|at| plan.look_at(at + way));
            return;
        }
        let since = if self.phase == BracketPhase::Protecting { self.since } else { scene.now };
        let least = if scene.closed { CLOSED_BY_LEG } else { LEAST_GRACE };
        let due = since + Duration::max(scene.round_trip.scale(2, 1), least);
        let why = why_not(guard, scene);
        if why.is_some() || self.phase == BracketPhase::Unprotected || due <= scene.now {
            let late = || Some("the venue has not confirmed the order that protects".to_owned());
            let before = self.reason.clone().filter(|_| self.phase == BracketPhase::Unprotected);
            (plan.phase, plan.reason) = (BracketPhase::Unprotected, why.or(before).or_else(late));
        } else {
            (plan.phase, plan.reason) = (BracketPhase::Protecting, None);
            plan.look_at(due);
        }
    }

    /// What could not be protected is closed, if that is its rule.
    fn is_closing(&self, scene: &Scene, need: Need, plan: &mut Plan) -> bool {
        let rule = self.if_unprotected == IfUnprotected::Close && plan.phase == BracketPhase::Unprotected;
        let (true, Need::Some(qty)) = (rule, self.counted(scene, need)) else { return self.closes.open().next().is_some() };
        let since = if self.phase == BracketPhase::Unprotected { self.since } else { scene.now };
        let open = self.closes.open().next().is_some();
        if since + CLOSE_AFTER > scene.now && !open {
            plan.look_at(since + CLOSE_AFTER);
            return false;
        }
        let others = self.stop_loss.open().chain(self.take_profit.open()).filter(|slice| is_endable(slice));
        plan.cancel.extend(others.map(|slice| slice.order.clone()));
        let waits = self.closes.next_try_at.is_some_and(|at| at > scene.now);
        if waits {
            self.closes.next_try_at.into_iter().for_each(|at| plan.look_at(at));
        } else if !open && scene.can_place && !qty.is_zero() {
            plan.place.push((Exit::Close, Some(qty)));
        }
        true
    }

    /// A market order needs a number.
    fn counted(&self, scene: &Scene, need: Need) -> Need {
        match (need, scene.room) {
            (Need::All, Some(room)) => Need::Some(room),
            _ => need,
        }
    }

    fn plan_leg(&self, scene: &Scene, exit: Exit, need: Need, plan: &mut Plan) {
        let leg = self.leg(exit);
        let stale = |slice: &&Slice| leg.terms.is_none() || slice.version != leg.version;
        plan.cancel.extend(leg.open().filter(stale).filter(|slice| is_endable(slice)).map(|slice| slice.order.clone()));
        if leg.terms.is_none() {
            return;
        }
        let lasting: Vec<&Slice> = leg.open().filter(|slice| is_endable(slice) && slice.version == leg.version).collect();
        // After a restart a leg may be remembered, and not the execution that it followed.
        let outran = self.is_entering_at_once() && lasting.iter().any(|slice| slice.standing == Standing::Doubtful);
        match (need, leg.cover()) {
            (Need::Some(qty), Some(_)) if total(&lasting) > qty && !outran => {
                plan.cancel.extend(too_much(&lasting, less(total(&lasting), qty)))
            }
            (Need::Some(qty), Some(cover)) if cover < qty => self.fill_up(scene, exit, Some(less(qty, cover)), plan),
            (Need::All, Some(_)) if leg.open().next().is_none() => self.fill_up(scene, exit, None, plan),
            _ => {}
        }
    }

    /// Places what is missing, as soon as that makes sense.
    fn fill_up(&self, scene: &Scene, exit: Exit, missing: Option<Qty>, plan: &mut Plan) {
        let leg = self.leg(exit);
        if leg.taken_away || !scene.can_place || leg.open().any(|slice| slice.standing == Standing::Sent) {
            return;
        }
        if let Some(at) = leg.next_try_at.filter(|at| *at > scene.now) {
            return plan.look_at(at);
        }
        // An order that ends at once tells of its parts in one go: one order for all of them is better than one for each.
        let begun = if self.phase == BracketPhase::Entering { scene.now } else { self.since };
        let ready = begun + scene.round_trip.scale(1, 4);
        if self.is_entering_at_once() && ready > scene.now {
            return plan.look_at(ready);
        }
        if leg.open().count() >= MOST_SLICES {
            if let Some(smallest) = leg.open().filter(|slice| is_endable(slice)).min_by_key(|slice| slice.rest()) {
                plan.cancel.push(smallest.order.clone());
            }
            return;
        }
        plan.place.push((exit, missing));
    }
}

impl Plan {
    pub(super) fn look_at(&mut self, at: Timestamp) {
        self.wake = Some(self.wake.map_or(at, |wake| wake.min(at)));
    }
}

fn why_not(guard: &Leg, scene: &Scene) -> Option<String> {
    if guard.taken_away {
        return Some("the order that protects was canceled by somebody else".to_owned());
    }
    if let Some(no) = &guard.refusal {
        let code = no.code.as_ref().map_or_else(String::new, |code| format!(" ({code})"));
        return Some(format!("{}{code}", no.message));
    }
    scene.blind.then(|| "the venue cannot be reached".to_owned())
}

fn covers(cover: Option<Qty>, need: Need) -> bool {
    match (cover, need) {
        (None, _) => true,
        (Some(cover), Need::Some(qty)) => cover >= qty,
        (Some(_), Need::All) => false,
    }
}

/// Open, and nobody has ended it yet.
fn is_endable(slice: &Slice) -> bool {
    slice.ending.is_none() && !slice.standing.is_over()
}

fn total(slices: &[&Slice]) -> Qty {
    slices.iter().filter_map(|slice| slice.rest()).fold(Qty::ZERO, super::record::more)
}

/// One order to end of those that are too much together: the smallest that suffices, else the largest.
fn too_much(slices: &[&Slice], excess: Qty) -> Option<OrderId> {
    let enough = slices.iter().filter(|slice| slice.rest().is_some_and(|rest| rest >= excess)).min_by_key(|slice| slice.rest());
    enough.or_else(|| slices.iter().max_by_key(|slice| slice.rest())).map(|slice| slice.order.clone())
}
