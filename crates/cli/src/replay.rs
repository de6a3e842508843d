//! What would have been published for a recording?

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use twinline_core::replay::{Line, Replay, ReplayCounters, Replayed};
use twinline_gateway::registry;
use twinline_gateway::wire::{CandleRow, FundingRow, InstrumentRow, TradeRow};
use twinline_model::{Bbo, BookChange, Instrument, InstrumentId, Interval, MarketEvent, Quote, Timestamp, format_scaled, parse_decimal};
use twinline_venue::{Codec, Endpoints, Frame, Recorded, View};

use crate::args;
use crate::failure::Failure;
use crate::output::Output;

/// Longest line of a recording; the largest answers of venues are a few megabytes.
const MAX_LINE: u64 = 64 * 1024 * 1024;
/// Topics that can be shown now.
const TOPICS: [&str; 8] = ["bbo", "book", "trades", "ticker", "candles", "mark", "funding", "instruments"];
/// Topics that belong to accounts, which this version does not have.
const LATER: [&str; 4] = ["orders", "fills", "positions", "balances"];

/// One line of a recording, as it lies in the file.
#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow)]
    t: Option<&'a RawValue>,
    kind: String,
    url: Option<String>,
    text: Option<String>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
}

/// One line of what is printed.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Told<'a> {
    Bbo {
        instrument: &'a InstrumentId,
        venue_seq: u64,
        state: &'static str,
        bid: Option<Quote>,
        ask: Option<Quote>,
    },
    BookState {
        instrument: &'a InstrumentId,
        state: &'static str,
        reason: &'static str,
        expected: Option<u64>,
        got: Option<u64>,
    },
    Book {
        instrument: &'a InstrumentId,
        venue_seq: u64,
        state: &'static str,
        whole: bool,
        bids: Vec<[String; 2]>,
        asks: Vec<[String; 2]>,
    },
    Trade {
        instrument: &'a InstrumentId,
        #[serde(flatten)]
        trade: TradeRow,
    },
    Ticker {
        instrument: &'a InstrumentId,
        ts: Option<Timestamp>,
        #[serde(flatten)]
        ticker: &'a twinline_model::Ticker,
    },
    Candle {
        instrument: &'a InstrumentId,
        interval: Interval,
        #[serde(flatten)]
        candle: CandleRow,
    },
    Mark {
        instrument: &'a InstrumentId,
        ts: Option<Timestamp>,
        #[serde(flatten)]
        mark: &'a twinline_model::MarkPrice,
    },
    Funding {
        instrument: &'a InstrumentId,
        #[serde(flatten)]
        funding: FundingRow,
    },
    Instrument {
        #[serde(flatten)]
        instrument: Box<InstrumentRow>,
    },
    Error {
        line: u64,
        detail: String,
    },
}

/// Replays a file.
pub(crate) fn run(replay: &args::Replay, output: &Output) -> Result<(), Failure> {
    let topics = topics(&replay.topics)?;
    let mut input = open(&replay.file)?;
    let mut codec = replay.venue.as_deref().map(codec).transpose()?;
    let mut machine: Option<Replay> = codec.clone().map(Replay::new);
    let mut printer = Printer { out: BufWriter::new(std::io::stdout().lock()), json: output.is_json(), topics, oddities: 0, errors: 0 };
    let (mut number, mut line, mut told) = (0u64, Vec::new(), Vec::new());
    loop {
        line.clear();
        if input
            .by_ref()
            .take(MAX_LINE)
            .read_until(b'\n', &mut line)
            .map_err(|error| Failure::refused(format!("cannot read {}: {error}", replay.file.display())))?
            == 0
        {
            break;
        }
        number += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if codec.is_none() {
            codec = guess(&line);
            machine = codec.clone().map(Replay::new);
        }
        let Some(machine) = machine.as_mut() else {
            printer.error(number, "the venue cannot be told from this line; name it with --venue".to_owned())?;
            continue;
        };
        if let Err(detail) = take(machine, &line, &mut told) {
            printer.error(number, detail)?;
        }
        for told in told.drain(..) {
            printer.print(&told)?;
        }
    }
    printer.finish(number, machine.map(|machine| machine.counters()).unwrap_or_default())
}

