//! What do targets assume to be known: instruments, links, steps?

use std::sync::Arc;

use twinline_binance::{MARKET, PUBLIC, VENUE};
use twinline_model::{Instrument, InstrumentId, InstrumentKind, InstrumentStatus, Interval, OrderLimits, Price, Qty, Timestamp};
use twinline_venue::{BookFact, Endpoints, Fact, Facts, Instruments, LinkId, LinkView, Span, Step, View};

/// Links of both kinds, without and with names of what they carry.
pub const LINKS: [LinkId; 4] = [
    LinkId { kind: PUBLIC, serial: 1 },
    LinkId { kind: MARKET, serial: 2 },
    LinkId { kind: PUBLIC, serial: 3 },
    LinkId { kind: MARKET, serial: 4 },
];

/// Symbols of the vectors with the decimal places of their books.
const SYMBOLS: [(&str, u8, u8); 4] = [("BTCUSDT", 2, 3), ("BNBUSDT", 4, 0), ("SUSHIUSDT", 4, 0), ("ETHUSDT", 2, 3)];

/// An instrument of which only the scales matter.
pub fn instrument(symbol: &str, price_scale: u8, size_scale: u8) -> Instrument {
    Instrument {
        id: InstrumentId::new(VENUE, symbol).expect("a symbol"),
        alias: symbol.to_owned(),
        kind: InstrumentKind::Perpetual,
        base: String::new(),
        quote: "USDT".to_owned(),
        settle: "USDT".to_owned(),
        underlying: String::new(),
        status: InstrumentStatus::Trading,
        price_scale,
        size_scale,
        tick_size: Price::ZERO,
        lot_size: Qty::ZERO,
        limits: OrderLimits::default(),
        contract_size: Qty::ZERO,
        inverse: false,
        option: None,
        listed_at: None,
        expiry: None,
    }
}

/// A view that knows the instruments of the vectors.
pub fn view() -> View {
    let mut view = View::new(Endpoints { rest: "https://fapi.binance.com".to_owned(), ws: "wss://fstream.binance.com".to_owned(), commands: None });
    view.instruments = Arc::new(Instruments::from_list(SYMBOLS.map(|(symbol, price, size)| instrument(symbol, price, size))));
    for (link, names) in LINKS.iter().zip([&[][..], &[], &["btcusdt@depth@100ms", "bnbusdt@depth5"], &["btcusdt@aggTrade"]]) {
        view.links.insert(*link, LinkView { names: names.iter().map(|name| (*name).to_owned()).collect() });
    }
    view
}

/// One step of each kind.
pub static STEPS: std::sync::LazyLock<Vec<Step>> = std::sync::LazyLock::new(|| {
    let id = || InstrumentId::new(VENUE, "BTCUSDT").expect("a symbol");
    let ms = Timestamp::from_millis;
    vec![
        Step::ServerTime,
        Step::Instruments,
        Step::Book { instrument: id(), depth: 1000 },
        Step::Bbo { instrument: id() },
        Step::Trades { instrument: id(), from_id: Some(26_129), limit: 1000 },
        Step::Candles { instrument: id(), interval: Interval::M1, from: Some(ms(1_499_040_000_000)), to: None, limit: 4 },
        Step::Mark { instrument: id() },
        Step::Ticker { instrument: id() },
        Step::Funding { instrument: id(), from: None, to: None, limit: 100 },
    ]
});

/// What must hold of any facts: known instruments, spans that lie within the levels, levels that can stand in a book.
pub fn check_facts(view: &View, facts: &Facts) {
    for fact in facts.items() {
        let ix = match fact {
            Fact::BookSnapshot(book) | Fact::BookDelta(book) | Fact::BookTop(book) => {
                check_book(facts, book);
                Some(book.ix)
            }
            Fact::Bbo { ix, .. }
            | Fact::Trade { ix, .. }
            | Fact::Candle { ix, .. }
            | Fact::Mark { ix, .. }
            | Fact::Ticker { ix, .. }
            | Fact::Liquidation { ix, .. }
            | Fact::Funding { ix, .. }
            | Fact::Status { ix, .. }
            | Fact::Precision { ix, .. } => Some(*ix),
            _ => None,
        };
        assert!(ix.is_none_or(|ix| (ix.0 as usize) < view.instruments.len()), "{fact:?}");
    }
}

fn check_book(facts: &Facts, book: &BookFact) {
    assert!(book.first <= book.last, "{book:?}");
    for Span { start, end } in [book.bids, book.asks] {
        assert!(start <= end);
        let levels = facts.levels(Span { start, end });
        assert_eq!(levels.len(), (end - start) as usize, "a span beyond the levels");
        assert!(levels.iter().all(|level| level.price > 0 && level.size >= 0), "{levels:?}");
    }
}
