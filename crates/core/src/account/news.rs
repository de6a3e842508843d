//! What does a fact change? Every change becomes one event, is folded in, and is handed to the journal, in that order.

use twinline_model::{Fill, FillKind, OrderId, Phase, Timestamp, Transaction, TransactionKind};
use twinline_venue::account::{AccountFact, Bust, OrderBooks, OrderFact};

use super::Account;
use super::api::Action;
use super::event::{AccountEnvelope, AccountEvent, Origination};
use super::names::Kept;
use super::order::{Joined, Order, Origin};

/// Where a piece of news came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct From<'a> {
    pub source: Origination,
    /// `event`, or the name of the step that was answered.
    pub via: &'a str,
}

/// Our own decisions.
pub(super) const OURS: From<'static> = From { source: Origination::Gateway, via: "decision" };

impl Account {
    /// Makes an event of the account's history.
    pub(super) fn record(
        &mut self,
        now: Timestamp,
        ts_venue: Option<Timestamp>,
        from: From<'_>,
        event: AccountEvent,
        out: &mut Vec<Action>,
    ) {
        let envelope = self.enter(now, ts_venue, from, event);
        out.push(Action::Append { ticket: None, envelopes: vec![envelope] });
    }

    /// The same without handing it over yet: several that belong together are appended at once.
    pub(super) fn enter(&mut self, now: Timestamp, ts_venue: Option<Timestamp>, from: From<'_>, event: AccountEvent) -> AccountEnvelope {
        let envelope = AccountEnvelope {
            account: self.id.clone(),
            epoch: self.epoch,
            seq: self.state.cursor.seq + 1,
            ts_venue,
            ts_recv: now,
            source: from.source,
            via: from.via.to_owned(),
            event,
        };
        self.state.apply(&envelope);
        envelope
    }

    /// Folds in one fact.
    pub(super) fn take_fact(&mut self, now: Timestamp, fact: &AccountFact, source: Origination, via: &str, out: &mut Vec<Action>) {
        let from = From { source, via };
        match fact {
            AccountFact::Order(order) => self.take_order(now, order, from, out),
            AccountFact::Fill(fill) => self.take_fill(now, fill, from, out),
            AccountFact::Bust(bust) => self.take_bust(now, bust, from, out),
            AccountFact::Balance(balance) => self.take_balance(now, balance, from, out),
            AccountFact::Position(position) => self.take_position(now, position, from, out),
            AccountFact::Setting(setting) => {
                if !self.state.has_setting(setting) {
                    self.record(now, None, from, AccountEvent::SettingChanged { setting: setting.clone() }, out);
                }
            }
            AccountFact::Transaction(transaction) => {
                if self.state.has_transaction(transaction) {
                    return;
                }
                if self.state.may_have_left_transaction(transaction) {
                    self.park(Kept::transaction(transaction), fact.clone(), from, out);
                } else {
                    self.sync.active(now, transaction.instrument.as_ref());
                    let ts = Some(transaction.ts);
                    self.record(now, ts, from, AccountEvent::Transaction { transaction: transaction.clone() }, out);
                    self.tell_strange(now, transaction, out);
                }
            }
            AccountFact::Fees(_) | AccountFact::Tiers(_) | AccountFact::MostLeverage { .. } => self.take_terms(fact),
            AccountFact::Portfolio(told) => self.take_portfolio(now, told, from, out),
            AccountFact::Notice { kind, instrument, text, ts } => {
                let event = AccountEvent::Alert { kind: (*kind).to_owned(), instrument: instrument.clone(), text: text.clone() };
                // Some tell no time.
                self.record(now, Some(*ts).filter(|ts| *ts > Timestamp::default()), from, event, out);
            }
            // Taken by whoever asked; on their own they change nothing that is kept.
            AccountFact::Reply(_)
            | AccountFact::Clock(_)
            | AccountFact::StreamKey(_)
            | AccountFact::StreamEnded { .. }
            | AccountFact::Numbered(_)
            | AccountFact::Continues(_)
            | AccountFact::Owner(_)
            | AccountFact::Quota(_)
            | AccountFact::Item(_) => {}
        }
    }

