//! Where money is, and where it came from: a double-entry ledger. Every transaction sums to zero per asset.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

use rust_decimal::Decimal;

use crate::accounts::ids::{AccountId, Slot};
use crate::accounts::money::add;
use crate::accounts::refusal::Refusal;

/// A place that holds money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Free money of an account, backing its cross positions and orders.
    Wallet(AccountId),
    /// Money of an account set aside for one isolated position.
    Isolated(AccountId, Slot),
    /// Where deposits come from and withdrawals go.
    Outside,
    /// The other side of every profit and loss.
    Market,
    /// Commissions.
    Fees,
    /// The other side of funding.
    Funding,
    /// The insurance fund.
    Insurance,
}

/// One line of a transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting<P = Place> {
    /// Where.
    pub place: P,
    /// Which asset.
    pub asset: String,
    /// Added (positive) or taken.
    #[serde(with = "crate::accounts::exact::one")]
    pub amount: Decimal,
}

/// What a transaction was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum IncomeKind {
    /// Moved in or out.
    Transfer,
    /// Profit or loss of a reduced position.
    RealizedPnl,
    /// Funding paid or received.
    FundingFee,
    /// Commission of a trade.
    Commission,
    /// Paid to or covered by the insurance fund.
    InsuranceClear,
    /// Moved between an account's wallet and an isolated position. Not an income: no record is told.
    Margin,
}

/// What an account earned or paid in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomeRecord {
    /// Id of the transaction; rises over all accounts.
    pub tran_id: u64,
    /// What for; never `Margin`.
    pub kind: IncomeKind,
    /// Which asset.
    pub asset: String,
    /// Received (positive) or paid.
    pub amount: Decimal,
    /// Index of the market, if it was about one.
    pub symbol: Option<usize>,
    /// The trade that it belongs to, if any.
    pub trade: Option<u64>,
    /// Nanoseconds since 1970.
    pub at_ns: i64,
}

/// Postings that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction<P = Place, K = IncomeKind> {
    /// Rises by one.
    pub id: u64,
    /// What for.
    pub kind: K,
    /// Nanoseconds since 1970.
    pub at_ns: i64,
    /// At least two; they sum to zero per asset.
    pub postings: Vec<Posting<P>>,
}

type Balances<P> = BTreeMap<P, BTreeMap<String, Decimal>>;

/// All money of a venue. It knows no order, position or venue, and nothing of its places but that they differ.
#[derive(Debug, Clone)]
pub struct Ledger<P = Place, K = IncomeKind> {
    balances: Balances<P>,
    /// What forgotten transactions had added.
    forwarded: Balances<P>,
    held: VecDeque<Transaction<P, K>>,
    most: usize,
    next_id: u64,
}

impl<P: Copy + Ord, K> Default for Ledger<P, K> {
    fn default() -> Self {
        Self::new(0, 0)
    }
}

impl<P: Copy + Ord, K> Ledger<P, K> {
    /// An empty ledger that remembers the last `most` transactions; ids start at `first_id`.
    pub fn new(first_id: u64, most: usize) -> Self {
        Self { balances: BTreeMap::new(), forwarded: BTreeMap::new(), held: VecDeque::new(), most, next_id: first_id }
    }

    /// Books a transaction and returns its id. Refused, with nothing booked, if it does not sum to zero per asset or if
    /// a balance would leave the range of a decimal.
    pub fn post(&mut self, kind: K, at_ns: i64, postings: Vec<Posting<P>>) -> Result<u64, Refusal> {
        let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
        let mut after: BTreeMap<(P, &str), Decimal> = BTreeMap::new();
        for posting in &postings {
            let total = sums.entry(&posting.asset).or_default();
            *total = add(*total, posting.amount)?;
            let key = (posting.place, posting.asset.as_str());
            let balance = after.entry(key).or_insert_with(|| self.balance(posting.place, &posting.asset));
            *balance = add(*balance, posting.amount)?;
        }
        if sums.values().any(|total| !total.is_zero()) {
            return Err(Refusal::OutOfRange);
        }
        for ((place, asset), balance) in after {
            set(&mut self.balances, place, asset, balance);
        }
        let id = self.next_id;
        self.next_id += 1;
        self.held.push_back(Transaction { id, kind, at_ns, postings });
        self.forget()?;
        Ok(id)
    }

