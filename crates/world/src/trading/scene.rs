//! What happens next? One account, one venue, one queue under a virtual clock.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::Value;
use twinline_core::account::{AccountStatus, Answer as Told, Bounds, Command, Input};
use twinline_core::session::CallId;
use twinline_model::{Duration, Freshness, InstrumentId, Price, Timestamp};
use twinline_sim::{FaultSpec, Simulator};
use twinline_venue::{Codec, Frame, Instruments};

use super::crash::Points;
use super::gateway::{Gateway, Want};
use super::orders::Trader;
use super::setup::{TradingSetup, listed};
use crate::network::Network;
use crate::oracle::Violation;
use crate::wire::{Arrival, Key, Meddler, Wire};

/// Answers to an account that has no append of this number: it only learns whether the journal works.
pub(super) const NO_TICKET: u64 = 0;

/// Something that goes wrong, at its time.
#[derive(Debug, Clone)]
pub enum Incident {
    /// At the venue.
    Venue(FaultSpec),
    /// The cable is out for so long.
    Cable(Duration),
    /// The gateway is killed and begins again.
    Kill,
    /// The journal fails for this reason, or works again.
    Journal(Option<&'static str>),
}

#[derive(Debug)]
pub(super) enum Plan {
    Wake,
    BudgetWake,
    Wish,
    Synced { ticket: u64, length: usize, life: u64 },
    Unkept { ticket: u64, reason: String, life: u64 },
    Incident(Incident),
}

/// A request of the gateway's, and when it left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flight {
    pub call: CallId,
    pub sent_at: Timestamp,
}

/// One run.
#[derive(Debug)]
pub struct Trading {
    pub(super) wire: Wire<Plan>,
    pub(super) gateway: Gateway,
    pub(super) trader: Trader,
    pub(super) trading: bool,
    pub(super) instruments: Arc<Instruments>,
    pub(super) marks: BTreeMap<InstrumentId, Price>,
    pub(super) rng: ChaCha8Rng,
    pub(super) flights: BTreeMap<u64, Flight>,
    pub(super) wake: Option<Key>,
    pub(super) wants: VecDeque<Want>,
    pub(super) performing: bool,
    pub(super) life: u64,
    pub(super) points: Points,
    pub(super) answers: BTreeMap<u64, (Timestamp, Told)>,
    pub(super) statuses: Vec<(Timestamp, AccountStatus)>,
    pub(super) stopped_at: Option<Timestamp>,
    pub(super) violation: Option<Violation>,
}

impl Trading {
    /// A world with a venue, a network and an account that has not begun.
    pub fn new(setup: &TradingSetup, codec: Arc<dyn Codec>) -> Result<Self, Violation> {
        let wrong = |text: String| Violation::new(text);
        let mut rng = ChaCha8Rng::seed_from_u64(setup.network_seed.unwrap_or(setup.seed));
        let clock = setup.clock(&mut rng);
        let accounts = codec.accounts().ok_or_else(|| wrong("the venue has no accounts".to_owned()))?;
        let config = setup.venue(codec.as_ref())?;
        let secrets = setup.secrets(&config, accounts.spec(), &mut rng)?;
        let signer = accounts.signer(&secrets).map_err(|error| wrong(error.to_string()))?;
        let mut sim = Simulator::new(config);
        let instruments = Arc::new(listed(&mut sim, codec.as_ref(), setup.start)?);
        let gateway = Gateway::new(codec, signer, Arc::clone(&instruments), setup.endpoints(accounts.spec()), rng.next_u64(), clock)
            .map_err(|error| wrong(error.to_string()))?;
        let network = Network::new(ChaCha8Rng::seed_from_u64(rng.next_u64()));
        let trader = Trader::new(ChaCha8Rng::seed_from_u64(rng.next_u64()), setup.appetite.unwrap_or_default());
        Ok(Self {
            wire: Wire::new(setup.start, sim, network, setup.trace),
            gateway,
            trader,
            trading: setup.appetite.is_some(),
            instruments,
            marks: BTreeMap::new(),
            rng,
            flights: BTreeMap::new(),
            wake: None,
            wants: VecDeque::new(),
            performing: false,
            life: 1,
            points: Points::default(),
            answers: BTreeMap::new(),
            statuses: Vec::new(),
            stopped_at: None,
            violation: None,
        })
    }

