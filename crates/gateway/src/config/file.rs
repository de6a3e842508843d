//! What does a file (TOML or YAML) say?

use std::path::Path;

use serde_yaml_ng::Value as Yaml;
use toml::de::{DeTable, DeValue};

use super::ConfigError;
use super::tree::{Node, Origin, Value};

/// Largest file that is read.
const MAX_BYTES: u64 = 1024 * 1024;

/// Reads and parses a file; its name decides the format.
pub(super) fn read(path: &Path) -> Result<Node, ConfigError> {
    let name = path.display().to_string();
    let unreadable = |reason: String| ConfigError::Unreadable { file: name.clone(), reason };
    let size = std::fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.len();
    if size > MAX_BYTES {
        return Err(unreadable(format!("{size} bytes are more than a configuration needs (at most {MAX_BYTES})")));
    }
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    parse(&name, &text)
}

/// Parses the text of a file of this name.
pub(super) fn parse(name: &str, text: &str) -> Result<Node, ConfigError> {
    if name.ends_with(".yaml") || name.ends_with(".yml") { parse_yaml(name, text) } else { parse_toml(name, text) }
}

fn parse_toml(name: &str, text: &str) -> Result<Node, ConfigError> {
    let line_of = |at: usize| 1 + text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
    let table = DeTable::parse(text).map_err(|error| ConfigError::Syntax {
        place: Origin::File { name: name.to_owned(), line: error.span().map(|span| line_of(span.start)) }.to_string(),
        reason: error.message().replace('\n', ", "),
    })?;
    let origin = |at: usize| Origin::File { name: name.to_owned(), line: Some(line_of(at)) };
    Ok(Node { value: from_toml_table(table.get_ref(), &origin), origin: Origin::File { name: name.to_owned(), line: None } })
}

fn from_toml_table(table: &DeTable<'_>, origin: &dyn Fn(usize) -> Origin) -> Value {
    let members = table.iter().map(|(key, value)| {
        (key.get_ref().to_string(), Node { value: from_toml(value.get_ref(), origin), origin: origin(key.span().start) })
    });
    Value::Table(members.collect())
}

fn from_toml(value: &DeValue<'_>, origin: &dyn Fn(usize) -> Origin) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(digits) => {
            i64::from_str_radix(digits.as_str(), digits.radix()).map_or(Value::Other("a number beyond 64 bits"), Value::Integer)
        }
        DeValue::Float(_) => Value::Other("a number with a fraction"),
        DeValue::Boolean(yes) => Value::Bool(*yes),
        DeValue::Datetime(_) => Value::Other("a date"),
        DeValue::Array(items) => Value::List(
            items.iter().map(|item| Node { value: from_toml(item.get_ref(), origin), origin: origin(item.span().start) }).collect(),
        ),
        DeValue::Table(table) => from_toml_table(table, origin),
    }
}

fn parse_yaml(name: &str, text: &str) -> Result<Node, ConfigError> {
    let value: Yaml = serde_yaml_ng::from_str(text).map_err(|error| ConfigError::Syntax {
        place: Origin::File { name: name.to_owned(), line: error.location().map(|at| at.line()) }.to_string(),
        reason: error.to_string(),
    })?;
    let origin = Origin::File { name: name.to_owned(), line: None };
    let value = if value.is_null() { Yaml::Mapping(serde_yaml_ng::Mapping::new()) } else { value };
    Ok(Node { value: from_yaml(&value, &origin), origin })
}

fn from_yaml(value: &Yaml, origin: &Origin) -> Value {
    match value {
        Yaml::Null => Value::Other("nothing"),
        Yaml::Bool(yes) => Value::Bool(*yes),
        Yaml::Number(number) => number.as_i64().map_or(Value::Other("a number with a fraction"), Value::Integer),
        Yaml::String(text) => Value::Text(text.clone()),
        Yaml::Sequence(items) => {
            Value::List(items.iter().map(|item| Node { value: from_yaml(item, origin), origin: origin.clone() }).collect())
        }
        Yaml::Mapping(members) => Value::Table(
            members.iter().map(|(key, value)| (yaml_key(key), Node { value: from_yaml(value, origin), origin: origin.clone() })).collect(),
        ),
        Yaml::Tagged(tagged) => from_yaml(&tagged.value, origin),
    }
}

fn yaml_key(key: &Yaml) -> String {
    match key {
        Yaml::String(text) => text.clone(),
        other => serde_yaml_ng::to_string(other).unwrap_or_default().trim().to_owned(),
    }
}
