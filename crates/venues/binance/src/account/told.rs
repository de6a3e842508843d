//! How does what any source tells of an order become one fact?
//!
//! Events and answers differ in the names of their members, not in what they mean: all are brought into one form first.
//!
//! **Revisions.** The terms of an order bear the engine's time of the state that tells them: `T` of an event, `updateTime`
//! of a row. Those count milliseconds, so that two states may bear the same one. Where one of them is the change itself
//! (execution type `AMENDMENT`, or the answer to a change), it is put a nanosecond later: a fill in the same millisecond
//! that still has the old terms does not undo it, and one that has the new terms says the same. Two changes of one order
//! within one millisecond cannot be told apart; whoever joins facts settles it in the same way for every order of
//! arrival, and the next event, row or lookup with a later time corrects it.

use twinline_model::{ClientOrderId, Duration, FillKind, InstrumentId, Phase, Timestamp, VenueOrderId};
use twinline_venue::OddityKind;
use twinline_venue::account::{AccountFacts, OrderFact, OrderShape, OrderTerms};

use super::numbers::{Loose, millis, price_if, qty_if, rate_if};
use super::words;
use crate::decode::Bad;
use crate::spec::VENUE;
use crate::wire::Unknown;

/// What a source tells of an order; absent is what it does not tell.
#[derive(Debug, Default)]
pub(super) struct Told<'a> {
    /// Who tells it, for oddities: `ORDER_TRADE_UPDATE`, `order`.
    pub of: &'static str,
    pub conditional: bool,
    pub symbol: &'a str,
    pub number: Option<&'a Loose>,
    pub client_id: Option<&'a str>,
    pub released: Option<&'a Loose>,
    pub status: Option<&'a str>,
    pub kind: Option<&'a str>,
    pub original_kind: Option<&'a str>,
    pub side: Option<&'a str>,
    pub position_side: Option<&'a str>,
    pub time_in_force: Option<&'a str>,
    pub good_till: Option<u64>,
    pub reduce_only: Option<bool>,
    pub close_position: Option<bool>,
    pub working_type: Option<&'a str>,
    pub qty: Option<&'a str>,
    pub price: Option<&'a str>,
    pub trigger_price: Option<&'a str>,
    pub trailing_percent: Option<&'a str>,
    pub activation_price: Option<&'a str>,
    pub executed: Option<&'a str>,
    pub average: Option<&'a str>,
    pub reason: Option<String>,
    pub at: Option<u64>,
    /// True if this is the word of a change itself.
    pub changed: bool,
}

/// Most of a word that is kept.
const MAX_WORD: usize = 64;
/// Most oddities that one frame or answer may leave behind; the first ones tell enough.
const MAX_ODDITIES: usize = 64;

/// Notes something that was not understood.
pub(super) fn odd(out: &mut AccountFacts, kind: OddityKind, name: &str) {
    if out.oddities.len() < MAX_ODDITIES {
        out.odd(kind, name.chars().take(2 * MAX_WORD).collect::<String>());
    }
}

/// Notes the members that no struct lists.
pub(super) fn odd_members(out: &mut AccountFacts, of: &str, unknown: &Unknown) {
    for name in &unknown.0 {
        odd(out, OddityKind::Field, &format!("{of}.{name}"));
    }
}

/// True, and noted, if a row is of the other market of this engine.
pub(super) fn foreign(out: &mut AccountFacts, of: &str, markets: [Option<u64>; 2]) -> bool {
    let foreign = markets.into_iter().flatten().any(|market| market != 1);
    if foreign {
        odd(out, OddityKind::Foreign, of);
    }
    foreign
}

/// An instrument of this venue; it need not be among the loaded ones, for an account may hold what was just listed.
pub(super) fn instrument(symbol: &str) -> Result<InstrumentId, Bad> {
    InstrumentId::new(VENUE, symbol).map_err(|_| Bad::Malformed("symbol"))
}

/// A name that an order was sent under, if one of ours can look like it. Those of the venue's own orders cannot: many
/// orders bear the same one.
pub(super) fn client_id(text: Option<&str>) -> Option<ClientOrderId> {
    text.filter(|text| words::fill_kind(text) == FillKind::Trade).and_then(|text| ClientOrderId::new(text).ok())
}

/// A word as one of ours. One that is not known is noted and taken for absent, never for another.
pub(super) fn word<T>(out: &mut AccountFacts, of: &str, name: &str, word: Option<&str>, read: fn(&str) -> Option<T>) -> Option<T> {
    let word = word?;
    let value = read(word);
    if value.is_none() {
        odd(out, OddityKind::Value, &format!("{of}.{name} {word}"));
    }
    value
}

