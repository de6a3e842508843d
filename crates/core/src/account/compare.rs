//! What differed between here and the venue?

use twinline_venue::account::AccountFact;

use super::Account;
use super::answer::Difference;
use super::api::Action;
use super::event::AccountEvent;
use super::order::external_id;

impl Account {
    pub(super) fn count_found(&mut self, id: u64, actions: &[Action]) {
        let Some(round) = self.sync.rounds.get_mut(&id) else { return };
        for action in actions {
            let Action::Append { envelopes, .. } = action else { continue };
            for envelope in envelopes {
                match &envelope.event {
                    AccountEvent::Fill { .. } => round.found_fills += 1,
                    AccountEvent::OrderPlaced { .. }
                    | AccountEvent::OrderExecuted { .. }
                    | AccountEvent::OrderCancelled { .. }
                    | AccountEvent::OrderRejected { .. }
                    | AccountEvent::OrderUpdated { .. } => round.orders += 1,
                    AccountEvent::PositionOpened { .. }
                    | AccountEvent::PositionUpdated { .. }
                    | AccountEvent::PositionClosed { .. }
                    | AccountEvent::BalanceUpdated { .. } => round.holdings += 1,
                    _ => {}
                }
            }
        }
    }

    /// What is known here about what a fact is about.
    pub(super) fn describe(&self, fact: &AccountFact) -> Option<(&'static str, String, String)> {
        let absent = || "absent".to_owned();
        match fact {
            AccountFact::Position(position) => {
                let held = self.state.position(&position.instrument, position.side);
                let name = format!("{} {}", position.instrument, position.side.name()).to_lowercase();
                Some(("position", name, held.map_or_else(|| "0".to_owned(), |held| held.qty.value().normalize().to_string())))
            }
            AccountFact::Balance(balance) => {
                let held = self.state.balance(&balance.asset).map_or_else(absent, |held| held.wallet.value().normalize().to_string());
                Some(("balance", balance.asset.clone(), held))
            }
            AccountFact::Fill(fill) => {
                let held = self.state.fill(&(fill.instrument.clone(), fill.trade_id.clone()));
                let text =
                    held.map_or_else(absent, |(held, _)| format!("{} at {}", held.qty.value().normalize(), held.price.value().normalize()));
                Some(("fill", format!("{} {}", fill.instrument, fill.trade_id), text))
            }
            AccountFact::Order(order) => {
                let by_client = order.client_id.as_ref().and_then(|id| self.state.order(id));
                let held = by_client.or_else(|| {
                    order.venue_id.as_ref().and_then(|id| self.state.order_by_venue_id(&order.instrument, order.conditional, id))
                });
                let text =
                    held.map_or_else(absent, |held| format!("{}, {} executed", held.status().name(), held.executed.value().normalize()));
                let name = order.client_id.as_ref().map_or_else(|| external_id(order).to_string(), ToString::to_string);
                Some(("order", name, text.to_lowercase()))
            }
            _ => None,
        }
    }

    pub(super) fn compare(&mut self, id: u64, fact: &AccountFact, before: Option<(&'static str, String, String)>) {
        let Some((kind, name, local)) = before else { return };
        let Some((_, _, venue)) = self.describe(fact).filter(|(_, _, venue)| *venue != local) else { return };
        if let Some(round) = self.sync.rounds.get_mut(&id) {
            round.differences.push(Difference { kind, name, local, venue });
        }
    }
}
