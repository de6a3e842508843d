//! Which accounts are there, how do they begin, and what is known of them?

use std::sync::{Arc, Mutex, PoisonError};

use twinline_core::account::AccountEnvelope;
use twinline_model::{AccountId, Cursor, Instrument, OrderId};
use twinline_runtime::{AccountStart, Egress, VenueConfig, VenueHandle};
use twinline_store::{AuditRow, Journal, StoreError};
use twinline_venue::Codec;

use super::start::{Options, seed};
use super::{Gateway, Venue};
use crate::accounts::{CredentialError, Credentials, Desk, History, Published, Request, follow, page, read_all};
use crate::config::{AccountSettings, nearest};
use crate::error::{GatewayError, StartError};
use crate::gateway::find::{DEFAULT_PAGE, MAX_PAGE, bad_cursor};
use crate::outbox::Outbox;
use crate::registry;
use crate::wire::{
    AccountRow, AccountSnapshot, AuditEntryRow, BalanceRow, EventRow, FillRow, OrderRow, Page, Place, PositionRow, SettingRow,
    TransactionRow,
};

/// Events that are kept ready for readers who come back.
const RECENT: usize = 2_048;

/// One account: what is known of it, and the way to its loop.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) settings: AccountSettings,
    pub(super) published: Arc<Published>,
    pub(super) history: Arc<History>,
    /// How its loop begins, once there are keys.
    plan: VenueConfig,
    handle: Mutex<Option<VenueHandle<Request>>>,
}

/// Which orders are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OrderFilter {
    /// Those that are not final.
    #[default]
    Open,
    /// Those that are.
    Closed,
    /// All that are kept.
    All,
}

impl Held {
    /// An account with what the journal says of it; its loop begins if there are keys.
    pub(super) fn start(settings: &AccountSettings, venue: &Venue, options: &Options, egress: &Egress) -> Result<Self, StartError> {
        let name = settings.account.as_str();
        let refused = |reason: String| StartError::Account { account: name.to_owned(), reason };
        let (state, recent) = read_all(&*options.journal, name, RECENT).map_err(|error| refused(error.to_string()))?;
        let published = Arc::new(Published::new(&settings.account, &settings.venue, venue.settings.money, state, &recent));
        let held = Self {
            settings: settings.clone(),
            history: History::new(options.journal.clone(), name, published.clone()),
            published,
            plan: VenueConfig {
                endpoints: venue.settings.endpoints.clone(),
                epoch: options.journal.epoch(),
                seed: seed(),
                user_agent: format!("twinline/{}", options.version),
                egress: egress.clone(),
            },
            handle: Mutex::new(None),
        };
        let only = options.accounts.iter().filter(|other| other.venue == settings.venue).count() == 1;
        held.begin(venue, &options.credentials, only).map_err(|error| refused(error.to_string()))?;
        Ok(held)
    }

    /// Begins the account's loop with the keys that there are, or gives it new ones.
    pub(super) fn begin(&self, venue: &Venue, credentials: &Credentials, only: bool) -> Result<(), GatewayError> {
        let wrong = |reason: String| GatewayError::Credentials { account: self.settings.account.to_string(), reason };
        let found = credentials.find(&self.settings.venue, &self.settings.account, only).map_err(|error| wrong(error.to_string()))?;
        let Some(fields) = found else {
            self.published.absent(format!("no keys: run `twinline keys add {}`", self.settings.account));
            return Ok(());
        };
        let codec = registry::codec(&self.settings.venue).ok_or_else(|| wrong("its venue is not known".to_owned()))?;
        let accounts = codec.accounts().ok_or_else(|| wrong("accounts of this venue are not in this version".to_owned()))?;
        let signer = accounts.signer(&fields).map_err(|error| wrong(error.to_string()))?;
        let mut handle = self.handle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = handle.as_ref() {
            return running.try_request(Request::Signer(signer)).map_err(|_| GatewayError::Stopping);
        }
        *handle = Some(self.run(venue, &codec, signer).map_err(|error| wrong(error.to_string()))?);
        Ok(())
    }

    fn run(
        &self,
        venue: &Venue,
        codec: &Arc<dyn Codec>,
        signer: Arc<dyn twinline_venue::account::Signer>,
    ) -> Result<VenueHandle<Request>, twinline_runtime::RuntimeError> {
        let mut instruments = venue.shelf.watch();
        let known = instruments.borrow_and_update().clone();
        let start = AccountStart {
            venue: self.plan.clone(),
            account: self.settings.account.clone(),
            signer,
            instruments: known,
            max_orders_per_second: self.settings.max_orders_per_second,
            state: self.published.look(Clone::clone),
        };
        let desk = Desk::new(self.history.clone(), self.published.clone(), instruments);
        twinline_runtime::start_account(start, codec.clone(), desk)
    }

