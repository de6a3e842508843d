//! Shape of what can be traded.

use serde::Serialize;
use twinline_model::{Instrument, InstrumentId, InstrumentKind, Notional, Price, Qty, Timestamp};

/// One instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InstrumentRow {
    instrument: InstrumentId,
    venue: String,
    symbol: String,
    alias: String,
    kind: InstrumentKind,
    base: String,
    quote: String,
    settle: String,
    underlying: String,
    status: String,
    price_decimals: u8,
    size_decimals: u8,
    tick_size: Price,
    lot_size: Qty,
    min_qty: Option<Qty>,
    max_qty: Option<Qty>,
    min_notional: Option<Notional>,
    contract_size: Qty,
    expiry: Option<Timestamp>,
}

impl From<&Instrument> for InstrumentRow {
    fn from(of: &Instrument) -> Self {
        Self {
            instrument: of.id.clone(),
            venue: of.id.venue().to_owned(),
            symbol: of.id.symbol().to_owned(),
            alias: of.alias.clone(),
            kind: of.kind,
            base: of.base.clone(),
            quote: of.quote.clone(),
            settle: of.settle.clone(),
            underlying: of.underlying.clone(),
            status: status(of),
            price_decimals: of.price_scale,
            size_decimals: of.size_scale,
            tick_size: of.tick_size,
            lot_size: of.lot_size,
            min_qty: of.limits.min_qty,
            max_qty: of.limits.max_qty,
            min_notional: of.limits.min_notional,
            contract_size: of.contract_size,
            expiry: of.expiry,
        }
    }
}

/// One word; the venue's own where it has one that is not ours.
fn status(of: &Instrument) -> String {
    use twinline_model::InstrumentStatus as Status;
    match &of.status {
        Status::Pending => "pending",
        Status::Trading => "trading",
        Status::Halted => "halted",
        Status::Settling => "settling",
        Status::Delisted => "delisted",
        Status::Other(word) => return word.to_lowercase(),
    }
    .to_owned()
}
