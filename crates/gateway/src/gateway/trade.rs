//! What can be commanded, and what came of it?

use std::time::Duration;

use sha2::Digest as _;
use tokio::sync::oneshot;
use twinline_core::account::{Answer, Checks, Command, Order, Refused, SettingChange};
use twinline_model::{
    Channel, ClientOrderId, Freshness, Instrument, MarketEvent, Notional, OrderId, OrderStatus, OrderTicket, OrderType, PositionSide,
    Price, Qty, Side, TimeInForce, Timestamp, TriggerBy,
};
use twinline_store::{AuditEntry, Claim};

use super::Gateway;
use super::accounts::{Held, blocking};
use crate::accounts::{Asked, Kept, KeptOrder, Key, NotTaken, Request, Wanted};
use crate::clock::now;
use crate::error::{GatewayError, Outcome, Refusal};
use crate::wire::{BatchRow, CancelAllAnswer, DifferenceRow, EditRequest, OrderRequest, OrderRow, Page, RefusalRow};

/// Longest that an answer is waited for; what has not been answered by then is not known.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest idempotency key.
const MAX_KEY: usize = 128;

/// Who commands, and within which bounds of their own.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// Who: a token's name, `login`, `token`.
    pub actor: String,
    /// By which key.
    pub key_id: String,
    /// From where.
    pub origin: String,
    /// Most that one of their orders may be worth.
    pub max_order_notional: Option<Notional>,
    /// Most that their orders of a day may be worth.
    pub max_daily_notional: Option<Notional>,
}

impl Gateway {
    /// Places one order. With a key, the same request again gets the same answer and places nothing.
    pub async fn place(&self, caller: &Caller, account: &str, request: OrderRequest, key: Option<&str>) -> Result<OrderRow, GatewayError> {
        let kept = self.place_all(caller, account, vec![request], key).await?;
        match kept.orders.into_iter().next() {
            Some(KeptOrder::Order(order)) => placed(&order).map_err(GatewayError::Refused),
            Some(refused) => Err(GatewayError::Refused(Box::new(refusal_of(refused)))),
            None => Err(GatewayError::OutcomeUnknown("the account did not answer for the order".to_owned())),
        }
    }

    /// Places several orders; each has its own outcome.
    pub async fn place_batch(
        &self,
        caller: &Caller,
        account: &str,
        requests: Vec<OrderRequest>,
        key: Option<&str>,
    ) -> Result<Page<BatchRow>, GatewayError> {
        let kept = self.place_all(caller, account, requests, key).await?;
        let row = |kept: KeptOrder| match kept {
            KeptOrder::Order(order) => match placed(&order) {
                Ok(row) => BatchRow { order: Some(row), refusal: None },
                Err(refusal) => BatchRow { order: Some(OrderRow::from(&*order)), refusal: Some(RefusalRow::from(&*refusal)) },
            },
            refused => BatchRow { order: None, refusal: Some(RefusalRow::from(&refusal_of(refused))) },
        };
        Ok(Page::whole(kept.orders.into_iter().map(row).collect()))
    }

