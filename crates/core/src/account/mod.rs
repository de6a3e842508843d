//! What does one account hold, and what became of everything that was sent for it?
//!
//! ```text
//!   Place ──▶ checked ──▶ intent appended, synced ──▶ sent ──▶ done, refused
//!                                                      │ no answer, or a doubtful one
//!                                                      ▼
//!                                                   UNKNOWN ──▶ asked for until the venue shows it, or proves that it is not there
//! ```
//! An account is one credential at one venue. It owns two sockets (events, commands), folds what both faces of the venue
//! say into one history, and asks over REST after every gap and at every audit. Nothing is performed here.
//!
//! | file | question it answers |
//! |---|---|
//! | `api`, `command`, `answer` | what goes in, what comes out; what can be wanted, and what comes of it? |
//! | `event` | what can happen to an account, as its history keeps it? |
//! | `order` | what is known of one order, and what does another source's word add to it? |
//! | `state`, `memory` | what is an account, now; what of it stays in memory? |
//! | `names`, `recall` | under which names is something found again; was it known before it left memory? |
//! | `news`, `holdings` | what does a fact change: of orders and fills, of money and positions? |
//! | `stream_key` | how is the key of the stream got, and kept alive? |
//! | `lines` | which sockets are open, and may commands leave on them? |
//! | `calls` | what was asked of the venue, and what does the answer mean? |
//! | `nearness` | how long does an answer of the venue take at best? |
//! | `parts` | what of an answer is still to come, and of when is what names no time? |
//! | `checks` | may this order leave? |
//! | `commands` | what does somebody want? |
//! | `past`, `credential` | what does the venue say of the past; does it take the key, and whose is it? |
//! | `placing`, `edits`, `cancels`, `settings` | how is it carried out, and what came of it? |
//! | `brackets` | what protects a position, and does it? |
//! | `batches` | what leaves together, and what became of each member? |
//! | `dead_man`, `guarding` | are orders ended if we are gone; what is guarded, and what is told of it? |
//! | `delisted` | what is known of an instrument that is not listed any more? |
//! | `members` | who waits for what becomes of edits and cancels? |
//! | `doubts` | does the venue have this order? |
//! | `sync` | is the account whole, and when is the venue asked? |
//! | `rounds` | what is asked in a round, and what follows from its answers? |
//! | `listed`, `compare` | what does absence from a list mean; what differed? |
//! | `mismatch` | does a difference stay, and what then? |
//! | `terms`, `liquidation` | what does the venue charge and demand; where would it close a position? |
//! | `portfolio` | what does the venue reckon of the margin of whole portfolios? |
//! | `status` | what do people need to know now? |

mod answer;
mod api;
mod batches;
mod brackets;
mod calls;
mod cancels;
mod checks;
mod command;
mod commands;
mod compare;
mod credential;
mod dead_man;
mod delisted;
mod doubts;
mod edits;
mod event;
mod guarding;
mod holdings;
mod kill_switch;
mod lines;
mod liquidation;
mod listed;
mod members;
mod memory;
mod mismatch;
mod names;
mod nearness;
mod news;
mod numbers;
mod order;
mod parts;
mod past;
mod placing;
mod portfolio;
mod recall;
mod rounds;
mod settings;
mod state;
mod status;
mod stream_key;
mod sync;
mod terms;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;
use twinline_model::{AccountId, Duration, OrderId, Source, Timestamp};
use twinline_venue::account::{AccountCodec, AccountFacts, AccountSpec, AccountView, Signer};
use twinline_venue::{Codec, Endpoints, Instruments};

use crate::clock::VenueClock;
use crate::session::CallId;

pub use answer::{Answer, Checked, Difference, Fetched, Member, MemberOutcome, Placed, Refused};
pub use api::{AccountStatus, Action, Input, Output};
pub use brackets::{Bracket, BracketChange, BracketPhase, BracketWish, Exit, IfUnprotected, Leg, LegTerms, Slice, Standing, bracket_name};
pub use command::{Checks, Command, EditWish, Past, SettingChange};
pub use dead_man::{DeadMan, LONGEST_S, NotCovered, SHORTEST_S};
pub use event::{AccountEnvelope, AccountEvent, Origination};
pub use liquidation::{Liquidation, Stake, Traded, initial_margin, liquidation, traded};
pub use memory::Bounds;
pub use names::{Kept, List};
pub use order::{AcceptedBy, InDoubt, Joined, No, Order, Origin, external_id};
pub use state::{AccountState, FillKey, PositionKey};
pub use terms::Terms;

use calls::Asked;
use commands::Ask;
use doubts::Doubts;
use lines::Lines;
use sync::Sync;

/// How often an account looks at the clock.
const TICK: Duration = Duration::from_millis(50);

