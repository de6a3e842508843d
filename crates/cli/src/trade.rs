//! Commands to an account of the running gateway, and what came of them.

use std::path::Path;

use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::args::{Batch, Cancel, CancelAll, Close, Leverage, OrderArgs};
use crate::client::{Client, encode};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::{each, rows, text};

pub(crate) async fn order(config: Option<&Path>, args: &OrderArgs, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    let path = format!("/accounts/{}/orders{}", encode(&account), if args.preview { "/preview" } else { "" });
    let answer = client.command(Method::POST, &path, &[], Some(body_of(args)), args.key.as_deref()).await?;
    if args.preview {
        return if output.is_json() { output.line(&answer) } else { output.text(&previewed(&answer)) };
    }
    told(output, &answer)
}

/// That it could leave, and what it would come to; of what is not known, what is missing.
fn previewed(answer: &Value) -> String {
    const FIGURES: [(&str, &str); 6] = [
        ("average_price", "price"),
        ("value", "value"),
        ("initial_margin", "margin"),
        ("maker_fee", "fee if it rests"),
        ("taker_fee", "fee if it takes"),
        ("liquidation_price", "liquidation"),
    ];
    let needs = |figure: &str| answer["needs"].as_array().into_iter().flatten().find(|need| need["figure"] == figure);
    let mut lines = vec!["it could leave now".to_owned()];
    for (figure, name) in FIGURES {
        let known = answer[figure].as_str().map(str::to_owned);
        let missing = || needs(figure).map(|need| format!("not known; needs {}", need["needs"].as_str().unwrap_or_default()));
        lines.extend(
            known
                .or_else(missing)
                .or_else(|| (figure == "liquidation_price").then(|| "none".to_owned()))
                .map(|said| format!("{name}: {said}")),
        );
    }
    lines.join("\n")
}

fn body_of(args: &OrderArgs) -> Value {
    let kind = args.kind.clone().unwrap_or_else(|| if args.price.is_some() { "limit" } else { "market" }.to_owned());
    let mut body = Map::new();
    body.insert("instrument".to_owned(), json!(args.instrument));
    body.insert("side".to_owned(), json!(args.side));
    body.insert("type".to_owned(), json!(kind));
    let texts = [
        ("qty", &args.qty),
        ("price", &args.price),
        ("trigger_price", &args.trigger_price),
        ("trailing_percent", &args.trailing_percent),
        ("trailing_amount", &args.trailing_amount),
        ("time_in_force", &args.time_in_force),
        ("position_side", &args.position_side),
        ("client_order_id", &args.client_order_id),
    ];
    body.extend(texts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value.as_ref()?)))));
    let flags = [("post_only", args.post_only), ("reduce_only", args.reduce_only), ("close_position", args.close_position)];
    body.extend(flags.into_iter().filter(|(_, on)| *on).map(|(name, _)| (name.to_owned(), json!(true))));
    Value::Object(body)
}

pub(crate) async fn cancel(config: Option<&Path>, args: &Cancel, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    let path = format!("/accounts/{}/orders/{}", encode(&account), encode(&args.order));
    told(output, &client.command(Method::DELETE, &path, &[], None, None).await?)
}

pub(crate) async fn cancel_all(config: Option<&Path>, args: &CancelAll, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    let mut query = vec![("external", args.external.to_string())];
    query.extend(args.instrument.clone().map(|instrument| ("instrument", instrument)));
    let answer = client.command(Method::DELETE, &format!("/accounts/{}/orders", encode(&account)), &query, None, None).await?;
    if output.is_json() {
        return output.line(&answer);
    }
    let orders = answer["orders"].as_array().map_or(0, Vec::len);
    output.text(&format!("cancels are on their way for {orders} orders"))
}

pub(crate) async fn close(config: Option<&Path>, args: &Close, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    let Some(instrument) = args.instrument.as_ref().filter(|_| !args.all) else {
        let path = format!("/accounts/{}/positions", encode(&account));
        let answer = client.command(Method::DELETE, &path, &[], None, None).await?;
        return each_told(&answer, output);
    };
    let query: Vec<_> = args.position_side.clone().map(|side| ("position_side", side)).into_iter().collect();
    told(output, &client.command(Method::DELETE, &position(&account, instrument), &query, None, None).await?)
}