    async fn place_all(
        &self,
        caller: &Caller,
        account: &str,
        requests: Vec<OrderRequest>,
        key: Option<&str>,
    ) -> Result<Kept, GatewayError> {
        let held = self.account(account)?;
        let body = serde_json::to_vec(&requests).map_err(|error| GatewayError::Journal(error.to_string()))?;
        let (key, at) = match key {
            None => (None, now()),
            Some(key) => match self.used(account, key, &body).await? {
                Used::Answered(kept) => return Ok(kept),
                Used::Claimed(key, at) => (Some(key), at),
            },
        };
        let named = key.as_ref().map(|key| key.claim.key.clone());
        let mut tickets = Vec::with_capacity(requests.len());
        for (index, request) in requests.into_iter().enumerate() {
            let made = || made_id(account, named.as_deref(), index, at);
            tickets.push(self.ticket(held, request, made)?);
        }
        if tickets.iter().any(|ticket| ticket.instrument != tickets[0].instrument) {
            return Err(GatewayError::BadField { field: "orders", reason: "must all be of one instrument".to_owned() });
        }
        let checks = self.checks(caller, held, &tickets).await;
        measurable(&tickets, &checks)?;
        let orders: Vec<OrderId> = tickets.iter().map(|ticket| ticket.client_order_id.clone()).collect();
        let detail = String::from_utf8_lossy(&body).into_owned();
        let wanted: Wanted = Box::new(move |ask| Command::Place { ask, tickets, checks });
        match self.command(held, wanted, key, entry(caller, account, "order.place", detail), true).await {
            Ok(Asked::Placed(kept)) => Ok(kept),
            Ok(Asked::Answer(_)) => Err(GatewayError::OutcomeUnknown("the account answered something else".to_owned())),
            Err(Failed::Interrupted) => Ok(held.published.look(|state| Kept {
                orders: orders
                    .iter()
                    .map(|id| state.order(id).map_or_else(never_left, |order| KeptOrder::Order(Box::new(order.clone()))))
                    .collect(),
            })),
            Err(Failed::Error(error)) => Err(error),
        }
    }

