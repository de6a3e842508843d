//! How is the real binary started and looked at?
use crate::table::Row;
pub fn rows(_rounds: usize) -> Vec<Row> { Vec::new() }
