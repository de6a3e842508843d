//! Is what is held protected, at every moment, whatever fails? One bracket after the other in a fast market; the venue's own
//! books are the referee.
//!
//! - **Over-sold**: the position has the other sign than everything that was bought, or the open orders of one leg together
//!   could end more than was ever bought.
//! - **Naked**: the venue holds a position without a stop that covers it, the gateway has been told so, and for longer than two
//!   round trips (after a kill: five) nobody was alarmed. What no event has told yet is counted apart.

use std::collections::VecDeque;
use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use rust_decimal::Decimal;
use twinline_core::account::{AccountState, Bracket, BracketPhase, BracketWish, Checks, Command, IfUnprotected, LegTerms, Order};
use twinline_model::{
    ClientOrderId, Duration, Freshness, Instrument, OrderTicket, OrderType, PositionSide, Price, Qty, Side, Timestamp, TriggerBy,
};
use twinline_sim::{Exposure, FaultName, FaultSpec, SymbolSpec, symbol};
use twinline_venue::Codec;

use super::judge::judge;
use super::scene::{Incident, Trading};
use super::setup::TradingSetup;
use crate::oracle::Violation;

/// When every world begins.
pub(super) const START: Timestamp = Timestamp::from_millis(1_767_607_217_000);
/// What is traded.
const SYMBOL: &str = "XRPUSDT";
/// How often the venue's books are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// How long a bracket is watched before the next one, or the end.
pub(super) const WATCHED: Duration = Duration::from_secs(3);
/// What is added to every bound: the clock of the gateway ticks so coarsely, and a disk takes its time.
const SLACK: Duration = Duration::from_millis(110);
/// Longest that a killed gateway takes until its account is live again while the venue answers; it is counted to the restart.
const RESTARTED_WITHIN: Duration = Duration::from_secs(3);
/// After healing everything is settled and equal within this.
const SETTLED_WITHIN: Duration = Duration::from_secs(110);

/// Faults of which some strike in a run: name, and the longest time that they last.
const FAULTS: [(FaultName, u32); 13] = [
    (FaultName::ReplyLost, 2_000),
    (FaultName::TimeoutDone, 2_000),
    (FaultName::TimeoutLost, 2_000),
    (FaultName::UnknownDone, 2_000),
    (FaultName::UnknownLost, 2_000),
    (FaultName::Unavailable, 2_000),
    (FaultName::Throttled, 2_000),
    (FaultName::EventBeforeReply, 4_000),
    (FaultName::EventDrop, 2_000),
    (FaultName::EventDup, 4_000),
    (FaultName::EventLate, 2_000),
    (FaultName::QueryLate, 4_000),
    (FaultName::WsCut, 0),
];

/// What was seen in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BracketReport {
    /// Brackets that were begun.
    pub brackets: u64,
    /// Times that the gateway was killed.
    pub kills: u64,
    /// Looks at which something was naked for longer than its bound, and people had been alarmed.
    pub alarms: u64,
    /// Looks at which the venue had less than the gateway could know.
    pub unseen: u64,
    /// Stops and take-profits that executed.
    pub exits: u64,
}

/// Runs one seed.
pub fn run_brackets(seed: u64, codec: &Arc<dyn Codec>, trace: bool) -> (Result<BracketReport, Violation>, Vec<String>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x6272_6163_6b65_7473);
    let symbols = symbol(SYMBOL).map(|spec| SymbolSpec { pace_ms: i64::from(4 + rng.next_u32() % 120), ..spec }).into_iter().collect();
    let setup = TradingSetup {
        trace,
        command_link: !rng.next_u32().is_multiple_of(4),
        history_minutes: 1,
        ..TradingSetup::new(seed, symbols, START)
    };
    let mut world = match Trading::new(&setup, Arc::clone(codec)) {
        Ok(world) => world,
        Err(violation) => return (Err(violation), Vec::new()),
    };
    world.begin();
    let result = play(&mut world, &mut rng);
    (result, world.trace().to_vec())
}

