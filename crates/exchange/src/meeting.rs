//! May these two orders trade? Whose resting orders are, and what that forbids.
//!
//! Orders of anonymous traders have no owner and meet everybody. Orders of accounts carry one, so that within a single
//! command an account neither trades with itself against its wish nor reduces a position past zero.

use std::collections::BTreeMap;

use crate::order::Side;

/// One position of one account, as a book knows it: number of the account, and `PositionSide` as a number.
pub type Holding = (u32, u8);

/// Whose an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// Account, and which of its positions of this symbol.
    pub holding: Holding,
    /// True if the order may only bring that position nearer to zero.
    pub reduce_only: bool,
}

/// What an incoming order wants when it meets a resting one of its own account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnMeeting {
    /// To trade.
    Trade,
    /// To end itself.
    EndTaker,
    /// To end the resting one.
    EndMaker,
    /// To end both.
    EndBoth,
}

/// An incoming order of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taker {
    /// Whose.
    pub owner: Owner,
    /// What if it meets its own account.
    pub own: OwnMeeting,
}

/// Why an order ended in a book without trading all of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It met its own account.
    SelfTrade,
    /// It had nothing left to reduce.
    ReduceOnly,
}

/// A resting order that a book took out because of what an incoming one met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Knock {
    /// Id of the resting order.
    pub id: u64,
    /// Lots taken out.
    pub lots: i64,
    /// Why.
    pub why: End,
}

/// What two orders may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meeting {
    /// Trade this many lots at most; at least 1.
    Trade(i64),
    /// The resting one goes first, then the next is met.
    EndMaker(End),
    /// The incoming one ends.
    EndTaker(End),
    /// Both end.
    EndBoth(End),
}

/// Owners of the resting orders of a book, and the positions that they hold in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Owners {
    orders: BTreeMap<u64, Owner>,
    holdings: BTreeMap<Holding, i64>,
}

impl Owners {
    pub fn insert(&mut self, id: u64, owner: Owner) {
        self.orders.insert(id, owner);
    }

    pub fn remove(&mut self, id: u64) {
        self.orders.remove(&id);
    }

    pub fn owns(&self, id: u64) -> bool {
        self.orders.contains_key(&id)
    }

    /// Signed lots of a position.
    pub fn holding(&self, holding: Holding) -> i64 {
        self.holdings.get(&holding).copied().unwrap_or(0)
    }

    pub fn set_holding(&mut self, holding: Holding, lots: i64) {
        if lots == 0 {
            self.holdings.remove(&holding);
        } else {
            self.holdings.insert(holding, lots);
        }
    }

    /// What an incoming order of `side` with `lots` left may do with the resting order `maker`.
    pub fn meet(&self, taker: Option<Taker>, side: Side, maker: u64, lots: i64) -> Meeting {
        let maker = self.orders.get(&maker).copied();
        let taker_may = taker.map_or(i64::MAX, |taker| self.room(taker.owner, side));
        if taker_may == 0 {
            return Meeting::EndTaker(End::ReduceOnly);
        }
        let Some(maker) = maker else { return Meeting::Trade(lots.min(taker_may)) };
        if let Some(taker) = taker.filter(|taker| taker.owner.holding.0 == maker.holding.0) {
            match taker.own {
                OwnMeeting::Trade => {}
                OwnMeeting::EndTaker => return Meeting::EndTaker(End::SelfTrade),
                OwnMeeting::EndMaker => return Meeting::EndMaker(End::SelfTrade),
                OwnMeeting::EndBoth => return Meeting::EndBoth(End::SelfTrade),
            }
        }
        match self.room(maker, side.opposite()) {
            0 => Meeting::EndMaker(End::ReduceOnly),
            maker_may => Meeting::Trade(lots.min(taker_may).min(maker_may)),
        }
    }

    /// Notes a trade of an incoming order of `side`.
    pub fn traded(&mut self, taker: Option<Taker>, side: Side, maker: u64, lots: i64) {
        if let Some(taker) = taker {
            self.add(taker.owner.holding, side, lots);
        }
        if let Some(maker) = self.orders.get(&maker).copied() {
            self.add(maker.holding, side.opposite(), lots);
        }
    }

    /// Lots that an order of this owner and side may still trade.
    fn room(&self, owner: Owner, side: Side) -> i64 {
        if !owner.reduce_only {
            return i64::MAX;
        }
        let held = self.holding(owner.holding);
        match side {
            Side::Buy => held.saturating_neg().max(0),
            Side::Sell => held.max(0),
        }
    }

    fn add(&mut self, holding: Holding, side: Side, lots: i64) {
        let signed = match side {
            Side::Buy => lots,
            Side::Sell => lots.saturating_neg(),
        };
        self.set_holding(holding, self.holding(holding).saturating_add(signed));
    }
}
