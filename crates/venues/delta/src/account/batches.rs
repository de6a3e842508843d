//! How are several orders of one product asked for at once, and what became of each?
//!
//! The answer leaves out members that failed, without a word (as observed). So a member counts as carried out only where a row names
//! it; of all others nothing is known, and they are looked up.

use serde_json::{Value, json};
use twinline_model::{InstrumentId, OrderRef, OrderTicket, OrderType, PositionSide, TimeInForce};
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, AccountView, BatchItem, BatchLimits, EditTicket, OrderFact};
use twinline_venue::{EncodeError, OddityKind};

use super::orders::{self, instrument, number, unsupported};
use super::rows::{self, odd};
use crate::decode::{Bad, Object};

/// As documented. One call costs as much as five orders one by one, and alone each is told why it was refused.
pub(super) const BATCH: BatchLimits = BatchLimits { place: 50, edit: 50, cancel: 50, least: 5, one_instrument: true, takes, takes_edit };

/// Limit orders that stay (as documented); a member that says whether it only reduces is not among the documented ones.
fn takes(ticket: &OrderTicket) -> bool {
    let plain = ticket.kind == OrderType::Limit && ticket.time_in_force == TimeInForce::Gtc;
    plain && !ticket.reduce_only && !ticket.close_position && ticket.position_side == PositionSide::Both
}

/// Edits of a batch name orders by number alone (as documented).
fn takes_edit(ticket: &EditTicket) -> bool {
    !ticket.order.conditional && is_numbered(&ticket.order)
}

fn is_numbered(order: &OrderRef) -> bool {
    order.venue_id.as_ref().is_some_and(|id| id.as_str().parse::<u64>().is_ok())
}

pub(super) fn place(view: &AccountView, tickets: &[OrderTicket]) -> Result<Value, EncodeError> {
    if !tickets.iter().all(takes) {
        return Err(unsupported("other than plain limit orders in a batch"));
    }
    let bodies = tickets.iter().map(|ticket| orders::place(view, ticket).map(nameless));
    body(view, tickets.iter().map(|ticket| &ticket.instrument), bodies)
}

pub(super) fn edit(view: &AccountView, tickets: &[EditTicket]) -> Result<Value, EncodeError> {
    if !tickets.iter().all(takes_edit) {
        return Err(unsupported("an edit in a batch of an order without its number, or of one that waits for a trigger"));
    }
    let bodies = tickets.iter().map(|ticket| orders::edit(view, ticket).map(nameless));
    body(view, tickets.iter().map(|ticket| &ticket.order.instrument), bodies)
}

pub(super) fn cancel(view: &AccountView, orders: &[OrderRef]) -> Result<Value, EncodeError> {
    let bodies = orders.iter().map(|order| orders::cancel(view, order).map(nameless));
    body(view, orders.iter().map(|order| &order.instrument), bodies)
}

/// The product is named once for all of them.
fn nameless(mut body: Value) -> Value {
    body.as_object_mut().and_then(|members| members.remove("product_id"));
    body
}

fn body<'a>(
    view: &AccountView,
    mut of: impl Iterator<Item = &'a InstrumentId>,
    bodies: impl Iterator<Item = Result<Value, EncodeError>>,
) -> Result<Value, EncodeError> {
    let bodies = bodies.collect::<Result<Vec<Value>, _>>()?;
    let first = of.next().filter(|_| bodies.len() <= BATCH.place).ok_or_else(|| unsupported("a batch of none, or of more than fifty"))?;
    if of.any(|other| other != first) {
        return Err(unsupported("orders of several products in a batch"));
    }
    Ok(json!({"product_id": number(instrument(view, first)?)?, "orders": bodies}))
}

/// Reads the answer, row by row. A row that cannot be read, or that is nobody's, tells of no member.
pub(super) fn decode(view: &AccountView, step: &AccountStep, object: &mut Object<'_>, out: &mut AccountFacts) -> Result<(), Bad> {
    let mut told = Vec::new();
    for row in object.list("result")?.ok_or(Bad::Missing("result"))? {
        let text = row.as_raw_str();
        let read = Object::read(text).map_err(|_| Bad::Malformed("result")).and_then(|mut row| {
            let fact = rows::order(view, &mut row, out)?;
            rows::finish(row, step.name(), out);
            Ok(fact)
        });
        let Ok(fact) = read else {
            odd(out, OddityKind::Value, "a row of a batch that is no order");
            continue;
        };
        match place_of(step, &fact).filter(|index| !told.contains(index)) {
            None => odd(out, OddityKind::Value, "a row of a batch about an order that was not asked for"),
            Some(index) => {
                told.push(index);
                out.push(AccountFact::Order(fact));
                out.push(AccountFact::Item(BatchItem { index, refusal: None }));
            }
        }
    }
    Ok(())
}

/// Which member a row is about.
fn place_of(step: &AccountStep, fact: &OrderFact) -> Option<usize> {
    let is_meant = |asked: &OrderRef| {
        let same = if is_numbered(asked) { fact.venue_id == asked.venue_id } else { fact.client_id == asked.client_id };
        same && fact.instrument == asked.instrument
    };
    match step {
        AccountStep::PlaceBatch(tickets) => tickets
            .iter()
            .position(|ticket| fact.client_id.as_ref() == Some(&ticket.client_order_id) && fact.instrument == ticket.instrument),
        AccountStep::EditBatch(tickets) => tickets.iter().position(|ticket| is_meant(&ticket.order)),
        AccountStep::CancelBatch { orders, .. } => orders.iter().position(is_meant),
        _ => None,
    }
}
