//! What does a fact about money or a position change? It goes by the venue's time: an older word loses.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use twinline_model::{Amount, Balance, InstrumentId, Position, PositionSide, Qty, Timestamp};
use twinline_venue::account::PositionFact;

use super::Account;
use super::api::Action;
use super::event::{AccountEvent, Origination};
use super::news::From;

impl Account {
    pub(super) fn take_balance(&mut self, now: Timestamp, fact: &Balance, from: From<'_>, out: &mut Vec<Action>) {
        if from.source == Origination::Ws {
            self.mismatches.balance_heard(now, &fact.asset);
        }
        let held = self.state.balance(&fact.asset).cloned();
        if held.as_ref().is_some_and(|held| held.ts > fact.ts) {
            self.lost_joins += 1;
            return;
        }
        let mut balance = fact.clone();
        if let Some(held) = &held {
            balance.available = balance.available.or(held.available.filter(|_| held.wallet == balance.wallet));
            balance.cross_wallet = balance.cross_wallet.or(held.cross_wallet);
            let told = !self.spec.exact_available || held.available == balance.available;
            if told && same_balance(held, &balance) {
                return;
            }
        }
        if let Some(event) = margin(held.as_ref(), &balance).filter(|_| self.spec.exact_available) {
            self.record(now, Some(fact.ts), from, event, out);
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
        let mut position = merge_position(held.as_ref(), fact);
        // Venues tell it apart from positions.
        position.leverage = position.leverage.or_else(|| self.state.leverage(&fact.instrument));
        let flat = position.qty.is_zero();
        if held.as_ref().is_some_and(|held| same_position(held, &position)) || (held.is_none() && flat) {
            return;
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
            qty: Qty::ZERO,
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

/// What is available moves with the market at most venues, too.
fn same_balance(held: &Balance, new: &Balance) -> bool {
    held.wallet == new.wallet && held.cross_wallet == new.cross_wallet && held.available.is_some() == new.available.is_some()
}

/// What is set aside now and was not before, or the other way round.
fn margin(before: Option<&Balance>, after: &Balance) -> Option<AccountEvent> {
    let blocked = |balance: &Balance| balance.wallet.value().checked_sub(balance.available?.value());
    let (was, is) = (before.map_or(Some(Decimal::ZERO), blocked)?, blocked(after)?);
    let (asset, amount, blocked) = (after.asset.clone(), Amount::new(is.checked_sub(was)?.abs()), Amount::new(is));
    match is.cmp(&was) {
        Ordering::Greater => Some(AccountEvent::MarginBlocked { asset, amount, blocked }),
        Ordering::Less => Some(AccountEvent::MarginReleased { asset, amount, blocked }),
        Ordering::Equal => None,
    }
}
