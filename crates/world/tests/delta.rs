//! Production code and a simulated Delta Exchange, face to face, under a virtual clock: what a venue does that tells whole books
//! by stream, sums them, numbers no trades and answers no request by name.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use twinline_core::session::{Action, Command, Input, Output, Session, SessionConfig};
use twinline_delta::Delta;
use twinline_model::{
    Channel, Duration, Freshness, InstrumentId, InstrumentStatus, Interval, MarketEvent, RepairReceipt, Timestamp, Trade, format_scaled,
};
use twinline_sim::{Config, ConnId, FaultSpec, Input as SimInput, Output as SimOutput, RequestId, Simulator, Venue};
use twinline_venue::{Codec, Endpoints, Frame, FrameBuf, LinkId, Reply, Sub};

const START_MS: i64 = 1_795_250_417_345;

/// A session and a venue without a network between them.
struct Desk {
    session: Session,
    sim: Simulator,
    now: Timestamp,
    /// Connections of the venue by link; the next number.
    conns: BTreeMap<LinkId, ConnId>,
    next: u64,
    calls: Vec<(Action, Timestamp)>,
    trades: BTreeMap<InstrumentId, Vec<Trade>>,
    closed_candles: u64,
    receipts: Vec<RepairReceipt>,
    fresh: BTreeMap<Sub, Freshness>,
    asked: Vec<String>,
}

impl Desk {
    fn new() -> Self {
        let config = Config { venue: Venue::Delta, history_minutes: 30, warm_up_minutes: 1, ..Config::new(7, START_MS * 1_000_000) };
        let endpoints = Endpoints { rest: "http://venue".to_owned(), ws: "ws://venue/public".to_owned(), commands: None };
        let mut desk = Self {
            session: Session::new(SessionConfig { endpoints, epoch: 1, seed: 1 }, Arc::new(Delta)),
            sim: Simulator::new(config),
            now: Timestamp::from_millis(START_MS),
            conns: BTreeMap::new(),
            next: 0,
            calls: Vec::new(),
            trades: BTreeMap::new(),
            closed_candles: 0,
            receipts: Vec::new(),
            fresh: BTreeMap::new(),
            asked: Vec::new(),
        };
        desk.input(Input::Start);
        desk
    }

    fn want(&mut self, symbol: &str, channels: &[Channel]) {
        for channel in channels {
            self.input(Input::Command(Command::Want(sub(symbol, *channel))));
        }
    }

    fn input(&mut self, input: Input<'_>) {
        let mut out = Vec::new();
        self.session.handle(self.now, input, &mut out);
        for action in out {
            self.act(action);
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Open { link, url, .. } => {
                self.next += 1;
                let conn = ConnId(self.next);
                self.conns.insert(link, conn);
                let path = url.strip_prefix("ws://venue").unwrap().to_owned();
                self.venue(SimInput::Upgrade { conn, host: "venue", path_and_query: &path });
            }
            Action::Send { link, frame: FrameBuf::Text(text) } => {
                let conn = self.conns[&link];
                self.venue(SimInput::Text { conn, text: &text });
            }
            Action::Send { .. } => panic!("text is expected"),
            Action::Ping { link } => {
                if let Some(conn) = self.conns.get(&link).copied() {
                    self.venue(SimInput::Ping { conn, payload: b"x" });
                }
            }
            Action::Close { link } => {
                if let Some(conn) = self.conns.remove(&link) {
                    self.venue(SimInput::Closed { conn });
                }
            }
            Action::Call { .. } => self.calls.push((action, self.now)),
            Action::Emit(output) => self.told(output),
            Action::WakeAt(_) => {}
        }
    }

    fn told(&mut self, output: Output) {
        match output {
            Output::Market(envelope) => match envelope.event {
                MarketEvent::Trades(trades) => self.trades.entry(envelope.instrument).or_default().extend(trades),
                MarketEvent::Candles(candles) => self.closed_candles += candles.iter().filter(|candle| candle.closed).count() as u64,
                _ => {}
            },
            Output::Channel(status) => {
                self.fresh.insert(status.sub, status.freshness);
            }
            Output::Repair(receipt) => self.receipts.push(receipt),
            _ => {}
        }
    }

    fn venue(&mut self, input: SimInput<'_>) {
        let mut out = Vec::new();
        self.sim.handle(self.now.as_nanos(), input, &mut out);
        self.take(out);
    }

