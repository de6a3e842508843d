//! What is asked, of which path?

use std::collections::BTreeSet;

use serde_json::{Value, json};
use twinline_model::{InstrumentId, InstrumentKind, OrderRef, Timestamp};
use twinline_venue::account::{AccountStep, AccountView, History, Leaving, Route};
use twinline_venue::{EncodeError, FrameBuf, Method, Request};

use super::batches;
use super::orders::{self, instrument, number, unsupported};
use super::settings;
use super::spec::PAGE;
use crate::encode::{USER_AGENT, escaped};
use crate::signing::{SignedRequest, login};

/// Channels that tell what happens to an account. With `all` the venue sends no snapshots: what there is, is asked for.
pub(super) const CHANNELS: [&str; 4] = ["orders", "positions", "v2/user_trades", "margins"];
/// Channels that are heard where the venue lets them be heard: it is silent on them unless the account is margined as a portfolio.
const BESIDE: [&str; 2] = ["mmp_trigger", "portfolio_margins"];

/// Where something is asked.
struct Call {
    method: Method,
    path: String,
    query: String,
    body: String,
}

/// One step out, by the way that it takes.
pub(super) fn step(view: &AccountView, now: Timestamp, step: &AccountStep, route: Route) -> Result<Leaving, EncodeError> {
    let at = now + view.clock_offset;
    let frame = |text: String| match route {
        Route::Link(..) => Ok(Leaving::Frame(FrameBuf::Text(text))),
        Route::Http => Err(unsupported("a message of a socket by HTTP")),
    };
    match step {
        AccountStep::LogOn => return frame(login(view.signer.as_ref(), at).map_err(|error| unsupported(&error.to_string()))?),
        AccountStep::Subscribe => return frame(subscription(view)),
        AccountStep::Clock => {
            let url = format!("{}/v2/settings", view.endpoints.rest);
            let headers = vec![(USER_AGENT.0, USER_AGENT.1.to_owned())];
            return Ok(Leaving::Http(Request { method: Method::Get, url, headers, body: Vec::new() }));
        }
        _ if route != Route::Http => return Err(unsupported("a request on a socket")),
        _ => {}
    }
    let Call { method, path, query, body } = call(view, step, None)?;
    let request = SignedRequest { method, root: &view.endpoints.rest, path: &path, query: &query, body: &body };
    request.sign(view.signer.as_ref(), at).map(Leaving::Http).map_err(|error| unsupported(&error.to_string()))
}

fn subscription(view: &AccountView) -> String {
    let channel = |name: &&str| match *name {
        "margins" | "mmp_trigger" => json!({"name": name}),
        "portfolio_margins" => json!({"name": name, "symbols": indices(view)}),
        _ => json!({"name": name, "symbols": ["all"]}),
    };
    let channels: Vec<Value> = CHANNELS.iter().chain(&BESIDE).map(channel).collect();
    json!({"type": "subscribe", "payload": {"channels": channels}}).to_string()
}

/// The indices of what has options: portfolios are margined by index, and of others none is. ASSUMED: of every index with options.
/// Before the products are known, those that the documents name stand for them.
fn indices(view: &AccountView) -> Vec<String> {
    let options = view.instruments.iter().filter(|held| held.kind == InstrumentKind::Option);
    let all: BTreeSet<String> = options.map(|held| crate::names::index(held)).collect();
    if all.is_empty() { [".DEXBTUSD", ".DEETHUSD"].map(str::to_owned).to_vec() } else { all.into_iter().collect() }
}

