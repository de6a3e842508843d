//! What of an account was before, in memory and beyond?
//!
//! Memory holds the newest of what is over; what is older is read from the journal by the names it is found under, never by reading
//! the rest.

use std::collections::BTreeMap;

use twinline_core::account::{AccountEvent, FillKey, Kept, List, Order};
use twinline_model::{Fill, Instrument, InstrumentId, OrderId, Timestamp, Transaction};

use super::Gateway;
use super::accounts::{OrderFilter, blocking, paged, place_of, rows_of};
use super::find::bad_cursor;
use super::held::Held;
use crate::accounts::{Entry, about, latest, listed};
use crate::error::GatewayError;
use crate::wire::{EventRow, FillRow, OrderRow, Page, TransactionRow, kind_word};

/// Entries of a list that are read at once.
const STEP: usize = 200;
/// Most entries that one page looks at; a page of a rare instrument may end before it is full, and goes on where it ended.
const MOST: usize = 10_000;

impl Gateway {
    /// Its fills, newest first; the next page is older.
    pub async fn fills(
        &self,
        account: &str,
        instrument: Option<&Instrument>,
        limit: Option<usize>,
        cursor: Option<&str>,
    ) -> Result<Page<FillRow>, GatewayError> {
        let held = self.account(account)?;
        let (limit, before) = (rows_of(limit), place_of(cursor)?.unwrap_or(u64::MAX));
        let wanted = |fill: &Fill| instrument.is_none_or(|instrument| fill.instrument == instrument.id);
        let (mut rows, oldest, all) = held.published.look(|state| {
            let kept = state.fills().rev().filter(|(seq, fill, _)| *seq < before && wanted(fill));
            let row = |(seq, fill, order): (u64, &Fill, Option<&OrderId>)| (seq, FillRow::new(fill, order, state.is_busted(&key_of(fill))));
            let rows: Vec<(u64, FillRow)> = kept.take(limit + 1).map(row).collect();
            (rows, state.fills().next().map(|(seq, ..)| seq), !state.has_forgotten_fills())
        });
        if rows.len() > limit || all {
            return Ok(paged(rows.into_iter(), limit));
        }
        let mut read = Reading::new(&held, List::Fills, before.min(oldest.unwrap_or(u64::MAX)));
        while rows.len() <= limit
            && let Some((cursor, envelope)) = read.next(self).await?
        {
            let AccountEvent::Fill { fill, .. } = &envelope.event else { continue };
            if wanted(fill) {
                let (fill, order) = self.fill_now(&held, fill).await?;
                let busted = held.published.look(|state| state.is_busted(&key_of(&fill)));
                rows.push((cursor.seq, FillRow::new(&fill, order.as_ref(), busted)));
            }
        }
        Ok(read.page(rows, limit))
    }

    /// A fill that has left memory, with what became known of it later.
    async fn fill_now(&self, held: &Held, fill: &Fill) -> Result<(Fill, Option<OrderId>), GatewayError> {
        let found = self.look_up(held, Kept::Fill(key_of(fill))).await?.map(|(_, envelope)| envelope.event);
        Ok(match found {
            Some(AccountEvent::Fill { fill, order_id } | AccountEvent::FillUpdated { fill, order_id }) => (fill, order_id),
            _ => (fill.clone(), None),
        })
    }

    /// Movements of its money, newest first; the next page is older.
    pub async fn transactions(
        &self,
        account: &str,
        wanted: &TransactionQuery,
        limit: Option<usize>,
        cursor: Option<&str>,
    ) -> Result<Page<TransactionRow>, GatewayError> {
        let held = self.account(account)?;
        let (limit, before) = (rows_of(limit), place_of(cursor)?.unwrap_or(u64::MAX));
        let (mut rows, oldest, all) = held.published.look(|state| {
            let kept = state.transactions().rev().filter(|(seq, row)| *seq < before && wanted.takes(row));
            let rows: Vec<(u64, TransactionRow)> = kept.take(limit + 1).map(|(seq, row)| (seq, row.into())).collect();
            (rows, state.transactions().next().map(|(seq, _)| seq), !state.has_forgotten_transactions())
        });
        if rows.len() > limit || all {
            return Ok(paged(rows.into_iter(), limit));
        }
        let mut read = Reading::new(&held, List::Transactions, before.min(oldest.unwrap_or(u64::MAX)));
        while rows.len() <= limit
            && let Some((cursor, envelope)) = read.next(self).await?
        {
            if let AccountEvent::Transaction { transaction } = &envelope.event
                && wanted.takes(transaction)
            {
                rows.push((cursor.seq, transaction.into()));
            }
        }
        Ok(read.page(rows, limit))
    }

