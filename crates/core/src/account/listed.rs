//! What does it mean that something is not in a list?

use std::collections::BTreeSet;

use twinline_model::{Duration, InstrumentId, OrderId, Phase, PositionSide, Timestamp};
use twinline_venue::account::{AccountFact, AccountFacts};

use super::Account;
use super::answer::Difference;
use super::api::Action;
use super::news::From;
use super::order::external_id;

impl Account {
    /// Open orders that are not in the venue's list, and of which nothing was heard since it was asked for, are asked for
    /// one by one: absence alone proves nothing.
    pub(super) fn orders_listed(
        &mut self,
        now: Timestamp,
        sent_at: Timestamp,
        instrument: Option<&InstrumentId>,
        conditional: bool,
        facts: &AccountFacts,
    ) {
        let mut listed = BTreeSet::new();
        for fact in &facts.items {
            if let AccountFact::Order(order) = fact {
                listed.extend(order.client_id.clone());
                listed.insert(external_id(order));
                listed.extend(
                    order
                        .venue_id
                        .as_ref()
                        .and_then(|id| self.state.order_by_venue_id(&order.instrument, order.conditional, id))
                        .map(|o| o.id.clone()),
                );
            }
        }
        let missing: Vec<OrderId> = self
            .state
            .open_orders()
            .filter(|order| order.phase != Phase::Pending)
            .filter(|order| self.in_one_book() || (order.conditional && order.released_order_id.is_none()) == conditional)
            .filter(|order| instrument.is_none_or(|instrument| order.instrument == *instrument))
            .filter(|order| !listed.contains(&order.id))
            .filter(|order| self.sync.heard_orders.get(&order.id).is_none_or(|heard| *heard < sent_at))
            .map(|order| order.id.clone())
            .collect();
        for id in missing {
            self.look_up(now, &id, Duration::ZERO);
        }
    }

    /// Positions that are not in the venue's list of open ones are flat, unless something was heard of them meanwhile.
    pub(super) fn positions_listed(
        &mut self,
        now: Timestamp,
        sent_at: Timestamp,
        facts: &AccountFacts,
        from: From<'_>,
        id: u64,
        out: &mut Vec<Action>,
    ) {
        let listed: BTreeSet<(InstrumentId, PositionSide)> = facts
            .items
            .iter()
            .filter_map(
                |fact| if let AccountFact::Position(position) = fact { Some((position.instrument.clone(), position.side)) } else { None },
            )
            .collect();
        let gone: Vec<(InstrumentId, PositionSide)> = self
            .state
            .positions()
            .filter(|held| !held.qty.is_zero())
            .map(|held| (held.instrument.clone(), held.side))
            .filter(|key| !listed.contains(key) && self.sync.heard_positions.get(key).is_none_or(|heard| *heard < sent_at))
            .collect();
        // What was opened while it was listed is not flat: the list is of no later than this, whatever the venue's clock shows.
        let (offset, error) = self.clock.offset(now).unwrap_or((self.view.clock_offset, Duration::ZERO));
        self.sync.positions_listed_at = Some(sent_at + offset - error);
        for key in gone {
            let local = self.state.position(&key.0, key.1).map(|held| held.qty.to_string()).unwrap_or_default();
            self.compared_absent(now, id, sent_at, &key, out);
            self.position_absent(now, &key, sent_at + self.view.clock_offset, from, out);
            if let Some(round) = self.sync.rounds.get_mut(&id) {
                let name = format!("{} {}", key.0, key.1.name()).to_lowercase();
                round.differences.push(Difference { kind: "position", name, local, venue: "0".to_owned() });
            }
        }
    }
}
