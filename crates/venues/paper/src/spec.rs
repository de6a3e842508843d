//! What of this venue is a table?

use twinline_model::{Duration, Interval};
use twinline_venue::account::{AccountSpec, OrderBooks, StreamAuth};
use twinline_venue::{BookRule, CandleEnd, Chain, Cost, Heartbeat, LinkKind, LinkSpec, SnapshotFrom, TradeIds, VenueSpec};

const DAY: i64 = 24 * 3600;

/// No market of its own: no links, no channels, no environments.
pub(crate) static SPEC: VenueSpec = VenueSpec {
    name: "paper",
    title: "Paper",
    environments: &[],
    links: &[],
    channels: &[],
    intervals: &Interval::ALL,
    buckets: &[],
    cost: |_| Cost([0; twinline_venue::MAX_BUCKETS]),
    book: BookRule { snapshot: SnapshotFrom::Stream, chain: Chain::Increment, checksum: None },
    trade_ids: TradeIds::None,
    candle_end: CandleEnd::Successor,
    errors: &[],
    reply_timeout: Duration::from_secs(2),
    clock_every: None,
    instruments_every: Duration::from_secs(DAY),
    trades_page: 0,
    candles_page: 0,
};

static LINKS: [LinkSpec; 1] = [LinkSpec {
    name: "events",
    path: "/events",
    greeting: None,
    max_subscriptions: 1,
    max_per_frame: 1,
    frame_gap: Duration::ZERO,
    heartbeat: Heartbeat { ping_every: Duration::from_secs(1), dead_after: Duration::from_secs(5) },
    lifetime: None,
    open_timeout: Duration::from_secs(2),
    answer_timeout: None,
    connect_gap: Duration::ZERO,
}];

/// Commands go by calls; an answer that is lost is looked up as anywhere else.
pub(crate) static ACCOUNTS: AccountSpec = AccountSpec {
    links: &LINKS,
    events: LinkKind(0),
    commands: None,
    stream_auth: StreamAuth::Key { life: Duration::from_secs(2 * DAY), renew_every: Duration::from_secs(DAY), signed: false },
    cost: |_| Cost([0; twinline_venue::MAX_BUCKETS]),
    reply_timeout: Duration::from_secs(2),
    command_life: Duration::from_secs(2),
    absence_after: Duration::from_secs(1),
    visible_after: Duration::ZERO,
    books: OrderBooks::One,
    batch: None,
    brackets: false,
    countdown: None,
    settings_at_once: false,
    preferences: false,
    quota: false,
    undated: false,
    exact_available: true,
    positions_lag: Duration::ZERO,
    client_id_max: 36,
    fills_page: 1_000,
    orders_page: 1_000,
    transactions_page: 1_000,
    history_window: Duration::from_secs(3_650 * DAY),
    history_reach: Duration::from_secs(3_650 * DAY),
};
