//! What do older dashboards show of an account?
//!
//! Three whole pictures, money, positions and orders, made anew whenever something may have changed. The market's mark prices
//! are the same that everybody else is shown; nothing is asked of the venue for a dashboard's sake.

use std::collections::BTreeMap;
use std::time::Duration;

use rust_decimal::Decimal;
use tokio::sync::watch;
use twinline_core::account::AccountState;
use twinline_model::{Channel, Freshness, InstrumentId, MarketEvent, Position, Price, Timestamp};

use super::Gateway;
use super::dashboard::{balance, orders, positions};
use crate::clock::now;
use crate::error::GatewayError;
use crate::house::House;
use crate::registry;
use crate::tokens::Grant;
use crate::wire::{Currency, LiveBalance, LiveOrder, LivePosition};

/// A mark price that is not at hand is not waited for any longer: what the venue said of the position last does meanwhile.
const MARK_PATIENCE: Duration = Duration::from_millis(50);
const DAY: twinline_model::Duration = twinline_model::Duration::from_secs(86_400);

/// An account as an older dashboard looks at it.
#[derive(Debug)]
pub struct LiveView {
    gateway: Gateway,
    account: String,
    asset: Option<String>,
    changes: watch::Receiver<u64>,
}

/// The three pictures, and how current they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// How current.
    pub currency: Currency,
    /// Money.
    pub balance: LiveBalance,
    /// Open positions.
    pub positions: Vec<LivePosition>,
    /// Open orders, and those that ended just now.
    pub orders: Vec<LiveOrder>,
}

impl Gateway {
    /// The account that somebody means: the one that is named, or the only one that they see.
    pub fn one_account(&self, grant: Option<&Grant>, named: Option<&str>) -> Result<String, GatewayError> {
        if let Some(name) = named {
            self.may_see(grant, name)?;
            self.account(name)?;
            return Ok(name.to_owned());
        }
        let mut all: Vec<String> = self.accounts(grant).data.into_iter().map(|row| row.account).collect();
        match (all.pop(), all.as_slice()) {
            (Some(only), []) => Ok(only),
            (None, _) => Err(GatewayError::UnknownAccount { name: String::new(), hint: ": none is configured".to_owned() }),
            (Some(last), others) => {
                let reason = format!("say which; there are {}, {last}", others.join(", "));
                Err(GatewayError::BadField { field: "account", reason })
            }
        }
    }

    /// Begins to look at an account; money is shown in this asset, or in the one that most of what can be traded there settles in.
    pub fn live_view(&self, account: &str, asset: Option<&str>) -> Result<LiveView, GatewayError> {
        let changes = self.account(account)?.published.changes();
        Ok(LiveView { gateway: self.clone(), account: account.to_owned(), asset: asset.map(str::to_owned), changes })
    }

    /// The mark price, if it is current and at hand.
    async fn mark(&self, id: &InstrumentId) -> Option<Price> {
        self.mark_within(id, MARK_PATIENCE).await
    }

    /// The mark price, once it is current; nothing if that takes longer.
    pub(super) async fn mark_within(&self, id: &InstrumentId, patience: Duration) -> Option<Price> {
        let instrument = self.instrument(id.as_str(), None).ok()?;
        let [state] = tokio::time::timeout(patience, self.read(&instrument, [Channel::Mark])).await.ok()?.ok()?;
        let state = state.filter(|state| matches!(state.freshness, Freshness::Live | Freshness::Polling))?;
        if let Some(MarketEvent::Mark(mark)) = state.event { Some(mark.mark) } else { None }
    }

    /// The asset that most of what can be traded at a venue settles in.
    fn usual_asset(&self, venue: &str) -> String {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let house = self.inner.house.as_deref().filter(|_| registry::is_house(venue)).map(House::shelf);
        if let Some(shelf) = house.or_else(|| self.venue(venue).ok().map(|venue| &venue.shelf)) {
            shelf.watch().borrow().iter().for_each(|instrument| *counts.entry(instrument.settle.clone()).or_default() += 1);
        }
        counts.into_iter().max_by_key(|(_, count)| *count).map(|(asset, _)| asset).unwrap_or_default()
    }
}

impl LiveView {
    /// Which account it is.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// Resolves when something of the account may have changed; false once it is gone.
    pub async fn changed(&mut self) -> bool {
        self.changes.changed().await.is_ok()
    }

    /// Everything as it is now.
    pub async fn look(&self) -> Result<Picture, GatewayError> {
        let held = self.gateway.account(&self.account)?;
        let row = held.published.row();
        let open: Vec<Position> = held.published.look(|state| state.positions().filter(|held| !held.qty.is_zero()).cloned().collect());
        let mut marks = BTreeMap::new();
        for position in &open {
            if let Some(mark) = self.gateway.mark(&position.instrument).await {
                marks.insert(position.instrument.clone(), mark);
            }
        }
        let asset = self.asset.clone().unwrap_or_else(|| self.gateway.usual_asset(&held.settings.venue));
        let settles = |id: &InstrumentId| self.gateway.instrument(id.as_str(), None).is_ok_and(|instrument| instrument.settle == asset);
        let at = now();
        let (positions, orders, balance) = held.published.look(|state: &AccountState| {
            let positions = positions(state, &marks);
            let unrealized = positions.iter().filter(|row| settles(&row.instrument)).filter_map(|row| row.unrealized_pnl);
            let unrealized = unrealized.fold(Decimal::ZERO, |sum, pnl| sum.saturating_add(pnl.0));
            let since = at.floor(DAY).max(state.fills_known_since().unwrap_or_default());
            (positions, orders(state, at), balance(state, &asset, unrealized, since))
        });
        let currency = Currency { freshness: row.freshness, reason: row.reason, timestamp: millis(at) };
        Ok(Picture { currency, balance, positions, orders })
    }
}

/// Milliseconds since 1970.
pub(super) const fn millis(at: Timestamp) -> i64 {
    at.as_millis()
}
