//! What of this venue is data: hosts, links, channels, limits, heartbeat, book rule.

use twinline_model::{Channel, Duration, InstrumentId, Interval};
use twinline_venue::{
    BookRule, BucketSpec, Cadence, CandleEnd, Chain, ChannelSpec, Cost, Heartbeat, LinkKind, LinkSpec, Scope, SnapshotFrom, Step, TradeIds,
    VenueSpec,
};

use crate::checksum;

/// The venue's name in instruments.
pub const VENUE: &str = "delta";
/// The link of all market data.
pub const PUBLIC: LinkKind = LinkKind(0);

/// Instruments with a book on one socket (as documented).
const BOOKS_PER_LINK: usize = 100;
/// Levels a side that a poll asks for; without a bound the answer has more than 2000.
const POLL_DEPTH: u32 = 100;

static LINKS: [LinkSpec; 1] = [LinkSpec {
    name: "public",
    path: "/",
    // The venue then says `heartbeat` every 30 s and does not take a quiet socket for a dead one (as documented).
    greeting: Some(r#"{"type":"enable_heartbeat"}"#),
    // ASSUMED: no bound of all channels together is documented; this one keeps what a lost socket costs in hand.
    max_subscriptions: 600,
    max_per_frame: 20,
    // ASSUMED: no bound of frames a second is documented.
    frame_gap: Duration::from_millis(100),
    // The documented way is a ping every 30 s with an answer within 5 s; ours is asked for oftener, so that a cut is seen sooner.
    heartbeat: Heartbeat { ping_every: Duration::from_secs(3), dead_after: Duration::from_secs(9) },
    lifetime: None,
    open_timeout: Duration::from_secs(10),
    answer_timeout: None,
    // 150 connects per 5 minutes and address are documented: one every two seconds.
    connect_gap: Duration::from_secs(2),
}];

static CHANNELS: [ChannelSpec; 7] = [
    ChannelSpec { max_per_link: Some(BOOKS_PER_LINK), ..channel(Channel::Book, Cadence::Eventful, Some(poll_book)) },
    // Repeated within 5 s even if unchanged.
    channel(Channel::Bbo, Cadence::Every(Duration::from_secs(5)), Some(poll_bbo)),
    channel(Channel::Trades, Cadence::Eventful, Some(poll_trades)),
    channel(Channel::Candles(Interval::M1), Cadence::Eventful, Some(poll_candles)),
    channel(Channel::Mark, Cadence::Every(Duration::from_secs(2)), Some(poll_mark)),
    channel(Channel::Ticker, Cadence::Every(Duration::from_secs(5)), Some(poll_ticker)),
    ChannelSpec { venue_wide: true, ..channel(Channel::Contracts, Cadence::Rare, None) },
];

/// A channel of single instruments.
const fn channel(of: Channel, cadence: Cadence, poll: Option<fn(&InstrumentId, Channel) -> Step>) -> ChannelSpec {
    ChannelSpec { kind: of.kind(), link: PUBLIC, cadence, poll, venue_wide: false, max_per_link: None }
}

fn poll_book(instrument: &InstrumentId, _: Channel) -> Step {
    Step::Book { instrument: instrument.clone(), depth: POLL_DEPTH }
}

fn poll_bbo(instrument: &InstrumentId, _: Channel) -> Step {
    Step::Bbo { instrument: instrument.clone() }
}

fn poll_trades(instrument: &InstrumentId, _: Channel) -> Step {
    Step::Trades { instrument: instrument.clone(), from_id: None, limit: 100 }
}

/// Two rows: the one that runs, and the one before, which may have closed since.
fn poll_candles(instrument: &InstrumentId, channel: Channel) -> Step {
    let interval = match channel {
        Channel::Candles(interval) => interval,
        _ => Interval::M1,
    };
    Step::Candles { instrument: instrument.clone(), interval, from: None, to: None, limit: 2 }
}

fn poll_mark(instrument: &InstrumentId, _: Channel) -> Step {
    Step::Mark { instrument: instrument.clone() }
}

fn poll_ticker(instrument: &InstrumentId, _: Channel) -> Step {
    Step::Ticker { instrument: instrument.clone() }
}

/// The lengths that sockets and REST both have (as documented; 12 hours are on the socket alone).
static INTERVALS: [Interval; 11] = [
    Interval::M1,
    Interval::M3,
    Interval::M5,
    Interval::M15,
    Interval::M30,
    Interval::H1,
    Interval::H2,
    Interval::H4,
    Interval::H6,
    Interval::D1,
    Interval::W1,
];

/// One window for everything,  20,000 units since 2026-08, 10,000 before: the
/// smaller one is right everywhere.
static BUCKETS: [BucketSpec; 2] = [quota("QUOTA", Scope::Address), quota("ACCOUNT_QUOTA", Scope::Account)];
/// What is not signed counts for the address, what is signed for the account.
pub(crate) const ADDRESS_QUOTA: usize = 0;
pub(crate) const ACCOUNT_QUOTA: usize = 1;

const fn quota(name: &'static str, scope: Scope) -> BucketSpec {
    BucketSpec { name, scope, window: Duration::from_secs(300), cap: 10_000, header: None }
}

/// What a step costs, as documented: 3 for market data, 1 for what is not listed.
fn cost(step: &Step) -> Cost {
    let mut cost = Cost::default();
    cost.0[0] = match step {
        Step::ServerTime | Step::Trades { .. } => 1,
        Step::Instruments
        | Step::MoreInstruments { .. }
        | Step::Book { .. }
        | Step::Bbo { .. }
        | Step::Candles { .. }
        | Step::Mark { .. }
        | Step::Ticker { .. }
        | Step::Funding { .. } => 3,
    };
    cost
}

/// Delta Exchange.
pub static SPEC: VenueSpec = VenueSpec {
    name: VENUE,
    title: "Delta Exchange",
    // REST, the public socket, and the private socket, on which accounts are and the long names still live.
    environments: &[
        ("prod", "https://api.india.delta.exchange", "wss://public-socket.india.delta.exchange", Some("wss://socket.india.delta.exchange")),
        (
            "testnet",
            "https://cdn-ind.testnet.deltaex.org",
            "wss://socket-ind-pub.testnet.deltaex.org",
            Some("wss://socket-ind.testnet.deltaex.org"),
        ),
        // ASSUMED: the global documentation names the Indian public sockets.
        ("global", "https://api.delta.exchange", "wss://public-socket.india.delta.exchange", Some("wss://socket.delta.exchange")),
        (
            "global-testnet",
            "https://testnet-api.delta.exchange",
            "wss://socket-ind-pub.testnet.deltaex.org",
            Some("wss://testnet-socket.delta.exchange"),
        ),
    ],
    links: &LINKS,
    channels: &CHANNELS,
    intervals: &INTERVALS,
    buckets: &BUCKETS,
    cost,
    book: BookRule { snapshot: SnapshotFrom::Stream, chain: Chain::Increment, checksum: Some(checksum::fits) },
    trade_ids: TradeIds::None,
    candle_end: CandleEnd::Successor,
    // Its codes are words: see `codes`.
    errors: &[],
    reply_timeout: Duration::from_secs(10),
    clock_every: Some(Duration::from_secs(30 * 60)),
    instruments_every: Duration::from_secs(3600),
    // ASSUMED: the venue gives no bound and takes none; this many are waited for at most.
    trades_page: 100,
    candles_page: 2000,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_polls_its_own_kind() {
        let id = InstrumentId::new(VENUE, "BTCUSD").unwrap();
        for row in &CHANNELS {
            let channel = [Channel::Book, Channel::Bbo, Channel::Trades, Channel::Candles(Interval::H1), Channel::Mark, Channel::Ticker]
                .into_iter()
                .find(|channel| channel.kind() == row.kind);
            match (channel, row.poll) {
                (Some(channel), Some(poll)) => assert_eq!(poll(&id, channel).name(), row.kind, "{}", row.kind),
                (channel, poll) => assert!(channel.is_none() && poll.is_none() && row.venue_wide, "{}", row.kind),
            }
        }
    }

    #[test]
    fn steps_cost_what_is_documented() {
        let instrument = InstrumentId::new(VENUE, "BTCUSD").unwrap();
        assert_eq!(cost(&Step::Instruments).0, [3, 0, 0, 0]);
        assert_eq!(cost(&Step::Book { instrument: instrument.clone(), depth: 5 }).0, [3, 0, 0, 0]);
        assert_eq!(cost(&Step::Trades { instrument, from_id: None, limit: 5 }).0, [1, 0, 0, 0]);
    }
}
