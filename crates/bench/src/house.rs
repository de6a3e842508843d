//! How many orders does the house of play money take, with its journal in memory and on the disk?
//!
//! The task that serves accounts in production, with the journal that it has there. Each order trades, and is answered once its record
//! is kept; many are on their way at once, so that those that wait share a sync.

use std::sync::Arc;

use twinline_gateway::{Journal, MemoryJournal, SqliteJournal, orders_a_second};

use crate::table::{Aim, Row};

/// Orders that are on their way at once.
const AT_ONCE: usize = 512;
/// The same where few wait for each other.
const FEW: usize = 16;

/// Orders a second, of so many each.
pub fn rows(orders: usize) -> Vec<Row> {
    let folder = std::env::temp_dir().join(format!("twinline-bench-house-{}", std::process::id()));
    let row = |place: &str, at_once: usize, aim| {
        let journal: Arc<dyn Journal> = match place {
            "in memory" => Arc::new(MemoryJournal::default()),
            _ => Arc::new(SqliteJournal::open(&folder.join(at_once.to_string()), 1).expect("a folder of ours")),
        };
        let what = format!("orders a second by the house {place}, {at_once} at once");
        Row { what, unit: "/s", ours: rate(&journal, orders, at_once), bare: None, aim }
    };
    std::fs::create_dir_all(&folder).expect("a folder");
    let rows = vec![
        row("in memory", AT_ONCE, Aim::Least(5_000.0)),
        row("on SQLite, synced", AT_ONCE, Aim::Least(2_000.0)),
        row("on SQLite, synced", FEW, Aim::Open),
    ];
    // Whatever is left there is in the way of nobody.
    drop(std::fs::remove_dir_all(&folder));
    rows
}

fn rate(journal: &Arc<dyn Journal>, orders: usize, at_once: usize) -> f64 {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(orders_a_second(journal, orders, at_once)).expect("orders that are taken")
}
