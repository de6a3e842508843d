//! What of this venue is data: hosts, links, channels, limits, heartbeat, book rule.

use twinline_model::{Channel, Duration, InstrumentId, Interval};
use twinline_venue::{
    BookRule, BucketSpec, Cadence, CandleEnd, Chain, ChannelSpec, Cost, Heartbeat, LinkKind, LinkSpec, Scope, SnapshotFrom, Step, TradeIds,
    VenueSpec,
};

use crate::codes::ERRORS;

/// The venue's name in instruments.
pub const VENUE: &str = "binance";
/// Link of books and quotes.
pub const PUBLIC: LinkKind = LinkKind(0);
/// Link of everything else that is public.
pub const MARKET: LinkKind = LinkKind(1);

/// Index of the weight bucket in [`BUCKETS`].
pub(crate) const WEIGHT: usize = 0;
/// Index of the funding bucket in [`BUCKETS`].
const FUNDING: usize = 1;
/// Index of the bucket of orders in ten seconds in [`BUCKETS`].
pub(crate) const ORDERS_TEN_SECONDS: usize = 2;
/// Index of the bucket of orders in a minute in [`BUCKETS`].
pub(crate) const ORDERS_MINUTE: usize = 3;

/// Levels a side of a snapshot; the venue gives no more.
const BOOK_DEPTH: u32 = 1000;

/// Levels a side that a poll asks for: a quarter of the snapshot's weight, and more than a screen shows.
const POLL_DEPTH: u32 = 100;

/// Liveness is ours to prove: the venue pings every 3 minutes only, so we ping every 3 s and give up after 9 s of silence.
pub(crate) const HEARTBEAT: Heartbeat = Heartbeat { ping_every: Duration::from_secs(3), dead_after: Duration::from_secs(9) };

/// The limits of a socket are the same on both links.
const fn link(name: &'static str, path: &'static str) -> LinkSpec {
    LinkSpec {
        name,
        path,
        greeting: None,
        max_subscriptions: 1024,
        // ASSUMED: no documented bound per frame; 200 names are some 5 KiB.
        max_per_frame: 200,
        // Ten messages a second are allowed, pings and pongs among them; more cuts the socket.
        frame_gap: Duration::from_millis(250),
        heartbeat: HEARTBEAT,
        lifetime: Some(Duration::from_secs(24 * 3600)),
        open_timeout: Duration::from_secs(10),
        answer_timeout: Some(Duration::from_secs(5)),
        // ASSUMED: 300 connects per 5 minutes and address are documented for the venue's spot market; one a second is the same pace.
        connect_gap: Duration::from_millis(100),
    }
}

static LINKS: [LinkSpec; 2] = [link("public", "/public/stream"), link("market", "/market/stream")];

static CHANNELS: [ChannelSpec; 8] = [
    channel(Channel::Book, PUBLIC, Cadence::Eventful, Some(poll_book)),
    channel(Channel::Bbo, PUBLIC, Cadence::Eventful, Some(poll_bbo)),
    channel(Channel::Trades, MARKET, Cadence::Eventful, Some(poll_trades)),
    channel(Channel::Candles(Interval::M1), MARKET, Cadence::Eventful, Some(poll_candles)),
    channel(Channel::Mark, MARKET, Cadence::Every(Duration::from_secs(1)), Some(poll_mark)),
    // Documented as every two seconds; in a market without a trade there is nothing new to tell.
    channel(Channel::Ticker, MARKET, Cadence::Eventful, Some(poll_ticker)),
    channel(Channel::Liquidations, MARKET, Cadence::Rare, None),
    ChannelSpec { venue_wide: true, ..channel(Channel::Contracts, MARKET, Cadence::Rare, None) },
];

