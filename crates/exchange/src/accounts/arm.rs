//! Placing and cancelling conditional orders. Margin is not asked for here: it is when they trigger.

use rust_decimal::Decimal;

use crate::accounts::account::Account;
use crate::accounts::algo::{AlgoKind, AlgoRecord, AlgoStatus, NewAlgo, WorkingType};
use crate::accounts::algos::HeldAlgo;
use crate::accounts::draft::{good_till, position_side};
use crate::accounts::figures::Sight;
use crate::accounts::filters;
use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, AlgoId, AlgoRef, OrderId, PositionSide};
use crate::accounts::order::{Life, PriceMatch};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;
use crate::accounts::timers::Timer;
use crate::order::Side;

impl Accounts {
    pub(crate) fn place_algo(&mut self, floor: &mut Floor<'_>, id: AccountId, new: &NewAlgo) -> Result<AlgoId, Refusal> {
        let record = self.checked_algo(floor, id, new)?;
        let algo = record.id;
        self.next_algo += 1;
        if record.good_till_ms > 0 {
            self.timers.insert((record.good_till_ms.saturating_mul(1_000_000), Timer::Algo(id, algo)));
        }
        let most = self.rules.records_held;
        self.account_mut(id)?.algos.insert(HeldAlgo { record, best: None }, most);
        self.waiting.insert(algo, id);
        self.tell_algo(floor.at_ns, id, algo)?;
        Ok(algo)
    }

    pub(crate) fn cancel_algo(&mut self, floor: &Floor<'_>, id: AccountId, algo: &AlgoRef) -> Result<AlgoRecord, Refusal> {
        let held = self.account(id)?.algos.find(algo).ok_or(Refusal::UnknownOrder)?;
        if !held.record.status.is_waiting() {
            return Err(Refusal::UnknownOrder);
        }
        let algo = held.record.id;
        self.end_algo(floor.at_ns, id, algo, AlgoStatus::Canceled, "")?;
        self.account(id)?.algos.get(algo).map(|held| held.record.clone()).ok_or(Refusal::UnknownOrder)
    }

    pub(crate) fn cancel_all_algos(&mut self, floor: &Floor<'_>, id: AccountId, symbol: usize) -> Result<usize, Refusal> {
        if symbol >= self.rules.symbols.len() {
            return Err(Refusal::UnknownSymbol);
        }
        let waiting = self.account(id)?.algos.waiting().filter(|held| held.record.symbol == symbol);
        let waiting: Vec<AlgoId> = waiting.map(|held| held.record.id).collect();
        for algo in &waiting {
            self.end_algo(floor.at_ns, id, *algo, AlgoStatus::Canceled, "")?;
        }
        Ok(waiting.len())
    }

    /// Puts a conditional order into a state in which it waits no more, and tells it.
    pub(crate) fn end_algo(&mut self, at_ns: i64, id: AccountId, algo: AlgoId, status: AlgoStatus, reason: &str) -> Result<(), Refusal> {
        self.waiting.remove(&algo);
        let algos = &mut self.account_mut(id)?.algos;
        let Some(held) = algos.get_mut(algo) else { return Err(Refusal::UnknownOrder) };
        held.record.reason = reason.to_owned();
        let good_till_ms = held.record.good_till_ms;
        algos.turn(algo, status, at_ns);
        if good_till_ms > 0 {
            self.timers.remove(&(good_till_ms.saturating_mul(1_000_000), Timer::Algo(id, algo)));
        }
        self.tell_algo(at_ns, id, algo)
    }

    /// The order that a conditional order has created is over.
    pub(crate) fn finish_algo(&mut self, floor: &Floor<'_>, id: AccountId, algo: AlgoId, order: OrderId) -> Result<(), Refusal> {
        let account = self.account(id)?;
        let record = &account.orders.get(order).ok_or(Refusal::UnknownOrder)?.record;
        let scale = floor.markets.get(record.symbol).map_or(0, |market| market.spec.price_precision);
        let (executed, average_price) = (record.executed, record.average_price(scale));
        if let Some(held) = self.account_mut(id)?.algos.get_mut(algo) {
            (held.record.executed, held.record.average_price) = (executed, average_price);
        }
        self.end_algo(floor.at_ns, id, algo, AlgoStatus::Finished, "")
    }