    fn take(&mut self, out: Vec<SimOutput>) {
        let link = |conns: &BTreeMap<LinkId, ConnId>, conn: ConnId| conns.iter().find(|row| *row.1 == conn).map(|row| *row.0);
        for output in out {
            match output {
                SimOutput::Accept { conn } => {
                    if let Some(link) = link(&self.conns, conn) {
                        self.input(Input::Opened { link });
                    }
                }
                SimOutput::Text { conn, text } => {
                    if let Some(link) = link(&self.conns, conn) {
                        self.input(Input::Frame { link, frame: Frame::Text(&text) });
                    }
                }
                SimOutput::Pong { conn, .. } => {
                    if let Some(link) = link(&self.conns, conn) {
                        self.input(Input::Alive { link });
                    }
                }
                SimOutput::Refuse { conn, .. } | SimOutput::Close { conn, .. } | SimOutput::Drop { conn } => {
                    if let Some(link) = link(&self.conns, conn) {
                        self.conns.remove(&link);
                        self.input(Input::Closed { link, reason: "cut" });
                    }
                }
                SimOutput::Reply { .. } | SimOutput::NoReply { .. } | SimOutput::Ping { .. } => {}
                SimOutput::Freeze { .. } | SimOutput::WakeAt(_) => {}
            }
        }
    }

    /// Asks the venue what the session wants to know; answers come at once.
    fn answer_calls(&mut self) {
        for (action, sent_at) in std::mem::take(&mut self.calls) {
            let Action::Call { call, step, .. } = action else { continue };
            let request = Delta.encode_step(self.session.view(), self.now, &step).unwrap();
            let path = request.url.strip_prefix("http://venue").unwrap().to_owned();
            let headers: Vec<(&str, &str)> = request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            self.next += 1;
            let input = SimInput::Request {
                id: RequestId(self.next),
                method: "GET",
                path_and_query: &path,
                headers: &headers,
                body: b"",
                peer: "127.0.0.1",
            };
            let mut out = Vec::new();
            self.sim.handle(self.now.as_nanos(), input, &mut out);
            let reply = out.iter().find_map(|output| match output {
                SimOutput::Reply { status, body, .. } => Some((*status, body.clone())),
                _ => None,
            });
            self.asked.push(path);
            self.take(out);
            match reply {
                Some((status, body)) => self.input(Input::Reply { call, sent_at, reply: Reply::Http { status, body: body.as_bytes() } }),
                None => self.input(Input::Reply { call, sent_at, reply: Reply::Lost { reason: "reset" } }),
            }
        }
    }

    fn run(&mut self, length: Duration) {
        let end = self.now + length;
        while self.now < end {
            self.now = self.now + Duration::from_millis(20);
            self.venue(SimInput::Tick);
            self.input(Input::Wake);
            self.answer_calls();
        }
    }

    fn lever(&mut self, name: &str, body: &Value) {
        let mut out = Vec::new();
        self.sim.lever(name, body, &mut out).unwrap();
        self.take(out);
    }

    fn fault(&mut self, name: &str, symbol: Option<&str>, for_ms: i64) {
        let spec = FaultSpec { symbol: symbol.map(str::to_owned), for_ms: Some(for_ms), ..FaultSpec::from_name(name).unwrap() };
        let mut out = Vec::new();
        self.sim.set_fault(spec, &mut out).unwrap();
        self.take(out);
    }

    fn is_live(&self, symbol: &str, channel: Channel) -> bool {
        self.fresh.get(&sub(symbol, channel)) == Some(&Freshness::Live)
    }

    /// The book equals the venue's under the same number, level by level.
    fn assert_same_book(&self, symbol: &str) {
        let id = InstrumentId::new("delta", symbol).unwrap();
        let book = self.session.book(&id).unwrap();
        assert!(book.is_live(), "{symbol}: {:?}", book.reason());
        let truth = self.sim.book_at(symbol, Some(book.seq())).unwrap_or_else(|| panic!("{symbol}: no book {}", book.seq()));
        let ix = self.session.instruments().find(symbol).unwrap();
        let instrument = self.session.instruments().get(ix);
        let each = instrument.contract_size.value();
        for (ours, theirs) in [(book.book().bids().collect::<Vec<_>>(), &truth["bids"]), (book.book().asks().collect(), &truth["asks"])] {
            let rows: Vec<(String, i128)> = ours
                .iter()
                .map(|level| {
                    let mut price = String::new();
                    format_scaled(level.price, instrument.price_scale, &mut price);
                    (price, i128::from(level.size))
                })
                .collect();
            let expected: Vec<(String, i128)> = theirs
                .as_array()
                .unwrap()
                .iter()
                .map(|row| {
                    let size =
                        twinline_model::parse_scaled(row[1].as_str().unwrap(), instrument.size_scale - u8::try_from(each.scale()).unwrap());
                    (row[0].as_str().unwrap().to_owned(), i128::from(size.unwrap()) * each.mantissa())
                })
                .collect();
            assert_eq!(rows, expected, "{symbol}");
        }
    }

