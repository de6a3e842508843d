//! Is this order acceptable? Every check before an order exists.

use rust_decimal::Decimal;

use crate::accounts::account::Account;
use crate::accounts::figures::Sight;
use crate::accounts::filters;
use crate::accounts::ids::{AccountId, AlgoId, OrderId, PositionSide, Slot};
use crate::accounts::margin;
use crate::accounts::money::{add, money_up, mul, sub};
use crate::accounts::order::{Life, NewOrder, OrderKind, PriceMatch, SelfTrade};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;
use crate::book::Book;
use crate::market::Market;
use crate::order::{Order, Reject, Side, Terms, TimeInForce};

/// A checked order.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub account: AccountId,
    pub symbol: usize,
    pub side: Side,
    pub position_side: PositionSide,
    pub kind: OrderKind,
    pub life: Life,
    /// The limit that the book is given; of a market order, the venue's bound.
    pub ticks: i64,
    pub lots: i64,
    pub reduce_only: bool,
    pub close_position: bool,
    pub client_id: Option<String>,
    pub self_trade: SelfTrade,
    pub price_match: PriceMatch,
    pub good_till_ms: i64,
    pub algo: Option<AlgoId>,
}

impl Draft {
    /// True if it cannot open or enlarge a position.
    pub fn reduces(&self) -> bool {
        self.reduce_only || Account::closes(self.position_side, self.side)
    }

    pub fn slot(&self) -> Slot {
        Slot { symbol: self.symbol, side: self.position_side }
    }

    fn rests(&self) -> bool {
        self.kind == OrderKind::Limit && !matches!(self.life, Life::Ioc | Life::Fok)
    }
}

/// Who sends an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sender {
    Client,
    /// A conditional order; `true` if it closes the whole position, which is then exempt from filters of quantity.
    Algo(AlgoId, bool),
}

impl Accounts {
    /// Checks an order against everything that could speak against it, now.
    pub(crate) fn draft(&self, markets: &[Market], at_ns: i64, id: AccountId, new: &NewOrder, sender: Sender) -> Result<Draft, Refusal> {
        let (account, sight) = (self.account(id)?, self.sight(markets));
        let draft = sight.shape(account, at_ns, new, sender)?;
        if sender == Sender::Client {
            if draft.kind == OrderKind::Limit && new.client_id.as_ref().is_some_and(|client_id| account.orders.is_named(client_id)) {
                return Err(Refusal::DuplicateClientId);
            }
            if account.orders.open_of(draft.symbol).count() >= sight.rule(draft.symbol)?.max_orders {
                return Err(Refusal::TooManyOrders);
            }
        }
        if draft.reduces() {
            sight.check_reduction(account, &draft)?;
        }
        sight.check_book(&draft)?;
        if !draft.reduces() {
            sight.check_margin(account, &draft, None)?;
        }
        Ok(draft)
    }
}

/// The position that an order is for, if mode, side and reduce-only go together.
pub(crate) fn position_side(account: &Account, sent: Option<PositionSide>, reduce_only: Option<bool>) -> Result<PositionSide, Refusal> {
    match (account.hedge, sent) {
        (false, None | Some(PositionSide::Both)) => Ok(PositionSide::Both),
        (true, Some(side @ (PositionSide::Long | PositionSide::Short))) => {
            if reduce_only.is_some() {
                Err(Refusal::ReduceOnlyConflict)
            } else {
                Ok(side)
            }
        }
        (false, Some(_)) | (true, None | Some(PositionSide::Both)) => Err(Refusal::PositionSideMismatch),
    }
}

/// A good-till date in whole seconds, given as milliseconds since 1970.
pub(crate) fn good_till(life: Life, at_ns: i64, sent: Option<i64>) -> Result<i64, Refusal> {
    const LATEST_MS: i64 = 253_402_300_799_000;
    if life != Life::Gtd {
        return Ok(0);
    }
    let sent = sent.ok_or(Refusal::Missing("goodTillDate"))?;
    let date = sent.div_euclid(1_000) * 1_000;
    if date <= at_ns / 1_000_000 + 600_000 || date >= LATEST_MS { Err(Refusal::BadGoodTill) } else { Ok(date) }
}

