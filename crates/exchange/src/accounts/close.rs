//! Orders that the venue itself writes: to liquidate, to take over, to deleverage.

use rust_decimal::Decimal;

use crate::accounts::draft::Draft;
use crate::accounts::fill::{Execution, closing_side};
use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, PositionSide, Slot};
use crate::accounts::money::{add, mul, sub};
use crate::accounts::order::{ExecutionType, ExpireReason, Life, OrderKind, PriceMatch, SelfTrade};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;
use crate::order::Side;

impl Accounts {
    /// Deleverages: `quantity` of a position (all, if `None`) is closed at the mark price, without commission.
    pub(crate) fn deleverage(
        &mut self,
        floor: &mut Floor<'_>,
        id: AccountId,
        slot: Slot,
        quantity: Option<Decimal>,
    ) -> Result<(), Refusal> {
        let sight = self.sight(floor.markets);
        let spec = sight.spec(slot.symbol)?;
        let held = self.account(id)?.position(slot).lots;
        let lots = quantity.map_or(Ok(held.abs()), |quantity| spec.lots(quantity))?;
        if held == 0 {
            return Err(Refusal::NoPosition);
        }
        if !(1..=held.abs()).contains(&lots) {
            return Err(Refusal::BadValue("quantity"));
        }
        self.close_off_book(floor, id, slot, lots, "adl_autoclose".to_owned(), false)
    }

    /// Settles: orders of a symbol end, and its positions are closed at the mark price, without commission.
    pub(crate) fn wind_up(&mut self, floor: &mut Floor<'_>, symbol: usize) -> Result<(), Refusal> {
        self.sight(floor.markets).spec(symbol)?;
        let ids: Vec<AccountId> = self.accounts.values().map(|account| account.id).collect();
        for id in ids {
            self.expire_orders(floor, id, ExpireReason::Delisted, |of| of == symbol)?;
            let positions = self.account(id)?.positions.iter().filter(|(slot, held)| slot.symbol == symbol && held.lots != 0);
            let open: Vec<(Slot, i64)> = positions.map(|(slot, held)| (*slot, held.lots.abs())).collect();
            for (slot, lots) in open {
                let client_id = format!("settlement_autoclose-{}", self.next_order);
                self.close_off_book(floor, id, slot, lots, client_id, false)?;
            }
        }
        Ok(())
    }

    /// Closes a position: what the book takes within the venue's bound, and the rest at the mark price.
    pub(crate) fn force_closed(&mut self, floor: &mut Floor<'_>, id: AccountId, slot: Slot) -> Result<(), Refusal> {
        let lots = self.account(id)?.position(slot).lots;
        let side = closing_side(lots);
        let sight = self.sight(floor.markets);
        let (spec, bound, mark) = (sight.spec(slot.symbol)?, sight.rule(slot.symbol)?.market_take_bound, sight.mark(slot.symbol)?);
        let ticks = match side {
            Side::Buy => spec.ticks_below(mul(mark, add(Decimal::ONE, bound)?)?),
            Side::Sell => spec.ticks_above(mul(mark, sub(Decimal::ONE, bound)?)?),
        };
        let client_id = format!("autoclose-{}", self.next_order);
        let draft = self.forced_draft(id, slot, lots.abs(), ticks, client_id.clone())?;
        self.accept(floor, draft)?;
        match self.account(id)?.position(slot).lots {
            0 => Ok(()),
            left => self.close_off_book(floor, id, slot, left.abs(), client_id, true),
        }
    }

    /// Closes lots of a position at the mark price, with the venue as the other side.
    fn close_off_book(
        &mut self,
        floor: &mut Floor<'_>,
        id: AccountId,
        slot: Slot,
        lots: i64,
        client_id: String,
        charged: bool,
    ) -> Result<(), Refusal> {
        let sight = self.sight(floor.markets);
        let ticks = sight.spec(slot.symbol)?.ticks_below(sight.mark(slot.symbol)?);
        let draft = self.forced_draft(id, slot, lots, ticks, client_id)?;
        let side = draft.side;
        let order = self.write(floor, draft)?;
        self.tell_order(floor, id, order, ExecutionType::New, None)?;
        let trade = floor.print(slot.symbol, side, ticks, lots).ok_or(Refusal::UnknownSymbol)?;
        self.fill(floor, id, order, Execution { trade, ticks, lots, maker: false, charged })?;
        self.tell_book(floor, id, slot)?;
        self.follow_up(floor, &[(id, slot)])
    }

    /// Tells the book what an account holds, where that changed without the book.
    pub(crate) fn tell_book(&self, floor: &mut Floor<'_>, id: AccountId, slot: Slot) -> Result<(), Refusal> {
        let account = self.account(id)?;
        let (holding, lots) = (account.holding(slot.side), account.position(slot).lots);
        floor.markets.get_mut(slot.symbol).ok_or(Refusal::UnknownSymbol)?.book.set_holding(holding, lots);
        Ok(())
    }

    fn forced_draft(&self, id: AccountId, slot: Slot, lots: i64, ticks: i64, client_id: String) -> Result<Draft, Refusal> {
        let side = closing_side(self.account(id)?.position(slot).lots);
        Ok(Draft {
            account: id,
            symbol: slot.symbol,
            side,
            position_side: slot.side,
            kind: OrderKind::Liquidation,
            life: Life::Ioc,
            ticks,
            lots,
            reduce_only: slot.side == PositionSide::Both,
            close_position: false,
            client_id: Some(client_id),
            self_trade: SelfTrade::None,
            price_match: PriceMatch::None,
            good_till_ms: 0,
            algo: None,
        })
    }
}
