//! What does a command print?

use std::io::{IsTerminal, Write};

use serde::Serialize;

use crate::failure::Failure;

/// Standard output: tables for people, or one JSON object a line.
#[derive(Debug)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) const fn new(json: bool) -> Self {
        Self { json }
    }

    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// True if a person looks at it.
    pub(crate) fn is_live(&self) -> bool {
        !self.json && std::io::stdout().is_terminal()
    }

    /// One object on one line.
    pub(crate) fn line<T: Serialize>(&self, value: &T) -> Result<(), Failure> {
        let text = serde_json::to_string(value).map_err(|error| Failure::refused(error.to_string()))?;
        self.text(&text)
    }

    /// Text and a line's end.
    pub(crate) fn text(&self, text: &str) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{text}")?;
        out.flush()?;
        Ok(())
    }

    /// A table with aligned columns. `right` are the columns of numbers.
    pub(crate) fn table(&self, head: &[&str], rows: &[Vec<String>], right: &[usize]) -> Result<(), Failure> {
        let mut widths: Vec<usize> = head.iter().map(|cell| cell.chars().count()).collect();
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let line = |cells: &[String]| -> String {
            let padded = cells.iter().enumerate().zip(&widths).map(|((at, cell), width)| {
                let space = " ".repeat(width.saturating_sub(cell.chars().count()));
                if right.contains(&at) { format!("{space}{cell}") } else { format!("{cell}{space}") }
            });
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        self.text(&line(&head.iter().map(ToString::to_string).collect::<Vec<_>>()))?;
        for row in rows {
            self.text(&line(row))?;
        }
        Ok(())
    }
}
