//! What time is it?

use std::sync::LazyLock;

use twinline_model::Timestamp;
use twinline_runtime::Clock;

/// Anchored once, as the venues' loops are: neither goes back when the machine's clock is set.
static CLOCK: LazyLock<Clock> = LazyLock::new(Clock::anchored);

/// This process's time.
pub fn now() -> Timestamp {
    CLOCK.now()
}