impl Sight<'_> {
    /// Parameters, mode, filters.
    fn shape(&self, account: &Account, at_ns: i64, new: &NewOrder, sender: Sender) -> Result<Draft, Refusal> {
        let spec = self.spec(new.symbol)?;
        let position_side = position_side(account, new.position_side, new.reduce_only)?;
        if let Some(client_id) = &new.client_id {
            filters::client_id(client_id)?;
        }
        let quantity = new.quantity.ok_or(Refusal::Missing("quantity"))?;
        let (life, ticks) = match new.kind {
            OrderKind::Limit => self.limit(new)?,
            OrderKind::Market => (Life::Gtc, self.market_bound(new.symbol, new.side)?),
            OrderKind::Liquidation => return Err(Refusal::BadValue("type")),
        };
        let close_position = matches!(sender, Sender::Algo(_, true));
        let lots =
            if close_position { spec.lots(quantity)? } else { self.checked_lots(new.symbol, quantity, new.kind == OrderKind::Market)? };
        let draft = Draft {
            account: account.id,
            symbol: new.symbol,
            side: new.side,
            position_side,
            kind: new.kind,
            life,
            ticks,
            lots,
            reduce_only: new.reduce_only.unwrap_or(false),
            close_position,
            client_id: new.client_id.clone(),
            self_trade: new.self_trade.unwrap_or(self.rules.self_trade),
            price_match: new.price_match,
            good_till_ms: match sender {
                Sender::Client => good_till(life, at_ns, new.good_till_ms)?,
                Sender::Algo(..) => new.good_till_ms.filter(|_| life == Life::Gtd).unwrap_or(0),
            },
            algo: match sender {
                Sender::Client => None,
                Sender::Algo(algo, _) => Some(algo),
            },
        };
        let price = if new.kind == OrderKind::Limit { spec.price(ticks) } else { self.mark(new.symbol)? };
        if new.kind == OrderKind::Limit {
            self.check_percent(new.symbol, new.side, price)?;
        }
        if !draft.reduces() {
            self.check_notional(new.symbol, price, quantity)?;
        }
        Ok(draft)
    }

    fn limit(&self, new: &NewOrder) -> Result<(Life, i64), Refusal> {
        let life = new.life.ok_or(Refusal::Missing("timeInForce"))?;
        if life == Life::GteGtc {
            return Err(Refusal::BadValue("timeInForce"));
        }
        match (self.matched(new.symbol, new.side, new.price_match)?, new.price) {
            (Some(_), Some(_)) => Err(Refusal::PriceMatchConflict),
            (Some(ticks), None) => Ok((life, ticks)),
            (None, None) => Err(Refusal::Missing("price")),
            (None, Some(price)) => Ok((life, self.checked_ticks(new.symbol, price)?)),
        }
    }

    /// There must be something to reduce: for an order that rests, beside what other resting ones reduce already.
    ///
    /// ASSUMED: an immediate order may ask for more than the position; the rest of it expires.
    fn check_reduction(&self, account: &Account, draft: &Draft) -> Result<(), Refusal> {
        let held = reducible(account, draft.slot(), draft.side);
        let others = if draft.rests() { reserved(account, draft.slot(), draft.side, None) } else { 0 };
        let whole = draft.rests() || draft.life == Life::Fok;
        if held <= others || (whole && draft.lots > held - others) {
            return Err(Refusal::ReduceOnlyRejected);
        }
        Ok(())
    }

    /// Post-only must not take, fill-or-kill must find enough.
    fn check_book(&self, draft: &Draft) -> Result<(), Refusal> {
        let book: &Book = &self.markets.get(draft.symbol).ok_or(Refusal::UnknownSymbol)?.book;
        let time_in_force = match draft.life {
            Life::Gtx => TimeInForce::PostOnly,
            Life::Fok => TimeInForce::Fok,
            Life::Gtc | Life::Ioc | Life::Gtd | Life::GteGtc => TimeInForce::Gtc,
        };
        let terms = Terms::Limit { ticks: draft.ticks, time_in_force };
        match book.admit(Order { id: u64::MAX, side: draft.side, lots: draft.lots, terms }) {
            Ok(()) => Ok(()),
            Err(Reject::WouldTake) => Err(Refusal::WouldTake),
            Err(Reject::CannotFill) => Err(Refusal::CannotFill),
            Err(Reject::BadNumber | Reject::DuplicateId) => Err(Refusal::BadValue("quantity")),
        }
    }

    /// What the order could add to the position must be allowed at this leverage, and there must be free money for it.
    /// `instead` is an order that it takes the place of: its ticks and lots left.
    ///
    /// The cost of an order is the initial margin that it adds, and the loss that it opens with if its price is on the bad
    /// side of the mark price. ASSUMED: a market order counts at the best price, a buy 0.05 % above it.
    pub(crate) fn check_margin(&self, account: &Account, draft: &Draft, instead: Option<(i64, i64)>) -> Result<(), Refusal> {
        let (spec, rule) = (self.spec(draft.symbol)?, self.rule(draft.symbol)?);
        let now = self.exposure(account, draft.slot())?;
        let price = self.reckoned_price(draft)?;
        let quantity = spec.quantity(draft.lots);
        let mut added = mul(price, quantity)?;
        if let Some((ticks, lots)) = instead {
            added = sub(added, mul(spec.price(ticks), spec.quantity(lots))?)?;
        }
        let (bids, asks) = match draft.side {
            Side::Buy => (add(now.bids, added)?, now.asks),
            Side::Sell => (now.bids, add(now.asks, added)?),
        };
        let before = margin::reach(draft.position_side, now.notional, now.bids, now.asks)?;
        let after = margin::reach(draft.position_side, now.notional, bids, asks)?;
        let cap = rule.brackets.largest_notional(now.leverage);
        if after > before && after > cap {
            return Err(Refusal::MaxPosition { cap });
        }
        let margin_after = margin::for_orders(draft.position_side, now.notional, bids, asks, now.leverage)?;
        let loss = match draft.side {
            Side::Buy => sub(price, now.mark)?,
            Side::Sell => sub(now.mark, price)?,
        };
        let opening = spec.quantity(draft.lots - reducible(account, draft.slot(), draft.side).min(draft.lots));
        let loss = money_up(mul(loss.max(Decimal::ZERO), opening)?);
        let required = add(sub(margin_after, now.order_initial)?.max(Decimal::ZERO), loss)?;
        self.afford(account, draft.symbol, required)
    }

    /// Whether an account has this much free for orders of a symbol, in its margin asset.
    pub(crate) fn afford(&self, account: &Account, symbol: usize, required: Decimal) -> Result<(), Refusal> {
        let quote = &self.spec(symbol)?.quote;
        let exposures = self.exposures(account)?;
        let free = self.cross(account, &exposures, quote)?.free()?;
        let needed = if account.multi_assets { mul(required, self.asset(quote)?.index)? } else { required };
        if needed > Decimal::ZERO && needed > free {
            return Err(Refusal::MarginInsufficient { required: needed, available: free.max(Decimal::ZERO) });
        }
        Ok(())
    }

    fn reckoned_price(&self, draft: &Draft) -> Result<Decimal, Refusal> {
        let spec = self.spec(draft.symbol)?;
        if draft.kind == OrderKind::Limit {
            return Ok(spec.price(draft.ticks));
        }
        let best = self.markets.get(draft.symbol).and_then(|market| market.book.best(draft.side.opposite()));
        let best = best.map_or_else(|| self.mark(draft.symbol), |(ticks, _)| Ok(spec.price(ticks)))?;
        match draft.side {
            Side::Buy => mul(best, Decimal::new(10_005, 4)),
            Side::Sell => Ok(best),
        }
    }
}

/// Lots of a position that an order of this side would reduce.
pub(crate) fn reducible(account: &Account, slot: Slot, side: Side) -> i64 {
    let lots = account.position(slot).lots;
    match side {
        Side::Buy => lots.saturating_neg().max(0),
        Side::Sell => lots.max(0),
    }
}

/// Lots that open orders reduce already, one of them left out.
pub(crate) fn reserved(account: &Account, slot: Slot, side: Side, without: Option<OrderId>) -> i64 {
    let same = account.orders.open_of(slot.symbol).filter(|held| held.slot() == slot && held.record.side == side && !held.may_open());
    same.filter(|held| Some(held.record.id) != without).map(|held| held.left()).sum()
}
