//! What is answered to an account, and what is it told?

use std::collections::BTreeSet;

use twinline_exchange::accounts::{AccountId, OrderId};
use twinline_exchange::paper::{Answer, Event, Input, Listed, Listing, NewOrder, Order, Paper, Product, Refusal, What};
use twinline_model::{InstrumentId, MarginMode, OrderRef, OrderTicket, Setting, Timestamp};
use twinline_venue::account::EditTicket;

use crate::orders::{lots, row, terms, ticks, whole};
use crate::rows;
use crate::wire::{Ask, Asked, Fact, Refused, Told};

/// The house in words: bytes in, bytes out, and the events that are to be kept before anybody hears of them.
#[derive(Debug, Clone)]
pub struct House {
    paper: Paper,
    /// Accounts all of whose things are listed: what is listed stays so, and only that is ordered.
    whole: BTreeSet<String>,
    kept_until: Timestamp,
}

/// What came of one request.
#[derive(Debug)]
pub struct Reply {
    /// As an HTTP status.
    pub status: u16,
    /// The answer.
    pub body: Vec<u8>,
    /// What has changed.
    pub events: Vec<Event>,
}

impl Reply {
    fn of(status: u16, told: &Told) -> Self {
        match serde_json::to_vec(told) {
            Ok(body) => Self { status, body, events: Vec::new() },
            // Nobody can say any more what was done: the codec takes it for doubt, and the account asks for what is.
            Err(error) => Self { status: 500, body: format!("an answer that cannot be written: {error}").into_bytes(), events: Vec::new() },
        }
    }

    /// A refusal, after which all is as it was.
    pub fn no(code: &str, message: &str) -> Self {
        Self::of(400, &Told { facts: Vec::new(), refused: Some(Refused { code: code.to_owned(), message: message.to_owned() }) })
    }

    /// The house cannot take anything now; the same may be asked again.
    pub fn busy(reason: &str) -> Self {
        Self::no("BUSY", reason)
    }
}

impl House {
    /// With these accounts.
    pub fn new(paper: Paper) -> Self {
        Self { paper, whole: BTreeSet::new(), kept_until: Timestamp::default() }
    }

    /// When the newest happened of what was taken anew; nothing that was due before can have been done after.
    pub fn kept_until(&self) -> Timestamp {
        self.kept_until
    }

    /// Accounts, money, terms.
    pub fn paper(&self) -> &Paper {
        &self.paper
    }

    pub(crate) fn remember(&mut self, event: &Event) -> Result<(), Refusal> {
        self.kept_until = self.kept_until.max(Timestamp::from_nanos(event.at_ns));
        self.paper.recall(event)
    }

    /// Lists something, or changes its terms from now on.
    pub fn list(&mut self, listing: Listing) {
        self.paper.list(listing);
    }

    /// Something that no account asked: markets, time, administration.
    pub fn input(&mut self, now: Timestamp, input: &Input) -> Result<(Answer, Vec<Event>), Refusal> {
        let mut events = Vec::new();
        let answer = self.paper.handle(now.as_nanos(), input, &mut events)?;
        Ok((answer, events))
    }

    /// A request as the codec wrote it. Any bytes are allowed.
    pub fn ask(&mut self, now: Timestamp, body: &[u8]) -> Reply {
        match Self::read(body) {
            Ok(asked) => self.take(now, asked),
            Err(no) => no,
        }
    }

    /// What a request says, or what is answered to one that says nothing.
    pub fn read(body: &[u8]) -> Result<Asked, Reply> {
        serde_json::from_slice(body).map_err(|error| Reply::no("BAD_REQUEST", &error.to_string()))
    }

    /// Does what is asked. Refused as long as the terms of something that the account has are not known: it could not be told whole.
    pub fn take(&mut self, now: Timestamp, asked: Asked) -> Reply {
        let mut events = Vec::new();
        if !self.whole.contains(&asked.account) {
            if let Some(unlisted) = self.unlisted(&asked.account) {
                return Reply::busy(&format!("the terms of {} are not known yet", unlisted.instrument));
            }
            self.whole.insert(asked.account.clone());
        }
        match self.answer(now, asked, &mut events) {
            Ok(facts) => Reply { events, ..Reply::of(200, &Told { facts, refused: None }) },
            // Of several steps, the earlier ones may have been done.
            Err(refusal) => Reply { events, ..Reply::no(refusal.code(), &refusal.to_string()) },
        }
    }

