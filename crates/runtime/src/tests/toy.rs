//! Which venue is spoken with? One that quotes by counting and answers in plain words.

use tokio::sync::mpsc;
use twinline_core::limits::Budget;
use twinline_core::session::{Command, Output, Session};
use twinline_model::{
    Bbo, Channel, Duration, Instrument, InstrumentId, InstrumentKind, InstrumentStatus, Interval, OrderLimits, Price, Qty, Quote, Timestamp,
};
use twinline_venue::{
    BookRule, BucketSpec, Cadence, CandleEnd, Chain, ChannelSpec, Codec, Cost, DecodeError, Doubt, EncodeError, Fact, Facts, Frame,
    FrameBuf, Heartbeat, LinkId, LinkKind, LinkSpec, MAX_BUCKETS, Method, Outcome, Progress, Recognised, Recorded, Refusal, RefusalKind,
    Reply, Request, RequestId, Scope, SnapshotFrom, Step, Sub, SubChange, TradeIds, VenueSpec, View,
};

use crate::Sink;

pub(super) const REPLY_TIMEOUT: Duration = Duration::from_millis(400);

static LINKS: [LinkSpec; 1] = [LinkSpec {
    name: "public",
    path: "/ws",
    greeting: None,
    max_subscriptions: 100,
    max_per_frame: 10,
    frame_gap: Duration::ZERO,
    heartbeat: Heartbeat { ping_every: Duration::from_secs(1), dead_after: Duration::from_secs(10) },
    lifetime: None,
    open_timeout: Duration::from_secs(5),
    answer_timeout: None,
    connect_gap: Duration::ZERO,
}];

static CHANNELS: [ChannelSpec; 1] =
    [ChannelSpec { kind: "bbo", link: LinkKind(0), cadence: Cadence::Rare, poll: None, venue_wide: false, max_per_link: None }];

static SPEC: VenueSpec = VenueSpec {
    name: "toy",
    title: "Toy",
    environments: &[],
    links: &LINKS,
    channels: &CHANNELS,
    intervals: &Interval::ALL,
    buckets: &[BucketSpec { name: "weight", scope: Scope::Address, window: Duration::from_secs(60), cap: 10_000, header: Some("x-used") }],
    cost: |_| {
        let mut units = [0; MAX_BUCKETS];
        units[0] = 1;
        Cost(units)
    },
    book: BookRule { snapshot: SnapshotFrom::Stream, chain: Chain::Increment, checksum: None },
    trade_ids: TradeIds::Dense,
    candle_end: CandleEnd::Told,
    errors: &[],
    reply_timeout: REPLY_TIMEOUT,
    clock_every: None,
    instruments_every: Duration::from_secs(3_600),
    trades_page: 100,
    candles_page: 100,
};

/// Each frame is a number, told as a quote with that sequence number.
#[derive(Debug)]
pub(super) struct Toy;

pub(super) fn id() -> InstrumentId {
    InstrumentId::new("toy", "COIN").expect("a name")
}

pub(super) fn quotes() -> Sub {
    Sub { instrument: Some(id()), channel: Channel::Bbo }
}

fn coin() -> Instrument {
    Instrument {
        id: id(),
        alias: "COIN".to_owned(),
        kind: InstrumentKind::Spot,
        base: "COIN".to_owned(),
        quote: "USD".to_owned(),
        settle: "USD".to_owned(),
        underlying: "COIN".to_owned(),
        status: InstrumentStatus::Trading,
        price_scale: 0,
        size_scale: 0,
        tick_size: Price::parse("1").expect("a number"),
        lot_size: Qty::parse("1").expect("a number"),
        limits: OrderLimits::default(),
        contract_size: Qty::parse("1").expect("a number"),
        inverse: false,
        option: None,
        number: None,
        listed_at: None,
        expiry: None,
    }
}

