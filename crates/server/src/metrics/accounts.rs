//! How is each account?

use twinline_gateway::AccountGauges;
use twinline_model::{Freshness, Transport};

use super::exposition::{Exposition, Kind};

const FRESHNESS: [Freshness; 5] = [Freshness::Live, Freshness::Polling, Freshness::Repairing, Freshness::Stale, Freshness::Down];
const TRANSPORTS: [(Transport, &str); 3] = [(Transport::Ws, "ws"), (Transport::Http, "http"), (Transport::Down, "down")];

/// Nothing is said while no account is configured: a family without rows is none.
pub(super) fn write(out: &mut Exposition, all: &[AccountGauges]) {
    if all.is_empty() {
        return;
    }
    out.family("twinline_account_freshness", Kind::Gauge, "1 for the freshness that holds, 0 for the others");
    for account in all {
        for freshness in FRESHNESS {
            let labels = [labels(account)[0], labels(account)[1], ("freshness", freshness.name())];
            out.row("twinline_account_freshness", &labels, u8::from(account.row.freshness == freshness));
        }
    }
    out.family("twinline_account_transport", Kind::Gauge, "1 for the way by which news comes, 0 for the others");
    for account in all {
        for (transport, word) in TRANSPORTS {
            let labels = [labels(account)[0], labels(account)[1], ("transport", word)];
            out.row("twinline_account_transport", &labels, u8::from(account.row.transport == transport));
        }
    }
    let mut family = |name: &str, help: &str, pick: fn(&AccountGauges) -> u64| {
        out.family(name, Kind::Gauge, help);
        for account in all {
            out.row(name, &labels(account), pick(account));
        }
    };
    family("twinline_account_open_orders", "orders that are not final", |account| account.row.open_orders);
    family("twinline_account_unknown_orders", "orders of which nobody knows whether the venue has them", |account| {
        account.row.unknown_orders
    });
    family("twinline_account_blocked", "1 while new orders are refused", |account| u64::from(account.row.blocked.is_some()));
    family("twinline_account_killed", "1 while the kill switch is on", |account| u64::from(account.row.killed));
    family(
        "twinline_account_mismatches",
        "positions, balances and sums of fills that an audit found different since the start and no event explained, each once",
        |account| account.row.mismatches,
    );
    family("twinline_account_journal_lag", "appends that the journal has not answered, and events that wait because it fails", |account| {
        account.journal_lag
    });
}

fn labels(account: &AccountGauges) -> [(&str, &str); 2] {
    [("venue", &account.row.venue), ("account", &account.row.account)]
}
