//! The same question at a venue that holds the legs together itself: a position is bought, and its bracket is one call; or
//! both are one.

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use twinline_core::account::{BracketWish, Checks, Command, IfUnprotected, LegTerms};
use twinline_model::{ClientOrderId, Duration, OrderTicket, OrderType, PositionSide, Qty, Side, TimeInForce, TriggerBy};
use twinline_sim::{SymbolSpec, Venue, symbols_of};
use twinline_venue::Codec;

use super::brackets::{BracketReport, START, WATCHED, Watch, near, report};
use super::scene::Trading;
use super::setup::TradingSetup;
use crate::oracle::Violation;

/// What is traded.
const BASE: &str = "XRP";
/// A position is bought within this, while nothing fails.
const BOUGHT_WITHIN: Duration = Duration::from_secs(60);

/// Runs one seed of brackets of the venue's own.
pub fn run_native_brackets(seed: u64, codec: &Arc<dyn Codec>, trace: bool) -> (Result<BracketReport, Violation>, Vec<String>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x6e61_7469_7665);
    let pace_ms = i64::from(4 + rng.next_u32() % 120);
    let Some(listed) = Venue::of(codec.spec().name).map(symbols_of) else {
        return (Err(Violation::new(format!("{} has no simulator", codec.spec().name))), Vec::new());
    };
    let symbols = listed.into_iter().filter(|spec| spec.base == BASE).take(1).map(|spec| SymbolSpec { pace_ms, ..spec }).collect();
    let setup = TradingSetup { trace, history_minutes: 1, ..TradingSetup::new(seed, symbols, START) };
    let mut world = match Trading::new(&setup, Arc::clone(codec)) {
        Ok(world) => world,
        Err(violation) => return (Err(violation), Vec::new()),
    };
    world.begin();
    let result = play(&mut world, &mut rng);
    (result, world.trace().to_vec())
}

fn play(world: &mut Trading, rng: &mut ChaCha8Rng) -> Result<BracketReport, Violation> {
    world.run_for(Duration::from_secs(2))?;
    let mut watch = Watch::default();
    for number in 1..=1 + rng.next_u32() % 2 {
        world.heal();
        let lives = world.gateway().account().state().live_brackets().next().is_some();
        let flat = world.gateway().account().state().positions().all(|position| position.qty.is_zero());
        let opens = rng.next_u32().is_multiple_of(2) && flat;
        if !lives {
            if !opens {
                buy(world, rng, number)?;
            }
            watch.begin_anew();
        }
        watch.strike(world, rng);
        let wish = if opens { opening(world, rng, number) } else { whole(world, rng, number) };
        if !lives && let Some(wish) = wish {
            let checks = Checks { actor: "trader".to_owned(), ..Checks::default() };
            world.command(Command::Bracket { ask: u64::from(number) * 2, wish: Box::new(wish), checks });
            watch.report.brackets += 1;
        }
        watch.look_for(world, WATCHED)?;
    }
    report(watch, world)
}

/// Buys at the market, and waits until both sides agree that it is held.
fn buy(world: &mut Trading, rng: &mut ChaCha8Rng, number: u32) -> Result<(), Violation> {
    let begin = world.now();
    let mut asked = false;
    while world.now() - begin < BOUGHT_WITHIN {
        if !asked && world.is_settled() {
            let Some(ticket) = market(world, rng, number) else { break };
            let checks = Checks { actor: "trader".to_owned(), ..Checks::default() };
            world.command(Command::PlaceEach { ask: u64::from(number) * 2 + 1, orders: vec![(ticket, checks)] });
            asked = true;
        }
        world.run_for(Duration::from_millis(100))?;
        let held = world.gateway().account().state().positions().any(|position| !position.qty.is_zero());
        if asked && held && world.is_settled() {
            return Ok(());
        }
    }
    Err(Violation::new("nothing could be bought while nothing failed".to_owned()))
}

fn market(world: &Trading, rng: &mut ChaCha8Rng, number: u32) -> Option<OrderTicket> {
    let instrument = world.instruments().iter().next()?;
    let lots = rust_decimal::Decimal::from(1 + rng.next_u32() % 50);
    Some(OrderTicket {
        client_order_id: ClientOrderId::new(&format!("nb-{number}")).ok()?,
        instrument: instrument.id.clone(),
        side: Side::Buy,
        position_side: PositionSide::Both,
        kind: OrderType::Market,
        qty: Some(Qty::new(instrument.lot_size.value() * lots)),
        price: None,
        trigger_price: None,
        trigger_by: TriggerBy::Last,
        trailing_percent: None,
        trailing_amount: None,
        activation_price: None,
        time_in_force: TimeInForce::default(),
        expires_at: None,
        post_only: false,
        reduce_only: false,
        close_position: false,
    })
}

/// The same behind an order that opens: at the market, or where it rests and comes in parts.
fn opening(world: &Trading, rng: &mut ChaCha8Rng, number: u32) -> Option<BracketWish> {
    let wish = whole(world, rng, number)?;
    let (instrument, mut entry) = (world.instruments().iter().next()?.clone(), market(world, rng, number)?);
    entry.client_order_id = wish.id.clone();
    if rng.next_u32().is_multiple_of(2) {
        let off = i64::from(rng.next_u32() % 3) - 1;
        (entry.kind, entry.price) = (OrderType::Limit, Some(near(&instrument, world.bid(&instrument.id)?, off)));
    }
    Some(BracketWish { entry: Some(entry), ..wish })
}

/// Both legs, or the stop alone, around all of it, and near: one of them is likely to be touched while it is watched.
fn whole(world: &Trading, rng: &mut ChaCha8Rng, number: u32) -> Option<BracketWish> {
    let instrument = world.instruments().iter().next()?.clone();
    let bid = world.bid(&instrument.id)?;
    let by = if rng.next_u32().is_multiple_of(4) { TriggerBy::Mark } else { TriggerBy::Last };
    let mut leg = |sign: i64| LegTerms {
        trigger_price: near(&instrument, bid, sign * i64::from(1 + rng.next_u32() % 6)),
        price: None,
        trigger_by: by,
    };
    let (stop, take) = (leg(-1), leg(1));
    Some(BracketWish {
        id: ClientOrderId::new(&format!("wb-{number}")).ok()?,
        entry: None,
        instrument: instrument.id.clone(),
        side: Side::Buy,
        position_side: PositionSide::Both,
        qty: None,
        stop_loss: Some(stop),
        take_profit: Some(take).filter(|_| !rng.next_u32().is_multiple_of(4)),
        if_unprotected: if rng.next_u32().is_multiple_of(4) { IfUnprotected::Close } else { IfUnprotected::Alert },
    })
}