impl Codec for Toy {
    fn spec(&self) -> &'static VenueSpec {
        &SPEC
    }

    fn decode_frame(&self, view: &View, _: LinkId, frame: Frame<'_>, out: &mut Facts) -> Result<(), DecodeError> {
        let Frame::Text(text) = frame else { return Ok(()) };
        let malformed = |_| DecodeError::Malformed { reason: "not a number".to_owned() };
        let seq: u64 = text.parse().map_err(malformed)?;
        let quote = Quote { price: Price::parse(text).unwrap_or_default(), size: Qty::parse("1").unwrap_or_default() };
        let bbo = Bbo { bid: Some(quote), ask: None, venue_seq: Some(seq) };
        if let Some(ix) = view.instruments.find("COIN") {
            out.push(Fact::Bbo { ix, bbo, ts: None });
        }
        Ok(())
    }

    fn encode_step(&self, view: &View, _: Timestamp, step: &Step) -> Result<Request, EncodeError> {
        if matches!(step, Step::Mark { .. }) {
            return Err(EncodeError::Unsupported("mark".to_owned()));
        }
        let url = format!("{}/{}?secret=1", view.endpoints.rest, step.name());
        Ok(Request { method: Method::Get, url, headers: vec![("x-key", "k".to_owned())], body: Vec::new() })
    }

    fn decode_reply(&self, _: &View, step: &Step, reply: Reply<'_>, out: &mut Facts) -> Outcome<Progress> {
        match reply {
            Reply::Lost { reason } => Outcome::Unknown(Doubt { reason: reason.to_owned(), code: None }),
            Reply::Http { status: 200, .. } => {
                if *step == Step::Instruments {
                    out.push(Fact::Instruments(vec![coin()]));
                }
                Outcome::Done(Progress::Complete)
            }
            Reply::Http { status, body } => {
                let until = std::str::from_utf8(body).ok().and_then(|text| text.parse().ok()).map(Timestamp::from_millis);
                let kind = RefusalKind::Limited { until, banned: status == 418 };
                Outcome::Refused(Refusal { kind, code: None, message: "too many".to_owned(), status })
            }
        }
    }

    fn encode_subscriptions(
        &self,
        _: &View,
        _: LinkId,
        change: SubChange<'_>,
        _: &mut u64,
    ) -> Result<Vec<(Option<RequestId>, FrameBuf)>, EncodeError> {
        let word = match change {
            SubChange::Subscribe(_) => "subscribe",
            SubChange::Unsubscribe(_) => "unsubscribe",
        };
        Ok(vec![(None, FrameBuf::Text(word.to_owned()))])
    }

    fn recognise(&self, _: &View, _: Recorded<'_>) -> Option<Recognised> {
        None
    }
}

/// What a sink was told.
#[derive(Debug)]
pub(super) enum Told {
    Output(Timestamp, Box<Output>),
    Penalty(Option<(Timestamp, bool)>),
}

/// Passes on all that it is told; what it is asked becomes a command.
#[derive(Debug)]
pub(super) struct Ear(pub mpsc::UnboundedSender<Told>);

impl Sink<Session> for Ear {
    type Request = Command;

    fn output(&mut self, now: Timestamp, output: Output, _: &Session) {
        // The test may have ended.
        drop(self.0.send(Told::Output(now, Box::new(output))));
    }

    /// A market's history is not kept: there is never an entry.
    fn append(&mut self, _: Timestamp, entries: Vec<std::convert::Infallible>, _: Option<u64>, _: &crate::Appender) {
        if let Some(entry) = entries.first() {
            match *entry {}
        }
    }

    fn request(&mut self, _: Timestamp, request: Command, _: &Session, commands: &mut Vec<Command>) {
        commands.push(request);
    }

    fn budget(&mut self, now: Timestamp, budget: &Budget) {
        drop(self.0.send(Told::Penalty(budget.penalty(now))));
    }

    fn settled(&mut self, _: Timestamp, _: &Session, _: &mut Vec<Command>) {}
}
