//! What does a fact change? Every change becomes one event, is folded in, and is handed to the journal, in that order.

use twinline_model::{Balance, Fill, FillKind, InstrumentId, OrderId, Phase, Position, PositionSide, Timestamp};
use twinline_venue::account::{AccountFact, OrderFact, PositionFact};

use super::Account;
use super::api::Action;
use super::event::{AccountEnvelope, AccountEvent, Origination};
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
            AccountFact::Balance(balance) => self.take_balance(now, balance, from, out),
            AccountFact::Position(position) => self.take_position(now, position, from, out),
            AccountFact::Setting(setting) => {
                if !self.state.has_setting(setting) {
                    self.record(now, None, from, AccountEvent::SettingChanged { setting: setting.clone() }, out);
                }
            }
            AccountFact::Transaction(transaction) => {
                if !self.state.has_transaction(transaction) {
                    self.sync.active(now, transaction.instrument.as_ref());
                    let ts = Some(transaction.ts);
                    self.record(now, ts, from, AccountEvent::Transaction { transaction: transaction.clone() }, out);
                }
            }
            AccountFact::Fees(fees) => {
                self.fees.insert(fees.instrument.clone(), fees.clone());
            }
            AccountFact::Notice { kind, instrument, text, ts } => {
                let event = AccountEvent::Alert { kind: (*kind).to_owned(), instrument: instrument.clone(), text: text.clone() };
                self.record(now, Some(*ts), from, event, out);
            }
            // Taken by whoever asked; on their own they change nothing that is kept.
            AccountFact::Reply(_)
            | AccountFact::Clock(_)
            | AccountFact::StreamKey(_)
            | AccountFact::StreamEnded { .. }
            | AccountFact::Item(_) => {}
        }
    }

    fn take_order(&mut self, now: Timestamp, fact: &OrderFact, from: From<'_>, out: &mut Vec<Action>) {
        self.sync.active(now, Some(&fact.instrument));
        let Some(held) = self.find_order(fact) else {
            let mut order = Order::external(fact, now);
            order.join_filled(self.filled_of(&order));
            let id = order.id.clone();
            let ended = order.is_final();
            self.record(now, Some(fact.ts), from, AccountEvent::OrderPlaced { order }, out);
            self.adopt_fills(now, &id, from, out);
            self.sync.order_heard(now, &id);
            if !ended {
                self.check_filled(now, &id);
            }
            return;
        };
        let mut order = held.clone();
        let before = held.clone();
        let Joined { changed, lost } = order.join(fact);
        self.lost_joins += u64::from(lost);
        self.sync.order_heard(now, &order.id);
        if changed {
            self.record_order(now, Some(fact.ts), from, &before, order, out);
        }
        let id = before.id;
        self.adopt_fills(now, &id, from, out);
        self.check_filled(now, &id);
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

    fn order_of_fill(&self, fill: &Fill) -> Option<&Order> {
        let by_client = fill.client_order_id.as_ref().and_then(|id| self.state.order(id));
        by_client
            .filter(|order| order.instrument == fill.instrument && order.origin == Origin::Gateway)
            .or_else(|| self.state.order_by_venue_id(&fill.instrument, false, &fill.venue_order_id))
    }

    fn take_fill(&mut self, now: Timestamp, fill: &Fill, from: From<'_>, out: &mut Vec<Action>) {
        self.sync.active(now, Some(&fill.instrument));
        let key = (fill.instrument.clone(), fill.trade_id.clone());
        let order_id = self.order_of_fill(fill).map(|order| order.id.clone());
        let ts = Some(fill.ts);
        if let Some((held, held_order)) = self.state.fill(&key) {
            let order_id = held_order.cloned().or(order_id);
            let merged = merge_fill(held, fill);
            if merged == *held && order_id.as_ref() == held_order {
                return;
            }
            self.record(now, ts, from, AccountEvent::FillUpdated { fill: merged, order_id: order_id.clone() }, out);
            self.count_filled(now, order_id.as_ref(), from, out);
            return;
        }
        if self.is_forgotten(fill) {
            self.lost_joins += 1;
            return;
        }
        self.record(now, ts, from, AccountEvent::Fill { fill: fill.clone(), order_id: order_id.clone() }, out);
        match order_id {
            Some(id) => self.count_filled(now, Some(&id), from, out),
            None => self.sync.want_order(&fill.instrument, &fill.venue_order_id),
        }
    }

    /// A fill older than all that are kept of a full set cannot be told from one that was there before.
    fn is_forgotten(&self, fill: &Fill) -> bool {
        self.state.fills().next().is_some_and(|(_, oldest, _)| fill.ts < oldest.ts && self.state.fills().count() >= super::MAX_FILLS)
    }

    fn count_filled(&mut self, now: Timestamp, order_id: Option<&OrderId>, from: From<'_>, out: &mut Vec<Action>) {
        let Some(before) = order_id.and_then(|id| self.state.order(id)).cloned() else { return };
        let mut order = before.clone();
        if order.join_filled(self.state.filled(&before.id)) {
            self.record_order(now, None, from, &before, order, out);
        }
    }

    /// Fills that came before their order was known belong to it from now on.
    fn adopt_fills(&mut self, now: Timestamp, id: &OrderId, from: From<'_>, out: &mut Vec<Action>) {
        let Some(order) = self.state.order(id) else { return };
        let numbers = [Some(&order.venue_order_id).filter(|_| !order.conditional), Some(&order.released_order_id)];
        let numbers: Vec<_> = numbers.into_iter().flatten().flatten().cloned().collect();
        if !self.sync.is_wanted(&order.instrument, &numbers) {
            return;
        }
        self.sync.order_found(&order.instrument.clone(), &numbers);
        let instrument = self.state.order(id).map(|order| order.instrument.clone());
        let orphans: Vec<Fill> = self
            .state
            .fills()
            .filter(|(_, fill, owner)| {
                owner.is_none() && Some(&fill.instrument) == instrument.as_ref() && numbers.contains(&fill.venue_order_id)
            })
            .map(|(_, fill, _)| fill.clone())
            .collect();
        for fill in orphans {
            let ts = Some(fill.ts);
            self.record(now, ts, from, AccountEvent::FillUpdated { fill, order_id: Some(id.clone()) }, out);
        }
        self.count_filled(now, Some(id), from, out);
    }

    fn filled_of(&self, order: &Order) -> twinline_model::Qty {
        self.state.filled(&order.id)
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

    fn take_balance(&mut self, now: Timestamp, fact: &Balance, from: From<'_>, out: &mut Vec<Action>) {
        let held = self.state.balance(&fact.asset);
        if held.is_some_and(|held| held.ts > fact.ts) {
            self.lost_joins += 1;
            return;
        }
        let mut balance = fact.clone();
        if let Some(held) = held {
            balance.available = balance.available.or(held.available.filter(|_| held.wallet == balance.wallet));
            balance.cross_wallet = balance.cross_wallet.or(held.cross_wallet);
            if same_balance(held, &balance) {
                return;
            }
            if held.ts == fact.ts && held.wallet != fact.wallet && from.source == Origination::Rest {
                self.mismatches += 1;
            }
        }
        self.record(now, Some(fact.ts), from, AccountEvent::BalanceUpdated { balance }, out);
    }

    pub(super) fn take_position(&mut self, now: Timestamp, fact: &PositionFact, from: From<'_>, out: &mut Vec<Action>) {
        let held = self.state.position(&fact.instrument, fact.side).cloned();
        if from.source == Origination::Ws {
            self.sync.position_heard(now, (fact.instrument.clone(), fact.side));
        }
        if held.as_ref().is_some_and(|held| held.ts > fact.ts) {
            self.lost_joins += 1;
            return;
        }
        let position = merge_position(held.as_ref(), fact);
        let flat = position.qty.is_zero();
        if held.as_ref().is_some_and(|held| same_position(held, &position)) || (held.is_none() && flat) {
            return;
        }
        if held.as_ref().is_some_and(|held| held.ts == fact.ts && held.qty != fact.qty && from.source == Origination::Rest) {
            self.mismatches += 1;
        }
        self.sync.active(now, Some(&fact.instrument));
        let was_flat = held.is_none_or(|held| held.qty.is_zero());
        let event = match (was_flat, flat) {
            (true, false) => AccountEvent::PositionOpened { position },
            (false, true) => AccountEvent::PositionClosed { position },
            _ => AccountEvent::PositionUpdated { position },
        };
        self.record(now, Some(fact.ts), from, event, out);
    }

    /// The venue lists all open positions and this one is not among them.
    pub(super) fn position_absent(
        &mut self,
        now: Timestamp,
        key: &(InstrumentId, PositionSide),
        at: Timestamp,
        from: From<'_>,
        out: &mut Vec<Action>,
    ) {
        let Some(held) = self.state.position(&key.0, key.1) else { return };
        let fact = PositionFact {
            instrument: key.0.clone(),
            side: key.1,
            qty: twinline_model::Qty::ZERO,
            entry_price: None,
            break_even_price: None,
            mark_price: None,
            unrealized_pnl: None,
            liquidation_price: None,
            margin_mode: held.margin_mode,
            leverage: held.leverage,
            isolated_margin: None,
            ts: at.max(held.ts),
        };
        self.take_position(now, &fact, from, out);
    }
}

/// What both sources know of a fill.
fn merge_fill(held: &Fill, other: &Fill) -> Fill {
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

/// A position with what this source says, and what it does not say as it was.
fn merge_position(held: Option<&Position>, fact: &PositionFact) -> Position {
    let same_qty = held.filter(|held| held.qty == fact.qty);
    Position {
        instrument: fact.instrument.clone(),
        side: fact.side,
        qty: fact.qty,
        entry_price: fact.entry_price,
        break_even_price: fact.break_even_price.or(same_qty.and_then(|held| held.break_even_price)),
        mark_price: fact.mark_price.or(held.and_then(|held| held.mark_price)),
        unrealized_pnl: fact.unrealized_pnl.or(same_qty.and_then(|held| held.unrealized_pnl)),
        liquidation_price: fact.liquidation_price.or(same_qty.and_then(|held| held.liquidation_price)),
        margin_mode: fact.margin_mode.or(held.and_then(|held| held.margin_mode)),
        leverage: fact.leverage.or(held.and_then(|held| held.leverage)),
        isolated_margin: fact.isolated_margin.or(same_qty.and_then(|held| held.isolated_margin)),
        ts: fact.ts,
    }
}

/// What moves with the market alone is no change: it is computed from the mark when it is shown.
fn same_position(held: &Position, new: &Position) -> bool {
    held.qty == new.qty
        && held.entry_price == new.entry_price
        && held.break_even_price == new.break_even_price
        && held.margin_mode == new.margin_mode
        && held.leverage == new.leverage
        && held.isolated_margin == new.isolated_margin
        && held.liquidation_price.is_some() == new.liquidation_price.is_some()
}

/// What is available moves with the market, too.
fn same_balance(held: &Balance, new: &Balance) -> bool {
    held.wallet == new.wallet && held.cross_wallet == new.cross_wallet && held.available.is_some() == new.available.is_some()
}
