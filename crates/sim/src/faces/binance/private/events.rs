//! What the user data stream says, in the venue's fields and order.

use rust_decimal::Decimal;
use twinline_exchange::accounts::{
    AccountChange, Accounts, AlgoKind, AlgoRecord, AlgoStatus, FillRecord, MarginType, OrderChange, PositionRow, RiskRow,
};
use twinline_exchange::{Market, SymbolSpec};

use crate::faces::binance::private::algo_json::actual_kind;
use crate::faces::binance::private::amounts::{at_least, cut, figure, money, short};
use crate::faces::binance::private::order_json::{average_scale, origin};
use crate::faces::binance::private::words;

/// Times of an event: when it happened, and when it is told, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub happened: i64,
    pub told: i64,
}

/// An order was created, changed or filled.
pub(crate) fn order(accounts: &Accounts, spec: &SymbolSpec, change: &OrderChange, at: Times) -> String {
    let record = &change.order;
    let origin = origin(accounts, record);
    let kind = words::order_kind(record.kind);
    let price = |value: Decimal| if value.is_zero() { "0".to_owned() } else { at_least(value, spec.price_precision) };
    let quantity = |value| at_least(value, spec.qty_precision);
    let last = change.fill.as_ref().map_or(Decimal::ZERO, |fill| fill.quantity);
    let last_price = change.fill.as_ref().map_or("0".to_owned(), |fill| price(fill.price));
    let trailing = origin.filter(|origin| origin.kind == AlgoKind::TrailingStopMarket);
    let trailing = trailing.map_or(String::new(), |origin| {
        let activate = origin.activate_price.map_or("0".to_owned(), price);
        format!(",\"AP\":\"{activate}\",\"cr\":\"{}\"", origin.callback_rate.map_or("0".to_owned(), short))
    });
    let modify_id = record.modify_id.map_or(String::new(), |id| format!(",\"M\":{id}"));
    format!(
        "{{\"e\":\"ORDER_TRADE_UPDATE\",\"E\":{},\"T\":{t},\"o\":{{\"s\":\"{}\",\"c\":\"{}\",\"S\":\"{}\",\"o\":\"{kind}\",\"f\":\"{}\",\"q\":\"{}\",\"p\":\"{}\",\"ap\":\"{}\",\"sp\":\"{}\",\"x\":\"{}\",\"X\":\"{}\",\"i\":{},\"l\":\"{}\",\"z\":\"{}\",\"L\":\"{last_price}\"{},\"T\":{t},\"t\":{},\"b\":\"{}\",\"a\":\"{}\",\"m\":{},\"R\":{},\"wt\":\"{}\",\"ot\":\"{}\",\"ps\":\"{}\",\"cp\":{}{trailing},\"rp\":\"{}\",\"pP\":{},\"si\":0,\"ss\":0,\"V\":\"{}\",\"pm\":\"{}\",\"gtd\":{},\"er\":\"{}\"{modify_id}}}}}",
        at.told,
        spec.name,
        record.client_id,
        words::side(record.side),
        words::life(record.life),
        quantity(record.quantity),
        price(record.price),
        cut(record.average_price(average_scale(spec)), average_scale(spec)),
        price(origin.map_or(Decimal::ZERO, |origin| origin.trigger_price)),
        words::execution_type(change.execution),
        words::order_status(record.status),
        record.id.0,
        quantity(last),
        quantity(record.executed),
        commission(change.fill.as_ref()),
        change.fill.as_ref().map_or(0, |fill| fill.id),
        short(change.bid_notional),
        short(change.ask_notional),
        change.fill.as_ref().is_some_and(|fill| fill.maker),
        record.reduce_only,
        origin.map_or("CONTRACT_PRICE", |origin| words::working_type(origin.working_type)),
        origin.map_or(kind, |origin| words::algo_kind(origin.kind)),
        words::position_side(record.position_side),
        record.close_position,
        money_or_zero(change.fill.as_ref().map_or(Decimal::ZERO, |fill| fill.realized)),
        origin.is_some_and(|origin| origin.price_protect),
        words::self_trade(record.self_trade),
        words::price_match(record.price_match),
        record.good_till_ms,
        words::expire_reason(record.expire_reason),
        t = at.happened,
    )
}

