//! How are the figures shown?

/// One row: what was measured, beside the bare loop in the same run.
#[derive(Debug, Clone)]
pub struct Row {
    /// What.
    pub what: String,
    /// In what.
    pub unit: &'static str,
    /// This project's figure.
    pub ours: f64,
    /// The bare loop's, where there is one.
    pub bare: Option<f64>,
    /// What is aimed at, in words.
    pub aim: &'static str,
}

/// Prints the rows as one table.
pub fn print(rows: &[Row]) {
    let wide = rows.iter().map(|row| row.what.chars().count()).max().unwrap_or(0);
    println!("{:wide$}  {:>11}  {:>11}  {:>6}  {:7}  aim", "what", "measured", "bare loop", "ratio", "unit");
    for Row { what, unit, ours, bare, aim } in rows {
        let bare_text = bare.map_or("-".to_owned(), number);
        let ratio = bare.filter(|bare| *bare > 0.0).map_or("-".to_owned(), |bare| format!("{:.2}", ours / bare));
        println!("{what:wide$}  {:>11}  {bare_text:>11}  {ratio:>6}  {unit:7}  {aim}", number(*ours));
    }
}

fn number(value: f64) -> String {
    if value.abs() >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}
