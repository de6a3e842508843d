//! What does a message about a book say?

use twinline_model::{Channel, Timestamp};
use twinline_venue::{BookFact, Fact, InstrumentIx, OddityKind, Span};

use super::frame::Context;
use super::levels::{Reader, Verdict};
use super::numbers::{Bad, micros, need};
use super::object::{Object, note};

/// What the members of a change are called in a dialect.
pub(super) struct Words {
    name: &'static str,
    bids: &'static str,
    asks: &'static str,
    symbol: &'static str,
    number: &'static str,
    time: &'static str,
}

/// The public socket.
pub(super) const SHORT: Words = Words { name: "ob_updates", bids: "b", asks: "a", symbol: "sy", number: "seq", time: "ts" };
/// The socket that speaks in long names.
pub(super) const LONG: Words =
    Words { name: "l2_updates", bids: "bids", asks: "asks", symbol: "symbol", number: "sequence_no", time: "timestamp" };

/// `ob_updates` and `l2_updates`: a whole book first, then its changes one by one, each with the checksum of the book after it.
pub(super) fn updates(object: &mut Object<'_>, cx: &mut Context<'_>, words: &Words) -> Result<(), Bad> {
    let action = object.owned("action");
    // As documented, an error names its symbol in the long way in either dialect.
    let symbol = object.owned(words.symbol).or_else(|| object.owned("symbol"));
    let ix = cx.whose(words.name, symbol.as_deref())?;
    if action.as_deref() == Some("error") {
        let reason = object.owned("msg").unwrap_or_default().chars().take(300).collect();
        if let Some(ix) = ix {
            cx.out.push(Fact::ChannelRefused { channel: Channel::Book.kind(), ix: Some(ix), reason });
        }
        return Ok(());
    }
    let number = need(words.name, object.integer(words.number)?)?;
    let ts = object.integer(words.time)?.map(micros);
    let sum = object.integer("cs")?.map(|sum| u32::try_from(sum).map_err(|_| Bad::Malformed(words.name))).transpose()?;
    let Some(ix) = ix else {
        object.pass(&[words.bids, words.asks]);
        return Ok(());
    };
    let book = Book { ix, number, sum, ts };
    let fact: fn(BookFact) -> Fact = match action.as_deref() {
        Some("snapshot") => Fact::BookSnapshot,
        Some("update") => Fact::BookDelta,
        other => {
            note(cx.out, OddityKind::Value, format_args!("{}.action {}", words.name, other.unwrap_or_default()));
            object.pass(&[words.bids, words.asks]);
            return Ok(());
        }
    };
    book.push(object, [words.bids, words.asks], cx, words.name, fact)
}

/// `ob_l2`: the best fifteen levels a side, not part of a chain.
pub(super) fn top(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    let ix = cx.whose("ob_l2.sy", object.text("sy").as_deref())?;
    let number = need("ob_l2.lts", object.integer("lts")?)?;
    let ts = object.integer("ts")?.map(micros);
    let Some(ix) = ix else {
        object.pass(&["a", "b"]);
        return Ok(());
    };
    Book { ix, number, sum: None, ts }.push(object, ["b", "a"], cx, "ob_l2", Fact::BookTop)
}

/// `l2_orderbook`: the whole book, again and again.
pub(super) fn whole(object: &mut Object<'_>, cx: &mut Context<'_>) -> Result<(), Bad> {
    object.pass(&["product_id", "last_updated_at"]);
    let ix = cx.whose("l2_orderbook.symbol", object.text("symbol").as_deref())?;
    let number = need("l2_orderbook.last_sequence_no", object.integer("last_sequence_no")?)?;
    let ts = object.integer("timestamp")?.map(micros);
    let Some(ix) = ix else {
        object.pass(&["buy", "sell"]);
        return Ok(());
    };
    Book { ix, number, sum: None, ts }.push(object, ["buy", "sell"], cx, "l2_orderbook", Fact::BookSnapshot)
}

/// A book without its levels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Book {
    pub(super) ix: InstrumentIx,
    pub(super) number: u64,
    pub(super) sum: Option<u32>,
    pub(super) ts: Option<Timestamp>,
}

impl Book {
    /// Reads the levels of both sides and appends the fact; or says that more places are needed, or refuses all of it.
    pub(super) fn push(
        self,
        object: &mut Object<'_>,
        [bids, asks]: [&str; 2],
        cx: &mut Context<'_>,
        name: &'static str,
        fact: fn(BookFact) -> Fact,
    ) -> Result<(), Bad> {
        let Self { ix, number, sum, ts } = self;
        let mut reader = Reader::new(cx.view, ix);
        let start = cx.out.next_level();
        let bids: Span = reader.rows(name, object.raw(bids), cx.out)?;
        let asks: Span = reader.rows(name, object.raw(asks), cx.out)?;
        match reader.verdict() {
            Verdict::Fit => {
                cx.out.push(fact(BookFact { ix, first: number, last: number, prev: None, bids, asks, sum, ts }));
                Ok(())
            }
            Verdict::Precision { price_scale, size_scale } => {
                cx.out.drop_levels(start);
                cx.out.push(Fact::Precision { ix, price_scale, size_scale });
                Ok(())
            }
            Verdict::Refused => {
                cx.out.drop_levels(start);
                Err(Bad::Refused(name))
            }
        }
    }
}
