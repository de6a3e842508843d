//! What does a position need to be kept, by its notional?
//!
//! The rows bear JSON numbers, which are read as the text that they are: a float would not be what the venue wrote.
//! ASSUMED: where `notionalCoef` says that this account's brackets were widened, the rows are so already.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::value::RawValue;
use twinline_model::{Amount, InstrumentId, Notional, Rate, parse_decimal};
use twinline_venue::OddityKind;
use twinline_venue::account::{AccountFacts, MarginTier, MarginTiers};

use super::replies::{good, parse};
use super::told::{foreign, instrument, odd, odd_members};
use super::wire;

/// Longest number that is read, and most digits of its power of ten.
const LONGEST: usize = 40;
const POWER: usize = 2;

/// One row of a table: what a member is called, and its text.
type Row = BTreeMap<String, Box<RawValue>>;

/// The table of one instrument.
pub(super) fn read(text: &str, asked: &InstrumentId, out: &mut AccountFacts) -> Result<MarginTiers, String> {
    // Documented as a list, and as its one member where a symbol is named.
    let tables: Vec<wire::LeverageBrackets> = if text.trim_start().starts_with('[') { parse(text)? } else { vec![parse(text)?] };
    for table in tables {
        if foreign(out, "leverageBracket", [table.st, None]) || good(instrument(&table.symbol))? != *asked {
            continue;
        }
        odd_members(out, "leverageBracket", &table.unknown);
        let tiers = table.brackets.iter().map(|row| tier(row, out)).collect::<Result<Vec<_>, _>>()?;
        if !in_order(&tiers) {
            return Err("brackets with holes, or not from the smallest".to_owned());
        }
        return Ok(MarginTiers { instrument: asked.clone(), tiers: tiers.into() });
    }
    Err("no brackets of the instrument that was asked for".to_owned())
}

fn tier(row: &Row, out: &mut AccountFacts) -> Result<MarginTier, String> {
    const KNOWN: [&str; 6] = ["bracket", "initialLeverage", "notionalCap", "notionalFloor", "maintMarginRatio", "cum"];
    for name in row.keys().filter(|name| !KNOWN.contains(&name.as_str())) {
        odd(out, OddityKind::Field, &format!("leverageBracket.brackets.{name}"));
    }
    Ok(MarginTier {
        floor: Notional::new(number(row, "notionalFloor")?),
        cap: Notional::new(number(row, "notionalCap")?),
        rate: Rate::new(number(row, "maintMarginRatio")?),
        less: Amount::new(number(row, "cum")?),
        leverage: Rate::new(number(row, "initialLeverage")?),
    })
}

/// An exact number from zero, written as a number or as text, with a power of ten or without.
fn number(row: &Row, name: &str) -> Result<Decimal, String> {
    let text = row.get(name).ok_or_else(|| format!("{name} is missing"))?.get().trim_matches('"');
    let bad = || format!("{name} is no number");
    let power = text.split_once(['e', 'E']);
    let value = match power {
        None => parse_decimal(text).ok(),
        Some((digits, power)) if text.len() <= LONGEST && power.trim_start_matches(['+', '-']).len() <= POWER => {
            parse_decimal(digits).ok().and_then(|_| Decimal::from_scientific(text).ok())
        }
        Some(_) => None,
    };
    value.map(|value| value.normalize()).filter(|value| *value >= Decimal::ZERO).ok_or_else(bad)
}

/// From zero on, each above the one before, without a hole, and with a rate that is a share.
fn in_order(tiers: &[MarginTier]) -> bool {
    let sound = |tier: &MarginTier| tier.floor < tier.cap && !tier.rate.is_zero() && tier.rate.value() < Decimal::ONE;
    let joined = tiers.windows(2).all(|pair| matches!(pair, [one, next] if one.cap == next.floor));
    tiers.first().is_some_and(|tier| tier.floor.is_zero()) && tiers.iter().all(sound) && joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rows: &str, expected: Result<&str, &str>) {
        let text = format!("[{{\"symbol\":\"BTCUSDT\",\"brackets\":[{rows}]}}]");
        let asked = InstrumentId::new(crate::VENUE, "BTCUSDT").expect("an instrument");
        let told = read(&text, &asked, &mut AccountFacts::new());
        let row = |tier: &MarginTier| format!("{} {} {} {} {}", tier.floor, tier.cap, tier.rate, tier.less, tier.leverage);
        let told = told.map(|table| table.tiers.iter().map(row).collect::<Vec<_>>().join(", "));
        assert_eq!(told.as_deref().map_err(String::as_str), expected);
    }

    fn row(floor: &str, cap: &str, rate: &str, cum: &str) -> String {
        let rest = format!("\"notionalFloor\":{floor},\"notionalCap\":{cap},\"maintMarginRatio\":{rate},\"cum\":{cum}");
        format!("{{\"bracket\":1,\"initialLeverage\":50,{rest}}}")
    }

    #[test]
    fn numbers_are_what_the_venue_wrote() {
        check(&row("0", "50000", "0.004", "0.0"), Ok("0 50000 0.004 0 50"));
        let two = [row("0", "5.0E7", "0.1", "0"), row("50000000", "1.25E8", "\"0.125\"", "1.2500005E6")].join(",");
        check(&two, Ok("0 50000000 0.1 0 50, 50000000 125000000 0.125 1250000.5 50"));
    }

    #[test]
    fn a_table_with_a_hole_is_none() {
        let holes = Err("brackets with holes, or not from the smallest");
        check("", holes);
        check(&row("1", "5", "0.1", "0"), holes);
        check(&row("0", "5", "1", "0"), holes);
        check(&[row("0", "5", "0.1", "0"), row("6", "7", "0.2", "0")].join(","), holes);
        check(&row("0", "5", "-0.1", "0"), Err("maintMarginRatio is no number"));
        check(&row("0", "5", "1e-999", "0"), Err("maintMarginRatio is no number"));
        check("{\"bracket\":1}", Err("notionalFloor is missing"));
    }
}
