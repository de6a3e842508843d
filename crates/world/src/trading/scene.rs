//! What happens next? One queue of events under a virtual clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use twinline_core::account::{Action, Command, Input, Output};
use twinline_core::session::CallId;
use twinline_model::{Duration, Freshness, InstrumentId, Price, Timestamp};
use twinline_sim::{Config, ConnId, FaultSpec, Input as SimInput, Output as SimOutput, Proof, RequestId, Simulator, SymbolSpec};
use twinline_venue::account::{Leaving, Secret, SecretFields};
use twinline_venue::{Codec, Endpoints, Fact, Facts, Frame, FrameBuf, Instruments, LinkId, Method, Reply, Request, Step, View};

use super::gateway::{Gateway, Want};
use super::orders::{Appetite, Trader};
use crate::network::{Network, Way};
use crate::oracle::Violation;
use crate::player::{Answer, LocalClock};

/// Connection number under which all HTTP runs in the network.
const HTTP: u64 = u64::MAX;
/// A disk takes so long for a sync, on average.
const SYNC: Duration = Duration::from_micros(400);

/// Something that goes wrong, at its time.
#[derive(Debug, Clone)]
pub enum Incident {
    /// At the venue.
    Venue(FaultSpec),
    /// The cable is out for so long.
    Cable(Duration),
    /// The gateway is killed and begins again.
    Kill,
}

#[derive(Debug)]
enum Event {
    SimWake,
    Wake,
    BudgetWake,
    Wish,
    Synced { ticket: u64, length: usize, life: u64 },
    Incident(Incident),
    Upgrade { conn: u64, path: String },
    ClientText { conn: u64, text: String },
    ClientPing { conn: u64 },
    ClientPong { conn: u64, payload: Vec<u8> },
    ClientGone { conn: u64 },
    Request { id: u64 },
    Opened { conn: u64 },
    Text { conn: u64, text: Arc<str> },
    Alive { conn: u64 },
    Gone { conn: u64, reason: String },
    Answer { id: u64, answer: Answer },
}

#[derive(Debug)]
struct Flight {
    call: CallId,
    sent_at: Timestamp,
    request: Request,
    /// Which life of the gateway asked: an answer to one that was killed reaches nobody.
    life: u64,
}

/// How a run is set up.
#[derive(Debug, Clone)]
pub struct TradingSetup {
    /// Everything random follows from it.
    pub seed: u64,
    /// The venue's symbols.
    pub symbols: Vec<SymbolSpec>,
    /// When the world begins.
    pub start: Timestamp,
    /// How the trader behaves.
    pub appetite: Appetite,
    /// Keep a line for each event.
    pub trace: bool,
}

/// One run.
#[derive(Debug)]
pub struct Trading {
    now: Timestamp,
    order: u64,
    queue: BTreeMap<(Timestamp, u64), Event>,
    sim: Simulator,
    gateway: Gateway,
    network: Network,
    trader: Trader,
    trading: bool,
    instruments: Arc<Instruments>,
    marks: BTreeMap<InstrumentId, Price>,
    rng: ChaCha8Rng,
    links: BTreeMap<LinkId, u64>,
    conns: BTreeMap<u64, LinkId>,
    next_conn: u64,
    flights: BTreeMap<u64, Flight>,
    next_flight: u64,
    sim_wake: Option<(Timestamp, u64)>,
    wake: Option<(Timestamp, u64)>,
    life: u64,
    /// Commands that got an answer, by kind of answer.
    pub answers: BTreeMap<&'static str, u64>,
    /// Events handled.
    pub events: u64,
    trace: Option<Vec<String>>,
    violation: Option<Violation>,
}