impl Told<'_> {
    /// As one fact. Names, numbers and time must be there; words may be unknown.
    pub(super) fn fact(self, out: &mut AccountFacts) -> Result<OrderFact, Bad> {
        let ts = millis("time", self.at)?;
        let number = self.number.and_then(Loose::some);
        if number.is_none() && self.client_id.is_none_or(str::is_empty) {
            return Err(Bad::Missing("a name of the order"));
        }
        Ok(OrderFact {
            instrument: instrument(self.symbol)?,
            conditional: self.conditional,
            client_id: client_id(self.client_id),
            venue_id: number.map(VenueOrderId::new),
            released_id: self.released.and_then(Loose::some).map(VenueOrderId::new),
            phase: self.phase(out),
            word: self.status.unwrap_or_default().chars().take(MAX_WORD).collect(),
            executed: qty_if("executed quantity", self.executed)?,
            average: price_if("average price", self.average)?,
            terms: self.terms(ts)?,
            shape: self.shape(out)?,
            reason: self.reason,
            ts,
        })
    }

    /// An order of the usual book whose kind still names a trigger waits for it: such orders are older than the book of
    /// conditional ones, or released by it and not yet in the market (`type` changes when they enter it).
    fn phase(&self, out: &mut AccountFacts) -> Option<Phase> {
        if self.status.is_none() {
            odd(out, OddityKind::Value, &format!("{} without status", self.of));
        }
        if self.conditional {
            return word(out, self.of, "status", self.status, words::conditional_phase).flatten();
        }
        let phase = word(out, self.of, "status", self.status, words::phase);
        let kind = self.kind.and_then(words::read_order_type);
        if kind.is_none() && self.original_kind.is_some_and(|original| Some(original) != self.kind) {
            odd(out, OddityKind::Value, &format!("{}.type {}", self.of, self.kind.unwrap_or("is missing")));
        }
        let waits = kind.is_some_and(|kind| kind.is_conditional());
        if self.status == Some("NEW") && waits { Some(Phase::Untriggered) } else { phase }
    }

    /// Absent unless the quantity is told, and the distance of what trails: terms replace each other as a whole.
    fn terms(&self, at: Timestamp) -> Result<Option<OrderTerms>, Bad> {
        let qty = qty_if("quantity", self.qty)?;
        let closes = self.close_position == Some(true);
        let trailing_percent = rate_if("trailing percent", self.trailing_percent)?;
        let trails = [self.kind, self.original_kind].contains(&Some("TRAILING_STOP_MARKET"));
        if (qty.is_none() && !closes) || (trails && trailing_percent.is_none()) {
            return Ok(None);
        }
        Ok(Some(OrderTerms {
            revision: if self.changed { at + Duration::from_nanos(1) } else { at },
            // What closes a whole position is written with a quantity of zero.
            qty: qty.filter(|qty| !(closes && qty.is_zero())),
            price: price_if("price", self.price)?,
            trigger_price: price_if("trigger price", self.trigger_price)?,
            trailing_percent,
        }))
    }

    fn shape(&self, out: &mut AccountFacts) -> Result<Option<OrderShape>, Bad> {
        let activation_price = price_if("activation price", self.activation_price)?;
        Ok(self.known_shape(out).map(|shape| OrderShape { activation_price, ..shape }))
    }

    /// Absent unless all of its words are told and known.
    fn known_shape(&self, out: &mut AccountFacts) -> Option<OrderShape> {
        let of = self.of;
        let side = word(out, of, "side", self.side, words::read_side);
        let position_side = word(out, of, "positionSide", self.position_side, words::read_position_side);
        let kind = word(out, of, "type", self.original_kind.or(self.kind), words::read_order_type);
        let time_in_force = word(out, of, "timeInForce", self.time_in_force, words::read_time_in_force);
        let trigger_by = word(out, of, "workingType", self.working_type, words::read_working_type);
        let (time_in_force, post_only) = time_in_force?;
        Some(OrderShape {
            side: side?,
            position_side: position_side?,
            kind: kind?,
            time_in_force,
            expires_at: self.good_till.filter(|ms| *ms != 0).map(crate::decode::millis),
            post_only,
            reduce_only: self.reduce_only?,
            close_position: self.close_position.unwrap_or_default(),
            trigger_by: trigger_by?,
            activation_price: None,
            trailing_amount: None,
        })
    }
}
