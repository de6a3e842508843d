//! From an accepted order to its trades: what the book does with it, and what that does to every order involved.

use rust_decimal::Decimal;

use crate::accounts::account::Account;
use crate::accounts::algo::AlgoStatus;
use crate::accounts::draft::Draft;
use crate::accounts::fill::Execution;
use crate::accounts::floor::{Deal, Floor, Ticket};
use crate::accounts::ids::{AccountId, OrderId, Slot};
use crate::accounts::order::{ExecutionType, ExpireReason, Life, OrderKind, OrderRecord, OrderStatus, SelfTrade};
use crate::accounts::orders::Held;
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;
use crate::accounts::timers::Timer;
use crate::execution::Fate;
use crate::meeting::{End, OwnMeeting, Owner, Taker};
use crate::order::TimeInForce;

impl Accounts {
    /// Makes an order of a draft, tells it as accepted and lets it trade.
    pub(crate) fn accept(&mut self, floor: &mut Floor<'_>, draft: Draft) -> Result<OrderId, Refusal> {
        let (account, algo) = (draft.account, draft.algo);
        let id = self.write(floor, draft)?;
        if let Some(algo) = algo {
            let algos = &mut self.account_mut(account)?.algos;
            if let Some(held) = algos.get_mut(algo) {
                held.record.order = Some(id);
            }
            algos.turn(algo, AlgoStatus::Triggered, floor.at_ns);
            self.tell_algo(floor.at_ns, account, algo)?;
        }
        self.tell_order(floor, account, id, ExecutionType::New, None)?;
        self.enter(floor, account, id)?;
        Ok(id)
    }

    pub(crate) fn write(&mut self, floor: &Floor<'_>, draft: Draft) -> Result<OrderId, Refusal> {
        let spec = floor.spec(draft.symbol)?;
        let id = OrderId(self.next_order);
        self.next_order += 1;
        let record = OrderRecord {
            id,
            account: draft.account,
            client_id: draft.client_id.unwrap_or_else(|| format!("venue-{}", id.0)),
            symbol: draft.symbol,
            side: draft.side,
            position_side: draft.position_side,
            kind: draft.kind,
            life: draft.life,
            price: if draft.kind == OrderKind::Market { Decimal::ZERO } else { spec.price(draft.ticks) },
            quantity: spec.quantity(draft.lots),
            executed: spec.quantity(0),
            quote: Decimal::ZERO,
            status: OrderStatus::New,
            expire_reason: ExpireReason::None,
            reduce_only: draft.reduce_only,
            close_position: draft.close_position,
            self_trade: draft.self_trade,
            price_match: draft.price_match,
            good_till_ms: draft.good_till_ms,
            algo: draft.algo,
            modify_id: None,
            amendments: 0,
            created_ns: floor.at_ns,
            updated_ns: floor.at_ns,
        };
        if record.good_till_ms > 0 {
            self.timers.insert((record.good_till_ms.saturating_mul(1_000_000), Timer::Order(draft.account, id)));
        }
        let most = self.rules.records_held;
        let held = Held { record, ticks: draft.ticks, lots: draft.lots, executed: 0, entered: 0 };
        self.account_mut(draft.account)?.orders.insert(held, most);
        Ok(id)
    }

    /// Puts an open order into its book and settles what comes of it.
    pub(crate) fn enter(&mut self, floor: &mut Floor<'_>, id: AccountId, order: OrderId) -> Result<(), Refusal> {
        let entered = self.next_entry;
        self.next_entry += 1;
        let account = self.account_mut(id)?;
        let held = account.orders.get_mut(order).ok_or(Refusal::UnknownOrder)?;
        held.entered = entered;
        let held = held.clone();
        let ticket = ticket(account, &held);
        let deal = floor.submit(ticket).ok_or(Refusal::UnknownSymbol)?;
        let touched = self.settle(floor, held.record.symbol, Some((id, order)), &deal)?;
        self.end_rest(floor, id, order, &deal)?;
        self.follow_up(floor, &touched)
    }

    /// Books the trades of a command and ends the orders that it knocked out. Returns the positions that changed.
    pub(crate) fn settle(
        &mut self,
        floor: &mut Floor<'_>,
        symbol: usize,
        taker: Option<(AccountId, OrderId)>,
        deal: &Deal,
    ) -> Result<Vec<(AccountId, Slot)>, Refusal> {
        let mut touched = Vec::new();
        for (trade, fill) in &deal.fills {
            let maker = OrderId::from_book(fill.maker_id).and_then(|order| Some((self.owner_of(symbol, order)?, order)));
            for (party, is_maker) in [(taker, false), (maker, true)] {
                let Some((account, order)) = party else { continue };
                let execution = Execution { trade: *trade, ticks: fill.ticks, lots: fill.lots, maker: is_maker, charged: true };
                let slot = self.fill(floor, account, order, execution)?;
                if !touched.contains(&(account, slot)) {
                    touched.push((account, slot));
                }
            }
        }
        for knock in &deal.knocks {
            let Some(order) = OrderId::from_book(knock.id) else { continue };
            let Some(account) = self.owner_of(symbol, order) else { continue };
            let (status, reason) = match knock.why {
                End::SelfTrade => (OrderStatus::ExpiredInMatch, ExpireReason::SelfTrade),
                End::ReduceOnly => (OrderStatus::Expired, ExpireReason::ReduceOnly),
            };
            self.end_order(floor, account, order, status, reason, ExecutionType::Expired)?;
        }
        Ok(touched)
    }

