//! How much is decoding, the book, and everything from a frame to what is published, without sockets?

use std::hint::black_box;
use std::time::Instant;

use twinline_binance::{Binance, PUBLIC};
use twinline_core::book::BookSync;
use twinline_core::session::{Action, Input, Output};
use twinline_model::{Duration, Level};
use twinline_venue::{BookFact, BookRule, Chain, Codec, Fact, Facts, Frame, InstrumentIx, LinkId, SnapshotFrom};

use crate::bare::{Books, Combined};
use crate::feed::Feed;
use crate::stage::Stage;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A frame to facts; the bare loop: to vectors of integers.
    Decode,
    /// Levels into a book.
    Book,
    /// A frame to a published event; the bare loop: into a book.
    Publish,
    /// What a session does ten times a second; the bare loop does nothing of the kind.
    Tick,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Decode, Self::Book, Self::Publish, Self::Tick];

    /// A word for the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Book => "book",
            Self::Publish => "publish",
            Self::Tick => "tick",
        }
    }
}

/// Which side of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// This project's code.
    Ours,
    /// The loop beside it.
    Bare,
}

impl Side {
    /// A word for the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Bare => "bare",
        }
    }
}

/// Takes every frame of the feed but the first of each symbol; the time per frame, in nanoseconds.
pub fn run(part: Part, side: Side, feed: &Feed) -> f64 {
    let frames = (feed.frames.len() - feed.symbols.len()) as f64;
    let spent = match (part, side) {
        (Part::Decode, Side::Ours) => decode(feed),
        (Part::Decode, Side::Bare) => bare_decode(feed),
        (Part::Book, Side::Ours) => book(feed),
        (Part::Book, Side::Bare) => bare_book(feed),
        (Part::Publish, Side::Ours) => publish(feed),
        (Part::Publish, Side::Bare) => bare_publish(feed),
        (Part::Tick, Side::Ours) => tick(feed),
        (Part::Tick, Side::Bare) => std::time::Duration::ZERO,
    };
    spent.as_nanos() as f64 / frames
}

/// What instruction counting is switched on for, by this name.
#[inline(never)]
pub fn measured(work: &mut dyn FnMut()) -> std::time::Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn texts(feed: &Feed) -> impl Iterator<Item = &str> {
    feed.frames[feed.symbols.len()..].iter().map(|frame| frame.text.as_str())
}

fn decode(feed: &Feed) -> std::time::Duration {
    let stage = Stage::live(feed);
    let (view, mut facts) = (stage.session.view(), Facts::new());
    measured(&mut || {
        for text in texts(feed) {
            facts.clear();
            Binance.decode_frame(view, stage.link, Frame::Text(black_box(text)), &mut facts).expect("a frame");
            black_box(facts.items());
        }
    })
}

fn bare_decode(feed: &Feed) -> std::time::Duration {
    measured(&mut || {
        for text in texts(feed) {
            let frame: Combined<'_> = sonic_rs::from_str(black_box(text)).expect("a frame");
            black_box(&frame);
        }
    })
}

/// What a frame holds, read before it is measured what becomes of it.
struct Read {
    symbol: usize,
    fact: BookFact,
    bids: Vec<Level>,
    asks: Vec<Level>,
}

fn read(feed: &Feed) -> Vec<Read> {
    let stage = Stage::live(feed);
    let link = LinkId { kind: PUBLIC, serial: 1 };
    let mut facts = Facts::new();
    let frames = feed.frames.iter().map(|frame| {
        facts.clear();
        Binance.decode_frame(stage.session.view(), link, Frame::Text(&frame.text), &mut facts).expect("a frame");
        let Some(Fact::BookDelta(fact)) = facts.items().first() else { panic!("not a change of a book") };
        Read { symbol: frame.symbol, fact: *fact, bids: facts.levels(fact.bids).to_vec(), asks: facts.levels(fact.asks).to_vec() }
    });
    frames.collect()
}

fn book(feed: &Feed) -> std::time::Duration {
    let stage = Stage::live(feed);
    let frames = read(feed);
    let rule = BookRule { snapshot: SnapshotFrom::Rest { depth: 1_000 }, chain: Chain::Previous, checksum: None };
    let mut books: Vec<BookSync> = Vec::new();
    for symbol in &feed.symbols {
        let id = crate::stage::book_of(symbol).instrument.expect("a book has an instrument");
        let live = stage.session.book(&id).expect("a live book");
        let levels = live.book().top(usize::MAX, 0, 0);
        let fact = BookFact { first: live.seq(), last: live.seq(), prev: None, ..frames[0].fact };
        let mut book = BookSync::new(rule);
        book.snapshot(&BookFact { ix: InstrumentIx(0), ..fact }, &levels.bids, &levels.asks);
        books.push(book);
    }
    let spent = measured(&mut || {
        for Read { symbol, fact, bids, asks } in &frames[feed.symbols.len()..] {
            black_box(books[*symbol].delta(black_box(fact), bids, asks, true));
        }
    });
    assert!(books.iter().all(BookSync::is_live));
    spent
}

fn bare_book(feed: &Feed) -> std::time::Duration {
    let frames = read(feed);
    let mut held = Books::before(feed);
    for frame in &feed.frames[..feed.symbols.len()] {
        held.take(&frame.text);
    }
    let mut books: Vec<_> = feed.symbols.iter().map(|symbol| held.of(symbol).clone()).collect();
    measured(&mut || {
        for Read { symbol, fact, bids, asks } in &frames[feed.symbols.len()..] {
            let sides = &mut books[*symbol];
            assert_eq!(fact.prev, Some(sides.last), "a gap");
            for level in black_box(bids) {
                sides.bid(level.price, level.size);
            }
            for level in black_box(asks) {
                sides.ask(level.price, level.size);
            }
            sides.last = fact.last;
            black_box(sides.best());
        }
    })
}

fn publish(feed: &Feed) -> std::time::Duration {
    let Stage { mut session, link, mut now } = Stage::live(feed);
    let (mut out, mut published) = (Vec::new(), 0);
    let spent = measured(&mut || {
        for text in texts(feed) {
            now = now + Duration::from_millis(1);
            session.handle(now, Input::Frame { link, frame: Frame::Text(black_box(text)) }, &mut out);
            for action in out.drain(..) {
                if let Action::Emit(Output::Market(envelope)) = action {
                    published += 1;
                    black_box(&envelope);
                }
            }
        }
    });
    assert_eq!(published, feed.frames.len() - feed.symbols.len(), "every change is published");
    spent
}

/// As many ticks as the feed has frames, all within the time in which a silent book is not asked about.
fn tick(feed: &Feed) -> std::time::Duration {
    let Stage { mut session, mut now, .. } = Stage::live(feed);
    let mut out = Vec::new();
    measured(&mut || {
        for _ in texts(feed) {
            now = now + Duration::from_micros(100);
            session.handle(now, Input::Wake, &mut out);
            black_box(out.drain(..).count());
        }
    })
}

fn bare_publish(feed: &Feed) -> std::time::Duration {
    let mut books = Books::before(feed);
    for frame in &feed.frames[..feed.symbols.len()] {
        books.take(&frame.text);
    }
    measured(&mut || {
        for text in texts(feed) {
            black_box(books.take(black_box(text)));
        }
    })
}