/// Commission and its asset; both are absent without a fill.
fn commission(fill: Option<&FillRecord>) -> String {
    fill.map_or(String::new(), |fill| format!(",\"n\":\"{}\",\"N\":\"{}\"", money(fill.commission), fill.commission_asset))
}

fn money_or_zero(value: Decimal) -> String {
    if value.is_zero() { "0".to_owned() } else { money(value) }
}

/// The same fill in few words. A market order's price is "0".
pub(crate) fn trade_lite(spec: &SymbolSpec, change: &OrderChange, fill: &FillRecord, at: Times) -> String {
    let record = &change.order;
    let price = if record.price.is_zero() { "0".to_owned() } else { at_least(record.price, spec.price_precision) };
    format!(
        "{{\"e\":\"TRADE_LITE\",\"E\":{},\"T\":{},\"s\":\"{}\",\"q\":\"{}\",\"p\":\"{price}\",\"m\":{},\"c\":\"{}\",\"S\":\"{}\",\"L\":\"{}\",\"l\":\"{}\",\"t\":{},\"i\":{}}}",
        at.told,
        at.happened,
        spec.name,
        at_least(record.quantity, spec.qty_precision),
        fill.maker,
        record.client_id,
        words::side(record.side),
        at_least(fill.price, spec.price_precision),
        at_least(fill.quantity, spec.qty_precision),
        fill.id,
        record.id.0,
    )
}

/// Balances and positions that changed, in absolute values.
pub(crate) fn account(markets: &[Market], change: &AccountChange, at: Times) -> String {
    let balances: Vec<String> = change
        .balances
        .iter()
        .map(|row| {
            let (wallet, cross, delta) = (money(row.wallet), money(row.cross_wallet), money_or_zero(row.change));
            format!("{{\"a\":\"{}\",\"wb\":\"{wallet}\",\"cw\":\"{cross}\",\"bc\":\"{delta}\"}}", row.asset)
        })
        .collect();
    let positions: Vec<String> =
        change.positions.iter().filter_map(|row| Some(position(&markets.get(row.slot.symbol)?.spec, row))).collect();
    let symbol = change.symbol.and_then(|symbol| markets.get(symbol));
    let symbol = symbol.map_or(String::new(), |market| format!(",\"S\":\"{}\"", market.spec.name));
    format!(
        "{{\"e\":\"ACCOUNT_UPDATE\",\"E\":{},\"T\":{},\"a\":{{\"m\":\"{}\",\"B\":[{}],\"P\":[{}]{symbol}}}}}",
        at.told,
        at.happened,
        words::change_reason(change.reason),
        balances.join(","),
        positions.join(","),
    )
}

fn position(spec: &SymbolSpec, row: &PositionRow) -> String {
    let isolated = if row.margin_type == MarginType::Isolated { money(row.isolated_wallet) } else { "0".to_owned() };
    format!(
        "{{\"s\":\"{}\",\"pa\":\"{}\",\"ep\":\"{}\",\"bep\":\"{}\",\"cr\":\"{}\",\"up\":\"{}\",\"mt\":\"{}\",\"iw\":\"{isolated}\",\"ps\":\"{}\",\"ma\":\"{}\"}}",
        spec.name,
        at_least(row.amount, spec.qty_precision),
        at_least(row.entry_price, average_scale(spec)),
        at_least(row.break_even_price, average_scale(spec)),
        money_or_zero(row.realized),
        if row.unrealized.is_zero() { "0".to_owned() } else { figure(row.unrealized) },
        words::margin_type_lower(row.margin_type),
        words::position_side(row.slot.side),
        row.margin_asset,
    )
}

/// Margin is getting short.
pub(crate) fn margin_call(markets: &[Market], cross_wallet: Decimal, positions: &[RiskRow], at: Times) -> String {
    let rows: Vec<String> = positions.iter().filter_map(|row| Some(risk(&markets.get(row.position.slot.symbol)?.spec, row))).collect();
    format!("{{\"e\":\"MARGIN_CALL\",\"E\":{},\"cw\":\"{}\",\"p\":[{}]}}", at.told, money(cross_wallet), rows.join(","))
}

