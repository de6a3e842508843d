//! A book that its stream tells whole, numbered one by one, with a checksum.

use twinline_core::book::SyncReason;
use twinline_core::market::{Origin, Projection, Verdict};
use twinline_model::{
    Channel, Duration, Instrument, InstrumentId, InstrumentKind, InstrumentStatus, Level, MarketEvent, OrderLimits, Price, Qty, Source,
    Timestamp,
};
use twinline_venue::{BookFact, BookRule, CandleEnd, Chain, Cost, Fact, Facts, InstrumentIx, SnapshotFrom, Span, TradeIds, VenueSpec};

/// The sum of this venue: of all prices.
fn fits(_: &Instrument, bids: &[Level], asks: &[Level], sum: u32) -> bool {
    bids.iter().chain(asks).map(|level| level.price).sum::<i64>() == i64::from(sum)
}

static SPEC: VenueSpec = VenueSpec {
    name: "toy",
    title: "Toy",
    environments: &[],
    links: &[],
    channels: &[],
    intervals: &[],
    buckets: &[],
    cost: |_| Cost::default(),
    book: BookRule { snapshot: SnapshotFrom::Stream, chain: Chain::Increment, checksum: Some(fits) },
    trade_ids: TradeIds::None,
    candle_end: CandleEnd::Successor,
    errors: &[],
    reply_timeout: Duration::from_secs(1),
    clock_every: None,
    instruments_every: Duration::from_secs(3600),
    trades_page: 10,
    candles_page: 10,
};

fn instrument() -> Instrument {
    Instrument {
        id: InstrumentId::new("toy", "X").unwrap(),
        alias: String::new(),
        kind: InstrumentKind::Perpetual,
        base: String::new(),
        quote: String::new(),
        settle: String::new(),
        underlying: String::new(),
        status: InstrumentStatus::Trading,
        price_scale: 0,
        size_scale: 0,
        tick_size: Price::ZERO,
        lot_size: Qty::ZERO,
        limits: OrderLimits::default(),
        contract_size: Qty::ZERO,
        inverse: false,
        option: None,
        number: None,
        listed_at: None,
        expiry: None,
    }
}

struct Desk(Projection);

impl Desk {
    fn new() -> Self {
        Self(Projection::new(Channel::Book, &SPEC))
    }

    /// A whole book or a change of it: number, bids and asks as price and size, checksum.
    fn told(&mut self, whole: bool, seq: u64, bids: &[(i64, i64)], asks: &[(i64, i64)], sum: u32, authoritative: bool) -> Verdict {
        let mut facts = Facts::new();
        let mut span = |rows: &[(i64, i64)]| {
            let start = facts.next_level();
            rows.iter().for_each(|(price, size)| facts.push_level(Level { price: *price, size: *size }));
            Span { start, end: facts.next_level() }
        };
        let (bids, asks) = (span(bids), span(asks));
        let ts = Some(Timestamp::from_millis(seq as i64));
        let fact = BookFact { ix: InstrumentIx(0), first: seq, last: seq, prev: None, bids, asks, sum: Some(sum), ts };
        let origin = Origin { source: Source::Ws, now: Timestamp::default(), venue_now: Timestamp::default(), authoritative };
        match whole {
            true => self.0.told_whole(&facts, &fact, &instrument(), origin),
            false => self.0.apply(&facts, &Fact::BookDelta(fact), &instrument(), origin),
        }
    }

    fn best(&self) -> (Option<i64>, Option<i64>, bool) {
        let book = self.0.book().unwrap();
        (book.book().best_bid().map(|level| level.price), book.book().best_ask().map(|level| level.price), book.is_live())
    }
}

fn is_whole(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Anew(MarketEvent::Book(change)) if change.whole)
}

#[test]
fn the_stream_s_own_snapshot_makes_it_whole_at_once() {
    let mut desk = Desk::new();
    assert!(is_whole(&desk.told(true, 10, &[(5, 1)], &[(7, 1)], 12, true)));
    assert_eq!(desk.best(), (Some(5), Some(7), true));
    assert!(matches!(desk.told(false, 11, &[(6, 1)], &[], 18, true), Verdict::News(_)));
    assert_eq!(desk.told(false, 11, &[(6, 1)], &[], 18, true), Verdict::Stale);
}

#[test]
fn a_missing_change_breaks_it_and_the_next_snapshot_forgets_all_before() {
    let mut desk = Desk::new();
    desk.told(true, 10, &[(5, 1)], &[(7, 1)], 12, true);
    assert_eq!(desk.told(false, 12, &[(6, 1)], &[], 18, true), Verdict::Missed(SyncReason::Gap { expected: 10, got: 12 }));
    assert_eq!(desk.told(false, 13, &[], &[], 18, true), Verdict::Kept);
    assert!(is_whole(&desk.told(true, 20, &[(3, 1)], &[(9, 1)], 12, true)));
    assert_eq!(desk.best(), (Some(3), Some(9), true));
    assert!(matches!(desk.told(false, 21, &[(3, 0)], &[], 9, true), Verdict::News(_)));
}

#[test]
fn a_wrong_checksum_breaks_it() {
    let mut desk = Desk::new();
    assert_eq!(desk.told(true, 10, &[(5, 1)], &[(7, 1)], 13, true), Verdict::Missed(SyncReason::Checksum));
    assert!(!desk.best().2);
    desk.told(true, 10, &[(5, 1)], &[(7, 1)], 12, true);
    assert_eq!(desk.told(false, 11, &[(6, 1)], &[], 17, true), Verdict::Missed(SyncReason::Checksum));
    assert!(!desk.best().2);
    assert!(is_whole(&desk.told(true, 12, &[(5, 1)], &[(7, 1)], 12, true)));
}

#[test]
fn a_connection_that_is_being_opened_disturbs_nothing() {
    let mut desk = Desk::new();
    desk.told(true, 10, &[(5, 1)], &[(7, 1)], 12, true);
    assert_eq!(desk.told(true, 11, &[(1, 1)], &[(9, 1)], 10, false), Verdict::Stale);
    assert_eq!(desk.best(), (Some(5), Some(7), true));
}

#[test]
fn only_the_best_ten_of_a_side_are_summed() {
    let mut desk = Desk::new();
    let bids: Vec<(i64, i64)> = (1..=30).map(|price| (price, 1)).collect();
    let best: i64 = (21..=30).sum();
    assert!(is_whole(&desk.told(true, 10, &bids, &[], u32::try_from(best).unwrap(), true)));
}
