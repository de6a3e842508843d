//! How are orders placed, and what came of them?

use twinline_core::account::{Answer, Command, Kept as Named, Order};
use twinline_model::{OrderId, OrderStatus, Timestamp};

use super::accounts::blocking;
use super::asking::{Failed, Used, entry, refusal_of, unexpected};
use super::held::Held;
use super::tickets::made_id;
use super::{Caller, Gateway};
use crate::accounts::{Asked, Kept, KeptOrder, KeptRefusal, Key, Wanted, latest};
use crate::clock::now;
use crate::error::{GatewayError, Refusal};
use crate::wire::{BatchRow, OrderRequest, OrderRow, Page, PreviewRow, RefusalRow};

impl Gateway {
    /// Places one order. With a key, the same request again gets the same answer and places nothing.
    pub async fn place(&self, caller: &Caller, account: &str, request: OrderRequest, key: Option<&str>) -> Result<OrderRow, GatewayError> {
        one(self.place_all(caller, account, vec![request], key).await?)
    }

    /// Places several orders, of one instrument or of several; each has its own outcome.
    pub async fn place_batch(
        &self,
        caller: &Caller,
        account: &str,
        requests: Vec<OrderRequest>,
        key: Option<&str>,
    ) -> Result<Page<BatchRow>, GatewayError> {
        let kept = self.place_all(caller, account, requests, key).await?;
        Ok(each(kept))
    }

    async fn place_all(
        &self,
        caller: &Caller,
        account: &str,
        requests: Vec<OrderRequest>,
        key: Option<&str>,
    ) -> Result<Kept, GatewayError> {
        let held = self.commanded(caller, account)?;
        let body = serde_json::to_vec(&requests).map_err(|error| GatewayError::Journal(error.to_string()))?;
        let (key, at) = match key {
            None => (None, now()),
            Some(key) => match self.used(account, key, &body).await? {
                Used::Answered(kept) => return Ok(kept),
                Used::Claimed(key, at) => (Some(key), at),
            },
        };
        let detail = String::from_utf8_lossy(&body).into_owned();
        self.send(caller, &held, requests, key.map(|key| (key, at)), ("order.place", detail)).await
    }

    /// Sends orders, under a key or not; `why` is what the audit trail says of it.
    pub(super) async fn send(
        &self,
        caller: &Caller,
        held: &Held,
        requests: Vec<OrderRequest>,
        key: Option<(Key, Timestamp)>,
        why: (&'static str, String),
    ) -> Result<Kept, GatewayError> {
        let account = held.settings.account.as_str();
        self.fresh(held, &requests).await?;
        let at = key.as_ref().map_or_else(now, |(_, at)| *at);
        let named = key.as_ref().map(|(key, _)| key.claim.key.clone());
        let mut tickets = Vec::with_capacity(requests.len());
        for (index, request) in requests.into_iter().enumerate() {
            let made = || made_id(account, named.as_deref(), index, at);
            tickets.push(self.ticket(held, request, made)?);
        }
        let checks = self.checks(caller, held, &tickets).await?;
        let ids: Vec<OrderId> = tickets.iter().map(|ticket| ticket.client_order_id.clone()).collect();
        let orders = tickets.into_iter().zip(checks).collect();
        let wanted: Wanted = Box::new(move |ask| Command::PlaceEach { ask, orders });
        match self.command(held, wanted, key.map(|(key, _)| key), entry(caller, account, why.0, why.1), true).await {
            Ok(Asked::Done(kept)) => Ok(kept),
            Ok(Asked::Answer(answer)) => Err(unexpected(&answer)),
            Err(Failed::Interrupted) => self.as_they_stand(held, ids).await,
            Err(Failed::Error(error)) => Err(error),
        }
    }

    /// Orders that were asked for in an earlier life of the gateway, which ended before it answered.
    async fn as_they_stand(&self, held: &Held, ids: Vec<OrderId>) -> Result<Kept, GatewayError> {
        let mut orders = Vec::with_capacity(ids.len());
        for id in ids {
            orders.push(self.known(held, &id).await?.map_or_else(never_left, |order| KeptOrder::Order(Box::new(order))));
        }
        Ok(Kept { orders, given: None })
    }

    /// An order, wherever it is kept.
    pub(super) async fn known(&self, held: &Held, id: &OrderId) -> Result<Option<Order>, GatewayError> {
        let (order, forgotten) = held.published.look(|state| (state.order(id).cloned(), state.has_forgotten_orders()));
        if order.is_some() || !forgotten {
            return Ok(order);
        }
        let (journal, stream, kept) = (self.journal().clone(), held.settings.account.to_string(), Named::Order(id.clone(), None));
        let found = blocking(move || latest(&*journal, &stream, &kept)).await?;
        Ok(found.and_then(|(_, envelope)| envelope.event.order().cloned()))
    }

    /// Says whether an order would be sent, as far as that is decided here, and what it would come to; nothing is sent.
    pub async fn preview(&self, caller: &Caller, account: &str, request: OrderRequest) -> Result<PreviewRow, GatewayError> {
        let held = self.commanded(caller, account)?;
        self.fresh(&held, std::slice::from_ref(&request)).await?;
        let ticket = self.ticket(&held, request, || made_id(account, None, 0, now()))?;
        let checks = self.checks_of(caller, &held, &ticket).await?;
        let wanted = Box::new(ticket.clone());
        let command: Wanted = Box::new(move |ask| Command::Preview { ask, ticket: wanted, checks });
        match self.ask_account(&held, command, entry(caller, account, "order.preview", String::new())).await? {
            Answer::Sound => {
                let instrument = self.instrument(ticket.instrument.as_str(), None)?;
                let figures = self.figures(caller, &held, &instrument, &ticket).await;
                Ok(PreviewRow { sound: true, client_order_id: ticket.client_order_id.to_string(), figures })
            }
            other => Err(unexpected(&other)),
        }
    }
}

/// What became of each order that was asked for.
pub(super) fn each(kept: Kept) -> Page<BatchRow> {
    let row = |kept: KeptOrder| match kept {
        KeptOrder::Order(order) => {
            let refusal = placed(&order).err().map(|refusal| RefusalRow::from(&*refusal));
            BatchRow { route: order.route, order: Some(OrderRow::from(&*order)), refusal }
        }
        refused => BatchRow { route: None, order: None, refusal: Some(RefusalRow::from(&refusal_of(refused))) },
    };
    Page::whole(kept.orders.into_iter().map(row).collect())
}

/// What became of the one order that was asked for.
pub(super) fn one(kept: Kept) -> Result<OrderRow, GatewayError> {
    match kept.orders.into_iter().next() {
        Some(KeptOrder::Order(order)) => placed(&order).map_err(GatewayError::Refused),
        Some(refused) => Err(GatewayError::Refused(Box::new(refusal_of(refused)))),
        None => Err(GatewayError::OutcomeUnknown("the account did not answer for the order".to_owned())),
    }
}

/// An order that left, or why the venue did not take it.
fn placed(order: &Order) -> Result<OrderRow, Box<Refusal>> {
    match (&order.no, order.status()) {
        (Some(no), OrderStatus::Rejected) => Err(Box::new(Refusal::rejected(no))),
        _ => Ok(OrderRow::from(order)),
    }
}

fn never_left() -> KeptOrder {
    KeptOrder::Refused(KeptRefusal {
        code: "stopping".to_owned(),
        field: None,
        message: "the gateway stopped before the order left; ask under a new key".to_owned(),
        retryable: false,
        venue: None,
    })
}
