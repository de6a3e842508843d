//! What does the answer to several orders at once say?
//!
//! Answers stand in the order of what was asked (as documented), each an order or a refusal. A refusal that leaves it
//! open whether the order was carried out gives no item: of that order nothing is known, and it is looked up.

use serde_json::value::RawValue;
use twinline_venue::account::{AccountFact, AccountFacts, AccountStep, BatchItem, OrderFact};
use twinline_venue::{OddityKind, Outcome};

use super::replies::{good, parse, same_client, same_order};
use super::told::{foreign, odd};
use super::{frames, rows, wire};
use crate::decode::{code, failure};

/// Reads the answer to a batch, item by item.
pub(super) fn decode(step: &AccountStep, text: &str, out: &mut AccountFacts) -> Result<(), String> {
    let answers: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| frames::unquoted(&error))?;
    let asked = match step {
        AccountStep::PlaceBatch(tickets) => tickets.len(),
        AccountStep::EditBatch(tickets) => tickets.len(),
        AccountStep::CancelBatch { orders, .. } => orders.len(),
        _ => 0,
    };
    if answers.len() != asked {
        return Err(format!("{} answers to a batch of {asked}", answers.len()));
    }
    for (index, answer) in answers.into_iter().enumerate() {
        let answer = answer.get();
        if code(answer.as_bytes()).is_some_and(|code| code < 0) {
            let outcome: Outcome<()> = failure(400, answer.as_bytes(), true, |name| odd(out, OddityKind::Value, &name));
            if let Outcome::Refused(refusal) = outcome {
                out.push(AccountFact::Item(BatchItem { index, refusal: Some(refusal) }));
            }
            continue;
        }
        let fact = member(step, index, answer, out)?;
        out.push(AccountFact::Order(fact));
        out.push(AccountFact::Item(BatchItem { index, refusal: None }));
    }
    Ok(())
}

fn member(step: &AccountStep, index: usize, answer: &str, out: &mut AccountFacts) -> Result<OrderFact, String> {
    let row: wire::Order = parse(answer)?;
    if foreign(out, "order", [row.st, None]) {
        return Err("an order of another market".to_owned());
    }
    let fact = good(rows::order(&row, matches!(step, AccountStep::EditBatch(_)), out))?;
    match step {
        AccountStep::PlaceBatch(tickets) => same_client(&tickets[index].instrument, &tickets[index].client_order_id, fact),
        AccountStep::EditBatch(tickets) => same_order(&tickets[index].order, fact),
        AccountStep::CancelBatch { orders, .. } => named_alike(orders, index, fact),
        _ => Err("no batch".to_owned()),
    }
}

/// Cancels go out by number only if all have one; see `encode`.
fn named_alike(orders: &[twinline_model::OrderRef], index: usize, fact: OrderFact) -> Result<OrderFact, String> {
    let numbered = orders.iter().all(|order| super::names::number(order).is_some());
    let mut asked = orders[index].clone();
    if !numbered {
        asked.venue_id = None;
    }
    same_order(&asked, fact)
}
