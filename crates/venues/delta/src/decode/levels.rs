//! How do rows of price and contracts become levels?

use std::borrow::Cow;

use twinline_model::{Instrument, Level, ScaledError, parse_scaled};
use twinline_venue::{Facts, InstrumentIx, Span, View};

use super::numbers::{Bad, plain};
use super::object::{Object, list, text};

/// Most places that a book's integers can have.
pub(crate) const MAX_SCALE: u8 = 18;

/// Whether the rows of a message can be a book's.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// All of them fit.
    Fit,
    /// Some need more places than the instrument has: these.
    Precision { price_scale: u8, size_scale: u8 },
    /// Some are absurd.
    Refused,
}

/// Reads rows into levels, and remembers what did not fit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader {
    price_scale: u8,
    size_scale: u8,
    price_needed: u8,
    size_needed: u8,
    refused: bool,
    /// What one contract is worth, counted at the places of `each_scale`.
    each: i64,
    each_scale: u8,
}

impl Reader {
    pub(super) fn new(view: &View, ix: InstrumentIx) -> Self {
        Self::of(view.instruments.get(ix))
    }

    fn of(instrument: &Instrument) -> Self {
        let each = instrument.contract_size.value().normalize();
        let (price_scale, size_scale) = (instrument.price_scale, instrument.size_scale);
        Self {
            price_scale,
            size_scale,
            price_needed: price_scale,
            size_needed: size_scale,
            refused: false,
            each: i64::try_from(each.mantissa()).unwrap_or(0),
            each_scale: u8::try_from(each.scale()).unwrap_or(MAX_SCALE),
        }
    }

    pub(super) fn verdict(&self) -> Verdict {
        if self.refused {
            Verdict::Refused
        } else if self.price_needed > self.price_scale || self.size_needed > self.size_scale {
            Verdict::Precision { price_scale: self.price_needed, size_scale: self.size_needed }
        } else {
            Verdict::Fit
        }
    }

    /// Rows of two values, `[["68525.0","3313"],…]`, or of named ones, `[{"price":"68525.0","size":3313},…]`. An absent side
    /// is an empty one.
    pub(super) fn rows(&mut self, name: &'static str, raw: Option<&str>, out: &mut Facts) -> Result<Span, Bad> {
        let (start, before) = (out.next_level(), *self);
        if raw.is_some_and(|raw| self.usual(name, raw, out).is_some()) {
            return Ok(Span { start, end: out.next_level() });
        }
        out.drop_levels(start);
        *self = before;
        for row in raw.map_or(Some(Vec::new()), list).ok_or(Bad::Malformed(name))? {
            let row = row.as_raw_str().trim();
            let level = match row.starts_with('{') {
                true => self.named(name, row, out)?,
                false => self.pair(name, row)?,
            };
            if let Some(level) = level {
                out.push_level(level);
            }
        }
        Ok(Span { start, end: out.next_level() })
    }

    /// Rows as they nearly always look, `[["68525.0","3313"],…]` with nothing between, in one walk. `None` if they look otherwise:
    /// then they are read in full.
    fn usual(&mut self, name: &'static str, raw: &str, out: &mut Facts) -> Option<()> {
        let mut rest = raw.strip_prefix('[')?;
        if rest == "]" {
            return Some(());
        }
        loop {
            let (price, after) = digits(rest.strip_prefix("[\"")?)?;
            let (size, after) = digits(after.strip_prefix("\",\"")?)?;
            if let Some(level) = self.level_of(name, price, size).ok()? {
                out.push_level(level);
            }
            let after = after.strip_prefix("\"]")?;
            if after == "]" {
                return Some(());
            }
            rest = after.strip_prefix(',')?;
        }
    }

    fn pair(&mut self, name: &'static str, row: &str) -> Result<Option<Level>, Bad> {
        let values = list(row).ok_or(Bad::Malformed(name))?;
        let [price, size] = &values[..] else { return Err(Bad::Malformed(name)) };
        let value = |raw: &sonic_rs::LazyValue<'_>| text(raw.as_raw_str().trim()).map(Cow::into_owned).ok_or(Bad::Malformed(name));
        self.level(name, &value(price)?, &value(size)?)
    }

    /// `depth` is the sum up to here: known and not needed. As documented the price is `limit_price` on the socket; some have
    /// seen `price` there, too.
    fn named(&mut self, name: &'static str, row: &str, out: &mut Facts) -> Result<Option<Level>, Bad> {
        let mut row = Object::read(row).map_err(|_| Bad::Malformed(name))?;
        row.pass(&["depth"]);
        let price = row.owned("limit_price").or_else(|| row.owned("price")).ok_or(Bad::Malformed(name))?;
        let size = row.owned("size").ok_or(Bad::Malformed(name))?;
        row.finish(name, out);
        self.level(name, &price, &size)
    }

    fn level(&mut self, name: &'static str, price: &str, size: &str) -> Result<Option<Level>, Bad> {
        let [price, size] = [price, size].map(plain);
        self.level_of(name, &price.ok_or(Bad::Malformed(name))?, &size.ok_or(Bad::Malformed(name))?)
    }

    /// A level of numbers without exponents.
    fn level_of(&mut self, name: &'static str, price: &str, size: &str) -> Result<Option<Level>, Bad> {
        let (price, size) = (parse_scaled(price, self.price_scale), self.size(size));
        if matches!(price, Err(ScaledError::Malformed)) || matches!(size, Err(ScaledError::Malformed)) {
            return Err(Bad::Malformed(name));
        }
        match (price, size) {
            (Ok(price), Ok(size)) if price > 0 && size >= 0 => return Ok(Some(Level { price, size })),
            (price, size) => self.remember(price, size),
        }
        Ok(None)
    }

