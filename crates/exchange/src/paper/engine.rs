//! Which input leads where, and how is it undone?

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use twinline_model::InstrumentId;

use crate::accounts::{AccountId, OrderId, Posting};
use crate::fills::{Outside, Queue, Unfit};
use crate::paper::event::{Event, What};
use crate::paper::input::{Answer, Input};
use crate::paper::listing::{Listed, Listing};
use crate::paper::places::{Kind, Place};
use crate::paper::refusal::Refusal;
use crate::paper::rows::{Order, OrderChange};
use crate::paper::settings::Settings;
use crate::paper::state::{State, Undo};

/// A market as the house sees it. Not of the accounts: it begins anew with every start.
#[derive(Debug, Clone)]
pub(crate) struct Market {
    pub outside: Outside,
    /// Price of the last trade.
    pub last: Option<i64>,
    /// Mark price.
    pub mark: Option<i64>,
    /// Newest trade that was counted.
    pub last_trade: Option<u64>,
    /// Places of resting orders.
    pub queues: BTreeMap<OrderId, Queue>,
    /// True once all that rest have their places.
    pub joined: bool,
}

/// The house: accounts with play money, and the markets at whose prices they trade.
#[derive(Debug, Clone)]
pub struct Paper {
    pub(crate) settings: Settings,
    pub(crate) state: State,
    pub(crate) markets: BTreeMap<InstrumentId, Market>,
    now_ns: i64,
    inputs: u64,
    events: Vec<Event>,
    undo: Undone,
}

/// What the present input has changed so far.
#[derive(Debug, Default)]
struct Undone {
    steps: Vec<Undo>,
    seqs: BTreeMap<AccountId, u64>,
}