    /// What the journal says of an idempotency key.
    async fn used(&self, account: &str, key: &str, body: &[u8]) -> Result<Used, GatewayError> {
        if key.is_empty() || key.len() > MAX_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            let reason = format!("must be 1 to {MAX_KEY} visible ASCII characters");
            return Err(GatewayError::BadField { field: "Idempotency-Key", reason });
        }
        let at = now();
        let claim = Claim::of(account, key, body, at);
        let (journal, wanted) = (self.journal().clone(), claim.clone());
        let found = blocking(move || journal.claimed(&wanted.account, &wanted.key, at)).await?;
        let Some(found) = found else { return Ok(Used::Claimed(Key { claim, used: false }, at)) };
        if found.digest != claim.digest {
            return Err(GatewayError::OtherBody);
        }
        match found.answer {
            Some(answer) => {
                let kept = serde_json::from_slice(&answer).map_err(|error| GatewayError::Journal(error.to_string()))?;
                Ok(Used::Answered(kept))
            }
            None => Ok(Used::Claimed(Key { claim, used: true }, found.at)),
        }
    }

    /// Says whether an order would be sent, as far as that is decided here; nothing is sent.
    pub async fn preview(&self, caller: &Caller, account: &str, request: OrderRequest) -> Result<OrderTicket, GatewayError> {
        let held = self.account(account)?;
        let ticket = self.ticket(held, request, || made_id(account, None, 0, now()))?;
        let checks = self.checks(caller, held, std::slice::from_ref(&ticket)).await;
        measurable(std::slice::from_ref(&ticket), &checks)?;
        let (wanted, checked) = (ticket.clone(), checks);
        let command: Wanted = Box::new(move |ask| Command::Preview { ask, ticket: Box::new(wanted), checks: checked });
        let entry = entry(caller, account, "order.preview", String::new());
        match self.answer(held, command, entry, false).await? {
            Answer::Sound => Ok(ticket),
            other => Err(unexpected(other)),
        }
    }

    /// Changes an order's price, quantity or both.
    pub async fn edit(&self, caller: &Caller, account: &str, order: &str, edit: EditRequest) -> Result<OrderRow, GatewayError> {
        let held = self.account(account)?;
        let row = self.order(account, order)?;
        let id = order_id(order)?;
        if edit.price.is_none() && edit.qty.is_none() {
            return Err(GatewayError::BadField { field: "price", reason: "say a new price, a new qty, or both".to_owned() });
        }
        let instrument = self.instrument(row.instrument.as_str(), None)?;
        let mut checks = bounds(caller, held);
        checks.collar = self.reference(&instrument).await.map(|price| (price, held.settings.price_collar));
        let detail = format!("{order} {}", serde_json::to_string(&edit).unwrap_or_default());
        let wanted: Wanted = Box::new(move |ask| Command::Edit { ask, order: id, price: edit.price, qty: edit.qty, checks });
        self.one_order(held, wanted, entry(caller, account, "order.edit", detail), true).await
    }

    /// Ends an order.
    pub async fn cancel(&self, caller: &Caller, account: &str, order: &str) -> Result<OrderRow, GatewayError> {
        let held = self.account(account)?;
        self.order(account, order)?;
        let id = order_id(order)?;
        let wanted: Wanted = Box::new(move |ask| Command::Cancel { ask, order: id });
        self.one_order(held, wanted, entry(caller, account, "order.cancel", order.to_owned()), false).await
    }

    /// Closes a position with a market order that can only reduce.
    pub async fn close(
        &self,
        caller: &Caller,
        account: &str,
        instrument: &Instrument,
        side: PositionSide,
    ) -> Result<OrderRow, GatewayError> {
        let held = self.account(account)?;
        let qty = held.published.look(|state| state.position(&instrument.id, side).map_or(Qty::ZERO, |position| position.qty));
        if qty.is_zero() {
            return Err(GatewayError::Refused(Box::new(Refusal::flat(instrument.id.as_str()))));
        }
        let long = qty.value().is_sign_positive();
        let request = OrderRequest {
            instrument: instrument.id.to_string(),
            side: if long { Side::Sell } else { Side::Buy },
            kind: OrderType::Market,
            position_side: side,
            qty: Some(Qty::new(qty.value().abs())),
            price: None,
            trigger_price: None,
            trigger_by: TriggerBy::default(),
            trailing_percent: None,
            activation_price: None,
            time_in_force: TimeInForce::default(),
            expires_at: None,
            post_only: false,
            // In hedge mode the side says it.
            reduce_only: side == PositionSide::Both,
            close_position: false,
            client_order_id: None,
        };
        self.place(caller, account, request, None).await
    }

    /// Ends many orders: ours, or all of them; of one instrument, or of all.
    pub async fn cancel_all(
        &self,
        caller: &Caller,
        account: &str,
        instrument: Option<&Instrument>,
        external: bool,
    ) -> Result<CancelAllAnswer, GatewayError> {
        let held = self.account(account)?;
        let instrument = instrument.map(|instrument| instrument.id.clone());
        let detail = format!("instrument {}, external {external}", instrument.as_ref().map_or("all", |id| id.as_str()));
        let wanted: Wanted = Box::new(move |ask| Command::CancelAll { ask, instrument, external });
        match self.answer(held, wanted, entry(caller, account, "order.cancel_all", detail), false).await? {
            Answer::Cancelling { orders } => Ok(CancelAllAnswer { orders: orders.iter().map(ToString::to_string).collect() }),
            other => Err(unexpected(other)),
        }
    }

    /// Changes a setting at the venue.
    pub async fn set(&self, caller: &Caller, account: &str, change: SettingChange) -> Result<(), GatewayError> {
        let held = self.account(account)?;
        let detail = format!("{change:?}");
        let wanted: Wanted = Box::new(move |ask| Command::Set { ask, change });
        match self.answer(held, wanted, entry(caller, account, "setting.change", detail), true).await? {
            Answer::Set => Ok(()),
            other => Err(unexpected(other)),
        }
    }

    /// Compares everything with the venue and says exactly what differed; it has been taken over.
    pub async fn reconcile(&self, caller: &Caller, account: &str) -> Result<Page<DifferenceRow>, GatewayError> {
        let held = self.account(account)?;
        let wanted: Wanted = Box::new(move |ask| Command::Reconcile { ask });
        match self.answer(held, wanted, entry(caller, account, "reconcile", String::new()), false).await? {
            Answer::Differences(found) => Ok(Page::whole(found.iter().map(DifferenceRow::from).collect())),
            other => Err(unexpected(other)),
        }
    }

    async fn one_order(&self, held: &Held, wanted: Wanted, audit: AuditEntry, guarded: bool) -> Result<OrderRow, GatewayError> {
        match self.answer(held, wanted, audit, guarded).await? {
            Answer::Done(order) => Ok(OrderRow::from(&*order)),
            other => Err(unexpected(other)),
        }
    }

    /// Asks the account's loop; a refusal and doubt are errors.
    async fn answer(&self, held: &Held, wanted: Wanted, audit: AuditEntry, guarded: bool) -> Result<Answer, GatewayError> {
        match self.command(held, wanted, None, audit, guarded).await {
            Ok(Asked::Answer(Answer::Refused(refused))) => Err(GatewayError::Refused(Box::new(Refusal::from(refused)))),
            Ok(Asked::Answer(Answer::Unknown { reason })) => Err(GatewayError::OutcomeUnknown(reason)),
            Ok(Asked::Answer(answer)) => Ok(answer),
            Ok(Asked::Placed(_)) | Err(Failed::Interrupted) => {
                Err(GatewayError::OutcomeUnknown("the account answered something else".to_owned()))
            }
            Err(Failed::Error(error)) => Err(error),
        }
    }

    async fn command(&self, held: &Held, wanted: Wanted, key: Option<Key>, audit: AuditEntry, guarded: bool) -> Result<Asked, Failed> {
        let missing = || Failed::Error(GatewayError::NoKeys { account: held.settings.account.to_string() });
        let handle = held.handle().ok_or_else(missing)?;
        let (reply, told) = oneshot::channel();
        let request = Request::Command { wanted, key, audit, guarded, reply };
        handle.request(request).await.map_err(|_| Failed::Error(GatewayError::Stopping))?;
        let unknown = |why: &str| Failed::Error(GatewayError::OutcomeUnknown(why.to_owned()));
        let answered = tokio::time::timeout(PATIENCE, told).await.map_err(|_| unknown("no answer came in time; look at the order"))?;
        match answered.map_err(|_| unknown("the account's loop ended before it answered"))? {
            Ok(asked) => Ok(asked),
            Err(NotTaken::Interrupted) => Err(Failed::Interrupted),
            Err(NotTaken::OtherBody) => Err(Failed::Error(GatewayError::OtherBody)),
            Err(NotTaken::Unkept(reason)) => Err(Failed::Error(GatewayError::Refused(Box::new(Refusal::unkept(reason))))),
        }
    }

    fn ticket(
        &self,
        held: &Held,
        request: OrderRequest,
        made: impl FnOnce() -> Option<ClientOrderId>,
    ) -> Result<OrderTicket, GatewayError> {
        let instrument = self.instrument(&request.instrument, Some(&held.settings.venue))?;
        let wrong = |reason: String| GatewayError::BadField { field: "client_order_id", reason };
        let client_order_id = match &request.client_order_id {
            Some(text) => ClientOrderId::new(text).map_err(|error| wrong(error.to_string()))?,
            None => made().ok_or_else(|| wrong("none could be made; give one".to_owned()))?,
        };
        Ok(OrderTicket {
            client_order_id,
            instrument: instrument.id.clone(),
            side: request.side,
            position_side: request.position_side,
            kind: request.kind,
            qty: request.qty,
            price: request.price,
            trigger_price: request.trigger_price,
            trigger_by: request.trigger_by,
            trailing_percent: request.trailing_percent,
            activation_price: request.activation_price,
            time_in_force: request.time_in_force,
            expires_at: request.expires_at,
            post_only: request.post_only,
            reduce_only: request.reduce_only,
            close_position: request.close_position,
        })
    }

    /// What orders of one instrument are checked against.
    async fn checks(&self, caller: &Caller, held: &Held, tickets: &[OrderTicket]) -> Checks {
        let mut checks = bounds(caller, held);
        let Some(first) = tickets.first() else { return checks };
        if tickets.iter().any(|ticket| !ticket.only_reduces())
            && let Ok(instrument) = self.instrument(first.instrument.as_str(), None)
        {
            checks.collar = self.reference(&instrument).await.map(|price| (price, held.settings.price_collar));
        }
        checks
    }

    /// The mark price, if it is current.
    async fn reference(&self, instrument: &Instrument) -> Option<Price> {
        let [state] = self.read(instrument, [Channel::Mark]).await.ok()?;
        let state = state.filter(|state| matches!(state.freshness, Freshness::Live | Freshness::Polling))?;
        match state.event {
            Some(MarketEvent::Mark(mark)) => Some(mark.mark),
            _ => None,
        }
    }
}

