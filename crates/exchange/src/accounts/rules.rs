//! What a venue allows and charges: assets, filters, brackets, rates, limits.

use rust_decimal::Decimal;

use crate::accounts::brackets::Brackets;
use crate::accounts::order::SelfTrade;
use crate::accounts::refusal::Refusal;
use crate::spec::SymbolSpec;

/// How a symbol's positions are backed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarginType {
    /// By all the money of the account.
    Cross,
    /// By what was set aside for each position.
    Isolated,
}

/// An asset that may serve as margin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetRule {
    /// Such as `USDT`.
    pub name: String,
    /// What one unit is worth in US dollars.
    pub index: Decimal,
    /// Share of the worth that counts as margin in multi-assets mode: 0 to 1.
    pub haircut: Decimal,
    /// True if it counts in multi-assets mode.
    pub margin_available: bool,
}

/// What one symbol allows and charges. Ticks and steps are those of its market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SymbolRule {
    /// Lowest price, in the quote asset.
    pub min_price: Decimal,
    /// Highest price.
    pub max_price: Decimal,
    /// Least quantity, in the base asset.
    pub min_quantity: Decimal,
    /// Largest quantity of a limit order.
    pub max_quantity: Decimal,
    /// Largest quantity of a market order.
    pub max_market_quantity: Decimal,
    /// Least notional of an order that may open, in the quote asset.
    pub min_notional: Decimal,
    /// Buy prices reach up to the mark price times this.
    pub percent_up: Decimal,
    /// Sell prices reach down to the mark price times this.
    pub percent_down: Decimal,
    /// Market orders trade within this share of the mark price.
    pub market_take_bound: Decimal,
    /// With price protection, nothing triggers while last and mark price differ by more than this share.
    pub trigger_protect: Decimal,
    /// Share of the notional that a liquidation pays to the insurance fund.
    pub liquidation_fee: Decimal,
    /// Share of the notional that a maker pays.
    pub maker_rate: Decimal,
    /// Share of the notional that a taker pays.
    pub taker_rate: Decimal,
    /// Tiers of notional.
    pub brackets: Brackets,
    /// Leverage of a new account.
    pub leverage: u32,
    /// Open orders of one account at most.
    pub max_orders: usize,
}

/// What the venue allows and charges.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// Assets, in the order in which they are told.
    pub assets: Vec<AssetRule>,
    /// One per market, in the order of the markets.
    pub symbols: Vec<SymbolRule>,
    /// Open conditional orders of one account at most, over all symbols.
    pub max_algos: usize,
    /// Amendments of one order at most.
    pub max_amendments: u32,
    /// Self-trade prevention of orders that name none.
    pub self_trade: SelfTrade,
    /// Asset and discount (share of the fee) of accounts that pay commissions in it; `None` if the venue has none.
    pub fee_burn: Option<(String, Decimal)>,
    /// Margin ratio at which an account is warned.
    pub margin_call_ratio: Decimal,
    /// Records of each kind that are kept of an account, and transactions that the ledger keeps of all; the oldest go.
    /// Open orders stay whatever their age.
    pub records_held: usize,
    /// First order id and first conditional order id.
    pub first_order_id: u64,
    /// First conditional order id.
    pub first_algo_id: u64,
    /// First transaction id of the ledger.
    pub first_tran_id: u64,
}

impl Rules {
    /// Refused if they do not fit the markets, or if figures could leave the range of a decimal.
    pub(crate) fn validate<'a>(&self, specs: impl Iterator<Item = &'a SymbolSpec>) -> Result<(), Refusal> {
        const LARGEST: Decimal = Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0);
        let bad = Err(Refusal::BadValue("rules"));
        let quotes: Vec<&str> = specs.map(|spec| spec.quote.as_str()).collect();
        let known = |name: &str| self.assets.iter().any(|asset| asset.name == name);
        if quotes.len() != self.symbols.len() || quotes.is_empty() || !quotes.into_iter().all(known) || self.records_held == 0 {
            return bad;
        }
        let share = |value: Decimal| (Decimal::ZERO..=Decimal::ONE).contains(&value) && value.scale() <= 8;
        let worth = |value: Decimal| value > Decimal::ZERO && value <= LARGEST && value.scale() <= 8;
        if !self.assets.iter().all(|asset| worth(asset.index) && share(asset.haircut)) {
            return bad;
        }
        let fits = |rule: &SymbolRule| {
            let notional = rule.max_price.checked_mul(rule.max_quantity.max(rule.max_market_quantity));
            let rates = [rule.market_take_bound, rule.trigger_protect, rule.liquidation_fee, rule.maker_rate, rule.taker_rate];
            rule.min_price > Decimal::ZERO
                && rule.min_quantity > Decimal::ZERO
                && rule.max_quantity > Decimal::ZERO
                && notional.is_some_and(|notional| notional <= Decimal::from(1_000_000_000_000_000_000_i64))
                && rates.into_iter().all(share)
                && share(rule.percent_down)
                && rule.percent_up >= Decimal::ONE
                && rule.percent_up <= Decimal::TEN
                && (1..=rule.brackets.highest_leverage()).contains(&rule.leverage)
        };
        let burn = self.fee_burn.as_ref().is_none_or(|(asset, discount)| known(asset) && share(*discount));
        if burn && self.symbols.iter().all(fits) { Ok(()) } else { bad }
    }
}
