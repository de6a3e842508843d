//! What a trader sees of a bracket: each scene is a bracket as it stands, and what is decided about it then.

mod closing;
mod kept;
mod legs;
mod orders;
mod protection;

use twinline_model::{ClientOrderId, Duration, InstrumentId, OrderId, OrderTicket, OrderType, Qty, Side, Timestamp, TriggerBy};

use super::plan::{Plan, Scene};
use super::record::{Bracket, BracketPhase, BracketWish, Exit, IfUnprotected, LegTerms, Slice, Standing};

/// The round trip of every scene.
const ROUND_TRIP: Duration = Duration::from_millis(100);

/// Counted from the moment at which the entry of every bracket was executed.
fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(1_767_607_217_000 + ms)
}

fn id(name: &str) -> OrderId {
    OrderId::new(name).expect("a name")
}

fn qty(text: &str) -> Qty {
    text.parse().expect("a quantity")
}

fn terms(price: &str) -> LegTerms {
    LegTerms { trigger_price: price.parse().expect("a price"), price: None, trigger_by: TriggerBy::Last }
}

fn ticket(name: &str, kind: OrderType) -> OrderTicket {
    OrderTicket {
        qty: Some(qty("10")),
        price: kind.has_price().then(|| "2".parse().expect("a price")),
        ..OrderTicket::new(
            ClientOrderId::new(name).expect("a name"),
            InstrumentId::new("venue", "ABC").expect("an instrument"),
            Side::Buy,
            kind,
        )
    }
}

fn wish(entry: Option<OrderTicket>) -> BracketWish {
    let like = entry.clone().unwrap_or_else(|| ticket("b", OrderType::Market));
    BracketWish {
        id: like.client_order_id,
        entry,
        instrument: like.instrument,
        side: like.side,
        position_side: like.position_side,
        qty: None,
        stop_loss: Some(terms("1")),
        take_profit: Some(terms("3")),
        if_unprotected: IfUnprotected::Alert,
    }
}

/// A bracket whose entry at the market has just executed 10; no leg was placed yet.
fn bought() -> Bracket {
    let mut bracket = Bracket::wanted(&wish(Some(ticket("b", OrderType::Market))), "trader", at(-100));
    let entry = bracket.entry.as_mut().expect("an entry");
    (entry.standing, entry.executed, entry.executed_at) = (Standing::Ended, qty("10"), at(0));
    bracket
}

/// A bracket whose limit entry of 10 works, and has executed so much.
fn working(executed: &str) -> Bracket {
    let mut bracket = Bracket::wanted(&wish(Some(ticket("b", OrderType::Limit))), "trader", at(-100));
    let entry = bracket.entry.as_mut().expect("an entry");
    (entry.standing, entry.executed, entry.executed_at) = (Standing::Stands, qty(executed), at(0));
    bracket
}

/// The same, with orders of its legs: which, how much, and where it stands.
fn with(mut bracket: Bracket, orders: &[(Exit, &str, Standing)]) -> Bracket {
    for (exit, of, standing) in orders {
        let leg = bracket.leg_mut(*exit);
        leg.made += 1;
        let name = format!("b-{}{}", exit.letter(), leg.made);
        let mut slice = Slice::sent(id(&name), Some(qty(of)), leg.version);
        slice.standing = *standing;
        leg.slices.push(slice);
    }
    bracket
}

/// One whose both legs stand.
fn protected() -> Bracket {
    let mut bracket = with(bought(), &[(Exit::StopLoss, "10", Standing::Stands), (Exit::TakeProfit, "10", Standing::Stands)]);
    (bracket.phase, bracket.since) = (BracketPhase::Protected, at(100));
    bracket
}

fn scene(now: Timestamp) -> Scene {
    Scene { now, room: None, round_trip: ROUND_TRIP, can_place: true, blind: false, closed: false }
}

fn placed(plan: &Plan) -> Vec<(Exit, String)> {
    plan.place.iter().map(|(exit, of)| (*exit, of.map_or_else(|| "all".to_owned(), |of| of.to_string()))).collect()
}

fn canceled(plan: &Plan) -> Vec<&str> {
    plan.cancel.iter().map(|order| order.as_str()).collect()
}
