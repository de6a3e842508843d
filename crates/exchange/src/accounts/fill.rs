//! What one trade does to an order, a position and an account's money.

use rust_decimal::Decimal;

use crate::accounts::account::remember;
use crate::accounts::event::ChangeReason;
use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, OrderId, Slot};
use crate::accounts::ledger::{IncomeKind, IncomeRecord, Place, Posting};
use crate::accounts::margin;
use crate::accounts::money::{add, div, money, money_down, mul, sub};
use crate::accounts::order::{ExecutionType, FillRecord, OrderKind, OrderRecord, OrderStatus};
use crate::accounts::position::Effect;
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;
use crate::accounts::rules::MarginType;
use crate::order::Side;

/// One trade of one order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Execution {
    /// Id on the tape.
    pub trade: u64,
    pub ticks: i64,
    pub lots: i64,
    pub maker: bool,
    /// False where the venue itself closes a position at the mark price.
    pub charged: bool,
}

/// A commission in its asset, and what it is worth in the quote asset.
struct Commission {
    asset: String,
    amount: Decimal,
    in_quote: Decimal,
}

impl Accounts {
    /// Books a trade and tells it: first the account's balance and position, then the order.
    pub(crate) fn fill(&mut self, floor: &mut Floor<'_>, id: AccountId, order: OrderId, execution: Execution) -> Result<Slot, Refusal> {
        let record = self.count(floor, id, order, execution)?;
        let slot = Slot { symbol: record.symbol, side: record.position_side };
        let spec = floor.spec(record.symbol)?;
        let (quote_asset, price, quantity) = (spec.quote.clone(), spec.price(execution.ticks), spec.quantity(execution.lots));
        let quote = mul(price, quantity)?;
        let lot_size = spec.lot_size();
        let account = self.account_mut(id)?;
        let position = account.positions.entry(slot).or_default();
        let effect = position.trade(record.side, execution.lots, price, lot_size)?;
        position.updated_ns = floor.at_ns;
        self.move_isolated(floor, id, slot, &effect, mul(price, mul(Decimal::from(effect.opened), lot_size)?)?)?;
        let about = |kind| (kind, Some(slot.symbol), Some(execution.trade));
        if effect.closed > 0 {
            let between = (Place::Wallet(id), Place::Market);
            self.post_income(floor.at_ns, id, between, &quote_asset, effect.realized, about(IncomeKind::RealizedPnl))?;
        }
        let commission = self.commission(id, slot.symbol, &quote_asset, quote, execution)?;
        if !commission.amount.is_zero() {
            let between = (Place::Wallet(id), Place::Fees);
            self.post_income(floor.at_ns, id, between, &commission.asset, -commission.amount, about(IncomeKind::Commission))?;
        }
        if let Some(position) = self.account_mut(id)?.positions.get_mut(&slot).filter(|position| position.lots != 0) {
            position.owed = add(position.owed, commission.in_quote)?;
        }
        let fill = FillRecord {
            id: execution.trade,
            order,
            symbol: slot.symbol,
            side: record.side,
            position_side: slot.side,
            price,
            quantity,
            quote,
            commission: commission.amount,
            commission_asset: commission.asset.clone(),
            realized: effect.realized,
            maker: execution.maker,
            at_ns: floor.at_ns,
        };
        self.tell_fill(floor, id, order, slot, &quote_asset, fill)?;
        Ok(slot)
    }

    /// Counts a trade in its order. The record it returns is as it is after that.
    fn count(&mut self, floor: &Floor<'_>, id: AccountId, order: OrderId, execution: Execution) -> Result<OrderRecord, Refusal> {
        let symbol = self.account(id)?.orders.get(order).ok_or(Refusal::UnknownOrder)?.record.symbol;
        let spec = floor.spec(symbol)?;
        let quote = mul(spec.price(execution.ticks), spec.quantity(execution.lots))?;
        let orders = &mut self.account_mut(id)?.orders;
        let held = orders.get_mut(order).ok_or(Refusal::UnknownOrder)?;
        held.executed = held.executed.checked_add(execution.lots).ok_or(Refusal::OutOfRange)?;
        held.record.executed = spec.quantity(held.executed);
        held.record.quote = add(held.record.quote, quote)?;
        held.record.updated_ns = floor.at_ns;
        held.record.status = OrderStatus::PartiallyFilled;
        if held.left() <= 0 {
            orders.end(order, OrderStatus::Filled);
        }
        orders.get(order).map(|held| held.record.clone()).ok_or(Refusal::UnknownOrder)
    }

