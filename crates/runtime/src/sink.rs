//! Who is told, and when?

use twinline_core::limits::Budget;
use twinline_core::session::{Command, Output, Session};
use twinline_model::Timestamp;

/// What the composing layer attaches to a venue's loop. It runs inside the loop's task: it must be quick and never block.
///
/// `now` never goes back from one call to the next. While the loop is behind, it is the arrival time of the message being
/// handled, not the time of day. It is dropped when the loop has ended.
pub trait Sink: Send + 'static {
    /// What others ask of it, passed through the handle.
    type Request: Send + 'static;

    /// The session tells something; in the order in which it was decided.
    fn output(&mut self, now: Timestamp, output: Output, session: &Session);

    /// Somebody asks something. `commands` are handed to the session right after, in order.
    fn request(&mut self, now: Timestamp, request: Self::Request, session: &Session, commands: &mut Vec<Command>);

    /// How the venue's budget stands: about once a second, and after every change of a penalty.
    /// The budget is held for as long as this takes; others who share it wait.
    fn budget(&mut self, now: Timestamp, budget: &Budget);

    /// A batch of inputs has been handled; called after every batch and at least every 100 ms. What is conflated is
    /// flushed here. `commands` are handed to the session right after; if there were any, this is called again, up to
    /// four times in a row.
    fn settled(&mut self, now: Timestamp, session: &Session, commands: &mut Vec<Command>);
}