    /// What events are to the accounts that they are of: whole rows, then the money that is there afterwards.
    pub fn told(&self, now: Timestamp, events: &[Event]) -> Vec<(AccountId, Told)> {
        let accounts: BTreeSet<AccountId> = events.iter().map(|event| event.account).collect();
        let of = |id: AccountId| {
            let mut facts = Vec::new();
            let mut units: BTreeSet<&str> = BTreeSet::new();
            for event in events.iter().filter(|event| event.account == id) {
                if let What::Posted { postings, .. } = &event.what {
                    units.extend(postings.iter().filter(|line| line.place.owner() == Some(id)).map(|line| line.asset.as_str()));
                }
                facts.extend(self.fact(event));
            }
            facts.extend(units.into_iter().map(|unit| Fact::Balance(rows::balance(&self.paper, id, unit, now))));
            (id, Told { facts, refused: None })
        };
        accounts.into_iter().map(of).filter(|(_, told)| !told.facts.is_empty()).collect()
    }

    fn fact(&self, event: &Event) -> Option<Fact> {
        let listings = &self.paper.settings().listings;
        match &event.what {
            What::Order(_, order) => Some(Fact::Order(Box::new(row(listings.get(&order.terms.listed)?, order)))),
            What::Fill(fill) => {
                let order = fill.order.and_then(|id| self.paper.state().order(event.account, id).ok());
                let name = order.and_then(|order| order.client_id.as_deref());
                Some(Fact::Fill(Box::new(rows::fill(listings.get(&fill.listed)?, fill, name))))
            }
            What::Holding(held) if held.listed.product.is_cash() => None,
            What::Holding(held) => {
                let listing = listings.get(&held.listed)?;
                Some(Fact::Position(Box::new(rows::position(listing, held, self.leverage(event.account, listing).0))))
            }
            What::Leverage { listed, leverage, .. } => {
                let leverage = twinline_model::Rate::new((*leverage).into());
                Some(Fact::Setting(Setting::Leverage(listed.instrument.clone(), leverage)))
            }
            What::Frozen(frozen) => Some(Fact::Setting(Setting::MayTrade(!frozen))),
            What::Opened { .. } | What::Reset | What::Posted { .. } | What::Warned { .. } | What::Calm => None,
        }
    }

    /// Something that an account holds or has an order of, and that is not listed.
    fn unlisted(&self, account: &str) -> Option<&Listed> {
        let held = self.paper.state().account(self.paper.state().named(account)?).ok()?;
        let orders = held.orders.values().map(|order| &order.terms.listed);
        let mut all = orders.chain(held.holdings.keys()).chain(held.fills.iter().map(|fill| &fill.listed));
        let listings = &self.paper.settings().listings;
        all.find(|listed| !listings.contains_key(listed))
    }

    fn answer(&mut self, now: Timestamp, Asked { account, ask }: Asked, events: &mut Vec<Event>) -> Result<Vec<Fact>, Refusal> {
        let id = self.paper.state().named(&account).ok_or(Refusal::UnknownAccount)?;
        match ask {
            Ask::Place(ticket) => self.place(now, id, &ticket, events),
            Ask::Edit(ticket) => self.edit(now, id, &ticket, events),
            Ask::Cancel(order) => {
                let order = self.find(id, &order)?.id;
                self.paper.handle(now.as_nanos(), &Input::Cancel { account: id, order }, events)?;
                self.order(id, order)
            }
            Ask::CancelAll(instrument) => {
                for order in self.open_orders(id, Some(&instrument)) {
                    self.paper.handle(now.as_nanos(), &Input::Cancel { account: id, order }, events)?;
                }
                Ok(Vec::new())
            }
            Ask::SetLeverage(instrument, leverage) => {
                let listing = self.listing(&instrument)?;
                let isolated = self.leverage(id, listing).1;
                let leverage = whole(leverage).ok_or(Refusal::BadLeverage(listing.tiers.highest_leverage()))?;
                let input = Input::Leverage { account: id, listed: listing.listed.clone(), leverage, isolated };
                self.paper.handle(now.as_nanos(), &input, events).map(|_| Vec::new())
            }
            Ask::SetMarginMode(instrument, mode) => {
                let listing = self.listing(&instrument)?;
                let leverage = self.leverage(id, listing).0;
                let isolated = mode == MarginMode::Isolated;
                let input = Input::Leverage { account: id, listed: listing.listed.clone(), leverage, isolated };
                self.paper.handle(now.as_nanos(), &input, events).map(|_| Vec::new())
            }
            ask => self.look(now, id, ask),
        }
    }