/// What the journal says of a key.
enum Used {
    Answered(Kept),
    Claimed(Key, Timestamp),
}

/// Why there is no answer.
enum Failed {
    Interrupted,
    Error(GatewayError),
}

/// Without a price that is current nobody can say whether a limit is near the market.
fn measurable(tickets: &[OrderTicket], checks: &Checks) -> Result<(), GatewayError> {
    let risky = tickets.iter().find(|ticket| checks.collar.is_none() && !ticket.only_reduces() && !ticket.kind.is_conditional());
    risky.map_or(Ok(()), |ticket| Err(GatewayError::Refused(Box::new(Refusal::no_reference(ticket.instrument.as_str())))))
}

fn bounds(caller: &Caller, held: &Held) -> Checks {
    let caps = [caller.max_order_notional, held.settings.max_order_notional];
    Checks {
        collar: None,
        max_order_notional: caps.into_iter().flatten().min(),
        max_daily_notional: caller.max_daily_notional,
        actor: caller.actor.clone(),
    }
}

pub(super) fn entry(caller: &Caller, account: &str, action: &str, detail: String) -> AuditEntry {
    AuditEntry {
        at: now(),
        actor: caller.actor.clone(),
        key_id: caller.key_id.clone(),
        origin: caller.origin.clone(),
        action: action.to_owned(),
        account: account.to_owned(),
        detail,
    }
}

