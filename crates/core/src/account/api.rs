//! What goes into an account and what it wants done.

use twinline_model::{AccountId, Duration, Freshness, PortfolioMargin, Source, Timestamp, Transport};
use twinline_venue::account::{AccountStep, Route};
use twinline_venue::{BucketUse, Frame, LinkId, Reply};

use super::answer::Answer;
use super::command::Command;
use super::event::AccountEnvelope;
use super::names::Kept;
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
        /// When asking again makes sense; `None`: never, for the venue has no such thing.
        retry_at: Option<Timestamp>,
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
    /// Tell the budget what an answer on a socket said of the limits; those over HTTP it hears by itself.
    Heard {
        /// When the call left that is answered; long ago if nobody remembers it.
        left_at: Timestamp,
        /// As an HTTP status.
        status: u16,
        /// What is used.
        used: Vec<BucketUse>,
        /// End of a ban, by the venue's clock.
        banned_until: Option<Timestamp>,
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
    /// Nothing has changed, and the venue was heard then: at most once in a second.
    Heard(Timestamp),
    /// Something may have been known before it left memory: [`Command::Recalled`] is wanted.
    Recall(Kept),
    /// Everything is closed.
    Stopped,
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
    /// When the venue was heard last about this account; a sign of life of its whole stream says that nothing has happened.
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
    /// What the venue reckons of the margin of whole portfolios, where it does and the account is margined so.
    pub portfolio: Vec<PortfolioMargin>,
    /// Facts that told what was known better already.
    pub lost_joins: u64,
    /// What was not understood.
    pub oddities: u64,
    /// Differences that audits found.
    pub mismatches: u64,
}
