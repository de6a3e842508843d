//! Where accounts meet the markets: books, tapes and the counter of update ids, at one moment.

use crate::accounts::ids::OrderId;
use crate::accounts::refusal::Refusal;
use crate::exchange::Event;
use crate::execution::{Fate, Fill};
use crate::market::{Entry, Market};
use crate::meeting::{End, Knock, Taker};
use crate::order::{Order, Side, Terms, TimeInForce};
use crate::spec::SymbolSpec;

/// The markets at one moment.
#[derive(Debug)]
pub(crate) struct Floor<'a> {
    pub markets: &'a mut [Market],
    pub next_update_id: &'a mut u64,
    pub at_ns: i64,
    pub events: &'a mut Vec<Event>,
}

/// An order of an account as the book takes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ticket {
    pub symbol: usize,
    pub id: OrderId,
    pub side: Side,
    pub lots: i64,
    pub ticks: i64,
    pub time_in_force: TimeInForce,
    pub taker: Taker,
    /// True if the venue itself sends it to liquidate.
    pub forced: bool,
}

/// What a command did in a book.
#[derive(Debug, Clone)]
pub(crate) struct Deal {
    pub fate: Fate,
    pub ended: Option<End>,
    /// Each fill with its id on the tape.
    pub fills: Vec<(u64, Fill)>,
    pub knocks: Vec<Knock>,
}

impl Floor<'_> {
    pub fn spec(&self, symbol: usize) -> Result<&SymbolSpec, Refusal> {
        self.markets.get(symbol).map(|market| &market.spec).ok_or(Refusal::UnknownSymbol)
    }

    pub fn submit(&mut self, ticket: Ticket) -> Option<Deal> {
        let terms = Terms::Limit { ticks: ticket.ticks, time_in_force: ticket.time_in_force };
        let order = Order { id: ticket.id.in_book(), side: ticket.side, lots: ticket.lots, terms };
        let entry = Entry { symbol: ticket.symbol, at_ns: self.at_ns, order, taker: ticket.taker, forced: ticket.forced };
        let market = self.markets.get_mut(ticket.symbol)?;
        let submitted = market.submit(entry, *self.next_update_id, self.events);
        let deal = deal_of(market, submitted.fate);
        if submitted.changed {
            *self.next_update_id += 1;
        }
        Some(deal)
    }

    pub fn withdraw(&mut self, symbol: usize, id: OrderId) {
        if let Some(market) = self.markets.get_mut(symbol)
            && market.withdraw(symbol, self.at_ns, id.in_book(), *self.next_update_id, self.events)
        {
            *self.next_update_id += 1;
        }
    }

    /// Prints a trade without the book; returns its id.
    pub fn print(&mut self, symbol: usize, side: Side, ticks: i64, lots: i64) -> Option<u64> {
        Some(self.markets.get_mut(symbol)?.print_off_book(symbol, self.at_ns, side, ticks, lots, self.events))
    }

    /// What the newest command of a market did, whoever gave it.
    pub fn newest(&self, symbol: usize) -> Option<Deal> {
        self.markets.get(symbol).map(|market| deal_of(market, Fate::Filled))
    }
}

fn deal_of(market: &Market, fate: Fate) -> Deal {
    let execution = market.execution();
    let first = market.tape.next_trade_id().saturating_sub(execution.fills.len() as u64);
    Deal { fate, ended: execution.ended, fills: (first..).zip(execution.fills.iter().copied()).collect(), knocks: execution.knocks.clone() }
}
