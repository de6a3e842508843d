//! What would an order come to?
//!
//! Exact decimals from what is known now: the book, the account's leverage, what its last fills were charged or the venue says that it charges. What is not known is
//! named and not guessed.

use rust_decimal::Decimal;
use twinline_model::{
    Amount, BookLevels, Channel, Fill, Freshness, Instrument, Level, MarketEvent, Notional, OrderTicket, OrderType, Price, Qty, Rate,
    Setting, Side,
};

use super::held::Held;
use super::liquidation::stated;
use super::{Caller, Gateway};
use crate::wire::{PreviewFigures, PreviewNeed};

/// Places of a derived price beyond the tick's, and of a rate.
const EXTRA_PLACES: u32 = 4;
/// Places of a fee's rate: venues charge in hundredths of basis points at the finest.
const RATE_PLACES: u32 = 6;
/// Places of margins and fees.
const MONEY_PLACES: u32 = 8;

/// A part of an order: how much of it at which price.
pub(super) type Part = (Decimal, Decimal);

/// What a market order would meet in a book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Met {
    qty: Decimal,
    value: Decimal,
    worst: Decimal,
    /// Level by level.
    parts: Vec<Part>,
}

impl Gateway {
    /// Figures of an order that was found sound.
    pub(super) async fn figures(&self, caller: &Caller, held: &Held, instrument: &Instrument, ticket: &OrderTicket) -> PreviewFigures {
        let terms = self.terms(caller, held, &instrument.id).await;
        let mut figures = PreviewFigures::default();
        let mut parts = Vec::new();
        if ticket.kind == OrderType::Market {
            if let Some(met) = self.met(instrument, ticket).await {
                market_figures(&mut figures, instrument, &met);
                parts = met.parts;
            }
        } else {
            figures.average_price = ticket.price.or(ticket.trigger_price).or(ticket.activation_price);
        }
        let (leverage, maker, taker) = held.published.look(|state| {
            let leverage = state.settings().find_map(|setting| match setting {
                Setting::Leverage(of, leverage) if *of == ticket.instrument => Some(*leverage),
                _ => None,
            });
            let rate = |maker| state.fills().rev().find_map(|(_, fill, _)| charged(fill, instrument, maker));
            (leverage, rate(true), rate(false))
        });
        figures.leverage = leverage;
        (figures.maker_rate, figures.taker_rate) = (maker.or(stated(&terms, true)), taker.or(stated(&terms, false)));
        money_figures(&mut figures, instrument, ticket);
        figures.needs = needs(&figures, ticket);
        parts.extend(remainder(&figures, ticket, &parts));
        match self.liquidation(caller, held, instrument, ticket, (&figures, &terms, &parts)).await {
            Ok(price) => figures.liquidation_price = price,
            Err(needs) => figures.needs.push(PreviewNeed { figure: "liquidation_price", needs }),
        }
        figures
    }

    /// What the current book holds for a market order; nothing of a book that is not current.
    async fn met(&self, instrument: &Instrument, ticket: &OrderTicket) -> Option<Met> {
        let [state] = self.read(instrument, [Channel::Book]).await.ok()?;
        let state = state.filter(|state| matches!(state.freshness, Freshness::Live | Freshness::Polling))?;
        let Some(MarketEvent::Book(book)) = &state.event else { return None };
        walk(&book.levels, ticket.side, ticket.qty?.value())
    }
}

/// Goes through a side from its best level until the quantity is met or the known book ends.
fn walk(levels: &BookLevels, side: Side, qty: Decimal) -> Option<Met> {
    let side: &[Level] = match side {
        Side::Buy => &levels.asks,
        Side::Sell => &levels.bids,
    };
    let mut met = Met::default();
    for level in side {
        let price = Decimal::try_from_i128_with_scale(i128::from(level.price), u32::from(levels.price_scale)).ok()?;
        let size = Decimal::try_from_i128_with_scale(i128::from(level.size), u32::from(levels.size_scale)).ok()?;
        let taken = size.min(qty.checked_sub(met.qty)?);
        if taken <= Decimal::ZERO {
            break;
        }
        met.value = met.value.checked_add(price.checked_mul(taken)?)?;
        met.qty = met.qty.checked_add(taken)?;
        met.worst = price;
        met.parts.push((taken, price));
    }
    Some(met).filter(|met| !met.parts.is_empty())
}