/// Orders of a file: a JSON list, or one order a line.
pub(crate) async fn batch(config: Option<&Path>, args: &Batch, output: &Output) -> Result<(), Failure> {
    let unreadable = |reason: String| Failure::usage(format!("{}: {reason}", args.file.display()));
    let held = std::fs::read_to_string(&args.file).map_err(|error| unreadable(error.to_string()))?;
    let orders: Result<Vec<Value>, _> = match serde_json::from_str(&held) {
        Ok(Value::Array(orders)) => Ok(orders),
        _ => held.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str).collect(),
    };
    let orders = orders.map_err(|error| unreadable(error.to_string()))?;
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    let path = format!("/accounts/{}/orders/batch", encode(&account));
    let answer = client.command(Method::POST, &path, &[], Some(json!({"orders": orders})), args.key.as_deref()).await?;
    each_told(&answer, output)
}

/// Says how each of several orders stands.
fn each_told(answer: &Value, output: &Output) -> Result<(), Failure> {
    if output.is_json() {
        each(output, rows(answer))?;
    } else {
        let cells = |row: &Value| {
            let (order, refusal) = (&row["order"], &row["refusal"]);
            vec![text(order, "order_id"), text(order, "status"), text(refusal, "code"), text(refusal, "detail")]
        };
        output.table(&["ORDER", "STATUS", "REFUSED", "WHY"], &rows(answer).iter().map(cells).collect::<Vec<_>>(), &[])?;
    }
    let refused = rows(answer).iter().filter(|row| !row["refusal"].is_null()).count();
    let unknown = rows(answer).iter().filter(|row| row["order"]["status"] == "unknown").count();
    match (unknown, refused) {
        (0, 0) => Ok(()),
        (0, _) => Err(Failure::refused(format!("{refused} of {} orders were refused", rows(answer).len()))),
        _ => Err(Failure::unknown(format!("of {unknown} orders it is not known what became of them"))),
    }
}

pub(crate) async fn leverage(config: Option<&Path>, args: &Leverage, output: &Output) -> Result<(), Failure> {
    if let Some(leverage) = &args.leverage {
        return change(config, args.account.as_deref(), &args.instrument, json!({"leverage": leverage}), output).await;
    }
    let client = Client::find(config)?;
    let account = client.account(args.account.as_deref()).await?;
    let terms = client.get(&position(&account, &args.instrument), &[]).await?;
    if output.is_json() {
        return output.line(&terms);
    }
    let said = |name: &str| terms[name].as_str().map_or_else(|| "not told".to_owned(), |times| format!("{times}x"));
    output.text(&format!("{}: {}, from {} to {}", args.instrument, said("leverage"), said("min_leverage"), said("max_leverage")))
}

pub(crate) async fn change(
    config: Option<&Path>,
    account: Option<&str>,
    instrument: &str,
    body: Value,
    output: &Output,
) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let account = client.account(account).await?;
    client.command(Method::PATCH, &position(&account, instrument), &[], Some(body.clone()), None).await?;
    if output.is_json() { output.line(&json!({"type": "changed", "instrument": instrument, "change": body})) } else { output.text("done") }
}

fn position(account: &str, instrument: &str) -> String {
    format!("/accounts/{}/positions/{}", encode(account), encode(instrument))
}

/// Says how an order stands; that nobody knows it yet is an exit code of its own.
fn told(output: &Output, order: &Value) -> Result<(), Failure> {
    if output.is_json() {
        output.line(order)?;
    } else {
        let [id, status, executed, route, by] =
            ["order_id", "status", "executed_qty", "route", "accepted_by"].map(|name| text(order, name));
        output.text(&format!("{id}: {status}, {executed} executed, accepted by the {by} over {route}"))?;
    }
    if order["status"] == "unknown" {
        let hint = "it is looked up until the venue's evidence tells; do not send it again";
        return Err(Failure::unknown("what became of the order is not known yet").hint(hint));
    }
    Ok(())
}
