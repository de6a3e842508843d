//! How do rows of `["price","size"]` become levels, without a copy between?

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use twinline_model::{Level, ScaledError, parse_scaled};
use twinline_venue::{Facts, InstrumentIx, Span, View};

/// Most places that a book's integers can have.
pub(crate) const MAX_SCALE: u8 = 18;

/// What the rows of one message needed and what was wrong with them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gauge {
    price_scale: u8,
    size_scale: u8,
    price_needed: u8,
    size_needed: u8,
    refused: bool,
}

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

impl Gauge {
    pub(super) fn new(view: &View, ix: InstrumentIx) -> Self {
        let instrument = view.instruments.get(ix);
        let (price_scale, size_scale) = (instrument.price_scale, instrument.size_scale);
        Self { price_scale, size_scale, price_needed: price_scale, size_needed: size_scale, refused: false }
    }

    /// Places of prices and of sizes.
    pub(super) fn scales(&self) -> (u8, u8) {
        (self.price_scale, self.size_scale)
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

    /// The level of a row; `None` if it does not fit, which is remembered.
    fn level(&mut self, price: Result<i64, ScaledError>, size: Result<i64, ScaledError>) -> Option<Level> {
        match (price, size) {
            (Ok(price), Ok(size)) if price > 0 && size >= 0 => Some(Level { price, size }),
            (price, size) => {
                self.remember(price, size);
                None
            }
        }
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

/// Reads an array of rows into `out`; its value is their span.
pub(super) struct Rows<'c> {
    pub(super) gauge: &'c mut Gauge,
    pub(super) out: &'c mut Facts,
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = Span;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Span, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = Span;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows of price and size")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Span, A::Error> {
        let start = self.out.next_level();
        while let Some(level) = rows.next_element_seed(Row(self.gauge))? {
            if let Some(level) = level {
                self.out.push_level(level);
            }
        }
        Ok(Span { start, end: self.out.next_level() })
    }
}

/// One row.
struct Row<'c>(&'c mut Gauge);

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = Option<Level>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = Option<Level>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row of price and size")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Self::Value, A::Error> {
        let Some(price) = row.next_element_seed(Scaled(self.0.price_scale))? else {
            return Err(A::Error::custom("a row without a price"));
        };
        let Some(size) = row.next_element_seed(Scaled(self.0.size_scale))? else {
            return Err(A::Error::custom("a row without a size"));
        };
        if row.next_element::<IgnoredAny>()?.is_some() {
            return Err(A::Error::custom("a row of more than price and size"));
        }
        Ok(self.0.level(price, size))
    }
}

/// Text that is a count of `10^-scale`.
struct Scaled(u8);

impl<'de> DeserializeSeed<'de> for Scaled {
    type Value = Result<i64, ScaledError>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Scaled {
    type Value = Result<i64, ScaledError>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal as text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match parse_scaled(text, self.0) {
            Err(ScaledError::Malformed) => Err(E::custom("a level is not a decimal number")),
            result => Ok(result),
        }
    }
}
