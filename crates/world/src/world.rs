//! What happens next? One queue of events under a virtual clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use twinline_core::session::{Action, Command, Input, Output};
use twinline_model::{Channel, Duration, InstrumentId, Interval, Timestamp};
use twinline_sim::{Config, ConnId, FaultName, Input as SimInput, Output as SimOutput, RequestId, Simulator, SymbolSpec};
use twinline_venue::{Codec, Endpoints, Frame, FrameBuf, LinkId, Sub};

use crate::network::{Network, Way};
use crate::oracle::{Oracle, Violation};
use crate::plan::{Plan, Strike};
use crate::player::{Answer, Granted, LocalClock, Player, Want};

/// Connection number under which all HTTP runs in the network; answers may overtake each other, as with several connections.
const HTTP: u64 = u64::MAX;

/// What reaches one side.
#[derive(Debug)]
enum Event {
    SimWake,
    SessionWake,
    BudgetWake,
    Oracle,
    Strike(Strike),
    /// To the venue.
    Upgrade {
        conn: u64,
        path: String,
    },
    ClientText {
        conn: u64,
        text: String,
    },
    ClientPing {
        conn: u64,
    },
    ClientPong {
        conn: u64,
        payload: Vec<u8>,
    },
    ClientGone {
        conn: u64,
    },
    Request {
        id: u64,
    },
    /// To us.
    Opened {
        conn: u64,
    },
    Text {
        conn: u64,
        text: Arc<str>,
    },
    Alive {
        conn: u64,
    },
    Gone {
        conn: u64,
        reason: String,
    },
    Answer {
        id: u64,
        answer: Answer,
    },
    Timeout {
        id: u64,
    },
}

#[derive(Debug)]
struct InFlight {
    granted: Granted,
    sent_at: Timestamp,
    path: String,
}

/// One run.
#[derive(Debug)]
pub struct World {
    now: Timestamp,
    order: u64,
    queue: BTreeMap<(Timestamp, u64), Event>,
    sim: Simulator,
    player: Player,
    network: Network,
    oracle: Oracle,
    venue: &'static str,
    symbols: Vec<String>,
    links: BTreeMap<LinkId, u64>,
    conns: BTreeMap<u64, LinkId>,
    next_conn: u64,
    calls: BTreeMap<u64, InFlight>,
    next_call: u64,
    sim_wake: Option<(Timestamp, u64)>,
    session_wake: Option<(Timestamp, u64)>,
    timeout: Duration,
    events: u64,
    trace: Option<Vec<String>>,
}

/// How a world is set up.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Everything random follows from it.
    pub seed: u64,
    /// The venue's symbols.
    pub symbols: Vec<SymbolSpec>,
    /// Life of a socket at the venue.
    pub life: Duration,
    /// When the world begins.
    pub start: Timestamp,
    /// Keep a line for each event, for a look at a failing seed.
    pub trace: bool,
}

