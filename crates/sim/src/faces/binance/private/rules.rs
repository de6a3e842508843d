//! What this venue allows and charges, in the engine's terms. `info` tells clients the same.

use rust_decimal::Decimal;
use twinline_exchange::SymbolSpec;
use twinline_exchange::accounts::{AssetRule, Brackets, Refusal, Rules, SelfTrade, SymbolRule};

use crate::faces::binance::info::bounds;

/// Orders, trades and other records that are kept of an account.
const RECORDS_HELD: usize = 20_000;

/// Highest leverage, cap of the notional, maintenance rate in 1/10,000.
type Tier = (u32, i64, i64);
const LIQUID: [Tier; 12] = [
    (125, 50_000, 40),
    (100, 600_000, 50),
    (75, 3_000_000, 65),
    (50, 12_000_000, 100),
    (25, 70_000_000, 200),
    (20, 100_000_000, 250),
    (10, 230_000_000, 500),
    (5, 480_000_000, 1_000),
    (4, 600_000_000, 1_250),
    (3, 800_000_000, 1_500),
    (2, 1_200_000_000, 2_500),
    (1, 1_800_000_000, 5_000),
];
const OTHER: [Tier; 8] = [
    (75, 10_000, 65),
    (50, 100_000, 100),
    (25, 1_000_000, 200),
    (20, 2_000_000, 250),
    (10, 10_000_000, 500),
    (5, 20_000_000, 1_000),
    (2, 40_000_000, 2_500),
    (1, 60_000_000, 5_000),
];

/// The rules for these symbols.
pub(crate) fn rules(specs: &[SymbolSpec]) -> Result<Rules, Refusal> {
    Ok(Rules {
        assets: assets(specs),
        symbols: specs.iter().map(symbol).collect::<Result<_, _>>()?,
        max_algos: 200,
        max_amendments: 10_000,
        // ASSUMED: the venue's texts name EXPIRE_MAKER and NONE; the newer one counts.
        self_trade: SelfTrade::ExpireMaker,
        fee_burn: Some(("BNB".to_owned(), Decimal::new(1, 1))),
        margin_call_ratio: Decimal::new(8, 1),
        records_held: RECORDS_HELD,
        first_order_id: 8_886_774_000,
        first_algo_id: 1_000_000_202_490_000,
        first_tran_id: 9_689_322_000,
    })
}

fn assets(specs: &[SymbolSpec]) -> Vec<AssetRule> {
    let index = |base: &str| specs.iter().find(|spec| spec.base == base).map_or(Decimal::from(600), |spec| spec.price(spec.home_ticks));
    let row = |name: &str, index, percent: i64| AssetRule {
        name: name.to_owned(),
        index,
        haircut: Decimal::new(percent, 2),
        margin_available: true,
    };
    vec![row("USDT", Decimal::ONE, 100), row("USDC", Decimal::ONE, 100), row("BTC", index("BTC"), 95), row("BNB", index("BNB"), 95)]
}

fn symbol(spec: &SymbolSpec) -> Result<SymbolRule, Refusal> {
    let bounds = bounds(spec);
    let tiers: &[Tier] = if ["BTC", "ETH"].contains(&spec.base.as_str()) { &LIQUID } else { &OTHER };
    let tiers: Vec<(u32, Decimal, Decimal)> =
        tiers.iter().map(|(leverage, cap, rate)| (*leverage, Decimal::from(*cap), Decimal::new(*rate, 4))).collect();
    Ok(SymbolRule {
        min_price: spec.price(bounds.min_ticks),
        max_price: spec.price(bounds.max_ticks),
        min_quantity: spec.lot_size(),
        max_quantity: spec.quantity(bounds.max_lots),
        max_market_quantity: spec.quantity(bounds.max_market_lots),
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
