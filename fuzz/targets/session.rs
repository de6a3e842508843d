//! A whole session: its calls answered, lost or refused, its sockets opened and cut, frames and time in any order.
//! Published numbers are dense within an epoch, epochs never fall, and a stopped session says nothing more.
#![no_main]

use std::collections::BTreeMap;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use twinline_binance::{Binance, VENUE};
use twinline_core::session::{Action, CallId, Command, Input, Output, Session, SessionConfig};
use twinline_fuzz::Bytes;
use twinline_model::{Channel, Cursor, Duration, Envelope, InstrumentId, Interval, MarketEvent, Timestamp};
use twinline_venue::{Endpoints, Frame, LinkId, Reply, Step, Sub};

const RULES: &str = include_str!("../../vectors/binance_usdm/samples/rest/GET_fapi_v1_exchangeInfo.json");
const CHANNELS: [Channel; 6] =
    [Channel::Book, Channel::Bbo, Channel::Trades, Channel::Candles(Interval::M1), Channel::Mark, Channel::Ticker];

struct World {
    session: Session,
    now: Timestamp,
    actions: Vec<Action>,
    calls: Vec<(CallId, Step)>,
    links: Vec<LinkId>,
    cursors: BTreeMap<(InstrumentId, Channel), Cursor>,
    /// The venue's number of the last change.
    number: u64,
    stopped: bool,
}

fuzz_target!(|data: &[u8]| {
    let endpoints = Endpoints { rest: "https://rest.example".to_owned(), ws: "wss://ws.example".to_owned(), commands: None };
    let session = Session::new(SessionConfig { endpoints, epoch: 1, seed: 1 }, Arc::new(Binance));
    let mut world = World {
        session,
        now: Timestamp::from_millis(1_700_000_000_000),
        actions: Vec::new(),
        calls: Vec::new(),
        links: Vec::new(),
        cursors: BTreeMap::new(),
        number: 100,
        stopped: false,
    };
    world.input(Input::Start);
    let mut bytes = Bytes::new(data);
    let mut rounds = 0;
    while !bytes.is_empty() && rounds < 300 {
        rounds += 1;
        world.step(&mut bytes);
    }
});

impl World {
    fn step(&mut self, bytes: &mut Bytes<'_>) {
        match bytes.byte() % 12 {
            0 | 1 => {
                self.now = self.now + Duration::from_millis([1, 100, 100, 700, 5_100, 61_000, 3_700_000, 90_000_000][bytes.below(8)]);
                self.input(Input::Wake);
            }
            2 => self.input(Input::Command(Command::Want(sub(bytes)))),
            3 => self.input(Input::Command(Command::Unwant(sub(bytes)))),
            4 | 5 => self.answer(bytes),
            6 => {
                if let Some(link) = self.link(bytes) {
                    self.input(Input::Opened { link });
                }
            }
            7..=9 => {
                let text = self.frame(bytes);
                if let Some(link) = self.link(bytes) {
                    self.input(Input::Frame { link, frame: Frame::Text(&text) });
                }
            }
            10 => {
                if let Some(link) = self.link(bytes) {
                    match bytes.byte() % 3 {
                        0 => self.input(Input::Alive { link }),
                        _ => self.input(Input::Closed { link, reason: "cut" }),
                    }
                }
            }
            _ => self.rare(bytes),
        }
    }

    fn rare(&mut self, bytes: &mut Bytes<'_>) {
        match bytes.byte() {
            255 => self.input(Input::Command(Command::Stop)),
            240..255 => self.input(Input::Command(Command::TryNow)),
            200..240 => {
                if let Some((call, _)) = self.take_call(bytes) {
                    let retry_at = self.now + Duration::from_secs(7);
                    self.input(Input::NotAdmitted { call, retry_at });
                }
            }
            _ => {
                let instrument = InstrumentId::new(VENUE, "BTCUSDT").expect("a symbol");
                let step = Step::Trades { instrument, from_id: None, limit: 5 };
                self.input(Input::Command(Command::Fetch { ticket: 1, step }));
            }
        }
    }

