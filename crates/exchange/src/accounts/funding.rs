//! Funding: longs pay shorts where the rate is above zero.

use rust_decimal::Decimal;

use crate::accounts::event::ChangeReason;
use crate::accounts::floor::Floor;
use crate::accounts::ids::{AccountId, Slot};
use crate::accounts::ledger::{IncomeKind, Place};
use crate::accounts::money::{money, mul};
use crate::accounts::records::Accounts;
use crate::accounts::refusal::Refusal;
use crate::accounts::rules::MarginType;

impl Accounts {
    /// Settles funding of a symbol: every position receives −(amount × mark price × rate), cross ones into the wallet,
    /// isolated ones into what was set aside for them. Accounts are told of cross funding without their positions.
    pub(crate) fn settle_funding(&mut self, floor: &Floor<'_>, symbol: usize, mark: Decimal, rate: Decimal) -> Result<(), Refusal> {
        let mut held: Vec<(AccountId, Slot, i64)> = Vec::new();
        for account in self.accounts.values() {
            let open = account.positions.iter().filter(|(slot, position)| slot.symbol == symbol && position.lots != 0);
            held.extend(open.map(|(slot, position)| (account.id, *slot, position.lots)));
        }
        for (id, slot, lots) in held {
            let spec = floor.spec(symbol)?;
            let received = money(-mul(mul(spec.quantity(lots), mark)?, rate)?);
            if received.is_zero() {
                continue;
            }
            let isolated = self.account(id)?.margin_type(symbol) == MarginType::Isolated;
            let place = if isolated { Place::Isolated(id, slot) } else { Place::Wallet(id) };
            let about = (IncomeKind::FundingFee, Some(symbol), None);
            self.post_income(floor.at_ns, id, (place, Place::Funding), &spec.quote, received, about)?;
            let positions: &[Slot] = if isolated { &[slot] } else { &[] };
            self.tell_account(floor, id, ChangeReason::FundingFee, &[(&spec.quote, received)], positions, Some(symbol))?;
        }
        Ok(())
    }
}
