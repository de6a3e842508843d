//! What the stream's messages look like, for the document that describes it.
//!
//! Made from the types that are written: a variant that is added to [`ServerNote`] or [`ClientOp`] is described by itself.

use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::stream::{ClientOp, Delivery, ServerNote, StateNote};
use super::{
    AccountChange, AccountSnapshot, BboRow, BookData, CandlesData, ConnectionsChange, ConnectionsSnapshot, SystemChange, SystemSnapshot,
    TradesData,
};
use twinline_model::{MarkPrice, Ticker};

/// One message.
#[derive(Debug)]
pub struct Described {
    /// Its name in documents.
    pub name: String,
    /// What it says.
    pub about: String,
    /// JSON Schema of the whole message.
    pub payload: Value,
    /// Names of the messages that answer it.
    pub answers: Vec<&'static str>,
    /// Every schema that `payload` names.
    pub schemas: Vec<(String, Value)>,
}

/// One kind of topic.
#[derive(Debug)]
pub struct TopicShape {
    /// Its name without the instrument.
    pub kind: &'static str,
    /// How a topic is written; `{instrument}` is `venue:symbol`, `{interval}` a candle's length.
    pub address: &'static str,
    /// What it tells.
    pub about: &'static str,
    /// What replaces everything known.
    pub snapshot: Described,
    /// What changes it.
    pub event: Described,
}

/// Every kind of topic.
pub fn topics() -> Vec<TopicShape> {
    let market = |kind, about, of: fn(&str) -> [Described; 2]| {
        let [snapshot, event] = of(kind);
        TopicShape { kind, address: address_of(kind), about, snapshot, event }
    };
    vec![
        market("bbo", "Best bid and offer, conflated to the reader's speed.", both::<BboRow, BboRow>),
        market(
            "book",
            "An order book: up to 1000 levels a side, then changed levels; size `0` takes one away.",
            both::<BookData<'static>, BookData<'static>>,
        ),
        market(
            "candles",
            "The last two candles, then changed ones; one replaces the one with its `open_ts`.",
            both::<CandlesData, CandlesData>,
        ),
        market("mark", "Mark price, index and funding.", both::<MarkPrice, MarkPrice>),
        market("ticker", "The rolling day.", both::<Ticker, Ticker>),
        market(
            "trades",
            "The last trades, then new ones, newest first; `merged` of an event counts trades not shown.",
            both::<TradesData, TradesData>,
        ),
        market(
            "account",
            "Everything that happens to an account, never merged: a reader that is too slow is closed with 4008 and goes on with `after`.",
            both::<AccountSnapshot, AccountChange>,
        ),
        market(
            "connections",
            "Venues, sockets, channels, accounts, budgets and receipts of repairs: all of it, then whole rows that changed.",
            both::<ConnectionsSnapshot, ConnectionsChange>,
        ),
        market(
            "system",
            "What happens to the gateway itself: starts, stops, accounts that refuse orders, kill switches, keys.",
            both::<SystemSnapshot, SystemChange>,
        ),
    ]
}

fn address_of(kind: &str) -> &'static str {
    match kind {
        "account" => "account.{account}",
        "bbo" => "bbo.{instrument}",
        "book" => "book.{instrument}",
        "candles" => "candles.{instrument}.{interval}",
        "mark" => "mark.{instrument}",
        "system" => "system",
        "ticker" => "ticker.{instrument}",
        "trades" => "trades.{instrument}",
        _ => "connections",
    }
}

fn both<S: ToSchema, E: ToSchema>(kind: &str) -> [Described; 2] {
    [delivery::<S>(kind, "snapshot", "replaces everything known of it"), delivery::<E>(kind, "event", "changes what is known of it")]
}

/// A message with data: the shape of all of them, around the data of this one.
fn delivery<D: ToSchema>(topic: &str, kind: &str, does: &str) -> Described {
    let mut schemas = named_by::<Delivery<'static, D>>();
    let shape = format!("{}Message", D::name());
    schemas.push((shape.clone(), json!(<Delivery<'static, D> as PartialSchema>::schema())));
    schemas.push((D::name().into_owned(), json!(D::schema())));
    let payload = json!({"allOf": [
        {"$ref": format!("#/components/schemas/{shape}")},
        {"type": "object", "required": ["type"], "properties": {"type": {"type": "string", "const": kind}}},
    ]});
    Described { name: format!("{topic}.{kind}"), about: format!("{topic}: {does}."), payload, answers: Vec::new(), schemas }
}

/// What the server says that is no data, and of freshness.
pub fn server_messages() -> Vec<Described> {
    let mut all = variants::<ServerNote<'static>>("type", "Note");
    let mut schemas = named_by::<StateNote<'static>>();
    schemas.push(("StateNote".to_owned(), json!(StateNote::schema())));
    all.push(Described {
        name: "state".to_owned(),
        about: "Freshness changed, data did not.".to_owned(),
        payload: json!({"$ref": "#/components/schemas/StateNote"}),
        answers: Vec::new(),
        schemas,
    });
    all
}

/// What a client may say.
pub fn client_messages() -> Vec<Described> {
    let mut all = variants::<ClientOp>("op", "Op");
    for asked in &mut all {
        asked.answers = match asked.name.as_str() {
            "auth" => vec!["authenticated"],
            "subscribe" => vec!["subscribed", "error"],
            "unsubscribe" => vec!["unsubscribed", "error"],
            "ping" => vec!["pong"],
            _ => Vec::new(),
        };
    }
    all
}

/// Every schema that the schema of `T` names.
fn named_by<T: ToSchema>() -> Vec<(String, Value)> {
    let mut schemas = Vec::new();
    T::schemas(&mut schemas);
    schemas.into_iter().map(|(name, schema)| (name, json!(schema))).collect()
}

/// One message for each variant of an enum that is told apart by the member `tag`.
fn variants<T: ToSchema>(tag: &str, ending: &str) -> Vec<Described> {
    let whole = json!(T::schema());
    let mut all = Vec::new();
    for variant in whole["oneOf"].as_array().into_iter().flatten() {
        let Some(name) = variant["properties"][tag]["enum"][0].as_str() else { continue };
        let mut schemas = named_by::<T>();
        let shape = format!("{}{}{ending}", name[..1].to_uppercase(), &name[1..]);
        schemas.push((shape.clone(), variant.clone()));
        all.push(Described {
            name: name.to_owned(),
            about: variant["description"].as_str().unwrap_or_default().to_owned(),
            payload: json!({"$ref": format!("#/components/schemas/{shape}")}),
            answers: Vec::new(),
            schemas,
        });
    }
    all
}