pub(super) fn report(mut watch: Watch, world: &mut Trading) -> Result<BracketReport, Violation> {
    world.heal();
    watch.report.kills = world.kills();
    agree(world)?;
    let exits = world.gateway().account().state().brackets().flat_map(Bracket::exits);
    watch.report.exits = exits.filter(|slice| !slice.executed.is_zero()).count() as u64;
    Ok(watch.report)
}

fn play(world: &mut Trading, rng: &mut ChaCha8Rng) -> Result<BracketReport, Violation> {
    world.run_for(Duration::from_secs(2))?;
    let mut watch = Watch::default();
    for number in 1..=1 + rng.next_u32() % 2 {
        watch.strike(world, rng);
        let Some(wish) = wish(world, rng, number) else { continue };
        let checks = Checks { actor: "trader".to_owned(), ..Checks::default() };
        world.command(Command::Bracket { ask: u64::from(number), wish: Box::new(wish), checks });
        watch.report.brackets += 1;
        watch.look_for(world, WATCHED)?;
    }
    report(watch, world)
}

/// Plans what fails. From when on may the gateway miss what the venue does?
fn faults(world: &mut Trading, rng: &mut ChaCha8Rng) -> Option<Timestamp> {
    let mut deaf_from: Option<Timestamp> = None;
    let mut deaf = |at: Timestamp| deaf_from = Some(deaf_from.map_or(at, |before| before.min(at)));
    let span = u32::try_from(WATCHED.as_millis()).unwrap_or(1);
    let soon = |rng: &mut ChaCha8Rng| Duration::from_millis(i64::from(rng.next_u32() % span));
    for (name, most) in FAULTS {
        if !rng.next_u32().is_multiple_of(5) {
            continue;
        }
        let mut spec = FaultSpec::new(name);
        spec.seed = u64::from(rng.next_u32());
        if most > 0 {
            spec.for_ms = Some(i64::from(100 + rng.next_u32() % most));
            spec.rate_ppm = Some(100_000 * i64::from(2 + rng.next_u32() % 8));
        }
        let at = world.now() + soon(rng);
        if matches!(name, FaultName::EventDrop | FaultName::EventLate) {
            deaf(at);
        }
        world.schedule(at, Incident::Venue(spec));
    }
    if rng.next_u32().is_multiple_of(6) {
        let at = world.now() + soon(rng);
        deaf(at);
        world.schedule(at, Incident::Cable(Duration::from_millis(i64::from(50 + rng.next_u32() % 2_000))));
    }
    if rng.next_u32().is_multiple_of(2) {
        let at = world.now() + soon(rng);
        world.schedule(at, Incident::Kill);
    }
    deaf_from
}

/// A bracket whose legs are near: one of them is likely to be touched while it is watched.
fn wish(world: &Trading, rng: &mut ChaCha8Rng, number: u32) -> Option<BracketWish> {
    let instrument = world.instruments().iter().next()?.clone();
    let bid = world.bid(&instrument.id)?;
    let side = Side::Buy;
    let limit = rng.next_u32().is_multiple_of(2);
    let id = ClientOrderId::new(&format!("tb-{number}")).ok()?;
    let leg = |off: i64, rng: &mut ChaCha8Rng| LegTerms {
        trigger_price: near(&instrument, bid, off),
        price: None,
        trigger_by: if rng.next_u32().is_multiple_of(4) { TriggerBy::Mark } else { TriggerBy::Last },
    };
    let distance = |rng: &mut ChaCha8Rng| i64::from(1 + rng.next_u32() % 6);
    let (down, up) = (distance(rng), distance(rng));
    let worth = if limit { 20_000 + rng.next_u32() % 100_000 } else { 60 + rng.next_u32() % 20_000 };
    let lot = instrument.lot_size.value();
    let qty = Qty::new(((Decimal::from(worth) / bid.value() / lot).ceil() * lot).normalize());
    let entry = OrderTicket {
        qty: Some(qty),
        price: limit.then(|| near(&instrument, bid, i64::from(rng.next_u32() % 3) - 1)),
        ..OrderTicket::new(id.clone(), instrument.id.clone(), side, if limit { OrderType::Limit } else { OrderType::Market })
    };
    let both = rng.next_u32() % 4;
    Some(BracketWish {
        id,
        instrument: instrument.id.clone(),
        side,
        position_side: PositionSide::Both,
        qty: None,
        stop_loss: Some(leg(-down, rng)),
        take_profit: (both != 0).then(|| leg(up, rng)),
        if_unprotected: if rng.next_u32().is_multiple_of(4) { IfUnprotected::Close } else { IfUnprotected::Alert },
        entry: Some(entry),
    })
}

