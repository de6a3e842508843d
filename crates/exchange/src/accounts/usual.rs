//! Rules that a venue of linear perpetuals could have, for a list of symbols.

use rust_decimal::Decimal;

use crate::accounts::brackets::Brackets;
use crate::accounts::order::SelfTrade;
use crate::accounts::refusal::Refusal;
use crate::accounts::rules::{AssetRule, Rules, SymbolRule};
use crate::spec::SymbolSpec;

/// Highest leverage, cap of the notional, maintenance rate in hundredths of a percent.
const TIERS: [(u32, i64, i64); 10] = [
    (125, 50_000, 40),
    (100, 250_000, 50),
    (50, 1_000_000, 100),
    (20, 10_000_000, 250),
    (10, 20_000_000, 500),
    (5, 50_000_000, 1_000),
    (4, 100_000_000, 1_250),
    (3, 200_000_000, 1_500),
    (2, 300_000_000, 2_500),
    (1, 500_000_000, 5_000),
];

impl Rules {
    /// Plausible rules: 0.02 % maker, 0.04 % taker, up to 125 times leverage, 200 open orders per symbol, 100,000 records
    /// of each kind per account. Margin in USDT and USDC, in multi-assets mode also in BTC and BNB at 95 % of their index.
    pub fn usual(specs: &[SymbolSpec]) -> Result<Rules, Refusal> {
        let asset = |name: &str, index: Decimal, haircut: i64| AssetRule {
            name: name.to_owned(),
            index,
            haircut: Decimal::new(haircut, 2),
            margin_available: true,
        };
        let home = |base: &str| specs.iter().find(|spec| spec.base == base).map(|spec| spec.price(spec.home_ticks));
        let mut assets = vec![asset("USDT", Decimal::ONE, 100), asset("USDC", Decimal::ONE, 100)];
        assets.push(asset("BTC", home("BTC").unwrap_or(Decimal::from(97_000)), 95));
        assets.push(asset("BNB", home("BNB").unwrap_or(Decimal::from(650)), 95));
        Ok(Rules {
            assets,
            symbols: specs.iter().map(symbol_rule).collect::<Result<_, _>>()?,
            max_algos: 200,
            max_amendments: 10_000,
            self_trade: SelfTrade::ExpireMaker,
            fee_burn: Some(("BNB".to_owned(), Decimal::new(10, 2))),
            margin_call_ratio: Decimal::new(80, 2),
            records_held: 100_000,
            first_order_id: 8_886_774_001,
            first_algo_id: 2_000_000_000_000_001,
            first_tran_id: 9_689_322_392,
        })
    }
}

fn symbol_rule(spec: &SymbolSpec) -> Result<SymbolRule, Refusal> {
    let tiers: Vec<_> = TIERS.iter().map(|(leverage, cap, rate)| (*leverage, Decimal::from(*cap), Decimal::new(*rate, 4))).collect();
    let largest = spec.typical_lots.saturating_mul(20_000);
    Ok(SymbolRule {
        min_price: spec.price((spec.home_ticks / 100).max(1)),
        max_price: spec.price(spec.home_ticks.saturating_mul(40)),
        min_quantity: spec.lot_size(),
        max_quantity: spec.quantity(largest),
        max_market_quantity: spec.quantity(largest / 8),
        min_notional: Decimal::from(spec.min_notional),
        percent_up: Decimal::new(105, 2),
        percent_down: Decimal::new(95, 2),
        market_take_bound: Decimal::new(5, 2),
        trigger_protect: Decimal::new(5, 2),
        liquidation_fee: Decimal::new(125, 4),
        maker_rate: Decimal::new(2, 4),
        taker_rate: Decimal::new(4, 4),
        brackets: Brackets::new(&tiers)?,
        leverage: 20,
        max_orders: 200,
    })
}