impl Trading {
    /// A world with a venue, a network and an account that has begun.
    pub fn new(setup: &TradingSetup, codec: Arc<dyn Codec>) -> Result<Self, Violation> {
        let mut rng = ChaCha8Rng::seed_from_u64(setup.seed);
        let start = setup.start;
        let clock = LocalClock {
            offset: Duration::from_millis(i64::from(rng.next_u32() % 6_001) - 3_000),
            drift_ppm: i64::from(rng.next_u32() % 401) - 200,
            start,
        };
        let config =
            Config { symbols: setup.symbols.clone(), history_minutes: 30, warm_up_minutes: 0, ..Config::new(setup.seed, start.as_nanos()) };
        let secrets = secrets_of(&config, &mut rng)?;
        let accounts = codec.accounts().ok_or_else(|| Violation::new("the venue has no accounts"))?;
        let signer = accounts.signer(&secrets).map_err(|error| Violation::new(error.to_string()))?;
        let mut sim = Simulator::new(config);
        let instruments = Arc::new(listed(&mut sim, codec.as_ref(), start)?);
        let gateway = Gateway::new(codec, signer, Arc::clone(&instruments), rng.next_u64(), clock)
            .map_err(|error| Violation::new(error.to_string()))?;
        let mut world = Self {
            now: start,
            order: 0,
            queue: BTreeMap::new(),
            sim,
            gateway,
            network: Network::new(ChaCha8Rng::seed_from_u64(rng.next_u64())),
            trader: Trader::new(ChaCha8Rng::seed_from_u64(rng.next_u64()), setup.appetite),
            trading: true,
            instruments,
            marks: BTreeMap::new(),
            rng,
            links: BTreeMap::new(),
            conns: BTreeMap::new(),
            next_conn: 1,
            flights: BTreeMap::new(),
            next_flight: 1,
            sim_wake: None,
            wake: None,
            life: 1,
            answers: BTreeMap::new(),
            events: 0,
            trace: setup.trace.then(Vec::new),
            violation: None,
        };
        world.at(start, Event::SimWake);
        world.at(start + Duration::from_secs(3), Event::Wish);
        world.input(Input::Start);
        Ok(world)
    }