pub(super) fn near(instrument: &Instrument, price: Price, off: i64) -> Price {
    let tick = instrument.tick_size.value();
    Price::new(((price.value() * (Decimal::ONE + Decimal::new(off, 4)) / tick).round() * tick).normalize())
}

/// What the referee remembers.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// What was held as far as the gateway knew, what was stopped, and whether people were alarmed, at each look of late.
    looks: VecDeque<(Timestamp, Decimal, Decimal, bool)>,
    /// From when on events may have been lost: what the venue ended in silence only an audit finds.
    deaf_from: Option<Timestamp>,
    kills: u64,
    killed_at: Option<Timestamp>,
    /// When it was live again after the last kill.
    back_at: Option<Timestamp>,
    pub report: BracketReport,
}

impl Watch {
    /// Plans what fails from now on.
    pub fn strike(&mut self, world: &mut Trading, rng: &mut ChaCha8Rng) {
        self.deaf_from = match (self.deaf_from, faults(world, rng)) {
            (Some(before), Some(at)) => Some(before.min(at)),
            (before, at) => before.or(at),
        };
    }

    /// What was seen until now counts no more.
    pub fn begin_anew(&mut self) {
        self.looks.clear();
        self.deaf_from = None;
    }

    pub fn look_for(&mut self, world: &mut Trading, length: Duration) -> Result<(), Violation> {
        let end = world.now() + length;
        while world.now() < end {
            world.run_for(LOOK_EVERY)?;
            self.look(world)?;
        }
        Ok(())
    }

    fn look(&mut self, world: &Trading) -> Result<(), Violation> {
        let now = world.now();
        let seen = exposure(world)?;
        if seen.held < Decimal::ZERO {
            return Err(Violation::new(format!("over-sold: the position is {} of {}", seen.held, seen.bought)));
        }
        if seen.stops.max(seen.takes) > seen.bought {
            return Err(Violation::new(format!("over-sold: legs could end more than was entered: {seen:?}")));
        }
        let bound = self.bound(world);
        let state = world.gateway().account().state();
        // What came in, as far as the gateway was told, less what the venue has sold: that a stop has executed meanwhile is not
        // protection lost.
        let came = came(state);
        let known = (came - (seen.bought - seen.held)).max(Decimal::ZERO);
        let alarmed = state.live_brackets().any(|bracket| bracket.phase == BracketPhase::Unprotected);
        let mut cover = seen.stops + seen.leaving;
        if self.deaf_from.is_some_and(|at| at <= now) || world.status().freshness != Freshness::Live {
            // A stop that has ended without its event is the stream's silence, which audits find, and no decision of a bracket's.
            let believed = state.live_brackets().map(|bracket| bracket.stop_loss.sure().map_or(seen.held, Qty::value)).sum();
            self.report.unseen += u64::from(believed > cover && cover < known.min(seen.held));
            cover = cover.max(believed);
        }
        self.looks.push_back((now, known.min(seen.held), cover, alarmed));
        while self.looks.get(1).is_some_and(|(at, ..)| now - *at >= bound) {
            self.looks.pop_front();
        }
        self.judge(world, bound)
    }