    /// Contracts as a count of the last place of the instrument's sizes.
    fn size(&self, contracts: &str) -> Result<i64, ScaledError> {
        let whole = contracts.split_once('.').map_or(contracts.len(), |(whole, fraction)| match fraction.trim_end_matches('0') {
            "" => whole.len(),
            _ => contracts.len(),
        });
        let places = u8::try_from(contracts[..whole].split_once('.').map_or(0, |(_, fraction)| fraction.trim_end_matches('0').len()))
            .map_err(|_| ScaledError::Overflow)?;
        let count = parse_scaled(&contracts[..whole], places)?.checked_mul(self.each).ok_or(ScaledError::Overflow)?;
        let scale = places.checked_add(self.each_scale).filter(|scale| *scale <= MAX_SCALE).ok_or(ScaledError::Overflow)?;
        rescaled(count, scale, self.size_scale)
    }

    fn remember(&mut self, price: Result<i64, ScaledError>, size: Result<i64, ScaledError>) {
        self.refused |= matches!(price, Ok(i64::MIN..=0)) || matches!(size, Ok(i64::MIN..=-1));
        for (result, needed) in [(price, &mut self.price_needed), (size, &mut self.size_needed)] {
            match result {
                Ok(_) => {}
                Err(ScaledError::TooPrecise { needed: places }) if places <= MAX_SCALE => *needed = places.max(*needed),
                Err(_) => self.refused = true,
            }
        }
    }
}

/// Digits and points at the beginning of a text, and what follows them.
fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit() && byte != b'.')?;
    text.split_at_checked(end)
}

/// A count at `from` places as a count at `to` places.
fn rescaled(mut count: i64, mut from: u8, to: u8) -> Result<i64, ScaledError> {
    while from > to {
        if count % 10 != 0 {
            return Err(ScaledError::TooPrecise { needed: from });
        }
        count /= 10;
        from -= 1;
    }
    10i64.checked_pow(u32::from(to - from)).and_then(|power| count.checked_mul(power)).ok_or(ScaledError::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(each: i64, each_scale: u8, size_scale: u8) -> Reader {
        Reader { price_scale: 1, size_scale, price_needed: 1, size_needed: size_scale, refused: false, each, each_scale }
    }

    #[test]
    fn sizes_are_contracts_times_their_worth() {
        assert_eq!(reader(1, 3, 3).size("3313"), Ok(3313));
        assert_eq!(reader(1, 3, 3).size("3313.0"), Ok(3313));
        assert_eq!(reader(100, 0, 0).size("7"), Ok(700));
        assert_eq!(reader(1, 0, 5).size("0.00125"), Ok(125));
        assert_eq!(reader(1, 0, 2).size("0.00125"), Err(ScaledError::TooPrecise { needed: 5 }));
        assert_eq!(reader(1, 3, 3).size("x"), Err(ScaledError::Malformed));
        assert_eq!(reader(1, 3, 3).size(""), Err(ScaledError::Malformed));
        assert_eq!(reader(i64::MAX, 0, 0).size("2"), Err(ScaledError::Overflow));
    }

    #[test]
    fn rows_of_both_forms_are_levels() {
        let mut out = Facts::new();
        let mut reader = reader(1, 3, 3);
        let span = reader.rows("x", Some(r#"[["68525.0","3313"],{"limit_price":"1241.50","size":2,"depth":"9"}]"#), &mut out).unwrap();
        let levels: Vec<_> = out.levels(span).iter().map(|level| (level.price, level.size)).collect();
        assert_eq!(levels, [(685_250, 3313), (12_415, 2)]);
        assert_eq!(reader.verdict(), Verdict::Fit);
        assert_eq!(reader.rows("x", None, &mut out).map(|span| span.end - span.start), Ok(0));
        reader.rows("x", Some(r#"[["1.25","1"]]"#), &mut out).unwrap();
        assert_eq!(reader.verdict(), Verdict::Precision { price_scale: 2, size_scale: 3 });
        for (written, rows) in
            [("[]", 0), (r#"[["1.5","2"],["2.5","3"]]"#, 2), (r#"[ ["1.5","2"], ["2.5",3]]"#, 2), (r#"[["1.5","2"],[2e0,"3"]]"#, 2)]
        {
            let span = reader.rows("x", Some(written), &mut out).unwrap();
            assert_eq!(span.end - span.start, rows, "{written}");
        }
        for wrong in
            [r#"[["1.5","2"],]"#, r#"[["1.5","2"]"#, r#"[["1.5","2"]]]"#, r#"[["1.5""2"]]"#, r#"[["1.5","2"]["2","3"]]"#, r#"[["",""]]"#]
        {
            assert!(reader.rows("x", Some(wrong), &mut out).is_err(), "{wrong}");
        }
        for wrong in ["{}", "[[1]]", "[[1,2,3]]", "[1]", r#"[["a","1"]]"#, r#"[{"size":1}]"#] {
            assert!(reader.rows("x", Some(wrong), &mut out).is_err(), "{wrong}");
        }
        reader.rows("x", Some(r#"[["-1","1"]]"#), &mut out).unwrap();
        assert_eq!(reader.verdict(), Verdict::Refused);
    }
}