    /// Something goes wrong at this time.
    pub fn schedule(&mut self, at: Timestamp, incident: Incident) {
        self.at(at, Event::Incident(incident));
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
            self.step(event);
            if let Some(violation) = self.violation.take() {
                return Err(violation);
            }
        }
        self.now = end;
        Ok(())
    }

    /// Faults off, no more wishes.
    pub fn heal(&mut self) {
        self.trading = false;
        self.queue.retain(|_, event| !matches!(event, Event::Incident(_)));
        self.sim.clear_faults(None);
        self.network.heal();
    }

    /// The account must be live, with nothing in doubt, within `limit`; how long it took.
    pub fn run_until_settled(&mut self, limit: Duration) -> Result<Duration, Violation> {
        let begin = self.now;
        loop {
            self.run_for(Duration::from_millis(500))?;
            let status = self.gateway.account().status(self.gateway.local(self.now));
            let settled = status.freshness == Freshness::Live && status.unknown_orders == 0 && self.gateway.account().asking().is_empty();
            // An audit after the last change: what a healthy stream lost is found by it.
            if settled && self.now - begin > Duration::from_secs(80) {
                return Ok(self.now - begin);
            }
            if self.now - begin > limit {
                let asking = self.gateway.account().asking();
                let message = format!("not settled {} ms after healing: {asking:?} {status:?}", (self.now - begin).as_millis());
                return Err(Violation::new(message));
            }
        }
    }

    /// Strikes now.
    pub fn strike(&mut self, incident: Incident) {
        self.step(Event::Incident(incident));
    }

    /// Commands the account now.
    pub fn command(&mut self, command: Command) {
        self.input(Input::Command(command));
    }

    /// The production side.
    pub fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// The trader.
    pub fn trader(&self) -> &Trader {
        &self.trader
    }

    /// The venue.
    pub fn venue(&self) -> &Simulator {
        &self.sim
    }

    /// What can be traded.
    pub fn instruments(&self) -> &Arc<Instruments> {
        &self.instruments
    }

    /// True time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The usual round trip of this world.
    pub fn round_trip(&self) -> Duration {
        self.network.round_trip()
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

    fn note(&mut self, text: impl FnOnce() -> String) {
        let now = self.now;
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{now} {}", text().chars().take(900).collect::<String>()));
        }
    }

    fn step(&mut self, event: Event) {
        if !matches!(event, Event::SimWake | Event::Wake | Event::Alive { .. } | Event::ClientPing { .. }) {
            self.note(|| format!("{event:?}"));
        }
        match event {
            Event::SimWake => {
                self.sim_wake = None;
                self.venue_input(SimInput::Tick);
            }
            Event::Wake => {
                self.wake = None;
                self.input(Input::Wake);
            }
            Event::BudgetWake => {
                let mut wants = Vec::new();
                self.gateway.wake_budget(self.now, &mut wants);
                self.perform(wants);
            }
            Event::Wish => self.wish(),
            Event::Synced { ticket, length, life } if life == self.life => {
                self.gateway.synced_to(length);
                self.input(Input::Appended { ticket, result: Ok(()) });
            }
            Event::Synced { .. } => {}
            Event::Incident(incident) => self.struck(incident),
            Event::Upgrade { conn, path } => {
                self.venue_input(SimInput::Upgrade { conn: ConnId(conn), host: "venue", path_and_query: &path });
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
            Event::Answer { id, answer } => self.answer(id, &answer),
        }
    }

    fn wish(&mut self) {
        if !self.trading {
            return;
        }
        let count = self.instruments.len();
        let at = self.rng.next_u64() as usize % count.max(1);
        let instrument = self.instruments.iter().nth(at).cloned();
        if let Some(instrument) = instrument
            && let Some(mark) = self.mark(&instrument.id)
        {
            let command = self.trader.wish(self.gateway.account().state(), &instrument, mark);
            self.note(|| format!("  wish {command:?}"));
            self.input(Input::Command(command));
        }
        let pause = self.trader.pause_ms();
        self.at(self.now + Duration::from_millis(pause), Event::Wish);
    }

    /// The venue's best bid, looked at once in a while: the trader sees the market, not the account.
    fn mark(&mut self, instrument: &InstrumentId) -> Option<Price> {
        if !self.marks.contains_key(instrument) || self.rng.next_u32().is_multiple_of(4) {
            let book = self.sim.book_at(instrument.symbol(), None)?;
            let price = Price::parse(book["bids"][0][0].as_str()?).ok()?;
            self.marks.insert(instrument.clone(), price);
        }
        self.marks.get(instrument).copied()
    }

    fn struck(&mut self, incident: Incident) {
        match incident {
            Incident::Venue(spec) => {
                let mut outputs = Vec::new();
                if let Err(error) = self.sim.set_fault(spec, &mut outputs) {
                    self.violation = Some(Violation::new(format!("the plan holds an impossible fault: {error}")));
                }
                self.venue_outputs(outputs);
            }
            Incident::Cable(length) => self.network.pull(self.now + length),
            Incident::Kill => self.kill(),
        }
    }

    fn kill(&mut self) {
        for (link, conn) in std::mem::take(&mut self.links) {
            let _ = link;
            self.conns.remove(&conn);
            let at = self.network.deliver(self.now, conn, Way::Out);
            self.at(at, Event::ClientGone { conn });
        }
        if let Some(key) = self.wake.take() {
            self.queue.remove(&key);
        }
        self.life += 1;
        let keep = (self.rng.next_u32() % 4) as usize;
        if let Err(error) = self.gateway.restart(keep) {
            self.violation = Some(Violation::new(error.to_string()));
        }
        self.input(Input::Start);
    }

    fn link_input<'a>(&mut self, conn: u64, input: impl FnOnce(LinkId) -> Input<'a>) {
        if let Some(link) = self.conns.get(&conn).copied() {
            self.input(input(link));
        }
    }

    fn input(&mut self, input: Input<'_>) {
        let mut wants = Vec::new();
        let before = self.gateway.appended();
        self.gateway.input(self.now, input, &mut wants);
        if self.trace.is_some() {
            let lines: Vec<String> =
                self.gateway.journal().get(before..).unwrap_or(&[]).iter().map(|envelope| format!("  ## {envelope:?}")).collect();
            for line in lines {
                self.note(|| line);
            }
        }
        self.perform(wants);
    }

    fn perform(&mut self, wants: Vec<Want>) {
        for want in wants {
            match want {
                Want::Account(action) => self.act(action),
                Want::Granted(call) => self.leave(call),
                Want::Refused(call, retry_at) => {
                    self.input(Input::NotAdmitted { call, retry_at, reason: "the rate budget is used up" });
                }
                Want::Sync(ticket) => {
                    let wait = Duration::from_micros(50) + SYNC.scale(i64::from(self.rng.next_u32() % 2_000), 1_000);
                    let (length, life) = (self.gateway.appended(), self.life);
                    self.at(self.now + wait, Event::Synced { ticket, length, life });
                }
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
                let path = url.strip_prefix("ws://venue").unwrap_or(&url).to_owned();
                let first = self.network.deliver(self.now, conn, Way::Out);
                let back = self.network.deliver(first, conn, Way::In);
                let at = self.network.deliver(back, conn, Way::Out);
                self.at(at, Event::Upgrade { conn, path });
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
            Action::Emit(output) => self.told(&output),
            Action::WakeAt(local) => {
                let at = self.gateway.real(local);
                if let Some(key) = self.wake.take() {
                    self.queue.remove(&key);
                }
                self.wake = Some(self.at(at, Event::Wake));
            }
            // Calls and appends went through the gateway.
            Action::Call { .. } | Action::Append { .. } => {}
        }
    }

    fn told(&mut self, output: &Output) {
        self.note(|| format!("  -> {output:?}"));
        if let Output::Answer { result, .. } = output {
            use twinline_core::account::Answer as A;
            let kind = match result {
                A::Orders(_) => "placed",
                A::Done(_) => "done",
                A::Refused(_) => "refused",
                A::Unknown { .. } => "unknown",
                A::Sound => "sound",
                A::Set => "set",
                A::Cancelling { .. } => "cancelling",
                A::Fetched => "fetched",
                A::Differences(_) => "differences",
            };
            *self.answers.entry(kind).or_insert(0) += 1;
        }
    }

    fn leave(&mut self, call: CallId) {
        let route = self.gateway.route(call);
        let leaving = match self.gateway.encode(self.now, call) {
            Some(Ok(leaving)) => leaving,
            Some(Err(reason)) => {
                self.note(|| format!("  cannot encode: {reason}"));
                let retry_at = self.gateway.local(self.now) + Duration::from_secs(1);
                return self.input(Input::NotAdmitted { call, retry_at, reason: &reason });
            }
            None => return,
        };
        match (leaving, route) {
            (Leaving::Http(request), _) => {
                self.note(|| format!("  => {request:?}"));
                self.input(Input::Left { call });
                let id = self.next_flight;
                self.next_flight += 1;
                self.flights.insert(id, Flight { call, sent_at: self.now, request, life: self.life });
                let at = self.network.deliver(self.now, HTTP, Way::Out);
                self.network.forget(HTTP);
                self.at(at, Event::Request { id });
                let timeout = self.gateway.account().spec().reply_timeout;
                self.at(self.now + timeout, Event::Answer { id, answer: Answer::Lost("no answer in time".to_owned()) });
            }
            (Leaving::Frame(FrameBuf::Text(text)), Some(twinline_venue::account::Route::Link(link, _))) => {
                match self.links.get(&link).copied() {
                    Some(conn) => {
                        self.note(|| format!("  => {}", text.split("signature").next().unwrap_or_default()));
                        self.input(Input::Left { call });
                        let at = self.network.deliver(self.now, conn, Way::Out);
                        self.at(at, Event::ClientText { conn, text });
                    }
                    None => {
                        let retry_at = self.gateway.local(self.now) + Duration::from_secs(1);
                        self.input(Input::NotAdmitted { call, retry_at, reason: "its connection is gone" });
                    }
                }
            }
            (Leaving::Frame(_), _) => self.violation = Some(Violation::new("a frame without a link".to_owned())),
        }
    }

    fn request(&mut self, id: u64) {
        let Some(request) = self.flights.get(&id).map(|flight| flight.request.clone()) else { return };
        let method = match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        };
        let headers: Vec<(&str, &str)> = request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let path = request.url.strip_prefix("http://venue").unwrap_or(&request.url);
        self.venue_input(SimInput::Request {
            id: RequestId(id),
            method,
            path_and_query: path,
            headers: &headers,
            body: &request.body,
            peer: "10.0.0.1",
        });
    }

    fn answer(&mut self, id: u64, answer: &Answer) {
        let Some(flight) = self.flights.remove(&id) else { return };
        if flight.life != self.life {
            return;
        }
        let (call, sent_at) = (flight.call, self.gateway.local(flight.sent_at));
        match answer {
            Answer::Http { status, headers, body } => {
                let mut wants = Vec::new();
                self.gateway.learn(self.now, *status, headers, &mut wants);
                self.perform(wants);
                self.input(Input::Reply { call, sent_at, reply: Reply::Http { status: *status, body } });
            }
            Answer::Lost(reason) => self.input(Input::Reply { call, sent_at, reply: Reply::Lost { reason } }),
        }
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
}