fn risk(spec: &SymbolSpec, row: &RiskRow) -> String {
    let position = &row.position;
    let isolated = if position.margin_type == MarginType::Isolated { money(position.isolated_wallet) } else { "0".to_owned() };
    format!(
        "{{\"s\":\"{}\",\"ps\":\"{}\",\"pa\":\"{}\",\"mt\":\"{}\",\"iw\":\"{isolated}\",\"mp\":\"{}\",\"up\":\"{}\",\"mm\":\"{}\"}}",
        spec.name,
        words::position_side(position.slot.side),
        at_least(position.amount, spec.qty_precision),
        words::margin_type(position.margin_type),
        figure(row.mark_price),
        figure(position.unrealized),
        figure(row.maintenance),
    )
}

/// Leverage of a symbol was set.
pub(crate) fn leverage(spec: &SymbolSpec, leverage: u32, at: Times) -> String {
    format!(
        "{{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"E\":{},\"T\":{},\"ac\":{{\"s\":\"{}\",\"l\":{leverage}}}}}",
        at.told, at.happened, spec.name
    )
}

/// Multi-assets mode was switched.
pub(crate) fn multi_assets(on: bool, at: Times) -> String {
    format!("{{\"e\":\"ACCOUNT_CONFIG_UPDATE\",\"E\":{},\"T\":{},\"ai\":{{\"j\":{on}}}}}", at.told, at.happened)
}

/// A conditional order changed. Its order's figures are there once it was triggered, the reason where there is one.
pub(crate) fn algo(spec: &SymbolSpec, record: &AlgoRecord, at: Times) -> String {
    let waiting = record.status == AlgoStatus::New;
    let actual = if waiting { String::new() } else { actual(spec, record) };
    let trailing = record.kind == AlgoKind::TrailingStopMarket;
    let tail = match (record.reason.as_str(), waiting || trailing) {
        ("", true) => format!(",\"ia\":{}", record.activated),
        ("", false) => String::new(),
        (reason, _) => format!(",\"rm\":{}", serde_json::Value::from(reason)),
    };
    let price = |value: Decimal| if value.is_zero() { "0".to_owned() } else { at_least(value, spec.price_precision) };
    let quantity = if record.quantity.is_zero() { "0".to_owned() } else { at_least(record.quantity, spec.qty_precision) };
    format!(
        "{{\"e\":\"ALGO_UPDATE\",\"T\":{},\"E\":{},\"o\":{{\"caid\":\"{}\",\"aid\":{},\"at\":\"CONDITIONAL\",\"o\":\"{}\",\"s\":\"{}\",\"S\":\"{}\",\"ps\":\"{}\",\"f\":\"{}\",\"q\":\"{quantity}\",\"X\":\"{}\",\"ai\":\"{}\"{actual},\"tp\":\"{}\",\"p\":\"{}\",\"V\":\"{}\",\"wt\":\"{}\",\"pm\":\"{}\",\"cp\":{},\"pP\":{},\"R\":{},\"tt\":{},\"gtd\":{}{tail}}}}}",
        at.happened,
        at.told,
        record.client_id,
        record.id.0,
        words::algo_kind(record.kind),
        spec.name,
        words::side(record.side),
        words::position_side(record.position_side),
        words::life(record.life),
        words::algo_status(record.status),
        record.order.map_or(String::new(), |order| order.0.to_string()),
        price(record.trigger_price),
        price(record.price),
        words::self_trade(record.self_trade),
        words::working_type(record.working_type),
        words::price_match(record.price_match),
        record.close_position,
        record.price_protect,
        record.reduce_only,
        record.triggered_ns / 1_000_000,
        record.good_till_ms,
    )
}

fn actual(spec: &SymbolSpec, record: &AlgoRecord) -> String {
    let kind = if record.order.is_some() { actual_kind(record.kind) } else { "0" };
    let average = at_least(record.average_price, average_scale(spec));
    format!(",\"ap\":\"{average}\",\"aq\":\"{}\",\"act\":\"{kind}\"", at_least(record.executed, spec.qty_precision))
}

/// The listen key is no longer valid.
pub(crate) fn listen_key_expired(listen_key: &str, told_ms: i64) -> String {
    format!("{{\"e\":\"listenKeyExpired\",\"E\":{told_ms},\"listenKey\":\"{listen_key}\"}}")
}