fn call(view: &AccountView, step: &AccountStep, after: Option<&str>) -> Result<Call, EncodeError> {
    let with = |method, path: &str, body: Value| Ok(Call { method, path: path.to_owned(), query: String::new(), body: body.to_string() });
    let get = |path: String, params: Vec<(&str, String)>| {
        Ok(Call { method: Method::Get, path, query: query(params, after), body: String::new() })
    };
    let product = |id: &InstrumentId| number(instrument(view, id)?);
    match step {
        AccountStep::Page { of, after } => call(view, of, Some(after)),
        AccountStep::Place(ticket) => with(Method::Post, "/v2/orders", orders::place(view, ticket)?),
        AccountStep::Edit(ticket) => with(Method::Put, "/v2/orders", orders::edit(view, ticket)?),
        AccountStep::Cancel(order) => with(Method::Delete, "/v2/orders", orders::cancel(view, order)?),
        AccountStep::PlaceBatch(tickets) => with(Method::Post, "/v2/orders/batch", batches::place(view, tickets)?),
        AccountStep::EditBatch(tickets) => with(Method::Put, "/v2/orders/batch", batches::edit(view, tickets)?),
        AccountStep::CancelBatch { orders, .. } => with(Method::Delete, "/v2/orders/batch", batches::cancel(view, orders)?),
        AccountStep::PlaceBracketed(ticket, legs) => with(Method::Post, "/v2/orders", orders::place_bracketed(view, ticket, legs)?),
        AccountStep::EditBracket(order, legs) => with(Method::Put, "/v2/orders/bracket", orders::edit_bracket(view, order, legs)?),
        AccountStep::Bracket(ticket) => with(Method::Post, "/v2/orders/bracket", orders::bracket(view, ticket)?),
        AccountStep::MakeCountdown { instrument } => {
            let body = json!({
                "heartbeat_id": heartbeat(product(instrument)?), "impact": "products", "product_symbols": [instrument.symbol()],
                "config": [{"action": "cancel_orders", "unhealthy_count": 1}],
            });
            with(Method::Post, "/v2/heartbeat/create", body)
        }
        AccountStep::Countdown { instrument, after } => {
            let body = json!({"heartbeat_id": heartbeat(product(instrument)?), "ttl": after.as_millis()});
            with(Method::Post, "/v2/heartbeat", body)
        }
        AccountStep::CancelAll { instrument, conditional } => {
            let flag = |on: bool| if on { "true" } else { "false" };
            let (stops, others) = (flag(*conditional), flag(!*conditional));
            let body = json!({
                "product_id": product(instrument)?, "cancel_limit_orders": others, "cancel_stop_orders": stops,
                "cancel_reduce_only_orders": others,
            });
            with(Method::Delete, "/v2/orders/all", body)
        }
        AccountStep::Order(order) => get(one(order)?, Vec::new()),
        AccountStep::OpenOrders { instrument, .. } => {
            let mut params = vec![("states", "open,pending".to_owned()), ("page_size", PAGE.to_string())];
            if let Some(id) = instrument {
                params.insert(0, ("product_ids", product(id)?.to_string()));
            }
            get("/v2/orders".to_owned(), params)
        }
        AccountStep::Orders { instrument, history, .. } => {
            get("/v2/orders/history".to_owned(), stretch(Some(product(instrument)?), history))
        }
        AccountStep::Fills { instrument, history } => get("/v2/fills".to_owned(), stretch(Some(product(instrument)?), history)),
        AccountStep::Transactions { history } => get("/v2/wallet/transactions".to_owned(), stretch(None, history)),
        AccountStep::Balances => get("/v2/wallet/balances".to_owned(), Vec::new()),
        AccountStep::Positions { instrument } => {
            let of = instrument.as_ref().map(product).transpose()?;
            get("/v2/positions/margined".to_owned(), of.map(|id| ("product_ids", id.to_string())).into_iter().collect())
        }
        AccountStep::Settings => get("/v2/profile".to_owned(), Vec::new()),
        AccountStep::InstrumentSettings { instrument: Some(id) } => get(leverage(product(id)?), Vec::new()),
        AccountStep::Fees { instrument } => get(format!("/v2/products/{}", escaped(instrument.symbol())), Vec::new()),
        AccountStep::SetLeverage { instrument, leverage: wanted } => {
            with(Method::Post, &leverage(product(instrument)?), json!({"leverage": wanted.value().normalize().to_string()}))
        }
        AccountStep::ChangeMargin { instrument, amount, .. } => {
            let body = json!({"product_id": product(instrument)?, "delta_margin": amount.value().normalize().to_string()});
            with(Method::Post, "/v2/positions/change_margin", body)
        }
        AccountStep::Quota => get("/v2/rate_limits/quota".to_owned(), Vec::new()),
        AccountStep::Preferences => get("/v2/users/trading_preferences".to_owned(), Vec::new()),
        other => settings::change(view, other).and_then(|(method, path, body)| with(method, path, body)),
    }
}

/// The name of a product's heartbeat: there is one of each, so that what needs none any more can be left out.
fn heartbeat(product: u64) -> String {
    format!("twinline-{product}")
}

fn leverage(product: u64) -> String {
    format!("/v2/products/{product}/orders/leverage")
}

/// One order, by its number, or by our name of it.
fn one(order: &OrderRef) -> Result<String, EncodeError> {
    if let Some(id) = order.venue_id.as_ref().and_then(|id| id.as_str().parse::<u64>().ok()) {
        return Ok(format!("/v2/orders/{id}"));
    }
    let id = order.client_id.as_ref().ok_or_else(|| unsupported("an order without any name"))?;
    Ok(format!("/v2/orders/client_order_id/{}", escaped(id.as_str())))
}

/// Times are in microseconds. Without a first one the venue tells of some ninety days alone (as observed).
fn stretch(product: Option<u64>, history: &History) -> Vec<(&'static str, String)> {
    let micros = |at: Timestamp| (at.as_nanos() / 1_000).max(0).to_string();
    let mut params: Vec<(&'static str, String)> = product.map(|id| ("product_ids", id.to_string())).into_iter().collect();
    params.extend(history.from.map(|at| ("start_time", micros(at))));
    params.extend(history.to.map(|at| ("end_time", micros(at))));
    params.push(("page_size", history.limit.clamp(1, PAGE).to_string()));
    params
}

fn query(mut params: Vec<(&str, String)>, after: Option<&str>) -> String {
    params.extend(after.map(|after| ("after", after.to_owned())));
    let pairs: Vec<String> = params.into_iter().map(|(name, value)| format!("{name}={}", escaped(&value))).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}