/// A name that nobody used: by chance, or, under a key, always the same one for the same use of it.
fn made_id(account: &str, key: Option<&str>, index: usize, at: Timestamp) -> Option<ClientOrderId> {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let bytes: [u8; 32] = match key {
        Some(key) => sha2::Sha256::digest(format!("{account}\n{key}\n{index}\n{}", at.as_nanos()).as_bytes()).into(),
        None => {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).ok()?;
            bytes
        }
    };
    let text: String = bytes.iter().take(24).map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    ClientOrderId::new(&format!("tl-{text}")).ok()
}

fn order_id(text: &str) -> Result<OrderId, GatewayError> {
    OrderId::new(text).map_err(|error| GatewayError::BadField { field: "id", reason: error.to_string() })
}

/// An order that left, or why the venue did not take it.
fn placed(order: &Order) -> Result<OrderRow, Box<Refusal>> {
    match (&order.no, order.status()) {
        (Some(no), OrderStatus::Rejected) => Err(Box::new(Refusal::rejected(no))),
        _ => Ok(OrderRow::from(order)),
    }
}

fn refusal_of(kept: KeptOrder) -> Refusal {
    match kept {
        KeptOrder::Refused { code, field, message, retryable } => {
            Refusal { code, field, message, retryable, outcome: Outcome::NotApplied, venue_code: None, venue_message: None }
        }
        KeptOrder::Order(order) => order.no.as_ref().map_or_else(Refusal::nothing_left, Refusal::rejected),
    }
}

fn never_left() -> KeptOrder {
    KeptOrder::Refused {
        code: "stopping".to_owned(),
        field: None,
        message: "the gateway stopped before the order left; ask under a new key".to_owned(),
        retryable: false,
    }
}

fn unexpected(answer: Answer) -> GatewayError {
    tracing::error!(?answer, "an account answered a command with what belongs to another");
    GatewayError::OutcomeUnknown("the account answered something else".to_owned())
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self {
            code: refused.code.to_owned(),
            field: refused.field.map(str::to_owned),
            message: refused.message,
            retryable: refused.retryable,
            outcome: Outcome::NotApplied,
            venue_code: refused.venue.as_ref().and_then(|no| no.code.clone()),
            venue_message: refused.venue.map(|no| no.message),
        }
    }
}
