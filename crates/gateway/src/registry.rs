//! Which venues are there? The one place outside the venues' own crates that names them.

use std::sync::Arc;

use twinline_venue::Codec;

type Constructor = fn() -> Arc<dyn Codec>;

/// Every venue: its name and what makes its codec. Adding a venue adds a line here.
const VENUES: &[(&str, Constructor)] = &[
    ("binance", || Arc::new(twinline_binance::Binance)),
    ("delta", || Arc::new(twinline_delta::Delta)),
    (HOUSE, || Arc::new(twinline_paper::Venue)),
];
/// The one that is in this process: accounts with play money, and no market of its own.
pub const HOUSE: &str = "paper";

/// The codec of a venue; `None` if there is no such venue.
pub fn codec(name: &str) -> Option<Arc<dyn Codec>> {
    VENUES.iter().find(|row| row.0 == name).map(|row| row.1())
}

/// True for the venue of play money, which is not connected to and needs no keys.
pub fn is_house(name: &str) -> bool {
    name == HOUSE
}

/// The names of all venues that are connected to.
pub fn names() -> impl Iterator<Item = &'static str> {
    VENUES.iter().map(|row| row.0).filter(|name| !is_house(name))
}

/// The venue that was probably meant.
pub fn nearest(name: &str) -> Option<&'static str> {
    crate::config::nearest(name, names())
}
