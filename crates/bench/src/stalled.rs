//! What do readers that stopped reading cost the others?
//!
//! They take their snapshot and then nothing more. The bounds keep what waits for them small; the others must not notice.

use std::sync::Arc;
use std::time::Duration;

use crate::cpu;
use crate::feed::Feed;
use crate::gateway::Gateway;
use crate::readers::{Door, Readers};
use crate::table::{Aim, Row};
use crate::venue::{Pace, Venue};

/// Readers that read.
const OTHERS: usize = 50;
/// Changes of the book come this often: in a few seconds more than a stalled reader's socket and queue hold.
const EVERY: Duration = Duration::from_millis(5);

/// What one run found.
struct Found {
    p99_us: f64,
    /// More than with the others alone.
    grown_mib: f64,
}

/// The others' p99 and the memory, without and with stalled readers; nothing if there is no binary.
pub fn rows(rounds: usize, seconds: u64) -> Vec<Row> {
    let feed = Arc::new(Feed::new(1, seconds as usize * 1_000 / EVERY.as_millis() as usize));
    let least = |stalled: usize| {
        let mut least = Found { p99_us: f64::MAX, grown_mib: f64::MAX };
        for _ in 0..rounds {
            let found = run(&feed, stalled)?;
            least = Found { p99_us: found.p99_us.min(least.p99_us), grown_mib: found.grown_mib.min(least.grown_mib) };
        }
        Some(least)
    };
    let (Some(none), Some(one), Some(many)) = (least(0), least(1), least(100)) else {
        eprintln!("stalled readers are left out: set TWINLINE_BIN to the built binary");
        return Vec::new();
    };
    let p99 = |what: &str, found: &Found| Row {
        what: format!("p99 of {OTHERS} readers, {what} (beside: none)"),
        unit: "us",
        ours: found.p99_us,
        bare: Some(none.p99_us),
        aim: Aim::Ratio(1.1),
    };
    let grown = Row {
        what: "memory more with 100 stalled (beside: none)".to_owned(),
        unit: "MiB",
        ours: many.grown_mib,
        bare: Some(none.grown_mib),
        aim: Aim::Most(64.0),
    };
    vec![p99("1 stalled", &one), p99("100 stalled", &many), grown]
}

fn run(feed: &Arc<Feed>, stalled: usize) -> Option<Found> {
    let venue = Venue::serve(Arc::clone(feed), Pace::Every(EVERY));
    let gateway = Gateway::start(venue.address(), &feed.symbols)?;
    gateway.live(1);
    let topic = Some(format!("book.binance:{}", feed.symbols[0]));
    let door = Door { address: gateway.address, path: "/api/v1/stream", token: Some(gateway.token.clone()), topic };
    let readers = Readers::open(&door, OTHERS, Some(&venue));
    let before = cpu::resident_kib(gateway.pid());
    let _stalled = (stalled > 0).then(|| Readers::stalled(&door, stalled));
    venue.go();
    venue.await_sent(EVERY * feed.frames.len() as u32 + Duration::from_secs(20));
    std::thread::sleep(Duration::from_millis(300));
    let grown = cpu::resident_kib(gateway.pid()).saturating_sub(before);
    venue.stop();
    Some(Found { p99_us: readers.p99_us(), grown_mib: grown as f64 / 1024.0 })
}
