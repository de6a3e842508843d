//! Who may ask how often?

use std::collections::BTreeMap;

/// Length of the window; it begins anew at its multiples.
pub(crate) const WINDOW_MS: i64 = 300_000;
/// Units of a window (revision of 2026-08).
const UNITS: u64 = 20_000;
/// Attempts to connect in a window.
const CONNECTS: u64 = 150;
/// Addresses that are watched; the lowest is forgotten.
const ADDRESSES: usize = 1_024;

/// What has been used in this window.
#[derive(Debug, Default)]
pub(crate) struct Quota {
    window: i64,
    used: BTreeMap<String, u64>,
    connects: u64,
}

impl Quota {
    fn turn(&mut self, now_ms: i64) {
        let window = now_ms.div_euclid(WINDOW_MS);
        if window != self.window {
            *self = Quota { window, ..Quota::default() };
        }
    }

    /// Charges a request; if there is too little left, says when there will be more.
    pub fn charge(&mut self, peer: &str, now_ms: i64, units: u64) -> Result<(), i64> {
        self.turn(now_ms);
        if !self.used.contains_key(peer) && self.used.len() >= ADDRESSES {
            self.used.pop_first();
        }
        let used = self.used.entry(peer.to_owned()).or_default();
        *used = used.saturating_add(units);
        if *used <= UNITS { Ok(()) } else { Err(WINDOW_MS - now_ms.rem_euclid(WINDOW_MS)) }
    }

    /// Counts an attempt to connect; false if it is one too many. ASSUMED: all addresses of a simulator are one.
    pub fn connect(&mut self, now_ms: i64) -> bool {
        self.turn(now_ms);
        self.connects += 1;
        self.connects <= CONNECTS
    }

    /// What is left, and how long the window lasts. ASSUMED: the documents do not say whether used or left is told.
    pub fn state(&self, peer: &str, now_ms: i64) -> (u64, i64) {
        let used = self.used.get(peer).copied().unwrap_or(0);
        (UNITS.saturating_sub(used), WINDOW_MS - now_ms.rem_euclid(WINDOW_MS))
    }
}
