//! What would a position be after a trade, and at which mark price would the venue close it?
//!
//! Linear contracts, exact decimals. `None` is a number too large to be reckoned with.

use rust_decimal::{Decimal, RoundingStrategy};
use twinline_model::Side;
use twinline_venue::account::MarginTier;

/// Places of money at venues.
const MONEY_PLACES: u32 = 8;

/// A position, as far as its margin goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stake<'a> {
    /// Base units; negative is short.
    pub qty: Decimal,
    /// Average price that it was entered at.
    pub entry: Decimal,
    /// Present mark price.
    pub mark: Decimal,
    /// What it needs to be kept, from the smallest notional.
    pub tiers: &'a [MarginTier],
}

/// What a trade makes of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traded {
    /// Base units after it; negative is short.
    pub qty: Decimal,
    /// Average price of entry after it; zero when flat.
    pub entry: Decimal,
    /// Base units that it opened.
    pub opened: Decimal,
    /// Share of the position before that is left, from zero to one.
    pub left: Decimal,
    /// Profit of what it closed, before fees.
    pub realized: Decimal,
}

/// Where the venue closes positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Liquidation {
    /// At this mark price.
    At(Decimal),
    /// At no price above zero.
    Never,
}

/// What a trade of `size` at `price` makes of a position of signed `held` at `entry`. One past zero closes, then opens.
pub fn traded(held: Decimal, entry: Decimal, side: Side, size: Decimal, price: Decimal) -> Option<Traded> {
    let signed = if side == Side::Buy { size } else { -size };
    let against = !held.is_zero() && held.is_sign_positive() != signed.is_sign_positive();
    let closed = if against { size.min(held.abs()) } else { Decimal::ZERO };
    let opened = size.checked_sub(closed)?;
    let qty = held.checked_add(signed)?;
    let gain = price.checked_sub(entry)?.checked_mul(closed)?;
    let rest = held.abs().checked_sub(closed)?;
    let entry = if qty.is_zero() {
        Decimal::ZERO
    } else if opened.is_zero() {
        entry
    } else {
        // What is left of the other side is nothing here, so that a flip has the price of its trade.
        let cost = rest.checked_mul(entry)?.checked_add(opened.checked_mul(price)?)?;
        cost.checked_div(rest.checked_add(opened)?)?
    };
    let left = if held.is_zero() { Decimal::ZERO } else { rest.checked_div(held.abs())? };
    Some(Traded { qty, entry, opened, left, realized: if held.is_sign_positive() { gain } else { -gain } })
}

/// What a notional needs to be opened, rounded up as venues do.
pub fn initial_margin(notional: Decimal, leverage: Decimal) -> Option<Decimal> {
    Some(notional.checked_div(leverage)?.round_dp_with_strategy(MONEY_PLACES, RoundingStrategy::AwayFromZero))
}

impl Stake<'_> {
    /// Profit that is not realised, less what it needs to be kept.
    pub fn surplus(&self) -> Option<Decimal> {
        let notional = self.mark.checked_mul(self.qty)?.abs();
        let tier = tier_of(self.tiers, notional)?;
        let needs = notional.checked_mul(tier.rate.value())?.checked_sub(tier.less.value())?;
        let needs = needs.round_dp_with_strategy(MONEY_PLACES, RoundingStrategy::AwayFromZero).max(Decimal::ZERO);
        self.mark.checked_sub(self.entry)?.checked_mul(self.qty)?.checked_sub(needs)
    }
}

