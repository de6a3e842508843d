//! What goes into an account and what it wants done.

use std::sync::Arc;

use twinline_model::{
    AccountId, Amount, Duration, Freshness, InstrumentId, MarginMode, Notional, OrderId, OrderTicket, PositionSide, Price, Qty, Rate,
    Source, Timestamp, Transport,
};
use twinline_venue::account::{AccountStep, History, Route};
use twinline_venue::{Frame, Instruments, LinkId, Reply};

use super::event::AccountEnvelope;
use super::order::{No, Order};
use crate::limits::Priority;
use crate::session::CallId;

/// What can happen to an account.
#[derive(Debug)]
pub enum Input<'a> {
    /// Begin.
    Start,
    /// The socket is open and upgraded.
    Opened {
        /// Which.
        link: LinkId,
    },
    /// A message arrived.
    Frame {
        /// On which socket.
        link: LinkId,
        /// The message.
        frame: Frame<'a>,
    },
    /// A ping or pong arrived.
    Alive {
        /// On which socket.
        link: LinkId,
    },
    /// The socket could not be opened, or is gone.
    Closed {
        /// Which.
        link: LinkId,
        /// Why, in words.
        reason: &'a str,
    },
    /// A call begins to leave: from now on it may have reached the venue.
    Left {
        /// Which.
        call: CallId,
    },
    /// What came of a call over HTTP.
    Reply {
        /// Which call.
        call: CallId,
        /// When it left this machine.
        sent_at: Timestamp,
        /// The answer.
        reply: Reply<'a>,
    },
    /// A call was not admitted, could not be encoded, or its socket was gone before; nothing left this machine.
    NotAdmitted {
        /// Which call.
        call: CallId,
        /// When asking again makes sense.
        retry_at: Timestamp,
        /// Why, in words.
        reason: &'a str,
    },
    /// The journal has taken an append, or could not. Only appends with a ticket are answered.
    Appended {
        /// Which.
        ticket: u64,
        /// `Err` says why it is not durable.
        result: Result<(), &'a str>,
    },
    /// Somebody wants something.
    Command(Command),
    /// Time has come.
    Wake,
}

/// What somebody wants of an account.
#[derive(Debug, Clone)]
pub enum Command {
    /// Place orders. Each has its own outcome; all intents are durable before the first leaves.
    Place {
        /// Chosen by the asker; [`Output::Answer`] bears it.
        ask: u64,
        /// Which. Client order ids must be fresh.
        tickets: Vec<OrderTicket>,
        /// What they are checked against.
        checks: Checks,
    },
    /// Say whether an order could leave now, as far as that is decided here. Nothing is sent and nothing counted.
    Preview {
        /// The asker's number.
        ask: u64,
        /// Which.
        ticket: Box<OrderTicket>,
        /// What it is checked against.
        checks: Checks,
    },
    /// Change an order's price, quantity or both.
    Edit {
        /// The asker's number.
        ask: u64,
        /// Which order.
        order: OrderId,
        /// New price.
        price: Option<Price>,
        /// New total quantity.
        qty: Option<Qty>,
        /// What the new terms are checked against.
        checks: Checks,
    },
    /// End an order.
    Cancel {
        /// The asker's number.
        ask: u64,
        /// Which order.
        order: OrderId,
    },
    /// End many orders.
    CancelAll {
        /// The asker's number.
        ask: u64,
        /// Of one instrument, or of all.
        instrument: Option<InstrumentId>,
        /// Those of others, too; without this only what was placed here.
        external: bool,
    },
    /// Change a setting at the venue.
    Set {
        /// The asker's number.
        ask: u64,
        /// To what.
        change: SettingChange,
    },
    /// Ask the venue for rows of the past; they are folded in as well.
    Fetch {
        /// The asker's number.
        ask: u64,
        /// Of what.
        instrument: InstrumentId,
        /// Fills (true) or orders (false).
        fills: bool,
        /// Which stretch.
        history: History,
    },
    /// Compare everything with the venue now and say exactly what differs.
    Reconcile {
        /// The asker's number.
        ask: u64,
    },
    /// What can be traded, now.
    Instruments(Arc<Instruments>),
    /// Refuse every new order that could enlarge risk until switched off again.
    KillSwitch(bool),
    /// Take this signer from now on; the account begins its links anew.
    Signer(Arc<dyn twinline_venue::account::Signer>),
    /// Do not wait for the next try.
    TryNow,
    /// Take no more commands, wait for what is in the air, close; [`Output::Stopped`] follows.
    Stop,
}

/// What an order is checked against before it leaves; an absent bound is not checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checks {
    /// Price that a limit must be near, and the farthest it may be, as a share of it.
    pub collar: Option<(Price, Rate)>,
    /// Most that one order may be worth.
    pub max_order_notional: Option<Notional>,
    /// Most that the orders of one key may be worth in a day of UTC.
    pub max_daily_notional: Option<Notional>,
    /// Whose key it is; daily sums and the history bear it.
    pub actor: String,
}

