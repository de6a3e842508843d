//! Which conditional orders has the price come to, and what becomes of them then.

use rust_decimal::Decimal;

use crate::accounts::algo::{AlgoKind, AlgoStatus};
use crate::accounts::arm::has_come;
use crate::accounts::draft::{Sender, reducible};
use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, AlgoId, Slot};
use crate::accounts::money::{add, div, money, mul, sub};
use crate::accounts::order::{NewOrder, OrderKind, PriceMatch};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;
use crate::accounts::timers::Timer;
use crate::order::Side;

impl Accounts {
    /// Triggers whatever the present prices trigger, oldest first. What that trades may trigger more; each one triggers
    /// once, so this ends.
    pub(crate) fn react(&mut self, floor: &mut Floor<'_>) -> Result<(), Refusal> {
        let mut again = true;
        while again {
            again = false;
            let waiting: Vec<(AlgoId, AccountId)> = self.waiting.iter().map(|(algo, id)| (*algo, *id)).collect();
            for (algo, id) in waiting {
                if self.waiting.contains_key(&algo) && self.follow(floor, id, algo)? {
                    self.trigger(floor, id, algo)?;
                    again = true;
                }
            }
        }
        Ok(())
    }

    /// Shows the present price to a waiting order; true if it triggers.
    fn follow(&mut self, floor: &Floor<'_>, id: AccountId, algo: AlgoId) -> Result<bool, Refusal> {
        let sight = self.sight(floor.markets);
        let held = self.account(id)?.algos.get(algo).ok_or(Refusal::UnknownOrder)?;
        let record = &held.record;
        let price = sight.working_price(record.symbol, record.working_type)?;
        let protected = record.price_protect && {
            let (last, mark) = (sight.last(record.symbol)?, sight.mark(record.symbol)?);
            sub(last, mark)?.abs() > mul(mark, sight.rule(record.symbol)?.trigger_protect)?
        };
        if record.kind == AlgoKind::TrailingStopMarket {
            self.trail(floor.at_ns, id, algo, price)?;
        }
        let record = &self.account(id)?.algos.get(algo).ok_or(Refusal::UnknownOrder)?.record;
        let set = record.trigger_price > Decimal::ZERO;
        Ok(set && !protected && has_come(record, price))
    }

    /// Activates a trailing order, or moves its trigger with the best price since.
    fn trail(&mut self, at_ns: i64, id: AccountId, algo: AlgoId, price: Decimal) -> Result<(), Refusal> {
        let held = self.account_mut(id)?.algos.get_mut(algo).ok_or(Refusal::UnknownOrder)?;
        let (side, rate, amount) = (held.record.side, held.record.callback_rate.unwrap_or_default(), held.record.callback_amount);
        let was_active = held.record.activated;
        let reached = held.record.activate_price.is_none_or(|activate| match side {
            Side::Buy => price <= activate,
            Side::Sell => price >= activate,
        });
        if !was_active && !reached {
            return Ok(());
        }
        let best = held.best.map_or(price, |best| if side == Side::Buy { best.min(price) } else { best.max(price) });
        let distance = match amount {
            Some(amount) => amount,
            None => mul(best, div(rate, Decimal::ONE_HUNDRED)?)?,
        };
        held.best = Some(best);
        held.record.trigger_price = money(if side == Side::Buy { add(best, distance)? } else { sub(best, distance)? });
        held.record.activated = true;
        if was_active { Ok(()) } else { self.tell_activated(at_ns, id, algo) }
    }

    fn tell_activated(&mut self, at_ns: i64, id: AccountId, algo: AlgoId) -> Result<(), Refusal> {
        if let Some(held) = self.account_mut(id)?.algos.get_mut(algo) {
            held.record.updated_ns = at_ns;
        }
        self.tell_algo(at_ns, id, algo)
    }

    fn trigger(&mut self, floor: &mut Floor<'_>, id: AccountId, algo: AlgoId) -> Result<(), Refusal> {
        self.waiting.remove(&algo);
        let algos = &mut self.account_mut(id)?.algos;
        let held = algos.get_mut(algo).ok_or(Refusal::UnknownOrder)?;
        held.record.triggered_ns = floor.at_ns;
        let good_till_ns = held.record.good_till_ms.saturating_mul(1_000_000);
        algos.turn(algo, AlgoStatus::Triggering, floor.at_ns);
        // From here on its order has the date.
        self.timers.remove(&(good_till_ns, Timer::Algo(id, algo)));
        self.tell_algo(floor.at_ns, id, algo)?;
        let drafted = self.child(floor, id, algo).and_then(|(new, sender)| self.draft(floor.markets, floor.at_ns, id, &new, sender));
        match drafted {
            Ok(draft) => self.accept(floor, draft).map(|_| ()),
            Err(Refusal::OutOfRange) => Err(Refusal::OutOfRange),
            Err(Refusal::ReduceOnlyRejected) => self.end_algo(floor.at_ns, id, algo, AlgoStatus::Rejected, "Reduce Only reject"),
            Err(refusal) => self.end_algo(floor.at_ns, id, algo, AlgoStatus::Rejected, &refusal.to_string()),
        }
    }

    /// The order that a conditional order becomes. ASSUMED: it has the client id of the conditional order.
    fn child(&self, floor: &Floor<'_>, id: AccountId, algo: AlgoId) -> Result<(NewOrder, Sender), Refusal> {
        let account = self.account(id)?;
        let record = &account.algos.get(algo).ok_or(Refusal::UnknownOrder)?.record;
        let spec = floor.spec(record.symbol)?;
        let slot = Slot { symbol: record.symbol, side: record.position_side };
        let quantity = if record.close_position {
            match reducible(account, slot, record.side) {
                0 => return Err(Refusal::ReduceOnlyRejected),
                lots => spec.quantity(lots),
            }
        } else {
            record.quantity
        };
        let limit = record.kind.is_limit();
        let new = NewOrder {
            symbol: record.symbol,
            side: record.side,
            kind: if limit { OrderKind::Limit } else { OrderKind::Market },
            position_side: Some(record.position_side),
            life: limit.then_some(record.life),
            quantity: Some(quantity),
            price: (limit && record.price_match == PriceMatch::None).then_some(record.price),
            price_match: if limit { record.price_match } else { PriceMatch::None },
            reduce_only: (!account.hedge).then_some(record.reduce_only),
            client_id: Some(record.client_id.clone()),
            self_trade: Some(record.self_trade),
            good_till_ms: (record.good_till_ms > 0).then_some(record.good_till_ms),
        };
        Ok((new, Sender::Algo(algo, record.close_position)))
    }
}