    /// The gateway starts, and the trader, if there is one, a little later.
    pub fn begin(&mut self) {
        let now = self.now();
        self.wire.at(now + Duration::from_secs(3), Plan::Wish);
        self.input(Input::Start);
    }

    /// Something goes wrong at this time.
    pub fn schedule(&mut self, at: Timestamp, incident: Incident) {
        self.wire.at(at, Plan::Incident(incident));
    }

    /// Runs for so long.
    pub fn run_for(&mut self, length: Duration) -> Result<(), Violation> {
        let end = self.now() + length;
        while let Some(arrival) = self.wire.next(end) {
            self.arrived(arrival);
            if let Some(violation) = self.violation.take() {
                return Err(violation);
            }
        }
        Ok(())
    }

    /// Faults off, no more wishes.
    pub fn heal(&mut self) {
        self.trading = false;
        self.wire.retain(|plan| !matches!(plan, Plan::Incident(_)));
        self.wire.heal();
        self.wire.meddler = None;
        self.struck(Incident::Journal(None));
    }

    /// True while the account is live and has no open question.
    pub fn is_settled(&self) -> bool {
        let status = self.status();
        status.freshness == Freshness::Live && status.unknown_orders == 0 && self.gateway.account().asking().is_empty()
    }

    /// How the account stands.
    pub fn status(&self) -> AccountStatus {
        self.gateway.account().status(self.gateway.local(self.now()))
    }

    /// Strikes now.
    pub fn strike(&mut self, incident: Incident) {
        self.struck(incident);
    }

    /// Commands the account now.
    pub fn command(&mut self, command: Command) {
        match &command {
            Command::Place { tickets, .. } => self.trader.sent.extend(tickets.iter().map(|ticket| ticket.client_order_id.clone())),
            Command::Bracket { wish, .. } => self.trader.sent.extend(wish.entry.iter().map(|ticket| ticket.client_order_id.clone())),
            Command::PlaceEach { orders, .. } => self.trader.sent.extend(orders.iter().map(|(ticket, _)| ticket.client_order_id.clone())),
            _ => {}
        }
        self.input(Input::Command(command));
    }

    /// Something happens at the venue that the gateway did not do: see the simulator's levers.
    pub fn lever(&mut self, name: &str, body: &Value) -> Result<Value, Violation> {
        self.wire.lever(name, body).map_err(|reason| Violation::new(format!("{name}: {reason}")))
    }

    /// From now on somebody may change what the venue says.
    pub fn meddle(&mut self, meddler: Meddler) {
        self.wire.meddler = Some(meddler);
    }

    /// Points at which the gateway can be killed.
    pub fn points(&mut self) -> &mut Points {
        &mut self.points
    }

    /// Keeps so much of what is over in memory, from the next start on.
    pub fn keep_within(&mut self, bounds: Bounds) {
        self.gateway.keep_within(bounds);
    }

    /// The gateway is killed and begins again. Beyond what was synced, `keep` more events happened to be on the disk.
    pub fn kill(&mut self, keep: usize) {
        self.fell(keep);
        self.input(Input::Start);
    }

    /// The gateway is killed and does not begin again until it is told to ([`Self::begin`]).
    pub fn fell(&mut self, keep: usize) {
        self.wire.hang_up();
        self.wants.clear();
        self.flights.clear();
        if let Some(key) = self.wake.take() {
            self.wire.cancel(key);
        }
        self.life += 1;
        if let Err(error) = self.gateway.restart(keep) {
            self.violation = Some(Violation::new(error.to_string()));
        }
        self.stopped_at = None;
    }

    /// The same, and its journal is lost altogether.
    pub fn kill_and_forget(&mut self) {
        self.gateway.forget_journal();
        self.kill(0);
    }

    /// How often it was killed.
    pub fn kills(&self) -> u64 {
        self.life - 1
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
        &self.wire.sim
    }

    /// What can be traded.
    pub fn instruments(&self) -> &Arc<Instruments> {
        &self.instruments
    }

    /// True time.
    pub fn now(&self) -> Timestamp {
        self.wire.now()
    }

    /// The usual round trip of this world.
    pub fn round_trip(&self) -> Duration {
        self.wire.network.round_trip()
    }

    /// Events handled.
    pub fn events(&self) -> u64 {
        self.wire.events
    }

    /// What an asker was told, and when.
    pub fn answer_to(&self, ask: u64) -> Option<&(Timestamp, Told)> {
        self.answers.get(&ask)
    }

