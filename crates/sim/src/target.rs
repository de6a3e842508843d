//! What a request's path and query say.

/// A path with its query parameters, percent-decoded, in the order of appearance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// The path, such as `/fapi/v1/depth`.
    pub path: String,
    /// Names and values.
    pub query: Vec<(String, String)>,
}

impl Target {
    /// Reads a path with an optional query. Any text is allowed.
    pub fn parse(path_and_query: &str) -> Target {
        let without_fragment = path_and_query.split('#').next().unwrap_or("");
        let (path, query) = without_fragment.split_once('?').unwrap_or((without_fragment, ""));
        let mut target = Target { path: decoded(path, false), query: Vec::new() };
        target.read_pairs(query);
        target
    }

    /// Adds parameters from a form body; the query wins where a name is in both.
    pub fn read_form(&mut self, body: &[u8]) {
        if let Ok(text) = std::str::from_utf8(body) {
            self.read_pairs(text);
        }
    }

    /// First value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }

    fn read_pairs(&mut self, text: &str) {
        for pair in text.split('&').filter(|pair| !pair.is_empty()).take(512) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.query.push((decoded(name, true), decoded(value, true)));
        }
    }
}

/// Percent-decodes a text.
pub(crate) fn decoded(text: &str, plus_is_space: bool) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (byte, hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(value)) => {
                plain.push(value);
                at += 3;
            }
            (b'+', _) if plus_is_space => {
                plain.push(b' ');
                at += 1;
            }
            _ => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_any_text() {
        let target = Target::parse("/stream?streams=a%40b/c+d&x=&=y&%zz=%e2%82%ac&&k");
        assert_eq!(target.path, "/stream");
        assert_eq!(target.param("streams"), Some("a@b/c d"));
        assert_eq!(target.param("x"), Some(""));
        assert_eq!(target.param("%zz"), Some("€"));
        assert_eq!(target.param("k"), Some(""));
        assert_eq!(target.param("none"), None);
        assert_eq!(Target::parse("%").path, "%");
    }
}
