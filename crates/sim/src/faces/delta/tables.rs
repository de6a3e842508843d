//! How are the rows of REST answers worded that no socket has: products, assets, indices?

use serde_json::{Value, json};
use twinline_exchange::SymbolSpec;

use super::listed::{Kind, Product, iso};
use crate::decimal::decimal;

/// Assets by id; the ids are of this venue alone.
const ASSETS: [(u64, &str, &str); 6] = [
    (14, "USD", "US Dollar"),
    (3, "USDT", "Tether"),
    (2, "BTC", "Bitcoin"),
    (1, "ETH", "Ethereum"),
    (66, "SOL", "Solana"),
    (21, "XRP", "Ripple"),
];

/// An asset.
fn asset(row: &(u64, &str, &str)) -> Value {
    json!({
        "id": row.0, "symbol": row.1, "name": row.2, "precision": 8, "minimum_precision": 2, "deposit_status": "enabled",
        "withdrawal_status": "enabled", "base_withdrawal_fee": "0.000000000000000000", "min_withdrawal_amount": "0.000000000000000000",
        "interest_credit": false, "networks": [],
    })
}

/// The number of an asset; 0 of one that is not listed.
pub(crate) fn asset_id(symbol: &str) -> u64 {
    ASSETS.iter().find(|row| row.1 == symbol).map_or(0, |row| row.0)
}

fn find(symbol: &str) -> Value {
    ASSETS.iter().find(|row| row.1 == symbol).map_or(Value::Null, asset)
}

/// `GET /v2/assets`
pub(crate) fn assets() -> Value {
    ASSETS.iter().map(asset).collect()
}

fn index(product: &Product) -> Value {
    let id = |symbol: &str| ASSETS.iter().find(|row| row.1 == symbol).map(|row| row.0);
    json!({
        "id": product.id + 1, "symbol": product.index(), "constituent_exchanges": [{"name": "ExchangeA", "weight": 1}],
        "underlying_asset_id": id(&product.asset), "quoting_asset_id": id(&product.quote), "tick_size": "0.5", "index_type": "spot_pair",
    })
}

/// `GET /v2/indices`
pub(crate) fn indices(products: &[Product]) -> Value {
    let mut seen = std::collections::BTreeSet::new();
    products.iter().filter(|product| seen.insert(product.index())).map(index).collect()
}

/// A row of `GET /v2/products`. `live_ms` is when the venue opened.
pub(crate) fn product(product: &Product, spec: &SymbolSpec, live_ms: i64) -> Value {
    let is_spot = product.kind == Kind::Spot;
    let mut specs = json!({"only_reduce_only_orders_allowed": false, "tags": []});
    if product.kind == Kind::Perpetual {
        specs["rate_exchange_interval"] = 28_800.into();
        specs["funding_clamp_value"] = json!(0.05);
    }
    if is_spot {
        specs = json!({
            "kyc_required": false, "min_order_size": 0.000_005, "max_order_size": 10, "underlying_precision": spec.qty_precision,
            "quoting_precision": 5,
        });
    }
    let mut row = json!({
        "id": product.id, "symbol": product.symbol, "description": product.symbol, "short_description": product.symbol,
        "contract_type": product.kind.word(), "notional_type": "vanilla", "contract_value": product.contract_value(spec),
        "contract_unit_currency": product.asset, "tick_size": decimal(i128::from(spec.tick), spec.price_precision),
        "state": "live", "trading_status": product.trading, "settlement_time": product.expiry_ms.map(iso), "settlement_price": null,
        "launch_time": iso(live_ms), "created_at": iso(live_ms), "updated_at": iso(live_ms),
        "strike_price": product.strike.map(|strike| strike.to_string()), "product_specs": specs,
        "underlying_asset": find(&product.asset), "quoting_asset": find(&product.quote),
        "settling_asset": if is_spot { Value::Null } else { find(&product.quote) }, "spot_index": index(product),
    });
    if let (Some(row), Value::Object(terms)) = (row.as_object_mut(), terms()) {
        row.extend(terms);
    }
    row
}

/// What is the same for every product here: margins, fees, limits.
fn terms() -> Value {
    json!({
        "initial_margin": "0.5", "maintenance_margin": "0.25", "initial_margin_scaling_factor": "0.0000025",
        "maintenance_margin_scaling_factor": "0.00000125", "max_leverage_notional": "100000",
        "default_leverage": "200.000000000000000000", "taker_commission_rate": "0.0005", "maker_commission_rate": "0.0002",
        "liquidation_penalty_factor": "0.5", "position_size_limit": 229_167, "impact_size": 10_000, "price_band": "2.5",
        "basis_factor_max_limit": "10.95", "is_quanto": false, "funding_method": "mark_price", "annualized_funding": "10.95",
        "barrier_price": null, "auction_start_time": null, "auction_finish_time": null, "disruption_reason": null, "ui_config": {},
    })
}
