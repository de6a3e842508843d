//! What does the house do that no account asks of it by its link: accounts, money, markets, time?

use rust_decimal::Decimal;
use thiserror::Error;
use twinline_exchange::accounts::AccountId;
use twinline_exchange::paper::{Event, Input, Product, Refusal};
use twinline_model::{Balance, BookLevels, Instrument, InstrumentId, Price, Rate, Timestamp, Trade};

use crate::house::House;
use crate::market::{self, Terms};
use crate::rows;

/// Why the house says no to whoever looks after it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct No {
    /// A stable word.
    pub code: &'static str,
    /// In words.
    pub message: String,
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self { code: refusal.code(), message: refusal.to_string() }
    }
}

/// What the markets show of an instrument.
#[derive(Debug, Clone)]
pub enum Shown<'a> {
    /// The whole book, best first.
    Book(&'a BookLevels),
    /// Something came from its venue, and the book is as it was.
    Heard,
    /// The book is not current any more.
    Lost,
    /// A trade.
    Trade(&'a Trade),
    /// The mark price.
    Mark(Price),
    /// Funding at this rate, now; the market may not be shown.
    Funding {
        /// Longs pay this share to shorts.
        rate: Rate,
        /// Of the value at this mark price.
        mark: Price,
    },
    /// The contract has ended; the market may not be shown.
    Ended {
        /// At this mark price; the market's own if it was never heard.
        mark: Option<Price>,
    },
}

impl House {
    /// Takes a group of events as [`written`] gave them, oldest first: all of them, and the house is as it was. Nobody may have asked it
    /// anything before.
    pub fn recall(&mut self, group: &[u8]) -> Result<(), String> {
        let events: Vec<Event> = serde_json::from_slice(group).map_err(|error| format!("unreadable events: {error}"))?;
        events.iter().try_for_each(|event| self.remember(event)).map_err(|refusal| format!("events that do not follow: {refusal}"))
    }

    /// Names of all accounts.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.paper().state().accounts().values().map(|held| held.name.as_str())
    }

    /// Whose name this is.
    pub fn account(&self, name: &str) -> Result<AccountId, No> {
        self.paper().state().named(name).ok_or(Refusal::UnknownAccount.into())
    }

    /// The name of an account.
    pub fn name(&self, account: AccountId) -> Option<&str> {
        self.paper().state().account(account).ok().map(|held| held.name.as_str())
    }

    /// A new account with this money. Nothing is there if any of it is refused.
    pub fn open(&mut self, now: Timestamp, name: &str, deposits: &[(String, Decimal)]) -> Result<Vec<Event>, No> {
        let opened = Input::Open { name: name.to_owned(), deposits: deposits.to_vec() };
        Ok(self.input(now, &opened)?.1)
    }

    /// More play money for an account.
    pub fn deposit(&mut self, now: Timestamp, name: &str, unit: &str, amount: Decimal) -> Result<Vec<Event>, No> {
        let account = self.account(name)?;
        Ok(self.input(now, &Input::Deposit { account, unit: unit.to_owned(), amount })?.1)
    }

    /// Ends all orders, positions and balances of an account, which begins anew with this money.
    pub fn reset(&mut self, now: Timestamp, name: &str, deposits: &[(String, Decimal)]) -> Result<Vec<Event>, No> {
        let account = self.account(name)?;
        Ok(self.input(now, &Input::Reset { account, deposits: deposits.to_vec() })?.1)
    }

    /// Refuses an account's orders from now on, or takes them again.
    pub fn freeze(&mut self, now: Timestamp, name: &str, frozen: bool) -> Result<Vec<Event>, No> {
        let account = self.account(name)?;
        Ok(self.input(now, &Input::Freeze { account, frozen })?.1)
    }

    /// What an account has of every unit.
    pub fn balances(&self, now: Timestamp, name: &str) -> Result<Vec<Balance>, No> {
        Ok(rows::balances_of(self.paper(), self.account(name)?, now))
    }

    /// Lists what can be traded, or changes its terms from now on.
    pub fn list_all<'a>(&mut self, instruments: impl IntoIterator<Item = &'a Instrument>, terms: &Terms) {
        instruments.into_iter().filter_map(|instrument| market::listing(instrument, terms)).for_each(|listing| self.list(listing));
    }

    /// What a market shows. What is not listed is nobody's business.
    pub fn show(&mut self, now: Timestamp, instrument: &InstrumentId, shown: &Shown<'_>) -> Result<Vec<Event>, No> {
        let Ok(listing) = self.listing(instrument) else { return Ok(Vec::new()) };
        let lost = || Input::Lost { instrument: instrument.clone() };
        let input = match shown {
            Shown::Book(levels) => Some(market::book(listing, levels).unwrap_or_else(lost)),
            Shown::Heard => Some(Input::Heard { instrument: instrument.clone() }),
            Shown::Lost => Some(lost()),
            Shown::Trade(trade) => market::trade(listing, trade),
            Shown::Mark(price) => market::mark(listing, instrument, *price),
            Shown::Funding { rate, mark } => Some(market::funding(listing, *rate, *mark)),
            Shown::Ended { mark } => Some(market::ended(listing, *mark)),
        };
        input.map_or(Ok(Vec::new()), |input| Ok(self.input(now, &input)?.1))
    }

    /// Time has passed.
    pub fn pass(&mut self, now: Timestamp) -> Result<Vec<Event>, No> {
        Ok(self.input(now, &Input::Time)?.1)
    }

    /// A trading day has begun: proceeds of sales become free.
    pub fn settle(&mut self, now: Timestamp) -> Result<Vec<Event>, No> {
        Ok(self.input(now, &Input::Settle)?.1)
    }

    /// The trading day ends for what is held within it: orders end, positions are closed.
    pub fn square_off(&mut self, now: Timestamp) -> Result<Vec<Event>, No> {
        Ok(self.input(now, &Input::SquareOff { product: Product::Intraday })?.1)
    }

    /// When time alone would change something.
    pub fn next(&self) -> Option<Timestamp> {
        self.paper().next_ns().map(Timestamp::from_nanos)
    }

    /// Whether the terms of this are known.
    pub fn is_listed(&self, instrument: &InstrumentId) -> bool {
        self.listing(instrument).is_ok()
    }

    /// Whether orders could be filled now: the market's book is whole, current and not crossed.
    pub fn is_fit(&self, now: Timestamp, instrument: &InstrumentId) -> bool {
        self.paper().fit(now.as_nanos(), instrument).is_ok()
    }

    /// What accounts hold or have orders of: markets that must be shown.
    pub fn engaged(&self) -> impl Iterator<Item = &InstrumentId> {
        self.paper().state().engaged()
    }
}

/// Events as they are kept. What cannot be written must not be told either: whoever asks for this goes back to what is kept.
pub fn written(events: &[Event]) -> Result<Vec<u8>, String> {
    serde_json::to_vec(events).map_err(|error| format!("events that cannot be written: {error}"))
}
