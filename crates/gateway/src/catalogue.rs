//! What can be traded at one venue, found by symbol, alias or part of a name.

use std::collections::BTreeMap;
use std::sync::Arc;

use twinline_model::{Instrument, InstrumentId, InstrumentKind};
use twinline_venue::Instruments;

/// A venue's instruments, by symbol and by alias.
#[derive(Debug, Default)]
pub struct Catalogue {
    by_symbol: BTreeMap<String, Arc<Instrument>>,
    by_alias: BTreeMap<String, Arc<Instrument>>,
}

impl Catalogue {
    /// Of a venue's list.
    pub fn new(list: &Instruments) -> Self {
        let mut all = Self::default();
        for instrument in list.iter() {
            all.by_symbol.insert(instrument.id.symbol().to_owned(), instrument.clone());
            all.by_alias.insert(instrument.alias.clone(), instrument.clone());
        }
        all
    }

    /// By the venue's symbol, else by the unified one.
    pub fn find(&self, name: &str) -> Option<&Arc<Instrument>> {
        self.by_symbol.get(name).or_else(|| self.by_alias.get(name))
    }

    /// The symbol that was probably meant.
    pub fn nearest(&self, name: &str) -> Option<&InstrumentId> {
        let upper = name.to_uppercase();
        let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        if let Some(found) = self.by_symbol.values().find(|held| plain(held.id.symbol()) == plain(&upper)) {
            return Some(&found.id);
        }
        let symbol = crate::config::nearest(&upper, self.by_symbol.keys().map(String::as_str))?;
        self.by_symbol.get(symbol).map(|held| &held.id)
    }

    /// All, by symbol.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Instrument>> {
        self.by_symbol.values()
    }

    /// True if nothing was loaded yet.
    pub fn is_empty(&self) -> bool {
        self.by_symbol.is_empty()
    }
}

/// What instruments are asked for.
#[derive(Debug, Clone, Default)]
pub struct InstrumentQuery {
    /// Of this venue only.
    pub venue: Option<String>,
    /// Following this asset only.
    pub underlying: Option<String>,
    /// Of this kind only.
    pub kind: Option<InstrumentKind>,
    /// Expiring on this day (`2026-12-25`), at this time, or `none` for what does not expire.
    pub expiry: Option<String>,
    /// Part of a symbol, an alias or an asset.
    pub q: Option<String>,
}

impl InstrumentQuery {
    /// How well an instrument answers, best first; `None` if it does not.
    pub fn rank(&self, of: &Instrument) -> Option<u8> {
        let differs = |wanted: &Option<String>, is: &str| wanted.as_deref().is_some_and(|wanted| !wanted.eq_ignore_ascii_case(is));
        if self.kind.is_some_and(|kind| kind != of.kind)
            || differs(&self.venue, of.id.venue())
            || differs(&self.underlying, &of.underlying)
            || !self.expires(of)
        {
            return None;
        }
        let Some(q) = self.q.as_deref().map(str::trim).filter(|q| !q.is_empty()) else { return Some(0) };
        let q = q.to_uppercase();
        let (symbol, alias) = (of.id.symbol().to_uppercase(), of.alias.to_uppercase());
        let id = of.id.as_str().to_uppercase();
        match () {
            () if symbol == q || alias == q || id == q => Some(0),
            () if of.base.to_uppercase() == q || of.underlying.to_uppercase() == q => Some(1),
            () if symbol.starts_with(&q) || alias.starts_with(&q) => Some(2),
            () if symbol.contains(&q) || alias.contains(&q) || id.contains(&q) => Some(3),
            () => None,
        }
    }

    fn expires(&self, of: &Instrument) -> bool {
        match (self.expiry.as_deref(), of.expiry) {
            (None, _) | (Some("none"), None) => true,
            (Some("none"), Some(_)) | (Some(_), None) => false,
            (Some(day), Some(at)) => at.to_string().starts_with(day.trim_end_matches('Z')),
        }
    }
}
