//! Is this key known, and is its value what it should be?

use std::collections::BTreeMap;

use super::ConfigError;
use super::tree::{Node, Origin, Value};

/// Words in a key that say that its value is a secret.
const SECRETS: [&str; 8] = ["secret", "password", "passphrase", "private_key", "api_key", "apikey", "token", "mnemonic"];

/// One table, read key by key; what is left at the end is unknown.
#[derive(Debug)]
pub(super) struct Table {
    path: String,
    origin: Origin,
    members: BTreeMap<String, Node>,
    known: Vec<String>,
}

impl Table {
    pub(super) fn new(path: &str, node: Node) -> Result<Self, ConfigError> {
        match node.value {
            Value::Table(members) => Ok(Self { path: path.to_owned(), origin: node.origin, members, known: Vec::new() }),
            other => Err(ConfigError::Value {
                place: node.origin.to_string(),
                key: path.to_owned(),
                reason: format!("must be a table, not {}", other.kind()),
            }),
        }
    }

    pub(super) fn key(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    pub(super) const fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(super) fn take(&mut self, name: &str) -> Option<Node> {
        self.known.push(name.to_owned());
        self.members.remove(name)
    }

    /// All members under names that the reader does not know beforehand.
    pub(super) fn drain(&mut self) -> BTreeMap<String, Node> {
        std::mem::take(&mut self.members)
    }

    pub(super) fn refuse(&self, name: &str, origin: &Origin, reason: impl Into<String>) -> ConfigError {
        ConfigError::Value { place: origin.to_string(), key: self.key(name), reason: reason.into() }
    }

    pub(super) fn text(&mut self, name: &str) -> Result<Option<(String, Origin)>, ConfigError> {
        let Some(node) = self.take(name) else { return Ok(None) };
        match node.value {
            Value::Text(text) => Ok(Some((text, node.origin))),
            other => Err(self.refuse(name, &node.origin, format!("must be text, not {}", other.kind()))),
        }
    }

    pub(super) fn flag(&mut self, name: &str) -> Result<Option<bool>, ConfigError> {
        let Some(node) = self.take(name) else { return Ok(None) };
        match &node.value {
            Value::Bool(yes) => Ok(Some(*yes)),
            Value::Text(text) if matches!(node.origin, Origin::Variable(_)) && (text == "true" || text == "false") => {
                Ok(Some(text == "true"))
            }
            _ => Err(self.refuse(name, &node.origin, "must be true or false")),
        }
    }

    pub(super) fn count(&mut self, name: &str, from: usize, to: usize) -> Result<Option<usize>, ConfigError> {
        let Some(node) = self.take(name) else { return Ok(None) };
        let number = match &node.value {
            Value::Integer(number) => usize::try_from(*number).ok(),
            Value::Text(text) if matches!(node.origin, Origin::Variable(_)) => text.trim().parse().ok(),
            _ => None,
        };
        match number {
            Some(number) if (from..=to).contains(&number) => Ok(Some(number)),
            _ => Err(self.refuse(name, &node.origin, format!("must be a whole number from {from} to {to}"))),
        }
    }

    pub(super) fn texts(&mut self, name: &str) -> Result<Vec<(String, Origin)>, ConfigError> {
        let Some(node) = self.take(name) else { return Ok(Vec::new()) };
        match node.value {
            Value::List(items) => items
                .into_iter()
                .map(|item| match item.value {
                    Value::Text(text) => Ok((text, item.origin)),
                    other => Err(self.refuse(name, &item.origin, format!("must be a list of texts, and one of them is {}", other.kind()))),
                })
                .collect(),
            Value::Text(text) if matches!(node.origin, Origin::Variable(_)) => Ok(text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| (part.to_owned(), node.origin.clone()))
                .collect()),
            other => Err(self.refuse(name, &node.origin, format!("must be a list of texts, not {}", other.kind()))),
        }
    }

    pub(super) fn table(&mut self, name: &str) -> Result<Option<Self>, ConfigError> {
        let path = self.key(name);
        self.take(name).map(|node| Self::new(&path, node)).transpose()
    }

    /// A key that this version refuses whatever it holds.
    pub(super) fn absent(&mut self, name: &str, instead: &str) -> Result<(), ConfigError> {
        let Some(node) = self.members.remove(name) else { return Ok(()) };
        Err(ConfigError::NotInThisVersion { place: node.origin.to_string(), key: self.key(name), reason: instead.to_owned() })
    }

    /// Refuses what was not read.
    pub(super) fn done(self) -> Result<(), ConfigError> {
        let Some((name, node)) = self.members.iter().next() else { return Ok(()) };
        let place = node.origin.to_string();
        let key = self.key(name);
        let lower = name.to_ascii_lowercase();
        if SECRETS.iter().any(|word| lower.contains(word)) {
            let reason =
                "a secret never belongs here: remove it, replace it where it was issued, and keep the new one with `twinline keys add`"
                    .to_owned();
            return Err(ConfigError::NotInThisVersion { place, key, reason });
        }
        Err(ConfigError::UnknownKey { place, key, hint: hint(name, self.known.iter().map(String::as_str)) })
    }
}

/// `; did you mean …?` if something known is near, else the known ones.
pub(crate) fn hint<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<&str> = known.collect();
    all.sort_unstable();
    match nearest(word, all.iter().copied()) {
        Some(name) => format!("; did you mean `{name}`?"),
        None if all.is_empty() => String::new(),
        None => format!("; known here: {}", all.join(", ")),
    }
}

/// The known word that was probably meant.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let scored = known.map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name));
    scored.filter(|(distance, name)| *distance <= 1 + name.chars().count().min(lower.chars().count()) / 4).min().map(|(_, name)| name)
}
