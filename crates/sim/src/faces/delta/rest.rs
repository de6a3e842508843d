//! What is answered over REST?

use serde_json::{Value, json};
use twinline_exchange::{Interval, Side};

use super::frames::Of;
use super::listed::{Product, number, price};
use super::live::Live;
use super::tables;
use crate::decimal::decimal;
use crate::face::Request;
use crate::target::Target;

/// Rows of products on a page if none is asked for, and at most.
const PAGE: (usize, usize) = (100, 1_000);
/// Most rows of candles in one answer.
const CANDLES: i64 = 2_000;
/// Most symbols in one list.
const LISTED: usize = 10;
/// Trades in an answer.
const TRADES: usize = 100;

/// Status and body.
type Answer = (u16, Value);

fn done(result: Value) -> Answer {
    (200, json!({"success": true, "result": result}))
}

pub(super) fn refused(status: u16, code: &str) -> Answer {
    (status, json!({"success": false, "error": {"code": code}}))
}

fn bad(param: &str) -> Answer {
    let error = json!({"code": "bad_schema", "context": {"schema_errors": [{"code": "validation_error", "message": "is invalid", "param": param}]}});
    (400, json!({"success": false, "error": error}))
}

/// What a request costs, as documented.
pub(crate) fn weight(target: &Target) -> u64 {
    let path = target.path.trim_start_matches("/v2/");
    match path.split('/').next().unwrap_or_default() {
        "products" | "l2orderbook" | "tickers" => 3,
        "history" if path == "history/candles" => 3,
        _ => 1,
    }
}

/// Answers a request; `stale` says whether a fault wants an old book of a symbol.
pub(crate) fn answer(live: &Live, request: &Request<'_>, now_ms: i64, quota: (u64, i64), stale: impl FnOnce(&str) -> bool) -> Answer {
    let target = &request.target;
    let Some(path) = target.path.strip_prefix("/v2/") else { return refused(404, "not_found") };
    // As documented an empty parameter is no absent one.
    if let Some((name, _)) = target.query.iter().find(|(_, value)| value.is_empty()).filter(|_| request.method == "GET") {
        return bad(name);
    }
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    match (request.method, &parts[..]) {
        ("GET", ["assets"]) => done(tables::assets()),
        ("GET", ["indices"]) => done(tables::indices(&live.products)),
        ("GET", ["products"]) => products(live, target),
        ("GET", ["products", symbol]) => one_product(live, symbol),
        ("GET", ["tickers"]) => tickers(live, target, now_ms),
        ("GET", ["tickers", symbols]) => some_tickers(live, symbols, now_ms),
        ("GET", ["l2orderbook", symbol]) => book(live, symbol, target, stale),
        ("GET", ["trades", symbol]) => trades(live, symbol),
        ("GET", ["history", "candles"]) => candles(live, target),
        ("GET", ["history", "sparklines"]) => sparklines(live, target),
        ("GET", ["stats"]) => {
            let day: i128 = live.markets().iter().map(|market| market.day().candle.quote * i128::from(market.spec.tick)).sum();
            let day = i64::try_from(day / 10_000).unwrap_or(i64::MAX / 64);
            done(json!({"last_30_days_volume": day * 30, "last_7_days_volume": day * 7, "total_volume": day * 30}))
        }
        ("GET", ["settings"]) => done(json!({"server_time": now_ms * 1_000, "under_maintenance": "false"})),
        ("GET", ["rate_limits", "quota"]) => (200, json!({"current_quota": quota.0, "remaining_time_in_milliseconds": quota.1})),
        ("GET", _) => refused(404, "not_found"),
        _ => refused(405, "method_not_allowed"),
    }
}

/// A comma-separated filter; what is not asked for lets everything pass.
fn passes(target: &Target, name: &str, value: &str) -> bool {
    target.param(name).is_none_or(|list| list.split(',').any(|one| one == value))
}

fn products(live: &Live, target: &Target) -> Answer {
    let size = match target.param("page_size").map(str::parse::<usize>) {
        None => PAGE.0,
        Some(Ok(size)) if size > 0 => size.min(PAGE.1),
        Some(_) => return bad("page_size"),
    };
    let Some(from) = target.param("after").map_or(Some(0), |after| after.strip_prefix("g3QAAA")?.parse::<usize>().ok()) else {
        return bad("after");
    };
    let is_meant = |product: &Product| passes(target, "contract_types", product.kind.word()) && passes(target, "states", "live");
    let all: Vec<Of<'_>> = live.each().filter(|of| is_meant(of.product)).collect();
    let rows: Vec<Value> =
        all.iter().skip(from).take(size).map(|of| tables::product(of.product, &of.market.spec, live.opened_ms)).collect();
    let after = (from + size < all.len()).then(|| format!("g3QAAA{}", from + size));
    let before = (from > 0).then(|| format!("g3QAAA{}", from.saturating_sub(size)));
    let meta = json!({"after": after, "before": before, "limit": size, "total_count": all.len()});
    (200, json!({"success": true, "result": rows, "meta": meta}))
}

fn one_product(live: &Live, symbol: &str) -> Answer {
    let found = live.each().find(|of| of.product.symbol == *symbol || of.product.id.to_string() == *symbol);
    found.map_or(refused(404, "product_not_found"), |of| done(tables::product(of.product, &of.market.spec, live.opened_ms)))
}

