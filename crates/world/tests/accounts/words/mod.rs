//! How does a venue tell the story of one order? The same things happen; each venue has words of its own for them.
//!
//! An order `a` buys 100 at 2, is accepted, and executed in two parts.

mod binance;
mod delta;

use serde_json::Value;
use twinline_model::Timestamp;
use twinline_sim::Venue;
use twinline_venue::account::AccountStep;

use crate::stage::START;

/// The venue's number of the order.
pub const NUMBER: u64 = 8_886_774_001;

/// A part of it that was executed.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    pub trade: u64,
    pub qty: &'static str,
    /// Of the order, then.
    pub executed: &'static str,
    pub fee: &'static str,
    pub last: bool,
    /// Milliseconds after the order was accepted.
    pub at: i64,
    /// What the wallet holds afterwards.
    pub wallet: &'static str,
}

pub const FIRST: Part = Part { trade: 71, qty: "40", executed: "40", fee: "0.03200000", last: false, at: 20, wallet: "4999.96800000" };
pub const SECOND: Part = Part { trade: 72, qty: "60", executed: "100", fee: "0.04800000", last: true, at: 40, wallet: "4999.92000000" };

/// The first answer to an order, and whether it proves that the order was not taken. Without a status the answer is lost.
pub type FirstAnswer = (u16, &'static str, bool);

/// An answer as it comes back.
#[derive(Debug)]
pub enum Back {
    Http(Value),
    Frame(Value),
}

/// One venue's words. Messages of a stream come without their numbers where a venue has such: here they come in any order.
pub trait Words {
    /// The market that the order is for.
    fn symbol(&self) -> &'static str;
    /// The stream: the order is there.
    fn accepted(&self) -> Value;
    /// The stream: so much of it was executed.
    fn executed(&self, part: Part) -> Vec<Value>;
    /// The stream's fast word of the same.
    fn fast(&self, part: Part) -> Value;
    /// The stream: the money afterwards, and the position.
    fn money(&self, part: Part) -> Value;
    /// The same of the position. Absent where [`Words::money`] tells it as well; then it has no time, and comes in its own order only.
    fn position(&self, part: Part) -> Option<Value>;
    /// The answer to the order.
    fn placed(&self) -> Value;
    /// The answer to a question for the past of orders: as it stands after this part.
    fn orders(&self, part: Part) -> Value;
    /// The answer to a question for fills.
    fn fills(&self, parts: &[Part]) -> Value;
    /// The answer where there is no such order.
    fn absent(&self) -> FirstAnswer;
    fn first_answers(&self) -> &'static [FirstAnswer];
    /// An answer that says that there is nothing.
    fn nothing(&self, step: &AccountStep, now: Timestamp) -> Back;
}

pub fn words(venue: Venue) -> &'static dyn Words {
    match venue {
        Venue::Binance => &binance::Binance,
        Venue::Delta => &delta::Delta,
    }
}

/// Milliseconds of the clock, so long after the order was accepted.
fn at(after_ms: i64) -> i64 {
    START.as_millis() + 60_000 + after_ms
}