    /// Its orders, newest first; the next page is older.
    pub async fn orders(
        &self,
        account: &str,
        filter: OrderFilter,
        instrument: Option<&Instrument>,
        limit: Option<usize>,
        cursor: Option<&str>,
    ) -> Result<Page<OrderRow>, GatewayError> {
        let held = self.account(account)?;
        let limit = rows_of(limit);
        let wanted = |order: &Order| {
            let kind = match filter {
                OrderFilter::Open => !order.is_final(),
                OrderFilter::Closed => order.is_final(),
                OrderFilter::All => true,
            };
            kind && instrument.is_none_or(|instrument| order.instrument == instrument.id)
        };
        let place = cursor.map(Place::read).transpose()?;
        let complete = filter == OrderFilter::Open || held.published.look(|state| !state.has_forgotten_orders());
        if complete && !matches!(place, Some(Place::Journal(_))) {
            let before = if let Some(Place::Memory(at, id)) = place { Some((at, id)) } else { None };
            return Ok(held.published.look(|state| in_memory(state.orders().filter(|order| wanted(order)), before.as_ref(), limit)));
        }
        let before = match place {
            None => u64::MAX,
            Some(Place::Journal(seq)) => seq,
            Some(Place::Memory(_, id)) => self.placed_at(&held, &id).await?,
        };
        let (mut rows, mut read) = (Vec::new(), Reading::new(&held, List::Orders, before));
        while rows.len() <= limit
            && let Some((cursor, envelope)) = read.next(self).await?
        {
            let Some(id) = envelope.event.order_id() else { continue };
            if let Some(order) = self.known(&held, id).await?.filter(|order| wanted(order)) {
                rows.push((cursor.seq, OrderRow::from(&order)));
            }
        }
        let page = read.page(rows, limit);
        Ok(Page { next: page.next.map(|seq| format!("{JOURNAL}{seq}")), ..page })
    }

    /// Where an order was first told of.
    async fn placed_at(&self, held: &Held, id: &str) -> Result<u64, GatewayError> {
        let id = OrderId::new(id).map_err(|_| lost_cursor())?;
        let found = self.everything(held, Kept::Order(id, None)).await?;
        found.first().map(|(cursor, _)| cursor.seq).ok_or_else(lost_cursor)
    }

    /// One order, wherever it is kept.
    pub async fn order(&self, account: &str, order: &str) -> Result<OrderRow, GatewayError> {
        let held = self.account(account)?;
        let unknown = || GatewayError::UnknownOrder { account: account.to_owned(), order: order.chars().take(64).collect() };
        let id = OrderId::new(order).map_err(|_| unknown())?;
        self.known(&held, &id).await?.as_ref().map(OrderRow::from).ok_or_else(unknown)
    }

    /// Everything that the journal says of an order, oldest first: who wanted it, what was sent, what the venue said.
    pub async fn why(&self, account: &str, order: &str) -> Result<Page<EventRow>, GatewayError> {
        let row = self.order(account, order).await?;
        let held = self.account(account)?;
        let id = OrderId::new(&row.order_id).map_err(|_| bad_cursor())?;
        let own = self.everything(&held, Kept::Order(id, None)).await?;
        // A fill that came before its order was known bears no name of it; what came later does.
        let mut fills: Vec<FillKey> = own
            .iter()
            .filter_map(
                |(_, envelope)| if let AccountEvent::FillUpdated { fill, .. } = &envelope.event { Some(key_of(fill)) } else { None },
            )
            .collect();
        fills.dedup();
        let mut all: BTreeMap<u64, Entry> = own.into_iter().map(|entry| (entry.0.seq, entry)).collect();
        for key in fills {
            all.extend(self.everything(&held, Kept::Fill(key)).await?.into_iter().map(|entry| (entry.0.seq, entry)));
        }
        Ok(Page::whole(all.values().map(|(cursor, envelope)| EventRow::new(*cursor, envelope)).collect()))
    }

    async fn everything(&self, held: &Held, kept: Kept) -> Result<Vec<Entry>, GatewayError> {
        let (journal, stream) = (self.journal().clone(), held.settings.account.to_string());
        blocking(move || about(&*journal, &stream, &kept)).await
    }