    /// Sets margin aside for what an isolated position opened, and gives back that of what it closed.
    fn move_isolated(&mut self, floor: &Floor<'_>, id: AccountId, slot: Slot, effect: &Effect, opened: Decimal) -> Result<(), Refusal> {
        let account = self.account(id)?;
        if account.margin_type(slot.symbol) == MarginType::Cross {
            return Ok(());
        }
        let asset = floor.spec(slot.symbol)?.quote.clone();
        let set_aside = margin::initial(opened, account.leverage(slot.symbol))?;
        let held = self.ledger.balance(Place::Isolated(id, slot), &asset);
        let freed = match effect.closed {
            0 => Decimal::ZERO,
            closed if closed == effect.before.abs() => held,
            closed => money_down(div(mul(held, Decimal::from(closed))?, Decimal::from(effect.before.abs()))?),
        };
        self.set_aside(floor.at_ns, id, slot, &asset, sub(set_aside, freed)?)
    }

    /// Moves money from the wallet to an isolated position, or back if `amount` is below zero.
    pub(crate) fn set_aside(&mut self, at_ns: i64, id: AccountId, slot: Slot, asset: &str, amount: Decimal) -> Result<(), Refusal> {
        if amount.is_zero() {
            return Ok(());
        }
        let to = Posting { place: Place::Isolated(id, slot), asset: asset.to_owned(), amount };
        let from = Posting { place: Place::Wallet(id), asset: asset.to_owned(), amount: -amount };
        self.ledger.post(IncomeKind::Margin, at_ns, vec![to, from]).map(|_| ())
    }

    /// What a trade costs. Paid in the discount asset where the account wants that and has enough of it.
    fn commission(
        &self,
        id: AccountId,
        symbol: usize,
        quote_asset: &str,
        quote: Decimal,
        execution: Execution,
    ) -> Result<Commission, Refusal> {
        let rule = self.rules.symbols.get(symbol).ok_or(Refusal::UnknownSymbol)?;
        let rate = match (execution.charged, execution.maker) {
            (false, _) => Decimal::ZERO,
            (true, true) => rule.maker_rate,
            (true, false) => rule.taker_rate,
        };
        let in_quote = money(mul(quote, rate)?);
        let plain = Commission { asset: quote_asset.to_owned(), amount: in_quote, in_quote };
        let Some((asset, discount)) = self.rules.fee_burn.as_ref().filter(|_| in_quote > Decimal::ZERO) else { return Ok(plain) };
        if !self.account(id)?.fee_burn {
            return Ok(plain);
        }
        let index = |name: &str| self.rules.assets.iter().find(|rule| rule.name == name).map(|rule| rule.index);
        let (Some(of_quote), Some(of_burn)) = (index(quote_asset), index(asset)) else { return Ok(plain) };
        let discounted = money(mul(in_quote, sub(Decimal::ONE, *discount)?)?);
        let amount = money(div(mul(discounted, of_quote)?, of_burn)?);
        if self.ledger.balance(Place::Wallet(id), asset) < amount {
            return Ok(plain);
        }
        Ok(Commission { asset: asset.clone(), amount, in_quote: discounted })
    }

    /// Moves `amount` from the second place to the first and keeps it as income of the account.
    pub(crate) fn post_income(
        &mut self,
        at_ns: i64,
        id: AccountId,
        (own, other): (Place, Place),
        asset: &str,
        amount: Decimal,
        (kind, symbol, trade): (IncomeKind, Option<usize>, Option<u64>),
    ) -> Result<u64, Refusal> {
        let postings = [(own, amount), (other, -amount)];
        let postings = postings.map(|(place, amount)| Posting { place, asset: asset.to_owned(), amount });
        let tran_id = self.ledger.post(kind, at_ns, postings.to_vec())?;
        let record = IncomeRecord { tran_id, kind, asset: asset.to_owned(), amount, symbol, trade, at_ns };
        let most = self.rules.records_held;
        remember(&mut self.account_mut(id)?.income, record, most);
        Ok(tran_id)
    }

    fn tell_fill(
        &mut self,
        floor: &Floor<'_>,
        id: AccountId,
        order: OrderId,
        slot: Slot,
        quote_asset: &str,
        fill: FillRecord,
    ) -> Result<(), Refusal> {
        let mut assets = vec![(quote_asset, Decimal::ZERO)];
        if fill.commission_asset != quote_asset {
            assets.push((fill.commission_asset.as_str(), Decimal::ZERO));
        }
        self.tell_account(floor, id, ChangeReason::Order, &assets, &[slot], None)?;
        let most = self.rules.records_held;
        let account = self.account_mut(id)?;
        remember(&mut account.fills, fill.clone(), most);
        let record = &account.orders.get(order).ok_or(Refusal::UnknownOrder)?.record;
        let (is_open, forced) = (record.status.is_open(), record.kind == OrderKind::Liquidation);
        let execution = if forced { ExecutionType::Calculated } else { ExecutionType::Trade };
        self.tell_order(floor, id, order, execution, Some(fill))?;
        if is_open { Ok(()) } else { self.ended(floor, id, order) }
    }
}

/// The side that brings signed lots to zero.
pub(crate) fn closing_side(lots: i64) -> Side {
    if lots > 0 { Side::Sell } else { Side::Buy }
}
