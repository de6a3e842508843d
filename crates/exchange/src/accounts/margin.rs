//! Formulas of margin: what must be there to open, to keep, and where it ends.
//!
//! Linear contracts. Money is rounded up to 8 decimals where an account must have it.

use rust_decimal::Decimal;

use crate::accounts::brackets::Brackets;
use crate::accounts::ids::PositionSide;
use crate::accounts::money::{add, div, money, money_up, mul, sub};
use crate::accounts::refusal::Refusal;

/// To open a notional at a leverage: |notional| / leverage.
pub fn initial(notional: Decimal, leverage: u32) -> Result<Decimal, Refusal> {
    Ok(money_up(div(notional.abs(), Decimal::from(leverage.max(1)))?))
}

/// To keep a notional: |notional| × rate − amount of its tier.
pub fn maintenance(notional: Decimal, brackets: &Brackets) -> Result<Decimal, Refusal> {
    let Some(tier) = brackets.tier(notional) else { return Ok(Decimal::ZERO) };
    Ok(money_up(sub(mul(notional.abs(), tier.rate)?, tier.amount)?).max(Decimal::ZERO))
}

/// The largest notional that a position and its opening orders can come to.
///
/// One-way: the larger of |notional + bids| and |notional − asks|, but at least |notional|: orders against the position
/// first reduce it. Hedge mode: a position and the orders that enlarge it.
pub fn reach(side: PositionSide, notional: Decimal, bids: Decimal, asks: Decimal) -> Result<Decimal, Refusal> {
    let up = add(notional, bids)?.abs();
    let down = sub(notional, asks)?.abs();
    Ok(match side {
        PositionSide::Both => up.max(down).max(notional.abs()),
        PositionSide::Long => up,
        PositionSide::Short => down,
    })
}

/// What open orders hold beside the position: the margin of `reach` less that of the position.
pub fn for_orders(side: PositionSide, notional: Decimal, bids: Decimal, asks: Decimal, leverage: u32) -> Result<Decimal, Refusal> {
    sub(initial(reach(side, notional, bids, asks)?, leverage)?, initial(notional, leverage)?)
}

/// A position on the way to its liquidation price.
#[derive(Debug, Clone, Copy)]
pub struct Leg<'a> {
    /// Signed quantity in the base asset.
    pub amount: Decimal,
    /// Average price of entry.
    pub entry: Decimal,
    /// Present mark price.
    pub mark: Decimal,
    /// Tiers.
    pub brackets: &'a Brackets,
}

