//! What of a venue's accounts is data.

use twinline_model::{Duration, OrderTicket};

use super::{AccountStep, EditTicket};
use crate::{Cost, LinkKind, LinkSpec};

/// Everything about a venue's accounts that is a table.
#[derive(Debug)]
pub struct AccountSpec {
    /// Kinds of sockets of an account; a [`LinkKind`] is an index into this, not into the public links.
    pub links: &'static [LinkSpec],
    /// The link that tells what happens to the account.
    pub events: LinkKind,
    /// The link that takes commands; `None` if they go by HTTP only.
    pub commands: Option<LinkKind>,
    /// How the link of events is opened.
    pub stream_auth: StreamAuth,
    /// What a step costs, per bucket of [`crate::VenueSpec::buckets`] and then of `buckets`.
    pub cost: fn(&AccountStep) -> Cost,
    /// Longest that an answer may take.
    pub reply_timeout: Duration,
    /// A command whose signature is older than this is refused by the venue: it cannot be carried out later.
    pub command_life: Duration,
    /// An order of which no source has shown anything this long after its signature died was never placed.
    pub absence_after: Duration,
    /// How long a new order may stay invisible to queries.
    pub visible_after: Duration,
    /// Where orders are kept.
    pub books: OrderBooks,
    /// Batches; `None` if there are none.
    pub batch: Option<BatchLimits>,
    /// True if the venue takes legs around a whole position in one call, or together with the order that opens it, and holds them
    /// together ([`AccountStep::Bracket`], [`AccountStep::PlaceBracketed`]).
    pub brackets: bool,
    /// How the venue ends orders by itself when nobody renews a countdown ([`AccountStep::Countdown`]); `None` if it does not.
    pub countdown: Option<Countdown>,
    /// True if settings of all instruments are told in one answer; otherwise those of single ones are asked for.
    pub settings_at_once: bool,
    /// True if the venue keeps preferences of the account's owner ([`AccountStep::Preferences`]).
    pub preferences: bool,
    /// True if the venue tells how it counts what is asked ([`AccountStep::Quota`]).
    pub quota: bool,
    /// True if balances and positions come without a time: then they are of the moment when they are heard or asked for.
    pub undated: bool,
    /// True if what is available of a balance changes only when something happens to the account, and not with the market: then its change
    /// is news.
    pub exact_available: bool,
    /// How old what is answered about positions may be when it is answered; zero where answers are of their moment.
    pub positions_lag: Duration,
    /// Longest client order id that the venue takes.
    pub client_id_max: usize,
    /// Most rows of a page of fills.
    pub fills_page: u32,
    /// Most rows of a page of orders.
    pub orders_page: u32,
    /// Most rows of a page of transactions.
    pub transactions_page: u32,
    /// Longest span of one question for history.
    pub history_window: Duration,
    /// How far back the venue answers for fills.
    pub history_reach: Duration,
}

impl AccountSpec {
    /// The table row of a kind of link.
    pub fn link(&self, kind: LinkKind) -> &'static LinkSpec {
        &self.links[usize::from(kind.0)]
    }
}

/// How the link of events is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamAuth {
    /// With a key in its address that lives for a while and is renewed.
    Key {
        /// Dies after this without renewal.
        life: Duration,
        /// Renewed this often.
        renew_every: Duration,
        /// Asking for it is signed with the venue's time, which must be known first.
        signed: bool,
    },
    /// By a message after opening ([`AccountStep::LogOn`]).
    LogOn {
        /// True if what is to be heard is named after that ([`AccountStep::Subscribe`]).
        subscribe: bool,
    },
}

/// A venue's countdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Countdown {
    /// True if it has to be set up ([`AccountStep::MakeCountdown`]) before it can be wound.
    pub made: bool,
    /// True if it ends orders that wait for a trigger as well, those that protect among them.
    pub ends_waiting: bool,
}

/// Where a venue keeps orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderBooks {
    /// All in one.
    One,
    /// Those that wait for a trigger in a book of their own, under other numbers.
    ConditionalApart,
}

/// What the venue takes as one call.
#[derive(Debug, Clone, Copy)]
pub struct BatchLimits {
    /// To place.
    pub place: usize,
    /// To edit.
    pub edit: usize,
    /// To cancel.
    pub cancel: usize,
    /// Fewer than this leave one by one: where a batch costs more than they do, or tells less of each.
    pub least: usize,
    /// True if all members of a batch are of one instrument.
    pub one_instrument: bool,
    /// Whether an order can be placed in a batch. One that waits for a trigger never is.
    pub takes: fn(&OrderTicket) -> bool,
    /// Whether an edit can be in a batch.
    pub takes_edit: fn(&EditTicket) -> bool,
}
