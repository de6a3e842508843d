//! How accounts are told: every change becomes an event, in order.

use rust_decimal::Decimal;

use crate::accounts::event::{AccountChange, AccountEvent, BalanceRow, ChangeReason, Happening, OrderChange, RiskRow};
use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, AlgoId, OrderId, Slot};
use crate::accounts::ledger::Place;
use crate::accounts::order::{ExecutionType, FillRecord};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;

impl Accounts {
    pub(crate) fn tell(&mut self, account: AccountId, at_ns: i64, what: Happening) {
        self.events.push_back(AccountEvent { account, seq: self.next_seq, at_ns, what });
        self.next_seq += 1;
        while self.events.len() > Self::EVENTS_HELD {
            self.events.pop_front();
            self.lost_events += 1;
        }
    }

    pub(crate) fn tell_order(
        &mut self,
        floor: &Floor<'_>,
        id: AccountId,
        order: OrderId,
        execution: ExecutionType,
        fill: Option<FillRecord>,
    ) -> Result<(), Refusal> {
        let account = self.account(id)?;
        let held = account.orders.get(order).ok_or(Refusal::UnknownOrder)?;
        let (bid_notional, ask_notional) = self.sight(floor.markets).opening(account, held.slot())?;
        let change = OrderChange { order: held.record.clone(), execution, fill, bid_notional, ask_notional };
        self.tell(id, floor.at_ns, Happening::Order(Box::new(change)));
        Ok(())
    }

    pub(crate) fn tell_algo(&mut self, at_ns: i64, id: AccountId, algo: AlgoId) -> Result<(), Refusal> {
        let record = self.account(id)?.algos.get(algo).ok_or(Refusal::UnknownOrder)?.record.clone();
        self.tell(id, at_ns, Happening::Algo(Box::new(record)));
        Ok(())
    }

    /// Tells absolute values of assets (with their change by anything but profit and commission) and positions.
    pub(crate) fn tell_account(
        &mut self,
        floor: &Floor<'_>,
        id: AccountId,
        reason: ChangeReason,
        assets: &[(&str, Decimal)],
        slots: &[Slot],
        symbol: Option<usize>,
    ) -> Result<(), Refusal> {
        let touched = self.account_mut(id)?;
        for (asset, _) in assets {
            touched.touched.insert((*asset).to_owned(), floor.at_ns);
        }
        let (account, sight) = (self.account(id)?, self.sight(floor.markets));
        let mut balances = Vec::with_capacity(assets.len());
        for (asset, change) in assets {
            balances.push(BalanceRow {
                asset: (*asset).to_owned(),
                wallet: sight.wallet(account, asset)?,
                cross_wallet: sight.ledger.balance(Place::Wallet(id), asset),
                change: *change,
            });
        }
        let positions = slots.iter().map(|slot| sight.position_row(account, *slot)).collect::<Result<_, _>>()?;
        self.tell(id, floor.at_ns, Happening::Account(AccountChange { reason, balances, positions, symbol }));
        Ok(())
    }

    pub(crate) fn tell_margin_call(&mut self, floor: &Floor<'_>, id: AccountId, asset: &str, slots: &[Slot]) -> Result<(), Refusal> {
        let (account, sight) = (self.account(id)?, self.sight(floor.markets));
        let mut positions = Vec::with_capacity(slots.len());
        for slot in slots {
            let exposure = sight.exposure(account, *slot)?;
            let position = sight.position_row(account, *slot)?;
            positions.push(RiskRow { position, mark_price: exposure.mark, maintenance: exposure.maintenance });
        }
        let cross_wallet = self.ledger.balance(Place::Wallet(id), asset);
        self.tell(id, floor.at_ns, Happening::MarginCall { cross_wallet, positions });
        Ok(())
    }
}
