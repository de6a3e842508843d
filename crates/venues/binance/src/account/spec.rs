//! What of the accounts is data: links, costs, spans, bounds.

use twinline_model::Duration;
use twinline_venue::account::{AccountSpec, AccountStep, BatchLimits, Countdown, OrderBooks, StreamAuth};
use twinline_venue::{Cost, LinkKind, LinkSpec};

use crate::spec::{HEARTBEAT, ORDERS_MINUTE, ORDERS_TEN_SECONDS, WEIGHT};

/// Link that tells what happens to the account.
pub const EVENTS: LinkKind = LinkKind(0);
/// Link that takes commands.
pub const COMMANDS: LinkKind = LinkKind(1);

/// A command that is older than this when it is looked at, at the gateway or by the engine, is not carried out. Small on
/// purpose: it bounds how late a command can take effect whose answer was lost.
pub(super) const RECV_WINDOW: Duration = Duration::from_millis(5000);

/// Longest client order id (as documented; 40 characters are refused, as observed by third parties).
pub(super) const CLIENT_ID_MAX: usize = 36;

/// Most rows of any page of history.
pub(super) const PAGE: u32 = 1000;

pub(super) const BATCH: BatchLimits =
    BatchLimits { place: 5, edit: 5, cancel: 10, least: 2, one_instrument: false, takes: |_| true, takes_edit: |_| true };

const DAY: i64 = 24 * 3600;

const fn link(name: &'static str, path: &'static str) -> LinkSpec {
    LinkSpec {
        name,
        path,
        greeting: None,
        max_subscriptions: 1,
        max_per_frame: 1,
        // Commands are bounded by the buckets of orders and of weight; no bound of frames is documented for them.
        frame_gap: Duration::ZERO,
        // Silence means nothing on either link: life is shown by our pings, of which five a second would be allowed.
        heartbeat: HEARTBEAT,
        lifetime: Some(Duration::from_secs(DAY)),
        open_timeout: Duration::from_secs(10),
        answer_timeout: Some(Duration::from_secs(5)),
        connect_gap: Duration::from_millis(100),
    }
}

static LINKS: [LinkSpec; 2] = [link("events", "/private/ws"), link("commands", "/ws-fapi/v1")];

/// What a step costs, as documented per endpoint and method. The same whichever way it leaves.
fn cost(step: &AccountStep) -> Cost {
    let mut cost = Cost::default();
    cost.0[WEIGHT] = match step {
        AccountStep::Place(_) | AccountStep::Edit(_) => 0,
        AccountStep::Clock
        | AccountStep::StreamKey(_)
        | AccountStep::Subscribe
        | AccountStep::Page { .. }
        | AccountStep::Cancel(_)
        | AccountStep::CancelAll { .. }
        | AccountStep::CancelBatch { .. }
        | AccountStep::PlaceBracketed(..)
        | AccountStep::Bracket(_)
        | AccountStep::EditBracket(..)
        | AccountStep::MakeCountdown { .. }
        | AccountStep::Order(_)
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
        | AccountStep::ResetMakerProtection { .. }
        | AccountStep::ChangeMargin { .. } => 1,
        AccountStep::LogOn => 2,
        AccountStep::Countdown { .. } => 10,
        AccountStep::OpenOrders { instrument, .. } => {
            if instrument.is_some() {
                1
            } else {
                40
            }
        }
        AccountStep::PlaceBatch(_)
        | AccountStep::EditBatch(_)
        | AccountStep::Orders { .. }
        | AccountStep::Fills { .. }
        | AccountStep::Balances
        | AccountStep::Positions { .. }
        | AccountStep::Settings
        | AccountStep::InstrumentSettings { .. } => 5,
        AccountStep::Tiers { .. } => 1,
        AccountStep::Fees { .. } => 20,
        AccountStep::Transactions { .. } => 30,
    };
    let (ten_seconds, minute) = match step {
        AccountStep::Place(_) | AccountStep::Edit(_) => (1, 1),
        // Five of the one and one of the other, however many orders there are (as documented).
        AccountStep::PlaceBatch(_) | AccountStep::EditBatch(_) => (5, 1),
        _ => (0, 0),
    };
    cost.0[ORDERS_TEN_SECONDS] = ten_seconds;
    cost.0[ORDERS_MINUTE] = minute;
    cost
}