impl World {
    /// A world with a venue, a network and production code that has begun and wants every symbol.
    pub fn new(setup: Setup, codec: Arc<dyn Codec>) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(setup.seed);
        let start = setup.start;
        let clock = LocalClock {
            offset: Duration::from_millis(i64::from(rng.next_u32() % 10_001) - 5_000),
            drift_ppm: i64::from(rng.next_u32() % 401) - 200,
            start,
        };
        let config = Config {
            symbols: setup.symbols.clone(),
            life_ms: setup.life.as_millis(),
            history_minutes: 30,
            warm_up_minutes: 0,
            strict: true,
            ..Config::new(setup.seed, start.as_nanos())
        };
        let endpoints = Endpoints { rest: "http://venue".to_owned(), ws: "ws://venue".to_owned(), commands: None };
        let spec = codec.spec();
        let symbols: Vec<String> = setup.symbols.iter().map(|spec| spec.name.clone()).collect();
        let mut world = Self {
            now: start,
            order: 0,
            queue: BTreeMap::new(),
            sim: Simulator::new(config),
            player: Player::new(codec, endpoints, rng.next_u64(), 1, clock),
            network: Network::new(ChaCha8Rng::seed_from_u64(rng.next_u64())),
            oracle: Oracle::new(setup.seed, spec.name, &symbols, clock),
            venue: spec.name,
            symbols,
            links: BTreeMap::new(),
            conns: BTreeMap::new(),
            next_conn: 1,
            calls: BTreeMap::new(),
            next_call: 1,
            sim_wake: None,
            session_wake: None,
            timeout: spec.reply_timeout,
            events: 0,
            trace: setup.trace.then(Vec::new),
        };
        world.at(start, Event::SimWake);
        world.at(start, Event::Oracle);
        world.input(Input::Start);
        for symbol in 0..world.symbols.len() {
            world.readers(symbol, true);
        }
        world
    }

    /// Faults to come.
    pub fn schedule(&mut self, plan: &Plan) {
        for (at, strike) in &plan.strikes {
            self.at(*at, Event::Strike(strike.clone()));
        }
    }

    /// Runs for so long.
    pub fn run_for(&mut self, length: Duration) -> Result<(), Violation> {
        let end = self.now + length;
        while let Some(entry) = self.queue.first_entry() {
            let (at, _) = *entry.key();
            if at > end {
                break;
            }
            let event = entry.remove();
            self.now = self.now.max(at);
            self.events += 1;
            self.step(event)?;
        }
        self.now = end;
        Ok(())
    }

    /// Faults off.
    pub fn heal(&mut self) {
        self.queue.retain(|_, event| !matches!(event, Event::Strike(_)));
        self.sim.clear_faults(None);
        self.network.heal();
        self.oracle.healed(self.now);
    }

    /// Everything must be live and equal to the venue within `limit`, a ban that is in force aside.
    pub fn run_until_live(&mut self, limit: Duration) -> Result<Duration, Violation> {
        let begin = self.now;
        let mut deadline = begin + limit;
        loop {
            // A ban that was spoken before healing may arrive after it.
            if let Some((until, _)) = self.player.budget.penalty(self.player.local(self.now)) {
                deadline = deadline.max(self.player.real(until) + limit);
            }
            self.run_for(Duration::from_millis(200))?;
            let problem = self.oracle.unfinished(self.player.local(self.now), &self.player.session);
            match problem {
                None => return Ok(self.now - begin),
                Some(problem) if self.now > deadline => {
                    return Err(Violation::new(format!("not live {} ms after healing: {problem}", (self.now - begin).as_millis())));
                }
                Some(_) => {}
            }
        }
    }

    /// Books, trades and candles equal the venue's own at the moment that we know.
    pub fn assert_same_as_venue(&mut self) -> Result<(), Violation> {
        self.oracle.same_as_venue(&self.sim)
    }

    /// What was seen.
    pub fn oracle(&self) -> &Oracle {
        &self.oracle
    }

    /// Events handled.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// The session under test.
    pub fn session(&self) -> &twinline_core::session::Session {
        &self.player.session
    }

    /// The usual round trip of this world.
    pub fn round_trip(&self) -> Duration {
        self.network.round_trip()
    }

    /// True time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Strikes now.
    pub fn strike(&mut self, strike: Strike) -> Result<(), Violation> {
        self.step(Event::Strike(strike))
    }

    /// Request weight that the venue has charged, for each full minute so far.
    pub fn weights(&self) -> Vec<u32> {
        let mut minutes: BTreeMap<i64, u32> = BTreeMap::new();
        for entry in self.sim.requests(0)["requests"].as_array().into_iter().flatten() {
            let (at, weight) = (entry["time"].as_i64().unwrap_or(0), entry["weight"].as_u64().unwrap_or(0));
            *minutes.entry(at / 60_000).or_insert(0) += u32::try_from(weight).unwrap_or(u32::MAX);
        }
        minutes.into_values().collect()
    }

    /// Lines of what happened, if they were kept.
    pub fn trace(&self) -> &[String] {
        self.trace.as_deref().unwrap_or(&[])
    }

    fn at(&mut self, at: Timestamp, event: Event) -> (Timestamp, u64) {
        self.order += 1;
        let key = (at.max(self.now), self.order);
        self.queue.insert(key, event);
        key
    }

    fn step(&mut self, event: Event) -> Result<(), Violation> {
        if let Some(trace) = &mut self.trace {
            let text: String = format!("{event:?}").chars().take(220).collect();
            trace.push(format!("{} {text}", self.now));
        }
        match event {
            Event::SimWake => {
                self.sim_wake = None;
                self.venue_input(SimInput::Tick);
            }
            Event::SessionWake => {
                self.session_wake = None;
                self.input(Input::Wake);
            }
            Event::BudgetWake => {
                let mut wants = Vec::new();
                self.player.wake_budget(self.now, &mut wants);
                self.perform(wants);
            }
            Event::Oracle => {
                let local = self.player.local(self.now);
                self.oracle.look(self.now, local, &self.player.session, &self.sim)?;
                self.at(self.now + Duration::from_millis(500), Event::Oracle);
            }
            Event::Strike(strike) => self.struck(strike),
            Event::Upgrade { conn, path } => {
                self.venue_input(SimInput::Upgrade { conn: ConnId(conn), host: "venue", path_and_query: &path })
            }
            Event::ClientText { conn, text } => self.venue_input(SimInput::Text { conn: ConnId(conn), text: &text }),
            Event::ClientPing { conn } => self.venue_input(SimInput::Ping { conn: ConnId(conn), payload: b"" }),
            Event::ClientPong { conn, payload } => self.venue_input(SimInput::Pong { conn: ConnId(conn), payload: &payload }),
            Event::ClientGone { conn } => self.venue_input(SimInput::Closed { conn: ConnId(conn) }),
            Event::Request { id } => self.request(id),
            Event::Opened { conn } => self.link_input(conn, |link| Input::Opened { link }),
            Event::Text { conn, text } => self.link_input(conn, |link| Input::Frame { link, frame: Frame::Text(&text) }),
            Event::Alive { conn } => self.link_input(conn, |link| Input::Alive { link }),
            Event::Gone { conn, reason } => {
                if let Some(link) = self.conns.remove(&conn) {
                    self.links.remove(&link);
                    self.network.forget(conn);
                    self.input(Input::Closed { link, reason: &reason });
                }
            }
            Event::Answer { id, answer } => self.answer(id, &answer)?,
            Event::Timeout { id } => self.answer(id, &Answer::Lost("no answer in time".to_owned()))?,
        }
        self.oracle.take_violation()
    }

    fn link_input<'a>(&mut self, conn: u64, input: impl FnOnce(LinkId) -> Input<'a>) {
        if let Some(link) = self.conns.get(&conn).copied() {
            self.input(input(link));
        }
    }

    fn input(&mut self, input: Input<'_>) {
        let mut wants = Vec::new();
        self.player.input(self.now, input, &mut wants);
        self.perform(wants);
    }

    fn perform(&mut self, wants: Vec<Want>) {
        for want in wants {
            match want {
                Want::Session(action) => self.act(action),
                Want::Leave(granted) => self.leave(granted),
                Want::BudgetAt(at) => {
                    self.at(at + Duration::from_micros(10), Event::BudgetWake);
                }
            }
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Open { link, url, .. } => {
                let conn = self.next_conn;
                self.next_conn += 1;
                self.links.insert(link, conn);
                self.conns.insert(conn, link);
                self.oracle.connecting(self.now);
                let path = url.strip_prefix("ws://venue").unwrap_or(&url).to_owned();
                // Two round trips: the connection itself, then the upgrade.
                let first = self.network.deliver(self.now, conn, Way::Out);
                let back = self.network.deliver(first, conn, Way::In);
                let at = self.network.deliver(back, conn, Way::Out);
                self.at(at, Event::Upgrade { conn, path });
            }
            Action::Send { link, frame } => {
                if let (Some(conn), FrameBuf::Text(text)) = (self.links.get(&link).copied(), frame) {
                    let at = self.network.deliver(self.now, conn, Way::Out);
                    self.at(at, Event::ClientText { conn, text });
                }
            }
            Action::Ping { link } => {
                if let Some(conn) = self.links.get(&link).copied() {
                    let at = self.network.deliver(self.now, conn, Way::Out);
                    self.at(at, Event::ClientPing { conn });
                }
            }
            Action::Close { link } => {
                if let Some(conn) = self.links.remove(&link) {
                    self.conns.remove(&conn);
                    let at = self.network.deliver(self.now, conn, Way::Out);
                    self.at(at, Event::ClientGone { conn });
                }
            }
            Action::Emit(output) => self.emitted(output),
            Action::WakeAt(local) => {
                let at = self.player.real(local);
                if let Some(key) = self.session_wake.take() {
                    self.queue.remove(&key);
                }
                self.session_wake = Some(self.at(at, Event::SessionWake));
            }
            // Calls went through the budget.
            Action::Call { .. } => {}
        }
    }

    fn emitted(&mut self, output: Output) {
        if let Some(trace) = &mut self.trace {
            let text: String = match &output {
                Output::Market(envelope) => {
                    format!("{}.{} {:?} {:?}", envelope.channel, envelope.instrument, envelope.cursor, envelope.source)
                }
                other => format!("{other:?}").chars().take(260).collect(),
            };
            trace.push(format!("{}   -> {text}", self.now));
        }
        self.oracle.output(self.now, output, &self.sim);
    }

    fn leave(&mut self, granted: Granted) {
        let request = match self.player.encode(self.now, &granted) {
            Ok(request) => request,
            Err(error) => {
                self.oracle.violated(format!("cannot encode {:?}: {error}", granted.step));
                return;
            }
        };
        let local = self.player.local(self.now);
        self.oracle.leaving(local);
        let id = self.next_call;
        self.next_call += 1;
        let path = request.url.strip_prefix("http://venue").unwrap_or(&request.url).to_owned();
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{}   => call {id}: {path}", self.now));
        }
        self.calls.insert(id, InFlight { granted, sent_at: self.now, path });
        let at = self.network.deliver(self.now, HTTP, Way::Out);
        self.at(at, Event::Request { id });
        self.at(self.now + self.timeout, Event::Timeout { id });
        self.network.forget(HTTP);
    }

    fn request(&mut self, id: u64) {
        let Some(path) = self.calls.get(&id).map(|call| call.path.clone()) else { return };
        self.venue_input(SimInput::Request {
            id: RequestId(id),
            method: "GET",
            path_and_query: &path,
            headers: &[],
            body: b"",
            peer: "10.0.0.1",
        });
    }

    fn answer(&mut self, id: u64, answer: &Answer) -> Result<(), Violation> {
        let Some(call) = self.calls.remove(&id) else { return Ok(()) };
        if let Answer::Http { status, headers, .. } = answer {
            self.oracle.answered(self.now, self.player.local(self.now), *status, headers);
        }
        let mut wants = Vec::new();
        self.player.answered(self.now, &call.granted, call.sent_at, answer, &mut wants);
        self.perform(wants);
        Ok(())
    }

    fn venue_input(&mut self, input: SimInput<'_>) {
        let mut outputs = Vec::new();
        self.sim.handle(self.now.as_nanos(), input, &mut outputs);
        self.venue_outputs(outputs);
    }

    fn venue_outputs(&mut self, outputs: Vec<SimOutput>) {
        for output in outputs {
            match output {
                SimOutput::Accept { conn } => {
                    let at = self.network.deliver(self.now, conn.0, Way::In);
                    self.at(at, Event::Opened { conn: conn.0 });
                }
                SimOutput::Refuse { conn, status, .. } => self.gone(conn, format!("handshake answered with status {status}")),
                SimOutput::Text { conn, text } => {
                    let at = self.network.deliver(self.now, conn.0, Way::In);
                    self.at(at, Event::Text { conn: conn.0, text });
                }
                SimOutput::Ping { conn, payload } => {
                    let at = self.network.deliver(self.now, conn.0, Way::In);
                    self.at(at, Event::Alive { conn: conn.0 });
                    let back = self.network.deliver(at, conn.0, Way::Out);
                    self.at(back, Event::ClientPong { conn: conn.0, payload });
                }
                SimOutput::Pong { conn, .. } => {
                    let at = self.network.deliver(self.now, conn.0, Way::In);
                    self.at(at, Event::Alive { conn: conn.0 });
                }
                SimOutput::Close { conn, code, reason } => self.gone(conn, format!("closed by the venue: {code} {reason}")),
                SimOutput::Drop { conn } => self.gone(conn, "connection reset".to_owned()),
                SimOutput::Freeze { .. } => {}
                SimOutput::Reply { id, status, headers, body, delay_ms } => {
                    let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                    let sent = self.now + Duration::from_millis(i64::try_from(delay_ms).unwrap_or(i64::MAX));
                    let at = self.network.deliver(sent, HTTP, Way::In);
                    self.network.forget(HTTP);
                    self.at(at, Event::Answer { id: id.0, answer: Answer::Http { status, headers, body: body.into_bytes() } });
                }
                SimOutput::NoReply { id } => {
                    let at = self.network.deliver(self.now, HTTP, Way::In);
                    self.network.forget(HTTP);
                    self.at(at, Event::Answer { id: id.0, answer: Answer::Lost("connection reset".to_owned()) });
                }
                SimOutput::WakeAt(at) => {
                    if let Some(key) = self.sim_wake.take() {
                        self.queue.remove(&key);
                    }
                    self.sim_wake = Some(self.at(Timestamp::from_nanos(at), Event::SimWake));
                }
            }
        }
    }

    fn gone(&mut self, conn: ConnId, reason: String) {
        let at = self.network.deliver(self.now, conn.0, Way::In);
        self.at(at, Event::Gone { conn: conn.0, reason });
    }

    fn struck(&mut self, strike: Strike) {
        match strike {
            Strike::Venue(spec) => {
                self.oracle.fault(self.now, &spec);
                if spec.name == FaultName::Restart {
                    self.oracle.restarted();
                }
                let mut outputs = Vec::new();
                if let Err(error) = self.sim.set_fault(spec, &mut outputs) {
                    self.oracle.violated(format!("the plan holds an impossible fault: {error}"));
                }
                self.venue_outputs(outputs);
            }
            Strike::Cable(length) => {
                self.oracle.cable(self.now, length);
                self.network.pull(self.now + length);
            }
            Strike::Readers(symbol, come) => self.readers(symbol, come),
        }
    }

    fn readers(&mut self, symbol: usize, come: bool) {
        let Some(name) = self.symbols.get(symbol) else { return };
        let Ok(instrument) = InstrumentId::new(self.venue, name) else { return };
        let channels = [Channel::Book, Channel::Bbo, Channel::Trades, Channel::Candles(Interval::M1), Channel::Mark, Channel::Ticker];
        for channel in channels {
            let sub = Sub { instrument: Some(instrument.clone()), channel };
            let command = if come { Command::Want(sub) } else { Command::Unwant(sub) };
            self.input(Input::Command(command));
        }
        self.oracle.readers(&instrument, come);
    }
}