    fn checked_algo(&self, floor: &Floor<'_>, id: AccountId, new: &NewAlgo) -> Result<AlgoRecord, Refusal> {
        let (account, sight) = (self.account(id)?, self.sight(floor.markets));
        sight.spec(new.symbol)?;
        let position_side = position_side(account, new.position_side, new.reduce_only)?;
        if let Some(client_id) = &new.client_id {
            filters::client_id(client_id)?;
            if account.algos.is_named(client_id) {
                return Err(Refusal::DuplicateClientId);
            }
        }
        let quantity = if new.close_position {
            check_closing(account, new, position_side)?;
            Decimal::ZERO
        } else {
            let quantity = new.quantity.ok_or(Refusal::Missing("quantity"))?;
            sight.checked_lots(new.symbol, quantity, !new.kind.is_limit())?;
            quantity
        };
        if account.algos.waiting().count() >= self.rules.max_algos {
            return Err(Refusal::TooManyAlgos);
        }
        let life = new.life.unwrap_or(Life::Gtc);
        let mut record = AlgoRecord {
            id: AlgoId(self.next_algo),
            account: id,
            client_id: new.client_id.clone().unwrap_or_else(|| format!("venue-a{}", self.next_algo)),
            symbol: new.symbol,
            side: new.side,
            position_side,
            kind: new.kind,
            life: if new.close_position { Life::GteGtc } else { life },
            quantity,
            price: Decimal::ZERO,
            price_match: new.price_match,
            trigger_price: Decimal::ZERO,
            activate_price: None,
            callback_rate: None,
            callback_amount: None,
            activated: false,
            working_type: new.working_type,
            price_protect: new.price_protect,
            reduce_only: new.close_position || new.reduce_only.unwrap_or(false),
            close_position: new.close_position,
            self_trade: new.self_trade.unwrap_or(self.rules.self_trade),
            good_till_ms: good_till(life, floor.at_ns, new.good_till_ms)?,
            status: AlgoStatus::New,
            order: None,
            executed: Decimal::ZERO,
            average_price: Decimal::ZERO,
            reason: String::new(),
            created_ns: floor.at_ns,
            updated_ns: floor.at_ns,
            triggered_ns: 0,
        };
        sight.set_prices(&mut record, new)?;
        Ok(record)
    }
}

/// Rules of `close_position`: one stop and one take profit per direction.
fn check_closing(account: &Account, new: &NewAlgo, position_side: PositionSide) -> Result<(), Refusal> {
    if !new.kind.may_close_position() {
        return Err(Refusal::ClosePositionNotAllowed);
    }
    if new.quantity.is_some_and(|quantity| !quantity.is_zero()) {
        return Err(Refusal::ClosePositionWithQuantity);
    }
    if new.reduce_only.is_some() {
        return Err(Refusal::ClosePositionWithReduceOnly);
    }
    if position_side != PositionSide::Both && !Account::closes(position_side, new.side) {
        return Err(Refusal::ClosePositionNotAllowed);
    }
    let exists = account.algos.waiting().any(|held| {
        let record = &held.record;
        let place = (record.symbol, record.side, record.position_side, record.kind);
        record.close_position && place == (new.symbol, new.side, position_side, new.kind)
    });
    if exists { Err(Refusal::ClosePositionExists) } else { Ok(()) }
}

impl Sight<'_> {
    /// The price that a conditional order looks at.
    pub fn working_price(&self, symbol: usize, working_type: WorkingType) -> Result<Decimal, Refusal> {
        match working_type {
            WorkingType::ContractPrice => self.last(symbol),
            WorkingType::MarkPrice => self.mark(symbol),
        }
    }

    fn set_prices(&self, record: &mut AlgoRecord, new: &NewAlgo) -> Result<(), Refusal> {
        let now = self.working_price(new.symbol, new.working_type)?;
        let highest = self.rule(new.symbol)?.max_price;
        let in_range = |price: Decimal| match price {
            price if price <= Decimal::ZERO => Err(Refusal::TriggerTooLow),
            price if price > highest => Err(Refusal::PriceTooHigh(highest)),
            price => Ok(price),
        };
        if new.kind == AlgoKind::TrailingStopMarket {
            match (new.callback_rate, new.callback_amount) {
                (Some(rate), None) if rate < Decimal::new(1, 1) || rate > Decimal::from(20) => return Err(Refusal::BadCallbackRate),
                (None, Some(amount)) if amount <= Decimal::ZERO || amount >= now => return Err(Refusal::TriggerTooLow),
                (None, None) | (Some(_), Some(_)) => return Err(Refusal::Missing("callbackRate")),
                _ => (record.callback_rate, record.callback_amount) = (new.callback_rate, new.callback_amount),
            }
            record.activate_price = new.activate_price.map(in_range).transpose()?;
            let bad = record.activate_price.is_some_and(|price| match new.side {
                Side::Buy => price >= now,
                Side::Sell => price <= now,
            });
            return if bad { Err(Refusal::WouldTrigger) } else { Ok(()) };
        }
        record.trigger_price = in_range(new.trigger_price.ok_or(Refusal::Missing("triggerPrice"))?)?;
        if new.kind.is_limit() {
            record.price = match (new.price, new.price_match) {
                (Some(_), PriceMatch::Opponent(_) | PriceMatch::Queue(_)) => return Err(Refusal::PriceMatchConflict),
                (None, PriceMatch::None) => return Err(Refusal::Missing("price")),
                (None, _) => Decimal::ZERO,
                (Some(price), PriceMatch::None) => {
                    self.checked_ticks(new.symbol, price)?;
                    price
                }
            };
        }
        if has_come(record, now) { Err(Refusal::WouldTrigger) } else { Ok(()) }
    }
}

/// Whether a price triggers; trailing ones are asked with their trigger price set.
pub(crate) fn has_come(record: &AlgoRecord, price: Decimal) -> bool {
    let rising = match record.kind {
        AlgoKind::Stop | AlgoKind::StopMarket | AlgoKind::TrailingStopMarket => record.side == Side::Buy,
        AlgoKind::TakeProfit | AlgoKind::TakeProfitMarket => record.side == Side::Sell,
    };
    if rising { price >= record.trigger_price } else { price <= record.trigger_price }
}
