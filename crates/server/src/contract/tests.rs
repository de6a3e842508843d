//! The documents hold what every reader of them relies on.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{asyncapi, openapi};
use crate::routes::table;

fn openapi() -> Value {
    json!(openapi::document())
}

/// Every `$ref` within.
fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_route_is_documented() {
    let document = openapi();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    let mut names = BTreeSet::new();
    for route in table() {
        let what = format!("{} {}", route.method, route.path);
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        for member in ["summary", "description", "operationId"] {
            assert!(operation[member].as_str().is_some_and(|text| !text.is_empty()), "{what} has no {member}");
        }
        assert!(names.insert(operation["operationId"].to_string()), "{what}: its operationId is taken");
        let tag = operation["tags"][0].as_str().unwrap_or_default();
        assert!(document["tags"].as_array().unwrap().iter().any(|known| known["name"] == tag), "{what}: unknown tag {tag:?}");
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.keys().any(|status| status.starts_with('2') || status == "101"), "{what} says nothing of success");
        for code in openapi::refusals(&route, &route.operation) {
            let said = answers[code.status().as_str()]["description"].as_str().unwrap();
            assert!(said.contains(&format!("`{}`", code.name())), "{what}: {} is not in {said:?}", code.name());
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let said = parameter["description"].as_str().unwrap_or_default();
            assert!(!said.is_empty(), "{what}: nothing is said of {}", parameter["name"]);
        }
        for name in route.path.split(['{', '}']).skip(1).step_by(2) {
            let said =
                operation["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["name"] == name && one["in"] == "path"));
            assert!(said, "{what}: nothing is said of {{{name}}}");
        }
    }
    let described: usize = document["paths"].as_object().unwrap().values().map(|item| item.as_object().unwrap().len()).sum();
    assert_eq!(described, table().len(), "a description without a door");
}

#[test]
fn every_reference_leads_somewhere() {
    for document in [openapi(), asyncapi::document()] {
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(found.len() > 10);
        for reference in found {
            let place = reference.strip_prefix('#').expect("a place in the same document");
            assert!(document.pointer(place).is_some(), "{reference} leads nowhere");
        }
    }
}

/// Said here, or by the shape that is named.
fn explained(shape: &Value) -> bool {
    shape["description"].is_string() || shape["$ref"].is_string() || shape["oneOf"].as_array().is_some_and(|all| all.iter().any(explained))
}

#[test]
fn every_shape_and_member_is_explained() {
    for document in [openapi(), asyncapi::document()] {
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            let parts = schema["allOf"].as_array().cloned().unwrap_or_else(|| vec![schema.clone()]);
            for (member, shape) in parts.iter().filter_map(|part| part["properties"].as_object()).flatten() {
                let tag = shape["enum"].as_array().is_some_and(|words| words.len() == 1);
                assert!(tag || explained(shape), "{name}.{member} is not explained");
            }
        }
    }
}

/// What may be `null` is there all the same; what may be absent is never `null`. Programs must not have to ask both.
#[test]
fn an_answer_has_one_way_to_say_nothing() {
    let read_only = |name: &str| !matches!(name, "FaultRequest" | "SessionRequest" | "NewToken" | "BracketEdit") && !name.ends_with("Op");
    for document in [openapi(), asyncapi::document()] {
        for (name, schema) in document["components"]["schemas"].as_object().unwrap().iter().filter(|(name, _)| read_only(name)) {
            let parts = schema["allOf"].as_array().cloned().unwrap_or_else(|| vec![schema.clone()]);
            for part in &parts {
                let required: Vec<&Value> = part["required"].as_array().into_iter().flatten().collect();
                for (member, shape) in part["properties"].as_object().into_iter().flatten() {
                    let of =
                        |shape: &Value| shape["type"] == "null" || shape["type"].as_array().is_some_and(|all| all.contains(&json!("null")));
                    let nullable = of(shape) || shape["oneOf"].as_array().is_some_and(|all| all.iter().any(of));
                    assert!(
                        required.contains(&&json!(member)) || !nullable,
                        "{name}.{member} may be null and absent: mark it #[schema(required)], or #[schema(nullable = false)]"
                    );
                }
            }
        }
    }
}

#[test]
fn both_documents_mean_the_same_by_a_name() {
    let (http, stream) = (openapi(), asyncapi::document());
    let mut shared = 0;
    for (name, schema) in stream["components"]["schemas"].as_object().unwrap() {
        let Some(other) = http["components"]["schemas"].get(name) else { continue };
        assert_eq!(schema, other, "{name}");
        shared += 1;
    }
    assert!(shared > 5, "{shared}");
}
