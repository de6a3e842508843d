//! Shape of what can be traded.

use serde::Serialize;
use twinline_model::{Instrument, InstrumentId, InstrumentKind, Notional, OptionTerms, Price, Qty, Timestamp};
use utoipa::ToSchema;

/// What can be traded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InstrumentRow {
    /// Its name everywhere in this API.
    instrument: InstrumentId,
    /// Whose it is.
    venue: String,
    /// The venue's own symbol.
    symbol: String,
    /// The unified symbol that traders' libraries use, for example `BTC/USDT:USDT`.
    alias: String,
    /// What kind of contract it is.
    kind: InstrumentKind,
    /// Asset that is bought or sold.
    base: String,
    /// Asset that prices are in.
    quote: String,
    /// Asset that gains and losses are paid in.
    settle: String,
    /// Asset whose price it follows.
    underlying: String,
    /// `pending`, `trading`, `halted`, `settling` or `delisted`; else the venue's own word in lower case.
    status: String,
    /// Decimal places of prices in its book, 0 to 18.
    price_decimals: u8,
    /// Decimal places of sizes in its book, 0 to 18.
    size_decimals: u8,
    /// Prices of orders are multiples of it.
    tick_size: Price,
    /// Quantities of orders are multiples of it, in base units.
    lot_size: Qty,
    /// Smallest quantity of an order, in base units; `null` if the venue names none.
    #[schema(required)]
    min_qty: Option<Qty>,
    /// Largest quantity of a limit order, in base units.
    #[schema(required)]
    max_qty: Option<Qty>,
    /// Smallest value of an order, in quote units.
    #[schema(required)]
    min_notional: Option<Notional>,
    /// Base units of one contract; of an inverse one, quote units.
    contract_size: Qty,
    /// True where a contract is worth so much of the quote asset and is settled in the base asset: its quantities, steps and bounds
    /// are in quote units.
    inverse: bool,
    /// What an option gives the right to; `null` for what is none.
    #[schema(required)]
    option: Option<OptionTerms>,
    /// When it expires; `null` if it does not.
    #[schema(required)]
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
            inverse: of.inverse,
            option: of.option,
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
