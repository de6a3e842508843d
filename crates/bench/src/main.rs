//! How fast is it? Every figure beside a bare loop in the same run, one table at the end.
//!
//! Not here: what is right; that is what tests are for. Nothing depends on this crate. Read first: [`bare`] (what every
//! figure stands beside) and [`feed`] (what is read).
//!
//! | file | question it answers |
//! |---|---|
//! | `feed` | which frames does everything here read? |
//! | `bare` | what would a program do that wants the books and nothing else? |
//! | `stage` | how does a session come to live books without sockets? |
//! | `pure` | how much is decoding, the book, and everything from a frame to what is published? |
//! | `summed` | what does a venue cost whose changes bear a checksum of the book? |
//! | `venue` | who sends the frames when sockets are measured? |
//! | `sockets` | what does the way from a socket to a published event cost, in CPU and in time? |
//! | `gateway` | how is the real binary started and looked at? |
//! | `readers` | who reads the stream? |
//! | `fanout` | what does a delivery cost with many readers of one book? |
//! | `stalled` | what do readers that stopped reading cost the others? |
//! | `simulated` | which venue takes the orders? |
//! | `relay` | what passes between whoever trades and the venue, and when? |
//! | `trader` | who places the orders whose cost is measured? |
//! | `orders` | what does an order cost, from the call to its first byte on the way to the venue? |
//! | `served` | what does the way in over HTTP add to an order, and how soon do readers know what the venue said? |
//! | `play` | how soon is an order with play money seen, how many are taken, and how soon are readers back after a restart? |
//! | `house` | how many orders does the house of play money take, with its journal in memory and on the disk? |
//! | `dashboards` | who watches accounts, over a restart? |
//! | `counting` | how many instructions does a piece of work take? |
//! | `cpu` | how much CPU did a thread or a process take, and how much memory does it hold? |
//! | `table` | how are the figures shown? |

#![allow(clippy::disallowed_methods, reason = "a bench has a clock")]

mod bare;
mod counting;
mod cpu;
mod dashboards;
mod fanout;
mod feed;
mod gateway;
mod house;
mod orders;
mod plan;
mod play;
mod pure;
mod readers;
mod relay;
mod served;
mod simulated;
mod sockets;
mod stage;
mod stalled;
mod summed;
mod table;
mod trader;
mod venue;

use std::sync::Arc;

use feed::Feed;
use pure::{Part, Side};

const USAGE: &str = "usage: twinline-bench [--quick] [--json] [--only NAME,…]   (NAME: instructions, decode, book, publish, summed,
                       sockets, symbols, fanout, stalled, start, orders, play)
       twinline-bench --once FRAMES PART SIDE SYMBOLS    (PART: decode, book, publish, tick, socket, order; SIDE: ours, bare)";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--once", frames, part, side, symbols] => match (frames.parse(), side_of(side), symbols.parse()) {
            (Ok(frames), Some(side), Ok(symbols)) => once(frames, part, side, symbols),
            _ => usage(),
        },
        ["--bare-fanout", venue, readers] => fanout::serve_bare(venue, readers.parse().unwrap_or(0)),
        _ => match plan::Plan::of(&words) {
            Some(plan) if plan.json => table::print_json(&plan.run()),
            Some(plan) => table::print(&plan.run()),
            None => usage(),
        },
    }
}

fn usage() {
    eprintln!("{USAGE}");
    std::process::exit(2);
}

/// A fixed amount of work, for counting instructions.
fn once(frames: usize, part: &str, side: Side, symbols: usize) {
    if part == "order" {
        return orders::once(side, frames);
    }
    let feed = Arc::new(Feed::new(symbols, frames));
    match Part::ALL.into_iter().find(|known| known.name() == part) {
        Some(part) => drop(pure::run(part, side, &feed)),
        None if part == "socket" => sockets::once(side, &feed),
        None => usage(),
    }
    println!("{frames} frames of {} bytes", feed.mean_bytes());
}

fn side_of(word: &str) -> Option<Side> {
    [Side::Ours, Side::Bare].into_iter().find(|side| side.name() == word)
}
