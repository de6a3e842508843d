//! How are parameters written?

use std::fmt::{Display, Write as _};

use serde_json::Value;
use twinline_model::Timestamp;

/// Bytes that an order's parameters need.
const ROOM: usize = 384;

/// Parameters that an order has, at most.
const ROWS: usize = 20;

/// Parameters in the order in which they were added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Params {
    rows: Vec<Row>,
    /// All values, one behind the other.
    values: String,
}

/// One parameter. In a URL all are text; in the frames of the commands link integers are JSON integers and everything else,
/// decimals and truth values among them, is JSON text (as documented).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    name: &'static str,
    /// Its first bytes as a number that sorts like them: most names differ there, and numbers are compared at once.
    head: u64,
    /// Where its value stands.
    from: usize,
    to: usize,
    is_integer: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { rows: Vec::with_capacity(ROWS), values: String::with_capacity(ROOM) }
    }
}

impl Params {
    /// A word or a name, as it is.
    pub(super) fn word(&mut self, name: &'static str, value: &str) {
        let from = self.values.len();
        self.values.push_str(value);
        self.push(name, from, false);
    }

    /// A decimal, or what else can be shown. Decimals are written as they are: no sign of an exponent, no digit more or less.
    pub(super) fn text(&mut self, name: &'static str, value: impl Display) {
        self.add(name, value, false);
    }

    /// The same, if there is one.
    pub(super) fn text_if(&mut self, name: &'static str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// An integer.
    pub(super) fn integer(&mut self, name: &'static str, value: i64) {
        self.add(name, value, true);
    }

    /// A point in time, in milliseconds, if there is one.
    pub(super) fn time_if(&mut self, name: &'static str, at: Option<Timestamp>) {
        if let Some(at) = at {
            self.integer(name, at.as_millis());
        }
    }

    fn add(&mut self, name: &'static str, value: impl Display, is_integer: bool) {
        let from = self.values.len();
        // Writing into a text does not fail.
        let _ = write!(self.values, "{value}");
        self.push(name, from, is_integer);
    }

    fn push(&mut self, name: &'static str, from: usize, is_integer: bool) {
        self.rows.push(Row { name, head: head(name), from, to: self.values.len(), is_integer });
    }

    fn value(&self, row: &Row) -> &str {
        &self.values[row.from..row.to]
    }

    /// As in a query or a form: percent-encoded, in the order in which they were added. What is signed is exactly this.
    pub(super) fn form(&self) -> String {
        let mut text = String::with_capacity(ROOM);
        for row in &self.rows {
            join(&mut text, row.name, |text| escape(text, self.value(row)));
        }
        text
    }

    /// As they are signed on the commands link: sorted by name, not encoded (as documented).
    pub(super) fn sorted_payload(&self) -> String {
        let mut sorted: Vec<&Row> = self.rows.iter().collect();
        sorted.sort_unstable_by_key(|row| (row.head, row.name));
        let mut text = String::with_capacity(ROOM);
        for row in sorted {
            join(&mut text, row.name, |text| text.push_str(self.value(row)));
        }
        text
    }

    /// Adds them to a frame: one object, in order. Whether anything needs an escape is asked of all values at once.
    pub(super) fn write_object(&self, text: &mut String) {
        let plain = is_plain(&self.values);
        text.reserve(self.values.len() + ROOM);
        text.push('{');
        for (nth, row) in self.rows.iter().enumerate() {
            text.push_str(if nth > 0 { ",\"" } else { "\"" });
            text.push_str(row.name);
            match (row.is_integer, plain) {
                (true, _) => {
                    text.push_str("\":");
                    text.push_str(self.value(row));
                }
                (false, true) => {
                    text.push_str("\":\"");
                    text.push_str(self.value(row));
                    text.push('"');
                }
                (false, false) => {
                    text.push_str("\":");
                    text.push_str(&Value::from(self.value(row)).to_string());
                }
            }
        }
        text.push('}');
    }

    /// As an element of a JSON list within a parameter, in order, all of them text.
    pub(super) fn element(&self) -> String {
        let members = self.rows.iter().map(|row| format!("\"{}\":{}", row.name, Value::from(self.value(row))));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }
}

/// The first eight bytes, most significant first; zeros where there are none.
fn head(name: &str) -> u64 {
    let mut head = [0; 8];
    let length = name.len().min(head.len());
    head[..length].copy_from_slice(&name.as_bytes()[..length]);
    u64::from_be_bytes(head)
}

fn join(text: &mut String, name: &str, value: impl FnOnce(&mut String)) {
    if !text.is_empty() {
        text.push('&');
    }
    text.push_str(name);
    text.push('=');
    value(text);
}

/// True if it is the same as JSON text, but for the quotes: almost everything that is sent. Looked at without a branch for each
/// byte.
fn is_plain(value: &str) -> bool {
    let odd = |byte: u8| u8::from(byte < b' ') | u8::from(byte == b'"') | u8::from(byte == b'\\');
    value.bytes().fold(0, |any, byte| any | odd(byte)) == 0
}

/// Percent-encoded as in RFC 3986, in UTF-8, with upper-case hex.
pub(super) fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    escape(&mut text, value);
    text
}

fn escape(text: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(params: &Params) -> String {
        let mut text = String::new();
        params.write_object(&mut text);
        text
    }

    #[test]
    fn each_place_writes_them_its_own_way() {
        let mut params = Params::default();
        params.text("symbol", "币USDT");
        params.integer("timestamp", 7);
        params.text("origClientOrderId", "a:b/c d+e&f=g%h~i");
        assert_eq!(params.form(), "symbol=%E5%B8%81USDT&timestamp=7&origClientOrderId=a%3Ab%2Fc%20d%2Be%26f%3Dg%25h~i");
        assert_eq!(params.sorted_payload(), "origClientOrderId=a:b/c d+e&f=g%h~i&symbol=币USDT&timestamp=7");
        assert_eq!(params.element(), r#"{"symbol":"币USDT","timestamp":"7","origClientOrderId":"a:b/c d+e&f=g%h~i"}"#);
        assert_eq!(object(&params), r#"{"symbol":"币USDT","timestamp":7,"origClientOrderId":"a:b/c d+e&f=g%h~i"}"#);
        params.text("reason", "\"\\\n");
        let read: Value = serde_json::from_str(&object(&params)).expect("JSON");
        assert_eq!(read["reason"], "\"\\\n");
    }
}