/// Accounts of Binance USD-M futures.
pub static ACCOUNTS: AccountSpec = AccountSpec {
    links: &LINKS,
    events: EVENTS,
    commands: Some(COMMANDS),
    stream_auth: StreamAuth::Key { life: Duration::from_secs(60 * 60), renew_every: Duration::from_secs(30 * 60), signed: false },
    cost,
    reply_timeout: Duration::from_secs(10),
    command_life: RECV_WINDOW,
    absence_after: Duration::from_secs(5),
    // ASSUMED: queries lag the engine "in volatile times" (as documented, without a figure).
    visible_after: Duration::from_secs(2),
    books: OrderBooks::ConditionalApart,
    batch: Some(BATCH),
    brackets: false,
    countdown: Some(Countdown { made: false, ends_waiting: false }),
    preferences: false,
    // Every answer tells what is used.
    quota: false,
    undated: false,
    settings_at_once: true,
    exact_available: false,
    positions_lag: Duration::ZERO,
    client_id_max: CLIENT_ID_MAX,
    fills_page: PAGE,
    orders_page: PAGE,
    transactions_page: PAGE,
    history_window: Duration::from_secs(7 * DAY),
    // Three months are documented, for fills since 2026-08 and for movements of money.
    history_reach: Duration::from_secs(90 * DAY),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::BUCKETS;
    use twinline_model::{InstrumentId, OrderRef};
    use twinline_venue::Scope;
    use twinline_venue::account::History;

    fn btc() -> InstrumentId {
        InstrumentId::new(crate::spec::VENUE, "BTCUSDT").expect("a symbol")
    }

    #[test]
    fn steps_cost_what_is_documented() {
        let order = || OrderRef { instrument: btc(), conditional: false, client_id: None, venue_id: None };
        let check = |step: AccountStep, expected: [u32; 4]| assert_eq!(cost(&step).0, expected, "{}", step.name());
        check(AccountStep::PlaceBatch([].into()), [5, 0, 5, 1]);
        check(AccountStep::EditBatch([].into()), [5, 0, 5, 1]);
        check(AccountStep::Cancel(order()), [1, 0, 0, 0]);
        check(AccountStep::CancelAll { instrument: btc(), conditional: true }, [1, 0, 0, 0]);
        check(AccountStep::Order(order()), [1, 0, 0, 0]);
        check(AccountStep::OpenOrders { instrument: Some(btc()), conditional: true }, [1, 0, 0, 0]);
        check(AccountStep::OpenOrders { instrument: None, conditional: false }, [40, 0, 0, 0]);
        check(AccountStep::Fills { instrument: btc(), history: History::default() }, [5, 0, 0, 0]);
        check(AccountStep::Transactions { history: History::default() }, [30, 0, 0, 0]);
        check(AccountStep::Fees { instrument: btc() }, [20, 0, 0, 0]);
        check(AccountStep::Tiers { instrument: btc() }, [1, 0, 0, 0]);
        check(AccountStep::LogOn, [2, 0, 0, 0]);
        check(AccountStep::Settings, [5, 0, 0, 0]);
        check(AccountStep::Countdown { instrument: btc(), after: Duration::ZERO }, [10, 0, 0, 0]);
        check(AccountStep::SetHedgeMode(true), [1, 0, 0, 0]);
    }

    #[test]
    fn orders_are_counted_per_account() {
        let row = |at: usize| (BUCKETS[at].name, BUCKETS[at].scope, BUCKETS[at].window.as_millis(), BUCKETS[at].cap, BUCKETS[at].header);
        assert_eq!(row(ORDERS_TEN_SECONDS), ("ORDERS", Scope::Account, 10_000, 300, Some("x-mbx-order-count-10s")));
        assert_eq!(row(ORDERS_MINUTE), ("ORDERS", Scope::Account, 60_000, 1200, Some("x-mbx-order-count-1m")));
    }
}