    /// The way to its loop, if there is one.
    pub(super) fn handle(&self) -> Option<VenueHandle<Request>> {
        self.handle.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Gateway {
    pub(super) fn account(&self, name: &str) -> Result<&Held, GatewayError> {
        self.inner.accounts.get(name).ok_or_else(|| {
            let here = || self.inner.accounts.keys().map(String::as_str);
            let hint = match nearest(name, here()) {
                Some(near) => format!("; did you mean {near:?}?"),
                None if self.inner.accounts.is_empty() => "; no account is configured".to_owned(),
                None => format!("; configured: {}", here().collect::<Vec<_>>().join(", ")),
            };
            GatewayError::UnknownAccount { name: name.chars().filter(|c| !c.is_control()).take(96).collect(), hint }
        })
    }

    /// Every configured account, by name.
    pub fn accounts(&self) -> Page<AccountRow> {
        Page::whole(self.inner.accounts.values().map(|held| held.published.row()).collect())
    }

    /// Everything that an account is, at one place of its history.
    pub fn account_snapshot(&self, account: &str) -> Result<(Cursor, AccountSnapshot), GatewayError> {
        Ok(self.account(account)?.published.snapshot())
    }

    /// Its balances.
    pub fn balances(&self, account: &str) -> Result<Page<BalanceRow>, GatewayError> {
        Ok(Page::whole(self.account(account)?.published.look(|state| state.balances().map(Into::into).collect())))
    }

    /// Its positions that are not flat.
    pub fn positions(&self, account: &str) -> Result<Page<PositionRow>, GatewayError> {
        let open = |state: &twinline_core::account::AccountState| {
            state.positions().filter(|position| !position.qty.is_zero()).map(Into::into).collect()
        };
        Ok(Page::whole(self.account(account)?.published.look(open)))
    }

    /// Its settings, as far as the venue told them.
    pub fn settings(&self, account: &str) -> Result<Page<SettingRow>, GatewayError> {
        Ok(Page::whole(self.account(account)?.published.look(|state| state.settings().map(Into::into).collect())))
    }

    /// Its fills that are kept, newest first; the next page is older.
    pub fn fills(
        &self,
        account: &str,
        instrument: Option<&Instrument>,
        limit: Option<usize>,
        cursor: Option<&str>,
    ) -> Result<Page<FillRow>, GatewayError> {
        let (limit, before) = (rows_of(limit), place_of(cursor)?);
        Ok(self.account(account)?.published.look(|state| {
            let wanted = state.fills().rev().filter(|(seq, fill, _)| {
                before.is_none_or(|before| *seq < before) && instrument.is_none_or(|instrument| fill.instrument == instrument.id)
            });
            paged(wanted.map(|(seq, fill, order)| (seq, FillRow::new(fill, order))), limit)
        }))
    }

    /// Movements of its money that are kept, newest first; the next page is older.
    pub fn transactions(&self, account: &str, limit: Option<usize>, cursor: Option<&str>) -> Result<Page<TransactionRow>, GatewayError> {
        let (limit, before) = (rows_of(limit), place_of(cursor)?);
        Ok(self.account(account)?.published.look(|state| {
            let wanted = state.transactions().rev().filter(|(seq, _)| before.is_none_or(|before| *seq < before));
            paged(wanted.map(|(seq, row)| (seq, row.into())), limit)
        }))
    }

    /// Its orders, newest first; the next page is older.
    pub fn orders(
        &self,
        account: &str,
        filter: OrderFilter,
        instrument: Option<&Instrument>,
        limit: Option<usize>,
        cursor: Option<&str>,
    ) -> Result<Page<OrderRow>, GatewayError> {
        let limit = rows_of(limit);
        let before = cursor
            .map(|text| text.split_once('.').and_then(|(at, id)| Some((at.parse::<i64>().ok()?, id.to_owned()))).ok_or_else(bad_cursor));
        let before = before.transpose()?;
        Ok(self.account(account)?.published.look(|state| {
            let wanted = |order: &&twinline_core::account::Order| {
                let kind = match filter {
                    OrderFilter::Open => !order.is_final(),
                    OrderFilter::Closed => order.is_final(),
                    OrderFilter::All => true,
                };
                kind && instrument.is_none_or(|instrument| order.instrument == instrument.id)
            };
            let key = |order: &twinline_core::account::Order| (order.created_at.as_nanos(), order.id.to_string());
            let mut found: Vec<_> = state.orders().filter(wanted).map(|order| (key(order), order)).collect();
            found.sort_by(|a, b| b.0.cmp(&a.0));
            let mut rest = found.iter().filter(|(key, _)| before.as_ref().is_none_or(|before| key < before));
            let page: Vec<_> = rest.by_ref().take(limit).collect();
            let next = page.last().filter(|_| rest.next().is_some()).map(|((at, id), _)| format!("{at}.{id}"));
            Page { data: page.into_iter().map(|(_, order)| OrderRow::from(*order)).collect(), next }
        }))
    }

    /// One order.
    pub fn order(&self, account: &str, order: &str) -> Result<OrderRow, GatewayError> {
        let held = self.account(account)?;
        let unknown = || GatewayError::UnknownOrder { account: account.to_owned(), order: order.chars().take(64).collect() };
        let id = OrderId::new(order).map_err(|_| unknown())?;
        held.published.look(|state| state.order(&id).map(OrderRow::from)).ok_or_else(unknown)
    }

    /// Everything that the journal says of an order, oldest first: who wanted it, what was sent, what the venue said.
    pub async fn why(&self, account: &str, order: &str) -> Result<Page<EventRow>, GatewayError> {
        let row = self.order(account, order)?;
        let held = self.account(account)?;
        let (journal, stream, wanted) = (held.history.journal().clone(), account.to_owned(), row.order_id);
        let venue_id = row.venue_order_id;
        let about = move |envelope: &AccountEnvelope| {
            let named = envelope.event.order_id().is_some_and(|id| id.as_str() == wanted);
            let filled = match &envelope.event {
                twinline_core::account::AccountEvent::Fill { fill, .. } => Some(fill.venue_order_id.as_str()) == venue_id.as_deref(),
                _ => false,
            };
            named || filled
        };
        let found = blocking(move || {
            let (mut rows, mut after) = (Vec::new(), Cursor::default());
            loop {
                let Some((records, more)) = page(&*journal, &stream, after, MAX_PAGE)? else { return Ok(rows) };
                for (cursor, envelope) in records {
                    after = cursor;
                    if about(&envelope) {
                        rows.push(EventRow::new(cursor, &envelope));
                    }
                }
                if !more {
                    return Ok(rows);
                }
            }
        });
        Ok(Page::whole(found.await?))
    }

    /// What happened after a place of an account's history, oldest first.
    pub async fn events(&self, account: &str, after: Option<Place>, limit: Option<usize>) -> Result<Page<EventRow>, GatewayError> {
        let held = self.account(account)?;
        let after = after.map_or_else(Cursor::default, |place| Cursor { epoch: place.epoch, seq: place.seq });
        let (journal, stream, limit) = (held.history.journal().clone(), account.to_owned(), rows_of(limit));
        let found = blocking(move || page(&*journal, &stream, after, limit)).await?;
        let Some((records, more)) = found else {
            return Err(GatewayError::Gap { account: account.to_owned(), head: held.published.head() });
        };
        let next = records.last().filter(|_| more).map(|(cursor, _)| format!("{}.{}", cursor.epoch, cursor.seq));
        Ok(Page { data: records.iter().map(|(cursor, envelope)| EventRow::new(*cursor, envelope)).collect(), next })
    }

    /// Receipts of closed gaps of an account, newest first.
    pub fn account_repairs(&self, account: &str) -> Result<Page<EventRow>, GatewayError> {
        Ok(Page::whole(self.account(account)?.published.repairs()))
    }

    /// Who did what, oldest first.
    pub async fn audit(&self, after: u64, limit: Option<usize>) -> Result<Page<AuditEntryRow>, GatewayError> {
        let (journal, limit) = (self.inner.journal.clone(), rows_of(limit));
        let rows: Vec<AuditRow> = blocking(move || journal.audit(after, limit + 1)).await?;
        let next = (rows.len() > limit).then(|| rows[limit - 1].id.to_string());
        Ok(Page { data: rows.iter().take(limit).map(AuditEntryRow::from).collect(), next })
    }

    pub(crate) async fn follow_account(&self, account: &AccountId, outbox: &Arc<Outbox>, after: Option<Place>) {
        let Ok(held) = self.account(account.as_str()) else { return };
        let after = after.map(|place| Cursor { epoch: place.epoch, seq: place.seq });
        let topic = crate::topic::Topic::Account(account.clone()).to_string();
        follow(&held.published, held.history.journal(), &topic, outbox, after).await;
    }

    pub(crate) fn leave_account(&self, account: &AccountId, outbox: &Arc<Outbox>) {
        if let Ok(held) = self.account(account.as_str()) {
            held.published.leave(outbox);
        }
    }

    /// The journal.
    pub(super) fn journal(&self) -> &Arc<dyn Journal> {
        &self.inner.journal
    }
}

/// Asks the journal where waiting for a disk disturbs nobody.
pub(super) async fn blocking<T: Send + 'static>(ask: impl FnOnce() -> Result<T, StoreError> + Send + 'static) -> Result<T, GatewayError> {
    let asked = tokio::task::spawn_blocking(ask).await.map_err(|error| GatewayError::Journal(error.to_string()))?;
    asked.map_err(|error| GatewayError::Journal(error.to_string()))
}

impl From<CredentialError> for GatewayError {
    fn from(error: CredentialError) -> Self {
        Self::Vault(error.to_string())
    }
}

pub(super) fn rows_of(limit: Option<usize>) -> usize {
    limit.unwrap_or(DEFAULT_PAGE).clamp(1, MAX_PAGE)
}

fn place_of(cursor: Option<&str>) -> Result<Option<u64>, GatewayError> {
    cursor.map(|text| text.parse().map_err(|_| bad_cursor())).transpose()
}

/// A page of rows that are numbered downwards.
fn paged<R>(mut rows: impl Iterator<Item = (u64, R)>, limit: usize) -> Page<R> {
    let page: Vec<(u64, R)> = rows.by_ref().take(limit).collect();
    let next = page.last().filter(|_| rows.next().is_some()).map(|(seq, _)| seq.to_string());
    Page { data: page.into_iter().map(|(_, row)| row).collect(), next }
}
