//! Which venues are there? The one place outside the venues' own crates that names them.

use std::sync::Arc;

use twinline_venue::Codec;

type Constructor = fn() -> Arc<dyn Codec>;

/// Every venue: its name and what makes its codec. Adding a venue adds a line here.
const VENUES: &[(&str, Constructor)] =
    &[("binance", || Arc::new(twinline_binance::Binance)), ("delta", || Arc::new(twinline_delta::Delta))];

/// The codec of a venue; `None` if there is no such venue.
pub fn codec(name: &str) -> Option<Arc<dyn Codec>> {
    VENUES.iter().find(|row| row.0 == name).map(|row| row.1())
}

/// The names of all venues.
pub fn names() -> impl Iterator<Item = &'static str> {
    VENUES.iter().map(|row| row.0)
}

/// The venue that was probably meant.
pub fn nearest(name: &str) -> Option<&'static str> {
    crate::config::nearest(name, names())
}