    /// A movement of money under a word that nobody knows is kept under that word, counts as nothing else, and is told to people.
    pub(super) fn tell_strange(&mut self, now: Timestamp, row: &Transaction, out: &mut Vec<Action>) {
        let TransactionKind::Other(word) = &row.kind else { return };
        let text = format!("{} {} were booked as {word:?}, which is not known: kept apart", row.amount.value().normalize(), row.asset);
        let event = AccountEvent::Alert { kind: "unknown_transaction".to_owned(), instrument: row.instrument.clone(), text };
        self.record(now, Some(row.ts), OURS, event, out);
    }

    fn take_order(&mut self, now: Timestamp, fact: &OrderFact, from: From<'_>, out: &mut Vec<Action>) {
        self.sync.active(now, Some(&fact.instrument));
        if self.find_order(fact).is_none() && self.state.may_have_left(&fact.instrument, fact.ts) {
            return self.park(Self::kept_order(fact), AccountFact::Order(fact.clone()), from, out);
        }
        self.take_known_order(now, fact, from, out);
    }

    /// The same, for an order that is in memory or was never known.
    pub(super) fn take_known_order(&mut self, now: Timestamp, fact: &OrderFact, from: From<'_>, out: &mut Vec<Action>) {
        let Some(held) = self.find_order(fact) else {
            let order = Order::external(fact, now);
            self.record(now, Some(fact.ts), from, AccountEvent::OrderPlaced { order: order.clone() }, out);
            self.adopt_fills(now, &order, from, out);
            self.sync.order_heard(now, &order.id);
            if !order.is_final() {
                self.check_filled(now, &order.id);
            }
            return;
        };
        let mut order = held.clone();
        let before = held.clone();
        let Joined { changed, lost } = order.join(fact);
        self.lost_joins += u64::from(lost);
        self.sync.order_heard(now, &order.id);
        if changed {
            self.record_order(now, Some(fact.ts), from, &before, order.clone(), out);
        }
        self.adopt_fills(now, &order, from, out);
        self.check_filled(now, &before.id);
    }

    /// Records what became of an order under the name that fits best, and tells whoever waits for it.
    pub(super) fn record_order(
        &mut self,
        now: Timestamp,
        ts: Option<Timestamp>,
        from: From<'_>,
        before: &Order,
        mut order: Order,
        out: &mut Vec<Action>,
    ) {
        if order.route.is_none() {
            // The stream may tell of it before the answer to the call that placed it.
            order.route = self.placing_by(&order.id);
        }
        let ended = order.is_final() && !before.is_final();
        let id = order.id.clone();
        let event = match order.phase {
            Phase::Rejected if ended => AccountEvent::OrderRejected { order },
            Phase::Canceled | Phase::Expired if ended => AccountEvent::OrderCancelled { order },
            _ if order.executed > before.executed || (ended && order.phase == Phase::Filled) => AccountEvent::OrderExecuted { order },
            _ => AccountEvent::OrderUpdated { order },
        };
        self.record(now, ts, from, event, out);
        self.stir(&id);
        self.order_settled(now, &id, out);
    }

    /// The order that a fact is about.
    fn find_order(&self, fact: &OrderFact) -> Option<&Order> {
        let by_client = fact.client_id.as_ref().and_then(|id| self.state.order(id)).filter(|order| {
            order.instrument == fact.instrument
                && order.origin == Origin::Gateway
                // A plain order under a conditional one's name is what its trigger released.
                && (order.conditional == fact.conditional || order.conditional)
        });
        by_client.or_else(|| self.state.order_by_venue_id(&fact.instrument, fact.conditional, fact.venue_id.as_ref()?))
    }

    pub(super) fn order_of_fill(&self, fill: &Fill) -> Option<&Order> {
        let by_client = fill.client_order_id.as_ref().and_then(|id| self.state.order(id));
        by_client
            .filter(|order| order.instrument == fill.instrument && order.origin == Origin::Gateway)
            .or_else(|| self.state.order_by_venue_id(&fill.instrument, false, &fill.venue_order_id))
            .or_else(|| self.state.order_by_venue_id(&fill.instrument, true, &fill.venue_order_id).filter(|_| self.in_one_book()))
    }

    /// True if what waits for a trigger becomes an order under the number that it has.
    pub(super) fn in_one_book(&self) -> bool {
        self.spec.books == OrderBooks::One
    }