/// What of an order no level is known for, at the price that it is taken to have.
fn remainder(figures: &PreviewFigures, ticket: &OrderTicket, parts: &[Part]) -> Option<Part> {
    let known = parts.iter().try_fold(Decimal::ZERO, |sum, (qty, _)| sum.checked_add(*qty))?;
    let rest = ticket.qty?.value().checked_sub(known)?;
    Some((rest, figures.average_price?.value())).filter(|_| rest > Decimal::ZERO)
}

fn market_figures(figures: &mut PreviewFigures, instrument: &Instrument, met: &Met) {
    let places = u32::from(instrument.price_scale) + EXTRA_PLACES;
    figures.average_price = met.value.checked_div(met.qty).map(|price| Price::new(price.round_dp(places)));
    figures.worst_price = Some(Price::new(met.worst));
    figures.book_qty = Some(Qty::new(met.qty));
}

fn money_figures(figures: &mut PreviewFigures, instrument: &Instrument, ticket: &OrderTicket) {
    let Some((price, qty)) = figures.average_price.zip(ticket.qty) else { return };
    figures.value = instrument.notional(qty, price).map(|value| Notional::new(value.value().round_dp(MONEY_PLACES)));
    figures.initial_margin = match figures.leverage {
        _ if ticket.only_reduces() => Some(Amount::ZERO),
        Some(leverage) => instrument.margin(qty, price, leverage, MONEY_PLACES),
        None => None,
    };
    let fee = |rate: Option<Rate>| instrument.share(qty, price, rate?, MONEY_PLACES);
    figures.maker_fee = fee(figures.maker_rate);
    figures.taker_fee = fee(figures.taker_rate);
}

/// The share of its value that a fill was charged; only where the fee is in the asset of the value. Of an inverse contract that is
/// not reckoned.
fn charged(fill: &Fill, instrument: &Instrument, maker: bool) -> Option<Rate> {
    if instrument.inverse
        || fill.instrument != instrument.id
        || fill.maker != Some(maker)
        || fill.fee_asset.as_deref() != Some(instrument.quote.as_str())
    {
        return None;
    }
    let value = fill.price.value().checked_mul(fill.qty.value())?;
    let rate = fill.fee?.value().checked_div(value)?;
    Some(Rate::new(rate.round_dp(RATE_PLACES).normalize()))
}

fn needs(figures: &PreviewFigures, ticket: &OrderTicket) -> Vec<PreviewNeed> {
    let market = ticket.kind == OrderType::Market;
    let missing = [
        (figures.average_price.is_none(), "average_price", "a live book"),
        (market && figures.worst_price.is_none(), "worst_price", "a live book"),
        (figures.value.is_none(), "value", if ticket.qty.is_none() { "a quantity" } else { "a price" }),
        (figures.leverage.is_none(), "leverage", "the venue's word about this instrument's leverage"),
        (figures.initial_margin.is_none(), "initial_margin", "a value and the leverage"),
        (figures.maker_rate.is_none(), "maker_rate", "the venue's word about its fees"),
        (figures.taker_rate.is_none(), "taker_rate", "the venue's word about its fees"),
    ];
    missing.into_iter().filter(|(is_missing, ..)| *is_missing).map(|(_, figure, needs)| PreviewNeed { figure, needs }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels() -> BookLevels {
        let level = |price, size| Level { price, size };
        BookLevels {
            price_scale: 1,
            size_scale: 3,
            bids: vec![level(999, 1_000), level(990, 2_000)],
            asks: vec![level(1_001, 500), level(1_010, 500)],
        }
    }

    #[track_caller]
    fn check(side: Side, qty: &str, expected: Option<(&str, &str, &str)>) {
        let met = walk(&levels(), side, qty.parse().unwrap());
        let told = met.map(|met| {
            assert_eq!(met.parts.iter().map(|(qty, price)| qty * price).sum::<Decimal>(), met.value);
            [met.qty, met.value, met.worst].map(|value| value.normalize().to_string())
        });
        assert_eq!(told, expected.map(|(qty, value, worst)| [qty, value, worst].map(str::to_owned)));
    }

    #[test]
    fn a_market_order_walks_the_other_side_from_its_best_level() {
        check(Side::Buy, "0.2", Some(("0.2", "20.02", "100.1")));
        check(Side::Buy, "0.6", Some(("0.6", "60.15", "101")));
        check(Side::Sell, "1", Some(("1", "99.9", "99.9")));
    }

    #[test]
    fn what_the_known_book_does_not_hold_is_not_made_up() {
        check(Side::Buy, "5", Some(("1", "100.55", "101")));
        assert_eq!(walk(&BookLevels::default(), Side::Buy, Decimal::ONE), None);
    }
}
