//! How are the figures shown?

use serde_json::{Value, json};

/// One row: what was measured, beside the bare loop in the same run.
#[derive(Debug, Clone)]
pub struct Row {
    /// What.
    pub what: String,
    /// In what.
    pub unit: &'static str,
    /// This project's figure.
    pub ours: f64,
    /// The bare loop's, or what else the row says it stands beside; where there is one.
    pub bare: Option<f64>,
    /// What is aimed at.
    pub aim: Aim,
}

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aim {
    /// It explains another one.
    Open,
    /// At most so many times the figure beside it.
    Ratio(f64),
    /// At most so much more than the figure beside it.
    More(f64),
    /// At most this.
    Most(f64),
    /// At least this.
    Least(f64),
}

impl Row {
    /// Whether the aim is met; `None` if there is none.
    pub fn is_met(&self) -> Option<bool> {
        match (self.aim, self.bare) {
            (Aim::Most(most), _) => Some(self.ours <= most),
            (Aim::Least(least), _) => Some(self.ours >= least),
            (Aim::Ratio(most), Some(bare)) => Some(self.ours <= bare * most),
            (Aim::More(most), Some(bare)) => Some(self.ours <= bare + most),
            _ => None,
        }
    }

    fn aim_text(&self) -> String {
        let aim = match self.aim {
            Aim::Open => return String::new(),
            Aim::Ratio(most) => format!("ratio {most:.2}"),
            Aim::More(most) => format!("{} more", short(most)),
            Aim::Most(most) => format!("at most {}", short(most)),
            Aim::Least(least) => format!("at least {}", short(least)),
        };
        let met = match self.is_met() {
            Some(true) => "met",
            Some(false) => "NOT MET",
            None => "not measured",
        };
        format!("{aim:<16} {met}")
    }

    fn ratio(&self) -> Option<f64> {
        self.bare.filter(|bare| *bare > 0.0).map(|bare| self.ours / bare)
    }

    fn json(&self) -> Value {
        let (aim, bound) = match self.aim {
            Aim::Open => (None, None),
            Aim::Ratio(most) => (Some("ratio"), Some(most)),
            Aim::More(most) => (Some("more"), Some(most)),
            Aim::Most(most) => (Some("most"), Some(most)),
            Aim::Least(least) => (Some("least"), Some(least)),
        };
        json!({"what": self.what, "unit": self.unit, "measured": self.ours, "beside": self.bare, "ratio": self.ratio(),
               "aim": aim, "bound": bound, "met": self.is_met()})
    }
}

/// Prints the rows as one table.
pub fn print(rows: &[Row]) {
    let wide = rows.iter().map(|row| row.what.chars().count()).max().unwrap_or(0);
    println!("{:wide$}  {:>11}  {:>11}  {:>6}  {:6}  aim", "what", "measured", "bare loop", "ratio", "unit");
    for row in rows {
        let bare = row.bare.map_or("-".to_owned(), number);
        let ratio = row.ratio().map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
        let line = format!("{:wide$}  {:>11}  {bare:>11}  {ratio:>6}  {:6}  {}", row.what, number(row.ours), row.unit, row.aim_text());
        println!("{}", line.trim_end());
    }
}

/// Prints the rows as one array.
pub fn print_json(rows: &[Row]) {
    println!("{}", Value::Array(rows.iter().map(Row::json).collect()));
}

fn number(value: f64) -> String {
    if value.abs() >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

fn short(value: f64) -> String {
    if value >= 10.0 { format!("{value:.0}") } else { format!("{value}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aim_is_met_up_to_its_bound() {
        let row = |ours, bare, aim| Row { what: String::new(), unit: "us", ours, bare, aim };
        assert_eq!(row(12.5, Some(10.0), Aim::Ratio(1.25)).is_met(), Some(true));
        assert_eq!(row(12.6, Some(10.0), Aim::Ratio(1.25)).is_met(), Some(false));
        assert_eq!(row(61.0, Some(10.0), Aim::More(50.0)).is_met(), Some(false));
        assert_eq!(row(40.0, None, Aim::Most(40.0)).is_met(), Some(true));
        assert_eq!(row(40.0, None, Aim::Ratio(1.0)).is_met(), None, "nothing stands beside it");
        assert_eq!(row(1.0, None, Aim::Open).is_met(), None);
    }
}
