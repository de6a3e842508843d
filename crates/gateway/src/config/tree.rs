//! What was written, and where?

use std::collections::BTreeMap;
use std::fmt;

/// Where a value was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// In a file; the line is absent where the format's parser does not tell it.
    File { name: String, line: Option<usize> },
    /// In an environment variable.
    Variable(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { name, line: Some(line) } => write!(f, "{name} line {line}"),
            Self::File { name, line: None } => f.write_str(name),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

/// A value as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Text, or whatever an environment variable holds.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Bool(bool),
    /// Several.
    List(Vec<Node>),
    /// Keys and values.
    Table(BTreeMap<String, Node>),
    /// Something that no key takes (a date, a float, nothing at all).
    Other(&'static str),
}

impl Value {
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Integer(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Other(kind) => kind,
        }
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) origin: Origin,
}

impl Node {
    pub(super) fn table(origin: Origin) -> Self {
        Self { value: Value::Table(BTreeMap::new()), origin }
    }

    /// Puts `value` at `path`, making tables on the way and replacing what stood there.
    pub(super) fn put(&mut self, path: &[String], value: Self) {
        let [head, rest @ ..] = path else {
            *self = value;
            return;
        };
        if !matches!(self.value, Value::Table(_)) {
            self.value = Value::Table(BTreeMap::new());
        }
        if let Value::Table(members) = &mut self.value {
            members.entry(head.clone()).or_insert_with(|| Self::table(value.origin.clone())).put(rest, value);
        }
    }
}
