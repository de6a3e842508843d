//! Was a message of the stream left out?
//!
//! Where a venue numbers what it tells of an instrument on a channel, each number follows the one before it. One that does not
//! says that something was left out, or that the venue counts anew: then everything is asked for, as after any gap.

use std::collections::BTreeMap;

use twinline_model::{InstrumentId, Timestamp};
use twinline_venue::LinkId;
use twinline_venue::account::Numbered;

use super::Account;
use super::rounds::FIRST_REACH;

/// The last number of each channel and instrument, and when it was heard. As many as the venue has instruments and channels.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    link: Option<LinkId>,
    last: BTreeMap<(&'static str, InstrumentId), (u64, Timestamp)>,
}

impl Numbers {
    /// Takes the next number of a link. If it does not follow: which was expected, and when the last one was heard.
    fn follow(&mut self, now: Timestamp, link: LinkId, said: &Numbered) -> Option<(u64, Timestamp)> {
        // Each connection is counted from whatever it begins with: what was before it is asked for when it opens.
        if self.link != Some(link) {
            *self = Self { link: Some(link), last: BTreeMap::new() };
        }
        let (last, heard_at) = self.last.insert((said.channel, said.instrument.clone()), (said.number, now))?;
        let next = last.saturating_add(1);
        // The same number again is the same message again.
        (said.number != next && said.number != last).then_some((next, heard_at))
    }
}

impl Account {
    /// A message bears a number.
    pub(super) fn take_number(&mut self, now: Timestamp, link: LinkId, said: &Numbered) {
        if self.lines.events.open() != Some(link) {
            return;
        }
        let Some((expected, heard_at)) = self.numbers.follow(now, link, said) else { return };
        let Numbered { channel, instrument, number } = said;
        let reason = format!("{channel} of {instrument} left something out: expected {expected}, got {number}");
        self.sync.left_out(now, heard_at.max(now - FIRST_REACH), reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use twinline_venue::LinkKind;

    #[test]
    fn each_number_follows_the_one_before_it() {
        let mut numbers = Numbers::default();
        let link = |serial| LinkId { kind: LinkKind(0), serial };
        let mut take = |at: i64, serial, channel, symbol: &str, number| {
            let instrument = InstrumentId::new("toy", symbol).unwrap();
            let said = Numbered { channel, instrument, number };
            numbers.follow(Timestamp::from_millis(at), link(serial), &said).map(|(next, at)| (next, at.as_millis()))
        };
        assert_eq!(take(1, 1, "orders", "A", 41), None, "a count begins anywhere");
        assert_eq!(take(2, 1, "orders", "A", 42), None);
        assert_eq!(take(3, 1, "orders", "A", 42), None, "told again");
        assert_eq!(take(4, 1, "orders", "B", 7), None, "each instrument has its own");
        assert_eq!(take(5, 1, "trades", "A", 3), None, "and each channel");
        assert_eq!(take(6, 1, "orders", "A", 44), Some((43, 3)), "one is missing");
        assert_eq!(take(7, 1, "orders", "A", 45), None, "it goes on from there");
        assert_eq!(take(8, 1, "orders", "A", 1), Some((46, 7)), "the venue counts anew");
        assert_eq!(take(9, 2, "orders", "A", 99), None, "another connection, another count");
    }
}
