//! Who is told, and when?

use tokio::sync::mpsc;
use twinline_core::limits::Budget;
use twinline_model::Timestamp;

use crate::machine::Machine;

/// What became of an append: its ticket, and why it is not durable if it is not.
pub(crate) type Appended = (u64, Result<(), String>);

/// Tells the loop that an append is durable. There is at most one message for each append with a ticket, and a decider
/// bounds how many of those it has open: the queue needs no bound of its own.
#[derive(Debug, Clone)]
pub struct Appender(mpsc::UnboundedSender<Appended>);

impl Appender {
    pub(crate) fn new() -> (Self, mpsc::UnboundedReceiver<Appended>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// Tells it, from any thread.
    pub fn appended(&self, ticket: u64, result: Result<(), String>) {
        // A loop that has ended does not wait for it any more.
        let _ = self.0.send((ticket, result));
    }
}

/// What the composing layer attaches to a venue's loop. It runs inside the loop's task: it must be quick and never block.
///
/// `now` never goes back from one call to the next. While the loop is behind, it is the arrival time of the message being
/// handled, not the time of day. It is dropped when the loop has ended.
pub trait Sink<M: Machine>: Send + 'static {
    /// What others ask of it, passed through the handle.
    type Request: Send + 'static;

    /// The decider tells something; in the order in which it was decided.
    fn output(&mut self, now: Timestamp, output: M::Output, machine: &M);

    /// The decider wants entries kept, in this order, after all that it wanted kept before. With a ticket they must be on
    /// the disk before `done` is told; without one nobody waits.
    fn append(&mut self, now: Timestamp, entries: Vec<M::Entry>, ticket: Option<u64>, done: &Appender);

    /// Somebody asks something. `commands` are handed to the decider right after, in order.
    fn request(&mut self, now: Timestamp, request: Self::Request, machine: &M, commands: &mut Vec<M::Command>);

    /// How the venue's budget stands: about once a second, and after every change of a penalty.
    /// The budget is held for as long as this takes; others who share it wait.
    fn budget(&mut self, now: Timestamp, budget: &Budget);

    /// A batch of inputs has been handled; called after every batch and at least every 100 ms. What is conflated is
    /// flushed here. `commands` are handed to the decider right after; if there were any, this is called again, up to
    /// four times in a row.
    fn settled(&mut self, now: Timestamp, machine: &M, commands: &mut Vec<M::Command>);
}