    fn place(&mut self, now: Timestamp, id: AccountId, ticket: &OrderTicket, events: &mut Vec<Event>) -> Result<Vec<Fact>, Refusal> {
        let terms = terms(self.listing(&ticket.instrument)?, ticket)?;
        let known = self.paper.state().account(id)?.names.contains_key(ticket.client_order_id.as_str());
        if terms.trigger.is_none() && !known && self.paper.fit(now.as_nanos(), &ticket.instrument).is_err() {
            // What cannot trade honestly now is refused before anything is set aside for it.
            return Err(Refusal::StaleMarketData);
        }
        let order = Box::new(NewOrder { client_id: Some(ticket.client_order_id.to_string()), terms });
        match self.paper.handle(now.as_nanos(), &Input::Place { account: id, order }, events)? {
            Answer::Order(order) => self.order(id, order),
            Answer::Done | Answer::Account(_) => Ok(Vec::new()),
        }
    }

    fn edit(&mut self, now: Timestamp, id: AccountId, ticket: &EditTicket, events: &mut Vec<Event>) -> Result<Vec<Fact>, Refusal> {
        let listing = self.listing(&ticket.order.instrument)?;
        let (ticks, lots) = (ticks(listing, ticket.price)?, lots(listing, ticket.qty)?);
        let order = self.find(id, &ticket.order)?.id;
        self.paper.handle(now.as_nanos(), &Input::Replace { account: id, order, ticks, lots }, events)?;
        self.order(id, order)
    }

    pub(crate) fn leverage(&self, id: AccountId, listing: &Listing) -> (u32, bool) {
        let set = self.paper.state().account(id).ok().and_then(|held| held.leverage.get(&listing.listed));
        set.copied().unwrap_or((listing.leverage, false))
    }

    /// The way in which an instrument is traded here: the first that is listed.
    pub(crate) fn listing(&self, instrument: &InstrumentId) -> Result<&Listing, Refusal> {
        let first = Listed { instrument: instrument.clone(), product: Product::Spot };
        let found = self.paper.settings().listings.range(first..).next().map(|(_, listing)| listing);
        found.filter(|listing| listing.listed.instrument == *instrument).ok_or(Refusal::UnknownInstrument)
    }

    pub(crate) fn find(&self, id: AccountId, named: &OrderRef) -> Result<&Order, Refusal> {
        let held = self.paper.state().account(id)?;
        let number = named.venue_id.as_ref().and_then(|id| id.as_str().parse().ok()).map(OrderId);
        let number = number.or_else(|| held.names.get(named.client_id.as_ref()?.as_str()).copied());
        let order = number.and_then(|number| held.orders.get(&number));
        order.filter(|order| order.terms.listed.instrument == named.instrument).ok_or(Refusal::UnknownOrder)
    }

    pub(crate) fn order(&self, id: AccountId, order: OrderId) -> Result<Vec<Fact>, Refusal> {
        let order = self.paper.state().order(id, order)?;
        let listing = self.paper.settings().listings.get(&order.terms.listed).ok_or(Refusal::UnknownInstrument)?;
        Ok(vec![Fact::Order(Box::new(row(listing, order)))])
    }

    pub(crate) fn open_orders(&self, id: AccountId, instrument: Option<&InstrumentId>) -> Vec<OrderId> {
        let Ok(held) = self.paper.state().account(id) else { return Vec::new() };
        let of = |order: &&Order| instrument.is_none_or(|only| *only == order.terms.listed.instrument);
        held.open.iter().filter_map(|id| held.orders.get(id)).filter(of).map(|order| order.id).collect()
    }
}