    /// What the account told of itself, oldest first.
    pub fn statuses(&self) -> &[(Timestamp, AccountStatus)] {
        &self.statuses
    }

    /// When it said that it has stopped.
    pub fn stopped_at(&self) -> Option<Timestamp> {
        self.stopped_at
    }

    /// Lines of what happened, if they were kept.
    pub fn trace(&self) -> &[String] {
        self.wire.trace.as_deref().unwrap_or(&[])
    }

    /// The venue's best bid.
    pub fn bid(&self, instrument: &InstrumentId) -> Option<Price> {
        let book = self.wire.sim.book_at(instrument.symbol(), None)?;
        Price::parse(book["bids"][0][0].as_str()?).ok()
    }

    fn arrived(&mut self, arrival: Arrival<Plan>) {
        let before = match &arrival {
            Arrival::Own(Plan::Synced { life, .. }) if *life == self.life => Some("the disk's word"),
            Arrival::Own(Plan::Unkept { life, .. }) if *life == self.life => Some("the disk's no"),
            Arrival::Text(..) => Some("a frame"),
            Arrival::Answer(id, _) if self.flights.contains_key(id) => Some("an answer"),
            _ => None,
        };
        if let Some(keep) = before.and_then(|before| self.points.reached(before)) {
            return self.kill(keep);
        }
        match arrival {
            Arrival::Opened(link) => self.input(Input::Opened { link }),
            Arrival::Text(link, text) => self.input(Input::Frame { link, frame: Frame::Text(&text) }),
            Arrival::Alive(link) => self.input(Input::Alive { link }),
            Arrival::Gone(link, reason) => self.input(Input::Closed { link, reason: &reason }),
            Arrival::Answer(id, answer) => self.answered(id, &answer),
            Arrival::Own(plan) => self.planned(plan),
        }
    }

    fn planned(&mut self, plan: Plan) {
        match plan {
            Plan::Wake => {
                self.wake = None;
                self.input(Input::Wake);
            }
            Plan::BudgetWake => {
                let mut wants = Vec::new();
                self.gateway.wake_budget(self.wire.now(), &mut wants);
                self.perform(wants);
            }
            Plan::Wish => self.wish(),
            Plan::Synced { ticket, length, life } if life == self.life => {
                self.gateway.synced_to(length);
                self.input(Input::Appended { ticket, result: Ok(()) });
            }
            Plan::Unkept { ticket, reason, life } if life == self.life => {
                self.input(Input::Appended { ticket, result: Err(&reason) });
            }
            Plan::Synced { .. } | Plan::Unkept { .. } => {}
            Plan::Incident(incident) => self.struck(incident),
        }
    }

    fn wish(&mut self) {
        if !self.trading {
            return;
        }
        let at = self.rng.next_u64() as usize % self.instruments.len().max(1);
        let instrument = self.instruments.iter().nth(at).cloned();
        if let Some(instrument) = instrument
            && let Some(mark) = self.mark(&instrument.id)
        {
            let command = self.trader.wish(self.gateway.account().state(), &instrument, mark);
            self.wire.note(|| format!("  wish {command:?}"));
            self.input(Input::Command(command));
        }
        let pause = self.trader.pause_ms();
        self.wire.at(self.now() + Duration::from_millis(pause), Plan::Wish);
    }

    /// The venue's best bid, looked at once in a while: the trader sees the market, not the account.
    fn mark(&mut self, instrument: &InstrumentId) -> Option<Price> {
        if !self.marks.contains_key(instrument) || self.rng.next_u32().is_multiple_of(4) {
            let price = self.bid(instrument)?;
            self.marks.insert(instrument.clone(), price);
        }
        self.marks.get(instrument).copied()
    }

    fn struck(&mut self, incident: Incident) {
        match incident {
            Incident::Venue(spec) => {
                if let Err(error) = self.wire.fault(spec) {
                    self.violation = Some(Violation::new(format!("the plan holds an impossible fault: {error}")));
                }
            }
            Incident::Cable(length) => self.wire.network.pull(self.wire.now() + length),
            Incident::Kill => {
                let keep = (self.rng.next_u32() % 4) as usize;
                self.kill(keep);
            }
            Incident::Journal(reason) => {
                self.gateway.journal_fails(reason);
                if reason.is_none() {
                    self.input(Input::Appended { ticket: NO_TICKET, result: Ok(()) });
                }
            }
        }
    }
}