    /// How long something may be naked in silence: two round trips; after a restart five, counted from when the account is live
    /// again, which itself may take a while.
    fn bound(&mut self, world: &Trading) -> Duration {
        let (now, round_trip) = (world.now(), average(world));
        if world.kills() != self.kills {
            self.kills = world.kills();
            (self.killed_at, self.back_at) = (Some(now), None);
            self.looks.clear();
        }
        let restart = round_trip.scale(5, 1) + SLACK;
        match (self.killed_at, self.back_at) {
            (Some(_), None) if world.status().freshness == Freshness::Live => {
                self.back_at = Some(now);
                self.looks.clear();
                restart
            }
            (Some(_), None) => restart + RESTARTED_WITHIN,
            (Some(_), Some(back)) if now - back <= restart + restart => restart,
            _ => round_trip.scale(2, 1) + SLACK,
        }
    }

    /// Was something held and not stopped for as long as that, at every look, and nobody alarmed at any?
    fn judge(&mut self, world: &Trading, bound: Duration) -> Result<(), Violation> {
        let least = self.looks.iter().map(|(_, known, ..)| *known).min().unwrap_or_default();
        let most = self.looks.iter().map(|(_, _, cover, _)| *cover).max().unwrap_or_default();
        let whole = self.looks.front().is_some_and(|(at, ..)| world.now() - *at >= bound);
        if !whole || most >= least {
            return Ok(());
        }
        if self.looks.iter().any(|(.., alarmed)| *alarmed) {
            self.report.alarms += 1;
            return Ok(());
        }
        let brackets: Vec<_> = world.gateway().account().state().live_brackets().collect();
        Err(Violation::new(format!(
            "{least} held and {most} stopped for {} ms without an alarm, a round trip is {} us: {brackets:?}",
            bound.as_millis(),
            average(world).as_nanos() / 1_000
        )))
    }
}

/// What was bought, as far as the gateway was told: by entries, or before there was a bracket around all of it.
fn came(state: &AccountState) -> Decimal {
    if state.brackets().any(Bracket::is_whole) {
        let bought = |order: &&Order| order.shape.as_ref().is_some_and(|shape| shape.side == Side::Buy);
        return state.orders().filter(bought).map(|order| order.executed.value()).sum();
    }
    state.brackets().filter_map(|bracket| bracket.entry.as_ref()).map(|entry| entry.executed.value()).sum()
}

/// What messages take on average, there and back.
fn average(world: &Trading) -> Duration {
    world.round_trip().scale(6, 5)
}

fn exposure(world: &Trading) -> Result<Exposure, Violation> {
    let traded = world.instruments().iter().next();
    let seen = traded.and_then(|instrument| world.venue().exposure("main", instrument.id.symbol()));
    seen.ok_or_else(|| Violation::new("the venue does not know the account".to_owned()))
}

/// In the end everything is equal, whatever is held is protected, and nothing of what is over is open.
fn agree(world: &mut Trading) -> Result<(), Violation> {
    let begin = world.now();
    loop {
        let wrong = match world.is_settled() {
            true => match judge(world).err().or_else(|| unfinished(world).err()) {
                None => return Ok(()),
                wrong => wrong,
            },
            false => None,
        };
        if world.now() - begin > SETTLED_WITHIN {
            let asking = world.gateway().account().asking();
            return Err(wrong.unwrap_or_else(|| Violation::new(format!("not settled: {asking:?} {:?}", world.status()))));
        }
        world.run_for(Duration::from_millis(250))?;
    }
}

fn unfinished(world: &Trading) -> Result<(), Violation> {
    let Exposure { held, stops, takes, .. } = exposure(world)?;
    let state = world.gateway().account().state();
    let whole = state.live_brackets().any(Bracket::is_whole);
    let wanted: Decimal = if whole { held.abs() } else { state.live_brackets().map(|bracket| bracket.held().value()).sum() };
    if wanted != held.abs() || stops > held.abs() || takes > held.abs() {
        return Err(Violation::new(format!(
            "{held} held, {wanted} by brackets, {stops} stopped, {takes} taken: {:?}",
            state.brackets().collect::<Vec<_>>()
        )));
    }
    let alert = state.live_brackets().any(|bracket| bracket.phase == BracketPhase::Unprotected);
    if stops < held.abs() && !alert {
        return Err(Violation::new(format!("{held} held, {stops} stopped, and nobody is alarmed")));
    }
    Ok(())
}
