//! What of the accounts is data: links, costs, spans, bounds.

use twinline_model::Duration;
use twinline_venue::account::{AccountSpec, AccountStep, Countdown, OrderBooks, StreamAuth};
use twinline_venue::{Cost, Heartbeat, LinkKind, LinkSpec};

use super::batches::BATCH;
use crate::spec::{ACCOUNT_QUOTA, ADDRESS_QUOTA};

/// Link that tells what happens to the account. Orders go by REST: the venue's sockets take none.
pub const EVENTS: LinkKind = LinkKind(0);

/// Longest client order id (as documented).
pub(super) const CLIENT_ID_MAX: usize = 32;
/// Most rows of a page of history (as documented since 2026-01).
pub(super) const PAGE: u32 = 50;
/// Pages are asked for one after the other by the venue's own cursors: to whoever asks, an answer is one and has no end.
const WHOLE: u32 = u32::MAX;

const DAY: i64 = 24 * 3600;

static LINKS: [LinkSpec; 1] = [LinkSpec {
    name: "private",
    path: "/",
    greeting: None,
    max_subscriptions: 16,
    max_per_frame: 16,
    frame_gap: Duration::from_millis(100),
    // Pings are a documented sign of life; they keep a quiet socket open as well.
    heartbeat: Heartbeat { ping_every: Duration::from_secs(3), dead_after: Duration::from_secs(9) },
    lifetime: None,
    open_timeout: Duration::from_secs(10),
    answer_timeout: Some(Duration::from_secs(5)),
    connect_gap: Duration::from_secs(2),
}];

/// What a step costs, as documented. What is signed counts for the account, what is not for the address.
fn cost(step: &AccountStep) -> Cost {
    let mut cost = Cost::default();
    let units = match step {
        AccountStep::Page { of, .. } => return self::cost(of),
        AccountStep::LogOn | AccountStep::Subscribe => return cost,
        AccountStep::Clock => {
            cost.0[ADDRESS_QUOTA] = 1;
            return cost;
        }
        AccountStep::Balances | AccountStep::Positions { .. } | AccountStep::OpenOrders { .. } | AccountStep::Fees { .. } => 3,
        AccountStep::Place(_)
        | AccountStep::PlaceBracketed(..)
        | AccountStep::Edit(_)
        | AccountStep::Cancel(_)
        | AccountStep::ChangeMargin { .. } => 5,
        AccountStep::Orders { .. } | AccountStep::Fills { .. } | AccountStep::Transactions { .. } => 10,
        AccountStep::PlaceBatch(_) | AccountStep::EditBatch(_) | AccountStep::CancelBatch { .. } => 25,
        AccountStep::StreamKey(_)
        | AccountStep::CancelAll { .. }
        | AccountStep::Bracket(_)
        | AccountStep::EditBracket(..)
        | AccountStep::Countdown { .. }
        | AccountStep::MakeCountdown { .. }
        | AccountStep::Tiers { .. }
        | AccountStep::Order(_)
        | AccountStep::Settings
        | AccountStep::InstrumentSettings { .. }
        | AccountStep::SetLeverage { .. }
        | AccountStep::SetMarginMode { .. }
        | AccountStep::SetHedgeMode(_)
        | AccountStep::SetMultiAsset(_)
        | AccountStep::SetAccountMargin(_)
        | AccountStep::SetAutoTopUp { .. }
        | AccountStep::Preferences
        | AccountStep::Quota
        | AccountStep::SetPreferences(_)
        | AccountStep::SetMakerProtection(_)
        | AccountStep::ResetMakerProtection { .. } => 1,
    };
    cost.0[ACCOUNT_QUOTA] = units;
    cost
}

/// Accounts of Delta Exchange.
pub static ACCOUNTS: AccountSpec = AccountSpec {
    links: &LINKS,
    events: EVENTS,
    commands: None,
    stream_auth: StreamAuth::LogOn { subscribe: true },
    cost,
    reply_timeout: Duration::from_secs(10),
    // A signature lives five seconds, and its stamp is in whole ones.
    command_life: Duration::from_secs(6),
    absence_after: Duration::from_secs(5),
    // ASSUMED: just after a fill an order is in neither list (as observed, without a figure).
    visible_after: Duration::from_secs(2),
    books: OrderBooks::One,
    batch: Some(BATCH),
    brackets: true,
    // ASSUMED: its orders that wait for a trigger end as well; the documents speak of orders.
    countdown: Some(Countdown { made: true, ends_waiting: true }),
    preferences: true,
    quota: true,
    undated: true,
    settings_at_once: false,
    // As documented of positions with their margin.
    exact_available: false,
    positions_lag: Duration::from_secs(10),
    client_id_max: CLIENT_ID_MAX,
    fills_page: WHOLE,
    orders_page: WHOLE,
    transactions_page: WHOLE,
    // The venue sets none; an answer may have a hundred pages of fifty rows here, and a week has no more in it.
    history_window: Duration::from_secs(7 * DAY),
    // With an explicit beginning there is no bound (as observed); without one it is some ninety days.
    history_reach: Duration::from_secs(365 * DAY),
};

#[cfg(test)]
mod tests {
    use super::*;
    use twinline_model::{InstrumentId, OrderRef};
    use twinline_venue::account::History;

    #[test]
    fn steps_cost_what_is_documented() {
        let btc = || InstrumentId::new(crate::spec::VENUE, "BTCUSD").unwrap();
        let order = || OrderRef { instrument: btc(), conditional: false, client_id: None, venue_id: None };
        let check = |step: AccountStep, expected: [u32; 4]| assert_eq!(cost(&step).0, expected, "{}", step.name());
        check(AccountStep::Clock, [1, 0, 0, 0]);
        check(AccountStep::Cancel(order()), [0, 5, 0, 0]);
        check(AccountStep::Order(order()), [0, 1, 0, 0]);
        check(AccountStep::Balances, [0, 3, 0, 0]);
        check(AccountStep::Fills { instrument: btc(), history: History::default() }, [0, 10, 0, 0]);
        let page = AccountStep::Page { of: AccountStep::Balances.into(), after: String::new() };
        check(page, [0, 3, 0, 0]);
        check(AccountStep::LogOn, [0, 0, 0, 0]);
    }
}
