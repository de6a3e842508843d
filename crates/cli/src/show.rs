//! Tables of what the running gateway knows.

use std::path::Path;

use serde_json::Value;

use crate::args::{Instruments, Trades};
use crate::client::{Client, encode};
use crate::failure::Failure;
use crate::output::Output;
use crate::watch;

pub(crate) async fn venues(config: Option<&Path>, output: &Output) -> Result<(), Failure> {
    let answer = Client::find(config)?.get("/venues", &[]).await?;
    let rows = rows(&answer);
    if output.is_json() {
        return each(output, rows);
    }
    if rows.is_empty() {
        return output.text("no venue is configured: add [venues.NAME] to twinline.toml, or try `twinline up --demo`");
    }
    let cells = |row: &Value| {
        let offset = row["clock_offset_ms"].as_str().map_or_else(String::new, |ms| format!("{} ms", ms.split('.').next().unwrap_or(ms)));
        vec![
            text(row, "venue"),
            text(row, "environment"),
            text(row, "money"),
            text(row, "freshness"),
            text(row, "transport"),
            offset,
            text(row, "reason"),
        ]
    };
    output.table(
        &["VENUE", "ENVIRONMENT", "MONEY", "FRESHNESS", "TRANSPORT", "CLOCK", "REASON"],
        &rows.iter().map(cells).collect::<Vec<_>>(),
        &[5],
    )
}

pub(crate) async fn instruments(config: Option<&Path>, query: &Instruments, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    let mut wanted = Vec::new();
    let asked =
        [("q", &query.query), ("venue", &query.venue), ("underlying", &query.underlying), ("kind", &query.kind), ("expiry", &query.expiry)];
    for (name, value) in asked {
        wanted.extend(value.clone().map(|value| (name, value)));
    }
    let mut all = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let page: Vec<_> = wanted.iter().cloned().chain(cursor.take().map(|at| ("cursor", at))).collect();
        let answer = client.get("/instruments", &page).await?;
        all.extend(rows(&answer).iter().cloned());
        cursor = answer["next"].as_str().map(str::to_owned);
        if cursor.is_none() {
            break;
        }
    }
    if output.is_json() {
        return each(output, &all);
    }
    if all.is_empty() {
        return Err(Failure::refused("nothing found").hint("an empty search lists everything: `twinline instruments`"));
    }
    let cells = |row: &Value| {
        ["instrument", "alias", "kind", "status", "tick_size", "lot_size", "min_notional"].map(|name| text(row, name)).to_vec()
    };
    let head = ["INSTRUMENT", "ALIAS", "KIND", "STATUS", "TICK", "LOT", "MIN NOTIONAL"];
    output.table(&head, &all.iter().map(cells).collect::<Vec<_>>(), &[4, 5, 6])
}

pub(crate) async fn trades(config: Option<&Path>, args: &Trades, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    if args.live || (output.is_live() && !args.once) {
        let instrument = canonical(&client, &args.instrument, args.venue.as_deref()).await?;
        return watch::run(config, &[format!("trades.{instrument}")], output).await;
    }
    let mut query = vec![("limit", args.limit.to_string())];
    query.extend(args.venue.clone().map(|venue| ("venue", venue)));
    let answer = client.get(&format!("/instruments/{}/trades", encode(&args.instrument)), &query).await?;
    if output.is_json() {
        return each(output, rows(&answer));
    }
    let cells = |row: &Value| ["ts", "side", "price", "size", "id"].map(|name| text(row, name)).to_vec();
    output.table(&["TIME", "SIDE", "PRICE", "SIZE", "ID"], &rows(&answer).iter().map(cells).collect::<Vec<_>>(), &[2, 3, 4])
}

/// An instrument's own name, whatever it was called.
pub(crate) async fn canonical(client: &Client, name: &str, venue: Option<&str>) -> Result<String, Failure> {
    let query: Vec<_> = venue.map(|venue| ("venue", venue.to_owned())).into_iter().collect();
    let answer = client.get(&format!("/instruments/{}", encode(name)), &query).await?;
    Ok(text(&answer, "instrument"))
}

pub(crate) fn rows(answer: &Value) -> &[Value] {
    answer["data"].as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn each(output: &Output, rows: &[Value]) -> Result<(), Failure> {
    rows.iter().try_for_each(|row| output.line(row))
}

/// A member as a person reads it.
pub(crate) fn text(row: &Value, name: &str) -> String {
    match &row[name] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