fn tickers(live: &Live, target: &Target, now_ms: i64) -> Answer {
    let day = |product: &Product| {
        let iso = super::listed::iso(product.expiry_ms?);
        Some(format!("{}-{}-{}", iso.get(8..10)?, iso.get(5..7)?, iso.get(..4)?))
    };
    let is_meant = |product: &Product| {
        passes(target, "contract_types", product.kind.word())
            && passes(target, "underlying_asset_symbols", &product.asset)
            && target.param("expiry_date").is_none_or(|asked| day(product).as_deref() == Some(asked))
    };
    let row = |of: Of<'_>| of.ticker(live.spot_e8(of.product), now_ms * 1_000);
    done(live.each().filter(|of| is_meant(of.product)).map(row).collect())
}

fn some_tickers(live: &Live, symbols: &str, now_ms: i64) -> Answer {
    let asked: Vec<&str> = symbols.split(',').collect();
    if asked.len() > LISTED {
        return bad("symbol");
    }
    let row =
        |symbol: &&str| live.find(symbol).map(|(product, market, _)| Of { product, market }.ticker(live.spot_e8(product), now_ms * 1_000));
    let mut rows: Vec<Value> = asked.iter().filter_map(row).collect();
    match (asked.len(), rows.len()) {
        (1, 0) => refused(404, "product_not_found"),
        (1, _) => done(rows.remove(0)),
        _ => done(rows.into()),
    }
}

fn book(live: &Live, symbol: &str, target: &Target, stale: impl FnOnce(&str) -> bool) -> Answer {
    let Some((product, market, feed)) = live.find(symbol) else { return refused(404, "product_not_found") };
    let depth = match target.param("depth").map(str::parse::<usize>) {
        None => usize::MAX,
        Some(Ok(depth)) => depth,
        Some(Err(_)) => return bad("depth"),
    };
    let of = Of { product, market };
    let levels = |side| market.book.levels(side).take(depth).collect::<Vec<_>>();
    let (mut bids, mut asks, mut at_us) = (levels(Side::Buy), levels(Side::Sell), market.last_update_ns / 1_000);
    if let Some(old) = feed.old().filter(|_| stale(symbol)) {
        (bids, asks, at_us) = (old.bids.clone(), old.asks.clone(), old.at_us);
        bids.truncate(depth);
        asks.truncate(depth);
    }
    done(json!({"buy": of.named(&bids, "price"), "sell": of.named(&asks, "price"), "last_updated_at": at_us, "symbol": symbol}))
}

/// Newest first.
fn trades(live: &Live, symbol: &str) -> Answer {
    let Some((product, market, _)) = live.find(symbol) else { return refused(404, "product_not_found") };
    let of = Of { product, market };
    done(market.tape.trades().iter().rev().take(TRADES).map(|trade| of.trade_row(trade)).collect())
}

/// Minutes without a trade are left out. `MARK:` and `FUNDING:` have candles of their own.
fn candles(live: &Live, target: &Target) -> Answer {
    let Some(interval) = target.param("resolution").and_then(super::channels::interval_of).filter(|one| *one != Interval::Hour12) else {
        return bad("resolution");
    };
    let at = |name| target.param(name).and_then(|text| text.parse::<i64>().ok());
    let (Some(start), Some(end)) = (at("start"), at("end")) else { return bad("start") };
    let Some(symbol) = target.param("symbol") else { return bad("symbol") };
    let (prefix, symbol) = symbol.split_once(':').map_or(("", symbol), |(prefix, symbol)| (prefix, symbol));
    let Some((product, market, _)) = live.find(symbol) else { return refused(404, "product_not_found") };
    let (from, to) = (Some(start.saturating_mul(1_000)), Some(end.saturating_mul(1_000)));
    let limit = usize::try_from(CANDLES).unwrap_or(0);
    let spec = &market.spec;
    let rows: Vec<Value> = match prefix {
        "FUNDING" => market
            .marks
            .settled()
            .iter()
            .filter(|record| (start..=end).contains(&(record.at_ms / 1_000)))
            .map(|record| {
                let rate = number(&decimal(i128::from(record.rate_e8), 6));
                json!({"time": record.at_ms / 1_000, "open": rate, "high": rate, "low": rate, "close": rate})
            })
            .collect(),
        "MARK" => market
            .marks
            .mark
            .range(interval, from, to, limit)
            .iter()
            .map(|candle| candle_row(candle, |value| decimal(i128::from(value), 8), None))
            .collect(),
        "" => {
            let candles = market.candles.range(interval, from, to, limit);
            let traded = candles.iter().filter(|candle| candle.trades > 0);
            traded.map(|candle| candle_row(candle, |ticks| price(spec, ticks), Some(product.size_number(spec, candle.lots)))).collect()
        }
        _ => return bad("symbol"),
    };
    done(rows.into())
}

fn candle_row(candle: &twinline_exchange::Candle, word: impl Fn(i64) -> String, volume: Option<Value>) -> Value {
    let [open, high, low, close] = [candle.open, candle.high, candle.low, candle.close].map(|value| number(&word(value)));
    let mut row = json!({"time": candle.open_ms / 1_000, "open": open, "high": high, "low": low, "close": close});
    if let Some(volume) = volume {
        row["volume"] = volume;
    }
    row
}

fn sparklines(live: &Live, target: &Target) -> Answer {
    let Some(symbols) = target.param("symbols") else { return bad("symbols") };
    let line = |symbol: &str| {
        let (_, market, _) = live.find(symbol.strip_prefix("MARK:").unwrap_or(symbol))?;
        let hours = market.candles.range(Interval::Hour1, None, None, 24);
        let points: Vec<Value> = hours.iter().map(|hour| json!([hour.open_ms / 1_000, number(&price(&market.spec, hour.close))])).collect();
        Some((symbol.to_owned(), Value::Array(points)))
    };
    let lines: serde_json::Map<String, Value> = symbols.split(',').take(LISTED).filter_map(line).collect();
    done(Value::Object(lines))
}