    async fn look_up(&self, held: &Held, kept: Kept) -> Result<Option<Entry>, GatewayError> {
        let (journal, stream) = (self.journal().clone(), held.settings.account.to_string());
        blocking(move || latest(&*journal, &stream, &kept)).await
    }
}

/// Which movements of money are asked for; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct TransactionQuery {
    /// Of this instrument.
    pub instrument: Option<InstrumentId>,
    /// Of this kind, as rows call it.
    pub kind: Option<String>,
    /// Not before, by the venue's clock.
    pub from: Option<Timestamp>,
    /// Not after.
    pub to: Option<Timestamp>,
}

impl TransactionQuery {
    fn takes(&self, row: &Transaction) -> bool {
        self.instrument.as_ref().is_none_or(|instrument| row.instrument.as_ref() == Some(instrument))
            && self.kind.as_ref().is_none_or(|kind| kind_word(&row.kind) == kind)
            && self.from.is_none_or(|from| row.ts >= from)
            && self.to.is_none_or(|to| row.ts <= to)
    }
}

/// Orders in memory, newest first.
fn in_memory<'a>(orders: impl Iterator<Item = &'a Order>, before: Option<&(i64, String)>, limit: usize) -> Page<OrderRow> {
    let key = |order: &Order| (order.created_at.as_nanos(), order.id.to_string());
    let mut found: Vec<_> = orders.map(|order| (key(order), order)).collect();
    found.sort_by(|a, b| b.0.cmp(&a.0));
    let mut rest = found.iter().filter(|(key, _)| before.is_none_or(|before| key < before));
    let page: Vec<_> = rest.by_ref().take(limit).collect();
    let next = page.last().filter(|_| rest.next().is_some()).map(|((at, id), _)| format!("{at}.{id}"));
    Page { data: page.into_iter().map(|(_, order)| OrderRow::from(*order)).collect(), next }
}

fn key_of(fill: &Fill) -> FillKey {
    (fill.instrument.clone(), fill.trade_id.clone())
}

/// Marks a place in the journal.
const JOURNAL: char = 'j';

/// Where a page of orders begins.
enum Place {
    /// After the order of this time and name.
    Memory(i64, String),
    /// Below this entry of the journal.
    Journal(u64),
}

impl Place {
    fn read(text: &str) -> Result<Self, GatewayError> {
        if let Some(seq) = text.strip_prefix(JOURNAL) {
            return seq.parse().map(Self::Journal).map_err(|_| lost_cursor());
        }
        let (at, id) = text.split_once('.').ok_or_else(lost_cursor)?;
        Ok(Self::Memory(at.parse().map_err(|_| lost_cursor())?, id.to_owned()))
    }
}

/// A cursor that is none of ours, or not any more.
fn lost_cursor() -> GatewayError {
    GatewayError::unfit("cursor", "give back what `next` was, unchanged")
}

/// A list of the journal, read from its end.
struct Reading<'a> {
    held: &'a Held,
    list: List,
    before: u64,
    read: std::vec::IntoIter<Entry>,
    looked_at: usize,
    ended: bool,
}

impl<'a> Reading<'a> {
    fn new(held: &'a Held, list: List, before: u64) -> Self {
        Self { held, list, before, read: Vec::new().into_iter(), looked_at: 0, ended: false }
    }

    /// The next older entry; nothing at the end of the list, or after so many that the page must end.
    async fn next(&mut self, gateway: &Gateway) -> Result<Option<Entry>, GatewayError> {
        if self.read.len() == 0 && !self.ended && self.looked_at < MOST {
            let (journal, stream) = (gateway.journal().clone(), self.held.settings.account.to_string());
            let (list, before) = (self.list, self.before);
            let found = blocking(move || listed(&*journal, &stream, list, before, STEP)).await?;
            self.ended = found.is_empty();
            self.read = found.into_iter();
        }
        let entry = self.read.next();
        if let Some((cursor, _)) = &entry {
            self.before = cursor.seq;
            self.looked_at += 1;
        }
        Ok(entry)
    }

    /// The page, and where the next one begins.
    fn page<T>(&self, rows: Vec<(u64, T)>, limit: usize) -> Page<T> {
        if rows.len() > limit || self.ended {
            return paged(rows.into_iter(), limit);
        }
        Page { data: rows.into_iter().map(|(_, row)| row).collect(), next: Some(self.before.to_string()) }
    }
}
