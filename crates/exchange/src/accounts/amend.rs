//! Changing a resting order: it keeps its ids and loses its place in the queue.

use crate::accounts::account::{Account, remember};
use crate::accounts::draft::{Draft, reducible, reserved};
use crate::accounts::figures::Sight;
use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, OrderId, OrderRef};
use crate::accounts::order::{Amendment, AmendmentRecord, ExecutionType, Life, OrderKind, OrderRecord};
use crate::accounts::orders::Held;
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;

/// What an amendment comes to.
enum Change {
    /// New ticks and lots in all.
    To(i64, i64),
    /// The order ends: it has traded that much already, or it is post-only and would take.
    End,
}

impl Accounts {
    pub(crate) fn amend(
        &mut self,
        floor: &mut Floor<'_>,
        id: AccountId,
        symbol: usize,
        order: &OrderRef,
        amendment: &Amendment,
    ) -> Result<OrderRecord, Refusal> {
        let (account, sight) = (self.account(id)?, self.sight(floor.markets));
        sight.spec(symbol)?;
        let held = account.orders.find(symbol, order).ok_or(Refusal::UnknownOrder)?;
        admissible(held, amendment, self.rules.max_amendments)?;
        let change = sight.change(account, held, amendment)?;
        let order = held.record.id;
        match change {
            Change::End => self.take_back(floor, id, symbol, order)?,
            Change::To(ticks, lots) => self.rewrite(floor, id, order, (ticks, lots), amendment)?,
        }
        self.record(id, order)
    }

    fn rewrite(
        &mut self,
        floor: &mut Floor<'_>,
        id: AccountId,
        order: OrderId,
        to: (i64, i64),
        amendment: &Amendment,
    ) -> Result<(), Refusal> {
        let held = self.account(id)?.orders.get(order).ok_or(Refusal::UnknownOrder)?.clone();
        let spec = floor.spec(held.record.symbol)?;
        let (price, quantity) = (spec.price(to.0), spec.quantity(to.1));
        floor.withdraw(held.record.symbol, order);
        let number = self.next_amendment;
        self.next_amendment += 1;
        let most = self.rules.records_held;
        let account = self.account_mut(id)?;
        let record = AmendmentRecord {
            id: number,
            order,
            client_id: held.record.client_id.clone(),
            symbol: held.record.symbol,
            price: (held.record.price, price),
            quantity: (held.record.quantity, quantity),
            count: held.record.amendments + 1,
            at_ns: floor.at_ns,
        };
        remember(&mut account.amendments, record, most);
        if let Some(held) = account.orders.get_mut(order) {
            (held.ticks, held.lots) = to;
            held.record.price = price;
            held.record.quantity = quantity;
            held.record.price_match = amendment.price_match;
            held.record.modify_id = amendment.modify_id;
            held.record.amendments += 1;
            held.record.updated_ns = floor.at_ns;
        }
        self.tell_order(floor, id, order, ExecutionType::Amendment, None)?;
        self.enter(floor, id, order)
    }
}

fn admissible(held: &Held, amendment: &Amendment, most: u32) -> Result<(), Refusal> {
    let record = &held.record;
    if !record.status.is_open() {
        return Err(Refusal::NotOpen);
    }
    if record.kind != OrderKind::Limit {
        return Err(Refusal::LimitOnly);
    }
    if record.side != amendment.side {
        return Err(Refusal::BadValue("side"));
    }
    if amendment.reduce_only == Some(true) && !record.reduce_only {
        return Err(Refusal::NotReduceOnly);
    }
    if record.amendments >= most {
        return Err(Refusal::TooManyAmendments);
    }
    Ok(())
}

impl Sight<'_> {
    fn change(&self, account: &Account, held: &Held, amendment: &Amendment) -> Result<Change, Refusal> {
        let record = &held.record;
        let ticks = match (self.matched(record.symbol, record.side, amendment.price_match)?, amendment.price) {
            (Some(_), Some(_)) => return Err(Refusal::PriceMatchConflict),
            (Some(ticks), None) => ticks,
            (None, None) => return Err(Refusal::Missing("price")),
            (None, Some(price)) => self.checked_ticks(record.symbol, price)?,
        };
        let lots = self.checked_lots(record.symbol, amendment.quantity, false)?;
        if (ticks, lots) == (held.ticks, held.lots) {
            return Err(Refusal::NothingChanged);
        }
        let price = self.spec(record.symbol)?.price(ticks);
        self.check_percent(record.symbol, record.side, price)?;
        if lots <= held.executed || (record.life == Life::Gtx && self.crosses(record.symbol, record.side, ticks)) {
            return Ok(Change::End);
        }
        let left = lots - held.executed;
        if held.may_open() {
            self.check_notional(record.symbol, price, amendment.quantity)?;
            self.check_margin(account, &as_draft(held, ticks, left), Some((held.ticks, held.left())))?;
        } else {
            let others = reserved(account, held.slot(), record.side, Some(record.id));
            if left > reducible(account, held.slot(), record.side) - others {
                return Err(Refusal::ReduceOnlyRejected);
            }
        }
        Ok(Change::To(ticks, lots))
    }
}

/// What is left of an order after the change, as if it were new.
fn as_draft(held: &Held, ticks: i64, left: i64) -> Draft {
    let record = &held.record;
    Draft {
        account: record.account,
        symbol: record.symbol,
        side: record.side,
        position_side: record.position_side,
        kind: record.kind,
        life: record.life,
        ticks,
        lots: left,
        reduce_only: record.reduce_only,
        close_position: record.close_position,
        client_id: None,
        self_trade: record.self_trade,
        price_match: record.price_match,
        good_till_ms: record.good_till_ms,
        algo: record.algo,
    }
}
