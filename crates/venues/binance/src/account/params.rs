//! How are parameters written?

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;
use twinline_model::Timestamp;

/// Bytes that an order's parameters need.
const ROOM: usize = 384;

/// A parameter's value. In a URL all are text; in the frames of the commands link integers are JSON integers and
/// everything else, decimals and truth values among them, is JSON text (as documented).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Param {
    Text(String),
    Integer(i64),
}

impl Param {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(number) => Cow::Owned(number.to_string()),
        }
    }
}

/// Parameters in the order in which they were added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Params(Vec<(&'static str, Param)>);

impl Params {
    /// A word, a name or a decimal. Decimals are written as they are: no sign of an exponent, no digit more or less.
    pub(super) fn text(&mut self, name: &'static str, value: impl ToString) {
        self.0.push((name, Param::Text(value.to_string())));
    }

    /// The same, if there is one.
    pub(super) fn text_if(&mut self, name: &'static str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// An integer.
    pub(super) fn integer(&mut self, name: &'static str, value: i64) {
        self.0.push((name, Param::Integer(value)));
    }

    /// A point in time, in milliseconds, if there is one.
    pub(super) fn time_if(&mut self, name: &'static str, at: Option<Timestamp>) {
        if let Some(at) = at {
            self.integer(name, at.as_millis());
        }
    }

    /// As in a query or a form: percent-encoded, in the order in which they were added. What is signed is exactly this.
    pub(super) fn form(&self) -> String {
        let mut text = String::with_capacity(ROOM);
        for (name, value) in &self.0 {
            join(&mut text, name, |text| escape(text, &value.text()));
        }
        text
    }

    /// As they are signed on the commands link: sorted by name, not encoded (as documented).
    pub(super) fn sorted_payload(&self) -> String {
        let mut sorted: Vec<_> = self.0.iter().collect();
        sorted.sort_by_key(|row| row.0);
        let mut text = String::with_capacity(ROOM);
        for (name, value) in sorted {
            join(&mut text, name, |text| text.push_str(&value.text()));
        }
        text
    }

    /// As the object of a frame, in order.
    pub(super) fn object(&self) -> String {
        let mut text = String::with_capacity(ROOM);
        text.push('{');
        for (nth, (name, value)) in self.0.iter().enumerate() {
            if nth > 0 {
                text.push(',');
            }
            quote(&mut text, name);
            text.push(':');
            match value {
                Param::Text(value) => quote(&mut text, value),
                Param::Integer(number) => drop(write!(text, "{number}")),
            }
        }
        text.push('}');
        text
    }

    /// As an element of a JSON list within a parameter, in order, all of them text.
    pub(super) fn element(&self) -> String {
        let members = self.0.iter().map(|(name, value)| format!("\"{name}\":{}", Value::from(&*value.text())));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }
}

fn join(text: &mut String, name: &str, value: impl FnOnce(&mut String)) {
    if !text.is_empty() {
        text.push('&');
    }
    text.push_str(name);
    text.push('=');
    value(text);
}

/// As JSON text. Almost nothing that is sent needs an escape.
fn quote(text: &mut String, value: &str) {
    if value.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        text.push('"');
        text.push_str(value);
        text.push('"');
    } else {
        text.push_str(&Value::from(value).to_string());
    }
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

    #[test]
    fn each_place_writes_them_its_own_way() {
        let mut params = Params::default();
        params.text("symbol", "币USDT");
        params.integer("timestamp", 7);
        params.text("origClientOrderId", "a:b/c d+e&f=g%h~i");
        assert_eq!(params.form(), "symbol=%E5%B8%81USDT&timestamp=7&origClientOrderId=a%3Ab%2Fc%20d%2Be%26f%3Dg%25h~i");
        assert_eq!(params.sorted_payload(), "origClientOrderId=a:b/c d+e&f=g%h~i&symbol=币USDT&timestamp=7");
        assert_eq!(params.element(), r#"{"symbol":"币USDT","timestamp":"7","origClientOrderId":"a:b/c d+e&f=g%h~i"}"#);
        assert_eq!(params.object(), r#"{"symbol":"币USDT","timestamp":7,"origClientOrderId":"a:b/c d+e&f=g%h~i"}"#);
        params.text("reason", "\"\\\n");
        let read: Value = serde_json::from_str(&params.object()).expect("JSON");
        assert_eq!(read["reason"], "\"\\\n");
    }
}