/// What an account is made of.
#[derive(Debug, Clone)]
pub struct AccountConfig {
    /// Its name.
    pub account: AccountId,
    /// Where the venue is.
    pub endpoints: Endpoints,
    /// How many times the gateway has started; rises with every start. It is the writer's lease.
    pub epoch: u64,
    /// Seed of jitter.
    pub seed: u64,
    /// What requests are signed with.
    pub signer: Arc<dyn Signer>,
    /// What can be traded, as far as it is known.
    pub instruments: Arc<Instruments>,
    /// Most orders that leave in a second.
    pub max_orders_per_second: u32,
    /// Accounts that share the venue's budget, this one among them; at least 1. What is dear is asked that much more rarely.
    pub sharing: u32,
}

/// The venue's code knows no accounts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("accounts of {0} are not supported in this version")]
pub struct NoAccounts(pub &'static str);

/// One account.
#[derive(Debug)]
pub struct Account {
    id: AccountId,
    codec: &'static dyn AccountCodec,
    spec: &'static AccountSpec,
    view: AccountView,
    rng: ChaCha8Rng,
    epoch: u64,
    sharing: u32,
    clock: VenueClock,
    nearness: nearness::Nearness,
    clock_due: Timestamp,
    clock_samples: u32,
    state: AccountState,
    lines: Lines,
    calls: BTreeMap<CallId, Asked>,
    /// The orders whose placing is being answered, and which way it went.
    placed_by: Option<(Vec<OrderId>, Source)>,
    next_call: u64,
    next_append: u64,
    /// Intents that wait for the disk, by append.
    intents: BTreeMap<u64, Vec<OrderId>>,
    /// Brackets whose legs the venue is asked for, or told to change, once that is durable.
    native_intents: BTreeMap<u64, (OrderId, brackets::Legs)>,
    /// Edits that wait for the disk, by append.
    edits: BTreeMap<u64, Vec<edits::EditIntent>>,
    asks: BTreeMap<u64, Ask>,
    doubts: Doubts,
    watch: brackets::Watch,
    sync: Sync,
    numbers: numbers::Numbers,
    /// Orders that somebody wants ended, with the time of the next try.
    unwanted: BTreeMap<OrderId, cancels::Ending>,
    /// Places that were refused for the clock, sent once more when it is corrected.
    after_clock: Vec<OrderId>,
    /// Orders that end at once by their nature and have not yet: until when their answer is waited for.
    settling: BTreeMap<OrderId, Timestamp>,
    /// What may have been known before it left memory, and what was told of it.
    parked: BTreeMap<Kept, Vec<recall::Parked>>,
    retried: BTreeSet<OrderId>,
    /// The venue's countdowns of the dead-man's switch.
    countdowns: dead_man::Countdowns,
    /// The gateway was gone for longer than the switch allows, and nothing has come of that yet.
    lapsed: bool,
    /// When the orders that it does not cover were named last.
    named_at: Timestamp,
    terms: terms::Tables,
    portfolios: portfolio::Portfolios,
    rate: checks::RateCap,
    daily: checks::DailySums,
    /// Why new orders are refused.
    blocked: Option<String>,
    lost_joins: u64,
    oddities: u64,
    mismatches: mismatch::Mismatches,
    /// Rounds that failed and for which somebody waits.
    proofs_failed: Vec<u64>,
    reconciles_failed: Vec<(u64, &'static str, String)>,
    told: Option<AccountStatus>,
    heard_at: Option<Timestamp>,
    facts: AccountFacts,
    started: bool,
    stopping: Option<Timestamp>,
    stopped: bool,
}

impl Account {
    /// An account that has not begun, with what its journal says of the time before.
    pub fn new(config: AccountConfig, codec: &dyn Codec, state: AccountState) -> Result<Self, NoAccounts> {
        let accounts = codec.accounts().ok_or(NoAccounts(codec.spec().name))?;
        let spec = accounts.spec();
        let view = AccountView {
            endpoints: Arc::new(config.endpoints),
            instruments: config.instruments,
            clock_offset: Duration::ZERO,
            signer: config.signer,
            stream_key: None,
            logged_on: Vec::new(),
        };
        Ok(Self {
            daily: checks::DailySums::of(&state),
            countdowns: dead_man::Countdowns::resumed(state.dead_man()),
            id: config.account,
            codec: accounts,
            spec,
            lines: Lines::new(spec),
            view,
            rng: ChaCha8Rng::seed_from_u64(config.seed),
            epoch: config.epoch,
            sharing: config.sharing.max(1),
            clock: VenueClock::default(),
            nearness: nearness::Nearness::default(),
            clock_due: Timestamp::default(),
            clock_samples: 0,
            state,
            calls: BTreeMap::new(),
            placed_by: None,
            next_call: 1,
            next_append: 1,
            intents: BTreeMap::new(),
            native_intents: BTreeMap::new(),
            edits: BTreeMap::new(),
            asks: BTreeMap::new(),
            doubts: Doubts::default(),
            watch: brackets::Watch::default(),
            sync: Sync::default(),
            numbers: numbers::Numbers::default(),
            unwanted: BTreeMap::new(),
            after_clock: Vec::new(),
            settling: BTreeMap::new(),
            parked: BTreeMap::new(),
            retried: BTreeSet::new(),
            lapsed: false,
            named_at: Timestamp::default(),
            terms: terms::Tables::default(),
            portfolios: portfolio::Portfolios::default(),
            rate: checks::RateCap::new(config.max_orders_per_second),
            blocked: None,
            lost_joins: 0,
            oddities: 0,
            mismatches: mismatch::Mismatches::default(),
            proofs_failed: Vec::new(),
            reconciles_failed: Vec::new(),
            told: None,
            heard_at: None,
            facts: AccountFacts::new(),
            started: false,
            stopping: None,
            stopped: false,
        })
    }

    /// Advances by one input. `now` never goes back. Wants are pushed to `out`; nothing is performed here.
    pub fn handle(&mut self, now: Timestamp, input: Input<'_>, out: &mut Vec<Action>) {
        if self.stopped {
            return;
        }
        // What follows from these is asked at once: near venues answer faster than the clock ticks here.
        let leads_on = matches!(input, Input::Opened { .. } | Input::Closed { .. } | Input::Reply { .. });
        match input {
            Input::Start => self.start(now, out),
            Input::Opened { link } => self.link_opened(now, link, out),
            Input::Frame { link, frame } => self.frame(now, link, frame, out),
            Input::Alive { link } => self.alive(now, link),
            Input::Closed { link, reason } => self.link_closed(now, link, reason, out),
            // Nothing that anybody is told, or that is wanted, depends on it.
            Input::Left { call } => return self.left(now, call),
            Input::Reply { call, sent_at, reply } => self.replied(now, call, Some(sent_at), reply, out),
            Input::NotAdmitted { call, retry_at, reason } => self.not_admitted(now, call, retry_at, reason, out),
            Input::Appended { ticket, result } => self.appended(now, ticket, result, out),
            Input::Command(command) => self.command(now, command, out),
            Input::Wake => self.tick(now, out),
        }
        if leads_on || self.sync.take_pressing() {
            self.tick(now, out);
        }
        self.tell_failed_rounds(now, out);
        if self.started && !self.stopped {
            self.tend_brackets(now, out);
        }
        self.publish_status(now, out);
    }

    /// Its name.
    pub fn id(&self) -> &AccountId {
        &self.id
    }

    /// What the codec needs to encode this account's calls.
    pub fn view(&self) -> &AccountView {
        &self.view
    }

    /// The venue's tables of accounts.
    pub fn spec(&self) -> &'static AccountSpec {
        self.spec
    }

    /// The venue's code.
    pub fn codec(&self) -> &'static dyn AccountCodec {
        self.codec
    }

    /// Everything that is known of the account.
    pub fn state(&self) -> &AccountState {
        &self.state
    }

    fn start(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        self.started = true;
        self.sync.begin(now);
        self.lapsed = self.state.dead_man().has_lapsed(now);
        self.recall(now, out);
        self.want_short(now);
        self.tick(now, out);
    }

    fn tick(&mut self, now: Timestamp, out: &mut Vec<Action>) {
        if !self.started || self.stopped {
            return;
        }
        self.tend_clock(now, out);
        self.expire_calls(now, out);
        self.tend_lines(now, out);
        self.tend_sync(now, out);
        self.tend_doubts(now, out);
        self.tend_unwanted(now, out);
        self.tend_dead_man(now, out);
        self.tend_settling(now, out);
        if self.stopping.is_some_and(|by| by <= now || self.is_idle()) {
            self.close(out);
            return;
        }
        out.push(Action::WakeAt(now + TICK));
    }

    /// What is wanted, commanded or asked for and not settled yet, in words; empty when the account is at rest.
    pub fn asking(&self) -> Vec<String> {
        let mut open: Vec<String> = self
            .calls
            .values()
            .filter(|asked| asked.step.is_command())
            .map(|asked| format!("{} is not answered", asked.step.name()))
            .collect();
        open.extend(self.intents.values().flatten().map(|id| format!("the intent of {id} is not durable yet")));
        open.extend(self.edits.values().flatten().map(|_| "the intent of an edit is not durable yet".to_owned()));
        open.extend(self.unwanted.keys().map(|id| format!("{id} is to be canceled")));
        open.extend(self.parked.keys().map(|kept| format!("whether {} was known is looked up", kept.names().join(", "))));
        open.extend(self.doubts.open());
        open.extend(self.sync.open());
        open
    }

    /// True if nothing of a command is in the air.
    fn is_idle(&self) -> bool {
        self.intents.is_empty()
            && self.native_intents.is_empty()
            && self.edits.is_empty()
            && self.has_released()
            && !self.calls.values().any(|asked| asked.step.is_command())
    }

    fn close(&mut self, out: &mut Vec<Action>) {
        self.stopped = true;
        out.extend(self.lines.ids().map(|link| Action::Close { link }));
        out.push(Action::Emit(Output::Stopped));
    }
}
