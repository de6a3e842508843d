//! What is listed, by which rules: `exchangeInfo`.

use twinline_exchange::SymbolSpec;

use crate::decimal::decimal;

const HEAD: &str = concat!(
    r#""futuresType":"U_MARGINED","rateLimits":["#,
    r#"{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400},"#,
    r#"{"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200},"#,
    r#"{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300}],"#,
    r#""exchangeFilters":[],"assets":["#,
    r#"{"asset":"USDT","marginAvailable":true,"autoAssetExchange":"-10000"},"#,
    r#"{"asset":"BNB","marginAvailable":true,"autoAssetExchange":"-10"}]"#,
);

const TAIL: &str = concat!(
    r#""orderTypes":["LIMIT","MARKET","STOP","STOP_MARKET","TAKE_PROFIT","TAKE_PROFIT_MARKET","TRAILING_STOP_MARKET"],"#,
    r#""timeInForce":["GTC","IOC","FOK","GTX","GTD","RPI"],"permissionSets":["GRID","COPY"]"#,
);

/// The body of `exchangeInfo`.
pub(crate) fn exchange_info<'a>(specs: impl Iterator<Item = (&'a SymbolSpec, &'static str)>, clock_ms: i64) -> String {
    let symbols: Vec<String> = specs.map(|(spec, status)| symbol(spec, status)).collect();
    format!("{{\"timezone\":\"UTC\",\"serverTime\":{clock_ms},{HEAD},\"symbols\":[{}]}}", symbols.join(","))
}

fn symbol(spec: &SymbolSpec, status: &str) -> String {
    format!(
        "{{\"symbol\":\"{name}\",\"pair\":\"{name}\",\"contractType\":\"PERPETUAL\",\"deliveryDate\":4133404800000,\"onboardDate\":1569398400000,\"status\":\"{status}\",\"maintMarginPercent\":\"2.5000\",\"requiredMarginPercent\":\"5.0000\",\"baseAsset\":\"{}\",\"quoteAsset\":\"{quote}\",\"marginAsset\":\"{quote}\",\"pricePrecision\":{},\"quantityPrecision\":{},\"baseAssetPrecision\":8,\"quotePrecision\":8,\"underlyingType\":\"COIN\",\"underlyingSubType\":[\"PoW\"],\"settlePlan\":0,\"triggerProtect\":\"0.0500\",\"liquidationFee\":\"0.012500\",\"marketTakeBound\":\"0.05\",\"maxMoveOrderLimit\":10000,\"filters\":[{}],{TAIL}}}",
        spec.base,
        spec.price_precision,
        spec.qty_precision,
        filters(spec),
        name = spec.name,
        quote = spec.quote,
    )
}

/// Limits of price and quantity, in ticks and lots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub min_ticks: i64,
    pub max_ticks: i64,
    pub max_lots: i64,
    pub max_market_lots: i64,
}

/// The limits of a symbol.
pub(crate) fn bounds(spec: &SymbolSpec) -> Bounds {
    let max_lots = spec.typical_lots.saturating_mul(20_000);
    Bounds {
        min_ticks: (spec.home_ticks / 100).max(1),
        max_ticks: spec.home_ticks.saturating_mul(40),
        max_lots,
        max_market_lots: max_lots / 8,
    }
}

fn filters(spec: &SymbolSpec) -> String {
    let price = |ticks: i64| decimal(i128::from(spec.price_units(ticks)), spec.price_precision);
    let lots = |lots: i64| decimal(i128::from(lots), spec.qty_precision);
    let bounds = bounds(spec);
    format!(
        "{{\"filterType\":\"PRICE_FILTER\",\"minPrice\":\"{}\",\"maxPrice\":\"{}\",\"tickSize\":\"{}\"}},\
         {{\"filterType\":\"LOT_SIZE\",\"minQty\":\"{step}\",\"maxQty\":\"{}\",\"stepSize\":\"{step}\"}},\
         {{\"filterType\":\"MARKET_LOT_SIZE\",\"minQty\":\"{step}\",\"maxQty\":\"{}\",\"stepSize\":\"{step}\"}},\
         {{\"filterType\":\"MAX_NUM_ORDERS\",\"limit\":200}},\
         {{\"filterType\":\"MIN_NOTIONAL\",\"notional\":\"{}\"}},\
         {{\"filterType\":\"PERCENT_PRICE\",\"multiplierUp\":\"1.0500\",\"multiplierDown\":\"0.9500\",\"multiplierDecimal\":\"4\"}},\
         {{\"filterType\":\"POSITION_RISK_CONTROL\",\"positionControlSide\":\"NONE\"}}",
        price(bounds.min_ticks),
        price(bounds.max_ticks),
        price(1),
        lots(bounds.max_lots),
        lots(bounds.max_market_lots),
        spec.min_notional,
        step = lots(1),
    )
}