    /// What was told of trades is the end of the venue's tape, each once.
    fn assert_same_trades(&self, symbol: &str) {
        let id = InstrumentId::new("delta", symbol).unwrap();
        let told = &self.trades[&id];
        assert!(told.windows(2).all(|pair| pair[0].id < pair[1].id && pair[0].ts <= pair[1].ts));
        let tape = self.sim.truth()["symbols"][symbol]["trades"].as_array().unwrap().clone();
        let count = tape.len().min(told.len());
        let last = |row: &Value| (row["price"].as_str().unwrap().to_owned(), row["timestamp"].as_i64().unwrap());
        let expected: Vec<_> = tape[tape.len() - count..].iter().map(last).collect();
        let got: Vec<_> = told[told.len() - count..].iter().map(|trade| (trade.price.to_string(), trade.ts.as_nanos() / 1_000)).collect();
        assert_eq!(got, expected, "{symbol}");
    }
}

fn sub(symbol: &str, channel: Channel) -> Sub {
    Sub { instrument: Some(InstrumentId::new("delta", symbol).unwrap()), channel }
}

const ALL: [Channel; 6] = [Channel::Book, Channel::Bbo, Channel::Trades, Channel::Candles(Interval::M1), Channel::Mark, Channel::Ticker];

#[test]
fn every_channel_of_every_kind_of_contract_becomes_live_and_is_the_venue_s() {
    let mut desk = Desk::new();
    desk.run(Duration::from_secs(1));
    assert!(desk.session.instruments().len() >= 10);
    let symbols: Vec<String> = desk.session.instruments().iter().map(|row| row.id.symbol().to_owned()).collect();
    for symbol in &symbols {
        desk.want(symbol, &ALL);
    }
    desk.run(Duration::from_secs(20));
    for symbol in &symbols {
        for channel in ALL {
            assert!(desk.is_live(symbol, channel), "{symbol} {channel}: {:?}", desk.session.channels());
        }
    }
    let asked = desk.asked.len();
    desk.run(Duration::from_secs(90));
    for symbol in &symbols {
        desk.assert_same_book(symbol);
        desk.assert_same_trades(symbol);
    }
    assert!(desk.closed_candles > 0, "a candle is over when the next one is told");
    assert_eq!(desk.receipts, [], "nothing was ever missed");
    let counters = desk.session.venue(desk.now).counters;
    assert_eq!((counters.unknown_fields, counters.unknown_events, counters.malformed_frames, counters.gaps), (0, 0, 0, 0));
    // What is eventful and quiet is asked about; nothing else is.
    let polls =
        desk.asked[asked..].iter().filter(|path| !path.contains("l2orderbook") && !path.contains("/trades/") && !path.contains("candles"));
    assert_eq!(polls.count(), 0, "{:?}", &desk.asked[asked..]);
    let state = desk.session.state(&"delta:BTCUSD".parse().unwrap(), Channel::Mark).unwrap();
    let Some(MarketEvent::Mark(mark)) = state.event else { panic!("{state:?}") };
    assert!(mark.index.is_some() && mark.funding_rate.is_some() && mark.next_funding_ts.is_some(), "{mark:?}");
}

#[test]
fn a_lost_change_is_seen_and_that_book_alone_is_taken_anew() {
    let mut desk = Desk::new();
    desk.run(Duration::from_secs(1));
    desk.want("BTCUSD", &[Channel::Book]);
    desk.want("ETHUSD", &[Channel::Book]);
    desk.run(Duration::from_secs(5));
    desk.fault("delta-drop", Some("BTCUSD"), 2_000);
    desk.run(Duration::from_secs(20));
    assert!(desk.session.venue(desk.now).counters.gaps > 0);
    assert!(!desk.receipts.is_empty() && desk.receipts.iter().all(|receipt| receipt.instrument.as_ref().unwrap().symbol() == "BTCUSD"));
    desk.assert_same_book("BTCUSD");
    desk.assert_same_book("ETHUSD");
}

