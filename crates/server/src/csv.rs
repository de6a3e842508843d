//! How are rows written as CSV?
//!
//! RFC 4180 in UTF-8: a line of names, then a line for each row, ended by CR LF. Numbers and times stand exactly as in JSON; what is
//! not known is empty. Text that a spreadsheet would take for a formula gets an apostrophe before it.

use serde::Serialize;
use serde_json::Value;

/// The columns of a table: names of members of its rows.
pub(crate) type Columns = &'static [&'static str];

/// The first line.
pub(crate) fn head(columns: Columns) -> String {
    format!("{}\r\n", columns.join(","))
}

/// Rows, one line each.
pub(crate) fn lines<T: Serialize>(columns: Columns, rows: &[T]) -> Result<String, serde_json::Error> {
    let mut out = String::new();
    for row in rows {
        let row = serde_json::to_value(row)?;
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            cell(&row[*column], &mut out);
        }
        out.push_str("\r\n");
    }
    Ok(out)
}

fn cell(value: &Value, out: &mut String) {
    let text = match value {
        Value::Null => return,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let is_number = text.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number { format!("'{text}") } else { text };
    if text.contains([',', '"', '\r', '\n']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(&text);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let row = json!({"a": "1,5", "b": "he said \"no\"", "c": null, "d": "two\nlines", "e": true, "f": "-0.50", "g": "=1+1", "h": "-x"});
        let lines = lines(&["a", "b", "c", "d", "e", "f", "g", "h"], &[row]).unwrap();
        assert_eq!(lines, "\"1,5\",\"he said \"\"no\"\"\",,\"two\nlines\",true,-0.50,'=1+1,'-x\r\n");
        assert_eq!(head(&["a", "b"]), "a,b\r\n");
    }
}
