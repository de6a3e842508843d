//! How is a position protected, and what came of it?

use std::sync::Arc;

use twinline_core::account::{Bracket, BracketChange, BracketWish, Command, LegTerms};
use twinline_model::{Instrument, OrderId, PositionSide, Qty, Side};

use super::asking::{Failed, Turn, Used, entry, strange, unexpected, written};
use super::held::Held;
use super::permit::{bounds, may_trade};
use super::tickets::made_id;
use super::trade::one;
use super::{Caller, Gateway};
use crate::accounts::{Asked, Given, Wanted};
use crate::clock::now;
use crate::error::{GatewayError, Refusal};
use crate::wire::{
    AcceptedBy, BracketAnswer, BracketEdit, BracketRequest, BracketRow, LegRequest, OrderRequest, OrderRow, Page, ProtectRequest,
};

/// Which brackets are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BracketFilter {
    /// Those that are not over.
    #[default]
    Open,
    /// Those that are, as far as they are in memory.
    Closed,
    /// Both.
    All,
}

impl Gateway {
    /// Begins a bracket: an entry with its legs, or legs around a position. With a key, the same request again begins nothing more.
    pub async fn bracket(
        &self,
        caller: &Caller,
        account: &str,
        request: BracketRequest,
        key: Option<&str>,
    ) -> Result<BracketAnswer, GatewayError> {
        let held = self.commanded(caller, account)?;
        match (request.entry.clone(), request.protect.clone()) {
            (Some(entry), None) => self.enter(caller, &held, entry, request, key).await,
            (None, Some(protect)) => self.protect(caller, &held, &protect, request, key).await,
            _ => Err(GatewayError::Unfit { field: "entry", reason: "say either an entry or what to protect".to_owned() }),
        }
    }

    async fn enter(
        &self,
        caller: &Caller,
        held: &Held,
        order: OrderRequest,
        request: BracketRequest,
        key: Option<&str>,
    ) -> Result<BracketAnswer, GatewayError> {
        let account = held.settings.account.as_str();
        let body = written(&request)?;
        let (key, at) = match key {
            None => (None, now()),
            Some(key) => match self.used(account, key, body.as_bytes()).await? {
                Used::Answered(kept) => return self.entered(held, one(kept)?),
                Used::Claimed(key, at) => (Some(key), at),
            },
        };
        self.fresh(held, std::slice::from_ref(&order)).await?;
        let named = key.as_ref().map(|key| key.claim.key.clone());
        let ticket = self.ticket(held, order, || made_id(account, named.as_deref(), 0, at))?;
        let checks = self.checks_of(caller, held, &ticket).await?;
        let wish = BracketWish {
            id: ticket.client_order_id.clone(),
            instrument: ticket.instrument.clone(),
            side: ticket.side,
            position_side: ticket.position_side,
            qty: None,
            stop_loss: request.stop_loss.as_ref().map(LegTerms::from),
            take_profit: request.take_profit.as_ref().map(LegTerms::from),
            if_unprotected: request.if_unprotected.into(),
            entry: Some(ticket),
        };
        let (id, wish) = (wish.id.clone(), Box::new(wish));
        let wanted: Wanted = Box::new(move |ask| Command::Bracket { ask, wish, checks });
        let audit = entry(caller, account, "bracket.place", body);
        match self.command(held, wanted, key, audit, true).await {
            Ok(Asked::Done(kept)) => match kept.given {
                Some(Given::Refused(refusal)) => Err(GatewayError::Refused(Box::new(refusal.into()))),
                _ => self.entered(held, one(kept)?),
            },
            Ok(Asked::Answer(answer)) => Err(unexpected(&answer)),
            Err(Failed::Interrupted) => match self.known(held, &id).await? {
                Some(order) => self.entered(held, OrderRow::from(&order)),
                None => Err(GatewayError::OutcomeUnknown("the gateway stopped before this left; ask under a new key".to_owned())),
            },
            Err(Failed::Error(error)) => Err(error),
        }
    }

    /// The bracket of an entry that left.
    fn entered(&self, held: &Held, order: OrderRow) -> Result<BracketAnswer, GatewayError> {
        let bracket = self.bracket_row(held, &order.order_id)?;
        Ok(BracketAnswer { accepted_by: order.accepted_by, bracket, order: Some(order) })
    }

    async fn protect(
        &self,
        caller: &Caller,
        held: &Held,
        protect: &ProtectRequest,
        request: BracketRequest,
        key: Option<&str>,
    ) -> Result<BracketAnswer, GatewayError> {
        let account = held.settings.account.as_str();
        let instrument = self.instrument(&protect.instrument, Some(&held.settings.venue))?;
        may_trade(caller, &instrument.id)?;
        let audit = entry(caller, account, "bracket.protect", written(&request)?);
        let named = key.map(str::to_owned);
        let turn = match self.turn(&audit, key).await? {
            Turn::Answered(given) => return began(given),
            Turn::Go(key) => key,
        };
        let qty = open_qty(held, &instrument, protect.position_side)?;
        if let Some(asked) = protect.qty.filter(|asked| asked.value() > qty.value().abs()) {
            let reason = format!("{asked} is more than the position of {}", qty.value().abs().normalize());
            return Err(GatewayError::Unfit { field: "protect.qty", reason });
        }
        let missing = || GatewayError::BadField { field: "protect", reason: "no name could be made for it".to_owned() };
        let wish = BracketWish {
            id: made_id(account, named.as_deref(), 0, now()).ok_or_else(missing)?,
            entry: None,
            instrument: instrument.id.clone(),
            side: if qty.value().is_sign_negative() { Side::Sell } else { Side::Buy },
            position_side: protect.position_side,
            qty: protect.qty,
            stop_loss: request.stop_loss.as_ref().map(LegTerms::from),
            take_profit: request.take_profit.as_ref().map(LegTerms::from),
            if_unprotected: request.if_unprotected.into(),
        };
        let mut checks = bounds(caller, held);
        checks.collar = self.reference(&instrument).await.map(|price| (price, held.settings.price_collar));
        let wish = Box::new(wish);
        let wanted: Wanted = Box::new(move |ask| Command::Bracket { ask, wish, checks });
        began(self.give(held, wanted, audit, true, turn).await?)
    }

