//! How do other venues' instruments, books and trades become the house's?

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use twinline_exchange::accounts::Refusal as OutOfRange;
use twinline_exchange::fills::Depth;
use twinline_exchange::paper::presets::{self, Steps};
use twinline_exchange::paper::{FeeSchedule, Input, Listed, Listing, Product};
use twinline_model::{BookLevels, Instrument, InstrumentId, InstrumentKind, InstrumentStatus, Level, Price, Qty, Rate, Side, Trade};

/// Levels of a side that the house is shown: more than any order of play money should walk.
const LEVELS: usize = 200;

/// Whose customs the terms of trading follow where nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preset {
    /// Commissions and tiers of crypto venues.
    #[default]
    Crypto,
    /// Brokerage, taxes and margins of Indian cash and derivative markets; shares are kept.
    Indian,
    /// The same, where shares are bought and sold within a day, with margin.
    IndianIntraday,
}

impl Preset {
    /// Names and what they stand for.
    pub const ALL: [(&'static str, Self); 3] =
        [("crypto", Self::Crypto), ("indian", Self::Indian), ("indian-intraday", Self::IndianIntraday)];
}

/// What is the same for all that is traded; what is absent is as the preset has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// Where the terms begin.
    pub preset: Preset,
    /// Leverage of an account that has set none, of what is traded with margin.
    pub leverage: Option<u32>,
    /// Share of the value that a maker and a taker pay, in place of the preset's whole bill.
    pub fees: Option<(Decimal, Decimal)>,
}

/// The terms of an instrument of another venue; `None` for what the house cannot keep accounts of: what is settled in the thing
/// itself.
pub fn listing(instrument: &Instrument, terms: &Terms) -> Option<Listing> {
    let is_spot = instrument.kind == InstrumentKind::Spot;
    if !is_spot && (instrument.inverse || instrument.settle == instrument.base) {
        return None;
    }
    let (price_unit, size_unit) = (unit(instrument.price_scale), unit(instrument.size_scale));
    let steps = Steps {
        asset: instrument.base.clone(),
        unit: if is_spot { instrument.quote.clone() } else { instrument.settle.clone() },
        price_unit,
        size_unit,
        tick: count(instrument.tick_size.value(), price_unit)?.max(1),
        step: count(instrument.lot_size.value(), size_unit)?.max(1),
    };
    let mut listing = preset(instrument, terms.preset, steps).ok()?;
    let lots = |qty: Option<Qty>| qty.and_then(|qty| count(qty.value(), size_unit));
    listing.min_lots = lots(instrument.limits.min_qty).unwrap_or(listing.min_lots).max(1);
    listing.max_lots = lots(instrument.limits.max_qty).unwrap_or(listing.max_lots);
    listing.min_notional = instrument.limits.min_notional.map_or(listing.min_notional, |least| least.value());
    listing.open = instrument.status == InstrumentStatus::Trading;
    if let Some((maker, taker)) = terms.fees {
        listing.fees = FeeSchedule::commission(maker, taker);
    }
    if let Some(leverage) = terms.leverage.filter(|_| !listing.listed.product.is_cash()) {
        listing.leverage = leverage.clamp(1, listing.tiers.highest_leverage());
    }
    Some(listing)
}

fn preset(instrument: &Instrument, preset: Preset, steps: Steps) -> Result<Listing, OutOfRange> {
    let id = instrument.id.clone();
    match (preset, instrument.kind) {
        (Preset::Crypto, InstrumentKind::Spot) => presets::crypto_spot(id, steps),
        (Preset::Indian, InstrumentKind::Spot) => presets::indian_delivery(id, steps),
        (Preset::IndianIntraday, InstrumentKind::Spot) => presets::indian_intraday(id, steps),
        (Preset::Indian | Preset::IndianIntraday, InstrumentKind::Future) => presets::indian_future(id, steps),
        (Preset::Indian | Preset::IndianIntraday, InstrumentKind::Option) => presets::indian_option(id, steps),
        (_, InstrumentKind::Perpetual) => presets::crypto_perpetual(id, steps),
        (Preset::Crypto, InstrumentKind::Future) => presets::crypto_perpetual(id, steps).map(carried),
        // The whole premium, bought or sold; the rates of contracts.
        (Preset::Crypto, InstrumentKind::Option) => {
            let rates = presets::crypto_perpetual(id.clone(), steps.clone())?;
            Ok(Listing { fees: rates.fees, ..presets::indian_option(id, steps)? })
        }
    }
}

fn carried(listing: Listing) -> Listing {
    Listing { listed: Listed { product: Product::Carried, ..listing.listed.clone() }, ..listing }
}

/// A book as it is now, in the house's counts; `None` if it is finer than the instrument's list says, so that its list is to come first.
pub(crate) fn book(listing: &Listing, levels: &BookLevels) -> Option<Input> {
    let side = |levels_of: &[Level]| {
        let shown = levels_of.iter().take(LEVELS);
        shown
            .map(|level| {
                Some((
                    scaled(level.price, levels.price_scale, listing.price_unit)?,
                    scaled(level.size, levels.size_scale, listing.size_unit)?,
                ))
            })
            .collect()
    };
    let (bids, asks): (Option<Vec<_>>, Option<Vec<_>>) = (side(&levels.bids), side(&levels.asks));
    Some(Input::Book { instrument: listing.listed.instrument.clone(), depth: Depth::Levels, bids: bids?, asks: asks? })
}

/// A trade, likewise.
pub(crate) fn trade(listing: &Listing, trade: &Trade) -> Option<Input> {
    Some(Input::Trade {
        instrument: listing.listed.instrument.clone(),
        id: trade.id,
        ticks: count(trade.price.value(), listing.price_unit)?,
        lots: count(trade.size.value(), listing.size_unit)?,
        taker: Some(match trade.side {
            Side::Buy => twinline_exchange::Side::Buy,
            Side::Sell => twinline_exchange::Side::Sell,
        }),
    })
}

/// A mark price, rounded to the house's count: venues mark between ticks.
pub(crate) fn mark(listing: &Listing, instrument: &InstrumentId, mark: Price) -> Option<Input> {
    Some(Input::Mark { instrument: instrument.clone(), ticks: marked(listing, mark)? })
}

/// Funding at a mark price, likewise; at the market's own if it cannot be counted.
pub(crate) fn funding(listing: &Listing, rate: Rate, mark: Price) -> Input {
    Input::Funding { instrument: listing.listed.instrument.clone(), rate: rate.value(), mark: marked(listing, mark) }
}

/// The end of a contract at a mark price, likewise.
pub(crate) fn ended(listing: &Listing, mark: Option<Price>) -> Input {
    Input::Expire { instrument: listing.listed.instrument.clone(), ticks: mark.and_then(|mark| marked(listing, mark)) }
}

fn marked(listing: &Listing, mark: Price) -> Option<i64> {
    mark.value().checked_div(listing.price_unit)?.round().to_i64()
}

fn unit(scale: u8) -> Decimal {
    Decimal::new(1, u32::from(scale.min(28)))
}

fn count(value: Decimal, unit: Decimal) -> Option<i64> {
    crate::orders::count(value, unit)
}

fn scaled(value: i64, scale: u8, unit: Decimal) -> Option<i64> {
    if u32::from(scale) == unit.scale() {
        return Some(value);
    }
    count(Decimal::try_from_i128_with_scale(i128::from(value), u32::from(scale)).ok()?, unit)
}
