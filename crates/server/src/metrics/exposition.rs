//! How is a metric written? Prometheus text format 0.0.4.

use std::fmt::{Display, Write};

/// What kind of metric, which decides what may be asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Only grows, and begins at zero with the process. Its name ends in `_total`.
    Counter,
    /// Goes up and down.
    Gauge,
}

/// Families one after the other, each with its help, its kind and its rows.
#[derive(Debug, Default)]
pub(super) struct Exposition {
    pub(super) text: String,
}

impl Exposition {
    /// Begins a family. Rows of it follow, and of no other.
    pub(super) fn family(&mut self, name: &str, kind: Kind, help: &str) {
        debug_assert_eq!(kind == Kind::Counter, name.ends_with("_total"), "{name}");
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
        };
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "# HELP {name} {}\n# TYPE {name} {kind}", help.replace('\\', "\\\\").replace('\n', "\\n"));
    }

    pub(super) fn row(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}=\"{}\"", escape(value))).collect();
        let braced = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.text, "{name}{braced} {value}");
    }

    /// A family of one row.
    pub(super) fn one(&mut self, name: &str, kind: Kind, help: &str, value: impl Display) {
        self.family(name, kind, help);
        self.row(name, &[], value);
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_break_a_line_is_escaped() {
        let mut out = Exposition::default();
        out.family("a_total", Kind::Counter, "back\\slash\nline");
        out.row("a_total", &[("of", "x\"y\\z\n")], 7);
        assert_eq!(out.text, "# HELP a_total back\\\\slash\\nline\n# TYPE a_total counter\na_total{of=\"x\\\"y\\\\z\\n\"} 7\n");
    }
}
