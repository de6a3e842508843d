//! What does this venue allow and charge, in the engine's terms?

use rust_decimal::Decimal;
use twinline_exchange::SymbolSpec;
use twinline_exchange::accounts::{AssetRule, Brackets, Refusal, Rules, SelfTrade, SymbolRule};

/// Orders, trades and other records that are kept of an account.
const RECORDS_HELD: usize = 20_000;
/// Largest position in contracts, and highest price in ticks.
const MOST: i64 = 229_167;
const HIGHEST: i64 = 100_000_000;

/// The rules for these products.
pub(crate) fn rules(specs: &[SymbolSpec]) -> Result<Rules, Refusal> {
    let asset = |name: &str, index: i64| AssetRule {
        name: name.to_owned(),
        index: Decimal::from(index),
        haircut: Decimal::ONE,
        margin_available: false,
    };
    Ok(Rules {
        assets: vec![asset("USD", 1), asset("USDT", 1), asset("BTC", 97_000)],
        symbols: specs.iter().map(symbol).collect::<Result<_, _>>()?,
        max_algos: 200,
        max_amendments: 10_000,
        self_trade: SelfTrade::ExpireTaker,
        fee_burn: None,
        margin_call_ratio: Decimal::new(8, 1),
        records_held: RECORDS_HELD,
        first_order_id: 2_168_267_000,
        first_algo_id: 3_168_267_000,
        first_tran_id: 9_689_322_000,
    })
}

/// Highest leverage, cap of the notional, maintenance rate: what is required grows with the notional.
fn tiers() -> [(u32, Decimal, Decimal); 5] {
    let tier = |leverage, cap: i64, rate| (leverage, Decimal::from(cap), Decimal::new(rate, 4));
    [tier(200, 100_000, 25), tier(100, 500_000, 50), tier(50, 2_000_000, 100), tier(10, 20_000_000, 500), tier(2, 500_000_000, 2_500)]
}

fn symbol(spec: &SymbolSpec) -> Result<SymbolRule, Refusal> {
    let tick = Decimal::new(spec.tick, spec.price_precision);
    let lot = Decimal::new(1, spec.qty_precision);
    let times = |unit: Decimal, count: i64| unit.checked_mul(Decimal::from(count)).ok_or(Refusal::OutOfRange);
    // A pair is traded in parts of one, and has more of them.
    let most = if spec.qty_precision > 3 { times(lot, MOST * 1_000)? } else { times(lot, MOST)? };
    Ok(SymbolRule {
        min_price: tick,
        max_price: times(tick, HIGHEST)?,
        min_quantity: lot,
        max_quantity: most,
        max_market_quantity: most,
        min_notional: Decimal::ZERO,
        percent_up: Decimal::new(2, 0),
        percent_down: Decimal::new(1, 1),
        market_take_bound: Decimal::new(2, 1),
        trigger_protect: Decimal::new(5, 2),
        liquidation_fee: Decimal::new(5, 3),
        maker_rate: Decimal::new(2, 4),
        taker_rate: Decimal::new(5, 4),
        brackets: Brackets::new(&tiers())?,
        leverage: 20,
        max_orders: 500,
    })
}
