//! What is said on the stream?

use serde_json::{Map, Value, json};
use twinline_gateway::wire::{Described, client_messages, server_messages, topics};

const ABOUT: &str = "One WebSocket for everything that moves, JSON text. Say who you are: by the login cookie with an origin of the \
gateway, by `Authorization: Bearer`, or within five seconds by a first message that is the token or a stream ticket, or `auth`. The \
server says `hello`, and `heartbeat` every second. Then subscribe: each topic begins with a snapshot, and every event after it is one \
more in `seq` within the same `epoch`; if it is not, what you hold is not the truth, so subscribe again. A snapshot replaces everything: at \
the beginning, when a history began anew, and when this reader was too slow; then `merged` counts the changes that it stands for. \
Closed with 1001 (the gateway stops), 1009 (message too big), 4001 (not authenticated), 4008 (too slow) or 4009 (too many connections).";

/// The whole document.
pub(super) fn document() -> Value {
    let (mut schemas, mut messages, mut operations) = (Map::new(), Map::new(), Map::new());
    let mut keep = |described: &Described| {
        for (name, schema) in &described.schemas {
            schemas.insert(name.clone(), schema.clone());
        }
    };
    for said in server_messages() {
        keep(&said);
        messages.insert(said.name.clone(), message(&said));
        operations.insert(format!("send_{}", said.name), operation("send", &[&said.name], &said.about));
    }
    for asked in client_messages() {
        keep(&asked);
        let mut what = operation("receive", &[&asked.name], &asked.about);
        if !asked.answers.is_empty() {
            let answers: Vec<Value> = asked.answers.iter().map(|name| reference(name)).collect();
            what["reply"] = json!({"channel": {"$ref": "#/channels/stream"}, "messages": answers});
        }
        messages.insert(asked.name.clone(), message(&asked));
        operations.insert(format!("receive_{}", asked.name), what);
    }
    let mut described = Vec::new();
    for topic in topics() {
        for said in [&topic.snapshot, &topic.event] {
            keep(said);
            messages.insert(said.name.clone(), message(said));
        }
        let mut what = operation("send", &[&topic.snapshot.name, &topic.event.name, "state"], topic.about);
        what["x-topic"] = json!(topic.address);
        operations.insert(format!("send_{}", topic.kind), what);
        described.push(json!({"topic": topic.address, "kind": topic.kind, "about": topic.about}));
    }
    let of_channel: Map<String, Value> =
        messages.keys().map(|name| (name.clone(), json!({"$ref": format!("#/components/messages/{name}")}))).collect();
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Twinline stream",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": {"name": "MIT OR Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {"stream": {
            "address": "/api/v1/stream",
            "title": "The stream",
            "messages": of_channel,
            "bindings": {"ws": {"method": "GET"}},
            "x-topics": described,
        }},
        "operations": operations,
        "components": {"messages": messages, "schemas": schemas},
    })
}

fn message(described: &Described) -> Value {
    json!({
        "name": described.name,
        "title": described.name,
        "summary": described.about,
        "contentType": "application/json",
        "payload": described.payload,
    })
}

fn operation(action: &str, messages: &[&str], about: &str) -> Value {
    let messages: Vec<Value> = messages.iter().map(|name| reference(name)).collect();
    json!({"action": action, "channel": {"$ref": "#/channels/stream"}, "summary": about, "messages": messages})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/channels/stream/messages/{name}")})
}