fn topics(list: &str) -> Result<Vec<String>, Failure> {
    let topics: Vec<String> = list.split(',').map(|topic| topic.trim().to_owned()).filter(|topic| !topic.is_empty()).collect();
    for topic in &topics {
        if LATER.contains(&topic.as_str()) {
            return Err(Failure::usage(format!("topic {topic} belongs to accounts, which are not in this version")));
        }
        if !TOPICS.contains(&topic.as_str()) {
            return Err(Failure::usage(format!("unknown topic {topic}")).hint(format!("topics are: {}", TOPICS.join(", "))));
        }
    }
    match topics.is_empty() {
        true => Err(Failure::usage("no topic named").hint(format!("topics are: {}", TOPICS.join(", ")))),
        false => Ok(topics),
    }
}

fn codec(name: &str) -> Result<Arc<dyn Codec>, Failure> {
    registry::codec(name).ok_or_else(|| {
        let known = registry::names().collect::<Vec<_>>().join(", ");
        Failure::usage(format!("unknown venue {name}")).hint(format!("venues of this version are: {known}"))
    })
}

/// Plain or gzip, told by its first bytes; `-` is standard input.
fn open(path: &Path) -> Result<Box<dyn BufRead>, Failure> {
    let raw: Box<dyn Read> = match path.as_os_str().to_str() {
        Some("-") => Box::new(std::io::stdin()),
        _ => Box::new(File::open(path).map_err(|error| Failure::usage(format!("cannot open {}: {error}", path.display())))?),
    };
    let mut raw = BufReader::with_capacity(1 << 16, raw);
    let head = raw.fill_buf().map_err(|error| Failure::refused(format!("cannot read {}: {error}", path.display())))?;
    Ok(match head.starts_with(&[0x1f, 0x8b]) {
        true => Box::new(BufReader::new(MultiGzDecoder::new(raw))),
        false => Box::new(raw),
    })
}

/// The venue whose URL stands in a line.
fn guess(line: &[u8]) -> Option<Arc<dyn Codec>> {
    let row: Row<'_> = serde_json::from_slice(line).ok()?;
    let url = row.url?;
    let view = View::new(Endpoints { rest: String::new(), ws: String::new(), commands: None });
    let recorded = if row.kind == "ws_open" { Recorded::Open { url: &url } } else { Recorded::Response { url: &url } };
    registry::names().filter_map(registry::codec).find(|codec| codec.recognise(&view, recorded).is_some())
}

fn take(machine: &mut Replay, line: &[u8], told: &mut Vec<Replayed>) -> Result<(), String> {
    let row: Row<'_> = serde_json::from_slice(line).map_err(|error| format!("not a line of a recording: {error}"))?;
    let missing = |what: &str| format!("a line of kind {} needs {what}", row.kind);
    let url = || row.url.as_deref().ok_or_else(|| missing("url"));
    let body = match row.body {
        // A body that was kept as text holds the text.
        Some(raw) if raw.get().starts_with('"') => serde_json::from_str::<String>(raw.get()).map_err(|error| error.to_string())?,
        Some(raw) => raw.get().to_owned(),
        None => String::new(),
    };
    let line = match row.kind.as_str() {
        "ws_open" => Line::Open { url: url()? },
        "ws_sent" => Line::Sent { body: &body },
        "ws_received" => Line::Received(Frame::Text(row.text.as_deref().ok_or_else(|| missing("text"))?)),
        "http_response" => Line::Response { url: url()?, body: body.as_bytes() },
        other => return Err(format!("unknown kind of line: {other}")),
    };
    machine.line(row.t.map(at).unwrap_or_default(), line, told).map_err(|error| error.to_string())
}

/// Unix seconds with a fraction, read as text.
fn at(raw: &RawValue) -> Timestamp {
    let nanos = parse_decimal(raw.get())
        .ok()
        .and_then(|seconds| seconds.checked_mul(1_000_000_000.into()))
        .and_then(|nanos| i64::try_from(nanos.trunc()).ok());
    Timestamp::from_nanos(nanos.unwrap_or_default())
}

struct Printer<W: Write> {
    out: BufWriter<W>,
    json: bool,
    topics: Vec<String>,
    oddities: u64,
    errors: u64,
}

