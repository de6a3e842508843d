//! Which changes of an account's state are logged, and with which fields?

use twinline_core::account::AccountStatus;
use twinline_model::Freshness;

/// How an account stands has changed.
pub(super) fn status(status: &AccountStatus) {
    let (account, freshness, reason) = (&status.account, status.freshness.name(), status.reason.as_deref());
    let (unknown, blocked) = (status.unknown_orders, status.blocked.as_deref());
    match (status.freshness, blocked) {
        (Freshness::Live, None) => tracing::info!(%account, freshness, unknown, "account"),
        _ => tracing::warn!(%account, freshness, reason, unknown, blocked, "account"),
    }
}
