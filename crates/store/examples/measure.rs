//! How fast is the journal here? Prints the time of one synced append after another, what many callers reach together, and what is
//! appended without a sync.
//!
//! `cargo run --release -p twinline-store --example measure [DIRECTORY]`; the directory must not exist, and is removed.

use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use twinline_model::{Cursor, Timestamp};
use twinline_store::{Appended, Batch, Draft, Durability, Journal, Page, SqliteJournal, StoreError};

/// About what an order's intent is as JSON.
const PAYLOAD: usize = 400;

fn batch(epoch: u64, n: u64) -> Batch {
    let at = Timestamp::from_millis(1_760_000_000_000);
    let payload = format!("{n:0>width$}", width = PAYLOAD).into_bytes();
    Batch::new(epoch).record(Draft {
        stream: format!("account {}", n % 4),
        at,
        kind: "order_placed".to_owned(),
        payload,
        about: Vec::new(),
    })
}

fn main() -> Result<(), StoreError> {
    let default = || std::env::temp_dir().join(format!("twinline-measure-{}", std::process::id()));
    let dir = std::env::args().nth(1).map_or_else(default, PathBuf::from);
    let journal = SqliteJournal::open(&dir, 0)?;
    one_by_one(&journal, Durability::Synced, 2_000)?;
    one_by_one(&journal, Durability::Relaxed, 20_000)?;
    for callers in [1, 8, 64] {
        together(&journal, callers, Duration::from_secs(2))?;
    }
    in_flight(&journal, 50_000);
    read(&journal)?;
    drop(journal);
    let begin = Instant::now();
    let journal = SqliteJournal::open(&dir, 0)?;
    let records: u64 = journal.heads()?.iter().map(|(_, head)| head.seq).sum();
    println!("opening with {records} records, all checks: {:.0} ms", begin.elapsed().as_secs_f64() * 1e3);
    drop(journal);
    std::fs::remove_dir_all(&dir).unwrap_or_else(|error| eprintln!("cannot remove {}: {error}", dir.display()));
    Ok(())
}

fn one_by_one(journal: &SqliteJournal, durability: Durability, count: u64) -> Result<(), StoreError> {
    let mut times = Vec::new();
    for n in 0..count {
        let begin = Instant::now();
        journal.append_wait(batch(journal.epoch(), n), durability)?;
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 1_000).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    println!("{durability:?}, one by one: p50 {:.3} ms, p99 {:.3} ms, p99.9 {:.3} ms", at(500), at(990), at(999));
    Ok(())
}

/// Callers that each wait for their append before the next.
fn together(journal: &SqliteJournal, callers: u64, time: Duration) -> Result<(), StoreError> {
    let begin = Instant::now();
    let written = std::thread::scope(|scope| {
        let caller =
            |n| move || (0..).take_while(|_| begin.elapsed() < time).try_fold(0u64, |count, _| one(journal, n).map(|()| count + 1));
        let callers: Vec<_> = (0..callers).map(|n| scope.spawn(caller(n))).collect();
        callers.into_iter().map(|caller| caller.join().unwrap_or(Err(StoreError::Closed))).sum::<Result<u64, StoreError>>()
    })?;
    println!("{callers} callers, each synced and waiting: {:.0} appends/s", written as f64 / begin.elapsed().as_secs_f64());
    Ok(())
}

fn one(journal: &SqliteJournal, n: u64) -> Result<(), StoreError> {
    journal.append_wait(batch(journal.epoch(), n), Durability::Synced).map(drop)
}

/// One caller that does not wait, as the gateway's loop does not; 1,024 at most on their way.
fn in_flight(journal: &SqliteJournal, count: u64) {
    let begin = Instant::now();
    let (tell, told) = channel();
    let mut written = 0u64;
    for n in 0..count {
        let tell = tell.clone();
        let done = move |result: Result<Appended, StoreError>| tell.send(result.is_ok()).expect("somebody counts");
        journal.append(batch(journal.epoch(), n), Durability::Synced, Box::new(done));
        while n + 1 - written >= 1_024 && told.recv() == Ok(true) {
            written += 1;
        }
    }
    written += (written..count).filter(|_| told.recv() == Ok(true)).count() as u64;
    println!("1,024 on their way, synced: {:.0} appends/s ({written} of {count})", count as f64 / begin.elapsed().as_secs_f64());
}

fn read(journal: &SqliteJournal) -> Result<(), StoreError> {
    let begin = Instant::now();
    let (mut after, mut count) = (Cursor::default(), 0);
    while let Page::Records { records, more } = journal.read("account 1", after, 1_000)? {
        count += records.len();
        after = records.last().map_or(after, |record| record.cursor);
        if !more {
            break;
        }
    }
    println!("reading in pages of 1,000: {:.0} records/s ({count})", count as f64 / begin.elapsed().as_secs_f64());
    Ok(())
}