impl<W: Write> Printer<W> {
    fn wants(&self, topic: &str) -> bool {
        self.topics.iter().any(|wanted| wanted == topic)
    }

    fn print(&mut self, told: &Replayed) -> Result<(), Failure> {
        match told {
            Replayed::Bbo { instrument, venue_seq, bbo: Bbo { bid, ask, .. } } if self.wants("bbo") => {
                self.line(&Told::Bbo { instrument, venue_seq: *venue_seq, state: "live", bid: *bid, ask: *ask })
            }
            Replayed::Syncing { instrument, reason } if self.wants("bbo") || self.wants("book") => {
                let numbers = reason.numbers();
                let (expected, got) = (numbers.map(|pair| pair.0), numbers.map(|pair| pair.1));
                self.line(&Told::BookState { instrument, state: "syncing", reason: reason.name(), expected, got })
            }
            Replayed::Market { instrument, ts, event } => self.market(instrument, *ts, event),
            Replayed::Funding { instrument, funding } if self.wants("funding") => {
                self.line(&Told::Funding { instrument, funding: FundingRow::from(funding) })
            }
            Replayed::Instrument(instrument) if self.wants("instruments") => {
                self.line(&Told::Instrument { instrument: Box::new(InstrumentRow::from(instrument.as_ref())) })
            }
            Replayed::Odd(oddity) => {
                self.oddities += 1;
                eprintln!("not understood: {:?} {}", oddity.kind, oddity.name);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn market(&mut self, instrument: &Instrument, ts: Option<Timestamp>, event: &MarketEvent) -> Result<(), Failure> {
        let id = &instrument.id;
        match event {
            MarketEvent::Book(change) if self.wants("book") => {
                let [bids, asks] = sides(change);
                self.line(&Told::Book { instrument: id, venue_seq: change.venue_seq, state: "live", whole: change.whole, bids, asks })
            }
            MarketEvent::Trades(trades) if self.wants("trades") => {
                trades.iter().try_for_each(|trade| self.line(&Told::Trade { instrument: id, trade: TradeRow::from(trade) }))
            }
            MarketEvent::Candles(candles) if self.wants("candles") => candles.iter().try_for_each(|candle| {
                let (interval, candle) = (candle.interval, CandleRow::from(candle));
                self.line(&Told::Candle { instrument: id, interval, candle })
            }),
            MarketEvent::Ticker(ticker) if self.wants("ticker") => self.line(&Told::Ticker { instrument: id, ts, ticker }),
            MarketEvent::Mark(mark) if self.wants("mark") => self.line(&Told::Mark { instrument: id, ts, mark }),
            _ => Ok(()),
        }
    }

    fn error(&mut self, line: u64, detail: String) -> Result<(), Failure> {
        self.errors += 1;
        eprintln!("line {line}: {detail}");
        if self.json { self.line(&Told::Error { line, detail }) } else { Ok(()) }
    }

    fn line(&mut self, told: &Told<'_>) -> Result<(), Failure> {
        let value = serde_json::to_string(told).map_err(|error| Failure::refused(error.to_string()))?;
        let text = if self.json { value } else { words(&value) };
        writeln!(self.out, "{text}")?;
        Ok(())
    }

    fn finish(mut self, lines: u64, counters: ReplayCounters) -> Result<(), Failure> {
        self.out.flush()?;
        eprintln!(
            "{lines} lines, {} frames, {} depth updates applied, {} repeated or older facts ignored, {} gaps, {} not understood, {} lines of no use",
            counters.frames, counters.applied, counters.ignored, counters.gaps, self.oddities, self.errors
        );
        Ok(())
    }
}

/// The same line for people: names and values without JSON's punctuation.
fn words(json: &str) -> String {
    json.trim_start_matches('{').trim_end_matches('}').replace("\":", " ").replace(['"', '{', '}'], "").replace(',', "  ")
}

fn sides(change: &BookChange) -> [Vec<[String; 2]>; 2] {
    let text = |value: i64, scale: u8| {
        let mut text = String::new();
        format_scaled(value, scale, &mut text);
        text
    };
    [&change.levels.bids, &change.levels.asks].map(|side| {
        side.iter().map(|level| [text(level.price, change.levels.price_scale), text(level.size, change.levels.size_scale)]).collect()
    })
}