/// A change of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingChange {
    /// Leverage of an instrument.
    Leverage(InstrumentId, Rate),
    /// Margin mode of an instrument.
    MarginMode(InstrumentId, MarginMode),
    /// Hedge mode of the account.
    HedgeMode(bool),
    /// Multi-asset mode of the account.
    MultiAsset(bool),
    /// Margin of an isolated position; negative takes away.
    Margin(InstrumentId, PositionSide, Amount),
}

/// What an account wants done. Nothing is performed by the account itself.
#[derive(Debug)]
pub enum Action {
    /// Open a socket.
    Open {
        /// Its id from now on.
        link: LinkId,
        /// Where; may hold a key: not to be logged.
        url: String,
        /// Give up after this.
        timeout: Duration,
    },
    /// Send a ping.
    Ping {
        /// On which socket.
        link: LinkId,
    },
    /// Close a socket; nothing of it is wanted any more.
    Close {
        /// Which.
        link: LinkId,
    },
    /// Ask or command the venue: encoded when the budget has granted it, not before.
    Call {
        /// Its id.
        call: CallId,
        /// What.
        step: AccountStep,
        /// Its lane.
        priority: Priority,
        /// Which way.
        route: Route,
    },
    /// Append to the account's history, in this order, and publish what was appended.
    Append {
        /// Answered by [`Input::Appended`] if present; then it must be on the disk before the answer.
        ticket: Option<u64>,
        /// What.
        envelopes: Vec<AccountEnvelope>,
    },
    /// Tell the gateway.
    Emit(Output),
    /// Wake the account at this time at the latest; a later one replaces it.
    WakeAt(Timestamp),
}

/// What an account tells beside its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// The answer to a command.
    Answer {
        /// The asker's number.
        ask: u64,
        /// What came of it.
        result: Answer,
    },
    /// How current the account is, whenever that changes.
    Status(AccountStatus),
    /// Everything is closed.
    Stopped,
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Orders as they stand; each one's status says what became of it. In the order in which they were asked for.
    Orders(Vec<Placed>),
    /// A command on an order was carried out.
    Done(Box<Order>),
    /// It was refused, here or by the venue; nothing was done.
    Refused(Refused),
    /// It may or may not have been done; the account goes on asking.
    Unknown {
        /// Why.
        reason: String,
    },
    /// The order could leave now.
    Sound,
    /// A setting is as wanted.
    Set,
    /// Cancels were sent for so many orders; each ends with its own event.
    Cancelling {
        /// Which.
        orders: Vec<OrderId>,
    },
    /// Rows are in the account's state.
    Fetched,
    /// What differed, exactly; empty if nothing did. It has been taken over.
    Differences(Vec<Difference>),
}

/// One order of a command that places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// It left; its status says what is known.
    Order(Box<Order>),
    /// It did not leave.
    Refused(Refused),
}

/// A no before or at the venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// One stable word.
    pub code: &'static str,
    /// The field at fault.
    pub field: Option<&'static str>,
    /// In words, with the nearest value that would do where there is one.
    pub message: String,
    /// The venue's own code, if it was the venue.
    pub venue: Option<No>,
    /// True if the same again may succeed later.
    pub retryable: bool,
}

/// Something that differed between here and the venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What: `order`, `fill`, `position`, `balance`, `setting`.
    pub kind: &'static str,
    /// Which.
    pub name: String,
    /// What was known here.
    pub local: String,
    /// What the venue says.
    pub venue: String,
}

/// How current an account is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountStatus {
    /// Whose.
    pub account: AccountId,
    /// How current.
    pub freshness: Freshness,
    /// Which way news comes.
    pub transport: Transport,
    /// Which way commands leave now; `None` if they cannot.
    pub commands: Option<Source>,
    /// Since when it is so.
    pub since: Timestamp,
    /// Why it is not live, in words.
    pub reason: Option<String>,
    /// When the venue was heard last about this account.
    pub heard_at: Option<Timestamp>,
    /// Next try of what is down.
    pub next_try_at: Option<Timestamp>,
    /// Orders of which nobody knows whether the venue has them.
    pub unknown_orders: usize,
    /// Orders that are not final.
    pub open_orders: usize,
    /// True while every order that could enlarge risk is refused by the kill switch.
    pub killed: bool,
    /// Why new orders are refused, if they are: the journal failed, a mismatch stays, the venue does not let it trade.
    pub blocked: Option<String>,
    /// Facts that told what was known better already.
    pub lost_joins: u64,
    /// What was not understood.
    pub oddities: u64,
    /// Differences that audits found.
    pub mismatches: u64,
}