    /// What follows from changed positions: orders that have nothing left to reduce, or whose position is closed, end.
    pub(crate) fn follow_up(&mut self, floor: &mut Floor<'_>, touched: &[(AccountId, Slot)]) -> Result<(), Refusal> {
        for (account, slot) in touched {
            self.trim_reducing(floor, *account, *slot)?;
            self.expire_closing(floor, *account, *slot)?;
        }
        Ok(())
    }

    /// Ends the part of an incoming order that neither traded nor rests.
    fn end_rest(&mut self, floor: &Floor<'_>, id: AccountId, order: OrderId, deal: &Deal) -> Result<(), Refusal> {
        if matches!(deal.fate, Fate::Rests(_) | Fate::Filled) {
            return Ok(());
        }
        let record = &self.account(id)?.orders.get(order).ok_or(Refusal::UnknownOrder)?.record;
        let immediate = record.life == Life::Ioc;
        let (status, reason) = match deal.ended {
            Some(End::SelfTrade) if immediate => (OrderStatus::ExpiredInMatch, ExpireReason::IocSelfTrade),
            Some(End::SelfTrade) => (OrderStatus::ExpiredInMatch, ExpireReason::SelfTrade),
            Some(End::ReduceOnly) => (OrderStatus::Expired, ExpireReason::ReduceOnly),
            // Only a post-only order that meets a reopened book; otherwise the book was asked before.
            None if matches!(deal.fate, Fate::Rejected(_)) => (OrderStatus::Expired, ExpireReason::None),
            None if record.kind == OrderKind::Market => (OrderStatus::Expired, ExpireReason::MarketRemainder),
            None => (OrderStatus::Expired, ExpireReason::IocRemainder),
        };
        self.end_order(floor, id, order, status, reason, ExecutionType::Expired)
    }

    /// Puts an order into a terminal state (it must be out of its book) and tells it.
    pub(crate) fn end_order(
        &mut self,
        floor: &Floor<'_>,
        id: AccountId,
        order: OrderId,
        status: OrderStatus,
        reason: ExpireReason,
        execution: ExecutionType,
    ) -> Result<(), Refusal> {
        let orders = &mut self.account_mut(id)?.orders;
        let held = orders.get_mut(order).ok_or(Refusal::UnknownOrder)?;
        held.record.expire_reason = reason;
        held.record.updated_ns = floor.at_ns;
        orders.end(order, status);
        self.tell_order(floor, id, order, execution, None)?;
        self.ended(floor, id, order)
    }

    /// What follows from the end of an order.
    pub(crate) fn ended(&mut self, floor: &Floor<'_>, id: AccountId, order: OrderId) -> Result<(), Refusal> {
        let record = &self.account(id)?.orders.get(order).ok_or(Refusal::UnknownOrder)?.record;
        let (good_till_ms, algo) = (record.good_till_ms, record.algo);
        if good_till_ms > 0 {
            self.timers.remove(&(good_till_ms.saturating_mul(1_000_000), Timer::Order(id, order)));
        }
        match algo {
            Some(algo) => self.finish_algo(floor, id, algo, order),
            None => Ok(()),
        }
    }

    /// Whose an open order of a symbol is.
    fn owner_of(&self, symbol: usize, order: OrderId) -> Option<AccountId> {
        let owns = |account: &&Account| account.orders.get(order).is_some_and(|held| held.record.symbol == symbol);
        self.accounts.values().find(owns).map(|account| account.id)
    }
}

fn ticket(account: &Account, held: &Held) -> Ticket {
    let record = &held.record;
    let own = match (record.life, record.self_trade) {
        (Life::Fok, _) | (_, SelfTrade::None) => OwnMeeting::Trade,
        (_, SelfTrade::ExpireTaker) => OwnMeeting::EndTaker,
        (_, SelfTrade::ExpireMaker) => OwnMeeting::EndMaker,
        (_, SelfTrade::ExpireBoth) => OwnMeeting::EndBoth,
    };
    let time_in_force = match (record.kind, record.life) {
        (OrderKind::Market | OrderKind::Liquidation, _) | (_, Life::Ioc) => TimeInForce::Ioc,
        (_, Life::Fok) => TimeInForce::Fok,
        (_, Life::Gtx) => TimeInForce::PostOnly,
        (_, Life::Gtc | Life::Gtd | Life::GteGtc) => TimeInForce::Gtc,
    };
    Ticket {
        symbol: record.symbol,
        id: record.id,
        side: record.side,
        lots: held.left(),
        ticks: held.ticks,
        time_in_force,
        taker: Taker { owner: Owner { holding: account.holding(record.position_side), reduce_only: !held.may_open() }, own },
        forced: record.kind == OrderKind::Liquidation,
    }
}
