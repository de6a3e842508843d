//! What the venue's filters say to a price and a quantity.

use rust_decimal::Decimal;

use crate::accounts::figures::Sight;
use crate::accounts::money::{add, mul, sub};
use crate::accounts::order::PriceMatch;
use crate::accounts::refusal::Refusal;
use crate::order::Side;

/// A client's id: 1 to 36 of `. A-Z : / a-z 0-9 _ -`.
pub(crate) fn client_id(id: &str) -> Result<(), Refusal> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'/' | b'_' | b'-');
    let good = (1..=36).contains(&id.len()) && id.bytes().all(fits);
    if good { Ok(()) } else { Err(Refusal::BadClientId) }
}

impl Sight<'_> {
    /// A price as ticks. Not checked against the mark price.
    pub fn checked_ticks(&self, symbol: usize, price: Decimal) -> Result<i64, Refusal> {
        let (spec, rule) = (self.spec(symbol)?, self.rule(symbol)?);
        if price.normalize().scale() > spec.price_precision {
            return Err(Refusal::TooManyDecimals("price"));
        }
        if price < rule.min_price {
            return Err(Refusal::PriceTooLow(rule.min_price));
        }
        if price > rule.max_price {
            return Err(Refusal::PriceTooHigh(rule.max_price));
        }
        spec.ticks(price)
    }

    /// A quantity as lots.
    pub fn checked_lots(&self, symbol: usize, quantity: Decimal, market: bool) -> Result<i64, Refusal> {
        let (spec, rule) = (self.spec(symbol)?, self.rule(symbol)?);
        if quantity <= Decimal::ZERO {
            return Err(Refusal::QuantityZero);
        }
        if quantity.normalize().scale() > spec.qty_precision {
            return Err(Refusal::TooManyDecimals("quantity"));
        }
        if quantity < rule.min_quantity {
            return Err(Refusal::QuantityTooSmall(rule.min_quantity));
        }
        let most = if market { rule.max_market_quantity } else { rule.max_quantity };
        if quantity > most {
            return Err(Refusal::QuantityTooLarge(most));
        }
        spec.lots(quantity)
    }

    /// A limit price must not be too far on the bad side of the mark price.
    pub fn check_percent(&self, symbol: usize, side: Side, price: Decimal) -> Result<(), Refusal> {
        let (rule, mark) = (self.rule(symbol)?, self.mark(symbol)?);
        let (highest, lowest) = (mul(mark, rule.percent_up)?, mul(mark, rule.percent_down)?);
        match side {
            Side::Buy if price > highest => Err(Refusal::AbovePercentPrice(highest)),
            Side::Sell if price < lowest => Err(Refusal::BelowPercentPrice(lowest)),
            Side::Buy | Side::Sell => Ok(()),
        }
    }

    pub fn check_notional(&self, symbol: usize, price: Decimal, quantity: Decimal) -> Result<(), Refusal> {
        let least = self.rule(symbol)?.min_notional;
        if mul(price, quantity)? < least { Err(Refusal::NotionalTooSmall(least)) } else { Ok(()) }
    }

    /// The worst price that a market order may trade at, in ticks. Refused if even the best price of the other side is
    /// worse.
    pub fn market_bound(&self, symbol: usize, side: Side) -> Result<i64, Refusal> {
        let (spec, rule, mark) = (self.spec(symbol)?, self.rule(symbol)?, self.mark(symbol)?);
        let bound = match side {
            Side::Buy => spec.ticks_below(mul(mark, add(Decimal::ONE, rule.market_take_bound)?)?),
            Side::Sell => spec.ticks_above(mul(mark, sub(Decimal::ONE, rule.market_take_bound)?)?),
        };
        let best = self.markets.get(symbol).and_then(|market| market.book.best(side.opposite()));
        let beyond = best.is_some_and(|(best, _)| match side {
            Side::Buy => best > bound,
            Side::Sell => best < bound,
        });
        if beyond { Err(Refusal::CounterpartyPercentPrice) } else { Ok(bound) }
    }

    /// The price that a price match takes from the book, in ticks.
    pub fn matched(&self, symbol: usize, side: Side, matched: PriceMatch) -> Result<Option<i64>, Refusal> {
        let (side, level) = match matched {
            PriceMatch::None => return Ok(None),
            PriceMatch::Opponent(level) => (side.opposite(), level),
            PriceMatch::Queue(level) => (side, level),
        };
        if !matches!(level, 1 | 5 | 10 | 20) {
            return Err(Refusal::BadValue("priceMatch"));
        }
        let market = self.markets.get(symbol).ok_or(Refusal::UnknownSymbol)?;
        let found = market.book.levels(side).nth(usize::from(level) - 1);
        found.map(|(ticks, _)| Some(ticks)).ok_or(Refusal::NoPriceToMatch)
    }

    /// Whether a limit order would trade at once.
    pub fn crosses(&self, symbol: usize, side: Side, ticks: i64) -> bool {
        let best = self.markets.get(symbol).and_then(|market| market.book.best(side.opposite()));
        best.is_some_and(|(best, _)| match side {
            Side::Buy => best <= ticks,
            Side::Sell => best >= ticks,
        })
    }
}