/// Mark price at which `backing` no longer keeps these positions of one instrument: one, or both sides of a hedge.
///
/// `backing` is what there is for them beside their own profit: the margin that was set aside for an isolated position; for
/// cross positions the wallet and the surplus of all others. With signed quantities q, entries e, rates r and amounts less c:
/// `(backing + Σc − Σq·e) / (Σ|q|·r − Σq)`. A single position is judged by the tier that the price itself brings it into; two,
/// and one that no tier fits, by the tiers of the present mark price.
pub fn liquidation(backing: Decimal, stakes: &[Stake<'_>]) -> Option<Liquidation> {
    if let [stake] = stakes {
        for tier in stake.tiers {
            let Liquidation::At(price) = solve(backing, &[(stake, tier)])? else { continue };
            let notional = price.checked_mul(stake.qty)?.abs();
            if tier.floor.value() < notional && notional <= tier.cap.value() {
                return Some(Liquidation::At(price));
            }
        }
    }
    let mut terms = Vec::with_capacity(stakes.len());
    for stake in stakes {
        terms.push((stake, tier_of(stake.tiers, stake.mark.checked_mul(stake.qty)?.abs())?));
    }
    solve(backing, &terms)
}

fn solve(backing: Decimal, terms: &[(&Stake<'_>, &MarginTier)]) -> Option<Liquidation> {
    let (mut above, mut below) = (backing, Decimal::ZERO);
    for (stake, tier) in terms {
        above = above.checked_add(tier.less.value())?.checked_sub(stake.qty.checked_mul(stake.entry)?)?;
        below = below.checked_add(stake.qty.abs().checked_mul(tier.rate.value())?)?.checked_sub(stake.qty)?;
    }
    if below.is_zero() {
        return Some(Liquidation::Never);
    }
    let price = above.checked_div(below)?.round_dp(MONEY_PLACES);
    Some(if price > Decimal::ZERO { Liquidation::At(price) } else { Liquidation::Never })
}

/// The tier of a notional; the last one for what is beyond all.
fn tier_of(tiers: &[MarginTier], notional: Decimal) -> Option<&MarginTier> {
    tiers.iter().find(|tier| notional <= tier.cap.value()).or(tiers.last())
}

#[cfg(test)]
mod tests {
    use twinline_model::{Amount, Notional, Rate};

    use super::*;

    fn of(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    /// Up to 10,000: 1 %; up to 100,000: 2 %, less 100; up to a million: 5 %, less 3,100.
    fn tiers() -> Vec<MarginTier> {
        let tier = |floor, cap, rate, less| MarginTier {
            floor: Notional::new(of(floor)),
            cap: Notional::new(of(cap)),
            rate: Rate::new(of(rate)),
            less: Amount::new(of(less)),
            leverage: Rate::new(of("10")),
        };
        vec![tier("0", "10000", "0.01", "0"), tier("10000", "100000", "0.02", "100"), tier("100000", "1000000", "0.05", "3100")]
    }

    /// At the price that is found the backing and the profit are exactly what the position needs to be kept.
    #[track_caller]
    fn check(backing: &str, positions: &[(&str, &str)], mark: &str, expected: Option<&str>) {
        let tiers = tiers();
        let stake = |&(qty, entry): &(&str, &str)| Stake { qty: of(qty), entry: of(entry), mark: of(mark), tiers: &tiers };
        let stakes: Vec<Stake<'_>> = positions.iter().map(stake).collect();
        let told = liquidation(of(backing), &stakes).expect("within bounds");
        assert_eq!(told, expected.map_or(Liquidation::Never, |price| Liquidation::At(of(price))), "{backing} {positions:?}");
        if let (Liquidation::At(price), [stake]) = (told, &stakes[..]) {
            let there = Stake { mark: price, ..*stake }.surplus().expect("within bounds");
            assert!((of(backing) + there).abs() < of("0.0001"), "{there}");
        }
    }

    #[test]
    fn it_is_where_the_backing_is_used_up() {
        check("10", &[("1", "100")], "100", Some("90.90909091")); // 90 / 0.99
        check("10", &[("-1", "100")], "100", Some("108.91089109")); // 110 / 1.01
        check("2000", &[("200", "100")], "100", Some("91.32653061")); // second tier: 17,900 / 196
        check("2000", &[("-200", "100")], "100", Some("108.33333333")); // 22,100 / 204
        check("100", &[("1", "100")], "100", None);
        check("0.1", &[("-100", "99.9")], "99.9", Some("98.91188119")); // the first tier, into which it falls: 9,990.1 / 101
    }

    #[test]
    fn a_price_on_the_way_into_another_tier_is_judged_by_that_tier() {
        // Short 100 at 95 with 2,000: the first tier gives 113.86, beyond its cap; the second (2,000 + 100 + 9,500) / 102.
        check("2000", &[("-100", "95")], "95", Some("113.7254902"));
    }

    #[test]
    fn both_sides_of_a_hedge_stand_together() {
        check("10", &[("2", "100"), ("-1", "110")], "100", Some("82.4742268")); // 80 / (0.03 − 1)
        check("10", &[("1", "100"), ("-1", "100")], "100", Some("500")); // 10 / 0.02
    }

    #[test]
    fn trades_open_enlarge_reduce_close_and_flip() {
        #[track_caller]
        fn check(held: (&str, &str), trade: (Side, &str, &str), expected: [&str; 5]) {
            let told = traded(of(held.0), of(held.1), trade.0, of(trade.1), of(trade.2)).expect("within bounds");
            let told = [told.qty, told.entry, told.opened, told.left, told.realized].map(|value| value.normalize().to_string());
            assert_eq!(told, expected, "{held:?} {trade:?}");
        }
        check(("0", "0"), (Side::Buy, "2", "100"), ["2", "100", "2", "0", "0"]);
        check(("2", "100"), (Side::Buy, "2", "110"), ["4", "105", "2", "1", "0"]);
        check(("4", "105"), (Side::Sell, "1", "100"), ["3", "105", "0", "0.75", "-5"]);
        check(("-4", "105"), (Side::Buy, "1", "100"), ["-3", "105", "0", "0.75", "5"]);
        check(("3", "105"), (Side::Sell, "3", "110"), ["0", "0", "0", "0", "15"]);
        check(("-3", "105"), (Side::Buy, "5", "100"), ["2", "100", "2", "0", "15"]);
    }
}