    /// Changes a bracket's legs or its rule.
    pub async fn edit_bracket(
        &self,
        caller: &Caller,
        account: &str,
        bracket: &str,
        edit: BracketEdit,
        key: Option<&str>,
    ) -> Result<BracketAnswer, GatewayError> {
        let (held, id) = self.commanded_bracket(caller, account, bracket)?;
        let audit = entry(caller, account, "bracket.edit", format!("{bracket} {}", written(&edit)?));
        let key = match self.turn(&audit, key).await? {
            Turn::Answered(given) => return began(given),
            Turn::Go(key) => key,
        };
        let mut checks = bounds(caller, &held);
        let instrument = held.published.look(|state| state.bracket(&id).map(|bracket| bracket.instrument.clone()));
        if let Some(instrument) = instrument {
            let instrument = self.instrument(instrument.as_str(), None)?;
            checks.collar = self.reference(&instrument).await.map(|price| (price, held.settings.price_collar));
        }
        let terms = |leg: Option<Option<LegRequest>>| leg.map(|leg| leg.as_ref().map(LegTerms::from));
        let change = Box::new(BracketChange {
            stop_loss: terms(edit.stop_loss),
            take_profit: terms(edit.take_profit),
            if_unprotected: edit.if_unprotected.map(Into::into),
        });
        let wanted: Wanted = Box::new(move |ask| Command::ChangeBracket { ask, bracket: id, change, checks });
        began(self.give(&held, wanted, audit, true, key).await?)
    }

    /// Ends a bracket: what is left of its entry, and its legs.
    pub async fn end_bracket(
        &self,
        caller: &Caller,
        account: &str,
        bracket: &str,
        key: Option<&str>,
    ) -> Result<BracketAnswer, GatewayError> {
        let (held, id) = self.commanded_bracket(caller, account, bracket)?;
        let audit = entry(caller, account, "bracket.end", bracket.to_owned());
        let key = match self.turn(&audit, key).await? {
            Turn::Answered(given) => return began(given),
            Turn::Go(key) => key,
        };
        let wanted: Wanted = Box::new(move |ask| Command::EndBracket { ask, bracket: id });
        began(self.give(&held, wanted, audit, false, key).await?)
    }

    /// Brackets of an account, newest first; of those that are over, the last 500.
    pub fn brackets(&self, account: &str, filter: BracketFilter) -> Result<Page<BracketRow>, GatewayError> {
        let wanted = |bracket: &&Bracket| match filter {
            BracketFilter::Open => !bracket.phase.is_over(),
            BracketFilter::Closed => bracket.phase.is_over(),
            BracketFilter::All => true,
        };
        let mut rows: Vec<BracketRow> =
            self.account(account)?.published.look(|state| state.brackets().filter(wanted).map(BracketRow::from).collect());
        rows.sort_by(|one, other| (other.created_at, &other.bracket_id).cmp(&(one.created_at, &one.bracket_id)));
        Ok(Page::whole(rows))
    }

    /// One bracket.
    pub fn bracket_of(&self, account: &str, bracket: &str) -> Result<BracketRow, GatewayError> {
        self.bracket_row(&*self.account(account)?, bracket)
    }

    fn commanded_bracket(&self, caller: &Caller, account: &str, bracket: &str) -> Result<(Arc<Held>, OrderId), GatewayError> {
        let held = self.commanded(caller, account)?;
        let row = self.bracket_row(&held, bracket)?;
        may_trade(caller, &row.instrument)?;
        let id = OrderId::new(bracket).map_err(|_| unknown(&held, bracket))?;
        Ok((held, id))
    }

    fn bracket_row(&self, held: &Held, bracket: &str) -> Result<BracketRow, GatewayError> {
        let id = OrderId::new(bracket).map_err(|_| unknown(held, bracket))?;
        held.published.look(|state| state.bracket(&id).map(BracketRow::from)).ok_or_else(|| unknown(held, bracket))
    }
}

/// What is open of a position; nothing is refused.
fn open_qty(held: &Held, instrument: &Instrument, side: PositionSide) -> Result<Qty, GatewayError> {
    let qty = held.published.look(|state| state.position(&instrument.id, side).map_or(Qty::ZERO, |position| position.qty));
    match qty.is_zero() {
        true => Err(GatewayError::Refused(Box::new(Refusal::flat(instrument.id.as_str())))),
        false => Ok(qty),
    }
}

fn began(given: Given) -> Result<BracketAnswer, GatewayError> {
    match given {
        Given::Bracket(bracket) => {
            Ok(BracketAnswer { accepted_by: AcceptedBy::Gateway, bracket: BracketRow::from(&*bracket), order: None })
        }
        other => Err(strange(&other)),
    }
}

fn unknown(held: &Held, bracket: &str) -> GatewayError {
    let bracket = bracket.chars().filter(|c| !c.is_control()).take(64).collect();
    GatewayError::UnknownBracket { account: held.settings.account.to_string(), bracket }
}