/// A channel of single instruments.
const fn channel(of: Channel, link: LinkKind, cadence: Cadence, poll: Option<fn(&InstrumentId, Channel) -> Step>) -> ChannelSpec {
    ChannelSpec { kind: of.kind(), link, cadence, poll, venue_wide: false, max_per_link: None }
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

/// Limits until `exchangeInfo.rateLimits` says otherwise. Public steps cost nothing of the buckets of orders.
pub static BUCKETS: [BucketSpec; 4] = [
    BucketSpec {
        name: "REQUEST_WEIGHT",
        scope: Scope::Address,
        window: Duration::from_secs(60),
        cap: 2400,
        header: Some("x-mbx-used-weight-1m"),
    },
    // `fundingRate` and `fundingInfo` together; the venue reports no usage of it.
    BucketSpec { name: "FUNDING", scope: Scope::Address, window: Duration::from_secs(300), cap: 500, header: None },
    orders(Duration::from_secs(10), 300, "x-mbx-order-count-10s"),
    orders(Duration::from_secs(60), 1200, "x-mbx-order-count-1m"),
];

/// A bucket of placed and changed orders, shared with COIN-M; usage is reported with the answers to orders.
const fn orders(window: Duration, cap: u32, header: &'static str) -> BucketSpec {
    BucketSpec { name: "ORDERS", scope: Scope::Account, window, cap, header: Some(header) }
}

/// What a step costs, as documented per endpoint and `limit`.
fn cost(step: &Step) -> Cost {
    let mut cost = Cost::default();
    cost.0[WEIGHT] = match step {
        Step::ServerTime | Step::Instruments | Step::MoreInstruments { .. } | Step::Mark { .. } | Step::Ticker { .. } => 1,
        Step::Bbo { .. } => 2,
        Step::Trades { .. } => 20,
        Step::Book { depth, .. } => match depth {
            0..=50 => 2,
            51..=100 => 5,
            101..=500 => 10,
            _ => 20,
        },
        Step::Candles { limit, .. } => match limit {
            0..=99 => 1,
            100..=499 => 2,
            500..=1000 => 5,
            _ => 10,
        },
        // ASSUMED: documented as "shares 500 per 5 minutes" without a weight of its own; one is harmless if it is none.
        Step::Funding { .. } => 1,
    };
    if matches!(step, Step::Funding { .. }) {
        cost.0[FUNDING] = 1;
    }
    cost
}

/// Binance USD-M futures.
pub static SPEC: VenueSpec = VenueSpec {
    name: VENUE,
    title: "Binance USD-M Futures",
    environments: &[
        ("prod", "https://fapi.binance.com", "wss://fstream.binance.com", Some("wss://ws-fapi.binance.com")),
        // As observed by third parties: older documents name `testnet.binancefuture.com` and `fstream.binancefuture.com`.
        ("testnet", "https://demo-fapi.binance.com", "wss://demo-fstream.binance.com", Some("wss://testnet.binancefuture.com")),
    ],
    links: &LINKS,
    channels: &CHANNELS,
    intervals: &Interval::ALL,
    buckets: &BUCKETS,
    cost,
    book: BookRule { snapshot: SnapshotFrom::Rest { depth: BOOK_DEPTH }, chain: Chain::Previous, checksum: None },
    trade_ids: TradeIds::Dense,
    candle_end: CandleEnd::Told,
    errors: ERRORS,
    reply_timeout: Duration::from_secs(10),
    clock_every: Some(Duration::from_secs(30 * 60)),
    instruments_every: Duration::from_secs(3600),
    trades_page: 1000,
    // 1500 are allowed and cost twice as much as 1000.
    candles_page: 1000,
};

#[cfg(test)]
mod tests {
    use super::*;
    use twinline_venue::ErrorClass;

    #[test]
    fn codes_are_sorted_and_stand_once() {
        assert!(ERRORS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn codes_have_their_documented_class() {
        use ErrorClass::{AlreadySo, Clock, Credentials, Limited, NotFound, Rejected, Retry, Unknown};
        let check = |codes: &[i32], class| {
            for code in codes {
                assert_eq!(SPEC.error(*code), Some(class), "{code}");
            }
        };
        check(&[-1000, -1006, -1007], Unknown);
        check(&[-1001, -1008, -1016, -1112, -4131], Retry);
        check(&[-1021, -5028], Clock);
        check(&[-1003, -1015], Limited);
        check(&[-1002, -1004, -1005, -1011, -1022, -2014, -2015, -2017, -2023, -4087, -4088, -4109, -4192, -4400, -4401], Credentials);
        check(&[-4046, -4059, -4116, -4171, -5027], AlreadySo);
        check(&[-1125, -2011, -2012, -2013, -4117, -4130], NotFound);
        let ranges = [(-1106, -1100), (-1120, -1114), (-4005, -4001), (-4055, -4049), (-4209, -4202), (-5026, -5024), (-5041, -5037)];
        for (from, to) in ranges {
            check(&(from..=to).collect::<Vec<_>>(), Rejected);
        }
        check(&[-1010, -1013, -1014, -1020, -1023, -1099, -1108, -1111, -1121, -1130, -1136, -2010, -2022, -2028, -4164], Rejected);
        check(&[-4167, -4168, -4169, -4170, -4172, -4183, -4211, -4402, -4531, -5021, -5022, -5029, -5043, -5047], Rejected);
        assert_eq!(SPEC.error(-1), None);
    }

    #[test]
    fn steps_cost_what_is_documented() {
        let id = InstrumentId::new(VENUE, "BTCUSDT").unwrap();
        let book = |depth| cost(&Step::Book { instrument: id.clone(), depth }).0[WEIGHT];
        assert_eq!([5, 50, 100, 500, 1000].map(book), [2, 2, 5, 10, 20]);
        let candles =
            |limit| cost(&Step::Candles { instrument: id.clone(), interval: Interval::M1, from: None, to: None, limit }).0[WEIGHT];
        assert_eq!([99, 100, 499, 500, 1000, 1001].map(candles), [1, 2, 2, 5, 5, 10]);
        assert_eq!(cost(&Step::Trades { instrument: id.clone(), from_id: None, limit: 1 }).0, [20, 0, 0, 0]);
        assert_eq!(cost(&Step::Bbo { instrument: id.clone() }).0, [2, 0, 0, 0]);
        assert_eq!(cost(&Step::Funding { instrument: id, from: None, to: None, limit: 1 }).0, [1, 1, 0, 0]);
        assert_eq!(cost(&Step::Instruments).0, [1, 0, 0, 0]);
    }

    #[test]
    fn every_channel_polls_its_own_kind() {
        let id = InstrumentId::new(VENUE, "BTCUSDT").unwrap();
        let check = |channel: Channel, expected: Option<&str>| {
            let row = SPEC.channel(channel).unwrap();
            assert_eq!(row.poll.map(|poll| poll(&id, channel).name()), expected, "{channel}");
        };
        check(Channel::Book, Some("book"));
        check(Channel::Bbo, Some("bbo"));
        check(Channel::Trades, Some("trades"));
        check(Channel::Candles(Interval::H1), Some("candles"));
        check(Channel::Mark, Some("mark"));
        check(Channel::Ticker, Some("ticker"));
        check(Channel::Liquidations, None);
        check(Channel::Contracts, None);
    }
}