#[test]
fn a_wrong_checksum_forces_that_book_alone_to_be_taken_anew() {
    let mut desk = Desk::new();
    desk.run(Duration::from_secs(1));
    desk.want("BTCUSD", &[Channel::Book]);
    desk.want("ETHUSD", &[Channel::Book]);
    desk.run(Duration::from_secs(5));
    desk.lever("checksum", &json!({"symbol": "BTCUSD"}));
    desk.run(Duration::from_secs(10));
    let told: Vec<_> =
        desk.receipts.iter().map(|receipt| (receipt.instrument.as_ref().unwrap().symbol(), receipt.reason.as_str())).collect();
    assert_eq!(told, [("BTCUSD", "the checksum of the book differs")]);
    desk.assert_same_book("BTCUSD");
    desk.assert_same_book("ETHUSD");
}

#[test]
fn a_cut_is_bridged_by_asking_and_no_trade_is_lost_or_told_twice() {
    let mut desk = Desk::new();
    desk.run(Duration::from_secs(1));
    desk.want("BTCUSD", &ALL);
    desk.run(Duration::from_secs(8));
    desk.fault("ws-refuse", None, 6_000);
    desk.fault("ws-cut", None, 100);
    desk.run(Duration::from_secs(3));
    assert!(ALL.iter().any(|channel| desk.fresh[&sub("BTCUSD", *channel)] == Freshness::Polling), "{:?}", desk.fresh);
    desk.run(Duration::from_secs(40));
    for channel in ALL {
        assert!(desk.is_live("BTCUSD", channel), "{channel}: {:?}", desk.fresh);
    }
    desk.assert_same_book("BTCUSD");
    desk.assert_same_trades("BTCUSD");
}

#[test]
fn a_venue_that_starts_again_with_lower_numbers_leaves_no_ghost() {
    let mut desk = Desk::new();
    desk.run(Duration::from_secs(1));
    desk.want("BTCUSD", &[Channel::Book]);
    desk.run(Duration::from_secs(5));
    desk.fault("restart", None, 100);
    desk.run(Duration::from_secs(15));
    let seq = desk.session.book(&"delta:BTCUSD".parse().unwrap()).unwrap().seq();
    assert!(seq < 6_000, "{seq}");
    desk.assert_same_book("BTCUSD");
}

#[test]
fn disruptions_and_maintenance_are_seen_in_the_instruments() {
    let mut desk = Desk::new();
    desk.run(Duration::from_secs(2));
    let status =
        |desk: &Desk, symbol: &str| desk.session.instruments().get(desk.session.instruments().find(symbol).unwrap()).status.clone();
    desk.lever("disruption", &json!({"symbol": "BTCUSD", "trading_status": "disrupted_cancel_only"}));
    desk.run(Duration::from_secs(1));
    assert_eq!((status(&desk, "BTCUSD"), status(&desk, "ETHUSD")), (InstrumentStatus::Halted, InstrumentStatus::Trading));
    desk.lever("disruption", &json!({"symbol": "BTCUSD", "trading_status": "operational"}));
    desk.run(Duration::from_secs(1));
    assert_eq!(status(&desk, "BTCUSD"), InstrumentStatus::Trading);
    desk.run(Duration::from_secs(10));
    desk.lever("maintenance", &json!({"event": "maintenance_started"}));
    assert_eq!((status(&desk, "BTCUSD"), status(&desk, "ETHUSD")), (InstrumentStatus::Halted, InstrumentStatus::Halted));
    desk.run(Duration::from_secs(10));
    desk.lever("maintenance", &json!({"event": "maintenance_finished"}));
    desk.run(Duration::from_secs(10));
    assert_eq!((status(&desk, "BTCUSD"), status(&desk, "ETHUSD")), (InstrumentStatus::Trading, InstrumentStatus::Trading));
}

#[test]
fn a_book_that_the_venue_cannot_load_is_asked_for_again() {
    let mut desk = Desk::new();
    desk.run(Duration::from_secs(1));
    desk.want("BTCUSD", &[Channel::Book]);
    desk.fault("event-drop", None, 1);
    desk.lever("book-error", &json!({"symbol": "BTCUSD"}));
    desk.run(Duration::from_secs(10));
    desk.assert_same_book("BTCUSD");
}
