//! What came of what somebody wanted?

use twinline_model::{Duration, OrderId, Source, Timestamp};
use twinline_venue::account::{Owner, Quota};

use super::brackets::Bracket;
use super::order::{No, Order};
use super::terms::Terms;

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Orders as they stand; each one's status says what became of it. In the order in which they were asked for.
    Orders(Vec<Placed>),
    /// What became of each order that was to be changed or ended, in the order in which they were asked for.
    Members(Vec<Member>),
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
    /// A bracket as it stands.
    Bracket(Box<Bracket>),
    /// A setting is as wanted.
    Set,
    /// Cancels were sent for so many orders; each ends with its own event.
    Cancelling {
        /// Which.
        orders: Vec<OrderId>,
    },
    /// Rows are in the account's history.
    Fetched(Fetched),
    /// The venue takes the key.
    Checked(Checked),
    /// What the venue charges and demands in an instrument, as far as it said.
    Terms(Terms),
    /// What differed, exactly; empty if nothing did. It has been taken over.
    Differences(Vec<Difference>),
}

/// What came of a question for the past.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Rows that the venue showed, known ones too.
    pub rows: usize,
    /// Where the next question begins, by the venue's clock; `None` if all that was asked for was told.
    pub next: Option<Timestamp>,
}

/// What the venue said of the key that is in use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// How long its first answer took, from the wish.
    pub took: Duration,
    /// Whose it is; `None` where the venue does not say.
    pub owner: Option<Owner>,
    /// How much may be asked; `None` where the venue does not say.
    pub quota: Option<Quota>,
}

/// One order of a command that changes or ends several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Which way the command on it left; `None` if it did not.
    pub route: Option<Source>,
    /// What became of it.
    pub outcome: MemberOutcome,
}

/// What became of one order of a command on several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberOutcome {
    /// It was carried out; the order as it is now.
    Done(Box<Order>),
    /// It was refused, here or by the venue; nothing was done.
    Refused(Refused),
    /// It may or may not have been done; the account goes on asking.
    Unknown {
        /// Why.
        reason: String,
    },
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
