//! An order book, once or live.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use twinline_model::{Price, Qty};

use crate::args::Book;
use crate::client::{Client, encode};
use crate::failure::Failure;
use crate::output::Output;
use crate::show::{canonical, text};
use crate::watch;

/// Drawn at most this often.
const FRAME: Duration = Duration::from_millis(100);

pub(crate) async fn run(config: Option<&Path>, args: &Book, output: &Output) -> Result<(), Failure> {
    let client = Client::find(config)?;
    if args.live || (output.is_live() && !args.once) {
        let topic = format!("book.{}", canonical(&client, &args.instrument, args.venue.as_deref()).await?);
        if output.is_json() {
            return watch::run(config, &[topic], output).await;
        }
        let mut ladder = Ladder::new(args.depth);
        return watch::follow(config, &[topic], |message| ladder.take(message)).await;
    }
    let mut query = vec![("depth", args.depth.to_string())];
    query.extend(args.venue.clone().map(|venue| ("venue", venue)));
    let answer = client.get(&format!("/instruments/{}/book", encode(&args.instrument)), &query).await?;
    if output.is_json() {
        return output.line(&answer);
    }
    output.text(&format!("{}  {}  {} ms old", text(&answer, "instrument"), text(&answer, "freshness"), text(&answer, "age_ms")))?;
    let levels = |side: &str| answer[side].as_array().cloned().unwrap_or_default();
    let row = |side: &str, level: &Value| vec![side.to_owned(), text_at(level, 0), text_at(level, 1)];
    let asks = levels("asks").iter().rev().map(|level| row("ask", level)).collect::<Vec<_>>();
    let bids = levels("bids").iter().map(|level| row("bid", level)).collect::<Vec<_>>();
    output.table(&["", "PRICE", "SIZE"], &[asks, bids].concat(), &[1, 2])
}

fn text_at(level: &Value, at: usize) -> String {
    level[at].as_str().unwrap_or_default().to_owned()
}

/// A book that is kept up from the stream and drawn over itself.
struct Ladder {
    depth: usize,
    bids: BTreeMap<Price, Qty>,
    asks: BTreeMap<Price, Qty>,
    head: String,
    drawn: Option<Instant>,
    lines: usize,
}

impl Ladder {
    const fn new(depth: usize) -> Self {
        Self { depth, bids: BTreeMap::new(), asks: BTreeMap::new(), head: String::new(), drawn: None, lines: 0 }
    }

    fn take(&mut self, message: &Value) -> Result<(), Failure> {
        if message["type"] == "snapshot" {
            self.bids.clear();
            self.asks.clear();
        }
        for (side, levels) in [("bids", &mut self.bids), ("asks", &mut self.asks)] {
            for level in message["data"][side].as_array().map_or(&[][..], Vec::as_slice) {
                let (Ok(price), Ok(size)) = (text_at(level, 0).parse::<Price>(), text_at(level, 1).parse::<Qty>()) else { continue };
                if size.is_zero() {
                    levels.remove(&price);
                } else {
                    levels.insert(price, size);
                }
            }
        }
        self.head = format!("{}  {}  {}", text(message, "topic"), text(message, "freshness"), text(message, "reason"));
        if self.drawn.is_none_or(|at| at.elapsed() >= FRAME) || message["type"] == "state" {
            self.draw()?;
        }
        Ok(())
    }

    fn draw(&mut self) -> Result<(), Failure> {
        let asks: Vec<_> = self.asks.iter().take(self.depth).collect();
        let rows =
            asks.into_iter().rev().map(|level| ("ask", level)).chain(self.bids.iter().rev().take(self.depth).map(|level| ("bid", level)));
        let mut frame = if self.lines > 0 { format!("\u{1b}[{}A\u{1b}[J", self.lines) } else { String::new() };
        frame.push_str(&format!("{}\n", self.head));
        let mut lines = 1;
        for (side, (price, size)) in rows {
            frame.push_str(&format!("{side}  {price:>14}  {size:>14}\n", price = price.to_string(), size = size.to_string()));
            lines += 1;
        }
        self.lines = lines;
        self.drawn = Some(Instant::now());
        let mut out = std::io::stdout().lock();
        out.write_all(frame.as_bytes())?;
        out.flush()?;
        Ok(())
    }
}