/// Mark price at which `backing` no longer covers the maintenance margin of these positions of one symbol; `None` if that
/// happens at no price above zero.
///
/// `backing` is what else there is for them: for isolated positions their wallet, for cross positions wallet balance −
/// maintenance of other positions + their unrealised profit. With signed amounts a, entry prices e, rates r and amounts c
/// of the tiers: price = (backing + Σc − Σ a·e) / (Σ|a|·r − Σa). For one position the tier is the one that the price itself
/// falls into; for two (hedge mode) those of the present mark price.
pub fn liquidation_price(backing: Decimal, legs: &[Leg<'_>]) -> Result<Option<Decimal>, Refusal> {
    if let [leg] = legs {
        for tier in leg.brackets.tiers() {
            let price = solve(backing, &[(leg.amount, leg.entry, tier.rate, tier.amount)])?;
            let Some(price) = price else { continue };
            let notional = mul(price, leg.amount)?.abs();
            if notional > tier.floor && notional <= tier.cap {
                return Ok(Some(money(price)));
            }
        }
        // Beyond the last tier, or below the first: the tier of the present price is the venue's answer.
    }
    let mut terms = Vec::with_capacity(legs.len());
    for leg in legs {
        let Some(tier) = leg.brackets.tier(mul(leg.mark, leg.amount)?) else { return Ok(None) };
        terms.push((leg.amount, leg.entry, tier.rate, tier.amount));
    }
    Ok(solve(backing, &terms)?.map(money))
}

/// Terms are (amount, entry, rate, tier's amount).
fn solve(backing: Decimal, terms: &[(Decimal, Decimal, Decimal, Decimal)]) -> Result<Option<Decimal>, Refusal> {
    let (mut above, mut below) = (backing, Decimal::ZERO);
    for (amount, entry, rate, tier) in terms {
        above = sub(add(above, *tier)?, mul(*amount, *entry)?)?;
        below = sub(add(below, mul(amount.abs(), *rate)?)?, *amount)?;
    }
    if below.is_zero() {
        return Ok(None);
    }
    Ok(Some(div(above, below)?).filter(|price| *price > Decimal::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Decimal {
        Decimal::from_str_exact(text).expect("a decimal")
    }

    /// Tiers: up to 50,000: 0.4 %, 0; up to 250,000: 0.5 %, 50; up to 1,000,000: 1 %, 1,300.
    fn brackets() -> Brackets {
        let rows = [(125, of("50000"), of("0.004")), (100, of("250000"), of("0.005")), (50, of("1000000"), of("0.01"))];
        Brackets::new(&rows).expect("in order")
    }

    #[test]
    fn initial_and_maintenance_margin() {
        let check = |notional: &str, leverage, opens: &str, keeps: &str| {
            assert_eq!(initial(of(notional), leverage), Ok(of(opens)), "{notional}");
            assert_eq!(maintenance(of(notional), &brackets()), Ok(of(keeps)), "{notional}");
        };
        check("30000", 10, "3000", "120"); // × 0.4 %
        check("-30000", 20, "1500", "120");
        check("100", 3, "33.33333334", "0.4"); // rounded up
        check("50000", 10, "5000", "200");
        check("100000", 10, "10000", "450"); // × 0.5 % − 50
        check("500000", 50, "10000", "3700"); // × 1 % − 1,300
        check("2000000", 50, "40000", "18700"); // beyond the last tier: its own
        check("0", 10, "0", "0");
    }

    #[test]
    fn orders_hold_what_they_could_add() {
        use PositionSide::{Both, Long, Short};
        let check = |side, notional: &str, bids: &str, asks: &str, expected: &str| {
            let told = for_orders(side, of(notional), of(bids), of(asks), 10);
            assert_eq!(told, Ok(of(expected)), "{side:?} {notional} {bids} {asks}");
        };
        check(Both, "0", "1000", "400", "100"); // the larger side: 1,000 / 10
        check(Both, "0", "400", "1000", "100");
        check(Both, "600", "1000", "0", "100"); // (1,600 − 600) / 10
        check(Both, "600", "0", "1000", "0"); // |600 − 1,000| = 400 < 600
        check(Both, "600", "0", "1500", "30"); // |600 − 1,500| = 900; (900 − 600) / 10
        check(Both, "-600", "0", "1000", "100");
        check(Long, "600", "1000", "0", "100");
        check(Short, "-600", "0", "250", "25");
    }

    #[test]
    fn liquidation_prices_by_hand() {
        let tiers = brackets();
        let check = |backing: &str, amount: &str, entry: &str, expected: Option<&str>| {
            let leg = Leg { amount: of(amount), entry: of(entry), mark: of(entry), brackets: &tiers };
            assert_eq!(liquidation_price(of(backing), &[leg]), Ok(expected.map(of)), "{backing} {amount} {entry}");
        };
        // Long 0.5 at 60,000 with 3,000: (3,000 + 0 − 30,000) / (0.5 × 0.004 − 0.5) = 27,000 / 0.498 = 54,216.867…
        check("3000", "0.5", "60000", Some("54216.86746988"));
        // Short 0.5 at 60,000 with 3,000: (3,000 + 30,000) / (0.002 + 0.5) = 65,737.05…; × 0.5 = 32,868 is in the first tier.
        check("3000", "-0.5", "60000", Some("65737.05179283"));
        // Long 2 at 60,000 with 12,000: second tier: (12,000 + 50 − 120,000) / (0.01 − 2) = 107,950 / 1.99 = 54,246.23…
        check("12000", "2", "60000", Some("54246.23115578"));
        // Backing larger than the position: never.
        check("40000", "0.5", "60000", None);
        // Short 1 at 49,000 with 2,000: first tier gives 51,000 / 1.004 = 50,796.8, beyond its cap; the second one
        // (2,000 + 50 + 49,000) / 1.005 = 50,796.02 is in place.
        check("2000", "-1", "49000", Some("50796.01990050"));
    }

    #[test]
    fn both_sides_of_a_hedge_count_together() {
        let tiers = brackets();
        let leg = |amount: &str, entry: &str| Leg { amount: of(amount), entry: of(entry), mark: of("100"), brackets: &tiers };
        // Long 2 at 100 and short 1 at 110, backing 10: (10 − 200 + 110) / (3 × 0.004 − 1) = 80 / 0.988.
        let price = liquidation_price(of("10"), &[leg("2", "100"), leg("-1", "110")]);
        assert_eq!(price, Ok(Some(of("80.97165992"))));
    }
}
