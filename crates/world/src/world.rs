//! What happens next? One queue of events under a virtual clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use twinline_core::session::{Action, Command, Input, Output};
use twinline_model::{Channel, Duration, InstrumentId, Interval, Timestamp};
use twinline_sim::{Config, FaultName, Simulator, SymbolSpec};
use twinline_venue::{Codec, Endpoints, Frame, FrameBuf, LinkId, Sub};

use crate::network::Network;
use crate::oracle::{Oracle, Violation};
use crate::plan::{Plan, Strike};
use crate::player::{Answer, Granted, LocalClock, Player, Want};
use crate::wire::{Arrival, Key, Wire};

#[derive(Debug)]
enum Planned {
    Wake,
    BudgetWake,
    Look,
    Strike(Strike),
}

/// A request of the session's, and when it left.
#[derive(Debug)]
struct Flight {
    granted: Granted,
    sent_at: Timestamp,
}

/// One run.
#[derive(Debug)]
pub struct World {
    wire: Wire<Planned>,
    player: Player,
    oracle: Oracle,
    venue: &'static str,
    symbols: Vec<String>,
    flights: BTreeMap<u64, Flight>,
    wake: Option<Key>,
    timeout: Duration,
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
        let player = Player::new(codec, endpoints, rng.next_u64(), 1, clock);
        let network = Network::new(ChaCha8Rng::seed_from_u64(rng.next_u64()));
        let mut world = Self {
            wire: Wire::new(start, Simulator::new(config), network, setup.trace),
            player,
            oracle: Oracle::new(setup.seed, spec.name, &symbols, clock),
            venue: spec.name,
            symbols,
            flights: BTreeMap::new(),
            wake: None,
            timeout: spec.reply_timeout,
        };
        world.wire.at(start, Planned::Look);
        world.input(Input::Start);
        for symbol in 0..world.symbols.len() {
            world.readers(symbol, true);
        }
        world
    }

    /// Faults to come.
    pub fn schedule(&mut self, plan: &Plan) {
        for (at, strike) in &plan.strikes {
            self.wire.at(*at, Planned::Strike(strike.clone()));
        }
    }

    /// Runs for so long.
    pub fn run_for(&mut self, length: Duration) -> Result<(), Violation> {
        let end = self.now() + length;
        while let Some(arrival) = self.wire.next(end) {
            self.arrived(arrival)?;
            self.oracle.take_violation()?;
        }
        Ok(())
    }

    /// Faults off.
    pub fn heal(&mut self) {
        self.wire.retain(|planned| !matches!(planned, Planned::Strike(_)));
        self.wire.heal();
        self.oracle.healed(self.wire.now());
    }

    /// Everything must be live and equal to the venue within `limit`, a ban that is in force aside.
    pub fn run_until_live(&mut self, limit: Duration) -> Result<Duration, Violation> {
        let begin = self.now();
        let mut deadline = begin + limit;
        loop {
            // A ban that was spoken before healing may arrive after it.
            if let Some((until, _)) = self.player.budget.penalty(self.player.local(self.wire.now())) {
                deadline = deadline.max(self.player.real(until) + limit);
            }
            self.run_for(Duration::from_millis(200))?;
            let problem = self.oracle.unfinished(self.player.local(self.wire.now()), &self.player.session);
            match problem {
                None => return Ok(self.now() - begin),
                Some(problem) if self.now() > deadline => {
                    return Err(Violation::new(format!("not live {} ms after healing: {problem}", (self.now() - begin).as_millis())));
                }
                Some(_) => {}
            }
        }
    }

    /// Books, trades and candles equal the venue's own at the moment that we know.
    pub fn assert_same_as_venue(&mut self) -> Result<(), Violation> {
        self.oracle.same_as_venue(&self.wire.sim)
    }

    /// What was seen.
    pub fn oracle(&self) -> &Oracle {
        &self.oracle
    }

    /// Events handled.
    pub fn events(&self) -> u64 {
        self.wire.events
    }

    /// The session under test.
    pub fn session(&self) -> &twinline_core::session::Session {
        &self.player.session
    }

    /// The usual round trip of this world.
    pub fn round_trip(&self) -> Duration {
        self.wire.network.round_trip()
    }

    /// True time.
    pub fn now(&self) -> Timestamp {
        self.wire.now()
    }

    /// Strikes now.
    pub fn strike(&mut self, strike: Strike) -> Result<(), Violation> {
        self.struck(strike);
        self.oracle.take_violation()
    }

    /// Request weight that the venue has charged, for each full minute so far.
    pub fn weights(&self) -> Vec<u32> {
        let mut minutes: BTreeMap<i64, u32> = BTreeMap::new();
        for entry in self.wire.sim.requests(0)["requests"].as_array().into_iter().flatten() {
            let (at, weight) = (entry["time"].as_i64().unwrap_or(0), entry["weight"].as_u64().unwrap_or(0));
            *minutes.entry(at / 60_000).or_insert(0) += u32::try_from(weight).unwrap_or(u32::MAX);
        }
        minutes.into_values().collect()
    }

    /// Lines of what happened, if they were kept.
    pub fn trace(&self) -> &[String] {
        self.wire.trace.as_deref().unwrap_or(&[])
    }

    fn arrived(&mut self, arrival: Arrival<Planned>) -> Result<(), Violation> {
        match arrival {
            Arrival::Opened(link) => self.input(Input::Opened { link }),
            Arrival::Text(link, text) => self.input(Input::Frame { link, frame: Frame::Text(&text) }),
            Arrival::Alive(link) => self.input(Input::Alive { link }),
            Arrival::Gone(link, reason) => self.input(Input::Closed { link, reason: &reason }),
            Arrival::Answer(id, answer) => self.answered(id, &answer),
            Arrival::Own(Planned::Wake) => {
                self.wake = None;
                self.input(Input::Wake);
            }
            Arrival::Own(Planned::BudgetWake) => {
                let mut wants = Vec::new();
                self.player.wake_budget(self.wire.now(), &mut wants);
                self.perform(wants);
            }
            Arrival::Own(Planned::Look) => {
                let now = self.now();
                self.oracle.look(now, self.player.local(now), &self.player.session, &self.wire.sim)?;
                self.wire.at(now + Duration::from_millis(500), Planned::Look);
            }
            Arrival::Own(Planned::Strike(strike)) => self.struck(strike),
        }
        Ok(())
    }

    fn input(&mut self, input: Input<'_>) {
        let mut wants = Vec::new();
        self.player.input(self.wire.now(), input, &mut wants);
        self.perform(wants);
    }

    fn perform(&mut self, wants: Vec<Want>) {
        for want in wants {
            match want {
                Want::Session(action) => self.act(action),
                Want::Leave(granted) => self.leave(granted),
                Want::BudgetAt(at) => {
                    self.wire.at(at + Duration::from_micros(10), Planned::BudgetWake);
                }
            }
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Open { link, url, .. } => {
                self.oracle.connecting(self.wire.now());
                self.wire.open(link, &url);
            }
            Action::Send { link, frame } => self.send(link, frame),
            Action::Ping { link } => self.wire.ping(link),
            Action::Close { link } => self.wire.close(link),
            Action::Emit(output) => self.emitted(output),
            Action::WakeAt(local) => {
                let at = self.player.real(local);
                if let Some(key) = self.wake.take() {
                    self.wire.cancel(key);
                }
                self.wake = Some(self.wire.at(at, Planned::Wake));
            }
            // Calls went through the budget.
            Action::Call { .. } => {}
        }
    }

    fn send(&mut self, link: LinkId, frame: FrameBuf) {
        if let FrameBuf::Text(text) = frame {
            self.wire.send(link, text);
        }
    }

    fn emitted(&mut self, output: Output) {
        self.wire.note(|| match &output {
            Output::Market(envelope) => {
                format!("  -> {}.{} {:?} {:?}", envelope.channel, envelope.instrument, envelope.cursor, envelope.source)
            }
            other => format!("  -> {other:?}").chars().take(260).collect(),
        });
        self.oracle.output(self.wire.now(), output, &self.wire.sim);
    }

    fn leave(&mut self, granted: Granted) {
        let now = self.now();
        let request = match self.player.encode(now, &granted) {
            Ok(request) => request,
            Err(error) => {
                self.oracle.violated(format!("cannot encode {:?}: {error}", granted.step));
                return;
            }
        };
        self.oracle.leaving(self.player.local(now));
        self.wire.note(|| format!("  => {request:?}"));
        let id = self.wire.request(request, self.timeout);
        self.flights.insert(id, Flight { granted, sent_at: now });
    }

    fn answered(&mut self, id: u64, answer: &Answer) {
        let Some(flight) = self.flights.remove(&id) else { return };
        let now = self.now();
        if let Answer::Http { status, headers, .. } = answer {
            self.oracle.answered(now, self.player.local(now), *status, headers);
        }
        let mut wants = Vec::new();
        self.player.answered(now, &flight.granted, flight.sent_at, answer, &mut wants);
        self.perform(wants);
    }

    fn struck(&mut self, strike: Strike) {
        let now = self.now();
        match strike {
            Strike::Venue(spec) => {
                self.oracle.fault(now, &spec);
                if spec.name == FaultName::Restart {
                    self.oracle.restarted();
                }
                if let Err(error) = self.wire.fault(spec) {
                    self.oracle.violated(format!("the plan holds an impossible fault: {error}"));
                }
            }
            Strike::Cable(length) => {
                self.oracle.cable(now, length);
                self.wire.network.pull(now + length);
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