    fn link(&self, bytes: &mut Bytes<'_>) -> Option<LinkId> {
        let back = bytes.below(self.links.len().min(3));
        self.links.get(self.links.len().wrapping_sub(1 + back)).copied()
    }

    fn take_call(&mut self, bytes: &mut Bytes<'_>) -> Option<(CallId, Step)> {
        let at = bytes.below(self.calls.len());
        (at < self.calls.len()).then(|| self.calls.remove(at))
    }

    fn answer(&mut self, bytes: &mut Bytes<'_>) {
        let Some((call, step)) = self.take_call(bytes) else { return };
        let sent_at = self.now;
        self.now = self.now + Duration::from_millis(i64::from(bytes.byte()));
        let how = bytes.byte();
        let body = self.body(&step, bytes);
        let reply = match how {
            0..200 => Reply::Http { status: 200, body: body.as_bytes() },
            200..215 => Reply::Lost { reason: "timeout" },
            215..230 => Reply::Http { status: 429, body: br#"{"code":-1003,"msg":"Too many requests."}"# },
            230..240 => Reply::Http { status: 503, body: b"" },
            _ => Reply::Http { status: 400, body: br#"{"code":-1121,"msg":"Invalid symbol."}"# },
        };
        self.input(Input::Reply { call, sent_at, reply });
    }

    fn body(&self, step: &Step, bytes: &mut Bytes<'_>) -> String {
        let ms = self.now.as_millis();
        match step {
            Step::ServerTime => format!("{{\"serverTime\":{}}}", ms + i64::from(bytes.byte()) - 128),
            Step::Instruments => RULES.to_owned(),
            Step::Book { .. } => {
                let number = self.number - bytes.below(4) as u64;
                format!("{{\"lastUpdateId\":{number},\"E\":{ms},\"T\":{ms},\"bids\":[[\"1.00\",\"1\"]],\"asks\":[[\"9.00\",\"1\"]]}}")
            }
            Step::Bbo { .. } => format!(
                "{{\"symbol\":\"BTCUSDT\",\"bidPrice\":\"1\",\"bidQty\":\"1\",\"askPrice\":\"2\",\"askQty\":\"1\",\"time\":{ms},\"lastUpdateId\":{}}}",
                self.number
            ),
            Step::Trades { from_id, .. } => {
                let first = from_id.unwrap_or(self.number.saturating_sub(3));
                let rows: Vec<String> = (first..first + bytes.below(4) as u64)
                    .map(|id| format!("{{\"a\":{id},\"p\":\"1\",\"q\":\"1\",\"f\":1,\"l\":1,\"T\":{ms},\"m\":true}}"))
                    .collect();
                format!("[{}]", rows.join(","))
            }
            Step::Candles { .. } => {
                let open = ms - ms % 60_000 - 60_000 * bytes.below(3) as i64;
                format!("[[{open},\"1\",\"2\",\"1\",\"2\",\"5\",{},\"9\",3,\"1\",\"1\",\"0\"]]", open + 59_999)
            }
            Step::Mark { .. } => format!("{{\"symbol\":\"BTCUSDT\",\"markPrice\":\"{}\",\"time\":{ms}}}", 1 + bytes.byte() % 9),
            Step::Ticker { .. } => {
                format!("{{\"symbol\":\"BTCUSDT\",\"lastPrice\":\"{}\",\"openTime\":0,\"closeTime\":{ms}}}", 1 + bytes.byte() % 9)
            }
            Step::Funding { .. } => "[]".to_owned(),
        }
    }

    fn frame(&mut self, bytes: &mut Bytes<'_>) -> String {
        let ms = self.now.as_millis();
        match bytes.byte() % 7 {
            0 | 1 => {
                let prev = self.number - u64::from(bytes.byte() > 250);
                self.number += 1 + bytes.below(3) as u64;
                let (side, price, size) = (if bytes.byte() & 1 == 0 { "b" } else { "a" }, bytes.byte(), bytes.byte() % 3);
                let other = if side == "b" { "a" } else { "b" };
                let price = if price > 253 { "5.001".to_owned() } else { format!("{}.0", 1 + price % 9) };
                format!(
                    "{{\"stream\":\"btcusdt@depth@100ms\",\"data\":{{\"e\":\"depthUpdate\",\"E\":{ms},\"T\":{ms},\"s\":\"BTCUSDT\",\"U\":{},\"u\":{},\"pu\":{prev},\"{side}\":[[\"{price}\",\"{size}\"]],\"{other}\":[]}}}}",
                    prev + 1,
                    self.number
                )
            }
            2 => format!("{{\"result\":null,\"id\":{}}}", 1 + bytes.byte() % 8),
            3 => {
                self.number += u64::from(bytes.byte() % 3);
                format!(
                    "{{\"stream\":\"btcusdt@aggTrade\",\"data\":{{\"e\":\"aggTrade\",\"E\":{ms},\"s\":\"BTCUSDT\",\"a\":{},\"p\":\"1\",\"q\":\"1\",\"f\":1,\"l\":1,\"T\":{ms},\"m\":true}}}}",
                    self.number
                )
            }
            4 => format!(
                "{{\"stream\":\"btcusdt@bookTicker\",\"data\":{{\"e\":\"bookTicker\",\"u\":{},\"s\":\"BTCUSDT\",\"b\":\"1\",\"B\":\"1\",\"a\":\"2\",\"A\":\"1\",\"T\":{ms},\"E\":{ms}}}}}",
                self.number
            ),
            5 => format!("{{\"id\":{},\"error\":{{\"code\":2,\"msg\":\"no\"}}}}", 1 + bytes.byte() % 8),
            _ => {
                let open = ms - ms % 60_000;
                format!(
                    "{{\"stream\":\"btcusdt@kline_1m\",\"data\":{{\"e\":\"kline\",\"E\":{ms},\"s\":\"BTCUSDT\",\"k\":{{\"t\":{open},\"T\":{},\"s\":\"BTCUSDT\",\"i\":\"1m\",\"f\":1,\"L\":2,\"o\":\"1\",\"c\":\"2\",\"h\":\"2\",\"l\":\"1\",\"v\":\"3\",\"n\":2,\"x\":{},\"q\":\"3\",\"V\":\"1\",\"Q\":\"1\",\"B\":\"0\"}}}}}}",
                    open + 59_999,
                    bytes.byte() & 1 == 0
                )
            }
        }
    }

    fn input(&mut self, input: Input<'_>) {
        self.session.handle(self.now, input, &mut self.actions);
        for action in std::mem::take(&mut self.actions) {
            assert!(!self.stopped || matches!(action, Action::Close { .. }), "after the end: {action:?}");
            match action {
                Action::Call { call, step, .. } => self.calls.push((call, step)),
                Action::Open { link, .. } => self.links.push(link),
                Action::Emit(Output::Market(envelope)) => self.check(&envelope),
                Action::Emit(Output::Stopped) => self.stopped = true,
                _ => {}
            }
        }
    }

    fn check(&mut self, envelope: &Envelope<MarketEvent>) {
        let held = self.cursors.entry((envelope.instrument.clone(), envelope.channel)).or_default();
        let (before, now) = (*held, envelope.cursor);
        assert!(now.epoch >= before.epoch, "{before:?} {now:?}");
        let follows = if now.epoch == before.epoch { now.seq == before.seq + 1 } else { now.seq == 1 };
        assert!(follows, "{before:?} {now:?}");
        if let MarketEvent::Book(change) = &envelope.event {
            assert!(now.seq > 1 || change.whole, "an epoch of a book that begins with a change");
            assert!(change.whole || now.epoch == before.epoch);
        }
        *held = now;
    }
}

fn sub(bytes: &mut Bytes<'_>) -> Sub {
    let symbol = ["BTCUSDT", "BTCUSDT", "BTCUSDT", "NOSUCHUSDT"][bytes.below(4)];
    Sub { instrument: InstrumentId::new(VENUE, symbol).ok(), channel: CHANNELS[bytes.below(CHANNELS.len())] }
}