    pub(super) fn take_fill(&mut self, now: Timestamp, fill: &Fill, from: From<'_>, out: &mut Vec<Action>) {
        self.sync.active(now, Some(&fill.instrument));
        let key = (fill.instrument.clone(), fill.trade_id.clone());
        let ts = Some(fill.ts);
        if let Some((held, held_order)) = self.state.fill(&key) {
            let order_id = held_order.cloned().or_else(|| self.order_of_fill(fill).map(|order| order.id.clone()));
            let merged = merge_fill(held, fill);
            if merged == *held && order_id.as_ref() == held_order {
                return;
            }
            self.record(now, ts, from, AccountEvent::FillUpdated { fill: merged, order_id: order_id.clone() }, out);
            self.count_filled(now, order_id.as_ref(), from, out);
            return;
        }
        if self.state.may_have_left_fill(fill) {
            return self.park(Kept::Fill(key), AccountFact::Fill(fill.clone()), from, out);
        }
        self.take_new_fill(now, fill, from, out);
    }

    /// A fill is taken back. It may be one that is not known yet.
    fn take_bust(&mut self, now: Timestamp, bust: &Bust, from: From<'_>, out: &mut Vec<Action>) {
        let key = (bust.instrument.clone(), bust.trade_id.clone());
        if self.state.is_busted(&key) {
            return;
        }
        // Money and position follow: the venue is asked for them.
        self.sync.active(now, Some(&bust.instrument));
        self.sync.audit_soon(now);
        let order_id = self.state.fill(&key).and_then(|(_, order)| order.cloned());
        let (instrument, trade_id) = key;
        self.record(now, Some(bust.ts), from, AccountEvent::FillBusted { instrument, trade_id, order_id }, out);
    }

    pub(super) fn count_filled(&mut self, now: Timestamp, order_id: Option<&OrderId>, from: From<'_>, out: &mut Vec<Action>) {
        let Some(before) = order_id.and_then(|id| self.state.order(id)).cloned() else { return };
        let mut order = before.clone();
        if order.join_filled(self.state.filled(&before.id)) {
            self.record_order(now, None, from, &before, order, out);
        }
    }

    /// Fills that came before their order was known belong to it from now on.
    pub(super) fn adopt_fills(&mut self, now: Timestamp, order: &Order, from: From<'_>, out: &mut Vec<Action>) {
        let own = !order.conditional || self.in_one_book();
        let numbers = [Some(&order.venue_order_id).filter(|_| own), Some(&order.released_order_id)];
        let numbers: Vec<_> = numbers.into_iter().flatten().flatten().cloned().collect();
        if !self.sync.is_wanted(&order.instrument, &numbers) {
            return;
        }
        self.sync.order_found(&order.instrument, &numbers);
        let orphans: Vec<Fill> = self
            .state
            .fills()
            .filter(|(_, fill, owner)| owner.is_none() && fill.instrument == order.instrument && numbers.contains(&fill.venue_order_id))
            .map(|(_, fill, _)| fill.clone())
            .collect();
        for fill in orphans {
            let ts = Some(fill.ts);
            self.record(now, ts, from, AccountEvent::FillUpdated { fill, order_id: Some(order.id.clone()) }, out);
        }
        self.count_filled(now, Some(&order.id), from, out);
    }

    /// An order that says more was executed than its fills add up to has fills that were missed.
    pub(super) fn check_filled(&mut self, now: Timestamp, id: &OrderId) {
        let Some(order) = self.state.order(id) else { return };
        if order.executed > self.state.filled(id) {
            let since = order.created_at.min(order.updated_at - self.view.clock_offset);
            let since = since.max(now - self.spec.history_reach) - twinline_model::Duration::from_secs(10);
            self.sync.want_fills(now, &order.instrument.clone(), since);
        }
    }
}

/// What both sources know of a fill.
pub(super) fn merge_fill(held: &Fill, other: &Fill) -> Fill {
    let mut fill = held.clone();
    fill.client_order_id = fill.client_order_id.take().max(other.client_order_id.clone());
    // A source that does not tell it says that there is only one.
    fill.position_side = fill.position_side.max(other.position_side);
    fill.fee = fill.fee.max(other.fee);
    fill.fee_asset = fill.fee_asset.take().max(other.fee_asset.clone());
    fill.realized_pnl = fill.realized_pnl.max(other.realized_pnl);
    fill.maker = fill.maker.max(other.maker);
    if fill.kind == FillKind::Trade {
        fill.kind = other.kind;
    }
    fill.ts = fill.ts.min(other.ts);
    fill
}