    /// Takes the newest transaction back, as if it had not been; its number is given again. Whoever wants this must keep
    /// at least as many transactions as may be taken back.
    pub(crate) fn unpost(&mut self) {
        let Some(newest) = self.held.pop_back() else { return };
        self.next_id = newest.id;
        for posting in newest.postings {
            let before = balance(&self.balances, posting.place, &posting.asset);
            // It was within range before the posting.
            set(&mut self.balances, posting.place, &posting.asset, before.saturating_sub(posting.amount));
        }
    }

    /// What a place holds of an asset.
    pub fn balance(&self, place: P, asset: &str) -> Decimal {
        balance(&self.balances, place, asset)
    }

    /// What forgotten transactions had added to a place: a balance is this plus the postings held.
    pub fn forwarded(&self, place: P, asset: &str) -> Decimal {
        balance(&self.forwarded, place, asset)
    }

    /// Every place and asset that was ever posted to.
    pub fn balances(&self) -> impl Iterator<Item = (P, &str, Decimal)> {
        self.balances.iter().flat_map(|(place, assets)| assets.iter().map(|(asset, amount)| (*place, asset.as_str(), *amount)))
    }

    /// Transactions held, oldest first.
    pub fn transactions(&self) -> &VecDeque<Transaction<P, K>> {
        &self.held
    }

    fn forget(&mut self) -> Result<(), Refusal> {
        while self.held.len() > self.most {
            let Some(oldest) = self.held.pop_front() else { break };
            for posting in oldest.postings {
                let before = balance(&self.forwarded, posting.place, &posting.asset);
                set(&mut self.forwarded, posting.place, &posting.asset, add(before, posting.amount)?);
            }
        }
        Ok(())
    }
}

fn balance<P: Copy + Ord>(balances: &Balances<P>, place: P, asset: &str) -> Decimal {
    balances.get(&place).and_then(|assets| assets.get(asset)).copied().unwrap_or_default()
}

fn set<P: Copy + Ord>(balances: &mut Balances<P>, place: P, asset: &str, amount: Decimal) {
    let assets = balances.entry(place).or_default();
    match assets.get_mut(asset) {
        Some(held) => *held = amount,
        None => {
            assets.insert(asset.to_owned(), amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting(place: Place, asset: &str, amount: i64) -> Posting {
        Posting { place, asset: asset.to_owned(), amount: Decimal::new(amount, 2) }
    }

    #[test]
    fn what_does_not_sum_to_zero_is_not_booked() {
        let wallet = Place::Wallet(AccountId(1));
        let mut ledger = Ledger::<Place, IncomeKind>::new(5, 10);
        let uneven = vec![posting(wallet, "USDT", 100), posting(Place::Outside, "USDC", -100)];
        assert_eq!(ledger.post(IncomeKind::Transfer, 0, uneven), Err(Refusal::OutOfRange));
        assert_eq!((ledger.balances().count(), ledger.transactions().len()), (0, 0));
        let even = vec![posting(wallet, "USDT", 100), posting(Place::Outside, "USDT", -100)];
        assert_eq!(ledger.post(IncomeKind::Transfer, 0, even), Ok(5));
        assert_eq!(ledger.balance(wallet, "USDT"), Decimal::ONE);
    }

    #[test]
    fn what_is_forgotten_is_carried_forward() {
        let wallet = Place::Wallet(AccountId(1));
        let mut ledger = Ledger::<Place, IncomeKind>::new(1, 3);
        for amount in 1..=10 {
            let even = vec![posting(wallet, "USDT", amount), posting(Place::Outside, "USDT", -amount)];
            ledger.post(IncomeKind::Transfer, 0, even).expect("even");
        }
        let held: Decimal = ledger.transactions().iter().map(|transaction| transaction.postings[0].amount).sum();
        assert_eq!(held, Decimal::new(8 + 9 + 10, 2));
        assert_eq!(ledger.forwarded(wallet, "USDT") + held, ledger.balance(wallet, "USDT"));
    }
}