/// Keys of the first account: with half of the seeds one that can log on, with the others one that cannot.
fn secrets_of(config: &Config, rng: &mut ChaCha8Rng) -> Result<SecretFields, Violation> {
    let account = config.accounts.first().ok_or_else(|| Violation::new("the venue has no account".to_owned()))?;
    let log_on = rng.next_u32().is_multiple_of(2);
    for key in &account.keys {
        let (name, secret) = match &key.proof {
            Proof::Hmac { secret } if !log_on => ("secret", secret.clone()),
            Proof::Ed25519 { private_pem: Some(pem), .. } if log_on => ("private_key", pem.clone()),
            _ => continue,
        };
        let mut fields = SecretFields::default();
        fields.0.insert("api_key".to_owned(), Secret::new(key.api_key.as_bytes()));
        fields.0.insert(name.to_owned(), Secret::new(secret.as_bytes()));
        return Ok(fields);
    }
    Err(Violation::new("the account has no key of that kind".to_owned()))
}

/// What the venue lists, as its public side says it.
fn listed(sim: &mut Simulator, codec: &dyn Codec, now: Timestamp) -> Result<Instruments, Violation> {
    let mut outputs = Vec::new();
    let input = SimInput::Request {
        id: RequestId(0),
        method: "GET",
        path_and_query: "/fapi/v1/exchangeInfo",
        headers: &[],
        body: b"",
        peer: "10.0.0.1",
    };
    sim.handle(now.as_nanos(), input, &mut outputs);
    let view = View::new(Endpoints { rest: "http://venue".to_owned(), ws: "ws://venue".to_owned(), commands: None });
    for output in outputs {
        if let SimOutput::Reply { status, body, .. } = output {
            let mut facts = Facts::new();
            let _ = codec.decode_reply(&view, &Step::Instruments, Reply::Http { status, body: body.as_bytes() }, &mut facts);
            for fact in facts.items() {
                if let Fact::Instruments(list) = fact {
                    return Ok(Instruments::from_list(list.iter().cloned()));
                }
            }
        }
    }
    Err(Violation::new("the venue lists nothing".to_owned()))
}