impl Clone for Undone {
    /// Between inputs there is nothing to undo.
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Paper {
    /// A house without accounts.
    pub fn new(settings: Settings) -> Self {
        let state = State::new(settings.kept, settings.transactions);
        Self::resumed(settings, state)
    }

    /// A house with the accounts that events add up to. Its markets are unknown until they are shown; resting orders wait
    /// behind all that is displayed then.
    pub fn resumed(settings: Settings, state: State) -> Self {
        Self { settings, state, markets: BTreeMap::new(), now_ns: i64::MIN, inputs: 0, events: Vec::new(), undo: Undone::default() }
    }

    /// Takes an event of the time before: refused, with nothing changed, if it does not follow.
    pub fn recall(&mut self, event: &Event) -> Result<(), Refusal> {
        self.state.apply(event)
    }

    /// Accounts and money.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// How it works.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Lists something, or changes its terms from now on.
    pub fn list(&mut self, listing: Listing) {
        self.settings.listings.insert(listing.listed.clone(), listing);
    }

    /// Takes one input at a time that never goes back (an earlier one counts as the latest). Events are appended to
    /// `events`; of a refused input there are none, and nothing has changed but what the markets show.
    pub fn handle(&mut self, now_ns: i64, input: &Input, events: &mut Vec<Event>) -> Result<Answer, Refusal> {
        self.now_ns = self.now_ns.max(now_ns);
        self.inputs += 1;
        let done = self.dispatch(input);
        match &done {
            Ok(_) => {
                let touched: Vec<AccountId> = std::mem::take(&mut self.undo.seqs).into_keys().collect();
                self.undo.steps.clear();
                touched.into_iter().for_each(|id| self.state.forget(id));
                events.append(&mut self.events);
            }
            Err(_) => self.roll_back(),
        }
        done
    }

    /// Whether an order for this could be filled now.
    pub fn fit(&self, now_ns: i64, instrument: &InstrumentId) -> Result<(), Unfit> {
        self.markets.get(instrument).map_or(Err(Unfit::Broken), |market| market.outside.check(now_ns.max(self.now_ns)))
    }

    /// When time alone would change something, nanoseconds since 1970.
    pub fn next_ns(&self) -> Option<i64> {
        self.state.index().next_ns(self.now_ns)
    }

    fn dispatch(&mut self, input: &Input) -> Result<Answer, Refusal> {
        match input {
            Input::Open { name, deposits } => return self.open(name, deposits).map(Answer::Account),
            Input::Place { account, order } => return self.place(*account, order).map(Answer::Order),
            Input::Deposit { account, unit, amount } => self.deposit(*account, unit, *amount)?,
            Input::Reset { account, deposits } => self.reset(*account, deposits)?,
            Input::Freeze { account, frozen } => self.freeze(*account, *frozen)?,
            Input::Cancel { account, order } => self.cancel(*account, *order)?,
            Input::Replace { account, order, ticks, lots } => self.replace(*account, *order, *ticks, *lots)?,
            Input::Leverage { account, listed, leverage, isolated } => self.set_leverage(*account, listed, *leverage, *isolated)?,
            Input::Book { instrument, depth, bids, asks } => self.show(instrument, *depth, bids, asks)?,
            Input::Heard { instrument } => {
                let now_ns = self.now_ns;
                self.market(instrument).outside.heard(now_ns);
                self.work(instrument)?;
            }
            Input::Lost { instrument } => self.market(instrument).outside.lose(),
            Input::Trade { instrument, id, ticks, lots, taker } => self.traded(instrument, *id, *ticks, *lots, *taker)?,
            Input::Mark { instrument, ticks } => self.marked(instrument, *ticks)?,
            Input::Funding { instrument, rate, mark } => self.fund(instrument, *rate, *mark)?,
            Input::Expire { instrument, ticks } => self.expire(instrument, *ticks)?,
            Input::Settle => self.settle()?,
            Input::SquareOff { product } => self.square_off(*product)?,
            Input::Time => {
                for instrument in self.state.index().due(self.now_ns) {
                    self.work(&instrument)?;
                }
            }
        }
        Ok(Answer::Done)
    }

    pub(crate) fn now_ns(&self) -> i64 {
        self.now_ns
    }

    pub(crate) fn market(&mut self, instrument: &InstrumentId) -> &mut Market {
        let guard = self.settings.guard;
        self.markets.entry(instrument.clone()).or_insert_with(|| Market {
            outside: Outside::new(guard),
            last: None,
            mark: None,
            last_trade: None,
            queues: BTreeMap::new(),
            joined: false,
        })
    }

    pub(crate) fn listing(&self, listed: &Listed) -> Result<&Listing, Refusal> {
        self.settings.listings.get(listed).ok_or(Refusal::UnknownInstrument)
    }

    pub(crate) fn available(&self, account: AccountId, unit: &str) -> Decimal {
        self.state.balance(Place::Available(account), unit)
    }

    /// Changes an account and tells it.
    pub(crate) fn tell(&mut self, account: AccountId, what: What) -> Result<(), Refusal> {
        let before = self.state.accounts().get(&account).map_or(0, |account| account.seq);
        let event = Event { account, seq: before + 1, input: self.inputs, at_ns: self.now_ns, what };
        let undo = self.state.change(&event)?;
        self.undo.seqs.entry(account).or_insert(before);
        self.undo.steps.push(undo);
        self.events.push(event);
        Ok(())
    }

    pub(crate) fn tell_order(&mut self, change: OrderChange, mut order: Order) -> Result<(), Refusal> {
        order.updated_ns = self.now_ns;
        self.tell(order.account, What::Order(change, Box::new(order)))
    }

    /// Moves money; lines of zero are left out, and nothing is told if none is left.
    pub(crate) fn post(&mut self, account: AccountId, kind: Kind, unit: &str, lines: &[(Place, Decimal)]) -> Result<(), Refusal> {
        let line = |(place, amount): &(Place, Decimal)| Posting { place: *place, asset: unit.to_owned(), amount: *amount };
        let postings: Vec<_> = lines.iter().filter(|(_, amount)| !amount.is_zero()).map(line).collect();
        if postings.is_empty() { Ok(()) } else { self.tell(account, What::Posted { kind, postings }) }
    }

    fn roll_back(&mut self) {
        while let Some(step) = self.undo.steps.pop() {
            self.state.undo(step);
        }
        for (account, seq) in std::mem::take(&mut self.undo.seqs) {
            self.state.set_seq(account, seq);
        }
        self.events.clear();
        // What rests again may have lost its place.
        self.markets.values_mut().for_each(|market| market.joined = false);
    }
}
